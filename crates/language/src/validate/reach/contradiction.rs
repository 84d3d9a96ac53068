//! Conditions on one key that no request fits together.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html>

use std::cmp::Ordering;

use iam_evaluator::condition::compare::Operand;
use iam_evaluator::condition::{Comparison, Operator, ValueType};
use iam_evaluator::pattern::Pattern;
use iam_evaluator::variable::Version;

use crate::glob;
use crate::reading::{ConditionView, StatementView};
use crate::validate::cover::{are_apart, demands_key, value_text};

/// Two conditions of the statement that exclude each other, in the order of the text.
pub(super) fn find<'s>(
    statement: &'s StatementView<'_>,
    text: &str,
) -> Option<(&'s ConditionView<'s>, &'s ConditionView<'s>)> {
    let conditions = &statement.conditions;
    let mut later = conditions.as_slice();
    while let Some((one, rest)) = later.split_first() {
        let clashing = rest.iter().find(|other| {
            one.key_name().eq_ignore_ascii_case(other.key_name())
                && (clash(one, other, text) || clash(other, one, text))
        });
        if let Some(other) = clashing {
            return Some((one, other));
        }
        later = rest;
    }
    None
}

/// Whether no request fits both, where `one` says what the key's value is.
fn clash(one: &ConditionView<'_>, other: &ConditionView<'_>, text: &str) -> bool {
    let (Some(operator), Some(beside)) = (one.operator, other.operator) else {
        return false;
    };
    if beside.comparison == Comparison::Null {
        return beside.set.is_none() && clashes_with_null(one, other, text);
    }
    // The key must be there, with one value, for either to be decided by that value.
    if operator.set.is_some() || beside.set.is_some() || !demands_key(one) {
        return false;
    }
    match operator.comparison.row().value_type {
        ValueType::Text | ValueType::Pattern => {
            let is_text = matches!(
                beside.comparison.row().value_type,
                ValueType::Text | ValueType::Pattern
            );
            is_text && texts_clash((one, operator), (other, beside), text)
        }
        ValueType::Arn => {
            beside.comparison.row().value_type == ValueType::Arn
                && arns_clash(one, (other, beside), text)
        }
        _ => values_clash((one, operator), (other, beside), text),
    }
}

/// `Null` that says that the key is missing, beside a condition that demands it; or that it is
/// there, beside one that says that it is missing.
fn clashes_with_null(one: &ConditionView<'_>, null: &ConditionView<'_>, text: &str) -> bool {
    let only = |condition: &ConditionView<'_>, word: &str| {
        let mut values = condition.values.iter();
        !condition.values.is_empty()
            && values.all(|value| value_text(text, value).eq_ignore_ascii_case(word))
    };
    let is_null =
        |operator: Operator| operator.comparison == Comparison::Null && operator.set.is_none();
    only(null, "true")
        && match one.operator {
            Some(operator) if is_null(operator) => only(one, "false"),
            _ => demands_key(one),
        }
}

type Side<'s> = (&'s ConditionView<'s>, Operator);

fn texts_clash(one: Side<'_>, other: Side<'_>, text: &str) -> bool {
    let (of_one, of_other) = (one.0.values, other.0.values);
    let (comparison, beside) = (positive(one.1.comparison), positive(other.1.comparison));
    let is_negated = other.1.is_negated();
    !of_one.is_empty()
        && of_one.iter().all(|value| {
            let value = value_text(text, value);
            let mut others = of_other.iter().map(|node| value_text(text, node));
            match is_negated {
                true => others.any(|other| covers((other, beside), (value, comparison))),
                false => others.all(|other| apart((other, beside), (value, comparison))),
            }
        })
}

fn positive(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::StringNotEquals => Comparison::StringEquals,
        Comparison::StringNotEqualsIgnoreCase => Comparison::StringEqualsIgnoreCase,
        Comparison::StringNotLike => Comparison::StringLike,
        other => other,
    }
}

/// Whether all that fits the second fits the first.
fn covers((wide, by): (&str, Comparison), (narrow, of): (&str, Comparison)) -> bool {
    use Comparison::{StringEquals, StringEqualsIgnoreCase, StringLike};
    if wide == narrow && (by == of || of == StringEquals) {
        return true;
    }
    if wide.contains("${") || narrow.contains("${") {
        return false;
    }
    match (by, of) {
        (StringLike, StringEquals | StringLike) => glob::covers(wide, narrow),
        (StringEqualsIgnoreCase, StringEquals | StringEqualsIgnoreCase) => {
            wide.eq_ignore_ascii_case(narrow)
        }
        _ => false,
    }
}

