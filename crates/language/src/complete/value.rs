//! The values of condition keys, where it is known what they can be.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>

use iam_evaluator::arn::{account_of_arn, is_account_id};
use iam_evaluator::condition::{Comparison, Operator, OperatorName};
use iam_evaluator::json::{Node, Value};

use super::list::{Draft, List, quoted};
use super::{Kind, Scene, principal};
use crate::catalog::ValueKind;
use crate::keys;
use crate::reading::texts;
use crate::tables::REGIONS;

/// Keys whose values are a closed or a well-known list.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl>
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable>
const KNOWN: &[(&str, &[&str])] = &[
    (
        "aws:principaltype",
        &[
            "Account",
            "User",
            "FederatedUser",
            "AssumedRole",
            "Anonymous",
        ],
    ),
    (
        "s3:x-amz-acl",
        &[
            "private",
            "public-read",
            "public-read-write",
            "authenticated-read",
            "aws-exec-read",
            "bucket-owner-read",
            "bucket-owner-full-control",
            "log-delivery-write",
        ],
    ),
    (
        "s3:x-amz-server-side-encryption",
        &["AES256", "aws:kms", "aws:kms:dsse"],
    ),
    ("s3:tlsversion", &["1.2", "1.3"]),
    ("s3:signatureversion", &["AWS4-HMAC-SHA256"]),
    (
        "secretsmanager:versionstage",
        &["AWSCURRENT", "AWSPREVIOUS", "AWSPENDING"],
    ),
    ("lambda:functionurlauthtype", &["AWS_IAM", "NONE"]),
    (
        "sns:protocol",
        &[
            "https",
            "email",
            "email-json",
            "sms",
            "sqs",
            "lambda",
            "firehose",
            "application",
        ],
    ),
    ("ec2:metadatahttptokens", &["required", "optional"]),
    (
        "aws:federatedprovider",
        &[
            "cognito-identity.amazonaws.com",
            "www.amazon.com",
            "accounts.google.com",
            "graph.facebook.com",
        ],
    ),
    (
        "token.actions.githubusercontent.com:aud",
        &["sts.amazonaws.com"],
    ),
];

/// What can be written as a value of `key` below `operator`.
pub(super) fn values(scene: &Scene<'_>, operator: &str, key: &str, list: &mut List) {
    let comparison = match Operator::parse(operator) {
        OperatorName::Exact(operator) | OperatorName::OtherCase(operator) => {
            Some(operator.comparison)
        }
        OperatorName::NullIfExists | OperatorName::Unknown => None,
    };
    if matches!(comparison, Some(Comparison::Null | Comparison::Bool)) {
        return booleans(list, comparison == Some(Comparison::Null));
    }
    let lower = key.to_ascii_lowercase();
    for value in values_of_same_key(scene, key) {
        offer(list, value, 0, "in this policy");
    }
    if let Some((_, known)) = KNOWN.iter().find(|(name, _)| *name == lower) {
        for value in *known {
            offer(list, value, 10, "");
        }
    }
    by_meaning(scene, key, list);
    let service = key
        .split(':')
        .next()
        .and_then(|prefix| scene.catalog.service(prefix));
    scene.need_details_of(service, list);
    match keys::type_of(scene.catalog, key).map(|known| known.value) {
        Some(ValueKind::Bool) => booleans(list, false),
        Some(ValueKind::Date) => dates(list, &lower),
        Some(ValueKind::IpAddress) => {
            offer(list, "203.0.113.0/24", 20, "IPv4 addresses");
            offer(list, "2001:db8::/32", 20, "IPv6 addresses");
        }
        Some(ValueKind::Numeric) if lower == "aws:multifactorauthage" => {
            offer(list, "3600", 10, "one hour");
        }
        Some(ValueKind::Arn) => arns(scene, &lower, list),
        Some(ValueKind::String | ValueKind::Numeric | ValueKind::Binary) | None => {}
    }
}

fn booleans(list: &mut List, is_null: bool) {
    let (yes, no) = match is_null {
        true => ("the key must be missing", "the key must be there"),
        false => ("", ""),
    };
    offer(list, "true", 10, yes);
    offer(list, "false", 11, no);
}

fn dates(list: &mut List, key: &str) {
    offer_marked(list, "⟦2030-01-01⟧T00:00:00Z", 20, "date and time in UTC");
    if key == "aws:epochtime" {
        offer(list, "1893456000", 21, "seconds since 1970");
    }
}

