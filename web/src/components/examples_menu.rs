//! The menu of examples: a search, what it finds under its headings, and a way to open each.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, KeyboardEvent};

use crate::assist;
use crate::examples::{self, Entry, Found, Gallery};
use crate::html::{Element, Html, el, focus, text_field, with_code};
use crate::workbench::Workbench;

/// The field of the search.
const QUERY: &str = "examples-query";

/// The menu that a button with `popovertarget="examples"` opens. The browser itself opens and closes
/// it, and brings the focus back.
pub fn examples_menu(workbench: Workbench) -> Html {
    let gallery = workbench.gallery.get();
    let close = el("button")
        .attr("type", "button")
        .class("button quiet")
        .attr("popovertarget", "examples")
        .attr("popovertargetaction", "hide")
        .attr("aria-label", "Close the examples")
        .child("✕");
    let field = text_field(QUERY, "Search: mfa, cross-account, kms …")
        .attr("type", "search")
        .attr("aria-label", "Search the examples")
        .attr("aria-describedby", "examples-count")
        .flag("autofocus", !is_touched())
        .value(gallery.query.clone())
        .on("input", move |event| {
            examples::search(workbench, event_target_value(&event));
        });
    let head = el("div")
        .class("gallery-head")
        .child(
            el("div")
                .class("gallery-title")
                .child(el("h2").child("Examples"))
                .child(close),
        )
        .child(field)
        .child(
            el("p")
                .attr("id", "examples-count")
                .class("menu-lead")
                .attr("role", "status")
                .child(counted(&gallery)),
        );
    let menu = el("div")
        .attr("id", "examples")
        .class("menu gallery")
        .attr("popover", "auto")
        .attr("role", "dialog")
        .attr("aria-label", "Examples")
        .attr("tabindex", "-1")
        .on("beforetoggle", move |_| examples::load(workbench))
        .on("keydown", move |event| go(workbench, &event))
        .child(head);
    match &gallery.found {
        _ if gallery.is_missing => menu.child(missing(workbench)),
        Some(found) => menu
            .child(topics(workbench, found))
            .children(found.groups.iter().map(|group| part(workbench, group))),
        None => menu,
    }
    .into()
}

/// On a screen that is touched, a field with the focus brings up keys that cover half of the menu.
fn is_touched() -> bool {
    let media = window().match_media("(pointer: coarse)").ok().flatten();
    media.is_some_and(|media| media.matches())
}

/// How many were found, in words.
fn counted(gallery: &Gallery) -> String {
    let is_all = gallery.query.trim().is_empty();
    match &gallery.found {
        _ if gallery.is_missing => String::new(),
        None => "Loading the examples…".to_owned(),
        Some(found) if is_all => {
            let total = found.total;
            format!("{total} examples, one idea each. Opening one keeps your own work at hand.")
        }
        Some(found) if found.count == 0 => "No example has all of these words.".to_owned(),
        Some(found) => format!("{} of {} examples", found.count, found.total),
    }
}

/// That the list cannot be had, with a way to try again.
fn missing(workbench: Workbench) -> Html {
    let again = move |_| {
        assist::retry();
        examples::search(workbench, workbench.gallery.get_untracked().query);
    };
    el("div")
        .class("gallery-missing")
        .attr("role", "alert")
        .child(el("p").child("The examples could not be loaded: the network does not answer."))
        .child(
            el("button")
                .attr("type", "button")
                .class("button")
                .on("click", again)
                .child("Try again"),
        )
        .into()
}

/// Words to search on with.
fn topics(workbench: Workbench, found: &Found) -> Html {
    let chip = |topic: &String| {
        let word = topic.clone();
        let narrow = move |_| {
            let query = workbench.gallery.get_untracked().query;
            let query = format!("{query} {word}");
            examples::search(workbench, query.trim_start().to_owned());
            focus(QUERY);
        };
        small(topic.clone()).key(topic).on("click", narrow)
    };
    let all = move |_| {
        examples::search(workbench, String::new());
        focus(QUERY);
    };
    el("div")
        .class("topics")
        .attr("role", "group")
        .attr("aria-label", "Topics to search by")
        .children(found.topics.iter().map(chip))
        .child((found.count < found.total).then(|| small("Show all").on("click", all)))
        .into()
}

