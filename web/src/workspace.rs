//! What the user works on: policies and a request, exactly as they were typed. Plain data.

use std::sync::Arc;

use iam_case::Expected;
use iam_evaluator::PolicyType;

use crate::policy_types::{has_levels, stem};

/// Names a policy for as long as the page is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PolicyId(pub u32);

/// Names a row of the request's context for as long as the page is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RowId(pub u32);

/// Names a test for as long as the page is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TestId(pub u32);

/// The policies and the request.
#[derive(Clone, Debug, PartialEq)]
pub struct Workspace {
    /// At least one.
    policies: Vec<PolicyDraft>,
    /// One of `policies`.
    selected: PolicyId,
    /// The question.
    pub request: RequestDraft,
    /// Questions with the answers that they should have.
    pub tests: Vec<TestDraft>,
    next_id: u32,
}

/// One policy, as typed.
#[derive(Clone, Debug, PartialEq)]
pub struct PolicyDraft {
    /// Its identity while the page is open.
    pub id: PolicyId,
    /// What the user calls it.
    pub name: String,
    /// What it is attached as.
    pub policy_type: PolicyType,
    /// The level of a policy of AWS Organizations: 0 for the root, then the OUs, then the account.
    pub level: u32,
    /// Whether it takes part.
    pub is_on: bool,
    /// The text, verbatim.
    pub text: Arc<str>,
}

/// A request with the answer that it should have.
#[derive(Clone, Debug, PartialEq)]
pub struct TestDraft {
    /// Its identity while the page is open.
    pub id: TestId,
    /// What the user calls it.
    pub name: String,
    /// The question.
    pub request: RequestDraft,
    /// The answer. A part that is not given is not compared.
    pub expected: Expected,
}

/// The question, as typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RequestDraft {
    /// Who asks.
    pub principal: String,
    /// For what.
    pub action: String,
    /// On which resource.
    pub resource: String,
    /// What a principal's ARN and a resource's do not say.
    pub particulars: Particulars,
    /// The context keys that the user gave.
    pub context: Vec<ContextRow>,
}

/// What a principal's ARN and a resource's do not say. Empty where nothing is to be said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Particulars {
    /// The unique id of the user or of the session's role: `AIDA…`, `AROA…`.
    pub unique_id: String,
    /// The ARN of the user who made a federated session.
    pub user_arn: String,
    /// The canonical user id of the caller's account.
    pub canonical_user: String,
    /// The account that owns the resource.
    pub resource_account: String,
    /// Whether the caller's account is the organization's management account.
    pub caller_in_management: bool,
    /// Whether the resource's account is the organization's management account.
    pub resource_in_management: bool,
    /// Whether S3 Block Public Access restricts the resource, a bucket with a public policy:
    /// `RestrictPublicBuckets`.
    pub public_buckets_restricted: bool,
}

/// One context key with its values, as typed.
#[derive(Clone, Debug, PartialEq)]
pub struct ContextRow {
    /// Its identity while the page is open.
    pub id: RowId,
    /// The key; empty while the user has not written one.
    pub key: String,
    /// The value; of a multivalued key one value a line.
    pub values: String,
    /// Whether the request has the key. One that it does not have is not derived either.
    pub is_on: bool,
}

impl ContextRow {
    /// The values, one a line. A line break at the very end begins no further value.
    pub fn lines(&self) -> Vec<String> {
        let text = match self.values.strip_suffix('\n') {
            Some(rest) => rest,
            None => &self.values,
        };
        text.split('\n').map(str::to_owned).collect()
    }
}

impl Default for Workspace {
    fn default() -> Workspace {
        Workspace::new([("policy".to_owned(), Arc::from(""))])
    }
}

impl Workspace {
    /// A workspace with these identity-based policies, names and texts, and an empty request. With
    /// no policy at all it gets an empty one.
    pub fn new(policies: impl IntoIterator<Item = (String, Arc<str>)>) -> Workspace {
        let mut workspace = Workspace {
            policies: Vec::new(),
            selected: PolicyId(0),
            request: RequestDraft::default(),
            tests: Vec::new(),
            next_id: 0,
        };
        for (name, text) in policies {
            workspace.push(name, text);
        }
        if workspace.policies.is_empty() {
            workspace.push("policy".to_owned(), Arc::from(""));
        }
        workspace.select_at(0);
        workspace
    }

