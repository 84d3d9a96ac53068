//! `Principal` and `NotPrincipal`.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use super::Lower;
use crate::arn::{Arn, is_account_id};
use crate::finding;
use crate::json::{Member, Value};
use crate::policy::{Polarity, PolicyType, PrincipalElement, PrincipalId};
use crate::source::{Span, Spanned};

impl Lower<'_> {
    pub(super) fn principal(
        &mut self,
        listed: Option<&Member>,
        all_but: Option<&Member>,
        brace: Span,
    ) -> Option<PrincipalElement> {
        let found = self.one_of(listed, all_but);
        let taken = match self.policy_type {
            PolicyType::ResourceBased
            | PolicyType::RoleTrust
            | PolicyType::VpcEndpoint
            | PolicyType::ResourceControl => true,
            PolicyType::IdentityBased
            | PolicyType::PermissionsBoundary
            | PolicyType::Session
            | PolicyType::ServiceControl => false,
        };
        let (polarity, member) = match (taken, found) {
            (true, Some(found)) => found,
            (true, None) => {
                self.refuse(finding::missing_principal(brace, self.policy_type.plural()));
                return None;
            }
            (false, Some((_, member))) => {
                let code = match self.policy_type {
                    PolicyType::ServiceControl => "SCP_SYNTAX_ERROR_PRINCIPAL",
                    _ => "UNSUPPORTED_PRINCIPAL",
                };
                let types = self.policy_type.plural();
                self.refuse(finding::principal_not_allowed(
                    code,
                    member.key_span,
                    &member.key,
                    types,
                ));
                return None;
            }
            (false, None) => return None,
        };
        if polarity == Polarity::AllBut {
            self.check_not_principal(member);
        }
        let ids = self.principal_ids(member);
        let everyone = |id: &Spanned<PrincipalId>| id.value == PrincipalId::Everyone;
        if self.policy_type == PolicyType::ResourceControl && !ids.iter().all(everyone) {
            self.refuse(finding::rcp_principal(member.span()));
        }
        Some(PrincipalElement {
            polarity,
            span: member.span(),
            ids,
        })
    }

    fn check_not_principal(&mut self, member: &Member) {
        match self.policy_type {
            PolicyType::RoleTrust => self.refuse(finding::trust_not_principal(member.key_span)),
            PolicyType::ResourceControl => self.refuse(finding::rcp_principal(member.key_span)),
            PolicyType::ResourceBased
            | PolicyType::VpcEndpoint
            | PolicyType::IdentityBased
            | PolicyType::PermissionsBoundary
            | PolicyType::Session
            | PolicyType::ServiceControl => {}
        }
    }

    fn principal_ids(&mut self, member: &Member) -> Vec<Spanned<PrincipalId>> {
        let span = member.node.span;
        let types = match &member.node.value {
            Value::String(text) if text == "*" => {
                return vec![Spanned {
                    value: PrincipalId::Everyone,
                    span,
                }];
            }
            Value::Object(types) if !types.is_empty() => types,
            _ => {
                self.refuse(finding::principal_format(span, &member.key));
                return Vec::new();
            }
        };
        let mut ids = Vec::new();
        for (index, member) in types.iter().enumerate() {
            self.check_duplicate(types.get(..index).unwrap_or_default(), member);
            if !["AWS", "Service", "Federated", "CanonicalUser"].contains(&&*member.key) {
                self.refuse(finding::principal_key(member.key_span, &member.key));
                continue;
            }
            if member.key == "Federated" && self.policy_type != PolicyType::RoleTrust {
                self.refuse(finding::federated_outside_trust(member.key_span));
            }
            for text in self.strings(&member.node, &member.key) {
                if let Some(value) = self.principal_id(&member.key, &text) {
                    ids.push(Spanned {
                        value,
                        span: text.span,
                    });
                }
            }
        }
        ids
    }

    fn principal_id(&mut self, key: &str, text: &Spanned<&str>) -> Option<PrincipalId> {
        let value = text.value;
        if key == "AWS" && value == "*" {
            return Some(PrincipalId::EveryAwsPrincipal);
        }
        if value.contains(['*', '?']) {
            self.refuse(finding::wildcard_in_principal(text.span, value));
            return None;
        }
        let owned = value.to_owned();
        Some(match key {
            "Service" => PrincipalId::Service(owned),
            "Federated" => PrincipalId::Federated(owned),
            "CanonicalUser" => PrincipalId::CanonicalUser(owned),
            _ => match aws_principal(value) {
                Some(id) => id,
                None => {
                    self.refuse(finding::unknown_principal(text.span, value));
                    return None;
                }
            },
        })
    }
}

/// A value of `{"AWS": …}` other than `*`.
fn aws_principal(text: &str) -> Option<PrincipalId> {
    if is_account_id(text) {
        return Some(PrincipalId::Account(text.to_owned()));
    }
    if let Some(arn) = Arn::parse(text) {
        let in_account = is_account_id(arn.account);
        let (kind, name) = arn.resource.split_once('/').unwrap_or((arn.resource, ""));
        return match (arn.service, kind) {
            ("iam", "root") if in_account && name.is_empty() => {
                Some(PrincipalId::Account(arn.account.to_owned()))
            }
            ("iam", "user" | "role") | ("sts", "assumed-role" | "federated-user")
                if in_account && !name.is_empty() =>
            {
                Some(PrincipalId::Arn(text.to_owned()))
            }
            // An origin access identity of CloudFront belongs to no account.
            // <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html>
            ("iam", "user") if arn.account == "cloudfront" => {
                Some(PrincipalId::Arn(text.to_owned()))
            }
            _ => None,
        };
    }
    let unique = ["AIDA", "AROA", "AGPA", "ANPA"]
        .iter()
        .any(|prefix| text.starts_with(prefix));
    let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (unique && plain).then(|| PrincipalId::UniqueId(text.to_owned()))
}
