//! The list of problems below the editor: counts by kind, each problem leading to its place, with
//! what mends it and what silences it. Suggestions are there when they are asked for.

use std::collections::BTreeMap;

use iam_evaluator::FindingType;
use leptos::prelude::*;

use crate::assist;
use crate::html::{Element, Html, el, hidden, with_code};
use crate::workbench::Workbench;
use crate::workbench::checks::{CheckedProblem, Fix};
use crate::workbench::marks::{EditorProblem, editor_problem};
use crate::workbench::reading::{MOST_BYTES, PolicyReading, ReadState};

/// The types of findings with their words, in the order of the counts.
const TYPES: [(FindingType, &str, &str); 4] = [
    (FindingType::Error, "error", "errors"),
    (
        FindingType::SecurityWarning,
        "security warning",
        "security warnings",
    ),
    (FindingType::Warning, "warning", "warnings"),
    (FindingType::Suggestion, "suggestion", "suggestions"),
];

/// The problems of the policy on show.
pub fn problems(workbench: Workbench) -> Html {
    let problems = workbench.problems.read();
    let with_suggestions = workbench.with_suggestions.get();
    let count = |of: FindingType| {
        let found = problems.iter().filter(|one| one.finding_type() == of);
        found.count()
    };
    let counts = TYPES.map(|(of, one, many)| counted(count(of), one, many));
    let summary = workbench.checks.with(|checks| {
        workbench.with_selected(|policy| summary(policy, &counts, checks.silenced(policy)))
    });
    let suggestions = count(FindingType::Suggestion);
    let caret = workbench.caret.get().map(|(_, offset)| offset);
    let shown = problems
        .iter()
        .filter(|one| with_suggestions || one.finding_type() != FindingType::Suggestion);
    let lines: Vec<Element> = workbench
        .with_selected(|policy| {
            let mut keys = BTreeMap::new();
            shown
                .map(|problem| {
                    let place = editor_problem(policy, problem);
                    // Not by its place: that moves with every character typed before it.
                    let count = keys.entry(problem.issue_code.clone()).or_insert(0_u32);
                    *count += 1;
                    let key = format!("{} {count}", problem.issue_code);
                    problem_line(workbench, problem, place, caret).key(key)
                })
                .collect()
        })
        .unwrap_or_default();
    let is_empty = lines.is_empty();
    let list = el("ul").attr("aria-label", "Problems").children(lines);
    el("div")
        .class("problems")
        .attr("data-testid", "problems")
        .child(
            el("div")
                .class("problems-summary")
                .child(
                    el("p")
                        .attr("id", "policy-problems")
                        .child(summary.unwrap_or_default()),
                )
                .child((suggestions > 0).then(|| more(workbench, suggestions, with_suggestions)))
                .child(silenced(workbench)),
        )
        .child(missing(workbench))
        .child((!is_empty).then_some(list))
        .into()
}

/// The button that shows the suggestions, or hides them.
fn more(workbench: Workbench, count: usize, is_open: bool) -> Html {
    let words = match is_open {
        true => "Hide suggestions".to_owned(),
        false => format!("Show {}", counted(count, "suggestion", "suggestions")),
    };
    small(words)
        .attr("aria-expanded", if is_open { "true" } else { "false" })
        .on("click", move |_| workbench.with_suggestions.set(!is_open))
        .into()
}

/// How many codes are silenced, with a button that shows them again.
fn silenced(workbench: Workbench) -> Html {
    let count = workbench.silenced.with(|codes| codes.len());
    if count == 0 {
        return "".into();
    }
    let codes = workbench
        .silenced
        .with(|codes| codes.iter().cloned().collect::<Vec<_>>().join(", "));
    small(format!(
        "Show {} again",
        counted(count, "silenced code", "silenced codes")
    ))
    .attr("title", codes)
    .on("click", move |_| workbench.silence_nothing())
    .into()
}

/// What cannot be checked because data is missing.
fn missing(workbench: Workbench) -> Html {
    let missing = workbench.missing_data.get();
    if !missing.is_missing {
        return "".into();
    }
    let words = format!(
        "The list of AWS's services could not be loaded whole ({}): what needs it is not checked, \
         the answer is not touched by that.",
        missing.reason
    );
    el("div")
        .class("problems-missing")
        .attr("role", "status")
        .attr("data-testid", "missing-data")
        .child(el("p").child(words))
        .child(small("Try again").on("click", |_| assist::retry()))
        .into()
}

