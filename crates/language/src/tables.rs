//! What AWS documents and what changes rarely: global condition keys, partitions and Regions.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>

mod aws_policies;
mod condition_keys;
mod rcp;

use crate::catalog::{KeyType, ValueKind};

pub use aws_policies::{aws_has_action_on, aws_relies_on_key, aws_writes_resource};
pub use condition_keys::{
    ABSENT_FROM_SERVICE_CALLS, ALWAYS_PRESENT, Audience, CROSS_SERVICE_KEYS, FIXED_BY_RESOURCE,
    FORGEABLE, IDENTIFYING, KMS_KEY_ARN_KEYS, NEEDS_ACTION, NeedsAction, OTHER_PREFIXES, PAIRED,
    Paired, REGION_KEYS, SENSITIVE, SET_BY_AWS, UNLISTED, VPCE_KEYS, VPCE_SERVICES, audience,
    is_key, lists,
};
pub use rcp::{RCP_SERVICES, supports_rcps};

/// A global condition key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GlobalKey {
    /// Its name as AWS spells it; one that ends in `/` is followed by the key of a tag.
    pub name: &'static str,
    /// What it is about.
    pub about: About,
    /// The type of its values.
    pub key_type: KeyType,
}

/// The groups in which AWS describes the global condition keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// Properties of the principal.
    Principal,
    /// Properties of the role session.
    Session,
    /// Properties of the network.
    Network,
    /// Properties of the resource.
    Resource,
    /// Properties of the request.
    Request,
}

impl GlobalKey {
    /// Whether a key in a policy is this one. Case does not matter.
    #[must_use]
    pub fn names(&self, key: &str) -> bool {
        is_key(self.name, key)
    }
}

/// The global condition key that a key in a policy is, or is an instance of.
#[must_use]
pub fn global_key(key: &str) -> Option<&'static GlobalKey> {
    GLOBAL_KEYS.iter().find(|known| known.names(key))
}

/// The key of a service that a key in a policy is, where requests to other services have it too.
#[must_use]
pub fn cross_service_key(key: &str) -> Option<&'static GlobalKey> {
    CROSS_SERVICE_KEYS.iter().find(|known| known.names(key))
}

const fn key(name: &'static str, about: About, value: ValueKind, multivalued: bool) -> GlobalKey {
    GlobalKey {
        name,
        about,
        key_type: KeyType { value, multivalued },
    }
}

/// The global condition keys.
pub const GLOBAL_KEYS: &[GlobalKey] = {
    use About::{Network, Principal, Request, Resource, Session};
    use ValueKind::{Arn, Bool, Date, IpAddress, Numeric, String};
    &[
        key("aws:PrincipalArn", Principal, Arn, false),
        key("aws:PrincipalAccount", Principal, String, false),
        key("aws:PrincipalOrgPaths", Principal, String, true),
        key("aws:PrincipalOrgID", Principal, String, false),
        key("aws:PrincipalTag/", Principal, String, false),
        key("aws:PrincipalIsAWSService", Principal, Bool, false),
        key("aws:PrincipalServiceName", Principal, String, false),
        key("aws:PrincipalServiceNamesList", Principal, String, true),
        key("aws:PrincipalType", Principal, String, false),
        key("aws:userid", Principal, String, false),
        key("aws:username", Principal, String, false),
        key("aws:AssumedRoot", Session, Bool, false),
        key("aws:FederatedProvider", Session, String, false),
        key("aws:TokenIssueTime", Session, Date, false),
        key("aws:SignInSessionArn", Session, Arn, false),
        key("aws:MultiFactorAuthAge", Session, Numeric, false),
        key("aws:MultiFactorAuthPresent", Session, Bool, false),
        key("aws:ChatbotSourceArn", Session, Arn, false),
        key("aws:Ec2InstanceSourceVpc", Session, String, false),
        key(
            "aws:Ec2InstanceSourcePrivateIPv4",
            Session,
            IpAddress,
            false,
        ),
        key("aws:SourceIdentity", Session, String, false),
        key("aws:SourceIp", Network, IpAddress, false),
        key("aws:SourceVpc", Network, String, false),
        key("aws:SourceVpcArn", Network, Arn, false),
        key("aws:SourceVpce", Network, String, false),
        key("aws:VpceAccount", Network, String, false),
        key("aws:VpceOrgPaths", Network, String, true),
        key("aws:VpceOrgID", Network, String, false),
        key("aws:VpcSourceIp", Network, IpAddress, false),
        key("aws:ResourceAccount", Resource, String, false),
        key("aws:ResourceOrgID", Resource, String, false),
        key("aws:ResourceOrgPaths", Resource, String, true),
        key("aws:ResourceTag/", Resource, String, false),
        key("aws:CalledVia", Request, String, true),
        key("aws:CalledViaFirst", Request, String, false),
        key("aws:CalledViaLast", Request, String, false),
        key("aws:CalledViaAWSMCP", Request, String, false),
        key("aws:ViaAWSService", Request, Bool, false),
        key("aws:ViaAWSMCPService", Request, Bool, false),
        key("aws:CurrentTime", Request, Date, false),
        key("aws:EpochTime", Request, Date, false),
        key("aws:referer", Request, String, false),
        key("aws:RequestedRegion", Request, String, false),
        key("aws:RequestTag/", Request, String, false),
        key("aws:TagKeys", Request, String, true),
        key("aws:SecureTransport", Request, Bool, false),
        key("aws:SourceArn", Request, Arn, false),
        key("aws:SourceAccount", Request, String, false),
        key("aws:SourceOwner", Request, String, false),
        key("aws:SourceOrgPaths", Request, String, true),
        key("aws:SourceOrgID", Request, String, false),
        key("aws:UserAgent", Request, String, false),
        key("aws:IsMcpServiceAction", Request, Bool, false),
    ]
};

/// The partitions.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>
pub const PARTITIONS: &[&str] = &[
    "aws",
    "aws-cn",
    "aws-us-gov",
    "aws-iso",
    "aws-iso-b",
    "aws-iso-e",
    "aws-iso-f",
    "aws-eusc",
];

/// The Regions with their partitions.
///
/// <https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html>
pub const REGIONS: &[&str] = &[
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "me-west-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
    "cn-north-1",
    "cn-northwest-1",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-iso-east-1",
    "us-iso-west-1",
    "us-isob-east-1",
    "us-isob-west-1",
    "eu-isoe-west-1",
    "us-isof-east-1",
    "us-isof-south-1",
    "eusc-de-east-1",
];

/// Whether a text is the name of a Region.
#[must_use]
pub fn is_region(text: &str) -> bool {
    REGIONS.contains(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn global_keys_are_found_in_any_case() {
        assert_eq!(
            global_key("AWS:sourceip").map(|key| key.name),
            Some("aws:SourceIp")
        );
        assert_eq!(
            global_key("aws:requesttag/team").map(|key| key.name),
            Some("aws:RequestTag/")
        );
        assert_eq!(global_key("aws:RequestTag"), None);
        assert_eq!(global_key("aws:Nothing"), None);
    }
}
