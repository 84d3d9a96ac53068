//! What the IAM commands print about users and roles: one, all, or the whole account.
//!
//! <https://docs.aws.amazon.com/cli/latest/reference/iam/get-account-authorization-details.html>

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use iam_evaluator::json::{Node, Value};

use super::document::{items, policy, text_at, text_of};
use super::{Imported, PrincipalChoice};
use crate::workspace::{ContextRow, Policy, Request};

/// Reads the output of `get-account-authorization-details`, `get-role`, `list-roles`, `get-user`,
/// `list-users` or `sts get-caller-identity`.
pub(super) fn read(root: &Node, text: &str) -> Option<Imported> {
    let lists = ["UserDetailList", "GroupDetailList", "RoleDetailList"];
    if lists.iter().any(|list| root.member(list).is_some()) {
        let shared = RefCell::default();
        return Some(Account { root, text, shared }.read());
    }
    if let Some(role) = root.member("Role") {
        return read_role(role, text);
    }
    if let Some(user) = root.member("User") {
        return read_user(user);
    }
    if let Some(roles) = root.member("Roles") {
        return read_list(roles, "role", text);
    }
    if let Some(group) = text_at(root, &["Group", "GroupName"]) {
        return Some(group_members(root, group, text));
    }
    if let Some(users) = root.member("Users") {
        return read_list(users, "user", text);
    }
    let arn = text_at(root, &["Arn"])?;
    let unique_id = text_at(root, &["UserId"])?;
    text_at(root, &["Account"])?;
    Some(
        Imported::of("the output of `aws sts get-caller-identity`").with_request(Request {
            principal: arn.to_owned(),
            unique_id: unique_id_of(unique_id),
            ..Request::default()
        }),
    )
}

/// The part of a user id that is the principal's own: a session's has its name behind a colon. The
/// id of a root user is the account.
fn unique_id_of(user_id: &str) -> String {
    let id = user_id.split(':').next().unwrap_or_default();
    if id.starts_with('A') {
        id.to_owned()
    } else {
        String::new()
    }
}

fn read_role(role: &Node, text: &str) -> Option<Imported> {
    let name = text_at(role, &["RoleName"])?;
    let choice = principal(role, "RoleId", text);
    let mut imported = Imported::of(format!(
        "the output of `aws iam get-role` for the role `{name}`"
    ))
    .with_request(choice.request());
    match choice.trust {
        Some(trust) => imported.policies.push(trust),
        None => imported
            .notes
            .push("There is no trust policy in it.".to_owned()),
    }
    imported.notes.extend(boundary_note(role));
    Some(imported.with_note(format!(
        "The role's permissions are not in it: run `aws iam list-attached-role-policies \
         --role-name {name}` and `aws iam list-role-policies --role-name {name}`."
    )))
}

fn read_user(user: &Node) -> Option<Imported> {
    let name = text_at(user, &["UserName"])?;
    let choice = principal(user, "UserId", "");
    let mut imported = Imported::of(format!(
        "the output of `aws iam get-user` for the user `{name}`"
    ))
    .with_request(choice.request());
    imported.notes.extend(boundary_note(user));
    Some(imported.with_note(format!(
        "The user's permissions are not in it: run `aws iam list-attached-user-policies --user-name \
         {name}`, `aws iam list-user-policies --user-name {name}` and `aws iam \
         list-groups-for-user --user-name {name}`."
    )))
}

fn read_list(list: &Node, kind: &str, text: &str) -> Option<Imported> {
    let id = if kind == "role" { "RoleId" } else { "UserId" };
    let principals: Vec<PrincipalChoice> = items(Some(list))
        .iter()
        .map(|each| principal(each, id, text))
        .filter(|choice| !choice.arn.is_empty())
        .collect();
    if principals.is_empty() {
        return None;
    }
    let mut imported = Imported::of(format!(
        "a list of {kind}s as `aws iam list-{kind}s` prints it"
    ))
    .with_note(
        "The permissions are not in it: `aws iam get-account-authorization-details` prints all \
             policies of an account with those that they are attached to.",
    );
    imported.principals = principals;
    Some(imported)
}

