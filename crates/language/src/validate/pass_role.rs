//! iam:PassRole and iam:CreateServiceLinkedRole, granted more widely than meant.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>

use super::Check;

pub(super) const CHECKS: &[Check] = &[];
