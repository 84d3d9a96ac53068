//! Actions in the policy of a resource.

use iam_evaluator::policy::Polarity;
use iam_evaluator::{Finding, FindingType, PolicyType};

use super::super::{ResourceKind, Subject};
use super::{has_wildcard, parts};
use crate::catalog::Service;

/// An action that does nothing in the policy of this resource, because it works on others: most
/// services refuse to save the policy.
///
/// Where the type of the resource is not known, the ARNs in `Resource` tell its service, if they all
/// name the same. A policy of a VPC endpoint may be about any service. That a role trust policy takes
/// actions of AWS STS only is an error found elsewhere.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html>
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-considerations.html>
pub(super) fn check(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    if subject.policy_type() != PolicyType::ResourceBased {
        return;
    }
    let Some(scope) = Scope::of(subject) else {
        return;
    };
    let actions = subject
        .statements
        .iter()
        .filter_map(|it| it.action.as_ref());
    let listed = actions.filter(|action| action.polarity == Polarity::Listed);
    for text in listed.flat_map(|action| action.texts.iter().copied()) {
        let Some((prefix, name)) = parts(text) else {
            continue;
        };
        let Some(service) = subject.catalog.service(prefix) else {
            continue;
        };
        if scope.takes(service, name) {
            continue;
        }
        let Scope { words, advice, .. } = scope;
        let details = format!(
            "`{}` does not work on {words}, so it means nothing in its policy: {advice}",
            text.value
        );
        findings.push(Finding::new(
            FindingType::Error,
            "UNSUPPORTED_ACTION_IN_POLICY",
            vec![text.span],
            details,
        ));
    }
}

/// What a policy can be about.
#[derive(Clone, Copy)]
struct Scope<'s> {
    /// The service in the ARN of the resource.
    service: &'s str,
    /// The types of resources that the policy reaches; empty for all of the service.
    types: &'static [&'static str],
    /// The resource in words.
    words: &'s str,
    advice: &'static str,
}

impl<'s> Scope<'s> {
    fn of(subject: &'s Subject<'_>) -> Option<Scope<'s>> {
        const KIND: &str = "write actions on such resources only";
        let scope = |service, types, words| Scope {
            service,
            types,
            words,
            advice: KIND,
        };
        Some(match subject.resource {
            Some(ResourceKind::S3Bucket) => {
                scope("s3", &["bucket", "object"], "a bucket or its objects")
            }
            Some(ResourceKind::S3AccessPoint) => scope("s3", &[], "an access point of Amazon S3"),
            Some(ResourceKind::S3MultiRegionAccessPoint) => {
                scope("s3", &[], "a Multi-Region access point")
            }
            Some(ResourceKind::S3ObjectLambdaAccessPoint) => {
                scope("s3-object-lambda", &[], "an Object Lambda access point")
            }
            Some(ResourceKind::DynamoDbTable) => {
                scope("dynamodb", &["table", "index"], "a table or its indexes")
            }
            None => Scope {
                service: subject.service_of_resources()?,
                types: &[],
                words: "the resources in `Resource`",
                advice: "name actions of the resource's own service",
            },
        })
    }

    /// Whether an action may have something to do with the resource, as far as the catalog knows.
    fn takes(&self, service: &Service, name: &str) -> bool {
        let is_own = service.prefix == self.service;
        if !service.has_details() {
            return true;
        }
        if is_own && (self.types.is_empty() || has_wildcard(name)) {
            return true;
        }
        if !is_own {
            // Some services have actions on the resources of others: `vpc-lattice-svcs` is one.
            let of_type = |arn: &str| arn.split(':').nth(2) == Some(self.service);
            return service.resource_types().iter().any(|it| of_type(&it.arn));
        }
        let Some(details) = service.details_of(name) else {
            return true;
        };
        let mut types = details
            .resources
            .iter()
            .filter_map(|on| service.resource_type(on));
        types.any(|of_type| self.types.contains(&&*of_type.name))
    }
}
