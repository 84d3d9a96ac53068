//! The editor: the custom element `<iam-editor>`, fed with values.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsValue;
use serde::{Deserialize, Serialize};

use crate::app::use_workbench;
use crate::workspace::{PolicyId, Workspace};

/// What `iam-input` tells.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Input {
    document_id: String,
    value: String,
}

/// What `iam-caret` tells.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Caret {
    document_id: String,
    offset: u32,
}

/// The editor with the policy on show.
#[component]
pub fn Editor() -> impl IntoView {
    let workbench = use_workbench();
    let selected = Memo::new(move |_| workbench.workspace.with(Workspace::selected));
    // Only what does not come from the editor itself is sent there.
    let value = move || {
        workbench.replaced.track();
        let id = selected.get();
        workbench.workspace.with_untracked(|workspace| {
            workspace
                .policy(id)
                .map(|policy| policy.text.to_string())
                .unwrap_or_default()
        })
    };
    let label = Memo::new(move |_| {
        let name = workbench
            .with_selected(|policy| policy.name.clone())
            .unwrap_or_default();
        format!("Text of the policy {name}")
    });
    let problems = Memo::new(move |_| workbench.underlined());
    let marks = Memo::new(move |_| workbench.marks());
    let on_input = move |event: web_sys::CustomEvent| {
        if let Some(Input { document_id, value }) = detail(&event)
            && let Some(id) = policy_id(&document_id)
        {
            workbench.type_text(id, &value);
        }
    };
    let on_caret = move |event: web_sys::CustomEvent| {
        if let Some(Caret {
            document_id,
            offset,
        }) = detail(&event)
        {
            workbench
                .caret
                .set(policy_id(&document_id).map(|id| (id, offset)));
        }
    };
    view! {
        <div class="editor-place">
            <iam-editor
                prop:documentId=move || selected.get().0.to_string()
                prop:value=value
                prop:label=move || label.get()
                prop:description="policy-problems"
                prop:wrap=is_narrow()
                prop:diagnostics=move || problems.with(to_js)
                prop:marks=move || marks.with(to_js)
                prop:reveal=move || workbench.reveal.with(to_js)
                on:iam-input=on_input
                on:iam-caret=on_caret
            ></iam-editor>
        </div>
    }
}

/// Whether lines are better wrapped than scrolled.
fn is_narrow() -> bool {
    let narrow = window().match_media("(max-width: 640px)").ok().flatten();
    narrow.is_some_and(|narrow| narrow.matches())
}

/// Documents of the editor are known by the id of their policy.
fn policy_id(document_id: &str) -> Option<PolicyId> {
    document_id.parse().ok().map(PolicyId)
}

fn detail<T: for<'de> Deserialize<'de>>(event: &web_sys::CustomEvent) -> Option<T> {
    serde_wasm_bindgen::from_value(event.detail()).ok()
}

fn to_js<T: Serialize>(value: &T) -> JsValue {
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_missing_as_null(true);
    value.serialize(&serializer).unwrap_or(JsValue::NULL)
}
