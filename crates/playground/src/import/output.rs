//! What AWS CLI commands print that return a policy, or name policies without their documents.
//!
//! <https://docs.aws.amazon.com/cli/latest/reference/iam/get-policy-version.html>

use iam_evaluator::json::{Node, Value};

use super::Imported;
use super::account::how_to_get;
use super::document::{at, items, policy, scalar, text_at, text_of};

/// Reads such an output.
pub(super) fn read(root: &Node, text: &str) -> Option<Imported> {
    version(root, text)
        .or_else(|| inline(root, text))
        .or_else(|| of_organization(root, text))
        .or_else(|| managed(root))
        .or_else(|| of_resource(root, text))
        .or_else(|| endpoints(root, text))
        .or_else(|| only_names(root))
}

/// `aws iam get-policy-version`.
fn version(root: &Node, text: &str) -> Option<Imported> {
    let version = root.member("PolicyVersion")?;
    let id = text_at(version, &["VersionId"]).unwrap_or_default();
    let what = format!("the output of `aws iam get-policy-version`, version {id}");
    let Some(document) = version
        .member("Document")
        .and_then(|node| text_of(node, text))
    else {
        return Some(Imported::of(what).with_note("There is no document in it."));
    };
    let is_default = version.member("IsDefaultVersion").map(|node| &node.value);
    let mut imported = Imported::of(what)
        .with_policy(policy("identity", "", document))
        .with_note(
            "The name of the policy is not in it. It is taken for an identity-based policy: change \
             its type if it is attached as a permissions boundary.",
        );
    if is_default == Some(&Value::Bool(false)) {
        imported
            .notes
            .push("It is not the default version: AWS does not apply it.".to_owned());
    }
    Some(imported)
}

/// `aws iam get-user-policy`, `get-group-policy`, `get-role-policy`.
fn inline(root: &Node, text: &str) -> Option<Imported> {
    let document = text_of(root.member("PolicyDocument")?, text)?;
    let name = text_at(root, &["PolicyName"]).unwrap_or_default();
    let (kind, whose) = ["User", "Group", "Role"].iter().find_map(|kind| {
        let name = text_at(root, &[&format!("{kind}Name")])?;
        Some((kind.to_ascii_lowercase(), name))
    })?;
    Some(
        Imported::of(format!(
            "the output of `aws iam get-{kind}-policy` for the {kind} `{whose}`"
        ))
        .with_policy(policy("identity", name, document))
        .with_note(format!(
            "The account is not in it, so that it does not give the ARN of the {kind} `{whose}`."
        )),
    )
}

/// `aws organizations describe-policy`.
///
/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_PolicySummary.html>
fn of_organization(root: &Node, text: &str) -> Option<Imported> {
    let described = root.member("Policy")?;
    let policy_type = text_at(described, &["PolicySummary", "Type"])?;
    let name = text_at(described, &["PolicySummary", "Arn"])
        .or_else(|| text_at(described, &["PolicySummary", "Name"]))
        .unwrap_or_default();
    let kind = match policy_type {
        "SERVICE_CONTROL_POLICY" => "scp",
        "RESOURCE_CONTROL_POLICY" => "rcp",
        other => {
            return Some(
                Imported::of("the output of `aws organizations describe-policy`").with_note(
                    format!("A policy of the type {other} takes no part in authorization."),
                ),
            );
        }
    };
    let imported = Imported::of("the output of `aws organizations describe-policy`");
    let Some(document) = described
        .member("Content")
        .and_then(|node| text_of(node, text))
    else {
        return Some(imported.with_note("There is no document in it."));
    };
    Some(imported.with_policy(policy(kind, name, document)).with_note(
        "What it is attached to is not in it: choose its level, the root, an OU or the account. \
         `aws organizations list-targets-for-policy` says.",
    ))
}

/// `aws iam get-policy`, which has everything but the document.
fn managed(root: &Node) -> Option<Imported> {
    let described = root.member("Policy")?;
    let arn = text_at(described, &["Arn"])?;
    let version = text_at(described, &["DefaultVersionId"]).unwrap_or("v1");
    Some(
        Imported::of(format!("the output of `aws iam get-policy` for {arn}")).with_note(format!(
            "The document is not in it: run `aws iam get-policy-version --policy-arn {arn} \
             --version-id {version}`, and import what it prints."
        )),
    )
}

/// The commands of services that return the policy of a resource.
fn of_resource(root: &Node, text: &str) -> Option<Imported> {
    let (command, name, document) = resource_document(root)?;
    let what = format!("the output of {command}");
    let Some(document) = document.and_then(|node| text_of(node, text)) else {
        return Some(Imported::of(what).with_note(
            "There is no policy in it: the resource has none, or the command did not ask for it.",
        ));
    };
    let imported =
        Imported::of(what).with_policy(policy("resource", name.unwrap_or_default(), document));
    Some(if name.is_none() {
        imported.with_note("The name of the resource is not in it.")
    } else {
        imported
    })
}

