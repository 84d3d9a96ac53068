//! What AWS documents of single condition keys beyond their types: which are sensitive, which a caller
//! can forge, which are always there, and which belong together.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>

use super::GlobalKey;
use super::{About, key};
use crate::catalog::ValueKind;

/// Keys with the prefix of a service that requests to other services have too.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-role-session-properties>
pub const CROSS_SERVICE_KEYS: &[GlobalKey] = {
    use About::Session;
    use ValueKind::{Arn, Numeric, String};
    &[
        key("ec2:RoleDelivery", Session, Numeric, false),
        key("ec2:SourceInstanceArn", Session, Arn, false),
        key("glue:RoleAssumedBy", Session, String, false),
        key("glue:CredentialIssuingService", Session, String, false),
        key("codebuild:BuildArn", Session, Arn, false),
        key("codebuild:ProjectArn", Session, Arn, false),
        key("lambda:SourceFunctionArn", Session, Arn, false),
        key("ssm:SourceInstanceArn", Session, Arn, false),
        key("identitystore:UserId", Session, String, false),
    ]
};

/// Keys that name an account, an organization or a network: a wildcard in their values has no use.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sensitive>
pub const SENSITIVE: &[&str] = &[
    "aws:PrincipalAccount",
    "aws:PrincipalOrgID",
    "aws:ResourceAccount",
    "aws:ResourceOrgID",
    "aws:SourceAccount",
    "aws:SourceOrgID",
    "aws:SourceVpc",
    "aws:SourceVpce",
    "aws:VpceAccount",
    "aws:VpceOrgID",
];

/// Keys beside the sensitive ones whose values say who calls or from where, so that a wildcard with
/// little before it admits almost everybody. AWS has no list of them.
pub const IDENTIFYING: &[&str] = &[
    "aws:PrincipalArn",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalServiceName",
    "aws:SourceArn",
    "aws:SourceOrgPaths",
    "aws:SourceOwner",
    "aws:SourceVpcArn",
    "aws:VpceOrgPaths",
];

/// Keys whose values AWS itself makes and nobody else can choose.
pub const SET_BY_AWS: &[&str] = &[
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:ResourceAccount",
    "aws:ResourceOrgID",
    "aws:SourceAccount",
    "aws:SourceOrgID",
    "aws:SourceVpc",
    "aws:SourceVpce",
    "aws:VpceAccount",
    "aws:VpceOrgID",
    "aws:VpcSourceIp",
    "aws:Ec2InstanceSourceVpc",
    "aws:Ec2InstanceSourcePrivateIPv4",
];

/// Keys whose values come from headers that the caller writes.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-referer>
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-useragent>
pub const FORGEABLE: &[&str] = &["aws:referer", "aws:UserAgent"];

/// Keys that every request has, also that of somebody anonymous.
pub const ALWAYS_PRESENT: &[&str] = &[
    "aws:PrincipalAccount",
    "aws:PrincipalType",
    "aws:userid",
    "aws:ViaAWSService",
    "aws:CurrentTime",
    "aws:EpochTime",
    "aws:RequestedRegion",
    "aws:SecureTransport",
    "aws:UserAgent",
];

/// Keys that a request by a service principal does not have: those of a member of an organization, of
/// a tagged principal, of a session, and of the network, which AWS leaves out of such calls.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principal-properties>
pub const ABSENT_FROM_SERVICE_CALLS: &[&str] = &[
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalTag/",
    "aws:username",
    "aws:MultiFactorAuthAge",
    "aws:MultiFactorAuthPresent",
    "aws:TokenIssueTime",
    "aws:SourceIdentity",
    "aws:SourceVpc",
    "aws:SourceVpcArn",
    "aws:SourceVpce",
    "aws:VpceAccount",
    "aws:VpceOrgID",
    "aws:VpceOrgPaths",
    "aws:VpcSourceIp",
];

/// A key that says too little without one of others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paired {
    /// The key.
    pub key: &'static str,
    /// The others, of which one is needed.
    pub with: &'static [&'static str],
}

/// Private addresses, which repeat from one VPC to the next.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-vpcsourceip>
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-ec2instancesourceprivateip4>
pub const PAIRED: &[Paired] = &[
    Paired {
        key: "aws:VpcSourceIp",
        with: &["aws:SourceVpc", "aws:SourceVpce", "aws:SourceVpcArn"],
    },
    Paired {
        key: "aws:Ec2InstanceSourcePrivateIPv4",
        with: &["aws:Ec2InstanceSourceVpc"],
    },
];

/// A key of AWS STS that a session has only if a further action was allowed when it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NeedsAction {
    /// The key; one that ends in `/` is followed by the key of a tag.
    pub key: &'static str,
    /// The action.
    pub action: &'static str,
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_permissions-required>
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html>
pub const NEEDS_ACTION: &[NeedsAction] = &[
    NeedsAction {
        key: "sts:SourceIdentity",
        action: "sts:SetSourceIdentity",
    },
    NeedsAction {
        key: "sts:TransitiveTagKeys",
        action: "sts:TagSession",
    },
    NeedsAction {
        key: "aws:RequestTag/",
        action: "sts:TagSession",
    },
    NeedsAction {
        key: "aws:TagKeys",
        action: "sts:TagSession",
    },
];

/// Keys whose value is a Region.
///
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>
pub const REGION_KEYS: &[&str] = &[
    "aws:RequestedRegion",
    "account:TargetRegion",
    "cloudformation:TargetRegion",
    "dsql:WitnessRegion",
    "ec2:Region",
    "kms:PrimaryRegion",
    "kms:ReplicaRegion",
    "s3:destinationRegion",
    "secretsmanager:AddReplicaRegions",
    "secretsmanager:SecretPrimaryRegion",
    "ses:ReplicaRegion",
];

