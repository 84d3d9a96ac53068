//! Policies of every type, made for a request.

use serde_json::{Map, Value, json};

use super::request::ACCOUNTS;
use super::{Choices, condition, one_or_list, text};

pub(super) fn policies(choices: &mut Choices, request: &Value) -> Value {
    let action = text(&request["action"]).to_lowercase();
    let is_trust = is_trust(&action);
    let mut policies = Map::new();
    let list = |kind: &'static str, most: usize| {
        move |choices: &mut Choices| -> Value {
            choices
                .some(1, most, |choices| named(choices, kind, request))
                .into()
        }
    };
    if !choices.happens(10) {
        policies.insert("identity".into(), list("identity", 2)(choices));
    }
    if choices.happens(25) {
        policies.insert("boundary".into(), named(choices, "boundary", request));
    }
    let is_federated = request["principal"]["kind"] == "federated-user";
    if choices.happens(if is_federated { 75 } else { 25 }) {
        policies.insert("session".into(), list("session", 2)(choices));
    }
    let is_strict = is_trust || action.starts_with("kms:");
    if choices.happens(if is_strict { 90 } else { 60 }) {
        let kind = if is_trust { "trust" } else { "resource" };
        policies.insert("resource".into(), named(choices, kind, request));
    }
    if choices.happens(35) {
        policies.insert("vpce".into(), named(choices, "vpce", request));
    }
    if choices.happens(35) {
        policies.insert(
            "scps".into(),
            choices
                .some(1, 3, |choices| scp_level(choices, request))
                .into(),
        );
    }
    if choices.happens(30) {
        let levels = choices.some(1, 2, |choices| {
            choices.some(0, 2, |choices| named(choices, "rcp", request))
        });
        policies.insert("rcps".into(), levels.into());
    }
    policies.into()
}

fn is_trust(action: &str) -> bool {
    action.starts_with("sts:assumerole")
        || ["sts:tagsession", "sts:setsourceidentity"].contains(&action)
}

fn scp_level(choices: &mut Choices, request: &Value) -> Value {
    let full = json!({ "name": "FullAWSAccess", "document": { "Version": "2012-10-17",
        "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" } } });
    let mut level = choices.some(1, 2, |choices| named(choices, "scp", request));
    if !choices.happens(25) {
        level.insert(0, full);
    }
    level.into()
}

/// A policy: its name and its document, the document as JSON or as text, or the document alone.
fn named(choices: &mut Choices, kind: &'static str, request: &Value) -> Value {
    let document = document(choices, kind, request);
    match choices.below(10) {
        9 => document,
        8 => json!({ "name": kind, "document": document.to_string() }),
        _ => json!({ "name": kind, "document": document }),
    }
}

pub(super) fn document(choices: &mut Choices, kind: &str, request: &Value) -> Value {
    let mut document = Map::new();
    let must_be_new = kind == "scp" || kind == "rcp";
    let version = choices.below(10);
    if must_be_new || version < 7 {
        document.insert("Version".into(), "2012-10-17".into());
    } else if version < 9 {
        document.insert("Version".into(), "2008-10-17".into());
    }
    let statements = choices.one(&[1, 1, 1, 2, 2, 3]);
    let mut statements: Vec<Value> = (0..statements)
        .map(|_| statement(choices, kind, request))
        .collect();
    if kind == "resource" && request["restrictPublicBuckets"] == true && choices.happens(60) {
        statements.push(grant_to_everybody(choices, request));
    }
    document.insert("Statement".into(), one_or_list(choices, statements));
    document.into()
}

