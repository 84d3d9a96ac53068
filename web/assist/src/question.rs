//! What the page asks.

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
}
