//! The command that asks AWS's policy simulator the same.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html>
//! <https://docs.aws.amazon.com/cli/latest/reference/iam/simulate-custom-policy.html>

use iam_evaluator::condition::ValueType;
use iam_evaluator::request::{ContextEntry, Identity, Origin};
use iam_evaluator::{ContextValues, Policy, PolicySet, PolicyType, json};
use serde_json::json;

use crate::ask::ask;
use crate::workspace::Workspace;

/// A command line for a POSIX shell that asks AWS's simulator what the request asks, below
/// comments that say what the simulator is not told.
///
/// # Errors
///
/// When there is nothing that the simulator could be asked. The message is a sentence.
pub fn to_simulate_command(workspace: &Workspace) -> Result<String, String> {
    let (policies, request) = ask(workspace, &workspace.request)?;
    let documents = |policy_type| documents(&policies, policy_type);
    let identity = documents(PolicyType::IdentityBased);
    if identity.is_empty() {
        let message = "The simulator needs an identity-based policy, and there is none.";
        return Err(message.to_owned());
    }
    let resource_policy = documents(PolicyType::ResourceBased);
    let is_user = matches!(request.principal().identity, Identity::User { .. });
    let mut arguments = vec![
        ("--policy-input-list", identity),
        ("--action-names", vec![request.action().to_owned()]),
        ("--resource-arns", vec![request.resource().to_owned()]),
    ];
    let boundary = documents(PolicyType::PermissionsBoundary);
    arguments.push(("--permissions-boundary-policy-input-list", boundary));
    if is_user {
        arguments.push(("--resource-policy", resource_policy));
        let caller = request.principal().name().to_owned();
        arguments.push(("--caller-arn", vec![caller]));
        arguments.push(("--resource-owner", owner(&request)));
    }
    let entries = context_entries(&request, &policies);
    if !entries.is_empty() {
        let entries = serde_json::Value::from(entries).to_string();
        arguments.push(("--context-entries", vec![entries]));
    }
    let mut lines = Vec::new();
    for note in notes(workspace, &policies, &request) {
        lines.push(format!("# {note}"));
    }
    let mut command = "aws iam simulate-custom-policy".to_owned();
    for (name, values) in arguments {
        if !values.is_empty() {
            let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
            command += &format!(" \\\n  {name} {}", values.join(" "));
        }
    }
    lines.push(command);
    Ok(lines.join("\n") + "\n")
}

/// The account of the resource, as the simulator wants it, where the ARN does not tell it.
fn owner(request: &iam_evaluator::Request) -> Vec<String> {
    let in_arn = iam_evaluator::arn::account_of_arn(request.resource());
    let own = request.principal().account.as_deref();
    match request.resource_account() {
        Some(owner) if in_arn.is_none() && own != Some(owner) => {
            vec![format!("arn:aws:iam::{owner}:root")]
        }
        _ => Vec::new(),
    }
}

/// The texts of the policies of a type, without comments, which AWS does not take.
fn documents(policies: &PolicySet, policy_type: PolicyType) -> Vec<String> {
    let members = policies.members().iter().map(|member| &member.policy);
    members
        .filter(|policy| policy.policy_type == policy_type && policy.document().is_some())
        .map(|policy| without_comments(policy))
        .collect()
}

fn without_comments(policy: &Policy) -> String {
    let text = &policy.text;
    let findings = policy
        .findings()
        .iter()
        .flat_map(|finding| &finding.locations);
    let mut comments: Vec<_> = findings
        .filter(|span| span.of(text).starts_with("//") || span.of(text).starts_with("/*"))
        .collect();
    comments.sort();
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    for span in comments {
        kept.push_str(text.get(at..span.start as usize).unwrap_or_default());
        at = span.end as usize;
    }
    kept.push_str(text.get(at..).unwrap_or_default());
    kept.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
        .to_owned()
}

