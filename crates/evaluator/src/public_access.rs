//! Whether the policy of an S3 bucket is public, as S3 Block Public Access means it.
//!
//! A policy is public unless each of its grants goes to fixed principals, or is limited by a
//! condition to fixed values of one of a few keys. A wide range of addresses is not fixed.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status>

use crate::arn::{Arn, is_account_id};
use crate::condition::compare::Operand;
use crate::condition::{Comparison, Condition, SetOperator};
use crate::policy::{Effect, Polarity, PolicyDocument, PrincipalElement, PrincipalId, Statement};

/// Keys in lower case whose fixed values keep a grant from being public. Those of principals are
/// what AWS calls fixed principals; of these it names only the organization.
const FIXING_KEYS: [&str; 13] = [
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalservicename",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:userid",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
];

/// The first statement that makes the policy of a bucket public, if one does: its index.
#[must_use]
pub fn public_statement(document: &PolicyDocument, left_out: &[u32]) -> Option<u32> {
    (0..)
        .zip(&document.statements)
        .filter(|(index, _)| !left_out.contains(index))
        .find(|(_, statement)| is_public(statement))
        .map(|(index, _)| index)
}

fn is_public(statement: &Statement) -> bool {
    statement.effect.value == Effect::Allow
        && !statement.principal.as_ref().is_some_and(is_fixed)
        && !statement.conditions.iter().any(limits_to_fixed_values)
}

fn is_fixed(principal: &PrincipalElement) -> bool {
    let fixed = |id: &PrincipalId| match id {
        PrincipalId::Everyone | PrincipalId::EveryAwsPrincipal => false,
        PrincipalId::Account(_)
        | PrincipalId::Arn(_)
        | PrincipalId::UniqueId(_)
        | PrincipalId::Service(_)
        | PrincipalId::CanonicalUser(_) => true,
        // A provider of identities vouches for anybody.
        PrincipalId::Federated(_) => false,
    };
    principal.polarity == Polarity::Listed && principal.ids.iter().all(|id| fixed(&id.value))
}

/// Whether a condition cannot hold but for fixed values; so not where it holds without the key.
fn limits_to_fixed_values(condition: &Condition) -> bool {
    let operator = condition.operator;
    if operator.if_exists || operator.set == Some(SetOperator::ForAllValues) {
        return false;
    }
    let key = condition.key.lower();
    let all =
        |fixed: &dyn Fn(&Operand) -> bool| condition.values.iter().all(|value| fixed(&value.value));
    match operator.comparison {
        Comparison::IpAddress => key == "aws:sourceip" && all(&is_narrow_range),
        Comparison::StringEquals
        | Comparison::StringEqualsIgnoreCase
        | Comparison::StringLike
        | Comparison::ArnEquals
        | Comparison::ArnLike => {
            let is_fixed = |operand: &Operand| {
                operand
                    .written()
                    .is_some_and(|text| is_fixed_value(key, &text))
            };
            FIXING_KEYS.contains(&key) && all(&is_fixed)
        }
        _ => false,
    }
}

/// At least /8 of IPv4, at least /32 of IPv6.
fn is_narrow_range(operand: &Operand) -> bool {
    match operand {
        Operand::IpRange(Some(range)) => {
            range.prefix_len() >= if range.addr().is_ipv4() { 8 } else { 32 }
        }
        _ => false,
    }
}

fn is_fixed_value(key: &str, text: &str) -> bool {
    match key {
        // The access point may be any of a fixed account.
        "s3:dataaccesspointarn" if is_access_point(text) => true,
        // The sessions of a role.
        "aws:userid" if text.starts_with("AROA") && text.contains(':') => false,
        // Operands with variables are never written as one text; `${` in a document of 2008 is text.
        _ => !text.contains(['*', '?']),
    }
}

fn is_access_point(text: &str) -> bool {
    let is_named =
        |arn: Arn<'_>| is_account_id(arn.account) && arn.resource.starts_with("accesspoint/");
    Arn::parse(text).is_some_and(is_named)
}
