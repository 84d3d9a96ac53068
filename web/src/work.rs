//! The work as JSON: the form in which it is stored, shared and handed to the assistant. It is that
//! of `iam_playground::Workspace`, which the tests hold it against.

use std::sync::Arc;

use iam_case::{Expected, policy_type_of, word_of};
use iam_evaluator::json::Node;

use crate::json::{Object, flag_of, items, list_of, maybe_text_of, number_of, text, text_of};
use crate::workspace::{
    ContextRow, Particulars, PolicyDraft, RequestDraft, RowId, TestDraft, Workspace,
};

/// The work as JSON. What is as it usually is, is left out.
pub fn write(workspace: &Workspace) -> String {
    let selected = u32::try_from(workspace.selected_index()).unwrap_or_default();
    let object = Object::new().list("policies", workspace.policies().iter().map(write_policy));
    let object = match selected {
        0 => object,
        selected => object.number("selected", selected),
    };
    with_request(object, &workspace.request)
        .list("tests", workspace.tests.iter().map(write_test))
        .finish()
}

fn write_policy(policy: &PolicyDraft) -> String {
    let object = Object::new()
        .text("type", word_of(policy.policy_type))
        .words("name", &policy.name);
    let object = match policy.level {
        0 => object,
        level => object.number("level", level),
    };
    object
        .flag("off", !policy.is_on)
        .text("text", &policy.text)
        .finish()
}

fn with_request(object: Object, request: &RequestDraft) -> Object {
    match write_request(request).as_str() {
        "{}" => object,
        json => object.raw("request", json),
    }
}

/// A request as JSON.
pub fn write_request(request: &RequestDraft) -> String {
    let particulars = &request.particulars;
    Object::new()
        .words("principal", &request.principal)
        .words("action", &request.action)
        .words("resource", &request.resource)
        .list("context", request.context.iter().map(write_row))
        .words("uniqueId", &particulars.unique_id)
        .words("userArn", &particulars.user_arn)
        .words("canonicalUser", &particulars.canonical_user)
        .words("resourceAccount", &particulars.resource_account)
        .flag("managementAccount", particulars.caller_in_management)
        .flag(
            "resourceAccountIsManagement",
            particulars.resource_in_management,
        )
        .flag(
            "restrictPublicBuckets",
            particulars.public_buckets_restricted,
        )
        .finish()
}

fn write_row(row: &ContextRow) -> String {
    let values = row.lines();
    Object::new()
        .text("key", &row.key)
        .raw(
            "values",
            &crate::json::list(values.iter().map(|value| text(value))),
        )
        .flag("off", !row.is_on)
        .finish()
}

fn write_test(test: &TestDraft) -> String {
    let expected = &test.expected;
    let member = |object: Object, name, value: &Option<String>| match value {
        Some(value) => object.text(name, value),
        None => object,
    };
    let object = Object::new();
    let object = member(object, "decision", &expected.decision);
    let object = member(object, "by", &expected.by);
    let expect = member(object, "statement", &expected.statement).finish();
    let object = with_request(Object::new().words("name", &test.name), &test.request);
    match expect.as_str() {
        "{}" => object.finish(),
        expect => object.raw("expect", expect).finish(),
    }
}

/// Reads work from an object; none where it is something else, or names a type of policy that there
/// is not.
pub fn read_node(node: &Node<'_>) -> Option<Workspace> {
    node.as_object()?;
    let policies = list_of(node, "policies");
    let named = policies
        .iter()
        .map(|policy| (text_of(policy, "name"), Arc::from(text_of(policy, "text"))));
    let mut workspace = Workspace::new(named);
    let ids: Vec<_> = workspace
        .policies()
        .iter()
        .map(|policy| policy.id)
        .collect();
    for (id, policy) in ids.into_iter().zip(policies) {
        workspace.set_type(id, policy_type_of(&text_of(policy, "type"))?);
        workspace.set_level(id, number_of(policy, "level"));
        workspace.switch(id, !flag_of(policy, "off"));
    }
    workspace.select_at(number_of(node, "selected") as usize);
    if let Some(request) = node.member("request") {
        workspace.ask(&read_request(request));
    }
    for test in list_of(node, "tests") {
        let request = test.member("request").map(read_request).unwrap_or_default();
        let expect = test.member("expect");
        let expected = |name| expect.and_then(|expect| maybe_text_of(expect, name));
        let expected = Expected {
            decision: expected("decision"),
            by: expected("by"),
            statement: expected("statement"),
            ..Expected::default()
        };
        let id = workspace.add_test(request, expected);
        workspace.edit_test(id, |kept| kept.name = text_of(test, "name"));
    }
    Some(workspace)
}