/// What is given, and what AWS derives as far as a policy names it: the simulator knows only what
/// it is told.
fn context_entries(
    request: &iam_evaluator::Request,
    policies: &PolicySet,
) -> Vec<serde_json::Value> {
    let texts = policies.members().iter().map(|member| &member.policy.text);
    let texts: Vec<String> = texts.map(|text| text.to_ascii_lowercase()).collect();
    let is_told = |entry: &&ContextEntry| {
        entry.origin == Origin::Given || texts.iter().any(|text| text.contains(entry.key.lower()))
    };
    let entries = request.context().entries().iter().filter(is_told);
    let told = entries.filter_map(|entry| {
        let values = entry.values.as_ref()?;
        let list = match values {
            ContextValues::One(_) => "",
            ContextValues::Many(_) => "List",
        };
        let name = type_name(entry.key.lower(), policies);
        Some(json!({
            "ContextKeyName": entry.key.as_str(),
            "ContextKeyValues": values.as_slice(),
            "ContextKeyType": format!("{name}{list}"),
        }))
    });
    told.collect()
}

/// The simulator's name for the type that the policies compare a key as.
///
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ContextEntry.html>
fn type_name(key: &str, policies: &PolicySet) -> &'static str {
    let members = policies.members().iter();
    let statements = members.flat_map(|member| member.policy.statements());
    let mut conditions = statements
        .flat_map(|statement| &statement.conditions)
        .filter(|condition| condition.key.lower() == key);
    let is_null = |condition: &&iam_evaluator::condition::Condition| {
        condition.operator.comparison == iam_evaluator::condition::Comparison::Null
    };
    let compared = conditions.find(|condition| !is_null(condition));
    match compared.map(|condition| condition.operator.comparison.row().value_type) {
        Some(ValueType::Number) => "numeric",
        Some(ValueType::Date) => "date",
        Some(ValueType::Boolean) => "boolean",
        Some(ValueType::Binary) => "binary",
        Some(ValueType::IpRange) => "ip",
        Some(ValueType::Text | ValueType::Pattern | ValueType::Arn) | None => "string",
    }
}

/// What the command does not say, a sentence each.
fn notes(
    workspace: &Workspace,
    policies: &PolicySet,
    request: &iam_evaluator::Request,
) -> Vec<String> {
    let mut notes = Vec::new();
    let has = |policy_type| {
        let members = policies.members().iter();
        members
            .map(|member| &member.policy)
            .any(|policy| policy.policy_type == policy_type && policy.document().is_some())
    };
    for policy_type in [
        PolicyType::ServiceControl,
        PolicyType::ResourceControl,
        PolicyType::VpcEndpoint,
        PolicyType::RoleTrust,
        PolicyType::Session,
    ] {
        if has(policy_type) {
            let types = policy_type.plural();
            notes.push(format!(
                "The command takes no {types}: the answer is that without them."
            ));
        }
    }
    let is_user = matches!(request.principal().identity, Identity::User { .. });
    if !is_user {
        let caller = "The command takes no caller but an IAM user: it does not say who asks";
        notes.push(match has(PolicyType::ResourceBased) {
            true => format!("{caller}, and the resource-based policy is left out with that."),
            false => format!("{caller}."),
        });
    }
    let removed = workspace.request.context.iter().filter(|row| row.off);
    let removed: Vec<&str> = removed
        .map(|row| row.key.trim())
        .filter(|key| !key.is_empty())
        .collect();
    if !removed.is_empty() {
        notes.push(format!(
            "The command cannot take a key away that AWS derives: {}.",
            removed.join(", ")
        ));
    }
    if request.public_buckets_restricted() {
        notes.push("The command does not know S3 Block Public Access.".to_owned());
    }
    let has_comments = policies.members().iter().any(|member| {
        let without = without_comments(&member.policy);
        json::parse(&member.policy.text)
            .root
            .span
            .of(&member.policy.text)
            .len()
            > without.len()
    });
    if has_comments {
        notes.push("Comments in policies are left out, since AWS takes none.".to_owned());
    }
    // Some shells read what stands behind a `#` when it is pasted.
    let is_plain = |c: char| c.is_ascii_alphanumeric() || " -_./:,".contains(c);
    let plain = |c: char| if is_plain(c) { c } else { '?' };
    notes
        .into_iter()
        .map(|note| note.chars().map(plain).collect())
        .collect()
}

