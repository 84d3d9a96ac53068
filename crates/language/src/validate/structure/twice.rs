//! Statements that say the same.

use std::borrow::Cow;

use iam_evaluator::json::{Member, Node, Value};
use iam_evaluator::{Finding, FindingType};

use super::super::{Subject, mend};

/// A statement that says, its Sid aside, the same as one before it, perhaps in another order: whoever
/// changes one of them later will be surprised by the other.
///
/// AWS speaks of identical statements; that neither the order in lists nor a list of one makes a
/// difference is our reading of it.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_statement.html>
pub(super) fn check(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let mut hashes: Vec<(u64, usize)> = subject
        .statements
        .iter()
        .map(|statement| hash_object(statement.members, true))
        .zip(0..)
        .collect();
    hashes.sort_unstable();
    let list = subject.reading.json.root.member("Statement");
    let items = match list.map(|node| &node.value) {
        Some(Value::Array(items)) => items.as_slice(),
        _ => return,
    };
    for (&(hash, first), &(next, place)) in hashes.iter().zip(hashes.iter().skip(1)) {
        if hash != next {
            continue;
        }
        let (Some(first), Some(statement)) =
            (subject.statements.get(first), subject.statements.get(place))
        else {
            continue;
        };
        if !same_object(first.members, statement.members, true) {
            continue;
        }
        let details = format!(
            "statement {} says the same as statement {}: remove one of them",
            statement.index + 1,
            first.index + 1
        );
        let mut finding = Finding::new(
            FindingType::Suggestion,
            "REDUNDANT_STATEMENT",
            vec![statement.brace(), first.brace()],
            details,
        );
        finding.fix = mend::remove(items, statement.index, "Remove this statement".to_owned());
        findings.push(finding);
    }
}

/// What case does not tell apart in lower case.
fn normal<'a>(text: &'a str, any_case: bool) -> Cow<'a, str> {
    match any_case && text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(text.to_ascii_lowercase()),
        false => Cow::Borrowed(text),
    }
}

/// Whether case matters in the values of an element.
fn any_case(element: &str) -> bool {
    matches!(element, "Action" | "NotAction")
}

/// The members that say something: in a statement all but the Sid.
fn telling<'n, 't>(
    members: &'n [Member<'t>],
    is_statement: bool,
) -> impl Iterator<Item = &'n Member<'t>> + Clone {
    let tells = move |member: &&Member| !is_statement || member.key != "Sid";
    members.iter().filter(tells)
}

/// The same for values that say the same; the order of members and items does not count.
fn hash_object(members: &[Member<'_>], is_statement: bool) -> u64 {
    let each = telling(members, is_statement).map(|member| {
        let name = hash_text(&member.key, 1);
        name.wrapping_mul(31)
            .wrapping_add(hash(&member.node, is_statement && any_case(&member.key)))
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
    });
    each.fold(7, u64::wrapping_add)
}

fn hash(node: &Node<'_>, any_case: bool) -> u64 {
    match &node.value {
        Value::String(text) if any_case => hash_text(&normal(text, true), 2),
        Value::String(text) => hash_text(text, 2),
        Value::Number(text) => hash_text(text, 3),
        Value::Bool(value) => 4 + u64::from(*value),
        Value::Null | Value::Missing => 6,
        // A list of one hashes as its item.
        Value::Array(items) => {
            let each = items.iter().map(|item| hash(item, any_case));
            each.fold(0, u64::wrapping_add)
        }
        Value::Object(members) => hash_object(members, false),
    }
}

fn hash_text(text: &str, start: u64) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325 ^ start, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
}

fn same_object(one: &[Member<'_>], other: &[Member<'_>], is_statement: bool) -> bool {
    let (ones, mut others) = (telling(one, is_statement), telling(other, is_statement));
    ones.clone().count() == others.clone().count()
        && ones.clone().all(|member| {
            let found = others.clone().find(|other| other.key == member.key);
            let any_case = is_statement && any_case(&member.key);
            found.is_some_and(|found| same(&member.node, &found.node, any_case))
        })
        && others.all(|member| ones.clone().any(|one| one.key == member.key))
}

fn same(one: &Node<'_>, other: &Node<'_>, any_case: bool) -> bool {
    match (&one.value, &other.value) {
        (Value::Array(_), _) | (_, Value::Array(_)) => {
            let (ones, others) = (items(one), items(other));
            let within = |some: &[Node<'_>], all: &[Node<'_>]| {
                some.iter()
                    .all(|item| all.iter().any(|it| same(item, it, any_case)))
            };
            ones.len() == others.len() && within(ones, others) && within(others, ones)
        }
        (Value::String(one), Value::String(other)) => {
            normal(one, any_case) == normal(other, any_case)
        }
        (Value::Object(one), Value::Object(other)) => same_object(one, other, false),
        (one, other) => one == other,
    }
}

fn items<'n, 't>(node: &'n Node<'t>) -> &'n [Node<'t>] {
    match &node.value {
        Value::Array(items) => items,
        _ => std::slice::from_ref(node),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iam_evaluator::json::parse;

    fn is_same(one: &str, other: &str) -> bool {
        let (one, other) = (parse(one), parse(other));
        let (Some(one), Some(other)) = (one.root.as_object(), other.root.as_object()) else {
            panic!("both are objects");
        };
        let same = same_object(one, other, true);
        assert!(!same || hash_object(one, true) == hash_object(other, true));
        same
    }

    #[test]
    fn order_does_not_matter_and_values_do() {
        assert!(is_same(
            r#"{"Sid": "A", "Action": ["s3:Get", "s3:Put"], "Condition": {"Bool": {"a": "b", "c": ["d"]}}}"#,
            r#"{"Condition": {"Bool": {"c": "d", "a": "b"}}, "Action": ["S3:put", "s3:get"]}"#,
        ));
        assert!(!is_same(r#"{"Resource": "a"}"#, r#"{"Resource": "A"}"#));
        assert!(!is_same(r#"{"Resource": "a"}"#, r#"{"NotResource": "a"}"#));
        assert!(!is_same(
            r#"{"Resource": ["a", "b"]}"#,
            r#"{"Resource": ["a", "c"]}"#
        ));
        assert!(!is_same(
            r#"{"Condition": {"Bool": {"a": "b"}}}"#,
            r#"{"Condition": {"Null": {"a": "b"}}}"#,
        ));
    }
}
