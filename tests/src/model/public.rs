//! Whether the policy of a bucket is public.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status>

use serde_json::Value;

use super::{document, list, principal_ids, texts};

/// S3 takes a policy for public until it has seen that every grant is not.
pub(super) fn is_public(policy: &Value) -> bool {
    let document = document(policy);
    let new_language = document["Version"] == "2012-10-17";
    list(&document["Statement"])
        .iter()
        .any(|statement| statement["Effect"] == "Allow" && !is_limited(statement, new_language))
}

/// To fixed principals, or by a condition that holds only for fixed values.
fn is_limited(statement: &Value, new_language: bool) -> bool {
    let ids = principal_ids(&statement["Principal"]);
    if ids.iter().all(|(_, id)| id != "*") {
        return true;
    }
    let operators = statement["Condition"].as_object().into_iter().flatten();
    let mut limits = operators.flat_map(|(operator, keys)| {
        let keys = keys.as_object().into_iter().flatten();
        keys.map(move |(key, values)| (operator.to_lowercase(), key.to_lowercase(), texts(values)))
    });
    limits.any(|(operator, key, values)| {
        // Behind ForAllValues, and with IfExists, a condition holds without its key.
        let operator = operator.strip_prefix("foranyvalue:").unwrap_or(&operator);
        match operator {
            "ipaddress" => key == "aws:sourceip" && values.iter().all(|range| is_narrow(range)),
            "stringequals" | "stringequalsignorecase" | "stringlike" | "arnequals" | "arnlike" => {
                values
                    .iter()
                    .all(|value| is_fixed(&key, value, new_language))
            }
            _ => false,
        }
    })
}

/// Not wider than /8 of IPv4 or /32 of IPv6. What is no range is none.
fn is_narrow(range: &str) -> bool {
    let (address, length) = match range.split_once('/') {
        Some((address, length)) => (address, Some(length)),
        None => (range, None),
    };
    let Ok(address) = address.parse::<std::net::IpAddr>() else {
        return false;
    };
    let (least, most) = if address.is_ipv4() {
        (8, 32)
    } else {
        (32, 128)
    };
    let Some(length) = length else {
        return true;
    };
    let is_digits = length.bytes().all(|b| b.is_ascii_digit());
    let length: u8 = length.parse().unwrap_or(0);
    is_digits && (least..=most).contains(&length)
}

fn is_fixed(key: &str, value: &str, new_language: bool) -> bool {
    let keys = [
        "aws:principalorgid",
        "aws:principalarn",
        "aws:principalaccount",
        "aws:principalservicename",
        "aws:sourcearn",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:sourceowner",
        "aws:sourceaccount",
        "aws:userid",
        "s3:x-amz-server-side-encryption-aws-kms-key-id",
        "s3:dataaccesspointarn",
        "s3:dataaccesspointaccount",
    ];
    let variable = new_language && value.replace("${$}", "").contains("${");
    let parts: Vec<&str> = value.splitn(6, ':').collect();
    let is_access_point = matches!(parts[..], ["arn", _, _, _, account, name]
        if account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit())
            && name.starts_with("accesspoint/"));
    if key == "s3:dataaccesspointarn" && is_access_point {
        return !variable;
    }
    let is_session = key == "aws:userid" && value.starts_with("AROA") && value.contains(':');
    let plain = match new_language {
        true => value.replace("${$}", "$"),
        false => value.to_owned(),
    };
    keys.contains(&key) && !is_session && !variable && !plain.contains(['*', '?'])
}
