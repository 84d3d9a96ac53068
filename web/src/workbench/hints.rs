//! What the policies suggest to ask: the names that they have, and names that fit their patterns.

use std::collections::BTreeSet;

use iam_evaluator::pattern::Pattern;
use iam_evaluator::policy::PrincipalId;
use iam_evaluator::{Policy, Principal, Span, Statement};

use crate::workbench::outcome::Field;
use crate::workbench::reading::Reading;

/// The most suggestions for one field.
pub const MOST_SUGGESTIONS: usize = 50;

/// Actions that one knows, for patterns such as `s3:Get*`.
const ACTIONS: [&str; 32] = [
    "s3:GetObject",
    "s3:PutObject",
    "s3:ListBucket",
    "s3:DeleteObject",
    "s3:CreateBucket",
    "s3:ListAllMyBuckets",
    "s3:GetBucketPolicy",
    "ec2:RunInstances",
    "ec2:DescribeInstances",
    "ec2:StartInstances",
    "ec2:TerminateInstances",
    "ec2:CreateTags",
    "iam:PassRole",
    "iam:GetUser",
    "iam:ListUsers",
    "iam:CreateUser",
    "sts:AssumeRole",
    "lambda:InvokeFunction",
    "lambda:CreateFunction",
    "lambda:ListFunctions",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "kms:Decrypt",
    "kms:GenerateDataKey",
    "sqs:SendMessage",
    "sqs:ReceiveMessage",
    "sns:Publish",
    "logs:PutLogEvents",
    "secretsmanager:GetSecretValue",
    "ssm:GetParameter",
    "cloudwatch:PutMetricData",
];

/// What the fields of the request could hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hints {
    principal: Vec<String>,
    action: Vec<String>,
    resource: Vec<String>,
}

impl Hints {
    /// What the policies that take part suggest.
    pub fn of(reading: &Reading) -> Hints {
        let all = |field| {
            let on = reading.policies.iter().filter(|policy| policy.is_on);
            suggestions(
                on.filter_map(|policy| policy.in_force().map(|policy| &**policy)),
                field,
            )
        };
        Hints {
            principal: all(Field::Principal),
            action: all(Field::Action),
            resource: all(Field::Resource),
        }
    }

    /// What this field could hold.
    pub fn of_field(&self, field: Field) -> &[String] {
        match field {
            Field::Principal => &self.principal,
            Field::Action => &self.action,
            Field::Resource => &self.resource,
        }
    }
}

/// What a field of the request could hold: first what the policies name, then what fits their
/// patterns. Each once.
pub fn suggestions<'a>(policies: impl Iterator<Item = &'a Policy>, field: Field) -> Vec<String> {
    let mut named = Vec::new();
    let mut fitting = Vec::new();
    let mut seen = BTreeSet::new();
    'all: for policy in policies {
        for statement in policy.statements() {
            for text in words(policy, statement, field) {
                let suggestion = match field {
                    Field::Principal => Some(text.clone()),
                    Field::Action => action(&text),
                    Field::Resource => resource(&text),
                };
                let Some(suggestion) =
                    suggestion.filter(|suggestion| seen.insert(suggestion.clone()))
                else {
                    continue;
                };
                match suggestion == text {
                    true => named.push(suggestion),
                    false => fitting.push(suggestion),
                }
                if seen.len() == MOST_SUGGESTIONS {
                    break 'all;
                }
            }
        }
    }
    named.append(&mut fitting);
    named
}

/// What a statement says about a field, as it is written.
fn words(policy: &Policy, statement: &Statement, field: Field) -> Vec<String> {
    let written = |span: Span| span.of(&policy.text).trim_matches('"').to_owned();
    match field {
        Field::Principal => {
            let ids = statement.principal.iter().flat_map(|element| &element.ids);
            ids.filter_map(|id| principal(&id.value)).collect()
        }
        Field::Action => {
            let patterns = statement.action.patterns.iter();
            patterns.map(|pattern| written(pattern.span)).collect()
        }
        Field::Resource => {
            let patterns = statement
                .resource
                .iter()
                .flat_map(|element| &element.patterns);
            patterns.map(|pattern| written(pattern.span)).collect()
        }
    }
}

