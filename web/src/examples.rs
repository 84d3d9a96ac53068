//! The examples: small scenarios, one idea each, as Markdown files with marked code blocks.

use std::sync::{Arc, LazyLock};

use iam_case::Scenario;
use serde::Deserialize;

use crate::workspace::Workspace;

/// One example.
#[derive(Debug, PartialEq)]
pub struct Example {
    /// The name of its file.
    pub slug: &'static str,
    /// A few words.
    pub title: String,
    /// Its idea.
    pub idea: String,
    /// What AWS answers: `allowed`, `explicitDeny` or `implicitDeny`.
    pub expected: String,
    workspace: Workspace,
}

/// The request block of an example.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RequestBlock {
    principal: String,
    action: String,
    resource: String,
    #[serde(default)]
    context: serde_json::Map<String, serde_json::Value>,
    expect: Expectation,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expectation {
    decision: String,
    #[serde(default)]
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests compare it"))]
    statement: Option<String>,
}

/// Slug and file, in the order of the menu: each builds on those before.
const SOURCES: &[(&str, &str)] = &[
    ("default-deny", include_str!("../examples/default-deny.md")),
    ("wildcards", include_str!("../examples/wildcards.md")),
    ("deny-wins", include_str!("../examples/deny-wins.md")),
    (
        "bucket-and-objects",
        include_str!("../examples/bucket-and-objects.md"),
    ),
    ("not-action", include_str!("../examples/not-action.md")),
    ("mfa", include_str!("../examples/mfa.md")),
    (
        "source-address",
        include_str!("../examples/source-address.md"),
    ),
    ("missing-key", include_str!("../examples/missing-key.md")),
    ("letter-case", include_str!("../examples/letter-case.md")),
    (
        "function-deployer",
        include_str!("../examples/function-deployer.md"),
    ),
    ("comments", include_str!("../examples/comments.md")),
];

/// The example that a first visit begins with.
const FIRST: &str = "bucket-and-objects";

static EXAMPLES: LazyLock<Vec<Example>> = LazyLock::new(|| {
    SOURCES
        .iter()
        .filter_map(|(slug, source)| read(slug, source))
        .collect()
});

/// All examples, in the order of the menu.
pub fn all() -> &'static [Example] {
    &EXAMPLES
}

/// The example that a first visit begins with.
pub fn first() -> Option<&'static Example> {
    all().iter().find(|example| example.slug == FIRST)
}

impl Example {
    /// Its policies and its request.
    pub fn workspace(&self) -> Workspace {
        self.workspace.clone()
    }
}

/// Reads a scenario: its first paragraph is the idea, its policies and its request the workspace.
fn read(slug: &'static str, source: &str) -> Option<Example> {
    let scenario = Scenario::read_all(source).ok()?.into_iter().next()?;
    let request: RequestBlock = serde_json::from_str(&scenario.requests.first()?.text).ok()?;
    let idea = scenario.prose.trim().split("\n\n").next()?.to_owned();
    let policies = scenario.policies.into_iter();
    let mut workspace =
        Workspace::new(policies.map(|policy| (policy.name, Arc::from(policy.text))));
    workspace.request.principal = request.principal;
    workspace.request.action = request.action;
    workspace.request.resource = request.resource;
    for (key, value) in request.context {
        workspace.add_context(&key, &values(&value));
    }
    Some(Example {
        slug,
        title: scenario.title,
        idea,
        expected: request.expect.decision,
        workspace,
    })
}

/// One value a line.
fn values(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(values) => values
            .iter()
            .map(self::values)
            .collect::<Vec<_>>()
            .join("\n"),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbench::outcome::Outcome;
    use crate::workbench::reading::Reading;

    #[test]
    fn each_is_decided_as_it_says() {
        assert_eq!(all().len(), SOURCES.len(), "each file can be read");
        for example in all() {
            let workspace = example.workspace();
            let reading = Reading::of(&workspace, None);
            let outcome = Outcome::of(&reading, &workspace.request, None);
            assert_eq!(outcome.obstacles, [], "{}", example.slug);
            let assessment = outcome.assessment.expect("there is a verdict");
            let verdict = assessment.explanation.verdict;
            assert_eq!(
                verdict.decision.as_str(),
                example.expected,
                "{}",
                example.slug
            );
            let decided = verdict
                .statement
                .and_then(|reference| assessment.statement(reference));
            let (_, source) = SOURCES
                .iter()
                .find(|(slug, _)| *slug == example.slug)
                .expect("it has a source");
            let scenarios = Scenario::read_all(source).expect("it is a scenario");
            let text = &scenarios[0].requests[0].text;
            let request: RequestBlock = serde_json::from_str(text).expect("it is JSON");
            assert_eq!(
                decided.map(|statement| statement.label.clone()),
                request.expect.statement,
                "{}",
                example.slug
            );
        }
    }

    #[test]
    fn each_has_one_idea_in_one_short_paragraph() {
        for example in all() {
            assert!(example.title.len() <= 48, "{}", example.title);
            assert!(
                !example.idea.is_empty() && example.idea.len() <= 240,
                "{}",
                example.idea
            );
        }
        assert!(first().is_some());
    }
}
