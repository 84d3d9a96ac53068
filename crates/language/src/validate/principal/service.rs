//! Service principals: their names, and on whose behalf they act.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services>
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html>

use iam_evaluator::condition::{Comparison, ValueType};
use iam_evaluator::{Finding, FindingType, Fix, PolicyType, TextEdit};

use super::super::Subject;
use super::{allows, compares, is_on_one_of, services, takes_principals};
use crate::reading::{ConditionView, Text, text};

/// How the name of a service is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `lambda.amazonaws.com`, a Region between the two where the service has Regional principals.
    Principal,
    /// `lambda.eu-west-1.amazonaws.com`.
    Regional,
}

/// The condition keys whose values are names of services.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html>
/// <https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service>
const NAME_KEYS: &[(&str, Form)] = &[
    ("aws:PrincipalServiceName", Form::Principal),
    ("aws:PrincipalServiceNamesList", Form::Principal),
    ("aws:CalledVia", Form::Principal),
    ("aws:CalledViaFirst", Form::Principal),
    ("aws:CalledViaLast", Form::Principal),
    ("iam:AWSServiceName", Form::Principal),
    ("iam:PassedToService", Form::Principal),
    ("organizations:ServicePrincipal", Form::Principal),
    ("sts:AWSServiceName", Form::Principal),
    ("kms:ViaService", Form::Regional),
];

/// What the names of services end in, by partition; a few older ones end in `amazon.com`.
const SUFFIXES: &[&str] = &[
    ".amazonaws.com",
    ".amazonaws.com.cn",
    ".amazonaws.eu",
    ".amazon.com",
    ".c2s.ic.gov",
    ".sc2s.sgov.gov",
    ".cloud.adc-e.uk",
    ".csp.hci.ic.gov",
];

/// Keys that say on whose behalf a service calls.
const SOURCE_KEYS: &[&str] = &[
    "aws:SourceArn",
    "aws:SourceAccount",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
];

/// Keys with which services were limited before, or are limited by something else.
const OTHER_KEYS: &[&str] = &[
    "aws:Referer",
    "aws:SourceOwner",
    "aws:SourceIp",
    "aws:SourceVpc",
    "aws:SourceVpce",
    "aws:UserAgent",
];

/// Keys of which AWS documents that only users, roles or members of an organization have them.
const ABSENT_KEYS: &[&str] = &[
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalTag/",
    "aws:username",
    "aws:MultiFactorAuthPresent",
    "aws:MultiFactorAuthAge",
];

/// The name of a service that no service has: without its domain, in capital letters, or for
/// `kms:ViaService` without its Region. Patterns and variables are not looked into.
///
/// AWS does not publish a list of service principals, so the form alone is checked.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-error-invalid-service-principal-format>
pub(super) fn names(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for statement in &subject.statements {
        let ids = statement.principal.iter().flat_map(|element| &element.ids);
        for principal in ids.filter(|principal| principal.is_kind("Service")) {
            findings.extend(misnamed(principal.id, Form::Principal, false));
        }
        for condition in &statement.conditions {
            let Some(form) = form_of(condition) else {
                continue;
            };
            let Some(ignores_case) = compares_text(condition) else {
                continue;
            };
            let names = condition.values.iter().filter_map(text);
            findings.extend(names.filter_map(|name| misnamed(name, form, ignores_case)));
        }
    }
}

fn form_of(condition: &ConditionView<'_>) -> Option<Form> {
    let name = condition.key_name();
    let row = NAME_KEYS
        .iter()
        .find(|(key, _)| key.eq_ignore_ascii_case(name));
    row.map(|(_, form)| *form)
}

/// Whether case does not matter to a comparison of texts; none for other comparisons.
fn compares_text(condition: &ConditionView<'_>) -> Option<bool> {
    let comparison = condition.operator?.comparison;
    match comparison.row().value_type {
        ValueType::Text | ValueType::Pattern => Some(matches!(
            comparison,
            Comparison::StringEqualsIgnoreCase | Comparison::StringNotEqualsIgnoreCase
        )),
        ValueType::Number
        | ValueType::Date
        | ValueType::Boolean
        | ValueType::Binary
        | ValueType::IpRange
        | ValueType::Arn => None,
    }
}

fn misnamed(name: Text<'_>, form: Form, ignores_case: bool) -> Option<Finding> {
    let value = name.value;
    if value.contains(['*', '?']) || value.contains("${") || is_well_formed(value, form) {
        return None;
    }
    let lower = value.to_ascii_lowercase();
    let is_right_in_lower_case = is_well_formed(&lower, form);
    if ignores_case && is_right_in_lower_case {
        return None;
    }
    let details = if is_right_in_lower_case {
        format!("no service has the name `{value}`: AWS writes them in lower case, as `{lower}`")
    } else {
        match form {
            Form::Principal => format!(
                "`{value}` is no service principal: write the whole name of one in lower case, such \
                 as `lambda.amazonaws.com`"
            ),
            Form::Regional => format!(
                "`{value}` fits no request: this key has the service with its Region, such as \
                 `s3.eu-west-1.amazonaws.com`"
            ),
        }
    };
    let mut finding = Finding::new(
        FindingType::Error,
        "INVALID_SERVICE_PRINCIPAL_FORMAT",
        vec![name.span],
        details,
    );
    if is_right_in_lower_case {
        finding.fix = Some(Fix {
            title: format!("Write {lower}"),
            edits: vec![TextEdit {
                span: name.span,
                text: format!("\"{lower}\""),
            }],
        });
    }
    Some(finding)
}

