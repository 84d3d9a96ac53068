//! The head of the page: its name, the answer in one word, the examples, the colours.

use leptos::prelude::*;

use crate::app::use_workbench;
use crate::components::examples_menu::ExamplesMenu;
use crate::components::verdict::{decision_word, verdict_now};
use crate::theme::Theme;

/// The head of the page.
#[component]
pub fn Header() -> impl IntoView {
    let workbench = use_workbench();
    let theme = RwSignal::new(Theme::stored());
    let change_theme = move |_| {
        theme.update(|theme| *theme = theme.next());
        theme.get_untracked().put_on();
    };
    view! {
        <header class="page-head">
            <h1>"IAM Playground"</h1>
            <AnswerInOneWord />
            <p class="tagline">
                "Paste IAM policies, ask for an action, and see which words decide."
            </p>
            <div class="actions">
                <ExamplesMenu />
                <button type="button" class="button" on:click=move |_| workbench.start_over()>
                    "Start over"
                </button>
                <button type="button" class="button theme" on:click=change_theme>
                    <span class="sign" aria-hidden="true">
                        {move || match theme.get() {
                            Theme::System => "◐",
                            Theme::Light => "○",
                            Theme::Dark => "●",
                        }}
                    </span>
                    <span class="word">"Theme: " {move || theme.get().as_str()}</span>
                </button>
            </div>
        </header>
    }
}

/// The decision in one word, always in sight, leading to the whole answer.
#[component]
fn AnswerInOneWord() -> impl IntoView {
    let workbench = use_workbench();
    let verdict = Memo::new(move |_| verdict_now(workbench));
    view! {
        <a class="pill" href="#answer" data-decision=move || {
            verdict.get().map(|(verdict, _)| verdict.decision.as_str())
        } data-stale=move || verdict.get().filter(|(_, is_stale)| *is_stale).map(|_| "")>
            <span class="visually-hidden">"Go to the answer: "</span>
            {move || match verdict.get() {
                Some((verdict, true)) => format!("{}, old", decision_word(verdict.decision)),
                Some((verdict, false)) => decision_word(verdict.decision).to_owned(),
                None => "No answer yet".to_owned(),
            }}
        </a>
    }
}