fn statement(choices: &mut Choices, kind: &str, request: &Value) -> Value {
    let denies = kind == "rcp" || choices.happens(22);
    let mut statement = Map::new();
    if !choices.happens(20) {
        statement.insert("Sid".into(), format!("S{}", choices.fresh()).into());
    }
    statement.insert(
        "Effect".into(),
        if denies { "Deny" } else { "Allow" }.into(),
    );
    match kind {
        "rcp" => {
            statement.insert("Principal".into(), "*".into());
        }
        "resource" | "vpce" if denies && choices.happens(30) => {
            statement.insert("NotPrincipal".into(), principals(choices, kind, request, 4));
        }
        "resource" | "vpce" | "trust" => {
            statement.insert("Principal".into(), principals(choices, kind, request, 2));
        }
        _ => {}
    }
    let inverted = kind != "rcp" && choices.happens(15);
    let name = if inverted { "NotAction" } else { "Action" };
    statement.insert(name.into(), actions(choices, kind, request, inverted));
    if kind != "trust" {
        let inverted = choices.happens(15);
        let name = if inverted { "NotResource" } else { "Resource" };
        statement.insert(name.into(), resources(choices, kind, request, inverted));
    }
    if choices.happens(40) {
        let blocks = condition::conditions(choices);
        statement.insert("Condition".into(), blocks);
    }
    statement.into()
}

/// A grant that S3 takes for public, or nearly.
fn grant_to_everybody(choices: &mut Choices, request: &Value) -> Value {
    json!({ "Sid": format!("S{}", choices.fresh()), "Effect": "Allow", "Principal": "*",
        "Action": actions(choices, "resource", request, false), "Resource": "*",
        "Condition": condition::fixing(choices) })
}

fn actions(choices: &mut Choices, kind: &str, request: &Value, inverted: bool) -> Value {
    let action = text(&request["action"]).to_owned();
    let (service, name) = action.split_once(':').unwrap_or_default();
    let head = name.get(..3).unwrap_or_default();
    let tail = name.get(2..).unwrap_or_default();
    let mut near = vec![
        action.clone(),
        format!("{service}:*"),
        action.to_uppercase(),
        format!("{service}:{head}*"),
        format!("{service}:*{tail}"),
        format!("{service}:??{tail}"),
        format!("{service}:{head}*?*"),
    ];
    let mut far = vec![
        "sts:GetFederationToken".to_owned(),
        format!("{service}:{head}"),
        format!("{service}:{name}?"),
    ];
    if kind != "trust" {
        far.extend(["iam:List*".to_owned(), "ec2:?".to_owned()]);
        if kind != "rcp" {
            near.extend(["*".to_owned(), "*:*".to_owned()]);
        }
    }
    let far_percent = if inverted { 75 } else { 20 };
    let values = choices.some(1, 2, |choices| -> Value {
        let pool = if choices.happens(far_percent) {
            &far
        } else {
            &near
        };
        choices.one(pool).into()
    });
    one_or_list(choices, values)
}

fn resources(choices: &mut Choices, kind: &str, request: &Value, inverted: bool) -> Value {
    let resource = text(&request["resource"]);
    let far_percent = if inverted { 75 } else { 20 };
    let values = choices.some(1, 2, |choices| -> Value {
        if choices.happens(far_percent) {
            return choices.one(&FAR_RESOURCES[..]).into();
        }
        near_resource(choices, kind, resource).into()
    });
    one_or_list(choices, values)
}

/// ARNs that few requests name, and ARNs with variables.
const FAR_RESOURCES: [&str; 14] = [
    "arn:aws:s3:::other/*",
    "arn:aws:s3:::DATA/*",
    "arn:aws:ec2:*:*:instance/*",
    "arn:aws:ec2:us-*-1:*:instance/*",
    "arn:aws:iam::*:role/*",
    "arn:aws:s3:::data/${aws:username}/*",
    "arn:aws:s3:::data/${aws:PrincipalTag/team}/q1.csv",
    "arn:aws:s3:::data/${aws:PrincipalTag/team, 'reports'}/*",
    "arn:aws:s3:::data/${app:absent, 'alice'}/x",
    "arn:aws:s3:::data/${aws:TagKeys}/x",
    "arn:aws:s3:::data/b${*}ue",
    "arn:aws:s3:::data/${?}*${$}",
    "arn:aws:*:*:*:*${aws:PrincipalAccount}*",
    "arn:aws:s3:::data*${aws:PRINCIPALTAG/Team, '/reports'}*",
];

