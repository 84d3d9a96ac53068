//! What came near: the statements that would have decided otherwise, and the context keys whose
//! absence decided.

use super::{Element, ElementState, StatementExplanation};
use crate::arn::Arn;
use crate::condition::ConditionReason;
use crate::policy::Effect;
use crate::policy_set::{PolicySet, StatementRef};
use crate::request::{ContextKey, Request};
use crate::source::Span;
use crate::trace::{DecidedBy, Decision, Evaluation, Trace, Verdict};

/// A statement that nearly gave the Allow that was missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearMiss {
    /// Which statement.
    pub reference: StatementRef,
    /// The elements that failed, at least one.
    pub failed: Vec<Element>,
}

/// A context key that the request does not have, and that would change the decision.
#[derive(Clone, Debug, PartialEq)]
pub struct MissingKey {
    /// The key, as a policy writes it.
    pub key: String,
    /// The verdict if the key were there with values that every condition on it holds for.
    pub if_it_fits: Verdict,
    /// The verdict if the key were there with values that no condition on it holds for.
    pub if_it_does_not: Verdict,
}

/// The Allow statements that nearly allowed a request, the nearest first; none unless an Allow was
/// missing. They are of the type of policy that lacked it.
pub(super) fn near_misses(
    verdict: Verdict,
    statements: &[StatementExplanation],
    policies: &PolicySet,
    request: &Request,
) -> Vec<NearMiss> {
    let (Decision::ImplicitDeny, DecidedBy::Policies(lacking)) = (verdict.decision, verdict.by)
    else {
        return Vec::new();
    };
    let mut found: Vec<(usize, u32, NearMiss)> = statements
        .iter()
        .filter(|statement| {
            let policy = policies.policy(statement.reference);
            statement.effect == Effect::Allow && policy.is_some_and(|p| p.policy_type == lacking)
        })
        .filter_map(|statement| {
            let failed: Vec<Element> = statement
                .elements
                .iter()
                .filter(|element| element.state == ElementState::DoesNotMatch)
                .map(|element| element.element)
                .collect();
            if failed.is_empty() {
                // It grants, and S3 Block Public Access takes that away.
                return None;
            }
            let distance = distance(statement, &failed, policies, request)?;
            let miss = NearMiss {
                reference: statement.reference,
                failed,
            };
            Some((miss.failed.len(), distance, miss))
        })
        .collect();
    // Stable: what is equally near stays in the order of the policies.
    found.sort_by_key(|(failed, distance, _)| (*failed, *distance));
    found.into_iter().map(|(_, _, miss)| miss).collect()
}

/// How far the failed elements are from the request: 0 for a hair's breadth, some hundreds for an
/// element that speaks of something else.
fn distance(
    statement: &StatementExplanation,
    failed: &[Element],
    policies: &PolicySet,
    request: &Request,
) -> Option<u32> {
    let document = policies.statement(statement.reference)?;
    let policy = policies.policy(statement.reference)?;
    let written = |span: Span| span.of(&policy.text).trim_matches('"');
    let elements = failed.iter().map(|element| match element {
        Element::Principal => 100,
        Element::Action => {
            let patterns = document.action.patterns.iter();
            patterns
                .map(|p| action_distance(written(p.span), request.action()))
                .min()
                .unwrap_or(0)
        }
        Element::Resource => {
            let patterns = document
                .resource
                .iter()
                .flat_map(|resource| &resource.patterns);
            patterns
                .map(|p| resource_distance(written(p.span), request.resource()))
                .min()
                .unwrap_or(0)
        }
        Element::Condition => {
            let conditions = statement
                .elements
                .iter()
                .flat_map(|element| &element.conditions);
            let failing = conditions.filter(|condition| !condition.holds).count();
            20 * u32::try_from(failing).unwrap_or(u32::MAX / 20)
        }
    });
    Some(elements.fold(0, u32::saturating_add))
}

fn action_distance(pattern: &str, action: &str) -> u32 {
    match (pattern.split_once(':'), action.split_once(':')) {
        (Some((one, pattern)), Some((other, action))) if one.eq_ignore_ascii_case(other) => {
            unlikeness(pattern, action)
        }
        _ => 500,
    }
}

fn resource_distance(pattern: &str, resource: &str) -> u32 {
    let (Some(pattern), Some(resource)) = (Arn::parse(pattern), Arn::parse(resource)) else {
        return 500;
    };
    let differs = |one: &str, other: &str| u32::from(one != other && !one.contains(['*', '?']));
    500 * differs(pattern.service, resource.service)
        + 100 * differs(pattern.partition, resource.partition)
        + 60 * differs(pattern.account, resource.account)
        + 40 * differs(pattern.region, resource.region)
        + unlikeness(pattern.resource, resource.resource)
}

/// 0 for the same words, 100 for words that share neither beginning nor end.
fn unlikeness(pattern: &str, text: &str) -> u32 {
    let length = pattern.len().max(text.len());
    if length == 0 {
        return 0;
    }
    let same = |pair: &(u8, u8)| pair.0.eq_ignore_ascii_case(&pair.1);
    let start = pattern.bytes().zip(text.bytes()).take_while(same).count();
    let most = pattern.len().min(text.len()) - start;
    let end = pattern
        .bytes()
        .rev()
        .zip(text.bytes().rev())
        .take_while(same)
        .count()
        .min(most);
    u32::try_from(100 - 100 * (start + end) / length).unwrap_or(100)
}

