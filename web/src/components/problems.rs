//! The list of problems below the editor.

use leptos::prelude::*;

use crate::app::use_workbench;
use crate::components::notices::with_code;
use crate::workbench::marks::{EditorProblem, Severity};
use crate::workbench::reading::{MOST_BYTES, PolicyReading, ReadState};

/// The problems of the policy on show, each leading to its place.
#[component]
pub fn Problems() -> impl IntoView {
    let workbench = use_workbench();
    let summary = Memo::new(move |_| workbench.with_selected(summary).unwrap_or_default());
    let problems = Memo::new(move |_| workbench.problems());
    view! {
        <div class="problems" data-testid="problems">
            <p id="policy-problems" class="problems-summary">{move || summary.get()}</p>
            {move || {
                let problems = problems.get();
                (!problems.is_empty())
                    .then(|| {
                        view! {
                            <ul aria-label="Problems">
                                {problems
                                    .into_iter()
                                    .map(|problem| view! { <ProblemLine problem /> })
                                    .collect_view()}
                            </ul>
                        }
                    })
            }}
        </div>
    }
}

/// One problem.
#[component]
fn ProblemLine(
    /// The problem.
    problem: EditorProblem,
) -> impl IntoView {
    let workbench = use_workbench();
    let (from, to) = (problem.from, problem.to);
    let (kind, sign, word) = match problem.severity {
        Severity::Error => ("error", "✕", "Error"),
        Severity::Warning => ("warning", "!", "Warning"),
        Severity::Info => ("info", "i", "Suggestion"),
    };
    view! {
        <li data-kind=kind>
            <button type="button" on:click=move |_| workbench.go_to(from, to)>
                <span class="sign" aria-hidden="true">
                    {sign}
                </span>
                <span class="visually-hidden">{word} ", line "</span>
                <span class="place">
                    {problem.line}
                    <span aria-hidden="true">":"</span>
                    <span class="visually-hidden">", column "</span>
                    {problem.column}
                </span>
                <span class="visually-hidden">": "</span>
                <span class="message">{with_code(&problem.message)}</span>
            </button>
        </li>
    }
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
