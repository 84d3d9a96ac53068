//! The verdict: the answer at one glance, whether it is old, and what is missing for one.

use std::time::Duration;

use iam_evaluator::explain::ElementState;
use iam_evaluator::{DecidedBy, Decision, StatementRef, Verdict};
use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::app::use_workbench;
use crate::components::policy_tabs::name_or_none;
use crate::components::problems::megabytes;
use crate::components::statements::place;
use crate::html::{Html, el, hidden, with_code};
use crate::rest::Rest;
use crate::workbench::Workbench;
use crate::workbench::outcome::{Assessment, Obstacle, Outcome};

/// How many milliseconds a verdict stands before it is announced.
const ANNOUNCE_AFTER: u64 = 500;

/// How long the page says that something was copied.
const SAID_FOR: Duration = Duration::from_secs(3);

/// The verdict on show, and whether it is old.
pub fn verdict_now(workbench: Workbench) -> Option<(Verdict, bool)> {
    workbench.outcome.with(|outcome| {
        let assessment = outcome.assessment.as_ref()?;
        Some((assessment.explanation.verdict, outcome.is_stale()))
    })
}

/// The decision in one word.
pub fn decision_word(decision: Decision) -> &'static str {
    match decision {
        Decision::Allowed => "Allowed",
        Decision::ExplicitDeny | Decision::ImplicitDeny => "Denied",
    }
}

/// The answer. Other programs read its `data-` attributes.
pub fn verdict(workbench: Workbench) -> Html {
    let outcome = workbench.outcome.read();
    let assessment = outcome.assessment.as_ref();
    let now = assessment.map(|assessment| assessment.explanation.verdict);
    let card = el("div")
        .class("verdict")
        .attr("data-testid", "verdict")
        .maybe(
            "data-decision",
            now.map(|verdict| verdict.decision.as_str()),
        )
        .maybe("data-by", now.map(|verdict| verdict.by.as_str()))
        .flag("data-stale", outcome.is_stale())
        .attr("data-revision", outcome.revision.to_string());
    let card = match assessment {
        Some(assessment) => card
            .child(word(assessment.explanation.verdict))
            .child(reason(workbench, assessment)),
        None => card
            .child(el("div").class("word").child("No answer yet"))
            .child(""),
    };
    card.child(obstacles(workbench, &outcome)).into()
}

/// The word, and the kind of decision in AWS's words.
fn word(verdict: Verdict) -> Html {
    let sign = match verdict.decision {
        Decision::Allowed => "✓",
        Decision::ExplicitDeny | Decision::ImplicitDeny => "✗",
    };
    el("div")
        .class("word")
        .child(
            el("span")
                .class("sign")
                .attr("aria-hidden", "true")
                .child(sign),
        )
        .child(el("span").child(decision_word(verdict.decision)))
        .child(el("span").class("kind").child(kind(verdict)))
        .into()
}

/// `explicit deny in a service control policy`.
fn kind(verdict: Verdict) -> String {
    let policy = match verdict.by {
        DecidedBy::Policies(policy_type) => policy_type.name(),
        DecidedBy::Root => "root user's own access",
        DecidedBy::Rule => "rule of AWS",
    };
    let article = match policy.starts_with(['a', 'e', 'i', 'o', 'R']) {
        true => "an",
        false => "a",
    };
    match (verdict.decision, verdict.by) {
        (Decision::Allowed, DecidedBy::Policies(_)) => format!("by {article} {policy}"),
        (Decision::Allowed, DecidedBy::Root) => "by the root user's own access".to_owned(),
        (_, DecidedBy::Rule) => "whatever the policies say".to_owned(),
        (Decision::ExplicitDeny, _) => format!("explicit deny in {article} {policy}"),
        (Decision::ImplicitDeny, _) => format!("implicit deny: no {policy} allows it"),
    }
}

/// The sentence, AWS's message, and where to look.
fn reason(workbench: Workbench, assessment: &Assessment) -> Html {
    let explanation = &assessment.explanation;
    let message = explanation.message.clone().map(|message| {
        el("p")
            .class("message")
            .child(el("span").class("message-lead").child("AWS would say: "))
            .child(
                el("span")
                    .class("mono")
                    .attr("translate", "no")
                    .child(message),
            )
    });
    let jump = jump(assessment).map(|(words, reference)| {
        el("button")
            .attr("type", "button")
            .class("button jump")
            .attr("data-testid", "jump")
            .on("click", move |_| show_reason(workbench, reference))
            .child(words)
    });
    let jumps = el("div")
        .class("jumps")
        .child(jump)
        .child(
            el("button")
                .attr("type", "button")
                .class("button quiet small")
                .on("click", move |_| copy(workbench))
                .child("Copy as text"),
        )
        .child(
            el("span")
                .class("said")
                .attr("role", "status")
                .child(workbench.said.get()),
        );
    el("div")
        .class("reason")
        .child(
            el("p")
                .class("summary")
                .children(with_code(&explanation.summary)),
        )
        .child(message)
        .child(jumps)
        .into()
}

