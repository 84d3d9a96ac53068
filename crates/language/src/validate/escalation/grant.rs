//! What the document grants, as far as the methods ask for it.

use iam_evaluator::condition::Comparison;
use iam_evaluator::pattern::Pattern;
use iam_evaluator::policy::Polarity;
use iam_evaluator::{Effect, Span};

use super::methods::{ACTIONS, Action, Target};
use crate::glob;
use crate::reading::{ConditionView, ElementView, StatementView};
use crate::validate::Subject;
use crate::validate::circumstance::is_circumstance;
use crate::validate::cover::{Extent, value_text};

/// An action that a statement grants widely enough.
pub(super) struct Grant<'a> {
    /// The action, as AWS spells it.
    pub(super) action: &'static str,
    /// The statement.
    pub(super) statement: &'a StatementView<'a>,
    /// The entry of `Action` that grants it, or the name of `NotAction`.
    pub(super) span: Span,
    /// The entry grants all of IAM.
    pub(super) is_whole_iam: bool,
    /// It is granted because `NotAction` does not leave it out.
    pub(super) is_left_in: bool,
    /// Where `iam:PassedToService` limits it: the services.
    pub(super) passed_to: Option<Vec<&'a str>>,
}

const PASSED_TO_SERVICE: &str = "iam:PassedToService";

/// All grants, in the order of the statements. What an unconditional `Deny` takes back is left out,
/// and what conditions bind to certain targets. A `Deny` with conditions takes nothing back, unless
/// it demands what binds: then it works as a condition of the grant would.
pub(super) fn grants<'a>(subject: &'a Subject<'_>) -> Vec<Grant<'a>> {
    let of = |effect: Effect| {
        let statements = subject.statements.iter();
        statements.filter(move |statement| statement.effect == Some(effect))
    };
    let denies: Vec<Deny<'_>> = of(Effect::Deny).filter_map(Deny::of).collect();
    let mut grants = Vec::new();
    for statement in of(Effect::Allow) {
        let (Some(actions), Some(resources)) = (&statement.action, &statement.resource) else {
            continue;
        };
        let Some(binding) = binding(subject, statement) else {
            continue;
        };
        let extent = Extent::of_resource(resources);
        let mut add = |action: &'static Action, span: Span, is_whole_iam: bool| {
            let passed_to = match (&binding, action.name) {
                (Binding::None, _) => None,
                (Binding::PassedTo(services), "iam:PassRole") => Some(services.clone()),
                // The key is there for `iam:PassRole` alone.
                (Binding::PassedTo(_), _) => return,
            };
            if is_open(resources, action) && !denies.iter().any(|deny| deny.takes(action, &extent))
            {
                grants.push(Grant {
                    action: action.name,
                    statement,
                    span,
                    is_whole_iam,
                    is_left_in: actions.polarity == Polarity::AllBut,
                    passed_to,
                });
            }
        };
        match actions.polarity {
            Polarity::Listed => listed(actions, &mut add),
            Polarity::AllBut => {
                let left_out = patterns(actions);
                for action in ACTIONS {
                    if !matches_any(&left_out, action.name) {
                        add(action, actions.member.key_span, false);
                    }
                }
            }
        }
    }
    grants
}

fn listed(actions: &ElementView<'_>, add: &mut impl FnMut(&'static Action, Span, bool)) {
    for text in &actions.texts {
        if !text.value.contains(['*', '?']) {
            let same = |action: &&Action| action.name.eq_ignore_ascii_case(text.value);
            if let Some(action) = of_service(text.value).iter().find(same) {
                add(action, text.span, false);
            }
            continue;
        }
        let lower = text.value.to_ascii_lowercase();
        let is_whole_iam = glob::covers(&lower, "iam:*");
        let pattern = Pattern::new(&lower);
        let prefix = lower.split(['*', '?']).next().unwrap_or_default();
        for action in ACTIONS {
            let head = action.name.get(..prefix.len());
            let may_match = head.is_some_and(|head| head.eq_ignore_ascii_case(prefix));
            if may_match && pattern.matches(&action.name.to_ascii_lowercase()) {
                add(action, text.span, is_whole_iam);
            }
        }
    }
}

