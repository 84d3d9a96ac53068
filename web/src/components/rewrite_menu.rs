//! The menu that writes the policy on show in another form that means the same.

use iam_case::word_of;
use iam_evaluator::json::Node;
use leptos::prelude::*;

use crate::assist;
use crate::html::{Html, el, hidden};
use crate::json::{Object, list_of, maybe_text_of};
use crate::workbench::Workbench;
use crate::workspace::Workspace;

/// The forms: the assistant's word, the title, and what it does.
const FORMS: [(&str, &str, &str); 5] = [
    (
        "format",
        "Format",
        "one member or entry a line, indented; comments stay",
    ),
    (
        "sort",
        "Sort",
        "members in AWS's order, lists by name, each entry once",
    ),
    (
        "minify",
        "Minify",
        "no white space and no comments, as AWS counts it",
    ),
    (
        "expand",
        "Expand wildcards",
        "each pattern of actions as the actions that it covers today",
    ),
    (
        "shrink",
        "Shrink to wildcards",
        "the fewest patterns that cover the same actions, and no others",
    ),
];

/// The button and its menu.
pub fn rewrite_menu(workbench: Workbench) -> [Html; 2] {
    let button = el("button")
        .attr("type", "button")
        .class("button quiet")
        .attr("popovertarget", "rewrite")
        .child("Rewrite");
    let menu = el("div")
        .attr("id", "rewrite")
        .class("menu types")
        .attr("popover", "auto")
        .attr("role", "region")
        .attr("aria-label", "Other forms of this policy")
        .child(
            el("p")
                .class("menu-lead")
                .child("Each means the same. It can be taken back."),
        )
        .child(el("ul").children(FORMS.map(|form| entry(workbench, form))));
    [button.into(), menu.into()]
}

fn entry(
    workbench: Workbench,
    (form, title, about): (&'static str, &'static str, &'static str),
) -> Html {
    let button = el("button")
        .attr("type", "button")
        .class("entry")
        .attr("popovertarget", "rewrite")
        .attr("popovertargetaction", "hide")
        .on("click", move |_| rewrite(workbench, form))
        .child(el("span").class("entry-title").child(title))
        .child(hidden(": "))
        .child(el("span").class("entry-idea").child(about));
    el("li").child(button).into()
}

/// Asks for the form, and puts it in the place of the text unless that was changed meanwhile.
fn rewrite(workbench: Workbench, form: &'static str) {
    let found = workbench.workspace.with_untracked(|workspace| {
        let id = workspace.selected();
        let policy = workspace.policy(id)?;
        Some((id, policy.text.clone(), policy.policy_type))
    });
    let Some((id, text, policy_type)) = found else {
        return;
    };
    let question = Object::new()
        .text("ask", "rewrite")
        .text("form", form)
        .text("kind", word_of(policy_type))
        .text("text", &text);
    assist::ask(question, move |answer, is_last| {
        let is_same = workbench.workspace.with_untracked(|workspace: &Workspace| {
            let policy = workspace.policy(id);
            policy.is_some_and(|policy| policy.text == text)
        });
        if !is_last || !is_same {
            return;
        }
        let notes: Vec<&str> = list_of(answer, "notes")
            .iter()
            .filter_map(Node::as_str)
            .collect();
        let notes = notes.join(" ");
        match maybe_text_of(answer, "text") {
            Some(written) if *written == *text => {
                workbench.say(format!("Nothing to change. {notes}"));
            }
            Some(written) => {
                workbench.rewrite(id, &written, format!("Changed the policy. {notes}"))
            }
            None if notes.is_empty() => workbench.say("This could not be done now.".to_owned()),
            None => workbench.say(notes),
        }
    });
}
