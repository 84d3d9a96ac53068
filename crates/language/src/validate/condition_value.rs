//! Values of conditions: types, addresses, dates, and tests that say nothing.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>

use super::Check;

pub(super) const CHECKS: &[Check] = &[];
