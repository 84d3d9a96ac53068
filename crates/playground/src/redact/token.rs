//! Texts of policies and requests in pieces: words, wildcards, variables, addresses.

use std::net::{IpAddr, Ipv4Addr};

/// A piece of a text. Together the pieces of a text are the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'t> {
    /// Letters and digits between separators: a whole word.
    Word(&'t str),
    /// Letters and digits next to a wildcard or a variable: a part of words.
    Fragment(&'t str),
    /// An address.
    Address(&'t str, IpAddr),
    /// A range of addresses: the text, the address, the length of the prefix as written.
    Range(&'t str, IpAddr, &'t str),
    /// `203.0.*`: the text, the one to three numbers, how many there are.
    AddressPrefix(&'t str, [u8; 3], usize),
    /// What stands between `${` and `}` as the name of a variable.
    VariableName(&'t str),
    /// `*` or `?`.
    Wildcard(&'t str),
    /// Anything else, one character or a part of a variable.
    Separator(&'t str),
}

/// The value of a key that holds addresses in pieces. `10.0.*` is the beginning of an address here,
/// and may be that of a version elsewhere.
pub(super) fn address_tokens(text: &str) -> Vec<Token<'_>> {
    match address_prefix(text) {
        Some(prefix) => vec![prefix],
        None => tokens(text),
    }
}

/// The text in pieces.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    if let Some(whole) = address(text) {
        return vec![whole];
    }
    let mut reader = Reader {
        text,
        at: 0,
        found: Vec::new(),
    };
    while reader.at < text.len() {
        reader.next();
    }
    let mut found = reader.found;
    let glued: Vec<bool> = (0..found.len())
        .map(|index| {
            let before = index.checked_sub(1).and_then(|before| found.get(before));
            let after = found.get(index + 1);
            before.is_some_and(|token| ends_openly(*token))
                || after.is_some_and(|token| begins_openly(*token))
        })
        .collect();
    for (token, is_glued) in found.iter_mut().zip(glued) {
        if let (Token::Word(word), true) = (*token, is_glued) {
            *token = Token::Fragment(word);
        }
    }
    found
}

/// Whether a word behind the token may go on before it.
fn ends_openly(token: Token<'_>) -> bool {
    match token {
        Token::Wildcard(_) | Token::Separator("}") => true,
        Token::Word(_)
        | Token::Fragment(_)
        | Token::Address(..)
        | Token::Range(..)
        | Token::AddressPrefix(..)
        | Token::VariableName(_)
        | Token::Separator(_) => false,
    }
}

/// Whether a word before the token may go on behind it.
fn begins_openly(token: Token<'_>) -> bool {
    match token {
        Token::Wildcard(_) | Token::Separator("${") => true,
        Token::Word(_)
        | Token::Fragment(_)
        | Token::Address(..)
        | Token::Range(..)
        | Token::AddressPrefix(..)
        | Token::VariableName(_)
        | Token::Separator(_) => false,
    }
}

/// The variables whose value is joined to a part of a word, or to a wildcard or another variable:
/// their names, and the words of their defaults.
pub(super) fn glued_variables<'t>(tokens: &[Token<'t>]) -> (Vec<&'t str>, Vec<&'t str>) {
    let (mut names, mut defaults) = (Vec::new(), Vec::new());
    let mut start = None;
    for (index, token) in tokens.iter().enumerate() {
        match token {
            Token::Separator("${") => start = Some(index),
            Token::Separator("}") => {
                let Some(start) = start.take() else { continue };
                let before = start.checked_sub(1).and_then(|before| tokens.get(before));
                if !joins(before) && !joins(tokens.get(index + 1)) {
                    continue;
                }
                for token in tokens.get(start..index).unwrap_or_default() {
                    match token {
                        Token::VariableName(name) => names.push(*name),
                        Token::Word(word) | Token::Fragment(word) => defaults.push(*word),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    (names, defaults)
}

/// Whether a token runs into the variable beside it.
fn joins(token: Option<&Token<'_>>) -> bool {
    match token {
        Some(Token::Fragment(_) | Token::Wildcard(_)) => true,
        Some(Token::Separator(text)) => matches!(*text, "${" | "}"),
        _ => false,
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    found: Vec<Token<'t>>,
}

impl<'t> Reader<'t> {
    fn next(&mut self) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let Some(first) = rest.chars().next() else {
            self.at = self.text.len();
            return;
        };
        if rest.starts_with("${") && self.variable(rest) {
            return;
        }
        let is_part = |c: char| c.is_alphanumeric();
        if !is_part(first) {
            let piece = self.take(first.len_utf8());
            self.found.push(match first {
                '*' | '?' => Token::Wildcard(piece),
                _ => Token::Separator(piece),
            });
            return;
        }
        let apart = !matches!(
            self.found.last(),
            Some(Token::Wildcard(_) | Token::Separator("." | "}"))
        );
        if apart && let Some((length, address)) = dotted_quad(rest) {
            let piece = self.take(length);
            self.found.push(Token::Address(piece, IpAddr::V4(address)));
            return;
        }
        let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let piece = self.take(length);
        self.found.push(Token::Word(piece));
    }

    fn take(&mut self, length: usize) -> &'t str {
        let end = self.at + length;
        let piece = self.text.get(self.at..end).unwrap_or_default();
        self.at = end;
        piece
    }

    /// `${name}`, `${name, 'default'}`, `${*}`: whether a variable begins here and ends.
    fn variable(&mut self, rest: &'t str) -> bool {
        let mut quoted = false;
        let end = rest.char_indices().find(|(_, character)| {
            quoted ^= *character == '\'';
            *character == '}' && !quoted
        });
        let Some((end, _)) = end else { return false };
        let content = rest.get(2..end).unwrap_or_default();
        if matches!(content, "*" | "?" | "$") {
            let escape = self.take(end + 1);
            self.found.push(Token::Separator(escape));
            return true;
        }
        let open = self.take(2);
        self.found.push(Token::Separator(open));
        let name_length = content.find(',').unwrap_or(content.len());
        let name = self.take(name_length);
        self.found.push(Token::VariableName(name));
        let default = content.get(name_length..).unwrap_or_default();
        if !default.is_empty() {
            let inside = self.take(default.len());
            let pieces = split_default(inside);
            self.found.extend(pieces);
        }
        let close = self.take(1);
        self.found.push(Token::Separator(close));
        true
    }
}

/// The default of a variable, from its comma on. It has no wildcards and no variables.
fn split_default(text: &str) -> Vec<Token<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_part = |c: char| c.is_alphanumeric();
        let length = match is_part(first) {
            true => rest.find(|c| !is_part(c)).unwrap_or(rest.len()),
            false => first.len_utf8(),
        };
        let (piece, behind) = rest.split_at_checked(length).unwrap_or((rest, ""));
        pieces.push(match is_part(first) {
            true => Token::Word(piece),
            false => Token::Separator(piece),
        });
        rest = behind;
    }
    pieces
}

/// `10.*`, `10.0.*` or `10.0.0.*`.
fn address_prefix(text: &str) -> Option<Token<'_>> {
    let mut numbers = [0; 3];
    let mut count = 0;
    for part in text.strip_suffix(".*")?.split('.') {
        *numbers.get_mut(count)? = part.parse().ok()?;
        count += 1;
    }
    Some(Token::AddressPrefix(text, numbers, count))
}

/// An address or a range, if the text is one.
fn address(text: &str) -> Option<Token<'_>> {
    if let Ok(address) = text.parse() {
        return Some(Token::Address(text, address));
    }
    let (address, length) = text.split_once('/')?;
    let address: IpAddr = address.parse().ok()?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    let is_length = length.parse::<u8>().is_ok_and(|length| length <= most);
    is_length.then_some(Token::Range(text, address, length))
}

/// An IPv4 address at the beginning of a text, and its length.
fn dotted_quad(text: &str) -> Option<(usize, Ipv4Addr)> {
    let length = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (quad, behind) = text.split_at_checked(length)?;
    let quad = quad.strip_suffix('.').unwrap_or(quad);
    let goes_on = |c: char| c.is_alphanumeric() || matches!(c, '*' | '?' | '$');
    if behind.starts_with(goes_on) {
        return None;
    }
    Some((quad.len(), quad.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pieces_are_the_text() {
        let texts = [
            "arn:aws:s3:::reports-*/${aws:username, 'a-b'}x/${*}?",
            "${a}${b}",
            "${unclosed",
            "x 10.0.0.1/y 1.2.3.4.5 *.1.2.3.4 é名",
            "",
        ];
        for text in texts {
            let mut joined = String::new();
            for token in tokens(text) {
                joined += match token {
                    Token::Word(t) | Token::Fragment(t) | Token::Address(t, _) => t,
                    Token::Range(t, ..) | Token::AddressPrefix(t, ..) => t,
                    Token::VariableName(t) | Token::Wildcard(t) | Token::Separator(t) => t,
                };
            }
            assert_eq!(joined, text);
        }
    }

    fn words(text: &str) -> (Vec<&str>, Vec<&str>) {
        let mut words = Vec::new();
        let mut fragments = Vec::new();
        for token in tokens(text) {
            match token {
                Token::Word(word) => words.push(word),
                Token::Fragment(fragment) => fragments.push(fragment),
                _ => {}
            }
        }
        (words, fragments)
    }

    #[test]
    fn what_touches_a_wildcard_is_a_fragment() {
        assert_eq!(words("a-b*/c"), (vec!["a", "c"], vec!["b"]));
        assert_eq!(words("a-*-b"), (vec!["a", "b"], vec![]));
        assert_eq!(words("a${*}b"), (vec!["a", "b"], vec![]));
        assert_eq!(words("x${aws:a}/y"), (vec!["y"], vec!["x"]));
        let default = "x/${aws:a, 'd e'}/y";
        assert_eq!(words(default), (vec!["x", "d", "e", "y"], vec![]));
        let glued = |text| glued_variables(&tokens(text));
        assert_eq!(glued("a/${k, 'x'}/b"), (vec![], vec![]));
        assert_eq!(glued("a/${k}b"), (vec!["k"], vec![]));
        assert_eq!(glued("${k}${l, 'x y'}"), (vec!["k", "l"], vec!["x", "y"]));
        assert_eq!(glued("*${k}"), (vec!["k"], vec![]));
    }

    #[test]
    fn finds_addresses() {
        let addresses = |text| {
            let found = address_tokens(text).into_iter();
            let found = found.filter(|token| {
                matches!(
                    token,
                    Token::Address(..) | Token::Range(..) | Token::AddressPrefix(..)
                )
            });
            found.count()
        };
        for text in [
            "10.0.0.1",
            "10.0.0.0/8",
            "::1",
            "2001:db8::/32",
            "10.0.*",
            "a/1.2.3.4/b",
        ] {
            assert_eq!(addresses(text), 1, "{text}");
        }
        for text in ["1.2.3", "1.2.3.4.5", "1.2.3.4x", "*.1.2.3.4", "1.2.3.4*"] {
            assert_eq!(addresses(text), 0, "{text}");
        }
    }
}
