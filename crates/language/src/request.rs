//! What the catalog says of a request: how it could be completed, and what its action never has.
//!
//! Deciding asks none of this: AWS decides about whatever is asked. But a request that AWS never
//! makes is a mistake of whoever wrote it down.
//!
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>

use iam_evaluator::pattern::Pattern;

use crate::catalog::{ActionDetails, Catalog, ConditionKey, ResourceType, Service};
use crate::tables::{aws_relies_on_key, cross_service_key, global_key, is_key};

/// The most suggestions for one field.
const MOST: usize = 50;

/// How a request could be completed, and what is unlikely about it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RequestHelp {
    /// Actions that begin like the one given.
    pub actions: Vec<String>,
    /// ARNs as the action's resources have them, with likely values in the places of what varies.
    pub resources: Vec<String>,
    /// Condition keys that the action has, global ones apart: the key and the type of its values, with
    /// `…` for what varies.
    pub keys: Vec<(String, String)>,
    /// What AWS never asks in this way.
    pub remarks: Vec<Remark>,
    /// The service whose details would tell more.
    pub needs: Option<String>,
}

/// Something that AWS never asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// What it is about.
    pub about: About,
    /// What is unlikely, in a sentence without its full stop.
    pub text: String,
}

/// The part of a request that a remark is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// The action.
    Action,
    /// The resource.
    Resource,
    /// A condition key, as it was given.
    Key(String),
}

/// Helps with a request for `action` on `resource` with these condition keys, as far as they are
/// written.
#[must_use]
pub fn help(action: &str, resource: &str, keys: &[&str], catalog: &Catalog) -> RequestHelp {
    let (action, resource) = (action.trim(), resource.trim());
    let mut help = RequestHelp {
        actions: actions_like(action, catalog),
        ..RequestHelp::default()
    };
    let Some((prefix, name)) = action.split_once(':') else {
        return help;
    };
    if catalog.is_empty() || name.is_empty() {
        return help;
    }
    let Some(service) = catalog.service(prefix) else {
        help.remark(
            About::Action,
            format!("AWS's reference has no service with the prefix `{prefix}`"),
        );
        return help;
    };
    if !service.has_details() {
        help.needs = Some(service.prefix.clone());
    }
    if service.action(name).is_none() {
        help.remark(
            About::Action,
            format!("AWS's reference has no action `{name}` of {}", service.name),
        );
        return help;
    }
    if let Some(details) = service.details_of(name) {
        help.look_at_resource(service, details, action, resource);
        help.look_at_keys(service, details, action, keys, catalog);
    }
    help
}

impl RequestHelp {
    fn remark(&mut self, about: About, text: String) {
        self.remarks.push(Remark { about, text });
    }

    fn look_at_resource(
        &mut self,
        service: &Service,
        details: &ActionDetails,
        action: &str,
        resource: &str,
    ) {
        let types: Vec<&ResourceType> = details
            .resources
            .iter()
            .filter_map(|on| service.resource_type(on))
            .collect();
        let arns = types.iter().map(|of_type| likely_arn(&of_type.arn));
        self.resources = match types.is_empty() {
            true => vec!["*".to_owned()],
            false => arns.take(MOST).collect(),
        };
        if resource.is_empty() {
            return;
        }
        // S3 lets its account-wide actions be granted on every bucket.
        let is_whole = resource == "*" || resource == "arn:aws:s3:::*";
        let is_required = details.resources.iter().any(|on| on.required);
        if types.is_empty() && !is_whole {
            let text = format!("`{action}` is not about one resource: AWS asks for it on `*` only");
            self.remark(About::Resource, text);
        } else if is_whole && is_required {
            let names = listed(types.iter().map(|of_type| of_type.name.as_str()));
            let text = format!("`{action}` is always asked on a resource ({names}), never on `*`");
            self.remark(About::Resource, text);
        } else if !is_whole && !types.iter().any(|of_type| is_arn_of(of_type, resource)) {
            let names = listed(types.iter().map(|of_type| of_type.name.as_str()));
            let text = format!("`{action}` is asked on other resources: {names}");
            self.remark(About::Resource, text);
        }
    }

