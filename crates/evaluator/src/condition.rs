//! `Condition`: operators, keys and values, and whether they hold.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html>

pub mod compare;

use crate::request::{Context, ContextKey, ContextValues};
use crate::source::{Span, Spanned};
use compare::{Operand, Requested};

/// One key of one operator, with the values to compare. Conditions of a statement must all hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// The operator.
    pub operator: Operator,
    /// The operator's name in the text.
    pub operator_span: Span,
    /// The condition key.
    pub key: ContextKey,
    /// The key in the text.
    pub key_span: Span,
    /// From the key to the end of its values.
    pub span: Span,
    /// The values, any of which may fit.
    pub values: Vec<Spanned<Operand>>,
}

/// A condition operator with its prefix and suffix, such as `ForAnyValue:StringLikeIfExists`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operator {
    /// `ForAllValues:` or `ForAnyValue:`.
    pub set: Option<SetOperator>,
    /// The comparison.
    pub comparison: Comparison,
    /// Whether the name ends in `IfExists`.
    pub if_exists: bool,
}

/// The prefix for keys with several values.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetOperator {
    /// Every value of the request must satisfy the comparison.
    ForAllValues,
    /// At least one value of the request must.
    ForAnyValue,
}

/// What values of an operator are read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueType {
    /// Text in which `*` and `?` stand for themselves.
    Text,
    /// Text in which `*` and `?` are wildcards.
    Pattern,
    /// An integer or decimal number.
    Number,
    /// An instant.
    Date,
    /// `true` or `false`.
    Boolean,
    /// Bytes in base64.
    Binary,
    /// An IP address or a range of them.
    IpRange,
    /// A pattern of ARNs.
    Arn,
}

/// The comparisons, by AWS's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(
    missing_docs,
    reason = "the names are AWS's, and their meaning is in the table below"
)]
pub enum Comparison {
    StringEquals,
    StringNotEquals,
    StringEqualsIgnoreCase,
    StringNotEqualsIgnoreCase,
    StringLike,
    StringNotLike,
    NumericEquals,
    NumericNotEquals,
    NumericLessThan,
    NumericLessThanEquals,
    NumericGreaterThan,
    NumericGreaterThanEquals,
    DateEquals,
    DateNotEquals,
    DateLessThan,
    DateLessThanEquals,
    DateGreaterThan,
    DateGreaterThanEquals,
    Bool,
    BinaryEquals,
    IpAddress,
    NotIpAddress,
    ArnEquals,
    ArnLike,
    ArnNotEquals,
    ArnNotLike,
    Null,
}

/// Whether an operator holds when its comparison fits, or when it does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// Holds when a value fits.
    Positive,
    /// Holds when no value fits, and when the key is missing.
    Negated,
}

/// A row of the table of operators.
#[derive(Clone, Copy, Debug)]
pub struct OperatorRow {
    /// AWS's name.
    pub name: &'static str,
    /// The comparison.
    pub comparison: Comparison,
    /// What its values are read as.
    pub value_type: ValueType,
    /// Whether it is negated.
    pub sense: Sense,
}

const fn row(
    name: &'static str,
    comparison: Comparison,
    value_type: ValueType,
    sense: Sense,
) -> OperatorRow {
    OperatorRow {
        name,
        comparison,
        value_type,
        sense,
    }
}

