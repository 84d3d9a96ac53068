//! What the user does to the work, and what the page then shows: each act is a method of the workbench.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use iam_evaluator::{PolicyType, Span, StatementRef};
use leptos::prelude::*;

use crate::examples::Example;
use crate::policy_types::template;
use crate::storage;
use crate::workbench::checks::{self, Fix};
use crate::workbench::history::History;
use crate::workbench::marks::Reveal;
use crate::workbench::outcome::Off;
use crate::workbench::shift::{Shift, utf16};
use crate::workbench::test_run::expecting;
use crate::workbench::{FEW_ROWS, Workbench};
use crate::workspace::{PolicyId, TestDraft, TestId, Workspace};

const CHANGED: &str = "Changed the policy.";

/// What brings back the work that another has replaced.
const RESTORE: &str = "Restore my work";

impl Workbench {
    /// Shows no problems of this code any more, or shows them again.
    pub fn silence(self, code: &str) {
        self.silenced.update(|silenced| {
            if !silenced.remove(code) {
                silenced.insert(code.to_owned());
            }
        });
        self.silenced.with_untracked(storage::set_silenced);
    }

    /// Shows the problems of all codes.
    pub fn silence_nothing(self) {
        self.silenced.set(BTreeSet::new());
        self.silenced.with_untracked(storage::set_silenced);
    }

    /// Mends a problem of the policy that the editor shows.
    pub fn mend(self, fix: &Fix) {
        let id = self.workspace.with_untracked(Workspace::selected);
        self.apply_edits(id, fix.edits.clone());
    }

    /// Puts an edit into a policy's text, as if it were typed.
    pub fn apply_edit(self, id: PolicyId, span: Span, replacement: &str) {
        self.apply_edits(id, vec![(span.start, span.end, replacement.to_owned())]);
    }

    /// Puts edits, which do not overlap, into a policy's text, unless one is about a place that is not
    /// there.
    fn apply_edits(self, id: PolicyId, mut edits: Vec<(u32, u32, String)>) {
        edits.sort_by_key(|(start, _, _)| std::cmp::Reverse(*start));
        let text = self.workspace.with_untracked(|workspace| {
            let mut text = workspace.policy(id)?.text.to_string();
            for (start, end, replacement) in edits {
                let range = start as usize..end as usize;
                text.get(range.clone())?;
                text.replace_range(range, &replacement);
            }
            Some(text)
        });
        if let Some(text) = text {
            self.rewrite(id, &text, CHANGED.to_owned());
        }
    }

    /// Takes over what was typed into the editor.
    pub fn type_text(self, id: PolicyId, text: &str) {
        let is_new = self.workspace.with_untracked(|workspace| {
            workspace
                .policy(id)
                .is_some_and(|policy| *policy.text != *text)
        });
        if is_new {
            self.set_text(id, text);
        }
    }

    /// Asks what is wrong with a policy's text, before the page looks at it itself.
    pub fn check_at_once(self, id: PolicyId) {
        let policy = self.workspace.with_untracked(|workspace| {
            let policy = workspace.policy(id)?;
            Some((policy.text.clone(), policy.policy_type))
        });
        if let Some((text, policy_type)) = policy {
            checks::check_at_once(self.checks, id, &text, policy_type);
        }
    }

    /// Says what just happened, where there is nothing to be taken back.
    pub fn say(self, message: String) {
        self.news.set(message);
    }

    /// Gives a policy another text, which can be taken back.
    pub fn rewrite(self, id: PolicyId, text: &str, message: String) {
        self.rest();
        self.set_text(id, text);
        self.replaced
            .update(|replaced| *replaced = replaced.wrapping_add(1));
        self.offer(message, "Undo", false);
    }

    /// With another text, the statements of a policy are other ones: all take part.
    fn set_text(self, id: PolicyId, text: &str) {
        if self
            .off
            .with_untracked(|off| off.iter().any(|(policy, _)| *policy == id))
        {
            self.off
                .update(|off| off.retain(|(policy, _)| *policy != id));
        }
        self.workspace
            .update(|workspace| workspace.set_text(id, Arc::from(text)));
    }

    /// Switches a statement off, or on again.
    pub fn switch_statement(self, id: PolicyId, statement: u32) {
        self.off.update(|off| {
            if !off.remove(&(id, statement)) {
                off.insert((id, statement));
            }
        });
    }

