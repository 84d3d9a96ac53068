//! Actions beside resources on which they do not work.
//!
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>

use iam_evaluator::policy::Polarity;
use iam_evaluator::{Finding, FindingType, Span};

use super::some_of;
use crate::catalog::{ActionResource, Catalog, Service};
use crate::glob;
use crate::reading::{ElementView, StatementView, Text};
use crate::tables::aws_has_action_on;
use crate::validate::Subject;
use crate::validate::cover::{Extent, are_apart, without_variables};

/// An action, spelled out, that fits none of the listed ARNs: those of its types of resources look
/// otherwise, or it works on none and needs `*`. What is granted so is never used, unless another statement grants it
/// well.
///
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>
pub(super) fn resource_mismatch(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    if subject.catalog.is_empty() || !subject.is_identity() {
        return;
    }
    for statement in &subject.statements {
        let (Some(actions), Some(resources)) = (&statement.action, &statement.resource) else {
            continue;
        };
        let is_listed =
            actions.polarity == Polarity::Listed && resources.polarity == Polarity::Listed;
        let is_any = resources.texts.iter().any(|text| text.value == "*");
        if !is_listed || is_any || resources.texts.is_empty() {
            continue;
        }
        let mut need_star: Vec<&Text<'_>> = Vec::new();
        let mut other_type: Vec<(&Text<'_>, &str)> = Vec::new();
        for text in &actions.texts {
            match misses(subject, text.value, resources) {
                // Listed here for order's sake, and granted elsewhere.
                Some(_) if fits_elsewhere(subject, statement, text.value) => {}
                Some(Miss::NeedsStar) => need_star.push(text),
                Some(Miss::OtherType(arn)) => other_type.push((text, arn)),
                None => {}
            }
        }
        // What is no ARN, or none of its service, has findings of its own.
        if need_star.is_empty() && other_type.is_empty()
            || !resources
                .texts
                .iter()
                .all(|text| is_of_its_service(subject.catalog, text.value))
        {
            continue;
        }
        // AWS's tables name no resource for some actions that are asked on one all the same, so where
        // the ARN is of the same service it may fit.
        let is_own = |text: &&&Text<'_>| has_own_service(text.value, resources);
        let (own, foreign): (Vec<&Text<'_>>, Vec<&Text<'_>>) =
            need_star.iter().partition(|text| is_own(text));
        for (texts, finding_type, doubt) in [
            (foreign, FindingType::Warning, "do not fit"),
            (own, FindingType::Suggestion, "may not fit"),
        ] {
            let names: Vec<&str> = texts.iter().map(|text| text.value).collect();
            let details = format!(
                "AWS's reference has no resource to which {} can be limited, so these ARNs {doubt}: \
                 write a statement of its own, with `\"Resource\": \"*\"`",
                some_of(&names)
            );
            if !texts.is_empty() {
                let spans = texts.iter().map(|text| text.span).collect();
                findings.push(mismatch(finding_type, spans, details));
            }
        }
        if let Some((_, arn)) = other_type.first() {
            let names: Vec<&str> = other_type.iter().map(|(text, _)| text.value).collect();
            let details = format!(
                "none of the listed resources is one on which {} works: it takes `{arn}`",
                some_of(&names)
            );
            findings.push(mismatch(
                FindingType::Warning,
                other_type.iter().map(|(text, _)| text.span).collect(),
                details,
            ));
        }
    }
}

fn mismatch(finding_type: FindingType, spans: Vec<Span>, details: String) -> Finding {
    Finding::new(finding_type, "PLAYGROUND_RESOURCE_MISMATCH", spans, details)
}

/// Whether one of the ARNs is of the action's service.
fn has_own_service(action: &str, resources: &ElementView<'_>) -> bool {
    let prefix = action.split(':').next().unwrap_or_default();
    resources.texts.iter().any(|text| {
        let service = text.value.split(':').nth(2).unwrap_or_default();
        service.contains('*') || service.eq_ignore_ascii_case(prefix)
    })
}

/// Whether another statement of the same effect has the action on resources that fit.
fn fits_elsewhere(subject: &Subject<'_>, here: &StatementView<'_>, action: &str) -> bool {
    let lower = action.to_ascii_lowercase();
    subject.statements.iter().any(|other| {
        let (Some(actions), Some(resources)) = (&other.action, &other.resource) else {
            return false;
        };
        let is_open = resources.polarity == Polarity::AllBut
            || resources.texts.iter().any(|text| text.value == "*");
        other.index != here.index
            && other.effect == here.effect
            && (is_open || misses(subject, action, resources).is_none())
            && Extent::of_action(actions).covers(&Extent::action(&lower))
    })
}

enum Miss<'c> {
    NeedsStar,
    /// An ARN that would fit.
    OtherType(&'c str),
}

fn misses<'c>(
    subject: &Subject<'c>,
    action: &str,
    resources: &ElementView<'_>,
) -> Option<Miss<'c>> {
    if action.contains(['*', '?']) {
        return None;
    }
    let (service, known) = subject.catalog.action(action)?;
    let details = service.details_of(&known.name)?;
    let arn = |on: &ActionResource| {
        service
            .resource_type(on)
            .map(|of_type| of_type.arn.as_str())
    };
    let listed = details.resources.iter().filter_map(arn);
    let arns: Vec<&str> = listed
        .flat_map(each_arn)
        .chain(aws_has_action_on(action).map(|arn: &'static str| -> &'c str { arn }))
        .collect();
    let fits = resources.texts.iter().any(|text| {
        let written = without_variables(text.value);
        let mut near = arns
            .iter()
            .filter(|arn| !is_of_another_service(arn, &written));
        near.any(|arn| overlap(&without_variables(arn), &written))
    });
    if fits {
        return None;
    }
    // The plainest one that is needed tells most.
    let plain = |on: &&ActionResource| (!on.required, arn(on).map_or(0, str::len));
    let Some(first) = details.resources.iter().min_by_key(plain).and_then(arn) else {
        // AWS's own policies name all buckets where there is none to name.
        return (!takes_all_buckets(service, resources)).then_some(Miss::NeedsStar);
    };
    each_arn(first).next().map(Miss::OtherType)
}

