//! How much of a written pattern would have to be changed for it to match a text.

use crate::pattern::Pattern;

/// More cells than this are not filled in: so long and so unlike texts are as good as strangers.
const MOST_CELLS: usize = 1 << 16;

/// A pattern changed so that it matches.
pub(super) struct Mended {
    /// How many characters were inserted or removed; a replaced one counts as both.
    pub(super) cost: usize,
    /// The pattern with the fewest changes that match the text. Its wildcards are kept.
    pub(super) pattern: String,
}

/// Changes a pattern with `*` and `?` so that it matches the text, case included.
pub(super) fn mend(pattern: &str, text: &str) -> Mended {
    let from: Vec<char> = pattern.chars().collect();
    let to: Vec<char> = text.chars().collect();
    let width = to.len() + 1;
    if (from.len() + 1).saturating_mul(width) > MOST_CELLS {
        return Mended {
            cost: from.len() + to.len(),
            pattern: text.to_owned(),
        };
    }
    // `costs[i * width + j]`: what it takes until `from[i..]` matches `to[j..]`.
    let mut costs = vec![0_u32; (from.len() + 1) * width];
    let at = |costs: &[u32], i: usize, j: usize| costs.get(i * width + j).copied().unwrap_or(0);
    for i in (0..=from.len()).rev() {
        for j in (0..=to.len()).rev() {
            let cost = match (from.get(i), to.get(j)) {
                (None, _) => to.len() - j,
                (Some('*'), None) => at(&costs, i + 1, j) as usize,
                (Some('*'), Some(_)) => at(&costs, i + 1, j).min(at(&costs, i, j + 1)) as usize,
                (Some(_), None) => at(&costs, i + 1, j) as usize + 1,
                (Some(a), Some(b)) if *a == '?' || a == b => at(&costs, i + 1, j + 1) as usize,
                (Some(_), Some(_)) => at(&costs, i + 1, j).min(at(&costs, i, j + 1)) as usize + 1,
            };
            if let Some(slot) = costs.get_mut(i * width + j) {
                *slot = u32::try_from(cost).unwrap_or(u32::MAX);
            }
        }
    }
    let mut mended = String::new();
    let (mut i, mut j) = (0, 0);
    loop {
        match (from.get(i), to.get(j)) {
            (None, _) => break mended.extend(to.iter().skip(j)),
            (Some('*'), Some(_)) if at(&costs, i, j + 1) < at(&costs, i + 1, j) => j += 1,
            (Some('*'), _) => {
                mended.push('*');
                i += 1;
            }
            (Some(_), None) => i += 1,
            (Some(a), Some(b)) if *a == '?' || a == b => {
                mended.push(*a);
                (i, j) = (i + 1, j + 1);
            }
            (Some(_), Some(b)) if at(&costs, i, j + 1) <= at(&costs, i + 1, j) => {
                mended.push(*b);
                j += 1;
            }
            (Some(_), Some(_)) => i += 1,
        }
    }
    Mended {
        cost: at(&costs, 0, 0) as usize,
        pattern: mended,
    }
}

/// The pattern as it was meant, if it misses the text by a slip of the pen: by no more than two
/// characters and a quarter of the text, or by case alone. A change that would only widen the
/// pattern is none.
pub(super) fn without_slip(pattern: &str, text: &str) -> Option<String> {
    let Mended { cost, pattern: new } = mend(pattern, text);
    let few = cost <= 2 && cost * 4 <= text.len();
    let is_slip = few || mend(&pattern.to_ascii_lowercase(), &text.to_ascii_lowercase()).cost == 0;
    // A `?` was counted out on purpose.
    (is_slip && !pattern.contains('?') && !Pattern::new(&new).matches(pattern)).then_some(new)
}

/// What share of a pattern's own characters, wildcards aside, would change until it matches the
/// text, in percent: 0 if it matches, 100 if it has nothing of the text.
pub(super) fn unlikeness(pattern: &str, text: &str) -> u32 {
    if pattern == text {
        return 0;
    }
    let own = |pattern: &str| pattern.chars().filter(|c| !matches!(c, '*' | '?')).count();
    let mended = mend(pattern, text);
    // What was inserted or removed, of that and of what stayed.
    let all = (own(pattern) + own(&mended.pattern) + mended.cost) / 2;
    u32::try_from(100 * mended.cost / all.max(1)).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fewest_changes_keep_the_wildcards() {
        let check = |pattern: &str, text: &str, cost: usize, mended: &str| {
            let found = mend(pattern, text);
            assert_eq!(
                (found.cost, found.pattern.as_str()),
                (cost, mended),
                "{pattern} {text}"
            );
        };
        check("report/*", "reports/q3.csv", 1, "reports/*");
        check("r?port", "report", 0, "r?port");
        check("Reports", "reports", 2, "reports");
        check("", "ab", 2, "ab");
        check("ab", "", 2, "");
        check("*", "", 0, "*");
        check("é1*", "e12", 2, "e1*");
    }

    #[test]
    fn long_texts_are_strangers() {
        let long = "ab".repeat(400);
        assert_eq!(mend(&long, &long.to_uppercase()).cost, 1600);
    }

    #[test]
    fn slips_are_small() {
        let check = |pattern, text, expected: Option<&str>| {
            assert_eq!(
                without_slip(pattern, text).as_deref(),
                expected,
                "{pattern} {text}"
            );
        };
        check("report/*", "reports/q3.csv", Some("reports/*"));
        check("REPORTS", "reports", Some("reports"));
        check("s3:PutObject", "s3:GetObject", None);
        check("10", "12", None);
        check("home/a*", "home/b1", None);
    }

    #[test]
    fn a_star_is_like_nothing_by_itself() {
        assert_eq!(unlikeness("Get*", "GetObject"), 0);
        assert_eq!(unlikeness("List*", "GetObject"), 100);
        assert!(unlikeness("PutObject", "GetObject") < 50);
        assert_eq!(unlikeness("", "x"), 100);
    }
}
