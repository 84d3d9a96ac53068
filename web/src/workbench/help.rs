//! What the policies and the catalog say of the request, looked at and asked of the assistant when the
//! typing rests.

use iam_evaluator::json::Node;
use leptos::prelude::*;

use crate::assist;
use crate::json::{Object, items, list_of, text};
use crate::rest::Rest;
use crate::workbench::hints::Hints;
use crate::workbench::reading::Reading;
use crate::workspace::{RequestDraft, Workspace};

/// How many milliseconds the typing rests before the policies are looked at again.
const REST: u64 = 250;

/// How the request could be completed, and what in it AWS never asks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Help {
    /// What the policies suggest.
    pub hints: Hints,
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

    /// With the assistant's answer in the place of its last one.
    fn with(self, node: &Node<'_>) -> Help {
        let texts = |name: &str| {
            let texts = list_of(node, name).iter().filter_map(Node::as_str);
            texts.map(str::to_owned).collect()
        };
        let pairs = |name: &str| list_of(node, name).iter().filter_map(pair).collect();
        Help {
            hints: self.hints,
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
    assist::keep_asking(asked, move |answer, _| {
        help.update(|help| *help = std::mem::take(help).with(answer));
    });
}

/// Keeps the hints: at once where other policies come, and when the typing in them rests.
pub fn keep_hints(reading: Memo<Reading>, replaced: RwSignal<u32>, help: RwSignal<Help>) {
    let rest = Rest::after(REST);
    let look = move || {
        let now = reading.with_untracked(Hints::of);
        if help.with_untracked(|help| help.hints != now) {
            help.update(|help| help.hints = now);
        }
    };
    Effect::new(move |before: Option<u32>| {
        reading.track();
        let replaced = replaced.get();
        match before == Some(replaced) {
            true => rest.then(look),
            false => look(),
        }
        replaced
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
