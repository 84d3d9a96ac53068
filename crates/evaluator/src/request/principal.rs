//! Who asks: the kinds of principals that AWS knows, and how to name one in a line of text.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use crate::arn::{Arn, is_account_id};

/// The caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// What kind of principal it is, and its names.
    pub identity: Identity,
    /// Its account, 12 digits; none for services, unsigned and anonymous callers.
    pub account: Option<String>,
    /// The canonical user id of its account, as S3 policies name it.
    pub canonical_user: Option<String>,
    /// Whether its account is the management account of its organization.
    pub in_management_account: bool,
    /// Its tags, keys and values; for a session the role's and the session's together.
    pub tags: Vec<(String, String)>,
}

/// What kind of principal a caller is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identity {
    /// An IAM user.
    User {
        /// `arn:aws:iam::ACCOUNT:user/PATH/NAME`.
        arn: String,
        /// `AIDA…`, if known.
        unique_id: Option<String>,
    },
    /// A session of a role.
    RoleSession {
        /// `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`.
        arn: String,
        /// `arn:aws:iam::ACCOUNT:role/PATH/ROLE`.
        role_arn: String,
        /// `AROA…`, if known.
        role_unique_id: Option<String>,
        /// Whether it is a service-linked role.
        service_linked: bool,
    },
    /// A session that a user made with `sts:GetFederationToken`.
    FederatedUser {
        /// `arn:aws:sts::ACCOUNT:federated-user/NAME`.
        arn: String,
        /// The ARN of the user who made it, if known.
        user_arn: Option<String>,
    },
    /// The root user of an account.
    Root {
        /// `arn:aws:iam::ACCOUNT:root`.
        arn: String,
    },
    /// An AWS service acting as itself.
    Service {
        /// `s3.amazonaws.com`.
        name: String,
    },
    /// A caller of `sts:AssumeRoleWithSAML`, known by its provider.
    Saml {
        /// `arn:aws:iam::ACCOUNT:saml-provider/NAME`.
        provider: String,
    },
    /// A caller of `sts:AssumeRoleWithWebIdentity`, known by its provider.
    Oidc {
        /// `arn:aws:iam::ACCOUNT:oidc-provider/HOST`, or a provider's domain name.
        provider: String,
    },
    /// An unsigned request.
    Anonymous,
}

/// The kinds of callers, as far as they are decided differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallerKind {
    /// An IAM user.
    User,
    /// A session of a role.
    RoleSession,
    /// A session of a service-linked role.
    ServiceLinkedRole,
    /// A session from `sts:GetFederationToken`.
    FederatedUser,
    /// An account's root user.
    Root,
    /// An AWS service acting as itself.
    Service,
    /// The unsigned caller of `sts:AssumeRoleWithSAML`.
    Saml,
    /// The unsigned caller of `sts:AssumeRoleWithWebIdentity`.
    Oidc,
    /// Nobody in particular.
    Anonymous,
}

/// Why a text names no principal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrincipalError {
    /// There is no text.
    Empty,
    /// It is neither an ARN, nor a service, nor `anonymous`.
    Unknown(String),
    /// It is an ARN, but not one of a principal.
    NotAPrincipal(String),
    /// It is a group, and a group never makes a request.
    Group,
    /// The ARN's account is not 12 digits.
    Account(String),
    /// The ARN has a wildcard, and a request is made by one principal.
    Wildcard,
}

impl std::fmt::Display for PrincipalError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            PrincipalError::Empty => f.write_str(
                "name who asks: the ARN of a user, role, session or root user, a service such as \
                 `s3.amazonaws.com`, or `anonymous`",
            ),
            PrincipalError::Unknown(text) => write!(
                f,
                "`{text}` names no principal: write the ARN of a user, role, session or root user, \
                 a service such as `s3.amazonaws.com`, or `anonymous`"
            ),
            PrincipalError::NotAPrincipal(resource) => write!(
                f,
                "an ARN with `{resource}` is not a principal: it needs `user/…`, `role/…`, `root`, \
                 `assumed-role/ROLE/SESSION`, `federated-user/…`, `saml-provider/…` or \
                 `oidc-provider/…`"
            ),
            PrincipalError::Group => {
                f.write_str("a group cannot make a request: name one of its users")
            }
            PrincipalError::Account(account) => {
                write!(f, "the account `{account}` in the ARN is not 12 digits")
            }
            PrincipalError::Wildcard => {
                f.write_str("a request is made by one principal: write its ARN without `*` and `?`")
            }
        }
    }
}