fn is_well_formed(name: &str, form: Form) -> bool {
    let mut heads = SUFFIXES
        .iter()
        .filter_map(|suffix| name.strip_suffix(suffix));
    let Some(head) = heads.next() else {
        return false;
    };
    let is_label = |label: &str| {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        !label.is_empty() && label.bytes().all(allowed)
    };
    if !head.split('.').all(is_label) {
        return false;
    }
    match form {
        Form::Principal => true,
        Form::Regional => head
            .rsplit_once('.')
            .is_some_and(|(_, region)| looks_like_region(region)),
    }
}

/// Whether a text has the form of a Region's name: `eu-west-1`. Regions that are not known yet do too.
fn looks_like_region(text: &str) -> bool {
    let mut parts = text.rsplit('-');
    let number = parts.next().unwrap_or_default();
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number && parts.count() >= 2
}

/// A service that is let in on anybody's behalf. Somebody else can have the service call this resource,
/// the "confused deputy": the four source keys say for whom it may.
///
/// The reference speaks of resource-based policies, and nothing is found in trust policies. Where the statement says by the
/// encryption context of a key for whom the service calls, as AWS documents for Amazon CloudWatch Logs,
/// nothing is found.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-security-warning-restrict-access-to-service-principal>
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-suggestion-recommended-condition-key-for-service-principal>
pub(super) fn sources(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    if subject.policy_type() != PolicyType::ResourceBased {
        return;
    }
    for statement in subject.statements.iter().filter(|one| allows(one)) {
        // A wildcard is no service, and is found where the document is read.
        let named = || services(statement).filter(|one| !one.id.value.contains(['*', '?']));
        let Some(first) = named().next() else {
            continue;
        };
        let on = |keys: &'static [&'static str]| {
            let conditions = statement.conditions.iter();
            conditions.filter(move |condition| compares(condition) && is_on_one_of(condition, keys))
        };
        if on(SOURCE_KEYS).next().is_some() || on(&["kms:EncryptionContext:"]).next().is_some() {
            continue;
        }
        let others: Vec<_> = on(OTHER_KEYS).collect();
        match others.first() {
            Some(other) => {
                let details = format!(
                    "`{}` is not what tells for whom `{}` calls: compare `aws:SourceArn`, \
                     `aws:SourceAccount`, `aws:SourceOrgID` or `aws:SourceOrgPaths`",
                    other.key_name(),
                    first.id.value
                );
                findings.push(Finding::new(
                    FindingType::Suggestion,
                    "RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL",
                    others.iter().map(|other| other.key.key_span).collect(),
                    details,
                ));
            }
            None => {
                let details = format!(
                    "`{}` is let in on behalf of any AWS account that makes it call: compare \
                     `aws:SourceArn`, `aws:SourceAccount`, `aws:SourceOrgID` or `aws:SourceOrgPaths` \
                     in the `Condition`",
                    first.id.value
                );
                findings.push(Finding::new(
                    FindingType::SecurityWarning,
                    "RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL",
                    named().map(|principal| principal.id.span).collect(),
                    details,
                ));
            }
        }
    }
}

/// A condition on a key that calls by a service principal do not have.
///
/// The reference names `aws:PrincipalOrgID` as an example and gives no list: these are the keys of
/// which AWS says that users, roles or members of an organization alone have them. A condition that
/// passes over a missing key (`…IfExists`), or asks for its absence, is meant.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-error-unsupported-condition-key-for-service-principal>
pub(super) fn absent_keys(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    if !takes_principals(subject) {
        return;
    }
    for statement in &subject.statements {
        let Some(service) = services(statement).next() else {
            continue;
        };
        for condition in &statement.conditions {
            let passes_over = condition.operator.is_none_or(|operator| operator.if_exists);
            if passes_over || !compares(condition) || !is_on_one_of(condition, ABSENT_KEYS) {
                continue;
            }
            let key = condition.key_name();
            let instead = if is_on_one_of(condition, &["aws:PrincipalOrgID"]) {
                "compare `aws:SourceOrgID`"
            } else if is_on_one_of(condition, &["aws:PrincipalOrgPaths"]) {
                "compare `aws:SourceOrgPaths`"
            } else {
                "remove it"
            };
            let details = format!(
                "a call by a service principal has no `{key}`, so this condition does not say when \
                 `{}` may call: {instead} in a statement for services alone",
                service.id.value
            );
            findings.push(Finding::new(
                FindingType::Error,
                "UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL",
                vec![condition.key.key_span],
                details,
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_services_have_a_form() {
        for name in [
            "lambda.amazonaws.com",
            "ec2.amazonaws.com.cn",
            "logs.eu-west-1.amazonaws.com",
            "custom-resource.application-autoscaling.amazonaws.com",
            "alexa-appkit.amazon.com",
            "a4b.amazonaws.com",
        ] {
            assert!(is_well_formed(name, Form::Principal), "{name}");
        }
        for name in [
            "lambda",
            "Lambda.amazonaws.com",
            "amazonaws.com",
            ".amazonaws.com",
            "lambda..amazonaws.com",
            "https://lambda.amazonaws.com",
            "lambda.amazonaws.com/",
            "lambda.amazonaws.org",
            "",
        ] {
            assert!(!is_well_formed(name, Form::Principal), "{name}");
        }
    }

    #[test]
    fn a_service_behind_a_key_is_named_with_its_region() {
        for name in [
            "s3.eu-west-1.amazonaws.com",
            "s3.us-gov-east-1.amazonaws.com",
            "s3.cn-north-1.amazonaws.com.cn",
        ] {
            assert!(is_well_formed(name, Form::Regional), "{name}");
        }
        for name in ["s3.amazonaws.com", "delivery.logs.amazonaws.com"] {
            assert!(!is_well_formed(name, Form::Regional), "{name}");
        }
    }
}
