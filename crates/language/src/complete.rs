//! What can be written at a caret: elements, actions, resources, principals, conditions, values.
//!
//! It works on texts that are half typed. An answer replaces the whole name or value that the caret
//! is in, with its quotes, and brings the colon and the comma that are missing around it. What the
//! author has to put in himself stands in capitals, as in AWS's own examples (`ACCOUNT-ID`,
//! `BUCKET-NAME`), and is selected after the insertion.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html>

mod action;
mod condition;
mod element;
mod list;
mod principal;
mod resource;
mod services;
mod template;
mod value;
mod variable;

use iam_evaluator::json::{self, Node, Value};
use iam_evaluator::{PolicyType, Span};

use crate::caret::{Asking, Caret, Due, Step, caret_at, statement_around};
use crate::catalog::{Catalog, Service};
use crate::reading::texts;

use list::List;

pub use services::{SERVICE_PRINCIPALS, ServicePrincipal, service_principal};

/// How many items an answer has at most.
pub const MOST: usize = 200;

/// What can be written at a caret.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completions {
    /// The part of the text that an item replaces; empty where nothing is typed yet.
    pub replace: Span,
    /// Where a comma has to be inserted for any of the items to be in its place.
    pub comma: Option<u32>,
    /// The best first.
    pub items: Vec<Item>,
    /// The prefix of a service whose details would make for a better answer.
    pub needs: Option<String>,
}

/// One thing that can be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What people see.
    pub label: String,
    /// What is written, with quotes, and with the colon and the comma that belong to it.
    pub insert: String,
    /// The part of `insert` to select afterwards; empty where it is a place for the caret.
    pub select: Option<Span>,
    /// What it is.
    pub kind: Kind,
    /// In a few words: an access level, a type, a name.
    pub detail: String,
    /// In a sentence or two; empty where there is nothing to say.
    pub info: String,
}

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A member of the document or of a statement.
    Element,
    /// A word of the language: a version, an effect, a kind of principal.
    Keyword,
    /// A piece with several parts.
    Snippet,
    /// The prefix of a service.
    Service,
    /// An action.
    Action,
    /// A pattern of actions.
    Wildcard,
    /// An ARN of a resource.
    Resource,
    /// A principal.
    Principal,
    /// A condition operator.
    Operator,
    /// A condition key.
    ConditionKey,
    /// A value of a condition key.
    Value,
    /// A policy variable.
    Variable,
}

/// Lists what can be written at `offset`, counted in bytes, in a text that is meant to become a
/// policy of the given type. Never fails: where nothing is known there are no items.
#[must_use]
pub fn complete(
    text: &str,
    offset: u32,
    policy_type: PolicyType,
    catalog: &Catalog,
) -> Completions {
    let caret = caret_at(text, offset, Asking::Typing);
    if caret.due == Due::Nothing {
        return Completions {
            replace: caret.token,
            ..Completions::default()
        };
    }
    let mended = caret.mend(text);
    let json = json::parse(&mended.text);
    let scene = Scene {
        text,
        policy_type,
        catalog,
        at: mended.at,
        root: &json.root,
        statement: statement_around(&json.root, mended.at),
        caret: &caret,
    };
    let mut list = List::new(&caret);
    scene.fill(&mut list);
    Completions {
        replace: list.replace,
        comma: caret.comma_before,
        needs: list.needs.take(),
        items: list.into_items(),
    }
}

/// The caret with what is around it.
struct Scene<'a> {
    text: &'a str,
    policy_type: PolicyType,
    catalog: &'a Catalog,
    /// The caret's token in the mended text, whose tree the nodes below are.
    at: u32,
    root: &'a Node<'a>,
    statement: Option<&'a Node<'a>>,
    caret: &'a Caret,
}

