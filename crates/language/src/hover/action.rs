//! Actions, patterns of actions, prefixes of services.
//!
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>

use iam_evaluator::Span;

use super::{Hover, Place};
use crate::catalog::{Action, ActionDetails, Service, levels};

/// How many actions of a pattern are named.
const SHOWN: usize = 20;

/// Services whose page of actions is known.
const PAGES: [(&str, &str); 10] = [
    ("dynamodb", "amazondynamodb"),
    ("ec2", "amazonec2"),
    ("kms", "awskeymanagementservice"),
    ("lambda", "awslambda"),
    ("logs", "amazoncloudwatchlogs"),
    ("s3", "amazons3"),
    ("secretsmanager", "awssecretsmanager"),
    ("sns", "amazonsns"),
    ("sqs", "amazonsqs"),
    ("sts", "awssecuritytokenservice"),
];

/// The page with a service's actions, or the page that leads to all of them.
pub(super) fn page_of(service: &Service) -> String {
    let base = "https://docs.aws.amazon.com/service-authorization/latest/reference/";
    let mut pages = PAGES.iter();
    match pages.find(|(prefix, _)| *prefix == service.prefix) {
        Some((_, page)) => format!("{base}list_{page}.html"),
        None => format!("{base}reference_policies_actions-resources-contextkeys.html"),
    }
}

/// An entry of `Action` or `NotAction`, or its prefix where that is pointed at.
pub(super) fn action(place: &Place<'_>, word: &str) -> Option<Hover> {
    if word.bytes().all(|byte| byte == b'*') && !word.is_empty() {
        return pattern(place, word);
    }
    let (prefix, name) = word.split_once(':')?;
    let start = place.caret.inner.start;
    let colon = start + u32::try_from(prefix.len()).unwrap_or(0);
    // Escapes in a prefix would move it, and no prefix has any.
    let is_prefix = place.offset <= colon && place.offset >= start;
    if is_prefix && !prefix.contains(['*', '?']) {
        return service(place, prefix, Span::new(start as usize, colon as usize));
    }
    if name.contains(['*', '?']) || prefix.contains(['*', '?']) {
        return pattern(place, word);
    }
    let (service, action) = place.catalog.action(word)?;
    let mut lines = vec![format!(
        "{} · {}",
        service.name,
        action.access_level.as_str()
    )];
    if let Some(details) = service.details_of(&action.name) {
        lines.extend(described(service, details));
    }
    Some(Hover {
        span: place.caret.token,
        title: format!("{}:{}", service.prefix, action.name),
        lines,
        link: Some(page_of(service)),
        needs: (!service.has_details()).then(|| service.prefix.clone()),
    })
}

fn described(service: &Service, details: &ActionDetails) -> Vec<String> {
    let mut lines = Vec::new();
    if !details.description.is_empty() {
        lines.push(details.description.clone());
    }
    match details.resources.as_slice() {
        [] => {
            lines.push("Works on no type of resource: its statement needs Resource *.".to_owned())
        }
        types => {
            lines.push("Works on:".to_owned());
            for on in types {
                if let Some(of_type) = service.resource_type(on) {
                    let always = if on.required { ", always" } else { "" };
                    lines.push(format!("  {}{always}: {}", of_type.name, of_type.arn));
                }
            }
        }
    }
    let keys: Vec<&str> = service
        .keys_of_action(details)
        .map(|key| key.name.as_str())
        .collect();
    if !keys.is_empty() {
        lines.push(format!("Condition keys: {}", keys.join(", ")));
    }
    if !details.dependent_actions.is_empty() {
        let needed = details.dependent_actions.join(", ");
        lines.push(format!("Its caller also needs: {needed}"));
    }
    lines
}

fn pattern(place: &Place<'_>, word: &str) -> Option<Hover> {
    if place.catalog.is_empty() {
        return None;
    }
    let covered: Vec<(&Service, &Action)> = place.catalog.covered(word).collect();
    let count = covered.len();
    let mut lines = vec![match count {
        0 => "Covers no action that is known.".to_owned(),
        1 => "Covers 1 action that is known.".to_owned(),
        _ => format!("Covers {count} actions that are known, and those to come."),
    }];
    if count > 0 {
        lines.push(levels(covered.iter().map(|(_, action)| *action)));
    }
    let first = covered.iter().take(SHOWN);
    lines.extend(first.map(|(service, action)| format!("  {}:{}", service.prefix, action.name)));
    if count > SHOWN {
        lines.push(format!("  … and {} more", count - SHOWN));
    }
    let link = word
        .split(':')
        .next()
        .and_then(|prefix| place.catalog.service(prefix));
    Some(Hover {
        span: place.caret.token,
        title: word.to_owned(),
        lines,
        link: link.map(page_of),
        needs: None,
    })
}

fn service(place: &Place<'_>, prefix: &str, span: Span) -> Option<Hover> {
    let service = place.catalog.service(prefix)?;
    Some(Hover {
        span,
        title: service.name.clone(),
        lines: vec![
            format!(
                "{} actions with the prefix {}",
                service.actions.len(),
                service.prefix
            ),
            levels(service.actions.iter()),
        ],
        link: Some(page_of(service)),
        needs: None,
    })
}
