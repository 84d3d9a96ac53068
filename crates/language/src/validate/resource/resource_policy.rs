//! ARNs in the policy of a resource.

use iam_evaluator::{Finding, FindingType, PolicyType};

use super::super::{ResourceKind, Subject};
use super::arn::Part;
use super::arns;
use crate::glob::overlaps;

/// An ARN that is not of the type of the resource that has the policy: the statement says nothing
/// about it, and most services refuse the policy.
///
/// What the type of the resource is, the user says; without that, nothing is found.
///
/// - <https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html>
/// - <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html>
/// - <https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiRegionAccessPointPermissions.html>
/// - <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-considerations.html>
pub(super) fn check(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let (PolicyType::ResourceBased, Some(kind)) = (subject.policy_type(), subject.resource) else {
        return;
    };
    let (service, resources, example) = form(kind);
    for arn in arns(subject) {
        if arn.count < 6 {
            continue;
        }
        let written = arn.resource_pattern();
        let is_access_point = matches!(arn.part(Part::Account), account if !account.is_empty())
            && written.starts_with("accesspoint/");
        let fits = overlaps(arn.part(Part::Service), service)
            && resources.iter().any(|form| overlaps(&written, form))
            && !(kind == ResourceKind::S3Bucket && is_access_point);
        if fits {
            continue;
        }
        let details = format!(
            "`{}` is not of the type of the resource, {}, so it means nothing in its policy: write an \
             ARN such as `{example}`",
            arn.text.value,
            kind.as_str()
        );
        findings.push(Finding::new(
            FindingType::Error,
            "UNSUPPORTED_RESOURCE_ARN_IN_POLICY",
            vec![arn.text.span],
            details,
        ));
    }
}

/// The service in the ARN, what names the resource there, and an example.
fn form(kind: ResourceKind) -> (&'static str, &'static [&'static str], &'static str) {
    match kind {
        ResourceKind::S3Bucket => ("s3", &["*"], "arn:aws:s3:::amzn-s3-demo-bucket/*"),
        ResourceKind::S3AccessPoint => (
            "s3",
            &["accesspoint/*"],
            "arn:aws:s3:eu-west-1:111122223333:accesspoint/reports/object/*",
        ),
        ResourceKind::S3MultiRegionAccessPoint => (
            "s3",
            &["accesspoint/*.mrap*"],
            "arn:aws:s3::111122223333:accesspoint/mfzwi23gnjvgw.mrap/object/*",
        ),
        ResourceKind::S3ObjectLambdaAccessPoint => (
            "s3-object-lambda",
            &["accesspoint/*"],
            "arn:aws:s3-object-lambda:eu-west-1:111122223333:accesspoint/reports",
        ),
        ResourceKind::DynamoDbTable => (
            "dynamodb",
            &["table/*"],
            "arn:aws:dynamodb:eu-west-1:111122223333:table/Orders",
        ),
    }
}
