//! The words and brackets of a text, however broken: what an editor needs while somebody types.
//!
//! A string that is not closed ends where its author most likely meant it to: at the end of its
//! line, or before the comma or bracket that follows it. In a text without errors of syntax the
//! tokens are those of JSON with comments.

use iam_evaluator::Span;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// `{` or `[`.
    Open(Bracket),
    /// `}` or `]`.
    Close(Bracket),
    /// `:`.
    Colon,
    /// `,`.
    Comma,
    /// A string with both quotes.
    Text,
    /// A string without its closing quote.
    OpenText,
    /// A number, a word of JSON, or a word that lacks its quotes.
    Word,
    /// `// …`.
    LineComment,
    /// `/* … */`.
    BlockComment,
}

/// The two kinds of brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bracket {
    /// `{ }`.
    Object,
    /// `[ ]`.
    Array,
}

/// A token and its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) span: Span,
}

impl TokenKind {
    /// Whether it is a comment.
    pub(crate) fn is_comment(self) -> bool {
        match self {
            TokenKind::LineComment | TokenKind::BlockComment => true,
            TokenKind::Open(_)
            | TokenKind::Close(_)
            | TokenKind::Colon
            | TokenKind::Comma
            | TokenKind::Text
            | TokenKind::OpenText
            | TokenKind::Word => false,
        }
    }
}

/// The token that begins at or after `at`. In the place of a value, a word without quotes keeps its
/// colons: `s3:Get`.
pub(crate) fn token_at(text: &str, at: usize, is_value: bool) -> Option<Token> {
    let rest = text.get(at..)?;
    let blank = |c: char| c.is_whitespace() || c == '\u{feff}';
    let start = at + (rest.len() - rest.trim_start_matches(blank).len());
    let rest = text.get(start..)?;
    let (kind, length) = match rest.bytes().next()? {
        b'{' => (TokenKind::Open(Bracket::Object), 1),
        b'[' => (TokenKind::Open(Bracket::Array), 1),
        b'}' => (TokenKind::Close(Bracket::Object), 1),
        b']' => (TokenKind::Close(Bracket::Array), 1),
        b':' => (TokenKind::Colon, 1),
        b',' => (TokenKind::Comma, 1),
        b'"' => string(rest),
        _ if rest.starts_with("//") => {
            let line = rest.split('\n').next().unwrap_or(rest);
            (TokenKind::LineComment, line.trim_end_matches('\r').len())
        }
        _ if rest.starts_with("/*") => {
            let inside = rest.get(2..).unwrap_or_default();
            let length = inside.find("*/").map_or(rest.len(), |end| end + 4);
            (TokenKind::BlockComment, length)
        }
        _ => (TokenKind::Word, word(rest, is_value)),
    };
    Some(Token {
        kind,
        span: Span::new(start, start + length),
    })
}

/// All tokens of a text without errors of syntax.
pub(crate) fn tokens(text: &str) -> impl Iterator<Item = Token> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let token = token_at(text, at, false)?;
        at = token.span.end as usize;
        Some(token)
    })
}

/// The first byte at or after `at` that is neither blank nor in a comment.
pub(crate) fn next_byte(text: &str, mut at: usize) -> Option<u8> {
    loop {
        let token = token_at(text, at, false)?;
        if !token.kind.is_comment() {
            return text.as_bytes().get(token.span.start as usize).copied();
        }
        at = token.span.end as usize;
    }
}

/// The kind and the length of the string that begins the text.
fn string(text: &str) -> (TokenKind, usize) {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            b'\n' => return (TokenKind::OpenText, meant(text.get(..at))),
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => {
                let swallowed = text.get(..at).unwrap_or_default();
                return match is_quote_of_another(swallowed, text.get(at + 1..)) {
                    true => (TokenKind::OpenText, meant(Some(swallowed))),
                    false => (TokenKind::Text, at + 1),
                };
            }
            _ => {}
        }
    }
    (TokenKind::OpenText, meant(Some(text)))
}

/// Whether the quote behind `swallowed` opens the next string rather than closes this one: a word
/// follows at once, and a comma, a bracket or a blank stands before it.
fn is_quote_of_another(swallowed: &str, behind: Option<&str>) -> bool {
    let Some(next) = behind.and_then(|behind| behind.chars().next()) else {
        return false;
    };
    let goes_on = next.is_alphanumeric() || matches!(next, '*' | '$');
    let has_end = meant(Some(swallowed)) < swallowed.len();
    goes_on && has_end
}

/// Where a string ends whose closing quote is missing.
fn meant(text: Option<&str>) -> usize {
    let text = text.unwrap_or_default();
    let mut in_variable = false;
    let mut end = text.len();
    let mut before = ' ';
    for (at, character) in text.char_indices().skip(1) {
        match character {
            '{' if before == '$' => in_variable = true,
            '}' if in_variable => in_variable = false,
            ',' | ']' | '}' if !in_variable => {
                end = at;
                break;
            }
            _ => {}
        }
        before = character;
    }
    text.get(..end).unwrap_or_default().trim_end().len().max(1)
}

fn word(text: &str, is_value: bool) -> usize {
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let is_end = match character {
            '{' | '}' | '[' | ']' | ',' | '"' => true,
            ':' => {
                let next = characters.peek().map(|(_, next)| *next);
                let goes_on = next.is_some_and(|next| next.is_ascii_alphanumeric() || next == '*');
                !(is_value || goes_on)
            }
            _ => character.is_whitespace(),
        };
        if is_end && at > 0 {
            return at;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = tokens(text).map(|token| token.span.of(text)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_sound_text_has_the_tokens_of_json() {
        check(
            "{\"a b\": [1, \"x,]\\\"\"], // y\n \"\": /* z */ true}",
            &[
                "{",
                "\"a b\"",
                ":",
                "[",
                "1",
                ",",
                "\"x,]\\\"\"",
                "]",
                ",",
                "// y",
                "\"\"",
                ":",
                "/* z */",
                "true",
                "}",
            ],
        );
        check("{\"a \":\"b \"}", &["{", "\"a \"", ":", "\"b \"", "}"]);
    }

    #[test]
    fn an_unclosed_string_ends_where_it_was_meant_to() {
        check("[\"s3:Get\n]", &["[", "\"s3:Get", "]"]);
        check("[\"s3:Get]", &["[", "\"s3:Get", "]"]);
        check(
            "[\"s3:Get, \"s3:Put\"]",
            &["[", "\"s3:Get", ",", "\"s3:Put\"", "]"],
        );
        check("\"a/${aws:x}/b}", &["\"a/${aws:x}/b", "}"]);
        check("\"Allow\" Action", &["\"Allow\"", "Action"]);
        check("\"", &["\""]);
    }
}
