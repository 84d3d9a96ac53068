//! `Principal` and `NotPrincipal`: whom a statement is for, in policies of resources, in trust policies
//! and in control policies.
//!
//! Most of what AWS refuses in these elements is found where the document is read; here is what it
//! accepts, or what only Access Analyzer calls an error.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>

mod control;
mod federation;
mod service;
#[cfg(test)]
mod tests;
mod trust;

use iam_evaluator::condition::{Comparison, SetOperator};
use iam_evaluator::json::Value;
use iam_evaluator::pattern::Pattern;
use iam_evaluator::policy::Polarity;
use iam_evaluator::{Effect, Finding, FindingType, PolicyType};

use super::{Check, Subject};
use crate::reading::{ConditionView, PrincipalText, StatementView};

pub(super) const CHECKS: &[Check] = &[
    unique_ids,
    nobody,
    service::names,
    service::sources,
    service::absent_keys,
    trust::everybody,
    trust::actions,
    trust::roles_anywhere,
    trust::sessions,
    federation::providers,
    federation::claims,
    federation::repositories,
    federation::audiences,
    control::services,
    control::principals,
    control::sources,
];

/// The unique id of a role or a user in the place of its ARN: what AWS shows once the role or user has
/// been deleted, and what no new one of the same name matches.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles>
fn unique_ids(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    if !takes_principals(subject) {
        return;
    }
    for statement in &subject.statements {
        let ids = statement.principal.iter().flat_map(|element| &element.ids);
        for principal in ids.filter(|principal| principal.is_kind("AWS")) {
            let id = principal.id;
            let (code, what) = match id.value.get(..4) {
                Some("AROA") => ("INVALID_ROLE_REFERENCE", "role"),
                Some("AIDA") => ("INVALID_USER_REFERENCE", "user"),
                _ => continue,
            };
            if !id.value.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                continue;
            }
            let details = format!(
                "`{}` is the unique id of a {what}, which AWS leaves here once the {what} is \
                 deleted, and a new {what} of the same name has another: write the ARN of the {what}",
                id.value
            );
            findings.push(Finding::new(
                FindingType::Warning,
                code,
                vec![id.span],
                details,
            ));
        }
    }
}

/// A `Principal` that names nobody. Access Analyzer says that such a statement has no effect, and the
/// services do not take it at all.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-suggestion-empty-array-principal>
fn nobody(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    if !takes_principals(subject) {
        return;
    }
    let elements = subject.statements.iter();
    for element in elements.filter_map(|statement| statement.principal.as_ref()) {
        let name = &element.member.key;
        let mut found = |code, span| {
            let details = format!(
                "`{name}` names nobody here, so the statement has no effect: name those whom it is \
                 for, or remove it"
            );
            findings.push(Finding::new(
                FindingType::Suggestion,
                code,
                vec![span],
                details,
            ));
        };
        match &element.member.node.value {
            Value::Array(items) if items.is_empty() => {
                found("EMPTY_ARRAY_PRINCIPAL", element.member.node.span);
            }
            Value::Object(kinds) if kinds.is_empty() => {
                found("EMPTY_OBJECT_PRINCIPAL", element.member.node.span);
            }
            Value::Object(kinds) => {
                for kind in kinds {
                    if matches!(&kind.node.value, Value::Array(items) if items.is_empty()) {
                        found("EMPTY_ARRAY_PRINCIPAL", kind.node.span);
                    }
                }
            }
            Value::Array(_)
            | Value::String(_)
            | Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::Missing => {}
        }
    }
}

/// Whether statements name single principals.
fn takes_principals(subject: &Subject<'_>) -> bool {
    subject.is_resource() || subject.policy_type() == PolicyType::RoleTrust
}

/// Those whom a statement lists; none where it lists whom it leaves out.
fn listed<'s, 'r>(statement: &'s StatementView<'r>) -> &'s [PrincipalText<'r>] {
    match &statement.principal {
        Some(element) if element.polarity == Polarity::Listed => &element.ids,
        Some(_) | None => &[],
    }
}

/// The service principals whom a statement lists.
fn services<'s, 'r>(
    statement: &'s StatementView<'r>,
) -> impl Iterator<Item = &'s PrincipalText<'r>> {
    let all = listed(statement).iter();
    all.filter(|principal| principal.is_kind("Service"))
}

/// Whether a statement is about an action of a trust policy, given in lower case.
fn covers(statement: &StatementView<'_>, action: &str) -> bool {
    let Some(element) = &statement.action else {
        return false;
    };
    let mut patterns = element.texts.iter();
    let is_named = patterns.any(|text| {
        let lower = text.value.to_ascii_lowercase();
        lower == action || Pattern::new(&lower).matches(action)
    });
    is_named == (element.polarity == Polarity::Listed)
}

/// Whether a statement allows.
fn allows(statement: &StatementView<'_>) -> bool {
    statement.effect == Some(Effect::Allow)
}

/// Whether a condition compares the value of its key; `Null` asks only whether the key is there.
fn compares(condition: &ConditionView<'_>) -> bool {
    let operator = condition.operator;
    operator.is_some_and(|operator| operator.comparison != Comparison::Null)
}

/// Whether a condition holds in a request without its key.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>
fn holds_without_key(condition: &ConditionView<'_>) -> bool {
    let Some(operator) = condition.operator else {
        return false;
    };
    match operator.set {
        Some(SetOperator::ForAllValues) => true,
        Some(SetOperator::ForAnyValue) => false,
        None if operator.comparison == Comparison::Null => has_value(condition, "true"),
        None => operator.is_negated() || operator.if_exists,
    }
}

/// Whether a condition names this value, as a string or bare; case does not matter.
fn has_value(condition: &ConditionView<'_>, expected: &str) -> bool {
    condition.values.iter().any(|node| match &node.value {
        Value::String(text) => text.eq_ignore_ascii_case(expected),
        Value::Bool(value) => expected == if *value { "true" } else { "false" },
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) | Value::Missing => {
            false
        }
    })
}

/// Whether a condition's key is one of these; case does not matter. One that ends in `/` or `:` is the
/// beginning of the key.
fn is_on_one_of(condition: &ConditionView<'_>, keys: &[&str]) -> bool {
    let name = condition.key_name();
    keys.iter().any(|key| match key.ends_with(['/', ':']) {
        true => name
            .get(..key.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(key)),
        false => name.eq_ignore_ascii_case(key),
    })
}
