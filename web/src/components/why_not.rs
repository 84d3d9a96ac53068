//! Why not: the smallest edit that would let the request pass, and the context keys that would
//! change the answer. Nothing of it is done by itself.

use iam_evaluator::Decision;
use iam_evaluator::explain::{Edit, MissingKey};
use leptos::prelude::*;

use crate::components::gates::decision_words;
use crate::components::policy_tabs::name_or_none;
use crate::html::{Html, el, focus, hidden, with_code};
use crate::workbench::Workbench;
use crate::workbench::outcome::Assessment;
use crate::workbench::reading::Reading;
use crate::workbench::test_run::TestRun;
use crate::workspace::{PolicyId, RowId};

/// The smallest edit, as a diff.
pub fn smallest_edit(workbench: Workbench, assessment: &Assessment) -> Html {
    let Some(edit) = assessment.edit() else {
        return "".into();
    };
    let Some((id, policy)) = assessment.policies.get(edit.policy as usize) else {
        return "".into();
    };
    let id = *id;
    let lines = edit.diff(policy).lines().into_iter().map(|line| {
        let kind = match line.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ') {
            line if line.starts_with('+') => "ins",
            line if line.starts_with('-') => "del",
            _ => "span",
        };
        el(kind).class("diff-line").child(line)
    });
    let (span, replacement) = (edit.span, edit.replacement.clone());
    let apply = el("button")
        .attr("type", "button")
        .class("button small")
        .on("click", move |_| {
            workbench.apply_edit(id, span, &replacement)
        })
        .child("Put this edit into the policy");
    let title = format!("The smallest edit, in {}", name_or_none(&policy.name));
    el("div")
        .class("why-not")
        .attr("data-testid", "why-not")
        .attr("role", "group")
        .attr("aria-label", title.clone())
        .child(el("h4").child(title))
        .child(el("p").children(with_code(&edit.text)))
        .child(
            el("pre")
                .class("diff")
                .attr("translate", "no")
                .attr("tabindex", "0")
                .attr("aria-label", "The edit as a diff")
                .children(lines),
        )
        .child(widens(workbench, assessment, id, edit))
        .child(el("p").class("why-not-foot").child(apply))
        .into()
}

/// What the edit would allow besides, as far as the tests tell.
fn widens(workbench: Workbench, assessment: &Assessment, id: PolicyId, edit: &Edit) -> Html {
    let words = workbench.workspace.with_untracked(|workspace| {
        if workspace.tests.is_empty() {
            return "Save requests as tests to see here what else the edit would allow.".to_owned();
        }
        let Some((_, policy)) = assessment.policies.get(edit.policy as usize) else {
            return String::new();
        };
        let mut edited = workspace.clone();
        edited.set_text(id, edit.apply(&policy.text).into());
        let off = workbench.off.read_untracked();
        let now = workbench.tests.read();
        let reading = workbench.reading.read_untracked();
        let then = TestRun::of(&Reading::of(&edited, Some(&reading)), &edited.tests, &off);
        let is_allowed = |run: &TestRun, id| {
            let answer = run.result(id).map(|result| &result.answer);
            matches!(answer, Some(Ok(answer)) if answer.verdict.decision == Decision::Allowed)
        };
        let newly: Vec<&str> = workspace
            .tests
            .iter()
            .filter(|test| !is_allowed(&now, test.id) && is_allowed(&then, test.id))
            .map(|test| test.name.as_str())
            .collect();
        match newly.as_slice() {
            [] => "Of the tests it would allow nothing that is not allowed now.".to_owned(),
            names => format!("Of the tests it would also allow: {}.", names.join(", ")),
        }
    });
    el("p").class("widens").child(words).into()
}

/// The keys that the request lacks and that would change the answer: with them, and without.
pub fn missing_keys(workbench: Workbench, assessment: &Assessment) -> Html {
    let keys = &assessment.explanation.missing_keys;
    if keys.is_empty() {
        return "".into();
    }
    let title = match keys.len() {
        1 => "The request lacks a key that would change the answer",
        _ => "The request lacks keys, each of which would change the answer",
    };
    el("div")
        .class("missing-keys")
        .attr("data-testid", "missing-keys")
        .attr("role", "group")
        .attr("aria-label", title)
        .child(el("h3").child(title))
        .child(el("ul").children(keys.iter().map(|key| missing_key(workbench, key))))
        .into()
}

fn missing_key(workbench: Workbench, missing: &MissingKey) -> Html {
    let values = missing.values.as_slice().join("\n");
    let (key, value) = (missing.key.clone(), values.clone());
    let add = el("button")
        .attr("type", "button")
        .class("button small")
        .on("click", move |_| {
            let mut id = RowId(0);
            workbench
                .workspace
                .update(|workspace| id = workspace.give_context(&key, &value));
            focus(format!("context-value-{}", id.0));
        })
        .child("Add it")
        .child(hidden(format!(": {}", missing.key)));
    let shown = match values.as_str() {
        "" => "an empty value".to_owned(),
        values => values.replace('\n', ", "),
    };
    let way = |label: Html, decision: Decision| {
        el("li")
            .attr("data-decision", decision.as_str())
            .child(label)
            .child(el("b").child(decision_words(decision)))
    };
    let with = el("span")
        .child("with ")
        .child(el("code").child(shown))
        .child(": ");
    el("li")
        .key(missing.key.clone())
        .child(
            el("p")
                .child(
                    el("span")
                        .class("sign")
                        .attr("aria-hidden", "true")
                        .child("? "),
                )
                .child(el("code").child(missing.key.clone())),
        )
        .child(
            el("ul")
                .class("both-ways")
                .child(way("without it: ".into(), missing.if_absent.decision))
                .child(way(with.into(), missing.if_present.decision)),
        )
        .child(add)
        .into()
}
