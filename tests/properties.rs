//! Properties of the decision, on generated cases, and of reading, on damaged texts.
//!
//! A failure prints its cases, one a line, as `iam-playground evaluate --jsonl` reads them. Two
//! variables of the environment: `IAM_PLAYGROUND_CASES`, how many cases the model is compared on
//! (each other property takes a tenth of them), and `IAM_PLAYGROUND_SEED`, a number for other cases.
//! A million cases take some minutes:
//! `IAM_PLAYGROUND_CASES=1000000 cargo test --profile native -p iam-tests --test properties`.
//! What share of the cases has which outcome is shown by
//! `cargo test -p iam-tests --test properties -- --nocapture agree`.

#![expect(
    clippy::indexing_slicing,
    reason = "what a JSON value does not have reads as null"
)]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use iam_case::{Answer, Case, TraceDetail};
use iam_evaluator::explain::{Edit, EditKind};
use iam_evaluator::{
    DecidedBy, Effect, Explanation, Policy, PolicySet, PolicyType, Request, Span, StatementRef,
    evaluate, explain,
};
use iam_tests::{generate, model};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};
use serde_json::{Value, json};

#[test]
fn the_model_passes_the_published_cases() {
    for line in include_str!("cases/conformance.jsonl").lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let expected = &case["expected"];
        let found = model::decide(&case);
        assert_eq!(expected["decision"], found.decision, "{line}");
        assert_eq!(expected["by"], found.by, "{line}");
        if expected["statement"].is_string() {
            assert_eq!(expected["statement"], json!(found.statement), "{line}");
        }
    }
}

#[test]
fn evaluator_and_model_agree() -> Result<(), Failure> {
    let outcomes = Mutex::new(BTreeMap::new());
    check(1, generate::cases, show_one, |case| {
        let expected = model::decide(case);
        if let Ok(mut outcomes) = outcomes.lock() {
            *outcomes
                .entry((expected.decision, expected.by))
                .or_insert(0) += 1;
        }
        let found = answer(case)?;
        prop_assert_eq!(
            (found.decision, found.by, found.statement),
            (expected.decision, expected.by, expected.statement)
        );
        Ok(())
    })?;
    let outcomes = outcomes.into_inner().unwrap_or_default();
    let all: usize = outcomes.values().sum();
    for ((decision, by), count) in &outcomes {
        println!(
            "{decision:>12} {by:<8} {:5.2} %",
            100.0 * *count as f64 / all as f64
        );
    }
    for decision in ["allowed", "explicitDeny", "implicitDeny"] {
        let same = outcomes.iter().filter(|(outcome, _)| outcome.0 == decision);
        let count: usize = same.map(|(_, count)| count).sum();
        assert!(
            count * 100 > all * 15,
            "only {count} of {all} cases are {decision}"
        );
    }
    // Five ways of being allowed, eight of being denied by a statement, eight of not being allowed.
    assert_eq!(
        outcomes.len(),
        21,
        "some outcome does not occur: {outcomes:?}"
    );
    Ok(())
}

#[test]
fn another_deny_never_allows() -> Result<(), Failure> {
    let denied_as_well = |case: &Value, choices: &mut generate::Choices| {
        let is_trust = answer_by_trust(case);
        let kinds = [
            "identity", "boundary", "session", "resource", "vpce", "scps", "rcps",
        ];
        let member = choices.one(&kinds);
        let kind = match member {
            "resource" if is_trust => "trust",
            "scps" => "scp",
            "rcps" => "rcp",
            other => other,
        };
        let mut document = generate::document(choices, kind, &case["request"]);
        for statement in statements_mut(&mut document) {
            statement["Effect"] = "Deny".into();
            if let Some(members) = statement.as_object_mut() {
                members.remove("Sid");
            }
        }
        with_policy(case, member, &document)
    };
    check_change(denied_as_well, |_, before, after| {
        prop_assert!(before.decision == "allowed" || after.decision != "allowed");
        Ok(())
    })
}

