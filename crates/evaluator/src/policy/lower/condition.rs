//! `Condition`: operators, keys and values.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html>

use super::Lower;
use crate::condition::compare::Operand;
use crate::condition::{Condition, Operator, OperatorName, ValueType};
use crate::finding;
use crate::json::{Member, Node, Value};
use crate::request::ContextKey;
use crate::source::Spanned;

impl Lower<'_> {
    pub(super) fn conditions(&mut self, member: &Member) -> Vec<Condition> {
        let Some(operators) = member.node.as_object() else {
            let expected = "an object of condition operators";
            self.refuse(finding::wrong_type(
                member.node.span,
                "`Condition`",
                expected,
            ));
            return Vec::new();
        };
        let mut conditions = Vec::new();
        for (index, member) in operators.iter().enumerate() {
            self.check_duplicate(operators.get(..index).unwrap_or_default(), member);
            if let Some(operator) = self.operator(member) {
                self.operator_block(operator, member, &mut conditions);
            }
        }
        conditions
    }

    fn operator(&mut self, member: &Member) -> Option<Operator> {
        match Operator::parse(&member.key) {
            OperatorName::Exact(operator) => Some(operator),
            OperatorName::OtherCase(operator) => {
                self.note(finding::operator_case(
                    member.key_span,
                    &member.key,
                    &operator.to_string(),
                ));
                Some(operator)
            }
            OperatorName::NullIfExists => {
                self.refuse(finding::null_if_exists(member.key_span));
                None
            }
            OperatorName::Unknown => {
                self.refuse(finding::unknown_operator(member.key_span, &member.key));
                None
            }
        }
    }

    fn operator_block(
        &mut self,
        operator: Operator,
        block: &Member,
        conditions: &mut Vec<Condition>,
    ) {
        let Some(keys) = block.node.as_object() else {
            let expected = "an object of condition keys";
            self.refuse(finding::wrong_type(
                block.node.span,
                &format!("`{}`", block.key),
                expected,
            ));
            return;
        };
        for (index, member) in keys.iter().enumerate() {
            let earlier = keys.get(..index).unwrap_or_default();
            self.check_duplicate(earlier, member);
            self.check_characters(member.key_span);
            let other_case = |other: &&Member| {
                other.key != member.key && other.key.eq_ignore_ascii_case(&member.key)
            };
            if let Some(other) = earlier.iter().find(other_case) {
                let spans = vec![member.key_span, other.key_span];
                self.refuse(finding::keys_differ_by_case(spans, &member.key));
            }
            let value_type = operator.comparison.row().value_type;
            conditions.push(Condition {
                operator,
                operator_span: block.key_span,
                key: ContextKey::new(&member.key),
                key_span: member.key_span,
                span: member.span(),
                values: self.operands(member, value_type),
            });
        }
    }

    fn operands(&mut self, member: &Member, value_type: ValueType) -> Vec<Spanned<Operand>> {
        let nodes = match &member.node.value {
            Value::Array(items) if items.is_empty() => {
                self.refuse(finding::empty_list(member.node.span, &member.key));
                return Vec::new();
            }
            Value::Array(items) => items.as_slice(),
            _ => std::slice::from_ref(&member.node),
        };
        nodes
            .iter()
            .filter_map(|node| self.operand(node, &member.key, value_type))
            .collect()
    }

    fn operand(
        &mut self,
        node: &Node,
        key: &str,
        value_type: ValueType,
    ) -> Option<Spanned<Operand>> {
        let text = match &node.value {
            Value::String(text) => &**text,
            Value::Number(text) => text,
            Value::Bool(true) => "true",
            Value::Bool(false) => "false",
            Value::Null | Value::Array(_) | Value::Object(_) | Value::Missing => {
                let expected = "a string, a number, a boolean, or a list of these";
                self.refuse(finding::wrong_type(
                    node.span,
                    &format!("`{key}`"),
                    expected,
                ));
                return None;
            }
        };
        self.check_characters(node.span);
        match Operand::parse(text, value_type, self.version) {
            Ok(operand) => {
                if operand.is_unreadable() {
                    self.note(finding::unreadable_value(
                        node.span,
                        text,
                        value_type_words(value_type),
                    ));
                }
                Some(Spanned {
                    value: operand,
                    span: node.span,
                })
            }
            Err(error) => {
                self.refuse_variable(node.span, error);
                None
            }
        }
    }
}

/// The issue code of a value that is not of its type, and the type in words.
fn value_type_words(value_type: ValueType) -> (&'static str, &'static str) {
    match value_type {
        ValueType::Number => ("TYPE_MISMATCH_NUMBER", "a number"),
        ValueType::Date => (
            "TYPE_MISMATCH_DATE",
            "a date such as `2026-01-31T12:00:00Z`",
        ),
        ValueType::Boolean => ("TYPE_MISMATCH_BOOLEAN", "`true` or `false`"),
        ValueType::IpRange => (
            "TYPE_MISMATCH_IP_RANGE",
            "an IP address or a range in CIDR form",
        ),
        ValueType::Binary => ("TYPE_MISMATCH_STRING", "bytes in base64"),
        ValueType::Text | ValueType::Pattern | ValueType::Arn => ("TYPE_MISMATCH_STRING", "text"),
    }
}
