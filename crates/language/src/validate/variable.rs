//! Policy variables: where they stand, and what they let in.
//!
//! Variables that are not well written are found when the policy is read.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>

mod permissive;

use iam_evaluator::condition::ValueType;
use iam_evaluator::json::Node;
use iam_evaluator::variable::Version;
use iam_evaluator::{Finding, FindingType, Fix, Span, TextEdit};

use super::value::variables;
use super::{Check, Subject};
use crate::reading::Text;

pub(super) const CHECKS: &[Check] = &[
    operators,
    elements,
    version,
    permissive::wildcards,
    permissive::variables,
];

/// The places of the variables of a string.
fn places(subject: &Subject<'_>, text: &str, literal: Span) -> Vec<Span> {
    let found = variables(text);
    found
        .map(|(place, _)| subject.reading.place(literal, place.start, place.end))
        .collect()
}

/// Variables in values that are not compared as text or as an ARN: AWS takes them for the text that
/// they are written as, which is no number, date, Boolean or address.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-conditionelement>
fn operators(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for (_, condition) in subject.conditions() {
        let Some(operator) = condition.operator else {
            continue;
        };
        match operator.comparison.row().value_type {
            ValueType::Text | ValueType::Pattern | ValueType::Arn => continue,
            ValueType::Number
            | ValueType::Date
            | ValueType::Boolean
            | ValueType::Binary
            | ValueType::IpRange => {}
        }
        for node in condition.values {
            let places = node
                .as_str()
                .filter(|text| text.contains("${"))
                .map(|text| places(subject, text, node.span))
                .unwrap_or_default();
            if places.is_empty() {
                continue;
            }
            // That the value cannot be read is only the consequence.
            findings.retain(|finding| !is_unreadable(finding, node));
            let details = format!(
                "policy variables are read by String and ARN operators only: `{operator}` takes this \
                 for text, so write the value itself"
            );
            let code = "INVALID_VARIABLE_FOR_OPERATOR";
            findings.push(Finding::new(FindingType::Error, code, places, details));
        }
    }
}

fn is_unreadable(finding: &Finding, node: &Node<'_>) -> bool {
    finding.issue_code.starts_with("TYPE_MISMATCH_") && finding.span() == node.span
}

/// Variables in `Principal` and `Sid`, where they stand for themselves. Those in actions are found when
/// the policy is read, and shown in the action here.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-wheretouse>
fn elements(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    const CODE: &str = "VARIABLE_UNSUPPORTED_IN_ELEMENT";
    let mut in_actions = findings
        .iter_mut()
        .filter(|finding| finding.issue_code == CODE)
        .peekable();
    if in_actions.peek().is_some() {
        let elements = subject
            .statements
            .iter()
            .flat_map(|statement| &statement.action);
        let texts: Vec<&Text<'_>> = elements.flat_map(|element| &element.texts).collect();
        for finding in in_actions {
            let text = texts.iter().find(|text| text.span == finding.span());
            let places = text.map(|text| places(subject, text.value, text.span));
            if let Some(places) = places.filter(|places| !places.is_empty()) {
                finding.locations = places;
            }
        }
    }
    for statement in &subject.statements {
        let principals = statement.principal.iter().flat_map(|element| {
            let name = element.member.key.as_ref();
            element.ids.iter().map(move |entry| (name, entry.id))
        });
        let sid = statement.sid().map(|text| ("Sid", text));
        for (name, text) in principals.chain(sid) {
            let places = places(subject, text.value, text.span);
            if places.is_empty() {
                continue;
            }
            let details = format!(
                "policy variables are read in `Resource` and `Condition` only: in `{name}` this stands \
                 for itself, so write the value, or compare it in a `Condition`"
            );
            findings.push(Finding::new(FindingType::Error, CODE, places, details));
        }
    }
}

/// Variables in a document of 2008, which has none: `${aws:username}` stands for just these letters.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html>
fn version(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    if subject.reading.version() == Version::V2012 {
        return;
    }
    for statement in &subject.statements {
        let resources = statement.resource.iter().flat_map(|element| &element.texts);
        let values = statement.conditions.iter().flat_map(|condition| {
            let texts = condition.values.iter();
            texts.filter_map(crate::reading::text)
        });
        for text in resources.copied().chain(values) {
            findings.extend(in_old_version(subject, text));
        }
    }
}

fn in_old_version(subject: &Subject<'_>, text: Text<'_>) -> Option<Finding> {
    let places = places(subject, text.value, text.span);
    let first = *places.first()?;
    let details = format!(
        "without `\"Version\": \"2012-10-17\"` there are no policy variables, and `{}` stands for \
         itself",
        first.of(subject.reading.text)
    );
    let code = "VARIABLE_UNSUPPORTED_IN_VERSION";
    let mut finding = Finding::new(FindingType::Error, code, places, details);
    finding.fix = set_version(subject);
    Some(finding)
}

/// The version that has variables, in place of the other or before all other members.
fn set_version(subject: &Subject<'_>) -> Option<Fix> {
    let root = &subject.reading.json.root;
    let edit = match root.member("Version") {
        Some(node) => TextEdit {
            span: node.span,
            text: "\"2012-10-17\"".to_owned(),
        },
        None => {
            let first = root.as_object()?.first()?;
            let start = first.key_span.start as usize;
            let before = subject.reading.text.get(..start)?;
            let kept = before.trim_end_matches([' ', '\t', '\r', '\n']).len();
            let blanks = before.get(kept..)?;
            TextEdit {
                span: Span::new(start, start),
                text: format!("\"Version\": \"2012-10-17\",{blanks}"),
            }
        }
    };
    Some(Fix {
        title: "Write the version 2012-10-17".to_owned(),
        edits: vec![edit],
    })
}
