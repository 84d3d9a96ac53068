//! Whether one pattern with `*` and `?` covers every text of another, or shares a text with it.
//!
//! The wildcards mean what they mean in a policy: `*` any sequence of characters, the empty one too,
//! `?` exactly one. Everything else stands for itself.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html#reference_policies_elements_resource_wildcards>

/// How many `*` of the narrow pattern are looked at one by one. Beyond that, and only where the wide
/// pattern has a `?`, the answer may be no for patterns of which one covers the other.
const MAX_STARS: usize = 6;

/// Whether every text that `narrow` matches is matched by `wide` too. Case matters.
pub(crate) fn covers(wide: &str, narrow: &str) -> bool {
    if covers_letter_by_letter(wide.as_bytes(), narrow.as_bytes()) {
        return true;
    }
    // A `?` may match the first letter of what the other's `*` stands for, or a letter beside it.
    wide.contains('?') && narrow.contains('*') && covers_samples(wide, narrow)
}

/// Whether `wide` matches the text of `narrow` if a `*` there is matched by a `*` only, and a `?` by
/// either. Enough to cover; without a `?` in `wide`, or without a `*` in `narrow`, also needed.
fn covers_letter_by_letter(wide: &[u8], narrow: &[u8]) -> bool {
    let mut pattern = wide;
    let mut text = narrow;
    // After a `*`: what stands behind it, and the text that it has not run over yet.
    let mut retry: Option<(&[u8], &[u8])> = None;
    loop {
        match (pattern.split_first(), text.split_first()) {
            (None, None) | (Some((b'*', [])), _) => return true,
            (Some((b'*', behind)), _) => {
                pattern = behind;
                retry = Some((behind, text));
                continue;
            }
            (Some((b'?', behind)), Some((byte, rest))) if *byte != b'*' => {
                pattern = behind;
                text = next_character(rest);
                continue;
            }
            (Some((expected, behind)), Some((byte, rest)))
                if expected == byte && !matches!(byte, b'*' | b'?') =>
            {
                pattern = behind;
                text = rest;
                continue;
            }
            _ => {}
        }
        let Some((behind, (_, rest))) =
            retry.and_then(|(behind, tried)| Some((behind, tried.split_first()?)))
        else {
            return false;
        };
        let shorter = next_character(rest);
        retry = Some((behind, shorter));
        pattern = behind;
        text = shorter;
    }
}

/// The text without the bytes that continue a character begun before.
fn next_character(text: &[u8]) -> &[u8] {
    let is_continuation = |byte: &&u8| **byte & 0b1100_0000 == 0b1000_0000;
    let length = text.iter().take_while(is_continuation).count();
    text.get(length..).unwrap_or_default()
}

/// Whether `wide` matches a few texts of `narrow` that stand for all of them.
///
/// A wildcard of `narrow` stands at its hardest for letters that no literal of `wide` is, here `None`.
/// If `wide` matches with none of them in place of a `*`, and with more of them than `wide` has
/// letters, so that a `*` of `wide` runs over some, then it matches with any number in between: either
/// match leaves that `*` room. So two lengths for each `*` are enough.
fn covers_samples(wide: &str, narrow: &str) -> bool {
    let wide: Vec<char> = wide.chars().collect();
    let mut parts: Vec<&str> = narrow.split('*').collect();
    // Of several `*` in a row one is enough.
    let last = parts.len() - 1;
    let mut place = 0;
    parts.retain(|part| {
        place += 1;
        place == 1 || place > last || !part.is_empty()
    });
    let stars = parts.len() - 1;
    if stars > MAX_STARS {
        return false;
    }
    let mut sample: Vec<Option<char>> = Vec::new();
    // The sample in which all are long comes first: it tells most patterns apart.
    (0..1_u32 << stars).all(|short| {
        sample.clear();
        for (star, part) in parts.iter().enumerate() {
            if star > 0 && short & (1 << (star - 1)) == 0 {
                sample.resize(sample.len() + wide.len() + 1, None);
            }
            sample.extend(
                part.chars()
                    .map(|letter| Some(letter).filter(|it| *it != '?')),
            );
        }
        matches(&wide, &sample)
    })
}

/// Whether a pattern matches the whole text, in which `None` is matched by wildcards only.
fn matches(pattern: &[char], text: &[Option<char>]) -> bool {
    let (mut pattern, mut text) = (pattern, text);
    let mut retry: Option<(&[char], &[Option<char>])> = None;
    loop {
        match (pattern.split_first(), text.split_first()) {
            (None, None) => return true,
            (Some(('*', behind)), _) => {
                pattern = behind;
                retry = Some((behind, text));
                continue;
            }
            (Some((expected, behind)), Some((letter, rest)))
                if *expected == '?' || *letter == Some(*expected) =>
            {
                pattern = behind;
                text = rest;
                continue;
            }
            _ => {}
        }
        let Some((behind, (_, shorter))) =
            retry.and_then(|(behind, tried)| Some((behind, tried.split_first()?)))
        else {
            return false;
        };
        retry = Some((behind, shorter));
        pattern = behind;
        text = shorter;
    }
}