/// Values that the name of the key asks for.
fn by_meaning(scene: &Scene<'_>, spelled: &str, list: &mut List) {
    let lower = spelled.to_ascii_lowercase();
    let key = lower.as_str();
    match key {
        "aws:requestedregion" | "ec2:region" => {
            for region in REGIONS {
                offer(list, region, 20, "Region");
            }
        }
        "aws:principalservicename"
        | "aws:principalservicenameslist"
        | "aws:calledvia"
        | "aws:calledviafirst"
        | "aws:calledvialast"
        | "iam:passedtoservice"
        | "iam:awsservicename" => principal::services(list, 20),
        "kms:viaservice" => {
            for service in [
                "s3",
                "ec2",
                "dynamodb",
                "secretsmanager",
                "lambda",
                "rds",
                "sqs",
                "sns",
            ] {
                let form = format!("{service}.⟦REGION⟧.amazonaws.com");
                offer_marked(list, &form, 20, "service in a Region");
            }
        }
        _ => {}
    }
    let name = key.rsplit(':').next().unwrap_or_default();
    if name.ends_with("account") || matches!(key, "aws:sourceowner") {
        for account in accounts(scene) {
            offer(list, account, 10, "account in this policy");
        }
        offer_marked(list, "⟦ACCOUNT-ID⟧", 20, "account");
    }
    if name.ends_with("orgid") {
        for id in organizations(scene) {
            offer(list, id, 10, "organization in this policy");
        }
        offer_marked(list, "⟦o-ORGANIZATION-ID⟧", 20, "organization");
    }
    if name.ends_with("orgpaths") {
        let form = "⟦o-ORGANIZATION-ID⟧/r-ROOT-ID/ou-UNIT-ID/*";
        offer_marked(list, form, 20, "a unit and all below it");
    }
    if let Some(("aws:resourcetag" | "aws:requesttag", _)) = key.split_once('/')
        && let Some((_, tag)) = spelled.split_once('/')
        && !tag.is_empty()
    {
        let variable = format!("${{aws:PrincipalTag/{tag}}}");
        offer(list, &variable, 10, "the caller's own tag");
    }
    match name {
        "sourcevpc" => offer_marked(list, "⟦vpc-ID⟧", 20, "VPC"),
        "sourcevpce" => offer_marked(list, "⟦vpce-ID⟧", 20, "VPC endpoint"),
        _ => {}
    }
}

fn arns(scene: &Scene<'_>, key: &str, list: &mut List) {
    let is_principal = key.ends_with("principalarn");
    if is_principal {
        for (form, detail) in [
            ("arn:aws:iam::⟦ACCOUNT-ID⟧:role/ROLE-NAME", "role"),
            ("arn:aws:iam::⟦ACCOUNT-ID⟧:user/USER-NAME", "user"),
        ] {
            offer_marked(list, form, 20, detail);
        }
    }
    for text in scene.strings() {
        if text.starts_with("arn:") {
            offer(list, text, 30, "in this policy");
        }
    }
    if !is_principal {
        let form = "arn:aws:⟦SERVICE⟧:REGION:ACCOUNT-ID:NAME";
        offer_marked(list, form, 40, "the parts of an ARN");
    }
}

/// What other conditions of the document compare the same key with.
fn values_of_same_key<'s>(scene: &'s Scene<'_>, key: &str) -> Vec<&'s str> {
    let statements = match scene.root.member("Statement") {
        Some(Node {
            value: Value::Array(items),
            ..
        }) => items.as_slice(),
        Some(statement) => std::slice::from_ref(statement),
        None => &[],
    };
    let blocks = statements
        .iter()
        .filter_map(|statement| statement.member("Condition"));
    let operators = blocks.flat_map(|block| block.as_object().unwrap_or_default());
    let members = operators.flat_map(|operator| operator.node.as_object().unwrap_or_default());
    let same = members.filter(|member| member.key.eq_ignore_ascii_case(key));
    let is_other = |node: &Node<'_>| node.span.start != scene.at;
    let holds_caret = |node: &Node<'_>| node.span.start <= scene.at && scene.at < node.span.end;
    same.filter(|member| !holds_caret(&member.node) && is_other(&member.node))
        .flat_map(|member| texts(&member.node))
        .map(|text| text.value)
        .filter(|value| !matches!(*value, "true" | "false"))
        .collect()
}

/// The ids of accounts that the document names, each once.
pub(super) fn accounts<'s>(scene: &'s Scene<'_>) -> Vec<&'s str> {
    let strings = scene.strings().into_iter();
    let found = strings.filter_map(|text| match is_account_id(text) {
        true => Some(text),
        false => account_of_arn(text),
    });
    let mut accounts: Vec<&str> = found.collect();
    accounts.sort_unstable();
    accounts.dedup();
    accounts
}

/// The ids of organizations that the document names, each once.
///
/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html>
fn organizations<'s>(scene: &'s Scene<'_>) -> Vec<&'s str> {
    let is_id = |text: &str| {
        let rest = text.strip_prefix("o-");
        rest.is_some_and(|rest| {
            (10..=32).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
    };
    let strings = scene.strings().into_iter();
    let heads = strings.filter_map(|text| text.split('/').next());
    let mut found: Vec<&str> = heads.filter(|text| is_id(text)).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn offer(list: &mut List, value: &str, rank: u32, detail: &str) {
    list.offer(value, rank, || Draft {
        label: value.to_owned(),
        insert: quoted(value),
        kind: Kind::Value,
        detail: detail.to_owned(),
        info: String::new(),
    });
}

/// The same for a value that its author has to complete.
fn offer_marked(list: &mut List, form: &str, rank: u32, detail: &str) {
    let label = form.replace(['⟦', '⟧'], "");
    list.offer(&label.clone(), rank, || Draft {
        label,
        insert: format!("\"{form}\""),
        kind: Kind::Value,
        detail: detail.to_owned(),
        info: String::new(),
    });
}
