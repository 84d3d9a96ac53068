//! The trace as data: the JSON that the command line and the npm package give. The assistant writes
//! it.

use leptos::prelude::*;

use crate::assist;
use crate::html::{Html, el};
use crate::json::{Object, list, text_of};
use crate::work;
use crate::workbench::{View, Workbench};

/// The most characters that are shown.
const MOST: usize = 200_000;

/// The answer with its whole trace, as JSON.
pub fn raw(workbench: Workbench) -> Html {
    let text = workbench.raw.get();
    if !text.starts_with('{') {
        let words = match text.as_str() {
            "" => "Writing the JSON…".to_owned(),
            _ => text,
        };
        return el("p")
            .class("raw-head")
            .attr("role", "status")
            .child(words)
            .into();
    }
    let shown: String = text.chars().take(MOST).collect();
    let is_cut = shown.len() < text.len();
    let copy = el("button")
        .attr("type", "button")
        .class("button small")
        .on("click", move |_| {
            // The browser says itself when it does not let the page copy.
            drop(window().navigator().clipboard().write_text(&text));
        })
        .child("Copy the JSON");
    el("div")
        .class("raw")
        .child(
            el("p")
                .class("raw-head")
                .child(copy)
                .child("The same JSON as on the command line: `--trace json`.".replace('`', "")),
        )
        .child(
            el("pre")
                .class("card")
                .attr("tabindex", "0")
                .attr("aria-label", "The trace as JSON")
                .child(el("code").child(shown)),
        )
        .child(is_cut.then(|| el("p").child("The rest is left out here, and copied with it.")))
        .into()
}

/// Asks for the JSON of the answer on show, as long as it is the form that is shown.
pub fn keep_raw(workbench: Workbench) {
    let asked = Memo::new(move |_| question(workbench).unwrap_or_default());
    assist::keep_asking(asked, move |answer, is_last| {
        let said = ["text", "problem"]
            .map(|name| text_of(answer, name))
            .concat();
        let said = match (said.is_empty(), is_last) {
            (true, true) => "The JSON cannot be had: a part of the page could not be loaded.",
            _ => said.as_str(),
        };
        workbench.raw.set(said.to_owned());
    });
}

/// The policies and the request that the answer on show is about, and what is switched off.
fn question(workbench: Workbench) -> Option<String> {
    if workbench.view.get() != View::Raw {
        return None;
    }
    let outcome = workbench.outcome.read();
    let assessment = outcome.assessment.as_ref()?;
    let mut work = workbench.workspace.get();
    work.tests.clear();
    work.request = assessment.draft.clone();
    let ids: Vec<_> = work.policies().iter().map(|policy| policy.id).collect();
    for id in &ids {
        let mut policies = assessment.policies.iter();
        match policies.find(|(other, _)| other == id) {
            // A text that AWS would refuse is not the one that was evaluated.
            Some((_, policy)) => work.set_text(*id, policy.text.as_str().into()),
            None => work.switch(*id, false),
        }
    }
    let off = workbench.off.get();
    let off = off.iter().filter_map(|(id, statement)| {
        let place = ids.iter().position(|other| other == id)?;
        Some(format!("[{place},{statement}]"))
    });
    let question = Object::new()
        .text("ask", "raw")
        .raw("work", &work::write(&work))
        .raw("off", &list(off));
    Some(question.finish())
}
