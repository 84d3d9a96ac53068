//! The type of a key against the operator that compares it.

use iam_evaluator::condition::{Comparison, Operator, SetOperator, ValueType};
use iam_evaluator::{Finding, FindingType};

use crate::catalog::{KeyType, ValueKind};
use crate::reading::{ConditionView, StatementView};
use crate::tables::{global_key, lists};
use crate::validate::Subject;
use crate::validate::key_facts::{is_required, rename_operator};
use crate::validate::value::{Piece, has_variable, has_wildcard, pieces, scalar};

/// Keys whose type does not go with the operator:
///
/// - A key with several values needs `ForAllValues` or `ForAnyValue`; without, a request that has
///   several matches nothing.
/// - `ForAllValues` on a key with one value also holds where the key is missing. A `Null` test that
///   asks for the key makes up for that, and then nothing is found.
/// - `StringLike` on an ARN: its `*` runs over colons, that of `ArnLike` does not.
/// - An operator of another family than the key. AWS compares what it can read, so that text operators
///   on whole numbers, numeric ones on text, any on tags, and ARN operators on keys that hold ARNs as
///   text are as good, and are not found.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html>
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>
pub(super) fn types(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for (statement, condition) in subject.conditions() {
        let Some(operator) = condition.operator else {
            continue;
        };
        if operator.comparison == Comparison::Null {
            continue;
        }
        let Some(key_type) = subject.key_type(statement, condition.key_name()) else {
            continue;
        };
        findings.extend(qualifier(statement, condition, operator, key_type));
        let has_arn_as_text = arn_as_text(subject, statement, condition, operator, key_type);
        match has_arn_as_text {
            Some(finding) => findings.push(finding),
            None => findings.extend(mismatch(subject, condition, operator, key_type)),
        }
    }
}

/// Keys that AWS's tables call multivalued and whose own guide compares them with plain operators.
///
/// <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html>
const TAKES_PLAIN: &[&str] = &["events:source", "events:detail-type"];

fn qualifier(
    statement: &StatementView<'_>,
    condition: &ConditionView<'_>,
    operator: Operator,
    key_type: KeyType,
) -> Option<Finding> {
    let key = condition.key_name();
    match (operator.set, key_type.multivalued) {
        (None, true) if !lists(TAKES_PLAIN, key) => {
            let details = format!(
                "a request can have several values of `{key}`, and `{operator}` takes one: write \
                 `ForAnyValue:{operator}` if one of them is enough, or `ForAllValues:{operator}` if \
                 all must match"
            );
            let span = condition.key.key_span;
            let code = "MISSING_QUALIFIER";
            Some(Finding::new(FindingType::Error, code, vec![span], details))
        }
        (Some(SetOperator::ForAllValues), false) if !is_required(statement, key) => {
            let plain = Operator {
                set: None,
                ..operator
            };
            let details = format!(
                "`ForAllValues` also holds for a request without `{key}`, which never has more than \
                 one value: write `{plain}`"
            );
            let span = condition.block.key_span;
            let code = "FORALLVALUES_WITH_SINGLE_VALUED_KEY";
            let mut finding = Finding::new(FindingType::SecurityWarning, code, vec![span], details);
            finding.fix = rename_operator(statement, condition.block, &plain.to_string());
            Some(finding)
        }
        (None | Some(_), _) => None,
    }
}

