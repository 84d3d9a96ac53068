//! Problems in a policy beyond those for which AWS refuses it: what IAM Access Analyzer finds, and
//! more in a namespace of our own.
//!
//! Each check is a function over one document, and stands in the list `CHECKS` of its module. A check
//! that needs the catalog finds nothing where the catalog does not know enough.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>

mod action;
mod circumstance;
mod condition_key;
mod condition_value;
mod cover;
mod escalation;
mod key_facts;
mod mend;
mod pass_role;
mod practice;
mod principal;
mod reach;
mod redundant;
mod resource;
mod silence;
mod spelling;
mod structure;
mod value;
mod variable;

use iam_evaluator::policy::Polarity;
use iam_evaluator::{Finding, PolicyType};

use crate::catalog::Catalog;
use crate::reading::{Reading, StatementView};

pub use silence::{Silenced, silence};

/// The types of resources whose policies have checks of their own.
///
/// <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ValidatePolicy.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ResourceKind {
    /// `AWS::S3::Bucket`.
    S3Bucket,
    /// `AWS::S3::AccessPoint`.
    S3AccessPoint,
    /// `AWS::S3::MultiRegionAccessPoint`.
    S3MultiRegionAccessPoint,
    /// `AWS::S3ObjectLambda::AccessPoint`.
    S3ObjectLambdaAccessPoint,
    /// `AWS::DynamoDB::Table`.
    DynamoDbTable,
}

impl ResourceKind {
    /// All of them.
    pub const ALL: [ResourceKind; 5] = [
        ResourceKind::S3Bucket,
        ResourceKind::S3AccessPoint,
        ResourceKind::S3MultiRegionAccessPoint,
        ResourceKind::S3ObjectLambdaAccessPoint,
        ResourceKind::DynamoDbTable,
    ];

    /// AWS's name of the type: `AWS::S3::Bucket`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ResourceKind::S3Bucket => "AWS::S3::Bucket",
            ResourceKind::S3AccessPoint => "AWS::S3::AccessPoint",
            ResourceKind::S3MultiRegionAccessPoint => "AWS::S3::MultiRegionAccessPoint",
            ResourceKind::S3ObjectLambdaAccessPoint => "AWS::S3ObjectLambda::AccessPoint",
            ResourceKind::DynamoDbTable => "AWS::DynamoDB::Table",
        }
    }

    /// The type of this name.
    #[must_use]
    pub fn read(name: &str) -> Option<ResourceKind> {
        ResourceKind::ALL
            .into_iter()
            .find(|kind| kind.as_str() == name)
    }
}

/// What a check looks at.
struct Subject<'a> {
    reading: &'a Reading<'a>,
    statements: Vec<StatementView<'a>>,
    /// The type of the resource that a resource-based policy is attached to, where it is known.
    resource: Option<ResourceKind>,
    catalog: &'a Catalog,
}

