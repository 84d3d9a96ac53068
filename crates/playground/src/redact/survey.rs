//! Everything that has to be known about all texts before the first is changed.

use std::collections::{BTreeMap, BTreeSet};

use super::document::Role;
use super::token::{Token, address_tokens, glued_variables, tokens};
use super::{Kind, vocabulary};

/// What the texts are made of. Words are in lower case.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// Each word with its spellings and with what it is, as far as its first place tells.
    pub(super) words: BTreeMap<String, Word>,
    /// What stands next to a wildcard or may be joined to something by a variable.
    pub(super) fragments: BTreeSet<String>,
    /// Words that stay wherever they stand.
    pub(super) kept: BTreeSet<String>,
    /// Characters that stay wherever they stand in a fragment.
    pub(super) fixed: BTreeSet<char>,
    /// Whether a pattern counts characters: `?`.
    pub(super) counts_characters: bool,
    /// The names of variables, in lower case, whose values' words are fragments.
    pub(super) glued: BTreeSet<String>,
    /// The labels, in the order in which they stand.
    pub(super) labels: Vec<String>,
}

/// What is known about a word.
#[derive(Debug)]
pub(super) struct Word {
    /// As it is spelled.
    pub(super) spellings: BTreeSet<String>,
    /// What it names.
    pub(super) kind: Kind,
    /// Whether it stands somewhere as a whole word.
    pub(super) is_whole: bool,
}

impl Survey {
    /// A survey of nothing.
    pub(super) fn new() -> Survey {
        let words = vocabulary::DERIVED
            .into_iter()
            .chain(vocabulary::NAMES_OF_POLICIES);
        Survey {
            kept: words.map(str::to_owned).collect(),
            ..Survey::default()
        }
    }

    /// Takes note of a text. `key` is the context key whose value it is, in lower case.
    pub(super) fn add(&mut self, text: &str, role: Role, key: &str) {
        match role {
            Role::Text => self.add_text(text, &tokens(text), key),
            Role::Address => self.add_text(text, &address_tokens(text), key),
            Role::Kept => {
                self.keep(text);
                // The default of a variable may be anything.
                if text.contains("${") {
                    self.add_text(text, &tokens(text), key);
                }
            }
            Role::Key => {
                if let Some(provider) = vocabulary::own_provider(text) {
                    self.add_text(provider, &tokens(provider), "");
                }
            }
            Role::Label => {
                if !text.is_empty() && !self.labels.iter().any(|label| label == text) {
                    self.labels.push(text.to_owned());
                }
            }
            Role::Comment => {}
        }
    }

    /// Takes note of a value that is put into texts in place of a variable beside other words.
    pub(super) fn add_glued_value(&mut self, value: &str) {
        for token in tokens(value) {
            if let Token::Word(word) | Token::Fragment(word) = token {
                self.fragments.insert(word.to_ascii_lowercase());
            }
        }
    }

    /// Takes note that a pattern's `?` counts characters.
    pub(super) fn add_pattern(&mut self, text: &str) {
        let counts = |token: &Token<'_>| *token == Token::Wildcard("?");
        self.counts_characters |= tokens(text).iter().any(counts);
    }

    /// Whether a word, in lower case, stays.
    pub(super) fn is_kept(&self, word: &str) -> bool {
        let is_short_number = word.len() <= 4 && word.bytes().all(|byte| byte.is_ascii_digit());
        is_short_number || self.kept.contains(word)
    }

    /// The words that stay, of those that stand as a whole somewhere and of AWS's, and the
    /// beginnings of unique ids, which stay as well.
    pub(super) fn staying(&self) -> BTreeSet<&str> {
        let whole = self.words.iter().filter(|(_, known)| known.is_whole);
        let kept = whole.filter(|(word, _)| self.is_kept(word));
        let kept = kept.map(|(word, _)| word).chain(&self.kept);
        let ids = self.words.iter();
        let ids = ids.filter(|(_, known)| known.kind == Kind::UniqueId);
        let beginnings = ids.filter_map(|(word, _)| word.get(..UNIQUE_ID_PREFIX));
        kept.map(String::as_str).chain(beginnings).collect()
    }

    fn add_text(&mut self, text: &str, found: &[Token<'_>], key: &str) {
        for words in vocabulary::words_of_aws(text) {
            self.keep(words);
        }
        let mut before = "";
        for token in found {
            match *token {
                Token::Word(word) => self.add_word(word, kind_of(word, before, key), true),
                Token::Fragment(word) => {
                    self.fragments.insert(word.to_ascii_lowercase());
                    self.add_word(word, kind_of(word, before, key), false);
                }
                Token::VariableName(name) => self.add(name, Role::Key, ""),
                Token::Address(..)
                | Token::Range(..)
                | Token::AddressPrefix(..)
                | Token::Wildcard(_)
                | Token::Separator(_) => {}
            }
            match *token {
                Token::Word(word) => before = word,
                Token::Separator("-") => {}
                _ => before = "",
            }
        }
        let (names, defaults) = glued_variables(found);
        let names = names.into_iter().map(str::to_ascii_lowercase);
        self.glued.extend(names);
        let defaults = defaults.into_iter().map(str::to_ascii_lowercase);
        self.fragments.extend(defaults);
    }

    fn add_word(&mut self, word: &str, kind: Kind, is_whole: bool) {
        let entry = self.words.entry(word.to_ascii_lowercase());
        let entry = entry.or_insert_with(|| Word {
            spellings: BTreeSet::new(),
            kind,
            is_whole: false,
        });
        entry.is_whole |= is_whole;
        entry.spellings.insert(word.to_owned());
        if kind == Kind::UniqueId {
            entry.kind = kind;
        }
    }

    /// Keeps the words of a text wherever they stand, and its fragments as they are.
    fn keep(&mut self, text: &str) {
        let mut in_variable = false;
        for token in tokens(text) {
            match token {
                Token::Separator("${") => in_variable = true,
                Token::Separator("}") => in_variable = false,
                Token::Word(word) if !in_variable => {
                    self.kept.insert(word.to_ascii_lowercase());
                }
                Token::Fragment(word) if !in_variable => {
                    let word = word.to_ascii_lowercase();
                    self.fixed.extend(word.chars());
                    self.fragments.insert(word);
                }
                _ => {}
            }
        }
    }
}

/// How many letters say what a unique id is one of.
pub(super) const UNIQUE_ID_PREFIX: usize = 4;

/// The beginnings of unique ids.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids>
const UNIQUE_IDS: [&str; 11] = [
    "ABIA", "ACCA", "AGPA", "AIDA", "AIPA", "AKIA", "ANPA", "ANVA", "APKA", "AROA", "ASIA",
];

/// Whether a word is a unique id.
fn is_unique_id(word: &str) -> bool {
    UNIQUE_IDS.iter().any(|prefix| word.starts_with(prefix)) && word.is_ascii()
}

/// What a word names, by its form, by the word before it and by the key that it is a value of.
fn kind_of(word: &str, before: &str, key: &str) -> Kind {
    let all = |is: fn(&u8) -> bool| word.as_bytes().iter().all(is);
    if word.len() == 12 && all(u8::is_ascii_digit) {
        return Kind::Account;
    }
    if is_unique_id(word) {
        return Kind::UniqueId;
    }
    if word.len() == 64 && all(u8::is_ascii_hexdigit) {
        return Kind::CanonicalUser;
    }
    if matches!(before, "o" | "r" | "ou") {
        return Kind::Organization;
    }
    match key.contains("tag/") {
        true => Kind::TagValue,
        false => Kind::Name,
    }
}
