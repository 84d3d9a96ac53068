//! The inputs of the benchmarks.

use iam_case::Case;

/// The cases, by name, as text.
///
/// # Panics
///
/// When the file of cases is not what it should be.
#[must_use]
pub fn case_text(name: &str) -> String {
    let all: serde_json::Value =
        serde_json::from_str(include_str!("../cases/cases.json")).expect("the file of cases");
    all[name].to_string()
}

/// A case, read.
///
/// # Panics
///
/// When there is no such case.
#[must_use]
pub fn case(name: &str) -> Case {
    Case::read(&case_text(name), false).expect("a case")
}
