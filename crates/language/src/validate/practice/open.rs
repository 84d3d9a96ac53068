//! Resources and roles that are open to everybody, or to another account without more.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use iam_evaluator::condition::{Comparison, SetOperator};
use iam_evaluator::policy::Polarity;
use iam_evaluator::{Effect, Finding, FindingType, PolicyType, Span};
use ipnet::IpNet;

use crate::reading::{ConditionView, StatementView};
use crate::validate::Subject;
use crate::validate::cover::{Extent, is_everyone, value_text};

/// Keys whose values keep a grant to everybody from being public: they say who may ask, or from
/// which network.
const BOUNDS: &[&str] = &[
    "aws:Ec2InstanceSourceVpc",
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalIsAWSService",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalServiceName",
    "aws:PrincipalServiceNamesList",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceIp",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
    "aws:SourceOwner",
    "aws:SourceVpc",
    "aws:SourceVpcArn",
    "aws:SourceVpce",
    "aws:userid",
    "aws:VpceAccount",
    "aws:VpceOrgID",
    "aws:VpceOrgPaths",
    "elasticfilesystem:AccessedViaMountTarget",
    "kms:CallerAccount",
    "s3:DataAccessPointAccount",
    "s3:DataAccessPointArn",
];

/// `Principal` is everybody in the policy of a resource or in a role trust policy, no condition says
/// who may ask or from where, and no `Deny` of the document does. `sts:ExternalId` is no such
/// condition: it is no secret.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous>
pub(super) fn public_access(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let (code, details) = match subject.policy_type() {
        PolicyType::ResourceBased => (
            "PLAYGROUND_PUBLIC_ACCESS",
            "this lets everybody in, whatever the account, and where the service takes them also \
             callers without credentials: name the principals, or add a condition such as \
             `aws:PrincipalOrgID`",
        ),
        PolicyType::RoleTrust => (
            "PLAYGROUND_PUBLIC_TRUST",
            "every principal of every account may assume this role: name the principals, or add a \
             condition such as `aws:PrincipalOrgID`",
        ),
        PolicyType::IdentityBased
        | PolicyType::PermissionsBoundary
        | PolicyType::Session
        | PolicyType::ServiceControl
        | PolicyType::ResourceControl
        | PolicyType::VpcEndpoint => return,
    };
    let text = subject.reading.text;
    for statement in &subject.statements {
        let Some(span) = everybody(statement, Effect::Allow) else {
            continue;
        };
        let mut conditions = statement.conditions.iter();
        let is_bounded = conditions.any(|condition| bounds(condition, text))
            || subject
                .statements
                .iter()
                .any(|deny| keeps_out(deny, statement));
        if !is_bounded {
            let spans = vec![span];
            let finding_type = FindingType::SecurityWarning;
            findings.push(Finding::new(finding_type, code, spans, details.to_owned()));
        }
    }
}

/// Where a statement of this effect names everybody.
fn everybody(statement: &StatementView<'_>, effect: Effect) -> Option<Span> {
    let principal = statement.principal.as_ref()?;
    let is_for = statement.effect == Some(effect) && principal.polarity == Polarity::Listed;
    let mut ids = principal.ids.iter();
    ids.find(|id| is_for && is_everyone(id))
        .map(|id| id.id.span)
}

/// Whether a condition holds only for callers that its values name.
fn bounds(condition: &ConditionView<'_>, text: &str) -> bool {
    let Some(operator) = condition.operator else {
        return false;
    };
    if operator.if_exists || operator.set == Some(SetOperator::ForAllValues) || !is_bound(condition)
    {
        return false;
    }
    let mut values = condition.values.iter().map(|value| value_text(text, value));
    match operator.comparison {
        Comparison::StringEquals | Comparison::StringEqualsIgnoreCase => true,
        Comparison::StringLike | Comparison::ArnEquals | Comparison::ArnLike => {
            values.all(|value| !is_anybody(value))
        }
        Comparison::IpAddress => values.all(is_narrow),
        Comparison::Bool => values.all(|value| value.eq_ignore_ascii_case("true")),
        _ => false,
    }
}

