//! The `iam-playground` command: `evaluate` decides cases, `validate` finds problems in policies,
//! `managed-policy` prints the policies that AWS manages.

mod catalog;
mod evaluate;
mod input;
mod managed_policy;
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
    /// Find the problems in policies: those for which AWS refuses them, and those that IAM Access
    /// Analyzer and we warn of.
    Validate(validate::Options),
    /// Print a policy that AWS manages, or find its name.
    ManagedPolicy(managed_policy::Options),
}

/// What the exit status says. The worst of a run counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Status {
    /// Everything was read, and every expectation met.
    Good,
    /// Some expectation was not met, some policy has what it should not have, or nothing was found.
    Unmet,
    /// Some input could not be read.
    Unreadable,
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Evaluate(options) => evaluate::run(&options),
        Command::Validate(options) => validate::run(&options),
        Command::ManagedPolicy(options) => managed_policy::run(&options),
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
