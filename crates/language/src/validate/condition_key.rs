//! Condition keys: whether they exist, what type they have, and whether the actions carry them.
//!
//! Keys that differ only in case are found when the policy is read.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>

mod actions;
mod kind;
mod meaning;
mod tags;

use iam_evaluator::{Finding, FindingType, Fix, Span, TextEdit};

use super::spelling::nearest;
use super::{Check, Subject};
use crate::catalog::Service;
use crate::reading::{ConditionView, StatementView};
use crate::tables::{GLOBAL_KEYS, OTHER_PREFIXES, UNLISTED, cross_service_key, global_key, lists};

pub(super) const CHECKS: &[Check] = &[
    names,
    kind::types,
    actions::unsupported_actions,
    actions::missing_actions,
    actions::endpoint_owners,
    tags::resource_tags,
    tags::all_but,
    meaning::forgeable,
    meaning::paired,
    meaning::dynamodb_attributes,
    meaning::s3_prefix,
    meaning::irrelevant,
];

/// Keys that do not exist, or not as they are written: without a prefix, unknown, no longer in use,
/// without the key of a tag, of no service. Such a key is in no request, so the condition says the same
/// of all of them.
///
/// AWS's reference has an error and a warning about the same old key, `aws:ARN`, and does not say when
/// it gives which. Here it is a warning in the policies of resources, where the key once stood for what
/// is now `aws:SourceArn`, and an error elsewhere.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
fn names(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for (statement, condition) in subject.conditions() {
        let key = condition.key_name();
        let found = match key.split_once(':') {
            Some((prefix, name)) if is_well_formed(prefix, name) => {
                match prefix.eq_ignore_ascii_case("aws") {
                    true => global(subject, condition),
                    false => service(subject, statement, condition, prefix),
                }
            }
            _ => Some(malformed(condition)),
        };
        findings.extend(found);
    }
}

/// Whether a key has a prefix and a name, neither of them with a space; the key of a tag may have some.
fn is_well_formed(prefix: &str, name: &str) -> bool {
    let name = name.split('/').next().unwrap_or_default();
    let is_word = |word: &str| !word.is_empty() && !word.contains(char::is_whitespace);
    is_word(prefix) && is_word(name)
}

fn malformed(condition: &ConditionView<'_>) -> Finding {
    let key = condition.key_name();
    let bare: String = key.split_whitespace().collect();
    let meant = GLOBAL_KEYS.iter().find(|known| {
        let name = known.name.split_once(':').map(|(_, name)| name);
        let is_name = name.is_some_and(|name| name.eq_ignore_ascii_case(&bare));
        is_name || known.name.eq_ignore_ascii_case(&bare)
    });
    let hint = match meant {
        Some(meant) => format!("write `{}`", meant.name),
        None => "write the prefix of a service, a colon and the name, such as `s3:prefix`, or \
                 `aws:` before a global key"
            .to_owned(),
    };
    let details = format!("no request has a key `{key}`: {hint}");
    let mut finding = at_key("INVALID_CONDITION_KEY_FORMAT", condition, details);
    finding.fix = meant.and_then(|meant| rewrite(condition, meant.name));
    finding
}

fn global(subject: &Subject<'_>, condition: &ConditionView<'_>) -> Option<Finding> {
    let key = condition.key_name();
    if global_key(key).is_some() || lists(UNLISTED, key) {
        return None;
    }
    if key.eq_ignore_ascii_case("aws:ARN") {
        return Some(old_arn(subject, condition));
    }
    let bare = key.strip_suffix('/').unwrap_or(key);
    let of_tags = GLOBAL_KEYS
        .iter()
        .filter_map(|known| known.name.strip_suffix('/'));
    let mut of_tags = of_tags.filter(|name| name.eq_ignore_ascii_case(bare));
    if let Some(name) = of_tags.next() {
        return Some(missing_tag(condition, name));
    }
    let meant = meant_global(key);
    let hint = match &meant {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "look it up among AWS's global condition keys".to_owned(),
    };
    let details = format!("there is no global condition key `{key}`, so no request has it: {hint}");
    let mut finding = at_key("INVALID_GLOBAL_CONDITION_KEY", condition, details);
    finding.fix = meant.and_then(|meant| rewrite(condition, &meant));
    Some(finding)
}

/// The global key that was probably meant, with the key of its tag.
fn meant_global(key: &str) -> Option<String> {
    let names = GLOBAL_KEYS.iter().map(|known| known.name);
    match key.split_once('/') {
        Some((head, tag)) => {
            let heads = names.filter_map(|name| name.strip_suffix('/'));
            Some(format!("{}/{tag}", nearest(head, heads)?))
        }
        None => {
            let names = names.filter(|name| !name.ends_with('/'));
            nearest(key, names).map(str::to_owned)
        }
    }
}

