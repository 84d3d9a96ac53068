//! How long a policy may be.

use iam_evaluator::{Finding, FindingType, PolicyType, Span};

use super::super::{ResourceKind, Subject};

/// What counts towards a quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Counted {
    /// Every character that is not white space.
    NoBlanks,
    /// The characters of the document as it is shortest: white space in strings counts, around them it
    /// does not. For quotas that count white space too: it can be left out without a loss, so only
    /// what is too long without it needs to be said.
    Shortest,
    /// The same in bytes of UTF-8.
    ShortestBytes,
}

struct Quota {
    code: &'static str,
    finding_type: FindingType,
    most: usize,
    counted: Counted,
    /// Of what the quota is.
    of: &'static str,
    /// What to do about it.
    advice: &'static str,
}

/// A document that is longer than its quota: AWS does not save it.
///
/// Comments do not count, since the document is saved without them.
///
/// AWS says nothing of boundaries and session policies here. We take a boundary for what it is, a
/// managed policy, and a session policy's own quota from the page of `AssumeRole`.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length>
pub(super) fn check(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let text = subject.reading.text;
    // Nothing that is left out makes a text longer, and no quota is smaller than this.
    if text.len() <= 2048 {
        return;
    }
    let Some(quota) = quota(subject) else {
        return;
    };
    let size = size(text, quota.counted);
    if size <= quota.most {
        return;
    }
    let (unit, without) = match quota.counted {
        Counted::NoBlanks => ("characters", "without its white space"),
        Counted::Shortest => ("characters", "even without needless white space"),
        Counted::ShortestBytes => ("bytes", "even without needless white space"),
    };
    let Quota {
        most, of, advice, ..
    } = quota;
    let start = subject.reading.json.root.span.start as usize;
    findings.push(Finding::new(
        quota.finding_type,
        quota.code,
        vec![Span::new(start, start + 1)],
        format!("the policy has {size} {unit} {without}, and AWS takes {most} for {of}: {advice}"),
    ));
}

fn quota(subject: &Subject<'_>) -> Option<Quota> {
    let quota = match subject.policy_type() {
        // <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>
        // The console leaves white space out, other ways of saving do not. AWS doubled the quota in
        // May 2026.
        PolicyType::ServiceControl => Quota {
            code: "POLICY_SIZE_EXCEEDS_SCP_QUOTA",
            finding_type: FindingType::Error,
            most: 10_240,
            counted: Counted::Shortest,
            of: "a service control policy",
            advice: "spread its statements over several policies",
        },
        PolicyType::ResourceControl => Quota {
            code: "POLICY_SIZE_EXCEEDS_RCP_QUOTA",
            finding_type: FindingType::Error,
            most: 5_120,
            counted: Counted::Shortest,
            of: "a resource control policy",
            advice: "spread its statements over several policies",
        },
        // The quota of a managed policy. The inline policies of a user, a group or a role have quotas
        // for their sum, which one document does not show.
        PolicyType::IdentityBased | PolicyType::PermissionsBoundary => Quota {
            code: "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA",
            finding_type: FindingType::Warning,
            most: 6_144,
            counted: Counted::NoBlanks,
            of: "a managed policy, 10240 for all inline policies of a role",
            advice: "spread its statements over several policies",
        },
        // <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>
        PolicyType::Session => Quota {
            code: "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA",
            finding_type: FindingType::Warning,
            most: 2_048,
            counted: Counted::Shortest,
            of: "a session policy",
            advice: "make it shorter, or pass the ARNs of managed policies",
        },
        PolicyType::RoleTrust => Quota {
            code: "POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA",
            finding_type: FindingType::Warning,
            most: 2_048,
            counted: Counted::NoBlanks,
            of: "a role trust policy unless the account's quota was raised",
            advice: "make it shorter, or ask for more in Service Quotas",
        },
        // <https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html>
        PolicyType::VpcEndpoint => {
            resource_quota(20_480, Counted::Shortest, "the policy of a VPC endpoint")
        }
        PolicyType::ResourceBased => {
            let service = match subject.resource {
                Some(ResourceKind::DynamoDbTable) => "dynamodb",
                Some(
                    ResourceKind::S3Bucket
                    | ResourceKind::S3AccessPoint
                    | ResourceKind::S3MultiRegionAccessPoint
                    | ResourceKind::S3ObjectLambdaAccessPoint,
                ) => "s3",
                None => subject.service_of_resources()?,
            };
            let (_, most, counted, of) = SERVICES.iter().find(|(known, ..)| *known == service)?;
            resource_quota(*most, *counted, of)
        }
    };
    Some(quota)
}

