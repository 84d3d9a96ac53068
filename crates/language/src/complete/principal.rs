//! `Principal` and `NotPrincipal`.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use iam_evaluator::PolicyType;
use iam_evaluator::arn::Arn;
use iam_evaluator::json::Value;

use super::list::{Draft, List, fit, quoted};
use super::services::SERVICE_PRINCIPALS;
use super::value::accounts;
use super::{Kind, Scene};
use crate::words;

/// Forms of `AWS` principals; `⟦` and `⟧` stand around what is selected.
const FORMS: [(&str, &str); 6] = [
    ("arn:aws:iam::⟦ACCOUNT-ID⟧:root", "account"),
    ("arn:aws:iam::⟦ACCOUNT-ID⟧:role/ROLE-NAME", "role"),
    ("arn:aws:iam::⟦ACCOUNT-ID⟧:user/USER-NAME", "user"),
    (
        "arn:aws:sts::⟦ACCOUNT-ID⟧:assumed-role/ROLE-NAME/SESSION-NAME",
        "role session",
    ),
    (
        "arn:aws:sts::⟦ACCOUNT-ID⟧:federated-user/USER-NAME",
        "federated user session",
    ),
    ("⟦ACCOUNT-ID⟧", "account"),
];

/// Forms of `Federated` principals.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html>
const FEDERATED: [(&str, &str); 8] = [
    (
        "arn:aws:iam::⟦ACCOUNT-ID⟧:saml-provider/PROVIDER-NAME",
        "SAML provider",
    ),
    (
        "arn:aws:iam::⟦ACCOUNT-ID⟧:oidc-provider/PROVIDER-HOST",
        "OpenID Connect provider",
    ),
    (
        "arn:aws:iam::⟦ACCOUNT-ID⟧:oidc-provider/token.actions.githubusercontent.com",
        "GitHub Actions",
    ),
    (
        "arn:aws:iam::⟦ACCOUNT-ID⟧:oidc-provider/oidc.eks.REGION.amazonaws.com/id/CLUSTER-ID",
        "service accounts of Amazon EKS",
    ),
    (
        "cognito-identity.amazonaws.com",
        "Amazon Cognito identity pools",
    ),
    ("www.amazon.com", "Login with Amazon"),
    ("accounts.google.com", "Google"),
    ("graph.facebook.com", "Facebook"),
];

/// The value of the element as a whole.
pub(super) fn whole(scene: &Scene<'_>, list: &mut List) {
    list.offer("*", 9, || Draft {
        label: "*".to_owned(),
        insert: quoted("*"),
        kind: Kind::Principal,
        detail: "everybody".to_owned(),
        info: "Everybody, also callers without credentials: add a condition that narrows it."
            .to_owned(),
    });
    for (rank, (kind, meaning)) in (0..).zip(kinds_of(scene.policy_type)) {
        list.offer(kind, rank, || Draft {
            label: format!("{{ \"{kind}\": … }}"),
            insert: format!("{{ \"{kind}\": \"⟦⟧\" }}"),
            kind: Kind::Snippet,
            detail: kind.to_owned(),
            info: meaning.to_owned(),
        });
    }
}

/// The kinds of principals that are not there yet.
pub(super) fn kinds(scene: &Scene<'_>, list: &mut List) {
    let is_there = |kind: &str| {
        let names = ["Principal", "NotPrincipal"].into_iter();
        let mut nodes = names.filter_map(|name| scene.member(name));
        nodes.any(|node| match &node.value {
            Value::Object(members) => members.iter().any(|member| member.key == kind),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Missing => false,
        })
    };
    for (rank, (kind, meaning)) in (0..).zip(kinds_of(scene.policy_type)) {
        if is_there(kind) {
            continue;
        }
        list.offer(kind, rank, || Draft {
            label: kind.to_owned(),
            insert: scene.written(kind, "\"⟦⟧\""),
            kind: Kind::Keyword,
            detail: "kind of principal".to_owned(),
            info: meaning.to_owned(),
        });
    }
}

fn kinds_of(policy_type: PolicyType) -> Vec<(&'static str, &'static str)> {
    let takes: fn(&str) -> bool = match policy_type {
        PolicyType::RoleTrust => |kind| kind != "CanonicalUser",
        PolicyType::ResourceBased | PolicyType::VpcEndpoint => |kind| kind != "Federated",
        // A resource control policy takes `"*"` alone, the others no principal at all.
        PolicyType::ResourceControl
        | PolicyType::IdentityBased
        | PolicyType::PermissionsBoundary
        | PolicyType::Session
        | PolicyType::ServiceControl => |_| false,
    };
    let kinds = words::PRINCIPAL_KINDS.into_iter();
    kinds.filter(|(kind, _)| takes(kind)).collect()
}

/// The values of a kind of principal.
pub(super) fn values(scene: &Scene<'_>, kind: &str, list: &mut List) {
    match kind.to_ascii_lowercase().as_str() {
        "aws" => of_aws(scene, list),
        "service" => services(list, 0),
        "federated" => {
            for (rank, (form, detail)) in (0..).zip(FEDERATED) {
                offer_form(list, form, detail, rank);
            }
        }
        _ => {}
    }
}

fn of_aws(scene: &Scene<'_>, list: &mut List) {
    for arn in scene
        .strings()
        .into_iter()
        .filter(|text| is_principal(text))
    {
        offer_known(list, arn, "in this policy");
    }
    for account in accounts(scene) {
        offer_known(
            list,
            &format!("arn:aws:iam::{account}:root"),
            "account in this policy",
        );
    }
    for (rank, (form, detail)) in (10..).zip(FORMS) {
        offer_form(list, form, detail, rank);
    }
    list.offer("*", 20, || Draft {
        label: "*".to_owned(),
        insert: quoted("*"),
        kind: Kind::Principal,
        detail: "everybody".to_owned(),
        info: "Everybody: add a condition that narrows it.".to_owned(),
    });
}

fn is_principal(text: &str) -> bool {
    let Some(arn) = Arn::parse(text) else {
        return false;
    };
    let kind = arn.resource.split('/').next().unwrap_or_default();
    matches!(
        (arn.service, kind),
        ("iam", "root" | "role" | "user") | ("sts", "assumed-role" | "federated-user")
    ) && !text.contains(['*', '?', '$'])
}

fn offer_known(list: &mut List, text: &str, detail: &str) {
    list.offer(text, 5, || Draft {
        label: text.to_owned(),
        insert: quoted(text),
        kind: Kind::Principal,
        detail: detail.to_owned(),
        info: String::new(),
    });
}

fn offer_form(list: &mut List, form: &str, detail: &str, rank: u32) {
    let label = form.replace(['⟦', '⟧'], "");
    let found = fit(&label, &list.word).or_else(|| fit(detail, &list.word));
    list.offer_as(found, rank, || Draft {
        label,
        insert: format!("\"{form}\""),
        kind: Kind::Principal,
        detail: detail.to_owned(),
        info: String::new(),
    });
}

/// The names by which services call.
pub(super) fn services(list: &mut List, rank: u32) {
    for principal in SERVICE_PRINCIPALS {
        let by_name = || {
            let found = fit(principal.service, &list.word)?;
            (list.word.len() > 1 && found <= super::list::Fit::LaterWord).then_some(found)
        };
        let found = fit(principal.name, &list.word).or_else(by_name);
        list.offer_as(found, rank, || Draft {
            label: principal.name.to_owned(),
            insert: quoted(principal.name),
            kind: Kind::Principal,
            detail: principal.service.to_owned(),
            info: String::new(),
        });
    }
}