/// All operators.
pub const OPERATORS: [OperatorRow; 27] = {
    use Comparison as C;
    use Sense::{Negated, Positive};
    use ValueType as V;
    [
        row("StringEquals", C::StringEquals, V::Text, Positive),
        row("StringNotEquals", C::StringNotEquals, V::Text, Negated),
        row(
            "StringEqualsIgnoreCase",
            C::StringEqualsIgnoreCase,
            V::Text,
            Positive,
        ),
        row(
            "StringNotEqualsIgnoreCase",
            C::StringNotEqualsIgnoreCase,
            V::Text,
            Negated,
        ),
        row("StringLike", C::StringLike, V::Pattern, Positive),
        row("StringNotLike", C::StringNotLike, V::Pattern, Negated),
        row("NumericEquals", C::NumericEquals, V::Number, Positive),
        row("NumericNotEquals", C::NumericNotEquals, V::Number, Negated),
        row("NumericLessThan", C::NumericLessThan, V::Number, Positive),
        row(
            "NumericLessThanEquals",
            C::NumericLessThanEquals,
            V::Number,
            Positive,
        ),
        row(
            "NumericGreaterThan",
            C::NumericGreaterThan,
            V::Number,
            Positive,
        ),
        row(
            "NumericGreaterThanEquals",
            C::NumericGreaterThanEquals,
            V::Number,
            Positive,
        ),
        row("DateEquals", C::DateEquals, V::Date, Positive),
        row("DateNotEquals", C::DateNotEquals, V::Date, Negated),
        row("DateLessThan", C::DateLessThan, V::Date, Positive),
        row(
            "DateLessThanEquals",
            C::DateLessThanEquals,
            V::Date,
            Positive,
        ),
        row("DateGreaterThan", C::DateGreaterThan, V::Date, Positive),
        row(
            "DateGreaterThanEquals",
            C::DateGreaterThanEquals,
            V::Date,
            Positive,
        ),
        row("Bool", C::Bool, V::Boolean, Positive),
        row("BinaryEquals", C::BinaryEquals, V::Binary, Positive),
        row("IpAddress", C::IpAddress, V::IpRange, Positive),
        row("NotIpAddress", C::NotIpAddress, V::IpRange, Negated),
        row("ArnEquals", C::ArnEquals, V::Arn, Positive),
        row("ArnLike", C::ArnLike, V::Arn, Positive),
        row("ArnNotEquals", C::ArnNotEquals, V::Arn, Negated),
        row("ArnNotLike", C::ArnNotLike, V::Arn, Negated),
        row("Null", C::Null, V::Boolean, Positive),
    ]
};

impl Comparison {
    /// The comparison's row in the table.
    #[must_use]
    pub fn row(self) -> &'static OperatorRow {
        // INVARIANT: the table is in the order of the enum (tested below).
        OPERATORS.get(self as usize).unwrap_or(&OPERATORS[0])
    }
}

/// An operator's name, as it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperatorName {
    /// Spelled as AWS spells it.
    Exact(Operator),
    /// Spelled in another case.
    OtherCase(Operator),
    /// `NullIfExists`, which contradicts itself.
    NullIfExists,
    /// No operator.
    Unknown,
}

impl Operator {
    /// Reads an operator's name.
    #[must_use]
    pub fn parse(name: &str) -> OperatorName {
        let prefixes = [
            ("ForAllValues:", Some(SetOperator::ForAllValues)),
            ("ForAnyValue:", Some(SetOperator::ForAnyValue)),
            ("", None),
        ];
        for (prefix, set) in prefixes {
            let Some(rest) = strip_prefix_any_case(name, prefix) else {
                continue;
            };
            for row in &OPERATORS {
                let Some(suffix) = strip_prefix_any_case(rest, row.name) else {
                    continue;
                };
                let if_exists = suffix.eq_ignore_ascii_case("IfExists");
                if !suffix.is_empty() && !if_exists {
                    continue;
                }
                if if_exists && row.comparison == Comparison::Null {
                    return OperatorName::NullIfExists;
                }
                let operator = Operator {
                    set,
                    comparison: row.comparison,
                    if_exists,
                };
                return if operator.to_string() == name {
                    OperatorName::Exact(operator)
                } else {
                    OperatorName::OtherCase(operator)
                };
            }
        }
        OperatorName::Unknown
    }

    /// Whether the operator is negated.
    #[must_use]
    pub fn is_negated(self) -> bool {
        self.comparison.row().sense == Sense::Negated
    }
}

impl std::fmt::Display for Operator {
    /// Writes the operator as AWS spells it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.set {
            Some(SetOperator::ForAllValues) => "ForAllValues:",
            Some(SetOperator::ForAnyValue) => "ForAnyValue:",
            None => "",
        })?;
        f.write_str(self.comparison.row().name)?;
        f.write_str(if self.if_exists { "IfExists" } else { "" })
    }
}

