//! The request context: condition keys with their values, and the keys that AWS derives.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>

use std::cmp::Ordering;

use super::principal::{Identity, Principal};

/// The name of a condition key, such as `aws:SourceIp`. Two spellings that differ only by case
/// name the same key.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html>
#[derive(Clone, Debug)]
pub struct ContextKey {
    spelled: String,
    lower: String,
}

impl ContextKey {
    /// The key as it is spelled.
    #[must_use]
    pub fn new(spelled: &str) -> ContextKey {
        ContextKey {
            spelled: spelled.to_owned(),
            lower: spelled.to_ascii_lowercase(),
        }
    }

    /// As it was spelled.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.spelled
    }

    /// In lower case, as it is looked up.
    #[must_use]
    pub fn lower(&self) -> &str {
        &self.lower
    }
}

impl PartialEq for ContextKey {
    fn eq(&self, other: &ContextKey) -> bool {
        self.lower == other.lower
    }
}

impl Eq for ContextKey {}

/// The values of one context key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContextValues {
    /// A single-valued key.
    One(String),
    /// A multivalued key: any number of values, none included.
    Many(Vec<String>),
}

impl ContextValues {
    /// The values, in order.
    #[must_use]
    pub fn as_slice(&self) -> &[String] {
        match self {
            ContextValues::One(value) => std::slice::from_ref(value),
            ContextValues::Many(values) => values,
        }
    }
}

/// Where a context key's values come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The user gave them.
    Given,
    /// AWS derives them from the principal or the resource.
    Derived,
}

/// One key of the request context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContextEntry {
    /// The key.
    pub key: ContextKey,
    /// Its values; none where the user removed the key, so that it is not derived either.
    pub values: Option<ContextValues>,
    /// Who set it.
    pub origin: Origin,
}

/// The request context. At most one entry a key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// Sorted by [`lookup_order`].
    entries: Vec<ContextEntry>,
}

impl Context {
    /// A context without keys.
    #[must_use]
    pub fn new() -> Context {
        Context::default()
    }

    /// Gives a key its values, in place of those that it had.
    pub fn set(&mut self, key: &str, values: ContextValues) {
        self.put(key, Some(values), Origin::Given);
    }

    /// Gives a key one value, in place of those that it had.
    pub fn set_one(&mut self, key: &str, value: &str) {
        self.set(key, ContextValues::One(value.to_owned()));
    }

    /// Removes a key, also one that AWS would derive.
    pub fn remove(&mut self, key: &str) {
        self.put(key, None, Origin::Given);
    }

    /// The values of a key, if the request has it. `lower` is the key in lower case.
    #[must_use]
    pub fn get(&self, lower: &str) -> Option<&ContextValues> {
        let index = self.find(lower).ok()?;
        self.entries.get(index)?.values.as_ref()
    }

    /// The entries, shorter keys first; removed keys included.
    #[must_use]
    pub fn entries(&self) -> &[ContextEntry] {
        &self.entries
    }

    fn find(&self, lower: &str) -> Result<usize, usize> {
        self.entries
            .binary_search_by(|entry| lookup_order(entry.key.lower(), lower))
    }

    fn put(&mut self, key: &str, values: Option<ContextValues>, origin: Origin) {
        let entry = ContextEntry {
            key: ContextKey::new(key),
            values,
            origin,
        };
        match self.find(entry.key.lower()) {
            Ok(index) => {
                if let Some(old) = self.entries.get_mut(index) {
                    *old = entry;
                }
            }
            Err(index) => self.entries.insert(index, entry),
        }
    }

    fn derive_one(&mut self, key: &str, value: &str) {
        if self.find(&key.to_ascii_lowercase()).is_err() {
            self.put(
                key,
                Some(ContextValues::One(value.to_owned())),
                Origin::Derived,
            );
        }
    }
}

/// By length first: most keys begin alike, and lengths are compared at once.
fn lookup_order(key: &str, other: &str) -> Ordering {
    key.len().cmp(&other.len()).then_with(|| key.cmp(other))
}

