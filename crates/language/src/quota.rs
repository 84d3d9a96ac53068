//! How long a policy may be, and how long it is as AWS counts.
//!
//! IAM does not count white space. It is not documented whether that includes white space inside of
//! strings: here that is counted, so that a policy that fits here fits there. Organizations counts
//! what it is given. AWS takes no comments, so they are never counted.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length>
//! <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>

use iam_evaluator::PolicyType;

use crate::tokens::tokens;

/// A row of the table: how long documents of a kind may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The type of the policy.
    pub policy_type: PolicyType,
    /// The service whose resources have such policies; none where the type says it all.
    pub service: Option<&'static str>,
    /// What the quota is for, as part of a sentence: `a managed policy`.
    pub of: &'static str,
    /// The most that AWS takes.
    pub limit: usize,
    /// What is counted.
    pub counted: Counted,
    /// Whether the quota can be raised.
    pub adjustable: bool,
    /// The page of AWS that says so.
    pub page: &'static str,
}

/// What counts towards a quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Counted {
    /// Characters but for the white space between the parts of the document.
    CharactersWithoutBlanks,
    /// All characters.
    Characters,
    /// All bytes of the text in UTF-8.
    Bytes,
}

/// How much of a quota a text uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Characters or bytes of the text, comments left out.
    pub used: usize,
    /// The most that AWS takes.
    pub limit: usize,
    /// What the quota is for: `a managed policy`.
    pub of: &'static str,
    /// The row of the table.
    pub row: &'static Limit,
}

const IAM: &str = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html";
const ORGANIZATIONS: &str =
    "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html";

const fn row(
    policy_type: PolicyType,
    of: &'static str,
    limit: usize,
    counted: Counted,
    page: &'static str,
) -> Limit {
    Limit {
        policy_type,
        service: None,
        of,
        limit,
        counted,
        adjustable: false,
        page,
    }
}

const fn of_service(
    service: &'static str,
    of: &'static str,
    limit: usize,
    counted: Counted,
    page: &'static str,
) -> Limit {
    Limit {
        service: Some(service),
        ..row(PolicyType::ResourceBased, of, limit, counted, page)
    }
}

/// The quotas. Of a type with several rows the first is that of a document by itself; the inline
/// policies of an identity share theirs.
pub static LIMITS: [Limit; 17] = {
    use Counted::{Bytes, Characters, CharactersWithoutBlanks};
    use PolicyType::{
        IdentityBased, PermissionsBoundary, ResourceControl, RoleTrust, ServiceControl, Session,
        VpcEndpoint,
    };
    [
        row(
            IdentityBased,
            "a managed policy",
            6_144,
            CharactersWithoutBlanks,
            IAM,
        ),
        row(
            IdentityBased,
            "all inline policies of a role",
            10_240,
            CharactersWithoutBlanks,
            IAM,
        ),
        row(
            IdentityBased,
            "all inline policies of a group",
            5_120,
            CharactersWithoutBlanks,
            IAM,
        ),
        row(
            IdentityBased,
            "all inline policies of a user",
            2_048,
            CharactersWithoutBlanks,
            IAM,
        ),
        row(
            PermissionsBoundary,
            "a managed policy",
            6_144,
            CharactersWithoutBlanks,
            IAM,
        ),
        Limit {
            adjustable: true,
            ..row(
                RoleTrust,
                "a role trust policy",
                2_048,
                CharactersWithoutBlanks,
                IAM,
            )
        },
        row(
            Session,
            "a session policy",
            2_048,
            Characters,
            "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html",
        ),
        row(
            ServiceControl,
            "a service control policy",
            10_240,
            Characters,
            ORGANIZATIONS,
        ),
        row(
            ResourceControl,
            "a resource control policy",
            5_120,
            Characters,
            ORGANIZATIONS,
        ),
        row(
            VpcEndpoint,
            "a VPC endpoint policy",
            20_480,
            Characters,
            "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html",
        ),
        of_service(
            "s3",
            "the policy of a bucket or access point",
            20 * 1024,
            Bytes,
            "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html",
        ),
        of_service(
            "dynamodb",
            "the policy of a table or stream",
            20 * 1024,
            Bytes,
            "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-considerations.html",
        ),
        of_service(
            "kms",
            "the policy of a KMS key",
            32 * 1024,
            Bytes,
            "https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html",
        ),
        of_service(
            "lambda",
            "the policy of a function",
            20 * 1024,
            Bytes,
            "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html",
        ),
        of_service(
            "secretsmanager",
            "the policy of a secret",
            20_480,
            Characters,
            "https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html",
        ),
        of_service(
            "sns",
            "the policy of a topic",
            30 * 1024,
            Bytes,
            "https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html",
        ),
        of_service(
            "sqs",
            "the policy of a queue",
            8_192,
            Bytes,
            "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html",
        ),
    ]
};

