//! The smallest edit of a policy that would decide a request otherwise, as text to put in its place.
//!
//! An edit is proposed only where one is small: for an Allow statement that fails at one element,
//! for a Deny statement that can be narrowed, and, where no statement came near, as a new Allow
//! statement. A Deny is never removed, no yes-or-no condition turned round, no principal made
//! everybody, and no statement put beside another whose condition says no. Every edit is tried
//! before it is proposed: the text is read again, and the statement evaluated.

mod draft;

use std::sync::Arc;

use super::near::{failed_elements, level_lacks, written};
use super::text::mention;
use super::{Element, Explanation, StatementExplanation};
use crate::evaluate::evaluate;
use crate::json::{self, Node, Value};
use crate::policy::{Effect, PolicyType};
use crate::policy_set::{Policy, PolicySet, StatementRef};
use crate::request::Request;
use crate::source::Span;
use crate::trace::{DecidedBy, Decision};
use draft::{Draft, Scene};

/// A change of the text of one policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The policy: index into [`PolicySet::members`].
    pub policy: u32,
    /// What to replace; empty where the edit only inserts.
    pub span: Span,
    /// The text to put in its place.
    pub replacement: String,
    /// What kind of change it is.
    pub kind: EditKind,
    /// What is put in or taken out: an action, an ARN, a value; for a new statement its text.
    pub value: String,
    /// What to do and what that widens, in a sentence.
    pub text: String,
}

/// What kind of change an edit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EditKind {
    /// One value becomes another.
    Change,
    /// An element or a condition gets a value more.
    Add,
    /// An element or a condition gets a value less.
    Remove,
    /// The policy gets a statement more.
    AddStatement,
}

impl EditKind {
    /// `change`, `add`, `remove` or `addStatement`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            EditKind::Change => "change",
            EditKind::Add => "add",
            EditKind::Remove => "remove",
            EditKind::AddStatement => "addStatement",
        }
    }
}

/// The whole lines that an edit touches, before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineDiff {
    /// The first of them, counted from 1.
    pub line: u32,
    /// As they are.
    pub before: String,
    /// As they would be.
    pub after: String,
}

impl LineDiff {
    /// The lines, each behind its number and `-` or `+`.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let marked = |sign: char, text: &'_ str| -> Vec<String> {
            let lines = (self.line..).zip(text.lines());
            lines
                .map(|(number, line)| format!("{number:>5} {sign} {line}"))
                .collect()
        };
        [marked('-', &self.before), marked('+', &self.after)].concat()
    }
}

impl Edit {
    /// The text of the policy with the edit made.
    #[must_use]
    pub fn apply(&self, text: &str) -> String {
        let (head, tail) = around(self.span, text);
        [head, self.replacement.as_str(), tail].concat()
    }

    /// The lines of the policy that the edit touches.
    #[must_use]
    pub fn diff(&self, policy: &Policy) -> LineDiff {
        let (head, tail) = around(self.span, &policy.text);
        let begin = head.rfind('\n').map_or(0, |newline| newline + 1);
        let lead = head.get(begin..).unwrap_or_default();
        let rest = tail.lines().next().unwrap_or_default();
        LineDiff {
            line: policy.lines.position(&policy.text, self.span.start).line,
            before: [lead, self.span.of(&policy.text), rest].concat(),
            after: [lead, self.replacement.as_str(), rest].concat(),
        }
    }
}

fn around(span: Span, text: &str) -> (&str, &str) {
    let head = text.get(..span.start as usize).unwrap_or_default();
    (head, text.get(span.end as usize..).unwrap_or_default())
}

impl Explanation {
    /// The smallest edit that would remove what stands in the way of the request: of the Deny
    /// statement that decided, or of the statement that came nearest to the Allow that is missing.
    /// None where none is small.
    ///
    /// It is made when asked for, since it takes some evaluations.
    #[must_use]
    pub fn smallest_edit(&self, policies: &PolicySet, request: &Request) -> Option<Edit> {
        let DecidedBy::Policies(by) = self.verdict.by else {
            return None;
        };
        match self.verdict.decision {
            Decision::Allowed => None,
            Decision::ExplicitDeny => self.edit_of(self.verdict.statement?, policies, request),
            Decision::ImplicitDeny => {
                let nearest = self.near_misses.first();
                if let Some(miss) = nearest {
                    let statement = self.statement(miss.reference)?;
                    let scene = Scene::new(miss.reference, policies, request)?;
                    if !is_strange(&scene, statement) {
                        return self.edit_of(miss.reference, policies, request);
                    }
                }
                let nearest = nearest.map(|miss| miss.reference.policy);
                new_statement(by, nearest, policies, request)
            }
        }
    }

