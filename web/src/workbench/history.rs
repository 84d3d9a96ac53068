//! The history of the work: all of it as it was before, policies, request and tests, to go back to
//! and forth again.
//!
//! The work is observed rather than told: whatever changes it becomes a step. What is typed in one
//! place is one step, until it rests ([`History::seal`]) or another place changes. Identities of
//! policies, rows and tests live on in earlier states, so that the editor keeps its own history of
//! each text.

use std::sync::Arc;

use crate::examples::Example;
use crate::workspace::{ContextRow, PolicyDraft, PolicyId, RequestDraft, Workspace};

/// How many steps one can go back.
const MOST_STEPS: usize = 200;

/// How many bytes of text earlier and later states may hold beside the present one.
const MOST_BYTES: usize = 20_000_000;

/// The states of the work.
pub struct History {
    /// The oldest first.
    past: Vec<State>,
    present: State,
    /// The next one last.
    future: Vec<State>,
    /// Where something was typed last; more of it there belongs to the same step.
    open: Option<Place>,
    serial: u32,
    /// What just happened, with a way back.
    notice: Option<Notice>,
    /// What was just undone or redone, for those who do not see it.
    pub said: String,
}

/// The work at one time.
pub struct State {
    /// The work.
    pub workspace: Workspace,
    /// The example that was on show.
    pub example: Option<Arc<Example>>,
    serial: u32,
    /// What was changed to arrive here.
    change: Place,
}

/// Something that happened to the work, and the way back from it.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// What happened, in a sentence.
    pub message: String,
    /// What goes back to before it.
    pub button: &'static str,
    /// The serial number of the state before it.
    back_to: u32,
}

/// What of the work a change is about. Two changes of the same place in a row are typing; a change
/// without `of` is a step of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    part: Part,
    of: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Text,
    Policies,
    Request,
    Tests,
    Whole,
}

impl Part {
    /// What it is, inside a sentence.
    fn words(self) -> &'static str {
        match self {
            Part::Text => "the text of a policy",
            Part::Policies => "the policies",
            Part::Request => "the request",
            Part::Tests => "the tests",
            Part::Whole => "the whole work",
        }
    }
}

impl History {
    /// A history that begins here.
    pub fn new(workspace: Workspace, example: Option<Arc<Example>>) -> History {
        History {
            past: Vec::new(),
            present: State {
                workspace,
                example,
                serial: 0,
                change: WHOLE,
            },
            future: Vec::new(),
            open: None,
            serial: 0,
            notice: None,
            said: String::new(),
        }
    }

    /// Takes note of the work as it is now. Whether what can be undone or redone is other than
    /// before.
    pub fn observe(&mut self, workspace: &Workspace, example: Option<Arc<Example>>) -> bool {
        let Some(change) = changed(&self.present.workspace, workspace) else {
            self.present.workspace.select(workspace.selected());
            self.present.example = example;
            return false;
        };
        let continues = change.of.is_some() && self.open == Some(change);
        let had_future = !self.future.is_empty();
        self.future.clear();
        self.open = Some(change);
        if continues {
            self.present.workspace = workspace.clone();
            return had_future;
        }
        self.serial = self.serial.wrapping_add(1);
        let now = State {
            workspace: workspace.clone(),
            example,
            serial: self.serial,
            change,
        };
        self.past.push(std::mem::replace(&mut self.present, now));
        self.trim();
        true
    }

    /// Ends the step: what is typed next is another one.
    pub fn seal(&mut self) {
        self.open = None;
    }