/// A level of SCPs, an RCP, and a first boundary, endpoint policy or session policy. A further SCP
/// on a level, or a further session policy, may well allow what the others do not; and a federated
/// session has no permissions of its user's without a session policy.
#[test]
fn another_guardrail_never_grants() -> Result<(), Failure> {
    let guarded_as_well = |case: &Value, choices: &mut generate::Choices| {
        let is_federated = case["request"]["principal"]["kind"] == "federated-user";
        let is_free = |member: &&str| match *member {
            "scps" | "rcps" => true,
            "session" if is_federated => false,
            only_one => case["policies"][only_one].is_null(),
        };
        let kinds = ["scps", "rcps", "boundary", "vpce", "session"];
        let free: Vec<&str> = kinds.into_iter().filter(is_free).collect();
        let member = choices.one(&free);
        let document = generate::document(choices, member.trim_end_matches('s'), &case["request"]);
        with_policy(case, member, &document)
    };
    check_change(guarded_as_well, |_, before, after| {
        prop_assert!(before.decision == "allowed" || after.decision != "allowed");
        Ok(())
    })
}

#[test]
fn order_does_not_matter() -> Result<(), Failure> {
    let reversed = |case: &Value, _: &mut generate::Choices| {
        let mut case = with_plain_documents(case);
        reverse_lists(&mut case["policies"]);
        case
    };
    check_change(reversed, |_, before, after| {
        prop_assert_eq!((before.decision, before.by), (after.decision, after.by));
        Ok(())
    })
}

#[test]
fn the_case_of_the_action_does_not_matter() -> Result<(), Failure> {
    let shouted = |case: &Value, choices: &mut generate::Choices| {
        let mut case = case.clone();
        let action = case["request"]["action"].as_str().unwrap_or_default();
        let other = choices.one(&[action.to_uppercase(), action.to_lowercase()]);
        case["request"]["action"] = other.into();
        case
    };
    check_change(shouted, |_, before, after| {
        prop_assert_eq!(
            (before.decision, before.by, before.statement),
            (after.decision, after.by, after.statement)
        );
        Ok(())
    })
}

#[test]
fn not_action_is_the_complement_of_action() -> Result<(), Failure> {
    complements("Action", "NotAction")
}

/// Also where a variable has no value: the entry then matches no resource in either.
#[test]
fn not_resource_is_the_complement_of_resource() -> Result<(), Failure> {
    complements("Resource", "NotResource")
}

/// One statement decides for a user: with the one element or the other, never with both.
fn complements(listed: &'static str, all_but: &'static str) -> Result<(), Failure> {
    let asked = move |case: &Value, choices: &mut generate::Choices, element: &str| {
        let mut case = case.clone();
        let arn = "arn:aws:iam::111122223333:user/alice";
        case["request"]["principal"] =
            json!({ "kind": "user", "arn": arn, "account": "111122223333" });
        case["request"]["resourceAccount"] = "111122223333".into();
        let drawn = generate::document(choices, "identity", &case["request"]);
        let drawn_statement = match &drawn["Statement"] {
            Value::Array(statements) => statements.first().cloned().unwrap_or_default(),
            one => one.clone(),
        };
        let patterns = match (&drawn_statement[listed], &drawn_statement[all_but]) {
            (Value::Null, patterns) | (patterns, _) => patterns.clone(),
        };
        let mut statement = json!({ "Effect": "Allow", "Action": "*", "Resource": "*" });
        if let Some(members) = statement.as_object_mut() {
            members.remove(listed);
            members.insert(element.to_owned(), patterns);
        }
        let document = json!({ "Version": drawn["Version"].as_str().unwrap_or("2008-10-17"),
            "Statement": statement });
        case["policies"] = json!({ "identity": [document] });
        case
    };
    let both = move |case: &Value, choices: &mut generate::Choices| {
        let again = choices.clone();
        (
            asked(case, &mut again.clone(), listed),
            asked(case, choices, all_but),
        )
    };
    let strategy = || generate::cases_and(both);
    let show = |(_, (a, b)): &(Value, (Value, Value))| format!("{a}\n{b}");
    check(10, strategy, show, |(_, (with_listed, with_all_but))| {
        let (a, b) = (answer(with_listed)?, answer(with_all_but)?);
        // A role, a key and an action that needs no permission are not decided by this policy alone.
        if ![a.by, b.by].contains(&"identity") {
            return Ok(());
        }
        prop_assert!((a.decision == "allowed") != (b.decision == "allowed"));
        Ok(())
    })
}

