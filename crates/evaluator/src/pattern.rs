//! Patterns with `*` and `?`, and the one matcher for all of them.
//!
//! `*` matches any sequence of characters, the empty one too; `?` matches exactly one character.
//! Nothing else has a special meaning, `/` included.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html#reference_policies_elements_resource_wildcards>

/// Stands for a `*` among the bytes of a pattern. UTF-8 has no such byte, so that a `*` that stands
/// for itself remains one.
pub(crate) const ANY_MANY: u8 = 0xff;

/// Stands for a `?`.
pub(crate) const ANY_ONE: u8 = 0xfe;

/// A pattern without policy variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    bytes: Box<[u8]>,
}

impl Pattern {
    /// Reads a pattern. Every text is one.
    #[must_use]
    pub fn new(text: &str) -> Pattern {
        let mut bytes = Vec::with_capacity(text.len());
        push_pattern(&mut bytes, text);
        Pattern {
            bytes: bytes.into(),
        }
    }

    /// Whether the pattern matches the whole text.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        matches(&self.bytes, text)
    }
}

/// Appends a text with its wildcards. A second `*` in a row adds nothing and is left out.
pub(crate) fn push_pattern(bytes: &mut Vec<u8>, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'*' if bytes.last() == Some(&ANY_MANY) => {}
            b'*' => bytes.push(ANY_MANY),
            b'?' => bytes.push(ANY_ONE),
            _ => bytes.push(byte),
        }
    }
}

/// Whether the pattern matches the whole text.
///
/// Goes back only to the last `*`, so the time is at most the product of the two lengths. Works on
/// bytes: what stands behind a `*` can only match where a character begins, and the steps in between
/// are whole characters.
pub(crate) fn matches(pattern: &[u8], text: &str) -> bool {
    let mut pattern = pattern;
    let mut text = text.as_bytes();
    // After a `*`: what stands behind it, and the text that it has not run over yet.
    let mut retry: Option<(&[u8], &[u8])> = None;
    loop {
        match (pattern.split_first(), text.split_first()) {
            (None, None) | (Some((&ANY_MANY, [])), _) => return true,
            (Some((&ANY_MANY, behind)), _) => {
                pattern = behind;
                retry = Some((behind, text));
                continue;
            }
            (Some((&ANY_ONE, behind)), Some((_, rest))) => {
                pattern = behind;
                text = next_character(rest);
                continue;
            }
            (Some((expected, behind)), Some((byte, rest))) if expected == byte => {
                pattern = behind;
                text = rest;
                continue;
            }
            _ => {}
        }
        let Some((behind, tried)) = retry else {
            return false;
        };
        let Some(shorter) = next_try(behind, tried) else {
            return false;
        };
        retry = Some((behind, shorter));
        pattern = behind;
        text = shorter;
    }
}

/// The next place, at least one character on, where what stands behind a `*` can match.
fn next_try<'t>(behind: &[u8], tried: &'t [u8]) -> Option<&'t [u8]> {
    let (_, rest) = tried.split_first()?;
    match behind.first() {
        Some(&ANY_ONE) => Some(next_character(rest)),
        // The first byte of a character.
        Some(first) => {
            let start = rest.iter().position(|byte| byte == first)?;
            rest.get(start..)
        }
        None => None,
    }
}

/// The text without the bytes that continue a character begun before.
fn next_character(text: &[u8]) -> &[u8] {
    let is_continuation = |byte: &&u8| **byte & 0b1100_0000 == 0b1000_0000;
    let length = text.iter().take_while(is_continuation).count();
    text.get(length..).unwrap_or_default()
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
