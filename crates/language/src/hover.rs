//! What stands at a place of a policy: what an action does, what a key holds, what an ARN names.
//!
//! It works on broken texts as `complete` does. Links lead to pages of AWS that are known to be
//! there: AWS names the page of a service's actions after the service in a way that cannot be
//! derived.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html>

mod action;
mod arn;
mod condition;
mod principal;

use iam_evaluator::json::{self, Node};
use iam_evaluator::{PolicyType, Span};

use crate::caret::{Asking, Caret, Due, Step, caret_at, statement_around};
use crate::catalog::Catalog;
use crate::complete::{Part, element_of};
use crate::reading::texts;
use crate::words::{self, GUIDE};

/// What stands at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// The part of the text that it is about.
    pub span: Span,
    /// What it is: `s3:GetObject`.
    pub title: String,
    /// What there is to say, a line each. A line that begins with two blanks belongs to a list.
    pub lines: Vec<String>,
    /// A page of AWS's documentation.
    pub link: Option<String>,
    /// The prefix of a service whose details would make for a better answer.
    pub needs: Option<String>,
}

/// Says what stands at `offset`, counted in bytes; none where there is nothing to say.
#[must_use]
pub fn hover(text: &str, offset: u32, policy_type: PolicyType, catalog: &Catalog) -> Option<Hover> {
    let caret = caret_at(text, offset, Asking::Pointing);
    if caret.due == Due::Nothing || caret.token.start == caret.token.end {
        return None;
    }
    let mended = caret.mend(text);
    let json = json::parse(&mended.text);
    let place = Place {
        text,
        offset,
        policy_type,
        catalog,
        statement: statement_around(&json.root, mended.at),
        caret: &caret,
    };
    place.hover()
}

/// What is pointed at with what is around it.
struct Place<'a> {
    text: &'a str,
    offset: u32,
    policy_type: PolicyType,
    catalog: &'a Catalog,
    statement: Option<&'a Node<'a>>,
    caret: &'a Caret,
}

impl Place<'_> {
    fn hover(&self) -> Option<Hover> {
        let mut names = self.caret.path.iter().filter_map(|step| match step {
            Step::Member(name) => Some(name.as_str()),
            Step::Item(_) => None,
        });
        let path: [Option<&str>; 5] = std::array::from_fn(|_| names.next());
        let word = self.caret.whole.as_str();
        let [first, second, third, fourth, fifth] = path;
        let part = match first {
            Some("Statement") => second.and_then(element_of),
            _ => None,
        };
        match (self.caret.due, part, third, fourth, fifth) {
            (Due::Nothing, ..) | (_, _, _, _, Some(_)) => None,
            (Due::Name, None, None, None, None) => self.element(first.is_some(), word),
            (Due::Name, Some(Part::Principal), None, None, None) => self.principal_kind(word),
            (Due::Name, Some(Part::Condition), None, None, None) => condition::operator(self, word),
            (Due::Name, Some(Part::Condition), Some(_), None, None) => condition::key(self, word),
            (Due::Name, ..) => None,
            (Due::Value, None, None, None, None) if first == Some("Version") => self.meant(
                word,
                words::version(word)?,
                "reference_policies_elements_version.html",
            ),
            (Due::Value, Some(Part::Effect), None, None, None) => self.meant(
                word,
                words::effect(word)?,
                "reference_policies_elements_effect.html",
            ),
            (Due::Value, Some(Part::Action), None, None, None) => action::action(self, word),
            (Due::Value, Some(Part::Resource), None, None, None) => {
                condition::variable(self).or_else(|| arn::resource(self, word))
            }
            (Due::Value, Some(Part::Principal), kind, None, None) => {
                principal::principal(self, kind, word)
            }
            (Due::Value, Some(Part::Condition), Some(_), Some(key), None) => {
                condition::variable(self).or_else(|| condition::value(self, key, word))
            }
            (Due::Value, ..) => None,
        }
    }

    fn element(&self, in_statement: bool, name: &str) -> Option<Hover> {
        let known = match in_statement {
            true => words::STATEMENT.as_slice(),
            false => words::DOCUMENT.as_slice(),
        };
        let element = known.iter().find(|element| element.name == name)?;
        let mut allowed = match in_statement {
            true => words::statement_members(self.policy_type).any(|own| own.name == name),
            false => words::document_members(self.policy_type).any(|own| own.name == name),
        }
        .then(Vec::new)
        .unwrap_or_else(|| vec![format!("Not in {}.", self.policy_type.with_article())]);
        allowed.insert(0, element.meaning.to_owned());
        let mut hover = self.meant(name, "", element.page)?;
        hover.lines = allowed;
        Some(hover)
    }

    fn principal_kind(&self, kind: &str) -> Option<Hover> {
        let mut kinds = words::PRINCIPAL_KINDS.iter();
        let (_, meaning) = kinds.find(|(known, _)| *known == kind)?;
        self.meant(kind, meaning, principal::PAGE)
    }

    /// What stands at the caret's token, in one line, with a page of AWS's guide.
    fn meant(&self, title: &str, line: &str, page: &str) -> Option<Hover> {
        Some(Hover {
            span: self.caret.token,
            title: title.to_owned(),
            lines: vec![line.to_owned()],
            link: Some(format!("{GUIDE}{page}")),
            needs: None,
        })
    }

    /// The actions that the statement names; none where it names those that it leaves out.
    fn actions(&self) -> Vec<&str> {
        let action = self
            .statement
            .and_then(|statement| statement.member("Action"));
        let texts = action.map(texts).unwrap_or_default();
        texts.into_iter().map(|text| text.value).collect()
    }
}
