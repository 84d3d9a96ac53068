//! Policy variables: `${aws:username}`.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>

use iam_evaluator::Span;

use super::list::{Draft, List};
use super::template::{filled, marked};
use super::{Kind, Scene};
use crate::keys;
use crate::tables::GLOBAL_KEYS;
use crate::words;

/// Lists variables if the caret stands behind `${`. Whether it does.
pub(super) fn variables(scene: &Scene<'_>, list: &mut List) -> bool {
    let Some(place) = variable_around(scene) else {
        return false;
    };
    list.replace = place.all;
    list.word = place.typed;
    // What is replaced is a part of a string: no comma belongs to it.
    list.comma_after = false;
    for key in GLOBAL_KEYS.iter().filter(|key| !key.key_type.multivalued) {
        let (label, insert) = match key.name.ends_with('/') {
            true => (
                format!("{}TAG-KEY", key.name),
                format!("${{{}⟦TAG-KEY⟧}}", key.name),
            ),
            false => (key.name.to_owned(), format!("${{{}}}", key.name)),
        };
        let rank = match key.name {
            "aws:username" | "aws:PrincipalTag/" | "aws:userid" | "aws:PrincipalAccount" => 0,
            _ => 2,
        };
        list.offer(&label.clone(), rank, || Draft {
            label,
            insert,
            kind: Kind::Variable,
            detail: key.key_type.to_string(),
            info: words::global_key(key.name).unwrap_or_default().to_owned(),
        });
    }
    let services = scene.services();
    scene.need_details_of(services, list);
    let actions = scene.actions();
    for carried in keys::of_actions(scene.catalog, &actions).keys {
        let is_multivalued = carried.key.key_type.is_some_and(|known| known.multivalued);
        if is_multivalued || carried.key.name.starts_with("aws:") {
            continue;
        }
        let label = filled(&carried.key.name);
        list.offer(&label.clone(), 1, || Draft {
            label,
            insert: format!("${{{}}}", marked(&carried.key.name)),
            kind: Kind::Variable,
            detail: match carried.key.key_type {
                Some(key_type) => key_type.to_string(),
                None => String::new(),
            },
            info: carried.key.description.clone(),
        });
    }
    for (character, name) in [
        ("*", "an asterisk"),
        ("?", "a question mark"),
        ("$", "a dollar sign"),
    ] {
        list.offer(character, 3, || Draft {
            label: format!("${{{character}}}"),
            insert: format!("${{{character}}}"),
            kind: Kind::Variable,
            detail: name.to_owned(),
            info: "The character itself, without a special meaning.".to_owned(),
        });
    }
    true
}

struct VariablePlace {
    /// From the dollar sign to the brace, or to what is typed of it.
    all: Span,
    typed: String,
}

/// The variable that the caret is in: behind its `${`, and not behind its `}`.
fn variable_around(scene: &Scene<'_>) -> Option<VariablePlace> {
    let caret = scene.caret;
    if !caret.is_string {
        return None;
    }
    let inner = caret.inner.of(scene.text);
    // The decoded text before the caret ends as the written one does, but for escapes, which no
    // variable has.
    let open = caret.before.rfind("${")?;
    let typed = caret.before.get(open + 2..)?;
    if typed.contains('}') || typed.contains(',') {
        return None;
    }
    let written = format!("${{{typed}");
    let starts = inner.match_indices(&written);
    let start = starts
        .map(|(at, _)| at)
        .find(|at| decoded_length(inner, *at) == open)?;
    let typed_end = start + written.len();
    let rest = inner.get(typed_end..).unwrap_or_default();
    let is_part = |character: char| {
        character.is_ascii_alphanumeric() || matches!(character, ':' | '/' | '-' | '_' | '.')
    };
    let more = rest
        .find(|character| !is_part(character))
        .unwrap_or(rest.len());
    let end = match rest.get(more..).unwrap_or_default().starts_with('}') {
        true => typed_end + more + 1,
        // Without a brace, what follows may be the rest of the text.
        false => typed_end,
    };
    let base = caret.inner.start as usize;
    Some(VariablePlace {
        all: Span::new(base + start, base + end),
        typed: typed.to_owned(),
    })
}

/// How long the written text up to `at` is once its escapes are resolved.
fn decoded_length(inner: &str, at: usize) -> usize {
    let head = inner.get(..at).unwrap_or_default();
    crate::caret::decoded(head).len()
}