#[test]
fn what_decides_is_in_the_trace() -> Result<(), Failure> {
    check(10, generate::cases, show_one, |case| {
        let answer = answer_with(case, TraceDetail::Full)?;
        let effect = match answer.decision {
            "allowed" => "Allow",
            "explicitDeny" => "Deny",
            _ => {
                prop_assert_eq!(answer.statement, None);
                return Ok(());
            }
        };
        let statements = answer
            .trace
            .map(|trace| trace.statements)
            .unwrap_or_default();
        let decided: Vec<_> = statements.iter().filter(|s| s.role == "decided").collect();
        let without = ["root", "none"].contains(&answer.by);
        prop_assert_eq!(decided.len(), usize::from(!without));
        for statement in decided {
            prop_assert_eq!(statement.effect, effect);
            prop_assert_eq!(Some(&statement.statement), answer.statement.as_ref());
            let failed = statement
                .elements
                .iter()
                .any(|element| element.state == "doesNotMatch");
            prop_assert!(
                !failed,
                "an element of the deciding statement does not match"
            );
        }
        Ok(())
    })
}

/// Every edit that is proposed, for each statement and for the whole decision: the text can still be
/// read, an Allow then matches and a Deny no longer does, and no statement is lost.
#[test]
fn every_proposed_edit_does_what_it_says() -> Result<(), Failure> {
    let kinds = Mutex::new(BTreeMap::new());
    check(10, generate::cases, show_one, |case| {
        let case = Case::read(&case.to_string(), false);
        let case = case.map_err(|error| TestCaseError::fail(error.to_string()))?;
        for policies in [case.policies.clone(), with_lines(&case.policies)] {
            let evaluation = evaluate(&policies, &case.request);
            let explanation = explain(&evaluation, &policies, &case.request);
            let smallest = explanation.smallest_edit(&policies, &case.request);
            let statements = explanation.statements.iter().map(|s| s.reference);
            let edits = statements.filter_map(|reference| {
                let edit = explanation.edit_of(reference, &policies, &case.request)?;
                Some((Some(reference), edit))
            });
            for (reference, edit) in edits.chain(smallest.map(|edit| (None, edit))) {
                if let Ok(mut kinds) = kinds.lock() {
                    *kinds.entry(edit.kind.as_str()).or_insert(0) += 1;
                }
                edit_is_sound(&policies, &case.request, reference, &edit)?;
            }
        }
        Ok(())
    })?;
    let kinds = kinds.into_inner().unwrap_or_default();
    println!("{kinds:?}");
    assert_eq!(
        kinds.len(),
        4,
        "some kind of edit does not occur: {kinds:?}"
    );
    Ok(())
}

