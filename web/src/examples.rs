//! The examples: small scenarios, one idea each, as Markdown files with marked code blocks.
//!
//! `web/examples/index.json` lists them in the order of the menu, so that they can be listed and
//! searched before any of them is read. Below its title a file has its idea, a line with its
//! topics, and one with the page of AWS that explains the subject:
//!
//! ```text
//! Topics: s3, resource policy, cross-account
//!
//! Guide: https://docs.aws.amazon.com/…
//! ```

use std::sync::LazyLock;

use iam_case::Scenario;
use serde::Deserialize;

use crate::workspace::Workspace;

/// One example.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// The name of its file.
    pub slug: String,
    /// A few words.
    pub title: String,
    /// Its idea.
    pub idea: String,
    /// What it is about: services, types of policies, concepts.
    pub topics: Vec<String>,
    /// The page of AWS that explains the subject.
    pub guide: String,
    /// What AWS answers: `allowed`, `explicitDeny` or `implicitDeny`.
    pub expected: String,
    workspace: Workspace,
}

/// What the list says of an example.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
pub struct Entry {
    /// The name of its file.
    pub slug: String,
    /// The part of the menu that it stands in. Those of one group follow each other.
    pub group: String,
    /// A few words.
    pub title: String,
    /// Its idea.
    pub idea: String,
    /// What it is about: services, types of policies, concepts.
    pub topics: Vec<String>,
    /// What AWS answers: `allowed`, `explicitDeny` or `implicitDeny`.
    pub expected: String,
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
    ("s3-read", include_str!("../examples/s3-read.md")),
    ("not-action", include_str!("../examples/not-action.md")),
    ("not-resource", include_str!("../examples/not-resource.md")),
    (
        "read-only-secrets",
        include_str!("../examples/read-only-secrets.md"),
    ),
    ("letter-case", include_str!("../examples/letter-case.md")),
    ("old-version", include_str!("../examples/old-version.md")),
    ("comments", include_str!("../examples/comments.md")),
    ("mfa", include_str!("../examples/mfa.md")),
    (
        "mfa-self-service",
        include_str!("../examples/mfa-self-service.md"),
    ),
    ("mfa-age", include_str!("../examples/mfa-age.md")),
    (
        "source-address",
        include_str!("../examples/source-address.md"),
    ),
    (
        "address-and-services",
        include_str!("../examples/address-and-services.md"),
    ),
    ("time-window", include_str!("../examples/time-window.md")),
    ("region-lock", include_str!("../examples/region-lock.md")),
    ("missing-key", include_str!("../examples/missing-key.md")),
    ("if-exists", include_str!("../examples/if-exists.md")),
    (
        "several-values",
        include_str!("../examples/several-values.md"),
    ),
    (
        "for-all-values",
        include_str!("../examples/for-all-values.md"),
    ),
    ("home-folder", include_str!("../examples/home-folder.md")),
    ("team-tag", include_str!("../examples/team-tag.md")),
    (
        "tag-on-create",
        include_str!("../examples/tag-on-create.md"),
    ),
    (
        "bucket-policy",
        include_str!("../examples/bucket-policy.md"),
    ),
    (
        "grant-to-user",
        include_str!("../examples/grant-to-user.md"),
    ),
    (
        "public-bucket",
        include_str!("../examples/public-bucket.md"),
    ),
    (
        "cross-account",
        include_str!("../examples/cross-account.md"),
    ),
    (
        "cross-account-object",
        include_str!("../examples/cross-account-object.md"),
    ),
    (
        "organization-bucket",
        include_str!("../examples/organization-bucket.md"),
    ),
    (
        "principal-arn",
        include_str!("../examples/principal-arn.md"),
    ),
    (
        "not-principal",
        include_str!("../examples/not-principal.md"),
    ),
    ("tls-only", include_str!("../examples/tls-only.md")),
    (
        "encrypted-uploads",
        include_str!("../examples/encrypted-uploads.md"),
    ),
    (
        "bucket-through-endpoint",
        include_str!("../examples/bucket-through-endpoint.md"),
    ),
    (
        "delegated-policies",
        include_str!("../examples/delegated-policies.md"),
    ),
    ("boundary", include_str!("../examples/boundary.md")),
    (
        "boundary-delegation",
        include_str!("../examples/boundary-delegation.md"),
    ),
    (
        "boundary-and-bucket",
        include_str!("../examples/boundary-and-bucket.md"),
    ),
    ("scp-regions", include_str!("../examples/scp-regions.md")),
    (
        "scp-every-level",
        include_str!("../examples/scp-every-level.md"),
    ),
    (
        "scp-root-user",
        include_str!("../examples/scp-root-user.md"),
    ),
    (
        "scp-management",
        include_str!("../examples/scp-management.md"),
    ),
    (
        "scp-service-linked",
        include_str!("../examples/scp-service-linked.md"),
    ),
    (
        "rcp-perimeter",
        include_str!("../examples/rcp-perimeter.md"),
    ),
    ("rcp-services", include_str!("../examples/rcp-services.md")),
    ("vpc-endpoint", include_str!("../examples/vpc-endpoint.md")),
    (
        "session-policy",
        include_str!("../examples/session-policy.md"),
    ),
    (
        "named-session",
        include_str!("../examples/named-session.md"),
    ),
    ("external-id", include_str!("../examples/external-id.md")),
    (
        "role-chaining",
        include_str!("../examples/role-chaining.md"),
    ),
    ("trust-ec2", include_str!("../examples/trust-ec2.md")),
    ("pass-role", include_str!("../examples/pass-role.md")),
    ("session-tags", include_str!("../examples/session-tags.md")),
    ("github-oidc", include_str!("../examples/github-oidc.md")),
    (
        "oidc-audience",
        include_str!("../examples/oidc-audience.md"),
    ),
    ("saml", include_str!("../examples/saml.md")),
    (
        "federated-user",
        include_str!("../examples/federated-user.md"),
    ),
    (
        "function-deployer",
        include_str!("../examples/function-deployer.md"),
    ),
    ("lambda-role", include_str!("../examples/lambda-role.md")),
    (
        "lambda-invoke",
        include_str!("../examples/lambda-invoke.md"),
    ),
    (
        "service-principal",
        include_str!("../examples/service-principal.md"),
    ),
    (
        "queue-from-topic",
        include_str!("../examples/queue-from-topic.md"),
    ),
    (
        "bucket-events",
        include_str!("../examples/bucket-events.md"),
    ),
    (
        "kms-key-policy",
        include_str!("../examples/kms-key-policy.md"),
    ),
    (
        "kms-key-alone",
        include_str!("../examples/kms-key-alone.md"),
    ),
    (
        "kms-via-service",
        include_str!("../examples/kms-via-service.md"),
    ),
    (
        "secrets-by-tag",
        include_str!("../examples/secrets-by-tag.md"),
    ),
    (
        "secret-suffix",
        include_str!("../examples/secret-suffix.md"),
    ),
    (
        "instance-type",
        include_str!("../examples/instance-type.md"),
    ),
    ("own-rows", include_str!("../examples/own-rows.md")),
];