    /// Switches everything on again.
    pub fn switch_all_on(self) {
        self.off.update(Off::clear);
        self.workspace.update(|workspace| {
            let ids: Vec<PolicyId> = workspace
                .policies()
                .iter()
                .map(|policy| policy.id)
                .collect();
            for id in ids {
                workspace.switch(id, true);
            }
            let rows = workspace.request.context.iter_mut();
            rows.for_each(|row| row.is_on = true);
        });
    }

    /// Keeps the request as a test that expects the answer it has now.
    pub fn save_as_test(self) -> Option<TestId> {
        let expected = self.outcome.with_untracked(|outcome| {
            let assessment = outcome
                .assessment
                .as_ref()
                .filter(|_| !outcome.is_stale())?;
            let verdict = assessment.explanation.verdict;
            let decided = verdict
                .statement
                .and_then(|reference| assessment.statement(reference));
            Some(expecting(
                verdict,
                decided.map(|statement| statement.label.clone()),
            ))
        })?;
        let mut id = None;
        self.workspace.update(|workspace| {
            id = Some(workspace.add_test(workspace.request.clone(), expected));
        });
        id
    }

    /// Asks a test's request, so that its answer is explained.
    pub fn open_test(self, id: TestId) {
        self.workspace.update(|workspace| {
            if let Some(TestDraft { request, .. }) = workspace.test(id).cloned() {
                workspace.ask(&request);
            }
        });
    }

    /// Shows a policy in the editor.
    pub fn select(self, id: PolicyId) {
        self.workspace.update(|workspace| workspace.select(id));
    }

    /// Adds a policy of a type, with a text to begin with, and puts the caret into it.
    pub fn add_policy(self, policy_type: PolicyType) {
        self.workspace.update(|workspace| {
            workspace.add_policy(policy_type, template(policy_type));
        });
        self.go_to(0, 0);
    }

    /// Adds a policy with a name and a text, and shows it.
    pub fn add_named_policy(self, policy_type: PolicyType, name: &str, text: &str) {
        self.workspace.update(|workspace| {
            let id = workspace.add_policy(policy_type, text);
            workspace.rename_policy(id, name.to_owned());
        });
        self.go_to(0, 0);
    }

    /// Selects a statement of a policy that takes part in the editor.
    pub fn show_statement(self, id: PolicyId, statement: u32) {
        let span = self.reading.with_untracked(|reading| {
            let policy = reading.policy(id)?;
            let in_force = policy.in_force()?;
            let statement = in_force.statements().get(statement as usize)?;
            Shift::between(&in_force.text, &policy.text).carry(statement.span)
        });
        if let Some(span) = span {
            self.show_text(id, span);
        }
    }

    /// Removes a policy; it can be had back.
    pub fn remove_policy(self, id: PolicyId) {
        let name = self
            .workspace
            .with_untracked(|workspace| workspace.policy(id).map(|policy| policy.name.clone()));
        let Some(name) = name else {
            return;
        };
        self.rest();
        self.workspace
            .update(|workspace| workspace.remove_policy(id));
        self.offer(format!("Removed the policy “{name}”."), "Undo", false);
    }

    /// Puts an example in the place of the work, which can be had back.
    pub fn open_example(self, example: Arc<Example>) {
        let message = format!("Opened the example “{}”.", example.title);
        self.replace(example.workspace.clone(), Some(example), message, RESTORE);
    }

    /// Begins with nothing; the work can be had back.
    pub fn start_over(self) {
        let message = "Started over with an empty policy and an empty request.".to_owned();
        self.replace(Workspace::default(), None, message, RESTORE);
    }

    /// Puts work that came from elsewhere in the place of the work, which can be had back.
    pub fn open_other(self, workspace: Workspace, message: String) {
        self.replace(workspace, None, message, RESTORE);
    }

    /// Changes the work as a whole, which can be taken back.
    pub fn change_all(self, workspace: Workspace, message: String) {
        self.rest();
        let before = self.workspace.get_untracked();
        let example = self.example.get_untracked();
        self.put(workspace.renumbered_after(&before), example);
        self.offer(message, "Undo", false);
    }

    /// Whether someone would miss the work if it were gone.
    pub fn would_be_missed(self) -> bool {
        let example = self.example.get_untracked();
        self.workspace.with_untracked(|work| {
            let is_untouched =
                example.is_some_and(|example| example.workspace.has_same_content(work));
            !work.is_blank() && !is_untouched
        })
    }

    /// Takes note of the work as it is now, for going back to it.
    pub fn record(self) {
        let example = self.example.get_untracked();
        self.workspace.with_untracked(|workspace| {
            self.history
                .maybe_update(|history| history.observe(workspace, example));
        });
    }