/// `aws iam get-group`: its members.
fn group_members(root: &Node, group: &str, text: &str) -> Imported {
    let mut imported = Imported::of(format!(
        "the output of `aws iam get-group` for the group `{group}`"
    ))
    .with_note(format!(
        "The policies are not in it: run `aws iam list-attached-group-policies --group-name \
         {group}` and `aws iam list-group-policies --group-name {group}`."
    ));
    imported.principals = items(root.member("Users"))
        .iter()
        .map(|user| principal(user, "UserId", text))
        .filter(|choice| !choice.arn.is_empty())
        .collect();
    imported
}

/// That a permissions boundary is named, and how to get it.
fn boundary_note(of: &Node) -> Option<String> {
    let arn = boundary_arn(of)?;
    Some(format!(
        "It has the permissions boundary {arn}, whose document is not in it: {}.",
        how_to_get(arn)
    ))
}

fn arn_of<'n>(of: &'n Node) -> &'n str {
    text_at(of, &["Arn"]).unwrap_or_default()
}

fn boundary_arn<'n>(of: &'n Node) -> Option<&'n str> {
    text_at(of, &["PermissionsBoundary", "PermissionsBoundaryArn"])
}

/// The commands that print a managed policy.
pub(super) fn how_to_get(arn: &str) -> String {
    format!(
        "run `aws iam get-policy --policy-arn {arn}`, and then `aws iam get-policy-version` with \
         its DefaultVersionId"
    )
}

/// A user or role without its policies, but with its trust policy and its tags.
fn principal(of: &Node, id: &str, text: &str) -> PrincipalChoice {
    let arn = arn_of(of);
    let trust = of
        .member("AssumeRolePolicyDocument")
        .and_then(|document| text_of(document, text))
        .map(|document| policy("trust", arn, document));
    let context = items(of.member("Tags"))
        .iter()
        .filter_map(|tag| {
            let Value::String(value) = &tag.member("Value")?.value else {
                return None;
            };
            Some(ContextRow {
                key: format!("aws:PrincipalTag/{}", text_at(tag, &["Key"])?),
                values: vec![value.to_string()],
                off: false,
            })
        })
        .collect();
    PrincipalChoice {
        arn: arn.to_owned(),
        unique_id: text_at(of, &[id]).unwrap_or_default().to_owned(),
        trust,
        context,
        ..PrincipalChoice::default()
    }
}

