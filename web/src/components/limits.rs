//! What the answer does not look at: the limits that touch this request, each with AWS's page. The
//! texts are the assistant's (`crates/evaluator/src/explain/limits.rs`), and are asked for anew when
//! the question changes.

use iam_case::word_of;
use leptos::prelude::*;

use crate::assist;
use crate::html::{Html, el, with_code};
use crate::json::{Object, list, text};
use crate::workbench::Workbench;

/// What is asked of the assistant and what it answered: a line for the words of a limit and one for
/// its page.
#[derive(Clone, Copy)]
pub struct Limits {
    asked: RwSignal<String>,
    told: RwSignal<String>,
}

impl Limits {
    /// Nothing was asked yet.
    pub fn new() -> Limits {
        Limits {
            asked: RwSignal::new(String::new()),
            told: RwSignal::new(String::new()),
        }
    }

    /// Asks when the question is another one than before.
    fn ask(self, question: String) {
        if self.asked.with_untracked(|asked| *asked == question) {
            return;
        }
        self.asked.set(question.clone());
        let members = Object::new().text("ask", "limits").raw("of", &question);
        assist::ask(members, move |answer, _| {
            // The answer to an earlier question may come late.
            if self.asked.with_untracked(|asked| *asked == question) {
                self.told
                    .set(answer.as_str().unwrap_or_default().to_owned());
            }
        });
    }
}

/// What the limits are asked of; empty where there is no answer.
fn question(workbench: Workbench) -> String {
    workbench.outcome.with(|outcome| {
        let Some(assessment) = &outcome.assessment else {
            return String::new();
        };
        let request = &assessment.request;
        let policies = assessment.policies.iter();
        let types = policies.map(|(_, policy)| text(word_of(policy.policy_type)));
        let keys = request.context().entries().iter();
        let keys = keys.filter(|entry| entry.origin == iam_evaluator::request::Origin::Given);
        Object::new()
            .text("principal", request.principal().name())
            .text("action", request.action())
            .text("resource", request.resource())
            .words(
                "resourceAccount",
                request.resource_account().unwrap_or_default(),
            )
            .text("decision", assessment.explanation.verdict.decision.as_str())
            .raw("types", &list(types))
            .raw("keys", &list(keys.map(|entry| text(entry.key.as_str()))))
            .finish()
    })
}

/// The panel.
pub fn limits_panel(workbench: Workbench, limits: Limits) -> Html {
    let question = question(workbench);
    if question.is_empty() {
        return "".into();
    }
    limits.ask(question);
    let told = limits.told.get();
    let mut lines = told.lines();
    let mut rows = Vec::new();
    while let (Some(words), Some(link)) = (lines.next(), lines.next()) {
        rows.push(row(words, link.to_owned()));
    }
    if rows.is_empty() {
        return "".into();
    }
    let open_points = workbench.outcome.with(|outcome| {
        let assessment = outcome.assessment.as_ref();
        assessment.map_or(0, |assessment| assessment.explanation.uncertain.len())
    });
    let open_points = match open_points {
        0 => None,
        1 => Some("A point that AWS leaves open decided this answer: the note above says which."),
        _ => Some("Points that AWS leaves open decided this answer: the notes above say which."),
    };
    el("details")
        .class("limits")
        .attr("data-testid", "limits")
        .child(el("summary").child(format!(
            "What this answer does not look at ({})",
            rows.len()
        )))
        .child(open_points.map(|words| el("p").child(words)))
        .child(el("ul").children(rows))
        .into()
}

fn row(words: &str, link: String) -> Html {
    el("li")
        .children(with_code(words))
        .child(" ")
        .child(
            el("a")
                .attr("href", link)
                .attr("target", "_blank")
                .attr("rel", "noopener")
                .child("AWS’s page"),
        )
        .into()
}
