//! From policies and a request to a trace: statement by statement, element by element.
//!
//! Everything is looked at, also what can no longer change the decision, because the trace is there
//! to be read. What follows from it is decided in `trace/verdict.rs`.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>

mod element;
mod service;

pub use service::RCP_SERVICES;

use crate::policy::PolicyType;
use crate::policy_set::{Member, PolicySet, StatementRef};
use crate::public_access::public_statement;
use crate::request::{CallerKind, Request};
use crate::trace::{
    AccountRelation, ConditionTrace, Evaluation, Exemption, PublicAccess, ResourcePolicyRule,
    Situation, Standing, StatementTrace, Trace,
};
use element::Matcher;

/// Decides a request under policies. Documents that AWS would refuse take no part.
#[must_use]
pub fn evaluate(policies: &PolicySet, request: &Request) -> Evaluation {
    let trace = trace(policies, request);
    Evaluation {
        verdict: trace.verdict(),
        trace,
    }
}

/// Whether an action is decided by the trust policy of the role that it is asked for, such as
/// `sts:AssumeRole`. The policy of the resource is then read as a role trust policy.
#[must_use]
pub fn is_decided_by_trust_policy(action: &str) -> bool {
    service::is_trust_policy_action(&action.to_ascii_lowercase())
}

fn trace(policies: &PolicySet, request: &Request) -> Trace {
    let situation = situation(policies, request);
    let standings =
        PolicyType::ALL.map(|policy_type| standing(policy_type, policies, request, &situation));
    let mut trace = Trace {
        situation,
        standings,
        ..Trace::default()
    };
    let has_boundary = trace.standing(PolicyType::PermissionsBoundary) == Standing::Applies;
    let matcher = Matcher::new(request, has_boundary);
    trace.statements.reserve(
        policies
            .members()
            .iter()
            .map(|m| m.policy.statements().len())
            .sum(),
    );
    for (policy, member) in (0..).zip(policies.members()) {
        trace_policy(&mut trace, &matcher, policy, member);
    }
    trace
}

fn trace_policy(trace: &mut Trace, matcher: &Matcher<'_>, policy: u32, member: &Member) {
    let policy_type = member.policy.policy_type;
    if member.policy.document().is_none() {
        return;
    }
    if policy_type == PolicyType::ServiceControl && !trace.scp_levels.contains(&member.level) {
        trace.scp_levels.push(member.level);
    }
    for (index, statement) in (0..).zip(member.policy.statements()) {
        if member.left_out.contains(&index) {
            continue;
        }
        let first = trace.conditions.len() as u32;
        let mut condition_holds = true;
        for (condition, clause) in (0..).zip(&statement.conditions) {
            let (holds, reason) = clause.holds(matcher.context());
            condition_holds &= holds;
            trace.conditions.push(ConditionTrace {
                condition,
                holds,
                reason,
            });
        }
        trace.statements.push(StatementTrace {
            reference: StatementRef {
                policy,
                statement: index,
            },
            policy_type,
            level: member.level,
            effect: statement.effect.value,
            principal: matcher.principal(statement.principal.as_ref()),
            action: matcher.action(&statement.action),
            resource: matcher.resource(statement.resource.as_ref(), policy_type),
            conditions: first..trace.conditions.len() as u32,
            condition_holds,
        });
    }
}

fn situation(policies: &PolicySet, request: &Request) -> Situation {
    let principal = request.principal();
    let account = match (principal.account.as_deref(), request.resource_account()) {
        (Some(caller), Some(owner)) if caller != owner => AccountRelation::Cross,
        _ => AccountRelation::Same,
    };
    Situation {
        caller: principal.kind(),
        account,
        resource_policy: service::resource_policy_rule(request),
        special: service::special_rule(request, account),
        public_access: public_access(policies, request),
    }
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html>
fn public_access(policies: &PolicySet, request: &Request) -> PublicAccess {
    if !request.public_buckets_restricted() || request.service() != "s3" {
        return PublicAccess::NotRestricted;
    }
    let public = (0..).zip(policies.members()).find_map(|(policy, member)| {
        let is_bucket_policy = member.policy.policy_type == PolicyType::ResourceBased;
        let document = member.policy.document().filter(|_| is_bucket_policy)?;
        let statement = public_statement(document, &member.left_out)?;
        Some(StatementRef { policy, statement })
    });
    public.map_or(PublicAccess::NotPublic, PublicAccess::Public)
}

/// How policies of one type take part in the decision on a request.
fn standing(
    policy_type: PolicyType,
    policies: &PolicySet,
    request: &Request,
    situation: &Situation,
) -> Standing {
    let given = |member: &Member| {
        member.policy.policy_type == policy_type && member.policy.document().is_some()
    };
    if !policies.members().iter().any(given) {
        return Standing::NoPolicy;
    }
    match exemption(policy_type, request, situation) {
        Some(exemption) => Standing::Exempt(exemption),
        None => Standing::Applies,
    }
}

fn exemption(
    policy_type: PolicyType,
    request: &Request,
    situation: &Situation,
) -> Option<Exemption> {
    let caller = situation.caller;
    let trust = situation.resource_policy == ResourcePolicyRule::TrustPolicyRequired;
    match policy_type {
        PolicyType::ServiceControl => scp_exemption(caller, request),
        PolicyType::ResourceControl => rcp_exemption(caller, request),
        PolicyType::VpcEndpoint => {
            (!service::uses_vpc_endpoint(request)).then_some(Exemption::NoVpcEndpoint)
        }
        PolicyType::ResourceBased => trust.then_some(Exemption::TrustPolicyInstead),
        PolicyType::RoleTrust => (!trust).then_some(Exemption::NotAssumingARole),
        PolicyType::IdentityBased | PolicyType::PermissionsBoundary => match caller {
            CallerKind::User
            | CallerKind::RoleSession
            | CallerKind::ServiceLinkedRole
            | CallerKind::FederatedUser => None,
            CallerKind::Root
            | CallerKind::Service
            | CallerKind::Saml
            | CallerKind::Oidc
            | CallerKind::Anonymous => Some(Exemption::CallerHasNone),
        },
        PolicyType::Session => match caller {
            CallerKind::RoleSession | CallerKind::ServiceLinkedRole | CallerKind::FederatedUser => {
                None
            }
            CallerKind::User
            | CallerKind::Root
            | CallerKind::Service
            | CallerKind::Saml
            | CallerKind::Oidc
            | CallerKind::Anonymous => Some(Exemption::CallerHasNone),
        },
    }
}

/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html>
fn scp_exemption(caller: CallerKind, request: &Request) -> Option<Exemption> {
    match caller {
        CallerKind::ServiceLinkedRole => Some(Exemption::ServiceLinkedRole),
        CallerKind::Service | CallerKind::Saml | CallerKind::Oidc | CallerKind::Anonymous => {
            Some(Exemption::NotAMember)
        }
        CallerKind::User
        | CallerKind::RoleSession
        | CallerKind::FederatedUser
        | CallerKind::Root => request
            .principal()
            .in_management_account
            .then_some(Exemption::ManagementAccount),
    }
}

/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html>
fn rcp_exemption(caller: CallerKind, request: &Request) -> Option<Exemption> {
    if request.resource_in_management_account() {
        return Some(Exemption::ManagementAccount);
    }
    if caller == CallerKind::ServiceLinkedRole {
        return Some(Exemption::ServiceLinkedRole);
    }
    if !service::RCP_SERVICES.contains(&request.service()) {
        return Some(Exemption::ServiceNotCovered);
    }
    (request.action_in_lower_case() == "kms:retiregrant").then_some(Exemption::ActionNotCovered)
}