fn arn_as_text(
    subject: &Subject<'_>,
    statement: &StatementView<'_>,
    condition: &ConditionView<'_>,
    operator: Operator,
    key_type: KeyType,
) -> Option<Finding> {
    let meant = match operator.comparison {
        Comparison::StringLike => Comparison::ArnLike,
        Comparison::StringNotLike => Comparison::ArnNotLike,
        _ => return None,
    };
    let version = subject.reading.version();
    let values = || condition.values.iter().filter_map(scalar);
    let runs_over = |text: &str| text != "*" && has_wildcard(text, version);
    if key_type.value != ValueKind::Arn || !values().any(runs_over) {
        return None;
    }
    let arn = Operator {
        comparison: meant,
        ..operator
    };
    // An ARN operator wants all six parts.
    let is_whole = |text: &str| {
        let colons = pieces(text, version).map(|(_, piece)| match piece {
            Piece::Literal(literal) => literal.matches(':').count(),
            Piece::Wildcard | Piece::Variable(_) => 0,
        });
        colons.sum::<usize>() >= 5
    };
    let all_whole = values().all(is_whole);
    let parts = match all_whole {
        true => "",
        false => ", with all six parts of the ARN: fewer never match",
    };
    let details = format!(
        "`{}` holds an ARN, and the `*` of `{operator}` runs over its colons into other accounts and \
         resource types: write `{arn}`, whose `*` ends at a colon{parts}",
        condition.key_name()
    );
    let span = condition.block.key_span;
    let code = "STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS";
    let mut finding = Finding::new(FindingType::SecurityWarning, code, vec![span], details);
    if all_whole {
        finding.fix = rename_operator(statement, condition.block, &arn.to_string());
    }
    Some(finding)
}

fn mismatch(
    subject: &Subject<'_>,
    condition: &ConditionView<'_>,
    operator: Operator,
    key_type: KeyType,
) -> Option<Finding> {
    let key = condition.key_name();
    let version = subject.reading.version();
    let value_type = operator.comparison.row().value_type;
    let values = || condition.values.iter().filter_map(scalar);
    let is_text = matches!(value_type, ValueType::Text | ValueType::Pattern);
    let fits = match key_type.value {
        // Numbers, dates and Booleans in a text are read as what they are.
        ValueKind::String => match value_type {
            ValueType::Text | ValueType::Pattern | ValueType::Number => true,
            ValueType::Arn => {
                let is_arn = |text: &str| text.starts_with("arn:") || text == "*";
                let is_free = |text: &str| is_arn(text) || has_variable(text, version);
                values().all(is_free)
            }
            ValueType::Date | ValueType::Boolean => key.contains('/') || !is_declared(key),
            ValueType::Binary | ValueType::IpRange => key.contains('/'),
        },
        ValueKind::Arn => is_text || value_type == ValueType::Arn,
        ValueKind::Bool => value_type == ValueType::Boolean,
        ValueKind::Date => {
            // The guides of services compare their dates as seconds too.
            let takes_seconds = key.eq_ignore_ascii_case("aws:EpochTime") || !is_declared(key);
            value_type == ValueType::Date || (takes_seconds && value_type == ValueType::Number)
        }
        ValueKind::Numeric => {
            let is_number = |text: &str| {
                text.bytes().all(|byte| byte.is_ascii_digit()) || has_variable(text, version)
            };
            value_type == ValueType::Number || (is_text && values().all(is_number))
        }
        // Only text operators take variables.
        ValueKind::IpAddress => {
            let is_variable = |text: &str| has_variable(text, version);
            value_type == ValueType::IpRange || (is_text && values().all(is_variable))
        }
        ValueKind::Binary => value_type == ValueType::Binary,
    };
    if fits {
        return None;
    }
    let (holds, meant) = family(key_type.value);
    let details = format!("`{key}` holds {holds}: write {meant}, instead of `{operator}`");
    let span = condition.block.key_span;
    Some(Finding::new(
        FindingType::Warning,
        "TYPE_MISMATCH",
        vec![span],
        details,
    ))
}

/// Whether AWS's guide itself gives the type. The tables of services call some keys text whose values
/// are `true` and `false`, or dates.
fn is_declared(key: &str) -> bool {
    global_key(key).is_some()
}

/// What a key of a type holds, and which operators compare it.
fn family(kind: ValueKind) -> (&'static str, &'static str) {
    match kind {
        ValueKind::String => ("text", "a String operator, such as `StringEquals`"),
        ValueKind::Arn => ("an ARN", "an ARN operator, such as `ArnLike`"),
        ValueKind::Bool => ("`true` or `false`", "`Bool`"),
        ValueKind::Date => ("a date", "a Date operator, such as `DateLessThan`"),
        ValueKind::IpAddress => ("an IP address", "`IpAddress` or `NotIpAddress`"),
        ValueKind::Numeric => (
            "a number",
            "a Numeric operator, such as `NumericLessThanEquals`",
        ),
        ValueKind::Binary => ("bytes", "`BinaryEquals`"),
    }
}
