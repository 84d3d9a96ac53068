//! Requests: who asks for what, in which context.

use serde_json::{Map, Value, json};

use super::{Choices, text};

pub(super) const ACCOUNTS: [&str; 2] = ["111122223333", "444455556666"];

/// Actions with the resources they are asked for; `ACCOUNT` is the owner.
const SCENES: &[(&[&str], &[&str])] = &[
    (
        &["s3:GetObject", "s3:PutObject", "S3:getobject"],
        &[
            "arn:aws:s3:::data/reports/q1.csv",
            "arn:aws:s3:::data/alice/x",
            "arn:aws:s3:::data/b*ue",
        ],
    ),
    (&["s3:ListBucket"], &["arn:aws:s3:::data"]),
    (
        &["s3:GetBucketPolicy", "s3:DeleteBucketPolicy"],
        &["arn:aws:s3:::data"],
    ),
    (&["s3:ListAllMyBuckets", "ec2:DescribeInstances"], &["*"]),
    (
        &["ec2:StopInstances", "ec2:CreateTags"],
        &[
            "arn:aws:ec2:us-east-1:ACCOUNT:instance/i-0a1b",
            "arn:aws:ec2:us-east-1:ACCOUNT:subnet/s-1",
        ],
    ),
    (
        &["lambda:InvokeFunction"],
        &[
            "arn:aws:lambda:us-east-1:ACCOUNT:function:fn",
            "arn:aws:lambda:us-east-1:ACCOUNT:function:fn:prod",
        ],
    ),
    (
        &["sqs:SendMessage"],
        &["arn:aws:sqs:us-east-1:ACCOUNT:jobs"],
    ),
    (
        &["kms:Decrypt", "kms:DescribeKey", "kms:RetireGrant"],
        &[
            "arn:aws:kms:us-east-1:ACCOUNT:key/1234abcd",
            "arn:aws:kms:us-east-1:ACCOUNT:alias/app",
            "*",
        ],
    ),
    (
        &["iam:PassRole", "iam:CreateUser"],
        &[
            "arn:aws:iam::ACCOUNT:role/team/Dev",
            "arn:aws:iam::ACCOUNT:user/bob",
        ],
    ),
    (
        &["execute-api:Invoke"],
        &["arn:aws:execute-api:us-east-1:ACCOUNT:api1/prod/GET/pets"],
    ),
    (
        &[
            "sts:AssumeRole",
            "sts:TagSession",
            "sts:SetSourceIdentity",
            "STS:assumerole",
        ],
        &["arn:aws:iam::ACCOUNT:role/Target"],
    ),
    (
        &[
            "sts:GetCallerIdentity",
            "sts:GetSessionToken",
            "sts:GetFederationToken",
            "sts:GetServiceBearerToken",
        ],
        &["*"],
    ),
];

const FEDERATED_SCENES: &[(&[&str], &[&str])] = &[
    (
        &[
            "sts:AssumeRoleWithSAML",
            "sts:AssumeRoleWithWebIdentity",
            "sts:AssumeRole",
            "sts:TagSession",
        ],
        &["arn:aws:iam::ACCOUNT:role/Target"],
    ),
    (
        &["sts:GetCallerIdentity", "s3:GetObject"],
        &["arn:aws:s3:::data/reports/q1.csv"],
    ),
];

pub(super) fn request(choices: &mut Choices) -> Value {
    let principal = principal(choices);
    let unsigned = ["saml", "oidc"].contains(&text(&principal["kind"]));
    let scenes = if unsigned { FEDERATED_SCENES } else { SCENES };
    let (actions, resources) = choices.one(scenes);
    let own = principal["account"].as_str().unwrap_or(ACCOUNTS[0]);
    let owner = if choices.happens(35) {
        choices.one(&ACCOUNTS)
    } else {
        own
    };
    let resource = choices.one(resources).replace("ACCOUNT", owner);
    let mut request = json!({
        "principal": principal,
        "action": choices.one(actions),
        "resource": resource,
        "context": context(choices),
    });
    // An ARN with its owner, and a resource of the caller, need not name the account.
    let is_named = resource.contains(owner) || own == owner && principal["account"].is_string();
    if !is_named || choices.happens(60) {
        request["resourceAccount"] = owner.into();
    }
    if choices.happens(70) {
        request["exactContext"] = true.into();
    }
    if text(&request["action"]).to_lowercase().starts_with("s3:") && choices.happens(40) {
        request["restrictPublicBuckets"] = true.into();
    }
    if choices.happens(5) {
        request["resourceAccountIsManagement"] = true.into();
    }
    request
}

