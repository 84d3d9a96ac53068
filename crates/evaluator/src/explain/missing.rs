//! Context keys that the request does not have: what the decision would be if it had them.

use super::near::written;
use crate::condition::{Comparison, Condition, ValueType};
use crate::evaluate::evaluate;
use crate::pattern::{ANY_MANY, ANY_ONE};
use crate::policy_set::PolicySet;
use crate::request::{Context, ContextKey, ContextValues, Request};
use crate::trace::{Decision, Evaluation, StatementTrace, Verdict};
use crate::variable::{Template, Version, Wildcards};

/// How many values are tried at most, since this is done on every key press.
const MOST_TRIES: usize = 32;

/// A context key that the request does not have, and that would change the decision.
#[derive(Clone, Debug, PartialEq)]
pub struct MissingKey {
    /// The key, as a policy writes it.
    pub key: String,
    /// What the operator that reads the key takes its values as; none for `Null`.
    pub value_type: Option<ValueType>,
    /// A value with which the decision is another one; a list where the operator takes several.
    pub values: ContextValues,
    /// The verdict if the request had the key with that value.
    pub if_present: Verdict,
    /// The verdict without the key, as it is.
    pub if_absent: Verdict,
}

/// The context keys that the request does not have and that would change the decision, in the order
/// in which the policies ask for them.
///
/// Only the conditions of statements that match otherwise can matter. For each, values that fit it
/// and values that do not are put into the request, and the request is decided again.
pub(super) fn missing_keys(
    evaluation: &Evaluation,
    policies: &PolicySet,
    request: &Request,
) -> Vec<MissingKey> {
    let mut found: Vec<MissingKey> = Vec::new();
    let mut tried: Vec<(&ContextKey, ContextValues)> = Vec::new();
    for trace in &evaluation.trace.statements {
        for (condition, version, text) in missing_conditions(trace, policies, request) {
            for values in samples(condition, version, text, request.context()) {
                let attempt = (&condition.key, values);
                if tried.len() >= MOST_TRIES || tried.contains(&attempt) {
                    continue;
                }
                let with_key = request
                    .clone()
                    .with_context(attempt.0.as_str(), attempt.1.clone());
                let if_present = evaluate(policies, &with_key).verdict;
                if if_present.decision != evaluation.verdict.decision {
                    let key = attempt.0.as_str().to_owned();
                    let value_type = (condition.operator.comparison != Comparison::Null)
                        .then(|| condition.operator.comparison.row().value_type);
                    add(
                        &mut found,
                        MissingKey {
                            key,
                            value_type,
                            values: attempt.1.clone(),
                            if_present,
                            if_absent: evaluation.verdict,
                        },
                    );
                }
                tried.push(attempt);
            }
        }
    }
    found
}

/// Each key once, with the first value that makes a difference, or with one that allows.
fn add(found: &mut Vec<MissingKey>, missing: MissingKey) {
    let same = |other: &&mut MissingKey| other.key.eq_ignore_ascii_case(&missing.key);
    match found.iter_mut().find(same) {
        None => found.push(missing),
        Some(other) => {
            let allows = |key: &MissingKey| key.if_present.decision == Decision::Allowed;
            if allows(&missing) && !allows(other) {
                *other = missing;
            }
        }
    }
}

/// The conditions on keys that the request does not have, where nothing else than conditions keeps
/// the statement from matching; with the version and the text of the policy.
fn missing_conditions<'a>(
    trace: &StatementTrace,
    policies: &'a PolicySet,
    request: &'a Request,
) -> impl Iterator<Item = (&'a Condition, Version, &'a str)> {
    let may_match = trace.principal.matches() && trace.action.matches() && trace.resource.matches();
    let policy = policies.policy(trace.reference).filter(|_| may_match);
    let statement = policies.statement(trace.reference);
    policy
        .zip(statement)
        .into_iter()
        .flat_map(move |(policy, statement)| {
            let version = policy.document().map_or(Version::V2008, |d| d.version);
            let conditions = statement.conditions.iter();
            conditions
                .filter(|condition| request.context().get(condition.key.lower()).is_none())
                .map(move |condition| (condition, version, policy.text.as_str()))
        })
}

/// Values for the key of a condition: some that fit its first value, and some that do not.
fn samples(
    condition: &Condition,
    version: Version,
    text: &str,
    context: &Context,
) -> Vec<ContextValues> {
    let Some(first) = condition.values.first() else {
        return Vec::new();
    };
    let row = condition.operator.comparison.row();
    let wildcards = match row.value_type {
        ValueType::Pattern | ValueType::Arn => Wildcards::Yes,
        _ => Wildcards::No,
    };
    let template = Template::parse(&written(first.span, text), version, wildcards).ok();
    let value = template.and_then(|template| filled(&template, context));
    let moved = |later| {
        value
            .as_deref()
            .and_then(|v| shifted(v, row.value_type, later))
    };
    let another = match row.value_type {
        _ if row.comparison == Comparison::Null => "x",
        ValueType::Text | ValueType::Pattern => "another",
        ValueType::Arn => "arn:aws:iam::000000000000:user/another",
        ValueType::IpRange => "192.0.2.1",
        ValueType::Binary => "AA==",
        ValueType::Boolean => match value.as_deref() {
            Some("true") => "false",
            _ => "true",
        },
        ValueType::Number | ValueType::Date => "",
    };
    let fitting = match row.value_type {
        _ if row.comparison == Comparison::Null => None,
        ValueType::IpRange => value
            .as_deref()
            .and_then(|range| range.split('/').next())
            .map(str::to_owned),
        _ => value.clone(),
    };
    [fitting, moved(true), moved(false), Some(another.to_owned())]
        .into_iter()
        .flatten()
        .filter(|value| !value.is_empty())
        .map(|value| match condition.operator.set {
            Some(_) => ContextValues::Many(vec![value]),
            None => ContextValues::One(value),
        })
        .collect()
}

