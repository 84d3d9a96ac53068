//! What is exported opens again, and no text does harm.

mod support;

use iam_case::policy_type_of;
use iam_evaluator::evaluate;
use iam_playground::Workspace;
use iam_playground::ask::ask;
use iam_playground::export::{
    from_json, from_scenario, to_json, to_markdown, to_scenario, to_simulate_command,
};
use iam_playground::redact::redact;
use iam_playground::workspace::Request;
use proptest::prelude::*;
use support::{config, texts, workspaces};

/// The work without what a scenario has no place for.
fn as_in_scenario(mut work: Workspace) -> Workspace {
    work.selected = 0;
    work.policies
        .retain(|policy| policy_type_of(&policy.kind).is_some());
    for policy in &mut work.policies {
        let lines: Vec<&str> = policy.text.lines().collect();
        policy.text = lines.join("\n").trim_end().to_owned();
    }
    let tests = work.tests.iter_mut().map(|test| &mut test.request);
    for request in tests.chain([&mut work.request]) {
        request.context.retain(|row| !row.key.is_empty());
        let off = request.context.iter_mut().filter(|row| row.off);
        off.for_each(|row| row.values.clear());
    }
    work
}

/// The examples of the page.
fn examples() -> Vec<(String, Workspace)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/examples");
    let files = std::fs::read_dir(folder).expect("the examples are there");
    let mut found = Vec::new();
    for file in files {
        let path = file.expect("an entry").path();
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("a text");
        found.push((
            path.display().to_string(),
            from_scenario(&text).expect("a scenario"),
        ));
    }
    assert!(found.len() > 10);
    found
}

#[test]
fn examples_survive_every_form() {
    for (name, work) in examples() {
        assert!(ask(&work, &work.request).is_ok(), "{name}");
        assert_eq!(
            from_scenario(&to_scenario(&work)),
            Ok(work.clone()),
            "{name}"
        );
        assert_eq!(from_json(&to_json(&work)), Ok(work.clone()), "{name}");
        let link = iam_playground::share::encode(&work);
        assert_eq!(iam_playground::share::decode(&link), Ok(work), "{name}");
    }
}

#[test]
fn examples_are_decided_alike_under_other_names() {
    for (name, work) in examples() {
        let redaction = redact(&work, 7);
        assert_eq!(redaction.changed_verdicts, [], "{name}");
        assert_eq!(redaction.left, Vec::<String>::new(), "{name}");
        let (policies, request) = ask(&work, &work.request).unwrap();
        let before = evaluate(&policies, &request).trace;
        let changed = redaction.workspace;
        let (policies, request) = ask(&changed, &changed.request).unwrap();
        assert_eq!(before, evaluate(&policies, &request).trace, "{name}");
        assert!(!redaction.replaced.is_empty(), "{name}");
    }
}

proptest! {
    #![proptest_config(config(500))]

    #[test]
    fn scenarios_read_back(work in workspaces()) {
        let work = as_in_scenario(work);
        let text = to_scenario(&work);
        let is_blank = work.request == Request::default() && work.tests.is_empty();
        prop_assert_eq!(text.contains("iam=request"), !is_blank);
        prop_assert_eq!(from_scenario(&text), Ok(work), "{}", text);
    }

    #[test]
    fn files_read_back(work in workspaces()) {
        prop_assert_eq!(from_json(&to_json(&work)), Ok(work));
    }

    #[test]
    fn no_work_does_harm(work in workspaces(), seed: u64, verdict in texts()) {
        let _ = to_markdown(&work, Some(&verdict), &verdict);
        let _ = to_simulate_command(&work);
        let redaction = redact(&work, seed);
        prop_assert_eq!(redaction.changed_verdicts, vec![]);
        for test in &work.tests {
            let _ = ask(&work, &test.request);
        }
    }

    #[test]
    fn no_text_does_harm(text in texts(), before in "(# A\n|```json iam=(scp|request)( off|) |\n```\n|\\{\"principal\": ){0,8}") {
        let _ = from_json(&text);
        let _ = from_scenario(&text);
        let _ = from_scenario(&format!("{before}{text}"));
        let file = format!("{{\"format\":\"iam-playground\",\"version\":1,\"workspace\":{text}}}");
        let _ = from_json(&file);
    }
}
