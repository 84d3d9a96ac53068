//! A JSON text as a tree in which strings stay as they are written and every comment has its place.
//!
//! A comment behind a value, in the line in which that ends, belongs to the value; a comment behind
//! an opening bracket to the bracket. All others belong to what follows them.

use std::borrow::Cow;

use crate::caret::decoded;
use crate::tokens::{Bracket, Token, TokenKind, tokens};

/// A text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tree<'t> {
    pub(super) root: Item<'t>,
    /// Comments behind the root, below its last line.
    tail: Vec<&'t str>,
}

/// A member of an object, an entry of a list, or the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item<'t> {
    /// Comments above it.
    pub(super) before: Vec<&'t str>,
    /// The name of a member, with its quotes.
    pub(super) name: Option<&'t str>,
    pub(super) value: Branch<'t>,
    /// Comments behind it.
    pub(super) after: Vec<&'t str>,
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Branch<'t> {
    /// A string with its quotes, a number, or a word.
    Leaf(Cow<'t, str>),
    /// An object or a list.
    Nest {
        bracket: Bracket,
        /// Comments behind the opening bracket.
        opening: Vec<&'t str>,
        items: Vec<Item<'t>>,
        /// Comments above the closing bracket.
        closing: Vec<&'t str>,
    },
}

impl<'t> Tree<'t> {
    /// Reads a text without errors of syntax.
    pub(super) fn of(text: &'t str) -> Tree<'t> {
        let mut reader = Reader {
            text,
            tokens: tokens(text).collect(),
            at: 0,
        };
        let before = reader.comments();
        let mut root = reader.value(before);
        root.after = reader.comments_in_line();
        Tree {
            root,
            tail: reader.comments(),
        }
    }

    /// The whole text, indented.
    pub(super) fn written(&self) -> String {
        let mut out = String::new();
        push_lines(&mut out, &self.root.before, "");
        push_value(&mut out, &self.root.value, "");
        push_behind(&mut out, &self.root.after);
        for comment in &self.tail {
            out.push('\n');
            out.push_str(comment);
        }
        out.push('\n');
        out
    }

    /// The root's value, for a place in a line with this indentation.
    pub(super) fn written_value(&self, indent: &str, is_inline: bool) -> String {
        let mut out = String::new();
        match is_inline {
            true => push_inline(&mut out, &self.root.value),
            false => push_value(&mut out, &self.root.value, indent),
        }
        out
    }

    /// Whether there are comments in it.
    pub(super) fn has_comments(&self) -> bool {
        !self.tail.is_empty() || self.root.has_comments()
    }
}

impl<'t> Item<'t> {
    /// An entry of a list.
    pub(super) fn entry(literal: String) -> Item<'t> {
        Item {
            before: Vec::new(),
            name: None,
            value: Branch::Leaf(Cow::Owned(literal)),
            after: Vec::new(),
        }
    }

    /// The text of a string, escapes resolved; none for other values.
    pub(super) fn text(&self) -> Option<String> {
        match &self.value {
            Branch::Leaf(literal) => unquoted(literal),
            Branch::Nest { .. } => None,
        }
    }

    /// The name, escapes resolved; empty where there is none.
    pub(super) fn key(&self) -> String {
        self.name.and_then(unquoted).unwrap_or_default()
    }

    /// Whether comments stand at it or in it.
    pub(super) fn has_comments(&self) -> bool {
        let inside = match &self.value {
            Branch::Leaf(_) => false,
            Branch::Nest {
                opening,
                items,
                closing,
                ..
            } => !opening.is_empty() || !closing.is_empty() || items.iter().any(Item::has_comments),
        };
        inside || !self.before.is_empty() || !self.after.is_empty()
    }
}

fn unquoted(literal: &str) -> Option<String> {
    let inner = literal.strip_prefix('"')?.strip_suffix('"')?;
    Some(decoded(inner))
}

struct Reader<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    at: usize,
}

impl<'t> Reader<'t> {
    fn peek(&self) -> Option<Token> {
        self.tokens.get(self.at).copied()
    }