/// A text that a template matches: `x` for each wildcard. None where a variable has no value.
fn filled(template: &Template, context: &Context) -> Option<String> {
    let bytes = template.whole().resolve(context).ok()?;
    let filled = bytes.iter().map(|byte| match *byte {
        ANY_ONE | ANY_MANY => b'x',
        byte => byte,
    });
    String::from_utf8(filled.collect()).ok()
}

/// A number that is greater or less by one, or a date later or earlier: by a year, or by a second
/// where it is written in seconds.
pub(super) fn shifted(value: &str, value_type: ValueType, later: bool) -> Option<String> {
    let step = |number: i64| match later {
        true => number.checked_add(1),
        false => number.checked_sub(1),
    };
    match value_type {
        ValueType::Number => {
            let whole = value.split('.').next()?;
            Some(step(whole.parse().ok()?)?.to_string())
        }
        ValueType::Date => {
            let (year, rest) = value.split_at_checked(4)?;
            let is_seconds = !rest.is_empty() && !rest.starts_with('-');
            match is_seconds {
                true => Some(step(value.parse().ok()?)?.to_string()),
                false => Some(format!("{:04}{rest}", step(year.parse().ok()?)?)),
            }
        }
        ValueType::Text
        | ValueType::Pattern
        | ValueType::Boolean
        | ValueType::Binary
        | ValueType::IpRange
        | ValueType::Arn => None,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::policy::PolicyType;
    use crate::policy_set::Policy;
    use crate::request::Principal;

    /// Each key with the decision that its value makes.
    fn check(statements: &str, expected: &[&str]) {
        let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#);
        let mut policies = PolicySet::new();
        let policy = Policy::read("p", PolicyType::IdentityBased, &text);
        assert!(policy.document().is_some(), "{:?}", policy.findings());
        policies.add(Arc::new(policy));
        let principal = Principal::parse("arn:aws:iam::111122223333:user/ana");
        let request = Request::new(
            principal.expect("a user"),
            "s3:GetObject",
            "arn:aws:s3:::reports/q3.csv",
            Context::new(),
        );
        let found = missing_keys(&evaluate(&policies, &request), &policies, &request);
        let shown: Vec<String> = found
            .iter()
            .map(|missing| {
                let decision = missing.if_present.decision.as_str();
                format!(
                    "{} {} {decision}",
                    missing.key,
                    missing.values.as_slice().join(",")
                )
            })
            .collect();
        assert_eq!(shown, expected);
    }

    fn allow_if(condition: &str) -> String {
        format!(
            r#"{{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {condition}}}"#
        )
    }

    #[test]
    fn missing_keys_are_those_that_would_change_the_decision() {
        check(
            r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {
                "Bool": {"aws:MultiFactorAuthPresent": "true"},
                "StringNotEquals": {"aws:SourceVpc": "vpc-1"}}},
            {"Effect": "Deny", "Action": "sqs:*", "Resource": "*",
             "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}}"#,
            &["aws:MultiFactorAuthPresent true allowed"],
        );
    }

    #[test]
    fn values_are_of_the_type_of_the_operator() {
        let check = |condition: &str, expected: &str| check(&allow_if(condition), &[expected]);
        check(
            r#"{"StringLike": {"s3:prefix": "home/*"}}"#,
            "s3:prefix home/x allowed",
        );
        check(
            r#"{"NumericLessThan": {"s3:max-keys": 10}}"#,
            "s3:max-keys 9 allowed",
        );
        check(
            r#"{"DateGreaterThan": {"aws:CurrentTime": "2026-01-31T12:00:00Z"}}"#,
            "aws:CurrentTime 2027-01-31T12:00:00Z allowed",
        );
        check(
            r#"{"DateLessThan": {"aws:EpochTime": "1767225600"}}"#,
            "aws:EpochTime 1767225599 allowed",
        );
        check(
            r#"{"DateLessThan": {"aws:CurrentTime": "2026"}}"#,
            "aws:CurrentTime 2025 allowed",
        );
        check(
            r#"{"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}"#,
            "aws:SourceIp 203.0.113.0 allowed",
        );
        check(
            r#"{"Null": {"aws:SourceVpc": "false"}}"#,
            "aws:SourceVpc x allowed",
        );
        check(
            r#"{"ForAnyValue:StringNotEquals": {"aws:TagKeys": "team"}}"#,
            "aws:TagKeys another allowed",
        );
        check(
            r#"{"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:t"}}"#,
            "aws:SourceArn arn:aws:sns:x:x:t allowed",
        );
        check(
            r#"{"BinaryEquals": {"app:digest": "QUJD"}}"#,
            "app:digest QUJD allowed",
        );
    }

    #[test]
    fn a_value_that_allows_is_preferred_and_one_that_denies_is_told() {
        check(
            r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
               {"Effect": "Deny", "Action": "*", "Resource": "*",
                "Condition": {"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}}}"#,
            &["aws:RequestedRegion eu-west-1 allowed"],
        );
        check(
            r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
               {"Effect": "Deny", "Action": "*", "Resource": "*",
                "Condition": {"StringEquals": {"aws:PrincipalTag/state": "blocked"}}}"#,
            &["aws:PrincipalTag/state blocked explicitDeny"],
        );
    }
}
