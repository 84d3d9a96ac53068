//! The verdict: the answer at one glance, whether it is old, and what is missing for one.

use std::time::Duration;

use iam_evaluator::explain::{Element, ElementState};
use iam_evaluator::{Decision, StatementRef, Verdict};
use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::app::use_workbench;
use crate::components::notices::with_code;
use crate::components::policy_tabs::name_or_none;
use crate::components::problems::megabytes;
use crate::workbench::Workbench;
use crate::workbench::outcome::{Assessment, Obstacle, Outcome};

/// How long a verdict stands before it is announced.
const ANNOUNCE_AFTER: Duration = Duration::from_millis(500);

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

/// The answer.
#[component]
pub fn VerdictCard() -> impl IntoView {
    let workbench = use_workbench();
    let outcome = workbench.outcome;
    let answer = Memo::new(move |_| {
        outcome.with(|outcome| outcome.assessment.as_deref().map(AnswerWords::of))
    });
    let attribute = move |name: fn(&Verdict) -> &'static str| {
        move || verdict_now(workbench).map(|(verdict, _)| name(&verdict))
    };
    view! {
        <div
            class="verdict"
            data-testid="verdict"
            data-decision=attribute(|verdict| verdict.decision.as_str())
            data-by=attribute(|verdict| verdict.by.as_str())
            data-stale=move || outcome.with(Outcome::is_stale).then_some("")
            data-revision=move || outcome.with(|outcome| outcome.revision)
        >
            {move || match answer.get() {
                Some(answer) => view! { <Answer answer /> }.into_any(),
                None => view! { <div class="word">"No answer yet"</div> }.into_any(),
            }}
            <Obstacles />
        </div>
        <Announcement />
    }
}

/// What the answer says.
#[derive(Clone, Debug, PartialEq)]
struct AnswerWords {
    decision: Decision,
    word: &'static str,
    summary: String,
    message: Option<String>,
    jump: Option<(String, StatementRef)>,
}

impl AnswerWords {
    fn of(assessment: &Assessment) -> AnswerWords {
        let explanation = &assessment.explanation;
        AnswerWords {
            decision: explanation.verdict.decision,
            word: explanation.word(),
            summary: explanation.summary.clone(),
            message: explanation.message.clone(),
            jump: jump(assessment),
        }
    }
}

/// The word, the sentence and AWS's message.
#[component]
fn Answer(
    /// What is answered.
    answer: AnswerWords,
) -> impl IntoView {
    let workbench = use_workbench();
    let AnswerWords {
        decision,
        word,
        summary,
        message,
        jump,
    } = answer;
    let kind = match decision {
        Decision::Allowed => None,
        Decision::ExplicitDeny => Some("explicit deny"),
        Decision::ImplicitDeny => Some("implicit deny"),
    };
    let sign = match decision {
        Decision::Allowed => "✓",
        Decision::ExplicitDeny | Decision::ImplicitDeny => "✗",
    };
    let jump = jump.map(|(words, reference)| {
        let show = move |_| show_reason(workbench, reference);
        view! {
            <button type="button" class="button jump" data-testid="jump" on:click=show>
                {words}
            </button>
        }
    });
    view! {
        <div class="word">
            <span class="sign" aria-hidden="true">{sign}</span>
            <span>{word}</span>
            {kind.map(|kind| view! { <span class="kind">{kind}</span> })}
        </div>
        <div class="reason">
            <p class="summary">{with_code(&summary)}</p>
            {message.map(|message| {
                view! {
                    <p class="message">
                        <span class="message-lead">"AWS would say: "</span>
                        <span class="mono" translate="no">{message}</span>
                    </p>
                }
            })}
            <div class="jumps">{jump} <CopyText /></div>
        </div>
    }
}

/// Copies the whole answer as plain text.
#[component]
fn CopyText() -> impl IntoView {
    let workbench = use_workbench();
    let said = RwSignal::new("");
    let copy = move |_| {
        let text = workbench.outcome.with_untracked(|outcome| {
            outcome
                .assessment
                .as_ref()
                .map(|assessment| assessment.to_text())
        });
        let Some(text) = text else { return };
        let written = window().navigator().clipboard().write_text(&text);
        leptos::task::spawn_local(async move {
            let result = JsFuture::from(written).await;
            said.set(if result.is_ok() {
                "Copied"
            } else {
                "The browser does not let the page copy"
            });
            set_timeout(move || said.set(""), SAID_FOR);
        });
    };
    view! {
        <button type="button" class="button quiet small" on:click=copy>
            "Copy as text"
        </button>
        <span class="said" role="status">
            {move || said.get()}
        </span>
    }
}