    /// Ends the step that the user is at: what is typed next is another one.
    pub fn rest(self) {
        self.record();
        self.history.update_untracked(History::seal);
    }

    /// Undoes the last change of the work, or redoes the next one.
    pub fn step_in_history(self, forth: bool) {
        self.rest();
        let mut arrived = None;
        self.history.update(|history| {
            arrived = history.step(forth).map(|(now, left)| {
                let is_other = left.workspace.shares_no_policy(&now.workspace);
                (now.workspace.clone(), is_other.then(|| now.example.clone()))
            });
        });
        let Some((work, replaced)) = arrived else {
            return;
        };
        let now = self.workspace.get_untracked();
        self.off
            .update(|off| off.retain(|(id, _)| work.has_same_text(&now, *id)));
        // Another work altogether comes with its example; closing one is no step.
        self.put(
            work.numbered_on_from(&now),
            replaced.unwrap_or_else(|| self.example.get_untracked()),
        );
    }

    /// Goes back to before what the notice says.
    pub fn take_back(self) {
        self.rest();
        let steps = self.history.with_untracked(History::steps_back);
        for _ in 0..steps {
            self.step_in_history(false);
        }
    }

    /// Selects the text of a statement's part in the editor.
    pub fn show(self, reference: StatementRef, span: Span) {
        let place = self.outcome.with_untracked(|outcome| {
            let assessment = outcome.assessment.as_ref()?;
            let (id, in_force) = assessment.policy(reference)?;
            self.reading.with_untracked(|reading| {
                let policy = reading.policy(*id)?;
                let span = Shift::between(&in_force.text, &policy.text)
                    .carry(span)
                    .unwrap_or_default();
                Some((*id, utf16(span, &policy.text, policy.lines())))
            })
        });
        if let Some((id, (from, to))) = place {
            self.select(id);
            self.go_to(from, to);
        }
    }

    /// Shows the policy of a statement in the editor.
    pub fn show_policy(self, reference: StatementRef) {
        let id = self.outcome.with_untracked(|outcome| {
            let (id, _) = outcome.assessment.as_ref()?.policy(reference)?;
            Some(*id)
        });
        if let Some(id) = id {
            self.select(id);
        }
    }

    /// Selects a part of a policy's text in the editor.
    pub fn show_text(self, id: PolicyId, span: Span) {
        let place = self.reading.with_untracked(|reading| {
            let policy = reading.policy(id)?;
            Some(utf16(span, &policy.text, policy.lines()))
        });
        if let Some((from, to)) = place {
            self.select(id);
            self.go_to(from, to);
        }
    }

    /// Selects a stretch of the text that the editor shows, in UTF-16 units.
    pub fn go_to(self, from: u32, to: u32) {
        self.reveal.update(|reveal| {
            let seq = reveal.map_or(1, |reveal| reveal.seq.wrapping_add(1));
            *reveal = Some(Reveal { from, to, seq });
        });
    }

    /// Replaces the work, which can be had back. Says so, unless nobody would miss it.
    pub fn replace(
        self,
        workspace: Workspace,
        example: Option<Arc<Example>>,
        message: String,
        button: &'static str,
    ) {
        self.rest();
        let before = self.workspace.get_untracked();
        let is_missed = self.would_be_missed();
        self.off.update(Off::clear);
        self.put(workspace.renumbered_after(&before), example);
        // Someone who leafs through the examples still gets their own work back.
        let is_restoring = self.history.with_untracked(|history| {
            history
                .notice()
                .is_some_and(|notice| notice.button == RESTORE)
        });
        if is_missed || is_restoring {
            self.offer(message, button, !is_missed);
        } else {
            self.rest();
            self.history.update(History::dismiss);
        }
    }

    fn put(self, workspace: Workspace, example: Option<Arc<Example>>) {
        self.pointed.set(None);
        self.caret.set(None);
        self.unfolded.update(BTreeMap::clear);
        self.most_rows.set(FEW_ROWS);
        self.step.set(0);
        self.example.set(example);
        self.workspace.set(workspace);
        self.replaced
            .update(|replaced| *replaced = replaced.wrapping_add(1));
    }

    /// Says what was just done to the work, with the way back; as a step of its own.
    fn offer(self, message: String, button: &'static str, of_earlier: bool) {
        self.news.set(String::new());
        self.rest();
        self.history
            .update(|history| history.offer(message, button, of_earlier));
    }
}
