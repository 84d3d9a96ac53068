//! The explanation: what AWS looks at, in its order, with the statements that matter at each step.

use iam_evaluator::explain::{Gate, StatementExplanation, Step, StepState};
use iam_evaluator::{Decision, Effect, PolicyType};
use leptos::prelude::*;

use crate::components::statements::{add_at_caret, table};
use crate::components::why_not::{missing_keys, smallest_edit};
use crate::html::{Html, el, with_code};
use crate::workbench::outcome::Assessment;
use crate::workbench::{View, Workbench};

/// The most statements that a step shows.
const FEW: usize = 5;

/// The steps; of a request to another account in two lanes.
pub fn gates(workbench: Workbench, assessment: &Assessment) -> Html {
    let steps = &assessment.explanation.steps;
    let Some((caller, owner)) = lanes(assessment) else {
        return el("div")
            .class("gates")
            .attr("data-testid", "steps")
            .child(missing_keys(workbench, assessment))
            .child(list(workbench, assessment, steps.iter(), ORDER.to_owned()))
            .into();
    };
    let both = steps.iter().filter(|step| side_of(step.gate).is_none());
    let of = |side: Side| {
        steps
            .iter()
            .filter(move |step| side_of(step.gate) == Some(side))
    };
    let lane = |side: Side, title: String| {
        el("section")
            .class("lane")
            .attr("aria-label", title.clone())
            .child(el("h3").child(title.clone()))
            .child(list(workbench, assessment, of(side), title))
    };
    let lanes = el("div")
        .class("lanes")
        .child(lane(Side::Caller, format!("The caller's account {caller}")))
        .child(el("p").class("and").child("and"))
        .child(lane(
            Side::Resource,
            format!("The resource's account {owner}"),
        ));
    el("div")
        .class("gates")
        .attr("data-testid", "steps")
        .child(missing_keys(workbench, assessment))
        .child(list(
            workbench,
            assessment,
            both,
            "In both accounts".to_owned(),
        ))
        .child(
            el("p")
                .class("lanes-note")
                .child("The resource belongs to another account: both sides must allow."),
        )
        .child(lanes)
        .into()
}

const ORDER: &str = "What AWS looks at, in its order";

/// The two sides of a request across accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The account of the caller.
    Caller,
    /// The account of the resource.
    Resource,
}

/// On which side a step is taken; none for the one that looks at all policies.
pub fn side_of(gate: Gate) -> Option<Side> {
    match gate {
        Gate::ExplicitDeny | Gate::Rule => None,
        Gate::Policies(
            PolicyType::ResourceControl | PolicyType::ResourceBased | PolicyType::RoleTrust,
        ) => Some(Side::Resource),
        Gate::Policies(_) => Some(Side::Caller),
    }
}

/// The two accounts, where the request goes from one to another.
pub fn lanes(assessment: &Assessment) -> Option<(String, String)> {
    let caller = assessment.request.principal().account.clone()?;
    let owner = assessment.request.resource_account()?.to_owned();
    (caller != owner).then_some((caller, owner))
}

fn list<'a>(
    workbench: Workbench,
    assessment: &Assessment,
    steps: impl Iterator<Item = &'a Step>,
    label: String,
) -> Html {
    el("ol")
        .class("steps")
        .attr("aria-label", label)
        .children(steps.map(|step| item(workbench, assessment, step)))
        .into()
}

fn item(workbench: Workbench, assessment: &Assessment, step: &Step) -> Html {
    let mut shown = of_gate(assessment, step.gate);
    let count = shown.len();
    let is_way = matches!(
        step.state,
        StepState::Allowed | StepState::Denied | StepState::NoAllow
    );
    shown.truncate(FEW);
    let at_caret = workbench.at_caret.get().filter(|reference| {
        let statement = assessment.statement(*reference);
        statement.is_some_and(|statement| belongs(assessment, step.gate, statement))
    });
    add_at_caret(&mut shown, assessment, at_caret);
    let hidden = count.saturating_sub(shown.len());
    let head = [
        el("span")
            .class("dot")
            .attr("aria-hidden", "true")
            .child(step.state.sign()),
        el("b").child(step.gate.title()),
        el("span").class("state").child(step.state.word()),
        el("span")
            .class("step-text")
            .children(with_code(&step.text)),
    ];
    let line = el("li")
        .key(step.gate.title())
        .attr("data-state", kind(step.state));
    let is_end = matches!(step.state, StepState::Denied | StepState::NoAllow);
    let edit = is_end.then(|| smallest_edit(workbench, assessment));
    if shown.is_empty() {
        let head = el("div").class("step-head").children(head);
        return line.child(head).child(edit).into();
    }
    let more = (hidden > 0).then(|| {
        let all = el("button")
            .attr("type", "button")
            .class("button small")
            .on("click", move |_| workbench.view.set(View::Table))
            .child("Show all in the table");
        el("p")
            .class("more")
            .child(all)
            .child(format!(" and {hidden} more, further from the decision"))
    });
    let statements = el("div")
        .class("card table-card")
        .child(table(workbench, assessment, &shown, is_way))
        .child(more);
    let body = el("details")
        .flag("open", is_way || at_caret.is_some())
        .child(el("summary").class("step-head").children(head))
        .child(edit)
        .child(statements);
    line.child(body).into()
}

/// The statements that a step looks at, those first that say most.
fn of_gate(assessment: &Assessment, gate: Gate) -> Vec<&StatementExplanation> {
    let statements = &assessment.explanation.statements;
    let ranked = assessment.ranking.iter();
    ranked
        .filter_map(|index| statements.get(*index as usize))
        .filter(|statement| belongs(assessment, gate, statement))
        .collect()
}

/// Denies are looked at first, whatever policy they are in; then Allows, by type of policy.
pub fn belongs(assessment: &Assessment, gate: Gate, statement: &StatementExplanation) -> bool {
    let policy = assessment.policy(statement.reference);
    match gate {
        Gate::ExplicitDeny => statement.effect == Effect::Deny,
        Gate::Rule => false,
        Gate::Policies(policy_type) => {
            statement.effect == Effect::Allow
                && policy.is_some_and(|(_, policy)| policy.policy_type == policy_type)
        }
    }
}

/// The state, for the style sheet.
pub fn kind(state: StepState) -> &'static str {
    match state {
        StepState::Denied => "denied",
        StepState::Allowed => "allowed",
        StepState::Passed => "passed",
        StepState::NoAllow => "no-allow",
        StepState::NoPolicy => "no-policy",
        StepState::Exempt => "exempt",
        StepState::NotReached => "not-reached",
    }
}

/// The decision, for the style sheet and in words.
pub fn decision_words(decision: Decision) -> &'static str {
    match decision {
        Decision::Allowed => "Allowed",
        Decision::ExplicitDeny => "Denied: explicit deny",
        Decision::ImplicitDeny => "Denied: implicit deny",
    }
}
