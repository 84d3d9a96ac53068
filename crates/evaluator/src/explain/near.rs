//! The statements that would have given the Allow that was missing, the nearest first.
//!
//! A statement is the nearer the fewer of its four elements fail. Among those with equally many,
//! the nearer is the one of whose failed words the smallest share would have to change, where an
//! action counts twice, and a condition, a partition, a Region or an account a fifth; what is
//! still equal stays in the order of the policies.

use super::likeness::unlikeness;
use super::{Element, ElementState, StatementExplanation};
use crate::condition::Condition;
use crate::json;
use crate::policy::{Effect, Polarity, PolicyType, Statement};
use crate::policy_set::{PolicySet, StatementRef};
use crate::request::{Identity, Principal, Request};
use crate::source::Span;
use crate::trace::{
    AccountRelation, DecidedBy, Decision, Evaluation, PrincipalMatch, PrincipalOutcome,
    ResourcePolicyRule, Standing, Trace,
};

/// What a failed condition counts for, and whatever else has no words to compare: a partition, a
/// Region, an account, a `Not…` element that leaves the request out, a request without a resource.
const A_FIFTH: u32 = 20;

/// A statement that nearly gave the Allow that was missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearMiss {
    /// Which statement.
    pub reference: StatementRef,
    /// The elements that failed, at least one.
    pub failed: Vec<Element>,
}

