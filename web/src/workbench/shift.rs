//! Where the words of an earlier text stand in the text as it is now.

use iam_evaluator::{LineIndex, Span};

/// The difference between two texts, taken as one stretch: what is before and after it stays.
#[derive(Clone, Copy, Debug)]
pub struct Shift {
    /// How many bytes at the start are the same.
    head: usize,
    /// Where in the old text the same end begins.
    old_tail: usize,
    old_length: usize,
    new_length: usize,
}

impl Shift {
    /// The difference from one text to the other.
    pub fn between(old: &str, new: &str) -> Shift {
        let (old, new) = (old.as_bytes(), new.as_bytes());
        let shorter = old.len().min(new.len());
        let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
        let ends = old.iter().rev().zip(new.iter().rev()).take(shorter - head);
        let tail = ends.take_while(|(a, b)| a == b).count();
        Shift {
            head,
            old_tail: old.len() - tail,
            old_length: old.len(),
            new_length: new.len(),
        }
    }

    /// Carries a span of the old text over to the new one, as far as its words still stand there.
    pub fn carry(self, span: Span) -> Option<Span> {
        let (start, end) = (span.start as usize, span.end as usize);
        let moved = |offset: usize| (offset + self.new_length).saturating_sub(self.old_length);
        if end <= self.head {
            return Some(span);
        }
        if start >= self.old_tail {
            return Some(Span::new(moved(start), moved(end)));
        }
        if start <= self.head && end >= self.old_tail {
            return Some(Span::new(start, moved(end)));
        }
        None
    }
}

/// A span in UTF-16 units, as the editor counts.
pub fn utf16(span: Span, text: &str, lines: &LineIndex) -> (u32, u32) {
    (lines.utf16(text, span.start), lines.utf16(text, span.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_follow_their_words_through_an_edit() {
        let check = |old: &str, new: &str, word: &str, expected: Option<&str>| {
            let start = old.find(word).expect("the word is in the old text");
            let carried = Shift::between(old, new).carry(Span::new(start, start + word.len()));
            assert_eq!(carried.map(|span| span.of(new)), expected, "{word}");
        };
        check("one two three", "one two three", "two", Some("two"));
        check("one two three", "one 2 three", "one", Some("one"));
        check("one two three", "one 2 three", "three", Some("three"));
        check(
            "one two three",
            "one 2 three",
            "one two three",
            Some("one 2 three"),
        );
        check("one two three", "one too three", "two", Some("too"));
        check("one two three", "X three", "two", None);
        check("aaa", "aa", "aaa", Some("aa"));
        check("", "abc", "", Some(""));
    }
}