/// A pattern made from the resource: a part of it replaced by wildcards, or its end left out.
fn near_resource(choices: &mut Choices, kind: &str, resource: &str) -> String {
    if resource == "*" {
        let patterns = [
            "*",
            "arn:aws:s3:::*",
            "arn:aws:s3:::?",
            "arn:*:*:*:*:*",
            "arn:*",
        ];
        let most = if kind == "session" { 4 } else { 5 };
        return choices
            .one(patterns.get(..most).unwrap_or_default())
            .to_owned();
    }
    if let Some((_, path)) = resource.split_once("api1/")
        && kind == "resource"
        && choices.happens(50)
    {
        let cut = choices.below(path.len());
        return format!("execute-api:/{}*", path.get(..cut).unwrap_or_default());
    }
    // What follows `arn:`; the resources are ASCII.
    let start = 4 + choices.below(resource.len() - 4);
    let end = start + choices.below(resource.len() - start + 1);
    let (before, after) = (resource.get(..start), resource.get(end..));
    let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
    let components = if kind == "session" {
        6
    } else {
        2 + choices.below(5)
    };
    let short: Vec<&str> = resource.splitn(6, ':').take(components).collect();
    match choices.below(10) {
        0..2 => "*".to_owned(),
        2..4 => resource.to_owned(),
        4 if kind != "session" => format!("{before}*"),
        5 => short.join(":"),
        6 if kind != "session" => format!("{before}*{after}"),
        7 => format!("{resource}*"),
        8 => {
            let next = resource.get(start + 1..).unwrap_or_default();
            let is_colon = resource.get(start..=start) == Some(":");
            if is_colon && kind == "session" {
                resource.to_owned()
            } else {
                format!("{before}?{next}")
            }
        }
        _ => {
            let parts: Vec<&str> = resource.splitn(6, ':').collect();
            let wild = 2 + choices.below(4);
            let stars = (0..)
                .zip(parts)
                .map(|(index, part)| if index == wild { "*" } else { part });
            stars.collect::<Vec<_>>().join(":")
        }
    }
}

fn principals(choices: &mut Choices, kind: &str, request: &Value, most: usize) -> Value {
    let caller = &request["principal"];
    let mut aws: Vec<String> = Vec::new();
    for member in [
        "arn",
        "roleArn",
        "userArn",
        "uniqueId",
        "roleUniqueId",
        "account",
    ] {
        aws.extend(caller[member].as_str().map(str::to_owned));
    }
    if let Some(account) = caller["account"].as_str() {
        aws.push(format!("arn:aws:iam::{account}:root"));
    }
    aws.extend([
        format!("arn:aws:iam::{}:user/eve", ACCOUNTS[1]),
        "AIDAOLD".to_owned(),
        ACCOUNTS[1].to_owned(),
    ]);
    let not_principal = most > 2;
    if !not_principal {
        if choices.happens(25) {
            return "*".into();
        }
        aws.push("*".to_owned());
    }
    let mut element = Map::new();
    if let Some(service) = caller["service"].as_str()
        && choices.happens(65)
    {
        element.insert("Service".into(), service.into());
    }
    if let Some(provider) = caller["provider"].as_str()
        && kind == "trust"
        && choices.happens(70)
    {
        element.insert("Federated".into(), provider.into());
    }
    if choices.happens(8) {
        element.insert(
            "CanonicalUser".into(),
            choices.one(&["c0ffee", "decaf"]).into(),
        );
    }
    if choices.happens(8) {
        element.insert(
            "Service".into(),
            json!(["sns.amazonaws.com", "ec2.amazonaws.com"]),
        );
    }
    if element.is_empty() || choices.happens(50) {
        let ids = choices.some(1, most, |choices| -> Value { choices.one(&aws).into() });
        element.insert("AWS".into(), one_or_list(choices, ids));
    }
    element.into()
}
