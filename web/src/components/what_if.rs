//! What is switched off, and what that changes in the answer and in the tests.

use iam_evaluator::Verdict;
use leptos::prelude::*;

use crate::components::policy_tabs::name_or_none;
use crate::components::tests::brief;
use crate::html::{Element, Html, el, focus};
use crate::workbench::Workbench;

/// The most tests that are named.
const MOST_NAMED: usize = 5;

/// What is switched off; nothing while everything takes part.
pub fn what_if(workbench: Workbench) -> Html {
    let off = switched_off(workbench);
    let place = el("div")
        .class("what-if-place")
        .attr("id", "what-if")
        .attr("tabindex", "-1")
        .attr("role", "status")
        .attr("aria-label", "What is switched off");
    if off.is_empty() {
        return place.into();
    }
    let (now, all_on) = workbench.outcome.with(|outcome| {
        let assessment = outcome.assessment.as_ref();
        let now = assessment
            .filter(|_| !outcome.is_stale())
            .map(|assessment| assessment.explanation.verdict);
        (now, outcome.all_on)
    });
    let off = format!("Switched off: {}.", off.join(", "));
    let bar = el("div")
        .class("what-if")
        .attr("data-testid", "what-if")
        .child(
            el("div")
                .class("what-if-words")
                .child(el("p").child(el("strong").child(off)))
                .child(answer(now, all_on))
                .child(flips(workbench)),
        )
        .child(
            el("button")
                .attr("type", "button")
                .class("button")
                .on("click", move |_| {
                    workbench.switch_all_on();
                    focus("answer");
                })
                .child("Switch all on"),
        );
    place.child(bar).into()
}

/// What is off, each in a few words.
fn switched_off(workbench: Workbench) -> Vec<String> {
    let mut words = Vec::new();
    workbench.reading.with(|reading| {
        for policy in reading.policies.iter().filter(|policy| !policy.is_on) {
            words.push(format!("policy “{}”", name_or_none(&policy.name)));
        }
        let off = workbench.off.read();
        for (id, index) in off.iter() {
            let policy = reading.policy(*id);
            let statement = policy
                .and_then(|policy| policy.in_force())
                .and_then(|in_force| in_force.statements().get(*index as usize));
            let label = match statement.and_then(|statement| statement.sid.as_ref()) {
                Some(sid) => sid.value.clone(),
                None => format!("Statement[{index}]"),
            };
            words.push(format!("statement “{label}”"));
        }
    });
    workbench.workspace.with(|workspace| {
        let rows = workspace.request.context.iter();
        let off = rows.filter(|row| !row.is_on && !row.key.trim().is_empty());
        words.extend(off.map(|row| format!("key “{}”", row.key.trim())));
    });
    words
}

/// The answer with everything switched on.
fn answer(now: Option<Verdict>, all_on: Option<Verdict>) -> Option<Element> {
    let all_on = all_on?;
    let is_other = now.is_none_or(|now| now.decision != all_on.decision);
    let words = match is_other {
        true => format!("With everything on: {}.", brief(all_on)),
        false => format!("With everything on: {} as well.", brief(all_on)),
    };
    Some(
        el("p")
            .class("what-if-answer")
            .flag("data-flips", is_other)
            .child(words),
    )
}

/// The tests that come out differently.
fn flips(workbench: Workbench) -> Option<Element> {
    let flipped: Vec<String> = workbench.tests.with(|run| {
        workbench.workspace.with(|workspace| {
            let results = run.results.iter();
            let flipped = results.filter_map(|result| {
                let answer = result.answer.as_ref().ok()?;
                let all_on = answer.all_on?;
                let name = &workspace.test(result.id)?.name;
                Some(format!(
                    "“{name}” ({}, not {})",
                    brief(answer.verdict),
                    brief(all_on)
                ))
            });
            flipped.collect()
        })
    });
    let has_tests = workbench.tests.with(|run| !run.results.is_empty());
    let named = flipped.iter().take(MOST_NAMED).cloned().collect::<Vec<_>>();
    let more = match flipped.len().saturating_sub(MOST_NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let named = named.join(", ");
    let words = match flipped.len() {
        0 if !has_tests => return None,
        0 => "No test comes out differently.".to_owned(),
        1 => format!("1 test comes out differently: {named}."),
        many => format!("{many} tests come out differently: {named}{more}."),
    };
    Some(el("p").class("what-if-tests").child(words))
}
