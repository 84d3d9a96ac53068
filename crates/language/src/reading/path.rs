//! The way from a document's root to a place in it, as Access Analyzer writes it.
//!
//! <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_PathElement.html>

use iam_evaluator::Span;
use iam_evaluator::json::{Node, Value};

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathStep {
    /// To an entry of an array, counted from 0.
    Index(usize),
    /// To a member's name: only the last step is one.
    Key(String),
    /// To a member's value.
    Value(String),
    /// To a part of a string: its first character and how many there are, counted in the string's
    /// text as it is written, without the quotes.
    Substring {
        /// The first character, counted from 0.
        start: usize,
        /// How many.
        length: usize,
    },
}

/// The way to the innermost part of the document that holds `place`.
#[must_use]
pub fn path_of(root: &Node<'_>, text: &str, place: Span) -> Vec<PathStep> {
    let mut steps = Vec::new();
    let mut node = root;
    loop {
        match &node.value {
            Value::Array(items) => {
                // Items stand in the order of the text.
                let index = items.partition_point(|item| item.span.end < place.end);
                let found = items.get(index);
                let Some(item) = found.filter(|item| item.span.contains(place)) else {
                    return steps;
                };
                steps.push(PathStep::Index(index));
                node = item;
            }
            Value::Object(members) => {
                let at = |span: Span| span.contains(place);
                if let Some(member) = members.iter().find(|member| at(member.key_span)) {
                    steps.push(PathStep::Key(member.key.clone().into_owned()));
                    return steps;
                }
                let Some(member) = members.iter().find(|member| at(member.span())) else {
                    return steps;
                };
                // A place from the name on is about the member, and its value stands for it.
                let is_whole = !member.node.span.contains(place);
                steps.push(PathStep::Value(member.key.clone().into_owned()));
                if is_whole {
                    return steps;
                }
                node = &member.node;
            }
            Value::String(_) => {
                let inner = Span::new(node.span.start as usize + 1, node.span.end as usize - 1);
                if place != node.span && place != inner && inner.contains(place) {
                    let before = Span::new(inner.start as usize, place.start as usize);
                    steps.push(PathStep::Substring {
                        start: before.of(text).chars().count(),
                        length: place.of(text).chars().count(),
                    });
                }
                return steps;
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Missing => return steps,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iam_evaluator::json;

    fn check(text: &str, part: &str, expected: &[PathStep]) {
        let json = json::parse(text);
        let start = text.find(part).expect("the part is in the text");
        let place = Span::new(start, start + part.len());
        assert_eq!(path_of(&json.root, text, place), expected, "{part}");
    }

    #[test]
    fn a_place_has_a_path() {
        use PathStep::{Index, Key, Substring, Value};
        let text = r#"{"Statement": [{"Action": ["s3:Get", "é:x"], "Sid": "a"}]}"#;
        let statement = || vec![Value("Statement".to_owned()), Index(0)];
        let with = |steps: &[PathStep]| [&statement(), steps].concat();
        check(text, "\"Action\"", &with(&[Key("Action".to_owned())]));
        let action = || Value("Action".to_owned());
        check(text, "\"s3:Get\"", &with(&[action(), Index(0)]));
        let part = Substring {
            start: 2,
            length: 1,
        };
        check(text, "x", &with(&[action(), Index(1), part]));
        check(text, "\"Sid\": \"a\"", &with(&[Value("Sid".to_owned())]));
        check(text, text, &[]);
    }
}
