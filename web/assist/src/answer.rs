//! What the page is answered.

use iam_playground::Workspace;
use iam_playground::received::Take;
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

/// The link to some work.
#[derive(Debug, Serialize)]
pub struct Link {
    /// What is in it, in words.
    pub contents: Vec<String>,
    /// The link; empty where there is none.
    pub url: String,
    /// Its length in characters.
    pub length: usize,
    /// What is to be said about its length.
    pub warning: Option<&'static str>,
    /// Why there is none.
    pub reason: String,
}

/// What a link opens to.
#[derive(Debug, Default, Serialize)]
pub struct Opened {
    /// The work, or what could be saved of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub work: Option<Workspace>,
    /// What is in it, in words.
    pub contents: Vec<String>,
    /// What had to be changed of it.
    pub notes: Vec<String>,
    /// Whether it is the work that is there.
    pub same: bool,
    /// What kind of trouble the link has, as a word; empty where it has none.
    pub error: &'static str,
    /// The same in a sentence.
    pub message: String,
    /// What the link has in it, as far as it can be read.
    pub text: String,
    /// The form in which the answer is to be shown, as the link has it.
    pub view: String,
    /// The step to show, counted from 1; 0 where the link names none.
    pub step: u32,
}

/// The work in another form.
#[derive(Debug, Default, Serialize)]
pub struct Exported {
    /// The text; empty where it cannot be had.
    pub text: String,
    /// What the form cannot say.
    pub notes: Vec<String>,
    /// Why there is none.
    pub reason: String,
}

/// The work under other names.
#[derive(Debug, Serialize)]
pub struct Redacted {
    /// The work.
    pub work: Workspace,
    /// What was replaced: what it is, what stood there, what stands there.
    pub replaced: Vec<(&'static str, String, String)>,
    /// Words that could not be replaced.
    pub left: Vec<String>,
    /// How many questions were asked again.
    pub asked: usize,
    /// Those whose answer is another, in words.
    pub changed: Vec<String>,
}

/// What a text is, and what of it can be taken over.
#[derive(Debug, Default, Serialize)]
pub struct Offered {
    /// Why nothing can be; empty where something can.
    pub error: String,
    /// What it is, in words.
    pub what: String,
    /// What taking it over does, in sentences.
    pub plan: Vec<String>,
    /// What it does not have, and what was guessed.
    pub notes: Vec<String>,
    /// The principals of whom one can be chosen.
    pub principals: Vec<String>,
    /// Which of them is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub principal: Option<usize>,
    /// What can be taken over.
    pub offers: Vec<Offer>,
}

/// Something that can be taken over.
#[derive(Debug, Serialize)]
pub struct Offer {
    /// What.
    pub take: Take,
    /// The words for it.
    pub words: String,
}

/// The work with something in it that it did not have.
#[derive(Debug, Serialize)]
pub struct Taken {
    /// The work.
    pub work: Workspace,
    /// What was done, in a sentence.
    pub message: String,
}
