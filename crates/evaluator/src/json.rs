//! The JSON tree of a policy's text, with the place of every key and value.
//!
//! Reading never fails: it yields what could be read, and findings. Comments, duplicate keys and
//! the spelling of numbers are kept, because AWS's answer depends on them. The available JSON
//! libraries stop at the first error, drop duplicate keys, or recurse without a limit, so this
//! reader is our own.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>

use std::borrow::Cow;

use crate::finding::{self, Finding};
use crate::source::Span;

/// How deep arrays and objects may be nested. A policy needs six levels.
const MAX_DEPTH: usize = 64;

/// A value and its place in a text, of which it borrows what needs no change.
#[derive(Clone, Debug, PartialEq)]
pub struct Node<'t> {
    /// The value.
    pub value: Value<'t>,
    /// Where it stands, quotes and brackets included.
    pub span: Span,
}

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'t> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number as it is spelled.
    Number(&'t str),
    /// A string with its escapes resolved.
    String(Cow<'t, str>),
    /// An array.
    Array(Vec<Node<'t>>),
    /// An object, its members in the order of the text, duplicates included.
    Object(Vec<Member<'t>>),
    /// A value was due, and there was none that could be read.
    Missing,
}

/// One member of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Member<'t> {
    /// The name with its escapes resolved.
    pub key: Cow<'t, str>,
    /// Where the name stands, quotes included.
    pub key_span: Span,
    /// The value.
    pub node: Node<'t>,
}

impl Member<'_> {
    /// From the name to the end of the value.
    #[must_use]
    pub fn span(&self) -> Span {
        Span {
            start: self.key_span.start,
            end: self.node.span.end.max(self.key_span.end),
        }
    }
}

impl<'t> Node<'t> {
    /// The text of a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The members of an object.
    #[must_use]
    pub fn as_object(&self) -> Option<&[Member<'t>]> {
        match &self.value {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The first member of an object that has this name.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Node<'t>> {
        self.as_object()?
            .iter()
            .find(|member| member.key == name)
            .map(|member| &member.node)
    }
}

/// What was read of a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Json<'t> {
    /// The value, as far as it could be read; [`Value::Missing`] for an empty text.
    pub root: Node<'t>,
    /// The first error of syntax, if there is one, and a warning for comments.
    pub findings: Vec<Finding>,
}

/// Reads a text as JSON with comments.
#[must_use]
pub fn parse(text: &str) -> Json<'_> {
    let mut reader = Reader {
        text,
        bytes: text.as_bytes(),
        at: 0,
        depth: 0,
        error: None,
        comments: Vec::new(),
    };
    if text.starts_with('\u{feff}') {
        reader.at = '\u{feff}'.len_utf8();
    }
    reader.skip_blanks();
    let root = if reader.peek().is_none() {
        reader.fail(finding::empty_text(reader.here()));
        Node {
            value: Value::Missing,
            span: reader.here(),
        }
    } else {
        reader.value()
    };
    reader.skip_blanks();
    if reader.peek().is_some() && reader.error.is_none() {
        let rest = Span::new(reader.at, text.trim_end().len());
        reader.fail(finding::text_after_end(rest));
    }
    let mut findings = Vec::new();
    findings.extend(reader.error);
    if !reader.comments.is_empty() {
        findings.push(finding::comments(reader.comments));
    }
    Json { root, findings }
}

/// Maps an offset inside the decoded text of a string to its place in the source.
///
/// `literal` is the span of the string with its quotes.
#[must_use]
pub fn place_in_string(text: &str, literal: Span, decoded_offset: usize) -> u32 {
    let inside = literal.of(text);
    let mut decoded = 0;
    let mut characters = inside.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if decoded >= decoded_offset || at + 1 >= inside.len() {
            return literal.start + u32::try_from(at).unwrap_or(0);
        }
        if character != '\\' {
            decoded += character.len_utf8();
            continue;
        }
        let escape = inside.get(at..).unwrap_or_default();
        let (length, value) = decode_escape(escape.as_bytes());
        decoded += value.unwrap_or(char::REPLACEMENT_CHARACTER).len_utf8();
        while characters
            .next_if(|(next, _)| *next < at + length)
            .is_some()
        {}
    }
    literal.end
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    depth: usize,
    /// The first error only: what follows it is often its consequence.
    error: Option<Finding>,
    comments: Vec<Span>,
}

