//! The examples: small scenarios, one idea each. The page contains the one of a first visit, in the
//! form in which the assistant tells it the others.

use std::sync::Arc;

use iam_evaluator::json::{self, Node};
use leptos::prelude::*;

use crate::assist;
use crate::json::{Object, flag_of, list_of, number_of, text_of};
use crate::work;
use crate::workbench::Workbench;
use crate::workspace::Workspace;

/// One example.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// The name of its file.
    pub slug: String,
    /// A few words.
    pub title: String,
    /// Its idea.
    pub idea: String,
    /// The page of AWS that explains the subject.
    pub guide: String,
    /// Its policies, its request and its tests.
    pub workspace: Workspace,
}

/// The menu of examples: what was searched for, and what was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gallery {
    /// The words.
    pub query: String,
    /// The examples that have them; none while nothing was answered.
    pub found: Option<Arc<Found>>,
    /// All examples, once they are there.
    pub all: Option<Arc<Found>>,
    /// Whether the list cannot be had.
    pub is_missing: bool,
    /// The example that is on its way.
    wanted: String,
    /// The example that could not be opened.
    pub refused: Option<Refused>,
}

/// The examples that were found.
#[derive(Debug, PartialEq)]
pub struct Found {
    /// The headings, and what stands below them.
    pub groups: Vec<(String, Vec<Entry>)>,
    /// Words to search on with.
    pub topics: Vec<String>,
    /// How many were found.
    pub count: u32,
    /// How many there are.
    pub total: u32,
}

/// What the menu says of an example.
#[derive(Debug, PartialEq)]
pub struct Entry {
    /// The name of its file.
    pub slug: String,
    /// A few words.
    pub title: String,
    /// Its idea.
    pub idea: String,
    /// What it is about.
    pub topics: String,
    /// What AWS answers: `allowed`, `explicitDeny` or `implicitDeny`.
    pub expected: String,
}

/// An example that could not be opened.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    /// The name that was asked for.
    pub slug: String,
    /// Whether there is none of that name; else its file cannot be had.
    pub is_unknown: bool,
}

/// The example that a first visit begins with.
pub fn first() -> Option<Arc<Example>> {
    Example::read(&json::parse(include_str!("examples/first.json")).root)
}

impl Example {
    fn read(node: &Node<'_>) -> Option<Arc<Example>> {
        Some(Arc::new(Example {
            slug: text_of(node, "slug"),
            title: text_of(node, "title"),
            idea: text_of(node, "idea"),
            guide: text_of(node, "guide"),
            workspace: work::read_node(node.member("work")?)?,
        }))
    }
}

impl Found {
    fn read(node: &Node<'_>) -> Option<Arc<Found>> {
        node.as_object()?;
        let entry = |node: &Node<'_>| Entry {
            slug: text_of(node, "slug"),
            title: text_of(node, "title"),
            idea: text_of(node, "idea"),
            topics: texts_of(node, "topics").join(", "),
            expected: text_of(node, "expected"),
        };
        let group = |node: &Node<'_>| {
            let entries = list_of(node, "entries").iter();
            (text_of(node, "name"), entries.map(entry).collect())
        };
        Some(Arc::new(Found {
            groups: list_of(node, "groups").iter().map(group).collect(),
            topics: texts_of(node, "topics"),
            count: number_of(node, "count"),
            total: number_of(node, "total"),
        }))
    }

    /// What was found, in order.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.groups.iter().flat_map(|(_, entries)| entries)
    }
}

fn texts_of(node: &Node<'_>, name: &str) -> Vec<String> {
    let texts = list_of(node, name).iter().filter_map(Node::as_str);
    texts.map(str::to_owned).collect()
}

/// Asks for the examples, unless they are there.
pub fn load(workbench: Workbench) {
    let gallery = workbench.gallery.get_untracked();
    if gallery.all.is_none() && !gallery.is_missing {
        search(workbench, gallery.query);
    }
}

/// Searches the examples for these words.
pub fn search(workbench: Workbench, query: String) {
    workbench.gallery.update(|gallery| {
        gallery.query.clone_from(&query);
        gallery.is_missing = false;
    });
    let question = Object::new().text("ask", "examples").text("query", &query);
    assist::ask(question, move |answer, is_last| {
        let found = Found::read(answer);
        // An answer to what is no longer asked is of no use.
        let is_asked = workbench
            .gallery
            .with_untracked(|gallery| gallery.query == query);
        if is_asked && (found.is_some() || is_last) {
            workbench.gallery.update(|gallery| {
                gallery.is_missing = found.is_none();
                if query.trim().is_empty() {
                    gallery.all.clone_from(&found);
                }
                gallery.found = found;
            });
        }
    });
}

/// Opens an example, by the name of its file, once it is there.
pub fn open(workbench: Workbench, slug: String) {
    workbench.gallery.update(|gallery| {
        gallery.wanted.clone_from(&slug);
        gallery.refused = None;
    });
    let question = Object::new().text("ask", "example").text("slug", &slug);
    assist::ask(question, move |answer, is_last| {
        let is_wanted = workbench
            .gallery
            .with_untracked(|gallery| gallery.wanted == slug);
        if !is_wanted {
            return;
        }
        let example = Example::read(answer);
        let is_open = example.is_some();
        if let Some(example) = example {
            workbench.open_example(example);
        }
        if is_open || is_last {
            workbench.gallery.update(|gallery| {
                gallery.wanted.clear();
                gallery.refused = (!is_open).then(|| Refused {
                    slug: slug.clone(),
                    is_unknown: flag_of(answer, "unknown"),
                });
            });
        }
    });
}

/// Opens the example that the address names, `?example=mfa`, and takes its name out of the address,
/// so that a reload keeps what has become of it.
pub fn open_from_address(workbench: Workbench) {
    let location = window().location();
    let search = location.search().unwrap_or_default();
    let (slug, rest) = in_query(&search);
    let Some(slug) = slug else {
        return;
    };
    let path = location.pathname().unwrap_or_default();
    let hash = location.hash().unwrap_or_default();
    if let Ok(history) = window().history() {
        let address = format!("{path}{rest}{hash}");
        // Where the address cannot be changed it stays, and nothing else happens.
        drop(history.replace_state_with_url(&"".into(), "", Some(&address)));
    }
    open(workbench, slug);
}

/// The example that a query of an address names, and the query without it.
fn in_query(search: &str) -> (Option<String>, String) {
    let parts = search.trim_start_matches('?').split('&');
    let (named, rest): (Vec<&str>, Vec<&str>) =
        parts.partition(|part| part.starts_with("example="));
    let slug = named.first().and_then(|part| part.split('=').nth(1));
    let rest = rest.join("&");
    let mark = if rest.is_empty() { "" } else { "?" };
    (slug.map(str::to_owned), format!("{mark}{rest}"))
}

#[cfg(test)]
pub mod tests;