impl std::error::Error for PrincipalError {}

impl Principal {
    /// Reads a principal from its ARN, a service's name, or `anonymous`.
    ///
    /// The ARN of a role stands for a session of it, named `session`, since a role itself never
    /// makes a request.
    ///
    /// # Errors
    ///
    /// When the text names no principal that can make a request.
    pub fn parse(text: &str) -> Result<Principal, PrincipalError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(PrincipalError::Empty);
        }
        if text.eq_ignore_ascii_case("anonymous") {
            return Ok(Principal::of(Identity::Anonymous, None));
        }
        if let Some(arn) = Arn::parse(text) {
            return parse_arn(text, &arn);
        }
        if is_service_name(text) {
            return Ok(Principal::of(
                Identity::Service {
                    name: text.to_owned(),
                },
                None,
            ));
        }
        Err(PrincipalError::Unknown(text.to_owned()))
    }

    /// A principal with the given identity and account, and nothing else.
    #[must_use]
    pub fn of(identity: Identity, account: Option<String>) -> Principal {
        Principal {
            identity,
            account,
            canonical_user: None,
            in_management_account: false,
            tags: Vec::new(),
        }
    }

    /// The principal's own ARN, if it has one; for a session that of the session.
    #[must_use]
    pub fn arn(&self) -> Option<&str> {
        match &self.identity {
            Identity::User { arn, .. }
            | Identity::RoleSession { arn, .. }
            | Identity::FederatedUser { arn, .. }
            | Identity::Root { arn } => Some(arn),
            Identity::Service { .. }
            | Identity::Saml { .. }
            | Identity::Oidc { .. }
            | Identity::Anonymous => None,
        }
    }

    /// The name for messages: the ARN, else the service, the provider or `anonymous`.
    #[must_use]
    pub fn name(&self) -> &str {
        match &self.identity {
            Identity::User { arn, .. }
            | Identity::RoleSession { arn, .. }
            | Identity::FederatedUser { arn, .. }
            | Identity::Root { arn } => arn,
            Identity::Service { name } => name,
            Identity::Saml { provider } | Identity::Oidc { provider } => provider,
            Identity::Anonymous => "anonymous",
        }
    }

    /// What kind of caller this is, as far as kinds are decided differently.
    #[must_use]
    pub fn kind(&self) -> CallerKind {
        match &self.identity {
            Identity::User { .. } => CallerKind::User,
            Identity::RoleSession {
                service_linked: true,
                ..
            } => CallerKind::ServiceLinkedRole,
            Identity::RoleSession { .. } => CallerKind::RoleSession,
            Identity::FederatedUser { .. } => CallerKind::FederatedUser,
            Identity::Root { .. } => CallerKind::Root,
            Identity::Service { .. } => CallerKind::Service,
            Identity::Saml { .. } => CallerKind::Saml,
            Identity::Oidc { .. } => CallerKind::Oidc,
            Identity::Anonymous => CallerKind::Anonymous,
        }
    }

    /// `aws:PrincipalArn`: for a session of a role the ARN of the role.
    pub(super) fn context_arn(&self) -> Option<&str> {
        match &self.identity {
            Identity::RoleSession { role_arn, .. } => Some(role_arn),
            _ => self.arn(),
        }
    }

    /// `aws:username`.
    pub(super) fn user_name(&self) -> Option<&str> {
        match &self.identity {
            Identity::User { arn, .. } => arn.rsplit('/').next(),
            _ => None,
        }
    }

    /// `aws:userid`, as far as the ids it is made of are known.
    pub(super) fn user_id(&self) -> Option<String> {
        match &self.identity {
            Identity::User { unique_id, .. } => unique_id.clone(),
            Identity::RoleSession {
                arn,
                role_unique_id,
                ..
            } => {
                let session = arn.rsplit('/').next()?;
                role_unique_id.as_ref().map(|id| format!("{id}:{session}"))
            }
            Identity::FederatedUser { arn, .. } => {
                let name = arn.rsplit('/').next()?;
                self.account
                    .as_ref()
                    .map(|account| format!("{account}:{name}"))
            }
            Identity::Root { .. } => self.account.clone(),
            Identity::Anonymous => Some("anonymous".to_owned()),
            Identity::Service { .. } | Identity::Saml { .. } | Identity::Oidc { .. } => None,
        }
    }
}