/// Looks for one problem, or for a few that are found together.
type Check = fn(&Subject<'_>, &mut Vec<Finding>);

/// All checks, in the order in which they run.
const CHECKS: &[&[Check]] = &[
    structure::CHECKS,
    action::CHECKS,
    pass_role::CHECKS,
    resource::CHECKS,
    principal::CHECKS,
    condition_key::CHECKS,
    condition_value::CHECKS,
    variable::CHECKS,
    reach::CHECKS,
    escalation::CHECKS,
    practice::CHECKS,
];

/// Finds the problems of a policy, in the order of the text; those for which AWS refuses it
/// included, and those that the text silences left out.
///
/// `resource` is the type of the resource that a resource-based policy is attached to; without it,
/// checks that depend on it do not run. A catalog without a service's details finds what needs none.
#[must_use]
pub fn validate(
    reading: &Reading<'_>,
    resource: Option<ResourceKind>,
    catalog: &Catalog,
) -> Vec<Finding> {
    let (shown, _) = silence(reading, find(reading, resource, catalog));
    shown
}

/// The same with those that the text silences.
#[must_use]
pub fn find(
    reading: &Reading<'_>,
    resource: Option<ResourceKind>,
    catalog: &Catalog,
) -> Vec<Finding> {
    let mut findings = reading.parsed.findings.clone();
    // After an error of syntax the structure is only half there: its problems would be noise.
    if reading.is_json() {
        let subject = Subject {
            reading,
            statements: reading.statements(),
            resource,
            catalog,
        };
        for check in CHECKS.iter().copied().flatten() {
            check(&subject, &mut findings);
        }
    }
    sort(&mut findings);
    findings
}

/// In the order of the text, the more serious first, and each only once.
fn sort(findings: &mut Vec<Finding>) {
    findings.sort_by_key(|finding| {
        (
            finding.span().start,
            finding.finding_type,
            finding.issue_code,
            finding.span().end,
        )
    });
    findings.dedup_by(|one, other| {
        one.issue_code == other.issue_code && one.locations == other.locations
    });
}

/// The services whose details would let `validate` find more in this policy, by prefix.
#[must_use]
pub fn services_of(reading: &Reading<'_>, catalog: &Catalog) -> Vec<String> {
    let statements = reading.statements();
    let mut prefixes: Vec<String> = statements
        .iter()
        .flat_map(|statement| {
            let actions = statement.action.iter().flat_map(|element| &element.texts);
            let actions = actions.filter_map(|text| text.value.split_once(':'));
            let keys = statement.conditions.iter();
            let keys = keys.filter_map(|condition| condition.key_name().split_once(':'));
            let resources = statement.resource.iter().flat_map(|element| &element.texts);
            let resources = resources.filter_map(|text| {
                let mut parts = text.value.split(':').skip(2);
                Some((parts.next()?, ""))
            });
            actions.chain(keys).chain(resources)
        })
        .map(|(prefix, _)| prefix.to_ascii_lowercase())
        .filter(|prefix| catalog.service(prefix).is_some())
        .collect();
    prefixes.sort();
    prefixes.dedup();
    prefixes
}

impl Subject<'_> {
    fn policy_type(&self) -> PolicyType {
        self.reading.policy_type
    }

    /// Whether the policy is attached to a user, a group or a role, or passed for a session.
    fn is_identity(&self) -> bool {
        match self.policy_type() {
            PolicyType::IdentityBased | PolicyType::PermissionsBoundary | PolicyType::Session => {
                true
            }
            PolicyType::ServiceControl
            | PolicyType::ResourceControl
            | PolicyType::VpcEndpoint
            | PolicyType::ResourceBased
            | PolicyType::RoleTrust => false,
        }
    }

    /// Whether the policy is that of a resource, other than a role, or of a VPC endpoint.
    fn is_resource(&self) -> bool {
        match self.policy_type() {
            PolicyType::ResourceBased | PolicyType::VpcEndpoint => true,
            PolicyType::IdentityBased
            | PolicyType::PermissionsBoundary
            | PolicyType::Session
            | PolicyType::ServiceControl
            | PolicyType::ResourceControl
            | PolicyType::RoleTrust => false,
        }
    }

    /// Whether IAM or STS itself keeps the policy, with IAM's rules for texts and Sids.
    fn is_kept_by_iam(&self) -> bool {
        self.is_identity() || self.policy_type() == PolicyType::RoleTrust
    }

    /// The service that every ARN in `Resource` names, if it is the same in all of them.
    fn service_of_resources(&self) -> Option<&str> {
        let resources = self.statements.iter().filter_map(|it| it.resource.as_ref());
        let listed = resources.filter(|resource| resource.polarity == Polarity::Listed);
        let texts = listed.flat_map(|resource| &resource.texts);
        let mut service = None;
        for text in texts.filter(|text| text.value != "*") {
            let named = text.value.split(':').nth(2)?;
            let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
            if named.is_empty()
                || !named.bytes().all(is_name)
                || service.is_some_and(|it| it != named)
            {
                return None;
            }
            service = Some(named);
        }
        service
    }
}
