//! Wildcards of actions: spelled out, and drawn together again.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>

use std::collections::BTreeSet;

use super::tree::{Branch, Item, Tree};
use crate::catalog::{Catalog, Service};
use crate::tokens::Bracket;

/// The entries of an element: those of its list, or its one string.
fn entries<'t>(tree: &mut Tree<'t>) -> Option<Vec<Item<'t>>> {
    match &mut tree.root.value {
        Branch::Nest {
            bracket: Bracket::Array,
            items,
            ..
        } => Some(std::mem::take(items)),
        Branch::Nest { .. } => None,
        Branch::Leaf(literal) => Some(vec![Item {
            before: Vec::new(),
            name: None,
            value: Branch::Leaf(literal.clone()),
            after: Vec::new(),
        }]),
    }
}

/// Puts entries back. A string stays one if it is alone.
fn put_back<'t>(tree: &mut Tree<'t>, mut entries: Vec<Item<'t>>) {
    match &mut tree.root.value {
        Branch::Nest { items, .. } => *items = entries,
        value @ Branch::Leaf(_) => {
            if entries.len() == 1
                && let Some(only) = entries.pop()
            {
                *value = only.value;
                return;
            }
            *value = Branch::Nest {
                bracket: Bracket::Array,
                opening: Vec::new(),
                items: entries,
                closing: Vec::new(),
            };
        }
    }
}

/// Puts the actions that a wildcard covers in its place.
pub(super) fn expand(tree: &mut Tree<'_>, catalog: &Catalog, label: &str, notes: &mut Vec<String>) {
    let Some(old) = entries(tree) else { return };
    let texts = old.iter().filter_map(Item::text);
    let mut present: BTreeSet<String> = texts
        .filter(|text| !text.contains(['*', '?']))
        .map(|text| text.to_ascii_lowercase())
        .collect();
    let mut expanded = Vec::with_capacity(old.len());
    for entry in old {
        let wildcard = entry.text().filter(|text| text.contains(['*', '?']));
        let Some(wildcard) = wildcard else {
            expanded.push(entry);
            continue;
        };
        let prefix = wildcard.split(':').next().unwrap_or_default();
        if prefix.contains(['*', '?']) {
            notes.push(format!(
                "{label}: {wildcard} stays, because it covers services that are not known yet."
            ));
            expanded.push(entry);
            continue;
        }
        let covered: Vec<String> = catalog
            .covered(&wildcard)
            .map(|(service, action)| format!("{}:{}", service.prefix, action.name))
            .collect();
        if covered.is_empty() {
            notes.push(format!(
                "{label}: {wildcard} stays, because it covers no action that is known."
            ));
            expanded.push(entry);
            continue;
        }
        let count = covered.len();
        let new = covered
            .into_iter()
            .filter(|action| present.insert(action.to_ascii_lowercase()));
        let mut new: Vec<Item<'_>> = new
            .map(|action| Item::entry(format!("\"{action}\"")))
            .collect();
        match new.as_mut_slice() {
            [] if entry.has_comments() => {
                notes.push(format!(
                    "{label}: {wildcard} stays with its comments; the list has all that it covers."
                ));
                expanded.push(entry);
                continue;
            }
            [] => {}
            [first, ..] => first.before = entry.before,
        }
        if let Some(last) = new.last_mut() {
            last.after = entry.after;
        }
        notes.push(match count {
            1 => format!("{label}: {wildcard} became 1 action."),
            _ => format!("{label}: {wildcard} became {count} actions."),
        });
        expanded.append(&mut new);
    }
    put_back(tree, expanded);
}

/// Draws the actions of a list together.
pub(super) fn shrink(tree: &mut Tree<'_>, catalog: &Catalog, label: &str, notes: &mut Vec<String>) {
    let Some(mut entries) = entries(tree) else {
        return;
    };
    let before = entries.len();
    let mut prefixes: Vec<String> = Vec::new();
    for text in entries.iter().filter_map(Item::text) {
        let Some((prefix, _)) = text.split_once(':') else {
            continue;
        };
        let prefix = prefix.to_ascii_lowercase();
        if !prefix.contains(['*', '?']) && !prefixes.contains(&prefix) {
            prefixes.push(prefix);
        }
    }
    for prefix in prefixes {
        if let Some(service) = catalog.service(&prefix) {
            shrink_service(&mut entries, service, catalog);
        }
    }
    if entries.len() < before {
        notes.push(format!(
            "{label}: {before} entries became {}.",
            entries.len()
        ));
    }
    put_back(tree, entries);
}

