//! The page's second program: it runs in a worker, is fetched after the first answer, and does what
//! is not needed for a verdict: validation, completion, rewriting, examples, the trace as JSON.
//!
//! It is asked in JSON and answers in JSON. It fetches nothing itself: an answer names the files with
//! which it would be better, `web/assist/worker.js` fetches them, provides them, and asks again.
#![expect(
    unreachable_pub,
    reason = "a program has no outside, and what JavaScript calls is public"
)]

mod answer;
mod desk;
mod examples;
mod question;

use wasm_bindgen::prelude::*;

use crate::desk::Desk;

fn main() {
    console_error_panic_hook::set_once();
}

/// What JavaScript holds.
#[wasm_bindgen]
#[derive(Default)]
pub struct Assistant {
    desk: Desk,
}

#[wasm_bindgen]
impl Assistant {
    /// An assistant without data.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Assistant {
        Assistant::default()
    }

    /// Answers a question.
    pub fn ask(&mut self, question: &str) -> String {
        self.desk.ask(question)
    }

    /// Takes a file, under its path in the page; says what is wrong with it, or nothing.
    pub fn provide(&mut self, path: &str, text: &str) -> Option<String> {
        self.desk.provide(path, text).err()
    }
}
