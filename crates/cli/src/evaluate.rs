//! `iam-playground evaluate`: cases in, verdicts out.

use std::io::{Result, Write, stdout};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use iam_case::{Answer, Case, CaseError, TraceDetail};
use iam_evaluator::explain::{limits, limits_text};
use iam_evaluator::{PolicyType, evaluate, explain};
use serde_json::{Value, json};

use crate::{Status, input};

/// Options of `evaluate`.
#[derive(Args)]
pub(crate) struct Options {
    /// Read one case a line, and answer each with one line of JSON.
    #[arg(long)]
    jsonl: bool,
    /// Add no context keys that AWS would derive from the principal and the resource.
    #[arg(long)]
    exact_context: bool,
    /// How to show the way to the decision: by default as text for one case, and not at all for
    /// lines.
    #[arg(long, value_enum)]
    trace: Option<TraceForm>,
    /// Also say, below the text, what the answer does not look at.
    #[arg(long, conflicts_with = "jsonl")]
    limits: bool,
    /// The file to read; `-` is standard input.
    #[arg(default_value = "-")]
    file: PathBuf,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TraceForm {
    /// Sentences, for people.
    Text,
    /// Data, for machines.
    Json,
    /// Only the decision.
    None,
}

pub(crate) fn run(options: &Options) -> Result<Status> {
    if options.jsonl {
        run_lines(options)
    } else {
        run_one(options)
    }
}

fn run_one(options: &Options) -> Result<Status> {
    let text = input::read(&options.file)?;
    let case = match Case::read(&text, options.exact_context) {
        Ok(case) => case,
        Err(error) => {
            eprintln!("error: {error}");
            return Ok(Status::Unreadable);
        }
    };
    let form = options.trace.unwrap_or(TraceForm::Text);
    let evaluation = evaluate(&case.policies, &case.request);
    let explanation = explain(&evaluation, &case.policies, &case.request);
    let detail = if form == TraceForm::Json {
        TraceDetail::Full
    } else {
        TraceDetail::None
    };
    let answer = Answer::from_explanation(&case, &explanation, detail);
    let mut out = stdout().lock();
    match form {
        TraceForm::Json => writeln!(out, "{}", serde_json::to_string_pretty(&answer)?)?,
        TraceForm::Text => out.write_all(
            explanation
                .to_text(&case.policies, &case.request)
                .as_bytes(),
        )?,
        TraceForm::None => writeln!(out, "{}. {}", explanation.word(), explanation.summary)?,
    }
    if options.limits && form != TraceForm::Json {
        let members = case.policies.members().iter();
        let types: Vec<PolicyType> = members.map(|member| member.policy.policy_type).collect();
        let found = limits(&case.request, evaluation.verdict.decision, &types);
        write!(out, "\n{}", limits_text(&found))?;
    }
    if answer.passed == Some(false) {
        out.flush()?;
        eprintln!("The answer is not the one that the case expects.");
        return Ok(Status::Unmet);
    }
    Ok(Status::Good)
}

fn run_lines(options: &Options) -> Result<Status> {
    let mut status = Status::Good;
    let mut out = stdout().lock();
    input::for_each_line(&options.file, |line| {
        let case = match line {
            Ok(line) => Case::read(line, options.exact_context),
            Err(message) => Err(CaseError {
                id: None,
                message: message.to_owned(),
                location: None,
            }),
        };
        let (answer, one) = match case {
            Ok(case) => answer_line(&case, options.trace.unwrap_or(TraceForm::None))?,
            Err(error) => (error_line(&error), Status::Unreadable),
        };
        status = status.max(one);
        writeln!(out, "{answer}")?;
        out.flush()
    })?;
    Ok(status)
}

fn answer_line(case: &Case, form: TraceForm) -> Result<(String, Status)> {
    let (answer, text) = match form {
        TraceForm::None => (Answer::to(case, TraceDetail::None), None),
        TraceForm::Json => (Answer::to(case, TraceDetail::Full), None),
        TraceForm::Text => {
            let evaluation = evaluate(&case.policies, &case.request);
            let explanation = explain(&evaluation, &case.policies, &case.request);
            let answer = Answer::from_explanation(case, &explanation, TraceDetail::None);
            (
                answer,
                Some(explanation.to_text(&case.policies, &case.request)),
            )
        }
    };
    let status = if answer.passed == Some(false) {
        Status::Unmet
    } else {
        Status::Good
    };
    let Some(text) = text else {
        return Ok((serde_json::to_string(&answer)?, status));
    };
    let mut value = serde_json::to_value(&answer)?;
    if let Some(members) = value.as_object_mut() {
        members.insert("trace".to_owned(), Value::String(text));
    }
    Ok((value.to_string(), status))
}

fn error_line(error: &CaseError) -> String {
    let mut problem = json!({ "message": error.message });
    if let (Some(place), Some(members)) = (error.location, problem.as_object_mut()) {
        let location =
            json!({ "line": place.line, "column": place.column, "offset": place.offset });
        members.insert("location".to_owned(), location);
    }
    match &error.id {
        Some(id) => json!({ "id": id, "error": problem }).to_string(),
        None => json!({ "error": problem }).to_string(),
    }
}
