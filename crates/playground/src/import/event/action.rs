//! The IAM action behind the service and the name of a CloudTrail event.
//!
//! Most events have the name of the action, and the service's host begins with the prefix of its
//! actions. The tables have the exceptions.

/// An action, and what is to be said of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// `s3:GetObject`; empty if the event has none that is known.
    pub(super) action: String,
    /// What is not certain.
    pub(super) note: Option<&'static str>,
}

/// Hosts that do not begin with the prefix.
///
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>
/// lists the prefixes, the guides of the services the hosts.
const PREFIXES: [(&str, &str); 12] = [
    // https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/security-logging-monitoring.html
    ("amazonmq.amazonaws.com", "mq"),
    // https://docs.aws.amazon.com/appstream2/latest/developerguide/logging-using-cloudtrail.html
    ("appstream2.amazonaws.com", "appstream"),
    // https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/security-iam.html
    ("cloudcontrolapi.amazonaws.com", "cloudformation"),
    // https://docs.aws.amazon.com/lex/latest/dg/monitoring-aws-lex-cloudtrail.html
    ("models.lex.amazonaws.com", "lex"),
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/logging_cw_api_calls.html
    ("monitoring.amazonaws.com", "cloudwatch"),
    // https://docs.aws.amazon.com/AWSMechTurk/latest/AWSMturkAPI/Welcome.html
    ("mturk-requester.amazonaws.com", "mechanicalturk"),
    // https://docs.aws.amazon.com/pinpoint/latest/developerguide/logging-using-cloudtrail.html
    ("pinpoint.amazonaws.com", "mobiletargeting"),
    // https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/logging-using-cloudtrail-data-api.html
    ("rdsdata.amazonaws.com", "rds-data"),
    ("rdsdataapi.amazonaws.com", "rds-data"),
    ("runtime.lex.amazonaws.com", "lex"),
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/logging-using-cloudtrail.html
    ("streams.dynamodb.amazonaws.com", "dynamodb"),
    // https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/supported-services.html
    ("tagging.amazonaws.com", "tag"),
];

/// Operations of S3 and the names of their events with the action that they need.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html>,
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html>
const S3: [(&str, &str); 58] = [
    ("CompleteMultipartUpload", "PutObject"),
    ("CopyObject", "PutObject"),
    ("CreateMultipartUpload", "PutObject"),
    (
        "DeleteAccountPublicAccessBlock",
        "PutAccountPublicAccessBlock",
    ),
    (
        "DeleteBucketAnalyticsConfiguration",
        "PutAnalyticsConfiguration",
    ),
    ("DeleteBucketCors", "PutBucketCORS"),
    ("DeleteBucketEncryption", "PutEncryptionConfiguration"),
    (
        "DeleteBucketIntelligentTieringConfiguration",
        "PutIntelligentTieringConfiguration",
    ),
    (
        "DeleteBucketInventoryConfiguration",
        "PutInventoryConfiguration",
    ),
    ("DeleteBucketLifecycle", "PutLifecycleConfiguration"),
    (
        "DeleteBucketMetricsConfiguration",
        "PutMetricsConfiguration",
    ),
    (
        "DeleteBucketOwnershipControls",
        "PutBucketOwnershipControls",
    ),
    (
        "DeleteBucketPublicAccessBlock",
        "PutBucketPublicAccessBlock",
    ),
    ("DeleteBucketReplication", "PutReplicationConfiguration"),
    ("DeleteBucketTagging", "PutBucketTagging"),
    ("DeleteObjects", "DeleteObject"),
    ("DeletePublicAccessBlock", "PutBucketPublicAccessBlock"),
    (
        "GetBucketAccelerateConfiguration",
        "GetAccelerateConfiguration",
    ),
    (
        "GetBucketAnalyticsConfiguration",
        "GetAnalyticsConfiguration",
    ),
    ("GetBucketCors", "GetBucketCORS"),
    ("GetBucketEncryption", "GetEncryptionConfiguration"),
    (
        "GetBucketIntelligentTieringConfiguration",
        "GetIntelligentTieringConfiguration",
    ),
    (
        "GetBucketInventoryConfiguration",
        "GetInventoryConfiguration",
    ),
    ("GetBucketLifecycle", "GetLifecycleConfiguration"),
    (
        "GetBucketLifecycleConfiguration",
        "GetLifecycleConfiguration",
    ),
    ("GetBucketMetricsConfiguration", "GetMetricsConfiguration"),
    (
        "GetBucketNotificationConfiguration",
        "GetBucketNotification",
    ),
    ("GetBucketReplication", "GetReplicationConfiguration"),
    (
        "GetObjectLockConfiguration",
        "GetBucketObjectLockConfiguration",
    ),
    ("GetPublicAccessBlock", "GetBucketPublicAccessBlock"),
    ("HeadBucket", "ListBucket"),
    ("HeadObject", "GetObject"),
    (
        "ListBucketAnalyticsConfigurations",
        "GetAnalyticsConfiguration",
    ),
    (
        "ListBucketIntelligentTieringConfigurations",
        "GetIntelligentTieringConfiguration",
    ),
    (
        "ListBucketInventoryConfigurations",
        "GetInventoryConfiguration",
    ),
    ("ListBucketMetricsConfigurations", "GetMetricsConfiguration"),
    ("ListBuckets", "ListAllMyBuckets"),
    ("ListMultipartUploads", "ListBucketMultipartUploads"),
    ("ListObjectVersions", "ListBucketVersions"),
    ("ListObjects", "ListBucket"),
    ("ListObjectsV2", "ListBucket"),
    ("ListParts", "ListMultipartUploadParts"),
    ("PostObject", "PutObject"),
    (
        "PutBucketAccelerateConfiguration",
        "PutAccelerateConfiguration",
    ),
    (
        "PutBucketAnalyticsConfiguration",
        "PutAnalyticsConfiguration",
    ),
    ("PutBucketCors", "PutBucketCORS"),
    ("PutBucketEncryption", "PutEncryptionConfiguration"),
    (
        "PutBucketIntelligentTieringConfiguration",
        "PutIntelligentTieringConfiguration",
    ),
    (
        "PutBucketInventoryConfiguration",
        "PutInventoryConfiguration",
    ),
    ("PutBucketLifecycle", "PutLifecycleConfiguration"),
    (
        "PutBucketLifecycleConfiguration",
        "PutLifecycleConfiguration",
    ),
    ("PutBucketMetricsConfiguration", "PutMetricsConfiguration"),
    (
        "PutBucketNotificationConfiguration",
        "PutBucketNotification",
    ),
    ("PutBucketReplication", "PutReplicationConfiguration"),
    (
        "PutObjectLockConfiguration",
        "PutBucketObjectLockConfiguration",
    ),
    ("PutPublicAccessBlock", "PutBucketPublicAccessBlock"),
    ("UploadPart", "PutObject"),
    ("UploadPartCopy", "PutObject"),
];

