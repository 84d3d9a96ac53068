//! The list of problems below the editor.

use crate::html::{Html, el, hidden, with_code};
use crate::workbench::Workbench;
use crate::workbench::marks::{EditorProblem, Severity};
use crate::workbench::reading::{MOST_BYTES, PolicyReading, ReadState};

/// The problems of the policy on show, each leading to its place.
pub fn problems(workbench: Workbench) -> Html {
    let summary = workbench.with_selected(summary).unwrap_or_default();
    let problems = workbench.problems();
    let is_faultless = problems.is_empty();
    let lines = problems
        .into_iter()
        .map(|problem| problem_line(workbench, problem));
    let list = el("ul").attr("aria-label", "Problems").children(lines);
    el("div")
        .class("problems")
        .attr("data-testid", "problems")
        .child(
            el("p")
                .attr("id", "policy-problems")
                .class("problems-summary")
                .child(summary),
        )
        .child((!is_faultless).then_some(list))
        .into()
}

/// One problem.
fn problem_line(workbench: Workbench, problem: EditorProblem) -> Html {
    let (from, to) = (problem.from, problem.to);
    let (kind, sign, word) = match problem.severity {
        Severity::Error => ("error", "✕", "Error"),
        Severity::Warning => ("warning", "!", "Warning"),
        Severity::Info => ("info", "i", "Suggestion"),
    };
    let place = el("span")
        .class("place")
        .child(problem.line.to_string())
        .child(el("span").attr("aria-hidden", "true").child(":"))
        .child(hidden(", column "))
        .child(problem.column.to_string());
    let button = el("button")
        .attr("type", "button")
        .on("click", move |_| workbench.go_to(from, to))
        .child(
            el("span")
                .class("sign")
                .attr("aria-hidden", "true")
                .child(sign),
        )
        .child(hidden(format!("{word}, line ")))
        .child(place)
        .child(hidden(": "))
        .child(
            el("span")
                .class("message")
                .children(with_code(&problem.message)),
        );
    el("li").attr("data-kind", kind).child(button).into()
}

/// `5.2 MB`.
pub fn megabytes(bytes: usize) -> String {
    format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10)
}

/// One line on the text: how many problems and statements, how long.
fn summary(policy: &PolicyReading) -> String {
    let count = |number: usize, one: &str, many: &str| match number {
        1 => format!("1 {one}"),
        _ => format!("{number} {many}"),
    };
    let length = || {
        let characters = policy
            .text
            .chars()
            .filter(|character| !character.is_whitespace());
        count(characters.count(), "character", "characters")
    };
    let problems = match policy.findings().len() {
        0 => "No problems".to_owned(),
        number => count(number, "problem", "problems"),
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
            let statements = count(
                policy.statement_count().unwrap_or_default(),
                "statement",
                "statements",
            );
            format!("{problems} · {statements} · {} without spaces", length())
        }
        ReadState::Refused(_) => format!("{problems} · AWS would refuse this text · {}", length()),
    }
}
