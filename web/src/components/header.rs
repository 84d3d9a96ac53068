//! The head of the page: its name, the answer in one word, the examples, the colours.

use leptos::prelude::*;

use crate::components::examples_menu::examples_menu;
use crate::components::verdict::{decision_word, verdict_now};
use crate::html::{Html, el, hidden};
use crate::theme::{Theme, present};
use crate::workbench::Workbench;

/// The head of the page.
pub fn header(workbench: Workbench, theme: RwSignal<Theme>, is_presented: RwSignal<bool>) -> Html {
    let (sign, word) = match theme.get() {
        Theme::System => ("◐", "system"),
        Theme::Light => ("○", "light"),
        Theme::Dark => ("●", "dark"),
    };
    let change_theme = move |_| {
        theme.update(|theme| *theme = theme.next());
        theme.get_untracked().put_on();
    };
    let button = |class: &'static str| el("button").attr("type", "button").class(class);
    let actions = el("div")
        .class("actions")
        .child(
            button("button main")
                .attr("popovertarget", "examples")
                .child("Examples"),
        )
        .child(examples_menu(workbench))
        .child(
            button("button")
                .on("click", move |_| workbench.start_over())
                .child("Start over"),
        )
        .child(travel("share", "Share"))
        .child(travel("import", "Import"))
        .child(
            button("button present")
                .attr(
                    "aria-pressed",
                    if is_presented.get() { "true" } else { "false" },
                )
                .attr("title", "Larger, for a projector")
                .on("click", move |_| {
                    is_presented.update(|is_presented| *is_presented = !*is_presented);
                    present(is_presented.get_untracked());
                })
                .child("Present"),
        )
        .child(
            button("button theme")
                .on("click", change_theme)
                .child(
                    el("span")
                        .class("sign")
                        .attr("aria-hidden", "true")
                        .child(sign),
                )
                .child(el("span").class("word").child("Theme: ").child(word)),
        );
    el("header")
        .class("page-head")
        .child(el("h1").child("IAM Playground"))
        .child(answer_in_one_word(workbench))
        .child(
            el("p")
                .class("tagline")
                .child("Paste IAM policies, ask for an action, and see which words decide."),
        )
        .child(actions)
        .into()
}

/// A button that `web/travel/door.js` opens a dialog for.
fn travel(what: &'static str, words: &'static str) -> Html {
    el("button")
        .attr("type", "button")
        .class("button")
        .attr("data-travel", what)
        .attr("aria-haspopup", "dialog")
        .child(words)
        .into()
}

/// The decision in one word, always in sight, leading to the whole answer.
fn answer_in_one_word(workbench: Workbench) -> Html {
    let verdict = verdict_now(workbench);
    let words = match verdict {
        Some((verdict, true)) => format!("{}, old", decision_word(verdict.decision)),
        Some((verdict, false)) => decision_word(verdict.decision).to_owned(),
        None => "No answer yet".to_owned(),
    };
    el("a")
        .class("pill")
        .attr("href", "#answer")
        .maybe(
            "data-decision",
            verdict.map(|(verdict, _)| verdict.decision.as_str()),
        )
        .flag("data-stale", verdict.is_some_and(|(_, is_stale)| is_stale))
        .child(hidden("Go to the answer: "))
        .child(words)
        .into()
}
