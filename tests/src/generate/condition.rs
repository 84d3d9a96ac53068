//! Conditions of every operator, on keys that requests have.

use serde_json::{Map, Value};

use super::request::{KEYS, LISTED, LISTS, json_value, spelled};
use super::{Choices, one_or_list};

/// Operators with values of their kind; the values of the keys are tried as well.
const OPERATORS: &[(&[&str], &[&str])] = &[
    (
        &[
            "StringEquals",
            "StringNotEquals",
            "StringEqualsIgnoreCase",
            "StringNotEqualsIgnoreCase",
            "StringLike",
            "StringNotLike",
        ],
        &[
            "alice",
            "blue",
            "b*",
            "*",
            "?",
            "",
            "${aws:username}",
            "${aws:PrincipalTag/team}",
            "home/${aws:USERNAME}",
            "home/${aws:username, 'alice'}*",
            "${app:absent}",
            "${app:absent, 'blue'}",
            "${*}",
            "b${*}ue",
            "a${?}ice",
            "${$}",
            "${aws:TagKeys}",
            "${aws:TagKeys, 'team'}",
            "home/*",
            "BLUE",
            "$",
            "?lue",
            "*a*i*e*",
            "o-1",
            "o-*",
            "AROADEV:s1",
            "111122223333",
        ],
    ),
    (
        &[
            "NumericEquals",
            "NumericNotEquals",
            "NumericLessThan",
            "NumericLessThanEquals",
            "NumericGreaterThan",
            "NumericGreaterThanEquals",
        ],
        &[
            "10",
            "9.5",
            "010.0",
            "-3",
            "ten",
            "",
            "1735689600",
            "10.050",
            "-0.0",
            "+0",
            "99999999999999999999998",
            ".5",
            "1e3",
            " 10",
            "1000",
            "10.",
        ],
    ),
    (
        &[
            "DateEquals",
            "DateNotEquals",
            "DateLessThan",
            "DateLessThanEquals",
            "DateGreaterThan",
            "DateGreaterThanEquals",
        ],
        &[
            "2025-01-01T00:00:00Z",
            "2025",
            "2025-01",
            "2025-01-01",
            "1735689600",
            "2025-06-30T12:30:00.50Z",
            "2025-06-30T12:30Z",
            "never",
            "2025-13-01",
            "2025-01-01T02:00:00+02:00",
            "2025-01-01T00:00:00",
            "0",
            "2025-01-01T24:00:00Z",
            "2025-01-02",
            "2025-01-01T00:00:60Z",
            "2025-01-01T00:01Z",
            "20250101",
            "99999999999999999999",
            "-5",
            "2025-01Z",
        ],
    ),
    (&["Bool"], &["true", "false", "True", "yes", ""]),
    (
        &["BinaryEquals"],
        &["QUJD", "QQ==", "QUI=", "QQ=", "Q===", "QQ=a", "!!!!", ""],
    ),
    (
        &["IpAddress", "NotIpAddress"],
        &[
            "203.0.113.0/24",
            "203.0.113.9",
            "10.0.0.0/8",
            "0.0.0.0/0",
            "2001:db8::/32",
            "::/0",
            "203.0.113.77/24",
            "nowhere",
            "10.0.0.0/33",
            "2001:db8::1",
            "10.0.0.5/32",
            "10.0.0.0/08",
            "10.0.0.0/+8",
            "203.0.113.9/",
            "/8",
            "::ffff:203.0.113.0/120",
            "2001:db8::1/129",
            "202.0.0.0/7",
            "2001:db8::/31",
        ],
    ),
    (
        &["ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike"],
        &[
            "arn:aws:s3:::*",
            "arn:aws:*:*:*:*",
            "arn:aws:sns:*:111122223333:t*",
            "arn:aws:iam::111122223333:role/*",
            "arn:aws:iam::*:role/team/?ev",
            "*",
            "arn:aws:iam*",
            "arn:aws:iam::${aws:PrincipalAccount}:*",
            "arn:aws:s3:::${aws:username, 'data'}",
            "arn:*:*:*:111122223333:*:x",
            "arn:aws:iam::111122223333:role/${*}",
            "data",
            "arn:aws:s3:us-east-1:111122223333:accesspoint/*",
            "arn:aws:s3:*:*:accesspoint/a",
            "arn:aws:sns:us-east-1:111122223333:t:x",
        ],
    ),
    (&["Null"], &["true", "false"]),
];

