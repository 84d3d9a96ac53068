//! What validation says of the policies: asked of the assistant after each change, at first without
//! the catalog, and with it once the typing rests.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use iam_case::word_of;
use iam_evaluator::json::Node;
use iam_evaluator::{Finding, FindingType, PolicyType, Span};
use leptos::prelude::*;

use crate::assist::{self, MissingData};
use crate::json::{Object, flag_of, items, list_of, number, text_of};
use crate::rest::Rest;
use crate::workbench::reading::{MOST_BYTES, PolicyReading, Reading};
use crate::workbench::shift::Shift;
use crate::workspace::PolicyId;

/// How many milliseconds the typing rests before the catalog is asked.
const REST: u64 = 300;

/// The longest text, in bytes, that the page waits for while one types: some milliseconds.
const MOST_AT_ONCE: usize = 65_536;

/// What was found, and what was asked.
#[derive(Default)]
pub struct Checks {
    found: BTreeMap<PolicyId, Checked>,
    /// The text of each policy that was asked about last, and what it was attached as.
    asked: Vec<(PolicyId, Arc<str>, PolicyType)>,
}

/// What was found in one text.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// The text.
    pub text: Arc<str>,
    /// What the policy was attached as.
    pub policy_type: PolicyType,
    /// Whether the catalog was asked too, with all that it knows.
    pub is_whole: bool,
    /// The problems, in the order of the text, those of reading included.
    pub problems: Vec<CheckedProblem>,
    /// How many problems comments in the text silence.
    silenced: usize,
}

/// A problem, as the assistant tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedProblem {
    finding_type: String,
    /// The code.
    pub issue_code: String,
    /// What is wrong and what to write instead.
    pub details: String,
    /// The page about it.
    pub link: String,
    /// Whether it takes the catalog to see it.
    by_catalog: bool,
    /// Where: start and end, in bytes; the first is where it is best shown.
    spans: Vec<(u32, u32)>,
    /// A change that mends it.
    pub fix: Option<Fix>,
}

/// A change of the text that mends a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does.
    pub title: String,
    /// Start and end, in bytes, and what comes in their place.
    pub edits: Vec<(u32, u32, String)>,
}

impl CheckedProblem {
    /// How serious it is.
    pub fn finding_type(&self) -> FindingType {
        let types = [
            FindingType::Error,
            FindingType::SecurityWarning,
            FindingType::Warning,
        ];
        let found = types
            .into_iter()
            .find(|known| known.as_str() == self.finding_type);
        found.unwrap_or(FindingType::Suggestion)
    }

    /// Where it is best shown.
    pub fn span(&self) -> Span {
        self.spans
            .first()
            .map(|(start, end)| Span::new(*start as usize, *end as usize))
            .unwrap_or_default()
    }

    /// A problem that reading found, before the assistant has looked.
    fn of(finding: &Finding) -> CheckedProblem {
        let spans = finding.locations.iter();
        CheckedProblem {
            finding_type: finding.finding_type.as_str().to_owned(),
            issue_code: finding.issue_code.to_owned(),
            details: finding.details.clone(),
            link: String::new(),
            by_catalog: false,
            spans: spans.map(|span| (span.start, span.end)).collect(),
            fix: None,
        }
    }

    fn read(node: &Node<'_>) -> CheckedProblem {
        let spans = list_of(node, "spans").iter();
        CheckedProblem {
            finding_type: text_of(node, "findingType"),
            issue_code: text_of(node, "issueCode"),
            details: text_of(node, "details"),
            link: text_of(node, "link"),
            by_catalog: flag_of(node, "byCatalog"),
            spans: spans.filter_map(|span| range(span)).collect(),
            fix: node.member("fix").map(Fix::read),
        }
    }

    /// Whether it says the same of the same words.
    fn is_same(&self, other: &CheckedProblem) -> bool {
        self.issue_code == other.issue_code
            && self.details == other.details
            && self.spans == other.spans
    }

