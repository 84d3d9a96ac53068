//! The operators and values of conditions.
//!
//! Operators that do not exist and values that cannot be read are found when the policy is read; here
//! they get a proposal.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>

mod address;
mod form;
mod list;
mod operator;
mod wildcard;

use super::Check;

pub(super) const CHECKS: &[Check] = &[
    operator::spelling,
    operator::null_with_qualifier,
    list::mixed_types,
    list::several_booleans,
    list::empty,
    list::numbers,
    address::private,
    address::host_bits,
    form::regions,
    form::networks,
    form::kms_keys,
    form::seconds,
    wildcard::without_like,
    wildcard::stars,
];