    /// What would be undone, in words.
    pub fn undone_next(&self) -> Option<&'static str> {
        (!self.past.is_empty()).then(|| self.present.change.part.words())
    }

    /// What would be redone, in words.
    pub fn redone_next(&self) -> Option<&'static str> {
        self.future.last().map(|next| next.change.part.words())
    }

    /// Goes one step back, or forth. The state that is then present, with the one that was.
    pub fn step(&mut self, forth: bool) -> Option<(&State, &State)> {
        let (from, to) = match forth {
            true => (&mut self.future, &mut self.past),
            false => (&mut self.past, &mut self.future),
        };
        let next = from.pop()?;
        let left = std::mem::replace(&mut self.present, next);
        to.push(left);
        self.open = None;
        let (verb, part) = match forth {
            true => ("Redid", self.present.change.part),
            false => ("Undid", self.future.last()?.change.part),
        };
        self.said = format!("{verb} a change of {}.", part.words());
        let is_ahead = |notice: &Notice| self.past.iter().all(|past| past.serial != notice.back_to);
        if self.notice.as_ref().is_some_and(is_ahead) {
            self.notice = None;
        }
        let left = match forth {
            true => self.past.last(),
            false => self.future.last(),
        };
        let left = left?;
        // The tab on show is that of the policy that is other than before.
        let target = shown_after(&left.workspace, &self.present.workspace);
        self.present.workspace.select(target);
        Some((&self.present, left))
    }

    /// What just happened.
    pub fn notice(&self) -> Option<&Notice> {
        self.notice.as_ref()
    }

    /// Says what the last step did. With `of_earlier` the way back is that of the notice before.
    pub fn offer(&mut self, message: String, button: &'static str, of_earlier: bool) {
        let earlier = self.notice.as_ref().filter(|_| of_earlier);
        let back_to = match earlier {
            Some(notice) => Some(notice.back_to),
            None => self.past.last().map(|state| state.serial),
        };
        self.notice = back_to.map(|back_to| Notice {
            message,
            button,
            back_to,
        });
    }

    /// Says nothing any more.
    pub fn dismiss(&mut self) {
        self.notice = None;
    }

    /// How many steps it takes to go back to before what the notice says.
    pub fn steps_back(&self) -> usize {
        let Some(notice) = &self.notice else { return 0 };
        let mut past = self.past.iter().rev();
        past.position(|state| state.serial == notice.back_to)
            .map_or(0, |position| position + 1)
    }

    /// Forgets the oldest states beyond the limits.
    fn trim(&mut self) {
        let mut bytes = 0;
        let mut kept = 0;
        let mut next = &self.present;
        for state in self.past.iter().rev().take(MOST_STEPS) {
            bytes += added_bytes(&state.workspace, &next.workspace);
            if bytes > MOST_BYTES {
                break;
            }
            kept += 1;
            next = state;
        }
        self.past.drain(..self.past.len() - kept);
    }
}

const WHOLE: Place = Place {
    part: Part::Whole,
    of: None,
};

/// What is other in `after`; none where both have the same content under the same identities.
fn changed(before: &Workspace, after: &Workspace) -> Option<Place> {
    let are_policies = before.policies() != after.policies();
    let is_request = before.request != after.request;
    let are_tests = before.tests != after.tests;
    match (are_policies, is_request, are_tests) {
        (false, false, false) => None,
        (true, false, false) => Some(changed_policy(before.policies(), after.policies())),
        (false, true, false) => Some(Place {
            part: Part::Request,
            of: changed_field(&before.request, &after.request),
        }),
        (false, false, true) => {
            let pairs = before.tests.iter().zip(&after.tests);
            let other = only(pairs.filter(|(before, after)| before != after));
            let is_same_list = before.tests.len() == after.tests.len();
            let same = other.filter(|(before, after)| is_same_list && before.id == after.id);
            Some(Place {
                part: Part::Tests,
                of: same.map(|(before, _)| before.id.0),
            })
        }
        (true, true, _) | (true, _, true) | (_, true, true) => Some(WHOLE),
    }
}

fn changed_policy(before: &[PolicyDraft], after: &[PolicyDraft]) -> Place {
    let pairs = before.iter().zip(after);
    let other = only(pairs.filter(|(before, after)| before != after));
    let place = other.filter(|_| before.len() == after.len());
    let place = place.and_then(|(before, after)| {
        let with_text = PolicyDraft {
            text: after.text.clone(),
            ..before.clone()
        };
        let with_name = PolicyDraft {
            name: after.name.clone(),
            ..before.clone()
        };
        let part = match () {
            () if with_text == *after => Part::Text,
            () if with_name == *after => Part::Policies,
            () => return None,
        };
        Some(Place {
            part,
            of: Some(after.id.0),
        })
    });
    place.unwrap_or(Place {
        part: Part::Policies,
        of: None,
    })
}