/// Actions of S3 with those that a version of the object needs.
const S3_OF_A_VERSION: [(&str, &str); 8] = [
    ("DeleteObject", "DeleteObjectVersion"),
    ("DeleteObjectTagging", "DeleteObjectVersionTagging"),
    ("GetObject", "GetObjectVersion"),
    ("GetObjectAcl", "GetObjectVersionAcl"),
    ("GetObjectAttributes", "GetObjectVersionAttributes"),
    ("GetObjectTagging", "GetObjectVersionTagging"),
    ("PutObjectAcl", "PutObjectVersionAcl"),
    ("PutObjectTagging", "PutObjectVersionTagging"),
];

/// Operations that need more than one action, with what to say.
const SEVERAL: [(&str, &str); 7] = [
    (
        "ec2:RunInstances",
        "RunInstances is decided once for each resource that it needs (image, subnet, network \
         interface, volume and others), and needs iam:PassRole for an instance profile: only one of \
         these questions is asked here.",
    ),
    (
        "iam:AddRoleToInstanceProfile",
        "Adding a role to an instance profile needs iam:PassRole on the role as well.",
    ),
    (
        "kms:ReEncrypt",
        "ReEncrypt needs kms:ReEncryptFrom on the one key and kms:ReEncryptTo on the other: the \
         first is asked here.",
    ),
    (
        "s3:CopyObject",
        "CopyObject needs s3:PutObject on the copy, which is asked here, and s3:GetObject on the \
         source.",
    ),
    (
        "s3:DeleteObjects",
        "DeleteObjects is decided once for each object, and CloudTrail does not record the keys.",
    ),
    (
        "s3:GetObjectAttributes",
        "GetObjectAttributes needs s3:GetObject too.",
    ),
    (
        "s3:UploadPartCopy",
        "UploadPartCopy needs s3:PutObject on the copy, which is asked here, and s3:GetObject on \
         the source.",
    ),
];

/// The action of an event.
pub(super) fn of(source: &str, name: &str, versioned: bool) -> Found {
    let prefix = PREFIXES
        .iter()
        .find(|(host, _)| *host == source)
        .map_or_else(
            || source.split('.').next().unwrap_or_default(),
            |(_, prefix)| *prefix,
        );
    let called = format!("{prefix}:{name}");
    let several = SEVERAL.iter().find(|(operation, _)| *operation == called);
    let note = several.map(|(_, note)| *note);
    let action = match prefix {
        "s3" => of_s3(name, versioned),
        // https://docs.aws.amazon.com/lambda/latest/dg/logging-using-cloudtrail.html
        "lambda" => match without_version(name) {
            "Invoke" => "InvokeFunction",
            name => name,
        },
        // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/logging_using_cloudtrail.html
        "cloudfront" => without_version(name),
        "kms" if name == "ReEncrypt" => "ReEncryptFrom",
        "apigateway" => return of_api_gateway(name),
        "dynamodb" => return of_dynamodb(name),
        _ => name,
    };
    Found {
        action: format!("{prefix}:{action}"),
        note,
    }
}