impl<'t> Reader<'t> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// The character at the place of reading, as a span.
    fn here(&self) -> Span {
        let rest = self.text.get(self.at..).unwrap_or_default();
        Span::new(
            self.at,
            self.at + rest.chars().next().map_or(0, char::len_utf8),
        )
    }

    fn fail(&mut self, finding: Finding) {
        self.error.get_or_insert(finding);
    }

    fn skip_blanks(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' => self.at += 1,
                b'/' if self.bytes.get(self.at + 1) == Some(&b'/') => {
                    let rest = self.bytes.get(self.at..).unwrap_or_default();
                    let length = rest.iter().position(|&b| b == b'\n').unwrap_or(rest.len());
                    self.comments.push(Span::new(self.at, self.at + length));
                    self.at += length;
                }
                b'/' if self.bytes.get(self.at + 1) == Some(&b'*') => {
                    let rest = self.text.get(self.at + 2..).unwrap_or_default();
                    let Some(length) = rest.find("*/") else {
                        self.fail(finding::unclosed_comment(Span::new(self.at, self.at + 2)));
                        self.at = self.bytes.len();
                        return;
                    };
                    let end = self.at + 2 + length + 2;
                    self.comments.push(Span::new(self.at, end));
                    self.at = end;
                }
                _ => return,
            }
        }
    }

    fn value(&mut self) -> Node<'t> {
        let start = self.at;
        let value = match self.peek() {
            Some(b'{') => self.nested(Reader::object),
            Some(b'[') => self.nested(Reader::array),
            Some(b'"') => Value::String(self.string()),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(byte) if byte.is_ascii_alphabetic() => self.word(),
            Some(_) => {
                let here = self.here();
                self.fail(finding::unexpected_character(here, here.of(self.text)));
                Value::Missing
            }
            None => {
                self.fail(finding::text_ends_early(Span::new(self.at, self.at)));
                Value::Missing
            }
        };
        Node {
            value,
            span: Span::new(start, self.at),
        }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Value<'t>) -> Value<'t> {
        if self.depth >= MAX_DEPTH {
            self.fail(finding::nested_too_deep(self.here(), MAX_DEPTH));
            self.at = self.bytes.len();
            return Value::Missing;
        }
        self.depth += 1;
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn array(&mut self) -> Value<'t> {
        let open = self.here();
        let mut items = Vec::new();
        self.at += 1;
        loop {
            self.skip_blanks();
            match self.peek() {
                Some(b']') => {
                    self.at += 1;
                    return Value::Array(items);
                }
                None => {
                    self.fail(finding::never_closed(open, "[", "]"));
                    return Value::Array(items);
                }
                Some(b'}') => {
                    self.fail(finding::wrong_bracket(self.here(), "]", "}"));
                    return Value::Array(items);
                }
                Some(_) => {}
            }
            let before = self.at;
            items.push(self.value());
            self.skip_blanks();
            if !self.separator(b']', "]") || self.at == before {
                self.recover(before);
            }
        }
    }

    fn object(&mut self) -> Value<'t> {
        let open = self.here();
        let mut members = Vec::new();
        self.at += 1;
        loop {
            self.skip_blanks();
            match self.peek() {
                Some(b'}') => {
                    self.at += 1;
                    return Value::Object(members);
                }
                None => {
                    self.fail(finding::never_closed(open, "{", "}"));
                    return Value::Object(members);
                }
                Some(b']') => {
                    self.fail(finding::wrong_bracket(self.here(), "}", "]"));
                    return Value::Object(members);
                }
                Some(_) => {}
            }
            let before = self.at;
            match self.member() {
                Some(member) => members.push(member),
                None => {
                    self.recover(before);
                    continue;
                }
            }
            self.skip_blanks();
            if !self.separator(b'}', "}") {
                self.recover(before);
            }
        }
    }

    fn member(&mut self) -> Option<Member<'t>> {
        if self.peek() != Some(b'"') {
            let here = self.here();
            self.fail(finding::expected_name(here, here.of(self.text)));
            return None;
        }
        let start = self.at;
        let key = self.string();
        let key_span = Span::new(start, self.at);
        self.skip_blanks();
        if self.peek() == Some(b':') {
            self.at += 1;
            self.skip_blanks();
            let node = self.value();
            return Some(Member {
                key,
                key_span,
                node,
            });
        }
        self.fail(finding::expected_colon(key_span, &key));
        let node = Node {
            value: Value::Missing,
            span: Span::new(self.at, self.at),
        };
        Some(Member {
            key,
            key_span,
            node,
        })
    }

    /// Reads the comma between two items, or leaves the closing bracket for the caller.
    /// Returns false if neither is there.
    fn separator(&mut self, close: u8, close_text: &str) -> bool {
        match self.peek() {
            Some(b',') => {
                let comma = self.here();
                self.at += 1;
                self.skip_blanks();
                if self.peek() == Some(close) {
                    self.fail(finding::trailing_comma(comma, close_text));
                }
                true
            }
            // The end of the text and the wrong bracket are reported by the caller's loop.
            Some(b'}' | b']') | None => true,
            Some(_) => {
                let here = self.here();
                self.fail(finding::expected_comma(
                    here,
                    here.of(self.text),
                    close_text,
                ));
                false
            }
        }
    }

    /// After an error: goes on at the next comma, bracket or string, and at least one character on.
    fn recover(&mut self, before: usize) {
        if self.at == before {
            self.at += self.here().of(self.text).len().max(1);
        }
        while let Some(byte) = self.peek() {
            match byte {
                b',' => {
                    self.at += 1;
                    return;
                }
                b'{' | b'}' | b'[' | b']' | b'"' => return,
                _ => self.at += 1,
            }
        }
    }

    fn number(&mut self) -> Value<'t> {
        let start = self.at;
        let is_part =
            |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.' | b'_');
        let rest = self.bytes.get(start..).unwrap_or_default();
        self.at += rest
            .iter()
            .position(|byte| !is_part(byte))
            .unwrap_or(rest.len());
        let span = Span::new(start, self.at);
        let spelled = span.of(self.text);
        if is_json_number(spelled) {
            return Value::Number(spelled);
        }
        self.fail(finding::bad_number(span, spelled));
        Value::Missing
    }

    fn word(&mut self) -> Value<'t> {
        let start = self.at;
        let rest = self.bytes.get(start..).unwrap_or_default();
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        self.at += rest
            .iter()
            .position(|byte| !is_part(byte))
            .unwrap_or(rest.len());
        let span = Span::new(start, self.at);
        match span.of(self.text) {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            "null" => Value::Null,
            word => {
                self.fail(finding::bare_word(span, word));
                Value::Missing
            }
        }
    }

    /// Reads a string from its opening quote on.
    fn string(&mut self) -> Cow<'t, str> {
        let open = self.at;
        self.at += 1;
        let mut decoded = Cow::Borrowed(self.plain());
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return decoded;
                }
                Some(b'\\') => {
                    let rest = self.bytes.get(self.at..).unwrap_or_default();
                    let (length, character) = decode_escape(rest);
                    if character.is_none() {
                        let span = Span::new(self.at, (self.at + length).min(self.bytes.len()));
                        self.fail(finding::bad_escape(span, span.of(self.text)));
                    }
                    let character = character.unwrap_or(char::REPLACEMENT_CHARACTER);
                    decoded.to_mut().push(character);
                    self.at += length;
                }
                Some(b'\n' | b'\r') | None => {
                    let span = Span::new(open, self.at);
                    self.fail(finding::unclosed_string(span));
                    return decoded;
                }
                Some(control) => {
                    let here = self.here();
                    self.fail(finding::control_character(here, control));
                    decoded.to_mut().push(char::from(control));
                    self.at += 1;
                }
            }
            decoded.to_mut().push_str(self.plain());
        }
    }

    /// Characters of a string that stand for themselves.
    fn plain(&mut self) -> &'t str {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let is_special = |byte: &u8| matches!(*byte, b'"' | b'\\' | 0..b' ');
        let length = rest.iter().position(is_special).unwrap_or(rest.len());
        let plain = self.text.get(self.at..self.at + length);
        self.at += length;
        plain.unwrap_or_default()
    }
}