fn principal(choices: &mut Choices) -> Value {
    let a = ACCOUNTS[0];
    let mut principal = match choices.below(20) {
        0..5 => {
            json!({ "kind": "user", "account": a, "arn": format!("arn:aws:iam::{a}:user/alice"),
            "uniqueId": "AIDAALICE", "canonicalUser": "c0ffee" })
        }
        5 => {
            let b = ACCOUNTS[1];
            json!({ "kind": "user", "account": b, "arn": format!("arn:aws:iam::{b}:user/x/bob") })
        }
        6..11 => json!({ "kind": "role-session", "account": a, "roleUniqueId": "AROADEV",
            "arn": format!("arn:aws:sts::{a}:assumed-role/Dev/s1"),
            "roleArn": format!("arn:aws:iam::{a}:role/team/Dev") }),
        11..14 => json!({ "kind": "federated-user", "account": a,
            "arn": format!("arn:aws:sts::{a}:federated-user/Paulo"),
            "userArn": format!("arn:aws:iam::{a}:user/alice") }),
        14..16 => json!({ "kind": "root", "account": a, "arn": format!("arn:aws:iam::{a}:root") }),
        16 => json!({ "kind": "service", "service": "sns.amazonaws.com" }),
        17 => json!({ "kind": "service-linked-role", "account": a,
            "arn": format!("arn:aws:sts::{a}:assumed-role/AWSServiceRoleForX/s1"),
            "roleArn": format!("arn:aws:iam::{a}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX") }),
        18 if choices.happens(50) => json!({ "kind": "saml",
            "provider": format!("arn:aws:iam::{a}:saml-provider/Corp") }),
        18 => json!({ "kind": "oidc", "provider": choices.one(&[
            format!("arn:aws:iam::{a}:oidc-provider/id.example.com"), "accounts.google.com".to_owned()]) }),
        _ => json!({ "kind": "anonymous" }),
    };
    if choices.happens(30) {
        principal["tags"] = json!({ "team": choices.one(&["blue", "Blue", "reports"]) });
    }
    if choices.happens(7) {
        principal["managementAccount"] = true.into();
    }
    principal
}

