//! The tests: named requests, what is expected of each, what each is answered, and the statements
//! that decided none of them.

use iam_case::Expected;
use iam_evaluator::{DecidedBy, Decision, PolicyType, Verdict};
use leptos::prelude::*;

use crate::html::{Element, Html, el, focus, hidden, option};
use crate::policy_types::{TYPES, title};
use crate::rest::Rest;
use crate::workbench::Workbench;
use crate::workbench::outcome::Outcome;
use crate::workbench::test_run::{Idle, TestResult, TestRun};
use crate::workspace::{RequestDraft, TestDraft, TestId};

/// How many milliseconds the results stand before they are announced.
const ANNOUNCE_AFTER: u64 = 500;

/// The most statements that are listed as never having decided.
const MOST_IDLE: usize = 20;

/// The tests. `said` is what those hear who do not see them.
pub fn tests(workbench: Workbench, said: RwSignal<String>) -> Html {
    let drafts = workbench
        .workspace
        .with(|workspace| workspace.tests.clone());
    let can_save = workbench
        .outcome
        .with(|outcome| outcome.assessment.is_some() && !outcome.is_stale());
    let save = el("button")
        .attr("type", "button")
        .class("button")
        .attr("id", "save-test")
        .maybe("aria-disabled", (!can_save).then_some("true"))
        .maybe(
            "title",
            (!can_save).then_some("There is no answer to this request yet"),
        )
        .on("click", move |_| {
            if let Some(id) = workbench.save_as_test() {
                focus(name_id(id));
            }
        })
        .child("Save this request as a test");
    let body = match drafts.is_empty() {
        true => el("p")
            .class("card tests-empty")
            .child(
                "A test is a request with the answer that it should have. Save a few, and see \
                 with every change of a policy which of them come out differently.",
            )
            .into(),
        false => workbench.tests.with(|run| table(workbench, &drafts, run)),
    };
    let totals = workbench.tests.with(totals);
    el("section")
        .attr("id", "tests")
        .class("tests")
        .attr("aria-labelledby", "tests-title")
        .attr("tabindex", "-1")
        .child(
            el("div")
                .class("tests-head")
                .child(el("h2").attr("id", "tests-title").child("Tests"))
                .child(
                    el("p")
                        .class("tests-total")
                        .attr("data-testid", "tests-total")
                        .child(totals),
                )
                .child(save),
        )
        .child(body)
        .child(coverage(workbench))
        .child(
            el("p")
                .class("visually-hidden")
                .attr("role", "status")
                .attr("data-testid", "tests-announcement")
                .child(said.get()),
        )
        .into()
}

/// Says the results to those who do not see them, once they have settled.
pub fn announced(workbench: Workbench) -> RwSignal<String> {
    let said = RwSignal::new(String::new());
    let rest = Rest::after(ANNOUNCE_AFTER);
    let totals = Memo::new(move |_| workbench.tests.with(totals));
    Effect::new(move |before: Option<()>| {
        let words = totals.get();
        if before.is_none() {
            // What the page begins with is read with the page.
            return;
        }
        rest.then(move || said.set(words));
    });
    said
}

/// How many tests come out as expected.
fn totals(run: &TestRun) -> String {
    match (run.passed(), run.results.len()) {
        (_, 0) => String::new(),
        (1, 1) => "The test comes out as expected.".to_owned(),
        (passed, all) if passed == all => format!("All {all} tests come out as expected."),
        (0, 1) => "The test does not come out as expected.".to_owned(),
        (passed, all) => format!("{passed} of {all} tests come out as expected."),
    }
}

fn table(workbench: Workbench, drafts: &[TestDraft], run: &TestRun) -> Html {
    let head = ["Test", "Expected", "Result"];
    let head = head.map(|word| el("th").attr("scope", "col").child(word));
    let rows = drafts
        .iter()
        .map(|draft| row(workbench, draft, run.result(draft.id)));
    el("table")
        .class("card tests-table")
        .child(
            el("thead").child(
                el("tr")
                    .children(head)
                    .child(el("td").child(hidden("Buttons"))),
            ),
        )
        .child(el("tbody").children(rows))
        .into()
}