fn edit_is_sound(
    policies: &PolicySet,
    request: &Request,
    reference: Option<StatementRef>,
    edit: &Edit,
) -> Result<(), TestCaseError> {
    let mut edited = PolicySet::new();
    for (index, member) in (0..).zip(policies.members()) {
        let old = &member.policy;
        if index != edit.policy {
            edited.add_at_level(old.clone(), member.level);
            continue;
        }
        lies_inside(edit.span, &old.text)?;
        let text = edit.apply(&old.text);
        let new = Policy::read(&old.name, old.policy_type, &text);
        prop_assert!(new.document().is_some(), "{text}: {:?}", new.findings());
        let added = usize::from(edit.kind == EditKind::AddStatement);
        prop_assert_eq!(new.statements().len(), old.statements().len() + added);
        let diff = edit.diff(old);
        prop_assert!(text.contains(&diff.after) && old.text.contains(&diff.before));
        edited.add_at_level(Arc::new(new), member.level);
    }
    let after = evaluate(&edited, request);
    let Some(reference) = reference else {
        let before = evaluate(policies, request).verdict;
        // Several levels of SCPs may lack an Allow, and one edit mends one.
        let several = before.by == DecidedBy::Policies(PolicyType::ServiceControl);
        prop_assert!(
            after.verdict != before || several,
            "{edit:?} changes nothing"
        );
        return Ok(());
    };
    let mut statements = after.trace.statements.iter();
    let statement = statements.find(|statement| statement.reference == reference);
    let Some(statement) = statement else {
        return Err(TestCaseError::fail("the statement is gone"));
    };
    prop_assert_eq!(statement.matches(), statement.effect == Effect::Allow);
    Ok(())
}

/// The same policies, each text spread over lines.
fn with_lines(policies: &PolicySet) -> PolicySet {
    let mut spread = PolicySet::new();
    for member in policies.members() {
        let old = &member.policy;
        let text = serde_json::from_str::<Value>(&old.text).map(|value| format!("{value:#}"));
        let text = text.unwrap_or_else(|_| old.text.clone());
        let new = Policy::read(&old.name, old.policy_type, &text);
        spread.add_at_level(Arc::new(new), member.level);
    }
    spread
}

/// With the value that is suggested for a missing key the decision is the one that is told.
#[test]
fn a_missing_key_makes_the_decision_that_is_told() -> Result<(), Failure> {
    let found = AtomicUsize::new(0);
    check(10, generate::cases, show_one, |case| {
        let case = Case::read(&case.to_string(), false);
        let case = case.map_err(|error| TestCaseError::fail(error.to_string()))?;
        let evaluation = evaluate(&case.policies, &case.request);
        let explanation = explain(&evaluation, &case.policies, &case.request);
        for missing in &explanation.missing_keys {
            found.fetch_add(1, Ordering::Relaxed);
            let lower = missing.key.to_ascii_lowercase();
            prop_assert_eq!(case.request.context().get(&lower), None);
            prop_assert_eq!(missing.if_absent, evaluation.verdict);
            let mut context = case.request.context().clone();
            context.set(&missing.key, missing.values.clone());
            let request = case.request.clone();
            let with_key = Request::new(
                request.principal().clone(),
                request.action(),
                request.resource(),
                context,
            );
            let with_key = match request.resource_account() {
                Some(account) => with_key.with_resource_account(account),
                None => with_key,
            };
            let with_key = match request.resource_in_management_account() {
                true => with_key.with_resource_in_management_account(),
                false => with_key,
            };
            let with_key = match request.public_buckets_restricted() {
                true => with_key.with_public_buckets_restricted(),
                false => with_key,
            };
            let verdict = evaluate(&case.policies, &with_key).verdict;
            prop_assert_eq!(verdict, missing.if_present);
            prop_assert!(verdict.decision != evaluation.verdict.decision);
        }
        Ok(())
    })?;
    let found = found.into_inner();
    println!("{found} missing keys");
    assert!(found > 0);
    Ok(())
}

#[test]
fn any_text_can_be_read_as_a_policy() -> Result<(), Failure> {
    check(10, any::<String>, show_text, |text: &String| {
        policy_is_sound(text)
    })
}

#[test]
fn any_damaged_policy_can_be_read() -> Result<(), Failure> {
    let damaged = |case: &Value, choices: &mut generate::Choices| {
        let kind = choices.one(&["identity", "resource", "trust", "vpce", "scp", "rcp"]);
        let document = generate::document(choices, kind, &case["request"]);
        generate::damaged(choices, &document.to_string())
    };
    let strategy = || generate::cases_and(damaged);
    check(
        10,
        strategy,
        |(_, text)| show_text(text),
        |(_, text)| policy_is_sound(text),
    )
}

