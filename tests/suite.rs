//! Runs every case: the scenarios in `cases/**/*.md`, one test a heading, and the lines of
//! `cases/*.jsonl`, one test a line.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use iam_case::{Answer, Case, Expected, Scenario, ScenarioRequest, TraceDetail};
use iam_evaluator::explain::{Edit, EditKind, ElementState, Explanation, UncertainPoint, label};
use iam_evaluator::{Decision, Policy, PolicySet, Request, evaluate, explain};
use libtest_mimic::{Arguments, Failed, Trial};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let mut trials = Vec::new();
    for file in files(&folder) {
        let name = file
            .strip_prefix(&folder)
            .unwrap_or(&file)
            .display()
            .to_string();
        let text = fs::read_to_string(&file).unwrap_or_default();
        match file.extension().and_then(|extension| extension.to_str()) {
            Some("md") => trials.extend(scenario_trials(&name, &text)),
            Some("jsonl") => trials.extend(line_trials(&name, &text)),
            _ => {}
        }
    }
    trials.push(Trial::test("every uncertain point has its cases", || {
        uncertain_points_have_cases()
    }));
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// In the scenarios that are headed by its name a point decides a request, and does not decide
/// another. A row of the table that has no point says that it never decides.
fn uncertain_points_have_cases() -> Result<(), Failed> {
    let scenarios = Scenario::read_all(include_str!("cases/uncertain.md"))?;
    for point in UncertainPoint::all() {
        let name = point.as_str();
        let headed = |scenario: &&Scenario| scenario.title.starts_with(&format!("{name}:"));
        let mut found = Vec::new();
        for request in scenarios.iter().filter(headed).flat_map(|s| &s.requests) {
            let (_, expected) = request.read()?;
            found.extend(
                expected
                    .uncertain
                    .map(|points| points.iter().any(|p| p == name)),
            );
        }
        if !found.contains(&true) || !found.contains(&false) {
            return Err(format!("{name} needs a case that it decides and one that not").into());
        }
    }
    let rows = include_str!("../docs/semantics.md").lines();
    for row in rows.filter_map(|line| line.strip_prefix("| U")) {
        let number = row.split(' ').next().unwrap_or_default();
        let decides = UncertainPoint::all().any(|point| point.as_str() == format!("U{number}"));
        if decides == row.contains("never decides") {
            return Err(format!("the row of U{number} says wrongly whether it decides").into());
        }
    }
    Ok(())
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for path in entries.map(|entry| entry.path()) {
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn line_trials(file: &str, text: &str) -> Vec<Trial> {
    let trial = |(number, line): (usize, &str)| {
        let line = line.to_owned();
        let id = Case::read(&line, false).ok().and_then(|case| case.id);
        let name = format!("{file}:{}", id.unwrap_or_else(|| number.to_string()));
        Trial::test(name, move || run_line(&line))
    };
    (1..).zip(text.lines()).map(trial).collect()
}

fn run_line(line: &str) -> Result<(), Failed> {
    let case = Case::read(line, false)?;
    let answer = Answer::to(&case, TraceDetail::None);
    if answer.passed == Some(true) {
        return Ok(());
    }
    let evaluation = evaluate(&case.policies, &case.request);
    let explanation = explain(&evaluation, &case.policies, &case.request);
    let shown = explanation.to_text(&case.policies, &case.request);
    Err(format!("expected {:?}\nfound {answer:?}\n{shown}", case.expected).into())
}

fn scenario_trials(file: &str, text: &str) -> Vec<Trial> {
    let scenarios = match Scenario::read_all(text) {
        Ok(scenarios) => scenarios,
        Err(error) => {
            let message = format!("{file}: {error}");
            return vec![Trial::test(file.to_owned(), move || Err(message.into()))];
        }
    };
    let trial = |scenario: Scenario| {
        let name = format!("{file}:{}", scenario.title);
        Trial::test(name, move || run_scenario(&scenario))
    };
    scenarios.into_iter().map(trial).collect()
}

fn run_scenario(scenario: &Scenario) -> Result<(), Failed> {
    let mut checks = 0;
    for policy in &scenario.policies {
        let read = Policy::read(&policy.name, policy.policy_type, &policy.text);
        let codes: Vec<&str> = read
            .findings()
            .iter()
            .map(|finding| finding.issue_code)
            .collect();
        let details: Vec<&str> = read
            .findings()
            .iter()
            .map(|finding| finding.details.as_str())
            .collect();
        let expected = policy.refused.as_ref().or(policy.finds.as_ref());
        if read.document().is_none() != policy.refused.is_some() {
            return Err(format!(
                "`{}`: accepted or refused wrongly: {details:?}",
                policy.name
            )
            .into());
        }
        let as_expected = match expected {
            Some(code) => codes.first() == Some(&code.as_str()),
            None => codes.is_empty(),
        };
        if !as_expected {
            let name = &policy.name;
            return Err(
                format!("`{name}`: expected {expected:?}, found {codes:?} {details:?}").into(),
            );
        }
        checks += usize::from(expected.is_some());
    }
    let policies = scenario.policy_set();
    for request in &scenario.requests {
        checks += run_request(request, &policies)?;
    }
    if checks == 0 {
        return Err("this scenario checks nothing".into());
    }
    Ok(())
}

fn run_request(block: &ScenarioRequest, policies: &PolicySet) -> Result<usize, Failed> {
    let (request, expected) = block.read()?;
    let evaluation = evaluate(policies, &request);
    let explanation = explain(&evaluation, policies, &request);
    let mut wrong = mismatches(&expected, &explanation);
    let edit = explanation.smallest_edit(policies, &request);
    wrong.extend(wrong_reason(
        &expected,
        &explanation,
        edit.as_ref(),
        policies,
    ));
    if let Some(edit) = &edit {
        wrong.extend(wrong_edit(
            &expected,
            &explanation,
            edit,
            policies,
            &request,
        ));
    }
    if wrong.is_empty() {
        return Ok(1);
    }
    let shown = explanation.to_text(policies, &request);
    Err(format!("line {}: {}\n{shown}", block.line, wrong.join("; ")).into())
}

fn mismatches(expected: &Expected, explanation: &Explanation) -> Vec<String> {
    let verdict = explanation.verdict;
    let statement = explanation
        .statements
        .iter()
        .find(|statement| verdict.statement == Some(statement.reference))
        .map(|statement| statement.label.as_str());
    let pairs = [
        (
            "decision",
            expected.decision.as_deref(),
            Some(verdict.decision.as_str()),
        ),
        ("by", expected.by.as_deref(), Some(verdict.by.as_str())),
        ("statement", expected.statement.as_deref(), statement),
        (
            "message",
            expected.message.as_deref(),
            explanation.message.as_deref(),
        ),
    ];
    let mut wrong: Vec<String> = pairs
        .iter()
        .filter(|(_, expected, found)| expected.is_some() && expected != found)
        .map(|(name, expected, found)| format!("{name}: expected {expected:?}, found {found:?}"))
        .collect();
    let points = explanation.uncertain.iter().map(|point| point.as_str());
    if let Some(expected) = &expected.uncertain
        && !points.clone().eq(expected.iter())
    {
        let found: Vec<&str> = points.collect();
        wrong.push(format!("uncertain: expected {expected:?}, found {found:?}"));
    }
    if expected.decision.is_none() {
        wrong.push("the request expects no decision".to_owned());
    }
    wrong
}

/// Why not: the nearest statement with what failed in it, and the smallest edit.
fn wrong_reason(
    expected: &Expected,
    explanation: &Explanation,
    edit: Option<&Edit>,
    policies: &PolicySet,
) -> Option<String> {
    let nearest = explanation.near_misses.first();
    let nearest = nearest.map(|miss| {
        let statements = &mut explanation.statements.iter();
        let statement = statements.find(|statement| statement.reference == miss.reference);
        let elements = statement.into_iter().flat_map(|s| &s.elements);
        let failed = elements
            .filter(|element| element.state == ElementState::DoesNotMatch)
            .flat_map(|element| {
                let name = element.element.as_str();
                let failing = element.conditions.iter().filter(|c| !c.holds);
                let conditions = failing.map(|c| format!("{name} {} {}", c.operator, c.key));
                let conditions: Vec<String> = conditions.collect();
                match conditions.as_slice() {
                    [] => vec![name.to_owned()],
                    _ => conditions,
                }
            });
        let failed: Vec<String> = failed.collect();
        format!(
            "{}: {}",
            label(policies, miss.reference),
            failed.join(" and ")
        )
    });
    let edit = edit.map_or("none".to_owned(), |edit| match edit.kind {
        EditKind::AddStatement => edit.kind.as_str().to_owned(),
        kind => format!("{} {}", kind.as_str(), edit.value),
    });
    if expected.nearest.is_some() && expected.nearest != nearest {
        return Some(format!("nearest: {nearest:?}"));
    }
    let differs = expected.edit.as_ref().is_some_and(|wanted| *wanted != edit);
    differs.then(|| format!("edit: {edit}"))
}

/// An edit leaves the policy one that AWS accepts, and where a single fault is expected, allows.
fn wrong_edit(
    expected: &Expected,
    explanation: &Explanation,
    edit: &Edit,
    policies: &PolicySet,
    request: &Request,
) -> Option<String> {
    let mut edited = PolicySet::new();
    for (index, member) in (0..).zip(policies.members()) {
        let old = &member.policy;
        let text = match index == edit.policy {
            true => edit.apply(&old.text),
            false => old.text.clone(),
        };
        let policy = Policy::read(&old.name, old.policy_type, &text);
        if policy.document().is_none() && old.document().is_some() {
            return Some(format!(
                "the edit is refused: {:?}\n{text}",
                policy.findings()
            ));
        }
        edited.add_at_level(Arc::new(policy), member.level);
    }
    let after = evaluate(&edited, request).verdict;
    let is_single_fault = expected.edit.is_some();
    if is_single_fault && after.decision != Decision::Allowed {
        return Some(format!("after the edit: {after:?}\n{}", edit.text));
    }
    (after == explanation.verdict).then(|| format!("the edit changes nothing: {}", edit.text))
}