    /// The policies, in the order of their tabs. There is at least one.
    pub fn policies(&self) -> &[PolicyDraft] {
        &self.policies
    }

    /// The policy of that name.
    pub fn policy(&self, id: PolicyId) -> Option<&PolicyDraft> {
        self.policies.iter().find(|policy| policy.id == id)
    }

    /// The policy that the editor shows.
    pub fn selected(&self) -> PolicyId {
        self.selected
    }

    /// The place of the policy that the editor shows.
    pub fn selected_index(&self) -> usize {
        self.policies
            .iter()
            .position(|policy| policy.id == self.selected)
            .unwrap_or_default()
    }

    /// Shows a policy in the editor.
    pub fn select(&mut self, id: PolicyId) {
        if self.policy(id).is_some() {
            self.selected = id;
        }
    }

    /// Shows the policy at this place, or the last one.
    pub fn select_at(&mut self, index: usize) {
        if let Some(policy) = self.policies.get(index).or(self.policies.last()) {
            self.selected = policy.id;
        }
    }

    /// Adds a policy under a name that is free, and shows it.
    pub fn add_policy(&mut self, policy_type: PolicyType, text: &str) -> PolicyId {
        let is_free = |name: &str| self.policies.iter().all(|policy| policy.name != name);
        let stem = stem(policy_type);
        let alone = (stem != "policy").then(|| stem.to_owned());
        let first = match stem {
            "policy" => self.policies.len() + 1,
            _ => 2,
        };
        let numbered = (first..).map(|number| format!("{stem}-{number}"));
        let name = alone.into_iter().chain(numbered).find(|name| is_free(name));
        let id = self.push(name.unwrap_or_default(), Arc::from(text));
        self.set_type(id, policy_type);
        self.selected = id;
        id
    }

    /// Removes a policy and shows its neighbour. The last one leaves an empty one behind.
    pub fn remove_policy(&mut self, id: PolicyId) {
        let Some(index) = self.policies.iter().position(|policy| policy.id == id) else {
            return;
        };
        self.policies.remove(index);
        if self.policies.is_empty() {
            self.push("policy".to_owned(), Arc::from(""));
        }
        if self.selected == id {
            self.select_at(index);
        }
    }

    /// Gives a policy another name.
    pub fn rename_policy(&mut self, id: PolicyId, name: String) {
        if let Some(policy) = self.policy_mut(id) {
            policy.name = name;
        }
    }

    /// Attaches a policy as something else. Only policies of AWS Organizations have levels.
    pub fn set_type(&mut self, id: PolicyId, policy_type: PolicyType) {
        if let Some(policy) = self.policy_mut(id) {
            policy.policy_type = policy_type;
            if !has_levels(policy_type) {
                policy.level = 0;
            }
        }
    }

    /// Puts a policy of AWS Organizations at another level.
    pub fn set_level(&mut self, id: PolicyId, level: u32) {
        if let Some(policy) = self.policy_mut(id) {
            policy.level = level;
        }
    }

    /// Lets a policy take part, or not.
    pub fn switch(&mut self, id: PolicyId, is_on: bool) {
        if let Some(policy) = self.policy_mut(id) {
            policy.is_on = is_on;
        }
    }

    /// Moves a policy one place forward or back in the order of the tabs.
    pub fn move_policy(&mut self, id: PolicyId, forward: bool) {
        let Some(index) = self.policies.iter().position(|policy| policy.id == id) else {
            return;
        };
        let other = match forward {
            true => index + 1,
            false => index.wrapping_sub(1),
        };
        if other < self.policies.len() {
            self.policies.swap(index, other);
        }
    }

    /// Adds a test of this request, under a name that is free.
    pub fn add_test(&mut self, request: RequestDraft, expected: Expected) -> TestId {
        let id = TestId(self.fresh());
        let wanted = match request.action.trim() {
            "" => "test",
            action => action,
        };
        let is_free = |name: &str| self.tests.iter().all(|test| test.name != name);
        let numbered = (2..).map(|number| format!("{wanted} ({number})"));
        let name = std::iter::once(wanted.to_owned())
            .chain(numbered)
            .find(|name| is_free(name))
            .unwrap_or_default();
        self.tests.push(TestDraft {
            id,
            name,
            request,
            expected,
        });
        id
    }

