//! Other forms of a policy that mean the same: indented, on one line, in order, with its wildcards
//! spelled out or drawn together.
//!
//! Strings stay as they are written, escapes included. A text with an error of syntax is refused,
//! one that AWS refuses for other reasons is not.

mod actions;
mod order;
mod tree;

use iam_evaluator::json::{self, Json, Member, Node, Value};
use iam_evaluator::{Finding, PolicyType, Span};

use crate::catalog::Catalog;
use crate::quota;
use crate::tokens::tokens;

use tree::Tree;

/// A text in another form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewritten {
    /// The text; the old one where there was nothing to change.
    pub text: String,
    /// What was changed, and what was left and why, a sentence each.
    pub notes: Vec<String>,
}

/// Why a text cannot be rewritten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// In a sentence.
    pub reason: String,
    /// The place in the text that it is about, where there is one.
    pub span: Option<Span>,
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for Refused {}

/// The text with a member or an entry a line, indented by two blanks. Comments stay above or behind
/// what they stand above or behind.
///
/// # Errors
///
/// When the text is no JSON.
pub fn format(text: &str) -> Result<String, Refused> {
    read(text)?;
    Ok(Tree::of(text).written())
}

/// The text without white space between its parts, and without comments.
///
/// # Errors
///
/// When the text is no JSON.
pub fn minify(text: &str) -> Result<String, Refused> {
    read(text)?;
    let parts = tokens(text).filter(|token| !token.kind.is_comment());
    Ok(parts.map(|token| token.span.of(text)).collect())
}

/// The text with the members of the document and of its statements in AWS's order, and with the
/// values of each list sorted, each once. Statements keep their order. The whole document is
/// formatted; with an offset, only the lists of the element there are sorted, and the rest of the
/// text stays as it is.
///
/// A comment above an entry of a list may be about several entries: such a list is left, with a
/// note.
///
/// # Errors
///
/// When the text is no JSON, or when no element with a list is at the offset.
pub fn sort(text: &str, at: Option<u32>) -> Result<Rewritten, Refused> {
    let json = read(text)?;
    let mut notes = Vec::new();
    let Some(at) = at else {
        let mut tree = Tree::of(text);
        order::sort_document(&mut tree, &mut notes);
        return Ok(Rewritten {
            text: tree.written(),
            notes,
        });
    };
    let elements = elements(&json.root, |_| true);
    let element = elements.iter().find(|element| element.touches(at));
    let element = element.ok_or_else(|| nothing_at("a list", at))?;
    let text = with_values(text, std::slice::from_ref(element), |element, tree| {
        order::sort_lists(&mut tree.root.value, &element.label(), &mut notes);
    });
    Ok(Rewritten { text, notes })
}

/// The text with the actions that each wildcard of `Action` and `NotAction` covers in its place, or
/// of the element at the offset. A wildcard in a prefix stays: it is about all services, those to
/// come included.
///
/// # Errors
///
/// When the text is no JSON, or when no such element is at the offset.
pub fn expand(
    text: &str,
    catalog: &Catalog,
    policy_type: PolicyType,
    at: Option<u32>,
) -> Result<Rewritten, Refused> {
    let json = read(text)?;
    let elements = action_elements(&json.root, at)?;
    let mut notes = Vec::new();
    let expanded = with_values(text, &elements, |element, tree| {
        actions::expand(tree, catalog, &element.label(), &mut notes);
    });
    if expanded != text {
        notes.push("Actions that AWS adds later are no longer covered.".to_owned());
        let quota = quota::size(&expanded, policy_type);
        if quota.used > quota.limit {
            notes.push(format!(
                "The policy is now longer than AWS takes: {} of {} for {}.",
                quota.used, quota.limit, quota.of
            ));
        }
    }
    Ok(Rewritten {
        text: expanded,
        notes,
    })
}

