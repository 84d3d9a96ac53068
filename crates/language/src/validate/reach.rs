//! Statements that never have an effect, alone or beside the others of the document.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>

mod contradiction;

use iam_evaluator::policy::Polarity;
use iam_evaluator::{Effect, Finding, FindingType, Fix, Span, TextEdit};

use super::cover::{Extent, conditions_cover, is_everyone, principal_covers};
use super::{Check, Subject};
use crate::reading::{ElementView, StatementView};

pub(super) const CHECKS: &[Check] = &[nothing_covered, never_holds, beside_others];

const NO_EFFECT: &str = "PLAYGROUND_NO_EFFECT";

/// `NotAction` or `NotResource` with `*`: it leaves out everything, so that the statement is about
/// nothing.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html>
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html>
fn nothing_covered(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for statement in accepted(subject) {
        for element in [&statement.action, &statement.resource] {
            if let Some(span) = element.as_ref().and_then(leaves_out_all) {
                let name = element.as_ref().map_or("", |element| &element.member.key);
                let details = format!(
                    "`{name}` with `*` leaves out everything, so the statement is about nothing: \
                     list what it is not to be about, or write `{}`",
                    name.trim_start_matches("Not")
                );
                let finding = Finding::new(FindingType::Warning, NO_EFFECT, vec![span], details);
                findings.push(finding);
            }
        }
    }
}

fn leaves_out_all(element: &ElementView<'_>) -> Option<Span> {
    if element.polarity == Polarity::Listed {
        return None;
    }
    let star = element.texts.iter().find(|text| text.value == "*");
    star.map(|text| text.span)
}

/// Two conditions of one statement that exclude each other, so that it never applies.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html>
fn never_holds(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for statement in accepted(subject) {
        let text = subject.reading.text;
        let Some((one, other)) = contradiction::find(statement, text) else {
            continue;
        };
        let details = format!(
            "no request fits both `{}` and `{}` on `{}`, and all conditions of a statement must \
             hold: the statement never applies",
            one.operator_name(),
            other.operator_name(),
            one.key_name()
        );
        let spans = vec![other.key.key_span, one.key.key_span];
        findings.push(Finding::new(
            FindingType::Warning,
            NO_EFFECT,
            spans,
            details,
        ));
    }
}

/// A statement with what it stands for.
struct Reached<'a> {
    statement: &'a StatementView<'a>,
    effect: Effect,
    action: Extent<'a>,
    resource: Option<Extent<'a>>,
}

/// With how many statements each is held against each other: several times what fits into the
/// longest policy that AWS takes.
const MOST_COMPARED: usize = 1000;

/// A grant that an unconditional `Deny` of the document takes back whole, and a statement that
/// another of the same effect covers, with conditions that are no narrower. Only what is certain: a
/// pattern that is merely likely to be covered is no finding.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html>
fn beside_others(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let all: Vec<Reached<'_>> = accepted(subject).filter_map(reached).collect();
    if all.len() > MOST_COMPARED {
        return;
    }
    for (place, one) in all.iter().enumerate() {
        if is_dead_by_itself(subject, one) {
            continue;
        }
        if one.effect == Effect::Allow && taken_back(one, &all, findings) {
            continue;
        }
        let is_other = |other: &(usize, &Reached<'_>)| other.0 != place;
        let mut others = all.iter().enumerate().filter(is_other);
        let wider = others.find(|(other_place, other)| {
            covers(subject, other, one)
                && !is_dead_by_itself(subject, other)
                // Of two that cover each other the later is one too many; of two that say the same,
                // AWS's `REDUNDANT_STATEMENT` tells.
                && (!covers(subject, one, other)
                    || *other_place < place && !say_the_same(one, other))
        });
        if let Some((_, wider)) = wider {
            findings.push(shadowed(subject, one, wider));
        }
    }
}

fn reached<'a>(statement: &'a StatementView<'a>) -> Option<Reached<'a>> {
    Some(Reached {
        statement,
        effect: statement.effect?,
        action: Extent::of_action(statement.action.as_ref()?),
        resource: statement.resource.as_ref().map(Extent::of_resource),
    })
}

fn is_dead_by_itself(subject: &Subject<'_>, one: &Reached<'_>) -> bool {
    let elements = [&one.statement.action, &one.statement.resource];
    let mut elements = elements.into_iter().flatten();
    elements.any(|element| leaves_out_all(element).is_some())
        || contradiction::find(one.statement, subject.reading.text).is_some()
}

/// Whether each of the statement's actions is denied; where only some are, each of them is found.
fn taken_back(one: &Reached<'_>, all: &[Reached<'_>], findings: &mut Vec<Finding>) -> bool {
    let denies = |deny: &&Reached<'_>| {
        deny.effect == Effect::Deny
            && deny.statement.conditions.is_empty()
            && principal_covers(
                deny.statement.principal.as_ref(),
                one.statement.principal.as_ref(),
            )
            && resource_within(one, deny)
    };
    let denies: Vec<&Reached<'_>> = all.iter().filter(denies).collect();
    let Some(first) = denies.first() else {
        return false;
    };
    let Some(element) = &one.statement.action else {
        return false;
    };
    let whole = denies.iter().find(|deny| deny.action.covers(&one.action));
    let mut by_one: Vec<(Span, &str, Span)> = Vec::new();
    if whole.is_none() && element.polarity == Polarity::Listed {
        for (text, lower) in element.texts.iter().zip(one.action.texts()) {
            let action = Extent::action(lower);
            let deny = denies.iter().find(|deny| deny.action.covers(&action));
            by_one.extend(deny.map(|deny| (text.span, text.value, effect_span(deny.statement))));
        }
    }
    let is_whole = whole.is_some()
        || element.polarity == Polarity::Listed && by_one.len() == element.texts.len();
    if is_whole {
        let deny = effect_span(whole.unwrap_or(first).statement);
        let details = "everything that this statement allows is denied in the same document, \
                       without a condition, and a `Deny` always wins: remove one of the two, or \
                       narrow the `Deny`";
        let spans = vec![effect_span(one.statement), deny];
        let finding = Finding::new(FindingType::Warning, NO_EFFECT, spans, details.to_owned());
        findings.push(finding);
        return true;
    }
    for (span, action, deny) in by_one {
        let details = format!(
            "a `Deny` of the same document takes `{action}` back wherever this statement allows it, \
             without a condition: remove the action here, or narrow the `Deny`"
        );
        let spans = vec![span, deny];
        findings.push(Finding::new(
            FindingType::Warning,
            NO_EFFECT,
            spans,
            details,
        ));
    }
    false
}

