//! How long a policy may be.

use iam_evaluator::{Finding, FindingType, PolicyType, Span};

use super::super::{ResourceKind, Subject};
use crate::quota::{Counted, least, limit};

/// A document that is longer than its quota: AWS does not save it.
///
/// Only what is too long without needless white space needs to be said. AWS's reference says nothing of
/// boundaries and session policies here: a boundary is a managed policy, and session policies have a
/// quota of their own. The inline policies of a user, a group or a role have quotas for their sum, which
/// one document does not show.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length>
pub(super) fn check(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let text = subject.reading.text;
    // Nothing that is left out makes a text longer, and no quota is smaller than this.
    if text.len() <= 2048 {
        return;
    }
    let Some(limit) = limit(subject.policy_type(), service(subject)) else {
        return;
    };
    let size = least(text, limit.counted);
    if size <= limit.limit {
        return;
    }
    let (unit, without) = match limit.counted {
        Counted::CharactersWithoutBlanks => ("characters", "without its white space"),
        Counted::Characters => ("characters", "even without needless white space"),
        Counted::Bytes => ("bytes", "even without needless white space"),
    };
    let (finding_type, code, advice) = code(subject.policy_type());
    let start = subject.reading.json.root.span.start as usize;
    findings.push(Finding::new(
        finding_type,
        code,
        vec![Span::new(start, start + 1)],
        format!(
            "the policy has {size} {unit} {without}, and AWS takes {} for {}: {advice}",
            limit.limit, limit.of
        ),
    ));
}

/// The service that the policy of a resource belongs to.
fn service(subject: &Subject<'_>) -> Option<&'static str> {
    match subject.resource {
        Some(ResourceKind::DynamoDbTable) => Some("dynamodb"),
        Some(
            ResourceKind::S3Bucket
            | ResourceKind::S3AccessPoint
            | ResourceKind::S3MultiRegionAccessPoint
            | ResourceKind::S3ObjectLambdaAccessPoint,
        ) => Some("s3"),
        None => {
            let named = subject.service_of_resources()?;
            let rows = crate::quota::LIMITS.iter();
            rows.filter_map(|row| row.service)
                .find(|service| *service == named)
        }
    }
}

fn code(policy_type: PolicyType) -> (FindingType, &'static str, &'static str) {
    const SPREAD: &str = "spread its statements over several policies";
    match policy_type {
        PolicyType::ServiceControl => (FindingType::Error, "POLICY_SIZE_EXCEEDS_SCP_QUOTA", SPREAD),
        PolicyType::ResourceControl => {
            (FindingType::Error, "POLICY_SIZE_EXCEEDS_RCP_QUOTA", SPREAD)
        }
        PolicyType::IdentityBased | PolicyType::PermissionsBoundary => (
            FindingType::Warning,
            "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA",
            SPREAD,
        ),
        PolicyType::Session => (
            FindingType::Warning,
            "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA",
            "make it shorter, or pass the ARNs of managed policies",
        ),
        PolicyType::RoleTrust => (
            FindingType::Warning,
            "POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA",
            "make it shorter, or ask for more in Service Quotas",
        ),
        PolicyType::VpcEndpoint | PolicyType::ResourceBased => (
            FindingType::Warning,
            "POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA",
            "make it shorter, for example with patterns or with one condition for many principals",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;
    use crate::reading::Reading;
    use crate::validate::find;

    /// A policy of just this size, whichever way it is counted.
    fn policy(size: usize, arn: &str, more: &str) -> String {
        let text = |filling: &str| {
            format!(
                "{{\"Version\":\"2012-10-17\",\"Statement\":[{{\"Effect\":\"Deny\",{more}\"Action\":\"s3:GetObject\",\"Resource\":\"{arn}{filling}\"}}]}}"
            )
        };
        let filling = size - text("").len();
        text(&"x".repeat(filling))
    }

    #[test]
    fn each_quota_is_the_last_size_that_fits() {
        let principal = "\"Principal\":\"*\",";
        for (policy_type, arn, more, most) in [
            (PolicyType::ServiceControl, "arn:aws:s3:::", "", 10_240),
            (
                PolicyType::ResourceControl,
                "arn:aws:s3:::",
                principal,
                5_120,
            ),
            (PolicyType::IdentityBased, "arn:aws:s3:::", "", 6_144),
            (PolicyType::PermissionsBoundary, "arn:aws:s3:::", "", 6_144),
            (PolicyType::Session, "arn:aws:s3:::", "", 2_048),
            (PolicyType::RoleTrust, "arn:aws:s3:::", principal, 2_048),
            (PolicyType::VpcEndpoint, "arn:aws:s3:::", principal, 20_480),
            (
                PolicyType::ResourceBased,
                "arn:aws:s3:::",
                principal,
                20_480,
            ),
            (
                PolicyType::ResourceBased,
                "arn:aws:sqs:eu-west-1:111122223333:",
                principal,
                8_192,
            ),
        ] {
            for (size, is_too_long) in [(most, false), (most + 1, true)] {
                let text = policy(size, arn, more);
                let spread = text.replace(',', ",\n        ");
                for text in [text, spread] {
                    let reading = Reading::of(&text, policy_type);
                    let findings = find(&reading, None, &Catalog::default());
                    let found = findings
                        .iter()
                        .any(|finding| finding.issue_code.starts_with("POLICY_SIZE"));
                    assert_eq!(found, is_too_long, "{policy_type:?} {size}");
                }
            }
        }
    }
}
