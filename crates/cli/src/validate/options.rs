//! The options of `validate`.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use iam_case::{POLICY_KINDS, policy_type_of};
use iam_evaluator::{FindingType, PolicyType};
use iam_language::ResourceKind;
use iam_language::codes::{AWS, OURS};

const STATUSES: &str = "\
Exit status:
  0  nothing was found that `--fail-on` names
  1  something was: by default an error or a security warning
  2  some input could not be read, or an option is wrong

A comment in a policy silences a finding in its own line and in the next one, and everywhere when
it stands before the opening brace. AWS takes no comments: save the policy without them.
  // iam-playground: ignore CODE[, CODE] the reason";

/// Options of `validate`.
#[derive(Args)]
#[command(after_help = STATUSES)]
pub(crate) struct Options {
    /// What the policies are attached as [default: identity, with --resource-type: resource].
    #[arg(long = "type", value_name = "TYPE", value_parser = kinds())]
    policy_type: Option<PolicyType>,
    /// What a resource-based policy is attached to: some types have checks of their own.
    #[arg(long, value_name = "TYPE", value_parser = resource_kinds())]
    pub(super) resource_type: Option<ResourceKind>,
    /// How to show what is found.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,
    /// Leave these codes out; they do not count for the exit status either.
    #[arg(long, value_name = "CODE", value_delimiter = ',', value_parser = known_code)]
    pub(super) ignore: Vec<&'static str>,
    /// Leave out what is less serious than this [default: suggestion, for text: warning].
    #[arg(long, value_enum, value_name = "LEVEL")]
    min_severity: Option<Level>,
    /// Show also what comments in the policies silence, marked so. It never counts for the exit
    /// status. GitHub's code scanning takes what SARIF marks so for open.
    #[arg(long)]
    pub(super) silenced: bool,
    /// The least serious finding for which the exit status is 1, shown or not.
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = FailOn::Security)]
    pub(super) fail_on: FailOn,
    /// Do not use what AWS documents of its services: actions, resource types, condition keys.
    #[arg(long)]
    pub(super) no_catalog: bool,
    /// Read one policy a line, as `{"id": …, "document": …}`, and answer each with one line of
    /// JSON.
    #[arg(long, conflicts_with = "format")]
    pub(super) jsonl: bool,
    /// The files to read, one policy each; `-` is standard input, and a folder stands for all
    /// `*.json` in it and below.
    #[arg(default_value = "-")]
    pub(super) files: Vec<PathBuf>,
}

/// A form of what is found.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people: each finding with its line.
    Text,
    /// A list of the files, each with its findings in the shape of IAM Access Analyzer's.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
}

/// A type of finding, in short.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Level {
    /// AWS refuses the policy, or part of it does not work.
    Error,
    /// The policy allows more than it should.
    Security,
    /// The policy works, but surprises.
    Warning,
    /// The policy could be better.
    Suggestion,
}

/// What makes a run fail.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// Errors.
    Error,
    /// Errors and security warnings.
    Security,
    /// These and warnings.
    Warning,
    /// Anything.
    Suggestion,
    /// Nothing.
    Never,
}

impl Options {
    /// What the policies are read as.
    pub(super) fn policy_type(&self) -> PolicyType {
        let implied = match self.resource_type {
            Some(_) => PolicyType::ResourceBased,
            None => PolicyType::IdentityBased,
        };
        self.policy_type.unwrap_or(implied)
    }

    /// The least serious type to show.
    pub(super) fn shown(&self, default: FindingType) -> FindingType {
        match self.min_severity {
            None => default,
            Some(Level::Error) => FindingType::Error,
            Some(Level::Security) => FindingType::SecurityWarning,
            Some(Level::Warning) => FindingType::Warning,
            Some(Level::Suggestion) => FindingType::Suggestion,
        }
    }
}

impl FailOn {
    pub(super) fn includes(self, finding_type: FindingType) -> bool {
        let least = match self {
            FailOn::Error => FindingType::Error,
            FailOn::Security => FindingType::SecurityWarning,
            FailOn::Warning => FindingType::Warning,
            FailOn::Suggestion => FindingType::Suggestion,
            FailOn::Never => return false,
        };
        // The more serious is the lesser.
        finding_type <= least
    }
}

/// Takes the words of the case format, and names them in the help.
fn kinds() -> impl TypedValueParser<Value = PolicyType> {
    PossibleValuesParser::new(POLICY_KINDS.map(|(word, _)| word))
        .try_map(|word| policy_type_of(&word).ok_or("there is no such type of policy"))
}

/// Takes AWS's names of types of resources.
fn resource_kinds() -> impl TypedValueParser<Value = ResourceKind> {
    PossibleValuesParser::new(ResourceKind::ALL.map(ResourceKind::as_str))
        .try_map(|name| ResourceKind::read(&name).ok_or("there is no such type of resource"))
}

/// A code with a slip in it would be ignored for ever.
fn known_code(text: &str) -> Result<&'static str, String> {
    let aws = AWS.iter().map(|(code, _)| *code);
    let mut codes = aws.chain(OURS.iter().map(|own| own.code));
    let known = codes.find(|code| code.eq_ignore_ascii_case(text.trim()));
    known.ok_or_else(|| "there is no such issue code".to_owned())
}
