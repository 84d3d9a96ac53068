//! Keeps the work in the browser's local storage, verbatim and versioned. What cannot be stored or
//! read is said, and never overwrites what was stored before.

use std::collections::BTreeSet;
use std::sync::Arc;

use gloo::storage::{LocalStorage, Storage};
use iam_case::{Expected, policy_type_of, word_of};
use serde::{Deserialize, Serialize};

use crate::workspace::{ContextRow, Particulars, PolicyId, RequestDraft, RowId, Workspace};

const WORK: &str = "iam-playground/work";
const UNREADABLE: &str = "iam-playground/unreadable-work";
const THEME: &str = "iam-playground/theme";
const SILENCED: &str = "iam-playground/silenced";
const VERSION: u32 = 1;

/// The stored form, version 1. What is left out is as it usually is, so that earlier work can be
/// read for ever.
#[derive(Deserialize, Serialize)]
struct Stored {
    version: u32,
    policies: Vec<StoredPolicy>,
    selected: usize,
    request: StoredRequest,
    #[serde(default)]
    tests: Vec<StoredTest>,
}

#[derive(Deserialize, Serialize)]
struct StoredPolicy {
    #[serde(rename = "type")]
    policy_type: String,
    name: String,
    text: Arc<str>,
    #[serde(default)]
    level: u32,
    #[serde(default)]
    off: bool,
}

#[derive(Deserialize, Serialize)]
struct StoredRequest {
    principal: String,
    action: String,
    resource: String,
    /// Keys with their values, one value a line.
    context: Vec<(String, String)>,
    /// The indexes of the keys that the request is not to have.
    #[serde(default)]
    off: Vec<usize>,
    /// In the order of [`Particulars`]; the last three are empty or not.
    #[serde(default)]
    particulars: [String; 7],
}

