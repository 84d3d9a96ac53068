//! The left side of the page: the policies in tabs, the editor, the problems.

use leptos::prelude::*;

use crate::components::editor::Editor;
use crate::components::policy_head::policy_head;
use crate::components::policy_tabs::policy_tabs;
use crate::components::problems::problems;
use crate::html::live;
use crate::workbench::Workbench;

/// The policies.
#[component]
pub fn Policies(
    /// The state of the page.
    workbench: Workbench,
) -> impl IntoView {
    view! {
        <section id="policies" class="policies" aria-labelledby="policies-title" tabindex="-1">
            <h2 id="policies-title">"Policies"</h2>
            {live(move || policy_tabs(workbench))}
            <div class="card sheet" id="policy-panel" role="tabpanel" aria-labelledby="tab-selected">
                {live(move || policy_head(workbench))}
                <Editor />
                {live(move || problems(workbench))}
            </div>
        </section>
    }
}
