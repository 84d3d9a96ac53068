//! The document as a whole: version, Sids, sizes, empty elements, what stands twice.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>

mod fixes;
mod size;
mod twice;

use iam_evaluator::json::Value;
use iam_evaluator::policy::Polarity;
use iam_evaluator::{Finding, FindingType, Fix, PolicyType, Span, TextEdit};

use super::{Check, Subject};
use crate::reading::{ElementView, Text};

pub(super) const CHECKS: &[Check] = &[
    |subject, findings| fixes::add(subject, findings),
    missing_version,
    duplicate_sids,
    empty_sids,
    empty_elements,
    twice::check,
    size::check,
];

/// A document without `Version`: AWS reads it as one of 2008, in which `${…}` stands for itself.
///
/// Organizations refuses such a document, which is an error found elsewhere.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html>
fn missing_version(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    match subject.policy_type() {
        PolicyType::ServiceControl | PolicyType::ResourceControl => return,
        PolicyType::IdentityBased
        | PolicyType::PermissionsBoundary
        | PolicyType::Session
        | PolicyType::ResourceBased
        | PolicyType::VpcEndpoint
        | PolicyType::RoleTrust => {}
    }
    let reading = subject.reading;
    let root = &reading.json.root;
    let Some(members) = root.as_object() else {
        return;
    };
    // One in another case is an error already.
    let is_version = |name: &str| name.eq_ignore_ascii_case("Version");
    if members.iter().any(|member| is_version(&member.key)) {
        return;
    }
    let start = root.span.start as usize;
    let brace = Span::new(start, start + 1);
    let details = "without `Version` AWS reads the policy by the rules of 2008, which know no \
                   policy variables: write `\"Version\": \"2012-10-17\"`";
    let mut finding = Finding::new(
        FindingType::Warning,
        "MISSING_VERSION",
        vec![brace],
        details.to_owned(),
    );
    // With a variable the version changes what the policy does.
    if let (false, Some(first)) = (reading.text.contains("${"), members.first()) {
        let blanks = Span::new(start + 1, first.key_span.start as usize).of(reading.text);
        let blanks = match blanks.trim().is_empty() {
            true => blanks,
            false => " ",
        };
        finding.fix = Some(Fix {
            title: "Write `\"Version\": \"2012-10-17\"`".to_owned(),
            edits: vec![TextEdit {
                span: Span::new(start + 1, start + 1),
                text: format!("{blanks}\"Version\": \"2012-10-17\","),
            }],
        });
    }
    findings.push(finding);
}

/// Two statements with the same Sid, where the service takes that: whoever reads about a decision, or
/// edits one of the statements, cannot tell which is meant.
///
/// IAM refuses such a document, which is an error found elsewhere.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html>
fn duplicate_sids(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    if subject.is_kept_by_iam() {
        return;
    }
    let sids = subject.statements.iter().filter_map(|it| it.sid());
    let mut sids: Vec<Text<'_>> = sids.filter(|sid| !sid.value.is_empty()).collect();
    sids.sort_by_key(|sid| (sid.value, sid.span.start));
    for same in sids.chunk_by(|one, other| one.value == other.value) {
        let Some((first, later)) = same.split_first() else {
            continue;
        };
        for sid in later {
            let details = format!(
                "another statement has the Sid `{}` too: give each its own, so that it can be told \
                 which one decided",
                sid.value
            );
            findings.push(Finding::new(
                FindingType::Warning,
                "UNIQUE_SIDS_RECOMMENDED",
                vec![sid.span, first.span],
                details,
            ));
        }
    }
}

/// `"Sid": ""`: AWS takes it as no Sid at all.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html>
fn empty_sids(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let sids = subject.statements.iter().filter_map(|it| it.sid());
    for sid in sids.filter(|sid| sid.value.is_empty()) {
        findings.push(Finding::new(
            FindingType::Suggestion,
            "EMPTY_SID_VALUE",
            vec![sid.span],
            "an empty `Sid` names nothing: write a name for the statement, or leave `Sid` out"
                .to_owned(),
        ));
    }
}

/// `Action` or `Resource` with an empty list, and `Condition` without a condition.
///
/// AWS only suggests to fill an empty list, since such a statement would do nothing. But IAM saves no
/// policy with one: the error `PLAYGROUND_EMPTY_LIST` says so already, and the suggestion beside it
/// would only confuse. So it stands where another service keeps the policy.
///
/// An empty list in `NotAction` or `NotResource` would leave nothing out, so it is no case of AWS's.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html>
fn empty_elements(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for statement in &subject.statements {
        if !subject.is_kept_by_iam() {
            let action = statement.action.as_ref();
            empty_list(action, "EMPTY_ARRAY_ACTION", "action", findings);
            let resource = statement.resource.as_ref();
            empty_list(resource, "EMPTY_ARRAY_RESOURCE", "resource", findings);
        }
        let Some(condition) = statement.member("Condition") else {
            continue;
        };
        let mut empty = |name: &str, span: Span| {
            findings.push(Finding::new(
                FindingType::Suggestion,
                "EMPTY_OBJECT_CONDITION",
                vec![span],
                format!(
                    "`{name}` holds no condition, so it limits nothing: write one, or leave it out"
                ),
            ));
        };
        match condition.node.as_object() {
            Some([]) => empty("Condition", condition.key_span),
            Some(operators) => {
                for operator in operators {
                    if operator.node.as_object().is_some_and(<[_]>::is_empty) {
                        empty(&operator.key, operator.key_span);
                    }
                }
            }
            None => {}
        }
    }
}

fn empty_list(
    element: Option<&ElementView<'_>>,
    code: &'static str,
    what: &str,
    findings: &mut Vec<Finding>,
) {
    let Some(element) = element.filter(|element| element.polarity == Polarity::Listed) else {
        return;
    };
    if !matches!(&element.member.node.value, Value::Array(items) if items.is_empty()) {
        return;
    }
    let details = format!(
        "a statement without {} does nothing: name at least one {what}, or leave the statement out",
        match what {
            "action" => "actions",
            _ => "resources",
        }
    );
    findings.push(Finding::new(
        FindingType::Suggestion,
        code,
        vec![element.member.node.span],
        details,
    ));
}
