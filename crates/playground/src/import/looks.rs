//! What a text that cannot be imported looks like, so that the user knows what went wrong.

use iam_evaluator::json::{self, Value};

/// What a text looks like, with an article.
pub(super) fn like(text: &str) -> String {
    let first = text.lines().next().unwrap_or_default().trim();
    let said = if text.is_empty() {
        "an empty text"
    } else if text.starts_with('{') {
        return like_json(text);
    } else if text.starts_with('[') && text.ends_with(']') {
        "a JSON array of something else"
    } else if text.starts_with('"') {
        "a JSON string with something else in it"
    } else if text.starts_with('<') {
        "XML or HTML"
    } else if first.starts_with("resource \"") || first.starts_with("data \"") {
        "Terraform"
    } else if first.starts_with("AWSTemplateFormatVersion") || text.contains("\nResources:") {
        "a CloudFormation template in YAML"
    } else if first.starts_with("user,arn,") {
        "a credential report"
    } else if first.starts_with("arn:") && !first.contains(char::is_whitespace) {
        "an ARN"
    } else if first.starts_with("aws ") {
        "a command, and not what it prints"
    } else if is_yaml(text) {
        "YAML"
    } else if says_denied(text) {
        "a message that does not say who was denied what"
    } else {
        "plain text"
    };
    said.to_owned()
}

fn like_json(text: &str) -> String {
    let json = json::parse(text);
    let Value::Object(members) = &json.root.value else {
        return "JSON".to_owned();
    };
    if members.iter().any(|member| member.key == "Resources") {
        return "a CloudFormation template".to_owned();
    }
    let keys: Vec<String> = members
        .iter()
        .take(5)
        .map(|member| format!("`{}`", member.key.chars().take(40).collect::<String>()))
        .collect();
    match keys.as_slice() {
        [] => "an empty JSON object".to_owned(),
        keys => format!("a JSON object with {}", keys.join(", ")),
    }
}

/// Whether the first lines are `key: value`, `key:` or `- item`.
fn is_yaml(text: &str) -> bool {
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .take(4)
        .collect();
    lines.len() > 1
        && lines.iter().all(|line| {
            line.starts_with("- ")
                || *line == "---"
                || line.split_once(':').is_some_and(|(key, rest)| {
                    !key.contains(' ') && (rest.is_empty() || rest.starts_with(' '))
                })
        })
}

fn says_denied(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    ["denied", "not authorized", "unauthorized"]
        .iter()
        .any(|word| text.contains(word))
}