fn resource_quota(most: usize, counted: Counted, of: &'static str) -> Quota {
    Quota {
        code: "POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA",
        finding_type: FindingType::Warning,
        most,
        counted,
        of,
        advice: "make it shorter, for example with patterns or with one condition for many principals",
    }
}

/// The quotas of services for the policies of their resources.
///
/// - <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html>
/// - <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-considerations.html>
/// - <https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html>
/// - <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>
/// - <https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html>
/// - <https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html>
/// - <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html>
const SERVICES: &[(&str, usize, Counted, &str)] = {
    use Counted::{Shortest, ShortestBytes};
    &[
        (
            "s3",
            20 * 1024,
            ShortestBytes,
            "the policy of a bucket or access point",
        ),
        (
            "dynamodb",
            20 * 1024,
            ShortestBytes,
            "the policy of a table or stream",
        ),
        ("kms", 32 * 1024, ShortestBytes, "the policy of a KMS key"),
        (
            "lambda",
            20 * 1024,
            ShortestBytes,
            "the policy of a function",
        ),
        ("secretsmanager", 20_480, Shortest, "the policy of a secret"),
        ("sns", 30 * 1024, ShortestBytes, "the policy of a topic"),
        ("sqs", 8_192, ShortestBytes, "the policy of a queue"),
    ]
};

/// The size of a text that is JSON, but for comments.
fn size(text: &str, counted: Counted) -> usize {
    let mut size = 0;
    let mut in_string = false;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' if in_string => {
                size += 1;
                // The character behind it ends no string.
                if let Some(escaped) = characters.next() {
                    size += one(escaped, counted);
                }
                continue;
            }
            '"' => in_string = !in_string,
            '/' if !in_string => {
                skip_comment(&mut characters);
                continue;
            }
            '\u{feff}' if !in_string => continue,
            ' ' | '\t' | '\n' | '\r' if !in_string || counted == Counted::NoBlanks => continue,
            _ => {}
        }
        size += one(character, counted);
    }
    size
}

fn one(character: char, counted: Counted) -> usize {
    match counted {
        Counted::NoBlanks | Counted::Shortest => 1,
        Counted::ShortestBytes => character.len_utf8(),
    }
}

/// What follows the first slash of a comment.
fn skip_comment(characters: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    if characters.next() == Some('*') {
        let mut before = ' ';
        for character in characters {
            if before == '*' && character == '/' {
                return;
            }
            before = character;
        }
        return;
    }
    while characters.next_if(|character| *character != '\n').is_some() {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;
    use crate::reading::Reading;
    use crate::validate::find;

    #[test]
    fn only_what_counts_is_counted() {
        let text = "{ // a \"b\n  \"a b\\\"\" : /* é */ [1,\t\"é\"]\n}";
        assert_eq!(
            size(text, Counted::NoBlanks),
            "{\"ab\\\"\":[1,\"é\"]}".chars().count()
        );
        assert_eq!(
            size(text, Counted::Shortest),
            "{\"a b\\\"\":[1,\"é\"]}".chars().count()
        );
        assert_eq!(
            size(text, Counted::ShortestBytes),
            "{\"a b\\\"\":[1,\"é\"]}".len()
        );
    }

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
