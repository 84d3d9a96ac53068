//! From the texts of the policies to what the evaluator makes of them. A text is read again only
//! when it changed.

use std::sync::Arc;

use iam_evaluator::finding::Finding;
use iam_evaluator::source::Position;
use iam_evaluator::{FindingType, LineIndex, Policy, PolicyType, Span};

use crate::workspace::{PolicyDraft, PolicyId, Workspace};

/// The longest text that is evaluated. The largest quota that IAM has for a policy is below 32 KB.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
pub const MOST_BYTES: usize = 1_000_000;

/// What was read of all policies.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// In the order of the tabs.
    pub policies: Vec<PolicyReading>,
}

/// What was read of one policy.
#[derive(Clone, Debug)]
pub struct PolicyReading {
    /// Which policy.
    pub id: PolicyId,
    /// Its name.
    pub name: String,
    /// What it is attached as.
    pub policy_type: PolicyType,
    /// Its level in the organization.
    pub level: u32,
    /// Whether it takes part.
    pub is_on: bool,
    /// The text that was read.
    pub text: Arc<str>,
    /// What came of it.
    pub state: ReadState,
    /// The last of its texts that AWS would accept.
    last_accepted: Option<Arc<Policy>>,
}

/// What came of reading one text.
#[derive(Clone, Debug)]
pub enum ReadState {
    /// There is nothing but white space.
    Blank(Arc<Policy>),
    /// AWS would accept it.
    Accepted(Arc<Policy>),
    /// AWS would refuse it.
    Refused(Arc<Policy>),
    /// It is longer than [`MOST_BYTES`] and was not read.
    TooLarge(Arc<LineIndex>),
}

impl PartialEq for PolicyReading {
    /// Two readings of the same text in the same place are the same.
    fn eq(&self, other: &PolicyReading) -> bool {
        self.id == other.id
            && self.name == other.name
            && self.policy_type == other.policy_type
            && self.level == other.level
            && self.is_on == other.is_on
            && Arc::ptr_eq(&self.text, &other.text)
    }
}

/// The first problem of a text that AWS would refuse.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// Where it is.
    pub position: Position,
    /// The text that it is about.
    pub span: Span,
    /// What it is.
    pub details: String,
}

impl Reading {
    /// Reads the policies of a workspace, as far as they are not in `previous` with the same text.
    pub fn of(workspace: &Workspace, previous: Option<&Reading>) -> Reading {
        let read = |draft: &PolicyDraft| {
            let before = previous.and_then(|reading| reading.policy(draft.id));
            match before {
                Some(same)
                    if Arc::ptr_eq(&same.text, &draft.text)
                        && same.name == draft.name
                        && same.policy_type == draft.policy_type =>
                {
                    PolicyReading {
                        level: draft.level,
                        is_on: draft.is_on,
                        ..same.clone()
                    }
                }
                _ => PolicyReading::of(draft, before),
            }
        };
        Reading {
            policies: workspace.policies().iter().map(read).collect(),
        }
    }

    /// What was read of one policy.
    pub fn policy(&self, id: PolicyId) -> Option<&PolicyReading> {
        self.policies.iter().find(|policy| policy.id == id)
    }
}

impl PolicyReading {
    fn of(draft: &PolicyDraft, before: Option<&PolicyReading>) -> PolicyReading {
        // Under another type the text is another policy.
        let mut last_accepted = before
            .filter(|before| before.policy_type == draft.policy_type)
            .and_then(|before| before.last_accepted.clone());
        let state = read(draft);
        if let ReadState::Accepted(policy) = &state {
            last_accepted = Some(policy.clone());
        }
        if let ReadState::Blank(_) = &state {
            last_accepted = None;
        }
        PolicyReading {
            id: draft.id,
            name: draft.name.clone(),
            policy_type: draft.policy_type,
            level: draft.level,
            is_on: draft.is_on,
            text: draft.text.clone(),
            state,
            last_accepted,
        }
    }

    /// The policy that takes part: of this text, else of the last text that AWS would accept.
    pub fn in_force(&self) -> Option<&Arc<Policy>> {
        match &self.state {
            ReadState::Accepted(policy) | ReadState::Blank(policy) => Some(policy),
            ReadState::Refused(_) | ReadState::TooLarge(_) => self.last_accepted.as_ref(),
        }
    }

    /// The problems of this text; none where it is blank.
    pub fn findings(&self) -> &[Finding] {
        match &self.state {
            ReadState::Accepted(policy) | ReadState::Refused(policy) => policy.findings(),
            ReadState::Blank(_) | ReadState::TooLarge(_) => &[],
        }
    }