/// One problem.
fn problem_line(
    workbench: Workbench,
    problem: &CheckedProblem,
    place: EditorProblem,
    caret: Option<u32>,
) -> Element {
    let (from, to) = (place.from, place.to);
    let (kind, sign, word) = match problem.finding_type() {
        FindingType::Error => ("error", "✕", "Error"),
        FindingType::SecurityWarning => ("security", "!", "Security warning"),
        FindingType::Warning => ("warning", "!", "Warning"),
        FindingType::Suggestion => ("info", "i", "Suggestion"),
    };
    let position = el("span")
        .class("place")
        .child(place.line.to_string())
        .child(el("span").attr("aria-hidden", "true").child(":"))
        .child(hidden(", column "))
        .child(place.column.to_string());
    let button = el("button")
        .attr("type", "button")
        .class("problem")
        .on("click", move |_| workbench.go_to(from, to))
        .child(
            el("span")
                .class("sign")
                .attr("aria-hidden", "true")
                .child(sign),
        )
        .child(hidden(format!("{word}, line ")))
        .child(position)
        .child(hidden(": "))
        .child(
            el("span")
                .class("message")
                .children(with_code(&problem.details)),
        );
    let is_at_caret = caret.is_some_and(|at| from <= at && at <= to);
    el("li")
        .attr("data-kind", kind)
        .maybe("data-at-caret", is_at_caret.then_some(""))
        .child(button)
        .child(tools(workbench, problem))
}

/// What can be done about a problem: mend it, read about it, silence its code.
fn tools(workbench: Workbench, problem: &CheckedProblem) -> Html {
    let code = problem.issue_code.clone();
    let fix = problem.fix.clone().map(|fix| mend(workbench, fix));
    let page = (!problem.link.is_empty()).then(|| {
        el("a")
            .attr("href", problem.link.clone())
            .attr("target", "_blank")
            .attr("rel", "noopener noreferrer")
            .child(problem.issue_code.clone())
            .child(hidden(": AWS's page, in a new tab"))
    });
    let silence = small("Silence")
        .attr("title", format!("Show no {code} any more"))
        .child(hidden(format!(" {code}")))
        .on("click", move |_| workbench.silence(&code));
    el("span")
        .class("problem-tools")
        .child(fix)
        .child(page)
        .child(silence)
        .into()
}

fn mend(workbench: Workbench, fix: Fix) -> Html {
    small("Fix: ")
        .children(with_code(&fix.title))
        .on("click", move |_| workbench.mend(&fix))
        .into()
}

fn small(words: impl Into<Html>) -> Element {
    el("button")
        .attr("type", "button")
        .class("button quiet small")
        .child(words)
}

/// `5.2 MB`.
pub fn megabytes(bytes: usize) -> String {
    format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10)
}

fn counted(number: usize, one: &str, many: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        _ => format!("{number} {many}"),
    }
}

/// One line on the text: how many problems and statements, how long. So many problems are silenced by
/// comments.
fn summary(policy: &PolicyReading, counts: &[String], silenced: usize) -> String {
    let length = || {
        let characters = policy
            .text
            .chars()
            .filter(|character| !character.is_whitespace());
        counted(characters.count(), "character", "characters")
    };
    let found: Vec<&str> = counts
        .iter()
        .filter(|count| !count.starts_with("0 "))
        .map(String::as_str)
        .collect();
    let problems = match found.is_empty() {
        true => "No problems".to_owned(),
        false => found.join(", "),
    };
    let problems = match silenced {
        0 => problems,
        _ => format!("{problems}, {silenced} silenced in the text"),
    };
    match &policy.state {
        ReadState::Blank(_) => {
            "Empty: it takes no part. Paste a policy document, it begins with {.".to_owned()
        }
        ReadState::TooLarge(_) => format!(
            "{} of text: too large to be evaluated, the most is {} MB. It is kept as it is.",
            megabytes(policy.text.len()),
            MOST_BYTES / 1_000_000,
        ),
        ReadState::Accepted(_) => {
            let statements = counted(
                policy.statement_count().unwrap_or_default(),
                "statement",
                "statements",
            );
            format!("{problems} · {statements} · {} without spaces", length())
        }
        ReadState::Refused(_) => format!("{problems} · AWS would refuse this text · {}", length()),
    }
}
