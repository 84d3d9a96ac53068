//! The work on paper: every policy with the numbers of its lines, the request, the answer opened, the
//! tests. The page makes it when it is printed, and shows nothing else then (`web/style/print.css`).

use iam_case::Expected;
use iam_evaluator::{LineIndex, Policy};
use leptos::prelude::*;

use crate::components::tests::result_words;
use crate::html::{Element, Html, el};
use crate::policy_types::{has_levels, level_in_words, title};
use crate::workbench::Workbench;
use crate::workbench::outcome::Outcome;
use crate::workbench::reading::PolicyReading;
use crate::workspace::{RequestDraft, Workspace};

/// Whether the page is being printed.
pub fn follow_printing() -> RwSignal<bool> {
    let is_printing = RwSignal::new(false);
    window_event_listener_untyped("beforeprint", move |_| is_printing.set(true));
    window_event_listener_untyped("afterprint", move |_| is_printing.set(false));
    is_printing
}

/// What is printed; nothing as long as the page is not.
pub fn print(workbench: Workbench, is_printing: RwSignal<bool>) -> Html {
    if !is_printing.get() {
        return "".into();
    }
    let policies = workbench
        .reading
        .with(|reading| reading.policies.iter().map(policy).collect::<Vec<_>>());
    let asked = workbench
        .workspace
        .with(|workspace| request(&workspace.request));
    let answer = workbench.outcome.with(answer);
    let tests = workbench
        .workspace
        .with(|workspace| tests(workbench, workspace));
    el("article")
        .class("print")
        .child(el("h1").child("IAM Playground"))
        .children(policies)
        .child(asked)
        .child(answer)
        .child(tests)
        .into()
}

/// A policy, its lines in blocks that stay on one page: a statement is one.
fn policy(reading: &PolicyReading) -> Html {
    let mut heading = format!("{} · {}", reading.name, title(reading.policy_type));
    if has_levels(reading.policy_type) {
        heading.push_str(&format!(" · {}", level_in_words(reading.level)));
    }
    if !reading.is_on {
        heading.push_str(" · switched off");
    }
    let of_this_text = reading.in_force().filter(|policy| {
        // A broken text has no statements of its own.
        *policy.text == *reading.text
    });
    let lines = reading.text.lines().count().max(1);
    let breaks = of_this_text
        .map(|policy| breaks(policy))
        .unwrap_or_default();
    let mut blocks: Vec<Element> = Vec::new();
    let mut open: Option<Element> = None;
    for (number, line) in (1..=lines).zip(reading.text.lines().chain([""])) {
        let row = el("li").child(el("code").child(line.to_owned()));
        if breaks.contains(&number)
            && let Some(done) = open.take()
        {
            blocks.push(done);
        }
        let block = open.unwrap_or_else(|| el("ol").attr("start", number.to_string()));
        open = Some(block.child(row));
    }
    el("section")
        .child(el("h2").child(heading))
        .child(
            el("div")
                .class("lines")
                .children(blocks.into_iter().chain(open)),
        )
        .into()
}

/// The lines, counted from 1, at which a block begins: the first of each statement, and the one
/// behind its last.
fn breaks(policy: &Policy) -> Vec<usize> {
    let line = |lines: &LineIndex, offset: u32| lines.position(&policy.text, offset).line as usize;
    let statements = policy.statements().iter();
    statements
        .flat_map(|statement| {
            let span = statement.span;
            [
                line(&policy.lines, span.start),
                line(&policy.lines, span.end) + 1,
            ]
        })
        .collect()
}

