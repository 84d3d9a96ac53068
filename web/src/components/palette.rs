//! The command palette.
//!
//! A field with a list below it, as <https://www.w3.org/WAI/ARIA/apg/patterns/combobox/> has it. The
//! dialog is the browser's own: it keeps the focus inside, closes with `Esc`, and gives the focus
//! back.

use leptos::prelude::*;
use web_sys::wasm_bindgen::JsCast;

use crate::commands::{self, Command, Page};
use crate::examples;
use crate::html::{Html, el, text_field};

const DIALOG: &str = "palette";
const FIELD: &str = "palette-field";

/// The state of the palette.
#[derive(Clone, Debug, Default)]
pub struct Palette {
    is_open: bool,
    /// What is searched for.
    query: String,
    /// The command that `Enter` runs, by its place in the list.
    at: usize,
}

/// Opens the palette.
pub fn open(page: Page) {
    page.palette.set(Palette {
        is_open: true,
        ..Palette::default()
    });
    show(DIALOG);
    examples::load(page.workbench());
}

/// Shows a dialog of the page: the palette, or `keys` or `clear` of `index.html`.
pub fn show(id: &str) {
    if let Some(dialog) = dialog(id)
        && !dialog.open()
    {
        // It is in the document and closed, so this cannot fail.
        dialog.show_modal().ok();
    }
}

fn dialog(id: &str) -> Option<web_sys::HtmlDialogElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Closes the palette; the focus goes back to where it was.
fn close() {
    if let Some(dialog) = dialog(DIALOG) {
        dialog.close();
    }
}

/// The palette.
pub fn palette(page: Page) -> Html {
    el("dialog")
        .attr("id", DIALOG)
        .class("sheet-dialog")
        .attr("aria-label", "Commands")
        .on("close", move |_| page.palette.set(Palette::default()))
        .child(command_sheet(page, &page.palette.get()))
        .into()
}

/// The commands that fit what is searched for; the field alone while the dialog is closed.
fn command_sheet(page: Page, palette: &Palette) -> Html {
    let found = found(page, palette);
    let count = found.len();
    let at = palette.at.min(count.saturating_sub(1));
    let row = |(index, command): (usize, Command)| {
        let (run, of) = (command.run, command.of);
        el("li")
            .key(command.id.clone())
            .attr("role", "option")
            .attr("id", format!("command-{}", command.id))
            .attr("aria-selected", if index == at { "true" } else { "false" })
            .on("click", move |_| {
                close();
                run(page, of);
            })
            .child(Html::Text(command.title))
    };
    let active = found
        .get(at)
        .map(|command| format!("command-{}", command.id));
    let field = text_field(FIELD, "What do you want to do?")
        .attr("role", "combobox")
        .attr("aria-label", "Command")
        .attr("aria-expanded", "true")
        .attr("aria-controls", "palette-list")
        .attr("aria-autocomplete", "list")
        .maybe("aria-activedescendant", active)
        .value(palette.query.clone())
        .on("input", move |event| {
            let query = event_target_value(&event);
            page.palette.update(|palette| {
                palette.query = query;
                palette.at = 0;
            });
        })
        .on("keydown", move |event| on_key(page, count, &event));
    let said = match count {
        _ if !palette.is_open => String::new(),
        0 => "No command has these words.".to_owned(),
        1 => "1 command".to_owned(),
        many => format!("{many} commands"),
    };
    el("div")
        .class("palette-sheet")
        .child(field)
        .child(
            el("ul")
                .attr("role", "listbox")
                .attr("id", "palette-list")
                .attr("aria-label", "Commands")
                .attr("tabindex", "-1")
                .children(found.into_iter().enumerate().map(row)),
        )
        .child(
            el("p")
                .class("palette-said")
                .attr("role", "status")
                .child(said),
        )
        .into()
}

fn found(page: Page, palette: &Palette) -> Vec<Command> {
    if !palette.is_open {
        return Vec::new();
    }
    // The examples are listed as soon as they are there.
    let examples = page.workbench().gallery.with(|gallery| gallery.all.clone());
    commands::found(commands::commands(examples.as_deref()), &palette.query)
}

/// The arrow keys go through the list, `Enter` runs.
fn on_key(page: Page, count: usize, event: &web_sys::Event) {
    let Some(key) = event.dyn_ref::<web_sys::KeyboardEvent>() else {
        return;
    };
    if count == 0 || key.is_composing() {
        return;
    }
    let palette = page.palette.get_untracked();
    let at = match key.key().as_str() {
        "ArrowDown" => (palette.at + 1) % count,
        "ArrowUp" => (palette.at + count - 1) % count,
        "Enter" => {
            event.prevent_default();
            let chosen = untrack(|| found(page, &palette))
                .into_iter()
                .nth(palette.at);
            close();
            if let Some(chosen) = chosen {
                (chosen.run)(page, chosen.of);
            }
            return;
        }
        _ => return,
    };
    event.prevent_default();
    page.palette.update(|palette| palette.at = at);
    request_animation_frame(|| {
        let row = document().query_selector("#palette-list [aria-selected=true]");
        if let Ok(Some(row)) = row {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            row.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
}
