//! The points where AWS is silent or contradicts itself, and whether one decided.
//!
//! Each point is tried on the trace itself: what it bears on is taken as the other reading would
//! have it, and the trace is folded again. A point decided if the decision would then be another.
//! The points and what the playground does are in the table of `docs/semantics.md`.

mod point;

pub use point::UncertainPoint;

use self::UncertainPoint::{
    U1, U2, U3, U4, U5, U6, U7, U8, U9, U10, U11, U12, U13, U14, U15, U16, U17, U18, U19, U20, U21,
    U23, U24,
};
use crate::arn::Arn;
use crate::arn_pattern::{ArnPattern, MatchRule, RequestResource, ShortArn};
use crate::condition::compare::Operand;
use crate::condition::{Comparison, Condition, ConditionReason, Operator, SetOperator, ValueType};
use crate::policy::{Effect, Polarity, PolicyType, ResourceElement, Statement};
use crate::policy_set::{Policy, PolicySet};
use crate::request::{CallerKind, Context, ContextValues, Request};
use crate::trace::{
    AccountRelation, ConditionTrace, Decision, ElementOutcome, Evaluation, Exemption,
    PrincipalMatch, PrincipalOutcome, ResourcePolicyRule, SpecialRule, Standing, StatementTrace,
    Trace,
};
use crate::variable::{Template, Unset, Version, Wildcards};

/// The points that decided.
pub(super) fn uncertain_points(
    evaluation: &Evaluation,
    policies: &PolicySet,
    request: &Request,
) -> Vec<UncertainPoint> {
    let scene = Scene {
        trace: &evaluation.trace,
        policies,
        request,
        resource: RequestResource::new(request.resource(), request.service()),
        respelled: (0..)
            .zip(policies.members())
            .filter(|(_, member)| is_respelled(&member.policy))
            .map(|(index, _)| index)
            .collect(),
    };
    let decides = |point: &UncertainPoint| match point {
        U14 => evaluation.verdict.decision == Decision::ExplicitDeny && scene.denying_types() > 1,
        point => scene
            .otherwise(*point)
            .is_some_and(|other| other.verdict().decision != evaluation.verdict.decision),
    };
    UncertainPoint::all().filter(decides).collect()
}

struct Scene<'a> {
    trace: &'a Trace,
    policies: &'a PolicySet,
    request: &'a Request,
    resource: RequestResource<'a>,
    /// The policies, by index, in which an operator is not spelled as AWS spells it.
    respelled: Vec<u32>,
}

/// What another reading changes in the trace of one statement.
enum Change {
    /// The statement does not take part.
    Off,
    Resource(bool),
    Principal(PrincipalOutcome),
    /// The condition of that index, counted in the statement.
    Condition(usize, bool),
}

