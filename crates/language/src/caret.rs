//! Where a caret stands in a policy's text, however broken: the way from the root, whether a name
//! or a value is due, and what is typed of it.
//!
//! The tree of `iam_evaluator::json` is made for texts that are nearly whole. Here every text is
//! read up to the caret by rules that guess what its author is about to write. To look around the
//! caret, the text is mended there and then read as JSON.

use iam_evaluator::Span;
use iam_evaluator::json::{self, Node, Value};

use crate::tokens::{Bracket, Token, TokenKind, next_byte, token_at};

/// One step from the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// To the value of a member.
    Member(String),
    /// To an entry of a list.
    Item(usize),
}

/// What is due at the caret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    /// The name of a member of the object to which the path leads.
    Name,
    /// The value to which the path leads.
    Value,
    /// Nothing that is known: in a comment, or behind something that is complete.
    Nothing,
}

/// Who asks: the place behind the last character of a word belongs to it for one who types, the
/// place before its first for one who points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asking {
    /// A caret between two characters.
    Typing,
    /// A pointer on the character that begins at the offset.
    Pointing,
}

/// What is known of the caret's place.
#[derive(Clone, Debug)]
pub(crate) struct Caret {
    pub(crate) due: Due,
    pub(crate) path: Vec<Step>,
    /// The name or value that the caret is in, quotes included; empty where there is none.
    pub(crate) token: Span,
    /// Whether the token is a string.
    pub(crate) is_string: bool,
    /// The token without its quotes, as it is written.
    pub(crate) inner: Span,
    /// What is typed of it before the caret, escapes resolved.
    pub(crate) before: String,
    /// All of it, escapes resolved.
    pub(crate) whole: String,
    /// Where a comma is missing before the token.
    pub(crate) comma_before: Option<u32>,
    /// Whether a comma is missing behind the token.
    pub(crate) comma_after: bool,
    /// Whether a colon follows the token.
    pub(crate) colon_after: bool,
}

/// A text that is mended at the caret.
pub(crate) struct Mended {
    pub(crate) text: String,
    /// Where the caret's token begins in it.
    pub(crate) at: u32,
}

/// Finds the caret's place. An offset inside a character stands for its start.
pub(crate) fn caret_at(text: &str, offset: u32, asking: Asking) -> Caret {
    let mut offset = (offset as usize).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let mut scanner = Scanner {
        text,
        frames: vec![Frame::root()],
        end: 0,
        value_end: 0,
    };
    loop {
        let token = token_at(text, scanner.end, scanner.is_value_due());
        let token = token.map(|token| with_blanks(text, token, offset, asking));
        match token {
            Some(token) if holds(token, offset, asking) => {
                return match token.kind.is_comment() {
                    true => scanner.nothing(offset),
                    false => scanner.in_token(token, offset),
                };
            }
            Some(token) if (token.span.start as usize) < offset => scanner.pass(token),
            Some(_) | None => return scanner.between(offset),
        }
    }
}

/// The token; that of a string without a closing quote reaches to a caret behind blanks, since
/// somebody types them there.
fn with_blanks(text: &str, token: Token, offset: usize, asking: Asking) -> Token {
    let behind = text.get(token.span.end as usize..offset);
    let only_blanks = behind.is_some_and(|behind| behind.bytes().all(|byte| byte == b' '));
    if token.kind != TokenKind::OpenText || asking == Asking::Pointing || !only_blanks {
        return token;
    }
    Token {
        span: Span::new(token.span.start as usize, offset),
        ..token
    }
}

fn holds(token: Token, offset: usize, asking: Asking) -> bool {
    let (start, end) = (token.span.start as usize, token.span.end as usize);
    if asking == Asking::Pointing {
        let is_mark = match token.kind {
            TokenKind::Open(_) | TokenKind::Close(_) | TokenKind::Colon | TokenKind::Comma => true,
            TokenKind::Text
            | TokenKind::OpenText
            | TokenKind::Word
            | TokenKind::LineComment
            | TokenKind::BlockComment => false,
        };
        return !is_mark && start <= offset && offset < end;
    }
    match token.kind {
        TokenKind::Open(_) | TokenKind::Close(_) | TokenKind::Colon | TokenKind::Comma => false,
        TokenKind::Text | TokenKind::BlockComment => start < offset && offset < end,
        TokenKind::OpenText | TokenKind::Word | TokenKind::LineComment => {
            start < offset && offset <= end
        }
    }
}