    /// The same in a text that has changed since, where its words still stand.
    fn carried(&self, shift: Shift) -> Option<CheckedProblem> {
        let carry = |(start, end): &(u32, u32)| {
            let span = shift.carry(Span::new(*start as usize, *end as usize))?;
            Some((span.start, span.end))
        };
        let fix = self.fix.as_ref();
        Some(CheckedProblem {
            spans: self.spans.iter().map(carry).collect::<Option<_>>()?,
            fix: fix.and_then(|fix| {
                let edits = fix.edits.iter().map(|(start, end, text)| {
                    let (start, end) = carry(&(*start, *end))?;
                    Some((start, end, text.clone()))
                });
                Some(Fix {
                    title: fix.title.clone(),
                    edits: edits.collect::<Option<_>>()?,
                })
            }),
            ..self.clone()
        })
    }
}

impl Fix {
    fn read(node: &Node<'_>) -> Fix {
        let edits = list_of(node, "edits").iter();
        let edit = |node: &Node<'_>| {
            let (start, end) = range(node)?;
            let text = items(node).get(2)?.as_str()?;
            Some((start, end, text.to_owned()))
        };
        Fix {
            title: text_of(node, "title"),
            edits: edits.filter_map(edit).collect(),
        }
    }
}

fn range(node: &Node<'_>) -> Option<(u32, u32)> {
    let mut numbers = items(node).iter().map_while(number);
    Some((numbers.next()?, numbers.next()?))
}

/// The problems of a policy as far as they are known. Until a text was looked at, those that reading
/// found in it stand beside those that it had before: what is not touched by a change stays on show
/// as it was.
pub fn problems(policy: &PolicyReading, checks: &Checks) -> Vec<CheckedProblem> {
    let read = policy.findings().iter().map(CheckedProblem::of);
    match checks.of(policy) {
        None => read.collect(),
        Some(checked) if Arc::ptr_eq(&checked.text, &policy.text) => checked.problems.clone(),
        Some(checked) => {
            let shift = Shift::between(&checked.text, &policy.text);
            let known = carried(checked.problems.iter(), shift);
            let read = read.map(|read| {
                let same = known.iter().find(|known| known.is_same(&read));
                same.cloned().unwrap_or(read)
            });
            with(read.collect(), known)
        }
    }
}

/// Those of some older problems that still have their words.
fn carried<'p>(
    older: impl Iterator<Item = &'p CheckedProblem>,
    shift: Shift,
) -> Vec<CheckedProblem> {
    older.filter_map(|problem| problem.carried(shift)).collect()
}

/// These problems, and of the older ones those of other codes.
fn with(mut problems: Vec<CheckedProblem>, older: Vec<CheckedProblem>) -> Vec<CheckedProblem> {
    let codes: BTreeSet<String> = problems
        .iter()
        .map(|problem| problem.issue_code.clone())
        .collect();
    let older = older.into_iter();
    problems.extend(older.filter(|problem| !codes.contains(&problem.issue_code)));
    problems.sort_by_key(|problem| problem.span().start);
    problems
}

/// Asks for what it takes no catalog to see. Done before the page looks at a change itself, the answer
/// is there in time for the same frame.
pub fn check_at_once(
    checks: RwSignal<Checks>,
    id: PolicyId,
    text: &Arc<str>,
    policy_type: PolicyType,
) {
    let is_asked = checks.with_untracked(|checks| checks.is_last_asked(id, text, policy_type));
    if is_asked || !can_be_checked(text) {
        return;
    }
    checks.update_untracked(|checks| {
        checks.asked.retain(|(other, _, _)| *other != id);
        checks.asked.push((id, text.clone(), policy_type));
    });
    check(checks, id, text.clone(), policy_type, false);
}

impl Checks {
    /// How many problems comments in a policy's text silence, as far as it is known.
    pub fn silenced(&self, policy: &PolicyReading) -> usize {
        self.of(policy).map_or(0, |checked| checked.silenced)
    }