/// The Allow statements that nearly allowed a request, the nearest first; none unless an Allow was
/// missing. They are of the type of policy that lacked it.
pub(super) fn near_misses(
    evaluation: &Evaluation,
    statements: &[StatementExplanation],
    policies: &PolicySet,
    request: &Request,
) -> Vec<NearMiss> {
    let verdict = evaluation.verdict;
    let (Decision::ImplicitDeny, DecidedBy::Policies(lacking)) = (verdict.decision, verdict.by)
    else {
        return Vec::new();
    };
    let mut found: Vec<(usize, u32, NearMiss)> = statements
        .iter()
        .filter(|statement| {
            statement.effect == Effect::Allow
                && could_give(&evaluation.trace, lacking, policies, statement.reference)
        })
        .filter_map(|statement| {
            let failed = failed_elements(statement);
            if failed.is_empty() {
                // It grants, and S3 Block Public Access takes that away.
                return None;
            }
            let distance = distance(statement.reference, &failed, policies, request)?;
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

/// The elements of a statement that do not match.
pub(super) fn failed_elements(statement: &StatementExplanation) -> Vec<Element> {
    let elements = statement.elements.iter();
    elements
        .filter(|element| element.state == ElementState::DoesNotMatch)
        .map(|element| element.element)
        .collect()
}

/// Whether an Allow of this policy would have been the one that was missing: it is of the type
/// that lacked it, for SCPs also on a level that did. Where either side of one account may grant,
/// the resource's policy could have done so in place of the identity-based ones.
fn could_give(
    trace: &Trace,
    lacking: PolicyType,
    policies: &PolicySet,
    reference: StatementRef,
) -> bool {
    let Some(member) = policies.members().get(reference.policy as usize) else {
        return false;
    };
    let policy_type = member.policy.policy_type;
    if trace.standing(policy_type) != Standing::Applies {
        return false;
    }
    // What is granted to the account still takes an identity-based policy.
    let statements = &trace.statements;
    let index = statements.binary_search_by_key(&reference, |statement| statement.reference);
    let principal = index
        .ok()
        .and_then(|index| statements.get(index))
        .map(|s| s.principal);
    let to_account = matches!(
        principal,
        Some(PrincipalOutcome::Matched(_, PrincipalMatch::Account))
    );
    let either_side = lacking == PolicyType::IdentityBased
        && policy_type == PolicyType::ResourceBased
        && trace.situation.resource_policy == ResourcePolicyRule::EitherSide
        && trace.situation.account == AccountRelation::Same;
    either_side && !to_account
        || policy_type == lacking && level_lacks(trace, policy_type, member.level)
}

/// Whether an Allow is missing at a level; types without levels have one.
pub(super) fn level_lacks(trace: &Trace, policy_type: PolicyType, level: u32) -> bool {
    policy_type != PolicyType::ServiceControl
        || !trace
            .matching(policy_type, Effect::Allow)
            .any(|statement| statement.level == level)
}

fn distance(
    reference: StatementRef,
    failed: &[Element],
    policies: &PolicySet,
    request: &Request,
) -> Option<u32> {
    let statement = policies.statement(reference)?;
    let text = &policies.policy(reference)?.text;
    let elements = failed
        .iter()
        .map(|element| element_distance(*element, statement, text, request));
    Some(elements.fold(0, u32::saturating_add))
}

fn element_distance(element: Element, statement: &Statement, text: &str, request: &Request) -> u32 {
    let nearest = |spans: &mut dyn Iterator<Item = Span>, wanted: &[&str]| {
        spans
            .flat_map(|span| {
                let written = written(span, text);
                let each = wanted.iter();
                each.map(move |wanted| words_distance(&written, wanted))
            })
            .min()
            .unwrap_or(0)
    };
    match element {
        Element::Principal => match &statement.principal {
            Some(principal) if principal.polarity == Polarity::Listed => {
                let spans = &mut principal.ids.iter().map(|id| id.span);
                nearest(spans, &names(request.principal()))
            }
            _ => A_FIFTH,
        },
        Element::Action if statement.action.polarity == Polarity::Listed => {
            let patterns = statement.action.patterns.iter();
            let distances = patterns.map(|p| unlikeness(&written(p.span, text), request.action()));
            2 * distances.min().unwrap_or(0)
        }
        Element::Resource => match &statement.resource {
            Some(resource)
                if resource.polarity == Polarity::Listed && request.resource() != "*" =>
            {
                let spans = &mut resource.patterns.iter().map(|pattern| pattern.span);
                nearest(spans, &[request.resource()])
            }
            _ => A_FIFTH,
        },
        Element::Action => A_FIFTH,
        Element::Condition => {
            let failing = failing_conditions(statement, request).count();
            A_FIFTH.saturating_mul(u32::try_from(failing).unwrap_or(u32::MAX))
        }
    }
}

/// How far an ARN, or another name of a principal, is from the one that was asked for.
fn words_distance(written: &str, wanted: &str) -> u32 {
    let parts = written.splitn(6, ':').zip(wanted.splitn(6, ':'));
    let distances = (0..).zip(parts).map(|(index, (part, asked))| {
        let unlikeness = unlikeness(part, asked);
        match index {
            1 | 3 | 4 => unlikeness.min(A_FIFTH),
            _ => unlikeness,
        }
    });
    distances.sum()
}

/// The conditions of a statement that do not hold.
pub(super) fn failing_conditions<'a>(
    statement: &'a Statement,
    request: &'a Request,
) -> impl Iterator<Item = &'a Condition> {
    let conditions = statement.conditions.iter();
    conditions.filter(|condition| !condition.holds(request.context()).0)
}

/// The names by which a policy may call the caller itself, the best first.
pub(super) fn names(caller: &Principal) -> Vec<&str> {
    match &caller.identity {
        Identity::RoleSession { arn, role_arn, .. } => vec![role_arn, arn],
        Identity::User { arn, .. }
        | Identity::FederatedUser { arn, .. }
        | Identity::Root { arn } => {
            vec![arn]
        }
        Identity::Service { name } => vec![name],
        Identity::Saml { provider } | Identity::Oidc { provider } => vec![provider],
        Identity::Anonymous => vec!["*"],
    }
}

/// What a string or another plain value of a policy says.
pub(super) fn written(span: Span, text: &str) -> String {
    let literal = span.of(text);
    match json::parse(literal).root.as_str() {
        Some(decoded) => decoded.to_owned(),
        None => literal.to_owned(),
    }
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
}
