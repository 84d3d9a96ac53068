//! The text of the error that AWS itself shows when it denies a request.
//!
//! AWS names one type of policy and never a statement.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html>

use crate::policy::PolicyType;
use crate::policy_set::PolicySet;
use crate::request::{Identity, Request};
use crate::trace::{DecidedBy, Decision, Evaluation};

/// The text of the error that AWS would show; none where the request is allowed, or where AWS
/// documents no such text.
#[must_use]
pub fn aws_message(
    evaluation: &Evaluation,
    policies: &PolicySet,
    request: &Request,
) -> Option<String> {
    let DecidedBy::Policies(by) = evaluation.verdict.by else {
        return None;
    };
    // No text is documented for callers without an ARN.
    if !has_documented_message(&request.principal().identity) {
        return None;
    }
    let action = request.action();
    let tail = match evaluation.verdict.decision {
        Decision::Allowed => return None,
        Decision::ImplicitDeny => {
            format!("because no {} allows the {action} action", by.name())
        }
        Decision::ExplicitDeny => {
            let reference = evaluation.verdict.statement?;
            let name = policies
                .policy(reference)
                .map_or("", |policy| policy.name.as_str());
            let arn = if names_policy(by) && name.starts_with("arn:") {
                format!(": {name}")
            } else {
                String::new()
            };
            format!("with an explicit deny in {}{arn}", by.with_article())
        }
    };
    Some(format!(
        "User: {} is not authorized to perform: {action} on resource: {} {tail}",
        request.principal().name(),
        request.resource()
    ))
}

fn has_documented_message(identity: &Identity) -> bool {
    match identity {
        Identity::User { .. }
        | Identity::RoleSession { .. }
        | Identity::FederatedUser { .. }
        | Identity::Root { .. } => true,
        Identity::Service { .. }
        | Identity::Saml { .. }
        | Identity::Oidc { .. }
        | Identity::Anonymous => false,
    }
}

/// Whether AWS may append the policy's ARN.
fn names_policy(by: PolicyType) -> bool {
    match by {
        PolicyType::IdentityBased
        | PolicyType::PermissionsBoundary
        | PolicyType::Session
        | PolicyType::ServiceControl
        | PolicyType::ResourceControl => true,
        PolicyType::VpcEndpoint | PolicyType::ResourceBased | PolicyType::RoleTrust => false,
    }
}
