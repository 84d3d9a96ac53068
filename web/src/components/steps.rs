//! What AWS looks at, in its order, and what came of it.

use iam_evaluator::explain::{Step, StepState};
use leptos::prelude::*;

use crate::app::use_workbench;
use crate::components::notices::with_code;

/// The way to the decision.
#[component]
pub fn Steps() -> impl IntoView {
    let workbench = use_workbench();
    let steps = Memo::new(move |_| {
        workbench.outcome.with(|outcome| {
            let assessment = outcome.assessment.as_ref();
            assessment
                .map(|assessment| assessment.explanation.steps.clone())
                .unwrap_or_default()
        })
    });
    view! {
        <ol class="steps" aria-label="What AWS looks at, in its order" data-testid="steps">
            {move || steps.get().into_iter().map(|step| view! { <StepItem step /> }).collect_view()}
        </ol>
    }
}

/// One step.
#[component]
fn StepItem(
    /// The step.
    step: Step,
) -> impl IntoView {
    view! {
        <li data-state=kind(step.state)>
            <span class="dot" aria-hidden="true">{step.state.sign()}</span>
            <b>{step.gate.title()}</b>
            <span class="state">{step.state.word()}</span>
            <span class="step-text">{with_code(&step.text)}</span>
        </li>
    }
}

/// The state, for the style sheet.
fn kind(state: StepState) -> &'static str {
    match state {
        StepState::Denied => "denied",
        StepState::Allowed => "allowed",
        StepState::Passed => "passed",
        StepState::NoAllow => "no-allow",
        StepState::NoPolicy | StepState::Exempt | StepState::NotReached => "none",
    }
}
