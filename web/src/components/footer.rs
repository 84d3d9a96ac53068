//! The foot of the page: what it does with the text, and how to use it.

use crate::html::{Html, el};

/// The foot of the page.
pub fn footer() -> Html {
    el("footer")
        .class("page-foot")
        .child(
            el("p")
                .child(el("strong").child("Nothing leaves this page."))
                .child(
                    " Policies, requests and tests are evaluated in your browser and kept in its \
                     storage; no server sees them.",
                ),
        )
        .child(
            el("p")
                .child(
                    "Click an outcome to select its words in the policy; put the caret into a \
                     statement to find its row. ",
                )
                .child(el("kbd").child("Esc"))
                .child(", then ")
                .child(el("kbd").child("Tab"))
                .child(" leaves the editor."),
        )
        .into()
}
