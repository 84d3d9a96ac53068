//! The steps to a decision, in AWS's order.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html>

use super::text::{count, cut_grants, mention, mention_first, rule};
use super::{Gate, Step, StepState};
use crate::policy::{Effect, PolicyType};
use crate::policy_set::{PolicySet, StatementRef};
use crate::request::Request;
use crate::trace::{AccountRelation, DecidedBy, Decision, Evaluation, Exemption, Standing, Trace};

pub(super) fn steps(evaluation: &Evaluation, policies: &PolicySet, request: &Request) -> Vec<Step> {
    let verdict = evaluation.verdict;
    let mut steps = vec![explicit_deny(evaluation, policies)];
    let rule = (verdict.by == DecidedBy::Rule).then(|| rule_step(evaluation, request));
    let needs_none = rule.is_some() && verdict.decision == Decision::Allowed;
    let mut decided = verdict.decision == Decision::ExplicitDeny || needs_none;
    for policy_type in order(&evaluation.trace) {
        let step = policies_step(evaluation, policies, policy_type, decided);
        decided |= matches!(step.state, StepState::NoAllow | StepState::Allowed);
        steps.push(step);
    }
    // What needs no permission cannot be denied either; a refusal comes after all policies.
    if let Some(rule) = rule {
        steps.insert(if needs_none { 0 } else { steps.len() }, rule);
    }
    steps
}

fn rule_step(evaluation: &Evaluation, request: &Request) -> Step {
    Step {
        gate: Gate::Rule,
        state: match evaluation.verdict.decision {
            Decision::Allowed => StepState::Allowed,
            Decision::ExplicitDeny | Decision::ImplicitDeny => StepState::Denied,
        },
        text: rule(evaluation.trace.situation.special, request.action()),
        statements: Vec::new(),
    }
}

/// Across accounts the caller's side is looked at before the resource's.
fn order(trace: &Trace) -> [PolicyType; 7] {
    use PolicyType::{
        IdentityBased, PermissionsBoundary, ResourceControl, ServiceControl, Session, VpcEndpoint,
    };
    let resource = trace.resource_policy_type();
    match trace.situation.account {
        AccountRelation::Same => [
            ServiceControl,
            ResourceControl,
            VpcEndpoint,
            resource,
            IdentityBased,
            PermissionsBoundary,
            Session,
        ],
        AccountRelation::Cross => [
            ServiceControl,
            ResourceControl,
            VpcEndpoint,
            IdentityBased,
            PermissionsBoundary,
            Session,
            resource,
        ],
    }
}

fn explicit_deny(evaluation: &Evaluation, policies: &PolicySet) -> Step {
    let gate = Gate::ExplicitDeny;
    let verdict = evaluation.verdict;
    if let (Decision::ExplicitDeny, Some(reference)) = (verdict.decision, verdict.statement) {
        let text = format!("{} denies the request.", mention_first(policies, reference));
        return Step {
            gate,
            state: StepState::Denied,
            text,
            statements: vec![reference],
        };
    }
    if verdict.by == DecidedBy::Rule && verdict.decision == Decision::Allowed {
        return Step {
            gate,
            state: StepState::NotReached,
            text: not_reached(verdict.decision),
            statements: Vec::new(),
        };
    }
    let denies = evaluation
        .trace
        .statements
        .iter()
        .filter(|s| s.effect == Effect::Deny)
        .count();
    let text = match denies {
        0 => "There is no Deny statement.".to_owned(),
        1 => "The one Deny statement does not apply.".to_owned(),
        _ => format!("None of the {denies} Deny statements applies."),
    };
    Step {
        gate,
        state: StepState::Passed,
        text,
        statements: Vec::new(),
    }
}

