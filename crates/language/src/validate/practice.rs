//! What works and yet is not what one should write: AWS's best practices and the common mistakes.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html>

mod mfa;
mod mismatch;
mod open;
mod operator;
mod text;
mod wildcard;

use super::Check;
pub(super) use wildcard::gives_full_access;

pub(super) const CHECKS: &[Check] = &[
    wildcard::full_access,
    wildcard::service_wildcard,
    wildcard::wildcard_resource,
    wildcard::all_but,
    mismatch::resource_mismatch,
    open::public_access,
    open::missing_external_id,
    mfa::missing_mfa,
    mfa::mfa_test,
    operator::if_exists,
    operator::for_all_values_in_allow,
    operator::for_any_value_in_deny,
    operator::source_ip_in_deny,
    text::root_user,
    text::secret,
    text::old_version,
    text::origin_access_identity,
];

/// `a`, `b` and 3 more.
fn some_of(names: &[&str]) -> String {
    const NAMED: usize = 3;
    let quoted: Vec<String> = names
        .iter()
        .take(NAMED)
        .map(|name| format!("`{name}`"))
        .collect();
    let more = names.len().saturating_sub(NAMED);
    match (quoted.split_last(), more) {
        (None, _) => String::new(),
        (Some((last, [])), 0) => last.clone(),
        (Some((last, others)), 0) => format!("{} and {last}", others.join(", ")),
        (Some(_), more) => format!("{} and {more} more", quoted.join(", ")),
    }
}
