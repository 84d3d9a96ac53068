//! What the dialogs ask.

use iam_playground::Workspace;
use iam_playground::received::Take;
use serde::Deserialize;

/// A question. Work has the form in which it is shared (`docs/share-link.md`).
#[derive(Debug, Deserialize)]
#[serde(tag = "ask", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Question {
    /// What is the link to this work?
    Link {
        /// The work.
        work: Workspace,
        /// The page's address, without a fragment.
        base: String,
        /// The further parameters of the fragment: `&view=steps&step=4`.
        shown: String,
    },
    /// What does this link open to?
    OpenLink {
        /// The link or its fragment.
        link: String,
        /// The work that is there.
        mine: Workspace,
    },
    /// How is this work written in another form?
    Export {
        /// Which form.
        form: ExportForm,
        /// The work.
        work: Workspace,
        /// The link to it, for the form that has one.
        #[serde(default)]
        link: String,
        /// The answer in words, for the form that has one.
        #[serde(default)]
        verdict: String,
    },
    /// What is this work under other names?
    Redact {
        /// The work.
        work: Workspace,
        /// A number drawn by lot, in two halves: JavaScript has no integers of 64 bits in JSON.
        seed: (u32, u32),
    },
    /// What is this text, and what of it can be taken over?
    Import {
        /// The text.
        text: String,
        /// Which of its principals was chosen.
        #[serde(default)]
        principal: Option<usize>,
    },
    /// What is the work once this text is taken over?
    Take {
        /// The text.
        text: String,
        /// Which of its principals was chosen.
        #[serde(default)]
        principal: Option<usize>,
        /// What to take of it.
        part: Take,
        /// The work that is there.
        work: Workspace,
    },
}

/// A form of the work for elsewhere.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ExportForm {
    /// A file of the playground's.
    Json,
    /// A scenario in Markdown.
    Scenario,
    /// A text for a chat or an issue.
    Markdown,
    /// A command for AWS's simulator.
    Simulate,
}
