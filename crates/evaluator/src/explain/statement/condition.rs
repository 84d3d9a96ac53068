//! `Condition`, in words: every key with the values that were compared.

use super::{Scene, explanation, not_present};
use crate::arn::Arn;
use crate::condition::compare::{Decimal, Instant, Operand};
use crate::condition::{Comparison, Condition, ConditionReason, SetOperator, ValueType};
use crate::explain::text::count;
use crate::explain::{ConditionExplanation, Element, ElementExplanation};
use crate::policy::Statement;
use crate::request::ContextValues;
use crate::trace::ConditionTrace;
use crate::variable::Unset;

pub(super) fn conditions(
    scene: &Scene<'_>,
    statement: &Statement,
    traces: &[ConditionTrace],
) -> ElementExplanation {
    if traces.is_empty() {
        return not_present(Element::Condition, "no condition");
    }
    let conditions: Vec<ConditionExplanation> = traces
        .iter()
        .filter_map(|trace| {
            let condition = statement.conditions.get(trace.condition as usize)?;
            Some(explain_condition(scene, condition, trace))
        })
        .collect();
    let held = conditions
        .iter()
        .filter(|condition| condition.holds)
        .count();
    let all = held == conditions.len();
    let mut failed = conditions.iter().filter(|condition| !condition.holds);
    let (text, span) = match (failed.next(), failed.next()) {
        (None, _) => match conditions.as_slice() {
            [one] => (one.text.clone(), Some(one.span)),
            _ => (format!("all {held} hold"), statement.condition_span),
        },
        (Some(one), None) => (one.text.clone(), Some(one.span)),
        (Some(_), Some(_)) => (
            format!("{held} of {} hold", conditions.len()),
            statement.condition_span,
        ),
    };
    ElementExplanation {
        conditions,
        ..explanation(Element::Condition, all, text, span)
    }
}

fn explain_condition(
    scene: &Scene<'_>,
    condition: &Condition,
    trace: &ConditionTrace,
) -> ConditionExplanation {
    let value_span = |policy: u32| {
        condition
            .values
            .get(policy as usize)
            .map_or(condition.span, |value| value.span)
    };
    let span = match trace.reason {
        ConditionReason::ValueFits { policy, .. } => value_span(policy),
        ConditionReason::NoValueFits { .. } | ConditionReason::EveryValue => {
            match condition.values.as_slice() {
                [one] => one.span,
                _ => condition.span,
            }
        }
        ConditionReason::KeyMissing | ConditionReason::NoValues => condition.key_span,
        ConditionReason::SeveralValues | ConditionReason::NullWithSetOperator => {
            condition.operator_span
        }
        ConditionReason::Presence { policy } => policy.map_or(condition.span, value_span),
    };
    ConditionExplanation {
        holds: trace.holds,
        operator: scene.written(condition.operator_span).to_owned(),
        key: condition.key.as_str().to_owned(),
        text: words(scene, condition, trace),
        span,
    }
}

fn words(scene: &Scene<'_>, condition: &Condition, trace: &ConditionTrace) -> String {
    let key = condition.key.as_str();
    let values = scene.request.context().get(condition.key.lower());
    let values = values.map_or(&[][..], ContextValues::as_slice);
    let requested = |index: u32| values.get(index as usize).map_or("", String::as_str);
    match trace.reason {
        ConditionReason::ValueFits { policy, request } => {
            let fits = verb(condition.operator.comparison).0;
            let span = condition
                .values
                .get(policy as usize)
                .map(|value| value.span);
            let written = span.map_or("", |span| scene.written(span));
            format!("`{}` {fits} `{written}`", requested(request))
        }
        ConditionReason::NoValueFits { request } => {
            no_value_fits(scene, condition, requested(request))
        }
        ConditionReason::EveryValue => {
            let number = count(values.len(), "value", "values");
            match condition.operator.set {
                Some(SetOperator::ForAnyValue) => {
                    format!("none of the request's {number} satisfies it")
                }
                Some(SetOperator::ForAllValues) | None => {
                    format!("each of the request's {number} satisfies it")
                }
            }
        }
        ConditionReason::KeyMissing => key_missing(condition, trace.holds),
        ConditionReason::NoValues => {
            let holds = if trace.holds {
                "holds then"
            } else {
                "does not hold then"
            };
            format!(
                "`{key}` has no value in the request: `{}` {holds}",
                condition.operator
            )
        }
        ConditionReason::SeveralValues => format!(
            "the request has {} values for `{key}`: without ForAllValues or ForAnyValue that \
             never holds",
            values.len()
        ),
        ConditionReason::Presence { .. } => {
            let present = if values.is_empty() {
                "is not in"
            } else {
                "is in"
            };
            format!("`{key}` {present} the request")
        }
        ConditionReason::NullWithSetOperator => {
            let always = if trace.holds {
                "always true"
            } else {
                "always false"
            };
            format!("`{}` asks nothing: it is {always}", condition.operator)
        }
    }
}

