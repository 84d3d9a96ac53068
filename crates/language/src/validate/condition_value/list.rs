//! The values of one key as a list: none, too many, of several types.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html>

use iam_evaluator::condition::compare::Decimal;
use iam_evaluator::condition::{Comparison, SetOperator};
use iam_evaluator::json::Value;
use iam_evaluator::{Finding, FindingType, Fix, TextEdit};

use crate::reading::ConditionView;
use crate::validate::Subject;
use crate::validate::value::scalar;

/// Values of one key that are strings, numbers and Booleans of JSON side by side. All are compared as
/// text is, but AWS wants one type.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-error-invalid-condition-data-type>
pub(super) fn mixed_types(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for (_, condition) in subject.conditions() {
        let mut types = condition
            .values
            .iter()
            .filter_map(|node| json_type(&node.value));
        let Some(first) = types.next() else {
            continue;
        };
        if let Some(other) = types.find(|other| *other != first) {
            let details = format!(
                "the values of `{}` are {first} and {other} of JSON side by side: write all of them \
                 in quotes",
                condition.key_name()
            );
            let span = condition.key.node.span;
            let code = "INVALID_CONDITION_DATA_TYPE";
            let mut finding = Finding::new(FindingType::Error, code, vec![span], details);
            finding.fix = Some(quote(condition));
            findings.push(finding);
        }
    }
}

fn json_type(value: &Value<'_>) -> Option<&'static str> {
    match value {
        Value::String(_) => Some("strings"),
        Value::Number(_) => Some("numbers"),
        Value::Bool(_) => Some("Booleans"),
        Value::Null | Value::Array(_) | Value::Object(_) | Value::Missing => None,
    }
}

fn quote(condition: &ConditionView<'_>) -> Fix {
    let values = condition.values.iter();
    let bare = values.filter(|node| matches!(node.value, Value::Number(_) | Value::Bool(_)));
    let edits = bare.filter_map(|node| {
        Some(TextEdit {
            span: node.span,
            text: format!("\"{}\"", scalar(node)?),
        })
    });
    Fix {
        title: "Write all in quotes".to_owned(),
        edits: edits.collect(),
    }
}

/// Several values for an operator that asks for one Boolean: with both of them it always holds.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-error-invalid-condition-multiple-boolean>
pub(super) fn several_booleans(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for (_, condition) in subject.conditions() {
        let Some(operator) = condition.operator else {
            continue;
        };
        let asks_boolean = matches!(operator.comparison, Comparison::Bool | Comparison::Null);
        if asks_boolean && condition.values.len() > 1 {
            let details = format!(
                "`{operator}` takes one value, for with both it would hold whatever `{}` is: write \
                 `true` or `false`",
                condition.key_name()
            );
            let span = condition.key.node.span;
            let code = "INVALID_CONDITION_MULTIPLE_BOOLEAN";
            findings.push(Finding::new(FindingType::Error, code, vec![span], details));
        }
    }
}

/// A key with an empty list of values.
///
/// AWS's reference says that the plain condition is true and that its statement has no effect, which
/// cannot both be; no value fits, so a condition that is not negated fails here.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-suggestion-empty-array-condition>
pub(super) fn empty(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for (_, condition) in subject.conditions() {
        let Some(operator) = condition.operator else {
            continue;
        };
        if !condition.is_list || !condition.values.is_empty() {
            continue;
        }
        let key = condition.key_name();
        let ask_null = "to ask whether it is missing, write `Null` with `true`";
        let (code, details) = match (operator.set, operator.if_exists) {
            (Some(SetOperator::ForAllValues), _) => (
                "EMPTY_ARRAY_CONDITION_FORALLVALUES",
                format!("`{operator}` without values holds only if `{key}` is missing: {ask_null}"),
            ),
            (Some(SetOperator::ForAnyValue), _) => (
                "EMPTY_ARRAY_CONDITION_FORANYVALUE",
                format!("`{operator}` without values never holds: list the values of `{key}`"),
            ),
            (None, true) => (
                "EMPTY_ARRAY_CONDITION_IFEXISTS",
                format!("`{operator}` without values holds only if `{key}` is missing: {ask_null}"),
            ),
            (None, false) => (
                "EMPTY_ARRAY_CONDITION",
                format!("`{key}` has no values to compare with: list some, or remove the key"),
            ),
        };
        let span = condition.key.node.span;
        findings.push(Finding::new(
            FindingType::Suggestion,
            code,
            vec![span],
            details,
        ));
    }
}

/// Several bounds for one number: any of them is enough, so only the widest counts.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-suggestion-redundant-condition-value-num>
pub(super) fn numbers(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for (_, condition) in subject.conditions() {
        let Some(operator) = condition.operator else {
            continue;
        };
        let (is_upper, word) = match operator.comparison {
            Comparison::NumericLessThan | Comparison::NumericLessThanEquals => (true, "greatest"),
            Comparison::NumericGreaterThan | Comparison::NumericGreaterThanEquals => {
                (false, "least")
            }
            _ => continue,
        };
        let [_, _, ..] = condition.values else {
            continue;
        };
        let read = |node| Some((Decimal::parse(scalar(node)?)?, node));
        let numbers: Option<Vec<_>> = condition.values.iter().map(read).collect();
        let Some(numbers) = numbers else {
            continue;
        };
        let by_number = |one: &&(Decimal, _), other: &&(Decimal, _)| one.0.cmp(&other.0);
        let widest = match is_upper {
            true => numbers.iter().max_by(by_number),
            false => numbers.iter().min_by(by_number),
        };
        let Some((_, widest)) = widest else {
            continue;
        };
        let number = scalar(widest).unwrap_or_default();
        let details = format!(
            "one of the values is enough for `{operator}`, so only the {word} counts: write `{number}`"
        );
        let span = condition.key.node.span;
        let code = "REDUNDANT_CONDITION_VALUE_NUM";
        let mut finding = Finding::new(FindingType::Suggestion, code, vec![span], details);
        finding.fix = Some(Fix {
            title: format!("Write {number}"),
            edits: vec![TextEdit {
                span,
                text: widest.span.of(subject.reading.text).to_owned(),
            }],
        });
        findings.push(finding);
    }
}
