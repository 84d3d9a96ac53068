//! Statements as rows of a table: the outcome of each element, and what is behind it.

use iam_evaluator::explain::{
    ConditionExplanation, Element, ElementExplanation, ElementState, StatementExplanation,
    StatementRole,
};
use iam_evaluator::{Span, StatementRef};
use leptos::prelude::*;

use crate::components::detail::detail;
use crate::components::policy_tabs::name_or_none;
use crate::html::{Html, el, hidden, with_code};
use crate::workbench::Workbench;
use crate::workbench::outcome::Assessment;

/// How many more rows are shown each time.
const MORE: usize = 200;

/// What came of an element, as a sign with its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// It matches.
    Matches,
    /// It does not.
    NoMatch,
    /// It does not, since the request has no such context key.
    KeyMissing,
    /// There is no such element.
    Absent,
}

impl Sign {
    /// All signs.
    pub const ALL: [Sign; 4] = [Sign::Matches, Sign::NoMatch, Sign::KeyMissing, Sign::Absent];

    /// The sign of an element.
    pub fn of(assessment: &Assessment, element: &ElementExplanation) -> Sign {
        match element.state {
            ElementState::Matches => Sign::Matches,
            ElementState::NotPresent => Sign::Absent,
            ElementState::DoesNotMatch => {
                let mut failed = element.conditions.iter().filter(|found| !found.holds);
                match !element.conditions.is_empty()
                    && failed.all(|found| is_key_missing(assessment, found))
                {
                    true => Sign::KeyMissing,
                    false => Sign::NoMatch,
                }
            }
        }
    }

    /// The sign of one condition key.
    pub fn of_condition(assessment: &Assessment, condition: &ConditionExplanation) -> Sign {
        match condition.holds {
            true => Sign::Matches,
            false if is_key_missing(assessment, condition) => Sign::KeyMissing,
            false => Sign::NoMatch,
        }
    }

    /// For the style sheet.
    pub fn kind(self) -> &'static str {
        match self {
            Sign::Matches => "matches",
            Sign::NoMatch => "no-match",
            Sign::KeyMissing => "missing",
            Sign::Absent => "absent",
        }
    }

    /// The sign itself.
    pub fn sign(self) -> &'static str {
        match self {
            Sign::Matches => "✓",
            Sign::NoMatch => "✗",
            Sign::KeyMissing => "?",
            Sign::Absent => "–",
        }
    }

    /// The word beside it.
    pub fn word(self) -> &'static str {
        match self {
            Sign::Matches => "matches",
            Sign::NoMatch => "no match",
            Sign::KeyMissing => "key missing",
            Sign::Absent => "not present",
        }
    }

    /// What it means, for the legend.
    pub fn meaning(self) -> &'static str {
        match self {
            Sign::Matches => "matches",
            Sign::NoMatch => "no match",
            Sign::KeyMissing => "the request lacks the key",
            Sign::Absent => "not present, restricts nothing",
        }
    }
}

fn is_key_missing(assessment: &Assessment, condition: &ConditionExplanation) -> bool {
    let key = condition.key.to_ascii_lowercase();
    assessment.request.context().get(&key).is_none()
}

/// All statements, those first that say most.
pub fn all_statements(workbench: Workbench, assessment: &Assessment) -> Html {
    let total = assessment.ranking.len();
    if total == 0 {
        return el("p")
            .class("empty")
            .child("There are no statements.")
            .into();
    }
    let most = workbench.most_rows.get();
    let at_caret = workbench.at_caret.get();
    let statements = &assessment.explanation.statements;
    let ranked = assessment
        .ranking
        .iter()
        .filter_map(|index| statements.get(*index as usize));
    let mut shown: Vec<&StatementExplanation> = ranked.take(most).collect();
    add_at_caret(&mut shown, assessment, at_caret);
    let hidden = total.saturating_sub(shown.len());
    let more = (hidden > 0).then(|| {
        let button = el("button")
            .attr("type", "button")
            .class("button")
            .on("click", move |_| {
                workbench.most_rows.update(|most| *most += MORE)
            })
            .child(format!("Show {} more", hidden.min(MORE)));
        el("p").class("more").child(button).child(format!(
            " and {hidden} more statements, further from the decision"
        ))
    });
    el("div")
        .class("card table-card")
        .child(table(workbench, assessment, &shown, true))
        .child(more)
        .into()
}

/// The statement at the caret is shown wherever it ranks.
pub fn add_at_caret<'a>(
    shown: &mut Vec<&'a StatementExplanation>,
    assessment: &'a Assessment,
    at_caret: Option<StatementRef>,
) {
    let is_shown = |reference| shown.iter().any(|found| found.reference == reference);
    if let Some(reference) = at_caret
        && !is_shown(reference)
        && let Some(statement) = assessment.statement(reference)
    {
        shown.push(statement);
    }
}

/// A table of statements; the first is open where `opens_first`, until the user says otherwise.
pub fn table(
    workbench: Workbench,
    assessment: &Assessment,
    shown: &[&StatementExplanation],
    opens_first: bool,
) -> Html {
    // A column that says nothing of any statement only takes room.
    let has = |element: Element| {
        element != Element::Principal
            || shown.iter().any(|statement| {
                let mut elements = statement.elements.iter();
                elements.any(|found| {
                    found.element == element && found.state != ElementState::NotPresent
                })
            })
    };
    let columns: Vec<Element> = [
        Element::Principal,
        Element::Action,
        Element::Resource,
        Element::Condition,
    ]
    .into_iter()
    .filter(|element| has(*element))
    .collect();
    let heading = |title: &'static str| el("th").attr("scope", "col").child(title);
    let head = el("tr")
        .child(heading("Statement"))
        .child(heading("Effect"))
        .children(columns.iter().map(|element| heading(element.as_str())));
    let rows = shown.iter().enumerate().map(|(index, statement)| {
        let is_first = index == 0 && opens_first;
        row(workbench, assessment, statement, &columns, is_first)
    });
    el("table")
        .attr("data-columns", columns.len().to_string())
        .child(el("thead").child(head))
        .children(rows)
        .into()
}