fn strip_prefix_any_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix)
        .then(|| text.get(prefix.len()..).unwrap_or_default())
}

/// Why a condition holds or not. `policy` and `request` count the values of the two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConditionReason {
    /// This value of the policy fits this value of the request.
    ValueFits {
        /// Which value of the policy.
        policy: u32,
        /// Which value of the request.
        request: u32,
    },
    /// No value of the policy fits this value of the request.
    NoValueFits {
        /// Which value of the request.
        request: u32,
    },
    /// A set operator looked at every value of the request, and none decided by itself.
    EveryValue,
    /// The request has no such key.
    KeyMissing,
    /// The request has the key, with no values at all.
    NoValues,
    /// The request has several values, and the operator takes one.
    SeveralValues,
    /// `Null` asked whether the key is there; `policy` is the value that fits, if one does.
    Presence {
        /// Which value of the policy.
        policy: Option<u32>,
    },
    /// `Null` behind a set operator does not ask anything: it is always true for `ForAllValues`,
    /// and always false for `ForAnyValue`.
    NullWithSetOperator,
}

impl Condition {
    /// Whether the condition holds in a request context, and why.
    #[must_use]
    pub fn holds(&self, context: &Context) -> (bool, ConditionReason) {
        let values = context.get(self.key.lower());
        if self.operator.comparison == Comparison::Null {
            return self.null_holds(values);
        }
        let negated = self.operator.is_negated();
        let Some(values) = values else {
            // <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IfExists>
            let holds = match self.operator.set {
                Some(SetOperator::ForAnyValue) => false,
                Some(SetOperator::ForAllValues) => true,
                None => negated || self.operator.if_exists,
            };
            return (holds, ConditionReason::KeyMissing);
        };
        match (self.operator.set, values) {
            (Some(SetOperator::ForAllValues), values) => {
                self.for_all_values(values.as_slice(), context)
            }
            (Some(SetOperator::ForAnyValue), values) => {
                self.for_any_value(values.as_slice(), context)
            }
            (None, values) => match values.as_slice() {
                [] => (
                    negated || self.operator.if_exists,
                    ConditionReason::NoValues,
                ),
                [value] => {
                    let (satisfied, reason) = self.satisfied(0, value, context);
                    (satisfied, reason)
                }
                _ => (false, ConditionReason::SeveralValues),
            },
        }
    }

    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Null>
    fn null_holds(&self, values: Option<&ContextValues>) -> (bool, ConditionReason) {
        match self.operator.set {
            Some(set) => (
                set == SetOperator::ForAllValues,
                ConditionReason::NullWithSetOperator,
            ),
            None => {
                let absent = values.is_none_or(|values| values.as_slice().is_empty());
                let fits = |operand: &Operand| *operand == Operand::Boolean(Some(absent));
                let policy = self
                    .values
                    .iter()
                    .position(|value| fits(&value.value))
                    .map(index);
                (policy.is_some(), ConditionReason::Presence { policy })
            }
        }
    }

    /// An empty string counts as no value here.
    fn for_all_values(&self, values: &[String], context: &Context) -> (bool, ConditionReason) {
        let mut looked_at_any = false;
        for (request, value) in values.iter().enumerate() {
            if value.is_empty() {
                continue;
            }
            looked_at_any = true;
            let (satisfied, reason) = self.satisfied(request, value, context);
            if !satisfied {
                return (false, reason);
            }
        }
        let reason = match looked_at_any {
            true => ConditionReason::EveryValue,
            false => ConditionReason::NoValues,
        };
        (true, reason)
    }

    fn for_any_value(&self, values: &[String], context: &Context) -> (bool, ConditionReason) {
        for (request, value) in values.iter().enumerate() {
            let (satisfied, reason) = self.satisfied(request, value, context);
            if satisfied {
                return (true, reason);
            }
        }
        let reason = match values.is_empty() {
            true => ConditionReason::NoValues,
            false => ConditionReason::EveryValue,
        };
        (false, reason)
    }