/// Reads a request.
pub fn read_request(node: &Node<'_>) -> RequestDraft {
    let rows = (0..).zip(list_of(node, "context"));
    RequestDraft {
        principal: text_of(node, "principal"),
        action: text_of(node, "action"),
        resource: text_of(node, "resource"),
        particulars: Particulars {
            unique_id: text_of(node, "uniqueId"),
            user_arn: text_of(node, "userArn"),
            canonical_user: text_of(node, "canonicalUser"),
            resource_account: text_of(node, "resourceAccount"),
            caller_in_management: flag_of(node, "managementAccount"),
            resource_in_management: flag_of(node, "resourceAccountIsManagement"),
            public_buckets_restricted: flag_of(node, "restrictPublicBuckets"),
        },
        context: rows
            .map(|(index, row)| ContextRow {
                id: RowId(index),
                key: text_of(row, "key"),
                values: read_values(row.member("values")),
                is_on: !flag_of(row, "off"),
            })
            .collect(),
    }
}

/// The values, one a line.
fn read_values(node: Option<&Node<'_>>) -> String {
    let values = node.map_or(&[][..], items).iter();
    let values: Vec<&str> = values.filter_map(Node::as_str).collect();
    match values.as_slice() {
        // A line break at the end begins no value: that of an empty last one takes another.
        [.., ""] if values.len() > 1 => values.join("\n") + "\n",
        values => values.join("\n"),
    }
}

/// Reads work that version 1 of the page stored.
///
/// It has the keys as pairs of key and values, the keys that are off by their places, and the
/// particulars as a list of which the last three are empty or not.
pub fn read_version_1(node: &Node<'_>) -> Option<Workspace> {
    let mut workspace = read_node(node)?;
    workspace.ask(&read_request_1(node.member("request")?));
    let tests: Vec<_> = workspace.tests.iter().map(|test| test.id).collect();
    for (id, test) in tests.into_iter().zip(list_of(node, "tests")) {
        let request = read_request_1(test.member("request")?);
        let expected = |place: usize| {
            let part = list_of(test, "expected").get(place)?;
            part.as_str().map(str::to_owned)
        };
        workspace.edit_test(id, |kept| {
            kept.request = request;
            kept.expected = Expected {
                decision: expected(0),
                by: expected(1),
                statement: expected(2),
                ..Expected::default()
            };
        });
    }
    Some(workspace)
}

fn read_request_1(node: &Node<'_>) -> RequestDraft {
    let off: Vec<u32> = list_of(node, "off")
        .iter()
        .filter_map(crate::json::number)
        .collect();
    let part = |place: usize| {
        let part = list_of(node, "particulars").get(place);
        part.and_then(Node::as_str).unwrap_or_default().to_owned()
    };
    let text_at = |row: &Node<'_>, place: usize| {
        let text = items(row).get(place);
        text.and_then(Node::as_str).unwrap_or_default().to_owned()
    };
    let rows = (0..).zip(list_of(node, "context"));
    RequestDraft {
        principal: text_of(node, "principal"),
        action: text_of(node, "action"),
        resource: text_of(node, "resource"),
        particulars: Particulars {
            unique_id: part(0),
            user_arn: part(1),
            canonical_user: part(2),
            resource_account: part(3),
            caller_in_management: !part(4).is_empty(),
            resource_in_management: !part(5).is_empty(),
            public_buckets_restricted: !part(6).is_empty(),
        },
        context: rows
            .map(|(index, row)| ContextRow {
                id: RowId(index),
                key: text_at(row, 0),
                values: text_at(row, 1),
                is_on: !off.contains(&index),
            })
            .collect(),
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use iam_evaluator::{PolicyType, json};

    fn read(text: &str) -> Option<Workspace> {
        read_node(&json::parse(text).root)
    }

    /// Work with something odd in every place.
    pub fn odd_work() -> Workspace {
        let text = "{ // broken, and \u{0} \u{2028} odd: é😀\n";
        let mut workspace = Workspace::new([
            ("a".to_owned(), Arc::from(text)),
            (" b".to_owned(), Arc::from("")),
        ]);
        workspace.select_at(1);
        workspace.request.principal = " arn:aws:iam::1 ".to_owned();
        workspace.add_context("aws:TagKeys", "one\n\ntwo");
        workspace.add_context("aws:SourceIp", "one\n\n");
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
        workspace
    }

    #[test]
    fn work_comes_back_as_it_was() {
        let workspace = odd_work();
        let back = read(&write(&workspace)).expect("it is work");
        assert!(back.has_same_content(&workspace));
        assert_eq!(back.selected_index(), 1);
        assert_eq!(
            write(&Workspace::default()),
            r#"{"policies":[{"type":"identity","name":"policy","text":""}]}"#
        );
    }

    #[test]
    fn the_form_is_that_of_the_library() {
        for workspace in [odd_work(), Workspace::default()] {
            let written = write(&workspace);
            let theirs: iam_playground::Workspace =
                serde_json::from_str(&written).expect("the library reads it");
            assert_eq!(
                serde_json::to_string(&theirs).expect("it can be written"),
                written
            );
        }
    }

    #[test]
    fn what_is_no_work_is_not_read() {
        for wrong in ["", "null", "[]", r#"{"policies":[{"type":"bucket"}]}"#] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
