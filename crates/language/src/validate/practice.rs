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

#[cfg(test)]
mod tests {
    use crate::{Catalog, Reading, validate};
    use iam_evaluator::PolicyType;

    /// The text after the fix of the only finding with this code.
    fn fixed(statements: &str, code: &str) -> String {
        let text = format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statements}]}}");
        let reading = Reading::of(&text, PolicyType::IdentityBased);
        let findings = validate(&reading, None, &Catalog::default());
        let mut found = findings.iter().filter(|finding| finding.issue_code == code);
        let fix = found.next().and_then(|finding| finding.fix.as_ref());
        let mut changed = text.clone();
        let fix = fix.expect("there is a fix");
        for edit in fix.edits.iter().rev() {
            let place = edit.span.start as usize..edit.span.end as usize;
            changed.replace_range(place, &edit.text);
        }
        let reading = Reading::of(&changed, PolicyType::IdentityBased);
        assert!(reading.parsed.document.is_some(), "{changed}");
        let left = validate(&reading, None, &Catalog::default());
        assert!(
            left.iter().all(|finding| finding.issue_code != code),
            "{changed}"
        );
        let start = "{\"Version\": \"2012-10-17\", \"Statement\": [";
        changed
            .trim_start_matches(start)
            .trim_end_matches("]}")
            .to_owned()
    }

    const SEND: &str = r#"{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}"#;

    #[test]
    fn fixes_mend_what_is_found() {
        let deny = |condition: &str| {
            format!(
                "{{\"Effect\": \"Deny\", \"Action\": \"*\", \"Resource\": \"*\", \"Condition\": \
                 {condition}}}"
            )
        };
        assert_eq!(
            fixed(
                &deny(r#"{"Bool": {"aws:MultiFactorAuthPresent": "false"}}"#),
                "PLAYGROUND_MFA_TEST"
            ),
            deny(r#"{"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}"#)
        );
        assert_eq!(
            fixed(
                &deny(r#"{"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}"#),
                "PLAYGROUND_SOURCE_IP_IN_DENY"
            ),
            deny(
                "{\"Bool\": {\"aws:ViaAWSService\": \"false\"}, \"NotIpAddress\": \
                 {\"aws:SourceIp\": \"203.0.113.0/24\"}}"
            )
        );
        let wide = SEND.replace("SendMessage", "*Message");
        for statements in [
            format!("{SEND}, {wide}"),
            format!("{wide}, {SEND}"),
            format!("{wide}\n,\n{SEND}\n"),
        ] {
            assert_eq!(fixed(&statements, "PLAYGROUND_SHADOWED").trim(), wide);
        }
    }
}