/// Keys with values that they may have; several of them are not of the key's type.
pub(super) const KEYS: &[(&str, &[&str])] = &[
    ("aws:username", &["alice", "bob", "*", "a?ice", "$", ""]),
    (
        "aws:PrincipalTag/team",
        &["blue", "Blue", "b*ue", "a:b", "", "reports"],
    ),
    ("aws:ResourceTag/Team", &["blue", "red", "BLUE", "*"]),
    (
        "s3:prefix",
        &["home/alice", "home/", "home/bob/x", "", "home/*", "é"],
    ),
    (
        "aws:CurrentTime",
        &[
            "2025-01-01T00:00:00Z",
            "2025-01-01T01:00:00+01:00",
            "2025-06-30T12:30:00.5Z",
            "2025",
            "1735689600",
            "soon",
            "2025-02-30",
            "2025-01-01T00:00Z",
            "2024-12-31T23:59:59-00:30",
            "2025-01-01T24:00:00Z",
            "2025-01-01T00:00:60Z",
            "2025-1-1",
            "20250101",
            "2025-01-01T00:00:00z",
            "2025-01-01T00:00:00+0100",
            "-5",
            "99999999999999999999",
            "2024-02-29",
            "2025-01-01T00Z",
            "2025-01Z",
        ],
    ),
    (
        "s3:max-keys",
        &[
            "10",
            "9",
            "10.0",
            "-3",
            "+10",
            "ten",
            "",
            "0010",
            "10.05",
            "99999999999999999999999",
            "1.",
            "-0",
            ".5",
            "1e3",
            " 10",
            "--3",
        ],
    ),
    (
        "aws:MultiFactorAuthPresent",
        &["true", "false", "TRUE", "yes", ""],
    ),
    (
        "aws:SourceIp",
        &[
            "203.0.113.9",
            "10.0.0.5",
            "2001:db8::1",
            "here",
            "203.0.113.256",
            "::ffff:203.0.113.9",
            "203.0.113.9/32",
            "203.000.113.9",
            "203.0.113",
            "2001:DB8:0:0::1",
            "fe80::1%eth0",
        ],
    ),
    (
        "aws:SourceArn",
        &[
            "arn:aws:s3:::data",
            "arn:aws:sns:us-east-1:111122223333:t:x",
            "arn:aws:iam::111122223333:role/team/Dev",
            "data",
            "arn:aws:s3",
            "arn:aws:iam::111122223333:role/*",
        ],
    ),
    ("aws:PrincipalOrgID", &["o-1", "o-2", "O-1"]),
    (
        "s3:DataAccessPointArn",
        &["arn:aws:s3:us-east-1:111122223333:accesspoint/a"],
    ),
    (
        "app:digest",
        &[
            "QUJD", "QQ==", "QUI=", "!!!!", "QUJ", "", "QUJD\n", "QQ=a", "Q===",
        ],
    ),
];

/// Keys that have several values.
pub(super) const LISTS: &[&str] = &["aws:TagKeys", "aws:PrincipalOrgPaths"];

/// Values of keys that have several.
pub(super) const LISTED: &[&str] = &["team", "stage", "Team", "o-1/r-1/ou-1/", "", "blue"];

fn context(choices: &mut Choices) -> Value {
    let mut context = Map::new();
    for (key, values) in KEYS {
        match choices.below(10) {
            0..5 => {}
            5..9 => {
                context.insert(spelled(choices, key), json_value(choices, values));
            }
            _ => {
                let list = choices.some(0, 2, |choices| json_value(choices, values));
                context.insert(spelled(choices, key), list.into());
            }
        }
    }
    for key in LISTS {
        if choices.happens(50) {
            let list = choices.some(0, 3, |choices| choices.one(LISTED));
            context.insert(spelled(choices, key), list.into());
        }
    }
    if choices.happens(25) {
        let key = choices.one(&["aws:SourceVpce", "aws:SourceVpc", "aws:VpcSourceIp"]);
        context.insert(
            spelled(choices, key),
            choices.one(&["vpce-1", "10.0.0.5"]).into(),
        );
    }
    // A key that AWS would derive, removed or given otherwise.
    if choices.happens(15) {
        let key = choices.one(&[
            "aws:PrincipalAccount",
            "aws:ResourceAccount",
            "aws:PrincipalArn",
        ]);
        context.insert(
            key.to_owned(),
            choices.one(&[Value::Null, ACCOUNTS[1].into()]),
        );
    }
    context.into()
}

/// A number or a boolean may be written as one.
pub(super) fn json_value(choices: &mut Choices, values: &[&str]) -> Value {
    match choices.one(values) {
        "10" if choices.happens(50) => 10.into(),
        "-3" if choices.happens(50) => (-3).into(),
        "true" if choices.happens(50) => true.into(),
        "false" if choices.happens(50) => false.into(),
        value => value.into(),
    }
}

/// The case of a key does not matter.
pub(super) fn spelled(choices: &mut Choices, key: &str) -> String {
    match choices.below(10) {
        9 => key.to_uppercase(),
        8 => key.to_lowercase(),
        _ => key.to_owned(),
    }
}
