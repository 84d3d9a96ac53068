//! The table of all statements, those first that say most.

use iam_evaluator::StatementRef;
use leptos::prelude::*;

use crate::app::use_workbench;
use crate::components::notices::with_code;
use crate::components::statement_row::StatementRow;
use crate::workbench::Workbench;

/// How many statements are shown at first, and how many more each time.
const SHOWN: usize = 25;
const MORE: usize = 200;

/// The table of statements.
#[component]
pub fn Statements() -> impl IntoView {
    let workbench = use_workbench();
    let most = RwSignal::new(SHOWN);
    let ranking = Memo::new(move |_| ranking(workbench, most.get()));
    let total = Memo::new(move |_| {
        workbench.outcome.with(|outcome| {
            outcome
                .assessment
                .as_ref()
                .map_or(0, |assessment| assessment.ranking.len())
        })
    });
    let hidden = move || total.get().saturating_sub(ranking.with(Vec::len));
    view! {
        <section class="statements" aria-labelledby="statements-title" hidden=move || total.get() == 0>
            <h3 id="statements-title">
                {move || title(workbench, total.get())}
            </h3>
            <div class="card table-card">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Statement"</th>
                            <th scope="col">"Effect"</th>
                            <th scope="col">"Principal"</th>
                            <th scope="col">"Action"</th>
                            <th scope="col">"Resource"</th>
                            <th scope="col">"Condition"</th>
                        </tr>
                    </thead>
                    <For
                        each=move || ranking.get()
                        key=|reference| (reference.policy, reference.statement)
                        let:reference
                    >
                        <StatementRow reference is_first=Signal::derive(move || {
                            ranking.with(|ranking| ranking.first() == Some(&reference))
                        }) />
                    </For>
                </table>
                {move || {
                    let hidden = hidden();
                    (hidden > 0)
                        .then(|| {
                            view! {
                                <p class="more">
                                    <button
                                        type="button"
                                        class="button"
                                        on:click=move |_| most.update(|most| *most += MORE)
                                    >
                                        {format!("Show {} more", hidden.min(MORE))}
                                    </button>
                                    {format!(
                                        " and {hidden} more statements, further from the decision",
                                    )}
                                </p>
                            }
                        })
                }}
            </div>
            <Legend />
            <Notes />
        </section>
    }
}

fn title(workbench: Workbench, total: usize) -> String {
    let decided = workbench.outcome.with(|outcome| {
        let assessment = outcome.assessment.as_ref();
        assessment.is_some_and(|assessment| assessment.explanation.verdict.statement.is_some())
    });
    match (total, decided) {
        (1, _) => "The statement, element by element".to_owned(),
        (many, true) => format!("All {many} statements, the one that decided first"),
        (many, false) => format!("All {many} statements, the nearest first"),
    }
}

/// The statements to show, in order: the first ones of the ranking, and the one at the caret.
fn ranking(workbench: Workbench, most: usize) -> Vec<StatementRef> {
    let at_caret = workbench.at_caret.get();
    workbench.outcome.with(|outcome| {
        let Some(assessment) = &outcome.assessment else {
            return Vec::new();
        };
        let statements = &assessment.explanation.statements;
        let mut shown: Vec<StatementRef> = assessment
            .ranking
            .iter()
            .take(most)
            .filter_map(|index| statements.get(*index as usize))
            .map(|statement| statement.reference)
            .collect();
        if let Some(at_caret) = at_caret
            && assessment.ranking.len() > most
            && !shown.contains(&at_caret)
        {
            shown.push(at_caret);
        }
        shown
    })
}

/// What the signs mean.
#[component]
fn Legend() -> impl IntoView {
    view! {
        <p class="legend">
            <span class="legend-item" data-state="matches">
                <span aria-hidden="true">"✓ "</span>
                "matches"
            </span>
            <span class="legend-item" data-state="no-match">
                <span aria-hidden="true">"✗ "</span>
                "no match"
            </span>
            <span class="legend-item" data-state="absent">
                <span aria-hidden="true">"– "</span>
                "not present, restricts nothing"
            </span>
        </p>
    }
}

/// Rules that bore on the decision and may surprise.
#[component]
fn Notes() -> impl IntoView {
    let workbench = use_workbench();
    let notes = Memo::new(move |_| {
        workbench.outcome.with(|outcome| {
            let assessment = outcome.assessment.as_ref();
            assessment
                .map(|assessment| assessment.explanation.notes.clone())
                .unwrap_or_default()
        })
    });
    view! {
        {move || {
            let notes = notes.get();
            (!notes.is_empty())
                .then(|| {
                    let lines = notes.iter().map(|note| view! { <li>{with_code(note)}</li> });
                    view! {
                        <ul class="notes" aria-label="Notes">
                            {lines.collect_view()}
                        </ul>
                    }
                })
        }}
    }
}