/// Adds the keys that follow from the principal and the resource, unless they are there or were
/// removed. No other key is invented.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-infotouse>
pub(super) fn derive(context: &mut Context, principal: &Principal, resource_account: Option<&str>) {
    if let Some(arn) = principal.context_arn() {
        context.derive_one("aws:PrincipalArn", arn);
    }
    if let Some(account) = &principal.account {
        context.derive_one("aws:PrincipalAccount", account);
    }
    if let Some(user_id) = principal.user_id() {
        context.derive_one("aws:userid", &user_id);
    }
    let principal_type = match &principal.identity {
        Identity::User { .. } => Some("User"),
        Identity::RoleSession { .. } => Some("AssumedRole"),
        Identity::FederatedUser { .. } => Some("FederatedUser"),
        Identity::Root { .. } => Some("Account"),
        Identity::Anonymous => Some("Anonymous"),
        Identity::Service { .. } | Identity::Saml { .. } | Identity::Oidc { .. } => None,
    };
    if let Some(principal_type) = principal_type {
        context.derive_one("aws:PrincipalType", principal_type);
    }
    match &principal.identity {
        Identity::User { .. } => {
            if let Some(name) = principal.user_name() {
                context.derive_one("aws:username", name);
            }
            context.derive_one("aws:PrincipalIsAWSService", "false");
        }
        Identity::RoleSession { .. } | Identity::FederatedUser { .. } | Identity::Root { .. } => {
            context.derive_one("aws:PrincipalIsAWSService", "false");
        }
        Identity::Service { name } => {
            context.derive_one("aws:PrincipalIsAWSService", "true");
            context.derive_one("aws:PrincipalServiceName", name);
        }
        Identity::Anonymous => context.derive_one("aws:PrincipalAccount", "anonymous"),
        Identity::Saml { .. } | Identity::Oidc { .. } => {}
    }
    for (key, value) in &principal.tags {
        context.derive_one(&format!("aws:PrincipalTag/{key}"), value);
    }
    if let Some(account) = resource_account {
        context.derive_one("aws:ResourceAccount", account);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Principal, Request};
    use super::*;

    #[test]
    fn keys_do_not_depend_on_case() {
        let mut context = Context::new();
        context.set_one("aws:SourceIp", "203.0.113.9");
        context.set_one("AWS:SOURCEIP", "203.0.113.10");
        assert_eq!(context.entries().len(), 1);
        let expected = ContextValues::One("203.0.113.10".to_owned());
        assert_eq!(context.get("aws:sourceip"), Some(&expected));
        let key = ContextKey::new("aws:SourceIp");
        assert_eq!(key, ContextKey::new("AWS:SOURCEIP"));
        assert_ne!(key, ContextKey::new("aws:SourceVpc"));
    }

    #[test]
    fn derives_what_the_principal_says_and_nothing_that_was_removed() {
        let principal = Principal::parse("arn:aws:sts::111122223333:assumed-role/app/ci");
        let mut context = Context::new();
        context.remove("aws:PrincipalIsAWSService");
        context.set_one("aws:PrincipalType", "User");
        let request = Request::new(
            principal.expect("a session ARN"),
            "s3:GetObject",
            "arn:aws:s3:::b/k",
            context,
        )
        .with_derived_context();
        let shown: Vec<String> = request
            .context()
            .entries()
            .iter()
            .map(|e| format!("{} {:?} {:?}", e.key.as_str(), e.values, e.origin))
            .collect();
        expect_test::expect![[r#"
            [
                "aws:PrincipalArn Some(One(\"arn:aws:iam::111122223333:role/app\")) Derived",
                "aws:PrincipalType Some(One(\"User\")) Given",
                "aws:ResourceAccount Some(One(\"111122223333\")) Derived",
                "aws:PrincipalAccount Some(One(\"111122223333\")) Derived",
                "aws:PrincipalIsAWSService None Given",
            ]
        "#]]
        .assert_debug_eq(&shown);
    }
}