/// Whether nothing fits both.
fn apart((one, by): (&str, Comparison), (other, of): (&str, Comparison)) -> bool {
    use Comparison::{StringEquals, StringEqualsIgnoreCase, StringLike};
    if one.contains("${") || other.contains("${") {
        return false;
    }
    match (by, of) {
        (StringEquals, StringEquals) => one != other,
        (StringEquals, StringLike) => !Pattern::new(other).matches(one),
        (StringLike, StringEquals) => !Pattern::new(one).matches(other),
        (StringLike, StringLike) => are_apart(one, other),
        (StringEqualsIgnoreCase, StringEquals | StringEqualsIgnoreCase)
        | (StringEquals, StringEqualsIgnoreCase) => {
            one.is_ascii() && other.is_ascii() && !one.eq_ignore_ascii_case(other)
        }
        _ => false,
    }
}

/// ARNs are compared as written: patterns of them only where they are the same.
fn arns_clash(one: &ConditionView<'_>, (other, beside): Side<'_>, text: &str) -> bool {
    let is_plain = |arn: &str| !arn.contains(['*', '?', '$']);
    !one.values.is_empty()
        && one.values.iter().all(|value| {
            let value = value_text(text, value);
            let mut others = other.values.iter().map(|node| value_text(text, node));
            match beside.is_negated() {
                true => others.any(|other| other == value),
                false => others.all(|other| is_plain(value) && is_plain(other) && other != value),
            }
        })
}

/// Booleans, numbers, dates and addresses.
fn values_clash(one: Side<'_>, other: Side<'_>, text: &str) -> bool {
    if one.1.comparison.row().value_type != other.1.comparison.row().value_type {
        return false;
    }
    let (of_one, of_other) = (operands(one, text), operands(other, text));
    // What cannot be read has findings of its own.
    if of_one.is_empty() || of_other.is_empty() {
        return false;
    }
    if one.1.comparison.row().value_type == ValueType::Binary {
        return false;
    }
    match (is_order(one.1.comparison), is_order(other.1.comparison)) {
        // Either is a bound, so that what they leave between them can be empty.
        (true, _) | (_, true) if !other.1.is_negated() => {
            let bounds = [(one.1.comparison, of_one), (other.1.comparison, of_other)];
            nothing_between(&bounds)
        }
        (true, _) | (_, true) => false,
        (false, false) => of_one.iter().all(|value| match other.1.is_negated() {
            true => of_other.iter().any(|other| within(value, other)),
            false => !of_other
                .iter()
                .any(|other| within(value, other) || within(other, value)),
        }),
    }
}

fn operands((condition, operator): Side<'_>, text: &str) -> Vec<Operand> {
    let value_type = operator.comparison.row().value_type;
    let values = condition.values.iter();
    let operands = values.filter_map(|value| {
        Operand::parse(value_text(text, value), value_type, Version::V2012).ok()
    });
    operands
        .filter(|operand| !operand.is_unreadable())
        .collect()
}

/// Whether all that fits the first fits the second.
fn within(narrow: &Operand, wide: &Operand) -> bool {
    match (narrow, wide) {
        (Operand::IpRange(Some(narrow)), Operand::IpRange(Some(wide))) => wide.contains(narrow),
        _ => narrow == wide,
    }
}

fn is_order(comparison: Comparison) -> bool {
    lower_bound(comparison).is_some() != upper_bound(comparison).is_some()
}

/// Whether the comparison's value is a lower bound, and whether it fits itself.
fn lower_bound(comparison: Comparison) -> Option<bool> {
    use Comparison as C;
    match comparison {
        C::NumericGreaterThan | C::DateGreaterThan => Some(false),
        C::NumericGreaterThanEquals | C::DateGreaterThanEquals => Some(true),
        C::NumericEquals | C::DateEquals => Some(true),
        _ => None,
    }
}

fn upper_bound(comparison: Comparison) -> Option<bool> {
    use Comparison as C;
    match comparison {
        C::NumericLessThan | C::DateLessThan => Some(false),
        C::NumericLessThanEquals | C::DateLessThanEquals => Some(true),
        C::NumericEquals | C::DateEquals => Some(true),
        _ => None,
    }
}

/// Whether a lower bound of one lies above an upper bound of the other. Of several values the widest
/// counts, since any may fit.
fn nothing_between(bounds: &[(Comparison, Vec<Operand>); 2]) -> bool {
    let [one, other] = bounds;
    [(one, other), (other, one)].into_iter().any(|(low, high)| {
        let (Some(from), Some(to)) = (lower_bound(low.0), upper_bound(high.0)) else {
            return false;
        };
        low.1.iter().all(|low| {
            high.1.iter().all(|high| match compare(low, high) {
                Some(Ordering::Greater) => true,
                Some(Ordering::Equal) => !(from && to),
                Some(Ordering::Less) | None => false,
            })
        })
    })
}

fn compare(one: &Operand, other: &Operand) -> Option<Ordering> {
    match (one, other) {
        (Operand::Number(Some(one)), Operand::Number(Some(other))) => Some(one.cmp(other)),
        (Operand::Date(Some(one)), Operand::Date(Some(other))) => Some(one.cmp(other)),
        _ => None,
    }
}