/// The actions of the service of an action.
fn of_service(action: &str) -> &'static [Action] {
    let prefix = action.split(':').next().unwrap_or_default();
    let order = |other: &Action| {
        let letters = prefix.bytes().map(|byte| byte.to_ascii_lowercase());
        let other = other.name.split(':').next().unwrap_or_default();
        other.bytes().cmp(letters)
    };
    let start = ACTIONS.partition_point(|other| order(other).is_lt());
    let end = ACTIONS.partition_point(|other| order(other).is_le());
    ACTIONS.get(start..end).unwrap_or_default()
}

fn patterns(actions: &ElementView<'_>) -> Vec<Pattern> {
    let texts = actions.texts.iter();
    texts
        .map(|text| Pattern::new(&text.value.to_ascii_lowercase()))
        .collect()
}

fn matches_any(patterns: &[Pattern], action: &str) -> bool {
    let action = action.to_ascii_lowercase();
    patterns.iter().any(|pattern| pattern.matches(&action))
}

/// What the conditions of a grant bind it to.
enum Binding<'a> {
    None,
    PassedTo(Vec<&'a str>),
}

/// None where the conditions bind the grant to certain targets: tags, a boundary, a way to call.
fn binding<'a>(subject: &'a Subject<'_>, statement: &'a StatementView<'_>) -> Option<Binding<'a>> {
    let mut binding = Binding::None;
    for condition in &statement.conditions {
        if is_circumstance(condition) {
            continue;
        }
        if !condition.key_name().eq_ignore_ascii_case(PASSED_TO_SERVICE) {
            return None;
        }
        let comparison = condition.operator.map(|operator| operator.comparison);
        if let Some(
            Comparison::StringEquals | Comparison::StringLike | Comparison::StringEqualsIgnoreCase,
        ) = comparison
        {
            let values = condition.values.iter();
            let text = subject.reading.text;
            binding = Binding::PassedTo(values.map(|value| value_text(text, value)).collect());
        }
    }
    Some(binding)
}

/// Whether the resources are open to any target of the action.
fn is_open(resources: &ElementView<'_>, action: &Action) -> bool {
    match resources.polarity {
        Polarity::Listed => {
            let mut texts = resources.texts.iter();
            texts.any(|text| admits(text.value, action))
        }
        Polarity::AllBut => {
            let mut texts = resources.texts.iter();
            !texts.any(|text| admits(text.value, action))
        }
    }
}

fn admits(resource: &str, action: &Action) -> bool {
    if resource == "*" {
        return true;
    }
    let mut parts = resource.splitn(6, ':').skip(2);
    let (Some(service), Some(name)) = (parts.next(), parts.nth(2)) else {
        return false;
    };
    let is_of = |expected: &str| service == expected || glob::covers(service, expected);
    let prefix = action.name.split(':').next().unwrap_or_default();
    let Some(Target { service, all, own }) = &action.target else {
        return is_of(prefix);
    };
    if !is_of(service) {
        return false;
    }
    glob::covers(name, all) || *own && is_own(name)
}

/// `user/${aws:username}`, perhaps below a path.
fn is_own(name: &str) -> bool {
    name.starts_with("user/") && name.ends_with("/${aws:username}")
}

/// A `Deny` that may take a grant back.
struct Deny<'a> {
    actions: Polarity,
    patterns: Vec<Pattern>,
    resources: &'a ElementView<'a>,
    extent: Extent<'a>,
}

impl<'a> Deny<'a> {
    fn of(statement: &'a StatementView<'a>) -> Option<Deny<'a>> {
        // Denied unless the condition on a target holds: what is left is bound.
        let demands = |condition: &ConditionView<'_>| {
            condition.operator.is_some_and(|operator| {
                operator.is_negated() && operator.set.is_none() && !is_circumstance(condition)
            })
        };
        if !statement.conditions.iter().all(demands) {
            return None;
        }
        let actions = statement.action.as_ref()?;
        let resources = statement.resource.as_ref()?;
        Some(Deny {
            actions: actions.polarity,
            patterns: patterns(actions),
            resources,
            extent: Extent::of_resource(resources),
        })
    }

    fn takes(&self, action: &Action, granted: &Extent<'_>) -> bool {
        let is_named = matches_any(&self.patterns, action.name);
        if is_named != (self.actions == Polarity::Listed) {
            return false;
        }
        match self.resources.polarity {
            Polarity::Listed => {
                self.extent.covers(granted)
                    || self.resources.texts.iter().any(|text| {
                        let is_own = text.value.contains("${");
                        action.target.is_some() && !is_own && admits(text.value, action)
                    })
            }
            // What it leaves out is all that remains.
            Polarity::AllBut => is_open(self.resources, action),
        }
    }
}