/// What a list or an object waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Name,
    Colon,
    Value,
    Comma,
}

/// The root, or a bracket that is open.
struct Frame {
    bracket: Option<Bracket>,
    state: State,
    name: String,
    index: usize,
}

impl Frame {
    fn root() -> Frame {
        Frame {
            bracket: None,
            state: State::Value,
            name: String::new(),
            index: 0,
        }
    }

    fn opened(bracket: Bracket) -> Frame {
        Frame {
            bracket: Some(bracket),
            state: match bracket {
                Bracket::Object => State::Name,
                Bracket::Array => State::Value,
            },
            ..Frame::root()
        }
    }
}

struct Scanner<'t> {
    text: &'t str,
    /// Never empty: the root is the first.
    frames: Vec<Frame>,
    /// The end of what was passed.
    end: usize,
    /// The same without comments.
    value_end: usize,
}

impl Scanner<'_> {
    fn is_value_due(&self) -> bool {
        let top = self.frames.last();
        top.is_some_and(|frame| frame.state == State::Value)
    }

    fn pass(&mut self, token: Token) {
        self.end = token.span.end as usize;
        if !token.kind.is_comment() {
            self.value_end = self.end;
        }
        match token.kind {
            TokenKind::LineComment | TokenKind::BlockComment => {}
            TokenKind::Open(bracket) => {
                self.begin_value();
                self.frames.push(Frame::opened(bracket));
            }
            TokenKind::Close(bracket) => {
                let open = self.frames.iter();
                if let Some(place) = open.rev().position(|frame| frame.bracket == Some(bracket)) {
                    self.frames.truncate(self.frames.len() - place - 1);
                }
            }
            TokenKind::Colon => {
                if let Some(top) = self.frames.last_mut()
                    && top.bracket == Some(Bracket::Object)
                {
                    top.state = State::Value;
                }
            }
            TokenKind::Comma => {
                if let Some(top) = self.frames.last_mut() {
                    match top.bracket {
                        Some(Bracket::Object) => top.state = State::Name,
                        Some(Bracket::Array) => {
                            top.index += 1;
                            top.state = State::Value;
                        }
                        None => {}
                    }
                }
            }
            TokenKind::Text | TokenKind::OpenText | TokenKind::Word => {
                if self.becomes_name(token) {
                    let name = content(self.text, token).0;
                    if let Some(top) = self.frames.last_mut() {
                        top.name = decoded(name.of(self.text));
                        top.state = State::Colon;
                    }
                } else {
                    self.begin_value();
                }
            }
        }
    }

    /// A value begins in the innermost bracket: what waits for it waits for a comma afterwards.
    fn begin_value(&mut self) {
        if let Some(top) = self.frames.last_mut() {
            if top.bracket == Some(Bracket::Array) && top.state == State::Comma {
                top.index += 1;
            }
            top.state = State::Comma;
        }
    }

    /// Whether a word is a member's name. Leaves a list that a name cannot stand in: its closing
    /// bracket is missing.
    fn becomes_name(&mut self, token: Token) -> bool {
        let is_string = token.kind != TokenKind::Word;
        let has_colon = is_string && next_byte(self.text, token.span.end as usize) == Some(b':');
        let inside = self.frames.iter().rev().map(|frame| frame.bracket);
        let is_list_in_object = inside
            .take(2)
            .eq([Some(Bracket::Array), Some(Bracket::Object)]);
        if has_colon && is_list_in_object {
            self.frames.pop();
            if let Some(top) = self.frames.last_mut() {
                top.state = State::Name;
            }
        }
        let Some(top) = self.frames.last() else {
            return false;
        };
        top.bracket == Some(Bracket::Object)
            && match top.state {
                State::Name | State::Comma => true,
                State::Colon | State::Value => has_colon,
            }
    }

    fn path(&self, due: Due) -> Vec<Step> {
        let innermost = self.frames.len().saturating_sub(1);
        let frames = self.frames.iter().enumerate();
        let steps = frames.filter_map(|(place, frame)| {
            let is_left_out = place == innermost && due == Due::Name;
            match frame.bracket? {
                _ if is_left_out => None,
                Bracket::Object => Some(Step::Member(frame.name.clone())),
                Bracket::Array => Some(Step::Item(frame.index)),
            }
        });
        steps.collect()
    }

    fn nothing(&self, offset: usize) -> Caret {
        Caret {
            due: Due::Nothing,
            path: Vec::new(),
            token: Span::new(offset, offset),
            is_string: false,
            inner: Span::new(offset, offset),
            before: String::new(),
            whole: String::new(),
            comma_before: None,
            comma_after: false,
            colon_after: false,
        }
    }

    fn in_token(mut self, token: Token, offset: usize) -> Caret {
        let due = match self.becomes_name(token) {
            true => Due::Name,
            false => Due::Value,
        };
        let (inner, is_string) = content(self.text, token);
        let typed = Span::new(
            inner.start as usize,
            offset.clamp(inner.start as usize, inner.end as usize),
        );
        Caret {
            before: decoded(typed.of(self.text)),
            whole: decoded(inner.of(self.text)),
            is_string,
            inner,
            ..self.placed(due, token.span)
        }
    }

    fn between(mut self, offset: usize) -> Caret {
        let state = self.frames.last().map_or(State::Comma, |top| top.state);
        let bracket = self.frames.last().and_then(|top| top.bracket);
        let place = Span::new(offset, offset);
        match (state, bracket) {
            (State::Name, _) => self.placed(Due::Name, place),
            // A document holds one value.
            (State::Value, None) if next_byte(self.text, offset).is_some() => self.nothing(offset),
            (State::Value, Some(Bracket::Object)) if self.has_value(offset) => self.nothing(offset),
            (State::Value, _) => self.placed(Due::Value, place),
            // Directly behind a value nothing is due yet.
            (State::Comma, Some(_)) if self.end == offset => self.nothing(offset),
            (State::Comma, Some(Bracket::Object)) => self.placed(Due::Name, place),
            (State::Comma, Some(Bracket::Array)) => self.placed(Due::Value, place),
            (State::Comma, None) | (State::Colon, _) => self.nothing(offset),
        }
    }

    /// Whether what comes next is a value, and not the name of the next member.
    fn has_value(&self, mut at: usize) -> bool {
        while let Some(token) = token_at(self.text, at, false) {
            at = token.span.end as usize;
            match token.kind {
                TokenKind::LineComment | TokenKind::BlockComment => {}
                TokenKind::Open(_) => return true,
                TokenKind::Close(_) | TokenKind::Colon | TokenKind::Comma => return false,
                TokenKind::Text | TokenKind::OpenText | TokenKind::Word => {
                    return next_byte(self.text, at) != Some(b':');
                }
            }
        }
        false
    }

    fn placed(&mut self, due: Due, token: Span) -> Caret {
        let mut comma_before = None;
        if let Some(top) = self.frames.last_mut()
            && top.state == State::Comma
            && top.bracket.is_some()
        {
            comma_before = Some(u32::try_from(self.value_end).unwrap_or(u32::MAX));
            top.index += 1;
        }
        let after = next_byte(self.text, token.end as usize);
        Caret {
            due,
            path: self.path(due),
            token,
            is_string: false,
            inner: token,
            before: String::new(),
            whole: String::new(),
            comma_before,
            comma_after: self.frames.len() > 1
                && after.is_some_and(|next| {
                    matches!(next, b'"' | b'{' | b'[' | b'-') || next.is_ascii_alphanumeric()
                }),
            colon_after: after == Some(b':'),
        }
    }
}