type ResourceDocument<'n, 't> = (&'static str, Option<&'n str>, Option<&'n Node<'t>>);

/// The command, the resource's name and the document.
fn resource_document<'n, 't>(root: &'n Node<'t>) -> Option<ResourceDocument<'n, 't>> {
    if let Some(attributes) = root.member("Attributes") {
        let document = attributes.member("Policy");
        if let Some(topic) = text_at(attributes, &["TopicArn"]) {
            return Some(("`aws sns get-topic-attributes`", Some(topic), document));
        }
        let queue = text_at(attributes, &["QueueArn"]);
        return (queue.is_some() || document.is_some()).then_some((
            "`aws sqs get-queue-attributes`",
            queue,
            document,
        ));
    }
    if root.member("ResourcePolicy").is_some() || is_secret(root) {
        let secret = text_at(root, &["ARN"]);
        let document = root.member("ResourcePolicy");
        return Some(("`aws secretsmanager get-resource-policy`", secret, document));
    }
    if let Some(document) = root.member("policyText") {
        let name = text_at(root, &["repositoryName"]);
        return Some(("`aws ecr get-repository-policy`", name, Some(document)));
    }
    let document = root
        .member("Policy")
        .filter(|node| node.as_str().is_some())?;
    let command = if root.member("PolicyName").is_some() {
        "`aws kms get-key-policy`"
    } else if root.member("RevisionId").is_some() {
        "`aws lambda get-policy` or `aws dynamodb get-resource-policy`"
    } else if root.member("FileSystemId").is_some() {
        "`aws efs describe-file-system-policy`"
    } else {
        "`aws s3api get-bucket-policy`, or of a command that prints the same"
    };
    Some((command, text_at(root, &["FileSystemId"]), Some(document)))
}

/// A secret's ARN and name alone are what `get-resource-policy` prints of a secret without policy.
fn is_secret(root: &Node) -> bool {
    text_at(root, &["ARN"]).is_some_and(|arn| arn.contains(":secretsmanager:"))
}

/// `aws ec2 describe-vpc-endpoints`.
fn endpoints(root: &Node, text: &str) -> Option<Imported> {
    let endpoints = root.member("VpcEndpoints")?;
    let mut imported = Imported::of("the output of `aws ec2 describe-vpc-endpoints`");
    for endpoint in items(Some(endpoints)) {
        let name = text_at(endpoint, &["VpcEndpointId"]).unwrap_or_default();
        if let Some(document) = at(endpoint, &["PolicyDocument"]).and_then(|it| text_of(it, text)) {
            imported.policies.push(policy("vpce", name, document));
        }
    }
    if imported.policies.len() > 1 {
        imported.notes.push(
            "A request goes through one endpoint: switch off the policies of the others."
                .to_owned(),
        );
    }
    Some(imported)
}

/// The commands that list names of policies and groups: what is missing, and which commands have it.
fn only_names(root: &Node) -> Option<Imported> {
    if let Some(attached) = root.member("AttachedPolicies") {
        let mut imported = Imported::of(
            "a list of attached policies as `aws iam list-attached-…-policies` prints it",
        );
        for each in items(Some(attached)) {
            if let Some(arn) = text_at(each, &["PolicyArn"]) {
                imported.notes.push(format!(
                    "The document of {arn} is not in it: {}.",
                    how_to_get(arn)
                ));
            }
        }
        return Some(imported.with_note(
            "Inline policies are not in it either: `aws iam get-account-authorization-details` \
             prints all policies of an account.",
        ));
    }
    if let Some(names) = root.member("PolicyNames") {
        let names: Vec<String> = items(Some(names)).iter().filter_map(scalar).collect();
        return Some(
            Imported::of("a list of names of policies").with_note(format!(
                "The documents are not in it ({}): run `aws iam get-user-policy`, \
                 `get-group-policy` or `get-role-policy` for each inline policy, or `aws kms \
                 get-key-policy` for a key.",
                names.join(", ")
            )),
        );
    }
    let (what, how) = [
        (
            "Policies",
            "a list of policies",
            "The documents are not in it: run `aws iam get-policy-version` for a managed policy, or \
             `aws organizations describe-policy` for one of AWS Organizations.",
        ),
        (
            "Versions",
            "a list of versions as `aws iam list-policy-versions` prints it",
            "The documents are not in it: run `aws iam get-policy-version` for the default version.",
        ),
        (
            "Groups",
            "a list of groups as `aws iam list-groups-for-user` prints it",
            "The policies are not in it: run `aws iam list-attached-group-policies` and `aws iam \
             list-group-policies` for each group.",
        ),
        (
            "PolicyRoles",
            "a list of users, groups and roles as `aws iam list-entities-for-policy` prints it",
            "The policy is not in it: run `aws iam get-policy-version` for it.",
        ),
    ]
    .into_iter()
    .find_map(|(key, what, how)| {
        let list = root.member(key)?;
        matches!(list.value, Value::Array(_)).then_some((what, how))
    })?;
    Some(Imported::of(what).with_note(how))
}
