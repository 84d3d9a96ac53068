//! What the page asks.

use serde::Deserialize;
use serde_json::Value;

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
    /// Which examples have these words?
    Examples {
        /// The words; all examples have none.
        query: String,
    },
    /// What is in this example?
    Example {
        /// The name of its file.
        slug: String,
    },
    /// What does the command line answer, with the whole trace?
    Raw {
        /// The policies and the request, in the form of [`iam_playground::Workspace`]. It is read
        /// when it is needed: with the question it would take some more kilobytes.
        work: Value,
        /// The statements that are left out: the place of the policy, and that of the statement.
        off: Vec<(usize, u32)>,
    },
    /// What is this program made of?
    Versions,
    /// What does the answer to this not look at?
    Limits {
        /// The request, and the answer.
        of: Decided,
    },
}

/// A request with its answer, as far as the limits depend on it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Decided {
    /// Who asks.
    pub principal: String,
    /// For what.
    pub action: String,
    /// On which resource.
    pub resource: String,
    /// The account that owns the resource, where it is known.
    pub resource_account: Option<String>,
    /// `allowed`, `explicitDeny` or `implicitDeny`.
    pub decision: String,
    /// The types of the policies, by the words of the case format.
    pub types: Vec<String>,
    /// The context keys that were given.
    pub keys: Vec<String>,
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
