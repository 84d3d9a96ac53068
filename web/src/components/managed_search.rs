//! The search for policies that AWS manages, in the menu that adds policies.

use iam_evaluator::PolicyType;
use iam_evaluator::json::Node;
use leptos::prelude::*;

use crate::assist;
use crate::html::{Html, el, focus, hidden, text_field};
use crate::json::{Object, list_of, number_of, text_of};
use crate::workbench::Workbench;

/// What was searched for and found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ManagedSearch {
    /// The words, or an ARN.
    query: String,
    /// The names that have them, the first of them.
    names: Vec<String>,
    /// How many there are; none while the answer is on its way.
    count: Option<u32>,
}

/// The field and what it finds.
pub fn managed_search(workbench: Workbench) -> Html {
    let search = workbench.managed.get();
    let field = text_field("managed-query", "ReadOnlyAccess, or an ARN")
        .attr("type", "search")
        .attr("aria-describedby", "managed-found")
        .value(search.query.clone())
        .on("input", move |event| {
            find(workbench, event_target_value(&event))
        });
    let found = match (search.query.trim().is_empty(), search.count) {
        (true, _) => String::new(),
        (false, None) => "Searching…".to_owned(),
        (false, Some(0)) => "AWS manages no policy of that name.".to_owned(),
        (false, Some(count)) => match search.names.len() {
            shown if shown < count as usize => format!("{count} policies, the first {shown}:"),
            1 => "1 policy:".to_owned(),
            _ => format!("{count} policies:"),
        },
    };
    let names = search.names.iter().map(|name| entry(workbench, name));
    el("div")
        .class("managed")
        .child(
            el("label")
                .attr("for", "managed-query")
                .class("menu-lead")
                .child("Or attach a policy that AWS manages:"),
        )
        .child(field)
        .child(
            el("p")
                .attr("id", "managed-found")
                .class("menu-lead")
                .attr("role", "status")
                .child(found),
        )
        .child(
            el("ul")
                .attr("aria-label", "AWS managed policies")
                .children(names),
        )
        .into()
}

fn entry(workbench: Workbench, name: &str) -> Html {
    let wanted = name.to_owned();
    let button = el("button")
        .attr("type", "button")
        .class("entry")
        .attr("popovertarget", "new-policy")
        .attr("popovertargetaction", "hide")
        .on("click", move |_| attach(workbench, wanted.clone()))
        .child(hidden("Attach "))
        .child(el("span").class("entry-title mono").child(name.to_owned()));
    el("li").key(name).child(button).into()
}

fn find(workbench: Workbench, query: String) {
    let is_blank = query.trim().is_empty();
    workbench.managed.update(|search| {
        search.query = query.clone();
        search.count = None;
        if is_blank {
            search.names.clear();
        }
    });
    if is_blank {
        return;
    }
    let question = Object::new()
        .text("ask", "searchManaged")
        .text("query", &query);
    assist::ask(question, move |answer, is_last| {
        workbench.managed.update(|search| {
            // An answer to what is no longer asked is of no use.
            if search.query == query && (answer.as_object().is_some() || is_last) {
                let names = list_of(answer, "names").iter();
                let names = names.filter_map(Node::as_str);
                search.names = names.map(str::to_owned).collect();
                search.count = Some(number_of(answer, "count"));
            }
        });
    });
}

fn attach(workbench: Workbench, name: String) {
    let question = Object::new()
        .text("ask", "managedPolicy")
        .text("name", &name);
    assist::ask(question, move |answer, is_last| {
        let text = text_of(answer, "text");
        if !text.is_empty() {
            workbench.add_named_policy(PolicyType::IdentityBased, &text_of(answer, "name"), &text);
            focus("tab-selected");
        } else if is_last {
            let message = "The policy could not be loaded: try again when the network is there.";
            workbench.say(message.to_owned());
        }
    });
}
