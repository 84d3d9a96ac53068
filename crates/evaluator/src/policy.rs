//! A policy document as AWS reads it: statements and their elements, each with its place.
//!
//! Everything in it is parsed once (patterns, ARNs, operators, numbers, dates, addresses, policy
//! variables), so that evaluation has nothing left to refuse. Reading is in `policy/lower.rs`.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html>

mod lower;

pub use lower::{Parsed, lower, parse};

use crate::arn_pattern::ArnPattern;
use crate::condition::Condition;
use crate::pattern::Pattern;
use crate::source::{Span, Spanned};
use crate::variable::Version;

/// The types of policies, in AWS's words.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#access_policy-types>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PolicyType {
    /// A service control policy of AWS Organizations.
    ServiceControl,
    /// A resource control policy of AWS Organizations.
    ResourceControl,
    /// The policy of a VPC endpoint.
    VpcEndpoint,
    /// The policy of a resource: a bucket, a queue, a key.
    ResourceBased,
    /// The trust policy of a role: the resource-based policy of that role.
    RoleTrust,
    /// A policy of a user, of one of the user's groups or of a role, managed or inline.
    IdentityBased,
    /// The permissions boundary of a user or role.
    PermissionsBoundary,
    /// A policy passed when a session was made.
    Session,
}

impl PolicyType {
    /// All types, in the order in which AWS's documentation walks through them.
    pub const ALL: [PolicyType; 8] = [
        PolicyType::ServiceControl,
        PolicyType::ResourceControl,
        PolicyType::VpcEndpoint,
        PolicyType::ResourceBased,
        PolicyType::RoleTrust,
        PolicyType::IdentityBased,
        PolicyType::PermissionsBoundary,
        PolicyType::Session,
    ];

    /// The types of which a request meets at most one policy: a principal has one boundary, a resource
    /// one policy, a call passes one endpoint, and an endpoint has one policy.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html>
    pub const AT_MOST_ONE: [PolicyType; 4] = [
        PolicyType::PermissionsBoundary,
        PolicyType::ResourceBased,
        PolicyType::RoleTrust,
        PolicyType::VpcEndpoint,
    ];

    /// The type's name inside a sentence, with its article: `an identity-based policy`.
    #[must_use]
    pub fn with_article(self) -> &'static str {
        match self {
            PolicyType::ServiceControl => "a service control policy",
            PolicyType::ResourceControl => "a resource control policy",
            PolicyType::VpcEndpoint => "a VPC endpoint policy",
            PolicyType::ResourceBased => "a resource-based policy",
            PolicyType::RoleTrust => "the role trust policy",
            PolicyType::IdentityBased => "an identity-based policy",
            PolicyType::PermissionsBoundary => "a permissions boundary",
            PolicyType::Session => "a session policy",
        }
    }

    /// The type's name inside a sentence, without an article: `identity-based policy`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            PolicyType::ServiceControl => "service control policy",
            PolicyType::ResourceControl => "resource control policy",
            PolicyType::VpcEndpoint => "VPC endpoint policy",
            PolicyType::ResourceBased => "resource-based policy",
            PolicyType::RoleTrust => "role trust policy",
            PolicyType::IdentityBased => "identity-based policy",
            PolicyType::PermissionsBoundary => "permissions boundary",
            PolicyType::Session => "session policy",
        }
    }

    /// The type's name in the plural: `permissions boundaries`.
    #[must_use]
    pub fn plural(self) -> &'static str {
        match self {
            PolicyType::ServiceControl => "service control policies",
            PolicyType::ResourceControl => "resource control policies",
            PolicyType::VpcEndpoint => "VPC endpoint policies",
            PolicyType::ResourceBased => "resource-based policies",
            PolicyType::RoleTrust => "role trust policies",
            PolicyType::IdentityBased => "identity-based policies",
            PolicyType::PermissionsBoundary => "permissions boundaries",
            PolicyType::Session => "session policies",
        }
    }
}

/// A document that AWS would accept for the type it was read as.
#[derive(Clone, Debug, PartialEq)]
pub struct PolicyDocument {
    /// The language version.
    pub version: Version,
    /// At least one.
    pub statements: Vec<Statement>,
}

/// `Effect`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The statement grants.
    Allow,
    /// The statement refuses, whatever other statements grant.
    Deny,
}

impl Effect {
    /// `Allow` or `Deny`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Effect::Allow => "Allow",
            Effect::Deny => "Deny",
        }
    }
}

/// One statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// The whole object, braces included.
    pub span: Span,
    /// `Sid`, where there is one that is not empty.
    pub sid: Option<Spanned<String>>,
    /// `Effect`.
    pub effect: Spanned<Effect>,
    /// `Principal` or `NotPrincipal`; absent where the policy type has none.
    pub principal: Option<PrincipalElement>,
    /// `Action` or `NotAction`.
    pub action: ActionElement,
    /// `Resource` or `NotResource`; absent in trust policies.
    pub resource: Option<ResourceElement>,
    /// `Condition`: every key of every operator, in the order of the text. All must hold.
    pub conditions: Vec<Condition>,
    /// The value of `Condition`, where there is one.
    pub condition_span: Option<Span>,
}

/// Whether an element lists what it covers, or what it leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Polarity {
    /// `Action`, `Resource`, `Principal`.
    Listed,
    /// `NotAction`, `NotResource`, `NotPrincipal`.
    AllBut,
}

/// `Action` or `NotAction`.
#[derive(Clone, Debug, PartialEq)]
pub struct ActionElement {
    /// Which of the two.
    pub polarity: Polarity,
    /// The member, from its name to the end of its value.
    pub span: Span,
    /// The patterns in lower case, since action names do not depend on case.
    pub patterns: Vec<Spanned<Pattern>>,
}

/// `Resource` or `NotResource`.
#[derive(Clone, Debug, PartialEq)]
pub struct ResourceElement {
    /// Which of the two.
    pub polarity: Polarity,
    /// The member, from its name to the end of its value.
    pub span: Span,
    /// The patterns.
    pub patterns: Vec<Spanned<ArnPattern>>,
}

/// `Principal` or `NotPrincipal`.
#[derive(Clone, Debug, PartialEq)]
pub struct PrincipalElement {
    /// Which of the two.
    pub polarity: Polarity,
    /// The member, from its name to the end of its value.
    pub span: Span,
    /// The principals named.
    pub ids: Vec<Spanned<PrincipalId>>,
}

/// One entry of `Principal`.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrincipalId {
    /// `"*"`: everybody.
    Everyone,
    /// `{"AWS": "*"}`.
    EveryAwsPrincipal,
    /// `{"AWS": …}` with an account id or the ARN of its root: the 12 digits.
    Account(String),
    /// `{"AWS": …}` with the ARN of a user, a role or a session.
    Arn(String),
    /// `{"AWS": …}` with a unique id (`AIDA…`, `AROA…`), what remains of a deleted user or role.
    UniqueId(String),
    /// `{"Service": …}`: the service principal's name.
    Service(String),
    /// `{"Federated": …}`: the ARN of a SAML or OIDC provider, or a provider's domain name.
    Federated(String),
    /// `{"CanonicalUser": …}`: the canonical user id of an account.
    CanonicalUser(String),
}
