//! Places in a text: half-open byte spans, lines and columns, and UTF-16 offsets.
//!
//! Spans are byte offsets everywhere in this crate. Lines, columns and UTF-16 offsets are made at
//! the edge, by [`LineIndex`], for people and for editors.

/// A half-open range of byte offsets in one policy text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The offset of the first byte.
    pub start: u32,
    /// The offset after the last byte.
    pub end: u32,
}

impl Span {
    /// The span from `start` to `end`; an end before the start is taken for an empty span.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Span {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span {
            start: clamp(start),
            end: clamp(end.max(start)),
        }
    }

    /// The text that the span covers, or the empty text if the span does not lie inside `text`.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize)
            .unwrap_or_default()
    }

    /// Whether `offset` lies inside the span or at its end, as a caret does.
    #[must_use]
    pub fn touches(self, offset: u32) -> bool {
        self.start <= offset && offset <= self.end
    }

    /// Whether the whole of `other` lies inside this span.
    #[must_use]
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// A value together with the place where it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands in the policy text; for a string, its quotes included.
    pub span: Span,
}

/// A place as people and AWS's IAM Access Analyzer count it.
///
/// <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_Position.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line, counted from 1.
    pub line: u32,
    /// The column in characters, counted from 0.
    pub column: u32,
    /// The offset in characters from the start of the text, counted from 0.
    pub offset: u32,
}

impl std::fmt::Display for Position {
    /// Writes `line 3, column 14`, both counted from 1, as editors do.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column + 1)
    }
}

/// Turns byte offsets of one text into lines, columns and UTF-16 offsets, and back.
#[derive(Clone, Debug)]
pub struct LineIndex {
    /// The start of each line, and of every stretch of a long line.
    marks: Vec<Mark>,
}

/// How many bytes of a line are counted at most to find a place in it.
const STRETCH: usize = 256;

#[derive(Clone, Copy, Debug, Default)]
struct Mark {
    bytes: usize,
    chars: u32,
    utf16: u32,
    /// Counted from 0.
    line: u32,
    column: u32,
}

impl LineIndex {
    /// Reads `text` once.
    #[must_use]
    pub fn new(text: &str) -> LineIndex {
        let mut marks = vec![Mark::default()];
        let mut at = Mark::default();
        for line in text.split_inclusive('\n') {
            let mut rest = line;
            while !rest.is_empty() {
                let stretch = head(rest, 0, count(STRETCH));
                rest = rest.get(stretch.len()..).unwrap_or_default();
                at = at.after(stretch);
                if rest.is_empty() && line.ends_with('\n') {
                    at.line += 1;
                    at.column = 0;
                }
                marks.push(at);
            }
        }
        LineIndex { marks }
    }

    /// The line and column of a byte offset of `text`, the text that the index was made of.
    #[must_use]
    pub fn position(&self, text: &str, offset: u32) -> Position {
        let at = self.mark_before(|mark| mark.bytes <= offset as usize);
        let at = at.after(head(text, at.bytes, offset));
        Position {
            line: at.line + 1,
            column: at.column,
            offset: at.chars,
        }
    }

    /// The UTF-16 offset of a byte offset, as JavaScript counts.
    #[must_use]
    pub fn utf16(&self, text: &str, offset: u32) -> u32 {
        let at = self.mark_before(|mark| mark.bytes <= offset as usize);
        at.after(head(text, at.bytes, offset)).utf16
    }

    /// The byte offset of a UTF-16 offset.
    #[must_use]
    pub fn from_utf16(&self, text: &str, offset: u32) -> u32 {
        let at = self.mark_before(|mark| mark.utf16 <= offset);
        let mut utf16 = at.utf16;
        let mut bytes = at.bytes;
        for character in text.get(at.bytes..).unwrap_or_default().chars() {
            utf16 += count(character.len_utf16());
            if utf16 > offset {
                break;
            }
            bytes += character.len_utf8();
        }
        count(bytes)
    }

    /// The last mark for which `holds`, which must hold for the first one and for a head of them.
    fn mark_before(&self, holds: impl Fn(&Mark) -> bool) -> Mark {
        let index = self.marks.partition_point(holds).saturating_sub(1);
        self.marks.get(index).copied().unwrap_or_default()
    }
}

impl Mark {
    /// Behind a stretch of the same line.
    fn after(self, stretch: &str) -> Mark {
        let (chars, utf16) = if stretch.is_ascii() {
            (stretch.len(), stretch.len())
        } else {
            (stretch.chars().count(), stretch.encode_utf16().count())
        };
        Mark {
            bytes: self.bytes + stretch.len(),
            chars: self.chars + count(chars),
            utf16: self.utf16 + count(utf16),
            line: self.line,
            column: self.column + count(chars),
        }
    }
}

/// The text from a mark up to a byte offset; an offset inside a character is moved to its start.
fn head(text: &str, start: usize, offset: u32) -> &str {
    let mut end = (offset as usize).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(start..end).unwrap_or_default()
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_lines_columns_and_utf16_units() {
        let text = "a\né😀b\n";
        let index = LineIndex::new(text);
        let check = |offset: u32, expected: (u32, u32, u32), utf16: u32| {
            let position = index.position(text, offset);
            assert_eq!((position.line, position.column, position.offset), expected);
            assert_eq!(index.utf16(text, offset), utf16);
            assert_eq!(index.from_utf16(text, utf16), offset);
        };
        check(0, (1, 0, 0), 0);
        check(1, (1, 1, 1), 1);
        check(2, (2, 0, 2), 2);
        check(4, (2, 1, 3), 3);
        check(8, (2, 2, 4), 5);
        check(9, (2, 3, 5), 6);
        check(10, (3, 0, 6), 7);
    }

    #[test]
    fn places_in_a_long_line_are_counted_from_near() {
        let text = format!("{}\n{}", "é😀x".repeat(1000), "a".repeat(1000));
        let index = LineIndex::new(&text);
        let mut utf16 = 0;
        let (mut line, mut column) = (1, 0);
        for (number, (bytes, character)) in text.char_indices().enumerate() {
            let offset = count(bytes);
            let position = index.position(&text, offset);
            let expected = (line, column, count(number));
            assert_eq!((position.line, position.column, position.offset), expected);
            assert_eq!(index.utf16(&text, offset), utf16);
            assert_eq!(index.from_utf16(&text, utf16), offset);
            utf16 += count(character.len_utf16());
            (line, column) = match character {
                '\n' => (line + 1, 0),
                _ => (line, column + 1),
            };
        }
    }

    #[test]
    fn offsets_outside_the_text_or_inside_a_character_do_no_harm() {
        let text = "é";
        let index = LineIndex::new(text);
        assert_eq!(index.position(text, 1).column, 0);
        assert_eq!(index.position(text, 99).column, 1);
        assert_eq!(index.utf16(text, 99), 1);
        assert_eq!(index.from_utf16(text, 99), 2);
        assert_eq!(Span::new(1, 2).of(text), "");
        assert_eq!(Span::new(5, 9).of(text), "");
    }
}
