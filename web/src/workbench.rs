//! The workbench: what the page shows, as signals and as values derived from them. The only module
//! that calls the evaluator.

pub mod acts;
pub mod checks;
pub mod help;
pub mod hints;
pub mod history;
pub mod keys;
pub mod kinds;
pub mod marks;
pub mod outcome;
pub mod reading;
pub mod shift;
pub mod test_run;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use iam_evaluator::StatementRef;
use iam_evaluator::explain::Element;
use leptos::prelude::*;

use crate::assist::MissingData;
use crate::components::managed_search::ManagedSearch;
use crate::examples::{Example, Gallery};
use crate::workbench::checks::{CheckedProblem, Checks};
use crate::workbench::help::Help;
use crate::workbench::history::History;
use crate::workbench::marks::{
    EditorMark, EditorProblem, MOST_PROBLEMS, Reveal, Spotlight, editor_problem, element_at,
    idle_marks, marks, statement_at,
};
use crate::workbench::outcome::{Off, Outcome};
use crate::workbench::reading::{PolicyReading, Reading};
use crate::workbench::test_run::{Idle, TestRun, idle};
use crate::workspace::{PolicyId, Workspace};

/// The state of the page. Copies share it.
#[derive(Clone, Copy)]
pub struct Workbench {
    /// What the user works on.
    pub workspace: RwSignal<Workspace>,
    /// The statement that the caret is in.
    pub at_caret: Memo<Option<StatementRef>>,
    /// The element that the caret is in, with its statement.
    pub element_at_caret: Memo<Option<(StatementRef, Element)>>,
    /// What was read of the policies.
    pub reading: Memo<Reading>,
    /// What validation says of them.
    pub checks: RwSignal<Checks>,
    /// The problems of the policy that the editor shows, those of silenced codes left out.
    pub problems: Memo<Vec<CheckedProblem>>,
    /// The data that validation needs and cannot have.
    pub missing_data: RwSignal<MissingData>,
    /// The codes of problems that are not to be shown.
    pub silenced: RwSignal<BTreeSet<String>>,
    /// Whether suggestions are shown.
    pub with_suggestions: RwSignal<bool>,
    /// What the policies and the catalog say of the request.
    pub help: RwSignal<Help>,
    /// The search for policies that AWS manages.
    pub managed: RwSignal<ManagedSearch>,
    /// The verdict, or what stands in its way.
    pub outcome: Memo<Outcome>,
    /// The statements that are switched off.
    pub off: RwSignal<Off>,
    /// What came of the tests.
    pub tests: Memo<TestRun>,
    /// What the page says of what was just copied.
    pub said: RwSignal<&'static str>,
    /// The statements that decided neither a test nor the request.
    pub idle: Memo<Vec<Idle>>,
    /// The form in which the answer is shown.
    pub view: RwSignal<View>,
    /// The step that the form of steps is at.
    pub step: RwSignal<usize>,
    /// What the question of the form of steps is about.
    pub spotlight: RwSignal<Option<Spotlight>>,
    /// The rows of statements that the user opened or closed.
    pub unfolded: RwSignal<BTreeMap<StatementRef, bool>>,
    /// How many rows of statements are shown.
    pub most_rows: RwSignal<usize>,
    /// The example that was opened last, while it is on show.
    pub example: RwSignal<Option<Arc<Example>>>,
    /// The states of the work, to go back to and forth again.
    pub history: RwSignal<History>,
    /// Whether texts are edited in a plain text area.
    pub is_plain: RwSignal<bool>,
    /// What just happened, where there is nothing to be taken back.
    pub news: RwSignal<String>,
    /// The menu of examples.
    pub gallery: RwSignal<Gallery>,
    /// The trace as data, once it is there, or why it is not.
    pub raw: RwSignal<String>,
    /// The statement whose row is under the pointer or has the focus.
    pub pointed: RwSignal<Option<StatementRef>>,
    /// Where the caret is: the policy and the offset in UTF-16 units.
    pub caret: RwSignal<Option<(PolicyId, u32)>>,
    /// Where the editor is to go.
    pub reveal: RwSignal<Option<Reveal>>,
    /// Grows when texts change from outside of the editor.
    pub replaced: RwSignal<u32>,
}

/// How many rows of statements are shown at first.
pub const FEW_ROWS: usize = 25;

