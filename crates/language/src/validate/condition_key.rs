//! Condition keys: whether they exist, what type they have, and whether the actions carry them.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>

use super::Check;

pub(super) const CHECKS: &[Check] = &[];
