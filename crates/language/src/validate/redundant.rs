//! Which patterns of a list another one of the list makes redundant.

use crate::glob::covers;

/// For each pattern the place of one that covers it and is not itself covered. Of patterns that cover
/// each other the first stays. `covers_too` may ask for more than the texts say.
pub(super) fn covered_by(
    patterns: &[&str],
    covers_too: impl Fn(&str, &str) -> bool,
) -> Vec<Option<usize>> {
    let mut by: Vec<Option<usize>> = vec![None; patterns.len()];
    let mut sorted: Vec<(&str, usize)> = patterns.iter().copied().zip(0..).collect();
    sorted.sort_unstable();
    for (&(text, first), &(same, place)) in sorted.iter().zip(sorted.iter().skip(1)) {
        if text == same {
            let kept = by.get(first).copied().flatten().unwrap_or(first);
            set(&mut by, place, kept);
        }
    }
    // Only a pattern with a wildcard covers others, and only those that begin as it does.
    for &(wide, wide_place) in &sorted {
        let Some(length) = wide.find(['*', '?']) else {
            continue;
        };
        if is_set(&by, wide_place) {
            continue;
        }
        let head = wide.get(..length).unwrap_or_default();
        let start = sorted.partition_point(|(text, _)| *text < head);
        let rest = sorted.get(start..).unwrap_or_default().iter();
        for &(narrow, place) in rest.take_while(|(text, _)| text.starts_with(head)) {
            let is_narrower = place != wide_place
                && !is_set(&by, place)
                && covers(wide, narrow)
                && covers_too(wide, narrow);
            if is_narrower
                && (place > wide_place || !(covers(narrow, wide) && covers_too(narrow, wide)))
            {
                set(&mut by, place, wide_place);
            }
        }
    }
    for place in 0..by.len() {
        let mut last = by.get(place).copied().flatten();
        while let Some(further) = last.and_then(|last| by.get(last).copied().flatten()) {
            last = Some(further);
        }
        if let Some(last) = last {
            set(&mut by, place, last);
        }
    }
    by
}

fn set(by: &mut [Option<usize>], place: usize, covering: usize) {
    if let Some(slot) = by.get_mut(place) {
        *slot = Some(covering);
    }
}

fn is_set(by: &[Option<usize>], place: usize) -> bool {
    by.get(place).is_some_and(Option::is_some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_covers_is_redundant() {
        let by = |patterns: &[&str]| covered_by(patterns, |_, _| true);
        assert_eq!(by(&["a", "b"]), [None, None]);
        assert_eq!(by(&["a", "b", "a", "a"]), [None, None, Some(0), Some(0)]);
        assert_eq!(
            by(&["ab", "a*", "abc*", "b"]),
            [Some(1), None, Some(1), None]
        );
        assert_eq!(by(&["abc", "ab*", "*"]), [Some(2), Some(2), None]);
        assert_eq!(by(&["?*", "*?"]), [None, Some(0)]);
        assert_eq!(by(&["*?", "?*"]), [None, Some(0)]);
        assert_eq!(by(&["a*", "a*", "ab"]), [None, Some(0), Some(0)]);
        assert_eq!(by(&["iam:Get*", "iam:*Report"]), [None, None]);
        assert_eq!(covered_by(&["a*", "ab"], |_, _| false), [None, None]);
    }
}
