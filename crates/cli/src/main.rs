//! The `iam-playground` command: `evaluate` decides cases, `validate` finds problems in policies.

mod evaluate;
mod input;
mod validate;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Would AWS allow it? Evaluates AWS IAM policies and says which words decided.
#[derive(Parser)]
#[command(name = "iam-playground", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Decide one case, or a stream of them.
    ///
    /// A case is a JSON object with a request and policies; docs/case-format.md describes it.
    Evaluate(evaluate::Options),
    /// Find the problems in policies.
    Validate(validate::Options),
}

/// What the exit status says. The worst of a run counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Status {
    /// Everything was read, and every expectation met.
    Good,
    /// Some expectation was not met, or some policy has an error.
    Unmet,
    /// Some input could not be read.
    Unreadable,
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Evaluate(options) => evaluate::run(&options),
        Command::Validate(options) => validate::run(&options),
    };
    match result {
        Ok(status) => ExitCode::from(status as u8),
        // Whoever reads the output has seen enough.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(Status::Unreadable as u8)
        }
    }
}
