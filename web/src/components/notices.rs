//! What the page has to tell: work that can be had back, the idea of an example, trouble with
//! storing.

use std::sync::Arc;

use leptos::prelude::*;

use crate::assist;
use crate::examples::{self, Example, Refused};
use crate::html::{self, Html, el, hidden};
use crate::keeping::{Keeper, StorageNotice};
use crate::workbench::Workbench;
use crate::workbench::history::{History, Notice};

/// The notices.
pub fn notices(keeper: Keeper) -> Html {
    let workbench = keeper.workbench();
    let (undo, said) = workbench.history.with(|history| {
        let notice = history.notice().cloned();
        let notice = notice.map(|notice| undo_notice(workbench, notice));
        (notice, history.said.clone())
    });
    let idea = workbench.example.get();
    let refused = workbench.gallery.with(|gallery| gallery.refused.clone());
    el("div")
        .class("notices")
        .child(
            el("div")
                .class("notice-place")
                .attr("role", "status")
                .attr("aria-label", "What just happened")
                .children(undo)
                .child(news(workbench))
                .child(hidden(said)),
        )
        .child(
            keeper
                .notice
                .get()
                .map(|notice| storage_notice(keeper, notice)),
        )
        .child(refused.map(|refused| refused_words(workbench, refused)))
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

/// What happened to the work, with a button that goes back to before it.
fn undo_notice(workbench: Workbench, notice: Notice) -> Html {
    el("div")
        .class("notice")
        .child(el("p").children(html::with_code(&notice.message)))
        .child(
            el("button")
                .attr("type", "button")
                .class("button")
                .on("click", move |_| workbench.take_back())
                .child(notice.button),
        )
        .child(close("Dismiss this notice").on("click", move |_| {
            workbench.history.update(History::dismiss);
        }))
        .into()
}

/// Trouble with storing the work, in words, and what can be done.
fn storage_notice(keeper: Keeper, notice: StorageNotice) -> Html {
    let words = match notice {
        StorageNotice::NotSaved => {
            "This is too large for the browser's storage, or the browser keeps nothing: the work \
             will not survive a reload as it is now. What was stored before is still there."
        }
        StorageNotice::Unreadable => {
            "The stored work could not be read by this version of the page. It was put aside, \
             unchanged, in the browser's storage as “iam-playground/unreadable-work”."
        }
        StorageNotice::OtherTab => {
            "Another tab changed the work that this browser stores. Until you decide, what you \
             change here is not stored."
        }
    };
    let button = |words: &'static str, decide: fn(Keeper)| {
        el("button")
            .attr("type", "button")
            .class("button")
            .on("click", move |_| decide(keeper))
            .child(words)
    };
    let buttons = (notice == StorageNotice::OtherTab).then(|| {
        el("div")
            .class("notice-buttons")
            .child(button("Take over the other tab's work", Keeper::take_over))
            .child(button("Keep mine", Keeper::keep_mine))
    });
    el("div")
        .class("notice warn")
        .attr("role", "alert")
        .attr("data-testid", "storage-notice")
        .child(el("p").child(words))
        .child(buttons)
        .into()
}

/// The idea of the example on show.
fn example_idea(workbench: Workbench, example: Arc<Example>) -> Html {
    let guide = el("a")
        .attr("href", example.guide.clone())
        .attr("target", "_blank")
        .attr("rel", "noopener")
        .child("AWS’s page on this")
        .child(hidden(" (opens in a new tab)"));
    el("div")
        .class("idea")
        .attr("data-testid", "example-idea")
        .child(
            el("p")
                .child(el("strong").child(format!("{}. ", example.title)))
                .children(html::with_code(&example.idea))
                .child(" ")
                .child(guide),
        )
        .child(
            close("Close the example's description")
                .on("click", move |_| workbench.example.set(None)),
        )
        .into()
}

/// An example that could not be opened, in words.
fn refused_words(workbench: Workbench, refused: Refused) -> Html {
    let Refused { slug, is_unknown } = refused;
    let words = match is_unknown {
        true => format!("There is no example of the name “{slug}”. The menu has those there are."),
        false => "The example could not be loaded: the network does not answer.".to_owned(),
    };
    let again = el("button")
        .attr("type", "button")
        .class("button")
        .on("click", move |_| {
            assist::retry();
            examples::open(workbench, slug.clone());
        })
        .child("Try again");
    let dismiss = move |_| workbench.gallery.update(|gallery| gallery.refused = None);
    el("div")
        .class("notice warn")
        .attr("role", "alert")
        .attr("data-testid", "example-refused")
        .child(el("p").child(words))
        .child((!is_unknown).then_some(again))
        .child(close("Dismiss this notice").on("click", dismiss))
        .into()
}

fn close(name: &'static str) -> html::Element {
    el("button")
        .attr("type", "button")
        .class("button quiet")
        .attr("aria-label", name)
        .child("✕")
}
