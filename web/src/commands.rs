//! What the page can do, as a list: the rows of the command palette. A feature adds its row here.
//!
//! Rows are plain data and functions without captures, since each closure costs the page its size.

use leptos::prelude::*;
use web_sys::wasm_bindgen::JsCast;

use crate::components::palette::{self, Palette};
use crate::examples::{self, Found};
use crate::html::{Words, focus};
use crate::keeping::Keeper;
use crate::policy_types::{TYPES, about, title};
use crate::storage;
use crate::theme::{Theme, present};
use crate::workbench::{View, Workbench};

/// What commands act upon. Copies share it.
#[derive(Clone, Copy)]
pub struct Page {
    /// What stores the work, with the workbench.
    pub keeper: Keeper,
    /// The colours.
    pub theme: RwSignal<Theme>,
    /// Whether the page is larger, for a projector.
    pub is_presented: RwSignal<bool>,
    /// The palette.
    pub palette: RwSignal<Palette>,
}

impl Page {
    /// The workbench.
    pub fn workbench(self) -> Workbench {
        self.keeper.workbench()
    }
}

/// Something that the page can do.
pub struct Command {
    /// Its name for programs.
    pub id: Words,
    /// Its name.
    pub title: Words,
    /// Further words by which it is found, in lower case.
    pub keywords: &'static str,
    /// Does it. The number is `of`.
    pub run: fn(Page, usize),
    /// Which one of several that are alike.
    pub of: usize,
}

impl Command {
    /// Whether every word of a query is in its title or in its keywords.
    fn is_found(&self, query: &str) -> bool {
        let title = self.title.to_ascii_lowercase();
        let query = query.to_ascii_lowercase();
        let mut wanted = query.split_whitespace();
        wanted.all(|word| title.contains(word) || self.keywords.contains(word))
    }
}

/// The commands that a query finds, those first whose titles begin with it.
pub fn found(commands: Vec<Command>, query: &str) -> Vec<Command> {
    let start = query.trim().to_ascii_lowercase();
    let found = commands.into_iter().filter(|one| one.is_found(query));
    let (mut found, others): (Vec<_>, Vec<_>) =
        found.partition(|one| one.title.to_ascii_lowercase().starts_with(&start));
    found.extend(others);
    found
}

