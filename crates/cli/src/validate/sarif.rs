//! Findings as SARIF 2.1.0, for code scanning.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>;
//! what GitHub reads of it:
//! <https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>

use std::io::{Result, Write};
use std::path::Path;

use iam_evaluator::FindingType;
use iam_language::report::{ReportedEdit, ReportedFinding, ReportedFix, TextSpan};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::Run;

/// What stands in a path as it is.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/');

pub(super) fn write(out: &mut impl Write, run: &Run, shown: FindingType) -> Result<()> {
    let mut rules: Vec<&ReportedFinding> = Vec::new();
    let mut results = Vec::new();
    for checked in &run.checked {
        let file = artifact(&checked.name);
        let validation = &checked.validation;
        let findings = validation.findings.iter().chain(&validation.silenced);
        for finding in findings.filter(|finding| finding.finding_type <= shown) {
            let known = rules
                .iter()
                .position(|rule| rule.issue_code == finding.issue_code);
            let index = known.unwrap_or_else(|| {
                rules.push(finding);
                rules.len() - 1
            });
            results.push(result(finding, index, &file));
        }
    }
    let notify = |message: &String| json!({ "level": "error", "message": { "text": message } });
    let notifications: Vec<Value> = run.unreadable.iter().map(notify).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "iam-playground",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(|finding| rule(finding)).collect::<Vec<Value>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": notifications.is_empty(),
                "toolExecutionNotifications": notifications,
            }],
            "results": results,
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

/// A code, by one of its findings.
fn rule(finding: &ReportedFinding) -> Value {
    let code = finding.issue_code;
    let words = code.trim_start_matches("PLAYGROUND_").replace('_', " ");
    let mut title = words.to_ascii_lowercase();
    if let Some(first) = title.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let (severity, tag, meaning) = match finding.finding_type {
        FindingType::Error => (
            "error",
            "correctness",
            "AWS refuses the policy, or part of it does not work.",
        ),
        FindingType::SecurityWarning => (
            "warning",
            "security",
            "The policy allows more than it should.",
        ),
        FindingType::Warning => (
            "warning",
            "correctness",
            "The policy works, but not as one might think.",
        ),
        FindingType::Suggestion => (
            "recommendation",
            "maintainability",
            "The policy works, and could be better.",
        ),
    };
    let link = &finding.learn_more_link;
    json!({
        "id": code,
        "name": code,
        "shortDescription": { "text": title },
        "fullDescription": { "text": format!("{title}. {meaning}") },
        "help": {
            "text": format!("AWS describes it at {link}"),
            "markdown": format!("[AWS's page about it]({link})"),
        },
        "helpUri": link,
        "defaultConfiguration": { "level": level(finding.finding_type) },
        "properties": { "tags": [tag], "problem.severity": severity },
    })
}

fn level(finding_type: FindingType) -> &'static str {
    match finding_type {
        FindingType::Error => "error",
        FindingType::SecurityWarning | FindingType::Warning => "warning",
        FindingType::Suggestion => "note",
    }
}

fn result(finding: &ReportedFinding, rule: usize, file: &Value) -> Value {
    let place = |span: &TextSpan| json!({ "physicalLocation": { "artifactLocation": file, "region": region(span) } });
    let mut spans = finding.locations.iter().map(|location| &location.span);
    let first: Vec<Value> = spans.next().map(&place).into_iter().collect();
    let others: Vec<Value> = (1..)
        .zip(spans)
        .map(|(id, span)| {
            let mut other = place(span);
            add(&mut other, "id", json!(id));
            add(&mut other, "message", json!({ "text": "The same problem" }));
            other
        })
        .collect();
    let mut result = json!({
        "ruleId": finding.issue_code,
        "ruleIndex": rule,
        "level": level(finding.finding_type),
        "message": { "text": finding.finding_details },
        "locations": first,
    });
    if !others.is_empty() {
        add(&mut result, "relatedLocations", json!(others));
    }
    if let Some(fix) = &finding.fix {
        add(&mut result, "fixes", json!([self::fix(fix, file)]));
    }
    if let Some(comment) = &finding.silenced_by {
        let suppression = json!({ "kind": "inSource", "location": place(comment) });
        add(&mut result, "suppressions", json!([suppression]));
    }
    result
}

fn fix(fix: &ReportedFix, file: &Value) -> Value {
    let replacement = |edit: &ReportedEdit| {
        json!({
            "deletedRegion": region(&edit.span),
            "insertedContent": { "text": edit.text },
        })
    };
    let replacements: Vec<Value> = fix.edits.iter().map(replacement).collect();
    json!({
        "description": { "text": fix.title },
        "artifactChanges": [{ "artifactLocation": file, "replacements": replacements }],
    })
}

/// Lines and columns from 1, the end behind the last character.
fn region(span: &TextSpan) -> Value {
    json!({
        "startLine": span.start.line,
        "startColumn": span.start.column + 1,
        "endLine": span.end.line,
        "endColumn": span.end.column + 1,
    })
}

/// A file by its path from the current folder, which in CI is the repository's root.
fn artifact(name: &str) -> Value {
    let path = Path::new(name);
    let current = std::env::current_dir().unwrap_or_default();
    let relative = path.strip_prefix(&current).unwrap_or(path);
    let text = relative.to_string_lossy().into_owned();
    let text = match cfg!(windows) {
        true => text.replace('\\', "/"),
        false => text,
    };
    let encoded = utf8_percent_encode(text.trim_start_matches("./"), ENCODED);
    if relative.is_absolute() {
        let slash = if text.starts_with('/') { "" } else { "/" };
        return json!({ "uri": format!("file://{slash}{encoded}") });
    }
    let uri = match name {
        "-" => "stdin".to_owned(),
        _ => encoded.to_string(),
    };
    json!({ "uri": uri, "uriBaseId": "%SRCROOT%" })
}

fn add(object: &mut Value, name: &str, value: Value) {
    if let Some(members) = object.as_object_mut() {
        members.insert(name.to_owned(), value);
    }
}

#[cfg(test)]
mod tests {
    use super::artifact;
    use serde_json::json;

    #[test]
    fn a_file_is_named_from_the_current_folder() {
        let check = |name: &str, uri: &str| {
            assert_eq!(
                artifact(name),
                json!({ "uri": uri, "uriBaseId": "%SRCROOT%" })
            );
        };
        check("./a b/é#1.json", "a%20b/%C3%A9%231.json");
        check("-", "stdin");
        let inside = std::env::current_dir().expect("a folder").join("x.json");
        check(&inside.to_string_lossy(), "x.json");
    }
}