/// One principal that an entry of `Principal` names.
fn principal(id: &PrincipalId) -> Option<String> {
    let text = match id {
        PrincipalId::Everyone => "anonymous".to_owned(),
        PrincipalId::Account(account) => format!("arn:aws:iam::{account}:user/ana"),
        PrincipalId::Arn(name) | PrincipalId::Service(name) | PrincipalId::Federated(name) => {
            name.clone()
        }
        PrincipalId::EveryAwsPrincipal
        | PrincipalId::UniqueId(_)
        | PrincipalId::CanonicalUser(_) => return None,
    };
    Principal::parse(&text).is_ok().then_some(text)
}

/// An action that a pattern covers: itself, or one that everybody knows.
fn action(pattern: &str) -> Option<String> {
    if pattern.contains(['$', '\\']) {
        return None;
    }
    if !pattern.contains(['*', '?']) {
        return Some(pattern.to_owned());
    }
    let lower = Pattern::new(&pattern.to_ascii_lowercase());
    let known = ACTIONS
        .iter()
        .find(|action| lower.matches(&action.to_ascii_lowercase()))?;
    (pattern != "*").then(|| (*known).to_owned())
}

/// A resource that a pattern covers: itself, or one with likely words in the place of wildcards.
fn resource(pattern: &str) -> Option<String> {
    if pattern.contains(['$', '\\']) {
        return None;
    }
    if !pattern.contains(['*', '?']) {
        return Some(pattern.to_owned());
    }
    let parts: Vec<&str> = pattern.splitn(6, ':').collect();
    let [arn, partition, service, region, account, name] = parts.as_slice() else {
        return None;
    };
    if service.contains(['*', '?']) {
        return None;
    }
    let whole = |part: &str, likely: &str| match part.contains(['*', '?']) {
        true => likely.to_owned(),
        false => part.to_owned(),
    };
    let mut filled = String::new();
    for character in name.chars() {
        match character {
            '*' if filled.ends_with(|last: char| last.is_alphanumeric()) => {
                filled.push_str("-example");
            }
            '*' => filled.push_str("example"),
            '?' => filled.push('x'),
            other => filled.push(other),
        }
    }
    let instance = [
        *arn,
        &whole(partition, "aws"),
        service,
        &whole(region, "us-east-1"),
        &whole(account, "111122223333"),
        &filled,
    ]
    .join(":");
    // What does not fit its own pattern would mislead.
    Pattern::new(pattern).matches(&instance).then_some(instance)
}

#[cfg(test)]
mod tests {
    use super::*;
    use iam_evaluator::PolicyType;

    fn check(statement: &str, field: Field, expected: &[&str]) {
        let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{statement}]}}"#);
        let policy = Policy::read("p", PolicyType::ResourceBased, &text);
        assert!(policy.document().is_some(), "{:?}", policy.findings());
        assert_eq!(suggestions([&policy].into_iter(), field), expected);
    }

    #[test]
    fn names_come_before_what_fits_a_pattern() {
        let statement = r#"{"Effect": "Allow", "Principal": "*",
            "Action": ["s3:Get*", "sqs:SetQueueAttributes", "s3:GetObject", "*", "fancy:Do*"],
            "Resource": ["arn:aws:s3:::photos/*", "arn:aws:s3:::photos", "arn:aws:s3:::a-*-?",
                         "arn:aws:sqs:*:*:q*", "*", "arn:aws:s3:::home/${aws:username}"]}"#;
        check(
            statement,
            Field::Action,
            &["sqs:SetQueueAttributes", "s3:GetObject"],
        );
        check(
            statement,
            Field::Resource,
            &[
                "arn:aws:s3:::photos",
                "arn:aws:s3:::photos/example",
                "arn:aws:s3:::a-example-x",
                "arn:aws:sqs:us-east-1:111122223333:q-example",
            ],
        );
        check(statement, Field::Principal, &["anonymous"]);
    }

    #[test]
    fn principals_are_those_that_can_ask() {
        check(
            r#"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*",
                "Principal": {"AWS": ["444455556666", "arn:aws:iam::111122223333:role/app"],
                              "Service": "cloudtrail.amazonaws.com"}}"#,
            Field::Principal,
            &[
                "arn:aws:iam::444455556666:user/ana",
                "arn:aws:iam::111122223333:role/app",
                "cloudtrail.amazonaws.com",
            ],
        );
    }
}
