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

/// Fifty statements in which nothing is wrong, as an editor shows them.
#[must_use]
pub fn clean_policy() -> String {
    include_str!("../cases/clean-policy.json").to_owned()
}

/// The same with all defects, as `defects`, and with one each, as `defect-1` and so on.
///
/// # Panics
///
/// When the file of defects is not what it should be.
#[must_use]
pub fn policies_with_defects() -> Vec<(String, String)> {
    let defects: Vec<serde_json::Value> =
        serde_json::from_str(include_str!("../cases/defects.json")).expect("the file of defects");
    let single = (1..).zip(&defects);
    let mut policies: Vec<(String, String)> = single
        .map(|(number, defect)| {
            let policy = with_defects(std::slice::from_ref(defect));
            (format!("defect-{number}"), policy)
        })
        .collect();
    policies.push(("defects".to_owned(), with_defects(&defects)));
    policies
}

/// Changes members of statements; `null` removes one.
fn with_defects(defects: &[serde_json::Value]) -> String {
    let mut policy: serde_json::Value =
        serde_json::from_str(&clean_policy()).expect("the clean policy");
    for defect in defects {
        let index = defect["statement"].as_u64().expect("a number");
        let statement = &mut policy["Statement"][usize::try_from(index).expect("small")];
        let statement = statement.as_object_mut().expect("a statement");
        for (name, value) in defect["change"].as_object().expect("members") {
            match value {
                serde_json::Value::Null => statement.remove(name),
                value => statement.insert(name.clone(), value.clone()),
            };
        }
    }
    serde_json::to_string_pretty(&policy).expect("JSON") + "\n"
}