    /// The test of that name.
    pub fn test(&self, id: TestId) -> Option<&TestDraft> {
        self.tests.iter().find(|test| test.id == id)
    }

    /// Changes a test.
    pub fn edit_test(&mut self, id: TestId, edit: impl FnOnce(&mut TestDraft)) {
        if let Some(test) = self.tests.iter_mut().find(|test| test.id == id) {
            edit(test);
        }
    }

    /// Removes a test.
    pub fn remove_test(&mut self, id: TestId) {
        self.tests.retain(|test| test.id != id);
    }

    /// Asks another question. Its rows get identities of their own.
    pub fn ask(&mut self, request: &RequestDraft) {
        self.request = request.clone();
        for index in 0..self.request.context.len() {
            let id = RowId(self.fresh());
            if let Some(row) = self.request.context.get_mut(index) {
                row.id = id;
            }
        }
    }

    /// Replaces a policy's text.
    pub fn set_text(&mut self, id: PolicyId, text: Arc<str>) {
        if let Some(policy) = self.policy_mut(id) {
            policy.text = text;
        }
    }

    /// Adds a row to the context, with this key.
    pub fn add_context(&mut self, key: &str, values: &str) -> RowId {
        let id = RowId(self.fresh());
        self.request.context.push(ContextRow {
            id,
            key: key.to_owned(),
            values: values.to_owned(),
            is_on: true,
        });
        id
    }

    /// Gives the request a key: in the row that has it, else in a new one.
    pub fn give_context(&mut self, key: &str, values: &str) -> RowId {
        let rows = self.request.context.iter_mut();
        let mut same = rows.filter(|row| row.key.trim().eq_ignore_ascii_case(key));
        match same.next() {
            Some(row) => {
                row.is_on = true;
                row.values = values.to_owned();
                row.id
            }
            None => self.add_context(key, values),
        }
    }

    /// Removes a row of the context.
    pub fn remove_context(&mut self, id: RowId) {
        self.request.context.retain(|row| row.id != id);
    }

    /// Changes a row of the context.
    pub fn edit_context(&mut self, id: RowId, edit: impl FnOnce(&mut ContextRow)) {
        if let Some(row) = self.request.context.iter_mut().find(|row| row.id == id) {
            edit(row);
        }
    }

    /// Whether both hold the same policies, requests and tests; which tab is shown does not matter.
    pub fn has_same_content(&self, other: &Workspace) -> bool {
        let plain = |workspace: &Workspace| {
            let mut plain = workspace.clone();
            plain.selected = PolicyId(0);
            plain.next_id = 0;
            plain
                .policies
                .iter_mut()
                .for_each(|policy| policy.id = PolicyId(0));
            let tests = plain.tests.iter_mut();
            let requests = tests.map(|test| {
                test.id = TestId(0);
                &mut test.request
            });
            for request in requests.chain([&mut plain.request]) {
                request.context.iter_mut().for_each(|row| row.id = RowId(0));
            }
            plain
        };
        plain(self) == plain(other)
    }

    /// Whether there is nothing in it that someone could miss.
    pub fn is_blank(&self) -> bool {
        let request = &self.request;
        let fields = [&request.principal, &request.action, &request.resource];
        fields.iter().all(|field| field.trim().is_empty())
            && request.context.is_empty()
            && request.particulars == Particulars::default()
            && self.tests.is_empty()
            && self
                .policies
                .iter()
                .all(|policy| policy.text.trim().is_empty())
    }

    /// Whether no policy of the one is in the other, in whatever state.
    pub fn shares_no_policy(&self, other: &Workspace) -> bool {
        let mut policies = self.policies.iter();
        policies.all(|policy| other.policy(policy.id).is_none())
    }

    /// Whether both have this policy, with the same text.
    pub fn has_same_text(&self, other: &Workspace, id: PolicyId) -> bool {
        let texts = [self, other].map(|workspace| workspace.policy(id).map(|policy| &policy.text));
        matches!(texts, [Some(one), Some(other)] if one == other)
    }

