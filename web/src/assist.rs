//! Asks the page's second program, which runs in a worker: validation, the catalog, links, imports.
//!
//! Questions and answers are JSON (`web/assist/src/question.rs`, `web/assist/src/answer.rs`), and
//! cross over as events that `web/assist/client.js` passes on. The program is fetched with the first
//! question.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::wasm_bindgen::JsValue;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// What is called with each answer.
type Listener = Rc<dyn Fn(&str, bool)>;

thread_local! {
    static ASKED: RefCell<(u32, HashMap<u32, Listener>)> = RefCell::default();
}

/// Data that the assistant needs and cannot have now.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct MissingData {
    /// The files, by their paths; empty when nothing is missing.
    pub failed: Vec<String>,
    /// What went wrong with the last of them.
    #[serde(default)]
    pub reason: String,
}

#[derive(Serialize)]
struct Asked {
    id: u32,
    question: String,
}

#[derive(Deserialize)]
struct Answered {
    id: u32,
    answer: String,
    last: bool,
}

/// Asks. `listen` is called with each answer, and told whether it is the last; a later one is the
/// better one. An answer that is not of the type means that there is none.
pub fn ask<A: DeserializeOwned>(
    question: &impl Serialize,
    listen: impl Fn(Option<A>, bool) + 'static,
) {
    ask_text(
        serde_json::to_string(question).unwrap_or_default(),
        Rc::new(move |answer, last| listen(serde_json::from_str(answer).ok(), last)),
    );
}

// The page is smaller when this is there once.
#[inline(never)]
fn ask_text(question: String, listener: Listener) {
    let id = ASKED.with_borrow_mut(|(next, waiting)| {
        *next = next.wrapping_add(1);
        waiting.insert(*next, listener);
        *next
    });
    dispatch("iam-ask", &Asked { id, question });
}

/// Asks for the data that could not be had.
pub fn retry() {
    dispatch("iam-data-retry", &());
}

/// Listens to answers, and to what is said about the data.
pub fn listen(missing: RwSignal<MissingData>) {
    window_event_listener_untyped("iam-answer", |event| {
        let Some(Answered { id, answer, last }) = detail(&event) else {
            return;
        };
        let listener = ASKED.with_borrow_mut(|(_, waiting)| match last {
            true => waiting.remove(&id),
            false => waiting.get(&id).cloned(),
        });
        if let Some(listener) = listener {
            listener(&answer, last);
        }
    });
    window_event_listener_untyped("iam-data", move |event| {
        missing.set(detail(&event).unwrap_or_default());
    });
}

fn detail<T: DeserializeOwned>(event: &web_sys::Event) -> Option<T> {
    use leptos::wasm_bindgen::JsCast;
    let event: &web_sys::CustomEvent = event.dyn_ref()?;
    serde_wasm_bindgen::from_value(event.detail()).ok()
}

fn dispatch(kind: &str, detail: &impl Serialize) {
    let detail = serde_wasm_bindgen::to_value(detail).unwrap_or(JsValue::NULL);
    let init = web_sys::CustomEventInit::new();
    init.set_detail(&detail);
    if let Ok(event) = web_sys::CustomEvent::new_with_event_init_dict(kind, &init) {
        // Without a listener there is no answer, and nothing more to be done.
        window().dispatch_event(&event).ok();
    }
}