/// The forms in which an answer is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Gates, with the statements that matter.
    Explain,
    /// One question after the other.
    Steps,
    /// All statements.
    Table,
    /// The way through the gates as a drawing.
    Diagram,
    /// The trace as data.
    Raw,
}

impl View {
    /// All of them, in the order of their tabs.
    pub const ALL: [View; 5] = [
        View::Explain,
        View::Steps,
        View::Table,
        View::Diagram,
        View::Raw,
    ];

    /// Its title.
    pub fn title(self) -> &'static str {
        match self {
            View::Explain => "Explain",
            View::Steps => "Steps",
            View::Table => "Table",
            View::Diagram => "Diagram",
            View::Raw => "Raw",
        }
    }
}

impl Workbench {
    /// A workbench with this work on it.
    pub fn new(workspace: Workspace, example: Option<Arc<Example>>) -> Workbench {
        let history = RwSignal::new(History::new(workspace.clone(), example.clone()));
        let workspace = RwSignal::new(workspace);
        let reading =
            Memo::new(move |previous| workspace.with(|workspace| Reading::of(workspace, previous)));
        let request = Memo::new(move |_| workspace.with(|workspace| workspace.request.clone()));
        let off = RwSignal::new(Off::new());
        let outcome = Memo::new(move |previous| {
            let off = off.read();
            reading.with(|reading| {
                request.with(|request| Outcome::of(reading, request, &off, previous))
            })
        });
        let drafts = Memo::new(move |_| workspace.with(|workspace| workspace.tests.clone()));
        let tests = Memo::new(move |_| {
            let off = off.read();
            reading.with(|reading| drafts.with(|tests| TestRun::of(reading, tests, &off)))
        });
        let idle = Memo::new(move |_| {
            let off = off.read();
            tests.with(|run| {
                outcome.with(|outcome| reading.with(|reading| idle(reading, &off, run, outcome)))
            })
        });
        let caret = RwSignal::new(None);
        let at_caret = Memo::new(move |_| {
            let (id, offset) = caret.get()?;
            outcome.with(|outcome| {
                let assessment = outcome.assessment.as_ref()?;
                reading.with(|reading| statement_at(reading.policy(id)?, assessment, offset))
            })
        });
        let element_at_caret = Memo::new(move |_| {
            let (id, offset) = caret.get()?;
            let reference = at_caret.get()?;
            outcome.with(|outcome| {
                let assessment = outcome.assessment.as_ref()?;
                let element = reading.with(|reading| {
                    element_at(reading.policy(id)?, assessment, reference, offset)
                })?;
                Some((reference, element))
            })
        });
        let checks = RwSignal::new(Checks::default());
        let silenced = RwSignal::new(BTreeSet::new());
        let problems = Memo::new(move |_| {
            let selected = workspace.with(Workspace::selected);
            let silenced = silenced.read();
            let checks = checks.read();
            let found = reading.with(|reading| {
                let policy = reading.policy(selected)?;
                Some(checks::problems(policy, &checks))
            });
            let mut found = found.unwrap_or_default();
            found.retain(|problem| !silenced.contains(&problem.issue_code));
            found.truncate(MOST_PROBLEMS);
            found
        });
        Workbench {
            workspace,
            at_caret,
            element_at_caret,
            reading,
            checks,
            problems,
            missing_data: RwSignal::default(),
            silenced,
            with_suggestions: RwSignal::new(false),
            help: RwSignal::default(),
            managed: RwSignal::default(),
            outcome,
            off,
            tests,
            said: RwSignal::new(""),
            idle,
            view: RwSignal::new(View::Explain),
            step: RwSignal::new(0),
            spotlight: RwSignal::new(None),
            unfolded: RwSignal::default(),
            most_rows: RwSignal::new(FEW_ROWS),
            example: RwSignal::new(example),
            history,
            is_plain: RwSignal::new(false),
            news: RwSignal::default(),
            gallery: RwSignal::default(),
            raw: RwSignal::new(String::new()),
            pointed: RwSignal::new(None),
            caret,
            reveal: RwSignal::new(None),
            replaced: RwSignal::new(0),
        }
    }

    /// What was read of the policy that the editor shows.
    pub fn with_selected<T>(self, look: impl FnOnce(&PolicyReading) -> T) -> Option<T> {
        let selected = self.workspace.with(Workspace::selected);
        self.reading
            .with(|reading| reading.policy(selected).map(look))
    }

