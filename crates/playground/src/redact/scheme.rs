//! Which word stands for which, such that every comparison comes out as before.
//!
//! A text is compared by its words and by the separators between them, as long as no wildcard and
//! no variable touches a word. So a word that no pattern can match a part of may become any other
//! word. Where a pattern can, as `rep*` can of `reports`, the letters of both are exchanged one by
//! one, all over by the same table: this keeps every relation between parts of words. Three things
//! must hold, and are looked for over several tables:
//!
//! 1. No two words become the same, and none becomes one that stays.
//! 2. A fragment's replacement is part of a replaced word exactly if the fragment is part of the
//!    word. Words that are chosen freely contain no replaced fragment.
//! 3. A fragment that is part of a word that stays, stays: its letters stand for themselves.
//!
//! Two spellings of a word that differ by case become two of one other word, since some operators
//! do not tell them apart and others do.

use std::collections::{BTreeMap, BTreeSet};

use super::survey::{Survey, UNIQUE_ID_PREFIX, Word};
use super::{Kind, Secret};

/// How many tables are tried. The one that exchanges nothing always holds.
const TABLES: u64 = 64;

/// How many other words are tried for one.
const TRIES: u64 = 400;

/// Account ids that AWS's documentation uses.
const ACCOUNTS: [&str; 8] = [
    "111122223333",
    "444455556666",
    "777788889999",
    "123456789012",
    "222233334444",
    "555566667777",
    "999988887777",
    "888877776666",
];

/// Names that are nobody's.
const NAMES: [&str; 60] = [
    "alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliett",
    "kilo", "lima", "mike", "november", "oscar", "papa", "quebec", "romeo", "sierra", "tango",
    "uniform", "victor", "whiskey", "xray", "yankee", "zulu", "amber", "birch", "cedar", "dune",
    "ember", "fjord", "grove", "heath", "inlet", "jade", "knoll", "larch", "maple", "nectar",
    "olive", "pebble", "quartz", "reed", "sable", "thicket", "umber", "vale", "willow", "yarrow",
    "zephyr", "basil", "clover", "drift", "elm", "fern", "glade", "hazel", "iris", "juniper",
];

/// The choice of replacements.
#[derive(Debug)]
pub(super) struct Scheme {
    survey: Survey,
    table: BTreeMap<char, char>,
    /// Other words by words, in lower case; what is not here goes by the table.
    chosen: BTreeMap<String, String>,
}

impl Scheme {
    /// Chooses.
    pub(super) fn new(mut survey: Survey, secret: Secret) -> Scheme {
        fix_letters(&mut survey);
        let table = table(&mut survey, secret);
        let chosen = choose(&survey, &table, secret);
        Scheme {
            survey,
            table,
            chosen,
        }
    }

    /// The replacement of a word, which stands as a whole in its text.
    pub(super) fn word(&self, word: &str) -> String {
        let lower = word.to_ascii_lowercase();
        if self.survey.is_kept(&lower) {
            return word.to_owned();
        }
        match self.chosen.get(&lower) {
            Some(other) if self.kind(word) == Kind::UniqueId => other.to_ascii_uppercase(),
            Some(other) => in_shape(other, shape(word)),
            None => self.fragment(word),
        }
    }

    /// The replacement of a part of words.
    pub(super) fn fragment(&self, text: &str) -> String {
        exchange(text, &self.table)
    }

    /// What a word names.
    pub(super) fn kind(&self, word: &str) -> Kind {
        let known = self.survey.words.get(&word.to_ascii_lowercase());
        known.map_or(Kind::Name, |word| word.kind)
    }

    /// The words that are not AWS's and stay all the same, in lower case.
    pub(super) fn left(&self) -> Vec<String> {
        let words = self.survey.words.iter();
        let words = words.filter(|(word, known)| {
            known.is_whole && !self.survey.is_kept(word) && self.word(word) == **word
        });
        words.map(|(word, _)| word.clone()).collect()
    }

    /// The labels, and what stands for each.
    pub(super) fn labels(&self) -> BTreeMap<String, String> {
        let labels = &self.survey.labels;
        let mut number = 0;
        let mut found = BTreeMap::new();
        for label in labels {
            // IAM takes letters and digits only, and refuses a policy with other labels.
            let is_plain = label.bytes().all(|byte| byte.is_ascii_alphanumeric());
            let other = loop {
                number += 1;
                let other = match is_plain {
                    true => format!("Sid{number}"),
                    false => format!("Sid-{number}"),
                };
                if !labels.contains(&other) {
                    break other;
                }
            };
            found.insert(label.clone(), other);
        }
        found
    }
}

/// Letters of fragments that are parts of words that stay, and of the beginnings of unique ids
/// that go by the table.
fn fix_letters(survey: &mut Survey) {
    let stays = survey.staying();
    let mut fixed: BTreeSet<char> = BTreeSet::new();
    for fragment in &survey.fragments {
        if stays.iter().any(|word| word.contains(fragment.as_str())) {
            fixed.extend(fragment.chars());
        }
    }
    for (word, known) in &survey.words {
        if known.kind == Kind::UniqueId && goes_by_table(survey, word, known) {
            fixed.extend(word.chars().take(UNIQUE_ID_PREFIX));
        }
    }
    survey.fixed.extend(fixed);
}