fn parse_arn(text: &str, arn: &Arn<'_>) -> Result<Principal, PrincipalError> {
    if text.contains(['*', '?']) {
        return Err(PrincipalError::Wildcard);
    }
    if !is_account_id(arn.account) {
        return Err(PrincipalError::Account(arn.account.to_owned()));
    }
    let account = Some(arn.account.to_owned());
    let text = text.to_owned();
    let (kind, rest) = arn.resource.split_once('/').unwrap_or((arn.resource, ""));
    let identity = match (arn.service, kind) {
        ("iam", "root") if rest.is_empty() => Identity::Root { arn: text },
        ("iam", "user") if !rest.is_empty() => Identity::User {
            arn: text,
            unique_id: None,
        },
        ("iam", "group") => return Err(PrincipalError::Group),
        ("iam", "role") if !rest.is_empty() => {
            let name = rest.rsplit('/').next().unwrap_or(rest);
            Identity::RoleSession {
                arn: format!(
                    "arn:{}:sts::{}:assumed-role/{name}/session",
                    arn.partition, arn.account
                ),
                service_linked: is_service_linked(&text),
                role_arn: text,
                role_unique_id: None,
            }
        }
        ("sts", "assumed-role") if rest.contains('/') => {
            let role = rest.split('/').next().unwrap_or(rest);
            let role_arn = format!("arn:{}:iam::{}:role/{role}", arn.partition, arn.account);
            Identity::RoleSession {
                arn: text,
                service_linked: is_service_linked(&role_arn),
                role_arn,
                role_unique_id: None,
            }
        }
        ("sts", "federated-user") if !rest.is_empty() => Identity::FederatedUser {
            arn: text,
            user_arn: None,
        },
        ("iam", "saml-provider") if !rest.is_empty() => {
            return Ok(Principal::of(Identity::Saml { provider: text }, None));
        }
        ("iam", "oidc-provider") if !rest.is_empty() => {
            return Ok(Principal::of(Identity::Oidc { provider: text }, None));
        }
        _ => return Err(PrincipalError::NotAPrincipal(arn.resource.to_owned())),
    };
    Ok(Principal::of(identity, account))
}

/// Whether the ARN of a role is that of a service-linked role.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html>
fn is_service_linked(role_arn: &str) -> bool {
    role_arn.contains(":role/aws-service-role/")
}