fn old_arn(subject: &Subject<'_>, condition: &ConditionView<'_>) -> Finding {
    let key = condition.key_name();
    if subject.is_resource() {
        let details = format!(
            "`{key}` is an old key: write `aws:SourceArn` for the resource on whose behalf a service \
             calls, or `aws:PrincipalArn` for the principal"
        );
        let code = "DEPRECATED_GLOBAL_CONDITION_KEY";
        return Finding::new(
            FindingType::Warning,
            code,
            vec![condition.key.key_span],
            details,
        );
    }
    let details = format!(
        "AWS no longer knows `{key}`: write `aws:PrincipalArn` for the ARN of the principal, or \
         `aws:SourceArn` for the resource on whose behalf a service calls"
    );
    let mut finding = at_key("UNSUPPORTED_GLOBAL_CONDITION_KEY", condition, details);
    finding.fix = rewrite(condition, "aws:PrincipalArn");
    finding
}

fn missing_tag(condition: &ConditionView<'_>, name: &str) -> Finding {
    let details = format!(
        "`{name}` is only half a key: write a slash and the key of the tag behind it, such as \
         `{name}/team`"
    );
    at_key("MISSING_TAG_KEY_IN_CONDITION", condition, details)
}

fn service(
    subject: &Subject<'_>,
    statement: &StatementView<'_>,
    condition: &ConditionView<'_>,
    prefix: &str,
) -> Option<Finding> {
    let key = condition.key_name();
    let is_provider = prefix.contains(['.', '/', '$']);
    if subject.catalog.is_empty() || is_provider || cross_service_key(key).is_some() {
        return None;
    }
    let known = subject.catalog.service(prefix);
    match known {
        None if OTHER_PREFIXES.contains(&prefix.to_ascii_lowercase().as_str()) => None,
        // A few keys have a prefix that no service has for its actions.
        None if subject.catalog_key(statement, key).is_some() => None,
        // The action says it already.
        None if has_action_of(statement, prefix) => None,
        None => Some(unknown_service(subject, condition, prefix)),
        Some(service) if !service.has_details() => None,
        Some(_) if subject.catalog_key(statement, key).is_some() => None,
        Some(_) if lists(UNLISTED, key) => None,
        Some(service) => Some(unknown_key(service, condition)),
    }
}

fn has_action_of(statement: &StatementView<'_>, prefix: &str) -> bool {
    let mut texts = statement.action.iter().flat_map(|action| &action.texts);
    texts.any(|text| {
        let of_action = text.value.split_once(':').map(|(prefix, _)| prefix);
        of_action.is_some_and(|of_action| of_action.eq_ignore_ascii_case(prefix))
    })
}

fn unknown_service(subject: &Subject<'_>, condition: &ConditionView<'_>, prefix: &str) -> Finding {
    let services = subject.catalog.services();
    let meant = nearest(prefix, services.map(|service| service.prefix.as_str()));
    let hint = match meant {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "a condition key begins with the prefix of a service, or with `aws`".to_owned(),
    };
    let key = condition.key_name();
    let details =
        format!("no service has the prefix `{prefix}`, so no request has `{key}`: {hint}");
    let mut finding = at_key("INVALID_SERVICE", condition, details);
    let name = key.get(prefix.len()..).unwrap_or_default();
    finding.fix = meant.and_then(|meant| rewrite(condition, &format!("{meant}{name}")));
    finding
}

fn unknown_key(service: &Service, condition: &ConditionView<'_>) -> Finding {
    let key = condition.key_name();
    let keys = || service.condition_keys().iter();
    let mut heads = keys().filter_map(|known| known.fixed_head());
    let is_head = |head: &&str| {
        let bare = head.strip_suffix('/');
        bare.is_some_and(|bare| bare.eq_ignore_ascii_case(key)) || head.eq_ignore_ascii_case(key)
    };
    if let Some(head) = heads.find(is_head).and_then(|head| head.strip_suffix('/')) {
        return missing_tag(condition, head);
    }
    let whole = keys().filter(|known| known.fixed_head().is_none());
    let meant = nearest(key, whole.map(|known| known.name.as_str()));
    let hint = match meant {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "look it up among the condition keys of the service".to_owned(),
    };
    let details = format!(
        "{} has no condition key `{key}`, so no request has it: {hint}",
        service.name
    );
    let mut finding = at_key("INVALID_SERVICE_CONDITION_KEY", condition, details);
    finding.fix = meant.and_then(|meant| rewrite(condition, meant));
    finding
}

/// An error that is shown at the key.
fn at_key(code: &'static str, condition: &ConditionView<'_>, details: String) -> Finding {
    Finding::new(
        FindingType::Error,
        code,
        vec![condition.key.key_span],
        details,
    )
}

/// Another name for a key, where no other key below its operator has it.
fn rewrite(condition: &ConditionView<'_>, new: &str) -> Option<Fix> {
    let keys = condition.block.node.as_object()?;
    let is_taken = keys.iter().any(|other| other.key.eq_ignore_ascii_case(new));
    let is_plain = !new.contains(['"', '\\']) && !new.contains(char::is_control);
    (!is_taken && is_plain).then(|| Fix {
        title: format!("Write {new}"),
        edits: vec![TextEdit {
            span: inside(condition.key.key_span),
            text: new.to_owned(),
        }],
    })
}

/// A string without its quotes.
fn inside(literal: Span) -> Span {
    Span::new(literal.start as usize + 1, literal.end as usize - 1)
}
