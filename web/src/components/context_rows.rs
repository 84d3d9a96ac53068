//! The context of the request: keys that the user gives, keys that the policies ask for, and keys
//! that AWS derives.

use iam_evaluator::request::Origin;
use leptos::prelude::*;

use crate::app::use_workbench;
use crate::components::policy_tabs::focus;
use crate::workbench::outcome::Obstacle;
use crate::workspace::{ContextRow, RowId};

/// The context keys.
#[component]
pub fn ContextRows() -> impl IntoView {
    let workbench = use_workbench();
    let rows = Memo::new(move |_| {
        workbench.workspace.with(|workspace| {
            workspace
                .request
                .context
                .iter()
                .map(|row| row.id)
                .collect::<Vec<RowId>>()
        })
    });
    view! {
        <fieldset class="context">
            <legend>
                <span class="lead" aria-hidden="true">"in"</span>
                "Context"
            </legend>
            <div class="context-rows">
                <For each=move || rows.get() key=|id| id.0 let:id>
                    <Row id />
                </For>
                <MissingKeys />
                <DerivedKeys />
            </div>
        </fieldset>
    }
}

/// One key with its values.
#[component]
fn Row(
    /// Which row.
    id: RowId,
) -> impl IntoView {
    let workbench = use_workbench();
    let row = Memo::new(move |_| {
        workbench.workspace.with(|workspace| {
            workspace
                .request
                .context
                .iter()
                .find(|row| row.id == id)
                .cloned()
        })
    });
    let is_twice = Memo::new(move |_| {
        workbench.outcome.with(|outcome| {
            let is_this =
                |obstacle: &Obstacle| matches!(obstacle, Obstacle::Twice(row, _) if *row == id);
            outcome.obstacles.iter().any(is_this)
        })
    });
    let part = move |part: fn(ContextRow) -> String| row.get().map(part).unwrap_or_default();
    let edit = move |write: fn(&mut ContextRow, String)| {
        move |event| {
            let text = event_target_value(&event);
            workbench.workspace.update(|workspace| {
                workspace.edit_context(id, |row| write(row, text));
            });
        }
    };
    let name = move || match part(|row| row.key) {
        key if key.trim().is_empty() => "the new key".to_owned(),
        key => key,
    };
    view! {
        <div class="context-row">
            <input
                type="text"
                class="field mono key"
                id=format!("context-key-{}", id.0)
                aria-label="Context key"
                placeholder="aws:SourceIp"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                aria-invalid=move || is_twice.get().then_some("true")
                prop:value=move || part(|row| row.key)
                on:input=edit(|row, text| row.key = text)
            />
            <span class="equals" aria-hidden="true">"="</span>
            <textarea
                class="field mono value"
                id=format!("context-value-{}", id.0)
                rows=move || part(|row| row.values).split('\n').count().clamp(1, 6).to_string()
                aria-label=move || format!("Value of {}", name())
                placeholder="value; of several, one a line"
                autocapitalize="off"
                spellcheck="false"
                prop:value=move || part(|row| row.values)
                on:input=edit(|row, text| row.values = text)
            ></textarea>
            <button
                type="button"
                class="button quiet"
                aria-label=move || format!("Remove {}", name())
                on:click=move |_| {
                    workbench.workspace.update(|workspace| workspace.remove_context(id));
                    request_animation_frame(|| focus("add-context"));
                }
            >
                "✕"
            </button>
            {move || {
                is_twice
                    .get()
                    .then(|| {
                        view! {
                            <p class="field-problem wrong">
                                "This key is given twice. Put all its values into one row, one a line."
                            </p>
                        }
                    })
            }}
        </div>
    }
}

/// Keys that conditions ask for and the request does not have, and the button for any other.
#[component]
fn MissingKeys() -> impl IntoView {
    let workbench = use_workbench();
    let missing = Memo::new(move |_| {
        workbench.outcome.with(|outcome| {
            let missing = outcome
                .assessment
                .as_ref()
                .map(|assessment| assessment.missing_keys());
            missing.unwrap_or_default()
        })
    });
    let add = move |key: &str| {
        let mut id = RowId(0);
        workbench
            .workspace
            .update(|workspace| id = workspace.add_context(key, ""));
        let field = if key.is_empty() { "key" } else { "value" };
        request_animation_frame(move || focus(&format!("context-{field}-{}", id.0)));
    };
    view! {
        <div class="context-add">
            <button type="button" class="button quiet" id="add-context" on:click=move |_| add("")>
                "+ Add context key"
            </button>
            {move || {
                missing
                    .get()
                    .into_iter()
                    .map(|(key, decides)| {
                        let name = key.clone();
                        let note = match decides {
                            true => " is not set, and could change the answer",
                            false => " is not set",
                        };
                        view! {
                            <button
                                type="button"
                                class="chip"
                                class:decides=decides
                                on:click=move |_| add(&key)
                            >
                                <span class="visually-hidden">"Add "</span>
                                <span aria-hidden="true">"? "</span>
                                {name}
                                <span class="chip-note">{note}</span>
                            </button>
                        }
                    })
                    .collect_view()
            }}
        </div>
    }
}

/// Keys that AWS derives from the principal and the resource. Taking one over makes it a row.
#[component]
fn DerivedKeys() -> impl IntoView {
    let workbench = use_workbench();
    let derived = Memo::new(move |_| {
        workbench.outcome.with(|outcome| {
            let entries = outcome
                .assessment
                .iter()
                .flat_map(|assessment| assessment.request.context().entries().iter());
            entries
                .filter(|entry| entry.origin == Origin::Derived)
                .filter_map(|entry| {
                    let values = entry.values.as_ref()?.as_slice().join("\n");
                    Some((entry.key.as_str().to_owned(), values))
                })
                .collect::<Vec<(String, String)>>()
        })
    });
    let take_over = move |key: &str, values: &str| {
        let mut id = RowId(0);
        workbench
            .workspace
            .update(|workspace| id = workspace.add_context(key, values));
        request_animation_frame(move || focus(&format!("context-value-{}", id.0)));
    };
    view! {
        <details class="derived">
            <summary>
                {move || match derived.with(Vec::len) {
                    0 => "No derived keys yet".to_owned(),
                    1 => "1 key derived from the principal and the resource".to_owned(),
                    many => format!("{many} keys derived from the principal and the resource"),
                }}
            </summary>
            <ul>
                {move || {
                    derived
                        .get()
                        .into_iter()
                        .map(|(key, values)| {
                            let (name, shown) = (key.clone(), values.clone());
                            view! {
                                <li>
                                    <span class="mono">{name} " = " {shown}</span>
                                    <button
                                        type="button"
                                        class="button quiet small"
                                        on:click=move |_| take_over(&key, &values)
                                    >
                                        "Override"
                                        <span class="visually-hidden">" " {key.clone()}</span>
                                    </button>
                                </li>
                            }
                        })
                        .collect_view()
                }}
            </ul>
        </details>
    }
}