/// The forms of a type's ARN: AWS's reference has two for some, with a comma between.
fn each_arn(of_type: &str) -> impl Iterator<Item = &str> {
    of_type.split(", ")
}

/// Whether an ARN looks like one of its service's resources, as far as they are known.
fn is_of_its_service(catalog: &Catalog, written: &str) -> bool {
    let service = match written.split(':').nth(2) {
        Some(service) if written.starts_with("arn:") => service,
        _ => return false,
    };
    let written = without_variables(written);
    catalog.service(service).is_none_or(|service| {
        let mut types = service.resource_types().iter();
        !service.has_details()
            || types.any(|of_type| {
                each_arn(&of_type.arn).any(|arn| overlap(&without_variables(arn), &written))
            })
    })
}

/// Whether two ARNs name different services, so that no more of them need be compared.
fn is_of_another_service(one: &str, other: &str) -> bool {
    match (one.split(':').nth(2), other.split(':').nth(2)) {
        (Some(one), Some(other)) => are_apart(one, other),
        _ => false,
    }
}

fn takes_all_buckets(service: &Service, resources: &ElementView<'_>) -> bool {
    let mut texts = resources.texts.iter();
    service.prefix == "s3" && texts.any(|text| text.value.ends_with(":::*"))
}

/// Whether some ARN may fit both, part by part. A shorter one is taken as one text: AWS completes it,
/// or its `*` runs over colons.
fn overlap(one: &str, written: &str) -> bool {
    if are_apart(one, written) {
        return false;
    }
    let parts = |arn: &'_ str| arn.splitn(6, ':').count();
    match (parts(one), parts(written)) {
        (6, 6) => {
            let mut pairs = one.splitn(6, ':').zip(written.splitn(6, ':'));
            pairs.all(|(one, written)| glob::overlaps(one, written))
        }
        (_, 6) => glob::overlaps(one, written),
        _ => glob::overlaps(one, &format!("{written}*")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_form_of_an_arn_fits() {
        let stages = "arn:*:apigateway:*::/apis/*/stages, arn:*:apigateway:*::/restapis/*/stages";
        let fits = |written| each_arn(stages).any(|arn| overlap(arn, written));
        assert!(fits("arn:aws:apigateway:*::/apis/*"));
        assert!(fits("arn:aws:apigateway:*::/restapis/*/stages/*"));
        assert!(!fits("arn:aws:apigateway:*::/domainnames/a"));
    }

    #[test]
    fn patterns_overlap_where_a_text_matches_both() {
        for (one, other) in [
            ("arn:*:s3:::*", "arn:aws:s3:::a/*"),
            ("arn:*:iam::*:role/*", "arn:aws:iam::*:*/x"),
            ("arn:*:s3:::*", "arn:aws:s3"),
            ("arn:*:s3:::*/*", "arn:aws:s3:::*b"),
        ] {
            assert!(overlap(one, other), "{one} {other}");
        }
        for (one, other) in [
            ("arn:*:iam::*:role/*", "arn:aws:iam::111122223333:user/*"),
            ("arn:*:sqs:*:*:*", "arn:aws:sns:eu-west-1:111122223333:a"),
        ] {
            assert!(!overlap(one, other), "{one} {other}");
        }
    }
}
