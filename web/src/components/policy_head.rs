//! The head of the policy on show: its name, its type and level, whether it takes part, its place,
//! its removal.

use iam_evaluator::PolicyType;
use leptos::prelude::*;

use crate::components::policies::Titles;
use crate::components::rewrite_menu::rewrite_menu;
use crate::html::{Element, Html, el, focus, hidden, option};
use crate::policy_types::{ACCOUNT_LEVEL, TYPES, has_levels, level_in_words, title};
use crate::workbench::Workbench;
use crate::workspace::{PolicyId, Workspace};

/// What the head says: all of the policy but its text, which changes with every key.
#[derive(PartialEq)]
pub struct Head {
    id: PolicyId,
    name: String,
    policy_type: PolicyType,
    level: u32,
    is_on: bool,
    index: usize,
    count: usize,
}

impl Head {
    /// That of the policy on show.
    pub fn of(workspace: &Workspace) -> Option<Head> {
        let policy = workspace.policy(workspace.selected())?;
        Some(Head {
            id: policy.id,
            name: policy.name.clone(),
            policy_type: policy.policy_type,
            level: policy.level,
            is_on: policy.is_on,
            index: workspace.selected_index(),
            count: workspace.policies().len(),
        })
    }

    /// Which policy it is.
    pub fn id(&self) -> PolicyId {
        self.id
    }
}

/// The head of the policy on show.
pub fn policy_head(workbench: Workbench, titles: &Titles) -> Html {
    let Some(policy) = &titles.head else {
        return "".into();
    };
    let (id, index, count) = (policy.id, policy.index, policy.count);
    let rename = move |event| {
        let name = event_target_value(&event);
        workbench
            .workspace
            .update(|workspace| workspace.rename_policy(id, name));
    };
    let remove = move |_| {
        workbench.remove_policy(id);
        focus("tab-selected");
    };
    let switch = move |event| {
        let is_on = event_target_checked(&event);
        workbench
            .workspace
            .update(|workspace| workspace.switch(id, is_on));
    };
    let name = el("input")
        .attr("type", "text")
        .class("field")
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .attr("maxlength", "128")
        .value(policy.name.clone())
        .on("input", rename);
    let order = el("span")
        .class("inline-field order")
        .child(el("span").child("Order"))
        .child(mover(workbench, id, false, index == 0))
        .child(mover(workbench, id, true, index + 1 == count));
    el("div")
        .class("policy-head")
        .child(labelled("Name", "policy-name", name))
        .child(labelled(
            "Type",
            "policy-type",
            type_choice(workbench, policy),
        ))
        .child(
            has_levels(policy.policy_type)
                .then(|| labelled("Level", "policy-level", level_choice(workbench, policy))),
        )
        .child(
            el("label")
                .class("check")
                .child(
                    el("input")
                        .attr("type", "checkbox")
                        .checked(policy.is_on)
                        .on("change", switch),
                )
                .child("Takes part"),
        )
        .child(order)
        .children(rewrite_menu(workbench))
        .child(
            el("button")
                .attr("type", "button")
                .class("button quiet remove")
                .on("click", remove)
                .child("Remove")
                .child(hidden(" this policy")),
        )
        .into()
}

fn labelled(label: &'static str, id: &'static str, field: Element) -> Html {
    el("span")
        .key(id)
        .class("inline-field")
        .child(el("label").attr("for", id).child(label))
        .child(field.attr("id", id))
        .into()
}

fn type_choice(workbench: Workbench, policy: &Head) -> Element {
    let (id, now) = (policy.id, policy.policy_type);
    let choose = move |event| {
        let value = event_target_value(&event);
        let chosen = TYPES.into_iter().find(|other| title(*other) == value);
        if let Some(chosen) = chosen {
            workbench
                .workspace
                .update(|workspace| workspace.set_type(id, chosen));
        }
    };
    let options = TYPES.map(|other| option(title(other), title(other), other == now));
    el("select")
        .class("field")
        .value(title(now))
        .on("change", choose)
        .children(options)
}

fn level_choice(workbench: Workbench, policy: &Head) -> Element {
    let (id, now) = (policy.id, policy.level);
    let choose = move |event| {
        if let Ok(level) = event_target_value(&event).parse() {
            workbench
                .workspace
                .update(|workspace| workspace.set_level(id, level));
        }
    };
    let unusual = (now > ACCOUNT_LEVEL).then_some(now);
    let levels = (0..=ACCOUNT_LEVEL).chain(unusual);
    let options =
        levels.map(|level| option(level.to_string(), level_in_words(level), level == now));
    el("select")
        .class("field")
        .value(now.to_string())
        .on("change", choose)
        .children(options)
}

/// The button that moves the policy one place. At the end it stays where it is, so that the focus
/// does too.
fn mover(workbench: Workbench, id: PolicyId, forward: bool, is_at_end: bool) -> Html {
    let (sign, name) = match forward {
        true => ("→", "Move this policy right"),
        false => ("←", "Move this policy left"),
    };
    el("button")
        .attr("type", "button")
        .class("button quiet small")
        .attr("aria-label", name)
        .attr("title", name)
        .maybe("aria-disabled", is_at_end.then_some("true"))
        .on("click", move |_| {
            workbench
                .workspace
                .update(|workspace| workspace.move_policy(id, forward));
        })
        .child(sign)
        .into()
}
