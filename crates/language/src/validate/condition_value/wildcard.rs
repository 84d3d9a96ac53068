//! Wildcards in values: where they are none, and where they say nothing.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_String>

use iam_evaluator::condition::{Comparison, Operator, SetOperator, ValueType};
use iam_evaluator::{Finding, FindingType, Fix, TextEdit};

use crate::catalog::ValueKind;
use crate::reading::{ConditionView, StatementView};
use crate::tables::{ALWAYS_PRESENT, SENSITIVE, lists};
use crate::validate::Subject;
use crate::validate::key_facts::rename_operator;
use crate::validate::value::has_wildcard;

/// `*` or `?` in a value of `StringEquals` and its like, which compare them as they stand.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-general-warning-wildcard-without-like-operator>
pub(super) fn without_like(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let version = subject.reading.version();
    for (statement, condition) in subject.conditions() {
        let Some(operator) = condition.operator else {
            continue;
        };
        if operator.comparison.row().value_type != ValueType::Text {
            continue;
        }
        let values = condition.values.iter();
        let wild = values.filter(|node| {
            let text = node.as_str();
            text.is_some_and(|text| has_wildcard(text, version))
        });
        let places: Vec<_> = wild.map(|node| node.span).collect();
        if places.is_empty() {
            continue;
        }
        let (like, keeps_case) = match operator.comparison {
            Comparison::StringEquals => (Comparison::StringLike, true),
            Comparison::StringNotEquals => (Comparison::StringNotLike, true),
            Comparison::StringNotEqualsIgnoreCase => (Comparison::StringNotLike, false),
            _ => (Comparison::StringLike, false),
        };
        let like = Operator {
            comparison: like,
            ..operator
        };
        let details = format!(
            "`{operator}` takes `*` and `?` as they stand: write `{like}` if they are meant as \
             wildcards"
        );
        let code = "WILDCARD_WITHOUT_LIKE_OPERATOR";
        let mut finding = Finding::new(FindingType::Warning, code, places, details);
        if keeps_case {
            finding.fix = rename_operator(statement, condition.block, &like.to_string());
        }
        findings.push(finding);
    }
}

/// Whether a condition holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    Always,
    Never,
    /// Only if the request has the key.
    WithKey,
    /// Only if it has not.
    WithoutKey,
}

/// A value `*`, which every value fits: the condition only asks whether the key is there, or asks
/// nothing.
///
/// AWS's reference does not say which conditions it means. Here it is any with a value of stars alone;
/// one on a key that is always there asks nothing. Sensitive keys have a code of their own.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-suggestion-equivalent-to-null-false>
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-suggestion-redundant-key-due-to-wildcard-in-condition>
pub(super) fn stars(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for (statement, condition) in subject.conditions() {
        let Some(operator) = condition.operator else {
            continue;
        };
        let key = condition.key_name();
        let is_star = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte == b'*');
        let mut texts = condition.values.iter().filter_map(|node| node.as_str());
        if lists(SENSITIVE, key) || !texts.any(is_star) {
            continue;
        }
        let fits_all = match operator.comparison.row().value_type {
            ValueType::Pattern => true,
            // What is no ARN fits none.
            ValueType::Arn => subject
                .key_type(statement, key)
                .is_some_and(|key_type| key_type.value == ValueKind::Arn),
            _ => false,
        };
        if fits_all {
            findings.push(finding(statement, condition, operator));
        }
    }
}

fn holds(operator: Operator, is_always_there: bool) -> Holds {
    let (with, without) = match (operator.set, operator.is_negated()) {
        (None, false) => (true, operator.if_exists),
        (None, true) => (false, true),
        (Some(SetOperator::ForAllValues), is_negated) => (!is_negated, true),
        (Some(SetOperator::ForAnyValue), is_negated) => (!is_negated, false),
    };
    match (with, without || (with && is_always_there)) {
        (true, true) => Holds::Always,
        (true, false) => Holds::WithKey,
        (false, true) if !is_always_there => Holds::WithoutKey,
        (false, _) => Holds::Never,
    }
}

fn finding(
    statement: &StatementView<'_>,
    condition: &ConditionView<'_>,
    operator: Operator,
) -> Finding {
    let key = condition.key_name();
    let (code, details, null) = match holds(operator, lists(ALWAYS_PRESENT, key)) {
        Holds::Always => (
            "REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION",
            format!("`{operator}` with `*` holds for every request: remove `{key}`"),
            None,
        ),
        Holds::Never => (
            "REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION",
            format!(
                "`{operator}` with `*` holds for no request, so the statement does nothing: remove \
                 `{key}`, or the statement"
            ),
            None,
        ),
        Holds::WithKey => (
            "EQUIVALENT_TO_NULL_FALSE",
            format!(
                "`{operator}` with `*` only asks whether `{key}` is there: write `Null` with `false`, \
                 which says so"
            ),
            Some("false"),
        ),
        Holds::WithoutKey => (
            "EQUIVALENT_TO_NULL_TRUE",
            format!(
                "`{operator}` with `*` only asks whether `{key}` is missing: write `Null` with `true`, \
                 which says so"
            ),
            Some("true"),
        ),
    };
    let span = condition.key.key_span;
    let mut finding = Finding::new(FindingType::Suggestion, code, vec![span], details);
    finding.fix = null.and_then(|null| ask_null(statement, condition, null));
    finding
}

/// `Null` in place of the operator, where its block has this key only.
fn ask_null(
    statement: &StatementView<'_>,
    condition: &ConditionView<'_>,
    value: &str,
) -> Option<Fix> {
    let mut fix = rename_operator(statement, condition.block, "Null")?;
    fix.title = format!("Write Null with {value}");
    fix.edits.push(TextEdit {
        span: condition.key.node.span,
        text: format!("\"{value}\""),
    });
    Some(fix)
}

#[cfg(test)]
mod tests {
    use super::*;
    use iam_evaluator::condition::OperatorName;

    #[test]
    fn a_star_asks_for_the_key_or_for_nothing() {
        let check = |name: &str, is_always_there: bool, expected: Holds| {
            let OperatorName::Exact(operator) = Operator::parse(name) else {
                panic!("{name} is no operator");
            };
            assert_eq!(holds(operator, is_always_there), expected, "{name}");
        };
        check("StringLike", false, Holds::WithKey);
        check("StringLike", true, Holds::Always);
        check("StringLikeIfExists", false, Holds::Always);
        check("StringNotLike", false, Holds::WithoutKey);
        check("StringNotLike", true, Holds::Never);
        check("StringNotLikeIfExists", false, Holds::WithoutKey);
        check("ForAllValues:StringLike", false, Holds::Always);
        check("ForAnyValue:StringLike", false, Holds::WithKey);
        check("ForAnyValue:StringNotLike", false, Holds::Never);
    }
}
