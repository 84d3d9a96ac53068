//! The known word that was probably meant.

/// The one word that is nearest, where it is near enough and no other is as near. Case does not count.
pub(super) fn nearest<'w>(word: &str, known: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    let limit = match word.len() {
        0..=2 => return None,
        3..=5 => 1,
        6..=11 => 2,
        _ => 3,
    };
    let mut best: Option<(usize, &str)> = None;
    let mut is_tied = false;
    let mut scratch = Vec::new();
    for candidate in known.filter(|known| known.len().abs_diff(word.len()) <= limit) {
        let distance = distance(word.as_bytes(), candidate.as_bytes(), &mut scratch);
        match best {
            Some((least, _)) if distance > least => {}
            Some((least, _)) if distance == least => is_tied = true,
            _ => {
                best = Some((distance, candidate));
                is_tied = false;
            }
        }
    }
    let (distance, candidate) = best?;
    (distance <= limit && !is_tied).then_some(candidate)
}

/// How many letters to insert, remove, replace or exchange with their neighbors.
fn distance(one: &[u8], other: &[u8], scratch: &mut Vec<usize>) -> usize {
    let width = other.len() + 1;
    scratch.clear();
    scratch.extend(0..width);
    let at = |rows: &[usize], row: usize, column: usize| {
        let place = row * width + column;
        rows.get(place).copied().unwrap_or(usize::MAX / 2)
    };
    let is_same = |i: usize, j: usize| match (one.get(i), other.get(j)) {
        (Some(a), Some(b)) => a.eq_ignore_ascii_case(b),
        _ => false,
    };
    for i in 0..one.len() {
        scratch.push(i + 1);
        for j in 0..other.len() {
            let replace = at(scratch, i, j) + usize::from(!is_same(i, j));
            let mut least = replace
                .min(at(scratch, i, j + 1) + 1)
                .min(at(scratch, i + 1, j) + 1);
            if i > 0 && j > 0 && is_same(i, j - 1) && is_same(i - 1, j) {
                least = least.min(at(scratch, i - 1, j - 1) + 1);
            }
            scratch.push(least);
        }
    }
    at(scratch, one.len(), other.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_one_word_that_was_meant() {
        let known = ["StringEquals", "StringLike", "NumericEquals", "Bool"];
        let nearest = |word| nearest(word, known.into_iter());
        assert_eq!(nearest("StringEqual"), Some("StringEquals"));
        assert_eq!(nearest("StirngLike"), Some("StringLike"));
        assert_eq!(nearest("stringequals"), Some("StringEquals"));
        assert_eq!(nearest("Boolean"), None);
        assert_eq!(nearest("Anything"), None);
        assert_eq!(nearest("ab"), None);
    }

    #[test]
    fn of_two_that_are_as_near_none_was_meant() {
        assert_eq!(nearest("cat", ["bat", "hat"].into_iter()), None);
        assert_eq!(
            nearest("cat", ["bat", "cart", "cat"].into_iter()),
            Some("cat")
        );
    }
}
