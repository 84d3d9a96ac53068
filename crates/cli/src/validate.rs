//! `iam-playground validate`: policies in, findings out.

use std::io::{Result, Write, stdout};
use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use iam_case::{POLICY_KINDS, policy_type_of, problems};
use iam_evaluator::{FindingType, Policy, PolicyType};
use serde_json::{Value, json};

use crate::{Status, input};

/// Options of `validate`.
#[derive(Args)]
pub(crate) struct Options {
    /// What the policies are attached as.
    #[arg(long = "type", value_parser = kinds(), default_value = "identity")]
    policy_type: PolicyType,
    /// Read one policy a line, as `{"id": …, "document": …}`, and answer each with one line of
    /// JSON.
    #[arg(long)]
    jsonl: bool,
    /// The files to read, one policy each; `-` is standard input.
    #[arg(default_value = "-")]
    files: Vec<PathBuf>,
}

/// Takes the words of the case format, and names them in the help.
fn kinds() -> impl TypedValueParser<Value = PolicyType> {
    PossibleValuesParser::new(POLICY_KINDS.map(|(word, _)| word))
        .try_map(|word| policy_type_of(&word).ok_or("there is no such type of policy"))
}

pub(crate) fn run(options: &Options) -> Result<Status> {
    let mut status = Status::Good;
    for path in &options.files {
        if options.jsonl {
            let mut out = stdout().lock();
            input::for_each_line(path, |line| {
                let (answer, one) = validate_line(line, options.policy_type);
                status = status.max(one);
                writeln!(out, "{answer}")?;
                out.flush()
            })?;
            continue;
        }
        let text = input::read(path)?;
        let policy = Policy::read(&path.display().to_string(), options.policy_type, &text);
        print_findings(&policy)?;
        status = status.max(status_of(&policy));
    }
    Ok(status)
}

fn print_findings(policy: &Policy) -> Result<()> {
    let mut out = stdout().lock();
    for finding in policy.findings() {
        let place = policy.lines.position(&policy.text, finding.span().start);
        writeln!(
            out,
            "{}:{}:{}: {} {}: {}",
            policy.name,
            place.line,
            place.column + 1,
            finding.finding_type.as_str(),
            finding.issue_code,
            finding.details
        )?;
    }
    if policy.findings().is_empty() {
        let statements = policy.statements().len();
        writeln!(
            out,
            "{}: no problems in {statements} statements",
            policy.name
        )?;
    }
    Ok(())
}

fn status_of(policy: &Policy) -> Status {
    let is_error = |finding: &iam_evaluator::Finding| finding.finding_type == FindingType::Error;
    if policy.findings().iter().any(is_error) {
        Status::Unmet
    } else {
        Status::Good
    }
}

fn validate_line(
    line: std::result::Result<&str, &str>,
    policy_type: PolicyType,
) -> (String, Status) {
    let read = line.map_err(str::to_owned).and_then(|line| {
        let json = iam_evaluator::json::parse(line);
        if let Some(finding) = json.findings.first() {
            return Err(finding.details.clone());
        }
        let id = json
            .root
            .member("id")
            .and_then(|id| id.as_str())
            .unwrap_or_default()
            .to_owned();
        match json.root.member("document") {
            Some(node) => {
                let text = node
                    .as_str()
                    .unwrap_or_else(|| node.span.of(line))
                    .to_owned();
                Ok((id, text))
            }
            None => Err("the line has no `document`".to_owned()),
        }
    });
    match read {
        Err(message) => (
            json!({ "error": { "message": message } }).to_string(),
            Status::Unreadable,
        ),
        Ok((id, text)) => {
            let policy = Policy::read(&id, policy_type, &text);
            let findings = serde_json::to_value(problems(&policy)).unwrap_or(Value::Null);
            let answer = json!({
                "id": id,
                "accepted": policy.document().is_some(),
                "statements": policy.statements().len(),
                "findings": findings,
            });
            (answer.to_string(), status_of(&policy))
        }
    }
}
