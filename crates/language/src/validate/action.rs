//! Action and NotAction: names, services, what stands twice.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>

use super::Check;

pub(super) const CHECKS: &[Check] = &[];
