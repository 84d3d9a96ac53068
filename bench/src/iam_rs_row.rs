//! The crate `iam-rs`. Its evaluator has one list of policies of no type, of which one must allow
//! and none deny: the identity-based and resource-based policies of one account.

use std::hint::black_box;

use iam_bench::{case, policy_text, published};
use iam_case::Case;
use iam_evaluator::request::{ContextValues, Identity};
use iam_evaluator::{PolicySet, PolicyType, Request, evaluate};
use iam_rs::{
    Arn, Context, ContextValue, Decision, EvaluationOptions, IAMPolicy, IAMRequest,
    PolicyEvaluator, Principal, PrincipalId,
};

use crate::{Score, Speed, megabytes, rate};

pub(crate) fn speed() -> Speed {
    let text = policy_text();
    let read = || IAMPolicy::from_json(black_box(&text));
    Speed {
        simple: decisions("simple"),
        heavy: decisions("heavy"),
        read: Some(megabytes(&text, rate(read))),
    }
}

/// The ceilings and the levels of SCPs, which it does not know, are evaluators of their own here,
/// all of which must allow.
fn decisions(name: &str) -> f64 {
    let case = case(name);
    let request = ask(&case.request).expect("a request");
    let mut gates = vec![Vec::new()];
    let mut last = None;
    for member in case.policies.members() {
        let policy = IAMPolicy::from_json(&member.policy.text).expect("a policy");
        let policy_type = member.policy.policy_type;
        match policy_type {
            PolicyType::IdentityBased | PolicyType::ResourceBased => gates[0].push(policy),
            _ => {
                if last != Some((policy_type, member.level)) {
                    gates.push(Vec::new());
                }
                last = Some((policy_type, member.level));
                gates.last_mut().expect("a gate").push(policy);
            }
        }
    }
    let gates: Vec<PolicyEvaluator> = gates
        .into_iter()
        .map(|gate| evaluator(gate, false))
        .collect();
    let decide = || {
        let decision =
            |gate: &PolicyEvaluator| gate.evaluate(black_box(&request)).map(|e| e.decision);
        let found: Result<Vec<Decision>, _> = gates.iter().map(decision).collect();
        found.map(|all| {
            if all.contains(&Decision::Deny) {
                "explicitDeny"
            } else if all.contains(&Decision::NotApplicable) {
                "implicitDeny"
            } else {
                "allowed"
            }
        })
    };
    let ours = evaluate(&case.policies, &case.request).verdict.decision;
    assert_eq!(
        decide().ok(),
        Some(ours.as_str()),
        "it decides `{name}` otherwise"
    );
    rate(decide)
}

pub(crate) fn score() -> Score {
    let mut score = Score::default();
    for line in published() {
        let case = Case::read(line, false).expect("a case");
        match decide(&case) {
            Ok(decision) => score.count(&case, decision),
            Err(reason) => *score.cannot.entry(reason).or_default() += 1,
        }
    }
    score
}

fn decide(case: &Case) -> Result<&'static str, String> {
    check_types(&case.policies)?;
    if case.request.principal().account.as_deref() != case.request.resource_account()
        && case.request.principal().account.is_some()
    {
        return Err("cross-account".to_owned());
    }
    let mut policies = Vec::new();
    let mut trust = false;
    for member in case.policies.members() {
        trust |= member.policy.policy_type == PolicyType::RoleTrust;
        let policy = IAMPolicy::from_json(&member.policy.text)
            .map_err(|_| "policies that it does not read".to_owned())?;
        policies.push(policy);
    }
    let request = ask(&case.request)?;
    match evaluator(policies, trust).evaluate(&request) {
        Ok(evaluation) => Ok(match evaluation.decision {
            Decision::Allow => "allowed",
            Decision::Deny => "explicitDeny",
            Decision::NotApplicable => "implicitDeny",
        }),
        Err(_) => Err("errors of its evaluator".to_owned()),
    }
}

fn check_types(policies: &PolicySet) -> Result<(), String> {
    let unknown = [
        PolicyType::ServiceControl,
        PolicyType::ResourceControl,
        PolicyType::VpcEndpoint,
        PolicyType::PermissionsBoundary,
        PolicyType::Session,
    ];
    match unknown.into_iter().find(|policy_type| {
        let mut members = policies.members().iter();
        members.any(|member| member.policy.policy_type == *policy_type)
    }) {
        Some(policy_type) => Err(policy_type.plural().to_owned()),
        None => Ok(()),
    }
}

/// Without resources for trust policies, which have none.
fn evaluator(policies: Vec<IAMPolicy>, trust: bool) -> PolicyEvaluator {
    PolicyEvaluator::with_policies(policies).with_options(EvaluationOptions {
        stop_on_explicit_deny: false,
        collect_match_details: true,
        max_statements: usize::MAX,
        ignore_resource_constraints: trust,
    })
}

fn ask(request: &Request) -> Result<IAMRequest, String> {
    let one = |name: &String| PrincipalId::String(name.clone());
    let principal = match &request.principal().identity {
        Identity::User { arn, .. }
        | Identity::RoleSession { arn, .. }
        | Identity::FederatedUser { arn, .. }
        | Identity::Root { arn } => Principal::Aws(one(arn)),
        Identity::Service { name } => Principal::Service(one(name)),
        Identity::Saml { provider } | Identity::Oidc { provider } => {
            Principal::Federated(one(provider))
        }
        Identity::Anonymous => return Err("anonymous callers".to_owned()),
    };
    let resource = Arn::parse(request.resource()).map_err(|_| "requests on `*`".to_owned())?;
    let mut context = Context::new();
    for entry in request.context().entries() {
        let value = match &entry.values {
            None => continue,
            Some(ContextValues::One(value)) => match value.parse() {
                Ok(boolean) => ContextValue::Boolean(boolean),
                Err(_) => ContextValue::String(value.clone()),
            },
            Some(ContextValues::Many(values)) => ContextValue::StringList(values.clone()),
        };
        context.insert(entry.key.as_str().to_owned(), value);
    }
    Ok(IAMRequest::new_with_context(
        principal,
        request.action(),
        resource,
        context,
    ))
}