fn row(workbench: Workbench, draft: &TestDraft, result: Option<&TestResult>) -> Html {
    let id = draft.id;
    let outcome = Words::of(&draft.expected, result);
    let name = el("input")
        .attr("type", "text")
        .class("field")
        .attr("id", name_id(id))
        .attr("aria-label", "Test's title")
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .attr("maxlength", "128")
        .value(draft.name.clone())
        .on("input", move |event| {
            let name = event_target_value(&event);
            edit(workbench, id, |test| test.name = name);
        });
    let open = button("Open", &draft.name)
        .attr("id", format!("open-test-{}", id.0))
        .on("click", move |_| {
            workbench.open_test(id);
            focus("answer");
        });
    let remove = button("Remove", &draft.name).on("click", move |_| {
        workbench
            .workspace
            .update(|workspace| workspace.remove_test(id));
        focus("save-test");
    });
    let sign = el("span")
        .class("sign")
        .attr("aria-hidden", "true")
        .child(outcome.sign);
    el("tr")
        .key(format!("test-{}", id.0))
        .attr("data-testid", "test")
        .attr("data-result", outcome.kind)
        .child(
            el("th")
                .attr("scope", "row")
                .child(name)
                .child(request_line(&draft.request)),
        )
        .child(expectation(workbench, draft))
        .child(
            el("td")
                .class("test-result")
                .child(
                    el("span")
                        .class("test-word")
                        .child(sign)
                        .child(outcome.word),
                )
                .child(el("span").class("test-answer").child(outcome.answer)),
        )
        .child(el("td").class("test-buttons").child(open).child(remove))
        .into()
}

fn button(word: &'static str, name: &str) -> Element {
    el("button")
        .attr("type", "button")
        .class("button small")
        .child(word)
        .child(hidden(format!(" {name}")))
}

/// A request in one line: who, what, on which resource.
fn request_line(request: &RequestDraft) -> Html {
    let part = |class: &'static str, words: &str| {
        let words = match words.trim() {
            "" => "…".to_owned(),
            words => words.to_owned(),
        };
        el("span").class(class).child(words)
    };
    let principal = request.principal.trim();
    let short = principal.rsplit(':').next().unwrap_or(principal);
    let keys = match request.context.len() {
        0 => String::new(),
        1 => " in a context of 1 key".to_owned(),
        many => format!(" in a context of {many} keys"),
    };
    el("span")
        .class("test-request")
        .attr("title", principal.to_owned())
        .child(part("mono", short))
        .child(" does ")
        .child(part("mono", &request.action))
        .child(" on ")
        .child(part("mono", &request.resource))
        .child(keys)
        .into()
}

/// The decisions, by their words in the case format.
const DECISIONS: [(&str, &str); 4] = [
    ("allowed", "Allowed"),
    ("explicitDeny", "Denied, explicitly"),
    ("implicitDeny", "Denied, implicitly"),
    ("", "Any decision"),
];

/// What is expected of a test: the decision and, if wanted, what decides.
fn expectation(workbench: Workbench, draft: &TestDraft) -> Html {
    let id = draft.id;
    let Expected {
        decision,
        by,
        statement,
        ..
    } = &draft.expected;
    let choice = |what: &str, now: &Option<String>, options: Vec<(&'static str, String)>| {
        let now = now.clone().unwrap_or_default();
        let options: Vec<Element> = options
            .into_iter()
            .map(|(word, title)| option(word, title, *word == now))
            .collect();
        el("select")
            .class("field")
            .attr("aria-label", format!("Expected {what} of {}", draft.name))
            .value(now)
            .children(options)
    };
    let decisions = DECISIONS.map(|(word, title)| (word, title.to_owned()));
    let decision = choice("decision", decision, decisions.into()).on("change", move |event| {
        let word = given(event_target_value(&event));
        edit(workbench, id, |test| test.expected.decision = word);
    });
    let types = TYPES.map(|policy_type| {
        let by = DecidedBy::Policies(policy_type);
        (by.as_str(), format!("by: {}", title(policy_type)))
    });
    let any = [("", "by: anything".to_owned())];
    let rest = [
        (DecidedBy::Root.as_str(), "by: the root user".to_owned()),
        (
            DecidedBy::Rule.as_str(),
            "by: no permission needed".to_owned(),
        ),
    ];
    let by = choice(
        "policy type",
        by,
        any.into_iter().chain(types).chain(rest).collect(),
    )
    .on("change", move |event| {
        let word = given(event_target_value(&event));
        edit(workbench, id, |test| test.expected.by = word);
    });
    let statement = el("input")
        .attr("type", "text")
        .class("field mono")
        .attr(
            "aria-label",
            format!("Expected statement of {}", draft.name),
        )
        .attr("placeholder", "any statement")
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .value(statement.clone().unwrap_or_default())
        .on("input", move |event| {
            let words = given(event_target_value(&event));
            edit(workbench, id, |test| test.expected.statement = words);
        });
    el("td")
        .class("test-expected")
        .child(decision)
        .child(by)
        .child(statement)
        .into()
}

fn given(text: String) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn edit(workbench: Workbench, id: TestId, edit: impl FnOnce(&mut TestDraft)) {
    workbench
        .workspace
        .update(|workspace| workspace.edit_test(id, edit));
}

fn name_id(id: TestId) -> String {
    format!("test-name-{}", id.0)
}

/// What came of a test: whether it is as expected, and the answer.
pub fn result_words(expected: &Expected, result: Option<&TestResult>) -> (&'static str, String) {
    let words = Words::of(expected, result);
    (words.word, words.answer)
}

/// What came of a test, in words.
struct Words {
    kind: &'static str,
    sign: &'static str,
    word: &'static str,
    answer: String,
}

