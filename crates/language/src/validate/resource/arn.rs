//! An ARN as it stands in a policy: with wildcards, and perhaps with policy variables.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>

use iam_evaluator::Span;
use iam_evaluator::variable::Version;

use crate::reading::{Reading, Text};

/// A text that begins with `arn:`.
#[derive(Clone, Copy)]
pub(super) struct ArnText<'r> {
    pub(super) text: Text<'r>,
    /// Where its parts stand in the text; further colons belong to the last one.
    parts: [(usize, usize); 6],
    /// How many of them there are.
    pub(super) count: usize,
    version: Version,
}

/// A part of an ARN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Partition = 1,
    Service = 2,
    Region = 3,
    Account = 4,
    Resource = 5,
}

impl<'r> ArnText<'r> {
    /// None where a text is no ARN.
    pub(super) fn read(text: Text<'r>, version: Version) -> Option<ArnText<'r>> {
        if !text.value.starts_with("arn:") {
            return None;
        }
        let mut parts = [(0, 0); 6];
        let mut count = 0;
        let mut start = 0;
        for slot in &mut parts {
            let rest = text.value.get(start..)?;
            let end = match colon(rest, version) {
                Some(at) if count < 5 => start + at,
                _ => text.value.len(),
            };
            *slot = (start, end);
            count += 1;
            if end == text.value.len() {
                break;
            }
            start = end + 1;
        }
        Some(ArnText {
            text,
            parts,
            count,
            version,
        })
    }

    /// Where a part stands in the text; empty where it is missing.
    pub(super) fn range(&self, part: Part) -> (usize, usize) {
        self.parts.get(part as usize).copied().unwrap_or_default()
    }

    /// A part; empty where it is missing.
    pub(super) fn part(&self, part: Part) -> &'r str {
        let (start, end) = self.range(part);
        self.text.value.get(start..end).unwrap_or_default()
    }

    /// Where a part stands in the source; the whole text where the part is empty.
    pub(super) fn place(&self, reading: &Reading<'_>, part: Part) -> Span {
        let (start, end) = self.range(part);
        match start < end {
            true => reading.place(self.text.span, start, end),
            false => self.text.span,
        }
    }

    /// Whether a part is a text without wildcards and variables.
    pub(super) fn is_literal(&self, part: Part) -> bool {
        let text = self.part(part);
        !text.contains(['*', '?']) && !self.has_variable(text)
    }

    fn has_variable(&self, text: &str) -> bool {
        self.version == Version::V2012 && text.contains("${")
    }

    /// The part that names the resource, with `*` for each variable.
    pub(super) fn resource_pattern(&self) -> std::borrow::Cow<'r, str> {
        let text = self.part(Part::Resource);
        match self.has_variable(text) {
            true => with_star_for_variables(text).into(),
            false => text.into(),
        }
    }
}

/// The first colon that does not stand in a variable.
fn colon(text: &str, version: Version) -> Option<usize> {
    if version == Version::V2008 {
        return text.find(':');
    }
    let mut from = 0;
    loop {
        let rest = text.get(from..)?;
        let at = rest.find([':', '$'])?;
        let rest = rest.get(at..)?;
        if rest.starts_with(':') {
            return Some(from + at);
        }
        let length = match rest.starts_with("${") {
            true => rest.find('}').map_or(1, |end| end + 1),
            false => 1,
        };
        from += at + length;
    }
}

/// A text, or a template of AWS's tables, with `*` for each `${…}`.
pub(super) fn with_star_for_variables(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        pattern.push_str(before);
        let Some((_, after)) = after.split_once('}') else {
            rest = "";
            pattern.push('*');
            break;
        };
        pattern.push('*');
        rest = after;
    }
    pattern.push_str(rest);
    pattern
}

/// A text in which each variable stands as letters that no other text has, and `${*}`, `${?}` and
/// `${$}` as what they stand for, without being wildcards.
pub(super) fn with_opaque_variables(text: &str) -> String {
    // No character is assigned here.
    const BASE: u32 = 0xf_0000;
    let hidden = |letter: char| {
        let code = u32::from(letter.to_ascii_lowercase());
        char::from_u32(BASE + code % 0xfff0).unwrap_or(letter)
    };
    let mut opaque = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        opaque.push_str(before);
        match name {
            "$" => opaque.push('$'),
            "*" | "?" => opaque.extend(name.chars().map(hidden)),
            _ => {
                opaque.push(hidden('{'));
                opaque.extend(name.chars().map(hidden));
                opaque.push(hidden('}'));
            }
        }
        rest = after;
    }
    opaque.push_str(rest);
    opaque
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str, version: Version) -> Vec<String> {
        let span = Span::new(0, text.len() + 2);
        let arn = ArnText::read(Text { value: text, span }, version).expect("an ARN");
        let ranges = arn.parts.iter().take(arn.count);
        ranges
            .map(|(start, end)| text.get(*start..*end).unwrap_or_default().to_owned())
            .collect()
    }

    #[test]
    fn parts_are_split_at_colons_outside_of_variables() {
        let text = "arn:aws:s3:::b/${aws:username}:x";
        let expected = ["arn", "aws", "s3", "", "", "b/${aws:username}:x"];
        assert_eq!(parts(text, Version::V2012), expected);
        let text = "arn:aws:sqs:*:${aws:PrincipalAccount}:jobs";
        assert_eq!(parts(text, Version::V2012).len(), 6);
        assert_eq!(
            parts(text, Version::V2008).get(5).map(String::as_str),
            Some("PrincipalAccount}:jobs")
        );
        assert_eq!(parts("arn:aws:s3::", Version::V2012).len(), 5);
        assert_eq!(parts("arn:aws:s3:::", Version::V2012).len(), 6);
        assert_eq!(parts("arn:aws", Version::V2012).len(), 2);
        assert_eq!(parts("arn:aws:s3:::${", Version::V2012).len(), 6);
    }

    #[test]
    fn variables_are_hidden() {
        assert_eq!(with_star_for_variables("a/${b}/c${d}"), "a/*/c*");
        assert_eq!(with_star_for_variables("a/${b"), "a/*");
        let opaque = with_opaque_variables("a/${aws:UserName}/*");
        assert_eq!(opaque, with_opaque_variables("a/${aws:username}/*"));
        assert!(opaque.starts_with("a/") && opaque.ends_with("/*"));
        assert!(!opaque.contains("user") && !opaque.contains(':'));
        assert!(!with_opaque_variables("${*}").contains('*'));
        assert_eq!(with_opaque_variables("${$}x"), "$x");
    }
}
