//! The menu of examples.

use leptos::prelude::*;

use crate::app::use_workbench;
use crate::examples::{self, Example};

/// The button and the list that it opens. The browser itself opens and closes it (`popover`).
#[component]
pub fn ExamplesMenu() -> impl IntoView {
    view! {
        <button type="button" class="button main" popovertarget="examples">
            "Examples"
        </button>
        <div id="examples" class="menu" popover="auto" role="region" aria-label="Examples">
            <p class="menu-lead">"One idea each. Opening one keeps your own work at hand."</p>
            <ul>
                {examples::all().iter().map(|example| view! { <Entry example /> }).collect_view()}
            </ul>
        </div>
    }
}

/// One example in the list.
#[component]
fn Entry(
    /// The example.
    example: &'static Example,
) -> impl IntoView {
    let workbench = use_workbench();
    view! {
        <li>
            <button
                type="button"
                class="entry"
                popovertarget="examples"
                popovertargetaction="hide"
                data-example=example.slug
                on:click=move |_| workbench.open_example(example)
            >
                <span class="entry-title">{example.title.as_str()}</span>
                <span class="tag" data-decision=example.expected.as_str()>
                    {if example.expected == "allowed" { "Allowed" } else { "Denied" }}
                </span>
                <span class="entry-idea">{plain(&example.idea)}</span>
            </button>
        </li>
    }
}

/// A paragraph without the marks of code in it.
fn plain(paragraph: &str) -> String {
    paragraph.replace('`', "")
}
