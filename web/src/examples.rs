//! The examples: small scenarios, one idea each, as Markdown files with marked code blocks.

use std::sync::LazyLock;

use iam_case::Scenario;

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
    (
        "bucket-policy",
        include_str!("../examples/bucket-policy.md"),
    ),
    (
        "cross-account",
        include_str!("../examples/cross-account.md"),
    ),
    ("external-id", include_str!("../examples/external-id.md")),
    ("github-oidc", include_str!("../examples/github-oidc.md")),
    ("boundary", include_str!("../examples/boundary.md")),
    (
        "session-policy",
        include_str!("../examples/session-policy.md"),
    ),
    ("scp-regions", include_str!("../examples/scp-regions.md")),
    (
        "rcp-perimeter",
        include_str!("../examples/rcp-perimeter.md"),
    ),
    ("vpc-endpoint", include_str!("../examples/vpc-endpoint.md")),
    (
        "service-principal",
        include_str!("../examples/service-principal.md"),
    ),
    (
        "public-bucket",
        include_str!("../examples/public-bucket.md"),
    ),
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
    let (_, expected) = scenario.requests.first()?.read().ok()?;
    Some(Example {
        slug,
        title: scenario.title.clone(),
        idea: scenario.prose.trim().split("\n\n").next()?.to_owned(),
        expected: expected.decision?,
        workspace: Workspace::of_scenario(scenario),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbench::outcome::{Off, Outcome};
    use crate::workbench::reading::Reading;

    #[test]
    fn each_is_decided_as_it_says() {
        assert_eq!(all().len(), SOURCES.len(), "each file can be read");
        for example in all() {
            let workspace = example.workspace();
            let reading = Reading::of(&workspace, None);
            let outcome = Outcome::of(&reading, &workspace.request, &Off::new(), None);
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
            let (_, expected) = scenarios[0].requests[0].read().expect("it is a request");
            assert_eq!(
                decided.map(|statement| statement.label.clone()),
                expected.statement,
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