/// Draws the entries of one service together, if that makes them fewer. They stand where the first
/// of them stood.
fn shrink_service(entries: &mut Vec<Item<'_>>, service: &Service, catalog: &Catalog) {
    let own = format!("{}:", service.prefix);
    let mut covered: BTreeSet<String> = BTreeSet::new();
    let mut wildcards: Vec<(String, BTreeSet<String>)> = Vec::new();
    let mut drawn: Vec<usize> = Vec::new();
    for (place, entry) in entries.iter().enumerate() {
        let Some(text) = entry.text() else { continue };
        let head = text.get(..own.len());
        let is_own = head.is_some_and(|head| head.eq_ignore_ascii_case(&own));
        if !is_own || entry.has_comments() {
            continue;
        }
        let names: BTreeSet<String> = catalog
            .covered(&text)
            .map(|(_, action)| action.name.to_ascii_lowercase())
            .collect();
        if names.is_empty() {
            continue;
        }
        drawn.push(place);
        covered.extend(names.iter().cloned());
        if text.contains(['*', '?']) {
            wildcards.push((text, names));
        }
    }
    let names: Vec<&str> = service
        .by_name()
        .map(|action| action.name.as_str())
        .collect();
    let mut groups = Vec::new();
    group(&names, 0, &covered, &mut groups);
    if groups.len() >= drawn.len() {
        return;
    }
    let new = groups.iter().map(|group| {
        // A wildcard that its author wrote stays as it is.
        let is_same = |names: &BTreeSet<String>| {
            names.len() == group.len()
                && group
                    .iter()
                    .all(|name| names.contains(&name.to_ascii_lowercase()))
        };
        let written = wildcards.iter().find(|(_, names)| is_same(names));
        let text = match (written, *group) {
            (Some((text, _)), _) => text.clone(),
            (None, [only]) => format!("{own}{only}"),
            (None, group) => format!("{own}{}*", common_head(group)),
        };
        Item::entry(format!("\"{text}\""))
    });
    let new: Vec<Item<'_>> = new.collect();
    let first = drawn.first().copied().unwrap_or_default();
    let mut place = 0;
    entries.retain(|_| {
        let is_drawn = drawn.contains(&place);
        place += 1;
        !is_drawn
    });
    // Before the first of them nothing was taken out.
    entries.splice(first..first, new);
}

/// The largest stretches of `names` that are covered whole and are all that begins as they do.
/// `names` are sorted by their lower case, and share their first `head` bytes.
fn group<'n, 's>(
    names: &'n [&'s str],
    head: usize,
    covered: &BTreeSet<String>,
    groups: &mut Vec<&'n [&'s str]>,
) {
    let is_covered = |name: &&str| covered.contains(&name.to_ascii_lowercase());
    if names.is_empty() || !names.iter().any(is_covered) {
        return;
    }
    if names.iter().all(is_covered) {
        groups.push(names);
        return;
    }
    let letter = |name: &str| name.as_bytes().get(head).map(u8::to_ascii_lowercase);
    for part in names.chunk_by(|one, other| letter(one) == letter(other)) {
        match part {
            // The name that ends here is a group of its own.
            [only] => {
                if is_covered(only) {
                    groups.push(part);
                }
            }
            _ => group(part, head + 1, covered, groups),
        }
    }
}

/// What all these names begin with, as AWS spells it in the first.
fn common_head<'s>(names: &[&'s str]) -> &'s str {
    let (Some(first), Some(last)) = (names.first(), names.last()) else {
        return "";
    };
    let mut pairs = first.bytes().zip(last.bytes());
    let length = pairs
        .position(|(one, other)| !one.eq_ignore_ascii_case(&other))
        .unwrap_or(first.len().min(last.len()));
    first.get(..length).unwrap_or_default()
}
