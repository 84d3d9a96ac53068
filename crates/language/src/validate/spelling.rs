//! What somebody probably meant to write.

/// The longest text that is compared: no name of AWS's is longer.
const MAX_LENGTH: usize = 80;

/// The known text that is nearest to another, if one is near enough to be meant and no
/// other is as near. Case does not matter.
pub(super) fn nearest<'k>(text: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    // One letter in four may be wrong, but never all of a short text.
    let limit = (text.len() / 4).clamp(usize::from(text.len() > 1), 4);
    nearest_within(text, known, limit)
}

/// The same where at most so many letters may be wrong.
pub(super) fn nearest_within<'k>(
    text: &str,
    known: impl Iterator<Item = &'k str>,
    mut limit: usize,
) -> Option<&'k str> {
    if text.len() > MAX_LENGTH {
        return None;
    }
    let text = text.to_ascii_lowercase();
    let mut best = None;
    let mut is_tied = false;
    let mut row = Vec::new();
    for candidate in known {
        if candidate.len().abs_diff(text.len()) > limit {
            continue;
        }
        if let Some(distance) = distance_within(&text, candidate, limit, &mut row) {
            let is_same = best.is_some_and(|best: &str| best.eq_ignore_ascii_case(candidate));
            if !is_same {
                is_tied = best.is_some() && distance == limit;
                best = Some(candidate);
            }
            limit = distance;
        }
    }
    best.filter(|_| !is_tied)
}

/// The number of letters to insert, remove or replace to make one text of another, where two letters
/// that changed places count as one; none if it is more than `limit`.
fn distance_within(
    lower: &str,
    candidate: &str,
    limit: usize,
    rows: &mut Vec<[usize; 3]>,
) -> Option<usize> {
    // Of each place in the candidate: this row, the row above, the row above that.
    rows.clear();
    rows.extend((0..=candidate.len()).map(|place| [place, 0, 0]));
    let mut before = None;
    for (above, one) in lower.bytes().enumerate() {
        let mut left: Option<[usize; 3]> = None;
        let mut left_but_one: Option<[usize; 3]> = None;
        let mut letter_before = None;
        let mut smallest = usize::MAX;
        let mut letters = candidate.bytes().map(|byte| byte.to_ascii_lowercase());
        for cell in rows.iter_mut() {
            let [up, up_two, _] = *cell;
            let value = match left {
                None => above + 1,
                Some([beside, diagonal, _]) => {
                    let other = letters.next();
                    let replaced = diagonal + usize::from(other != Some(one));
                    let mut value = replaced.min(up + 1).min(beside + 1);
                    let is_swapped =
                        before.is_some() && before == other && letter_before == Some(one);
                    if let (true, Some([_, _, corner])) = (is_swapped, left_but_one) {
                        value = value.min(corner + 1);
                    }
                    letter_before = other;
                    value
                }
            };
            *cell = [value, up, up_two];
            smallest = smallest.min(value);
            left_but_one = left;
            left = Some(*cell);
        }
        if smallest > limit {
            return None;
        }
        before = Some(one);
    }
    let distance = rows.last().map(|[value, ..]| *value)?;
    (distance <= limit).then_some(distance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_is_found() {
        let known = ["GetObject", "PutObject", "GetObjectTagging", "ListBucket"];
        let near = |text| nearest(text, known.into_iter());
        assert_eq!(near("GetObjekt"), Some("GetObject"));
        assert_eq!(near("getobjects"), Some("GetObject"));
        assert_eq!(near("GteObject"), Some("GetObject"));
        assert_eq!(near("ListBukcet"), Some("ListBucket"));
        assert_eq!(near("DescribeAlarms"), None);
        assert_eq!(nearest("s", ["s3"].into_iter()), None);
        assert_eq!(nearest("s2", ["s3"].into_iter()), Some("s3"));
        assert_eq!(nearest("ec", ["ec2"].into_iter()), Some("ec2"));
        assert_eq!(nearest("", ["ec2"].into_iter()), None);
    }

    #[test]
    fn letters_that_changed_places_count_once() {
        let distance = |one, other| distance_within(one, other, 9, &mut Vec::new());
        assert_eq!(distance("abcd", "abdc"), Some(1));
        assert_eq!(distance("abcd", "bacd"), Some(1));
        assert_eq!(distance("abc", "abc"), Some(0));
        assert_eq!(distance("abc", "b"), Some(2));
        assert_eq!(distance("", "abc"), Some(3));
        assert_eq!(distance("abc", "xyz"), Some(3));
    }
}
