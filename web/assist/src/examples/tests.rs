//! Holds the examples to their form, and the list of them to their files. What each is answered,
//! `web/src/examples/tests.rs` holds them to.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use iam_case::policy_type_of;
use iam_evaluator::{Policy, PolicyType};

use super::*;

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
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples")
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
    read_list(&text).expect("the list can be read")
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

fn example_of(slug: &str) -> Example {
    read(slug, &text_of(slug)).expect("an example")
}

#[test]
fn each_has_one_idea_in_one_short_paragraph() {
    for entry in index() {
        assert!(entry.title.len() <= 48, "{}", entry.title);
        assert!(
            !entry.idea.is_empty() && entry.idea.len() <= 240,
            "{}",
            entry.idea
        );
    }
}

/// The page contains the example of a first visit, in the form in which it is told the others.
/// `UPDATE_EXPECT=1` writes the file.
#[test]
fn the_page_has_the_example_of_a_first_visit() {
    let path = folder().join("../src/examples/first.json");
    let written = fs::read_to_string(&path).expect("there is an example");
    let listed: serde_json::Value = serde_json::from_str(&written).expect("it is JSON");
    let slug = listed["slug"].as_str().expect("it has a name");
    let example = serde_json::to_string_pretty(&example_of(slug)).expect("plain data");
    let right = format!("{example}\n");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, &right).expect("the example can be written");
    } else {
        assert_eq!(written, right);
    }
}

#[test]
fn each_has_topics_of_the_vocabulary_and_a_page_of_aws() {
    for example in index() {
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
        let guide = example_of(slug).guide;
        let page = guide.strip_prefix("https://docs.aws.amazon.com/");
        let page = page.map(|page| page.split('#').next().unwrap_or(page));
        assert!(page.is_some_and(|page| page.ends_with(".html")), "{slug}");
    }
    let list = index();
    for concept in CONCEPTS.iter().chain(&SERVICES) {
        let mut topics = list.iter().flat_map(|example| &example.topics);
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
        let example = example_of(&slug);
        let scenario = scenario_of(&slug);
        let topics = line(&scenario, "Topics: ").expect("it has topics");
        let first = scenario.requests.first().expect("it has a request");
        let (_, expected) = first.read().expect("it can be asked");
        let entry = Entry {
            slug,
            group: member(entry, "group"),
            title: example.title,
            idea: example.idea,
            topics: topics.split(", ").map(str::to_owned).collect(),
            expected: expected.decision.expect("it expects a decision"),
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
}

#[test]
fn there_is_an_example_of_each_policy_that_guides_teach() {
    let entries = index();
    assert!(entries.len() >= 72);
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

#[test]
fn topics_narrow_a_search() {
    let entries = index();
    let check = |query: &str, expected: &[&str]| {
        assert_eq!(topics(&find(&entries, query), query), expected, "{query}");
    };
    check("kms alone", &[]);
    check("role-chaining", &[]);
    let common = topics(&find(&entries, ""), "");
    assert_eq!(common.first(), Some(&"s3"));
    assert_eq!(common.len(), MOST_TOPICS);
    for topic in common {
        let found = find(&entries, topic);
        assert!(!found.is_empty() && found.len() < entries.len(), "{topic}");
        assert!(!topics(&found, topic).contains(&topic), "{topic}");
    }
}
