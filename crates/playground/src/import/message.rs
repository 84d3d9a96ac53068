//! The messages with which AWS denies access, alone or inside of what a tool printed.
//!
//! `on resource:` is left out by some services, S3 puts ARNs into quotes, and EC2 may add an
//! encoded message. Since 2026 the ARN of the policy may follow.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html>

use iam_evaluator::arn::account_of_arn;
use iam_evaluator::json::{Node, Value};
use iam_evaluator::{DecidedBy, Decision, PolicyType, Principal};

use super::Imported;
use crate::workspace::{Expect, Request};

/// How deep a message is looked for in JSON.
const MAX_DEPTH: usize = 8;

/// What a message says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Denial {
    /// Who was denied.
    pub(super) principal: String,
    /// What.
    pub(super) action: String,
    /// On what; empty if the message does not say.
    pub(super) resource: String,
    /// Why, as far as the message says.
    pub(super) expect: Option<Expect>,
    /// What else there is to say.
    pub(super) notes: Vec<String>,
}

/// Reads a text that has such a message in it.
pub(super) fn read(text: &str) -> Option<Imported> {
    let line = one_line(text);
    let Some(denial) = denial(&line) else {
        return encoded(&line);
    };
    let mut imported = Imported::of("a message that AWS denied access").with_request(Request {
        principal: denial.principal,
        action: denial.action,
        resource: denial.resource,
        ..Request::default()
    });
    imported.expect = denial.expect;
    imported.notes = denial.notes;
    if line.contains(ENCODED) {
        imported.notes.push(DECODE.to_owned());
    }
    if line.matches(" is not authorized to perform").count() > 1 {
        imported
            .notes
            .push("The text has several such messages: this is the first.".to_owned());
    }
    Some(imported)
}

/// Reads the first string in JSON that has such a message in it, as SDKs log it.
pub(super) fn read_in(root: &Node) -> Option<Imported> {
    find(root, MAX_DEPTH)
}