    fn written(&self, token: Token) -> &'t str {
        token.span.of(self.text)
    }

    /// All comments that come next.
    fn comments(&mut self) -> Vec<&'t str> {
        let mut found = Vec::new();
        while let Some(token) = self.peek().filter(|token| token.kind.is_comment()) {
            found.push(self.written(token).trim_end());
            self.at += 1;
        }
        found
    }

    /// The comments that come next in the line in which the last token ends, unless something other
    /// than a bracket that closes stands behind them in it: then they belong to that.
    fn comments_in_line(&mut self) -> Vec<&'t str> {
        let start = self.at;
        let Some(last) = start.checked_sub(1).and_then(|at| self.tokens.get(at)) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        let end = last.span.end;
        while let Some(token) = self.peek().filter(|token| token.kind.is_comment()) {
            if self.has_break(end, token.span.start) {
                break;
            }
            found.push(self.written(token).trim_end());
            self.at += 1;
        }
        let behind = self.peek().filter(|token| match token.kind {
            TokenKind::Close(_) | TokenKind::Comma => false,
            TokenKind::Open(_)
            | TokenKind::Colon
            | TokenKind::Text
            | TokenKind::OpenText
            | TokenKind::Word
            | TokenKind::LineComment
            | TokenKind::BlockComment => true,
        });
        let end = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        if let (Some(behind), Some(end)) = (behind, end)
            && !self.has_break(end.span.end, behind.span.start)
        {
            self.at = start;
            return Vec::new();
        }
        found
    }

    fn has_break(&self, start: u32, end: u32) -> bool {
        let between = self.text.get(start as usize..end as usize);
        between.is_some_and(|between| between.contains('\n'))
    }

    /// A value, or a member from its name on. Comments inside of a member move above it.
    fn value(&mut self, mut before: Vec<&'t str>) -> Item<'t> {
        let mut name = None;
        let mut value = Branch::Leaf(Cow::Borrowed(""));
        while let Some(token) = self.peek() {
            self.at += 1;
            match token.kind {
                TokenKind::Open(bracket) => {
                    value = self.nest(bracket);
                    break;
                }
                TokenKind::Text | TokenKind::OpenText | TokenKind::Word => {
                    let literal = self.written(token);
                    let comments = self.comments_before_colon();
                    match comments {
                        Some(comments) => {
                            before.extend(comments);
                            name = Some(literal);
                            before.extend(self.comments());
                        }
                        None => {
                            value = Branch::Leaf(Cow::Borrowed(literal));
                            break;
                        }
                    }
                }
                TokenKind::Close(_)
                | TokenKind::Colon
                | TokenKind::Comma
                | TokenKind::LineComment
                | TokenKind::BlockComment => {}
            }
        }
        Item {
            before,
            name,
            value,
            after: Vec::new(),
        }
    }

    /// Passes the colon that comes next, and returns the comments before it; none, and nothing is
    /// passed, if there is no colon.
    fn comments_before_colon(&mut self) -> Option<Vec<&'t str>> {
        let start = self.at;
        let comments = self.comments();
        match self.peek() {
            Some(token) if token.kind == TokenKind::Colon => {
                self.at += 1;
                Some(comments)
            }
            _ => {
                self.at = start;
                None
            }
        }
    }

    fn nest(&mut self, bracket: Bracket) -> Branch<'t> {
        let opening = self.comments_in_line();
        let mut items: Vec<Item<'t>> = Vec::new();
        let mut before = self.comments();
        while let Some(token) = self.peek() {
            if matches!(token.kind, TokenKind::Close(_)) {
                self.at += 1;
                break;
            }
            let mut item = self.value(before);
            let end = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
            let end = end.map(|last| last.span.end);
            item.after = self.comments_in_line();
            before = self.comments();
            if let Some(token) = self.peek()
                && token.kind == TokenKind::Comma
            {
                let in_line = end.is_some_and(|end| !self.has_break(end, token.span.start));
                self.at += 1;
                // Behind a comma in another line, comments belong to what follows.
                if in_line && before.is_empty() {
                    item.after.extend(self.comments_in_line());
                }
                before.extend(self.comments());
            }
            items.push(item);
        }
        Branch::Nest {
            bracket,
            opening,
            items,
            closing: before,
        }
    }
}

fn push_lines(out: &mut String, comments: &[&str], indent: &str) {
    for comment in comments {
        out.push_str(comment);
        out.push('\n');
        out.push_str(indent);
    }
}

fn push_behind(out: &mut String, comments: &[&str]) {
    for comment in comments {
        out.push(' ');
        out.push_str(comment);
    }
}

/// Writes a value whose first line has this indentation already.
fn push_value(out: &mut String, value: &Branch<'_>, indent: &str) {
    let (bracket, opening, items, closing) = match value {
        Branch::Leaf(literal) => return out.push_str(literal),
        Branch::Nest {
            bracket,
            opening,
            items,
            closing,
        } => (*bracket, opening, items, closing),
    };
    let (open, close) = brackets(bracket);
    out.push(open);
    push_behind(out, opening);
    let inner = format!("{indent}  ");
    for (place, item) in (1..).zip(items) {
        out.push('\n');
        out.push_str(&inner);
        push_lines(out, &item.before, &inner);
        if let Some(name) = item.name {
            out.push_str(name);
            out.push_str(": ");
        }
        push_value(out, &item.value, &inner);
        if place < items.len() {
            out.push(',');
        }
        push_behind(out, &item.after);
    }
    for comment in closing {
        out.push('\n');
        out.push_str(&inner);
        out.push_str(comment);
    }
    if !(items.is_empty() && opening.is_empty() && closing.is_empty()) {
        out.push('\n');
        out.push_str(indent);
    }
    out.push(close);
}

/// Writes a value without comments in one line.
fn push_inline(out: &mut String, value: &Branch<'_>) {
    match value {
        Branch::Leaf(literal) => out.push_str(literal),
        Branch::Nest { bracket, items, .. } => {
            let (open, close) = brackets(*bracket);
            out.push(open);
            for (place, item) in (0..).zip(items) {
                if place > 0 {
                    out.push_str(", ");
                }
                if let Some(name) = item.name {
                    out.push_str(name);
                    out.push_str(": ");
                }
                push_inline(out, &item.value);
            }
            out.push(close);
        }
    }
}

fn brackets(bracket: Bracket) -> (char, char) {
    match bracket {
        Bracket::Object => ('{', '}'),
        Bracket::Array => ('[', ']'),
    }
}
