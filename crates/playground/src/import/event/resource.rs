//! The resource of a CloudTrail event: as the event names it, or rebuilt from its parameters where
//! these leave no doubt.
//!
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>

use iam_evaluator::arn::Arn;
use iam_evaluator::json::Node;

use super::super::document::{at, items, text_at};

/// A resource, and what is to be said of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// Its ARN, `*` where the action takes no resource, or nothing.
    pub(super) arn: String,
    /// The account that owns it, where the event says.
    pub(super) account: Option<String>,
    /// What is not certain.
    pub(super) note: Option<String>,
}

/// The parts of an event that ARNs are made of.
struct Place<'n, 't> {
    partition: &'static str,
    region: &'n str,
    account: &'n str,
    parameters: Option<&'n Node<'t>>,
}

/// The resource of an event with this action.
pub(super) fn of(record: &Node, action: &str) -> Found {
    let (service, name) = action.split_once(':').unwrap_or(("", ""));
    if let Some(found) = listed(record, service, name) {
        return found;
    }
    let region = text_at(record, &["awsRegion"]).unwrap_or_default();
    let place = Place {
        partition: partition_of(region),
        region,
        account: text_at(record, &["recipientAccountId"])
            .or_else(|| text_at(record, &["userIdentity", "accountId"]))
            .unwrap_or_default(),
        parameters: record.member("requestParameters"),
    };
    match place.rebuilt(service, name) {
        Some(arn) => Found {
            note: (arn != "*").then(|| {
                "The event does not name the resource by its ARN: it is put together from the \
                 parameters of the call."
                    .to_owned()
            }),
            arn,
            account: None,
        },
        None => Found {
            note: Some(
                "The event does not tell the resource: write its ARN, or `*` if the action takes \
                 none."
                    .to_owned(),
            ),
            ..Found::default()
        },
    }
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>
fn partition_of(region: &str) -> &'static str {
    if region.starts_with("cn-") {
        "aws-cn"
    } else if region.starts_with("us-gov-") {
        "aws-us-gov"
    } else if region.starts_with("eusc-") {
        "aws-eusc"
    } else {
        "aws"
    }
}

/// The resource among those that the event lists: of this service, and in S3 of the kind that the
/// action is about.
fn listed(record: &Node, service: &str, name: &str) -> Option<Found> {
    let arn_of = |resource: &Node| {
        text_at(resource, &["ARN"])
            .or_else(|| text_at(resource, &["arn"]))
            .map(str::to_owned)
    };
    let fitting: Vec<(&Node, String)> = items(record.member("resources"))
        .iter()
        .filter_map(|resource| Some((resource, arn_of(resource)?)))
        .filter(|(_, arn)| fits(arn, service, name))
        .collect();
    let (resource, arn) = fitting.first()?;
    // S3 gives the owner of a bucket with the bucket, not with the object.
    let owner = text_at(resource, &["accountId"]).or_else(|| {
        items(record.member("resources"))
            .iter()
            .filter(|other| {
                arn_of(other)
                    .is_some_and(|arn| Arn::parse(&arn).is_some_and(|arn| arn.service == service))
            })
            .find_map(|other| text_at(other, &["accountId"]))
    });
    Some(Found {
        arn: arn.clone(),
        account: owner.map(str::to_owned),
        note: (fitting.len() > 1).then(|| {
            format!(
                "The event lists {} resources, and AWS decides about each: this is the first.",
                fitting.len()
            )
        }),
    })
}

fn fits(arn: &str, service: &str, name: &str) -> bool {
    let Some(arn) = Arn::parse(arn) else {
        return false;
    };
    match service {
        "s3" => arn.service == "s3" && arn.resource.contains('/') == is_about_objects(name),
        // AssumeRole and its siblings are about roles of IAM.
        "sts" => arn.service == "iam",
        _ => arn.service == service,
    }
}

/// Whether an action of S3 is about objects, and not about buckets.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html>
fn is_about_objects(name: &str) -> bool {
    (name.contains("Object") && !name.contains("Bucket"))
        || matches!(name, "AbortMultipartUpload" | "ListMultipartUploadParts")
}

impl Place<'_, '_> {
    fn parameter(&self, name: &str) -> Option<&str> {
        text_at(self.parameters?, &[name])
    }

    /// `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`, if the account is known.
    fn arn(&self, service: &str, resource: &str) -> Option<String> {
        let Place {
            partition,
            region,
            account,
            ..
        } = self;
        (!account.is_empty() && !region.is_empty() && !resource.is_empty())
            .then(|| format!("arn:{partition}:{service}:{region}:{account}:{resource}"))
    }

    /// A parameter that is an ARN, or else the name of a resource of the account.
    fn named(&self, service: &str, parameter: &str, kind: &str) -> Option<String> {
        let name = self.parameter(parameter)?;
        if name.starts_with("arn:") {
            return Some(name.to_owned());
        }
        if name.contains([':', '/']) {
            return None;
        }
        self.arn(service, &format!("{kind}{name}"))
    }

