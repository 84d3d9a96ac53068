//! Patterns: wildcards, policy variables and ARNs.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>

use std::collections::BTreeMap;

use serde_json::Value;

/// A piece of a pattern.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// A character, also one that a variable stood for.
    Char(char),
    /// A colon that is written in the pattern; it separates the components of an ARN.
    Colon,
    /// `*`.
    Any,
    /// `?`.
    One,
    /// `*` that stops at a colon.
    AnyButColon,
    /// `?` that is no colon.
    OneButColon,
}

impl Part {
    /// A pattern without variables.
    pub(super) fn plain(pattern: &str) -> Vec<Part> {
        pattern.chars().map(Part::written).collect()
    }

    fn written(c: char) -> Part {
        match c {
            '*' => Part::Any,
            '?' => Part::One,
            ':' => Part::Colon,
            c => Part::Char(c),
        }
    }

    /// A pattern with its variables replaced, their values taken literally. None where one has no
    /// value.
    pub(super) fn with_variables(
        pattern: &str,
        context: &BTreeMap<String, Value>,
    ) -> Option<Vec<Part>> {
        let mut parts = Vec::new();
        let mut rest = pattern;
        while let Some(c) = rest.chars().next() {
            let variable = rest
                .strip_prefix("${")
                .and_then(|inside| inside.split_once('}'));
            if let Some((variable, after)) = variable {
                parts.extend(value_of(variable, context)?.chars().map(Part::Char));
                rest = after;
            } else {
                parts.push(Part::written(c));
                rest = rest.strip_prefix(c).unwrap_or_default();
            }
        }
        Some(parts)
    }

    /// The pattern as text, for operators that know no wildcards.
    pub(super) fn literal(parts: &[Part]) -> String {
        let literal = |part: &Part| match part {
            Part::Char(c) => *c,
            Part::Colon => ':',
            Part::Any | Part::AnyButColon => '*',
            Part::One | Part::OneButColon => '?',
        };
        parts.iter().map(literal).collect()
    }
}

/// The value of `key` or `key, 'default'`; `*`, `?` and `$` stand for themselves.
fn value_of(variable: &str, context: &BTreeMap<String, Value>) -> Option<String> {
    if ["*", "?", "$"].contains(&variable) {
        return Some(variable.to_owned());
    }
    let (key, default) = match variable.split_once(", '") {
        Some((key, default)) => (key, default.strip_suffix('\'')),
        None => (variable, None),
    };
    match context.get(&key.to_lowercase()) {
        None => default.map(str::to_owned),
        // A multivalued key has no one value.
        Some(Value::Array(_)) => None,
        Some(Value::String(value)) => Some(value.clone()),
        Some(value) => Some(value.to_string()),
    }
}

/// Whether the pattern covers the whole text.
pub(super) fn wildcard_matches(pattern: &[Part], text: &str) -> bool {
    let Some((first, pattern_rest)) = pattern.split_first() else {
        return text.is_empty();
    };
    let mut chars = text.chars();
    let next = chars.next();
    let text_rest = chars.as_str();
    match first {
        Part::Any | Part::AnyButColon => {
            let takes = next.is_some_and(|c| *first == Part::Any || c != ':');
            wildcard_matches(pattern_rest, text) || takes && wildcard_matches(pattern, text_rest)
        }
        Part::One => next.is_some() && wildcard_matches(pattern_rest, text_rest),
        Part::OneButColon => {
            next.is_some_and(|c| c != ':') && wildcard_matches(pattern_rest, text_rest)
        }
        Part::Colon => next == Some(':') && wildcard_matches(pattern_rest, text_rest),
        Part::Char(c) => next == Some(*c) && wildcard_matches(pattern_rest, text_rest),
    }
}

/// Whether an entry of Resource covers a resource, an ARN or `*`.
///
/// `completes`: the policy's type completes short ARNs with `*`. `own_api`: the policy may write
/// `execute-api:/…` for the API that it belongs to.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies.html>
pub(super) fn resource_matches(
    pattern: &[Part],
    resource: &str,
    completes: bool,
    own_api: bool,
) -> bool {
    if pattern == [Part::Any] {
        return true;
    }
    if resource == "*" {
        return false;
    }
    let short = Part::plain("execute-api:/");
    if let Some(path) = pattern.strip_prefix(short.as_slice()) {
        let is_api = resource.split(':').nth(2) == Some("execute-api");
        let called = resource
            .splitn(6, ':')
            .nth(5)
            .and_then(|api| api.split_once('/'));
        let covers = |(_, called): (&str, &str)| wildcard_matches(path, called);
        return own_api && is_api && called.is_some_and(covers);
    }
    let mut components: Vec<Vec<Part>> = pattern
        .splitn(6, |part| *part == Part::Colon)
        .map(<[Part]>::to_vec)
        .collect();
    if components.first() != Some(&Part::plain("arn")) {
        return false;
    }
    if text_matches(&components, resource) {
        return true;
    }
    let is_short = components.len() < 6;
    components.resize(6, vec![Part::Any]);
    is_short && completes && text_matches(&components, resource)
}

/// Whether a pattern covers the text of an ARN. In the first five components a wildcard does not
/// match a colon, unless it is `*` at the end of the component.
fn text_matches(components: &[Vec<Part>], resource: &str) -> bool {
    let mut components = components.to_vec();
    for component in components.iter_mut().take(5) {
        let last = component.pop();
        for part in component.iter_mut() {
            *part = within_component(*part);
        }
        component.extend(last.map(|last| match last {
            Part::Any => Part::Any,
            other => within_component(other),
        }));
    }
    wildcard_matches(&components.join(&Part::Colon), resource)
}

fn within_component(part: Part) -> Part {
    match part {
        Part::Any => Part::AnyButColon,
        Part::One => Part::OneButColon,
        other => other,
    }
}

/// Whether an ARN fits a pattern, component by component, as the ARN operators compare.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN>
pub(super) fn arn_matches(pattern: &[Part], value: &str) -> bool {
    let patterns: Vec<&[Part]> = pattern.splitn(6, |part| *part == Part::Colon).collect();
    let components: Vec<&str> = value.splitn(6, ':').collect();
    let is_arn = components.len() == 6 && components.first() == Some(&"arn");
    let mut pairs = patterns.iter().zip(components);
    is_arn && patterns.len() == 6 && pairs.all(|(pattern, part)| wildcard_matches(pattern, part))
}