    /// The problems that the editor underlines.
    pub fn underlined(self) -> Vec<EditorProblem> {
        let with_suggestions = self.with_suggestions.get();
        let problems = self.problems.read();
        let shown = problems.iter().filter(|problem| {
            with_suggestions || problem.finding_type() != iam_evaluator::FindingType::Suggestion
        });
        self.with_selected(|policy| {
            shown
                .map(|problem| editor_problem(policy, problem))
                .collect()
        })
        .unwrap_or_default()
    }

    /// The statement that the user looks at: by its row, else by the caret.
    pub fn attended(self) -> Option<StatementRef> {
        self.pointed.get().or_else(|| self.at_caret.get())
    }

    /// The marks of the policy that the editor shows: of the statement that the user looks at, and
    /// of the one that decided or came nearest.
    pub fn marks(self) -> Vec<EditorMark> {
        let attended = self.attended();
        let marks = self.outcome.with(|outcome| {
            let assessment = outcome.assessment.as_ref()?;
            if let Some(spotlight) = self.spotlight.get() {
                let shown = [spotlight.reference];
                return self
                    .with_selected(|policy| marks(policy, assessment, &shown, Some(spotlight)));
            }
            let leading = assessment.leading().map(|statement| statement.reference);
            let mut shown: Vec<StatementRef> = attended.into_iter().chain(leading).collect();
            shown.dedup();
            self.with_selected(|policy| marks(policy, assessment, &shown, None))
        });
        let mut marks = marks.unwrap_or_default();
        let idle = self.idle.get();
        marks.extend(
            self.with_selected(|policy| idle_marks(policy, &idle))
                .unwrap_or_default(),
        );
        marks
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use iam_evaluator::Decision;

    /// A policy that allows everything.
    pub const ALLOW_ALL: &str = r#"{"Version": "2012-10-17",
 "Statement": [{"Sid": "All", "Effect": "Allow", "Action": "*", "Resource": "*"}]}"#;