    fn rebuilt(&self, service: &str, name: &str) -> Option<String> {
        match service {
            "s3" => self.of_s3(name),
            "iam" => self.of_iam(name),
            "sts" => match name {
                "GetCallerIdentity" | "GetSessionToken" => Some("*".to_owned()),
                _ => self.parameter("roleArn").map(str::to_owned),
            },
            "ec2" => self.of_ec2(name),
            "sqs" => self.of_sqs(),
            "dynamodb" => match name {
                "ListTables" => Some("*".to_owned()),
                _ => self.named("dynamodb", "tableName", "table/"),
            },
            "kinesis" => self
                .named("kinesis", "streamARN", "stream/")
                .or_else(|| self.named("kinesis", "streamName", "stream/")),
            "kms" => self.of_kms(),
            "lambda" => match name {
                "ListFunctions" => Some("*".to_owned()),
                _ => self.named("lambda", "functionName", "function:"),
            },
            "ssm" if matches!(name, "GetParameter" | "PutParameter" | "DeleteParameter") => {
                let parameter = self.parameter("name")?.trim_start_matches('/');
                (!parameter.contains(':'))
                    .then(|| self.arn("ssm", &format!("parameter/{parameter}")))?
            }
            _ => self.only_arn(service),
        }
    }

    fn of_s3(&self, name: &str) -> Option<String> {
        if name == "ListAllMyBuckets" {
            return Some("*".to_owned());
        }
        let bucket = self.parameter("bucketName")?;
        if bucket.contains([':', '/']) {
            return None;
        }
        let partition = self.partition;
        if !is_about_objects(name) {
            return Some(format!("arn:{partition}:s3:::{bucket}"));
        }
        let key = self.parameter("key")?;
        Some(format!("arn:{partition}:s3:::{bucket}/{key}"))
    }

    /// The path of a user, group or role is part of its ARN, and only creating it names the path.
    fn of_iam(&self, name: &str) -> Option<String> {
        let (parameter, kind) = match name {
            "CreateUser" => ("userName", "user"),
            "CreateGroup" => ("groupName", "group"),
            "CreateRole" => ("roleName", "role"),
            "CreatePolicy" => ("policyName", "policy"),
            "GetPolicy"
            | "DeletePolicy"
            | "GetPolicyVersion"
            | "ListPolicyVersions"
            | "CreatePolicyVersion"
            | "DeletePolicyVersion"
            | "SetDefaultPolicyVersion"
            | "TagPolicy"
            | "UntagPolicy" => {
                return self.parameter("policyArn").map(str::to_owned);
            }
            _ => return None,
        };
        let path = self.parameter("path").unwrap_or("/");
        let resource = self.parameter(parameter)?;
        let Place {
            partition, account, ..
        } = self;
        (!account.is_empty())
            .then(|| format!("arn:{partition}:iam::{account}:{kind}{path}{resource}"))
    }

    fn of_ec2(&self, name: &str) -> Option<String> {
        if name.starts_with("Describe") {
            return Some("*".to_owned());
        }
        if !matches!(
            name,
            "StartInstances" | "StopInstances" | "RebootInstances" | "TerminateInstances"
        ) {
            return None;
        }
        let instances = items(at(self.parameters?, &["instancesSet", "items"]));
        let [instance] = instances else { return None };
        let id = text_at(instance, &["instanceId"])?;
        self.arn("ec2", &format!("instance/{id}"))
    }

    /// `https://sqs.REGION.amazonaws.com/ACCOUNT/NAME`.
    fn of_sqs(&self) -> Option<String> {
        let url = self.parameter("queueUrl")?;
        let path = url.strip_prefix("https://")?.split_once('/')?.1;
        let (account, queue) = path.split_once('/')?;
        let Place {
            partition, region, ..
        } = self;
        (iam_evaluator::arn::is_account_id(account) && !region.is_empty())
            .then(|| format!("arn:{partition}:sqs:{region}:{account}:{queue}"))
    }

    /// A key's id; an alias does not tell the key.
    fn of_kms(&self) -> Option<String> {
        let key = self.parameter("keyId")?;
        if key.contains(":alias/") || key.starts_with("alias/") {
            return None;
        }
        self.named("kms", "keyId", "key/")
    }

    /// The parameter that is an ARN of the service itself, if there is exactly one.
    fn only_arn(&self, service: &str) -> Option<String> {
        let parameters = self.parameters?.as_object()?;
        let mut arns = parameters
            .iter()
            .filter_map(|member| member.node.as_str())
            .filter(|value| Arn::parse(value).is_some_and(|arn| arn.service == service));
        let first = arns.next()?;
        arns.next().is_none().then(|| first.to_owned())
    }
}
