//! The way through AWS's steps as a drawing, with the path that was taken lit.

use iam_evaluator::Decision;
use iam_evaluator::explain::{Step, StepState};

use crate::components::gates::{Side, decision_words, kind, lanes, side_of};
use crate::html::{Html, el};
use crate::workbench::outcome::Assessment;

const WIDTH: u32 = 236;
const HEIGHT: u32 = 46;
const GAP: u32 = 26;
/// Between two lanes.
const APART: u32 = 48;
const MARGIN: u32 = 4;

/// The drawing. Its text stands beside it, for those who do not see it.
pub fn diagram(assessment: &Assessment) -> Html {
    let steps = &assessment.explanation.steps;
    let decision = assessment.explanation.verdict.decision;
    let accounts = lanes(assessment);
    let of = |side: Side| -> Vec<&Step> {
        let on_side = steps.iter().filter(|step| side_of(step.gate) == Some(side));
        on_side.collect()
    };
    let first: Vec<&Step> = steps
        .iter()
        .filter(|step| side_of(step.gate).is_none())
        .collect();
    let columns: Vec<(String, Vec<&Step>)> = match &accounts {
        Some((caller, owner)) => vec![
            (format!("Caller's account {caller}"), of(Side::Caller)),
            (format!("Resource's account {owner}"), of(Side::Resource)),
        ],
        None => {
            let others = steps.iter().filter(|step| side_of(step.gate).is_some());
            vec![(String::new(), others.collect())]
        }
    };
    let count = columns.len() as u32;
    let width = count * WIDTH + (count - 1) * APART + 2 * MARGIN;
    let middle = width / 2;
    let mut parts: Vec<Html> = Vec::new();
    let mut top = MARGIN;
    for step in &first {
        parts.extend(step_box(step, middle - WIDTH / 2, top));
        top += HEIGHT;
    }
    let start = top;
    let title_room = if accounts.is_some() { 26 } else { 0 };
    let tallest = columns
        .iter()
        .map(|(_, steps)| steps.len())
        .max()
        .unwrap_or(0) as u32;
    let end = start + title_room + tallest * (HEIGHT + GAP) + GAP;
    for (index, (title, steps)) in (0..).zip(&columns) {
        let left = MARGIN + index * (WIDTH + APART);
        let center = left + WIDTH / 2;
        let mut at = start + title_room;
        let mut is_lit = decision != Decision::ExplicitDeny;
        parts.push(arrow(
            (middle, start),
            start + title_room,
            (center, at + GAP),
            is_lit,
        ));
        if !title.is_empty() {
            parts.push(
                el("text")
                    .class("lane-title")
                    .attr("x", center.to_string())
                    .attr("y", (start + title_room - 8).to_string())
                    .child(title.clone())
                    .into(),
            );
        }
        for (place, step) in steps.iter().enumerate() {
            at += GAP;
            parts.extend(step_box(step, left, at));
            at += HEIGHT;
            is_lit &= step.state != StepState::NoAllow && step.state != StepState::NotReached;
            if place + 1 < steps.len() {
                parts.push(arrow((center, at), at, (center, at + GAP), is_lit));
            }
        }
        let reaches = is_lit || decision == Decision::Allowed;
        parts.push(arrow((center, at), end - GAP / 2, (middle, end), reaches));
    }
    parts.push(end_box(decision, middle - WIDTH / 2, end));
    let height = end + HEIGHT + MARGIN;
    let words = spoken(assessment);
    el("div")
        .class("diagram card")
        .child(
            el("svg")
                .attr("viewBox", format!("0 0 {width} {height}"))
                .attr("width", width.to_string())
                .attr("height", height.to_string())
                .attr("role", "img")
                .attr("aria-label", words.clone())
                .children(parts),
        )
        .child(el("p").class("diagram-words").child(words))
        .into()
}

/// The path in sentences.
fn spoken(assessment: &Assessment) -> String {
    let explanation = &assessment.explanation;
    let mut words: Vec<String> = explanation
        .steps
        .iter()
        .map(|step| format!("{}: {}.", step.gate.title(), step.state.word()))
        .collect();
    words.push(format!("{}.", decision_words(explanation.verdict.decision)));
    words.join(" ")
}

fn step_box(step: &Step, left: u32, top: u32) -> [Html; 3] {
    let state = kind(step.state);
    let text = |class: &'static str, dy: u32, words: String| {
        el("text")
            .class(class)
            .attr("x", (left + 14).to_string())
            .attr("y", (top + dy).to_string())
            .child(words)
            .into()
    };
    [
        rect(left, top).attr("data-state", state).into(),
        text("gate-title", 20, step.gate.title().to_owned()),
        text(
            "gate-state",
            37,
            format!("{} {}", step.state.sign(), step.state.word()),
        ),
    ]
}

fn end_box(decision: Decision, left: u32, top: u32) -> Html {
    let label = el("text")
        .class("end-title")
        .attr("x", (left + WIDTH / 2).to_string())
        .attr("y", (top + 28).to_string())
        .child(decision_words(decision));
    el("g")
        .attr("data-decision", decision.as_str())
        .child(rect(left, top))
        .child(label)
        .into()
}

fn rect(left: u32, top: u32) -> crate::html::Element {
    el("rect")
        .attr("x", left.to_string())
        .attr("y", top.to_string())
        .attr("width", WIDTH.to_string())
        .attr("height", HEIGHT.to_string())
        .attr("rx", "8")
}

/// From one place to another, sideways at the height `bend`.
fn arrow((x, y): (u32, u32), bend: u32, (to_x, to_y): (u32, u32), is_lit: bool) -> Html {
    let path = match x == to_x {
        true => format!("M{x} {y} V{}", to_y - 1),
        false => format!("M{x} {y} V{bend} H{to_x} V{}", to_y - 1),
    };
    let tip = format!("M{} {} l4 6 l4 -6 z", to_x - 4, to_y - 7);
    el("g")
        .class(if is_lit { "way lit" } else { "way" })
        .child(el("path").class("shaft").attr("d", path))
        .child(el("path").class("tip").attr("d", tip))
        .into()
}
