//! Policy documents: alone, or inside of another text as an object, a string or URL-encoded.
//!
//! IAM's API returns documents URL-encoded, its CLI as objects; most other services return them as
//! strings.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PolicyVersion.html>

use iam_evaluator::json::{self, Node, Value};

use super::Imported;
use crate::workspace::Policy;

/// Reads a policy document that stands alone. Its text is kept as it is.
pub(super) fn read(root: &Node, text: &str) -> Option<Imported> {
    let statement = root.member("Statement")?;
    let kind = likely_kind(statement);
    let imported = match kind {
        "trust" => Imported::of("a role trust policy").with_note(
            "It is taken for a trust policy, since it names principals and actions of AWS STS, and \
             no resource: change its type if it is another.",
        ),
        "resource" => Imported::of("a resource-based policy").with_note(
            "It is taken for a resource-based policy, since it names principals: change its type \
             if it belongs to a VPC endpoint, or is a resource control policy.",
        ),
        _ => Imported::of("a policy document").with_note(
            "It is taken for an identity-based policy, since it names no principal: change its \
             type if it is a permissions boundary, a session policy or a service control policy.",
        ),
    };
    Some(imported.with_policy(policy(kind, "", text.to_owned())))
}

/// A policy of a workspace.
pub(super) fn policy(kind: &str, name: &str, text: String) -> Policy {
    Policy {
        kind: kind.to_owned(),
        name: name.to_owned(),
        text,
        ..Policy::default()
    }
}

/// What a document that stands alone is attached as, most likely.
fn likely_kind(statement: &Node) -> &'static str {
    let statements = match &statement.value {
        Value::Array(statements) => statements.as_slice(),
        _ => std::slice::from_ref(statement),
    };
    let any = |name: &str| statements.iter().any(|each| each.member(name).is_some());
    if !any("Principal") && !any("NotPrincipal") {
        return "identity";
    }
    let of_sts = statements.iter().all(|each| {
        each.member("Action").is_some_and(|actions| {
            items_or_one(actions).iter().all(|action| {
                action
                    .as_str()
                    .is_some_and(|name| name.to_ascii_lowercase().starts_with("sts:"))
            })
        })
    });
    if of_sts && !any("Resource") && !any("NotResource") {
        "trust"
    } else {
        "resource"
    }
}

/// The text of a document that is a member of something else; none if it is not a document.
pub(super) fn text_of(node: &Node, source: &str) -> Option<String> {
    match &node.value {
        Value::Object(_) => Some(pretty(node, source)),
        Value::String(text) => {
            let text = url_decoded(text.trim()).unwrap_or_else(|| text.to_string());
            Some(readable(&text)).filter(|text| text.trim_start().starts_with('{'))
        }
        Value::Array(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::Missing => None,
    }
}

/// The text behind URL encoding, if it is a JSON object or string.
pub(super) fn url_decoded(text: &str) -> Option<String> {
    if !text.starts_with('%') {
        return None;
    }
    let decoded = percent_encoding::percent_decode_str(text)
        .decode_utf8()
        .ok()?;
    decoded
        .trim_start()
        .starts_with(['{', '"'])
        .then(|| decoded.into_owned())
}

/// The text behind the backslashes of a JSON string that lost its quotes.
pub(super) fn unescaped(text: &str) -> Option<String> {
    let inside = text.strip_prefix('{')?.trim_start();
    if !inside.starts_with("\\\"") && !inside.starts_with("\\n") {
        return None;
    }
    let quoted = format!("\"{text}\"");
    let json = json::parse(&quoted);
    if json
        .findings
        .iter()
        .any(iam_evaluator::Finding::is_syntax_error)
    {
        return None;
    }
    json.root.as_str().map(str::to_owned)
}

/// A document with its lines broken and indented; as it is, if it has lines or comments already, or
/// is not JSON.
pub(super) fn readable(text: &str) -> String {
    if text.trim().contains('\n') {
        return text.to_owned();
    }
    let json = json::parse(text);
    if json.findings.is_empty() {
        pretty(&json.root, text)
    } else {
        text.to_owned()
    }
}

/// A value with two spaces a level. Strings, numbers, order and duplicates stay as they are.
pub(super) fn pretty(node: &Node, source: &str) -> String {
    let mut out = String::new();
    write_value(node, source, 0, &mut out);
    out
}

fn write_value(node: &Node, source: &str, level: usize, out: &mut String) {
    match &node.value {
        Value::Object(members) if !members.is_empty() => {
            out.push('{');
            for (index, member) in members.iter().enumerate() {
                new_line(index, level + 1, out);
                out.push_str(member.key_span.of(source));
                out.push_str(": ");
                write_value(&member.node, source, level + 1, out);
            }
            new_line(0, level, out);
            out.push('}');
        }
        Value::Array(items) if !items.is_empty() => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                new_line(index, level + 1, out);
                write_value(item, source, level + 1, out);
            }
            new_line(0, level, out);
            out.push(']');
        }
        Value::Object(_) => out.push_str("{}"),
        Value::Array(_) => out.push_str("[]"),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Missing => {
            out.push_str(node.span.of(source));
        }
    }
}

/// A comma behind all but the first, and a line break.
fn new_line(index: usize, level: usize, out: &mut String) {
    if index > 0 {
        out.push(',');
    }
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", level));
}

/// The text below these members, if it is a string that is not empty.
pub(super) fn text_at<'n>(node: &'n Node, path: &[&str]) -> Option<&'n str> {
    at(node, path)?.as_str().filter(|text| !text.is_empty())
}

/// The value below these members.
pub(super) fn at<'n, 't>(node: &'n Node<'t>, path: &[&str]) -> Option<&'n Node<'t>> {
    path.iter().try_fold(node, |node, name| node.member(name))
}

/// The items of an array; none of anything else.
pub(super) fn items<'n, 't>(node: Option<&'n Node<'t>>) -> &'n [Node<'t>] {
    match node.map(|node| &node.value) {
        Some(Value::Array(items)) => items,
        _ => &[],
    }
}

/// The items of an array, or the one value.
pub(super) fn items_or_one<'n, 't>(node: &'n Node<'t>) -> &'n [Node<'t>] {
    match &node.value {
        Value::Array(items) => items,
        _ => std::slice::from_ref(node),
    }
}

/// A string, number or boolean as text.
pub(super) fn scalar(node: &Node) -> Option<String> {
    match &node.value {
        Value::String(text) => Some(text.to_string()),
        Value::Number(text) => Some((*text).to_owned()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) | Value::Missing => None,
    }
}