fn small(words: impl Into<Html>) -> Element {
    el("button")
        .attr("type", "button")
        .class("button small")
        .child(words)
}

/// A heading with its examples.
fn part(workbench: Workbench, (name, entries): &(String, Vec<Entry>)) -> Html {
    el("section")
        .key(name)
        .attr("aria-label", name.clone())
        .child(el("h3").child(name.clone()))
        .child(el("ul").children(entries.iter().map(|example| entry(workbench, example))))
        .into()
}

/// One example in the list.
fn entry(workbench: Workbench, example: &Entry) -> Html {
    let slug = example.slug.clone();
    let decision = match example.expected.as_str() {
        "allowed" => "Allowed",
        "explicitDeny" => "Explicit deny",
        _ => "Implicit deny",
    };
    let about = format!("about-{slug}");
    let button = el("button")
        .attr("type", "button")
        .class("example-open")
        .attr("id", entry_id(&slug))
        .attr("popovertarget", "examples")
        .attr("popovertargetaction", "hide")
        .attr("data-example", slug.clone())
        .attr("aria-describedby", about.clone())
        .child(el("span").class("entry-title").child(example.title.clone()))
        .child(
            el("span")
                .class("tag")
                .attr("data-decision", example.expected.clone())
                .child(decision),
        );
    let idea = el("p")
        .class("entry-idea")
        .attr("id", about)
        .children(with_code(&example.idea));
    let topics = el("p")
        .class("example-topics")
        .child(example.topics.clone());
    el("li")
        .key(&slug)
        .class("example")
        .child(button.on("click", move |_| examples::open(workbench, slug.clone())))
        .child(idea)
        .child(topics)
        .into()
}

fn entry_id(slug: &str) -> String {
    format!("example-{slug}")
}

/// The arrow keys go through the examples, `Enter` in the field opens the first that was found, and
/// whatever is typed elsewhere goes into the field.
fn go(workbench: Workbench, event: &Event) {
    let (Some(pressed), Some(target)) = (
        event.dyn_ref::<KeyboardEvent>(),
        event
            .target()
            .and_then(|at| at.dyn_into::<HtmlElement>().ok()),
    ) else {
        return;
    };
    let key = pressed.key();
    let is_in_field = target.id() == QUERY;
    if pressed.ctrl_key() || pressed.meta_key() || pressed.alt_key() {
        return;
    }
    let found = workbench.gallery.get_untracked().found;
    let slugs: Vec<&str> = found
        .iter()
        .flat_map(|found| found.entries())
        .map(|entry| entry.slug.as_str())
        .collect();
    let slug = target.get_attribute("data-example");
    let at = slugs
        .iter()
        .position(|other| Some(*other) == slug.as_deref());
    let to = match (key.as_str(), at) {
        ("ArrowDown", None) => 0,
        ("ArrowDown", Some(at)) => at + 1,
        ("ArrowUp", Some(0)) => {
            event.prevent_default();
            return focus_now(QUERY);
        }
        ("ArrowUp", Some(at)) => at - 1,
        ("Home", Some(_)) => 0,
        ("End", Some(_)) => slugs.len().saturating_sub(1),
        ("Enter", None) if is_in_field => {
            if let Some(first) = slugs.first().and_then(|slug| element(&entry_id(slug))) {
                event.prevent_default();
                first.click();
            }
            return;
        }
        (other, _) if !is_in_field && other != " " && other.chars().count() == 1 => {
            return focus_now(QUERY);
        }
        _ => return,
    };
    event.prevent_default();
    if let Some(slug) = slugs.get(to) {
        focus_now(&entry_id(slug));
    }
}

/// At once, so that what is typed is typed there, and the next key begins from there.
fn focus_now(id: &str) {
    if let Some(element) = element(id) {
        element.focus().ok();
    }
}

fn element(id: &str) -> Option<HtmlElement> {
    let element = document().get_element_by_id(id)?;
    element.dyn_into().ok()
}