    fn look_at_keys(
        &mut self,
        service: &Service,
        details: &ActionDetails,
        action: &str,
        keys: &[&str],
        catalog: &Catalog,
    ) {
        let has = |key: &str| {
            service
                .keys_of_action(details)
                .any(|known| known.names(key))
        };
        let own = service.keys_of_action(details);
        self.keys = own
            .map(|key| (with_dots(&key.name), kind_of(key)))
            .collect();
        self.keys.sort();
        for key in keys.iter().map(|key| key.trim()) {
            if has(key) || aws_relies_on_key(action, key) {
                continue;
            }
            let is_of_request = is_key("aws:RequestTag/", key) || is_key("aws:TagKeys", key);
            let is_of_service = key.split_once(':').is_some_and(|(prefix, _)| {
                catalog.service(prefix).is_some()
                    && global_key(key).is_none()
                    && cross_service_key(key).is_none()
            });
            if is_of_request || is_of_service {
                let text = format!("AWS never sends `{key}` with `{action}`");
                self.remark(About::Key(key.to_owned()), text);
            }
        }
    }
}

fn actions_like(text: &str, catalog: &Catalog) -> Vec<String> {
    if text.is_empty() {
        return Vec::new();
    }
    let begun = format!("{text}*");
    if !text.contains(':') {
        let lower = text.to_ascii_lowercase();
        let services = catalog.services();
        let services = services.filter(|service| service.prefix.starts_with(&lower));
        return services
            .take(MOST)
            .map(|service| format!("{}:", service.prefix))
            .collect();
    }
    catalog
        .covered(&begun)
        .take(MOST)
        .map(|(service, action)| format!("{}:{}", service.prefix, action.name))
        .collect()
}

/// Whether an ARN can be that of a resource of this type.
fn is_arn_of(of_type: &ResourceType, arn: &str) -> bool {
    let ours = of_type.arn.splitn(6, ':');
    let theirs: Vec<&str> = arn.splitn(6, ':').collect();
    let pattern = |part: &str| Pattern::new(&replace_variables(part, |_| "*".to_owned()));
    ours.clone().count() == theirs.len()
        && ours.zip(theirs).all(|(ours, theirs)| {
            // Where the type has no Region or no account, the ARN has none.
            pattern(ours).matches(theirs)
        })
}

/// An ARN of this form: `arn:${Partition}:s3:::${BucketName}` as `arn:aws:s3:::example-bucket-name`.
fn likely_arn(template: &str) -> String {
    replace_variables(template, |variable| match variable {
        "Partition" => "aws".to_owned(),
        "Region" => "us-east-1".to_owned(),
        "Account" => "111122223333".to_owned(),
        variable => {
            let mut words = String::from("example");
            for (at, letter) in variable.char_indices() {
                if letter.is_ascii_uppercase() || at == 0 {
                    words.push('-');
                }
                words.push(letter.to_ascii_lowercase());
            }
            // `ResourceName` and the like say nothing.
            words.replace("-name", "").replace("-id", "-1")
        }
    })
}

fn with_dots(name: &str) -> String {
    replace_variables(name, |_| "…".to_owned())
}

fn kind_of(key: &ConditionKey) -> String {
    let Some(of_type) = key.key_type else {
        return String::new();
    };
    let value = match of_type.value {
        crate::catalog::ValueKind::String => "text",
        crate::catalog::ValueKind::Arn => "ARN",
        crate::catalog::ValueKind::Bool => "true or false",
        crate::catalog::ValueKind::Date => "date",
        crate::catalog::ValueKind::IpAddress => "IP address",
        crate::catalog::ValueKind::Numeric => "number",
        crate::catalog::ValueKind::Binary => "base64",
    };
    match of_type.multivalued {
        true => format!("{value}, several values"),
        false => value.to_owned(),
    }
}

/// A template with something in the places of its `${…}`.
fn replace_variables(template: &str, value: impl Fn(&str) -> String) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("${") {
        let (variable, behind) = after.split_once('}').unwrap_or((after, ""));
        text.push_str(before);
        text.push_str(&value(variable));
        rest = behind;
    }
    text.push_str(rest);
    text
}

fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let names: Vec<&str> = names.collect();
    match names.split_last() {
        None => String::new(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, before)) => format!("{} or {last}", before.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn few() -> Catalog {
        let mut catalog = Catalog::read(include_str!("../../../tests/catalog/index.txt"))
            .expect("it is an index");
        for text in [
            include_str!("../../../tests/catalog/services/s3.txt"),
            include_str!("../../../tests/catalog/services/sqs.txt"),
            include_str!("../../../tests/catalog/services/iam.txt"),
        ] {
            catalog.add_service(text).expect("it is a service");
        }
        catalog
    }

    fn remarks(action: &str, resource: &str, keys: &[&str]) -> Vec<String> {
        let help = help(action, resource, keys, &few());
        help.remarks.into_iter().map(|remark| remark.text).collect()
    }

    #[test]
    fn a_request_that_aws_makes_draws_no_remark() {
        for (action, resource, keys) in [
            (
                "s3:GetObject",
                "arn:aws:s3:::photos/2026/cat.jpg",
                &["s3:TlsVersion", "aws:SourceIp"][..],
            ),
            (
                "s3:ListBucket",
                "arn:aws:s3:::photos",
                &["s3:prefix", "aws:PrincipalTag/team"],
            ),
            ("s3:ListAllMyBuckets", "*", &[]),
            ("s3:ListAllMyBuckets", "arn:aws:s3:::*", &[]),
            (
                "sqs:sendmessage",
                "arn:aws-cn:sqs:cn-north-1:111122223333:jobs",
                &["aws:ResourceTag/team"],
            ),
            (
                "iam:PassRole",
                "arn:aws:iam::111122223333:role/app/web",
                &["iam:PassedToService"],
            ),
            (
                "ec2:RunInstances",
                "arn:aws:ec2:us-east-1:111122223333:instance/*",
                &["ec2:InstanceType"],
            ),
            ("", "", &[""]),
            ("s3:", "", &[]),
        ] {
            assert_eq!(remarks(action, resource, keys), [""; 0], "{action}");
        }
    }

    #[test]
    fn what_aws_never_asks_is_remarked() {
        let cases = [
            (
                "s4:GetObject",
                "*",
                "",
                "AWS's reference has no service with the prefix `s4`",
            ),
            (
                "s3:GetObjekt",
                "*",
                "",
                "AWS's reference has no action `GetObjekt` of Amazon S3",
            ),
            (
                "s3:ListAllMyBuckets",
                "arn:aws:s3:::photos",
                "",
                "`s3:ListAllMyBuckets` is not about one resource: AWS asks for it on `*` only",
            ),
            (
                "sqs:SendMessage",
                "*",
                "",
                "`sqs:SendMessage` is always asked on a resource (queue), never on `*`",
            ),
            ("sqs:SendMessage", "arn:aws:sqs:::jobs", "", ""),
            (
                "sqs:SendMessage",
                "arn:aws:sns:us-east-1:111122223333:jobs",
                "",
                "`sqs:SendMessage` is asked on other resources: queue",
            ),
            (
                "sqs:SendMessage",
                "jobs",
                "",
                "`sqs:SendMessage` is asked on other resources: queue",
            ),
            (
                "sqs:SendMessage",
                "arn:aws:sqs:us-east-1:111122223333:jobs",
                "s3:prefix",
                "AWS never sends `s3:prefix` with `sqs:SendMessage`",
            ),
            (
                "sqs:SendMessage",
                "arn:aws:sqs:us-east-1:111122223333:jobs",
                "aws:TagKeys",
                "AWS never sends `aws:TagKeys` with `sqs:SendMessage`",
            ),
        ];
        for (action, resource, key, expected) in cases {
            let found = remarks(action, resource, &[key]);
            let expected: Vec<&str> = [expected]
                .into_iter()
                .filter(|text| !text.is_empty())
                .collect();
            assert_eq!(found, expected, "{action} {resource} {key}");
        }
    }

    #[test]
    fn a_request_is_completed() {
        let catalog = few();
        let begun = |text: &str| help(text, "", &[], &catalog);
        assert_eq!(
            begun("s").actions,
            ["s3:", "secretsmanager:", "sns:", "sqs:", "sts:"]
        );
        assert_eq!(begun("sqs:send").actions, ["sqs:SendMessage"]);
        let send = begun("sqs:SendMessage");
        assert_eq!(
            send.resources,
            ["arn:aws:sqs:us-east-1:111122223333:example-queue"]
        );
        assert!(
            send.keys
                .contains(&("aws:ResourceTag/…".to_owned(), "text".to_owned()))
        );
        assert_eq!(begun("ec2:RunInstances").needs.as_deref(), Some("ec2"));
        assert_eq!(begun("sqs:ListQueues").resources, ["*"]);
    }
}