fn is_bound(condition: &ConditionView<'_>) -> bool {
    let key = condition.key_name();
    BOUNDS.iter().any(|known| key.eq_ignore_ascii_case(known))
}

/// Wildcards alone, or an ARN of any account.
fn is_anybody(value: &str) -> bool {
    let is_open = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte == b'*');
    match value.split(':').nth(4) {
        Some(account) => is_open(account),
        None => is_open(value),
    }
}

/// At least /8 of IPv4, at least /32 of IPv6, as S3 Block Public Access counts.
fn is_narrow(range: &str) -> bool {
    match range.parse::<IpNet>() {
        Ok(range) => range.prefix_len() >= if range.addr().is_ipv4() { 8 } else { 32 },
        Err(_) => true,
    }
}

/// Whether a `Deny` for everybody refuses all callers but those that its conditions name.
fn keeps_out(deny: &StatementView<'_>, allow: &StatementView<'_>) -> bool {
    if everybody(deny, Effect::Deny).is_none() || deny.conditions.is_empty() {
        return false;
    }
    let names_others = |condition: &ConditionView<'_>| {
        let Some(operator) = condition.operator else {
            return false;
        };
        let key = condition.key_name();
        let about_services = ["aws:PrincipalIsAWSService", "aws:ViaAWSService"];
        operator.is_negated() && is_bound(condition)
            || operator.comparison == Comparison::Bool
                && about_services
                    .iter()
                    .any(|known| key.eq_ignore_ascii_case(known))
    };
    let is_named = |condition: &ConditionView<'_>| {
        condition
            .operator
            .is_some_and(|operator| operator.is_negated())
    };
    deny.conditions.iter().all(names_others)
        && deny.conditions.iter().any(is_named)
        && covers(deny, allow)
}

fn covers(wide: &StatementView<'_>, narrow: &StatementView<'_>) -> bool {
    let actions = match (&wide.action, &narrow.action) {
        (Some(wide), Some(narrow)) => Extent::of_action(wide).covers(&Extent::of_action(narrow)),
        _ => false,
    };
    let resources = match (&wide.resource, &narrow.resource) {
        (Some(wide), Some(narrow)) => {
            Extent::of_resource(wide).covers(&Extent::of_resource(narrow))
        }
        (None, None) => true,
        (None, Some(_)) | (Some(_), None) => false,
    };
    actions && resources
}

/// A role trust policy lets a whole account in, with no condition at all. Which account is one's own
/// is not known from the policy: only for that of somebody else, who acts for many, is an external
/// id due.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html>
pub(super) fn missing_external_id(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    if subject.policy_type() != PolicyType::RoleTrust {
        return;
    }
    for statement in &subject.statements {
        let Some(principal) = &statement.principal else {
            continue;
        };
        let assumes = statement.action.as_ref().is_some_and(|actions| {
            let assume_role = Extent::action("sts:assumerole");
            Extent::of_action(actions).covers(&assume_role)
        });
        let is_open = statement.effect == Some(Effect::Allow)
            && principal.polarity == Polarity::Listed
            && statement.conditions.is_empty();
        if !is_open || !assumes {
            continue;
        }
        for id in principal.ids.iter().filter(|id| id.is_kind("AWS")) {
            let value = id.id.value;
            let is_account = value.len() == 12 && value.bytes().all(|byte| byte.is_ascii_digit());
            if is_account || value.ends_with(":root") {
                let details = "everybody in this account whom its administrators let may assume the \
                               role: if it is the account of a third party, demand the \
                               `sts:ExternalId` that was agreed on, if it is of your organization, \
                               its `aws:PrincipalOrgID`";
                findings.push(Finding::new(
                    FindingType::Suggestion,
                    "PLAYGROUND_MISSING_EXTERNAL_ID",
                    vec![id.id.span],
                    details.to_owned(),
                ));
            }
        }
    }
}
