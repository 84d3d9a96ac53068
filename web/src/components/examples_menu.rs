//! The menu of examples.

use crate::examples::{self, Example};
use crate::html::{Html, el};
use crate::workbench::Workbench;

/// The list of examples that a button with `popovertarget="examples"` opens. The browser itself
/// opens and closes it.
pub fn examples_menu(workbench: Workbench) -> Html {
    el("div")
        .attr("id", "examples")
        .class("menu")
        .attr("popover", "auto")
        .attr("role", "region")
        .attr("aria-label", "Examples")
        .child(
            el("p")
                .class("menu-lead")
                .child("One idea each. Opening one keeps your own work at hand."),
        )
        .child(
            el("ul").children(
                examples::all()
                    .iter()
                    .map(|example| entry(workbench, example)),
            ),
        )
        .into()
}

/// One example in the list.
fn entry(workbench: Workbench, example: &'static Example) -> Html {
    let decision = match example.expected.as_str() {
        "allowed" => "Allowed",
        _ => "Denied",
    };
    let button = el("button")
        .attr("type", "button")
        .class("entry")
        .attr("popovertarget", "examples")
        .attr("popovertargetaction", "hide")
        .attr("data-example", example.slug.as_str())
        .on("click", move |_| workbench.open_example(example))
        .child(el("span").class("entry-title").child(example.title.clone()))
        .child(
            el("span")
                .class("tag")
                .attr("data-decision", example.expected.as_str())
                .child(decision),
        )
        .child(
            el("span")
                .class("entry-idea")
                .child(example.idea.replace('`', "")),
        );
    el("li").child(button).into()
}
