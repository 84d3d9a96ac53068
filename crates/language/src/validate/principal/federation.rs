//! Identity providers in role trust policies, and the claims of their tokens.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html>
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif>

use iam_evaluator::arn::{Arn, is_account_id};
use iam_evaluator::condition::{Comparison, SetOperator};
use iam_evaluator::{Finding, FindingType, PolicyType, Span};

use super::super::Subject;
use super::{allows, compares, covers, listed};
use crate::reading::{StatementView, text};

/// GitHub's provider, for the workflows of everybody who uses GitHub.
const GITHUB: &str = "token.actions.githubusercontent.com";

/// Providers, beside GitHub, of which AWS documents that an audience is one value.
const SINGLE_AUDIENCE: &[&str] = &["accounts.google.com", "cognito-identity.amazonaws.com"];

/// An identity provider, as `Federated` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Provider<'t> {
    /// One for SAML 2.0.
    Saml,
    /// One for OpenID Connect, with what its condition keys begin with.
    Oidc(&'t str),
}

impl<'t> Provider<'t> {
    /// Reads the ARN of a provider, or the domain of one that AWS knows; none for anything else.
    pub(super) fn of(text: &'t str) -> Option<Provider<'t>> {
        let Some(arn) = Arn::parse(text) else {
            return is_domain(text).then_some(Provider::Oidc(text));
        };
        if arn.service != "iam" || !is_account_id(arn.account) || !arn.region.is_empty() {
            return None;
        }
        match arn.resource.split_once('/')? {
            ("saml-provider", name) if !name.is_empty() => Some(Provider::Saml),
            ("oidc-provider", issuer) if !issuer.is_empty() => Some(Provider::Oidc(issuer)),
            _ => None,
        }
    }
}

fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        !label.is_empty() && label.bytes().all(allowed)
    };
    text.contains('.') && text.split('.').all(is_label)
}

/// A `Federated` principal that is no identity provider.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-error-invalid-federated-principal-syntax-in-role-trust-policy>
pub(super) fn providers(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    if subject.policy_type() != PolicyType::RoleTrust {
        return;
    }
    for statement in &subject.statements {
        let principals = statement.principal.iter().flat_map(|element| &element.ids);
        for principal in principals.filter(|principal| principal.is_kind("Federated")) {
            let id = principal.id;
            // A wildcard is found where the document is read.
            if id.value.contains(['*', '?']) || Provider::of(id.value).is_some() {
                continue;
            }
            let details = format!(
                "`{}` is no identity provider: write the ARN of a SAML or OIDC provider of the \
                 account, or a domain that AWS knows, such as `accounts.google.com`",
                id.value
            );
            findings.push(Finding::new(
                FindingType::Error,
                "INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY",
                vec![id.span],
                details,
            ));
        }
    }
}

/// An OIDC provider whose tokens are not looked at: whoever has any token of it can assume the role.
///
/// The keys of a provider begin with its name. Of GitHub, which serves everybody, Access Analyzer wants
/// the key that names the repository, and so has a code of its own: one of the two is found. The
/// reference names `sub` alone; IAM has other keys that say as much, and they are taken here too.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-security-warning-missing-condition-key-for-oidc-principal>
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-security-warning-missing-github-repo-condition-key>
pub(super) fn claims(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    const REPOSITORY: &[&str] = &["sub", "repository", "repository_id", "job_workflow_ref"];
    for (statement, issuer, span) in trusted(subject) {
        let mut keys = statement
            .conditions
            .iter()
            .filter(|condition| compares(condition))
            .filter_map(|condition| claim(condition.key_name(), issuer));
        let (code, details) = if is_github(issuer) {
            if keys.any(|key| REPOSITORY.iter().any(|one| key.eq_ignore_ascii_case(one))) {
                continue;
            }
            let details = format!(
                "workflows of every repository on GitHub can assume this role: compare `{issuer}:sub` \
                 with the repository and its branch, such as \
                 `repo:ORG/REPO:ref:refs/heads/main`"
            );
            ("MISSING_GITHUB_REPO_CONDITION_KEY", details)
        } else {
            if keys.next().is_some() {
                continue;
            }
            let details = format!(
                "whoever has a token of `{issuer}` can assume this role: compare a key of the \
                 provider, such as `{issuer}:sub` or `{issuer}:aud`, in the `Condition`"
            );
            ("MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL", details)
        };
        findings.push(Finding::new(
            FindingType::SecurityWarning,
            code,
            vec![span],
            details,
        ));
    }
}