    /// The lines of this text.
    pub fn lines(&self) -> &LineIndex {
        match &self.state {
            ReadState::Blank(policy) | ReadState::Accepted(policy) | ReadState::Refused(policy) => {
                &policy.lines
            }
            ReadState::TooLarge(lines) => lines,
        }
    }

    /// How many statements take part, if AWS would accept the text.
    pub fn statement_count(&self) -> Option<usize> {
        match &self.state {
            ReadState::Accepted(policy) => Some(policy.statements().len()),
            ReadState::Blank(_) | ReadState::Refused(_) | ReadState::TooLarge(_) => None,
        }
    }

    /// The first error, if AWS would refuse the text.
    pub fn first_problem(&self) -> Option<Problem> {
        let ReadState::Refused(policy) = &self.state else {
            return None;
        };
        let findings = policy.findings();
        let errors = findings
            .iter()
            .filter(|finding| finding.finding_type == FindingType::Error);
        let first = errors
            .min_by_key(|finding| finding.span())
            .or(findings.first());
        let span = first.map(Finding::span).unwrap_or_default();
        Some(Problem {
            position: policy.lines.position(&policy.text, span.start),
            span,
            details: first.map_or_else(
                || "this is not a policy that AWS would accept".to_owned(),
                |finding| finding.details.clone(),
            ),
        })
    }
}

fn read(draft: &PolicyDraft) -> ReadState {
    if draft.text.len() > MOST_BYTES {
        return ReadState::TooLarge(Arc::new(LineIndex::new(&draft.text)));
    }
    let policy = Arc::new(Policy::read(&draft.name, draft.policy_type, &draft.text));
    if draft.text.trim().is_empty() {
        ReadState::Blank(policy)
    } else if policy.document().is_some() {
        ReadState::Accepted(policy)
    } else {
        ReadState::Refused(policy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbench::tests::ALLOW_ALL;

    fn of(text: &str) -> (Workspace, PolicyId) {
        let workspace = Workspace::new([("p".to_owned(), Arc::from(text))]);
        let id = workspace.selected();
        (workspace, id)
    }

    #[test]
    fn only_what_changed_is_read_again() {
        let (mut workspace, id) = of(ALLOW_ALL);
        workspace.add_policy(PolicyType::IdentityBased, "");
        let first = Reading::of(&workspace, None);
        workspace.set_text(workspace.selected(), Arc::from(ALLOW_ALL));
        let second = Reading::of(&workspace, Some(&first));
        let in_force = |reading: &Reading| {
            reading
                .policy(id)
                .and_then(PolicyReading::in_force)
                .cloned()
                .expect("it is accepted")
        };
        assert!(Arc::ptr_eq(&in_force(&first), &in_force(&second)));
        assert_ne!(first, second);
        assert_eq!(second, Reading::of(&workspace, Some(&second)));
    }

    #[test]
    fn a_broken_text_leaves_the_last_good_one_in_force() {
        let (mut workspace, id) = of(ALLOW_ALL);
        let good = Reading::of(&workspace, None);
        workspace.set_text(id, Arc::from("{\n  \"Version\": oops"));
        let broken = Reading::of(&workspace, Some(&good));
        let policy = broken.policy(id).expect("it is there");
        assert_eq!(
            policy.in_force().map(|policy| policy.text.as_str()),
            Some(ALLOW_ALL)
        );
        assert_eq!(
            policy.first_problem().map(|problem| problem.position.line),
            Some(2)
        );
        workspace.set_text(id, Arc::from(" "));
        let blank = Reading::of(&workspace, Some(&broken));
        let policy = blank.policy(id).expect("it is there");
        assert_eq!(
            policy.in_force().map(|policy| policy.text.as_str()),
            Some(" ")
        );
        assert_eq!(policy.first_problem(), None);
    }

    #[test]
    fn a_text_too_large_is_not_read() {
        let (mut workspace, id) = of(ALLOW_ALL);
        let good = Reading::of(&workspace, None);
        workspace.set_text(id, Arc::from("x\n".repeat(MOST_BYTES)));
        let large = Reading::of(&workspace, Some(&good));
        let policy = large.policy(id).expect("it is there");
        assert!(matches!(policy.state, ReadState::TooLarge(_)));
        assert!(policy.findings().is_empty());
        assert!(policy.in_force().is_some());
    }
}