/// The context keys that the request does not have and that would change the decision, in the order
/// in which the policies ask for them.
///
/// Each is tried on the trace itself: with every condition on the key taken as holding, and as
/// failing.
pub(super) fn missing_keys(evaluation: &Evaluation, policies: &PolicySet) -> Vec<MissingKey> {
    let mut keys: Vec<(&str, &str)> = Vec::new();
    for (statement, condition) in missing_conditions(&evaluation.trace) {
        if let Some(key) = key_of(policies, statement, condition)
            && !keys.iter().any(|(lower, _)| *lower == key.lower())
        {
            keys.push((key.lower(), key.as_str()));
        }
    }
    let verdict_if = |lower: &str, holds: bool| {
        let mut trace = evaluation.trace.clone();
        for statement in &mut trace.statements {
            let range = statement.conditions.start as usize..statement.conditions.end as usize;
            let Some(conditions) = trace.conditions.get_mut(range) else {
                continue;
            };
            for condition in conditions.iter_mut() {
                let key = key_of(policies, statement.reference, condition.condition);
                if condition.reason == ConditionReason::KeyMissing
                    && key.is_some_and(|key| key.lower() == lower)
                {
                    condition.holds = holds;
                }
            }
            statement.condition_holds = conditions.iter().all(|condition| condition.holds);
        }
        trace.verdict()
    };
    let changes = |verdict: &Verdict| verdict.decision != evaluation.verdict.decision;
    keys.into_iter()
        .map(|(lower, key)| MissingKey {
            key: key.to_owned(),
            if_it_fits: verdict_if(lower, true),
            if_it_does_not: verdict_if(lower, false),
        })
        .filter(|missing| changes(&missing.if_it_fits) || changes(&missing.if_it_does_not))
        .collect()
}

fn missing_conditions(trace: &Trace) -> impl Iterator<Item = (StatementRef, u32)> {
    trace.statements.iter().flat_map(|statement| {
        let range = statement.conditions.start as usize..statement.conditions.end as usize;
        let conditions = trace.conditions.get(range).unwrap_or_default();
        conditions
            .iter()
            .filter(|condition| condition.reason == ConditionReason::KeyMissing)
            .map(|condition| (statement.reference, condition.condition))
    })
}

fn key_of(policies: &PolicySet, statement: StatementRef, condition: u32) -> Option<&ContextKey> {
    let statement = policies.statement(statement)?;
    statement
        .conditions
        .get(condition as usize)
        .map(|condition| &condition.key)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::evaluate::evaluate;
    use crate::explain::explain;
    use crate::policy::PolicyType;
    use crate::policy_set::Policy;
    use crate::request::{Context, Principal};

    fn ask(policy: &str) -> (PolicySet, Request) {
        let mut policies = PolicySet::new();
        policies.add(Arc::new(Policy::read(
            "p",
            PolicyType::IdentityBased,
            policy,
        )));
        let principal = Principal::parse("arn:aws:iam::111122223333:user/ana");
        let request = Request::new(
            principal.expect("a user"),
            "s3:GetObject",
            "arn:aws:s3:::reports/q3.csv",
            Context::new(),
        );
        (policies, request)
    }

    #[test]
    fn the_nearest_statement_comes_first() {
        let (policies, request) = ask(r#"{"Version": "2012-10-17", "Statement": [
            {"Sid": "OtherService", "Effect": "Allow", "Action": "sqs:*", "Resource": "*"},
            {"Sid": "TwoFaults", "Effect": "Allow", "Action": "s3:PutObject",
             "Resource": "arn:aws:s3:::other/*"},
            {"Sid": "OtherBucket", "Effect": "Allow", "Action": "s3:Get*",
             "Resource": "arn:aws:s3:::elsewhere/*"},
            {"Sid": "Misspelt", "Effect": "Allow", "Action": "s3:Get*",
             "Resource": "arn:aws:s3:::report/*"},
            {"Sid": "Denies", "Effect": "Deny", "Action": "s3:Get*", "Resource": "arn:aws:s3:::x"}
        ]}"#);
        let explanation = explain(&evaluate(&policies, &request), &policies, &request);
        let order: Vec<String> = explanation
            .near_misses
            .iter()
            .map(|miss| {
                let label = &explanation.statements[miss.reference.statement as usize].label;
                format!("{label} {:?}", miss.failed)
            })
            .collect();
        assert_eq!(
            order,
            [
                "Misspelt [Resource]",
                "OtherBucket [Resource]",
                "OtherService [Action]",
                "TwoFaults [Action, Resource]"
            ]
        );
    }

    #[test]
    fn missing_keys_are_those_that_would_change_the_decision() {
        let (policies, request) = ask(r#"{"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {
                "Bool": {"aws:MultiFactorAuthPresent": "true"},
                "StringNotEquals": {"aws:SourceVpc": "vpc-1"}}},
            {"Effect": "Deny", "Action": "sqs:*", "Resource": "*",
             "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}}
        ]}"#);
        let evaluation = evaluate(&policies, &request);
        let missing = missing_keys(&evaluation, &policies);
        let [mfa] = missing.as_slice() else {
            panic!("{missing:?}")
        };
        assert_eq!(mfa.key, "aws:MultiFactorAuthPresent");
        assert_eq!(mfa.if_it_fits.decision, Decision::Allowed);
        assert_eq!(mfa.if_it_does_not.decision, Decision::ImplicitDeny);
    }
}
