//! What AWS decides differently for some services and actions.

use crate::arn::{Arn, account_of_arn};
use crate::request::{CallerKind, Identity, Request};
use crate::trace::{AccountRelation, Refusal, ResourcePolicyRule, SpecialRule};

/// The actions that a role's trust policy decides, in lower case.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html>
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html>
const TRUST_POLICY_ACTIONS: [&str; 6] = [
    "sts:assumerole",
    "sts:assumerolewithsaml",
    "sts:assumerolewithwebidentity",
    "sts:setcontext",
    "sts:setsourceidentity",
    "sts:tagsession",
];

/// The services whose resources resource control policies cover, by their action prefixes,
/// sorted. The list grows.
///
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#rcp-supported-services>
pub const RCP_SERVICES: [&str; 62] = [
    "aoss",
    "appconfig",
    "appstream",
    "autoscaling",
    "autoscaling-plans",
    "budgets",
    "clouddirectory",
    "cloudfront",
    "cloudsearch",
    "cloudtrail-data",
    "codeartifact",
    "codebuild",
    "codecommit",
    "codepipeline",
    "cognito-identity",
    "cognito-idp",
    "comprehend",
    "comprehendmedical",
    "compute-optimizer",
    "cost-optimization-hub",
    "dax",
    "dsql",
    "dynamodb",
    "ecr",
    "ecr-public",
    "events",
    "firehose",
    "fis",
    "fms",
    "gamelift",
    "health",
    "inspector-scan",
    "kendra",
    "kinesisvideo",
    "kms",
    "logs",
    "memorydb",
    "networkmonitor",
    "notifications",
    "opensearch",
    "pca-connector-ad",
    "personalize",
    "polly",
    "pricing",
    "resource-groups",
    "rolesanywhere",
    "s3",
    "secretsmanager",
    "servicediscovery",
    "signin",
    "sqs",
    "sts",
    "support",
    "swf",
    "textract",
    "timestream-influxdb",
    "transcribe",
    "transfer",
    "translate",
    "wafv2",
    "workspaces",
    "xray",
];

/// Whether an action, in lower case, is decided by a role's trust policy.
pub(super) fn is_trust_policy_action(action: &str) -> bool {
    TRUST_POLICY_ACTIONS.contains(&action)
}

/// How the resource's own policy takes part.
pub(super) fn resource_policy_rule(request: &Request) -> ResourcePolicyRule {
    if is_trust_policy_action(request.action_in_lower_case()) {
        return ResourcePolicyRule::TrustPolicyRequired;
    }
    // <https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html>
    let is_key = Arn::parse(request.resource())
        .is_some_and(|arn| arn.service == "kms" && arn.resource.starts_with("key/"));
    if request.service() == "kms" && is_key {
        return ResourcePolicyRule::KeyPolicyRequired;
    }
    ResourcePolicyRule::EitherSide
}

/// A rule that stands above the policies, if one bears on the request.
pub(super) fn special_rule(request: &Request, account: AccountRelation) -> Option<SpecialRule> {
    let caller = request.principal().kind();
    match request.action_in_lower_case() {
        // <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html>
        "sts:getcalleridentity" if is_signed(caller) => Some(SpecialRule::NoPermissionNeeded),
        // <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getsessiontoken.html>
        "sts:getsessiontoken" if matches!(caller, CallerKind::User | CallerKind::Root) => {
            Some(SpecialRule::NoPermissionNeeded)
        }
        // <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html>
        "s3:getbucketpolicy" | "s3:putbucketpolicy" | "s3:deletebucketpolicy"
            if caller == CallerKind::Root && account == AccountRelation::Same =>
        {
            Some(SpecialRule::BucketPolicyRescue)
        }
        _ => refusal(request, account).map(SpecialRule::Refused),
    }
}

/// Why AWS refuses a call whatever policies allow, if it does.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html>
fn refusal(request: &Request, account: AccountRelation) -> Option<Refusal> {
    let action = request.action_in_lower_case();
    // A permission, and no call to IAM.
    // <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html>
    if action == "iam:passrole" {
        let elsewhere = account == AccountRelation::Cross;
        return elsewhere.then_some(Refusal::RolePassedAcrossAccounts);
    }
    let caller = request.principal().kind();
    match (caller, request.service(), action) {
        // <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>
        (CallerKind::Root, _, "sts:assumerole") => Some(Refusal::RootAssumesRole),
        (CallerKind::FederatedUser, "iam", _) => Some(Refusal::FederatedUserCallsIam),
        // A permission that other services ask for, and no call to AWS STS.
        // <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_bearer.html>
        (CallerKind::FederatedUser, _, "sts:getservicebearertoken") => None,
        (CallerKind::FederatedUser, "sts", _) => Some(Refusal::FederatedUserCallsSts),
        (
            CallerKind::RoleSession | CallerKind::ServiceLinkedRole,
            _,
            "sts:getfederationtoken" | "sts:getsessiontoken",
        ) => Some(Refusal::RoleSessionMakesSession),
        // <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithSAML.html>
        (CallerKind::Saml | CallerKind::Oidc, ..) if is_trust_policy_action(action) => {
            let elsewhere = has_provider_elsewhere(request);
            elsewhere.then_some(Refusal::ProviderOfAnotherAccount)
        }
        _ => None,
    }
}

/// Whether the caller's identity provider belongs to another account than the role. A provider that
/// is named by its domain belongs to none.
fn has_provider_elsewhere(request: &Request) -> bool {
    match &request.principal().identity {
        Identity::Saml { provider } | Identity::Oidc { provider } => {
            match (account_of_arn(provider), request.resource_account()) {
                (Some(own), Some(other)) => own != other,
                _ => false,
            }
        }
        Identity::User { .. }
        | Identity::RoleSession { .. }
        | Identity::FederatedUser { .. }
        | Identity::Root { .. }
        | Identity::Service { .. }
        | Identity::Anonymous => false,
    }
}

/// Whether the caller signs its requests with credentials of its own.
fn is_signed(caller: CallerKind) -> bool {
    match caller {
        CallerKind::Anonymous | CallerKind::Saml | CallerKind::Oidc => false,
        CallerKind::User
        | CallerKind::RoleSession
        | CallerKind::ServiceLinkedRole
        | CallerKind::FederatedUser
        | CallerKind::Root
        | CallerKind::Service => true,
    }
}

/// Whether the request passes through a VPC endpoint: it then carries the endpoint's keys.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourcevpce>
pub(super) fn uses_vpc_endpoint(request: &Request) -> bool {
    let keys = ["aws:sourcevpce", "aws:sourcevpc", "aws:vpcsourceip"];
    keys.iter().any(|key| request.context().get(key).is_some())
}
