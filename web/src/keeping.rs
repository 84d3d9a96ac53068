//! Keeps the work in this browser: stores it when it rests, and takes care that no tab of the page
//! loses what another one stored.
//!
//! All tabs share one place in the browser's storage. A tab stores its work only where that place
//! still holds what the tab last knew to be there; else the user decides whose work it is to be.
//!
//! <https://html.spec.whatwg.org/multipage/webstorage.html#the-storage-event>

use leptos::prelude::*;

use crate::examples;
use crate::rest::Rest;
use crate::storage::{self, Found};
use crate::workbench::Workbench;
use crate::workspace::Workspace;

/// How many milliseconds the work rests before it is stored.
const SAVE_AFTER: u64 = 300;

/// How many milliseconds the work rests before what is typed next is another step of the history.
const STEP_AFTER: u64 = 1000;

/// What the page has to say about storing the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorageNotice {
    /// What was stored could not be read, and was put aside.
    Unreadable,
    /// The work is not stored; what was stored before still is.
    NotSaved,
    /// Another tab stored other work, and this one does not overwrite it unasked.
    OtherTab,
}

/// What stores the work. Copies share it.
#[derive(Clone, Copy)]
pub struct Keeper {
    workbench: Workbench,
    /// What there is to say.
    pub notice: RwSignal<Option<StorageNotice>>,
    /// What was stored when this tab last looked.
    known: StoredValue<Option<String>>,
    /// Whether there are changes that are not stored.
    is_waiting: StoredValue<bool>,
}

impl Keeper {
    /// The work that this browser keeps, or that of a first visit, on a workbench. With `?fresh` in
    /// the address it is empty work, and the stored work can be had back.
    pub fn open() -> Keeper {
        let stored = storage::stored();
        let found = storage::load(stored.as_deref());
        let notice = (found == Found::Unreadable).then_some(StorageNotice::Unreadable);
        let workbench = match (found, is_fresh()) {
            (Found::Work(workspace), false) => Workbench::new(*workspace, None),
            (Found::Nothing | Found::Unreadable, false) => first_visit(),
            (Found::Work(workspace), true) => {
                let workbench = Workbench::new(*workspace, None);
                workbench.replace(
                    Workspace::default(),
                    None,
                    "The page began empty, as `?fresh` in its address asks. Your stored work is \
                     as it was, until you change something here."
                        .to_owned(),
                    "Open the stored work",
                );
                workbench
            }
            (Found::Nothing | Found::Unreadable, true) => {
                Workbench::new(Workspace::default(), None)
            }
        };
        Keeper {
            workbench,
            notice: RwSignal::new(notice),
            known: StoredValue::new(stored),
            is_waiting: StoredValue::new(false),
        }
    }

    /// The workbench.
    pub fn workbench(self) -> Workbench {
        self.workbench
    }

    /// Stores the work from now on when it has rested for a moment, and when the page goes away;
    /// keeps its history; and listens to other tabs.
    pub fn keep(self) {
        let (before_saving, before_a_step) = (Rest::after(SAVE_AFTER), Rest::after(STEP_AFTER));
        Effect::new(move |before: Option<()>| {
            self.workbench.workspace.track();
            if before.is_none() {
                // What was just loaded needs no storing.
                return;
            }
            self.workbench.record();
            self.is_waiting.set_value(true);
            before_saving.then(move || self.save());
            before_a_step.then(move || self.workbench.rest());
        });
        window_event_listener_untyped("pagehide", move |_| self.save());
        window_event_listener_untyped("visibilitychange", move |_| self.save());
        window_event_listener_untyped("storage", move |_| self.look());
        // Everything is about to be removed: nothing is to be stored again on the way.
        window_event_listener_untyped("iam-clear", move |_| self.is_waiting.set_value(false));
        window_event_listener_untyped("beforeunload", move |event| {
            if self.is_waiting.get_value()
                && self.notice.get_untracked() == Some(StorageNotice::OtherTab)
            {
                // The browser asks whether to leave what is stored nowhere.
                event.prevent_default();
            }
        });
    }

    fn save(self) {
        if !self.is_waiting.get_value() {
            return;
        }
        self.look();
        if self.notice.get_untracked() == Some(StorageNotice::OtherTab) {
            return;
        }
        self.is_waiting.set_value(false);
        let saved = self.workbench.workspace.with_untracked(storage::save);
        let is_said = self.notice.get_untracked() == Some(StorageNotice::NotSaved);
        match (&saved, is_said) {
            (None, false) => self.notice.set(Some(StorageNotice::NotSaved)),
            (Some(_), true) => self.notice.set(None),
            (None, true) | (Some(_), false) => {}
        }
        if saved.is_some() {
            self.known.set_value(saved);
            forget_fresh();
        }
    }

    /// Looks whether another tab stored something else than this one knows.
    fn look(self) {
        let stored = storage::stored();
        if self.known.with_value(|known| *known == stored) {
            return;
        }
        let is_same = match storage::load(stored.as_deref()) {
            Found::Work(theirs) => self
                .workbench
                .workspace
                .with_untracked(|mine| mine.has_same_content(&theirs)),
            Found::Nothing | Found::Unreadable => false,
        };
        if !is_same {
            self.notice.set(Some(StorageNotice::OtherTab));
            return;
        }
        self.known.set_value(stored);
        self.notice.update(|notice| {
            if *notice == Some(StorageNotice::OtherTab) {
                *notice = None;
            }
        });
    }

    /// Takes over what the other tab stored. This tab's work can be had back.
    pub fn take_over(self) {
        let stored = storage::stored();
        let theirs = match storage::load(stored.as_deref()) {
            Found::Work(theirs) => *theirs,
            Found::Nothing | Found::Unreadable => Workspace::default(),
        };
        self.known.set_value(stored);
        self.notice.set(None);
        let message = "This is the work of the other tab now.".to_owned();
        self.workbench
            .replace(theirs, None, message, "Back to this tab's work");
    }

    /// Stores this tab's work in the place of the other one's.
    pub fn keep_mine(self) {
        self.known.set_value(storage::stored());
        self.notice.set(None);
        self.is_waiting.set_value(true);
        self.save();
    }
}

fn first_visit() -> Workbench {
    let example = examples::first();
    let workspace = example
        .as_ref()
        .map_or_else(Workspace::default, |example| example.workspace.clone());
    Workbench::new(workspace, example)
}

/// Whether the address asks for empty work: `?fresh`.
fn is_fresh() -> bool {
    let search = window().location().search().unwrap_or_default();
    let mut parts = search.split('&');
    parts.any(|part| part == "?fresh" || part == "fresh")
}

/// Once the fresh work is stored, a reload is to bring it back.
fn forget_fresh() {
    if !is_fresh() {
        return;
    }
    let location = window().location();
    let mut address = location.pathname().unwrap_or_default();
    address.push_str(&location.hash().unwrap_or_default());
    if let Ok(history) = window().history() {
        // A page whose address cannot be changed keeps it, and begins empty again.
        history
            .replace_state_with_url(&"".into(), "", Some(&address))
            .ok();
    }
}