fn policies_step(
    evaluation: &Evaluation,
    policies: &PolicySet,
    policy_type: PolicyType,
    decided: bool,
) -> Step {
    let gate = Gate::Policies(policy_type);
    let trace = &evaluation.trace;
    let verdict = evaluation.verdict;
    let is_decider = verdict.by == DecidedBy::Policies(policy_type);
    let allows: Vec<StatementRef> = trace
        .matching(policy_type, Effect::Allow)
        .map(|s| s.reference)
        .collect();
    let looked_at = trace
        .statements
        .iter()
        .filter(|s| s.policy_type == policy_type)
        .count();
    let standing = trace.standing(policy_type);

    let (state, text) = match (verdict.decision, standing) {
        (Decision::ImplicitDeny, _) if is_decider => (
            StepState::NoAllow,
            cut_grants(evaluation, policies, policy_type)
                .unwrap_or_else(|| no_allow(standing, policy_type, looked_at)),
        ),
        (Decision::Allowed, _) if is_decider => match verdict.statement {
            Some(reference) => {
                let mention = mention_first(policies, reference);
                (StepState::Allowed, format!("{mention} allows the request."))
            }
            None => (StepState::Allowed, "Allows the request.".to_owned()),
        },
        (_, Standing::NoPolicy) => (StepState::NoPolicy, no_policy(gate)),
        (_, Standing::Exempt(exemption)) => (StepState::Exempt, exempt(exemption)),
        (_, Standing::Applies) if decided && !still_restricts(evaluation, policy_type) => {
            (StepState::NotReached, not_reached(verdict.decision))
        }
        (_, Standing::Applies) => (
            StepState::Passed,
            passed(gate, policies, &allows, looked_at),
        ),
    };
    let statements = if is_decider && verdict.statement.is_some() {
        verdict.statement.into_iter().collect()
    } else {
        allows
    };
    Step {
        gate,
        state,
        text,
        statements,
    }
}

/// After an Allow by identity-based policies, the boundary and the session policies still had to
/// allow as well.
fn still_restricts(evaluation: &Evaluation, policy_type: PolicyType) -> bool {
    let by_identity = evaluation.verdict.by == DecidedBy::Policies(PolicyType::IdentityBased);
    let ceiling = matches!(
        policy_type,
        PolicyType::PermissionsBoundary | PolicyType::Session
    );
    evaluation.verdict.decision == Decision::Allowed && by_identity && ceiling
}

fn no_allow(standing: Standing, policy_type: PolicyType, looked_at: usize) -> String {
    match standing {
        Standing::NoPolicy => {
            format!(
                "There is no {}, so nothing allows the request.",
                policy_type.name()
            )
        }
        Standing::Exempt(exemption) => exempt(exemption),
        Standing::Applies if policy_type == PolicyType::ServiceControl => {
            "At one level of the organization no statement allows the request.".to_owned()
        }
        Standing::Applies => match looked_at {
            1 => "The one statement here does not allow the request.".to_owned(),
            _ => format!("None of the {looked_at} statements here allows the request."),
        },
    }
}

fn no_policy(gate: Gate) -> String {
    if gate.can_grant() {
        "None, so nothing is granted here."
    } else {
        "None, so nothing is restricted here."
    }
    .to_owned()
}

fn not_reached(decision: Decision) -> String {
    match decision {
        Decision::Allowed => "Not needed: the request was allowed before this step.",
        Decision::ExplicitDeny | Decision::ImplicitDeny => {
            "The request was denied before this step."
        }
    }
    .to_owned()
}

fn passed(gate: Gate, policies: &PolicySet, allows: &[StatementRef], looked_at: usize) -> String {
    let looked = count(looked_at, "statement", "statements");
    match allows.first() {
        Some(first) => {
            format!("{looked} looked at; {} allows.", mention(policies, *first))
        }
        None if gate == Gate::Policies(PolicyType::ResourceControl) => {
            format!("{looked} looked at; none denies, and `RCPFullAWSAccess` always allows.")
        }
        None => format!("{looked} looked at; none grants the request."),
    }
}

fn exempt(exemption: Exemption) -> String {
    match exemption {
        Exemption::ManagementAccount => {
            "Policies of the organization do not restrict its management account."
        }
        Exemption::ServiceLinkedRole => {
            "Policies of the organization do not restrict service-linked roles."
        }
        Exemption::NotAMember => "The caller is not a principal of a member account.",
        Exemption::ServiceNotCovered => {
            "Resource control policies do not cover this service, so they restrict nothing here."
        }
        Exemption::ActionNotCovered => "This action is not subject to resource control policies.",
        Exemption::NoVpcEndpoint => {
            "The request does not pass through a VPC endpoint: it has no `aws:SourceVpce`."
        }
        Exemption::TrustPolicyInstead => "The role's trust policy decides who may assume it.",
        Exemption::NotAssumingARole => "A trust policy bears only on assuming its role.",
        Exemption::CallerHasNone => "This kind of caller has no such policies.",
    }
    .to_owned()
}
