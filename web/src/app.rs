//! The page as a whole: its state and its parts.

use leptos::prelude::*;

use crate::assist;
use crate::commands::{self, Page};
use crate::components::answer::Answer;
use crate::components::examples_menu::examples_menu;
use crate::components::footer::{ask_versions, footer};
use crate::components::header::header;
use crate::components::notices::notices;
use crate::components::palette::{Palette, palette};
use crate::components::policies::Policies;
use crate::components::print::{follow_printing, print};
use crate::components::raw::keep_raw;
use crate::components::request_form::request_form;
use crate::components::tests::{announced, tests};
use crate::examples;
use crate::html::live;
use crate::keeping::Keeper;
use crate::storage;
use crate::theme::Theme;
use crate::travel;
use crate::workbench::Workbench;
use crate::workbench::checks::keep_checked;
use crate::workbench::help::{keep_helped, keep_hints};

/// The page.
#[component]
pub fn App() -> impl IntoView {
    let keeper = Keeper::open();
    let workbench = keeper.workbench();
    provide_context(workbench);
    keeper.keep();
    workbench.silenced.set(storage::silenced());
    workbench.is_plain.set(storage::is_plain());
    assist::listen(workbench.missing_data);
    travel::listen(workbench);
    keep_checked(workbench.reading, workbench.checks, workbench.missing_data);
    keep_hints(workbench.reading, workbench.replaced, workbench.help);
    keep_helped(workbench.workspace, workbench.help);
    keep_raw(workbench);
    examples::open_from_address(workbench);
    let page = Page {
        keeper,
        theme: RwSignal::new(Theme::stored()),
        is_presented: RwSignal::new(false),
        palette: RwSignal::new(Palette::default()),
    };
    window_event_listener_untyped("keydown", move |event| commands::on_key(page, &event));
    let said = announced(workbench);
    let versions = ask_versions();
    let is_printing = follow_printing();
    view! {
        <a class="skip" href="#policies">"Skip to the policies"</a>
        <a class="skip" href="#request">"Skip to the request"</a>
        <a class="skip" href="#answer">"Skip to the answer"</a>
        <a class="skip" href="#tests">"Skip to the tests"</a>
        {live(move || header(page))}
        {live(move || examples_menu(workbench))}
        {live(move || notices(keeper))}
        <main>
            <Policies page />
            <div class="answer-side">
                {live(move || request_form(workbench))}
                <Answer />
                {live(move || tests(workbench, said))}
            </div>
        </main>
        {live(move || footer(versions))}
        {live(move || palette(page))}
        {live(move || print(workbench, is_printing))}
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