/// Whether a text has the form of a service principal.
fn is_service_name(text: &str) -> bool {
    let suffixes = [
        ".amazonaws.com",
        ".amazonaws.com.cn",
        ".aws.internal",
        ".amazon.com",
    ];
    suffixes
        .iter()
        .any(|suffix| text.len() > suffix.len() && text.ends_with(suffix))
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: expect_test::Expect) {
        let shown = match Principal::parse(text) {
            Ok(principal) => format!(
                "{:?} arn={:?} context={:?} account={:?}",
                principal.kind(),
                principal.arn(),
                principal.context_arn(),
                principal.account
            ),
            Err(error) => format!("error: {error}"),
        };
        expected.assert_eq(&shown);
    }

    #[test]
    fn reads_every_kind_from_one_line() {
        use expect_test::expect;
        check(
            "arn:aws:iam::111122223333:user/team/ana",
            expect![[
                r#"User arn=Some("arn:aws:iam::111122223333:user/team/ana") context=Some("arn:aws:iam::111122223333:user/team/ana") account=Some("111122223333")"#
            ]],
        );
        check(
            "arn:aws:iam::111122223333:role/x/app",
            expect![[
                r#"RoleSession arn=Some("arn:aws:sts::111122223333:assumed-role/app/session") context=Some("arn:aws:iam::111122223333:role/x/app") account=Some("111122223333")"#
            ]],
        );
        check(
            "arn:aws:sts::111122223333:assumed-role/app/ci",
            expect![[
                r#"RoleSession arn=Some("arn:aws:sts::111122223333:assumed-role/app/ci") context=Some("arn:aws:iam::111122223333:role/app") account=Some("111122223333")"#
            ]],
        );
        check(
            "arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/R",
            expect![[
                r#"ServiceLinkedRole arn=Some("arn:aws:sts::111122223333:assumed-role/R/session") context=Some("arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/R") account=Some("111122223333")"#
            ]],
        );
        check(
            "arn:aws:sts::111122223333:federated-user/Paulo",
            expect![[
                r#"FederatedUser arn=Some("arn:aws:sts::111122223333:federated-user/Paulo") context=Some("arn:aws:sts::111122223333:federated-user/Paulo") account=Some("111122223333")"#
            ]],
        );
        check(
            "arn:aws-cn:iam::111122223333:root",
            expect![[
                r#"Root arn=Some("arn:aws-cn:iam::111122223333:root") context=Some("arn:aws-cn:iam::111122223333:root") account=Some("111122223333")"#
            ]],
        );
        check(
            " s3.amazonaws.com ",
            expect!["Service arn=None context=None account=None"],
        );
        check(
            "arn:aws:iam::111122223333:saml-provider/Corp",
            expect!["Saml arn=None context=None account=None"],
        );
        check(
            "Anonymous",
            expect!["Anonymous arn=None context=None account=None"],
        );
    }

    #[test]
    fn says_what_is_wrong_with_other_texts() {
        use expect_test::expect;
        check(
            "",
            expect![
                "error: name who asks: the ARN of a user, role, session or root user, a service such as `s3.amazonaws.com`, or `anonymous`"
            ],
        );
        check(
            "ana",
            expect![
                "error: `ana` names no principal: write the ARN of a user, role, session or root user, a service such as `s3.amazonaws.com`, or `anonymous`"
            ],
        );
        check(
            "arn:aws:iam::111122223333:group/devs",
            expect!["error: a group cannot make a request: name one of its users"],
        );
        check(
            "arn:aws:iam::1111:user/ana",
            expect!["error: the account `1111` in the ARN is not 12 digits"],
        );
        check(
            "arn:aws:iam::111122223333:user/*",
            expect!["error: a request is made by one principal: write its ARN without `*` and `?`"],
        );
        check(
            "arn:aws:s3:::bucket",
            expect!["error: the account `` in the ARN is not 12 digits"],
        );
        check(
            "arn:aws:sqs:us-east-1:111122223333:jobs",
            expect![
                "error: an ARN with `jobs` is not a principal: it needs `user/…`, `role/…`, `root`, `assumed-role/ROLE/SESSION`, `federated-user/…`, `saml-provider/…` or `oidc-provider/…`"
            ],
        );
    }

    #[test]
    fn takes_no_principal_without_its_name() {
        let error = |text: &str| Principal::parse(text).err();
        for resource in [
            "root/ana",
            "user",
            "user/",
            "role",
            "role/",
            "saml-provider",
            "oidc-provider/",
        ] {
            let text = format!("arn:aws:iam::111122223333:{resource}");
            let expected = PrincipalError::NotAPrincipal(resource.to_owned());
            assert_eq!(error(&text), Some(expected), "{text}");
        }
        for resource in ["assumed-role", "assumed-role/app", "federated-user/"] {
            let text = format!("arn:aws:sts::111122223333:{resource}");
            let expected = PrincipalError::NotAPrincipal(resource.to_owned());
            assert_eq!(error(&text), Some(expected), "{text}");
        }
        for text in [".amazonaws.com", "s_3.amazonaws.com", "s3.example.com"] {
            let expected = PrincipalError::Unknown(text.to_owned());
            assert_eq!(error(text), Some(expected), "{text}");
        }
    }
}