    /// The smallest edit after which an Allow statement matches the request, or a Deny statement
    /// does not. None where none is small: an Allow that fails at several elements, say.
    #[must_use]
    pub fn edit_of(
        &self,
        reference: StatementRef,
        policies: &PolicySet,
        request: &Request,
    ) -> Option<Edit> {
        let statement = self.statement(reference)?;
        let scene = Scene::new(reference, policies, request)?;
        let failed = failed_elements(statement);
        let mut drafts = Vec::new();
        match (statement.effect, failed.as_slice()) {
            (Effect::Deny, []) => {
                scene.drafts(Element::Condition, &mut drafts);
                scene.drafts(Element::Action, &mut drafts);
                scene.drafts(Element::Resource, &mut drafts);
                scene.drafts(Element::Principal, &mut drafts);
            }
            (Effect::Allow, [element]) => scene.drafts(*element, &mut drafts),
            (Effect::Deny | Effect::Allow, _) => {}
        }
        let wanted = statement.effect == Effect::Allow;
        drafts.into_iter().find_map(|draft| {
            let edit = finished(draft, reference, statement.effect, policies)?;
            does(&edit, reference, wanted, policies, request).then_some(edit)
        })
    }

    fn statement(&self, reference: StatementRef) -> Option<&StatementExplanation> {
        let index = self
            .statements
            .binary_search_by_key(&reference, |statement| statement.reference);
        self.statements.get(index.ok()?)
    }
}

/// Whether a statement speaks of something else, so that an edit of it would be no small one: it
/// fails at several elements, or names only other services.
fn is_strange(scene: &Scene<'_>, statement: &StatementExplanation) -> bool {
    match failed_elements(statement).as_slice() {
        [Element::Action | Element::Resource] => scene.is_of_other_service(),
        [Element::Principal | Element::Condition] | [] => false,
        _ => true,
    }
}

fn finished(
    draft: Draft,
    reference: StatementRef,
    effect: Effect,
    policies: &PolicySet,
) -> Option<Edit> {
    let policy = policies.policy(reference)?;
    let mention = mention(policies, reference);
    let Draft { value, place, .. } = &draft;
    let to_do = match draft.kind {
        EditKind::Change => {
            let old = written(draft.span, &policy.text);
            format!("Change `{old}` to `{value}` in")
        }
        EditKind::Remove => format!("Remove `{value}` from"),
        EditKind::Add | EditKind::AddStatement => format!("Add `{value}` to"),
    };
    let then = match (effect, draft.kind) {
        (Effect::Allow, EditKind::Change) => "allows that instead",
        (Effect::Allow, _) => "allows that too",
        (Effect::Deny, _) => "no longer denies that",
    };
    let text = format!(
        "{to_do} `{place}` of {mention}: it then {then}, wherever its other elements match."
    );
    Some(Edit {
        policy: reference.policy,
        span: draft.span,
        replacement: draft.replacement,
        kind: draft.kind,
        value: draft.value,
        text,
    })
}

/// Whether the edited text can be read, and the statement then matches, or no longer matches.
fn does(
    edit: &Edit,
    reference: StatementRef,
    wanted: bool,
    policies: &PolicySet,
    request: &Request,
) -> bool {
    let Some(policy) = policies.members().get(edit.policy as usize) else {
        return false;
    };
    let Policy {
        name,
        policy_type,
        text,
        ..
    } = &*policy.policy;
    let edited = Arc::new(Policy::read(name, *policy_type, &edit.apply(text)));
    let edited = policies.with_policy(edit.policy, edited);
    let trace = evaluate(&edited, request).trace;
    let mut statements = trace.statements.iter();
    let statement = statements.find(|statement| statement.reference == reference);
    statement.is_some_and(|statement| {
        // What S3 Block Public Access takes away again would be no gain.
        let is_cut = wanted && trace.public_grant_cut(statement.policy_type).is_some();
        statement.matches() == wanted && !is_cut
    })
}

/// A new Allow statement for this request alone, behind the others of the nearest policy of the type
/// that lacks one. None where there is no such policy.
fn new_statement(
    lacking: PolicyType,
    nearest: Option<u32>,
    policies: &PolicySet,
    request: &Request,
) -> Option<Edit> {
    let trace = evaluate(policies, request).trace;
    let fits = |index: &u32| {
        policies
            .members()
            .get(*index as usize)
            .is_some_and(|member| {
                member.policy.policy_type == lacking
                    && member.policy.document().is_some()
                    && level_lacks(&trace, lacking, member.level)
            })
    };
    let every = 0..u32::try_from(policies.members().len()).ok()?;
    let index = nearest.into_iter().chain(every).find(fits)?;
    let policy = &policies.members().get(index as usize)?.policy;
    let reference = StatementRef {
        policy: index,
        statement: u32::try_from(policy.statements().len()).ok()?,
    };
    let tree = json::parse(&policy.text).root;
    let node = tree.member("Statement")?;
    let members = draft::allow_members(lacking, request)?;
    let (span, replacement, value) = draft::appended(&policy.text, node, &members);
    let edit = Edit {
        policy: index,
        span,
        replacement,
        kind: EditKind::AddStatement,
        value,
        text: format!(
            "Add a statement to `{}` that allows `{}` on `{}`, in any context.",
            policy.name,
            request.action(),
            request.resource()
        ),
    };
    does(&edit, reference, true, policies, request).then_some(edit)
}

/// The object of a statement in the tree of its policy.
fn statement_node<'n, 't>(tree: &'n Node<'t>, index: u32) -> Option<&'n Node<'t>> {
    let node = tree.member("Statement")?;
    match &node.value {
        Value::Array(statements) => statements.get(index as usize),
        _ => Some(node),
    }
}
