//! Light, dark, or as the system says; and larger, for a projector.

use leptos::prelude::*;

use crate::storage;

/// Makes the page larger, for a projector, or as it was.
pub fn present(is_presented: bool) {
    let Some(root) = document().document_element() else {
        return;
    };
    let result = match is_presented {
        true => root.set_attribute("data-presented", ""),
        false => root.remove_attribute("data-presented"),
    };
    debug_assert!(result.is_ok(), "the name of the attribute is fine");
}

/// Which colours are on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// As the system says.
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// The choice that was stored.
    pub fn stored() -> Theme {
        match storage::theme().as_deref() {
            Some("light") => Theme::Light,
            Some("dark") => Theme::Dark,
            Some(_) | None => Theme::System,
        }
    }

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The one that the button goes to.
    pub fn next(self) -> Theme {
        match self {
            Theme::System => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::System,
        }
    }

    /// Puts the colours on and stores the choice.
    pub fn put_on(self) {
        let chosen = match self {
            Theme::System => None,
            Theme::Light | Theme::Dark => Some(self.as_str()),
        };
        storage::set_theme(chosen);
        let Some(root) = document().document_element() else {
            return;
        };
        let result = match chosen {
            Some(theme) => root.set_attribute("data-theme", theme),
            None => root.remove_attribute("data-theme"),
        };
        debug_assert!(result.is_ok(), "the name of the attribute is fine");
    }
}
