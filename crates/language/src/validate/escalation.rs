//! Permissions that let their holder get more permissions.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>

use super::Check;

pub(super) const CHECKS: &[Check] = &[];
