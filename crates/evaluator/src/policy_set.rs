//! The policies in force for a request, by type, those of AWS Organizations also by level.

use std::sync::Arc;

use crate::finding::Finding;
use crate::policy::{Parsed, PolicyDocument, PolicyType, Statement, parse};
use crate::source::LineIndex;

/// One policy: its name, its type, its text and what was read of it.
#[derive(Debug)]
pub struct Policy {
    /// The name that people call it by; AWS's own messages append it where it is an ARN.
    pub name: String,
    /// What the policy is attached as.
    pub policy_type: PolicyType,
    /// The text, exactly as it was typed.
    pub text: String,
    /// What was read of the text.
    pub parsed: Parsed,
    /// Lines of `text`.
    pub lines: LineIndex,
}

impl Policy {
    /// Reads `text` as a policy of the given type. Never fails: see [`Policy::document`].
    #[must_use]
    pub fn read(name: &str, policy_type: PolicyType, text: &str) -> Policy {
        Policy {
            name: name.to_owned(),
            policy_type,
            text: text.to_owned(),
            parsed: parse(text, policy_type),
            lines: LineIndex::new(text),
        }
    }

    /// The document, if AWS would accept the text; else the policy takes no part.
    #[must_use]
    pub fn document(&self) -> Option<&PolicyDocument> {
        self.parsed.document.as_ref()
    }

    /// The problems found in the text.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.parsed.findings
    }

    /// The statements of an accepted document; none otherwise.
    #[must_use]
    pub fn statements(&self) -> &[Statement] {
        self.document().map_or(&[], |document| &document.statements)
    }
}

/// The policies that a decision rests on.
///
/// Add policies in any order. Those of AWS Organizations have a level: 0 is the organization's
/// root, the highest number is the account.
#[derive(Clone, Debug, Default)]
pub struct PolicySet {
    members: Vec<Member>,
}

/// A policy in its place.
#[derive(Clone, Debug)]
pub struct Member {
    /// The policy.
    pub policy: Arc<Policy>,
    /// The level in the organization, for policies of AWS Organizations; 0 for all others.
    pub level: u32,
    /// The statements that are left out, by index: what would be decided without them?
    pub left_out: Vec<u32>,
}

/// Names a statement: the policy's index in its [`PolicySet`], and the statement's in its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StatementRef {
    /// Index into [`PolicySet::members`].
    pub policy: u32,
    /// Index into [`PolicyDocument::statements`].
    pub statement: u32,
}

impl PolicySet {
    /// A set without policies.
    #[must_use]
    pub fn new() -> PolicySet {
        PolicySet::default()
    }

    /// Adds a policy, at level 0 if it belongs to AWS Organizations.
    pub fn add(&mut self, policy: Arc<Policy>) {
        self.add_at_level(policy, 0);
    }

    /// Adds a policy of AWS Organizations at a level: 0 for the root, then the OUs, then the account.
    pub fn add_at_level(&mut self, policy: Arc<Policy>, level: u32) {
        self.members.push(Member {
            policy,
            level,
            left_out: Vec::new(),
        });
    }

    /// The same policies with another one in the place of one of them.
    #[must_use]
    pub fn with_policy(&self, index: u32, policy: Arc<Policy>) -> PolicySet {
        let mut changed = self.clone();
        if let Some(member) = changed.members.get_mut(index as usize) {
            member.policy = policy;
        }
        changed
    }

    /// Leaves a statement out, as if its policy did not have it. All others keep their index.
    pub fn leave_out(&mut self, reference: StatementRef) {
        if let Some(member) = self.members.get_mut(reference.policy as usize) {
            member.left_out.push(reference.statement);
        }
    }

    /// The policies, in the order in which they were added.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// The policy that a statement belongs to.
    #[must_use]
    pub fn policy(&self, reference: StatementRef) -> Option<&Arc<Policy>> {
        self.members
            .get(reference.policy as usize)
            .map(|member| &member.policy)
    }

    /// The statement of that name.
    #[must_use]
    pub fn statement(&self, reference: StatementRef) -> Option<&Statement> {
        self.policy(reference)?
            .statements()
            .get(reference.statement as usize)
    }
}
