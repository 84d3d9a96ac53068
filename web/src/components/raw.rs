//! The trace as data: the JSON that the command line and the npm package give.

use iam_case::{Answer, Case, TraceDetail};
use leptos::prelude::*;

use crate::html::{Html, el};
use crate::workbench::outcome::Assessment;

/// The most characters that are shown.
const MOST: usize = 200_000;

/// The answer with its whole trace, as JSON.
pub fn raw(assessment: &Assessment) -> Html {
    let case = Case {
        id: None,
        policies: assessment.set.clone(),
        request: assessment.request.clone(),
        expected: None,
    };
    let answer = Answer::from_explanation(&case, &assessment.explanation, TraceDetail::Full);
    let text = serde_json::to_string_pretty(&answer).unwrap_or_default();
    let shown: String = text.chars().take(MOST).collect();
    let is_cut = shown.len() < text.len();
    let copied = text.clone();
    let copy = el("button")
        .attr("type", "button")
        .class("button small")
        .on("click", move |_| {
            // The browser says itself when it does not let the page copy.
            drop(window().navigator().clipboard().write_text(&copied));
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
