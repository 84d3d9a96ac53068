//! The left side of the page: the policies in tabs, the editor, the problems.

use leptos::prelude::*;

use crate::commands::{Page, switch_plain};
use crate::components::editor::Editor;
use crate::components::policy_head::{Head, policy_head};
use crate::components::policy_tabs::{Tab, policy_tabs};
use crate::components::problems::problems;
use crate::html::{Html, el, live};

/// What is said about the policies above the text of the one on show: what is typed into that text
/// mostly leaves it as it is.
#[derive(PartialEq)]
pub struct Titles {
    /// One for each policy.
    pub tabs: Vec<Tab>,
    /// Of the policy on show.
    pub head: Option<Head>,
}

/// The policies.
#[component]
pub fn Policies(
    /// The state of the page.
    page: Page,
) -> impl IntoView {
    let workbench = page.workbench();
    let titles = Memo::new(move |_| Titles {
        tabs: workbench.reading.with(Tab::all),
        head: workbench.workspace.with(Head::of),
    });
    view! {
        <section id="policies" class="policies" aria-labelledby="policies-title" tabindex="-1">
            <h2 id="policies-title">"Policies"</h2>
            {live(move || titles.with(|titles| policy_tabs(workbench, titles)))}
            <div class="card sheet" id="policy-panel" role="tabpanel" aria-labelledby="tab-selected">
                {live(move || titles.with(|titles| policy_head(workbench, titles)))}
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
