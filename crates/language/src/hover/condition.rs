//! Conditions: operators, keys, values, policy variables.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html>

use iam_evaluator::Span;
use iam_evaluator::condition::{Operator, OperatorName};

use super::action::page_of;
use super::{Hover, Place, arn};
use crate::catalog::KeyType;
use crate::keys;
use crate::tables::global_key;
use crate::words::{self, GUIDE};

/// How many actions that carry a key are named.
const SHOWN: usize = 10;

/// A condition operator.
pub(super) fn operator(place: &Place<'_>, word: &str) -> Option<Hover> {
    let operator = match Operator::parse(word) {
        OperatorName::Exact(operator) | OperatorName::OtherCase(operator) => operator,
        OperatorName::NullIfExists | OperatorName::Unknown => return None,
    };
    let row = operator.comparison.row();
    let mut lines = words::operator(operator);
    lines.push(format!("Values: {}", words::value_type(row.value_type)));
    let page = match (operator.set, operator.if_exists) {
        (Some(_), _) => {
            "reference_policies_condition-single-vs-multi-valued-context-keys.html".to_owned()
        }
        (None, true) => {
            "reference_policies_elements_condition_operators.html#Conditions_IfExists".to_owned()
        }
        (None, false) => format!(
            "reference_policies_elements_condition_operators.html#{}",
            words::operator_anchor(operator.comparison)
        ),
    };
    Some(Hover {
        span: place.caret.token,
        title: operator.to_string(),
        lines,
        link: Some(format!("{GUIDE}{page}")),
        needs: None,
    })
}

/// A condition key.
pub(super) fn key(place: &Place<'_>, word: &str) -> Option<Hover> {
    hover_of_key(place, word, place.caret.token)
}

fn hover_of_key(place: &Place<'_>, word: &str, span: Span) -> Option<Hover> {
    let prefix = word.split(':').next().unwrap_or_default();
    let service = place.catalog.service(prefix);
    let global = global_key(word);
    let actions = place.actions();
    let carried = keys::of_actions(place.catalog, &actions);
    let carrying = carried.keys.iter().find(|carried| carried.key.names(word));
    let known = service.and_then(|service| service.condition_key(word));
    let known = known.or(carrying.map(|carried| carried.key));
    let title = match (global, known) {
        (Some(global), _) if !global.name.ends_with('/') => global.name.to_owned(),
        (Some(_), _) => word.to_owned(),
        (None, Some(known)) => known.name.clone(),
        (None, None) => {
            // The service is known and its keys are not: they can be loaded.
            let service = service.filter(|service| !service.has_details())?;
            return Some(Hover {
                span,
                title: word.to_owned(),
                lines: vec![format!("A condition key of {}", service.name)],
                link: Some(page_of(service)),
                needs: Some(service.prefix.clone()),
            });
        }
    };
    let key_type = match global {
        Some(global) => Some(global.key_type),
        None => known.and_then(|known| known.key_type),
    };
    let mut lines = Vec::new();
    lines.extend(key_type.map(of_type));
    let meaning = global.and_then(|global| words::global_key(global.name));
    match (meaning, known) {
        (Some(meaning), _) => lines.push(meaning.to_owned()),
        (None, Some(known)) if !known.description.is_empty() => {
            lines.push(known.description.clone());
        }
        (None, _) => {}
    }
    match carrying {
        Some(carrying) => {
            lines.push(format!("Carried by {} of the statement:", carrying.share()));
            let shown = carrying.actions.iter().take(SHOWN);
            lines.extend(
                shown.map(|(service, action)| format!("  {}:{}", service.prefix, action.name)),
            );
            if carrying.actions.len() > SHOWN {
                lines.push(format!("  … and {} more", carrying.actions.len() - SHOWN));
            }
        }
        None if global.is_none() && carried.is_known(&actions) => {
            lines.push("No action of the statement carries it.".to_owned());
        }
        None => {}
    }
    let needs = service.filter(|service| !service.has_details());
    let needed = keys::without_details(place.catalog, &actions);
    Some(Hover {
        span,
        title,
        lines,
        link: Some(match (global, service) {
            (None, Some(service)) => page_of(service),
            (Some(_), _) | (None, None) => {
                format!("{GUIDE}reference_policies_condition-keys.html")
            }
        }),
        needs: needs.map(|service| service.prefix.clone()).or(needed),
    })
}

fn of_type(key_type: KeyType) -> String {
    match key_type.multivalued {
        true => format!(
            "{key_type}: a request can have several values, so its operator begins with ForAnyValue or ForAllValues."
        ),
        false => key_type.to_string(),
    }
}

/// A value of a condition key: an ARN is taken apart, a service named.
pub(super) fn value(place: &Place<'_>, _key: &str, word: &str) -> Option<Hover> {
    if word.starts_with("arn:") {
        return arn::hover_of_arn(place, word);
    }
    let known = crate::complete::service_principal(word)?;
    place.meant(
        "service principal",
        &format!("{} calls by this name.", known.service),
        super::principal::PAGE,
    )
}

/// The policy variable that is pointed at.
pub(super) fn variable(place: &Place<'_>) -> Option<Hover> {
    let inner = place.caret.inner;
    let written = inner.of(place.text);
    let at = place.offset.checked_sub(inner.start)? as usize;
    let mut from = 0;
    loop {
        let start = from + written.get(from..)?.find("${")?;
        let end = start
            + written
                .get(start..)?
                .find('}')
                .map_or(written.len() - start, |end| end + 1);
        if start <= at && at < end {
            let span = Span::new(inner.start as usize + start, inner.start as usize + end);
            let content = written.get(start + 2..end)?.trim_end_matches('}');
            return hover_of_variable(place, content, span);
        }
        from = end;
    }
}

fn hover_of_variable(place: &Place<'_>, content: &str, span: Span) -> Option<Hover> {
    let link = Some(format!("{GUIDE}reference_policies_variables.html"));
    if matches!(content, "*" | "?" | "$") {
        return Some(Hover {
            span,
            title: format!("${{{content}}}"),
            lines: vec!["The character itself, without a special meaning.".to_owned()],
            link,
            needs: None,
        });
    }
    let (key, default) = match content.split_once(',') {
        Some((key, default)) => (key.trim(), Some(default.trim().trim_matches('\''))),
        None => (content.trim(), None),
    };
    let mut hover = hover_of_key(place, key, span)?;
    let replaced = match default {
        Some(default) => {
            format!("Replaced by the request's value, or by `{default}` where it has none.")
        }
        None => {
            "Replaced by the request's value. Without one the statement's text matches nothing."
                .to_owned()
        }
    };
    hover.lines.insert(0, replaced);
    hover.link = link;
    Some(hover)
}
