//! Holds every example to what it says of itself, and the list of them to their files.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use iam_case::{Expected, policy_type_of};
use iam_evaluator::{Policy, PolicyType};

use super::*;
use crate::workbench::outcome::{Off, Outcome};
use crate::workbench::reading::Reading;
use crate::workspace::RequestDraft;

/// The parts of the menu, in its order.
const GROUPS: [&str; 6] = [
    "Basics",
    "Conditions",
    "Resources and accounts",
    "Guard rails",
    "Sessions and federation",
    "Services",
];

/// The topics that are neither a service nor a type of policies.
const CONCEPTS: [&str; 32] = [
    "abac",
    "confused deputy",
    "cross-account",
    "dates",
    "default deny",
    "delegation",
    "encryption",
    "explicit deny",
    "federation",
    "if exists",
    "json",
    "least privilege",
    "letter case",
    "mfa",
    "missing key",
    "network",
    "not elements",
    "numbers",
    "organizations",
    "pass role",
    "public access",
    "regions",
    "role chaining",
    "root user",
    "service principal",
    "service-linked role",
    "sessions",
    "set operators",
    "several values",
    "tags",
    "variables",
    "wildcards",
];

/// The topics that are services, as action names write them. A policy or a request has the word.
const SERVICES: [&str; 13] = [
    "cloudtrail",
    "dynamodb",
    "ec2",
    "iam",
    "kms",
    "lambda",
    "logs",
    "rds",
    "s3",
    "secretsmanager",
    "sns",
    "sqs",
    "sts",
];

/// The topics that stand where a policy of that type takes part. That there are identity-based
/// policies says nothing.
const TYPES: [(&str, &str); 7] = [
    ("boundary", "boundary"),
    ("session policy", "session"),
    ("resource policy", "resource"),
    ("trust policy", "trust"),
    ("endpoint policy", "vpce"),
    ("scp", "scp"),
    ("rcp", "rcp"),
];

/// What guides to IAM teach first, and the examples of it.
const TAUGHT: [(&str, &str); 16] = [
    ("reading one bucket", "s3-read"),
    ("deny overrides", "deny-wins"),
    ("MFA required", "mfa"),
    ("MFA self-service", "mfa-self-service"),
    ("Region lock", "region-lock"),
    ("encrypted uploads", "encrypted-uploads"),
    ("least privilege for Lambda", "lambda-role"),
    ("PassRole", "pass-role"),
    ("trust for EC2", "trust-ec2"),
    ("cross-account role with external id", "external-id"),
    ("GitHub OIDC", "github-oidc"),
    ("boundary that delegates", "boundary-delegation"),
    ("Region lock by SCP", "scp-regions"),
    ("KMS key policy", "kms-key-policy"),
    ("VPC endpoint", "vpc-endpoint"),
    ("ABAC by team tag", "team-tag"),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")
}

fn text_of(slug: &str) -> String {
    fs::read_to_string(folder().join(format!("{slug}.md"))).expect("the example has a file")
}

fn scenario_of(slug: &str) -> Scenario {
    let scenarios = Scenario::read_all(&text_of(slug)).expect("a scenario file");
    assert_eq!(scenarios.len(), 1, "{slug} is one scenario");
    scenarios.into_iter().next().expect("it is one")
}

fn index() -> Vec<Entry> {
    let text = fs::read_to_string(folder().join("index.json")).expect("there is a list");
    parse_index(&text).expect("the list can be read")
}