/// Keys whose value is the ARN of a KMS key, not an alias and not the bare id.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html>
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>
pub const KMS_KEY_ARN_KEYS: &[&str] = &[
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
    "s3express:x-amz-server-side-encryption-aws-kms-key-id",
    "s3tables:KMSKeyArn",
    "s3vectors:kmsKeyArn",
    "secretsmanager:KmsKeyArn",
    "quicksight:KmsKeyArns",
    "sagemaker:OutputKmsKeyArn",
    "sagemaker:VolumeKmsKeyArn",
    "comprehend:DataLakeKmsKey",
    "comprehend:ModelKmsKey",
    "comprehend:OutputKmsKey",
    "comprehend:VolumeKmsKey",
];

/// Keys that say nothing in the policy of a resource, whose owner is the same for every request.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-suggestion-irrelevant-condition-key-in-policy>
pub const FIXED_BY_RESOURCE: &[&str] = &["s3:ResourceAccount", "aws:ResourceAccount"];

/// Keys that only some services fill, with what each fills beyond [`VPCE_SERVICES`].
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-vpceaccount>
pub const VPCE_KEYS: &[(&str, &[&str])] = &[
    ("aws:VpceAccount", &[]),
    ("aws:VpceOrgPaths", &[]),
    (
        "aws:VpceOrgID",
        &[
            "b2bi",
            "cassandra",
            "cognito-identity",
            "dms",
            "ds-data",
            "identitystore",
            "iottwinmaker",
            "network-firewall",
            "pricing",
            "ses",
            "sms-voice",
            "sqs",
            "workmail",
        ],
    ),
];

/// The services that fill all keys about the owner of a VPC endpoint, by the prefixes of their actions.
pub const VPCE_SERVICES: &[&str] = &[
    "acm-pca",
    "applicationinsights",
    "apprunner",
    "athena",
    "cloudformation",
    "comprehendmedical",
    "compute-optimizer",
    "datasync",
    "discovery",
    "dynamodb",
    "ebs",
    "ecr",
    "ecs",
    "firehose",
    "gamelift",
    "healthlake",
    "iam",
    "iotfleetwise",
    "iotwireless",
    "kinesisanalytics",
    "kms",
    "lambda",
    "medical-imaging",
    "omics",
    "payment-cryptography",
    "polly",
    "rbin",
    "rekognition",
    "route53",
    "s3",
    "scheduler",
    "servicediscovery",
    "servicequotas",
    "shield",
    "ssm-contacts",
    "storagegateway",
    "textract",
    "transcribe",
    "transfer",
];

/// Prefixes of keys that are neither a service's nor the domain name of an identity provider.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-saml>
pub const OTHER_PREFIXES: &[&str] = &[
    "saml",
    "catalog",
    "cognito-identity-auth",
    "cognito-identity-unauth",
    "identitycenter",
];

/// Keys that AWS's own managed policies test and its documentation does not list.
///
/// <https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSSSOServiceRolePolicy.html>
/// <https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonDataZoneGlueManageAccessRolePolicy.html>
pub const UNLISTED: &[&str] = &["aws:PrincipalOrgMasterAccountId", "lakeformation:GlueARN"];

/// How many audiences a token of an identity provider has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Always one: `aud` takes no set operator.
    One,
    /// One or several, as the provider decides.
    Unknown,
}

/// How many audiences the tokens of a provider have; `provider` is the prefix of its keys.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif>
#[must_use]
pub fn audience(provider: &str) -> Audience {
    const ONE: &[&str] = &[
        "accounts.google.com",
        "cognito-identity.amazonaws.com",
        "token.actions.githubusercontent.com",
    ];
    match lists(ONE, provider) {
        true => Audience::One,
        false => Audience::Unknown,
    }
}

/// Whether a list of keys has this one; case does not matter. A key of the list that ends in `/` stands
/// for those with the key of a tag behind it.
#[must_use]
pub fn lists(keys: &[&str], key: &str) -> bool {
    keys.iter().any(|known| is_key(known, key))
}

/// Whether a key in a policy is the known one. Case does not matter. A known key that ends in `/` stands
/// for those with the key of a tag behind it.
#[must_use]
pub fn is_key(known: &str, key: &str) -> bool {
    match known.ends_with('/') {
        false => key.eq_ignore_ascii_case(known),
        true => {
            let head = key.get(..known.len());
            key.len() > known.len() && head.is_some_and(|head| head.eq_ignore_ascii_case(known))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::{GLOBAL_KEYS, global_key};

    #[test]
    fn every_global_key_of_the_lists_is_one() {
        let pairs = PAIRED.iter().flat_map(|pair| pair.with.iter().copied());
        let all = [
            SENSITIVE,
            IDENTIFYING,
            SET_BY_AWS,
            FORGEABLE,
            ALWAYS_PRESENT,
            ABSENT_FROM_SERVICE_CALLS,
            REGION_KEYS,
            FIXED_BY_RESOURCE,
        ];
        let all = all.into_iter().flatten().copied().chain(pairs);
        for key in all.filter(|key| key.starts_with("aws:")) {
            let known = GLOBAL_KEYS.iter().any(|known| known.name == key);
            assert!(known, "{key}");
        }
        assert!(global_key("aws:VpceOrgID").is_some());
    }

    #[test]
    fn a_key_with_a_tag_is_one_of_the_list() {
        assert!(lists(ABSENT_FROM_SERVICE_CALLS, "AWS:principaltag/Team"));
        assert!(!lists(ABSENT_FROM_SERVICE_CALLS, "aws:PrincipalTag/"));
        assert!(lists(SENSITIVE, "aws:SourceVPC"));
        assert!(!lists(SENSITIVE, "aws:SourceVpcArn"));
    }
}
