//! ARNs against the types of resources that a service has.
//!
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>

use iam_evaluator::{Finding, FindingType, Fix, TextEdit};

use super::super::Subject;
use super::arn::{ArnText, Part, with_star_for_variables};
use super::arns;
use crate::catalog::ResourceType;
use crate::glob::overlaps;

/// An ARN that no resource of its service can have: the part that names the resource has none of the
/// known forms, or the Region or the account stands where these resources have none, or is missing.
///
/// The forms are those of AWS's tables for the service that the ARN names; a service whose details are
/// not known is left alone.
pub(super) fn check(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let mut candidates = Vec::new();
    for arn in arns(subject) {
        if arn.count < 6 || !arn.is_literal(Part::Service) || runs_over_colons(&arn) {
            continue;
        }
        let Some(service) = subject.catalog.service(arn.part(Part::Service)) else {
            continue;
        };
        let own = |of_type: &&ResourceType| part_of(of_type, 2) == arn.part(Part::Service);
        let mut types = service.resource_types().iter().filter(own).peekable();
        if types.peek().is_none() {
            continue;
        }
        let resource = arn.resource_pattern();
        candidates.clear();
        candidates.extend(types.filter(|of_type| may_name(&resource, of_type)));
        if candidates.is_empty() {
            let details = format!(
                "no resource of {} has an ARN that ends in `{}`: {}",
                service.name,
                arn.part(Part::Resource),
                example(service.resource_types(), &arn)
            );
            findings.push(Finding::new(
                FindingType::Error,
                "INVALID_ARN_RESOURCE",
                vec![arn.place(subject.reading, Part::Resource)],
                details,
            ));
            continue;
        }
        for part in [Part::Region, Part::Account] {
            findings.extend(part_that_does_not_fit(subject, &arn, &candidates, part));
        }
    }
}

/// Whether a `*` ends a part before the last one, and may stand for parts behind it too.
fn runs_over_colons(arn: &ArnText<'_>) -> bool {
    // A `*` alone in its part is the usual way to write any Region or account.
    let parts = [Part::Partition, Part::Region, Part::Account];
    let mut parts = parts.into_iter().map(|part| arn.part(part));
    parts.any(|part| part.len() > 1 && part.ends_with('*'))
}

fn part_of(of_type: &ResourceType, part: usize) -> &str {
    of_type.arn.splitn(6, ':').nth(part).unwrap_or_default()
}

/// Whether a pattern may match what names a resource of this type.
fn may_name(resource: &str, of_type: &ResourceType) -> bool {
    let template = part_of(of_type, 5);
    // Most types differ from the pattern in their first letters.
    let head = template.split("${").next().unwrap_or_default();
    let differ = resource
        .bytes()
        .zip(head.bytes())
        .take_while(|(ours, _)| !matches!(ours, b'*' | b'?'))
        .any(|(ours, theirs)| ours != theirs && !matches!(theirs, b'*' | b'?'));
    !differ && overlaps(resource, &with_star_for_variables(template))
}

/// What to write instead: the types of the service, a few of them by name.
fn example(types: &[ResourceType], arn: &ArnText<'_>) -> String {
    let written = arn.part(Part::Resource);
    let letters = |of_type: &&ResourceType| {
        let template = part_of(of_type, 5).bytes();
        template
            .zip(written.bytes())
            .take_while(|(one, other)| one == other)
            .count()
    };
    // The one that begins most like it.
    let own = types
        .iter()
        .filter(|of_type| part_of(of_type, 2) == arn.part(Part::Service));
    let nearest = own.rev().max_by_key(letters);
    nearest.map_or_else(String::new, |of_type| {
        format!("that of type `{}` is `{}`", of_type.name, of_type.arn)
    })
}

fn part_that_does_not_fit(
    subject: &Subject<'_>,
    arn: &ArnText<'_>,
    candidates: &[&ResourceType],
    part: Part,
) -> Option<Finding> {
    let written = arn.part(part);
    let (has_it, name, not_allowed, missing) = match part {
        Part::Region => (
            "a Region",
            "Region",
            "ARN_REGION_NOT_ALLOWED",
            "MISSING_ARN_REGION",
        ),
        _ => (
            "an account",
            "account",
            "ARN_ACCOUNT_NOT_ALLOWED",
            "MISSING_ARN_ACCOUNT",
        ),
    };
    let mut in_types = candidates
        .iter()
        .map(|of_type| part_of(of_type, part as usize));
    let first = candidates.first()?;
    if written.is_empty() {
        if in_types.any(str::is_empty) {
            return None;
        }
        let details = format!(
            "the ARN of such a resource ({}) has {has_it}, so no resource has this one: write the \
             {name} between the colons, or `*` for all",
            first.name
        );
        return Some(Finding::new(
            FindingType::Error,
            missing,
            vec![arn.text.span],
            details,
        ));
    }
    // Stars alone match nothing, too.
    if written.bytes().all(|byte| byte == b'*') || !in_types.all(str::is_empty) {
        return None;
    }
    let details = format!(
        "the ARN of such a resource ({}) has no {name}, so no resource has this one: leave nothing \
         between the colons",
        first.name
    );
    let place = arn.place(subject.reading, part);
    let mut finding = Finding::new(FindingType::Error, not_allowed, vec![place], details);
    finding.fix = Some(Fix {
        title: format!("Remove `{written}`"),
        edits: vec![TextEdit {
            span: place,
            text: String::new(),
        }],
    });
    Some(finding)
}
