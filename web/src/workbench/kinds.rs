//! The kinds of principals, and a principal of each kind that could well be.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use iam_evaluator::Principal;
use iam_evaluator::arn::Arn;
use iam_evaluator::request::CallerKind;

/// All kinds, those that one meets most first: the word in the form's list, and its title.
pub const KINDS: [(CallerKind, &str, &str); 9] = [
    (CallerKind::User, "user", "IAM user"),
    (CallerKind::RoleSession, "role", "Role session"),
    (CallerKind::FederatedUser, "federated", "Federated user"),
    (CallerKind::Root, "root", "Root user"),
    (CallerKind::Service, "service", "AWS service"),
    (
        CallerKind::ServiceLinkedRole,
        "service-linked",
        "Service-linked role",
    ),
    (CallerKind::Saml, "saml", "SAML federation"),
    (CallerKind::Oidc, "oidc", "OIDC federation"),
    (CallerKind::Anonymous, "anonymous", "Anonymous"),
];

/// The account of examples, where the text names none.
const ACCOUNT: &str = "111122223333";

/// The kind of the principal that a text names.
pub fn kind_of(text: &str) -> Option<CallerKind> {
    Principal::parse(text)
        .ok()
        .map(|principal| principal.kind())
}

/// The word of a kind in the form's list.
pub fn word_of(kind: CallerKind) -> &'static str {
    let row = KINDS.iter().find(|(other, ..)| *other == kind);
    row.map_or("", |(_, word, _)| word)
}

/// The kind of a word in the form's list.
pub fn kind_named(word: &str) -> Option<CallerKind> {
    let row = KINDS.iter().find(|(_, other, _)| *other == word);
    row.map(|(kind, ..)| *kind)
}

/// Whether principals of this kind belong to an account.
pub fn has_account(kind: CallerKind) -> bool {
    match kind {
        CallerKind::User
        | CallerKind::RoleSession
        | CallerKind::ServiceLinkedRole
        | CallerKind::FederatedUser
        | CallerKind::Root => true,
        CallerKind::Service | CallerKind::Saml | CallerKind::Oidc | CallerKind::Anonymous => false,
    }
}

/// A principal of another kind: of the same partition, account and name, as far as the text says.
pub fn as_kind(text: &str, kind: CallerKind) -> String {
    let arn = Arn::parse(text.trim());
    let or = |part: Option<&str>, other: &str| {
        let part = part.filter(|part| !part.is_empty() && !part.contains(['*', '?']));
        part.unwrap_or(other).to_owned()
    };
    let partition = or(arn.as_ref().map(|arn| arn.partition), "aws");
    let account = or(arn.as_ref().map(|arn| arn.account), ACCOUNT);
    let name = |other: &str| or(arn.as_ref().and_then(name), other);
    match kind {
        CallerKind::User => format!("arn:{partition}:iam::{account}:user/{}", name("ana")),
        CallerKind::RoleSession => format!(
            "arn:{partition}:sts::{account}:assumed-role/{}/session",
            name("app")
        ),
        CallerKind::FederatedUser => format!(
            "arn:{partition}:sts::{account}:federated-user/{}",
            name("ana")
        ),
        CallerKind::Root => format!("arn:{partition}:iam::{account}:root"),
        CallerKind::Service => "lambda.amazonaws.com".to_owned(),
        CallerKind::ServiceLinkedRole => format!(
            "arn:{partition}:iam::{account}:role/aws-service-role/\
             autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
        ),
        CallerKind::Saml => format!("arn:{partition}:iam::{account}:saml-provider/Corporate"),
        CallerKind::Oidc => {
            format!("arn:{partition}:iam::{account}:oidc-provider/accounts.google.com")
        }
        CallerKind::Anonymous => "anonymous".to_owned(),
    }
}

/// The name in the ARN of a user, a role or a session: of a session, that of its role.
fn name<'a>(arn: &Arn<'a>) -> Option<&'a str> {
    let (kind, rest) = arn.resource.split_once('/')?;
    match kind {
        "user" | "federated-user" => rest.rsplit('/').next(),
        // The name of a service-linked role is its service's.
        "role" if rest.starts_with("aws-service-role/") => None,
        "role" => rest.rsplit('/').next(),
        "assumed-role" => rest.split('/').next(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_can_become_every_other() {
        for (from, ..) in KINDS {
            for (to, word, _) in KINDS {
                let text = as_kind(&as_kind("", from), to);
                assert_eq!(kind_of(&text), Some(to), "{text}");
                assert_eq!(kind_named(word), Some(to));
                assert_eq!(word_of(to), word);
            }
        }
    }

    #[test]
    fn account_and_name_are_kept() {
        let check = |from: &str, kind: CallerKind, expected: &str| {
            assert_eq!(as_kind(from, kind), expected);
        };
        check(
            "arn:aws-cn:iam::444455556666:role/team/app",
            CallerKind::User,
            "arn:aws-cn:iam::444455556666:user/app",
        );
        check(
            "arn:aws:sts::444455556666:assumed-role/app/ci",
            CallerKind::FederatedUser,
            "arn:aws:sts::444455556666:federated-user/app",
        );
        check(
            "arn:aws:iam::444455556666:user/x/ana",
            CallerKind::Root,
            "arn:aws:iam::444455556666:root",
        );
        check(
            "arn:aws:iam::*:user/*",
            CallerKind::User,
            "arn:aws:iam::111122223333:user/ana",
        );
        check(
            "nonsense",
            CallerKind::RoleSession,
            "arn:aws:sts::111122223333:assumed-role/app/session",
        );
    }
}
