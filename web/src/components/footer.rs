//! The foot of the page: what it does with the text, and how to use it.

use leptos::prelude::*;

/// The foot of the page.
#[component]
pub fn Footer() -> impl IntoView {
    view! {
        <footer class="page-foot">
            <p>
                <strong>"Nothing leaves this page."</strong>
                " Policies and requests are evaluated in your browser and kept in its storage; no \
                 server sees them."
            </p>
            <p>
                "Click an outcome to select its words in the policy; put the caret into a statement \
                 to find its row. "<kbd>"Esc"</kbd>", then "<kbd>"Tab"</kbd>" leaves the editor."
            </p>
        </footer>
    }
}
