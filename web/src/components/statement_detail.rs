//! What is behind a statement's row: its sentence, and each element against the request, as a
//! compiler would show it.

use iam_evaluator::explain::{Element, ElementState, StatementRole};
use iam_evaluator::{Span, StatementRef};
use leptos::prelude::*;

use crate::app::use_workbench;
use crate::components::notices::with_code;
use crate::components::statement_row::state_kind;
use crate::workbench::marks::{Excerpt, excerpt};
use crate::workbench::outcome::Assessment;

/// A stretch of the policy and what came of it.
#[derive(Clone, Debug, PartialEq)]
struct Finding {
    /// `Resource`, or `StringEquals aws:SourceIp`.
    title: String,
    /// The name for the button, before the outcome.
    label: String,
    state: ElementState,
    /// Why, where the excerpt does not say it all.
    text: Option<String>,
    span: Span,
    excerpt: Excerpt,
    /// What the request has in its place.
    request: Option<String>,
    is_condition: bool,
}

#[derive(Clone, Debug, PartialEq)]
struct Detail {
    sentence: String,
    findings: Vec<Finding>,
}

/// The detail of one statement.
#[component]
pub fn StatementDetail(
    /// Which statement.
    reference: StatementRef,
) -> impl IntoView {
    let workbench = use_workbench();
    let detail = Memo::new(move |_| {
        workbench
            .outcome
            .with(|outcome| detail(outcome.assessment.as_ref()?, reference))
    });
    view! {
        <tr class="detail" data-testid="detail">
            <td colspan="6">
                {move || {
                    detail
                        .get()
                        .map(|detail| {
                            view! {
                                <p class="sentence">{with_code(&detail.sentence)}</p>
                                <ul class="findings">
                                    {detail
                                        .findings
                                        .into_iter()
                                        .map(|finding| view! { <FindingItem reference finding /> })
                                        .collect_view()}
                                </ul>
                            }
                        })
                }}
            </td>
        </tr>
    }
}

/// One stretch of the policy with what came of it.
#[component]
fn FindingItem(
    /// Which statement.
    reference: StatementRef,
    /// What to show.
    finding: Finding,
) -> impl IntoView {
    let workbench = use_workbench();
    let Finding {
        title,
        label,
        state,
        text,
        span,
        excerpt,
        request,
        is_condition,
    } = finding;
    let word = match (is_condition, state) {
        (true, ElementState::Matches) => "holds",
        (true, ElementState::DoesNotMatch) => "does not hold",
        (true | false, ElementState::NotPresent) | (false, _) => state.word(),
    };
    view! {
        <li data-state=state_kind(state) data-condition=is_condition.then_some("")>
            <button
                type="button"
                class="finding-head"
                on:click=move |_| workbench.show(reference, span)
            >
                <span class="visually-hidden">{label} ", " {title.clone()} ": "</span>
                <span aria-hidden="true">
                    <span class="sign">{state.sign()}</span>
                    <span class="finding-title">{title}</span>
                </span>
                <span class="word">{word}</span>
            </button>
            <div class="excerpt" translate="no">
                <span class="line-number" aria-hidden="true">{excerpt.line}</span>
                <code>
                    {excerpt.before}
                    <mark data-state=state_kind(state)>{excerpt.marked}</mark>
                    {excerpt.after}
                </code>
                {request
                    .map(|request| {
                        view! {
                            <span class="line-number request-lead">"request"</span>
                            <code class="request-value">{request}</code>
                        }
                    })}
            </div>
            {text.map(|text| view! { <p class="why">{with_code(&text)}</p> })}
        </li>
    }
}

fn detail(assessment: &Assessment, reference: StatementRef) -> Option<Detail> {
    let statement = assessment.statement(reference)?;
    let (_, policy) = assessment.policy(reference)?;
    let mut findings = Vec::new();
    for element in &statement.elements {
        for condition in &element.conditions {
            findings.push(Finding {
                title: format!("{} {}", condition.operator, condition.key),
                label: statement.label.clone(),
                state: match condition.holds {
                    true => ElementState::Matches,
                    false => ElementState::DoesNotMatch,
                },
                text: Some(condition.text.clone()),
                span: condition.span,
                excerpt: excerpt(&policy.text, &policy.lines, condition.span),
                request: None,
                is_condition: true,
            });
        }
        let is_told = element.state == ElementState::NotPresent || !element.conditions.is_empty();
        let Some(span) = element.span.filter(|_| !is_told) else {
            continue;
        };
        let excerpt = excerpt(&policy.text, &policy.lines, span);
        let says_all = excerpt.marked.contains(element.text.trim_matches('`'));
        findings.push(Finding {
            title: element.element.as_str().to_owned(),
            label: statement.label.clone(),
            state: element.state,
            text: (!says_all).then(|| element.text.clone()),
            span,
            excerpt,
            request: request_value(assessment, element.element),
            is_condition: false,
        });
    }
    // What stands in the way comes first; of a statement that applies, all is as it stands.
    if statement.role == StatementRole::DoesNotApply {
        let (failed, others) = findings
            .into_iter()
            .partition(|finding: &Finding| finding.state == ElementState::DoesNotMatch);
        findings = failed;
        findings.extend::<Vec<Finding>>(others);
    }
    Some(Detail {
        sentence: statement.text.clone(),
        findings,
    })
}

fn request_value(assessment: &Assessment, element: Element) -> Option<String> {
    let request = &assessment.request;
    match element {
        Element::Principal => Some(request.principal().name().to_owned()),
        Element::Action => Some(request.action().to_owned()),
        Element::Resource => Some(request.resource().to_owned()),
        Element::Condition => None,
    }
}
