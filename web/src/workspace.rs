//! What the user works on: policies and a request, exactly as they were typed. Plain data.

use std::sync::Arc;

use iam_evaluator::PolicyType;

/// Names a policy for as long as the page is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PolicyId(pub u32);

/// Names a row of the request's context for as long as the page is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RowId(pub u32);

/// The policies and the request.
#[derive(Clone, Debug, PartialEq)]
pub struct Workspace {
    /// At least one.
    policies: Vec<PolicyDraft>,
    /// One of `policies`.
    selected: PolicyId,
    /// The question.
    pub request: RequestDraft,
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
    /// The text, verbatim.
    pub text: Arc<str>,
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
    /// The context keys that the user gave.
    pub context: Vec<ContextRow>,
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

    /// Adds an empty policy with a name that is free, and shows it.
    pub fn add_policy(&mut self) -> PolicyId {
        let is_free = |name: &str| self.policies.iter().all(|policy| policy.name != name);
        let name = (self.policies.len() + 1..)
            .map(|number| format!("policy-{number}"))
            .find(|name| is_free(name))
            .unwrap_or_default();
        let id = self.push(name, Arc::from(""));
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
        });
        id
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

    /// Whether both hold the same names, texts and request; which tab is shown does not matter.
    pub fn has_same_content(&self, other: &Workspace) -> bool {
        let policies = |workspace: &Workspace| -> Vec<(String, Arc<str>)> {
            let policies = workspace.policies.iter();
            policies
                .map(|policy| (policy.name.clone(), policy.text.clone()))
                .collect()
        };
        let rows = |workspace: &Workspace| -> Vec<(String, String)> {
            let rows = workspace.request.context.iter();
            rows.map(|row| (row.key.clone(), row.values.clone()))
                .collect()
        };
        let fields = |workspace: &Workspace| {
            let RequestDraft {
                principal,
                action,
                resource,
                ..
            } = workspace.request.clone();
            (principal, action, resource)
        };
        fields(self) == fields(other)
            && rows(self) == rows(other)
            && policies(self) == policies(other)
    }

    /// Whether there is nothing in it that someone could miss.
    pub fn is_blank(&self) -> bool {
        let RequestDraft {
            principal,
            action,
            resource,
            context,
        } = &self.request;
        let fields = [principal, action, resource];
        fields.iter().all(|field| field.trim().is_empty())
            && context.is_empty()
            && self
                .policies
                .iter()
                .all(|policy| policy.text.trim().is_empty())
    }

    /// The same work under identities that no earlier workspace used, so that nothing remembered
    /// about an earlier policy is taken for this one's.
    pub fn renumbered_after(mut self, other: &Workspace) -> Workspace {
        let shift = other.next_id;
        for policy in &mut self.policies {
            policy.id.0 += shift;
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
        workspace.add_policy();
        let third = workspace.add_policy();
        assert_eq!(names(&workspace), ["policy", "policy-2", "policy-3"]);
        workspace.rename_policy(third, "policy-4".to_owned());
        workspace.add_policy();
        assert_eq!(selected(&workspace), "policy-5");
    }

    #[test]
    fn removing_the_policy_on_show_shows_its_neighbour() {
        let mut workspace = Workspace::default();
        let second = workspace.add_policy();
        let third = workspace.add_policy();
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
        let second = one.add_policy();
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