impl Scene<'_> {
    /// The trace as another reading of the point would have it; none where it bears on nothing.
    fn otherwise(&self, point: UncertainPoint) -> Option<Trace> {
        match point {
            U21 => {
                let standing = self.trace.standing(PolicyType::ResourceControl);
                let exempt = standing == Standing::Exempt(Exemption::ServiceNotCovered);
                exempt.then(|| self.with_standing(PolicyType::ResourceControl, Standing::Applies))
            }
            U19 if self.trace.situation.resource_policy
                == ResourcePolicyRule::TrustPolicyRequired =>
            {
                let direct = self
                    .trace
                    .matching(PolicyType::RoleTrust, Effect::Allow)
                    .any(is_direct);
                let bears = self.is_user_of_the_account() && direct;
                let boundary = PolicyType::PermissionsBoundary;
                bears.then(|| self.with_standing(boundary, Standing::NoPolicy))
            }
            U23 if !self.one_session_policy_does_not_allow() => None,
            _ => self.with_changes(point),
        }
    }

    fn with_standing(&self, policy_type: PolicyType, standing: Standing) -> Trace {
        let mut trace = self.trace.clone();
        for (other, slot) in PolicyType::ALL.iter().zip(&mut trace.standings) {
            if *other == policy_type {
                *slot = standing;
            }
        }
        trace
    }

    fn with_changes(&self, point: UncertainPoint) -> Option<Trace> {
        let mut changed: Option<Trace> = None;
        // No reading makes another action match.
        let statements = self.trace.statements.iter().enumerate();
        for (index, statement) in statements.filter(|(_, s)| s.action.matches()) {
            for change in self.changes(point, statement) {
                let trace = changed.get_or_insert_with(|| self.trace.clone());
                apply(trace, index, change);
            }
        }
        changed
    }

    fn changes(&self, point: UncertainPoint, trace: &StatementTrace) -> Vec<Change> {
        let (Some(policy), Some(statement)) = (
            self.policies.policy(trace.reference),
            self.policies.statement(trace.reference),
        ) else {
            return Vec::new();
        };
        let mut changes = Vec::new();
        if self.is_off(point, statement, trace) {
            changes.push(Change::Off);
        }
        changes.extend(
            self.principal(point, statement, trace)
                .map(Change::Principal),
        );
        let element = statement.resource.as_ref();
        let other = element.and_then(|element| self.resource(point, element, trace.policy_type));
        changes.extend(
            other
                .filter(|other| *other != trace.resource.matches())
                .map(Change::Resource),
        );
        let range = trace.conditions.start as usize..trace.conditions.end as usize;
        let conditions = self.trace.conditions.get(range).unwrap_or_default();
        for (index, (condition, found)) in statement.conditions.iter().zip(conditions).enumerate() {
            let other = self.condition(point, policy, condition, found);
            changes.extend(
                other
                    .filter(|other| *other != found.holds)
                    .map(|other| Change::Condition(index, other)),
            );
        }
        changes
    }

    /// Whether the statement takes no part in another reading.
    fn is_off(&self, point: UncertainPoint, statement: &Statement, trace: &StatementTrace) -> bool {
        let context = self.request.context();
        let resource = statement.resource.as_ref();
        match point {
            U8 => {
                let partly = |unset: Vec<bool>| unset.contains(&true) && unset.contains(&false);
                let patterns = resource.map_or(&[][..], |resource| &resource.patterns);
                let of_resource = patterns.iter().map(|p| is_unset(&p.value, context));
                partly(of_resource.collect())
                    || statement.conditions.iter().any(|condition| {
                        let values = condition.values.iter();
                        partly(
                            values
                                .map(|v| is_unset_operand(&v.value, context))
                                .collect(),
                        )
                    })
            }
            U9 => resource.is_some_and(|resource| {
                let unset = |pattern: &ArnPattern| is_unset(pattern, context);
                resource.polarity == Polarity::AllBut
                    && resource.patterns.iter().any(|p| unset(&p.value))
            }),
            U16 => self.respelled.contains(&trace.reference.policy),
            U20 => {
                let any = |pattern: &ArnPattern| pattern.written().as_deref() == Some("*");
                let plain = resource.is_some_and(|resource| {
                    resource.polarity == Polarity::Listed
                        && resource.patterns.iter().all(|p| any(&p.value))
                });
                trace.policy_type == PolicyType::ServiceControl
                    && trace.effect == Effect::Allow
                    && !(plain && statement.conditions.is_empty())
            }
            U23 => trace.policy_type == PolicyType::Session && trace.effect == Effect::Allow,
            _ => false,
        }
    }

    fn principal(
        &self,
        point: UncertainPoint,
        statement: &Statement,
        trace: &StatementTrace,
    ) -> Option<PrincipalOutcome> {
        use PrincipalMatch::{Account, Anyone, Caller, Parent};
        let situation = self.trace.situation;
        let grants =
            trace.effect == Effect::Allow && trace.policy_type == self.trace.resource_policy_type();
        match (point, trace.principal) {
            (U11, PrincipalOutcome::PartlyExcluded(index)) => {
                Some(PrincipalOutcome::Excluded(index))
            }
            (U12, PrincipalOutcome::Matched(_, Anyone)) => {
                let bears = grants && situation.caller == CallerKind::Service;
                bears.then_some(PrincipalOutcome::NoneMatched)
            }
            (U13, PrincipalOutcome::Matched(index, Anyone)) => {
                // For a role that a condition names AWS says what holds.
                let named = situation.caller != CallerKind::User
                    && statement.conditions.iter().any(|condition| {
                        condition.key.lower() == "aws:principalarn"
                            && !condition.operator.is_negated()
                    });
                let limited = matches!(
                    situation.caller,
                    CallerKind::User
                        | CallerKind::RoleSession
                        | CallerKind::ServiceLinkedRole
                        | CallerKind::FederatedUser
                );
                let one_account = situation.account == AccountRelation::Same;
                let bears = grants && limited && one_account && !named;
                bears.then_some(PrincipalOutcome::Matched(index, Parent))
            }
            (U18, PrincipalOutcome::Matched(_, Account)) => {
                let gateway = ["s3", "dynamodb"].contains(&self.request.service());
                let bears = gateway
                    && trace.policy_type == PolicyType::VpcEndpoint
                    && situation.caller != CallerKind::Root;
                bears.then_some(PrincipalOutcome::NoneMatched)
            }
            (U19, PrincipalOutcome::Matched(index, Caller)) => {
                let key = situation.resource_policy == ResourcePolicyRule::KeyPolicyRequired;
                let bears = grants && key && self.is_user_of_the_account();
                bears.then_some(PrincipalOutcome::Matched(index, Parent))
            }
            _ => None,
        }
    }

    /// Whether the element matches in another reading.
    fn resource(
        &self,
        point: UncertainPoint,
        element: &ResourceElement,
        policy_type: PolicyType,
    ) -> Option<bool> {
        let context = self.request.context();
        let completes = match policy_type {
            PolicyType::IdentityBased | PolicyType::PermissionsBoundary => ShortArn::Completed,
            _ => ShortArn::AsWritten,
        };
        let any = |found: &dyn Fn(&ArnPattern) -> Result<Option<MatchRule>, Unset>| {
            let covers = |pattern: &ArnPattern| matches!(found(pattern), Ok(Some(_)));
            let listed = element
                .patterns
                .iter()
                .any(|pattern| covers(&pattern.value));
            Some(listed == (element.polarity == Polarity::Listed))
        };
        match point {
            U1 => any(&|p| p.matches_resource_part_by_part(&self.resource, completes, context)),
            U2 => {
                let other = match policy_type {
                    PolicyType::IdentityBased => return None,
                    PolicyType::PermissionsBoundary => ShortArn::AsWritten,
                    _ => ShortArn::Completed,
                };
                any(&|p| p.matches_resource(&self.resource, other, context))
            }
            U10 if element
                .patterns
                .iter()
                .any(|p| p.value.variables().next().is_some()) =>
            {
                any(&|p| {
                    let pattern = p.with_values(context)?;
                    pattern.matches_resource(&self.resource, completes, context)
                })
            }
            U17 if self.request.resource() == "*" => {
                let as_it_is = RequestResource::new(self.request.resource(), "");
                any(&|p| p.matches_resource(&as_it_is, completes, context))
            }
            _ => None,
        }
    }

    /// Whether the condition holds in another reading.
    fn condition(
        &self,
        point: UncertainPoint,
        policy: &Policy,
        condition: &Condition,
        found: &ConditionTrace,
    ) -> Option<bool> {
        let context = self.request.context();
        let operator = condition.operator;
        let value_type = operator.comparison.row().value_type;
        let missing = found.reason == ConditionReason::KeyMissing;
        let values = context.get(condition.key.lower());
        let values = values.map_or(&[][..], ContextValues::as_slice);
        match point {
            U1 if value_type == ValueType::Arn => as_one_text(condition, values, context),
            U3 if operator.comparison == Comparison::Bool => {
                let old = policy.document()?.version == Version::V2008;
                (!old).then(|| with_variables(condition, policy, context).holds(context).0)
            }
            U4 if found.reason == ConditionReason::SeveralValues => {
                let set = Some(SetOperator::ForAnyValue);
                Some(
                    with_operator(condition, Operator { set, ..operator })
                        .holds(context)
                        .0,
                )
            }
            U5 => {
                let bears = operator.set == Some(SetOperator::ForAnyValue)
                    && operator.if_exists
                    && (missing || found.reason == ConditionReason::NoValues);
                bears.then_some(true)
            }
            U6 if values.iter().any(String::is_empty) => {
                Some(with_empty(condition, values, context))
            }
            U7 => {
                let bears = operator.set == Some(SetOperator::ForAllValues)
                    && operator.comparison == Comparison::StringNotLike;
                (bears && missing).then_some(false)
            }
            U10 if matches!(value_type, ValueType::Pattern | ValueType::Arn) => {
                let mut condition = condition.clone();
                for value in &mut condition.values {
                    if let Some(other) = with_values(&value.value, context) {
                        value.value = other;
                    }
                }
                Some(condition.holds(context).0)
            }
            U15 if matches!(value_type, ValueType::Number | ValueType::Date) => {
                let unreadable = |text: &String| {
                    Operand::parse(text, value_type, Version::V2008)
                        .is_ok_and(|operand| operand.is_unreadable())
                };
                let bears = condition
                    .values
                    .iter()
                    .any(|value| value.value.is_unreadable())
                    || values.iter().any(unreadable);
                (bears && operator.is_negated() && !values.is_empty()).then_some(false)
            }
            U24 => {
                let keys = ["aws:principalarn", "aws:principaltype", "aws:userid"];
                let bears = self.trace.situation.caller == CallerKind::Service
                    && keys.contains(&condition.key.lower());
                (bears && missing).then_some(!found.holds)
            }
            _ => None,
        }
    }

    fn is_user_of_the_account(&self) -> bool {
        let situation = self.trace.situation;
        situation.caller == CallerKind::User && situation.account == AccountRelation::Same
    }

    fn denying_types(&self) -> usize {
        // The root user reaches the policy of its bucket whatever that policy denies.
        let rescued = self.trace.situation.special == Some(SpecialRule::BucketPolicyRescue);
        let denies = |policy_type: &&PolicyType| {
            let counts = !(rescued && **policy_type == PolicyType::ResourceBased);
            let mut denying = self.trace.matching(**policy_type, Effect::Deny);
            counts && denying.next().is_some()
        };
        PolicyType::ALL.iter().filter(denies).count()
    }

    fn one_session_policy_does_not_allow(&self) -> bool {
        let session = PolicyType::Session;
        let allows = self.trace.matching(session, Effect::Allow);
        let allowing: Vec<u32> = allows.map(|statement| statement.reference.policy).collect();
        (0..).zip(self.policies.members()).any(|(policy, member)| {
            member.policy.policy_type == session
                && member.policy.document().is_some()
                && !allowing.contains(&policy)
        })
    }
}