/// One statement: its row, and what is behind it.
fn row(
    workbench: Workbench,
    assessment: &Assessment,
    statement: &StatementExplanation,
    columns: &[Element],
    is_first: bool,
) -> Html {
    let reference = statement.reference;
    let unfolded = workbench.unfolded.read();
    let is_open = unfolded.get(&reference).copied().unwrap_or(is_first);
    let point = move |_: web_sys::Event| workbench.pointed.set(Some(reference));
    let unpoint = move |_: web_sys::Event| {
        if workbench.pointed.get_untracked() == Some(reference) {
            workbench.pointed.set(None);
        }
    };
    let cells = statement
        .elements
        .iter()
        .filter(|element| columns.contains(&element.element))
        .map(|element| cell(workbench, assessment, statement, element));
    let effect = el("span")
        .class("effect")
        .attr("data-effect", statement.effect.as_str())
        .child(statement.effect.as_str());
    let is_current = workbench.at_caret.get() == Some(reference);
    let line = el("tr")
        .attr(
            "data-statement",
            format!("{}.{}", reference.policy, reference.statement),
        )
        .maybe("aria-current", is_current.then_some("true"))
        .child(head(workbench, assessment, statement, is_open))
        .child(el("td").attr("data-label", "Effect").child(effect))
        .children(cells);
    el("tbody")
        .key(format!("{}.{}", reference.policy, reference.statement))
        .class(if is_open {
            "statement open"
        } else {
            "statement"
        })
        .attr("data-role", role_kind(statement.role))
        .on("pointerenter", point)
        .on("pointerleave", unpoint)
        .on("focusin", point)
        .on("focusout", unpoint)
        .child(line)
        .child(is_open.then(|| {
            let inside = detail(workbench, assessment, statement);
            let span = (columns.len() + 2).to_string();
            el("tr")
                .class("detail")
                .attr("data-testid", "detail")
                .child(el("td").attr("colspan", span).child(inside))
        }))
        .into()
}

/// The label, the policy and the part it played.
fn head(
    workbench: Workbench,
    assessment: &Assessment,
    statement: &StatementExplanation,
    is_open: bool,
) -> Html {
    let reference = statement.reference;
    let unfold = move |_| {
        workbench.unfolded.update(|unfolded| {
            unfolded.insert(reference, !is_open);
        });
    };
    let button = el("button")
        .attr("type", "button")
        .class("unfold")
        .attr("aria-expanded", if is_open { "true" } else { "false" })
        .on("click", unfold)
        .child(el("span").class("arrow").attr("aria-hidden", "true"))
        .child(el("span").class("label").child(statement.label.clone()));
    let policy = assessment
        .policy(reference)
        .filter(|_| assessment.policies.len() > 1);
    let policy =
        policy.map(|(_, policy)| el("span").class("why").child(name_or_none(&policy.name)));
    let role = (statement.role != StatementRole::DoesNotApply)
        .then(|| el("span").class("role").child(role_word(statement.role)));
    el("th")
        .attr("scope", "row")
        .child(button)
        .child(policy)
        .child(role)
        .into()
}

/// The outcome of one element, leading to its words in the editor.
fn cell(
    workbench: Workbench,
    assessment: &Assessment,
    statement: &StatementExplanation,
    element: &ElementExplanation,
) -> Html {
    let sign = Sign::of(assessment, element);
    let name = element.element.as_str();
    let reference = statement.reference;
    let span = place(statement, element);
    let button = el("button")
        .attr("type", "button")
        .class("outcome")
        .on("click", move |_| workbench.show(reference, span))
        .child(hidden(format!("{}, {name}: ", statement.label)))
        .child(
            el("span")
                .class("sign")
                .attr("aria-hidden", "true")
                .child(sign.sign()),
        )
        .child(el("span").class("word").child(sign.word()));
    let button = match sign {
        Sign::Absent => button,
        Sign::Matches | Sign::NoMatch | Sign::KeyMissing => button
            .child(hidden(", ".to_owned()))
            .child(el("span").class("why").children(with_code(&element.text))),
    };
    let is_at_caret =
        workbench.element_at_caret.get() == Some((statement.reference, element.element));
    el("td")
        .maybe("aria-current", is_at_caret.then_some("location"))
        .attr("data-element", name.to_lowercase())
        .attr("data-label", name)
        .attr("data-state", sign.kind())
        .child(button)
        .into()
}

/// The words of an element that count: of a condition the first that does not hold. Else the whole
/// statement.
pub fn place(statement: &StatementExplanation, element: &ElementExplanation) -> Span {
    let failed = element.conditions.iter().find(|found| !found.holds);
    failed
        .map(|found| found.span)
        .or(element.span)
        .unwrap_or(statement.span)
}

fn role_kind(role: StatementRole) -> &'static str {
    match role {
        StatementRole::Decided => "decided",
        StatementRole::Applies => "applies",
        StatementRole::Moot => "moot",
        StatementRole::DoesNotApply => "does-not-apply",
    }
}

fn role_word(role: StatementRole) -> &'static str {
    match role {
        StatementRole::Decided => "decided",
        StatementRole::Applies => "applies",
        StatementRole::Moot => "matches, but does not count here",
        StatementRole::DoesNotApply => "does not apply",
    }
}