/// The text with the fewest names and wildcards of the form `prefix:Name*` that cover the same
/// actions of the catalog as each list of `Action` and `NotAction` did, or that of the element at
/// the offset. Never more and never fewer. Entries with comments, and those that the catalog does
/// not know, stay.
///
/// # Errors
///
/// When the text is no JSON, or when no such element is at the offset.
pub fn shrink(text: &str, catalog: &Catalog, at: Option<u32>) -> Result<Rewritten, Refused> {
    let json = read(text)?;
    let elements = action_elements(&json.root, at)?;
    let mut notes = Vec::new();
    let shrunk = with_values(text, &elements, |element, tree| {
        actions::shrink(tree, catalog, &element.label(), &mut notes);
    });
    if shrunk != text {
        let note = "A wildcard also covers actions that AWS adds later.";
        notes.push(note.to_owned());
    }
    Ok(Rewritten {
        text: shrunk,
        notes,
    })
}

fn read(text: &str) -> Result<Json<'_>, Refused> {
    let json = json::parse(text);
    match json
        .findings
        .iter()
        .find(|found| Finding::is_syntax_error(found))
    {
        Some(finding) => Err(Refused {
            reason: finding.details.to_string(),
            span: Some(finding.span()),
        }),
        None => Ok(json),
    }
}

fn nothing_at(what: &str, at: u32) -> Refused {
    let at = at as usize;
    Refused {
        reason: format!("there is no element with {what} at this place"),
        span: Some(Span::new(at, at)),
    }
}

/// A member of a statement.
struct Element<'j> {
    /// The statement's place, counted from 1.
    statement: usize,
    member: &'j Member<'j>,
}

impl Element<'_> {
    fn touches(&self, at: u32) -> bool {
        self.member.span().touches(at)
    }

    fn label(&self) -> String {
        format!("Statement {}, {}", self.statement, self.member.key)
    }
}

fn elements<'j>(root: &'j Node<'j>, is_wanted: fn(&str) -> bool) -> Vec<Element<'j>> {
    let statements = match root.member("Statement") {
        None => &[],
        Some(Node {
            value: Value::Array(items),
            ..
        }) => items.as_slice(),
        Some(statement) => std::slice::from_ref(statement),
    };
    let numbered = (1..).zip(statements);
    numbered
        .flat_map(|(statement, node)| {
            let members = node.as_object().unwrap_or_default().iter();
            let wanted = members.filter(|member| is_wanted(&member.key));
            wanted.map(move |member| Element { statement, member })
        })
        .collect()
}

fn action_elements<'j>(root: &'j Node<'j>, at: Option<u32>) -> Result<Vec<Element<'j>>, Refused> {
    let mut elements = elements(root, |name| matches!(name, "Action" | "NotAction"));
    if let Some(at) = at {
        elements.retain(|element| element.touches(at));
        if elements.is_empty() {
            return Err(nothing_at("actions", at));
        }
    }
    Ok(elements)
}

/// The text with other values of some elements, which must be in the order of the text; all that
/// `change` leaves as it is stays as it is written.
fn with_values(
    text: &str,
    elements: &[Element<'_>],
    mut change: impl FnMut(&Element<'_>, &mut Tree<'_>),
) -> String {
    let mut rewritten = String::with_capacity(text.len());
    let mut done = 0;
    for element in elements {
        let span = element.member.node.span;
        let old = span.of(text);
        let mut tree = Tree::of(old);
        let before = tree.clone();
        change(element, &mut tree);
        if tree == before {
            continue;
        }
        let start = span.start as usize;
        rewritten.push_str(text.get(done..start).unwrap_or_default());
        let indent = indent_at(text, element.member.key_span.start as usize);
        rewritten.push_str(&tree.written_value(indent, is_inline(text, old, &tree)));
        done = span.end as usize;
    }
    rewritten.push_str(text.get(done..).unwrap_or_default());
    rewritten
}

/// How long a list may be to stay in the line of its element.
const LINE: usize = 60;

/// Whether a value is written in one line: in a document of one line, or where it is short and was
/// in one line before.
fn is_inline(text: &str, old: &str, tree: &Tree<'_>) -> bool {
    if old.contains('\n') || tree.has_comments() {
        return false;
    }
    !text.contains('\n') || tree.written_value("", true).len() <= LINE
}

/// The blanks that begin the line of a place.
fn indent_at(text: &str, at: usize) -> &str {
    let before = text.get(..at).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
    line.get(..blanks).unwrap_or_default()
}