fn find(node: &Node, depth: usize) -> Option<Imported> {
    let depth = depth.checked_sub(1)?;
    match &node.value {
        Value::String(text) => read(text),
        Value::Array(items) => items.iter().find_map(|item| find(item, depth)),
        Value::Object(members) => members.iter().find_map(|member| find(&member.node, depth)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Missing => None,
    }
}

/// That a bucket, whose ARN has no account, may belong to another account.
pub(super) const OWNER_IS_OPEN: &str = "The message does not name the account that owns the \
                                        resource: write it if it is not the caller's.";

const ENCODED: &str = "ncoded authorization failure message: ";

const DECODE: &str = "The encoded part says more: run `aws sts decode-authorization-message \
                      --encoded-message MESSAGE`, and import what it prints.";

/// EC2's message that has everything in its encoded part.
///
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html>
fn encoded(line: &str) -> Option<Imported> {
    if !line.contains(ENCODED) {
        return None;
    }
    let imported = Imported::of("a message that AWS denied access, with its reasons encoded")
        .with_note(
            "Who was denied what is in the encoded part, which only AWS can read: run `aws sts \
             decode-authorization-message --encoded-message MESSAGE`, and import what it prints. \
             It needs the permission sts:DecodeAuthorizationMessage.",
        );
    let operation = line
        .split_once("(UnauthorizedOperation) when calling the ")
        .and_then(|(_, rest)| rest.split_once(" operation"))
        .map(|(name, _)| name)
        .filter(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    Some(match operation {
        Some(name) => imported
            .with_request(Request {
                action: format!("ec2:{name}"),
                ..Request::default()
            })
            .with_note(
                "The action is the operation that was called, of Amazon EC2, which sends such \
                 messages. What was denied can also be another that the operation needs, such as \
                 iam:PassRole.",
            ),
        None => imported,
    })
}

/// The text with each run of blanks, line breaks and box lines as one space.
pub(super) fn one_line(text: &str) -> String {
    let words: Vec<&str> = text
        .split(|character: char| character.is_whitespace() || character == '│')
        .filter(|word| !word.is_empty())
        .collect();
    words
        .join(" ")
        .replace("&quot;", "\"")
        .replace("\\\"", "\"")
}

/// Reads the first message in a text of one line.
pub(super) fn denial(line: &str) -> Option<Denial> {
    let (before, after) = line.split_once(" is not authorized to perform")?;
    let principal = unquoted(before.rsplit(' ').next()?);
    let after = after.trim_start_matches(':').trim_start();
    let action = unquoted(after.split(' ').next()?);
    if !action.contains(':') {
        return None;
    }
    let rest = after.split_once(' ').map_or("", |(_, rest)| rest);
    let (resource, reason) = match rest.strip_prefix("on resource: ") {
        Some(rest) => resource_and_reason(rest),
        None => ("", rest),
    };
    let mut denial = Denial {
        principal: principal.to_owned(),
        action: action.to_owned(),
        resource: resource.to_owned(),
        ..Denial::default()
    };
    if let Err(error) = Principal::parse(principal) {
        denial.notes.push(format!("Of the principal: {error}."));
    }
    if resource.is_empty() {
        denial.notes.push(
            "The message does not name the resource: write its ARN, or `*` if the action takes \
             none."
                .to_owned(),
        );
    }
    read_reason(reason, &mut denial);
    Some(denial)
}

/// Quotes, and the punctuation of a sentence around a word.
fn unquoted(word: &str) -> &str {
    word.trim_matches(['"', '\'', '`', ',', '.', ';', '(', ')'])
}

/// The resource, and what follows it. An object's key can have spaces.
fn resource_and_reason(rest: &str) -> (&str, &str) {
    if let Some(quoted) = rest.strip_prefix('"')
        && let Some((resource, reason)) = quoted.split_once('"')
    {
        return (resource, reason.trim_start());
    }
    let end = [" because ", " with an explicit deny", " due to "]
        .iter()
        .filter_map(|mark| rest.find(mark))
        .min();
    match end {
        Some(end) => (
            rest.get(..end).unwrap_or_default(),
            rest.get(end + 1..).unwrap_or_default(),
        ),
        None => {
            let (resource, reason) = rest.split_once(' ').unwrap_or((rest, ""));
            (unquoted(resource), reason)
        }
    }
}

/// Reads why, which begins with `because` or `with an explicit deny`.
fn read_reason(reason: &str, denial: &mut Denial) {
    if let Some(rest) = reason.strip_prefix("because no ") {
        denial.expect = Some(expect(Decision::ImplicitDeny, None));
        if let Some(by) = known_type(rest, denial) {
            denial.expect = Some(expect(Decision::ImplicitDeny, Some(by)));
            add_hints(by, denial);
        }
    } else if let Some(rest) = after_explicit_deny(reason) {
        denial.expect = Some(expect(Decision::ExplicitDeny, None));
        let named = ["in an ", "in a ", "in the "]
            .iter()
            .find_map(|start| rest.strip_prefix(start));
        let Some(named) = named else {
            denial
                .notes
                .push("The message does not say which type of policy denies.".to_owned());
            return;
        };
        if let Some(by) = known_type(named, denial) {
            denial.expect = Some(expect(Decision::ExplicitDeny, Some(by)));
            add_hints(by, denial);
            add_explicit_hints(by, named, denial);
        }
    } else if let Some(rest) = reason.strip_prefix("because ") {
        denial.notes.push(format!(
            "The reason is none that the evaluation of policies gives: AWS wrote \u{201c}because \
             {}\u{201d}.",
            rest.trim_end_matches('.')
        ));
    } else {
        denial.notes.push(
            "The message does not say whether a statement denies or nothing allows, so that there \
             is no answer to test."
                .to_owned(),
        );
    }
}

fn after_explicit_deny(reason: &str) -> Option<&str> {
    reason
        .strip_prefix("with an explicit deny")
        .or_else(|| reason.strip_prefix("due to an explicit deny"))
        .map(str::trim_start)
}

fn expect(decision: Decision, by: Option<PolicyType>) -> Expect {
    Expect {
        decision: Some(decision.as_str().to_owned()),
        by: by.map(|by| DecidedBy::Policies(by).as_str().to_owned()),
        statement: None,
    }
}

/// The type of policy whose name a text begins with.
fn known_type(text: &str, denial: &mut Denial) -> Option<PolicyType> {
    let lower = text.to_ascii_lowercase();
    // Older messages say so.
    if lower.starts_with("sessions policy") {
        return Some(PolicyType::Session);
    }
    if lower.contains(" transitively through a service control policy") {
        denial.notes.push(
            "The request came through a VPC endpoint, and a service control policy denies it."
                .to_owned(),
        );
        return Some(PolicyType::ServiceControl);
    }
    let known = PolicyType::ALL
        .into_iter()
        .find(|by| lower.starts_with(&by.name().to_ascii_lowercase()));
    if known.is_none() {
        denial.notes.push(format!(
            "The type of policy is none that is known here: AWS wrote \u{201c}{}\u{201d}.",
            text.chars().take(80).collect::<String>()
        ));
    }
    known
}

/// What a message of this type leaves open.
fn add_hints(by: PolicyType, denial: &mut Denial) {
    let hint = match by {
        PolicyType::VpcEndpoint => {
            "The request came through a VPC endpoint, whose id the message does not name: write it \
             as the context key aws:SourceVpce if policies read it."
        }
        PolicyType::ResourceBased if account_of_arn(&denial.resource).is_none() => OWNER_IS_OPEN,
        PolicyType::ResourceBased
        | PolicyType::RoleTrust
        | PolicyType::IdentityBased
        | PolicyType::PermissionsBoundary
        | PolicyType::Session
        | PolicyType::ServiceControl
        | PolicyType::ResourceControl => return,
    };
    denial.notes.push(hint.to_owned());
}

/// What an explicit deny adds: the ARN of the policy, and AWS's former habit with SCPs.
fn add_explicit_hints(by: PolicyType, named: &str, denial: &mut Denial) {
    let arn = named
        .split_once(": ")
        .and_then(|(_, rest)| rest.split(' ').next())
        .map(unquoted)
        .filter(|arn| arn.starts_with("arn:"));
    if let Some(arn) = arn {
        let how = match (by, arn.rsplit('/').next()) {
            (PolicyType::ServiceControl | PolicyType::ResourceControl, Some(id)) => {
                format!("aws organizations describe-policy --policy-id {id}")
            }
            _ => format!("aws iam get-policy --policy-arn {arn}"),
        };
        denial.notes.push(format!(
            "AWS names the policy that denies, {arn}: see `{how}`."
        ));
    } else if by == PolicyType::ServiceControl {
        denial.notes.push(
            "For service control policies AWS has also called a missing Allow an explicit deny."
                .to_owned(),
        );
    }
}