#[test]
fn any_damaged_case_can_be_read_and_explained() -> Result<(), Failure> {
    let damaged = |case: &Value, choices: &mut generate::Choices| {
        if choices.one(&[true, true, true, false]) {
            generate::damaged(choices, &case.to_string())
        } else {
            case.to_string()
        }
    };
    let strategy = || generate::cases_and(damaged);
    check(
        10,
        strategy,
        |(_, text)| text.clone(),
        |(_, text)| {
            let Ok(case) = Case::read(text, false) else {
                return Ok(());
            };
            let evaluation = evaluate(&case.policies, &case.request);
            let explanation = explain(&evaluation, &case.policies, &case.request);
            prop_assert!(
                !explanation
                    .to_text(&case.policies, &case.request)
                    .is_empty()
            );
            let answer = Answer::to(&case, TraceDetail::Full);
            prop_assert!(answer.trace.is_some());
            spans_are_sound(&explanation, &case.policies)
        },
    )
}

fn policy_is_sound(text: &str) -> Result<(), TestCaseError> {
    for policy_type in PolicyType::ALL {
        let policy = Policy::read("policy", policy_type, text);
        for span in policy
            .findings()
            .iter()
            .flat_map(|finding| &finding.locations)
        {
            lies_inside(*span, text)?;
        }
        prop_assert!(policy.document().is_some() || !policy.findings().is_empty());
        for statement in policy.statements() {
            lies_inside(statement.span, text)?;
        }
    }
    Ok(())
}

fn spans_are_sound(explanation: &Explanation, policies: &PolicySet) -> Result<(), TestCaseError> {
    for statement in &explanation.statements {
        let Some(policy) = policies.policy(statement.reference) else {
            return Err(TestCaseError::fail("a statement of no policy"));
        };
        lies_inside(statement.span, &policy.text)?;
        for element in &statement.elements {
            let conditions = element.conditions.iter().map(|condition| condition.span);
            for span in element.span.into_iter().chain(conditions) {
                lies_inside(span, &policy.text)?;
            }
        }
    }
    Ok(())
}

fn lies_inside(span: Span, text: &str) -> Result<(), TestCaseError> {
    let covered = text.get(span.start as usize..span.end as usize);
    prop_assert!(covered.is_some(), "{span:?} does not lie in {text:?}");
    Ok(())
}

fn answer(case: &Value) -> Result<Answer, TestCaseError> {
    answer_with(case, TraceDetail::None)
}

fn answer_with(case: &Value, detail: TraceDetail) -> Result<Answer, TestCaseError> {
    let case = Case::read(&case.to_string(), false);
    let case = case.map_err(|error| TestCaseError::fail(error.to_string()))?;
    Ok(Answer::to(&case, detail))
}

/// Compares the answers to a case and to what `change` makes of it.
fn check_change(
    change: impl Fn(&Value, &mut generate::Choices) -> Value + Copy + Sync,
    holds: impl Fn(&Value, Answer, Answer) -> Result<(), TestCaseError> + Sync,
) -> Result<(), Failure> {
    let strategy = || generate::cases_and(change);
    let show = |(before, after): &(Value, Value)| format!("{before}\n{after}");
    check(10, strategy, show, |(before, after)| {
        holds(before, answer(before)?, answer(after)?)
    })
}

fn answer_by_trust(case: &Value) -> bool {
    let action = case["request"]["action"].as_str().unwrap_or_default();
    iam_evaluator::evaluate::is_decided_by_trust_policy(action)
}

