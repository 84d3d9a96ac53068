//! Findings as JSON: a list of files, or a line for each line that was read.

use std::io::{Result, Write};

use iam_evaluator::FindingType;
use iam_language::report::{ReportedFinding, Validation};
use serde::Serialize;
use serde_json::json;

use super::Run;

/// A file with what was found in it.
#[derive(Serialize)]
struct File<'r> {
    file: &'r str,
    accepted: bool,
    statements: u32,
    findings: Vec<&'r ReportedFinding>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    silenced: Vec<&'r ReportedFinding>,
}

/// A line's answer.
#[derive(Serialize)]
struct Line<'r> {
    id: &'r str,
    #[serde(flatten)]
    validation: Validation,
}

pub(super) fn write(out: &mut impl Write, run: &Run, shown: FindingType) -> Result<()> {
    let files: Vec<File<'_>> = run
        .checked
        .iter()
        .map(|checked| File {
            file: &checked.name,
            accepted: checked.validation.accepted,
            statements: checked.validation.statements,
            findings: serious(&checked.validation.findings, shown),
            silenced: serious(&checked.validation.silenced, shown),
        })
        .collect();
    serde_json::to_writer_pretty(&mut *out, &files)?;
    writeln!(out)
}

fn serious(findings: &[ReportedFinding], shown: FindingType) -> Vec<&ReportedFinding> {
    let findings = findings.iter();
    findings
        .filter(|finding| finding.finding_type <= shown)
        .collect()
}

/// The name and the text of the policy in a line.
pub(super) fn read_line(line: &str) -> std::result::Result<(String, String), String> {
    let json = iam_evaluator::json::parse(line);
    if let Some(finding) = json.findings.first() {
        return Err(finding.details.clone());
    }
    let id = json.root.member("id").and_then(|id| id.as_str());
    let node = json
        .root
        .member("document")
        .ok_or("the line has no `document`")?;
    let text = node.as_str().unwrap_or_else(|| node.span.of(line));
    Ok((id.unwrap_or_default().to_owned(), text.to_owned()))
}

pub(super) fn answer_line(
    id: &str,
    mut validation: Validation,
    shown: FindingType,
) -> Result<String> {
    let is_shown = |finding: &ReportedFinding| finding.finding_type <= shown;
    validation.findings.retain(is_shown);
    validation.silenced.retain(is_shown);
    Ok(serde_json::to_string(&Line { id, validation })?)
}

pub(super) fn error_line(message: &str) -> String {
    json!({ "error": { "message": message } }).to_string()
}