/// What is not right about the answer to a request, if anything. Where AWS leaves the decision open,
/// the example must say so.
fn mistake(workspace: &Workspace, request: &RequestDraft, expected: &Expected) -> Option<String> {
    let reading = Reading::of(workspace, None);
    let outcome = Outcome::of(&reading, request, &Off::new(), None);
    if !outcome.obstacles.is_empty() {
        return Some(format!("{:?}", outcome.obstacles));
    }
    let assessment = outcome
        .assessment
        .expect("where nothing stands in the way there is a verdict");
    let verdict = assessment.explanation.verdict;
    let statement = verdict.statement.and_then(|it| assessment.statement(it));
    let open = assessment.explanation.uncertain.iter();
    let found = Expected {
        decision: Some(verdict.decision.as_str().to_owned()),
        by: expected
            .by
            .is_some()
            .then(|| verdict.by.as_str().to_owned()),
        statement: statement.map(|statement| statement.label.clone()),
        uncertain: Some(open.map(|point| point.as_str().to_owned()).collect()),
        ..Expected::default()
    };
    let expected = Expected {
        uncertain: Some(expected.uncertain.clone().unwrap_or_default()),
        ..expected.clone()
    };
    (found != expected).then(|| format!("expected {expected:?}, found {found:?}"))
}

