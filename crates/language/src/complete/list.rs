//! The items of an answer in their order: how well they fit what is typed, then how likely they
//! are, then the order in which they were offered.

use iam_evaluator::Span;

use super::{Item, Kind, MOST};
use crate::caret::Caret;

/// The items that fit what is typed.
pub(super) struct List {
    /// The part of the text that an item replaces.
    pub(super) replace: Span,
    /// The prefix of a service whose details are missing.
    pub(super) needs: Option<String>,
    /// What is typed.
    pub(super) word: String,
    pub(super) comma_after: bool,
    colon_after: bool,
    found: Vec<Found>,
}

struct Found {
    fit: Fit,
    rank: u32,
    item: Item,
}

/// How well a label fits what is typed, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// It is the same.
    Whole,
    /// It begins with it.
    Exact,
    /// It begins with it in another case.
    OtherCase,
    /// Some later word of it does.
    LaterWord,
    /// The letters begin words of it, or go on in one: `gob` in `GetObject`.
    Initials,
    /// The letters are in it, in their order.
    Scattered,
}

/// What is written for an item: its text, in which `⟦` and `⟧` stand around what is selected.
pub(super) struct Draft {
    pub(super) label: String,
    pub(super) insert: String,
    pub(super) kind: Kind,
    pub(super) detail: String,
    pub(super) info: String,
}

impl List {
    pub(super) fn new(caret: &Caret) -> List {
        List {
            replace: caret.token,
            needs: None,
            word: caret.before.clone(),
            comma_after: caret.comma_after,
            colon_after: caret.colon_after,
            found: Vec::new(),
        }
    }

    /// Offers an item if `label` fits what is typed. A lower rank comes first.
    pub(super) fn offer(&mut self, label: &str, rank: u32, draft: impl FnOnce() -> Draft) {
        let fit = fit(label, &self.word);
        self.offer_as(fit, rank, draft);
    }

    /// Offers an item that fits as it is said to.
    pub(super) fn offer_as(&mut self, fit: Option<Fit>, rank: u32, draft: impl FnOnce() -> Draft) {
        let Some(fit) = fit else { return };
        let Draft {
            label,
            mut insert,
            kind,
            detail,
            info,
        } = draft();
        if self.comma_after && !self.colon_after {
            insert.push(',');
        }
        let (insert, select) = marked(&insert);
        self.found.push(Found {
            fit,
            rank,
            item: Item {
                label,
                insert,
                select,
                kind,
                detail,
                info,
            },
        });
    }

    pub(super) fn into_items(mut self) -> Vec<Item> {
        self.found
            .sort_by_key(|found| (found.fit, found.rank, excess(found.fit, &found.item.label)));
        let mut items: Vec<Item> = Vec::with_capacity(self.found.len().min(MOST));
        for found in self.found {
            if items.len() == MOST {
                break;
            }
            // The same can be offered for two reasons; what was offered first ranks higher.
            let is_known = |item: &Item| item.insert == found.item.insert;
            if !items.iter().any(is_known) {
                items.push(found.item);
            }
        }
        items
    }
}

/// A string of JSON.
pub(super) fn quoted(text: &str) -> String {
    if !text.contains(['"', '\\']) {
        return format!("\"{text}\"");
    }
    let mut quoted = String::from("\"");
    for character in text.chars() {
        if matches!(character, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(character);
    }
    quoted + "\""
}

/// The text without its marks, and what stands between them.
fn marked(text: &str) -> (String, Option<Span>) {
    let Some((before, rest)) = text.split_once('⟦') else {
        return (text.to_owned(), None);
    };
    let (inside, after) = rest.split_once('⟧').unwrap_or((rest, ""));
    let end = before.len() + inside.len();
    let select = Span::new(before.len(), end);
    let plain = |text: &str| text.replace(['⟦', '⟧'], "");
    (format!("{before}{inside}{}", plain(after)), Some(select))
}

/// Of labels that hold the letters somewhere, a short one holds little else and comes first.
pub(super) fn excess(fit: Fit, label: &str) -> usize {
    match fit {
        Fit::Whole | Fit::Exact | Fit::OtherCase | Fit::LaterWord => 0,
        Fit::Initials | Fit::Scattered => label.len(),
    }
}

/// How well a label fits what is typed.
pub(super) fn fit(label: &str, word: &str) -> Option<Fit> {
    if label == word {
        return Some(Fit::Whole);
    }
    if label.starts_with(word) {
        return Some(Fit::Exact);
    }
    let begins = |text: &str| {
        let head = text.get(..word.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(word))
    };
    if begins(label) {
        return Some(Fit::OtherCase);
    }
    let mut starts = label.char_indices().zip(label.chars().skip(1));
    let is_break = |character: char| matches!(character, ' ' | ':' | '/' | '-' | '.');
    if starts.any(|((at, before), _)| is_break(before) && label.get(at + 1..).is_some_and(begins)) {
        return Some(Fit::LaterWord);
    }
    if by_initials(label.as_bytes(), word.as_bytes(), true) {
        return Some(Fit::Initials);
    }
    let mut letters = label.bytes();
    let is_scattered = word.bytes().all(|wanted| {
        letters
            .by_ref()
            .any(|letter| letter.eq_ignore_ascii_case(&wanted))
    });
    is_scattered.then_some(Fit::Scattered)
}

/// Whether the letters of `word` can be found in `label` so that each begins a word or follows the
/// one before.
fn by_initials(label: &[u8], word: &[u8], may_follow: bool) -> bool {
    let Some((wanted, rest)) = word.split_first() else {
        return true;
    };
    // Longer words are typed to be found by their beginning.
    if word.len() > 12 {
        return false;
    }
    let is_wanted = |letter: &u8| letter.eq_ignore_ascii_case(wanted);
    if may_follow
        && let Some((first, behind)) = label.split_first()
        && is_wanted(first)
        && by_initials(behind, rest, true)
    {
        return true;
    }
    label.windows(2).enumerate().any(|(at, pair)| {
        let [before, letter] = pair else { return false };
        let begins_word = (letter.is_ascii_uppercase() && !before.is_ascii_uppercase())
            || (!before.is_ascii_alphanumeric() && letter.is_ascii_alphanumeric());
        begins_word
            && is_wanted(letter)
            && by_initials(label.get(at + 2..).unwrap_or_default(), rest, true)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_fits_in_several_ways() {
        assert_eq!(fit("GetObject", ""), Some(Fit::Exact));
        assert_eq!(fit("GetObject", "GetObject"), Some(Fit::Whole));
        assert_eq!(fit("GetObject", "Get"), Some(Fit::Exact));
        assert_eq!(fit("GetObject", "geto"), Some(Fit::OtherCase));
        assert_eq!(fit("aws:SourceIp", "source"), Some(Fit::LaterWord));
        assert_eq!(fit("GetObject", "gob"), Some(Fit::Initials));
        assert_eq!(fit("GetObject", "go"), Some(Fit::Initials));
        assert_eq!(fit("GetObject", "object"), Some(Fit::Initials));
        assert_eq!(fit("GetObject", "gtj"), Some(Fit::Scattered));
        assert_eq!(fit("GetObject", "gx"), None);
    }

    #[test]
    fn marks_become_a_selection() {
        assert_eq!(
            marked("a ⟦B⟧ c"),
            ("a B c".to_owned(), Some(Span::new(2, 3)))
        );
        assert_eq!(marked("a"), ("a".to_owned(), None));
        assert_eq!(quoted("a\"b"), r#""a\"b""#);
    }
}
