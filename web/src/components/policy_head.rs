//! The head of the policy on show: its name, its type, its removal.

use iam_evaluator::PolicyType;
use leptos::prelude::*;

use crate::app::use_workbench;
use crate::components::policy_tabs::focus;
use crate::workspace::Workspace;

/// The head of the policy on show.
#[component]
pub fn PolicyHead() -> impl IntoView {
    let workbench = use_workbench();
    let name = Memo::new(move |_| {
        workbench.workspace.with(|workspace| {
            workspace
                .policy(workspace.selected())
                .map(|policy| policy.name.clone())
        })
    });
    let rename = move |event| {
        let name = event_target_value(&event);
        workbench.workspace.update(|workspace| {
            workspace.rename_policy(workspace.selected(), name);
        });
    };
    let remove = move |_| {
        workbench.remove_policy(workbench.workspace.with_untracked(Workspace::selected));
        request_animation_frame(|| focus("tab-selected"));
    };
    view! {
        <div class="policy-head">
            <label class="inline-field">
                <span>"Name"</span>
                <input
                    type="text"
                    class="field"
                    autocomplete="off"
                    spellcheck="false"
                    maxlength="128"
                    prop:value=move || name.get().unwrap_or_default()
                    on:input=rename
                />
            </label>
            <label class="inline-field">
                <span>"Type"</span>
                <select class="field">
                    <option selected>"Identity-based"</option>
                    <optgroup label="Not evaluated on this page yet">
                        {OTHER_TYPES
                            .map(|other| view! { <option disabled>{capitalized(other.name())}</option> })
                            .collect_view()}
                    </optgroup>
                </select>
            </label>
            <button type="button" class="button quiet remove" on:click=remove>
                "Remove" <span class="visually-hidden">" this policy"</span>
            </button>
        </div>
    }
}

const OTHER_TYPES: [PolicyType; 7] = [
    PolicyType::ResourceBased,
    PolicyType::RoleTrust,
    PolicyType::PermissionsBoundary,
    PolicyType::Session,
    PolicyType::ServiceControl,
    PolicyType::ResourceControl,
    PolicyType::VpcEndpoint,
];

fn capitalized(words: &str) -> String {
    let mut characters = words.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}
