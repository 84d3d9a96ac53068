//! The page's third program: it runs in a worker, is fetched with the first link, export or import,
//! and knows how the work travels.
//!
//! It is asked in JSON and answers in JSON, and fetches nothing.
#![expect(
    unreachable_pub,
    reason = "a program has no outside, and what JavaScript calls is public"
)]

mod answer;
mod desk;
mod question;

use wasm_bindgen::prelude::*;

fn main() {
    console_error_panic_hook::set_once();
}

/// Answers a question.
#[wasm_bindgen]
pub fn ask(question: &str) -> String {
    desk::ask_json(question)
}
