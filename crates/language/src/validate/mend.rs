//! Changes of the text that mend a problem.

use iam_evaluator::json::Node;
use iam_evaluator::{Fix, Span, TextEdit};

use crate::reading::{Reading, Text};

/// Puts `new` in the place of a stretch of a string; `new` needs no escapes.
pub(super) fn replace(
    reading: &Reading<'_>,
    text: Text<'_>,
    old: (usize, usize),
    new: &str,
) -> Fix {
    Fix {
        title: format!("Write `{new}`"),
        edits: vec![TextEdit {
            span: reading.place(text.span, old.0, old.1),
            text: new.to_owned(),
        }],
    }
}

/// Takes one item out of a list, with its comma. None where it is the only one: an empty list is no
/// better.
pub(super) fn remove(items: &[Node<'_>], place: usize, title: String) -> Option<Fix> {
    let item = items.get(place)?.span;
    let before = place.checked_sub(1).and_then(|before| items.get(before));
    let span = match (items.get(place + 1), before) {
        (Some(next), _) => Span {
            start: item.start,
            end: next.span.start,
        },
        (None, Some(before)) => Span {
            start: before.span.end,
            end: item.end,
        },
        (None, None) => return None,
    };
    Some(Fix {
        title,
        edits: vec![TextEdit {
            span,
            text: String::new(),
        }],
    })
}
