//! What the page has to tell: work that can be had back, the idea of an example, trouble with
//! storing.

use leptos::prelude::*;

use crate::app::StorageNotice;
use crate::examples::Example;
use crate::html::{self, Html, el};
use crate::workbench::{Undo, Workbench};

/// The notices.
pub fn notices(workbench: Workbench, storage: RwSignal<Option<StorageNotice>>) -> Html {
    let undo = workbench
        .undo
        .get()
        .map(|undo| undo_notice(workbench, undo));
    let idea = workbench.example.get();
    el("div")
        .class("notices")
        .child(
            el("div")
                .class("notice-place")
                .attr("role", "status")
                .attr("aria-label", "What just happened")
                .children(undo)
                .child(news(workbench)),
        )
        .child(storage.get().map(storage_words))
        .child(idea.map(|example| example_idea(workbench, example)))
        .into()
}

/// What just happened, where there is nothing to be taken back.
fn news(workbench: Workbench) -> Html {
    let news = workbench.news.get();
    if news.is_empty() {
        return "".into();
    }
    el("div")
        .class("notice")
        .child(el("p").child(news))
        .child(
            close("Dismiss this message").on("click", move |_| workbench.news.set(String::new())),
        )
        .into()
}

/// What was replaced, with a button that brings it back.
fn undo_notice(workbench: Workbench, undo: Undo) -> Html {
    el("div")
        .class("notice")
        .child(el("p").child(undo.message))
        .child(
            el("button")
                .attr("type", "button")
                .class("button")
                .on("click", move |_| workbench.take_back())
                .child(undo.button),
        )
        .child(close("Dismiss this notice").on("click", move |_| workbench.undo.set(None)))
        .into()
}

/// Trouble with storing the work, in words.
fn storage_words(notice: StorageNotice) -> Html {
    let words = match notice {
        StorageNotice::NotSaved => {
            "This is too large for the browser's storage, or the browser keeps nothing: the work \
             will not survive a reload as it is now. What was stored before is still there."
        }
        StorageNotice::Unreadable => {
            "The stored work could not be read by this version of the page. It was put aside, \
             unchanged, in the browser's storage as “iam-playground/unreadable-work”."
        }
    };
    el("div")
        .class("notice warn")
        .attr("role", "alert")
        .attr("data-testid", "storage-notice")
        .child(el("p").child(words))
        .into()
}

/// The idea of the example on show.
fn example_idea(workbench: Workbench, example: &'static Example) -> Html {
    el("div")
        .class("idea")
        .attr("data-testid", "example-idea")
        .child(
            el("p")
                .child(el("strong").child(format!("{}. ", example.title)))
                .children(html::with_code(&example.idea)),
        )
        .child(
            close("Close the example's description")
                .on("click", move |_| workbench.example.set(None)),
        )
        .into()
}

fn close(name: &'static str) -> html::Element {
    el("button")
        .attr("type", "button")
        .class("button quiet")
        .attr("aria-label", name)
        .child("✕")
}