impl Scene<'_> {
    fn fill(&self, list: &mut List) {
        let mut names = self.caret.path.iter().filter_map(|step| match step {
            Step::Member(name) => Some(name.as_str()),
            Step::Item(_) => None,
        });
        let path: [Option<&str>; 5] = std::array::from_fn(|_| names.next());
        match (self.caret.due, path) {
            (_, [_, _, _, _, Some(_)]) | (Due::Nothing, _) => {}
            (Due::Name, path) => self.fill_names(path, list),
            (Due::Value, path) => self.fill_values(path, list),
        }
    }

    fn fill_names(&self, path: [Option<&str>; 5], list: &mut List) {
        match path {
            [None, ..] => element::members_of_document(self, list),
            [Some("Statement"), None, ..] => element::members_of_statement(self, list),
            [Some("Statement"), Some(name), None, ..] => match element_of(name) {
                Some(Part::Principal) => principal::kinds(self, list),
                Some(Part::Condition) => condition::operators(self, list),
                Some(Part::Sid | Part::Effect | Part::Action | Part::Resource) | None => {}
            },
            [Some("Statement"), Some(name), Some(operator), None, _]
                if element_of(name) == Some(Part::Condition) =>
            {
                condition::keys(self, operator, list);
            }
            _ => {}
        }
    }

    fn fill_values(&self, path: [Option<&str>; 5], list: &mut List) {
        let (name, rest) = match path {
            [None, ..] => return element::document(self, list),
            [Some("Version"), None, ..] => return element::versions(self, list),
            [Some("Statement"), None, ..] => return element::statement(self, list),
            [Some("Statement"), Some(name), rest @ ..] => (name, rest),
            _ => return,
        };
        let Some(part) = element_of(name) else { return };
        let takes_variables = matches!(part, Part::Resource | Part::Condition);
        if takes_variables && variable::variables(self, list) {
            return;
        }
        match (part, rest) {
            (Part::Sid, [None, ..]) => element::sids(self, list),
            (Part::Effect, [None, ..]) => element::effects(self, list),
            (Part::Action, [None, ..]) => action::actions(self, name, list),
            (Part::Resource, [None, ..]) => resource::resources(self, list),
            (Part::Principal, [None, ..]) => principal::whole(self, list),
            (Part::Principal, [Some(kind), None, _]) => principal::values(self, kind, list),
            (Part::Condition, [None, ..]) => condition::block(self, list),
            (Part::Condition, [Some(operator), None, _]) => {
                condition::key_block(self, operator, list);
            }
            (Part::Condition, [Some(operator), Some(key), None]) => {
                value::values(self, operator, key, list);
            }
            _ => {}
        }
    }

    /// The member of the statement with this name, whatever its case.
    fn member(&self, name: &str) -> Option<&Node<'_>> {
        let mut members = self.statement?.as_object()?.iter();
        let found = members.find(|member| member.key.eq_ignore_ascii_case(name))?;
        Some(&found.node)
    }

    /// The strings of a member of the statement, but for the one that the caret is in.
    fn others(&self, name: &str) -> Vec<&str> {
        let Some(node) = self.member(name) else {
            return Vec::new();
        };
        let others = texts(node).into_iter();
        let others = others.filter(|text| text.span.start != self.at && !text.value.is_empty());
        others.map(|text| text.value).collect()
    }

    /// The actions that the statement names, or those that it leaves out.
    fn actions(&self) -> Vec<&str> {
        let mut actions = self.others("Action");
        actions.extend(self.others("NotAction"));
        actions
    }

    /// The services of the statement's actions that the catalog knows, each once.
    fn services(&self) -> Vec<&Service> {
        let mut services: Vec<&Service> = Vec::new();
        for action in self.actions() {
            let prefix = action.split(':').next().unwrap_or_default();
            if let Some(service) = self.catalog.service(prefix)
                && !services.iter().any(|known| known.prefix == service.prefix)
            {
                services.push(service);
            }
        }
        services
    }

    /// Notes the first of these services whose details are missing.
    fn need_details_of<'s>(
        &self,
        services: impl IntoIterator<Item = &'s Service>,
        list: &mut List,
    ) {
        let missing = services.into_iter().find(|service| !service.has_details());
        if let Some(service) = missing
            && list.needs.is_none()
        {
            list.needs = Some(service.prefix.clone());
        }
    }

    /// The text of a member: its name, and its value unless it has one already.
    fn written(&self, name: &str, value: &str) -> String {
        match self.caret.colon_after {
            true => format!("\"{name}\""),
            false => format!("\"{name}\": {value}"),
        }
    }

    /// The blanks that begin the line of the caret's token.
    fn indent(&self) -> &str {
        let start = self.caret.token.start as usize;
        let before = self.text.get(..start).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        let length = line.len() - line.trim_start().len();
        line.get(..length).unwrap_or_default()
    }

    /// Whether the caret is in a list.
    fn in_list(&self) -> bool {
        matches!(self.caret.path.last(), Some(Step::Item(_)))
    }

    /// Every string of the document but for the one that the caret is in.
    fn strings(&self) -> Vec<&str> {
        let mut found = Vec::new();
        let mut waiting = vec![self.root];
        while let Some(node) = waiting.pop() {
            match &node.value {
                Value::String(text) if node.span.start != self.at => found.push(&**text),
                Value::Array(items) => waiting.extend(items.iter().rev()),
                Value::Object(members) => {
                    waiting.extend(members.iter().rev().map(|member| &member.node));
                }
                Value::String(_)
                | Value::Null
                | Value::Bool(_)
                | Value::Number(_)
                | Value::Missing => {}
            }
        }
        found
    }
}

/// The members of a statement, with their opposites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// `Sid`.
    Sid,
    /// `Effect`.
    Effect,
    /// `Principal`, `NotPrincipal`.
    Principal,
    /// `Action`, `NotAction`.
    Action,
    /// `Resource`, `NotResource`.
    Resource,
    /// `Condition`.
    Condition,
}

/// The part of a statement that a member is, whatever the case of its name.
pub(crate) fn element_of(name: &str) -> Option<Part> {
    Some(match name.to_ascii_lowercase().as_str() {
        "sid" => Part::Sid,
        "effect" => Part::Effect,
        "principal" | "notprincipal" => Part::Principal,
        "action" | "notaction" => Part::Action,
        "resource" | "notresource" => Part::Resource,
        "condition" => Part::Condition,
        _ => return None,
    })
}
