//! The decision one question after the other.

use iam_evaluator::explain::{Element, ElementState, Gate, StatementExplanation};
use iam_evaluator::{Span, StatementRef};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

use crate::components::gates::{belongs, kind};
use crate::components::statements::{Sign, place};
use crate::html::{Html, el, with_code};
use crate::workbench::marks::Spotlight;
use crate::workbench::outcome::Assessment;
use crate::workbench::{View, Workbench};

/// One question with its answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The step of AWS's that it belongs to.
    pub part: &'static str,
    /// The question.
    pub asks: String,
    /// The answer.
    pub answer: String,
    /// The sign of the answer.
    pub sign: &'static str,
    /// How the answer is coloured.
    pub kind: &'static str,
    /// The words that it is about.
    pub place: Option<(StatementRef, Span)>,
}

/// All questions, in the order in which AWS asks them.
pub fn questions(assessment: &Assessment) -> Vec<Question> {
    let mut questions = Vec::new();
    let explanation = &assessment.explanation;
    for step in &explanation.steps {
        let part = step.gate.title();
        let statements = explanation.statements.iter();
        let statements = statements.filter(|statement| belongs(assessment, step.gate, statement));
        for statement in statements {
            ask_about(assessment, statement, part, &mut questions);
        }
        questions.push(Question {
            part,
            asks: match step.gate {
                Gate::ExplicitDeny => "Does any policy deny the request?".to_owned(),
                Gate::Rule => "Does a rule of AWS stand above the policies?".to_owned(),
                Gate::Policies(_) => format!("What follows from this step, {part}?"),
            },
            answer: format!("{}. {}", capitalized(step.state.word()), step.text),
            sign: step.state.sign(),
            kind: kind(step.state),
            place: None,
        });
    }
    questions
}

/// The elements of a statement, until one does not match.
fn ask_about(
    assessment: &Assessment,
    statement: &StatementExplanation,
    part: &'static str,
    questions: &mut Vec<Question>,
) {
    let request = &assessment.request;
    let present = statement
        .elements
        .iter()
        .filter(|element| element.state != ElementState::NotPresent);
    for element in present {
        let label = &statement.label;
        let asks = match element.element {
            Element::Principal => {
                format!(
                    "Does the Principal of `{label}` name `{}`?",
                    request.principal().name()
                )
            }
            Element::Action => {
                format!("Does the Action of `{label}` cover `{}`?", request.action())
            }
            Element::Resource => {
                format!(
                    "Does the Resource of `{label}` cover `{}`?",
                    request.resource()
                )
            }
            Element::Condition => format!("Does the Condition of `{label}` hold?"),
        };
        let sign = Sign::of(assessment, element);
        let yes = if element.state == ElementState::Matches {
            "Yes"
        } else {
            "No"
        };
        questions.push(Question {
            part,
            asks,
            answer: format!("{yes}. {}", capitalized(&element.text)),
            sign: sign.sign(),
            kind: sign.kind(),
            place: Some((statement.reference, place(statement, element))),
        });
        if element.state == ElementState::DoesNotMatch {
            break;
        }
    }
}

fn capitalized(words: &str) -> String {
    let mut characters = words.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}

