//! What is known of a condition key in its statement: where it is from, what type its values have,
//! and which actions the statement is about.

use iam_evaluator::condition::{Comparison, Operator, SetOperator};
use iam_evaluator::json::{Member, Value};
use iam_evaluator::pattern::Pattern;
use iam_evaluator::policy::Polarity;
use iam_evaluator::{Effect, Fix, TextEdit};

use super::Subject;
use crate::catalog::{ConditionKey, KeyType};
use crate::reading::{ConditionView, StatementView};
use crate::tables::{cross_service_key, global_key};

impl Subject<'_> {
    /// The conditions of the policy with their statements.
    pub(super) fn conditions(
        &self,
    ) -> impl Iterator<Item = (&StatementView<'_>, &ConditionView<'_>)> {
        self.statements.iter().flat_map(|statement| {
            let conditions = statement.conditions.iter();
            conditions.map(move |condition| (statement, condition))
        })
    }

    /// The type of a key's values, where AWS gives one.
    pub(super) fn key_type(&self, statement: &StatementView<'_>, key: &str) -> Option<KeyType> {
        let known = global_key(key).or_else(|| cross_service_key(key));
        match known {
            Some(known) => Some(known.key_type),
            None => self.catalog_key(statement, key)?.key_type,
        }
    }

    /// What the catalog says of a key: the service of its prefix, or one whose actions the statement
    /// names, for some have keys of others.
    pub(super) fn catalog_key(
        &self,
        statement: &StatementView<'_>,
        key: &str,
    ) -> Option<&ConditionKey> {
        let (prefix, _) = key.split_once(':')?;
        let own = self.catalog.service(prefix);
        if let Some(known) = own.and_then(|service| service.condition_key(key)) {
            return Some(known);
        }
        let mut last = prefix;
        let texts = statement.action.iter().flat_map(|action| &action.texts);
        for (prefix, _) in texts.filter_map(|text| text.value.split_once(':')) {
            // Actions of a service mostly stand together.
            if prefix == last {
                continue;
            }
            last = prefix;
            let service = self.catalog.service(prefix);
            if let Some(known) = service.and_then(|service| service.condition_key(key)) {
                return Some(known);
            }
        }
        None
    }
}

/// Whether a statement covers an action, given in lower case.
pub(super) fn covers_action(statement: &StatementView<'_>, action: &str) -> bool {
    let Some(element) = &statement.action else {
        return false;
    };
    let mut texts = element.texts.iter();
    let is_matched =
        texts.any(|text| Pattern::new(&text.value.to_ascii_lowercase()).matches(action));
    match element.polarity {
        Polarity::Listed => is_matched,
        Polarity::AllBut => !is_matched,
    }
}

/// Whether a condition that matches more requests makes the policy allow more.
pub(super) fn matching_more_allows_more(statement: &StatementView<'_>, operator: Operator) -> bool {
    match statement.effect {
        Some(Effect::Allow) => !operator.is_negated(),
        Some(Effect::Deny) => operator.is_negated(),
        None => false,
    }
}

/// Whether a condition fails where the request has no such key: not `IfExists`, `ForAllValues`, a
/// negated operator, or `Null`.
pub(super) fn needs_key(operator: Operator) -> bool {
    let is_open = match operator.set {
        Some(SetOperator::ForAnyValue) => false,
        Some(SetOperator::ForAllValues) => true,
        None => operator.is_negated() || operator.if_exists,
    };
    !is_open && operator.comparison != Comparison::Null
}

/// A change of an operator's name, where its block has one key only and the statement has no block of
/// the new name.
pub(super) fn rename_operator(
    statement: &StatementView<'_>,
    block: &Member<'_>,
    new: &str,
) -> Option<Fix> {
    let keys = block.node.as_object()?;
    (keys.len() == 1).then_some(())?;
    rename_block(statement, block, new)
}

/// The same for all keys of the block.
pub(super) fn rename_block(
    statement: &StatementView<'_>,
    block: &Member<'_>,
    new: &str,
) -> Option<Fix> {
    let blocks = statement.member("Condition")?.node.as_object()?;
    let is_taken = blocks.iter().any(|other| other.key == new);
    (!is_taken).then(|| Fix {
        title: format!("Write {new}"),
        edits: vec![TextEdit {
            span: block.key_span,
            text: format!("\"{new}\""),
        }],
    })
}

/// Whether the statement asks with `Null` that a key be there.
pub(super) fn is_required(statement: &StatementView<'_>, key: &str) -> bool {
    statement.conditions_on(key).any(|condition| {
        let is_null = condition
            .operator
            .is_some_and(|operator| operator.comparison == Comparison::Null);
        let is_false = |value: &Value<'_>| match value {
            Value::Bool(value) => !value,
            Value::String(text) => text.eq_ignore_ascii_case("false"),
            _ => false,
        };
        is_null && condition.values.iter().all(|node| is_false(&node.value))
    })
}
