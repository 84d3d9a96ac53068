//! `iam-playground link`: makes and opens the playground's links.
//!
//! `docs/share-link.md` describes them.

use std::io::{Error, Result, Write, stdout};
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use iam_playground::Workspace;
use iam_playground::export::{to_json, to_markdown, to_scenario};
use iam_playground::received::{Refused, Take, receive, take};
use iam_playground::share::{LinkError, MOST_BYTES, MOST_POLICIES, decode, encode, length_warning};

use crate::Status;
use crate::input::read;

/// Options of `link`.
#[derive(Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Print the link to work: a file or a scenario of the playground, a policy, or what else it imports.
    Make {
        /// The file; standard input without one.
        #[arg(default_value = "-")]
        file: PathBuf,
        /// Where the playground is; without it only the fragment is printed.
        #[arg(long, value_name = "URL", default_value = "")]
        base: String,
    },
    /// Print the work in a link.
    Open {
        /// The link or its fragment.
        link: String,
        /// The form to print it in.
        #[arg(long = "as", value_enum, default_value_t = Form::Json)]
        form: Form,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Form {
    /// A file of the playground.
    Json,
    /// A scenario, which `docs/case-format.md` describes.
    Scenario,
    /// Markdown for a chat or an issue.
    Markdown,
}

pub(crate) fn run(options: &Options) -> Result<Status> {
    match &options.command {
        Command::Make { file, base } => make(&read(file)?, base),
        Command::Open { link, form } => open(link, *form),
    }
}

fn make(text: &str, base: &str) -> Result<Status> {
    let received = receive(text).map_err(|refused| Error::other(refused.to_string()))?;
    let only = (received.principals.len() == 1).then_some(0);
    let (work, _) = take(&Workspace::default(), &received, only, Take::Everything);
    if work == Workspace::default() {
        let what = received.what;
        return Err(Error::other(format!("{what} has nothing for a link")));
    }
    let link = match base {
        "" => encode(&work),
        base => format!("{base}#{}", encode(&work)),
    };
    match decode(&link) {
        Ok(_) => {}
        Err(LinkError::TooLarge) => {
            let most = MOST_BYTES / 1024;
            return Err(Error::other(format!(
                "this is more than {most} KiB, which no link takes"
            )));
        }
        Err(_) => {
            return Err(Error::other(format!(
                "a link takes at most {MOST_POLICIES} policies, and these are {}",
                work.policies.len()
            )));
        }
    }
    let mut out = stdout().lock();
    writeln!(out, "{link}")?;
    out.flush()?;
    if let Some(warning) = length_warning(link.chars().count()) {
        eprintln!("{warning}");
    }
    Ok(Status::Good)
}

/// A broken link is an error, but what could be saved of it is printed all the same.
fn open(link: &str, form: Form) -> Result<Status> {
    let (work, status) = match decode(link) {
        Ok(work) => (work, Status::Good),
        Err(error) => {
            eprintln!("error: {}", Refused::Link(error.clone()));
            match error.recovered() {
                Some(work) => (work.clone(), Status::Unreadable),
                None => return Ok(Status::Unreadable),
            }
        }
    };
    let text = match form {
        Form::Json => to_json(&work),
        Form::Scenario => to_scenario(&work),
        Form::Markdown => to_markdown(&work, None, ""),
    };
    let mut out = stdout().lock();
    write!(out, "{text}")?;
    out.flush()?;
    Ok(status)
}
