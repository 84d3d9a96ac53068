//! What to do about problems for which AWS refuses a document, where that is certain.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>

use iam_evaluator::json::Node;
use iam_evaluator::{Finding, Fix, TextEdit};

use super::super::{Subject, spelling};

/// Adds fixes to what was found when the document was read.
pub(super) fn add(subject: &Subject<'_>, findings: &mut [Finding]) {
    for finding in findings.iter_mut().filter(|finding| finding.fix.is_none()) {
        let text = match finding.issue_code {
            "INVALID_EFFECT" => effect(subject, finding),
            "INVALID_POLICY_ELEMENT" => element(subject, finding),
            "INVALID_VERSION" => version(subject, finding),
            "UNSUPPORTED_SID" => sid(subject, finding),
            _ => None,
        };
        finding.fix = text.map(|text| Fix {
            title: format!("Write `{text}`"),
            edits: vec![TextEdit {
                span: finding.span(),
                text: format!("\"{text}\""),
            }],
        });
    }
}

/// What stands in the quotes that a finding is about.
fn quoted<'s>(subject: &Subject<'s>, finding: &Finding) -> Option<&'s str> {
    let literal = finding.span().of(subject.reading.text);
    literal.strip_prefix('"')?.strip_suffix('"')
}

/// An effect in another case.
fn effect(subject: &Subject<'_>, finding: &Finding) -> Option<String> {
    let written = quoted(subject, finding)?;
    let mut effects = ["Allow", "Deny"].into_iter();
    let meant = effects.find(|effect| effect.eq_ignore_ascii_case(written))?;
    Some(meant.to_owned())
}

/// An element that is spelled otherwise, and does not stand beside it already.
fn element(subject: &Subject<'_>, finding: &Finding) -> Option<String> {
    const OF_POLICY: &[&str] = &["Version", "Id", "Statement"];
    const OF_STATEMENT: &[&str] = &[
        "Sid",
        "Effect",
        "Principal",
        "NotPrincipal",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Condition",
    ];
    let written = quoted(subject, finding)?;
    let root = &subject.reading.json.root;
    let has_it = |node: &Node<'_>| {
        let members = node.as_object().unwrap_or_default();
        members
            .iter()
            .any(|member| member.key_span == finding.span())
    };
    let statements = subject.statements.iter().map(|statement| statement.node);
    let (owner, known) = match has_it(root) {
        true => (root, OF_POLICY),
        false => (
            statements.into_iter().find(|node| has_it(node))?,
            OF_STATEMENT,
        ),
    };
    let meant = spelling::nearest(written, known.iter().copied())?;
    (meant != written && owner.member(meant).is_none()).then(|| meant.to_owned())
}

/// A version that is none. Where variables stand, that of 2012 is meant; elsewhere it makes no
/// difference.
fn version(subject: &Subject<'_>, finding: &Finding) -> Option<String> {
    quoted(subject, finding).map(|_| "2012-10-17".to_owned())
}

/// A Sid without the characters that IAM does not take, if no other statement has it.
fn sid(subject: &Subject<'_>, finding: &Finding) -> Option<String> {
    let written = quoted(subject, finding)?;
    if written.contains('\\') {
        return None;
    }
    let plain: String = written
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    let mut sids = subject
        .statements
        .iter()
        .filter_map(|statement| statement.sid());
    let is_free = !plain.is_empty() && !sids.any(|sid| sid.value == plain);
    is_free.then_some(plain)
}

#[cfg(test)]
mod tests {
    use iam_evaluator::PolicyType;

    use crate::catalog::Catalog;
    use crate::reading::Reading;
    use crate::validate::find;

    #[test]
    fn a_fix_mends_what_it_is_for() {
        let text = r#"{"version": "2012-10-17", "Statement": [
            {"Sid": "Read reports", "Effect": "allow", "action": "s3:GetObject", "Resources": "arn:aws:s3:::b"},
            {"Sid": "a b", "Effect": "Permit", "Action": "s3:GetObject", "Actions": "s3:PutObject", "Resource": "arn:aws:s3:::b"}
        ]}"#;
        let reading = Reading::of(text, PolicyType::IdentityBased);
        let findings = find(&reading, None, &Catalog::default());
        let fixes = findings.iter().filter_map(|finding| finding.fix.as_ref());
        let titles: Vec<&str> = fixes.map(|fix| &*fix.title).collect();
        assert_eq!(
            titles,
            [
                "Write `Version`",
                "Write `Readreports`",
                "Write `Allow`",
                "Write `Action`",
                "Write `Resource`",
                "Write `ab`",
            ]
        );
        let old = r#"{"Version": "2012", "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}"#;
        let reading = Reading::of(old, PolicyType::IdentityBased);
        let findings = find(&reading, None, &Catalog::default());
        let fix = findings.iter().find_map(|finding| finding.fix.clone());
        assert_eq!(
            fix.map(|fix| fix.title).as_deref(),
            Some("Write `2012-10-17`")
        );
    }
}
