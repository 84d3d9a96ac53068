//! The request: who asks for what on which resource, in which context.

use iam_evaluator::{Span, Statement};
use leptos::prelude::*;

use crate::app::use_workbench;
use crate::components::context_rows::ContextRows;
use crate::components::notices::with_code;
use crate::workbench::Workbench;
use crate::workbench::outcome::Field;
use crate::workspace::RequestDraft;

/// The request, as a form.
#[component]
pub fn RequestForm() -> impl IntoView {
    view! {
        <section id="request" aria-labelledby="request-title" tabindex="-1">
            <h2 id="request-title">"Request"</h2>
            <div class="card ask">
                <RequestField
                    field=Field::Principal
                    lead="Can"
                    placeholder="arn:aws:iam::111122223333:user/ana"
                />
                <RequestField field=Field::Action lead="do" placeholder="s3:GetObject" />
                <RequestField
                    field=Field::Resource
                    lead="on"
                    placeholder="arn:aws:s3:::bucket/object, or *"
                />
                <ContextRows />
            </div>
        </section>
    }
}

/// One field of the request, with what is wrong with it.
#[component]
fn RequestField(
    /// Which field.
    field: Field,
    /// The word that leads to it when the form is read as a sentence.
    lead: &'static str,
    /// What it could hold.
    placeholder: &'static str,
) -> impl IntoView {
    let workbench = use_workbench();
    let value = Memo::new(move |_| {
        workbench
            .workspace
            .with(|workspace| read(&workspace.request, field).to_owned())
    });
    let problem = Memo::new(move |_| {
        workbench
            .outcome
            .with(|outcome| outcome.field_problem(field).map(str::to_owned))
    });
    let edit = move |event| {
        let text = event_target_value(&event);
        workbench
            .workspace
            .update(|workspace| *write(&mut workspace.request, field) = text);
    };
    let is_wrong =
        move || problem.with(Option::is_some) && value.with(|value| !value.trim().is_empty());
    let suggestions = Memo::new(move |_| suggestions(workbench, field));
    let id = field.as_str().to_lowercase();
    let (problem_id, list_id) = (format!("{id}-problem"), format!("{id}-suggestions"));
    view! {
        <div class="ask-field">
            <div class="ask-label">
                <span class="lead" aria-hidden="true">{lead}</span>
                <label for=id.clone()>{field.as_str()}</label>
            </div>
            <input
                type="text"
                class="field mono"
                id=id
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                placeholder=placeholder
                list=list_id.clone()
                aria-describedby=problem_id.clone()
                aria-invalid=move || is_wrong().then_some("true")
                prop:value=move || value.get()
                on:input=edit
            />
            <datalist id=list_id>
                {move || {
                    suggestions
                        .get()
                        .into_iter()
                        .map(|value| view! { <option value=value></option> })
                        .collect_view()
                }}
            </datalist>
            <p class="field-problem" class:wrong=is_wrong id=problem_id>
                {move || problem.get().map(|problem| with_code(&problem))}
            </p>
        </div>
    }
}

fn read(request: &RequestDraft, field: Field) -> &str {
    match field {
        Field::Principal => &request.principal,
        Field::Action => &request.action,
        Field::Resource => &request.resource,
    }
}

fn write(request: &mut RequestDraft, field: Field) -> &mut String {
    match field {
        Field::Principal => &mut request.principal,
        Field::Action => &mut request.action,
        Field::Resource => &mut request.resource,
    }
}

/// The most suggestions of one field.
const MOST_SUGGESTIONS: usize = 50;

/// What the policies name literally, without wildcards and variables.
fn suggestions(workbench: Workbench, field: Field) -> Vec<String> {
    workbench.outcome.with(|outcome| {
        let Some(assessment) = &outcome.assessment else {
            return Vec::new();
        };
        let mut found: Vec<String> = Vec::new();
        for (_, policy) in &assessment.policies {
            for span in policy
                .statements()
                .iter()
                .flat_map(|statement| spans(statement, field))
            {
                let text = span.of(&policy.text).trim_matches('"');
                let is_literal = !text.contains(['*', '?', '$', '\\']);
                if is_literal && !found.iter().any(|known| known == text) {
                    found.push(text.to_owned());
                }
                if found.len() == MOST_SUGGESTIONS {
                    return found;
                }
            }
        }
        found
    })
}

/// Where a statement names what the field can hold.
fn spans(statement: &Statement, field: Field) -> Vec<Span> {
    match field {
        Field::Principal => Vec::new(),
        Field::Action => statement
            .action
            .patterns
            .iter()
            .map(|pattern| pattern.span)
            .collect(),
        Field::Resource => {
            let resource = statement.resource.iter();
            resource
                .flat_map(|resource| &resource.patterns)
                .map(|pattern| pattern.span)
                .collect()
        }
    }
}
