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
    /// The start of each line: bytes, characters, UTF-16 units.
    lines: Vec<Counts>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    bytes: usize,
    chars: u32,
    utf16: u32,
}

impl LineIndex {
    /// Reads `text` once.
    #[must_use]
    pub fn new(text: &str) -> LineIndex {
        let mut lines = vec![Counts::default()];
        let mut at = Counts::default();
        for line in text.split_inclusive('\n') {
            let (chars, utf16) = if line.is_ascii() {
                (line.len(), line.len())
            } else {
                (line.chars().count(), line.encode_utf16().count())
            };
            at = Counts {
                bytes: at.bytes + line.len(),
                chars: at.chars + count(chars),
                utf16: at.utf16 + count(utf16),
            };
            if line.ends_with('\n') {
                lines.push(at);
            }
        }
        LineIndex { lines }
    }

    /// The line and column of a byte offset of `text`, the text that the index was made of.
    #[must_use]
    pub fn position(&self, text: &str, offset: u32) -> Position {
        let (index, line) = self.line_before(|line| line.bytes <= offset as usize);
        let column = count(head(text, line.bytes, offset).chars().count());
        Position {
            line: count(index) + 1,
            column,
            offset: line.chars + column,
        }
    }

    /// The UTF-16 offset of a byte offset, as JavaScript counts.
    #[must_use]
    pub fn utf16(&self, text: &str, offset: u32) -> u32 {
        let (_, line) = self.line_before(|line| line.bytes <= offset as usize);
        line.utf16 + count(head(text, line.bytes, offset).encode_utf16().count())
    }

    /// The byte offset of a UTF-16 offset.
    #[must_use]
    pub fn from_utf16(&self, text: &str, offset: u32) -> u32 {
        let (_, line) = self.line_before(|line| line.utf16 <= offset);
        let mut utf16 = line.utf16;
        let mut bytes = line.bytes;
        for character in text.get(line.bytes..).unwrap_or_default().chars() {
            utf16 += count(character.len_utf16());
            if utf16 > offset {
                break;
            }
            bytes += character.len_utf8();
        }
        count(bytes)
    }

    /// The last line for which `holds`, which must hold for the first one and for a head of them.
    fn line_before(&self, holds: impl Fn(&Counts) -> bool) -> (usize, Counts) {
        let index = self.lines.partition_point(holds).saturating_sub(1);
        (index, self.lines.get(index).copied().unwrap_or_default())
    }
}

/// The text of a line up to a byte offset; an offset inside a character is moved to its start.
fn head(text: &str, line_start: usize, offset: u32) -> &str {
    let mut end = (offset as usize).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(line_start..end).unwrap_or_default()
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
