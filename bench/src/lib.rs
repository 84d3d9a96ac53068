//! The inputs of the benchmarks.

use iam_case::Case;

/// A case by its name, as JSON.
///
/// # Panics
///
/// When the file of cases is not what it should be.
#[must_use]
pub fn case_json(name: &str) -> serde_json::Value {
    let mut all: serde_json::Value =
        serde_json::from_str(include_str!("../cases/cases.json")).expect("the file of cases");
    all[name].take()
}

/// A case, read.
///
/// # Panics
///
/// When there is no such case.
#[must_use]
pub fn case(name: &str) -> Case {
    Case::read(&case_json(name).to_string(), false).expect("a case")
}

/// A policy of the `heavy` case, without blanks.
#[must_use]
pub fn policy_text() -> String {
    case_json("heavy")["policies"]["identity"][0]["document"].to_string()
}

/// The published cases of the suite, one a line.
pub fn published() -> impl Iterator<Item = &'static str> {
    include_str!("../../tests/cases/conformance.jsonl").lines()
}
