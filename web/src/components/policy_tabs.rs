//! The tabs of the policies, and the menu that adds one.

use iam_evaluator::PolicyType;
use leptos::prelude::*;
use web_sys::Event;

use crate::components::managed_search::managed_search;
use crate::components::policies::Titles;
use crate::components::policy_head::Head;
use crate::html::{Html, el, focus, hidden, tab_by_key};
use crate::policy_types::{TYPES, about, short, title};
use crate::workbench::Workbench;
use crate::workbench::reading::{PolicyReading, ReadState, Reading};
use crate::workspace::PolicyId;

/// What one tab says.
#[derive(PartialEq)]
pub struct Tab {
    id: PolicyId,
    name: String,
    policy_type: PolicyType,
    is_on: bool,
    state: State,
}

/// What is special about a policy.
#[derive(Clone, Copy, PartialEq)]
enum State {
    Fine,
    Blank,
    TooLarge,
    /// It has so many problems, and AWS would refuse it or not.
    Problems(usize, bool),
}

impl Tab {
    /// Those of all policies.
    pub fn all(reading: &Reading) -> Vec<Tab> {
        reading.policies.iter().map(Tab::of).collect()
    }

    fn of(policy: &PolicyReading) -> Tab {
        Tab {
            id: policy.id,
            name: name_or_none(&policy.name),
            policy_type: policy.policy_type,
            is_on: policy.is_on,
            state: match (&policy.state, policy.findings().len()) {
                (ReadState::Accepted(_), 0) => State::Fine,
                (ReadState::Accepted(_), problems) => State::Problems(problems, false),
                (ReadState::Refused(_), problems) => State::Problems(problems, true),
                (ReadState::Blank(_), _) => State::Blank,
                (ReadState::TooLarge(_), _) => State::TooLarge,
            },
        }
    }
}

/// The row of tabs, and the button that adds one.
pub fn policy_tabs(workbench: Workbench, titles: &Titles) -> Html {
    let selected = titles.head.as_ref().map(Head::id);
    let tabs = titles.tabs.iter();
    let tabs = tabs.map(|one| tab(workbench, one, Some(one.id) == selected));
    let list = el("div")
        .class("tab-list")
        .attr("role", "tablist")
        .attr("aria-label", "Policies")
        .on("keydown", move |event| go(workbench, &event))
        .children(tabs);
    el("div")
        .class("tabs")
        .child(list)
        .child(
            el("button")
                .attr("type", "button")
                .class("button quiet add")
                .attr("popovertarget", "new-policy")
                .child("+ Add policy"),
        )
        .child(add_menu(workbench))
        .into()
}

/// The arrow keys go from tab to tab.
fn go(workbench: Workbench, event: &Event) {
    let (at, count) = workbench
        .workspace
        .with_untracked(|all| (all.selected_index(), all.policies().len()));
    let Some(to) = tab_by_key(event, at, count) else {
        return;
    };
    workbench
        .workspace
        .update(|workspace| workspace.select_at(to));
    focus("tab-selected");
}

/// One tab: the policy's name, its type, and what is special about it.
fn tab(workbench: Workbench, policy: &Tab, is_selected: bool) -> Html {
    let id = policy.id;
    el("button")
        .key(format!("tab-{}", id.0))
        .attr("type", "button")
        .attr("role", "tab")
        .maybe("id", is_selected.then_some("tab-selected"))
        .attr("aria-selected", if is_selected { "true" } else { "false" })
        .attr("aria-controls", "policy-panel")
        .attr("tabindex", if is_selected { "0" } else { "-1" })
        .flag("data-off", !policy.is_on)
        .on("click", move |_| workbench.select(id))
        .child(el("span").class("tab-name").child(policy.name.clone()))
        .child(hidden(", "))
        .child(
            el("span")
                .class("tab-type")
                .child(short(policy.policy_type)),
        )
        .child((!policy.is_on).then(|| badge("off", "off".to_owned(), "")))
        .child(state(policy.state))
        .into()
}

/// How many problems a policy has, or why it takes no part.
fn state(state: State) -> Option<Html> {
    match state {
        State::Fine => None,
        State::Problems(problems, is_refused) => {
            let words = match problems {
                1 => " problem",
                _ => " problems",
            };
            let kind = if is_refused { "error" } else { "warning" };
            Some(badge(kind, problems.to_string(), words))
        }
        State::Blank => Some(badge("blank", "empty".to_owned(), "")),
        State::TooLarge => Some(badge("error", "too large".to_owned(), "")),
    }
}

fn badge(kind: &'static str, sign: String, words: &'static str) -> Html {
    el("span")
        .class("badge")
        .attr("data-kind", kind)
        .child(hidden(", "))
        .child(sign)
        .child(hidden(words))
        .into()
}

/// The types that a new policy can have.
fn add_menu(workbench: Workbench) -> Html {
    el("div")
        .attr("id", "new-policy")
        .class("menu types")
        .attr("popover", "auto")
        .attr("role", "region")
        .attr("aria-label", "The type of the new policy")
        .child(
            el("p")
                .class("menu-lead")
                .child("Each begins with a short text that AWS would accept."),
        )
        .child(el("ul").children(TYPES.map(|policy_type| add_entry(workbench, policy_type))))
        .child(managed_search(workbench))
        .into()
}

fn add_entry(workbench: Workbench, policy_type: PolicyType) -> Html {
    let button = el("button")
        .attr("type", "button")
        .class("entry")
        .attr("popovertarget", "new-policy")
        .attr("popovertargetaction", "hide")
        .on("click", move |_| workbench.add_policy(policy_type))
        .child(el("span").class("entry-title").child(title(policy_type)))
        .child(hidden(": "))
        .child(el("span").class("entry-idea").child(about(policy_type)));
    el("li").child(button).into()
}

/// A name to show for a policy, also where it was given none.
pub fn name_or_none(name: &str) -> String {
    match name.trim() {
        "" => "without a name".to_owned(),
        name => name.to_owned(),
    }
}
