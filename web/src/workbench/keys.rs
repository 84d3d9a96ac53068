//! The condition keys that the policies read: what kind of value each takes, and who sets it.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>

use std::collections::BTreeMap;

use iam_evaluator::condition::compare::Operand;
use iam_evaluator::condition::{Comparison, ValueType};
use iam_evaluator::request::ContextKey;
use iam_evaluator::{Policy, Statement};

/// A key that some policy reads.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadKey {
    /// The key, as it is written where it is read first.
    pub key: String,
    /// What its values are compared as; none where only its presence is asked for.
    pub value_type: Option<ValueType>,
    /// Whether it is read as a key with several values.
    pub is_set: bool,
}

/// All keys that the policies read, each once, sorted by name.
pub fn keys_read<'a>(policies: impl Iterator<Item = &'a Policy>) -> Vec<ReadKey> {
    let mut keys: BTreeMap<String, ReadKey> = BTreeMap::new();
    for statement in policies.flat_map(Policy::statements) {
        read_statement(statement, &mut |key, value_type, is_set| {
            let read = keys
                .entry(key.lower().to_owned())
                .or_insert_with(|| ReadKey {
                    key: key.as_str().to_owned(),
                    value_type: None,
                    is_set: false,
                });
            read.value_type = read.value_type.or(value_type);
            read.is_set |= is_set;
        });
    }
    keys.into_values().collect()
}

/// Tells the keys of a statement: of its conditions, and of the policy variables in them and in its
/// resources.
fn read_statement(
    statement: &Statement,
    tell: &mut dyn FnMut(&ContextKey, Option<ValueType>, bool),
) {
    for condition in &statement.conditions {
        let comparison = condition.operator.comparison;
        let value_type = (comparison != Comparison::Null).then(|| comparison.row().value_type);
        tell(&condition.key, value_type, condition.operator.set.is_some());
        for value in &condition.values {
            match &value.value {
                Operand::Text(template) => {
                    let variables = template.variables();
                    variables
                        .for_each(|variable| tell(&variable.key, Some(ValueType::Text), false));
                }
                Operand::Arn(pattern) => {
                    let variables = pattern.variables();
                    variables
                        .for_each(|variable| tell(&variable.key, Some(ValueType::Text), false));
                }
                Operand::Number(_)
                | Operand::Date(_)
                | Operand::Boolean(_)
                | Operand::Binary(_)
                | Operand::IpRange(_) => {}
            }
        }
    }
    let patterns = statement
        .resource
        .iter()
        .flat_map(|element| &element.patterns);
    for variable in patterns.flat_map(|pattern| pattern.value.variables()) {
        tell(&variable.key, Some(ValueType::Text), false);
    }
}

impl ReadKey {
    /// The kind of its values in words.
    pub fn type_in_words(&self) -> &'static str {
        let words = match self.value_type {
            None => return "any value",
            Some(ValueType::Text | ValueType::Pattern) => ("string", "several strings"),
            Some(ValueType::Number) => ("number", "several numbers"),
            Some(ValueType::Date) => ("date", "several dates"),
            Some(ValueType::Boolean) => ("true or false", "several of true and false"),
            Some(ValueType::Binary) => ("binary, in base64", "several binaries, in base64"),
            Some(ValueType::IpRange) => ("IP address", "several IP addresses"),
            Some(ValueType::Arn) => ("ARN", "several ARNs"),
        };
        if self.is_set { words.1 } else { words.0 }
    }

    /// A value that it could have.
    pub fn example(&self) -> &'static str {
        match self.value_type {
            None => "value",
            Some(ValueType::Text | ValueType::Pattern) if self.is_set => {
                "value; of several, one a line"
            }
            Some(ValueType::Text | ValueType::Pattern) => "text",
            Some(ValueType::Number) => "10",
            Some(ValueType::Date) => "2026-01-31T12:00:00Z",
            Some(ValueType::Boolean) => "true or false",
            Some(ValueType::Binary) => "aGVsbG8=",
            Some(ValueType::IpRange) => "203.0.113.10",
            Some(ValueType::Arn) => "arn:aws:s3:::photos",
        }
    }

    /// Who sets it.
    pub fn set_by(&self) -> &'static str {
        set_by(&self.key)
    }
}

