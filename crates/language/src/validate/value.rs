//! The text of a condition's value or of a resource, in pieces: what stands for itself, wildcards, and
//! policy variables.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>

use std::ops::Range;

use iam_evaluator::json::{Node, Value};
use iam_evaluator::variable::Version;

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// Stands for itself; `${*}` is one whose text is `*`.
    Literal(&'t str),
    /// `*` or `?`.
    Wildcard,
    /// `${…}`: the key that it names.
    Variable(&'t str),
}

/// The pieces of a text with their places in it. A variable that is not closed is literal, and in
/// documents of 2008 all are.
pub(super) fn pieces(
    text: &str,
    version: Version,
) -> impl Iterator<Item = (Range<usize>, Piece<'_>)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let (length, piece) = first_piece(rest, version)?;
        let place = at..at + length;
        at = place.end;
        Some((place, piece))
    })
}

fn first_piece(text: &str, version: Version) -> Option<(usize, Piece<'_>)> {
    if text.starts_with(['*', '?']) {
        return Some((1, Piece::Wildcard));
    }
    if version == Version::V2012
        && let Some((length, inside)) = variable(text)
    {
        let piece = match inside {
            "*" | "?" | "$" => Piece::Literal(inside),
            _ => Piece::Variable(inside.split(',').next().unwrap_or_default().trim()),
        };
        return Some((length, piece));
    }
    // A `$` at the start stands for itself here.
    let special = |(at, character): (usize, char)| match character {
        '*' | '?' => Some(at),
        '$' if at > 0 && version == Version::V2012 => Some(at),
        _ => None,
    };
    let end = text.char_indices().find_map(special).unwrap_or(text.len());
    Some((end, Piece::Literal(text.get(..end)?)))
}

/// The variable with which a text begins: its length, and what stands between its braces.
pub(super) fn variable(text: &str) -> Option<(usize, &str)> {
    let inside = text.strip_prefix("${")?;
    let mut is_quoted = false;
    let end = inside.char_indices().find_map(|(at, character)| {
        match character {
            '\'' => is_quoted = !is_quoted,
            '}' if !is_quoted => return Some(at),
            _ => {}
        }
        None
    })?;
    Some((end + 3, inside.get(..end)?))
}

/// The places of the variables of a text, whatever the version of the document. The escapes `${*}`,
/// `${?}` and `${$}` are among them.
pub(super) fn variables(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(at..)?;
            let start = at + rest.find("${")?;
            match variable(text.get(start..)?) {
                Some((length, inside)) => {
                    at = start + length;
                    return Some((start..at, inside));
                }
                None => at = start + 2,
            }
        }
    })
}

/// Whether a `*` or a `?` of a text is a wildcard where the operator has them.
pub(super) fn has_wildcard(text: &str, version: Version) -> bool {
    text.contains(['*', '?']) && pieces(text, version).any(|(_, piece)| piece == Piece::Wildcard)
}

/// Whether a text has a policy variable.
pub(super) fn has_variable(text: &str, version: Version) -> bool {
    let is_variable = |piece| matches!(piece, Piece::Variable(_));
    text.contains('$') && pieces(text, version).any(|(_, piece)| is_variable(piece))
}

/// A value as an operator reads it: a string, a number, or a Boolean.
pub(super) fn scalar<'n>(node: &'n Node<'_>) -> Option<&'n str> {
    match &node.value {
        Value::String(text) => Some(text),
        Value::Number(text) => Some(text),
        Value::Bool(true) => Some("true"),
        Value::Bool(false) => Some("false"),
        Value::Null | Value::Array(_) | Value::Object(_) | Value::Missing => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[Piece<'_>]) {
        let found: Vec<_> = pieces(text, Version::V2012).collect();
        let pieces: Vec<_> = found.iter().map(|(_, piece)| *piece).collect();
        assert_eq!(pieces, expected, "{text}");
        let places = found.iter().map(|(place, _)| &text[place.clone()]);
        assert_eq!(places.collect::<String>(), text);
    }

    #[test]
    fn a_text_has_pieces() {
        use Piece::{Literal, Variable, Wildcard};
        check(
            "a${aws:username, 'x}'}*b",
            &[
                Literal("a"),
                Variable("aws:username"),
                Wildcard,
                Literal("b"),
            ],
        );
        check("${*}?$", &[Literal("*"), Wildcard, Literal("$")]);
        check(
            "$$${aws:userid",
            &[Literal("$"), Literal("$"), Literal("${aws:userid")],
        );
        check("", &[]);
    }

    #[test]
    fn a_document_of_2008_has_no_variables() {
        assert!(has_variable("${aws:username}", Version::V2012));
        assert!(!has_variable("${aws:username}", Version::V2008));
        assert!(has_wildcard("${*}", Version::V2008));
        assert!(!has_wildcard("${*}", Version::V2012));
        assert_eq!(variables("a${b}${*}${c").count(), 2);
    }
}