    /// Whether one value of the request satisfies the operator: one value of the policy fits, or
    /// for a negated operator, none does.
    fn satisfied(&self, request: usize, value: &str, context: &Context) -> (bool, ConditionReason) {
        let comparison = self.operator.comparison;
        let requested = Requested::read(value, comparison.row().value_type);
        let fits = |operand: &Operand| compare::fits(comparison, operand, &requested, context);
        match self.values.iter().position(|operand| fits(&operand.value)) {
            Some(policy) => {
                let reason = ConditionReason::ValueFits {
                    policy: index(policy),
                    request: index(request),
                };
                (!self.operator.is_negated(), reason)
            }
            None => {
                let reason = ConditionReason::NoValueFits {
                    request: index(request),
                };
                (self.operator.is_negated(), reason)
            }
        }
    }
}

fn index(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::variable::Version;

    #[test]
    fn the_table_is_in_the_order_of_the_enum() {
        for row in &OPERATORS {
            assert_eq!(row.comparison.row().name, row.name);
        }
    }

    #[test]
    fn reads_names_with_prefix_and_suffix() {
        for set in [
            None,
            Some(SetOperator::ForAllValues),
            Some(SetOperator::ForAnyValue),
        ] {
            for row in &OPERATORS {
                for if_exists in [false, true] {
                    let operator = Operator {
                        set,
                        comparison: row.comparison,
                        if_exists,
                    };
                    let name = operator.to_string();
                    let expected = match row.comparison {
                        Comparison::Null if if_exists => OperatorName::NullIfExists,
                        _ => OperatorName::Exact(operator),
                    };
                    assert_eq!(Operator::parse(&name), expected, "{name}");
                }
            }
        }
        let operator = Operator {
            set: None,
            comparison: Comparison::StringEquals,
            if_exists: true,
        };
        assert_eq!(
            Operator::parse("stringequalsifexists"),
            OperatorName::OtherCase(operator)
        );
        for name in [
            "",
            "StringEqual",
            "StringEqualsX",
            "ForSomeValues:Bool",
            "IfExists",
            "Not",
        ] {
            assert_eq!(Operator::parse(name), OperatorName::Unknown, "{name}");
        }
    }

    #[test]
    fn says_which_values_decided() {
        use ConditionReason::{EveryValue, NoValueFits, NoValues, ValueFits};
        let reason = |name: &str, of_policy: &[&str], of_request: &[&str]| {
            let OperatorName::Exact(operator) = Operator::parse(name) else {
                panic!("{name} is an operator");
            };
            let span = Span::new(0, 0);
            let value = |text: &&str| Spanned {
                value: Operand::parse(text, ValueType::Text, Version::V2012).expect("a value"),
                span,
            };
            let condition = Condition {
                operator,
                operator_span: span,
                key: ContextKey::new("aws:TagKeys"),
                key_span: span,
                span,
                values: of_policy.iter().map(value).collect(),
            };
            let values = of_request.iter().map(|text| (*text).to_owned()).collect();
            let mut context = Context::new();
            context.set("aws:TagKeys", ContextValues::Many(values));
            condition.holds(&context)
        };
        let fits = |policy, request| ValueFits { policy, request };
        let (any, all) = ("ForAnyValue:StringEquals", "ForAllValues:StringEquals");
        let list = ["a", "b", "c"];
        assert_eq!(reason(any, &list, &["x", "y", "c"]), (true, fits(2, 2)));
        assert_eq!(reason(any, &list, &["x", "y"]), (false, EveryValue));
        assert_eq!(reason(any, &list, &[]), (false, NoValues));
        let third = NoValueFits { request: 2 };
        assert_eq!(reason(all, &list, &["a", "b", "x"]), (false, third));
        assert_eq!(reason(all, &list, &["a", "b"]), (true, EveryValue));
        assert_eq!(reason(all, &list, &["", ""]), (true, NoValues));
        assert_eq!(reason(all, &list, &["", "a"]), (true, EveryValue));
    }
}
