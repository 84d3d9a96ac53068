//! Asks the page's second program, which runs in a worker: validation, the catalog, examples.
//!
//! Questions and answers are JSON (`web/assist/src/question.rs`, `web/assist/src/answer.rs`), and
//! cross over as events that `web/assist/client.js` passes on. The program is fetched with the first
//! question.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use iam_evaluator::json::{self, Node};
use leptos::prelude::*;
use web_sys::js_sys::Reflect;

use crate::json::{Object, list_of, text_of};
use crate::rest::Rest;

/// What is called with each answer, and told whether it is the last; a later one is the better one.
type Listener = Rc<dyn Fn(&Node<'_>, bool)>;

thread_local! {
    static ASKED: RefCell<(u32, HashMap<u32, Listener>)> = RefCell::default();
}

/// Data that the assistant needs and cannot have now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MissingData {
    /// Whether anything is missing.
    pub is_missing: bool,
    /// What went wrong.
    pub reason: String,
}

/// Asks: the member `ask` names the question, the others are what it is about.
pub fn ask(members: Object, listen: impl Fn(&Node<'_>, bool) + 'static) {
    ask_json(members.finish(), listen);
}

/// The same with JSON that is written already.
pub fn ask_json(question: String, listen: impl Fn(&Node<'_>, bool) + 'static) {
    ask_boxed("iam-ask", &question, Rc::new(listen));
}

/// Asks what is answered without data, and soon: mostly before this returns.
pub fn ask_at_once(members: Object, listen: impl Fn(&Node<'_>, bool) + 'static) {
    ask_boxed("iam-ask-at-once", &members.finish(), Rc::new(listen));
}

// The page is smaller when this is there once.
#[inline(never)]
fn ask_boxed(event: &str, question: &str, listener: Listener) {
    let id = ASKED.with_borrow_mut(|(next, waiting)| {
        *next = next.wrapping_add(1);
        waiting.insert(*next, listener);
        *next
    });
    dispatch(event, &format!("{id} {question}"));
}

/// How many milliseconds a question rests before it is asked.
const REST: u64 = 250;

/// Asks a question, in JSON, whenever it has changed and rests. Answers to what is no longer asked
/// are dropped; where nothing is asked, the answer is nothing, and not the last one.
pub fn keep_asking(
    question: Memo<String>,
    listen: impl Fn(&Node<'_>, bool) + Send + Sync + 'static,
) {
    let listen = Arc::new(listen);
    let rest = Rest::after(REST);
    Effect::new(move |_| {
        let asked = question.get();
        let listen = listen.clone();
        if asked.is_empty() {
            rest.stop();
            listen(&json::parse("null").root, false);
            return;
        }
        rest.then(move || {
            let still = asked.clone();
            ask_json(asked, move |answer, is_last| {
                if question.with_untracked(|now| *now == still) {
                    listen(answer, is_last);
                }
            });
        });
    });
}

/// Asks for the data that could not be had.
pub fn retry() {
    dispatch("iam-data-retry", "");
}

/// Listens to answers, and to what is said about the data.
pub fn listen(missing: RwSignal<MissingData>) {
    window_event_listener_untyped("iam-answer", |event| {
        let part = |name: &str| detail(&event, name);
        let id = part("id").as_f64().unwrap_or_default() as u32;
        let is_last = part("last").is_truthy();
        let listener = ASKED.with_borrow_mut(|(_, waiting)| match is_last {
            true => waiting.remove(&id),
            false => waiting.get(&id).cloned(),
        });
        if let (Some(listener), Some(answer)) = (listener, part("answer").as_string()) {
            listener(&json::parse(&answer).root, is_last);
        }
    });
    window_event_listener_untyped("iam-data", move |event| {
        let said = detail(&event, "json").as_string().unwrap_or_default();
        let said = json::parse(&said);
        missing.set(MissingData {
            is_missing: list_of(&said.root, "failed")
                .iter()
                .filter_map(Node::as_str)
                .any(|path| !path.starts_with("examples/")),
            reason: text_of(&said.root, "reason"),
        });
    });
}

/// A member of what an event carries.
pub fn detail(event: &web_sys::Event, name: &str) -> leptos::wasm_bindgen::JsValue {
    let detail = Reflect::get(event, &"detail".into()).unwrap_or_default();
    Reflect::get(&detail, &name.into()).unwrap_or_default()
}

/// Tells the page's JavaScript something.
pub fn dispatch(kind: &str, detail: &str) {
    let init = web_sys::CustomEventInit::new();
    init.set_detail(&detail.into());
    if let Ok(event) = web_sys::CustomEvent::new_with_event_init_dict(kind, &init) {
        // Without a listener there is no answer, and nothing more to be done.
        window().dispatch_event(&event).ok();
    }
}
