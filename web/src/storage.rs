//! Keeps the work in the browser's local storage, verbatim and versioned. What cannot be stored or
//! read is said, and never overwrites what was stored before.

use std::sync::Arc;

use gloo::storage::{LocalStorage, Storage};
use serde::{Deserialize, Serialize};

use crate::workspace::Workspace;

const WORK: &str = "iam-playground/work";
const UNREADABLE: &str = "iam-playground/unreadable-work";
const THEME: &str = "iam-playground/theme";
const VERSION: u32 = 1;

/// The stored form, version 1.
#[derive(Deserialize, Serialize)]
struct Stored {
    version: u32,
    policies: Vec<StoredPolicy>,
    selected: usize,
    request: StoredRequest,
}

#[derive(Deserialize, Serialize)]
struct StoredPolicy {
    #[serde(rename = "type")]
    policy_type: String,
    name: String,
    text: Arc<str>,
}

#[derive(Deserialize, Serialize)]
struct StoredRequest {
    principal: String,
    action: String,
    resource: String,
    /// Keys with their values, one value a line.
    context: Vec<(String, String)>,
}

/// What was found in the storage.
#[derive(Debug, PartialEq)]
pub enum Found {
    /// Nothing: a first visit.
    Nothing,
    /// Work.
    Work(Box<Workspace>),
    /// Something that this version cannot read. It was put aside.
    Unreadable,
}

/// Reads the stored work.
pub fn load() -> Found {
    let Ok(Some(text)) = LocalStorage::raw().get_item(WORK) else {
        return Found::Nothing;
    };
    match decode(&text) {
        Some(workspace) => Found::Work(Box::new(workspace)),
        None => match LocalStorage::raw().set_item(UNREADABLE, &text) {
            Ok(()) | Err(_) => Found::Unreadable,
        },
    }
}

/// Stores the work; `false` where the browser does not take it, and then the work stored before is
/// still there.
#[must_use]
pub fn save(workspace: &Workspace) -> bool {
    let text = encode(workspace);
    !text.is_empty() && LocalStorage::raw().set_item(WORK, &text).is_ok()
}

/// The stored choice of colours.
pub fn theme() -> Option<String> {
    LocalStorage::raw().get_item(THEME).ok().flatten()
}

/// Stores the choice of colours; none follows the system.
pub fn set_theme(theme: Option<&str>) {
    let storage = LocalStorage::raw();
    let result = match theme {
        Some(theme) => storage.set_item(THEME, theme),
        None => storage.remove_item(THEME),
    };
    // A browser without storage forgets the choice, and that is all.
    drop(result);
}

fn encode(workspace: &Workspace) -> String {
    let policies = workspace.policies().iter();
    let request = &workspace.request;
    let context = request.context.iter();
    let stored = Stored {
        version: VERSION,
        policies: policies
            .map(|policy| StoredPolicy {
                policy_type: "identity".to_owned(),
                name: policy.name.clone(),
                text: policy.text.clone(),
            })
            .collect(),
        selected: workspace.selected_index(),
        request: StoredRequest {
            principal: request.principal.clone(),
            action: request.action.clone(),
            resource: request.resource.clone(),
            context: context
                .map(|row| (row.key.clone(), row.values.clone()))
                .collect(),
        },
    };
    serde_json::to_string(&stored).unwrap_or_default()
}

fn decode(text: &str) -> Option<Workspace> {
    let stored: Stored = serde_json::from_str(text).ok()?;
    if stored.version != VERSION || stored.policies.iter().any(|p| p.policy_type != "identity") {
        return None;
    }
    let policies = stored.policies.into_iter();
    let mut workspace = Workspace::new(policies.map(|policy| (policy.name, policy.text)));
    workspace.select_at(stored.selected);
    workspace.request.principal = stored.request.principal;
    workspace.request.action = stored.request.action;
    workspace.request.resource = stored.request.resource;
    for (key, values) in stored.request.context {
        workspace.add_context(&key, &values);
    }
    Some(workspace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_comes_back_as_it_was() {
        let text = "{ // broken, and \u{0} \u{2028} odd: é😀\n";
        let mut workspace = Workspace::new([
            ("a".to_owned(), Arc::from(text)),
            (" b".to_owned(), Arc::from("")),
        ]);
        workspace.select_at(1);
        workspace.request.principal = " arn:aws:iam::1 ".to_owned();
        workspace.add_context("aws:TagKeys", "one\ntwo\n");
        workspace.add_context("", "");
        assert_eq!(decode(&encode(&workspace)), Some(workspace));
    }

    #[test]
    fn what_is_not_ours_is_not_read() {
        let good = encode(&Workspace::default());
        assert!(decode(&good).is_some());
        for wrong in [
            "",
            "{}",
            "null",
            &good.replace("\"version\":1", "\"version\":2"),
        ] {
            assert_eq!(decode(wrong), None, "{wrong}");
        }
        assert_eq!(decode(&good.replace("identity", "resource")), None);
    }
}