type KindAndName = (&'static str, String);

/// The output of `get-account-authorization-details`.
struct Account<'n, 't> {
    root: &'n Node<'t>,
    text: &'n str,
    /// Policies that several principals share, by kind and name: a policy is taken out of the text
    /// once, however many principals it is attached to.
    shared: RefCell<BTreeMap<KindAndName, Option<Arc<Policy>>>>,
}

impl Account<'_, '_> {
    fn read(&self) -> Imported {
        let users = items(self.root.member("UserDetailList"));
        let roles = items(self.root.member("RoleDetailList"));
        let mut imported = Imported::of(format!(
            "the output of `aws iam get-account-authorization-details`: {} and {}",
            counted(users.len(), "user"),
            counted(roles.len(), "role")
        ));
        imported.principals = users
            .iter()
            .map(|user| self.choice(user, "UserId", "UserPolicyList"))
            .chain(
                roles
                    .iter()
                    .map(|role| self.choice(role, "RoleId", "RolePolicyList")),
            )
            .filter(|choice| !choice.arn.is_empty())
            .collect();
        let truncated = self.root.member("IsTruncated").map(|node| &node.value);
        if truncated == Some(&Value::Bool(true)) || text_at(self.root, &["Marker"]).is_some() {
            imported.notes.push(
                "The output is cut off, and the rest of the account is missing: run the command \
                 without `--max-items`."
                    .to_owned(),
            );
        }
        for list in [
            "UserDetailList",
            "GroupDetailList",
            "RoleDetailList",
            "Policies",
        ] {
            if self.root.member(list).is_none() {
                imported.notes.push(format!(
                    "There is no `{list}` in it: run the command without `--filter`."
                ));
            }
        }
        imported.with_note(
            "Policies of AWS Organizations, of resources and of sessions are not in this output.",
        )
    }

    fn choice(&self, of: &Node, id: &str, inline: &str) -> PrincipalChoice {
        let mut choice = principal(of, id, self.text);
        self.add_policies(of, inline, "", &mut choice);
        for group in items(of.member("GroupList")) {
            let Some(name) = group.as_str() else { continue };
            let found = items(self.root.member("GroupDetailList"))
                .iter()
                .find(|group| text_at(group, &["GroupName"]) == Some(name));
            match found {
                Some(group) => {
                    let of_group = format!("{name}/");
                    self.add_policies(group, "GroupPolicyList", &of_group, &mut choice);
                }
                None => choice.notes.push(format!(
                    "The policies of its group `{name}` are not in the output."
                )),
            }
        }
        if let Some(arn) = boundary_arn(of) {
            self.add_managed("boundary", arn, &mut choice);
        }
        choice
    }

    /// Adds the inline and the attached policies of a user, role or group.
    fn add_policies(&self, of: &Node, inline: &str, prefix: &str, choice: &mut PrincipalChoice) {
        for each in items(of.member(inline)) {
            let name = text_at(each, &["PolicyName"]).unwrap_or_default();
            let name = format!("{prefix}{name}");
            let found = self.shared("inline", format!("{}/{name}", arn_of(of)), || {
                let document = text_of(each.member("PolicyDocument")?, self.text)?;
                Some(policy("identity", &name, document))
            });
            match found {
                Some(found) => choice.policies.push(found),
                None => choice.notes.push(format!(
                    "The document of its inline policy `{name}` is not in the output."
                )),
            }
        }
        for each in items(of.member("AttachedManagedPolicies")) {
            if let Some(arn) = text_at(each, &["PolicyArn"]) {
                self.add_managed("identity", arn, choice);
            }
        }
    }

    /// A policy that was taken out of the text before, or is now.
    fn shared(
        &self,
        kind: &'static str,
        name: String,
        make: impl FnOnce() -> Option<Policy>,
    ) -> Option<Arc<Policy>> {
        self.shared
            .borrow_mut()
            .entry((kind, name))
            .or_insert_with(|| make().map(Arc::new))
            .clone()
    }

    /// Adds a managed policy, once for each way in which it is attached.
    fn add_managed(&self, kind: &'static str, arn: &str, choice: &mut PrincipalChoice) {
        let has_it = |policy: &Arc<Policy>| policy.kind == kind && policy.name == arn;
        if choice.policies.iter().any(has_it) {
            return;
        }
        let found = self.shared(kind, arn.to_owned(), || {
            Some(policy(kind, arn, self.default_version(arn)?))
        });
        match found {
            Some(found) => choice.policies.push(found),
            None if kind == "boundary" => choice.notes.push(format!(
                "The document of its permissions boundary {arn} is not in the output, and without \
                 it nothing limits the principal here: {}.",
                how_to_get(arn)
            )),
            None => choice.notes.push(format!(
                "The document of {arn} is not in the output: {}.",
                how_to_get(arn)
            )),
        }
    }

    /// The document of a managed policy's default version.
    fn default_version(&self, arn: &str) -> Option<String> {
        let managed = items(self.root.member("Policies"))
            .iter()
            .find(|managed| text_at(managed, &["Arn"]) == Some(arn))?;
        let version = items(managed.member("PolicyVersionList"))
            .iter()
            .find(|version| {
                version.member("IsDefaultVersion").map(|node| &node.value)
                    == Some(&Value::Bool(true))
            })?;
        text_of(version.member("Document")?, self.text)
    }
}

fn counted(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}