/// Whether a pattern can match a part of the word, or whether its spellings cannot be told apart in
/// another word.
fn goes_by_table(survey: &Survey, word: &str, known: &Word) -> bool {
    let mut fragments = survey.fragments.iter();
    let mut shapes = BTreeSet::new();
    let several = known.spellings.len() > 1;
    let is_unclear = |spelling: &String| {
        let shape = shape(spelling);
        let is_id = matches!(known.kind, Kind::UniqueId | Kind::CanonicalUser);
        several && (shape == Shape::Mixed || !shapes.insert(shape) || is_id)
    };
    fragments.any(|fragment| word.contains(fragment.as_str()))
        || !word.is_ascii()
        || known.spellings.iter().any(is_unclear)
}

/// The first table for which the rules hold, and of those with the fewest words that become
/// others of the user's words. Where none is found, letters of what stands in the way are fixed.
fn table(survey: &mut Survey, secret: Secret) -> BTreeMap<char, char> {
    for round in 0u64.. {
        let mut in_the_way: BTreeMap<String, usize> = BTreeMap::new();
        let mut best: Option<(usize, BTreeMap<char, char>)> = None;
        for attempt in 0..TABLES {
            let table = shuffled(survey, secret, round * TABLES + attempt);
            match clashes(survey, &table) {
                Ok(count) => {
                    if best.as_ref().is_none_or(|(least, _)| count < *least) {
                        best = Some((count, table));
                    }
                    if count == 0 {
                        break;
                    }
                }
                Err(culprit) => *in_the_way.entry(culprit).or_default() += 1,
            }
        }
        if let Some((_, table)) = best {
            return table;
        }
        let culprit = in_the_way.into_iter().max_by_key(|(_, count)| *count);
        let Some((culprit, _)) = culprit else { break };
        let fixed = survey.fixed.len();
        survey.fixed.extend(culprit.chars());
        if survey.fixed.len() == fixed {
            break;
        }
    }
    BTreeMap::new()
}

/// How many of the user's words become others of them, or the word or fragment for which a rule
/// does not hold.
fn clashes(survey: &Survey, table: &BTreeMap<char, char>) -> Result<usize, String> {
    let stays = survey.staying();
    for fragment in &survey.fragments {
        let other = exchange(fragment, table);
        if other != *fragment && stays.iter().any(|word| word.contains(&other)) {
            return Err(fragment.clone());
        }
    }
    let mut count = 0;
    for word in survey.words.keys().filter(|word| !survey.is_kept(word)) {
        let other = exchange(word, table);
        if survey.is_kept(&other) {
            return Err(word.clone());
        }
        count += usize::from(survey.words.contains_key(&other));
    }
    Ok(count)
}

/// Letters for letters and digits for digits, each for another one where it need not stay.
fn shuffled(survey: &Survey, secret: Secret, attempt: u64) -> BTreeMap<char, char> {
    let mut table = BTreeMap::new();
    let characters = survey.words.keys().chain(&survey.fragments);
    let others: BTreeSet<char> = characters
        .flat_map(|word| word.chars())
        .filter(|c| !c.is_ascii())
        .collect();
    let latin = ('\u{c0}'..='\u{ff}').filter(|c| c.is_alphabetic());
    let groups = [
        ('a'..='z').collect::<Vec<char>>(),
        ('0'..='9').collect(),
        latin.collect(),
    ];
    for (number, group) in (0u64..).zip(groups) {
        let free = group.into_iter().filter(|c| !survey.fixed.contains(c));
        let free: Vec<char> = free.collect();
        let mut order: Vec<usize> = (0..free.len()).collect();
        // A single cycle, so that none stands for itself.
        for last in (1..order.len()).rev() {
            let draw = secret.hash(&("table", attempt, number, last));
            order.swap(last, (draw % last as u64) as usize);
        }
        let exchanged = free.iter().zip(order.iter().filter_map(|to| free.get(*to)));
        table.extend(exchanged.map(|(from, to)| (*from, *to)));
    }
    // What IAM takes in no policy it takes in none afterwards either: beyond U+00FF.
    let far = others.into_iter().filter(|c| *c > '\u{ff}');
    let replacements = (0x2_0000..).filter_map(char::from_u32);
    let far = far.filter(|c| !survey.fixed.contains(c)).zip(replacements);
    table.extend(far);
    table
}

/// Exchanges letters, and leaves their case.
fn exchange(text: &str, table: &BTreeMap<char, char>) -> String {
    let other = |character: char| {
        let lower = character.to_ascii_lowercase();
        let other = table.get(&lower).copied().unwrap_or(lower);
        match character.is_ascii_uppercase() {
            true => other.to_ascii_uppercase(),
            false => other,
        }
    };
    text.chars().map(other).collect()
}

