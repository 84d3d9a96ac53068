//! Problems in a policy's text: their types, their codes, and all their English.
//!
//! Types and codes are those of AWS's IAM Access Analyzer where it has one for the problem.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>

use crate::source::Span;

/// How serious a finding is.
///
/// <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ValidatePolicyFinding.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FindingType {
    /// AWS refuses the document, or part of it does not work.
    Error,
    /// The policy allows more than it should.
    SecurityWarning,
    /// The policy works, but surprises.
    Warning,
    /// The policy could be better.
    Suggestion,
}

impl FindingType {
    /// AWS's spelling: `ERROR`, `SECURITY_WARNING`, `WARNING`, `SUGGESTION`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            FindingType::Error => "ERROR",
            FindingType::SecurityWarning => "SECURITY_WARNING",
            FindingType::Warning => "WARNING",
            FindingType::Suggestion => "SUGGESTION",
        }
    }
}

/// One problem in a policy's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How serious it is.
    pub finding_type: FindingType,
    /// The code: Access Analyzer's, or one of our own, which begins with `PLAYGROUND_`.
    pub issue_code: &'static str,
    /// Where: at least one place; the first is where the problem is best shown.
    pub locations: Vec<Span>,
    /// What is wrong and what to write instead, in one sentence.
    pub details: String,
}
