//! `Action` and `NotAction`.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>

mod meant;
mod resource_policy;

use iam_evaluator::json::Value;
use iam_evaluator::{Finding, FindingType};

use super::redundant::covered_by;
use super::{Check, Subject, mend};
use crate::catalog::Service;
use crate::reading::{ElementView, Text};

pub(super) const CHECKS: &[Check] = &[
    unknown_names,
    wildcard_for_service,
    redundant_actions,
    resource_policy::check,
];

/// An action as `service:Name`, as far as AWS takes it for one.
pub(super) fn parts<'r>(text: Text<'r>) -> Option<(&'r str, &'r str)> {
    let (prefix, name) = text.value.split_once(':')?;
    let is_prefix = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let is_action = !prefix.is_empty() && prefix.bytes().all(is_prefix) && !name.is_empty();
    // A variable here is an error of its own.
    (is_action && !name.contains("${")).then_some((prefix, name))
}

pub(super) fn has_wildcard(text: &str) -> bool {
    text.contains(['*', '?'])
}

/// A service or an action that AWS does not have: the policy is saved, and the entry does nothing.
///
/// AWS's reference says that the case of a service's prefix counts. But IAM takes any case, and AWS's
/// own managed policies have `SNS:Publish`, so we let it pass. A pattern is no error where no action
/// fits it today: there may be one tomorrow, and AWS's own policies have such patterns.
///
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>
fn unknown_names(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    if subject.catalog.is_empty() {
        return;
    }
    for text in actions(subject).flat_map(|element| element.texts.iter().copied()) {
        let Some((prefix, name)) = parts(text) else {
            continue;
        };
        match subject.catalog.service(prefix) {
            None => unknown_service(subject, text, (prefix, name), findings),
            Some(service) if !has_wildcard(name) && service.action(name).is_none() => {
                unknown_action(subject, text, service, name, findings);
            }
            Some(_) => {}
        }
    }
}

fn actions<'s>(subject: &'s Subject<'s>) -> impl Iterator<Item = &'s ElementView<'s>> {
    subject
        .statements
        .iter()
        .filter_map(|statement| statement.action.as_ref())
}

fn unknown_service(
    subject: &Subject<'_>,
    text: Text<'_>,
    (prefix, name): (&str, &str),
    findings: &mut Vec<Finding>,
) {
    if RETIRED.contains(&&*prefix.to_ascii_lowercase()) {
        return;
    }
    let place = subject.reading.place(text.span, 0, prefix.len());
    let Some(meant) = meant::service(subject.catalog, prefix, name) else {
        findings.push(no_service(prefix, place));
        return;
    };
    let details = format!(
        "there is no service `{prefix}`, so no request has this action: did you mean `{}` ({})?",
        meant.prefix, meant.name
    );
    let mut finding = Finding::new(
        FindingType::Error,
        "INVALID_SERVICE_IN_ACTION",
        vec![place],
        details,
    );
    let fix = mend::replace(subject.reading, text, (0, prefix.len()), &meant.prefix);
    finding.fix = Some(fix);
    findings.push(finding);
}

fn no_service(prefix: &str, place: iam_evaluator::Span) -> Finding {
    let details = format!(
        "there is no service `{prefix}`, so no request has this action: write the prefix that the \
         Service Authorization Reference gives for the service"
    );
    Finding::new(FindingType::Error, "INVALID_SERVICE", vec![place], details)
}

fn unknown_action(
    subject: &Subject<'_>,
    text: Text<'_>,
    service: &Service,
    name: &str,
    findings: &mut Vec<Finding>,
) {
    let meant = meant::action(subject.catalog, service, name);
    let hint = match &meant {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "look its actions up in the Service Authorization Reference".to_owned(),
    };
    let details = format!("{} has no action `{name}`: {hint}", service.name);
    let mut finding = Finding::new(
        FindingType::Error,
        "INVALID_ACTION",
        vec![text.span],
        details,
    );
    let whole = (0, text.value.len());
    finding.fix = meant.map(|meant| mend::replace(subject.reading, text, whole, &meant));
    findings.push(finding);
}