/// The case with a policy more; where there can only be one, with its statements more.
fn with_policy(case: &Value, member: &str, document: &Value) -> Value {
    let mut case = with_plain_documents(case);
    let place = &mut case["policies"][member];
    match (member, &mut *place) {
        ("scps" | "rcps", Value::Array(levels)) => levels.push(json!([document])),
        ("scps" | "rcps", place) => *place = json!([[document]]),
        (_, Value::Array(policies)) => policies.push(document.clone()),
        ("identity" | "session", place) => *place = json!([document]),
        (_, Value::Null) => *place = document.clone(),
        (_, there) => {
            let mut statements: Vec<Value> = statements_mut(there)
                .map(|statement| statement.clone())
                .collect();
            statements
                .extend(statements_mut(&mut document.clone()).map(|statement| statement.clone()));
            there["Statement"] = statements.into();
        }
    }
    case
}

/// The case with every policy as its bare document.
fn with_plain_documents(case: &Value) -> Value {
    fn plain(value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(plain),
            Value::Object(members) => {
                if let Some(document) = members.get("document") {
                    let parsed = document.as_str().map(serde_json::from_str);
                    *value = parsed
                        .and_then(Result::ok)
                        .unwrap_or_else(|| document.clone());
                }
            }
            _ => {}
        }
    }
    let mut case = case.clone();
    if let Some(policies) = case["policies"].as_object_mut() {
        policies.values_mut().for_each(plain);
    }
    case
}

fn statements_mut(document: &mut Value) -> impl Iterator<Item = &mut Value> {
    match &mut document["Statement"] {
        Value::Array(statements) => statements.iter_mut(),
        one => std::slice::from_mut(one).iter_mut(),
    }
}

fn reverse_lists(value: &mut Value) {
    match value {
        Value::Array(items) => {
            items.reverse();
            items.iter_mut().for_each(reverse_lists);
        }
        Value::Object(members) => members.values_mut().for_each(reverse_lists),
        _ => {}
    }
}

fn show_one(case: &Value) -> String {
    case.to_string()
}

fn show_text(text: &String) -> String {
    json!(text).to_string()
}

/// A property that does not hold, with the smallest case found.
struct Failure(String);

impl std::fmt::Debug for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Checks a property on its share of the cases: one of so many. The cases do not depend on the
/// machine, whatever the number of its cores.
fn check<S: Strategy>(
    share: u32,
    strategy: impl Fn() -> S + Sync,
    show: impl Fn(&S::Value) -> String + Sync,
    property: impl Fn(&S::Value) -> Result<(), TestCaseError> + Sync,
) -> Result<(), Failure> {
    const PARTS: u32 = 8;
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let all: u32 = number("IAM_PLAYGROUND_CASES").unwrap_or(100_000);
    let seed = number("IAM_PLAYGROUND_SEED").unwrap_or(0);
    let config = Config {
        cases: all.div_ceil(share * PARTS),
        failure_persistence: None,
        ..Config::default()
    };
    let run = |part: u32| {
        let mut bytes = [0; 32];
        for (byte, value) in bytes
            .iter_mut()
            .zip([seed.to_le_bytes(), part.to_le_bytes()].concat())
        {
            *byte = value;
        }
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
        let mut runner = TestRunner::new_with_rng(config.clone(), rng);
        let result = runner.run(&strategy(), |value| property(&value));
        result.map_err(|error| match error {
            TestError::Fail(reason, value) => Failure(format!("{reason}\n{}\n", show(&value))),
            TestError::Abort(reason) => Failure(reason.to_string()),
        })
    };
    std::thread::scope(|scope| {
        let run = &run;
        let parts = (0..PARTS).map(|part| scope.spawn(move || run(part)));
        let parts: Vec<_> = parts.collect();
        let joined = parts.into_iter().map(std::thread::ScopedJoinHandle::join);
        let joined: Vec<_> = joined.collect();
        let stopped = || Failure("a thread stopped".to_owned());
        joined
            .into_iter()
            .try_for_each(|part| part.map_err(|_| stopped())?)
    })
}
