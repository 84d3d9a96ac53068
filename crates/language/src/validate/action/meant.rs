//! Which service or action was probably meant by a name that does not exist.
//!
//! Operations of the API are often taken for actions, and names of services for their prefixes.
//!
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>

use super::has_wildcard;
use crate::catalog::{Catalog, Service};
use crate::validate::spelling::{nearest, nearest_within};

/// The service that a prefix which is none probably means.
pub(super) fn service<'c>(catalog: &'c Catalog, prefix: &str, name: &str) -> Option<&'c Service> {
    let lower = prefix.to_ascii_lowercase();
    let other_name = PREFIXES.iter().find(|(written, _)| *written == lower);
    if let Some(service) = other_name.and_then(|(_, meant)| catalog.service(meant)) {
        return Some(service);
    }
    // Of the services with a similar prefix rather one that has the action.
    let has_it = |service: &&Service| !has_wildcard(name) && service.action(name).is_some();
    let with_action = catalog.services().filter(has_it);
    let near = nearest(&lower, with_action.map(|service| &*service.prefix));
    let near = near.or_else(|| nearest(&lower, catalog.services().map(|service| &*service.prefix)));
    near.and_then(|prefix| catalog.service(prefix))
}

/// The action, with its prefix, that a name which is none of the service's probably means.
pub(super) fn action(catalog: &Catalog, service: &Service, name: &str) -> Option<String> {
    let whole = |service: &Service, name: &str| format!("{}:{name}", service.prefix);
    let operation = OPERATIONS.iter().find(|(prefix, operation, _)| {
        *prefix == service.prefix && operation.eq_ignore_ascii_case(name)
    });
    if let Some(action) = operation.and_then(|(_, _, action)| service.action(action)) {
        return Some(whole(service, &action.name));
    }
    let own = || service.actions.iter().map(|action| &*action.name);
    if let Some(near) = nearest_within(name, own(), 1) {
        return Some(whole(service, near));
    }
    // The very name in one other service is a better guess than a name in this that is less similar.
    let mixed_up = MIXED_UP
        .iter()
        .filter(|_| MIXED_UP.contains(&&*service.prefix));
    let mut elsewhere = mixed_up.filter_map(|prefix| {
        let other = catalog.service(prefix)?;
        Some((other, other.action(name)?))
    });
    if let (Some((other, action)), None) = (elsewhere.next(), elsewhere.next()) {
        return Some(whole(other, &action.name));
    }
    let near = nearest(name, own());
    near.map(|near| whole(service, near))
}

/// Services whose actions are often written with the prefix of another of them: `iam:AssumeRole`,
/// `cloudwatch:PutLogEvents`.
const MIXED_UP: &[&str] = &[
    "application-autoscaling",
    "autoscaling",
    "cloudformation",
    "cloudwatch",
    "cognito-idp",
    "dynamodb",
    "ec2",
    "ecr",
    "ecs",
    "elasticloadbalancing",
    "events",
    "iam",
    "kms",
    "lambda",
    "logs",
    "organizations",
    "rds",
    "s3",
    "secretsmanager",
    "sns",
    "sqs",
    "ssm",
    "ssmmessages",
    "sts",
];

/// What people write for a service, and its prefix.
const PREFIXES: &[(&str, &str)] = &[
    ("alb", "elasticloadbalancing"),
    ("api-gateway", "apigateway"),
    ("apigatewayv2", "apigateway"),
    ("cloudwatch-logs", "logs"),
    ("cloudwatchlogs", "logs"),
    ("cognito", "cognito-idp"),
    ("docdb", "rds"),
    ("documentdb", "rds"),
    ("efs", "elasticfilesystem"),
    ("elb", "elasticloadbalancing"),
    ("elbv2", "elasticloadbalancing"),
    ("emr", "elasticmapreduce"),
    ("eventbridge", "events"),
    ("monitoring", "cloudwatch"),
    ("msk", "kafka"),
    ("nlb", "elasticloadbalancing"),
    ("opensearch", "es"),
    ("parameterstore", "ssm"),
    ("sfn", "states"),
    ("stepfunctions", "states"),
    ("systemsmanager", "ssm"),
    ("tagging", "tag"),
];

/// Operations of the API whose permission has another name.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html>
/// <https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html>
const OPERATIONS: &[(&str, &str, &str)] = &[
    ("lambda", "Invoke", "InvokeFunction"),
    ("s3", "CompleteMultipartUpload", "PutObject"),
    ("s3", "CopyObject", "PutObject"),
    ("s3", "CreateMultipartUpload", "PutObject"),
    ("s3", "DeleteObjects", "DeleteObject"),
    ("s3", "HeadBucket", "ListBucket"),
    ("s3", "HeadObject", "GetObject"),
    ("s3", "ListBuckets", "ListAllMyBuckets"),
    ("s3", "ListMultipartUploads", "ListBucketMultipartUploads"),
    ("s3", "ListObjectVersions", "ListBucketVersions"),
    ("s3", "ListObjects", "ListBucket"),
    ("s3", "ListObjectsV2", "ListBucket"),
    ("s3", "ListParts", "ListMultipartUploadParts"),
    ("s3", "SelectObjectContent", "GetObject"),
    ("s3", "UploadPart", "PutObject"),
];
