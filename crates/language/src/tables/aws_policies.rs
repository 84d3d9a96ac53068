//! What policies that AWS manages rely on, though AWS's reference of services says otherwise: keys
//! beside actions that are not said to have them, ARNs in a form that is not listed, and actions on
//! resources that are not said to take them. Two of AWS's own statements contradict each other here,
//! and who copies from a policy of AWS is not told that it is wrong. Actions of that kind are in the
//! catalog (`AccessLevel::Unlisted`).
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

/// Actions in lower case, or a whole service, each with an ARN on which policies of AWS have it.
const ON: &[(&str, &str)] = &[
    (
        "aws-marketplace:listtagsforresource",
        "arn:*:aws-marketplace:*:*:*/*",
    ),
    (
        "aws-marketplace:tagresource",
        "arn:*:aws-marketplace:*:*:*/*",
    ),
    (
        "aws-marketplace:untagresource",
        "arn:*:aws-marketplace:*:*:*/*",
    ),
    (
        "config:putservicelinkedconfigurationrecorder",
        "arn:*:config:*:*:configuration-recorder/*",
    ),
    (
        "config:putthirdpartyservicelinkedconfigurationrecorder",
        "arn:*:config:*:*:configuration-recorder/*",
    ),
    (
        "drs:sendvolumestatsfordrs",
        "arn:*:drs:*:*:recovery-instance/*",
    ),
    ("ec2:putresourcepolicy", "arn:*:ec2:*:*:security-group/*"),
    ("glue:gettags", "arn:*:glue:*:*:registry/*"),
    ("glue:gettags", "arn:*:glue:*:*:schema/*"),
    ("iam:listroles", "arn:*:iam::*:role/"),
    // The group without a name stands for all of them.
    (
        "logs:describeloggroups",
        "arn:*:logs:*:*:log-group::log-stream:",
    ),
    (
        "mgn:tagresource",
        "arn:*:mgn:*:*:network-migration-definition/*",
    ),
    ("quicksight:createdataset", "arn:*:quicksight:*:*:dataset/*"),
    ("s3:getaccesspoint", "arn:*:s3:*:*:accesspoint/*"),
    ("sagemaker-mlflow:", "arn:*:sagemaker:*:*:mlflow-app/*"),
    ("ssmmessages:opendatachannel", "arn:*:ssm:*:*:session/*"),
    (
        "waf-regional:getwebaclforresource",
        "arn:*:waf-regional:*:*:*/*",
    ),
    ("wafv2:disassociatewebacl", "arn:*:wafv2:*:*:*/webacl/*"),
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
        is_key && is_action(known, action)
    })
}

/// The ARNs, beyond those of AWS's reference, on which policies of AWS have the action. Case does not
/// matter.
pub fn aws_has_action_on(action: &str) -> impl Iterator<Item = &'static str> {
    let rows = ON.iter().filter(move |(known, _)| is_action(known, action));
    rows.map(|(_, arn)| *arn)
}

/// Whether an action is the one, or of the service, of a row.
fn is_action(known: &str, action: &str) -> bool {
    let service = action.get(..known.len()).unwrap_or_default();
    match known.ends_with(':') {
        true => service.eq_ignore_ascii_case(known),
        false => action.eq_ignore_ascii_case(known),
    }
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