/// A token without its quotes, and whether it has any.
fn content(text: &str, token: Token) -> (Span, bool) {
    let (start, end) = (token.span.start as usize, token.span.end as usize);
    match token.kind {
        TokenKind::Text => (Span::new(start + 1, end.saturating_sub(1)), true),
        TokenKind::OpenText => (Span::new((start + 1).min(text.len()), end), true),
        TokenKind::Open(_)
        | TokenKind::Close(_)
        | TokenKind::Colon
        | TokenKind::Comma
        | TokenKind::Word
        | TokenKind::LineComment
        | TokenKind::BlockComment => (token.span, false),
    }
}

/// The text of a string's inside, escapes resolved.
pub(crate) fn decoded(inner: &str) -> String {
    if !inner.contains('\\') {
        return inner.to_owned();
    }
    let literal = format!("\"{inner}\"");
    let json = json::parse(&literal);
    json.root.as_str().unwrap_or_default().to_owned()
}

impl Caret {
    /// The text with an empty string, or an empty member, in the place of the caret's token.
    pub(crate) fn mend(&self, text: &str) -> Mended {
        let (start, end) = (self.token.start as usize, self.token.end as usize);
        let mut mended = String::with_capacity(text.len() + 8);
        let before = self.comma_before.map_or(start, |comma| comma as usize);
        mended.push_str(text.get(..before).unwrap_or_default());
        if self.comma_before.is_some() {
            mended.push(',');
            mended.push_str(text.get(before..start).unwrap_or_default());
        }
        let at = u32::try_from(mended.len()).unwrap_or(u32::MAX);
        if self.due != Due::Nothing {
            mended.push_str("\"\"");
            if self.due == Due::Name && !self.colon_after {
                mended.push_str(": \"\"");
            }
            if self.comma_after {
                mended.push(',');
            }
        }
        mended.push_str(text.get(end..).unwrap_or_default());
        Mended { text: mended, at }
    }
}

