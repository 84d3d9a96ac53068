//! Cases in which policies and request have something to do with each other.
//!
//! A case is made from a list of numbers, each of which settles one choice. So proptest shrinks a
//! case by making numbers smaller, and the first of several choices is always the plainest. All
//! names come from small alphabets, and patterns are made from the request, so that elements match
//! about as often as not. AWS would save every policy.

mod condition;
mod policy;
mod request;

use proptest::prelude::*;
use serde_json::{Value, json};

/// Cases, in the format of `docs/case-format.md`.
pub fn cases() -> impl Strategy<Value = Value> {
    numbers(350).prop_map(|numbers| case(&mut Choices::new(numbers)))
}

/// A case, and what `make` makes of it with some choices more.
pub fn cases_and<T: std::fmt::Debug>(
    make: impl Fn(&Value, &mut Choices) -> T,
) -> impl Strategy<Value = (Value, T)> {
    (cases(), numbers(50)).prop_map(move |(case, numbers)| {
        let made = make(&case, &mut Choices::new(numbers));
        (case, made)
    })
}

fn numbers(most: usize) -> impl Strategy<Value = Vec<u16>> {
    prop::collection::vec(any::<u16>(), most)
}

/// A case made by these choices.
#[must_use]
pub fn case(choices: &mut Choices) -> Value {
    let request = request::request(choices);
    let policies = policy::policies(choices, &request);
    json!({ "request": request, "policies": policies })
}

/// The document of a policy of a kind (`identity`, `scp`, …) that bears on the request.
#[must_use]
pub fn document(choices: &mut Choices, kind: &str, request: &Value) -> Value {
    policy::document(choices, kind, request)
}

/// A text with some of it left out, doubled or put in.
#[must_use]
pub fn damaged(choices: &mut Choices, text: &str) -> String {
    const INSERTED: &[&str] = &[
        "",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        "\\u0000",
        "\\ud800",
        "${",
        "*",
        "null",
        "-",
        "1e999",
        "é",
        "😀",
        "\u{0}",
        "\u{feff}",
        "\n",
        "//",
        "\"Statement\":",
        "\"Effect\":\"Deny\",",
        "arn:",
    ];
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..=choices.below(3) {
        let start = choices.below(chars.len() + 1);
        let end = (start + choices.below(40)).min(chars.len());
        let taken: Vec<char> = chars.drain(start..end).collect();
        let doubled = if choices.happens(30) {
            2
        } else {
            choices.below(2)
        };
        let inserted = choices.one(INSERTED).chars();
        let put: Vec<char> = taken.repeat(doubled).into_iter().chain(inserted).collect();
        chars.splice(start..start, put);
    }
    chars.into_iter().collect()
}

/// A source of choices.
#[derive(Clone, Debug)]
pub struct Choices {
    numbers: std::vec::IntoIter<u16>,
    made: usize,
}

impl Choices {
    /// One number a choice; when they have run out, every choice is the plainest.
    #[must_use]
    pub fn new(numbers: Vec<u16>) -> Choices {
        let numbers = numbers.into_iter();
        Choices { numbers, made: 0 }
    }

    /// A number below the limit; 0 is the plainest.
    fn below(&mut self, limit: usize) -> usize {
        usize::from(self.numbers.next().unwrap_or(0)) % limit.max(1)
    }

    /// Whether something uncommon happens, in so many of a hundred cases.
    fn happens(&mut self, percent: usize) -> bool {
        self.below(100) >= 100 - percent
    }

    /// One of several; the first is the plainest.
    pub fn one<T: Clone + Default>(&mut self, of: &[T]) -> T {
        of.get(self.below(of.len())).cloned().unwrap_or_default()
    }

    /// A list of so many to so many, of which each is made by `make`.
    fn some<T>(&mut self, least: usize, most: usize, make: impl Fn(&mut Choices) -> T) -> Vec<T> {
        let count = least + self.below(most - least + 1);
        (0..count).map(|_| make(self)).collect()
    }

    /// A number that no choice had before.
    fn fresh(&mut self) -> usize {
        self.made += 1;
        self.made
    }
}

/// A list of one may be written without its brackets.
fn one_or_list(choices: &mut Choices, mut values: Vec<Value>) -> Value {
    match values.len() {
        1 if !choices.happens(30) => values.pop().unwrap_or_default(),
        _ => Value::Array(values),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