/// Whether some text is matched by both patterns. Case matters.
pub(crate) fn overlaps(one: &str, other: &str) -> bool {
    let is_wild = |byte: u8| matches!(byte, b'*' | b'?');
    let (one, other) = (one.as_bytes(), other.as_bytes());
    // Most pairs already differ before the first wildcard of either, or behind the last.
    let differ = |(a, b): (&u8, &u8)| {
        (
            !is_wild(*a) && !is_wild(*b) && a != b,
            is_wild(*a) || is_wild(*b),
        )
    };
    let heads = one.iter().zip(other).map(differ);
    let tails = one.iter().rev().zip(other.iter().rev()).map(differ);
    if heads
        .take_while(|(_, wild)| !wild)
        .any(|(differ, _)| differ)
        || tails
            .take_while(|(_, wild)| !wild)
            .any(|(differ, _)| differ)
    {
        return false;
    }
    // Which ends of `other`, by length, remain to be matched by the rest of `one`.
    let mut reached = vec![false; other.len() + 1];
    let mut next = reached.clone();
    if let Some(all) = reached.first_mut() {
        *all = true;
    }
    for place in 0..=one.len() {
        let letter = one.get(place).copied();
        next.fill(false);
        let mut beside = false;
        for at in 0..=other.len() {
            let here = beside || reached.get(at).copied().unwrap_or_default();
            let theirs = other.get(at).copied();
            beside = here && (theirs == Some(b'*') || (letter == Some(b'*') && theirs.is_some()));
            if !here {
                continue;
            }
            if place == one.len() && at == other.len() {
                return true;
            }
            // Past a letter of `one`: a star that stands for nothing more, or what the star or the
            // letter of `other` takes.
            if letter == Some(b'*') || theirs == Some(b'*') {
                set(&mut next, at);
            }
            let (Some(ours), Some(theirs)) = (letter, theirs) else {
                continue;
            };
            if ours == b'?' || theirs == b'?' || ours == theirs {
                set(&mut next, at + 1);
            }
        }
        std::mem::swap(&mut reached, &mut next);
    }
    false
}

fn set(reached: &mut [bool], place: usize) {
    if let Some(slot) = reached.get_mut(place) {
        *slot = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iam_evaluator::pattern::Pattern;

    #[test]
    fn one_pattern_covers_another() {
        for (wide, narrow) in [
            ("*", ""),
            ("*", "?*é"),
            ("s3:Get*", "s3:GetObject"),
            ("s3:Get*", "s3:Get*Tagging"),
            ("?*", "*?"),
            ("?*a*", "*ba*"),
            ("a?*c", "a*bc"),
            ("?", "é"),
            ("*x*", "**x"),
            ("a${b}*", "a${b}/c"),
        ] {
            assert!(covers(wide, narrow), "{wide} {narrow}");
        }
        for (wide, narrow) in [
            ("s3:GetObject", "s3:Get*"),
            ("s3:get*", "s3:GetObject"),
            ("?", "??"),
            ("?*", "*"),
            ("a?c", "a*c"),
            ("*?a*", "*a*"),
            ("a", "?"),
        ] {
            assert!(!covers(wide, narrow), "{wide} {narrow}");
        }
    }

    /// All texts of up to `length` letters.
    fn words(letters: &[char], length: usize) -> Vec<String> {
        let mut all = vec![String::new()];
        let mut from = 0;
        for _ in 0..length {
            let longest: Vec<String> = all.iter().skip(from).cloned().collect();
            from = all.len();
            for word in longest {
                all.extend(letters.iter().map(|letter| format!("{word}{letter}")));
            }
        }
        all
    }

    #[test]
    fn trying_all_texts_says_the_same() {
        let texts = words(&['a', 'b', 'c'], 8);
        let patterns = words(&['a', 'b', '*', '?'], 4);
        let sets: Vec<Vec<u64>> = patterns
            .iter()
            .map(|pattern| {
                let pattern = Pattern::new(pattern);
                let bits = texts.chunks(64).map(|chunk| {
                    let bit =
                        |(place, text): (usize, &String)| u64::from(pattern.matches(text)) << place;
                    chunk.iter().enumerate().map(bit).sum()
                });
                bits.collect()
            })
            .collect();
        for (wide, all) in patterns.iter().zip(&sets) {
            for (narrow, some) in patterns.iter().zip(&sets) {
                let is_within = some.iter().zip(all).all(|(some, all)| some & !all == 0);
                assert_eq!(covers(wide, narrow), is_within, "{wide} {narrow}");
                let is_shared = some.iter().zip(all).any(|(some, all)| some & all != 0);
                assert_eq!(overlaps(wide, narrow), is_shared, "{wide} {narrow}");
            }
        }
    }

    #[test]
    fn patterns_overlap_where_a_text_fits_both() {
        for (one, other, answer) in [
            ("", "", true),
            ("", "*", true),
            ("", "?", false),
            ("a", "b", false),
            ("a*", "*b", true),
            ("role/*", "user/*", false),
            ("*/x", "role/*", true),
            ("a?c", "ab*", true),
            ("a?", "a", false),
            ("*b*", "ac", false),
            ("x*y", "x", false),
        ] {
            assert_eq!(overlaps(one, other), answer, "{one} {other}");
            assert_eq!(overlaps(other, one), answer, "{other} {one}");
        }
    }

    #[test]
    fn hard_patterns_take_no_time() {
        let wide = "*a?".repeat(200);
        let narrow = "a*".repeat(400);
        assert!(!covers(&wide, &narrow));
    }
}