fn of_s3(name: &str, versioned: bool) -> &str {
    let action = S3
        .iter()
        .find(|(operation, _)| *operation == name)
        .map_or(name, |(_, action)| *action);
    let of_version = S3_OF_A_VERSION
        .iter()
        .find(|(of_object, _)| versioned && *of_object == action);
    of_version.map_or(action, |(_, of_version)| *of_version)
}

/// A name without the version of the API at its end: `20150331`, `20150331v2`, `2020_05_31`.
fn without_version(name: &str) -> &str {
    let bare = name.trim_end_matches(|character: char| {
        character.is_ascii_digit() || matches!(character, 'v' | '_')
    });
    let version = name.get(bare.len()..).unwrap_or_default();
    let digits = version.bytes().filter(u8::is_ascii_digit).count();
    if digits >= 8 && version.starts_with("20") {
        bare
    } else {
        name
    }
}

/// The actions of API Gateway are the methods of HTTP.
///
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html>
fn of_api_gateway(name: &str) -> Found {
    let verb = [
        ("Get", "GET"),
        ("Create", "POST"),
        ("Update", "PATCH"),
        ("Delete", "DELETE"),
        ("Put", "PUT"),
    ]
    .into_iter()
    .find(|(start, _)| name.starts_with(start));
    match verb {
        Some((_, verb)) => Found {
            action: format!("apigateway:{verb}"),
            note: Some(
                "The actions of API Gateway are methods of HTTP: the method is taken from the \
                 first word of the event's name.",
            ),
        },
        None => Found {
            action: String::new(),
            note: Some(
                "The actions of API Gateway are methods of HTTP, which this event does not tell: \
                 write the action.",
            ),
        },
    }
}

/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html>
fn of_dynamodb(name: &str) -> Found {
    match name {
        "TransactGetItems" => Found {
            action: "dynamodb:GetItem".to_owned(),
            note: None,
        },
        "TransactWriteItems"
        | "ExecuteStatement"
        | "BatchExecuteStatement"
        | "ExecuteTransaction" => Found {
            action: String::new(),
            note: Some(
                "The operation has no action of its own: it needs that of each item or statement \
                 in it, such as dynamodb:PutItem or dynamodb:PartiQLSelect. Write the action.",
            ),
        },
        _ => Found {
            action: format!("dynamodb:{name}"),
            note: None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn action(source: &str, name: &str) -> String {
        of(&format!("{source}.amazonaws.com"), name, false).action
    }

    #[test]
    fn most_events_have_the_name_of_the_action() {
        assert_eq!(action("iam", "CreateRole"), "iam:CreateRole");
        assert_eq!(action("s3", "GetObject"), "s3:GetObject");
        assert_eq!(
            action("monitoring", "PutMetricData"),
            "cloudwatch:PutMetricData"
        );
        assert_eq!(action("runtime.lex", "PostText"), "lex:PostText");
    }

    #[test]
    fn knows_the_exceptions() {
        for (source, name, expected) in [
            ("s3", "ListBuckets", "s3:ListAllMyBuckets"),
            ("s3", "ListObjectsV2", "s3:ListBucket"),
            ("s3", "PutBucketLifecycle", "s3:PutLifecycleConfiguration"),
            ("s3", "PutBucketPolicy", "s3:PutBucketPolicy"),
            ("lambda", "CreateFunction20150331", "lambda:CreateFunction"),
            ("lambda", "GetFunction20150331v2", "lambda:GetFunction"),
            ("lambda", "Invoke", "lambda:InvokeFunction"),
            (
                "cloudfront",
                "GetDistribution2020_05_31",
                "cloudfront:GetDistribution",
            ),
            ("kms", "ReEncrypt", "kms:ReEncryptFrom"),
            ("apigateway", "UpdateStage", "apigateway:PATCH"),
            ("apigateway", "ImportApi", ""),
            ("dynamodb", "TransactWriteItems", ""),
            ("dynamodb", "GetItem", "dynamodb:GetItem"),
        ] {
            assert_eq!(action(source, name), expected, "{source} {name}");
        }
        let of_version = of("s3.amazonaws.com", "HeadObject", true);
        assert_eq!(of_version.action, "s3:GetObjectVersion");
    }

    #[test]
    fn tables_are_sorted_and_change_something() {
        assert!(S3.is_sorted_by(|one, other| one.0 < other.0));
        assert!(PREFIXES.is_sorted_by(|one, other| one.0 < other.0));
        assert!(S3.iter().all(|(operation, action)| operation != action));
    }
}
