//! Actions beside resources on which they do not work.
//!
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>

use iam_evaluator::policy::Polarity;
use iam_evaluator::{Finding, FindingType};

use super::some_of;
use crate::catalog::Service;
use crate::glob;
use crate::reading::{ElementView, Text};
use crate::validate::Subject;
use crate::validate::cover::{are_apart, without_variables};

/// An action, spelled out, that fits none of the listed ARNs: those of its types of resources look
/// otherwise, or it works on none and needs `*`. What is granted so is never used.
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
        // What is no ARN has findings of its own.
        let all_arns = resources
            .texts
            .iter()
            .all(|text| text.value.starts_with("arn:"));
        if !is_listed || !all_arns || resources.texts.is_empty() {
            continue;
        }
        let mut need_star: Vec<&Text<'_>> = Vec::new();
        let mut other_type: Vec<(&Text<'_>, &str)> = Vec::new();
        for text in &actions.texts {
            match misses(subject, text.value, resources) {
                Some(Miss::NeedsStar) => need_star.push(text),
                Some(Miss::OtherType(arn)) => other_type.push((text, arn)),
                None => {}
            }
        }
        if !need_star.is_empty() {
            let names: Vec<&str> = need_star.iter().map(|text| text.value).collect();
            let details = format!(
                "{} cannot be limited to ARNs, so the listed ones never fit: move it to a statement \
                 with `\"Resource\": \"*\"`",
                some_of(&names)
            );
            findings.push(mismatch(
                need_star.iter().map(|text| text.span).collect(),
                details,
            ));
        }
        if let Some((_, arn)) = other_type.first() {
            let names: Vec<&str> = other_type.iter().map(|(text, _)| text.value).collect();
            let details = format!(
                "none of the listed resources is one on which {} works: it takes `{arn}`",
                some_of(&names)
            );
            findings.push(mismatch(
                other_type.iter().map(|(text, _)| text.span).collect(),
                details,
            ));
        }
    }
}

fn mismatch(spans: Vec<iam_evaluator::Span>, details: String) -> Finding {
    Finding::new(
        FindingType::Warning,
        "PLAYGROUND_RESOURCE_MISMATCH",
        spans,
        details,
    )
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
    let mut types = details.resources.iter();
    let arns: Vec<&str> = types
        .by_ref()
        .filter_map(|on| Some(service.resource_type(on)?.arn.as_str()))
        .collect();
    let Some(first) = arns.first() else {
        // AWS's own policies name all buckets where there is none to name.
        return (!takes_all_buckets(service)).then_some(Miss::NeedsStar);
    };
    let fits = resources.texts.iter().any(|text| {
        let written = without_variables(text.value);
        arns.iter()
            .any(|arn| overlap(&without_variables(arn), &written))
    });
    (!fits).then_some(Miss::OtherType(first))
}

fn takes_all_buckets(service: &Service) -> bool {
    service.prefix == "s3"
}

/// Whether some ARN may fit both. Colons are no borders here: it is enough that none can be missed.
fn overlap(one: &str, written: &str) -> bool {
    if are_apart(one, written) {
        return false;
    }
    glob::covers(one, written) || both_match(one, written) || is_short_of(one, written)
}

/// An ARN with fewer than six parts is completed.
fn is_short_of(one: &str, written: &str) -> bool {
    written.matches(':').count() < 5 && both_match(one, &format!("{written}*"))
}

/// Whether some text matches both patterns.
fn both_match(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    // `reached[n]`: what was read of `one` can be what the first n bytes of `other` match.
    let mut reached = vec![false; other.len() + 1];
    for (slot, n) in reached.iter_mut().zip(0..) {
        *slot = other
            .get(..n)
            .is_some_and(|head| head.iter().all(|byte| *byte == b'*'));
    }
    for byte in one {
        let mut next = vec![false; other.len() + 1];
        let mut before = (false, false);
        let others = std::iter::once(None).chain(other.iter().map(Some));
        for ((slot, was), of_other) in next.iter_mut().zip(&reached).zip(others) {
            let (was_before, is_before) = before;
            *slot = match (byte, of_other) {
                (b'*', None) => *was,
                (b'*', Some(_)) => *was || is_before,
                (_, None) => false,
                (_, Some(b'*')) => *was || is_before,
                (b'?', Some(_)) | (_, Some(b'?')) => was_before,
                (byte, Some(other)) => was_before && byte == other,
            };
            before = (*was, *slot);
        }
        reached = next;
    }
    reached.last() == Some(&true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_overlap_where_a_text_matches_both() {
        for (one, other) in [
            ("arn:*:s3:::*", "arn:aws:s3:::a/*"),
            ("arn:*:iam::*:role/*", "arn:aws:iam::*:*/x"),
            ("a*c", "*b*"),
            ("a?c", "*b?"),
            ("", "*"),
            ("arn:*:s3:::*", "arn:aws:s3"),
            ("*a", "a*"),
        ] {
            assert!(overlap(one, other), "{one} {other}");
            assert_eq!(
                both_match(one, other),
                both_match(other, one),
                "{one} {other}"
            );
        }
        for (one, other) in [
            ("arn:*:iam::*:role/*", "arn:aws:iam::111122223333:user/*"),
            ("arn:*:sqs:*:*:*", "arn:aws:sns:eu-west-1:111122223333:a"),
            ("a*c", "a*d"),
            ("a?", "a"),
        ] {
            assert!(!overlap(one, other), "{one} {other}");
            assert_eq!(
                both_match(one, other),
                both_match(other, one),
                "{one} {other}"
            );
        }
    }
}