fn resource_within(narrow: &Reached<'_>, wide: &Reached<'_>) -> bool {
    match (&wide.resource, &narrow.resource) {
        (Some(wide), Some(narrow)) => wide.covers(narrow),
        (None, None) => true,
        (None, Some(_)) | (Some(_), None) => false,
    }
}

fn covers(subject: &Subject<'_>, wide: &Reached<'_>, narrow: &Reached<'_>) -> bool {
    let (of_wide, of_narrow) = (wide.statement, narrow.statement);
    wide.effect == narrow.effect
        && resource_within(narrow, wide)
        && wide.action.covers(&narrow.action)
        && principal_covers(of_wide.principal.as_ref(), of_narrow.principal.as_ref())
        && conditions_cover(subject.reading.text, of_wide, of_narrow)
}

/// Whether two statements that cover each other are also written alike, but for their Sids.
fn say_the_same(one: &Reached<'_>, other: &Reached<'_>) -> bool {
    let same = |one: &Extent<'_>, other: &Extent<'_>| {
        let mut texts = one.texts();
        texts.all(|text| other.texts().any(|other| other == text))
    };
    same(&one.action, &other.action)
        && same(&other.action, &one.action)
        && match (&one.resource, &other.resource) {
            (Some(one), Some(other)) => same(one, other) && same(other, one),
            _ => true,
        }
}

fn shadowed(subject: &Subject<'_>, one: &Reached<'_>, wider: &Reached<'_>) -> Finding {
    let effect = one.effect.as_str();
    let done = match one.effect {
        Effect::Allow => "allows",
        Effect::Deny => "denies",
    };
    let by = match wider.statement.sid() {
        Some(sid) if !sid.value.is_empty() => format!("the statement `{}`", sid.value),
        _ => format!("statement {} of the document", wider.statement.index + 1),
    };
    let everybody = |statement: &StatementView<'_>| {
        let principal = statement.principal.as_ref();
        principal.is_some_and(|principal| principal.ids.iter().any(is_everyone))
    };
    let whom = match everybody(wider.statement) && !everybody(one.statement) {
        true => ", to everybody",
        false => "",
    };
    let details = format!(
        "{by} {done} all of this as well{whom}, so this `{effect}` changes nothing: remove it, or \
         narrow the other"
    );
    let spans = vec![effect_span(one.statement), effect_span(wider.statement)];
    let code = "PLAYGROUND_SHADOWED";
    let mut finding = Finding::new(FindingType::Suggestion, code, spans, details);
    finding.fix = removal(subject, one.statement);
    finding
}

/// Takes a statement out of the list, with the comma beside it.
fn removal(subject: &Subject<'_>, statement: &StatementView<'_>) -> Option<Fix> {
    let place = |offset: isize| {
        let index = statement.index.checked_add_signed(offset)?;
        let mut all = subject.statements.iter();
        all.find(|other| other.index == index)
    };
    let own = statement.node.span;
    let span = match (place(1), place(-1)) {
        (Some(next), _) => Span::new(own.start as usize, next.node.span.start as usize),
        (None, Some(previous)) => Span::new(previous.node.span.end as usize, own.end as usize),
        (None, None) => return None,
    };
    Some(Fix {
        title: "Remove the statement".to_owned(),
        edits: vec![TextEdit {
            span,
            text: String::new(),
        }],
    })
}

/// Where a statement is best shown: its `Effect`.
fn effect_span(statement: &StatementView<'_>) -> Span {
    let effect = statement.member("Effect");
    effect.map_or_else(|| statement.brace(), |member| member.node.span)
}

/// The statements, where AWS accepts the document: of another it is not known what it means.
fn accepted<'s>(subject: &'s Subject<'_>) -> impl Iterator<Item = &'s StatementView<'s>> {
    let is_accepted = subject.reading.parsed.document.is_some();
    let statements = subject.statements.iter();
    statements.filter(move |_| is_accepted)
}
