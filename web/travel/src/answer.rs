//! What the dialogs are answered.

use iam_playground::Workspace;
use iam_playground::received::Take;
use serde::Serialize;

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
