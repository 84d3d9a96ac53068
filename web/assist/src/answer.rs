//! What the page is answered.

use serde::Serialize;

/// An answer.
#[derive(Debug, Default, Serialize)]
pub struct Answer {
    /// The answer itself; what it is depends on the question.
    pub answer: serde_json::Value,
    /// The files of `data` with which it would be better.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
}

/// The problems of a policy.
#[derive(Debug, Serialize)]
pub struct Problems {
    /// Those to show, in the order of the text.
    pub findings: Vec<Problem>,
    /// Those that comments in the text silence.
    pub silenced: Vec<Problem>,
}

/// A problem.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// `ERROR`, `SECURITY_WARNING`, `WARNING` or `SUGGESTION`.
    pub finding_type: &'static str,
    /// The code.
    pub issue_code: &'static str,
    /// What is wrong and what to write instead.
    pub details: String,
    /// The page about it.
    pub link: String,
    /// Whether it takes the catalog to see it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub by_catalog: bool,
    /// Where: start and end, in bytes; the first is where it is best shown.
    pub spans: Vec<(u32, u32)>,
    /// A change that mends it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
}

/// A change of the text.
#[derive(Debug, Serialize)]
pub struct Fix {
    /// What it does.
    pub title: String,
    /// Start and end, in bytes, and what comes in their place.
    pub edits: Vec<(u32, u32, String)>,
}

/// The names of managed policies that were searched for.
#[derive(Debug, Serialize)]
pub struct ManagedNames {
    /// At most [`ManagedNames::MOST`] of them.
    pub names: Vec<String>,
    /// How many there are.
    pub count: usize,
}

impl ManagedNames {
    /// The most names of one answer.
    pub const MOST: usize = 50;
}

/// A managed policy.
#[derive(Debug, Serialize)]
pub struct Managed {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// Its version.
    pub version: String,
    /// Its document, indented.
    pub text: String,
}

/// What this program is made of.
#[derive(Debug, Serialize)]
pub struct Versions {
    /// The version of the playground.
    pub playground: &'static str,
    /// What the catalog was made from: a package and its version.
    pub catalog: String,
    /// How many services it has.
    pub services: String,
}