/// A command that there is one of: id, title, further words, and what it does.
type Row = (&'static str, &'static str, &'static str, fn(Page, usize));

/// The commands that there is one of each.
const ROWS: [Row; 12] = [
    ("undo", "Undo the last change", "back history", |page, _| {
        page.workbench().step_in_history(false);
    }),
    (
        "redo",
        "Redo the next change",
        "forth history",
        |page, _| {
            page.workbench().step_in_history(true);
        },
    ),
    (
        "save-test",
        "Save this request as a test",
        "expect keep",
        |page, _| {
            page.workbench().save_as_test();
            focus("tests");
        },
    ),
    ("examples", "Open an example…", "gallery menu", |_, _| {
        click("[popovertarget=examples]");
    }),
    (
        "present",
        "Present: larger, or as it was",
        "projector zoom size",
        |page, _| {
            switch_presented(page);
        },
    ),
    (
        "plain",
        "Plain text area as editor: on or off",
        "textarea codemirror screen reader",
        |page, _| switch_plain(page),
    ),
    ("print", "Print", "paper pdf", |_, _| {
        // A browser that cannot print does nothing.
        window().print().ok();
    }),
    ("start-over", "Start over", "new empty blank", |page, _| {
        page.workbench().start_over();
    }),
    (
        "clear",
        "Clear everything…",
        "delete remove forget storage reset",
        |_, _| palette::show("clear"),
    ),
    ("shortcuts", "Keyboard shortcuts", "keys help", |_, _| {
        palette::show("keys");
    }),
    ("theme", "Theme: the next one", "colors", |page, _| {
        switch_theme(page);
    }),
    (
        "switch-all-on",
        "Switch everything on",
        "what if off",
        |page, _| {
            page.workbench().switch_all_on();
        },
    ),
];

/// The parts of the page, by their ids.
const PARTS: [&str; 4] = ["policies", "request", "answer", "tests"];

/// Everything that the page can do. The examples are those that the menu has, once it has them.
pub fn commands(examples: Option<&Found>) -> Vec<Command> {
    let mut all: Vec<Command> = ROWS
        .iter()
        .map(|&(id, title, keywords, run)| Command {
            id: id.into(),
            title: title.into(),
            keywords,
            run,
            of: 0,
        })
        .collect();
    let mut add = |of: usize, kind: &str, words: &str, name: &str, keywords, run| {
        all.push(Command {
            id: format!("{kind}-{of}").into(),
            title: format!("{words} {name}").into(),
            keywords,
            run,
            of,
        });
    };
    for (of, part) in PARTS.iter().enumerate() {
        add(of, "go", "Go to the", part, "jump focus", |_, of| {
            if let Some(part) = PARTS.get(of) {
                focus(*part);
            }
        });
    }
    for (of, kind) in TYPES.iter().enumerate() {
        let (name, keywords) = (title(*kind), about(*kind));
        add(of, "add", "Add a policy:", name, keywords, |page, of| {
            if let Some(kind) = TYPES.get(of) {
                page.workbench().add_policy(*kind);
            }
        });
    }
    for (of, view) in View::ALL.iter().enumerate() {
        let name = view.title();
        add(
            of,
            "view",
            "Show the answer as:",
            name,
            "form",
            |page, of| {
                if let Some(view) = View::ALL.get(of) {
                    page.workbench().view.set(*view);
                    focus("answer");
                }
            },
        );
    }
    let examples = examples.iter().flat_map(|all| all.entries());
    for (of, example) in examples.enumerate() {
        add(of, "example", "Example:", &example.title, "", |page, of| {
            let all = page.workbench().gallery.get_untracked().all;
            if let Some(example) =
                all.and_then(|all| all.entries().nth(of).map(|entry| entry.slug.clone()))
            {
                examples::open(page.workbench(), example);
            }
        });
    }
    all
}

/// Makes the page larger, or as it was.
pub fn switch_presented(page: Page) {
    page.is_presented
        .update(|is_presented| *is_presented = !*is_presented);
    present(page.is_presented.get_untracked());
}

/// Changes to the next theme.
pub fn switch_theme(page: Page) {
    page.theme.update(|theme| *theme = theme.next());
    page.theme.get_untracked().put_on();
}

/// Changes between the plain text area and CodeMirror.
pub fn switch_plain(page: Page) {
    let is_plain = page.workbench().is_plain;
    is_plain.update(|is_plain| *is_plain = !*is_plain);
    storage::set_plain(is_plain.get_untracked());
}

fn click(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(button) = found.and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok()) {
        button.click();
    }
}

/// Does what a key asks for, anywhere on the page.
///
/// `F2` opens the palette: browsers and screen readers leave it alone, it is the same key on every
/// keyboard, and it types nothing. `Ctrl+K` is the search bar of Firefox, `Ctrl+Shift+P` a private
/// window of it, `F1` the help of Chrome. Undo and redo are the page's only where the focus is in no
/// field, which has an undo of its own.
pub fn on_key(page: Page, event: &web_sys::Event) {
    let Some(key) = event.dyn_ref::<web_sys::KeyboardEvent>() else {
        return;
    };
    let (is_shifted, is_alt) = (key.shift_key(), key.alt_key());
    let is_command = key.ctrl_key() || key.meta_key();
    if event.default_prevented() || is_alt {
        return;
    }
    match key.key().as_str() {
        "F2" if !is_shifted && !is_command => palette::open(page),
        "z" | "Z" if is_command && !is_in_field(event) => {
            page.workbench().step_in_history(is_shifted);
        }
        _ => return,
    }
    event.prevent_default();
}

fn is_in_field(event: &web_sys::Event) -> bool {
    const FIELDS: &str = "textarea, select, [contenteditable]:not([contenteditable=false]), \
                          input:not([type=checkbox], [type=radio]), dialog";
    let target = event.target();
    let element = target.and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    element.is_some_and(|element| element.closest(FIELDS).is_ok_and(|field| field.is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_found_by_their_words() {
        let found = |query: &str| -> Vec<Words> {
            let found = found(commands(None), query).into_iter();
            found.map(|command| command.title).collect()
        };
        assert_eq!(
            found("th").first().map(AsRef::as_ref),
            Some("Theme: the next one")
        );
        assert_eq!(found("ADD  scp"), ["Add a policy: SCP"]);
        assert_eq!(found("organization principals"), ["Add a policy: SCP"]);
        assert_eq!(found("go tests"), ["Go to the tests"]);
        assert!(found("no such thing").is_empty());
        assert_eq!(found("").len(), commands(None).len());
    }

    #[test]
    fn every_command_has_an_id_of_its_own() {
        let mut ids: Vec<Words> = commands(None)
            .into_iter()
            .map(|command| command.id)
            .collect();
        let count = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), count);
    }
}