/// Keys of AWS itself by their beginning, in lower case, and who sets them.
const SETTERS: [(&[&str], &str); 7] = [
    (
        &[
            "aws:principal",
            "aws:userid",
            "aws:username",
            "aws:federatedprovider",
        ],
        "AWS, from the principal",
    ),
    (&["aws:resource"], "AWS, from the resource"),
    (
        &[
            "aws:multifactorauth",
            "aws:tokenissuetime",
            "aws:sourceidentity",
        ],
        "AWS, from how the caller signed in",
    ),
    (
        &[
            "aws:sourceip",
            "aws:vpcsourceip",
            "aws:sourcevpc",
            "aws:vpce",
        ],
        "AWS, from the network",
    ),
    (
        &[
            "aws:currenttime",
            "aws:epochtime",
            "aws:securetransport",
            "aws:useragent",
            "aws:referer",
            "aws:requestedregion",
        ],
        "AWS, with every request",
    ),
    (
        &[
            "aws:sourceaccount",
            "aws:sourcearn",
            "aws:sourceorg",
            "aws:calledvia",
            "aws:viaawsservice",
        ],
        "the AWS service that calls for someone",
    ),
    (
        &["aws:requesttag/", "aws:tagkeys"],
        "the caller, with the request",
    ),
];

/// Who sets a key, by its beginning. Keys of a service come with the request.
pub fn set_by(key: &str) -> &'static str {
    let lower = key.to_ascii_lowercase();
    let row = SETTERS.iter().find(|(beginnings, _)| {
        beginnings
            .iter()
            .any(|beginning| lower.starts_with(beginning))
    });
    match row {
        Some((_, who)) => who,
        None if lower.starts_with("aws:") => "AWS",
        None if lower.contains(":amr") || lower.starts_with("saml:") || is_provider(&lower) => {
            "the identity provider"
        }
        None => "the service, from the request",
    }
}

/// Whether the part before the colon is an identity provider's domain name, as in
/// `accounts.google.com:aud`.
fn is_provider(lower: &str) -> bool {
    lower
        .split_once(':')
        .is_some_and(|(prefix, _)| prefix.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use iam_evaluator::PolicyType;

    #[test]
    fn each_key_is_listed_once_with_its_type() {
        let text = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
            "Action": "s3:*", "Resource": "arn:aws:s3:::home/${aws:username}",
            "Condition": {
                "Null": {"aws:TokenIssueTime": "false"},
                "DateLessThan": {"aws:tokenissuetime": "2030-01-01T00:00:00Z"},
                "IpAddress": {"aws:SourceIp": "192.0.2.0/24"},
                "Bool": {"aws:MultiFactorAuthPresent": "true"},
                "ForAllValues:StringEquals": {"aws:TagKeys": ["${aws:PrincipalTag/team}"]},
                "NumericLessThan": {"s3:max-keys": "10"}
            }}]}"#;
        let policy = Policy::read("p", PolicyType::IdentityBased, text);
        assert!(policy.document().is_some(), "{:?}", policy.findings());
        let keys = keys_read([&policy].into_iter());
        let lines: Vec<String> = keys
            .iter()
            .map(|key| format!("{}: {}, {}", key.key, key.type_in_words(), key.set_by()))
            .collect();
        assert_eq!(
            lines,
            [
                "aws:MultiFactorAuthPresent: true or false, AWS, from how the caller signed in",
                "aws:PrincipalTag/team: string, AWS, from the principal",
                "aws:SourceIp: IP address, AWS, from the network",
                "aws:TagKeys: several strings, the caller, with the request",
                "aws:TokenIssueTime: date, AWS, from how the caller signed in",
                "aws:username: string, AWS, from the principal",
                "s3:max-keys: number, the service, from the request",
            ]
        );
    }

    #[test]
    fn providers_set_their_own_keys() {
        assert_eq!(set_by("accounts.google.com:aud"), "the identity provider");
        assert_eq!(set_by("saml:sub"), "the identity provider");
        assert_eq!(set_by("kms:ViaService"), "the service, from the request");
        assert_eq!(set_by("aws:SomethingNew"), "AWS");
    }
}
