//! The answer: the verdict, and the way to it in one of several forms.

use leptos::prelude::*;

use crate::app::use_workbench;
use crate::components::diagram::diagram;
use crate::components::gates::gates;
use crate::components::limits::{Limits, limits_panel};
use crate::components::raw::raw;
use crate::components::statements::{Sign, all_statements};
use crate::components::stepper::{keep_spotlight, stepper};
use crate::components::verdict::{Announcement, verdict};
use crate::components::what_if::what_if;
use crate::html::{Html, el, focus, live, tab_by_key, with_code};
use crate::workbench::outcome::Assessment;
use crate::workbench::{View, Workbench};

/// The answer with its heading.
#[component]
pub fn Answer() -> impl IntoView {
    let workbench = use_workbench();
    follow_caret(workbench);
    keep_spotlight(workbench);
    let limits = Limits::new();
    view! {
        <section id="answer" aria-labelledby="answer-title" tabindex="-1">
            <h2 id="answer-title">"Answer"</h2>
            {live(move || what_if(workbench))}
            {live(move || verdict(workbench))}
            <Announcement />
            {live(move || forms(workbench))}
            {live(move || limits_panel(workbench, limits))}
        </section>
    }
}

/// The forms of the answer, as tabs.
fn forms(workbench: Workbench) -> Html {
    let outcome = workbench.outcome.read();
    let Some(assessment) = &outcome.assessment else {
        return "".into();
    };
    let view = workbench.view.get();
    let tab = |this: View| {
        let is_selected = this == view;
        el("button")
            .attr("type", "button")
            .attr("role", "tab")
            .attr("id", tab_id(this))
            .attr("aria-selected", if is_selected { "true" } else { "false" })
            .attr("aria-controls", "answer-panel")
            .attr("tabindex", if is_selected { "0" } else { "-1" })
            .on("click", move |_| workbench.view.set(this))
            .child(this.title())
    };
    let tabs = el("div")
        .class("view-tabs")
        .attr("role", "tablist")
        .attr("aria-label", "Forms of the answer")
        .on("keydown", move |event| go(workbench, &event))
        .children(View::ALL.map(tab));
    let shown = match view {
        View::Explain => gates(workbench, assessment),
        View::Steps => stepper(workbench, assessment),
        View::Table => all_statements(workbench, assessment),
        View::Diagram => diagram(assessment),
        View::Raw => raw(workbench),
    };
    let panel = el("div")
        .class("view-panel")
        .attr("id", "answer-panel")
        .attr("role", "tabpanel")
        .attr("aria-labelledby", tab_id(view))
        .attr("data-view", view.title())
        .child(shown);
    el("div")
        .class("views")
        .child(tabs)
        .child(panel)
        .child(legend(view))
        .child(notes(assessment))
        .into()
}

fn tab_id(view: View) -> String {
    format!("view-{}", view.title().to_lowercase())
}

/// The arrow keys go from tab to tab.
fn go(workbench: Workbench, event: &web_sys::Event) {
    let now = workbench.view.get_untracked();
    let at = View::ALL.iter().position(|view| *view == now).unwrap_or(0);
    let to = tab_by_key(event, at, View::ALL.len());
    if let Some(view) = to.and_then(|to| View::ALL.get(to)) {
        workbench.view.set(*view);
        focus(tab_id(*view));
    }
}

/// What the signs mean.
fn legend(view: View) -> Html {
    if !matches!(view, View::Explain | View::Table) {
        return "".into();
    }
    let item = |sign: Sign| {
        el("span")
            .class("legend-item")
            .attr("data-state", sign.kind())
            .child(
                el("span")
                    .attr("aria-hidden", "true")
                    .child(format!("{} ", sign.sign())),
            )
            .child(sign.meaning())
    };
    el("p").class("legend").children(Sign::ALL.map(item)).into()
}

/// Rules that bore on the decision and may surprise.
fn notes(assessment: &Assessment) -> Html {
    let notes = &assessment.explanation.notes;
    if notes.is_empty() {
        return "".into();
    }
    el("ul")
        .class("notes")
        .attr("aria-label", "Notes")
        .children(notes.iter().map(|note| el("li").children(with_code(note))))
        .into()
}

/// Keeps the row of the statement at the caret in sight, as long as the focus is in the editor and
/// the two are side by side.
fn follow_caret(workbench: Workbench) {
    Effect::new(move |_| {
        if workbench.at_caret.get().is_none() {
            return;
        }
        request_animation_frame(|| {
            let is_wide = window()
                .match_media("(min-width: 1001px)")
                .ok()
                .flatten()
                .is_some_and(|media| media.matches());
            let is_in_editor = document()
                .query_selector("iam-editor :focus")
                .is_ok_and(|found| found.is_some());
            if let Ok(Some(row)) = document().query_selector("tr[aria-current]")
                && is_wide
                && is_in_editor
            {
                let options = web_sys::ScrollIntoViewOptions::new();
                options.set_block(web_sys::ScrollLogicalPosition::Nearest);
                row.scroll_into_view_with_scroll_into_view_options(&options);
            }
        });
    });
}
