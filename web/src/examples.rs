//! The examples: small scenarios, one idea each, as Markdown files with marked code blocks.

use std::sync::{Arc, LazyLock};

use serde::Deserialize;

use crate::workspace::Workspace;

/// One example.
#[derive(Debug, PartialEq)]
pub struct Example {
    /// The name of its file.
    pub slug: &'static str,
    /// A few words.
    pub title: &'static str,
    /// Its idea.
    pub idea: &'static str,
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

/// Reads `# title`, one paragraph, and the blocks marked `iam=identity name=…` and `iam=request`.
fn read(slug: &'static str, source: &'static str) -> Option<Example> {
    let mut blocks = source.split("```");
    let mut paragraphs = blocks.next()?.split("\n\n").map(str::trim);
    let title = paragraphs.next()?.strip_prefix("# ")?;
    let idea = paragraphs.next()?;
    let mut policies = Vec::new();
    let mut request = RequestBlock::default();
    for block in blocks.step_by(2) {
        let (marks, text) = block.split_once('\n')?;
        if marks.contains("iam=request") {
            request = serde_json::from_str(text).ok()?;
        } else {
            let name = marks.split("name=").nth(1)?.trim();
            policies.push((name.to_owned(), Arc::from(text.trim_end())));
        }
    }
    let mut workspace = Workspace::new(policies);
    workspace.request.principal = request.principal;
    workspace.request.action = request.action;
    workspace.request.resource = request.resource;
    for (key, value) in request.context {
        workspace.add_context(&key, &values(&value));
    }
    Some(Example {
        slug,
        title,
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
            let text = source
                .split("iam=request\n")
                .nth(1)
                .and_then(|rest| rest.split("```").next());
            let request: RequestBlock =
                serde_json::from_str(text.expect("it has a request")).expect("it is JSON");
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
