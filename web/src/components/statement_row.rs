//! One statement: a row with the outcome of each element, and what is behind it.

use iam_evaluator::explain::{Element, ElementState, StatementRole};
use iam_evaluator::{Span, StatementRef, policy};
use leptos::html;
use leptos::prelude::*;

use crate::app::use_workbench;
use crate::components::notices::with_code;
use crate::components::policy_tabs::name_or_none;
use crate::components::statement_detail::StatementDetail;
use crate::workbench::Workbench;

/// What a row shows. Places in the text are not in it: a row stays as it is when its statement only
/// moves.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    /// The policy's name, where there are several policies.
    policy: Option<String>,
    label: String,
    effect: policy::Effect,
    role: StatementRole,
    outcomes: [Outcome; 4],
}

/// What a cell shows.
#[derive(Clone, Debug, PartialEq)]
struct Outcome {
    element: Element,
    state: ElementState,
    text: String,
}

/// One statement of the table.
#[component]
pub fn StatementRow(
    /// Which statement.
    reference: StatementRef,
    /// Whether it leads the table.
    #[prop(into)]
    is_first: Signal<bool>,
) -> impl IntoView {
    let workbench = use_workbench();
    let row = Memo::new(move |_| row(workbench, reference));
    // What leads is open, until the user says otherwise.
    let chosen = RwSignal::new(None::<bool>);
    let is_open = Memo::new(move |_| chosen.get().unwrap_or_else(|| is_first.get()));
    let is_current = Memo::new(move |_| workbench.at_caret.get() == Some(reference));
    let body = NodeRef::<html::Tbody>::new();
    follow_caret(body, is_current);
    let point = move |_| workbench.pointed.set(Some(reference));
    let unpoint = move || {
        workbench.pointed.update(|pointed| {
            if *pointed == Some(reference) {
                *pointed = None;
            }
        });
    };
    on_cleanup(move || {
        // A row that is gone points at nothing.
        if workbench.pointed.try_get_untracked() == Some(Some(reference)) {
            workbench.pointed.set(None);
        }
    });
    view! {
        <tbody
            node_ref=body
            class="statement"
            class:open=move || is_open.get()
            data-role=move || row.with(|row| row.as_ref().map(|row| role(row.role)))
            on:pointerenter=point
            on:pointerleave=move |_| unpoint()
            on:focusin=move |_| workbench.pointed.set(Some(reference))
            on:focusout=move |_| unpoint()
        >
            <tr
                data-statement=format!("{}.{}", reference.policy, reference.statement)
                aria-current=move || is_current.get().then_some("true")
            >
                {move || {
                    row.get()
                        .map(|row| view! { <Head row is_open chosen /> })
                }}
                {move || {
                    row.get()
                        .map(|row| {
                            let label = row.label;
                            row.outcomes
                                .map(|outcome| {
                                    view! { <Cell reference label=label.clone() outcome /> }
                                })
                                .collect_view()
                        })
                }}
            </tr>
            {move || is_open.get().then(|| view! { <StatementDetail reference /> })}
        </tbody>
    }
}

/// The label and the effect.
#[component]
fn Head(
    /// The statement.
    row: Row,
    /// Whether its detail shows.
    is_open: Memo<bool>,
    /// What the user said about that.
    chosen: RwSignal<Option<bool>>,
) -> impl IntoView {
    let Row {
        policy,
        label,
        effect,
        role,
        ..
    } = row;
    view! {
        <th scope="row">
            <button
                type="button"
                class="unfold"
                aria-expanded=move || if is_open.get() { "true" } else { "false" }
                on:click=move |_| chosen.set(Some(!is_open.get_untracked()))
            >
                <span class="arrow" aria-hidden="true"></span>
                <span class="label">{label}</span>
            </button>
            {policy.map(|name| view! { <span class="why">{name_or_none(&name)}</span> })}
            {(role != StatementRole::DoesNotApply)
                .then(|| view! { <span class="role">{role_word(role)}</span> })}
        </th>
        <td data-label="Effect">
            <span class="effect" data-effect=effect.as_str()>
                {effect.as_str()}
            </span>
        </td>
    }
}

/// The outcome of one element, leading to its words in the editor.
#[component]
fn Cell(
    /// Which statement.
    reference: StatementRef,
    /// What it is called.
    label: String,
    /// What came of it.
    outcome: Outcome,
) -> impl IntoView {
    let workbench = use_workbench();
    let Outcome {
        element,
        state,
        text,
    } = outcome;
    let name = element.as_str();
    let show = move |_| {
        if let Some(span) = span(workbench, reference, element) {
            workbench.show(reference, span);
        }
    };
    view! {
        <td data-element=name.to_lowercase() data-label=name data-state=state_kind(state)>
            <button type="button" class="outcome" on:click=show>
                <span class="visually-hidden">{label} ", " {name} ": "</span>
                <span class="sign" aria-hidden="true">
                    {state.sign()}
                </span>
                <span class="word">{state.word()}</span>
                {(state != ElementState::NotPresent)
                    .then(|| {
                        view! {
                            <span class="visually-hidden">", "</span>
                            <span class="why">{with_code(&text)}</span>
                        }
                    })}
            </button>
        </td>
    }
}

/// Keeps the row of the statement at the caret in sight, as long as the focus is in the editor and
/// the two are side by side.
fn follow_caret(body: NodeRef<html::Tbody>, is_current: Memo<bool>) {
    Effect::new(move |_| {
        if !is_current.get() {
            return;
        }
        let is_wide = window()
            .match_media("(min-width: 1001px)")
            .ok()
            .flatten()
            .is_some_and(|media| media.matches());
        let is_in_editor = document()
            .query_selector("iam-editor :focus")
            .is_ok_and(|found| found.is_some());
        if let Some(body) = body.get_untracked()
            && is_wide
            && is_in_editor
        {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            body.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
}

fn row(workbench: Workbench, reference: StatementRef) -> Option<Row> {
    workbench.outcome.with(|outcome| {
        let assessment = outcome.assessment.as_ref()?;
        let (_, read) = assessment.policy(reference)?;
        let statement = assessment.statement(reference)?;
        Some(Row {
            policy: (assessment.policies.len() > 1).then(|| read.name.clone()),
            label: statement.label.clone(),
            effect: statement.effect,
            role: statement.role,
            outcomes: statement.elements.each_ref().map(|element| Outcome {
                element: element.element,
                state: element.state,
                text: element.text.clone(),
            }),
        })
    })
}

/// The words of an element, else the whole statement.
fn span(workbench: Workbench, reference: StatementRef, element: Element) -> Option<Span> {
    workbench.outcome.with_untracked(|outcome| {
        let statement = outcome.assessment.as_ref()?.statement(reference)?;
        let found = statement
            .elements
            .iter()
            .find(|found| found.element == element);
        found.and_then(|found| found.span).or(Some(statement.span))
    })
}

fn role(role: StatementRole) -> &'static str {
    match role {
        StatementRole::Decided => "decided",
        StatementRole::Applies => "applies",
        StatementRole::Moot => "moot",
        StatementRole::DoesNotApply => "does-not-apply",
    }
}

fn role_word(role: StatementRole) -> &'static str {
    match role {
        StatementRole::Decided => "decided",
        StatementRole::Applies => "applies",
        StatementRole::Moot => "matches, but does not count here",
        StatementRole::DoesNotApply => "does not apply",
    }
}

/// The state, for the style sheet.
pub fn state_kind(state: ElementState) -> &'static str {
    match state {
        ElementState::Matches => "matches",
        ElementState::DoesNotMatch => "no-match",
        ElementState::NotPresent => "absent",
    }
}