/// The field of the request in which something was typed, under a number of its own.
fn changed_field(before: &RequestDraft, after: &RequestDraft) -> Option<u32> {
    let (old, new) = (&before.particulars, &after.particulars);
    let texts = [
        (&before.principal, &after.principal),
        (&before.action, &after.action),
        (&before.resource, &after.resource),
        (&old.unique_id, &new.unique_id),
        (&old.user_arn, &new.user_arn),
        (&old.canonical_user, &new.canonical_user),
        (&old.resource_account, &new.resource_account),
    ];
    let texts = (0..).zip(texts).filter(|(_, (old, new))| old != new);
    let texts = texts.map(|(index, _)| index);
    let rows = before.context.iter().zip(&after.context);
    let rows = rows.filter(|(old, new)| old != new);
    let rows = rows.filter_map(|(old, new)| typed_in_row(old, new));
    let is_same_list = before.context.len() == after.context.len();
    let found = only(texts.chain(rows.map(|row| row + 16)))?;
    is_same_list.then_some(found)
}

fn typed_in_row(old: &ContextRow, new: &ContextRow) -> Option<u32> {
    let is_typed = old.id == new.id && old.is_on == new.is_on;
    let is_key = u32::from(old.key != new.key);
    is_typed.then_some(new.id.0 * 2 + is_key)
}

/// The only one of them; none where there are none or several.
fn only<T>(mut items: impl Iterator<Item = T>) -> Option<T> {
    let first = items.next()?;
    items.next().is_none().then_some(first)
}

/// The policy to show when the work has become `now`.
fn shown_after(before: &Workspace, now: &Workspace) -> PolicyId {
    let mut policies = now.policies().iter();
    let other = policies.find(|policy| before.policy(policy.id) != Some(*policy));
    match other {
        Some(other) => other.id,
        None if now.policy(before.selected()).is_some() => before.selected(),
        None => now.selected(),
    }
}

