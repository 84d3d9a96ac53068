//! The foot of the page: what it does with the text, how to use it, and what versions it is made of.

use leptos::prelude::*;

use crate::assist;
use crate::components::palette;
use crate::html::{Html, el};
use crate::json::{Object, text_of};

/// The foot of the page.
pub fn footer(data: RwSignal<String>) -> Html {
    let open = |words: &'static str, dialog: &'static str| {
        el("button")
            .attr("type", "button")
            .class("button quiet small")
            .on("click", move |_| palette::show(dialog))
            .child(words)
    };
    el("footer")
        .class("page-foot")
        .child(
            el("p")
                .child(el("strong").child("Nothing leaves this page."))
                .child(
                    " Policies, requests and tests are evaluated in your browser and kept in its \
                     storage; no server sees them.",
                ),
        )
        .child(
            el("p")
                .child(
                    "Click an outcome to select its words in the policy; put the caret into a \
                     statement to find its row. ",
                )
                .child(el("kbd").child("Esc"))
                .child(", then ")
                .child(el("kbd").child("Tab"))
                .child(" leaves the editor. ")
                .child(el("kbd").child("F2"))
                .child(" opens the commands."),
        )
        .child(
            el("p")
                .attr("data-testid", "versions")
                .child(format!("Version {}{}", env!("CARGO_PKG_VERSION"), build()))
                .child(data.get()),
        )
        .child(
            el("p")
                .child(open("Keyboard shortcuts", "keys"))
                .child(open("Clear everything…", "clear")),
        )
        .into()
}

/// The mark of this build: Trunk puts one of its contents into the name of the program.
fn build() -> String {
    let program = document().query_selector("link[rel=preload][type=\"application/wasm\"]");
    let address = program.ok().flatten();
    let address = address.and_then(|program| program.get_attribute("href"));
    let mark = address.as_deref().and_then(|address| {
        let name = address.rsplit('-').next()?;
        name.get(..8)
    });
    mark.map(|mark| format!(", build {mark}"))
        .unwrap_or_default()
}

/// The version of the data, in words, once the assistant has told it.
pub fn ask_versions() -> RwSignal<String> {
    let versions = RwSignal::new(String::new());
    assist::ask(Object::new().text("ask", "versions"), move |answer, _| {
        let source = text_of(answer, "catalog");
        if !source.is_empty() {
            let services = text_of(answer, "services");
            versions.set(format!("; AWS's actions by {source}, {services} services"));
        }
    });
    versions
}
