//! What the catalog says of the request, asked of the assistant when the typing rests.

use std::time::Duration;

use iam_evaluator::json::Node;
use leptos::prelude::*;

use crate::assist;
use crate::json::{Object, items, list_of, text};
use crate::workspace::{RequestDraft, Workspace};

/// How long the typing rests before the catalog is asked.
const REST: Duration = Duration::from_millis(250);

/// How the request could be completed, and what in it AWS never asks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Help {
    /// Actions that begin like the one given.
    pub actions: Vec<String>,
    /// Likely ARNs.
    pub resources: Vec<String>,
    /// Condition keys that the action has, with the types of their values.
    pub keys: Vec<(String, String)>,
    /// What each remark is about (`action`, `resource` or a key), and the remark.
    remarks: Vec<(String, String)>,
}

impl Help {
    /// The remark about `action`, `resource` or a condition key.
    pub fn remark(&self, about: &str) -> Option<&str> {
        let found = self.remarks.iter().find(|(other, _)| other == about);
        found.map(|(_, remark)| remark.as_str())
    }

    fn read(node: &Node<'_>) -> Help {
        let texts = |name: &str| {
            let texts = list_of(node, name).iter().filter_map(Node::as_str);
            texts.map(str::to_owned).collect()
        };
        let pairs = |name: &str| list_of(node, name).iter().filter_map(pair).collect();
        Help {
            actions: texts("actions"),
            resources: texts("resources"),
            keys: pairs("keys"),
            remarks: pairs("remarks"),
        }
    }
}

fn pair(node: &Node<'_>) -> Option<(String, String)> {
    let mut texts = items(node).iter().filter_map(Node::as_str);
    Some((texts.next()?.to_owned(), texts.next()?.to_owned()))
}

/// Asks about the request whenever it has changed and rests.
pub fn keep_helped(workspace: RwSignal<Workspace>, help: RwSignal<Help>) {
    let asked = Memo::new(move |_| workspace.with(|workspace| question(&workspace.request)));
    let timer = StoredValue::new_local(None::<TimeoutHandle>);
    Effect::new(move |_| {
        let question = asked.get();
        if let Some(timer) = timer.get_value() {
            timer.clear();
        }
        let later = move || {
            let still = question.clone();
            assist::ask_json(question, move |answer, _| {
                if asked.with_untracked(|now| *now == still) {
                    help.set(Help::read(answer));
                }
            });
        };
        timer.set_value(set_timeout_with_handle(later, REST).ok());
    });
}

fn question(request: &RequestDraft) -> String {
    let keys = request.context.iter().filter(|row| row.is_on);
    let keys = keys.map(|row| text(row.key.trim()));
    Object::new()
        .text("ask", "help")
        .text("action", request.action.trim())
        .text("resource", request.resource.trim())
        .raw("keys", &crate::json::list(keys))
        .finish()
}