fn apply(trace: &mut Trace, statement: usize, change: Change) {
    let Some(slot) = trace.statements.get_mut(statement) else {
        return;
    };
    match change {
        Change::Off => slot.action = ElementOutcome::NoneMatched,
        Change::Resource(true) => slot.resource = ElementOutcome::Matched(0, MatchRule::Plain),
        Change::Resource(false) => slot.resource = ElementOutcome::NoneMatched,
        Change::Principal(outcome) => slot.principal = outcome,
        Change::Condition(index, holds) => {
            let range = slot.conditions.start as usize..slot.conditions.end as usize;
            let conditions = trace.conditions.get_mut(range).unwrap_or_default();
            if let Some(condition) = conditions.get_mut(index) {
                condition.holds = holds;
            }
            slot.condition_holds = conditions.iter().all(|condition| condition.holds);
        }
    }
}

fn is_respelled(policy: &Policy) -> bool {
    let mut conditions = policy.statements().iter().flat_map(|s| &s.conditions);
    conditions.any(|condition| {
        let written = condition.operator_span.of(&policy.text).trim_matches('"');
        written != condition.operator.to_string()
    })
}

fn is_direct(statement: &StatementTrace) -> bool {
    matches!(
        statement.principal,
        PrincipalOutcome::Matched(_, PrincipalMatch::Caller | PrincipalMatch::Anyone)
    )
}

