//! JSON as the page writes and reads it: for the storage, the assistant and the editor.
//!
//! It is read with the evaluator's own reader, which the page has anyway: derived readers cost some
//! kilobytes of WebAssembly for each type.

use iam_evaluator::json::{Node, Value};

/// Writes an object, member by member.
pub struct Object(String);

impl Object {
    /// An object without members.
    pub fn new() -> Object {
        Object(String::from("{"))
    }

    /// A member whose value is JSON already.
    pub fn raw(mut self, name: &str, value: &str) -> Object {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        push_text(&mut self.0, name);
        self.0.push(':');
        self.0.push_str(value);
        self
    }

    /// A text.
    pub fn text(self, name: &str, value: &str) -> Object {
        self.raw(name, &text(value))
    }

    /// A text that is left out when it is empty.
    pub fn words(self, name: &str, value: &str) -> Object {
        match value.is_empty() {
            true => self,
            false => self.text(name, value),
        }
    }

    /// A number.
    pub fn number(self, name: &str, value: u32) -> Object {
        self.raw(name, &value.to_string())
    }

    /// A flag that is left out when it is not set.
    pub fn flag(self, name: &str, value: bool) -> Object {
        match value {
            true => self.raw(name, "true"),
            false => self,
        }
    }

    /// A list that is left out when it is empty.
    pub fn list(self, name: &str, values: impl IntoIterator<Item = String>) -> Object {
        let list = list(values);
        match list.as_str() {
            "[]" => self,
            list => self.raw(name, list),
        }
    }

    /// The object as JSON.
    pub fn finish(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

/// A text as JSON.
pub fn text(value: &str) -> String {
    let mut json = String::with_capacity(value.len() + 2);
    push_text(&mut json, value);
    json
}

/// Values, which are JSON, as a list.
pub fn list(values: impl IntoIterator<Item = String>) -> String {
    let mut json = String::from("[");
    for value in values {
        if json.len() > 1 {
            json.push(',');
        }
        json.push_str(&value);
    }
    json.push(']');
    json
}

fn push_text(json: &mut String, value: &str) {
    json.push('"');
    for character in value.chars() {
        match character {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            '\u{0}'..='\u{1f}' => {
                json.push_str("\\u00");
                let digit = |number: u32| char::from_digit(number, 16).unwrap_or('0');
                json.push(digit(u32::from(character) / 16));
                json.push(digit(u32::from(character) % 16));
            }
            _ => json.push(character),
        }
    }
    json.push('"');
}

/// A member's text; empty where there is none.
pub fn text_of(node: &Node<'_>, name: &str) -> String {
    let text = node.member(name).and_then(Node::as_str);
    text.unwrap_or_default().to_owned()
}

/// A member's text, where there is one.
pub fn maybe_text_of(node: &Node<'_>, name: &str) -> Option<String> {
    node.member(name).and_then(Node::as_str).map(str::to_owned)
}

/// A member's number; 0 where there is none.
pub fn number_of(node: &Node<'_>, name: &str) -> u32 {
    node.member(name).and_then(number).unwrap_or_default()
}

/// A whole number.
pub fn number(node: &Node<'_>) -> Option<u32> {
    match &node.value {
        Value::Number(spelled) => spelled.parse().ok(),
        _ => None,
    }
}

/// A member's flag; not set where there is none.
pub fn flag_of(node: &Node<'_>, name: &str) -> bool {
    node.member(name)
        .is_some_and(|node| node.value == Value::Bool(true))
}

/// A member's list; empty where there is none.
pub fn list_of<'n, 't>(node: &'n Node<'t>, name: &str) -> &'n [Node<'t>] {
    node.member(name).map_or(&[], items)
}

/// The items of a list.
pub fn items<'n, 't>(node: &'n Node<'t>) -> &'n [Node<'t>] {
    match &node.value {
        Value::Array(items) => items,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iam_evaluator::json;

    #[test]
    fn what_is_written_is_read() {
        let odd = "a\"b\\c\n\t\u{0}\u{1f}\u{7f}é😀\u{2028}</script>";
        let written = Object::new()
            .text("odd", odd)
            .words("none", "")
            .number("n", 7)
            .flag("yes", true)
            .flag("no", false)
            .list("empty", [])
            .list("list", [text("x"), "1".to_owned()])
            .finish();
        let read = json::parse(&written);
        assert_eq!(read.findings, []);
        assert_eq!(text_of(&read.root, "odd"), odd);
        assert_eq!(number_of(&read.root, "n"), 7);
        assert!(flag_of(&read.root, "yes") && !flag_of(&read.root, "no"));
        assert_eq!(list_of(&read.root, "list").len(), 2);
        assert!(read.root.member("none").is_none() && read.root.member("empty").is_none());
        let other: serde_json::Value = serde_json::from_str(&written).expect("it is JSON");
        assert_eq!(other["odd"], odd);
    }
}