/// A subject of GitHub with a wildcard: more repositories or branches than were meant.
///
/// Nothing is found where the repository is spelled out and `ref` names the branch: the reference has
/// that as the alternative.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-general-warning-specific-github-repo-and-branch-recommended>
pub(super) fn repositories(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for (statement, issuer, _) in trusted(subject) {
        if !is_github(issuer) {
            continue;
        }
        let on = |wanted: &'static str| {
            statement.conditions.iter().filter(move |condition| {
                let claim = claim(condition.key_name(), issuer);
                compares(condition) && claim.is_some_and(|claim| claim.eq_ignore_ascii_case(wanted))
            })
        };
        let names_branch = on("ref").any(|condition| {
            let mut values = condition.values.iter();
            values.all(|value| value.as_str().is_some_and(|value| !is_wild(value)))
        });
        let like = on("sub").filter(|condition| {
            let comparison = condition.operator.map(|operator| operator.comparison);
            comparison == Some(Comparison::StringLike)
        });
        for subject in like.flat_map(|condition| condition.values).filter_map(text) {
            let is_meant = match repository(subject.value) {
                Some(repository) => !is_wild(repository) && names_branch,
                None => false,
            };
            if is_meant || !is_wild(subject.value) {
                continue;
            }
            let details = format!(
                "`{}` fits more workflows than those of one branch: name the repository and its \
                 branch, such as `repo:ORG/REPO:ref:refs/heads/main`, or the branch in \
                 `{issuer}:ref`",
                subject.value
            );
            findings.push(Finding::new(
                FindingType::Warning,
                "SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED",
                vec![subject.span],
                details,
            ));
        }
    }
}

/// `repo:ORG/REPO`, the beginning of a subject that names a repository.
fn repository(subject: &str) -> Option<&str> {
    let rest = subject.strip_prefix("repo:")?;
    let (repository, _) = rest.split_once(':')?;
    repository.contains('/').then_some(repository)
}

fn is_wild(text: &str) -> bool {
    text.contains(['*', '?'])
}

/// A set operator on the audience of a token, which is one value.
///
/// `ForAnyValue` is found with the code for single-valued keys at providers of which AWS documents one
/// audience. Everything else is a question to the author: the reference first says that an audience can
/// be multivalued, and in its message that it is not.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-security-warning-foranyvalue-with-audience-claim-type>
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-suggestion-confirm-audience-claim-type>
pub(super) fn audiences(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for (statement, issuer, _) in trusted(subject) {
        for condition in &statement.conditions {
            let claim = claim(condition.key_name(), issuer);
            let set = condition.operator.and_then(|operator| operator.set);
            let (Some(set), true) = (
                set,
                claim.is_some_and(|one| one.eq_ignore_ascii_case("aud")),
            ) else {
                continue;
            };
            let key = condition.key_name();
            let is_single = SINGLE_AUDIENCE
                .iter()
                .any(|known| known.eq_ignore_ascii_case(issuer))
                || is_github(issuer);
            let (finding_type, code, details) = match set {
                SetOperator::ForAnyValue if is_single => (
                    FindingType::SecurityWarning,
                    "FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE",
                    format!(
                        "`{key}` has one value, and `ForAnyValue` on such a key can let in more than \
                         is meant: leave `ForAnyValue:` out"
                    ),
                ),
                SetOperator::ForAnyValue | SetOperator::ForAllValues => (
                    FindingType::Suggestion,
                    "CONFIRM_AUDIENCE_CLAIM_TYPE",
                    format!(
                        "`{key}` is for whom the token was issued, most often one value: leave the \
                         set operator out, unless the provider is known to send several"
                    ),
                ),
            };
            findings.push(Finding::new(
                finding_type,
                code,
                vec![condition.block.key_span],
                details,
            ));
        }
    }
}