/// The example that a first visit begins with.
const FIRST: &str = "bucket-and-objects";

static EXAMPLES: LazyLock<Vec<Example>> = LazyLock::new(|| {
    SOURCES
        .iter()
        .filter_map(|(slug, text)| parse(slug, text))
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

/// Reads the file of an example: its first paragraph is the idea, its policies and its first
/// request are the workspace, and where it has several requests, these are the tests.
pub fn parse(slug: &str, text: &str) -> Option<Example> {
    let scenario = Scenario::read_all(text).ok()?.into_iter().next()?;
    let (_, expected) = scenario.requests.first()?.read().ok()?;
    let line = |label: &str| {
        let mut lines = scenario.prose.lines();
        lines.find_map(|line| line.strip_prefix(label))
    };
    let topics = line("Topics: ")?.split(", ");
    Some(Example {
        slug: slug.to_owned(),
        title: scenario.title.clone(),
        idea: scenario.prose.trim().split("\n\n").next()?.to_owned(),
        topics: topics.map(str::to_owned).collect(),
        guide: line("Guide: ")?.to_owned(),
        expected: expected.decision?,
        workspace: Workspace::of_scenario(scenario),
    })
}

/// Reads the list of the examples, which is in the order of the menu.
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "the menu still reads the files")
)]
pub fn parse_index(text: &str) -> Option<Vec<Entry>> {
    serde_json::from_str(text).ok()
}

/// The examples in which all words of the query occur, in their order. Case does not count.
#[cfg_attr(not(test), expect(dead_code, reason = "the menu has no search yet"))]
pub fn find<'e>(entries: &'e [Entry], query: &str) -> Vec<&'e Entry> {
    let query = query.to_lowercase();
    let is_found = |entry: &&Entry| {
        let texts = [&entry.slug, &entry.title, &entry.idea];
        let texts: Vec<String> = texts
            .into_iter()
            .chain(&entry.topics)
            .map(|text| text.to_lowercase())
            .collect();
        let mut words = query.split_whitespace();
        words.all(|word| texts.iter().any(|text| text.contains(word)))
    };
    entries.iter().filter(is_found).collect()
}

impl Example {
    /// Its policies and its request.
    pub fn workspace(&self) -> Workspace {
        self.workspace.clone()
    }
}

#[cfg(test)]
mod tests;
