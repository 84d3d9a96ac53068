//! The authorization message that `aws sts decode-authorization-message` decodes.
//!
//! <https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html>

use iam_evaluator::Decision;
use iam_evaluator::json::{self, Node, Value};

use super::Imported;
use super::document::{at, items, scalar, text_at};
use crate::workspace::{ContextRow, Expect, Request};

/// Parts of the resource's ARN, which such messages list among the condition keys. No policy can
/// read them.
const NO_CONDITION_KEYS: [&str; 8] = [
    "aws:ARN",
    "aws:Account",
    "aws:ID",
    "aws:Partition",
    "aws:Region",
    "aws:Resource",
    "aws:Service",
    "aws:Type",
];

/// Reads such a message, or the command's output with it.
pub(super) fn read(root: &Node) -> Option<Imported> {
    if let Some(text) = text_at(root, &["DecodedMessage"]) {
        return read_message(&json::parse(text).root);
    }
    read_message(root)
}

fn read_message(message: &Node) -> Option<Imported> {
    let context = message.member("context")?;
    let action = text_at(context, &["action"])?;
    let allowed = message.member("allowed").map(|node| &node.value)?;
    let explicit = message.member("explicitDeny").map(|node| &node.value)?;
    let decision = match (allowed, explicit) {
        (Value::Bool(true), _) => Decision::Allowed,
        (_, Value::Bool(true)) => Decision::ExplicitDeny,
        _ => Decision::ImplicitDeny,
    };
    let mut imported = Imported::of("a decoded authorization message").with_request(Request {
        principal: text_at(context, &["principal", "arn"])
            .unwrap_or_default()
            .to_owned(),
        action: action.to_owned(),
        resource: text_at(context, &["resource"])
            .unwrap_or_default()
            .to_owned(),
        context: conditions(context),
        unique_id: text_at(context, &["principal", "id"])
            .and_then(|id| id.split(':').next())
            .unwrap_or_default()
            .to_owned(),
        ..Request::default()
    });
    imported.expect = Some(Expect {
        decision: Some(decision.as_str().to_owned()),
        by: None,
        statement: None,
    });
    if decision == Decision::ExplicitDeny {
        let sids: Vec<&str> = items(at(message, &["matchedStatements", "items"]))
            .iter()
            .filter_map(|statement| text_at(statement, &["statementId"]))
            .collect();
        if !sids.is_empty() {
            imported.notes.push(format!(
                "Of the statements that matched AWS names: {}.",
                sids.join(", ")
            ));
        }
    }
    Some(imported.with_note(
        "The message does not say which type of policy decided, and lists only some of the context \
         keys of the request.",
    ))
}

fn conditions(context: &Node) -> Vec<ContextRow> {
    items(at(context, &["conditions", "items"]))
        .iter()
        .filter_map(|condition| {
            let key = text_at(condition, &["key"])?;
            if NO_CONDITION_KEYS
                .iter()
                .any(|part| part.eq_ignore_ascii_case(key))
            {
                return None;
            }
            let values = items(at(condition, &["values", "items"]))
                .iter()
                .filter_map(|item| item.member("value").and_then(scalar))
                .collect();
            Some(ContextRow {
                key: key.to_owned(),
                values,
                off: false,
            })
        })
        .collect()
}