/// The quota of a document by itself; for the policy of a resource, that of its service.
#[must_use]
pub fn limit(policy_type: PolicyType, service: Option<&str>) -> Option<&'static Limit> {
    let mut rows = LIMITS.iter();
    rows.find(|row| {
        row.policy_type == policy_type && (row.service.is_none() || row.service == service)
    })
}

/// How much of the quota of its type a text uses. Services have quotas of their own for the policies
/// of their resources: for a resource-based policy the one of buckets is given.
#[must_use]
pub fn size(text: &str, policy_type: PolicyType) -> Quota {
    // INVARIANT: every type has a row (tested below).
    let row = limit(policy_type, Some("s3")).unwrap_or(&LIMITS[0]);
    Quota {
        used: used(text, row.counted),
        limit: row.limit,
        of: row.of,
        row,
    }
}

/// The least that a document can have of what counts: without the white space between its parts,
/// which can be left out without a loss, and for IAM without any, since it is not documented that
/// white space in strings counts.
#[must_use]
pub fn least(text: &str, counted: Counted) -> usize {
    let parts = tokens(text).filter(|token| !token.kind.is_comment());
    parts
        .map(|token| {
            let part = token.span.of(text);
            match counted {
                Counted::Bytes => part.len(),
                Counted::Characters => part.chars().count(),
                Counted::CharactersWithoutBlanks => {
                    part.chars().filter(|one| !one.is_whitespace()).count()
                }
            }
        })
        .sum()
}

/// The length of a text, comments left out.
#[must_use]
pub fn used(text: &str, counted: Counted) -> usize {
    let length = |part: &str| match counted {
        Counted::Bytes => part.len(),
        Counted::Characters | Counted::CharactersWithoutBlanks => part.chars().count(),
    };
    let parts = tokens(text).map(|token| {
        let length = length(token.span.of(text));
        (token.kind.is_comment(), length)
    });
    let (comments, others): (Vec<_>, Vec<_>) = parts.partition(|(is_comment, _)| *is_comment);
    let sum = |parts: Vec<(bool, usize)>| parts.iter().map(|(_, length)| length).sum::<usize>();
    match counted {
        Counted::CharactersWithoutBlanks => sum(others),
        Counted::Characters | Counted::Bytes => length(text).saturating_sub(sum(comments)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_has_a_quota() {
        for policy_type in PolicyType::ALL {
            assert_eq!(size("", policy_type).row.policy_type, policy_type);
        }
    }

    #[test]
    fn counts_as_the_type_does() {
        let text = "{ \"Sid\": \"a é\" } // x";
        assert_eq!(used(text, Counted::CharactersWithoutBlanks), 13);
        assert_eq!(used(text, Counted::Characters), 17);
        assert_eq!(used(text, Counted::Bytes), 18);
        assert_eq!(size(text, PolicyType::IdentityBased).limit, 6_144);
        assert_eq!(size(text, PolicyType::Session).used, 17);
        assert_eq!(least(text, Counted::CharactersWithoutBlanks), 12);
        assert_eq!(least(text, Counted::Characters), 13);
        assert_eq!(least(text, Counted::Bytes), 14);
    }
}
