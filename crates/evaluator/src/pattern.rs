//! Patterns with `*` and `?`, and the one matcher for all of them.
//!
//! `*` matches any sequence of characters, the empty one too; `?` matches exactly one character.
//! Nothing else has a special meaning, `/` included.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html#reference_policies_elements_resource_wildcards>

/// A piece of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// These characters. Never empty, and never next to another literal.
    Literal(Box<str>),
    /// `?`
    AnyOne,
    /// `*`
    AnyMany,
}

/// A pattern without policy variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    segments: Vec<Segment>,
}

impl Pattern {
    /// Reads a pattern. Every text is one.
    #[must_use]
    pub fn new(text: &str) -> Pattern {
        Pattern {
            segments: segments(text),
        }
    }

    /// Whether the pattern matches the whole text.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        matches(&self.segments, text)
    }

    /// Whether the pattern has a `*` or `?`.
    #[must_use]
    pub fn has_wildcard(&self) -> bool {
        self.segments
            .iter()
            .any(|segment| !matches!(segment, Segment::Literal(_)))
    }
}

/// Splits a text into literals and wildcards.
pub(crate) fn segments(text: &str) -> Vec<Segment> {
    let mut segments = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['*', '?']) {
        push_literal(&mut segments, rest.get(..at).unwrap_or_default());
        let is_star = rest.as_bytes().get(at) == Some(&b'*');
        push_wildcard(
            &mut segments,
            if is_star {
                Segment::AnyMany
            } else {
                Segment::AnyOne
            },
        );
        rest = rest.get(at + 1..).unwrap_or_default();
    }
    push_literal(&mut segments, rest);
    segments
}

/// Appends characters, joining them to a literal that stands before them.
pub(crate) fn push_literal(segments: &mut Vec<Segment>, text: &str) {
    if text.is_empty() {
        return;
    }
    if let Some(Segment::Literal(literal)) = segments.last_mut() {
        *literal = [literal, text].concat().into();
        return;
    }
    segments.push(Segment::Literal(text.into()));
}

/// Appends a wildcard; a second `*` in a row adds nothing and is left out.
pub(crate) fn push_wildcard(segments: &mut Vec<Segment>, wildcard: Segment) {
    if wildcard == Segment::AnyMany && segments.last() == Some(&Segment::AnyMany) {
        return;
    }
    segments.push(wildcard);
}

/// Whether the segments match the whole text.
///
/// Goes back only to the last `*`, so the time is at most the product of the two lengths. Works on
/// bytes: a literal can only match where a character begins, and the steps in between are whole
/// characters.
pub(crate) fn matches(segments: &[Segment], text: &str) -> bool {
    match segments {
        [] => text.is_empty(),
        [Segment::AnyMany] => true,
        [Segment::Literal(literal)] => **literal == *text,
        [Segment::Literal(literal), Segment::AnyMany] => {
            strip_prefix(text.as_bytes(), literal.as_bytes()).is_some()
        }
        _ => matches_in_steps(segments, text),
    }
}

fn matches_in_steps(segments: &[Segment], text: &str) -> bool {
    let mut at = 0; // the next segment
    let mut rest = text.as_bytes();
    // After a `*`: the segment behind it, and the text that it has not run over yet.
    let mut retry: Option<(usize, &[u8])> = None;
    loop {
        let advanced = match segments.get(at) {
            Some(Segment::AnyMany) => {
                at += 1;
                if at == segments.len() {
                    return true;
                }
                retry = Some((at, rest));
                continue;
            }
            Some(Segment::Literal(literal)) => strip_prefix(rest, literal.as_bytes()),
            Some(Segment::AnyOne) => after_first_character(rest),
            None if rest.is_empty() => return true,
            None => None,
        };
        if let Some(after) = advanced {
            rest = after;
            at += 1;
            continue;
        }
        let Some((behind_star, tried)) = retry else {
            return false;
        };
        let Some(shorter) = next_try(segments.get(behind_star), tried) else {
            return false;
        };
        retry = Some((behind_star, shorter));
        at = behind_star;
        rest = shorter;
    }
}

