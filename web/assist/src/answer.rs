//! What the page is answered.

use iam_playground::Workspace;
use serde::Serialize;

use crate::examples::Entry;

/// An answer.
#[derive(Debug, Default, Serialize)]
pub struct Answer {
    /// The answer itself; what it is depends on the question.
    pub answer: serde_json::Value,
    /// The files with which it would be better, by their paths in the page.
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

/// What can be written at a place. Places are in UTF-16 units of the text.
#[derive(Debug, Serialize)]
pub struct Completions {
    /// Where what an item replaces begins.
    pub from: u32,
    /// Where it ends.
    pub to: u32,
    /// Where a comma has to go, whichever item is taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comma: Option<u32>,
    /// The best first.
    pub items: Vec<Item>,
}

/// One thing that can be written.
#[derive(Debug, Serialize)]
pub struct Item {
    /// What people see.
    pub label: String,
    /// What is written.
    pub insert: String,
    /// The part of `insert` to select afterwards, in UTF-16 units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub select: Option<(u32, u32)>,
    /// What it is, as a word.
    pub kind: &'static str,
    /// In a few words.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// In a sentence or two.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub info: String,
}

/// What stands at a place, in UTF-16 units of the text.
#[derive(Debug, Serialize)]
pub struct Hover {
    /// Where it begins.
    pub from: u32,
    /// Where it ends.
    pub to: u32,
    /// What it is.
    pub title: String,
    /// What there is to say, a line each.
    pub lines: Vec<String>,
    /// A page about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// A policy in another form, or why there is none.
#[derive(Debug, Default, Serialize)]
pub struct Rewritten {
    /// The text; none where it cannot be had.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What was changed and what was left, or why it cannot be done.
    pub notes: Vec<String>,
}

/// Help with a request.
#[derive(Debug, Serialize)]
pub struct Help {
    /// Actions that begin like the one given.
    pub actions: Vec<String>,
    /// Likely ARNs.
    pub resources: Vec<String>,
    /// Condition keys with the types of their values.
    pub keys: Vec<(String, String)>,
    /// What AWS never asks: `action`, `resource` or the key that it is about, and a sentence.
    pub remarks: Vec<(String, String)>,
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

/// The examples that were searched for.
#[derive(Debug, Serialize)]
pub struct Found<'e> {
    /// Those that have the words, in the order of the menu.
    pub groups: Vec<Group<'e>>,
    /// Topics that some of them have and others have not: words to search on with.
    pub topics: Vec<&'e str>,
    /// How many have the words.
    pub count: usize,
    /// How many there are.
    pub total: usize,
}

/// A part of the menu.
#[derive(Debug, Serialize)]
pub struct Group<'e> {
    /// Its heading.
    pub name: &'e str,
    /// Its examples.
    pub entries: Vec<&'e Entry>,
}

/// An example, ready to be opened.
#[derive(Clone, Debug, Serialize)]
pub struct Example {
    /// The name of its file.
    pub slug: String,
    /// A few words.
    pub title: String,
    /// Its idea.
    pub idea: String,
    /// The page of AWS on its subject.
    pub guide: String,
    /// Its policies, its request and its tests.
    pub work: Workspace,
}

/// Why there is no example to open.
#[derive(Debug, Serialize)]
pub struct NoExample {
    /// Always: no example has that name.
    pub unknown: bool,
}

/// What the command line answers, or why it does not.
#[derive(Debug, Default, Serialize)]
pub struct Raw {
    /// JSON.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// What stands in the way, in a sentence.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub problem: String,
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
