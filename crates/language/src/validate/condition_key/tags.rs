//! Statements that depend on tags, beside actions that know none.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html>

use iam_evaluator::policy::Polarity;
use iam_evaluator::{Effect, Finding, FindingType};

use super::actions::{has_key, list};
use crate::catalog::Service;
use crate::reading::{ConditionView, Text};
use crate::tables::is_key;
use crate::validate::Subject;
use crate::validate::key_facts::needs_key;

/// `aws:ResourceTag` beside actions that never have it. A `Deny` then leaves them open, which is a
/// security warning; an `Allow` does nothing for them, which is a suggestion.
///
/// A pattern such as `lambda:*` is found where none of its actions has the key. Operators that hold
/// without the key are left out: with them a `Deny` denies those actions too.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-security-warning-deny-with-unsupported-tag-condition-key-for-service>
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-suggestion-allow-with-unsupported-tag-condition-key-for-service>
pub(super) fn resource_tags(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for (statement, condition) in subject.conditions() {
        let key = condition.key_name();
        let is_tested = condition.operator.is_some_and(needs_key);
        let (Some(effect), Some(element)) = (statement.effect, &statement.action) else {
            continue;
        };
        if !is_tested || !is_key("aws:ResourceTag/", key) || element.polarity != Polarity::Listed {
            continue;
        }
        let texts = element.texts.iter();
        let without: Vec<&str> = texts
            .filter(|text| knows_no_tags(subject, text, key))
            .map(|text| text.value)
            .collect();
        if without.is_empty() {
            continue;
        }
        let (have, them) = match without.len() {
            1 => ("has", "it"),
            _ => ("have", "them"),
        };
        let (listed, kind) = (list(&without), kind(effect));
        let (code, effect_on) = match effect {
            Effect::Deny => (
                "DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
                format!("this `Deny` does not reach {them}: deny"),
            ),
            Effect::Allow => (
                "ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
                format!("this `Allow` does nothing for {them}: allow"),
            ),
        };
        let details = format!(
            "{listed} never {have} `{key}`, so {effect_on} {them} in a statement without this key, \
             by ARNs where there are any"
        );
        findings.push(tag_finding(kind, code, condition, details));
    }
}

/// Whether no action of a pattern has the key, as far as the catalog knows.
fn knows_no_tags(subject: &Subject<'_>, text: &Text<'_>, key: &str) -> bool {
    let Some((prefix, name)) = text.value.split_once(':') else {
        return false;
    };
    let Some(service) = subject.catalog.service(prefix) else {
        return false;
    };
    if !service.has_details() {
        return false;
    }
    let lacks = |service: &Service, name: &str| {
        let details = service.details_of(name);
        details.is_some_and(|action| !has_key(service, action, key))
    };
    if !name.contains(['*', '?']) {
        return lacks(service, name);
    }
    // Most services that know tags at all say so with their first actions.
    if !service
        .condition_keys()
        .iter()
        .any(|known| known.names(key))
    {
        return subject.catalog.covered(text.value).next().is_some();
    }
    let mut covered = subject.catalog.covered(text.value).peekable();
    covered.peek().is_some() && covered.all(|(service, action)| lacks(service, &action.name))
}

/// A tag in the condition of a statement with `NotAction`: the statement is for an open set of actions,
/// and those without the key are neither denied nor allowed by it.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-security-warning-deny-notaction-with-unsupported-tag-condition-key-for-service>
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-suggestion-allow-notaction-with-unsupported-tag-condition-key-for-service>
pub(super) fn all_but(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for (statement, condition) in subject.conditions() {
        let key = condition.key_name();
        let is_tag = ["aws:ResourceTag/", "aws:RequestTag/", "aws:TagKeys"]
            .iter()
            .any(|known| is_key(known, key));
        let (Some(effect), Some(element)) = (statement.effect, &statement.action) else {
            continue;
        };
        let is_tested = condition.operator.is_some_and(needs_key);
        if !is_tag || !is_tested || element.polarity != Polarity::AllBut {
            continue;
        }
        let (code, details) = match effect {
            Effect::Deny => (
                "DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
                format!(
                    "many actions never have `{key}`, and this `Deny` does not reach them: list in \
                     `Action` those that have it"
                ),
            ),
            Effect::Allow => (
                "ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
                format!(
                    "many actions never have `{key}`, and this `Allow` does nothing for them: list in \
                     `Action` those that have it"
                ),
            ),
        };
        findings.push(tag_finding(kind(effect), code, condition, details));
    }
}

/// A hole in a `Deny` is a risk, one in an `Allow` is not.
fn kind(effect: Effect) -> FindingType {
    match effect {
        Effect::Deny => FindingType::SecurityWarning,
        Effect::Allow => FindingType::Suggestion,
    }
}

fn tag_finding(
    kind: FindingType,
    code: &'static str,
    condition: &ConditionView<'_>,
    details: String,
) -> Finding {
    Finding::new(kind, code, vec![condition.key.key_span], details)
}
