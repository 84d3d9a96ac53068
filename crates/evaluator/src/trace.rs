//! The trace: everything that evaluation looked at, and the fold that makes it a decision.
//!
//! A trace is small plain data. It names patterns and values by index and copies no policy text.
//! Whatever can change the decision is in it: [`Trace::verdict`] reads nothing else.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>

mod verdict;

use std::ops::Range;

use crate::arn_pattern::MatchRule;
use crate::condition::ConditionReason;
use crate::policy::{Effect, PolicyType};
use crate::policy_set::StatementRef;
use crate::request::CallerKind;

/// AWS's three answers.
///
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Decision {
    /// The request is allowed.
    Allowed,
    /// A Deny statement applies.
    ExplicitDeny,
    /// No Deny statement applies, and an Allow that is needed is missing.
    ImplicitDeny,
}

impl Decision {
    /// AWS's own spelling: `allowed`, `explicitDeny`, `implicitDeny`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Decision::Allowed => "allowed",
            Decision::ExplicitDeny => "explicitDeny",
            Decision::ImplicitDeny => "implicitDeny",
        }
    }
}

/// What a decision rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DecidedBy {
    /// Policies of this type.
    Policies(PolicyType),
    /// The inherent access of a root user to its own account.
    Root,
    /// A rule of AWS that stands above the policies: the action needs no permission, or AWS
    /// refuses the call whatever policies say. [`Situation::special`] tells which.
    Rule,
}

impl DecidedBy {
    /// The word of the case format: `identity`, `resource`, `trust`, `boundary`, `session`, `scp`,
    /// `rcp`, `vpce`, `root` or `none`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            DecidedBy::Policies(PolicyType::ServiceControl) => "scp",
            DecidedBy::Policies(PolicyType::ResourceControl) => "rcp",
            DecidedBy::Policies(PolicyType::VpcEndpoint) => "vpce",
            DecidedBy::Policies(PolicyType::ResourceBased) => "resource",
            DecidedBy::Policies(PolicyType::RoleTrust) => "trust",
            DecidedBy::Policies(PolicyType::IdentityBased) => "identity",
            DecidedBy::Policies(PolicyType::PermissionsBoundary) => "boundary",
            DecidedBy::Policies(PolicyType::Session) => "session",
            DecidedBy::Root => "root",
            DecidedBy::Rule => "none",
        }
    }
}

/// A decision and what it rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The decision.
    pub decision: Decision,
    /// The type of policy that granted, denied, or lacked the Allow.
    pub by: DecidedBy,
    /// The statement that granted or denied; none for an implicit deny.
    pub statement: Option<StatementRef>,
}

/// Everything that was looked at for one request.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trace {
    /// What about the caller and the resource steers the decision.
    pub situation: Situation,
    /// How each type of policy takes part, in the order of [`PolicyType::ALL`].
    pub standings: [Standing; 8],
    /// The levels of the organization that have service control policies, each once.
    pub scp_levels: Vec<u32>,
    /// Every statement of every policy that was read, in the order of the policy set.
    pub statements: Vec<StatementTrace>,
    /// The condition keys of all statements; each statement has its range.
    pub conditions: Vec<ConditionTrace>,
}

/// What about the caller and the resource steers the decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Situation {
    /// What kind of caller.
    pub caller: CallerKind,
    /// Whether the caller's account owns the resource.
    pub account: AccountRelation,
    /// How the resource's own policy takes part.
    pub resource_policy: ResourcePolicyRule,
    /// A rule of AWS that stands above the policies.
    pub special: Option<SpecialRule>,
    /// What S3 Block Public Access makes of the bucket's policy.
    pub public_access: PublicAccess,
}

impl Default for Situation {
    fn default() -> Situation {
        Situation {
            caller: CallerKind::User,
            account: AccountRelation::Same,
            resource_policy: ResourcePolicyRule::EitherSide,
            special: None,
            public_access: PublicAccess::NotRestricted,
        }
    }
}

/// Whether the caller's account owns the resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountRelation {
    /// The same account.
    Same,
    /// Another account: both sides must allow.
    Cross,
}

/// How a resource's own policy takes part in the decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResourcePolicyRule {
    /// In one account an Allow on either side suffices.
    EitherSide,
    /// A role's trust policy must allow.
    TrustPolicyRequired,
    /// A KMS key's policy must allow.
    KeyPolicyRequired,
}

/// A rule of AWS that stands above the policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpecialRule {
    /// The action needs no permission and cannot be denied.
    NoPermissionNeeded,
    /// The root user of the bucket's account may always read, write and delete the bucket policy,
    /// whatever that policy denies.
    BucketPolicyRescue,
    /// AWS refuses the call whatever policies allow. Where policies do not allow it, that is what
    /// decides.
    Refused(Refusal),
}

/// Why AWS refuses a call that no policy can allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A root user cannot call `sts:AssumeRole`.
    RootAssumesRole,
    /// A session of `sts:GetFederationToken` cannot call IAM.
    FederatedUserCallsIam,
    /// A session of `sts:GetFederationToken` cannot call AWS STS, but for `sts:GetCallerIdentity`.
    FederatedUserCallsSts,
    /// A session of a role cannot call `sts:GetFederationToken` and `sts:GetSessionToken`.
    RoleSessionMakesSession,
    /// A role is passed only to a service in the role's account.
    RolePassedAcrossAccounts,
    /// An identity provider serves only the roles of its own account.
    ProviderOfAnotherAccount,
}