/// The OIDC providers that may assume the role: the statement, what the provider's keys begin with, and
/// its place.
fn trusted<'s>(subject: &'s Subject<'_>) -> Vec<(&'s StatementView<'s>, &'s str, Span)> {
    if subject.policy_type() != PolicyType::RoleTrust {
        return Vec::new();
    }
    let mut trusted = Vec::new();
    for statement in subject.statements.iter().filter(|one| allows(one)) {
        for principal in listed(statement) {
            if !principal.is_kind("Federated") {
                continue;
            }
            if let Some(Provider::Oidc(issuer)) = Provider::of(principal.id.value)
                && covers(statement, "sts:assumerolewithwebidentity")
            {
                trusted.push((statement, issuer, principal.id.span));
            }
        }
    }
    trusted
}

/// Whether a provider is GitHub's, perhaps that of an enterprise, which has a path.
fn is_github(issuer: &str) -> bool {
    let host = issuer.split('/').next().unwrap_or_default();
    host.eq_ignore_ascii_case(GITHUB)
}

/// `sub` of `token.actions.githubusercontent.com:sub`, where the key is one of the provider's.
fn claim<'k>(key: &'k str, issuer: &str) -> Option<&'k str> {
    let head = key.get(..issuer.len())?;
    let rest = key.get(issuer.len()..)?;
    let claim = rest.strip_prefix(':')?;
    head.eq_ignore_ascii_case(issuer).then_some(claim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn providers_are_arns_or_domains() {
        let oidc =
            "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/AB12";
        assert_eq!(
            Provider::of(oidc),
            Some(Provider::Oidc("oidc.eks.eu-west-1.amazonaws.com/id/AB12"))
        );
        let saml = "arn:aws-cn:iam::111122223333:saml-provider/Corp";
        assert_eq!(Provider::of(saml), Some(Provider::Saml));
        assert_eq!(
            Provider::of("accounts.google.com"),
            Some(Provider::Oidc("accounts.google.com"))
        );
        for text in [
            "",
            "Corp",
            "https://accounts.google.com",
            "accounts.google.com/",
            "arn:aws:iam::111122223333:saml-provider/",
            "arn:aws:iam::111122223333:provider/Corp",
            "arn:aws:iam:::saml-provider/Corp",
            "arn:aws:sts::111122223333:saml-provider/Corp",
        ] {
            assert_eq!(Provider::of(text), None, "{text}");
        }
    }

    #[test]
    fn keys_of_a_provider_begin_with_its_name() {
        assert_eq!(
            claim("accounts.google.com:aud", "accounts.google.com"),
            Some("aud")
        );
        assert_eq!(
            claim("ACCOUNTS.google.com:AUD", "accounts.google.com"),
            Some("AUD")
        );
        assert_eq!(claim("accounts.google.com", "accounts.google.com"), None);
        assert_eq!(
            claim("accounts.google.community:aud", "accounts.google.com"),
            None
        );
        assert_eq!(claim("é:aud", "accounts.google.com"), None);
    }

    #[test]
    fn a_subject_of_github_names_a_repository() {
        assert_eq!(repository("repo:org/app:*"), Some("org/app"));
        assert_eq!(repository("repo:org/*:ref:refs/heads/main"), Some("org/*"));
        assert_eq!(repository("repo:org/*"), None);
        assert_eq!(repository("repo:*:*"), None);
        assert_eq!(repository("*"), None);
    }
}