fn request(request: &RequestDraft) -> Html {
    let particulars = &request.particulars;
    let fields = [
        ("Principal", &request.principal),
        ("Action", &request.action),
        ("Resource", &request.resource),
        ("Unique id", &particulars.unique_id),
        ("ARN of the user", &particulars.user_arn),
        ("Canonical user id", &particulars.canonical_user),
        ("Account of the resource", &particulars.resource_account),
    ];
    let fields = fields.into_iter().filter(|(_, value)| !value.is_empty());
    let fields = fields.map(|(name, value)| pair(name.to_owned(), value.clone()));
    let flags = [
        (
            particulars.caller_in_management,
            "The caller’s account is the management account",
        ),
        (
            particulars.resource_in_management,
            "The resource’s account is the management account",
        ),
        (
            particulars.public_buckets_restricted,
            "RestrictPublicBuckets",
        ),
    ];
    let flags = flags.into_iter().filter(|(is_set, _)| *is_set);
    let flags = flags.map(|(_, name)| pair(name.to_owned(), "yes".to_owned()));
    let context = request.context.iter().map(|row| {
        let values = match row.is_on {
            true => row.lines().join(", "),
            false => "not in the request".to_owned(),
        };
        pair(row.key.clone(), values)
    });
    el("section")
        .class("whole")
        .child(el("h2").child("Request"))
        .child(el("dl").children(fields).children(flags).children(context))
        .into()
}

fn pair(name: String, value: String) -> Element {
    el("div")
        .child(el("dt").child(name))
        .child(el("dd").child(el("code").child(value)))
}

/// The whole answer, as the command line has it. What is together in it stays on one page.
fn answer(outcome: &Outcome) -> Html {
    let text = match &outcome.assessment {
        Some(assessment) => assessment.to_text(),
        None => "No answer yet.".to_owned(),
    };
    let old = outcome.is_stale().then_some("Of an earlier state:");
    let parts = text.split("\n\n");
    el("section")
        .child(el("h2").child("Answer"))
        .child(old)
        .children(parts.map(|part| el("pre").class("whole").child(part.to_owned())))
        .into()
}

fn tests(workbench: Workbench, workspace: &Workspace) -> Html {
    if workspace.tests.is_empty() {
        return "".into();
    }
    let head = ["Test", "Request", "Expected", "Result"];
    let head = head.map(|word| el("th").attr("scope", "col").child(word));
    let rows = workbench.tests.with(|run| {
        let row = |test: &crate::workspace::TestDraft| {
            let (word, answer) = result_words(&test.expected, run.result(test.id));
            let request = &test.request;
            el("tr")
                .child(el("td").child(test.name.clone()))
                .child(el("td").child(el("code").child(format!(
                    "{} → {} → {}",
                    request.principal, request.action, request.resource
                ))))
                .child(el("td").child(expected(&test.expected)))
                .child(el("td").child(format!("{word}. {answer}")))
        };
        workspace.tests.iter().map(row).collect::<Vec<_>>()
    });
    el("section")
        .child(el("h2").child("Tests"))
        .child(
            el("table")
                .child(el("thead").child(el("tr").children(head)))
                .child(el("tbody").children(rows)),
        )
        .into()
}

fn expected(expected: &Expected) -> String {
    let parts = [&expected.decision, &expected.by, &expected.statement];
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    match parts.is_empty() {
        true => "anything".to_owned(),
        false => parts.join(", "),
    }
}

#[cfg(test)]
mod tests_of_print {
    use super::*;
    use crate::workbench::reading::Reading;
    use std::sync::Arc;

    #[test]
    fn a_statement_is_a_block_and_lines_keep_their_numbers() {
        let text = "{\"Version\": \"2012-10-17\",\n\"Statement\": [\n{\"Effect\": \"Allow\",\n\
                    \"Action\": \"*\", \"Resource\": \"*\"},\n{\"Effect\": \"Deny\", \"Action\": \
                    \"*\", \"Resource\": \"*\"}\n]}";
        let workspace = Workspace::new([("p".to_owned(), Arc::from(text))]);
        let reading = Reading::of(&workspace, None);
        let html = policy(&reading.policies[0]).to_html();
        let starts: Vec<&str> = html
            .split("<ol start=\"")
            .skip(1)
            .filter_map(|block| block.split('"').next())
            .collect();
        assert_eq!(starts, ["1", "3", "5", "6"]);
        assert_eq!(html.matches("<li>").count(), 6);
        let broken = Workspace::new([("p".to_owned(), Arc::from("{\n\n  oops"))]);
        let reading = Reading::of(&broken, None);
        let html = policy(&reading.policies[0]).to_html();
        assert_eq!(html.matches("<ol").count(), 1);
        assert_eq!(html.matches("<li>").count(), 3);
    }
}