/// One question at a time. Each takes two steps: the question, then its answer.
pub fn stepper(workbench: Workbench, assessment: &Assessment) -> Html {
    let questions = questions(assessment);
    let last = (2 * questions.len()).saturating_sub(1);
    let step = step_in(&questions, workbench.step.get());
    let is_answered = step % 2 == 1;
    let Some(question) = questions.get(step / 2) else {
        return "".into();
    };
    let go = move |to: usize| workbench.step.set(to);
    // The first question of the part before or behind.
    let part_of = |index: usize| questions.get(index).map(|question| question.part);
    let next_part = (step / 2..questions.len())
        .find(|index| part_of(*index) != Some(question.part))
        .map_or(last, |index| 2 * index);
    let button = |class: &'static str, words: &'static str, to: usize, is_off: bool| {
        el("button")
            .attr("type", "button")
            .class(class)
            .flag("disabled", is_off)
            .on("click", move |_| go(to))
            .child(words)
    };
    let next_words = if is_answered {
        "Next question"
    } else {
        "Show the answer"
    };
    let buttons = el("div")
        .class("step-buttons")
        .child(button("button", "Back", step.saturating_sub(1), step == 0))
        .child(button(
            "button main",
            next_words,
            (step + 1).min(last),
            step == last,
        ))
        .child(button(
            "button",
            "Skip to the next step",
            next_part,
            step >= next_part,
        ))
        .child(button("button", "Start again", 0, step == 0));
    let place = question.place;
    let show = place.map(|(reference, span)| {
        el("button")
            .attr("type", "button")
            .class("button quiet small")
            .on("click", move |_| workbench.show(reference, span))
            .child("Show the words")
    });
    let answer = match is_answered {
        true => el("p")
            .class("step-answer")
            .attr("data-state", question.kind)
            .child(
                el("span")
                    .class("sign")
                    .attr("aria-hidden", "true")
                    .child(question.sign),
            )
            .child(el("span").children(with_code(&question.answer))),
        false => el("p")
            .class("step-answer")
            .attr("data-state", "open")
            .child("What do you think?"),
    };
    let progress = format!("{} of {}", step / 2 + 1, questions.len());
    let path = part_list(&questions, question.part);
    el("div")
        .class("stepper card")
        .attr("data-testid", "stepper")
        .attr("role", "group")
        .attr(
            "aria-label",
            "Step by step; the left and right arrow keys go back and on",
        )
        .on("keydown", move |event| {
            let Some(event) = event.dyn_ref::<web_sys::KeyboardEvent>() else {
                return;
            };
            match event.key().as_str() {
                "ArrowRight" => go((step + 1).min(last)),
                "ArrowLeft" => go(step.saturating_sub(1)),
                _ => return,
            }
            event.prevent_default();
        })
        .child(path)
        .child(
            el("div")
                .class("step-now")
                .attr("aria-live", "polite")
                .child(
                    el("p")
                        .class("step-place")
                        .child(format!("{progress} · {}", question.part)),
                )
                .child(
                    el("p")
                        .class("step-question")
                        .children(with_code(&question.asks))
                        .child(show),
                )
                .child(answer),
        )
        .child(buttons)
        .into()
}

/// The parts in order, with the one that is on show.
fn part_list(questions: &[Question], now: &'static str) -> Html {
    let mut parts: Vec<&'static str> = questions.iter().map(|question| question.part).collect();
    parts.dedup();
    let item = |part: &'static str| {
        el("li")
            .maybe("aria-current", (part == now).then_some("step"))
            .child(part)
    };
    el("ol")
        .class("step-parts")
        .children(parts.into_iter().map(item))
        .into()
}

/// Keeps the words of the question at hand marked in the editor, and their policy on show, as long
/// as the steps are.
pub fn keep_spotlight(workbench: Workbench) {
    Effect::new(move |_| {
        let spotlight = match workbench.view.get() {
            View::Steps => workbench.outcome.with(|outcome| {
                let questions = questions(outcome.assessment.as_ref()?);
                let step = step_in(&questions, workbench.step.get());
                let question = questions.get(step / 2)?;
                let (reference, span) = question.place?;
                Some(Spotlight {
                    reference,
                    span,
                    matches: (step % 2 == 1).then(|| question.kind == Sign::Matches.kind()),
                })
            }),
            View::Explain | View::Table | View::Diagram | View::Raw => None,
        };
        if workbench.spotlight.get_untracked() != spotlight {
            workbench.spotlight.set(spotlight);
            if let Some(spotlight) = spotlight {
                workbench.show_policy(spotlight.reference);
            }
        }
    });
}

/// Each question takes two steps; there may be fewer of them than a moment ago.
fn step_in(questions: &[Question], step: usize) -> usize {
    step.min((2 * questions.len()).saturating_sub(1))
}