/// The statement around a place of a mended text.
pub(crate) fn statement_around<'n, 't>(root: &'n Node<'t>, at: u32) -> Option<&'n Node<'t>> {
    let mut members = root.as_object()?.iter();
    let statement =
        members.find(|member| member.key == "Statement" && member.span().touches(at))?;
    let holds = |node: &&Node| node.span.start < at && at < node.span.end;
    match &statement.node.value {
        Value::Array(items) => items.iter().find(holds),
        _ => Some(&statement.node).filter(holds),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let offset = text.find('|').expect("a caret");
        let text = text.replace('|', "");
        let caret = caret_at(&text, offset as u32, Asking::Typing);
        let steps = caret.path.iter().map(|step| match step {
            Step::Member(name) => format!("/{name}"),
            Step::Item(index) => format!("/{index}"),
        });
        let found = format!(
            "{:?} {} `{}`{}{}",
            caret.due,
            steps.collect::<String>(),
            caret.before,
            caret.comma_before.map_or("", |_| " ,before"),
            if caret.comma_after { " after," } else { "" },
        );
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn finds_the_place_in_sound_texts() {
        check("|", "Value  ``");
        check("{|}", "Name  ``");
        check(r#"{"Sta|"}"#, "Name  `Sta`");
        check(
            r#"{"Statement": [{"Effect": "A|"}]}"#,
            "Value /Statement/0/Effect `A`",
        );
        check(
            r#"{"Statement": [{}, {"Action": ["a", "b|"]}]}"#,
            "Value /Statement/1/Action/1 `b`",
        );
        check(r#"{"a": 1}|"#, "Nothing  ``");
        check(r#"{"a": 1 // |"#, "Nothing  ``");
    }

    #[test]
    fn finds_the_place_in_broken_texts() {
        check(
            r#"{"Statement": [{"Effect": "A|"#,
            "Value /Statement/0/Effect `A`",
        );
        check("{\"Version\": \"2012\"\n|}", "Name  `` ,before");
        check("{\"Version\": \"2012\"\n\"St|}", "Name  `St` ,before");
        check("{|\"Version\": \"2012\"}", "Name  `` after,");
        check("{\"a\": |\n\"b\": 1}", "Value /a `` after,");
        check("{\"a\": [\"x|\n\"b\": 1}", "Value /a/0 `x` after,");
        check("{\"a\": [\"x\",\n\"b|\": 1}", "Name  `b`");
        check("{\"a\": [\"x\" |]}", "Value /a/1 `` ,before");
        check("{\"a\": s3:|}", "Value /a `s3:`");
        check("{\"a\": [\"s3:Get|, \"s3:Put\"]}", "Value /a/0 `s3:Get`");
        check("{Eff|", "Name  `Eff`");
        check("{\"a\": \"${b, |\n}", "Value /a `${b, `");
    }
}
