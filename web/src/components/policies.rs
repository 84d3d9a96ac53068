//! The left side of the page: the policies in tabs, the editor, the problems.

use leptos::prelude::*;

use crate::commands::{Page, switch_plain};
use crate::components::editor::Editor;
use crate::components::policy_head::{Head, policy_head};
use crate::components::policy_tabs::{Tab, policy_tabs};
use crate::components::problems::problems;
use crate::html::{Html, el, live};

/// The policies.
#[component]
pub fn Policies(
    /// The state of the page.
    page: Page,
) -> impl IntoView {
    let workbench = page.workbench();
    // What is typed into a text leaves both as they are.
    let tabs = Memo::new(move |_| workbench.reading.with(Tab::all));
    let head = Memo::new(move |_| workbench.workspace.with(Head::of));
    view! {
        <section id="policies" class="policies" aria-labelledby="policies-title" tabindex="-1">
            <h2 id="policies-title">"Policies"</h2>
            {live(move || policy_tabs(workbench, tabs, head))}
            <div class="card sheet" id="policy-panel" role="tabpanel" aria-labelledby="tab-selected">
                {live(move || policy_head(workbench, head))}
                <Editor />
                {live(move || editor_choice(page))}
                {live(move || problems(workbench))}
            </div>
        </section>
    }
}

/// The choice between the editor and a plain text area.
fn editor_choice(page: Page) -> Html {
    el("label")
        .class("editor-choice")
        .child(
            el("input")
                .attr("type", "checkbox")
                .checked(page.workbench().is_plain.get())
                .on("change", move |_| switch_plain(page)),
        )
        .child("Plain text area")
        .into()
}