/// Another word for each that need not go by the table.
fn choose(
    survey: &Survey,
    table: &BTreeMap<char, char>,
    secret: Secret,
) -> BTreeMap<String, String> {
    let fragments: Vec<String> = survey
        .fragments
        .iter()
        .map(|fragment| exchange(fragment, table))
        .collect();
    let mut taken: BTreeSet<String> = survey.words.keys().cloned().collect();
    taken.extend(survey.words.keys().map(|word| exchange(word, table)));
    let mut chosen = BTreeMap::new();
    // In an order that tells nothing: replacements are given out one after the other.
    let mut words: Vec<(&String, &Word)> = survey.words.iter().collect();
    words.sort_by_key(|(word, _)| secret.hash(&("order", word)));
    for (word, known) in words {
        if survey.is_kept(word) || goes_by_table(survey, word, known) {
            continue;
        }
        let is_free = |other: &String| {
            !taken.contains(other)
                && !survey.is_kept(other)
                && !fragments.iter().any(|fragment| other.contains(fragment))
        };
        let mut candidates = (0..TRIES).map(|attempt| match survey.counts_characters {
            true => alike(word, known.kind, secret, attempt),
            false => candidate(word, known.kind, secret, attempt),
        });
        if let Some(other) = candidates.find(is_free) {
            taken.insert(other.clone());
            chosen.insert(word.clone(), other);
        }
    }
    chosen
}

/// A word that can stand for another, in lower case.
fn candidate(word: &str, kind: Kind, secret: Secret, attempt: u64) -> String {
    let pick = |list: &[&str]| {
        let length = list.len() as u64;
        let first = secret.hash(&"first") % length;
        let index = (first + attempt) % length;
        let round = attempt / length;
        let name = list.get(index as usize).copied().unwrap_or_default();
        match round {
            0 => name.to_owned(),
            _ => format!("{name}{}", round + 1),
        }
    };
    match kind {
        Kind::Account if attempt < ACCOUNTS.len() as u64 => {
            let index = attempt as usize;
            ACCOUNTS.get(index).copied().unwrap_or_default().to_owned()
        }
        Kind::Account | Kind::UniqueId | Kind::CanonicalUser => alike(word, kind, secret, attempt),
        Kind::Name
        | Kind::TagValue
        | Kind::Organization
        | Kind::Address
        | Kind::Label
        | Kind::Comment => {
            let digits = word.bytes().filter(u8::is_ascii_digit).count();
            // An id that a machine made, or a number.
            let is_opaque = digits == word.len() || (digits > 0 && word.len() >= 8);
            match is_opaque {
                true => alike(word, kind, secret, attempt),
                false => pick(&NAMES),
            }
        }
    }
}

/// A word of the same length with letters for letters and digits for digits, drawn by lot.
fn alike(word: &str, kind: Kind, secret: Secret, attempt: u64) -> String {
    let prefix = match kind {
        Kind::UniqueId => UNIQUE_ID_PREFIX,
        _ => 0,
    };
    let is_hex = word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let letters: &[u8] = match is_hex {
        true => b"abcdef",
        false => b"abcdefghijklmnopqrstuvwxyz",
    };
    let other = |(place, byte): (usize, u8)| {
        let digits: &[u8] = match place {
            // A JSON number does not begin with a zero.
            0 if byte != b'0' => b"123456789",
            _ => b"0123456789",
        };
        let from = if byte.is_ascii_digit() {
            digits
        } else {
            letters
        };
        let draw = secret.hash(&("alike", word, attempt, place)) % from.len() as u64;
        let drawn = from.get(draw as usize).copied().unwrap_or(byte);
        char::from(if place < prefix { byte } else { drawn })
    };
    word.bytes().enumerate().map(other).collect()
}

/// How the letters of a word are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Shape {
    Lower,
    Upper,
    Capital,
    Mixed,
}

fn shape(word: &str) -> Shape {
    let mut letters = word.chars().filter(char::is_ascii_alphabetic);
    let first = letters.next().is_some_and(|c| c.is_ascii_uppercase());
    let rest: Vec<bool> = letters.map(|c| c.is_ascii_uppercase()).collect();
    let (any, all) = (rest.contains(&true), !rest.contains(&false));
    match (first, any) {
        (false, false) => Shape::Lower,
        (true, _) if all => Shape::Upper,
        (true, false) => Shape::Capital,
        _ => Shape::Mixed,
    }
}

/// A word in lower case in another shape.
fn in_shape(word: &str, shape: Shape) -> String {
    match shape {
        Shape::Lower => word.to_owned(),
        Shape::Upper => word.to_ascii_uppercase(),
        Shape::Capital | Shape::Mixed => {
            let mut is_first = true;
            let capital = |c: char| match c.is_ascii_alphabetic() && std::mem::take(&mut is_first) {
                true => c.to_ascii_uppercase(),
                false => c,
            };
            word.chars().map(capital).collect()
        }
    }
}