fn key_missing(condition: &Condition, holds: bool) -> String {
    let key = condition.key.as_str();
    let why = match (condition.operator.set, holds) {
        (Some(SetOperator::ForAllValues), _) => "ForAllValues holds when there is no value",
        (Some(SetOperator::ForAnyValue), _) => "ForAnyValue needs at least one value",
        (None, true) if condition.operator.if_exists => "IfExists holds then",
        (None, true) => "a negated operator holds then",
        (None, false) => "there is nothing to compare",
    };
    format!("`{key}` is not in the request: {why}")
}

fn no_value_fits(scene: &Scene<'_>, condition: &Condition, requested: &str) -> String {
    if let Some(expected) = unreadable(condition.operator.comparison.row().value_type, requested) {
        return format!("`{requested}` in the request is not {expected}");
    }
    match condition.values.as_slice() {
        [one] => {
            let written = scene.written(one.span);
            if let Some(name) = unset_variable(scene, &one.value) {
                return format!("`${{{name}}}` has no value in this request, so nothing equals it");
            }
            let fits_not = verb(condition.operator.comparison).1;
            format!("`{requested}` {fits_not} `{written}`")
        }
        values => format!("`{requested}` fits none of the {} values", values.len()),
    }
}

/// What a value of the request should have been, where it cannot be read as that.
fn unreadable(value_type: ValueType, requested: &str) -> Option<&'static str> {
    let (readable, expected) = match value_type {
        ValueType::Number => (Decimal::parse(requested).is_some(), "a number"),
        ValueType::Date => (Instant::parse(requested).is_some(), "a date"),
        ValueType::IpRange => (
            requested.parse::<std::net::IpAddr>().is_ok(),
            "an IP address",
        ),
        ValueType::Arn => (Arn::parse(requested).is_some(), "an ARN"),
        ValueType::Text | ValueType::Pattern | ValueType::Boolean | ValueType::Binary => (true, ""),
    };
    (!readable).then_some(expected)
}

fn unset_variable<'a>(scene: &Scene<'_>, operand: &'a Operand) -> Option<&'a str> {
    let context = scene.request.context();
    let unset = |v: &&'a crate::variable::Variable| v.value(context) == Err(Unset);
    let variable = match operand {
        Operand::Text(template) => template.variables().find(unset),
        Operand::Arn(pattern) => pattern.variables().find(unset),
        Operand::Number(_)
        | Operand::Date(_)
        | Operand::Boolean(_)
        | Operand::Binary(_)
        | Operand::IpRange(_) => None,
    };
    variable.map(|variable| variable.key.as_str())
}

/// What a comparison says when a value fits, and when it does not. A negated operator compares the
/// same and holds on the second.
fn verb(comparison: Comparison) -> (&'static str, &'static str) {
    match comparison {
        Comparison::StringEquals
        | Comparison::StringNotEquals
        | Comparison::NumericEquals
        | Comparison::NumericNotEquals => ("equals", "does not equal"),
        Comparison::StringEqualsIgnoreCase | Comparison::StringNotEqualsIgnoreCase => {
            ("equals, but for case,", "does not equal, case aside,")
        }
        Comparison::StringLike
        | Comparison::StringNotLike
        | Comparison::ArnEquals
        | Comparison::ArnLike
        | Comparison::ArnNotEquals
        | Comparison::ArnNotLike => ("fits", "does not fit"),
        Comparison::NumericLessThan => ("is less than", "is not less than"),
        Comparison::NumericLessThanEquals => ("is at most", "is more than"),
        Comparison::NumericGreaterThan => ("is greater than", "is not greater than"),
        Comparison::NumericGreaterThanEquals => ("is at least", "is less than"),
        Comparison::DateEquals | Comparison::DateNotEquals => {
            ("is the same time as", "is another time than")
        }
        Comparison::DateLessThan => ("is before", "is not before"),
        Comparison::DateLessThanEquals => ("is not after", "is after"),
        Comparison::DateGreaterThan => ("is after", "is not after"),
        Comparison::DateGreaterThanEquals => ("is not before", "is before"),
        Comparison::Bool | Comparison::Null => ("is", "is not"),
        Comparison::BinaryEquals => ("has the same bytes as", "has other bytes than"),
        Comparison::IpAddress | Comparison::NotIpAddress => ("lies in", "does not lie in"),
    }
}