pub(super) fn conditions(choices: &mut Choices) -> Value {
    let mut condition = Map::new();
    for _ in 0..=choices.below(2) {
        let (operators, values) = choices.one(OPERATORS);
        let base = choices.one(operators);
        let set = ["", "", "", "ForAllValues:", "ForAnyValue:"];
        let if_exists = if base != "Null" && choices.happens(20) {
            "IfExists"
        } else {
            ""
        };
        let operator = format!("{}{base}{if_exists}", choices.one(&set));
        let mut keys: Map<String, Value> = Map::new();
        for _ in 0..=choices.below(2) {
            let key = key(choices, base);
            let is_there = |other: &String| other.eq_ignore_ascii_case(&key);
            if !keys.keys().any(is_there) {
                keys.insert(key, self::values(choices, values));
            }
        }
        condition.insert(operator, keys.into());
    }
    condition.into()
}

/// A condition of the kind that keeps the policy of a bucket from being public, or nearly.
pub(super) fn fixing(choices: &mut Choices) -> Value {
    const KEYS: &[(&str, &[&str])] = &[
        (
            "aws:SourceIp",
            &[
                "203.0.113.0/24",
                "203.0.0.0/8",
                "202.0.0.0/7",
                "2001:db8::/32",
                "2001:db8::/31",
                "203.0.113.9",
                "nowhere",
                "0.0.0.0/0",
            ],
        ),
        ("aws:PrincipalOrgID", &["o-1", "o-*", "o-${aws:username}"]),
        ("aws:PrincipalAccount", &["444455556666", "4444????6666"]),
        ("aws:userid", &["AIDABOB", "AROADEV:s1", "AROADEV:*"]),
        ("aws:SourceVpc", &["vpc-1", "vpc-*"]),
        ("aws:PrincipalTag/team", &["blue"]),
        (
            "s3:DataAccessPointArn",
            &[
                "arn:aws:s3:us-east-1:111122223333:accesspoint/a",
                "arn:aws:s3:us-east-1:111122223333:accesspoint/*",
                "arn:aws:s3:us-east-1:*:accesspoint/a",
                "arn:aws:s3:us-east-1:111122223333:${$}",
            ],
        ),
    ];
    let (key, values) = choices.one(KEYS);
    let operators: &[&str] = match key {
        "aws:SourceIp" => &["IpAddress", "NotIpAddress", "StringLike"],
        "s3:DataAccessPointArn" => &["ArnLike", "StringLike", "ArnEquals", "ArnNotLike"],
        _ => &[
            "StringEquals",
            "StringLike",
            "StringEqualsIgnoreCase",
            "StringNotEquals",
        ],
    };
    let set = choices.one(&["", "", "", "", "ForAnyValue:", "ForAllValues:"]);
    let if_exists = if choices.happens(15) { "IfExists" } else { "" };
    let operator = format!("{set}{}{if_exists}", choices.one(operators));
    let values = choices.some(1, 2, |choices| choices.one(values).into());
    let mut keys = Map::new();
    keys.insert(spelled(choices, key), one_or_list(choices, values));
    let mut condition = Map::new();
    condition.insert(operator, keys.into());
    condition.into()
}

/// Mostly a key of the operator's type.
fn key(choices: &mut Choices, operator: &str) -> String {
    let any: Vec<&str> = KEYS
        .iter()
        .map(|(key, _)| *key)
        .chain(LISTS.iter().copied())
        .collect();
    let fitting: &[&str] = match operator {
        "Null" => &any,
        "Bool" => &["aws:MultiFactorAuthPresent"],
        "BinaryEquals" => &["app:digest"],
        "IpAddress" | "NotIpAddress" => &["aws:SourceIp"],
        _ if operator.starts_with("Numeric") => &["s3:max-keys"],
        _ if operator.starts_with("Date") => &["aws:CurrentTime"],
        _ if operator.starts_with("Arn") => {
            &["aws:SourceArn", "aws:PrincipalArn", "s3:DataAccessPointArn"]
        }
        _ => &[
            "aws:username",
            "aws:PrincipalTag/team",
            "aws:ResourceTag/team",
            "s3:prefix",
            "aws:TagKeys",
            "aws:PrincipalOrgPaths",
            "aws:PrincipalAccount",
            "aws:PrincipalArn",
            "aws:PrincipalOrgID",
            "aws:userid",
        ],
    };
    let key = if choices.happens(15) {
        choices.one(&any)
    } else {
        choices.one(fitting)
    };
    spelled(choices, key)
}

fn values(choices: &mut Choices, of_operator: &[&str]) -> Value {
    let values = choices.some(1, 3, |choices| {
        let pool = if choices.happens(15) {
            LISTED
        } else {
            of_operator
        };
        json_value(choices, pool)
    });
    one_or_list(choices, values)
}
