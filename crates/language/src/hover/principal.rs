//! Principals: whom an entry of `Principal` means.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use iam_evaluator::arn::{Arn, is_account_id};

use super::{Hover, Place};
use crate::complete::service_principal;

pub(super) const PAGE: &str = "reference_policies_elements_principal.html";

/// An entry of `Principal` or `NotPrincipal`; `kind` is missing for the string `"*"` alone.
pub(super) fn principal(place: &Place<'_>, kind: Option<&str>, word: &str) -> Option<Hover> {
    let (title, line) = match kind {
        None if word == "*" => (
            "everybody",
            "Everybody, also callers without credentials.".to_owned(),
        ),
        None => return None,
        Some("AWS") => aws(word)?,
        Some("Service") => match service_principal(word) {
            Some(known) => (
                "service principal",
                format!("{} calls by this name.", known.service),
            ),
            None => (
                "service principal",
                "A service of AWS that calls on its own behalf.".to_owned(),
            ),
        },
        Some("Federated") => federated(word),
        Some("CanonicalUser") => (
            "canonical user id",
            "An account, as Amazon S3 names it.".to_owned(),
        ),
        Some(_) => return None,
    };
    place.meant(title, &line, PAGE)
}

fn aws(word: &str) -> Option<(&'static str, String)> {
    if word == "*" {
        return Some((
            "everybody",
            "Everybody; in a role trust policy, whoever has credentials of AWS.".to_owned(),
        ));
    }
    let account = |id: &str| {
        let line =
            format!("The account {id}: whoever in it has the permission by its own policies.");
        ("account", line)
    };
    if is_account_id(word) {
        return Some(account(word));
    }
    let unique = [
        ("AIDA", "user"),
        ("AROA", "role"),
        ("AGPA", "group"),
        ("ANPA", "managed policy"),
    ];
    if let Some((_, kind)) = unique.iter().find(|(head, _)| word.starts_with(head)) {
        let line =
            format!("The unique id of a {kind}: AWS writes it where the {kind} was deleted.");
        return Some(("unique id", line));
    }
    let arn = Arn::parse(word)?;
    let (kind, name) = arn.resource.split_once('/').unwrap_or((arn.resource, ""));
    Some(match (arn.service, kind) {
        ("iam", "root") => account(arn.account),
        ("iam", "user") => (
            "user",
            format!("The user {name} of account {}.", arn.account),
        ),
        ("iam", "role") => (
            "role",
            format!(
                "The role {name} of account {}, in all its sessions.",
                arn.account
            ),
        ),
        ("sts", "assumed-role") => {
            let (role, session) = name.split_once('/').unwrap_or((name, ""));
            (
                "role session",
                format!(
                    "The session {session} of the role {role} of account {}.",
                    arn.account
                ),
            )
        }
        ("sts", "federated-user") => (
            "federated user session",
            format!("The federated user {name} of account {}.", arn.account),
        ),
        _ => return None,
    })
}

fn federated(word: &str) -> (&'static str, String) {
    let arn = Arn::parse(word);
    let provider = arn.and_then(|arn| arn.resource.split_once('/'));
    match provider {
        Some(("saml-provider", name)) => ("SAML provider", format!("Identities of {name}.")),
        Some(("oidc-provider", name)) => (
            "OpenID Connect provider",
            format!(
                "Identities whose tokens {name} issues: add a condition on {name}:aud and {name}:sub."
            ),
        ),
        _ => (
            "web identity provider",
            "Identities of this provider: add a condition on its audience.".to_owned(),
        ),
    }
}
