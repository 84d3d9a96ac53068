//! `iam-playground validate`: policies in, findings out.
//!
//! What is found is the same in every form: the findings of `iam-language`, in the shape of IAM
//! Access Analyzer's. The forms are in the files below this one.
//!
//! <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ValidatePolicy.html>

mod json;
mod options;
mod sarif;
mod text;

use std::io::{Result, Write, stdout};

use iam_evaluator::FindingType;
use iam_language::report::{ReportedFinding, Validation, report};
use iam_language::{Catalog, Reading};

use crate::catalog::GrowingCatalog;
use crate::{Status, input};

pub(crate) use options::Options;
use options::{FailOn, Format};

/// A file with what was found in it.
struct Checked {
    /// As the user named it.
    name: String,
    text: String,
    /// Without the codes that are to be ignored, and with what is silenced where it is to be shown.
    validation: Validation,
    /// How many findings comments silence.
    silenced: usize,
}

/// A whole run over files.
#[derive(Default)]
struct Run {
    checked: Vec<Checked>,
    /// Why a file could not be read.
    unreadable: Vec<String>,
}

pub(crate) fn run(options: &Options) -> Result<Status> {
    let mut catalog = if options.no_catalog {
        GrowingCatalog::none()
    } else {
        GrowingCatalog::read()?
    };
    if options.jsonl {
        return run_lines(options, &mut catalog);
    }
    let run = check_files(options, &mut catalog)?;
    let mut out = stdout().lock();
    match options.format {
        Format::Text => text::write(&mut out, &run, options.shown(FindingType::Warning))?,
        Format::Json => json::write(&mut out, &run, options.shown(FindingType::Suggestion))?,
        Format::Sarif => sarif::write(&mut out, &run, options.shown(FindingType::Suggestion))?,
    }
    out.flush()?;
    let validations = run.checked.iter().map(|checked| &checked.validation);
    let status = validations.map(|validation| status_of(validation, options.fail_on));
    let worst = status.max().unwrap_or(Status::Good);
    Ok(match run.unreadable.is_empty() {
        true => worst,
        false => Status::Unreadable,
    })
}

/// A file that cannot be read does not keep the others from being checked.
fn check_files(options: &Options, catalog: &mut GrowingCatalog) -> Result<Run> {
    let mut run = Run::default();
    for path in &options.files {
        let files = input::policies_in(path);
        for file in files.unwrap_or_else(|error| vec![Err(error)]) {
            let read = file.and_then(|path| Ok((input::read(&path)?, path)));
            match read {
                Ok((text, path)) => {
                    let mut validation = check(&text, options, catalog)?;
                    let silenced = validation.silenced.len();
                    validation.silenced.retain(|_| options.silenced);
                    run.checked.push(Checked {
                        name: path.display().to_string(),
                        text,
                        validation,
                        silenced,
                    });
                }
                Err(error) => {
                    eprintln!("error: {error}");
                    run.unreadable.push(error.to_string());
                }
            }
        }
    }
    Ok(run)
}

fn check(text: &str, options: &Options, catalog: &mut GrowingCatalog) -> Result<Validation> {
    let reading = Reading::of(text, options.policy_type());
    let catalog: &Catalog = catalog.with_services_of(&reading)?;
    let mut validation = report(&reading, options.resource_type, catalog);
    let is_wanted = |finding: &ReportedFinding| !options.ignore.contains(&finding.issue_code);
    validation.findings.retain(is_wanted);
    validation.silenced.retain(is_wanted);
    Ok(validation)
}

fn status_of(validation: &Validation, fail_on: FailOn) -> Status {
    let mut findings = validation.findings.iter();
    match findings.any(|finding| fail_on.includes(finding.finding_type)) {
        true => Status::Unmet,
        false => Status::Good,
    }
}

fn run_lines(options: &Options, catalog: &mut GrowingCatalog) -> Result<Status> {
    let mut status = Status::Good;
    let mut out = stdout().lock();
    for path in &options.files {
        input::for_each_line(path, |line| {
            let (answer, one) = match line.map_err(str::to_owned).and_then(json::read_line) {
                Ok((id, text)) => {
                    let mut validation = check(&text, options, catalog)?;
                    validation.silenced.retain(|_| options.silenced);
                    let one = status_of(&validation, options.fail_on);
                    let shown = options.shown(FindingType::Suggestion);
                    (json::answer_line(&id, validation, shown)?, one)
                }
                Err(message) => (json::error_line(&message), Status::Unreadable),
            };
            status = status.max(one);
            writeln!(out, "{answer}")?;
            out.flush()
        })?;
    }
    Ok(status)
}
