//! The left side of the page: the policies in tabs, the editor, the problems.

use leptos::prelude::*;

use crate::components::editor::Editor;
use crate::components::policy_head::PolicyHead;
use crate::components::policy_tabs::PolicyTabs;
use crate::components::problems::Problems;

/// The policies.
#[component]
pub fn Policies() -> impl IntoView {
    view! {
        <section id="policies" class="policies" aria-labelledby="policies-title" tabindex="-1">
            <h2 id="policies-title">"Policies"</h2>
            <PolicyTabs />
            <div class="card sheet" id="policy-panel" role="tabpanel" aria-labelledby="tab-selected">
                <PolicyHead />
                <Editor />
                <Problems />
            </div>
        </section>
    }
}