/// What the setting `RestrictPublicBuckets` of S3 Block Public Access makes of a bucket's policy.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicAccess {
    /// The setting is off, or the request is not one to S3.
    NotRestricted,
    /// The setting is on, and the policy is not public: it counts as it is.
    NotPublic,
    /// The setting is on, and this statement makes the policy public: all its grants count only
    /// for AWS services and principals of the bucket's account.
    Public(StatementRef),
}

/// How policies of one type take part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// There is none of this type.
    #[default]
    NoPolicy,
    /// They count.
    Applies,
    /// There are some, but they do not bear on this request.
    Exempt(Exemption),
}

/// Why policies do not bear on a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exemption {
    /// Organization policies do not restrict the management account.
    ManagementAccount,
    /// Organization policies do not restrict service-linked roles.
    ServiceLinkedRole,
    /// The caller is not a principal of a member account.
    NotAMember,
    /// Resource control policies do not cover this service.
    ServiceNotCovered,
    /// This action is not subject to resource control policies.
    ActionNotCovered,
    /// The request does not pass through a VPC endpoint.
    NoVpcEndpoint,
    /// Assuming a role is decided by the role's trust policy.
    TrustPolicyInstead,
    /// A trust policy bears only on assuming the role.
    NotAssumingARole,
    /// This kind of caller has no policies of the type.
    CallerHasNone,
}

/// What was found for one statement.
#[derive(Clone, Debug, PartialEq)]
pub struct StatementTrace {
    /// Which statement.
    pub reference: StatementRef,
    /// The type of its policy.
    pub policy_type: PolicyType,
    /// The level of its policy in the organization.
    pub level: u32,
    /// `Effect`.
    pub effect: Effect,
    /// `Principal` or `NotPrincipal`.
    pub principal: PrincipalOutcome,
    /// `Action` or `NotAction`.
    pub action: ElementOutcome,
    /// `Resource` or `NotResource`.
    pub resource: ElementOutcome,
    /// The statement's part of [`Trace::conditions`].
    pub conditions: Range<u32>,
    /// Whether every condition holds.
    pub condition_holds: bool,
}

impl StatementTrace {
    /// Whether every element matches the request.
    #[must_use]
    pub fn matches(&self) -> bool {
        self.principal.matches()
            && self.action.matches()
            && self.resource.matches()
            && self.condition_holds
    }
}

/// What was found for `Action`, `NotAction`, `Resource` or `NotResource`. Indexes count the
/// element's patterns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ElementOutcome {
    /// The policy type has no such element: nothing to match.
    Absent,
    /// A pattern matches.
    Matched(u32, MatchRule),
    /// No pattern matches.
    NoneMatched,
    /// `Not…`: a pattern matches, so the statement leaves this request out.
    Excluded(u32, MatchRule),
    /// `Not…`: no pattern matches, so the statement covers this request.
    NoneExcluded,
}

impl ElementOutcome {
    /// Whether the element matches the request.
    #[must_use]
    pub fn matches(self) -> bool {
        match self {
            ElementOutcome::Absent | ElementOutcome::Matched(..) | ElementOutcome::NoneExcluded => {
                true
            }
            ElementOutcome::NoneMatched | ElementOutcome::Excluded(..) => false,
        }
    }
}

/// What was found for `Principal` or `NotPrincipal`. Indexes count the element's entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrincipalOutcome {
    /// The policy type has no such element: it is attached to the caller.
    Absent,
    /// An entry names the caller.
    Matched(u32, PrincipalMatch),
    /// No entry names the caller.
    NoneMatched,
    /// `NotPrincipal` lists the caller with all that it belongs to: the statement leaves it out.
    Excluded(u32),
    /// `NotPrincipal` does not list the caller: the statement covers it.
    NoneExcluded,
    /// `NotPrincipal` lists the caller, but not its role or account as well: it is not safely left
    /// out, and counts as covered.
    PartlyExcluded(u32),
    /// `NotPrincipal` always covers a caller with a permissions boundary.
    CoveredByBoundaryRule,
}

impl PrincipalOutcome {
    /// Whether the element matches the request.
    #[must_use]
    pub fn matches(self) -> bool {
        match self {
            PrincipalOutcome::Absent
            | PrincipalOutcome::Matched(..)
            | PrincipalOutcome::NoneExcluded
            | PrincipalOutcome::PartlyExcluded(_)
            | PrincipalOutcome::CoveredByBoundaryRule => true,
            PrincipalOutcome::NoneMatched | PrincipalOutcome::Excluded(_) => false,
        }
    }
}

/// How an entry of `Principal` names the caller. It decides which implicit denies still count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PrincipalMatch {
    /// By the caller's own name.
    Caller,
    /// As anybody, by `*`.
    Anyone,
    /// By the role of the session, or the user who made the federated session.
    Parent,
    /// By its account: the account must grant the rest.
    Account,
}

/// What was found for one condition key of one operator.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ConditionTrace {
    /// Index into the statement's conditions.
    pub condition: u32,
    /// Whether the condition holds.
    pub holds: bool,
    /// Why.
    pub reason: ConditionReason,
}

/// A verdict with the trace that it was made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// The decision and what it rests on.
    pub verdict: Verdict,
    /// Everything that was looked at.
    pub trace: Trace,
}