/// Services that AWS closed, or never listed, while its managed policies still name them.
///
/// <https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html>
const RETIRED: &[&str] = &[
    "builderid",
    "datazonecontrol",
    "deepcomposer",
    "deeplens",
    "deepracer",
    "elastic-inference",
    "iot1click",
    "iotroborunner",
    "mobilehub",
    "sagemaker-groundtruth-synthetic",
    "zocalo",
];

/// A wildcard where the service is named: the statement also covers the services of that name to come.
///
/// IAM refuses most wildcards in front of the colon of an action, which is an error found elsewhere;
/// `*:*` remains.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>
fn wildcard_for_service(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let mut push = |place, details: String| {
        findings.push(Finding::new(
            FindingType::Suggestion,
            "WILDCARD_IN_SERVICE_NAME",
            vec![place],
            details,
        ));
    };
    for text in actions(subject).flat_map(|element| &element.texts) {
        if text.value == "*:*" {
            let place = subject.reading.place(text.span, 0, 1);
            let details = "`*` in place of a service covers the services to come too: name each \
                           service, as in `s3:*`";
            push(place, details.to_owned());
        }
    }
    let resources = subject
        .statements
        .iter()
        .filter_map(|it| it.resource.as_ref());
    for text in resources.flat_map(|element| &element.texts) {
        let Some(rest) = text.value.strip_prefix("arn:") else {
            continue;
        };
        let mut parts = rest.splitn(3, ':');
        let (Some(partition), Some(service), Some(_)) = (parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        if has_wildcard(service) {
            let start = "arn:".len() + partition.len() + 1;
            let place = subject
                .reading
                .place(text.span, start, start + service.len());
            let details = format!(
                "`{service}` in place of a service may cover services that you do not mean, and \
                 others to come: write one ARN for each service"
            );
            push(place, details);
        }
    }
}

/// An action that another entry of the same list covers wholly.
///
/// Only the texts are compared: `iam:Get*` and `iam:*Report` share actions, and neither covers the
/// other.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>
fn redundant_actions(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let mut lower = String::new();
    for element in actions(subject).filter(|element| element.texts.len() > 1) {
        // Case does not matter in actions.
        lower.clear();
        let mut ends = Vec::with_capacity(element.texts.len());
        for text in &element.texts {
            let start = lower.len();
            lower.extend(text.value.chars().map(|letter| letter.to_ascii_lowercase()));
            ends.push((start, lower.len()));
        }
        let patterns = ends.iter().map(|(start, end)| lower.get(*start..*end));
        let patterns: Vec<&str> = patterns.map(Option::unwrap_or_default).collect();
        let by = covered_by(&patterns, |_, _| true);
        redundant(element, &by, "REDUNDANT_ACTION", findings);
    }
}

/// A finding for each entry that another makes redundant.
pub(super) fn redundant(
    element: &ElementView<'_>,
    by: &[Option<usize>],
    code: &'static str,
    findings: &mut Vec<Finding>,
) {
    let Value::Array(items) = &element.member.node.value else {
        return;
    };
    for (text, covering) in element.texts.iter().zip(by) {
        let Some(covering) = covering.and_then(|place| element.texts.get(place)) else {
            continue;
        };
        let details = match covering.value.eq_ignore_ascii_case(text.value) {
            true => format!(
                "`{}` stands twice in this list: remove one of them",
                text.value
            ),
            false => format!(
                "`{}` in the same list covers `{}` already: remove the narrower one, or the wider \
                 one if it is too wide",
                covering.value, text.value
            ),
        };
        let mut finding = Finding::new(FindingType::Suggestion, code, vec![text.span], details);
        let place = items.iter().position(|item| item.span == text.span);
        let title = format!("Remove `{}`", text.value);
        finding.fix = place.and_then(|place| mend::remove(items, place, title));
        findings.push(finding);
    }
}