fn is_unset(pattern: &ArnPattern, context: &Context) -> bool {
    pattern
        .variables()
        .any(|variable| variable.value(context).is_err())
}

fn is_unset_operand(operand: &Operand, context: &Context) -> bool {
    match operand {
        Operand::Text(template) => template
            .variables()
            .any(|variable| variable.value(context).is_err()),
        Operand::Arn(pattern) => is_unset(pattern, context),
        Operand::Number(_)
        | Operand::Date(_)
        | Operand::Boolean(_)
        | Operand::Binary(_)
        | Operand::IpRange(_) => false,
    }
}

fn with_operator(condition: &Condition, operator: Operator) -> Condition {
    Condition {
        operator,
        ..condition.clone()
    }
}

/// The values of variables in their places, with wildcards of their own.
fn with_values(operand: &Operand, context: &Context) -> Option<Operand> {
    match operand {
        Operand::Text(template) => template.with_values(context).ok().map(Operand::Text),
        Operand::Arn(pattern) => pattern.with_values(context).ok().map(Operand::Arn),
        Operand::Number(_)
        | Operand::Date(_)
        | Operand::Boolean(_)
        | Operand::Binary(_)
        | Operand::IpRange(_) => None,
    }
}

/// An ARN operator that compares whole texts, where its wildcards are such that a `*` that runs
/// over colons is all that this changes.
fn as_one_text(condition: &Condition, values: &[String], context: &Context) -> Option<bool> {
    let comparison = match condition.operator.is_negated() {
        true => Comparison::StringNotLike,
        false => Comparison::StringLike,
    };
    let operator = Operator {
        comparison,
        ..condition.operator
    };
    let mut condition = with_operator(condition, operator);
    for value in &mut condition.values {
        let text = value.value.written()?;
        let mut parts = text.splitn(6, ':').take(5);
        if text == "*" || parts.any(|part| part.trim_end_matches('*').contains(['*', '?'])) {
            return None;
        }
        value.value = Operand::parse(&text, ValueType::Pattern, Version::V2008).ok()?;
    }
    let are_arns = values.iter().all(|value| Arn::parse(value).is_some());
    are_arns.then(|| condition.holds(context).0)
}