/// A text as one word of a POSIX shell.
fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@,+".contains(c);
    match !text.is_empty() && text.chars().all(is_plain) {
        true => text.to_owned(),
        false => format!("'{}'", text.replace('\'', "'\\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::{self, ContextRow};

    const ALLOW: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow",
"Action": "s3:*", "Resource": "*", // ana's
"Condition": {"NumericLessThan": {"aws:MultiFactorAuthAge": "300"}}}}"#;
    const BUCKET: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow",
"Principal": "*", "Action": "s3:*", "Resource": "*"}}"#;

    fn work(principal: &str, policies: &[(&str, &str)]) -> Workspace {
        let policy = |(kind, text): &(&str, &str)| workspace::Policy {
            kind: (*kind).to_owned(),
            text: (*text).to_owned(),
            ..workspace::Policy::default()
        };
        let row = |key: &str, values: &[&str], off| ContextRow {
            key: key.to_owned(),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
            off,
        };
        Workspace {
            policies: policies.iter().map(policy).collect(),
            request: workspace::Request {
                principal: principal.to_owned(),
                action: "s3:GetObject".to_owned(),
                resource: "arn:aws:s3:::b/it's".to_owned(),
                resource_account: "444455556666".to_owned(),
                context: vec![
                    row("aws:MultiFactorAuthAge", &["10"], false),
                    row("aws:TagKeys", &["a", "b"], false),
                    row("aws:user`name", &[], true),
                ],
                ..workspace::Request::default()
            },
            ..Workspace::default()
        }
    }

    #[test]
    fn says_what_the_simulator_can_be_told() {
        let ana = "arn:aws:iam::111122223333:user/ana";
        let command = to_simulate_command(&work(ana, &[("identity", ALLOW), ("resource", BUCKET)]));
        let expected = r#"# The command cannot take a key away that AWS derives: aws:user?name.
# Comments in policies are left out, since AWS takes none.
aws iam simulate-custom-policy \
  --policy-input-list '{"Version": "2012-10-17", "Statement": {"Effect": "Allow",
"Action": "s3:*", "Resource": "*", 
"Condition": {"NumericLessThan": {"aws:MultiFactorAuthAge": "300"}}}}' \
  --action-names s3:GetObject \
  --resource-arns 'arn:aws:s3:::b/it'\''s' \
  --resource-policy '{"Version": "2012-10-17", "Statement": {"Effect": "Allow",
"Principal": "*", "Action": "s3:*", "Resource": "*"}}' \
  --caller-arn arn:aws:iam::111122223333:user/ana \
  --resource-owner arn:aws:iam::444455556666:root \
  --context-entries '[{"ContextKeyName":"aws:TagKeys","ContextKeyType":"stringList","ContextKeyValues":["a","b"]},{"ContextKeyName":"aws:MultiFactorAuthAge","ContextKeyType":"numeric","ContextKeyValues":["10"]}]'
"#;
        assert_eq!(command.as_deref(), Ok(expected));
    }

    #[test]
    fn says_what_the_simulator_cannot_be_told() {
        let role = "arn:aws:iam::111122223333:role/app";
        let scp = r#"{"Version": "2012-10-17", "Statement":
            {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;
        let policies = [
            ("identity", ALLOW),
            ("resource", BUCKET),
            ("scp", scp),
            ("session", scp),
        ];
        let command = to_simulate_command(&work(role, &policies)).expect("a command");
        for note in [
            "# The command takes no service control policies",
            "# The command takes no session policies",
            "the resource-based policy is left out",
        ] {
            assert!(command.contains(note), "{note}: {command}");
        }
        assert!(!command.contains("--resource-policy") && !command.contains("--caller-arn"));
        let none = to_simulate_command(&work(role, &[("scp", scp)]));
        assert!(none.is_err_and(|message| message.contains("identity-based")));
        assert!(to_simulate_command(&Workspace::default()).is_err());
    }
}
