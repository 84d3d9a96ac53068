//! The work in a JSON text whose end is missing.

use super::read;
use crate::Workspace;

/// How many places are tried, from the last one back.
const TRIES: usize = 64;

/// What a JSON text is in the midst of.
#[derive(Default)]
struct Reader {
    /// The brackets that close what is open, the innermost last.
    open: Vec<char>,
    /// The string that has begun and not ended.
    string: Option<Unfinished>,
    /// Behind a colon, or at an item of a list.
    value_due: bool,
    /// Offsets at which the text can be closed: behind values and opening brackets.
    places: Vec<usize>,
}

/// A string without its end.
struct Unfinished {
    is_value: bool,
    /// Where the escape begins that may not be complete.
    escape: Option<usize>,
}

/// Closes what is open in a text, and leaves out what is only half there.
///
/// A string that is a value is kept as far as it goes: it may be the text of a policy.
pub(super) fn mend(text: &str) -> Option<Workspace> {
    if let Ok(work) = read(text) {
        return Some(work);
    }
    let reader = Reader::of(text);
    let half_string = reader.string.as_ref().filter(|string| string.is_value);
    let half_string = half_string.map(|string| {
        let whole = text.get(..string.escape.unwrap_or(text.len()));
        format!("{}\"", whole.unwrap_or_default())
    });
    let places = reader.places.iter().rev().take(TRIES);
    let places = places.filter_map(|end| text.get(..*end).map(str::to_owned));
    half_string.into_iter().chain(places).find_map(|kept| {
        let closing = Reader::of(&kept).open.into_iter().rev();
        let closed: String = kept.chars().chain(closing).collect();
        read(&closed).ok()
    })
}

impl Reader {
    fn of(text: &str) -> Reader {
        let mut reader = Reader {
            value_due: true,
            ..Reader::default()
        };
        for (at, character) in text.char_indices() {
            match reader.string.take() {
                Some(string) => reader.inside(string, at, character),
                None => reader.outside(at, character),
            }
        }
        reader
    }

    fn inside(&mut self, mut string: Unfinished, at: usize, character: char) {
        let Some(start) = string.escape else {
            match character {
                '"' if string.is_value => return self.places.push(at + 1),
                '"' => return,
                '\\' => string.escape = Some(at),
                _ => {}
            }
            self.string = Some(string);
            return;
        };
        // `\n`, or `\u` with four digits; the first half of a pair waits for the second.
        let is_complete = match at - start {
            1 => character != 'u',
            length => length == 5,
        };
        if is_complete {
            string.escape = None;
        }
        self.string = Some(string);
    }

    fn outside(&mut self, at: usize, character: char) {
        match character {
            '"' => {
                let is_value = self.value_due;
                self.string = Some(Unfinished {
                    is_value,
                    escape: None,
                });
            }
            '{' | '[' => {
                self.open.push(if character == '{' { '}' } else { ']' });
                self.value_due = character == '[';
                self.places.push(at + 1);
            }
            '}' | ']' => {
                self.open.pop();
                self.places.push(at + 1);
            }
            ':' => self.value_due = true,
            ',' => {
                self.value_due = self.open.last() == Some(&']');
                // A number or a word ended before it.
                self.places.push(at);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_is_whole_and_the_beginning_of_a_text() {
        let check = |text: &str, policies: &[&str], principal: &str| {
            let work = mend(text).expect("work");
            let texts: Vec<&str> = work.policies.iter().map(|p| p.text.as_str()).collect();
            assert_eq!(texts, policies, "{text}");
            assert_eq!(work.request.principal, principal, "{text}");
        };
        let first = r#"{"policies":[{"type":"scp","level":3,"text":"a"}"#;
        check(first, &["a"], "");
        check(&format!("{first},"), &["a"], "");
        check(&format!("{first},{{"), &["a"], "");
        check(&format!("{first},{{\"ty"), &["a"], "");
        check(&format!("{first},{{\"type\":\"s"), &["a", ""], "");
        let second = format!(r#"{first},{{"type":"rcp","level":12"#);
        check(&second, &["a", ""], "");
        check(&format!("{second},\"text\":\"b\\"), &["a", "b"], "");
        check(&format!("{second},\"text\":\"b\\\\"), &["a", "b\\"], "");
        check(&format!("{second},\"text\":\"b\\u00e"), &["a", "b"], "");
        check(&format!("{second},\"text\":\"b\\u00e9"), &["a", "bé"], "");
        check(
            &format!("{first}],\"request\":{{\"principal\":\"an"),
            &["a"],
            "an",
        );
        check("{", &[], "");
        assert_eq!(mend(""), None);
        assert_eq!(mend("["), None);
        assert_eq!(mend("\"x"), None);
    }
}
