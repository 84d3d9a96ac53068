//! Properties of the decision, on generated cases.

use iam_tests::model;
use serde_json::Value;

#[test]
fn the_model_passes_the_cases() {
    let text = include_str!("cases/conformance.jsonl");
    for line in text.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let expected = &case["expected"];
        let found = model::decide(&case);
        assert_eq!(
            Some(found.decision),
            expected["decision"].as_str(),
            "{line}"
        );
        assert_eq!(Some(found.by), expected["by"].as_str(), "{line}");
        if let Some(statement) = expected["statement"].as_str() {
            assert_eq!(found.statement.as_deref(), Some(statement), "{line}");
        }
    }
}
