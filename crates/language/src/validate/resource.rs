//! `Resource` and `NotResource`.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>

mod arn;
mod fields;
mod resource_policy;
mod types;

use iam_evaluator::Finding;
use iam_evaluator::variable::Version;

use super::action::redundant;
use super::redundant::covered_by;
use super::{Check, Subject};
use crate::glob::covers;
use crate::reading::{ElementView, Text};
use arn::ArnText;

pub(super) const CHECKS: &[Check] = &[
    fields::check,
    types::check,
    resource_policy::check,
    redundant_resources,
];

fn elements<'s>(subject: &'s Subject<'s>) -> impl Iterator<Item = &'s ElementView<'s>> {
    let statements = subject.statements.iter();
    statements.filter_map(|statement| statement.resource.as_ref())
}

/// The ARNs in `Resource` and `NotResource`, as far as they have their parts.
fn arns<'s>(subject: &'s Subject<'s>) -> impl Iterator<Item = ArnText<'s>> {
    let version = subject.reading.version();
    let texts = elements(subject).flat_map(|element| element.texts.iter().copied());
    texts.filter_map(move |text: Text<'s>| ArnText::read(text, version))
}

/// An ARN that another entry of the same list covers wholly.
///
/// A policy variable is taken as one text that nothing else can be, so that only itself and a `*` cover
/// it.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>
fn redundant_resources(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let has_variables = subject.reading.version() == Version::V2012;
    for element in elements(subject).filter(|element| element.texts.len() > 1) {
        let texts = || element.texts.iter().map(|text| text.value);
        let opaque: Vec<String> = match has_variables && texts().any(|text| text.contains("${")) {
            true => texts().map(arn::with_opaque_variables).collect(),
            false => Vec::new(),
        };
        let patterns: Vec<&str> = match opaque.is_empty() {
            true => texts().collect(),
            false => opaque.iter().map(String::as_str).collect(),
        };
        let by = covered_by(&patterns, covers_part_by_part);
        redundant(element, &by, "REDUNDANT_RESOURCE", findings);
    }
}

/// Whether each part of an ARN covers that of the other: a `*` in the one is not to be taken for
/// several parts of the other.
fn covers_part_by_part(wide: &str, narrow: &str) -> bool {
    if wide == "*" {
        return true;
    }
    let (mut wide, mut narrow) = (wide.splitn(6, ':'), narrow.splitn(6, ':'));
    loop {
        match (wide.next(), narrow.next()) {
            (Some(wide), Some(narrow)) if covers(wide, narrow) => {}
            (None, None) => return true,
            _ => return false,
        }
    }
}
