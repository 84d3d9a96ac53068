//! The page as a whole: its state, its parts, and what it keeps in the browser.

use std::time::Duration;

use leptos::prelude::*;

use crate::assist;
use crate::components::answer::Answer;
use crate::components::footer::footer;
use crate::components::header::header;
use crate::components::notices::notices;
use crate::components::policies::Policies;
use crate::components::request_form::request_form;
use crate::components::tests::{announced, tests};
use crate::examples;
use crate::html::live;
use crate::storage::{self, Found};
use crate::theme::Theme;
use crate::travel;
use crate::workbench::Workbench;
use crate::workbench::checks::keep_checked;
use crate::workbench::help::keep_helped;
use crate::workspace::Workspace;

/// How long the work rests before it is stored.
const SAVE_AFTER: Duration = Duration::from_millis(300);

/// What the page has to say about storing the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorageNotice {
    /// What was stored could not be read, and was put aside.
    Unreadable,
    /// The work is not stored; what was stored before still is.
    NotSaved,
}

/// The page.
#[component]
pub fn App() -> impl IntoView {
    let notice = RwSignal::new(None);
    let workbench = match storage::load() {
        Found::Work(workspace) => Workbench::new(*workspace, None),
        Found::Nothing => first_visit(),
        Found::Unreadable => {
            notice.set(Some(StorageNotice::Unreadable));
            first_visit()
        }
    };
    provide_context(workbench);
    keep_work(workbench, notice);
    workbench.silenced.set(storage::silenced());
    assist::listen(workbench.missing_data);
    travel::listen(workbench);
    keep_checked(workbench.reading, workbench.checks, workbench.missing_data);
    keep_helped(workbench.workspace, workbench.help);
    let theme = RwSignal::new(Theme::stored());
    let is_presented = RwSignal::new(false);
    let said = announced(workbench);
    view! {
        <a class="skip" href="#policies">"Skip to the policies"</a>
        <a class="skip" href="#request">"Skip to the request"</a>
        <a class="skip" href="#answer">"Skip to the answer"</a>
        <a class="skip" href="#tests">"Skip to the tests"</a>
        {live(move || header(workbench, theme, is_presented))}
        {live(move || notices(workbench, notice))}
        <main>
            <Policies workbench />
            <div class="answer-side">
                {live(move || request_form(workbench))}
                <Answer />
                {live(move || tests(workbench, said))}
            </div>
        </main>
        {footer()}
    }
}

/// The workbench from the context.
pub fn use_workbench() -> Workbench {
    expect_context()
}

/// Tells the page's loader about a bug, so that it can offer a way out without this program.
pub fn report_bug(message: &str) {
    let report = web_sys::CustomEventInit::new();
    report.set_detail(&message.into());
    if let Ok(event) = web_sys::CustomEvent::new_with_event_init_dict("iam-bug", &report) {
        // Nobody listens: then there is no one to tell.
        window().dispatch_event(&event).ok();
    }
}

fn first_visit() -> Workbench {
    let example = examples::first();
    Workbench::new(
        example.map_or_else(Workspace::default, |example| example.workspace()),
        example,
    )
}

/// Stores the work when it has rested for a moment, and when the page goes away.
fn keep_work(workbench: Workbench, notice: RwSignal<Option<StorageNotice>>) {
    let waiting = StoredValue::new(false);
    let save = move || {
        if !waiting.get_value() {
            return;
        }
        waiting.set_value(false);
        let saved = workbench.workspace.with_untracked(storage::save);
        let said = notice.get_untracked() == Some(StorageNotice::NotSaved);
        match (saved, said) {
            (false, false) => notice.set(Some(StorageNotice::NotSaved)),
            (true, true) => notice.set(None),
            (false, true) | (true, false) => {}
        }
    };
    let timer = StoredValue::new_local(None::<TimeoutHandle>);
    Effect::new(move |before: Option<()>| {
        workbench.workspace.track();
        if before.is_none() {
            // What was just loaded needs no storing.
            return;
        }
        waiting.set_value(true);
        if let Some(timer) = timer.get_value() {
            timer.clear();
        }
        timer.set_value(set_timeout_with_handle(save, SAVE_AFTER).ok());
    });
    window_event_listener_untyped("pagehide", move |_| save());
    window_event_listener_untyped("visibilitychange", move |_| save());
}
