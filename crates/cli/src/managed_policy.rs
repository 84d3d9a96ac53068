//! `iam-playground managed-policy`: the policies that AWS manages.
//!
//! <https://docs.aws.amazon.com/aws-managed-policy/latest/reference/about-managed-policy-reference.html>

use std::io::{Error, Result, Write, stdout};

use clap::Args;
use iam_language::managed::{ManagedPolicies, find_in_pack, pack_of};
use iam_language::rewrite::format;

use crate::Status;

/// Options of `managed-policy`.
#[derive(Args)]
pub(crate) struct Options {
    /// The policy's name or ARN; without it the names are listed.
    #[arg(value_name = "NAME|ARN")]
    policy: Option<String>,
    /// List the names that have all of these words in them.
    #[arg(long, value_name = "WORDS", num_args = 1.., conflicts_with = "policy")]
    search: Vec<String>,
}

/// The document goes to standard output, so that it can be kept in a file; what is known of it
/// besides to standard error.
pub(crate) fn run(options: &Options) -> Result<Status> {
    let index = iam_data::file("managed-policies/index.txt").unwrap_or_default();
    let policies = ManagedPolicies::read(index).map_err(Error::other)?;
    let Some(wanted) = &options.policy else {
        return list(&policies, &options.search.join(" "));
    };
    let Some(name) = policies.name(wanted) else {
        let near = policies.search(wanted);
        let near: Vec<&str> = near.into_iter().take(3).collect();
        let hint = match near.as_slice() {
            [] => "`--search WORDS` finds names".to_owned(),
            names => format!("is it {}?", names.join(", ")),
        };
        eprintln!("error: AWS manages no policy `{wanted}`: {hint}");
        return Ok(Status::Unreadable);
    };
    let file = format!("managed-policies/packs/{}", pack_of(name));
    let pack = iam_data::file(&file).unwrap_or_default();
    let policy = find_in_pack(pack, name).map_err(Error::other)?;
    let mut out = stdout().lock();
    let document = format(policy.document).map_err(Error::other)?;
    writeln!(out, "{}", document.trim_end())?;
    out.flush()?;
    let arn = policies.arn(name).unwrap_or_default();
    eprintln!("{arn}, {}, as of {}", policy.version, policies.source());
    Ok(Status::Good)
}

fn list(policies: &ManagedPolicies, query: &str) -> Result<Status> {
    let found = policies.search(query);
    let mut out = stdout().lock();
    for name in &found {
        writeln!(out, "{name}")?;
    }
    out.flush()?;
    if found.is_empty() {
        eprintln!("No policy that AWS manages has these words in its name.");
        return Ok(Status::Unmet);
    }
    Ok(Status::Good)
}