/// Copies the whole answer as plain text.
fn copy(workbench: Workbench) {
    let text = workbench.outcome.with_untracked(|outcome| {
        let assessment = outcome.assessment.as_ref();
        assessment.map(|assessment| assessment.to_text())
    });
    let Some(text) = text else { return };
    let written = window().navigator().clipboard().write_text(&text);
    let said = workbench.said;
    leptos::task::spawn_local(async move {
        let result = JsFuture::from(written).await;
        said.set(if result.is_ok() {
            "Copied"
        } else {
            "The browser does not let the page copy"
        });
        set_timeout(move || said.set(""), SAID_FOR);
    });
}

/// Where to look first: the statement that decided, else the one that came nearest.
fn jump(assessment: &Assessment) -> Option<(String, StatementRef)> {
    let leading = assessment.leading()?;
    let (_, policy) = assessment.policy(leading.reference)?;
    let name = format!("{} › {}", name_or_none(&policy.name), leading.label);
    let words = match assessment.explanation.verdict.statement {
        Some(_) => format!("Show {name}"),
        None => {
            let failed: Vec<&str> = leading
                .elements
                .iter()
                .filter(|element| element.state == ElementState::DoesNotMatch)
                .map(|element| element.element.as_str())
                .collect();
            if failed.is_empty() {
                return None;
            }
            format!("Nearest: {name}, but for {}", failed.join(" and "))
        }
    };
    Some((words, leading.reference))
}

/// Selects the whole statement that decided, or the first words that stand in the way of one.
fn show_reason(workbench: Workbench, reference: StatementRef) {
    let span = workbench.outcome.with_untracked(|outcome| {
        let assessment = outcome.assessment.as_ref()?;
        let statement = assessment.statement(reference)?;
        let failed = statement
            .elements
            .iter()
            .find(|element| element.state == ElementState::DoesNotMatch);
        Some(failed.map_or(statement.span, |element| place(statement, element)))
    });
    if let Some(span) = span {
        workbench.show(reference, span);
    }
}

/// Why there is no verdict, or why it is old.
fn obstacles(workbench: Workbench, outcome: &Outcome) -> Html {
    if outcome.obstacles.is_empty() {
        return "".into();
    }
    let is_old = outcome.is_stale().then(|| {
        el("p")
            .child(el("strong").child("This answer is old. "))
            .child("For a new one:")
    });
    let items = outcome
        .obstacles
        .iter()
        .map(|obstacle| line(workbench, obstacle));
    el("div")
        .class("obstacles")
        .attr("data-testid", "obstacles")
        .child(is_old)
        .child(el("ul").children(items))
        .into()
}

fn line(workbench: Workbench, obstacle: &Obstacle) -> Html {
    let words = match obstacle {
        Obstacle::NoPolicy => "Paste a policy.".to_owned(),
        Obstacle::Refused {
            name,
            position,
            details,
            ..
        } => format!(
            "Mend “{}”, line {}, column {}: {details}",
            name_or_none(name),
            position.line,
            position.column + 1
        ),
        Obstacle::TooLarge { name, bytes, .. } => format!(
            "Shorten “{}”: {} of text is too large to be evaluated.",
            name_or_none(name),
            megabytes(*bytes)
        ),
        Obstacle::Field(field, _) => format!("Fill in the request: {}.", field.as_str()),
        Obstacle::Twice(_, key) => format!("Give the context key `{key}` once."),
        Obstacle::ResourceAccount => {
            "Write the account of the resource as 12 digits, or leave it out.".to_owned()
        }
        Obstacle::OnlyOne(policy_type) => format!(
            "A request meets one {} at most: switch off or remove the others.",
            policy_type.name()
        ),
    };
    let show = match obstacle {
        Obstacle::Refused { id, span, .. } => {
            let (id, span) = (*id, *span);
            Some(
                el("button")
                    .attr("type", "button")
                    .class("button small")
                    .on("click", move |_| workbench.show_text(id, span))
                    .child("Show")
                    .child(hidden(" the problem")),
            )
        }
        _ => None,
    };
    el("li")
        .child(el("span").children(with_code(&words)))
        .child(show)
        .into()
}

/// Says the verdict to those who do not see it, once it has settled.
#[component]
pub fn Announcement() -> impl IntoView {
    let workbench = use_workbench();
    let said = RwSignal::new(String::new());
    let rest = Rest::after(ANNOUNCE_AFTER);
    Effect::new(move |before: Option<()>| {
        let words = workbench.outcome.with(announcement);
        if before.is_none() {
            // What the page begins with is read with the page.
            return;
        }
        rest.then(move || {
            if said.get_untracked() != words {
                said.set(words);
            }
        });
    });
    crate::html::live(move || {
        el("p")
            .class("visually-hidden")
            .attr("role", "status")
            .attr("data-testid", "announcement")
            .child(said.get())
            .into()
    })
}

fn announcement(outcome: &Outcome) -> String {
    let Some(assessment) = &outcome.assessment else {
        return "No answer yet.".to_owned();
    };
    let word = decision_word(assessment.explanation.verdict.decision);
    match outcome.is_stale() {
        true => format!("Old answer: {word}."),
        false => format!(
            "{word}. {}",
            assessment.explanation.summary.replace('`', "")
        ),
    }
}
