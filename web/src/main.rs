//! The IAM playground's page: puts the app together and into the document.
#![expect(
    unreachable_pub,
    reason = "a program has no outside, and components make public types"
)]

mod app;
mod assist;
mod commands;
mod components;
mod examples;
mod html;
mod json;
mod keeping;
mod policy_types;
mod rest;
mod storage;
mod theme;
mod travel;
mod work;
mod workbench;
mod workspace;

fn main() {
    std::panic::set_hook(Box::new(|panic| {
        console_error_panic_hook::hook(panic);
        app::report_bug(&panic.to_string());
    }));
    leptos::mount::mount_to_body(app::App);
}
