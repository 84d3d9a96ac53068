//! Holds every example to what it says of itself, as the page opens it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use iam_case::{Expected, Scenario};
use iam_evaluator::json;
use iam_playground::export::from_scenario;

use super::*;
use crate::workbench::outcome::{Off, Outcome};
use crate::workbench::reading::Reading;
use crate::workspace::RequestDraft;

/// The names of the files, the scenarios and the work in them.
fn examples() -> Vec<(String, Scenario, Workspace)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let files = fs::read_dir(folder).expect("the folder of the examples");
    let mut examples: Vec<_> = files
        .filter_map(|file| {
            let path = file.ok()?.path();
            let slug = path.file_name()?.to_str()?.strip_suffix(".md")?.to_owned();
            let text = fs::read_to_string(&path).expect("the example can be read");
            let scenario = Scenario::read_all(&text)
                .expect("a scenario file")
                .remove(0);
            Some((slug, scenario, work_of(&text)))
        })
        .collect();
    examples.sort_by(|one, other| one.0.cmp(&other.0));
    assert!(examples.len() >= 72);
    examples
}

/// The work as the assistant reads it and the page then does.
pub fn work_of(markdown: &str) -> Workspace {
    let work = from_scenario(markdown).expect("a scenario file");
    let work = serde_json::to_string(&work).expect("plain data");
    work::read_node(&json::parse(&work).root).expect("it is work")
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
    let mut wrong = Vec::new();
    for (slug, scenario, workspace) in examples() {
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
    for (slug, scenario, workspace) in examples() {
        let tests = workspace.tests;
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
fn a_first_visit_has_an_example() {
    let first = first().expect("there is one");
    let examples = examples();
    let named = examples.iter().find(|(slug, ..)| *slug == first.slug);
    let (_, scenario, work) = named.expect("it is one of the examples");
    assert_eq!(first.title, scenario.title);
    assert!(first.workspace.has_same_content(work));
}

#[test]
fn an_address_names_an_example() {
    let check = |search: &str, slug: Option<&str>, rest: &str| {
        let found = in_query(search);
        assert_eq!((found.0.as_deref(), found.1.as_str()), (slug, rest));
    };
    check("", None, "");
    check("?a=b", None, "?a=b");
    check("?example=mfa", Some("mfa"), "");
    check("?a=b&example=mfa&c", Some("mfa"), "?a=b&c");
    check("?example=mfa&example=saml", Some("mfa"), "");
    check("?example", None, "?example");
}
