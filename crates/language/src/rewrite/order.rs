//! The order in which AWS's own documents write members, and lists in the order of their entries.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>

use super::tree::{Branch, Item, Tree};
use crate::tokens::Bracket;
use crate::words;

/// Sorts the members of the document and of its statements, and the lists in these.
pub(super) fn sort_document(tree: &mut Tree<'_>, notes: &mut Vec<String>) {
    let Branch::Nest {
        bracket: Bracket::Object,
        items,
        ..
    } = &mut tree.root.value
    else {
        return;
    };
    sort_members(items, &words::DOCUMENT.map(|element| element.name));
    for member in items
        .iter_mut()
        .filter(|member| member.key() == "Statement")
    {
        match &mut member.value {
            Branch::Nest {
                bracket: Bracket::Array,
                items,
                ..
            } => {
                for (number, statement) in (1..).zip(items) {
                    sort_statement(&mut statement.value, number, notes);
                }
            }
            statement => sort_statement(statement, 1, notes),
        }
    }
}

fn sort_statement(statement: &mut Branch<'_>, number: usize, notes: &mut Vec<String>) {
    let Branch::Nest {
        bracket: Bracket::Object,
        items,
        ..
    } = statement
    else {
        return;
    };
    sort_members(items, &words::STATEMENT.map(|element| element.name));
    for member in items {
        let label = format!("Statement {number}, {}", member.key());
        sort_lists(&mut member.value, &label, notes);
    }
}

/// Members that the grammar does not know stay behind those that it does.
fn sort_members(items: &mut [Item<'_>], order: &[&str]) {
    items.sort_by_key(|item| {
        let key = item.key();
        let place = order.iter().position(|name| *name == key);
        place.unwrap_or(order.len())
    });
}

/// Sorts every list in a value, and drops what stands twice.
pub(super) fn sort_lists(value: &mut Branch<'_>, label: &str, notes: &mut Vec<String>) {
    let Branch::Nest { bracket, items, .. } = value else {
        return;
    };
    if *bracket == Bracket::Object {
        for item in items {
            sort_lists(&mut item.value, label, notes);
        }
        return;
    }
    let is_plain = items
        .iter()
        .all(|item| matches!(item.value, Branch::Leaf(_)));
    if !is_plain {
        return;
    }
    if items.iter().any(|item| !item.before.is_empty()) {
        notes.push(format!(
            "{label}: the list keeps its order, because a comment in it may be about several entries."
        ));
        return;
    }
    let old = items.clone();
    items.sort_by_cached_key(|item| {
        let text = item.text();
        // What is no string stands behind the strings.
        let is_text = text.is_none();
        let text = text.unwrap_or_else(|| match &item.value {
            Branch::Leaf(literal) => literal.clone().into_owned(),
            Branch::Nest { .. } => String::new(),
        });
        (is_text, text.to_ascii_lowercase(), text)
    });
    let is_sorted = old == *items;
    let before = items.len();
    items.dedup_by(|later, earlier| {
        let is_same = match (later.text(), earlier.text()) {
            (Some(later), Some(earlier)) => later == earlier,
            _ => later.value == earlier.value,
        };
        is_same && later.after.is_empty()
    });
    match (is_sorted, before - items.len()) {
        (true, 0) => {}
        (false, 0) => notes.push(format!("{label}: sorted.")),
        (_, 1) => notes.push(format!(
            "{label}: sorted, and 1 entry that stood twice left out."
        )),
        (_, dropped) => notes.push(format!(
            "{label}: sorted, and {dropped} entries that stood twice left out."
        )),
    }
}