#[derive(Deserialize, Serialize)]
struct StoredTest {
    name: String,
    request: StoredRequest,
    /// The decision, what decided, and the statement.
    expected: [Option<String>; 3],
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

/// The codes of problems that are not to be shown.
pub fn silenced() -> BTreeSet<String> {
    let stored = LocalStorage::raw().get_item(SILENCED).ok().flatten();
    let stored = stored.unwrap_or_default();
    stored.split_whitespace().map(str::to_owned).collect()
}

/// Stores the codes of problems that are not to be shown.
pub fn set_silenced(codes: &BTreeSet<String>) {
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    // A browser without storage forgets the choice, and that is all.
    drop(LocalStorage::raw().set_item(SILENCED, &codes.join(" ")));
}

fn encode(workspace: &Workspace) -> String {
    let policies = workspace.policies().iter();
    let tests = workspace.tests.iter();
    let stored = Stored {
        version: VERSION,
        policies: policies
            .map(|policy| StoredPolicy {
                policy_type: word_of(policy.policy_type).to_owned(),
                name: policy.name.clone(),
                text: policy.text.clone(),
                level: policy.level,
                off: !policy.is_on,
            })
            .collect(),
        selected: workspace.selected_index(),
        request: encode_request(&workspace.request),
        tests: tests
            .map(|test| StoredTest {
                name: test.name.clone(),
                request: encode_request(&test.request),
                expected: [
                    test.expected.decision.clone(),
                    test.expected.by.clone(),
                    test.expected.statement.clone(),
                ],
            })
            .collect(),
    };
    serde_json::to_string(&stored).unwrap_or_default()
}

fn encode_request(request: &RequestDraft) -> StoredRequest {
    let mark = |holds: bool| {
        if holds {
            "yes".to_owned()
        } else {
            String::new()
        }
    };
    let rows = request.context.iter();
    let particulars = &request.particulars;
    StoredRequest {
        principal: request.principal.clone(),
        action: request.action.clone(),
        resource: request.resource.clone(),
        context: rows
            .clone()
            .map(|row| (row.key.clone(), row.values.clone()))
            .collect(),
        off: rows
            .enumerate()
            .filter(|(_, row)| !row.is_on)
            .map(|(index, _)| index)
            .collect(),
        particulars: [
            particulars.unique_id.clone(),
            particulars.user_arn.clone(),
            particulars.canonical_user.clone(),
            particulars.resource_account.clone(),
            mark(particulars.caller_in_management),
            mark(particulars.resource_in_management),
            mark(particulars.public_buckets_restricted),
        ],
    }
}

fn decode(text: &str) -> Option<Workspace> {
    let stored: Stored = serde_json::from_str(text).ok()?;
    if stored.version != VERSION {
        return None;
    }
    let mut places = Vec::new();
    for policy in &stored.policies {
        let policy_type = policy_type_of(&policy.policy_type)?;
        places.push((policy_type, policy.level, !policy.off));
    }
    let policies = stored.policies.into_iter();
    let mut workspace = Workspace::new(policies.map(|policy| (policy.name, policy.text)));
    let ids: Vec<PolicyId> = workspace
        .policies()
        .iter()
        .map(|policy| policy.id)
        .collect();
    for (id, (policy_type, level, is_on)) in ids.into_iter().zip(places) {
        workspace.set_type(id, policy_type);
        workspace.set_level(id, level);
        workspace.switch(id, is_on);
    }
    workspace.select_at(stored.selected);
    workspace.ask(&decode_request(stored.request));
    for test in stored.tests {
        let [decision, by, statement] = test.expected;
        let expected = Expected {
            decision,
            by,
            statement,
            ..Expected::default()
        };
        let id = workspace.add_test(decode_request(test.request), expected);
        workspace.edit_test(id, |kept| kept.name = test.name);
    }
    Some(workspace)
}

fn decode_request(stored: StoredRequest) -> RequestDraft {
    let [
        unique_id,
        user_arn,
        canonical_user,
        resource_account,
        caller,
        resource,
        public,
    ] = stored.particulars;
    let rows = (0..).zip(stored.context);
    RequestDraft {
        principal: stored.principal,
        action: stored.action,
        resource: stored.resource,
        particulars: Particulars {
            unique_id,
            user_arn,
            canonical_user,
            resource_account,
            caller_in_management: !caller.is_empty(),
            resource_in_management: !resource.is_empty(),
            public_buckets_restricted: !public.is_empty(),
        },
        context: rows
            .map(|(index, (key, values))| ContextRow {
                id: RowId(index),
                key,
                values,
                is_on: !stored.off.contains(&(index as usize)),
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iam_evaluator::PolicyType;

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
        let row = workspace.add_context("", "");
        workspace.edit_context(row, |row| row.is_on = false);
        workspace.request.particulars.resource_account = "111122223333".to_owned();
        workspace.request.particulars.resource_in_management = true;
        workspace.set_type(workspace.selected(), PolicyType::ServiceControl);
        workspace.set_level(workspace.selected(), 2);
        workspace.switch(workspace.selected(), false);
        let expected = Expected {
            decision: Some("allowed".to_owned()),
            statement: Some("A".to_owned()),
            ..Expected::default()
        };
        workspace.add_test(workspace.request.clone(), expected);
        let back = decode(&encode(&workspace)).expect("it is work");
        assert!(back.has_same_content(&workspace));
        assert_eq!(back.selected_index(), 1);
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
        assert_eq!(decode(&good.replace("identity", "bucket")), None);
    }

    #[test]
    fn earlier_work_is_read() {
        let earlier = r#"{"version":1,"policies":[{"type":"identity","name":"a","text":"{}"}],
            "selected":0,"request":{"principal":"p","action":"a","resource":"r",
            "context":[["k","v"]]}}"#;
        let mut expected = Workspace::new([("a".to_owned(), Arc::from("{}"))]);
        expected.request.principal = "p".to_owned();
        expected.request.action = "a".to_owned();
        expected.request.resource = "r".to_owned();
        expected.add_context("k", "v");
        let read = decode(earlier).expect("it is work");
        assert!(read.has_same_content(&expected));
    }
}
