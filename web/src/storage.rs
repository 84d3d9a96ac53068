//! Keeps the work in the browser's local storage, verbatim and versioned. What cannot be stored or
//! read is said, and never overwrites what was stored before.

use std::collections::BTreeSet;

use gloo::storage::{LocalStorage, Storage};
use iam_evaluator::json;

use crate::json::{Object, number_of};
use crate::work;
use crate::workspace::Workspace;

const WORK: &str = "iam-playground/work";
const UNREADABLE: &str = "iam-playground/unreadable-work";
const THEME: &str = "iam-playground/theme";
const SILENCED: &str = "iam-playground/silenced";
const PLAIN: &str = "iam-playground/plain-editor";
const VERSION: u32 = 2;

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

/// What is stored as the work, as a text; every tab of this browser sees the same.
pub fn stored() -> Option<String> {
    LocalStorage::raw().get_item(WORK).ok().flatten()
}

/// Reads stored work. What cannot be read is put aside.
pub fn load(stored: Option<&str>) -> Found {
    let Some(text) = stored else {
        return Found::Nothing;
    };
    match decode(text) {
        Some(workspace) => Found::Work(Box::new(workspace)),
        None => match LocalStorage::raw().set_item(UNREADABLE, text) {
            Ok(()) | Err(_) => Found::Unreadable,
        },
    }
}

/// Stores the work. What is stored now; none where the browser does not take it, and then the work
/// stored before is still there.
#[must_use]
pub fn save(workspace: &Workspace) -> Option<String> {
    let text = encode(workspace);
    LocalStorage::raw().set_item(WORK, &text).ok()?;
    Some(text)
}

/// Whether texts are edited in a plain text area.
pub fn is_plain() -> bool {
    matches!(LocalStorage::raw().get_item(PLAIN), Ok(Some(_)))
}

/// Stores whether texts are edited in a plain text area.
pub fn set_plain(is_plain: bool) {
    let storage = LocalStorage::raw();
    let result = match is_plain {
        true => storage.set_item(PLAIN, "yes"),
        false => storage.remove_item(PLAIN),
    };
    // A browser without storage forgets the choice, and that is all.
    drop(result);
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
    Object::new()
        .number("version", VERSION)
        .raw("work", &work::write(workspace))
        .finish()
}

fn decode(text: &str) -> Option<Workspace> {
    let json = json::parse(text);
    match number_of(&json.root, "version") {
        1 => work::read_version_1(&json.root),
        VERSION => work::read_node(json.root.member("work")?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::work::tests::odd_work;
    use std::sync::Arc;

    #[test]
    fn work_comes_back_as_it_was() {
        let back = decode(&encode(&odd_work())).expect("it is work");
        assert!(back.has_same_content(&odd_work()));
    }

    #[test]
    fn what_is_not_ours_is_not_read() {
        let good = encode(&Workspace::default());
        assert!(decode(&good).is_some());
        for wrong in [
            "",
            "{}",
            "null",
            &good.replace("\"version\":2", "\"version\":3"),
            &good.replace("identity", "bucket"),
        ] {
            assert_eq!(decode(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn earlier_work_is_read() {
        let earlier = r#"{"version":1,"policies":[{"type":"scp","name":"a","text":"{}","level":1,"off":true}],
            "selected":0,"request":{"principal":"p","action":"a","resource":"r",
            "context":[["k","v\nw"],["l",""]],"off":[1],
            "particulars":["","","","111122223333","yes","",""]},
            "tests":[{"name":"t","request":{"principal":"q","action":"b","resource":"s","context":[]},
            "expected":["allowed",null,"S"]}]}"#;
        let mut expected = Workspace::new([("a".to_owned(), Arc::from("{}"))]);
        let id = expected.selected();
        expected.set_type(id, iam_evaluator::PolicyType::ServiceControl);
        expected.set_level(id, 1);
        expected.switch(id, false);
        expected.request.principal = "p".to_owned();
        expected.request.action = "a".to_owned();
        expected.request.resource = "r".to_owned();
        expected.request.particulars.resource_account = "111122223333".to_owned();
        expected.request.particulars.caller_in_management = true;
        expected.add_context("k", "v\nw");
        let row = expected.add_context("l", "");
        expected.edit_context(row, |row| row.is_on = false);
        let request = crate::workspace::RequestDraft {
            principal: "q".to_owned(),
            action: "b".to_owned(),
            resource: "s".to_owned(),
            ..Default::default()
        };
        let answer = iam_case::Expected {
            decision: Some("allowed".to_owned()),
            statement: Some("S".to_owned()),
            ..Default::default()
        };
        let test = expected.add_test(request, answer);
        expected.edit_test(test, |test| test.name = "t".to_owned());
        let read = decode(earlier).expect("it is work");
        assert!(read.has_same_content(&expected));
        let first = r#"{"version":1,"policies":[{"type":"identity","name":"a","text":"{}"}],
            "selected":0,"request":{"principal":"p","action":"a","resource":"r","context":[["k","v"]]}}"#;
        assert!(decode(first).is_some());
    }
}