    /// What was found in a policy, in this text or in an earlier one; nothing where it is gone.
    fn of(&self, policy: &PolicyReading) -> Option<&Checked> {
        let found = self.found.get(&policy.id);
        found.filter(|checked| {
            checked.policy_type == policy.policy_type && can_be_checked(&policy.text)
        })
    }

    /// Whether this is what was last asked about the policy.
    fn is_last_asked(&self, id: PolicyId, text: &Arc<str>, policy_type: PolicyType) -> bool {
        self.asked.iter().any(|(asked, last, as_type)| {
            *asked == id && Arc::ptr_eq(last, text) && *as_type == policy_type
        })
    }
}

fn can_be_checked(text: &str) -> bool {
    text.len() <= MOST_BYTES && !text.trim().is_empty()
}

/// Asks for the problems of every policy that changed.
pub fn keep_checked(
    reading: Memo<Reading>,
    checks: RwSignal<Checks>,
    missing: RwSignal<MissingData>,
) {
    let rest = Rest::after(REST);
    let is_complete = Memo::new(move |_| missing.with(|missing| !missing.is_missing));
    Effect::new(move |was_complete: Option<bool>| {
        let is_complete = is_complete.get();
        if is_complete && was_complete == Some(false) {
            // What was looked at without the data is looked at again.
            checks.update(|checks| {
                let all = checks.found.values_mut();
                all.for_each(|checked| checked.is_whole = false);
            });
        }
        let changed = reading.with(|reading| {
            let ids: BTreeSet<PolicyId> = reading.policies.iter().map(|policy| policy.id).collect();
            checks.update_untracked(|checks| {
                // Nobody looks at what is gone.
                checks.found.retain(|id, _| ids.contains(id));
                checks.asked.retain(|(id, _, _)| ids.contains(id));
            });
            let is_checked = |policy: &PolicyReading| {
                checks.with_untracked(|checks| {
                    checks.found.get(&policy.id).is_some_and(|checked| {
                        Arc::ptr_eq(&checked.text, &policy.text)
                            && checked.policy_type == policy.policy_type
                            && checked.is_whole
                    })
                })
            };
            let texts = reading
                .policies
                .iter()
                .filter(|policy| can_be_checked(&policy.text) && !is_checked(policy));
            let texts = texts.map(|policy| (policy.id, policy.text.clone(), policy.policy_type));
            texts.collect::<Vec<_>>()
        });
        for (id, text, policy_type) in &changed {
            check_at_once(checks, *id, text, *policy_type);
        }
        rest.then(move || {
            for (id, text, policy_type) in changed {
                check(checks, id, text, policy_type, true);
            }
        });
        is_complete
    });
}