/// The length of an escape sequence and its character; none if it is not one of JSON.
///
/// The length never ends inside a character.
fn decode_escape(bytes: &[u8]) -> (usize, Option<char>) {
    let simple = match bytes.get(1) {
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return decode_unicode_escape(bytes),
        _ => return (1, None),
    };
    (2, Some(simple))
}

fn decode_unicode_escape(bytes: &[u8]) -> (usize, Option<char>) {
    let Some(first) = hex4(bytes, 2) else {
        return (2, None);
    };
    let is_high = (0xd800..0xdc00).contains(&first);
    if !is_high {
        return (6, char::from_u32(first));
    }
    if bytes.get(6..8) == Some(b"\\u")
        && let Some(second) = hex4(bytes, 8)
        && (0xdc00..0xe000).contains(&second)
    {
        let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
        return (12, char::from_u32(code));
    }
    (6, None)
}

fn hex4(bytes: &[u8], at: usize) -> Option<u32> {
    let digits = std::str::from_utf8(bytes.get(at..at + 4)?).ok()?;
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    u32::from_str_radix(digits, 16).ok()
}

fn is_json_number(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let exponent_digits = |text: &str| digits(text.strip_prefix(['+', '-']).unwrap_or(text));
    digits(whole)
        && (whole.len() == 1 || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(exponent_digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    /// Prints a tree in one line: strings with quotes, `!` for what is missing.
    fn show(node: &Node) -> String {
        let list = |items: Vec<String>| items.join(", ");
        match &node.value {
            Value::Null => "null".to_owned(),
            Value::Bool(value) => value.to_string(),
            Value::Number(spelled) => (*spelled).to_owned(),
            Value::String(text) => format!("{text:?}"),
            Value::Array(items) => format!("[{}]", list(items.iter().map(show).collect())),
            Value::Object(members) => {
                let shown = members
                    .iter()
                    .map(|m| format!("{}: {}", m.key, show(&m.node)));
                format!("{{{}}}", list(shown.collect()))
            }
            Value::Missing => "!".to_owned(),
        }
    }

    fn check(text: &str, expected: Expect) {
        let json = parse(text);
        let mut shown = show(&json.root);
        for finding in &json.findings {
            let span = finding.locations.first().copied().unwrap_or_default();
            shown += &format!("\n{}..{} {}", span.start, span.end, finding.details);
        }
        expected.assert_eq(&shown);
    }

    #[test]
    fn reads_values() {
        check(
            r#"{"a": [1, -2.5e3, true, null, "x"], "a": {}}"#,
            expect!["{a: [1, -2.5e3, true, null, \"x\"], a: {}}"],
        );
        check("\u{feff} [] \n", expect!["[]"]);
    }

    #[test]
    fn decodes_escapes() {
        check(
            r#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#,
            expect![[r#""\"\\/\u{8}\u{c}\n\r\té😀""#]],
        );
        check(
            r#""a\x""#,
            expect![[r#"
            "a�x"
            2..3 `\` does not begin an escape that JSON knows: write `\\` for a backslash"#]],
        );
        check(
            r#""\ud83d!""#,
            expect![[r#"
            "�!"
            1..7 `\ud83d` does not begin an escape that JSON knows: write `\\` for a backslash"#]],
        );
    }

    #[test]
    fn reads_comments_and_says_so() {
        check(
            "// one\n{/* two */ \"a\": 1} // three",
            expect![[r#"
            {a: 1}
            0..6 AWS does not accept comments in a policy: they are passed over here, remove them before you use it"#]],
        );
    }

    #[test]
    fn names_the_first_error_and_reads_on() {
        check(
            "",
            expect![[r#"
            !
            0..0 there is no policy here yet: it begins with `{`"#]],
        );
        check(
            r#"{"a": 1,}"#,
            expect![[r#"
            {a: 1}
            7..8 remove this comma: nothing follows it before `}`"#]],
        );
        check(
            r#"{"a": 1 "b": 2}"#,
            expect![[r#"
            {a: 1, b: 2}
            8..9 expected `,` or `}` before `"`"#]],
        );
        check(
            r#"{"a" 1, "b": 2}"#,
            expect![[r#"
            {a: !, b: 2}
            1..4 expected `:` and a value after the name `a`"#]],
        );
        check(
            r#"{a: 1, "b": 2}"#,
            expect![[r#"
            {b: 2}
            1..2 expected a name in double quotes, found `a`"#]],
        );
        check(
            r#"{"a": [1, 2}"#,
            expect![[r#"
            {a: [1, 2]}
            11..12 expected `]`, found `}`"#]],
        );
        check(
            r#"{"a": "x"#,
            expect![[r#"
            {a: "x"}
            6..8 this string is never closed: its second `"` is missing on this line"#]],
        );
        check(
            r#"{"a": Allow}"#,
            expect![[r#"
            {a: !}
            6..11 `Allow` must stand in double quotes"#]],
        );
        check(
            "{\"a\": “x”}",
            expect![[r#"
            {a: !}
            6..9 `“` is a typographic quote: JSON takes the straight `"`"#]],
        );
        check(
            "{} {}",
            expect![[r#"
            {}
            3..5 the policy ends before this: one document, in one pair of braces, is all that a policy holds"#]],
        );
        check(
            "[01, 1.e2, --1]",
            expect![[r#"
            [!, !, !]
            1..3 `01` is not a number as JSON writes it"#]],
        );
        check(
            "{\"a\": \"x\ty\"}",
            expect![[r#"
            {a: "x\ty"}
            8..9 a string may not hold the control character U+0009: write `\t` or `\u0009`"#]],
        );
        check(
            "{ /* ",
            expect![[r#"
            {}
            2..4 this comment is never closed: `*/` is missing"#]],
        );
    }

    #[test]
    fn survives_depth() {
        for text in [
            "[".repeat(100_000),
            "{\"a\":".repeat(100_000),
            "[{\"a\":".repeat(50_000),
        ] {
            let json = parse(&text);
            assert!(
                json.findings.iter().any(|f| f.details.contains("nested")),
                "{text:.20}"
            );
        }
    }

    #[test]
    fn finds_the_place_of_a_decoded_character() {
        let text = r#"  "a\u00e9\nb""#;
        let literal = Span::new(2, text.len());
        let place = |offset| place_in_string(text, literal, offset);
        assert_eq!(
            [place(0), place(1), place(3), place(4), place(5)],
            [3, 4, 10, 12, 13]
        );
    }
}
