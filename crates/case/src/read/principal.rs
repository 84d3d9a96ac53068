//! The principal of a case: its name alone, or an object with a kind.

use iam_evaluator::Principal;
use iam_evaluator::json::{Member, Node};
use iam_evaluator::request::Identity;

use super::{Read, account, find, flag, members, parse_principal, problem, string};

const MEMBERS: [&str; 11] = [
    "kind",
    "arn",
    "account",
    "uniqueId",
    "roleArn",
    "roleUniqueId",
    "userArn",
    "service",
    "provider",
    "canonicalUser",
    "managementAccount",
];

pub(super) fn read_principal(node: &Node) -> Read<Principal> {
    if let Some(text) = node.as_str() {
        return parse_principal(node, text);
    }
    let known: Vec<&str> = MEMBERS.into_iter().chain(["tags"]).collect();
    let members = members(node, "a principal", &known)?;
    let Some(kind) = find(members, "kind") else {
        return problem(node.span, "the principal has no `kind`");
    };
    let Member {
        node: kind_node, ..
    } = kind;
    let text = |name: &str| optional(members, name);
    let required = |name: &str| match find(members, name) {
        Some(member) => string(&member.node, name).map(|text| (&member.node, text)),
        None => problem(
            node.span,
            format!("a principal of this kind needs `{name}`"),
        ),
    };
    let kind = string(kind_node, "kind")?;
    let mut principal = match kind {
        "anonymous" => Principal::of(Identity::Anonymous, None),
        "service" => {
            let name = required("service")?.1.to_owned();
            Principal::of(Identity::Service { name }, None)
        }
        "saml" => {
            let provider = required("provider")?.1.to_owned();
            Principal::of(Identity::Saml { provider }, None)
        }
        "oidc" => {
            let provider = required("provider")?.1.to_owned();
            Principal::of(Identity::Oidc { provider }, None)
        }
        "user" | "role-session" | "service-linked-role" | "federated-user" | "root" => {
            let (node, arn) = required("arn")?;
            parse_principal(node, arn)?
        }
        _ => {
            return problem(
                kind_node.span,
                "`kind` is `user`, `role-session`, `federated-user`, `root`, `service`, \
                 `service-linked-role`, `saml`, `oidc` or `anonymous`",
            );
        }
    };
    let fits = match &mut principal.identity {
        Identity::User { unique_id, .. } => {
            *unique_id = text("uniqueId")?;
            kind == "user"
        }
        Identity::RoleSession {
            role_arn,
            role_unique_id,
            service_linked,
            ..
        } => {
            if let Some(named) = text("roleArn")? {
                *service_linked = named.contains(":role/aws-service-role/");
                *role_arn = named;
            }
            *role_unique_id = text("roleUniqueId")?;
            *service_linked |= kind == "service-linked-role";
            kind == "role-session" || kind == "service-linked-role"
        }
        Identity::FederatedUser { user_arn, .. } => {
            *user_arn = text("userArn")?;
            kind == "federated-user"
        }
        Identity::Root { .. } => kind == "root",
        Identity::Service { .. }
        | Identity::Saml { .. }
        | Identity::Oidc { .. }
        | Identity::Anonymous => true,
    };
    if !fits {
        let message = format!("the ARN of this principal is not that of kind `{kind}`");
        return problem(kind_node.span, message);
    }
    if let Some(member) = find(members, "account") {
        principal.account = Some(account(&member.node, "account")?.to_owned());
    }
    principal.canonical_user = text("canonicalUser")?;
    principal.in_management_account = flag(members, "managementAccount")?;
    if let Some(member) = find(members, "tags") {
        principal.tags = read_tags(&member.node)?;
    }
    Ok(principal)
}

fn optional(members: &[Member], name: &str) -> Read<Option<String>> {
    match find(members, name) {
        None => Ok(None),
        Some(member) => string(&member.node, name).map(|text| Some(text.to_owned())),
    }
}

fn read_tags(node: &Node) -> Read<Vec<(String, String)>> {
    let Some(members) = node.as_object() else {
        return problem(node.span, "`tags` is an object of tag keys and values");
    };
    let tag = |member: &Member| {
        string(&member.node, &member.key).map(|value| (member.key.to_string(), value.to_owned()))
    };
    members.iter().map(tag).collect()
}