/// As the standard library's, but most texts differ in their first byte, and that is cheap to see.
fn strip_prefix<'t>(text: &'t [u8], prefix: &[u8]) -> Option<&'t [u8]> {
    if text.first() != prefix.first() {
        return None;
    }
    text.strip_prefix(prefix)
}

/// The next place, at least one character on, where the segment behind a `*` can match.
fn next_try<'t>(segment: Option<&Segment>, tried: &'t [u8]) -> Option<&'t [u8]> {
    let mut shorter = after_first_character(tried)?;
    if let Some(Segment::Literal(literal)) = segment {
        let first = literal.as_bytes().first()?;
        let start = shorter.iter().position(|byte| byte == first)?;
        shorter = shorter.get(start..)?;
    }
    Some(shorter)
}

/// The text without its first character: one byte that begins it, and those that continue it.
fn after_first_character(text: &[u8]) -> Option<&[u8]> {
    let (_, rest) = text.split_first()?;
    let is_continuation = |byte: &&u8| **byte & 0b1100_0000 == 0b1000_0000;
    let length = rest.iter().take_while(is_continuation).count();
    rest.get(length..)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, yes: &[&str], no: &[&str]) {
        let compiled = Pattern::new(pattern);
        for text in yes {
            assert!(compiled.matches(text), "`{pattern}` should match `{text}`");
        }
        for text in no {
            assert!(
                !compiled.matches(text),
                "`{pattern}` should not match `{text}`"
            );
        }
    }

    #[test]
    fn matches_the_whole_text() {
        check("", &[""], &["a"]);
        check("abc", &["abc"], &["ab", "abcd", "xabc", "ABC"]);
        check("*", &["", "a", "a/b:c"], &[]);
        check("a*", &["a", "ab"], &["", "ba"]);
        check("*a", &["a", "ba", "aa"], &["ab"]);
        check(
            "a*b*c",
            &["abc", "axxbyyc", "abbbc", "abcbc"],
            &["ac", "abcd"],
        );
        check("?", &["a", "é", "😀"], &["", "ab"]);
        check("a?c", &["abc", "aéc", "a?c"], &["ac", "abbc"]);
        check("*?", &["a", "é"], &[""]);
        check("?*?", &["ab", "a😀b"], &["a"]);
        check("**a**", &["a", "bab"], &["b"]);
        check(
            "*ab?d*",
            &["abcd", "xxababcdyy", "ababxd"],
            &["abd", "abcx"],
        );
        check("a.c", &["a.c"], &["abc"]);
        check("[a]", &["[a]"], &["a"]);
    }

    #[test]
    fn takes_little_time_for_many_stars() {
        let pattern = Pattern::new(&"a*".repeat(5_000));
        let text = "a".repeat(100_000);
        assert!(pattern.matches(&text));
        let pattern = Pattern::new(&format!("{}b", "a*".repeat(5_000)));
        assert!(!pattern.matches(&text));
    }

    #[test]
    fn agrees_with_the_definition_on_all_short_texts() {
        fn by_definition(pattern: &[char], text: &[char]) -> bool {
            match pattern.split_first() {
                None => text.is_empty(),
                Some(('*', rest)) => (0..=text.len()).any(|n| by_definition(rest, &text[n..])),
                Some((one, rest)) => match text.split_first() {
                    Some((first, tail)) => {
                        (*one == '?' || one == first) && by_definition(rest, tail)
                    }
                    None => false,
                },
            }
        }
        let words = |letters: &[char], longest: usize| -> Vec<Vec<char>> {
            let mut all = vec![vec![]];
            let mut last: Vec<Vec<char>> = vec![vec![]];
            for _ in 0..longest {
                last = last
                    .iter()
                    .flat_map(|word| {
                        letters
                            .iter()
                            .map(move |&letter| [word.clone(), vec![letter]].concat())
                    })
                    .collect();
                all.extend(last.iter().cloned());
            }
            all
        };
        let texts = words(&['a', 'é'], 5);
        for pattern in words(&['a', 'é', '*', '?'], 4) {
            let spelled: String = pattern.iter().collect();
            let compiled = Pattern::new(&spelled);
            for text in &texts {
                let written: String = text.iter().collect();
                assert_eq!(
                    compiled.matches(&written),
                    by_definition(&pattern, text),
                    "`{spelled}` on `{written}`"
                );
            }
        }
    }
}