    const DENY_DELETE: &str = r#"{"Version": "2012-10-17",
 "Statement": [{"Sid": "NoDelete", "Effect": "Deny", "Action": "s3:Delete*", "Resource": "*"}]}"#;

    /// Policies named `p0`, `p1`, …, and a request for `s3:GetObject`.
    pub fn workspace(texts: &[&str]) -> Workspace {
        let named = (0..)
            .zip(texts)
            .map(|(index, text)| (format!("p{index}"), Arc::from(*text)));
        let mut workspace = Workspace::new(named.collect::<Vec<_>>());
        workspace.request.principal = "arn:aws:iam::111122223333:user/ana".to_owned();
        workspace.request.action = "s3:GetObject".to_owned();
        workspace.request.resource = "arn:aws:s3:::bucket/key".to_owned();
        workspace
    }

    fn on_bench(texts: &[&str], check: impl FnOnce(Workbench)) {
        let owner = Owner::new();
        // Tests read values once, and need not hear of changes.
        let _quiet = leptos::reactive::diagnostics::SpecialNonReactiveZone::enter();
        owner.with(|| check(Workbench::new(workspace(texts), None)));
    }

    fn decision(workbench: Workbench) -> Option<Decision> {
        workbench.outcome.with_untracked(|outcome| {
            outcome
                .assessment
                .as_ref()
                .map(|assessment| assessment.explanation.verdict.decision)
        })
    }

    fn is_stale(workbench: Workbench) -> bool {
        workbench.outcome.with_untracked(Outcome::is_stale)
    }

    #[test]
    fn the_verdict_follows_the_texts_and_the_request() {
        on_bench(&[ALLOW_ALL, DENY_DELETE], |workbench| {
            assert_eq!(decision(workbench), Some(Decision::Allowed));
            workbench
                .workspace
                .update(|all| all.request.action = "s3:DeleteObject".to_owned());
            assert_eq!(decision(workbench), Some(Decision::ExplicitDeny));
            let second = workbench
                .workspace
                .with_untracked(|all| all.policies()[1].id);
            workbench.remove_policy(second);
            assert_eq!(decision(workbench), Some(Decision::Allowed));
            workbench.take_back();
            assert_eq!(decision(workbench), Some(Decision::ExplicitDeny));
        });
    }

    #[test]
    fn a_broken_policy_keeps_the_old_verdict_and_the_others_go_on() {
        on_bench(&[ALLOW_ALL, DENY_DELETE], |workbench| {
            let [first, second] = workbench
                .workspace
                .with_untracked(|all| [all.policies()[0].id, all.policies()[1].id]);
            assert_eq!(decision(workbench), Some(Decision::Allowed));
            workbench.type_text(first, "{");
            assert_eq!(decision(workbench), Some(Decision::Allowed));
            assert!(is_stale(workbench));
            workbench.type_text(second, &DENY_DELETE.replace("Delete*", "Get*"));
            assert_eq!(decision(workbench), Some(Decision::ExplicitDeny));
            assert!(is_stale(workbench));
            workbench.type_text(first, ALLOW_ALL);
            assert_eq!(decision(workbench), Some(Decision::ExplicitDeny));
            assert!(!is_stale(workbench));
        });
    }

    #[test]
    fn an_incomplete_request_keeps_the_old_verdict() {
        on_bench(&[ALLOW_ALL], |workbench| {
            assert_eq!(decision(workbench), Some(Decision::Allowed));
            workbench.workspace.update(|all| all.request.action.clear());
            assert_eq!(decision(workbench), Some(Decision::Allowed));
            assert!(is_stale(workbench));
        });
    }

    #[test]
    fn starting_over_leaves_no_old_verdict() {
        on_bench(&[ALLOW_ALL], |workbench| {
            assert_eq!(decision(workbench), Some(Decision::Allowed));
            workbench.start_over();
            assert_eq!(decision(workbench), None);
            workbench.take_back();
            assert_eq!(decision(workbench), Some(Decision::Allowed));
        });
    }

    #[test]
    fn what_is_blank_takes_no_part_and_without_any_policy_there_is_no_verdict() {
        on_bench(&[" ", DENY_DELETE], |workbench| {
            assert_eq!(decision(workbench), Some(Decision::ImplicitDeny));
            assert!(!is_stale(workbench));
        });
        on_bench(&["", "\n"], |workbench| {
            assert_eq!(decision(workbench), None)
        });
    }

    #[test]
    fn leafing_through_examples_keeps_ones_own_work() {
        let first = crate::examples::first().expect("there is an example");
        let one = || first.clone();
        let mut other = (*first).clone();
        other.workspace.request.action = "s3:PutObject".to_owned();
        let other = Arc::new(other);
        let two = || other.clone();
        on_bench(&[ALLOW_ALL], |workbench| {
            let own = workbench.workspace.get_untracked();
            workbench.open_example(one());
            workbench.open_example(two());
            assert!(
                workbench
                    .workspace
                    .with_untracked(|now| now.has_same_content(&two().workspace))
            );
            workbench.take_back();
            assert!(
                workbench
                    .workspace
                    .with_untracked(|now| now.has_same_content(&own))
            );
            workbench.open_example(one());
            let id = workbench.workspace.with_untracked(Workspace::selected);
            workbench.type_text(id, "{}");
            workbench.open_example(two());
            workbench.take_back();
            let text = workbench
                .workspace
                .with_untracked(|now| now.policies()[0].text.clone());
            assert_eq!(&*text, "{}");
        });
    }

    #[test]
    fn the_deciding_words_are_marked_and_the_caret_finds_its_statement() {
        use crate::workbench::marks::MarkKind;
        on_bench(&[DENY_DELETE], |workbench| {
            workbench
                .workspace
                .update(|all| all.request.action = "s3:DeleteObject".to_owned());
            let marked = |kind: MarkKind| -> Vec<String> {
                let marks = workbench
                    .marks()
                    .into_iter()
                    .filter(|mark| mark.kind == kind);
                marks
                    .map(|mark| DENY_DELETE[mark.from as usize..mark.to as usize].to_owned())
                    .collect()
            };
            assert_eq!(marked(MarkKind::Match), ["\"s3:Delete*\"", "\"*\""]);
            workbench
                .workspace
                .update(|all| all.request.action = "s3:GetObject".to_owned());
            assert_eq!(marked(MarkKind::Mismatch), ["\"s3:Delete*\""]);
            assert_eq!(workbench.at_caret.get(), None);
            let id = workbench.workspace.with_untracked(Workspace::selected);
            workbench.caret.set(Some((id, 60)));
            assert_eq!(
                workbench.at_caret.get(),
                Some(StatementRef {
                    policy: 0,
                    statement: 0
                })
            );
            workbench.caret.set(Some((id, 3)));
            assert_eq!(workbench.at_caret.get(), None);
        });
    }
}