    /// The same work, in which what is added gets identities that the other does not have either.
    pub fn numbered_on_from(mut self, other: &Workspace) -> Workspace {
        self.next_id = self.next_id.max(other.next_id);
        self
    }

    /// The same work under identities that no earlier workspace used, so that nothing remembered
    /// about an earlier policy is taken for this one's.
    pub fn renumbered_after(mut self, other: &Workspace) -> Workspace {
        let shift = other.next_id;
        for policy in &mut self.policies {
            policy.id.0 += shift;
        }
        for test in &mut self.tests {
            test.id.0 += shift;
        }
        for row in &mut self.request.context {
            row.id.0 += shift;
        }
        self.selected.0 += shift;
        self.next_id += shift;
        self
    }

    fn push(&mut self, name: String, text: Arc<str>) -> PolicyId {
        let id = PolicyId(self.fresh());
        self.policies.push(PolicyDraft {
            id,
            name,
            policy_type: PolicyType::IdentityBased,
            level: 0,
            is_on: true,
            text,
        });
        id
    }

    fn policy_mut(&mut self, id: PolicyId) -> Option<&mut PolicyDraft> {
        self.policies.iter_mut().find(|policy| policy.id == id)
    }

    fn fresh(&mut self) -> u32 {
        let id = self.next_id;
        self.next_id += 1;
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(workspace: &Workspace) -> Vec<&str> {
        workspace
            .policies()
            .iter()
            .map(|policy| policy.name.as_str())
            .collect()
    }

    fn selected(workspace: &Workspace) -> &str {
        &workspace
            .policy(workspace.selected())
            .expect("the selected policy exists")
            .name
    }

    #[test]
    fn there_is_always_a_policy_and_it_is_selected() {
        let mut workspace = Workspace::new([]);
        assert_eq!(names(&workspace), ["policy"]);
        workspace.remove_policy(workspace.selected());
        assert_eq!(names(&workspace), ["policy"]);
        assert_eq!(selected(&workspace), "policy");
    }

    #[test]
    fn a_new_policy_is_shown_under_a_free_name() {
        let mut workspace = Workspace::default();
        let mut add = |policy_type| workspace.add_policy(policy_type, "");
        add(PolicyType::IdentityBased);
        let third = add(PolicyType::IdentityBased);
        add(PolicyType::ServiceControl);
        add(PolicyType::ServiceControl);
        assert_eq!(
            names(&workspace),
            ["policy", "policy-2", "policy-3", "scp", "scp-2"]
        );
        workspace.rename_policy(third, "policy-6".to_owned());
        workspace.add_policy(PolicyType::IdentityBased, "");
        assert_eq!(selected(&workspace), "policy-7");
    }

    #[test]
    fn removing_the_policy_on_show_shows_its_neighbour() {
        let mut workspace = Workspace::default();
        let second = workspace.add_policy(PolicyType::IdentityBased, "");
        let third = workspace.add_policy(PolicyType::IdentityBased, "");
        workspace.select(second);
        workspace.remove_policy(second);
        assert_eq!(workspace.selected(), third);
        workspace.remove_policy(third);
        assert_eq!(selected(&workspace), "policy");
    }

    #[test]
    fn values_stand_one_a_line() {
        let check = |values: &str, expected: &[&str]| {
            let row = ContextRow {
                id: RowId(0),
                key: String::new(),
                values: values.to_owned(),
                is_on: true,
            };
            assert_eq!(row.lines(), expected);
        };
        check("", &[""]);
        check("a", &["a"]);
        check("a\n", &["a"]);
        check("a\n\n", &["a", ""]);
        check(" a \nb", &[" a ", "b"]);
    }

    #[test]
    fn content_is_the_same_whatever_the_identities() {
        let mut one = Workspace::default();
        let second = one.add_policy(PolicyType::IdentityBased, "");
        one.add_context("aws:SourceIp", "192.0.2.1");
        let mut other = one.clone().renumbered_after(&one);
        assert_ne!(one, other);
        assert!(one.has_same_content(&other));
        assert!(one.policy(other.selected()).is_none());
        other.select_at(0);
        assert!(one.has_same_content(&other));
        one.set_text(second, Arc::from("{}"));
        assert!(!one.has_same_content(&other));
    }
}
