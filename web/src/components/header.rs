//! The head of the page: its name, the answer in one word, the examples, undo and redo, the
//! commands, the colours.

use leptos::prelude::*;

use crate::commands::{Page, switch_presented, switch_theme};
use crate::components::palette;
use crate::components::verdict::{decision_word, verdict_now};
use crate::html::{Element, Html, el, hidden};
use crate::theme::Theme;
use crate::workbench::Workbench;

/// The head of the page.
pub fn header(page: Page) -> Html {
    let workbench = page.workbench();
    let actions = el("div")
        .class("actions")
        .child(
            button("button main")
                .attr("popovertarget", "examples")
                .child("Examples"),
        )
        .child(
            button("button")
                .on("click", move |_| workbench.start_over())
                .child("Start over"),
        )
        .child(step(workbench, false))
        .child(step(workbench, true))
        .child(
            button("button commands")
                .attr("aria-keyshortcuts", "F2")
                .attr("title", "All commands (F2)")
                .on("click", move |_| palette::open(page))
                .child("Commands"),
        )
        .child(
            button("button present")
                .attr(
                    "aria-pressed",
                    if page.is_presented.get() {
                        "true"
                    } else {
                        "false"
                    },
                )
                .attr("title", "Larger, for a projector")
                .on("click", move |_| switch_presented(page))
                .child("Present"),
        )
        .child(theme_button(page));
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

fn button(class: &'static str) -> Element {
    el("button").attr("type", "button").class(class)
}

/// Undoes a change of the work, or redoes it.
fn step(workbench: Workbench, forth: bool) -> Element {
    let next = workbench.history.with(|history| match forth {
        true => history.redone_next(),
        false => history.undone_next(),
    });
    let (sign, word) = match forth {
        true => ("↷", "Redo"),
        false => ("↶", "Undo"),
    };
    let title = match next {
        Some(next) => format!("{word} the change of {next}"),
        None => format!("Nothing to {}", word.to_lowercase()),
    };
    button("button step")
        .attr("aria-label", word)
        .attr("title", title)
        .maybe("aria-disabled", next.is_none().then_some("true"))
        .on("click", move |_| workbench.step_in_history(forth))
        .child(sign)
}

fn theme_button(page: Page) -> Element {
    let (sign, word) = match page.theme.get() {
        Theme::System => ("◐", "system"),
        Theme::Light => ("○", "light"),
        Theme::Dark => ("●", "dark"),
    };
    button("button theme")
        .on("click", move |_| switch_theme(page))
        .child(
            el("span")
                .class("sign")
                .attr("aria-hidden", "true")
                .child(sign),
        )
        .child(el("span").class("word").child("Theme: ").child(word))
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