/// The bytes of text that a state holds and the next one does not share.
fn added_bytes(state: &Workspace, next: &Workspace) -> usize {
    let is_shared = |policy: &&PolicyDraft| {
        let same = next.policy(policy.id);
        same.is_some_and(|same| Arc::ptr_eq(&same.text, &policy.text))
    };
    let policies = state.policies().iter();
    policies
        .filter(|policy| !is_shared(policy))
        .map(|policy| policy.text.len())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::TestDraft;
    use iam_case::Expected;
    use iam_evaluator::PolicyType;

    fn begun() -> (History, Workspace) {
        let workspace = Workspace::new([
            ("a".to_owned(), Arc::from("{}")),
            ("b".to_owned(), Arc::from("{}")),
        ]);
        (History::new(workspace.clone(), None), workspace)
    }

    fn typed(history: &mut History, workspace: &mut Workspace, index: usize, text: &str) {
        let id = workspace.policies()[index].id;
        workspace.set_text(id, Arc::from(text));
        history.observe(workspace, None);
    }

    fn texts(history: &History) -> Vec<&str> {
        let policies = history.present.workspace.policies().iter();
        policies.map(|policy| &*policy.text).collect()
    }

    #[test]
    fn typing_in_one_place_is_one_step_until_it_rests_or_another_place_changes() {
        let (mut history, mut work) = begun();
        for text in ["1", "12", "123"] {
            typed(&mut history, &mut work, 0, text);
        }
        typed(&mut history, &mut work, 1, "x");
        typed(&mut history, &mut work, 0, "1234");
        history.seal();
        typed(&mut history, &mut work, 0, "12345");
        let mut seen = Vec::new();
        while history.step(false).is_some() {
            seen.push(texts(&history).join(","));
        }
        assert_eq!(seen, ["1234,x", "123,x", "123,{}", "{},{}"]);
        assert_eq!(history.undone_next(), None);
        let mut steps = 0;
        while history.step(true).is_some() {
            steps += 1;
        }
        assert_eq!((steps, texts(&history)), (4, vec!["12345", "x"]));
    }

    #[test]
    fn the_tab_on_show_is_that_of_the_policy_that_changed() {
        let (mut history, mut work) = begun();
        let [a, b] = [work.policies()[0].id, work.policies()[1].id];
        typed(&mut history, &mut work, 1, "x");
        work.select(a);
        assert!(!history.observe(&work, None), "selecting is no step");
        let (now, _) = history.step(false).expect("there is a step");
        assert_eq!(now.workspace.selected(), b);
        let (now, _) = history.step(true).expect("there is a step");
        assert_eq!(now.workspace.selected(), b);
        work = history.present.workspace.clone();
        work.select(a);
        work.request.action = "s3:GetObject".to_owned();
        history.observe(&work, None);
        let (now, _) = history.step(false).expect("there is a step");
        assert_eq!(now.workspace.selected(), a);
    }

    #[test]
    fn fields_rows_and_tests_are_places_of_their_own() {
        let (mut history, mut work) = begun();
        let mut seen = Vec::new();
        let mut note = |work: &Workspace, history: &mut History| {
            history.observe(work, None);
            seen.push(history.past.len());
        };
        work.request.principal = "a".to_owned();
        note(&work, &mut history);
        work.request.principal = "ab".to_owned();
        note(&work, &mut history);
        work.request.action = "a".to_owned();
        note(&work, &mut history);
        let row = work.add_context("", "");
        note(&work, &mut history);
        work.edit_context(row, |row| row.key = "k".to_owned());
        note(&work, &mut history);
        work.edit_context(row, |row| row.key = "ke".to_owned());
        note(&work, &mut history);
        work.edit_context(row, |row| row.values = "v".to_owned());
        note(&work, &mut history);
        work.edit_context(row, |row| row.is_on = false);
        note(&work, &mut history);
        let test = work.add_test(RequestDraft::default(), Expected::default());
        note(&work, &mut history);
        let rename = |test: &mut TestDraft| test.name.push('n');
        work.edit_test(test, rename);
        note(&work, &mut history);
        work.edit_test(test, rename);
        note(&work, &mut history);
        work.add_policy(PolicyType::Session, "{}");
        note(&work, &mut history);
        assert_eq!(seen, [1, 1, 2, 3, 4, 4, 5, 6, 7, 8, 8, 9]);
    }

    #[test]
    fn a_new_change_ends_what_could_be_redone() {
        let (mut history, mut work) = begun();
        typed(&mut history, &mut work, 0, "1");
        history.step(false);
        assert!(history.redone_next().is_some());
        work = history.present.workspace.clone();
        typed(&mut history, &mut work, 1, "2");
        assert_eq!(history.redone_next(), None);
        assert_eq!(texts(&history), ["{}", "2"]);
    }

    #[test]
    fn the_history_is_bounded_in_steps_and_in_bytes() {
        let (mut history, mut work) = begun();
        for number in 0..300 {
            typed(&mut history, &mut work, 0, &number.to_string());
            history.seal();
        }
        assert_eq!(history.past.len(), MOST_STEPS);
        let (mut history, mut work) = begun();
        let large = "x".repeat(3_000_000);
        typed(&mut history, &mut work, 1, &large);
        for number in 0..10 {
            // The large text is shared, and counts once.
            typed(&mut history, &mut work, 0, &number.to_string());
            history.seal();
        }
        assert_eq!(history.past.len(), 11);
        for number in 0..10 {
            typed(&mut history, &mut work, 0, &format!("{large}{number}"));
            history.seal();
        }
        assert_eq!(history.past.len(), 6);
    }

    #[test]
    fn the_notice_leads_back_to_before_it_and_goes_when_one_is_there() {
        let (mut history, mut work) = begun();
        let id = work.policies()[1].id;
        work.remove_policy(id);
        history.observe(&work, None);
        history.offer("Removed.".to_owned(), "Undo", false);
        typed(&mut history, &mut work, 0, "1");
        assert_eq!(history.steps_back(), 2);
        history.step(false);
        assert!(history.notice().is_some());
        history.step(false);
        assert_eq!(history.notice(), None);
        assert_eq!(history.said, "Undid a change of the policies.");
        assert_eq!(texts(&history), ["{}", "{}"]);
    }
}