fn check(
    checks: RwSignal<Checks>,
    id: PolicyId,
    text: Arc<str>,
    policy_type: PolicyType,
    with_catalog: bool,
) {
    let question = Object::new()
        .text("ask", "validate")
        .text("text", &text)
        .text("kind", word_of(policy_type))
        .raw("catalog", if with_catalog { "true" } else { "false" });
    let is_at_once = !with_catalog && text.len() <= MOST_AT_ONCE;
    let listen = move |answer: &Node<'_>, last| {
        // Answers that wait for data can come after those to a later question.
        let is_now = checks.with_untracked(|checks| checks.is_last_asked(id, &text, policy_type));
        if !is_now || answer.as_object().is_none() {
            return;
        }
        let found = list_of(answer, "findings").iter();
        let found: Vec<CheckedProblem> = found.map(CheckedProblem::read).collect();
        let before = checks.with_untracked(|checks| checks.found.get(&id).cloned());
        let problems = match before {
            // What took the catalog stays until the catalog was asked again.
            Some(before) if !with_catalog && before.policy_type == policy_type => {
                let older = before.problems.iter();
                let older = older.filter(|problem| problem.by_catalog);
                with(found, carried(older, Shift::between(&before.text, &text)))
            }
            _ => found,
        };
        let checked = Checked {
            text: text.clone(),
            policy_type,
            is_whole: with_catalog && last,
            problems,
            silenced: list_of(answer, "silenced").len(),
        };
        checks.update(|checks| {
            checks.found.insert(id, checked);
        });
    };
    match is_at_once {
        true => assist::ask_at_once(question, listen),
        false => assist::ask(question, listen),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;

    fn found(code: &str, spans: &[(u32, u32)], edits: &[(u32, u32, &str)]) -> CheckedProblem {
        let edits = edits
            .iter()
            .map(|(start, end, text)| (*start, *end, (*text).to_owned()));
        CheckedProblem {
            finding_type: "WARNING".to_owned(),
            issue_code: code.to_owned(),
            details: "a detail".to_owned(),
            link: String::new(),
            by_catalog: false,
            spans: spans.to_vec(),
            fix: Some(Fix {
                title: "Mend it".to_owned(),
                edits: edits.collect(),
            }),
        }
    }

    #[test]
    fn problems_and_their_fixes_follow_their_words() {
        let shift = Shift::between("one two three", "one, two three");
        let carry = |problem: &CheckedProblem| problem.carried(shift);
        assert_eq!(
            carry(&found("A", &[(0, 3), (8, 13)], &[(4, 7, "2")])),
            Some(found("A", &[(0, 3), (9, 14)], &[(5, 8, "2")]))
        );
        // A fix whose words were touched is gone, and so is a problem.
        let shift = Shift::between("one two three", "one too three");
        let problem = found("A", &[(0, 3)], &[(6, 7, "O")]);
        let carried = problem.carried(shift).expect("its words are there");
        assert_eq!(
            carried.fix.map(|fix| fix.edits),
            Some(vec![(6, 7, "O".to_owned())])
        );
        let shift = Shift::between("one two three", "X three");
        let problem = found("A", &[(8, 13)], &[(4, 7, "2")]);
        let carried = problem.carried(shift).expect("its words are there");
        assert_eq!((carried.span(), carried.fix), (Span::new(2, 7), None));
        assert_eq!(found("A", &[(4, 7)], &[]).carried(shift), None);
    }

    #[test]
    fn a_text_that_is_gone_leaves_no_problems() {
        let mut work = crate::workbench::tests::workspace(&["{}"]);
        let id = work.selected();
        let policy = |work: &Workspace| {
            let reading = Reading::of(work, None);
            reading.policy(id).cloned().expect("it is there")
        };
        let before = policy(&work);
        let checked = Checked {
            text: before.text.clone(),
            policy_type: before.policy_type,
            is_whole: true,
            problems: vec![found("A", &[(0, 2)], &[])],
            silenced: 0,
        };
        let checks = Checks {
            found: BTreeMap::from([(id, checked)]),
            asked: Vec::new(),
        };
        assert_eq!(problems(&before, &checks).len(), 1);
        work.set_text(id, Arc::from("{ }"));
        let codes = |problems: Vec<CheckedProblem>| -> Vec<String> {
            let all = problems.into_iter();
            all.map(|problem| problem.issue_code).collect()
        };
        assert!(codes(problems(&policy(&work), &checks)).contains(&"A".to_owned()));
        work.set_text(id, Arc::from(" "));
        assert!(problems(&policy(&work), &checks).is_empty());
    }

    #[test]
    fn older_problems_stand_beside_newer_ones_of_other_codes() {
        let newer = vec![found("A", &[(5, 6)], &[])];
        let older = vec![found("A", &[(1, 2)], &[]), found("B", &[(3, 4)], &[])];
        let codes = |problems: Vec<CheckedProblem>| -> Vec<(String, u32)> {
            let all = problems.into_iter();
            all.map(|problem| (problem.issue_code.clone(), problem.span().start))
                .collect()
        };
        assert_eq!(
            codes(with(newer, older)),
            [("B".to_owned(), 3), ("A".to_owned(), 5)]
        );
    }
}