impl Words {
    fn of(expected: &Expected, result: Option<&TestResult>) -> Words {
        let unasked = |answer: &str| Words {
            kind: "unasked",
            sign: "?",
            word: "not asked",
            answer: answer.to_owned(),
        };
        match result.map(|result| &result.answer) {
            None => unasked(""),
            Some(Err(why)) => unasked(why),
            Some(Ok(answer)) => {
                let said = in_words(answer.verdict, answer.statement.as_deref());
                match answer.is_as_expected {
                    true => Words {
                        kind: "passed",
                        sign: "✓",
                        word: "as expected",
                        answer: said,
                    },
                    false => {
                        let decision = Some(answer.verdict.decision.as_str());
                        let is_other = expected.decision.as_deref() != decision;
                        Words {
                            kind: "failed",
                            sign: "✗",
                            word: match expected.decision.is_some() && is_other {
                                true => "another answer",
                                false => "decided by something else",
                            },
                            answer: said,
                        }
                    }
                }
            }
        }
    }
}

/// A verdict in a few words, with what decided.
fn in_words(verdict: Verdict, statement: Option<&str>) -> String {
    let by = match verdict.by {
        DecidedBy::Policies(policy_type) => policy_type,
        DecidedBy::Root => return "Allowed, as its own account's root user".to_owned(),
        DecidedBy::Rule => return "A rule of AWS decides, whatever policies say".to_owned(),
    };
    let what = match statement {
        Some(statement) => format!("“{statement}”, {}", by.with_article()),
        None => by.with_article().to_owned(),
    };
    match verdict.decision {
        Decision::Allowed => format!("Allowed by {what}"),
        Decision::ExplicitDeny => format!("Denied explicitly by {what}"),
        Decision::ImplicitDeny => format!("Denied implicitly: {} allows it", none_of(by)),
    }
}

fn none_of(policy_type: PolicyType) -> String {
    format!("no {}", policy_type.name())
}

/// A verdict in two or three words.
pub fn brief(verdict: Verdict) -> &'static str {
    match verdict.decision {
        Decision::Allowed => "Allowed",
        Decision::ExplicitDeny => "Denied (explicit deny)",
        Decision::ImplicitDeny => "Denied (implicit deny)",
    }
}

/// The statements that never decided, each leading to its place.
fn coverage(workbench: Workbench) -> Option<Element> {
    let idle = workbench.idle.get();
    let has_tests = workbench.tests.with(|run| !run.results.is_empty());
    if !has_tests {
        return None;
    }
    let more = idle.len().saturating_sub(MOST_IDLE);
    let more = (more > 0).then(|| el("li").child(format!("and {more} more")));
    let is_covered = idle.is_empty();
    let items = idle.into_iter().take(MOST_IDLE);
    let items = items.map(|idle| idle_entry(workbench, idle));
    let coverage = el("div").class("coverage").attr("data-testid", "coverage");
    let old = workbench.outcome.with(Outcome::is_stale);
    let old = old.then_some(
        " A policy is broken, or the request is: broken policies count as they last were.",
    );
    Some(match is_covered {
        true => coverage.child(
            el("p")
                .child("Every statement decided a test or this request.")
                .children(old),
        ),
        false => coverage
            .child(
                el("p")
                    .attr("id", "coverage-lead")
                    .child("Never decided, in no test and not in this request:")
                    .children(old),
            )
            .child(
                el("ul")
                    .attr("aria-labelledby", "coverage-lead")
                    .children(items)
                    .children(more),
            ),
    })
}

fn idle_entry(workbench: Workbench, idle: Idle) -> Element {
    let (policy, statement) = (idle.policy, idle.statement);
    let button = el("button")
        .attr("type", "button")
        .class("chip idle")
        .on("click", move |_| {
            workbench.show_statement(policy, statement)
        })
        .child(idle.label)
        .child(el("span").class("chip-note").child(" in "))
        .child(el("span").class("chip-note").child(idle.policy_name));
    el("li")
        .key(format!("idle-{}-{statement}", policy.0))
        .child(button)
}

#[cfg(test)]
mod in_words_tests {
    use super::*;

    #[test]
    fn a_verdict_says_what_decided() {
        let check = |decision, by, statement, expected: &str| {
            let verdict = Verdict {
                decision,
                by,
                statement: None,
            };
            assert_eq!(in_words(verdict, statement), expected);
        };
        let scp = DecidedBy::Policies(PolicyType::ServiceControl);
        let identity = DecidedBy::Policies(PolicyType::IdentityBased);
        check(
            Decision::ExplicitDeny,
            scp,
            Some("Stop"),
            "Denied explicitly by “Stop”, a service control policy",
        );
        check(
            Decision::Allowed,
            identity,
            Some("Read"),
            "Allowed by “Read”, an identity-based policy",
        );
        check(
            Decision::ImplicitDeny,
            identity,
            None,
            "Denied implicitly: no identity-based policy allows it",
        );
    }
}