#[test]
fn each_request_is_decided_as_it_says() {
    assert_eq!(all().len(), SOURCES.len(), "each file can be read");
    let mut wrong = Vec::new();
    for entry in index() {
        let slug = &entry.slug;
        let scenario = scenario_of(slug);
        let workspace = Workspace::of_scenario(scenario.clone());
        let tests: Vec<&RequestDraft> = workspace.tests.iter().map(|test| &test.request).collect();
        let drafts = match tests.as_slice() {
            [] => vec![&workspace.request],
            _ => tests,
        };
        assert_eq!(drafts.len(), scenario.requests.len(), "{slug}");
        for (block, draft) in scenario.requests.iter().zip(drafts) {
            let (_, expected) = block.read().expect("it is a request");
            if let Some(mistake) = mistake(&workspace, draft, &expected) {
                wrong.push(format!("{slug}, {:?}: {mistake}", block.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn several_requests_are_tests_under_their_names() {
    let mut several = 0;
    for entry in index() {
        let slug = &entry.slug;
        let scenario = scenario_of(slug);
        let tests = Workspace::of_scenario(scenario.clone()).tests;
        if scenario.requests.len() < 2 {
            assert!(tests.is_empty(), "{slug}");
            continue;
        }
        several += 1;
        let given: Vec<Option<&str>> = scenario
            .requests
            .iter()
            .map(|r| r.name.as_deref())
            .collect();
        let found: Vec<Option<&str>> = tests.iter().map(|test| Some(test.name.as_str())).collect();
        assert_eq!(found, given, "{slug}: each request has a name");
        let names: BTreeSet<&Option<&str>> = given.iter().collect();
        assert_eq!(names.len(), given.len(), "{slug}: no name stands twice");
    }
    assert!(several >= 40, "{several}");
}

#[test]
fn policies_have_no_problems_but_those_that_they_teach() {
    for entry in index() {
        for policy in scenario_of(&entry.slug).policies {
            let read = Policy::read(&policy.name, policy.policy_type, &policy.text);
            let found: Vec<&str> = read.findings().iter().map(|f| f.issue_code).collect();
            let expected: Vec<&str> = policy.finds.as_deref().into_iter().collect();
            assert_eq!(found, expected, "{}", entry.slug);
        }
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

#[test]
fn each_has_topics_of_the_vocabulary_and_a_page_of_aws() {
    for example in all() {
        let slug = &example.slug;
        let scenario = scenario_of(slug);
        let has = |policy_type: PolicyType| {
            let mut policies = scenario.policies.iter();
            policies.any(|policy| policy.policy_type == policy_type)
        };
        for (topic, kind) in TYPES {
            let policy_type = policy_type_of(kind).expect("a type of policies");
            let is_topic = example.topics.iter().any(|other| other == topic);
            assert_eq!(is_topic, has(policy_type), "{slug}: {topic}");
        }
        let is_type = |topic: &str| TYPES.iter().any(|(name, _)| *name == topic);
        for topic in &example.topics {
            let policies = scenario.policies.iter().map(|policy| &policy.text);
            let requests = scenario.requests.iter().map(|request| &request.text);
            let mut texts = policies.chain(requests);
            let is_service =
                SERVICES.contains(&topic.as_str()) && texts.any(|text| text.contains(topic));
            assert!(
                CONCEPTS.contains(&topic.as_str()) || is_type(topic) || is_service,
                "{slug}: {topic}"
            );
        }
        let distinct: BTreeSet<&String> = example.topics.iter().collect();
        assert_eq!(distinct.len(), example.topics.len(), "{slug}");
        let page = example.guide.strip_prefix("https://docs.aws.amazon.com/");
        let page = page.map(|page| page.split('#').next().unwrap_or(page));
        assert!(page.is_some_and(|page| page.ends_with(".html")), "{slug}");
    }
    for concept in CONCEPTS.iter().chain(&SERVICES) {
        let mut topics = all().iter().flat_map(|example| &example.topics);
        assert!(topics.any(|topic| topic == concept), "{concept}");
    }
}

/// `UPDATE_EXPECT=1` writes what the files say into the list. An example is put into it by a line
/// with its `slug` and its `group`, where it is to stand.
#[test]
fn the_list_says_what_the_files_say() {
    let path = folder().join("index.json");
    let written = fs::read_to_string(&path).expect("there is a list");
    let listed: Vec<serde_json::Value> = serde_json::from_str(&written).expect("a list");
    let member = |entry: &serde_json::Value, name: &str| {
        entry[name].as_str().expect("an entry has both").to_owned()
    };
    let lines = listed.iter().map(|entry| {
        let slug = member(entry, "slug");
        let example = parse(&slug, &text_of(&slug)).expect("an example");
        let entry = Entry {
            slug,
            group: member(entry, "group"),
            title: example.title,
            idea: example.idea,
            topics: example.topics,
            expected: example.expected,
        };
        serde_json::to_string(&entry).expect("plain data")
    });
    let lines: Vec<String> = lines.collect();
    let right = format!("[\n{}\n]\n", lines.join(",\n"));
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, &right).expect("the list can be written");
    } else {
        assert_eq!(written, right);
    }
}

#[test]
fn the_list_has_every_file_once_and_in_the_order_of_the_groups() {
    let entries = index();
    let listed: BTreeSet<String> = entries.iter().map(|entry| entry.slug.clone()).collect();
    assert_eq!(listed.len(), entries.len());
    let files = fs::read_dir(folder()).expect("the folder of the examples");
    let files: BTreeSet<String> = files
        .filter_map(|file| {
            let name = file.ok()?.file_name().into_string().ok()?;
            name.strip_suffix(".md").map(str::to_owned)
        })
        .collect();
    assert_eq!(listed, files);
    let mut groups: Vec<&str> = entries.iter().map(|entry| entry.group.as_str()).collect();
    groups.dedup();
    assert_eq!(groups, GROUPS);
    let order: Vec<&str> = entries.iter().map(|entry| entry.slug.as_str()).collect();
    let sources: Vec<&str> = SOURCES.iter().map(|(slug, _)| *slug).collect();
    assert_eq!(order, sources);
}

#[test]
fn there_is_an_example_of_each_policy_that_guides_teach() {
    let entries = index();
    assert!(entries.len() >= 46);
    for (subject, slug) in TAUGHT {
        assert!(entries.iter().any(|entry| entry.slug == slug), "{subject}");
    }
}

#[test]
fn every_word_of_a_search_must_occur() {
    let entries = index();
    let check = |query: &str, expected: &[&str]| {
        let found: Vec<&str> = find(&entries, query)
            .iter()
            .map(|e| e.slug.as_str())
            .collect();
        assert_eq!(found, expected, "{query}");
    };
    check("chaining", &["role-chaining"]);
    check("GITHUB", &["github-oidc"]);
    check("  kms   via ", &["kms-via-service"]);
    check("confused kms", &[]);
    check("scp root user", &["scp-regions", "scp-root-user"]);
    assert_eq!(find(&entries, "").len(), entries.len());
    assert_eq!(find(&entries, " ").len(), entries.len());
}
