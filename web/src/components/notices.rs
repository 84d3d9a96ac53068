//! What the page has to tell: work that can be had back, the idea of an example, trouble with
//! storing.

use leptos::prelude::*;

use crate::app::{StorageNotice, use_workbench};

/// The notices.
#[component]
pub fn Notices(
    /// Trouble with storing the work, if there is any.
    storage: RwSignal<Option<StorageNotice>>,
) -> impl IntoView {
    view! {
        <div class="notices">
            <UndoNotice />
            {move || storage.get().map(|notice| view! { <StorageWords notice /> })}
            <ExampleIdea />
        </div>
    }
}

/// What was replaced, with a button that brings it back.
#[component]
fn UndoNotice() -> impl IntoView {
    let workbench = use_workbench();
    let undo = workbench.undo;
    view! {
        <div class="notice-place" role="status" aria-label="What just happened">
            {move || {
                undo.get()
                    .map(|undo_now| {
                        view! {
                            <div class="notice">
                                <p>{undo_now.message}</p>
                                <button
                                    type="button"
                                    class="button"
                                    on:click=move |_| workbench.take_back()
                                >
                                    {undo_now.button}
                                </button>
                                <button
                                    type="button"
                                    class="button quiet"
                                    aria-label="Dismiss this notice"
                                    on:click=move |_| undo.set(None)
                                >
                                    "✕"
                                </button>
                            </div>
                        }
                    })
            }}
        </div>
    }
}

/// Trouble with storing the work, in words.
#[component]
fn StorageWords(
    /// What happened.
    notice: StorageNotice,
) -> impl IntoView {
    let words = match notice {
        StorageNotice::NotSaved => {
            "This is too large for the browser's storage, or the browser keeps nothing: the work \
             will not survive a reload as it is now. What was stored before is still there."
        }
        StorageNotice::Unreadable => {
            "The stored work could not be read by this version of the page. It was put aside, \
             unchanged, in the browser's storage as “iam-playground/unreadable-work”."
        }
    };
    view! {
        <div class="notice warn" role="alert" data-testid="storage-notice">
            <p>{words}</p>
        </div>
    }
}

/// The idea of the example on show.
#[component]
fn ExampleIdea() -> impl IntoView {
    let workbench = use_workbench();
    let example = workbench.example;
    view! {
        {move || {
            example
                .get()
                .map(|example_now| {
                    view! {
                        <div class="idea" data-testid="example-idea">
                            <p>
                                <strong>{example_now.title.as_str()}". "</strong>
                                {with_code(&example_now.idea)}
                            </p>
                            <button
                                type="button"
                                class="button quiet"
                                aria-label="Close the example's description"
                                on:click=move |_| example.set(None)
                            >
                                "✕"
                            </button>
                        </div>
                    }
                })
        }}
    }
}

/// A paragraph, its words between backticks as code.
pub fn with_code(paragraph: &str) -> impl IntoView + use<> {
    let parts = paragraph.split('`').enumerate();
    parts
        .map(|(index, part)| {
            let part = part.to_owned();
            match index % 2 {
                0 => part.into_any(),
                _ => view! { <code>{part}</code> }.into_any(),
            }
        })
        .collect_view()
}