/// A condition of Bool whose variables have their values.
fn with_variables(condition: &Condition, policy: &Policy, context: &Context) -> Condition {
    let mut condition = condition.clone();
    for value in &mut condition.values {
        let text = value.span.of(&policy.text).trim_matches('"');
        let template = Template::parse(text, Version::V2012, Wildcards::No).ok();
        let resolved = template.and_then(|template| template.with_values(context).ok()?.written());
        let operand = resolved
            .and_then(|text| Operand::parse(&text, ValueType::Boolean, Version::V2008).ok());
        if let Some(operand) = operand {
            value.value = operand;
        }
    }
    condition
}

/// Whether a condition holds where an empty value is none, or for `ForAllValues` is one.
fn with_empty(condition: &Condition, values: &[String], context: &Context) -> bool {
    let key = condition.key.as_str();
    let mut context = context.clone();
    if condition.operator.set == Some(SetOperator::ForAllValues) {
        let holds = condition.holds(&context).0;
        context.set_one(key, "");
        let one = Operator {
            set: None,
            ..condition.operator
        };
        return holds && with_operator(condition, one).holds(&context).0;
    }
    let rest: Vec<String> = values.iter().filter(|v| !v.is_empty()).cloned().collect();
    match rest.as_slice() {
        [] => context.remove(key),
        [one] => context.set_one(key, one),
        _ => context.set(key, ContextValues::Many(rest)),
    }
    condition.holds(&context).0
}
