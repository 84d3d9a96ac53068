//! What the page asks.

use iam_playground::Workspace;
use iam_playground::received::Take;
use serde::Deserialize;

/// A question. Offsets count UTF-16 units, as JavaScript does; spans of answers too.
#[derive(Debug, Deserialize)]
#[serde(tag = "ask", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Question {
    /// Which problems does this policy have?
    Validate {
        /// The text.
        text: String,
        /// What it is attached as, by the words of the case format.
        kind: String,
        /// AWS's name of the type of resource that it is attached to.
        #[serde(default)]
        resource_type: Option<String>,
        /// Whether to use the catalog, and to ask for its files.
        catalog: bool,
    },
    /// What can be written at this place?
    Complete {
        /// The text.
        text: String,
        /// What it is attached as.
        kind: String,
        /// The place.
        offset: u32,
    },
    /// What stands at this place?
    Hover {
        /// The text.
        text: String,
        /// What it is attached as.
        kind: String,
        /// The place.
        offset: u32,
    },
    /// How is this policy written in another form?
    Rewrite {
        /// Which form.
        form: Form,
        /// The text.
        text: String,
        /// What it is attached as.
        kind: String,
    },
    /// How can this request be completed, and what in it does AWS never ask?
    Help {
        /// The action, as far as it is written.
        action: String,
        /// The resource.
        resource: String,
        /// The condition keys.
        keys: Vec<String>,
    },
    /// Which managed policies have these words in their names?
    SearchManaged {
        /// The words, or an ARN.
        query: String,
    },
    /// What does this managed policy say?
    ManagedPolicy {
        /// Its name or its ARN.
        name: String,
    },
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

/// A form of a policy that means the same.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Form {
    /// Indented.
    Format,
    /// Without white space and comments.
    Minify,
    /// Its members and lists in order.
    Sort,
    /// Each wildcard in an action as the actions that it covers.
    Expand,
    /// Actions drawn together to wildcards that cover just them.
    Shrink,
}
