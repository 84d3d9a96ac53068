//! What policies that AWS manages rely on, though AWS's reference of services says otherwise: keys
//! beside actions that are not said to have them, and ARNs in a form that is not listed. Two of AWS's
//! own statements contradict each other here, and who copies from a policy of AWS is not told that it
//! is wrong. Actions of that kind are in the catalog (`AccessLevel::Unlisted`).
//!
//! <https://docs.aws.amazon.com/aws-managed-policy/latest/reference/about-managed-policy-reference.html>

/// Actions in lower case, or a whole service, each with a key in lower case, or with how such a key
/// begins where it ends in `/`.
const KEYS: &[(&str, &str)] = &[
    (
        "application-autoscaling:describescalabletargets",
        "application-autoscaling:service-namespace",
    ),
    (
        "application-autoscaling:describescalingpolicies",
        "application-autoscaling:service-namespace",
    ),
    ("deadline:searchworkers", "deadline:farmmembershiplevels"),
    ("deadline:searchworkers", "deadline:fleetmembershiplevels"),
    ("dms:cancelreplicationtaskassessmentrun", "dms:task-tag/"),
    ("ec2:describeinstances", "ec2:resourcetag/"),
    ("ec2:describenetworkinterfaces", "ec2:resourcetag/"),
    ("ec2:describesubnets", "ec2:vpc"),
    ("glue:", "glue:lakeformationpermissions"),
    ("iam:getrole", "aws:tagkeys"),
    ("kms:creategrant", "aws:tagkeys"),
    ("kms:describekey", "aws:tagkeys"),
    ("logs:deleteloggroup", "aws:tagkeys"),
    ("nimble:liststreamingsessionbackups", "nimble:ownedby"),
    ("ram:getresourceshares", "ram:resourcesharename"),
    ("redshift-data:", "redshift-data:glue-catalog-arn"),
    (
        "redshift-serverless:getmanagedworkgroup",
        "redshift-data:glue-catalog-arn",
    ),
    ("sagemaker:deletedomain", "aws:tagkeys"),
];

/// Services, each with how the part begins that names the resource.
const RESOURCES: &[(&str, &str)] = &[
    ("appflow", "connector-profile/"),
    ("autoscaling", "scalingPolicy:"),
    ("backup", "recovery-point:"),
    ("bedrock-agentcore", "credential-provider/"),
    ("cloudformation", "stack/ams-detective-controls-"),
    ("cloudformation", "transform/"),
    ("ec2", "vpc-endpoint:"),
    ("iam", "root"),
    ("kms", "*"),
    ("pricingplanmanager", "subscription:"),
    ("qdeveloper", "plugin/"),
    ("quicksight", "vpcconnection/"),
    ("redshift-serverless", "snapshotcopyconfiguration/"),
    ("sagemaker", "endpointconfig/"),
    ("states", "statemachine:"),
    ("waf", "changetoken/"),
    ("waf-regional", "changetoken/"),
];

/// Whether a policy of AWS relies on the action having the key. Case does not matter.
#[must_use]
pub fn aws_relies_on_key(action: &str, key: &str) -> bool {
    KEYS.iter().any(|(known, begins)| {
        let head = key.get(..begins.len()).unwrap_or_default();
        let is_key = match begins.ends_with('/') {
            true => head.eq_ignore_ascii_case(begins),
            false => key.eq_ignore_ascii_case(begins),
        };
        let service = action.get(..known.len()).unwrap_or_default();
        is_key
            && match known.ends_with(':') {
                true => service.eq_ignore_ascii_case(known),
                false => action.eq_ignore_ascii_case(known),
            }
    })
}

/// Whether a policy of AWS names resources of the service in this form.
#[must_use]
pub fn aws_writes_resource(service: &str, resource: &str) -> bool {
    RESOURCES.iter().any(|(known, begins)| {
        *known == service
            && match *begins {
                "*" => resource == "*",
                begins => resource.starts_with(begins),
            }
    })
}