/// Where to look first: the statement that decided, else the one that came nearest.
fn jump(assessment: &Assessment) -> Option<(String, StatementRef)> {
    let leading = assessment.leading()?;
    let words = match assessment.explanation.verdict.statement {
        Some(_) => format!("Show {}", leading.label),
        None => {
            let failed: Vec<&str> = leading
                .elements
                .iter()
                .filter(|element| element.state == ElementState::DoesNotMatch)
                .map(|element| element.element.as_str())
                .collect();
            format!(
                "Nearest: {}, but for {}",
                leading.label,
                failed.join(" and ")
            )
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
        let words = failed.and_then(|element| match element.element {
            Element::Condition => element
                .conditions
                .iter()
                .find(|condition| !condition.holds)
                .map(|found| found.span),
            Element::Principal | Element::Action | Element::Resource => element.span,
        });
        Some(words.unwrap_or(statement.span))
    });
    if let Some(span) = span {
        workbench.show(reference, span);
    }
}

/// Why there is no verdict, or why it is old.
#[component]
fn Obstacles() -> impl IntoView {
    let workbench = use_workbench();
    let obstacles = Memo::new(move |_| {
        workbench
            .outcome
            .with(|outcome| (outcome.is_stale(), outcome.obstacles.clone()))
    });
    view! {
        {move || {
            let (is_stale, obstacles) = obstacles.get();
            (!obstacles.is_empty())
                .then(|| {
                    view! {
                        <div class="obstacles" data-testid="obstacles">
                            {is_stale
                                .then(|| {
                                    view! {
                                        <p>
                                            <strong>"This answer is old. "</strong>
                                            "For a new one:"
                                        </p>
                                    }
                                })}
                            <ul>
                                {obstacles
                                    .into_iter()
                                    .map(|obstacle| view! { <ObstacleLine obstacle /> })
                                    .collect_view()}
                            </ul>
                        </div>
                    }
                })
        }}
    }
}

/// One thing to mend.
#[component]
fn ObstacleLine(
    /// What stands in the way.
    obstacle: Obstacle,
) -> impl IntoView {
    let workbench = use_workbench();
    let words = match &obstacle {
        Obstacle::NoPolicy => "Paste a policy on the policies' side.".to_owned(),
        Obstacle::Refused {
            name,
            position,
            details,
            ..
        } => {
            format!("Mend “{}”, {position}: {details}.", name_or_none(name))
        }
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
    let place = match obstacle {
        Obstacle::Refused { id, span, .. } => Some((id, span)),
        Obstacle::NoPolicy
        | Obstacle::TooLarge { .. }
        | Obstacle::Field(..)
        | Obstacle::Twice(..)
        | Obstacle::ResourceAccount
        | Obstacle::OnlyOne(_) => None,
    };
    let show = place.map(|(id, span)| {
        view! {
            <button
                type="button"
                class="button small"
                on:click=move |_| workbench.show_text(id, span)
            >
                "Show"
                <span class="visually-hidden">" the problem"</span>
            </button>
        }
    });
    view! {
        <li>
            <span>{with_code(&words)}</span>
            {show}
        </li>
    }
}

/// Says the verdict to those who do not see it, once it has settled.
#[component]
fn Announcement() -> impl IntoView {
    let workbench = use_workbench();
    let said = RwSignal::new(String::new());
    let timer = StoredValue::new_local(None::<TimeoutHandle>);
    Effect::new(move |before: Option<()>| {
        let words = workbench.outcome.with(announcement);
        if before.is_none() {
            // What the page begins with is read with the page.
            return;
        }
        if let Some(timer) = timer.get_value() {
            timer.clear();
        }
        let say = move || {
            if said.get_untracked() != words {
                said.set(words);
            }
        };
        timer.set_value(set_timeout_with_handle(say, ANNOUNCE_AFTER).ok());
    });
    view! {
        <p class="visually-hidden" role="status" data-testid="announcement">
            {move || said.get()}
        </p>
    }
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
