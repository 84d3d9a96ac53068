//! What a user works on: policies, a request and tests, exactly as they were typed.
//!
//! The JSON of these types is the form in which work is exported and shared: what is left out is as
//! it usually is, so that work written by earlier versions can be read for ever. What is here can be
//! anything that a user typed, and need not make sense: reading policies and requests is not this
//! module's task.

use serde::{Deserialize, Serialize};

/// The work: policies, a request, tests.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Workspace {
    /// The policies, in the order of their tabs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<Policy>,
    /// The place of the policy that the editor shows.
    #[serde(default, skip_serializing_if = "is_default")]
    pub selected: usize,
    /// The question.
    #[serde(default, skip_serializing_if = "is_default")]
    pub request: Request,
    /// Questions with the answers that they should have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tests: Vec<Test>,
}

/// One policy, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Policy {
    /// What it is attached as, by the words of the case format: `identity`, `boundary`, `session`,
    /// `resource`, `trust`, `vpce`, `scp`, `rcp`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What the user calls it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The level of a policy of AWS Organizations: 0 for the root, then the OUs, then the account.
    #[serde(default, skip_serializing_if = "is_default")]
    pub level: u32,
    /// Whether it is switched off, and takes no part.
    #[serde(default, skip_serializing_if = "is_default")]
    pub off: bool,
    /// The text, verbatim.
    #[serde(default)]
    pub text: String,
}

/// A question, as typed. What the ARNs of the principal and of the resource say is not repeated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Request {
    /// Who asks.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub principal: String,
    /// For what.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub action: String,
    /// On which resource.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub resource: String,
    /// The context keys that the user gave.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub context: Vec<ContextRow>,
    /// The unique id of the user or of the session's role: `AIDA…`, `AROA…`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub unique_id: String,
    /// The ARN of the user who made a federated session.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub user_arn: String,
    /// The canonical user id of the caller's account.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub canonical_user: String,
    /// The account that owns the resource.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub resource_account: String,
    /// Whether the caller's account is the organization's management account.
    #[serde(skip_serializing_if = "is_default")]
    pub management_account: bool,
    /// Whether the resource's account is the organization's management account.
    #[serde(skip_serializing_if = "is_default")]
    pub resource_account_is_management: bool,
    /// Whether S3 Block Public Access restricts the resource, a bucket with a public policy.
    #[serde(skip_serializing_if = "is_default")]
    pub restrict_public_buckets: bool,
}

/// One context key with its values, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContextRow {
    /// The key; empty while the user has not written one.
    pub key: String,
    /// The values.
    #[serde(default)]
    pub values: Vec<String>,
    /// Whether it is switched off: the request does not have the key, nor is it derived.
    #[serde(default, skip_serializing_if = "is_default")]
    pub off: bool,
}

/// A question with the answer that it should have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Test {
    /// What the user calls it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The question.
    #[serde(default, skip_serializing_if = "is_default")]
    pub request: Request,
    /// The answer.
    #[serde(default, skip_serializing_if = "is_default")]
    pub expect: Expect,
}

/// The answer that a test should have. A part that is not given is not compared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Expect {
    /// `allowed`, `explicitDeny` or `implicitDeny`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<String>,
    /// What decides, by the words of the case format.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The statement that decides: its Sid, or `Statement[n]` counted from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<String>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
