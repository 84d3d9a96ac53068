//! The editor: the custom element `<iam-editor>`, fed with values.

use iam_case::word_of;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsValue;
use web_sys::js_sys::Reflect;

use crate::app::use_workbench;
use crate::json::list;
use crate::workbench::marks::{EditorMark, EditorProblem, Reveal};
use crate::workspace::{PolicyId, Workspace};

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
    let kind = Memo::new(move |_| {
        let kind = workbench.with_selected(|policy| word_of(policy.policy_type));
        kind.unwrap_or_default().to_owned()
    });
    let problems =
        Memo::new(move |_| list(workbench.underlined().iter().map(EditorProblem::to_json)));
    let marks = Memo::new(move |_| list(workbench.marks().iter().map(EditorMark::to_json)));
    let on_input = move |event: web_sys::CustomEvent| {
        let value = detail(&event, "value").as_string();
        if let (Some(id), Some(value)) = (policy_id(&event), value) {
            workbench.type_text(id, &value);
            workbench.check_at_once(id);
        }
    };
    let on_caret = move |event: web_sys::CustomEvent| {
        if let Some(offset) = detail(&event, "offset").as_f64() {
            // A whole number that is not negative.
            let offset = offset as u32;
            workbench
                .caret
                .set(policy_id(&event).map(|id| (id, offset)));
        }
    };
    view! {
        <div class="editor-place">
            <iam-editor
                prop:documentId=move || selected.get().0.to_string()
                prop:value=value
                prop:label=move || label.get()
                prop:description="policy-problems"
                prop:kind=move || kind.get()
                prop:wrap=is_narrow()
                prop:plain=move || workbench.is_plain.get()
                prop:diagnostics=move || problems.get()
                prop:marks=move || marks.get()
                prop:reveal=move || workbench.reveal.get().map(Reveal::to_json)
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

/// The policy that an event is about: documents of the editor are known by the id of their policy.
fn policy_id(event: &web_sys::CustomEvent) -> Option<PolicyId> {
    let id = detail(event, "documentId").as_string()?;
    id.parse().ok().map(PolicyId)
}

fn detail(event: &web_sys::CustomEvent, name: &str) -> JsValue {
    Reflect::get(&event.detail(), &name.into()).unwrap_or(JsValue::UNDEFINED)
}
