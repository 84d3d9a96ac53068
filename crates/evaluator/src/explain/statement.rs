//! Each statement, element by element, with the place to show for each outcome.

mod condition;
mod element;

use super::text::{label, statement_text};
use super::{Element, ElementExplanation, ElementState, StatementExplanation, StatementRole};
use crate::policy::Effect;
use crate::policy_set::{Policy, PolicySet};
use crate::request::Request;
use crate::source::Span;
use crate::trace::{Evaluation, Standing, StatementTrace};

pub(super) fn explain_statements(
    evaluation: &Evaluation,
    policies: &PolicySet,
    request: &Request,
) -> Vec<StatementExplanation> {
    let explain = |trace| explain_statement(evaluation, policies, request, trace);
    evaluation
        .trace
        .statements
        .iter()
        .filter_map(explain)
        .collect()
}

fn explain_statement(
    evaluation: &Evaluation,
    policies: &PolicySet,
    request: &Request,
    trace: &StatementTrace,
) -> Option<StatementExplanation> {
    let policy = policies.policy(trace.reference)?;
    let statement = policies.statement(trace.reference)?;
    let scene = Scene { policy, request };
    let range = trace.conditions.start as usize..trace.conditions.end as usize;
    let conditions = evaluation.trace.conditions.get(range).unwrap_or_default();
    let elements = [
        element::principal(&scene, statement.principal.as_ref(), trace.principal),
        element::action(&scene, &statement.action, trace.action),
        element::resource(&scene, statement.resource.as_ref(), trace.resource),
        condition::conditions(&scene, statement, conditions),
    ];
    let role = role(evaluation, trace);
    let failed: Vec<&str> = elements
        .iter()
        .filter(|element| element.state == ElementState::DoesNotMatch)
        .map(|element| element.element.as_str())
        .collect();
    Some(StatementExplanation {
        reference: trace.reference,
        label: label(policies, trace.reference),
        effect: trace.effect,
        span: statement.span,
        role,
        text: match is_cut(evaluation, trace) && trace.matches() {
            true => {
                "Matches, but S3 Block Public Access takes this grant from the caller.".to_owned()
            }
            false => statement_text(role, trace.effect, &failed),
        },
        elements,
    })
}

fn role(evaluation: &Evaluation, trace: &StatementTrace) -> StatementRole {
    if evaluation.verdict.statement == Some(trace.reference) {
        return StatementRole::Decided;
    }
    if !trace.matches() {
        return StatementRole::DoesNotApply;
    }
    match evaluation.trace.standing(trace.policy_type) {
        Standing::Applies if is_cut(evaluation, trace) => StatementRole::Moot,
        Standing::Applies => StatementRole::Applies,
        Standing::NoPolicy | Standing::Exempt(_) => StatementRole::Moot,
    }
}

/// Whether S3 Block Public Access takes what the statement grants from the caller.
fn is_cut(evaluation: &Evaluation, trace: &StatementTrace) -> bool {
    let cut = evaluation.trace.public_grant_cut(trace.policy_type);
    trace.effect == Effect::Allow && cut.is_some()
}

/// What the sentences about one statement are made of.
struct Scene<'a> {
    policy: &'a Policy,
    request: &'a Request,
}

impl<'a> Scene<'a> {
    /// What stands in the policy at a place, without its quotes.
    fn written(&self, span: Span) -> &'a str {
        let text = span.of(&self.policy.text);
        text.strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'))
            .unwrap_or(text)
    }
}

fn explanation(
    element: Element,
    matches: bool,
    text: String,
    span: Option<Span>,
) -> ElementExplanation {
    let state = if matches {
        ElementState::Matches
    } else {
        ElementState::DoesNotMatch
    };
    ElementExplanation {
        element,
        state,
        text,
        span,
        conditions: Vec::new(),
    }
}

fn not_present(element: Element, text: &str) -> ElementExplanation {
    ElementExplanation {
        element,
        state: ElementState::NotPresent,
        text: text.to_owned(),
        span: None,
        conditions: Vec::new(),
    }
}
