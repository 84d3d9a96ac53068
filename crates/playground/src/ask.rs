//! From the work, as typed, to the policies and the request that the evaluator takes.

use std::sync::Arc;

use iam_case::policy_type_of;
use iam_evaluator::arn::is_account_id;
use iam_evaluator::request::Identity;
use iam_evaluator::{
    Context, ContextValues, FindingType, Policy, PolicySet, PolicyType, Principal,
};

use crate::Workspace;
use crate::workspace::{self, ContextRow};

/// The longest text of a policy that is read. The largest quota that IAM has is below 32 KB.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
pub const MOST_BYTES: usize = 1_000_000;

/// The policies that take part, and a request: that of the work, or that of one of its tests.
///
/// # Errors
///
/// When a policy that is switched on is one that AWS would refuse, when there are several policies
/// of a type of which a request meets at most one, or when the request cannot be asked. The message
/// is a sentence.
pub fn ask(
    work: &Workspace,
    request: &workspace::Request,
) -> Result<(PolicySet, iam_evaluator::Request), String> {
    Ok((policies(work)?, read_request(request)?))
}

/// The policies that take part.
///
/// # Errors
///
/// As [`ask`].
pub fn policies(work: &Workspace) -> Result<PolicySet, String> {
    let mut set = PolicySet::new();
    if work.policies.iter().all(is_blank) {
        return Err("There is no policy.".to_owned());
    }
    for policy in work.policies.iter().filter(|policy| !policy.off) {
        let read = read_policy(policy)?;
        set.add_at_level(Arc::new(read), policy.level);
    }
    for only in PolicyType::AT_MOST_ONE {
        let of_type = work.policies.iter().filter(|policy| {
            !policy.off && policy_type_of(&policy.kind) == Some(only) && !is_blank(policy)
        });
        if of_type.count() > 1 {
            let message = "A request meets at most one {}: switch the others off.";
            return Err(message.replace("{}", only.name()));
        }
    }
    Ok(set)
}

fn is_blank(policy: &workspace::Policy) -> bool {
    policy.text.trim().is_empty()
}

/// A blank text takes no part, and is no obstacle.
fn read_policy(policy: &workspace::Policy) -> Result<Policy, String> {
    let name = &policy.name;
    let Some(policy_type) = policy_type_of(&policy.kind) else {
        return Err(format!("The policy `{name}` is of no type that is known."));
    };
    if policy.text.len() > MOST_BYTES {
        return Err(format!("The policy `{name}` is too large."));
    }
    let read = Policy::read(name, policy_type, &policy.text);
    if read.document().is_some() || is_blank(policy) {
        return Ok(read);
    }
    let errors = read.findings().iter();
    let errors = errors.filter(|finding| finding.finding_type == FindingType::Error);
    Err(match errors.min_by_key(|finding| finding.span()) {
        Some(first) => {
            let position = read.lines.position(&read.text, first.span().start);
            format!(
                "AWS would refuse the policy `{name}`, {position}: {}",
                first.details
            )
        }
        None => format!("AWS would refuse the policy `{name}`."),
    })
}

/// The request, with the keys that AWS derives.
///
/// # Errors
///
/// When it cannot be asked as it stands.
pub fn read_request(request: &workspace::Request) -> Result<iam_evaluator::Request, String> {
    let principal = match Principal::parse(&request.principal) {
        Ok(principal) => with_particulars(principal, request),
        Err(error) => return Err(format!("The principal: {error}.")),
    };
    let action = request.action.trim();
    if !is_action(action) {
        return Err("An action is a service, a colon and a name, as in `s3:GetObject`.".to_owned());
    }
    let resource = request.resource.trim();
    let is_arn = resource.starts_with("arn:") && resource.split(':').count() >= 6;
    if resource != "*" && !is_arn {
        let message = "A resource is an ARN, `arn:PARTITION:SERVICE:REGION:ACCOUNT:NAME`, or `*`.";
        return Err(message.to_owned());
    }
    let owner = request.resource_account.trim();
    if !owner.is_empty() && !is_account_id(owner) {
        return Err("The account of the resource is 12 digits.".to_owned());
    }
    let context = read_context(&request.context)?;
    let mut read = iam_evaluator::Request::new(principal, action, resource, context);
    if !owner.is_empty() {
        read = read.with_resource_account(owner);
    }
    if request.resource_account_is_management {
        read = read.with_resource_in_management_account();
    }
    if request.restrict_public_buckets {
        read = read.with_public_buckets_restricted();
    }
    Ok(read.with_derived_context())
}

/// The principal with what its ARN does not say.
fn with_particulars(mut principal: Principal, request: &workspace::Request) -> Principal {
    let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    match &mut principal.identity {
        Identity::User { unique_id, .. } => *unique_id = given(&request.unique_id),
        Identity::RoleSession { role_unique_id, .. } => *role_unique_id = given(&request.unique_id),
        Identity::FederatedUser { user_arn, .. } => *user_arn = given(&request.user_arn),
        Identity::Root { .. }
        | Identity::Service { .. }
        | Identity::Saml { .. }
        | Identity::Oidc { .. }
        | Identity::Anonymous => {}
    }
    principal.canonical_user = given(&request.canonical_user);
    principal.in_management_account = request.management_account;
    principal
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>
pub(crate) fn is_action(action: &str) -> bool {
    let in_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let is_word = |word: &str| !word.is_empty() && word.chars().all(in_word);
    action
        .split_once(':')
        .is_some_and(|(service, name)| is_word(service) && is_word(name))
}

/// Rows without a key say nothing; a key that is switched off is not derived either.
fn read_context(rows: &[ContextRow]) -> Result<Context, String> {
    let mut context = Context::new();
    let mut seen: Vec<String> = Vec::new();
    for row in rows {
        let key = row.key.trim();
        if key.is_empty() {
            continue;
        }
        let lower = key.to_ascii_lowercase();
        if seen.contains(&lower) {
            return Err(format!("The context key `{key}` is given twice."));
        }
        seen.push(lower);
        match (row.off, row.values.as_slice()) {
            (true, _) => context.remove(key),
            (false, [value]) => context.set_one(key, value),
            (false, values) => context.set(key, ContextValues::Many(values.to_vec())),
        }
    }
    Ok(context)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Request;
    use iam_evaluator::{Decision, evaluate};

    const ALLOW_ALL: &str = r#"{"Version": "2012-10-17", "Statement":
        {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;

    fn policy(kind: &str, text: &str) -> workspace::Policy {
        workspace::Policy {
            kind: kind.to_owned(),
            name: "p".to_owned(),
            text: text.to_owned(),
            ..workspace::Policy::default()
        }
    }

    fn request() -> Request {
        Request {
            principal: "arn:aws:iam::111122223333:user/ana".to_owned(),
            action: "s3:GetObject".to_owned(),
            resource: "arn:aws:s3:::b/k".to_owned(),
            ..Request::default()
        }
    }

    fn decide(policies: Vec<workspace::Policy>, request: &Request) -> Result<Decision, String> {
        let work = Workspace {
            policies,
            ..Workspace::default()
        };
        let (policies, request) = ask(&work, request)?;
        Ok(evaluate(&policies, &request).verdict.decision)
    }

    #[test]
    fn what_is_switched_off_takes_no_part() {
        let off = workspace::Policy {
            off: true,
            ..policy("scp", "{ half")
        };
        let found = decide(vec![policy("identity", ALLOW_ALL), off], &request());
        assert_eq!(found, Ok(Decision::Allowed));
        let blank = vec![policy("identity", ALLOW_ALL), policy("boundary", " \n")];
        assert_eq!(decide(blank, &request()), Ok(Decision::Allowed));
    }

    #[test]
    fn says_what_stands_in_the_way() {
        let one = || vec![policy("identity", ALLOW_ALL)];
        let message = |policies, request: &Request| decide(policies, request).expect_err("no");
        assert_eq!(message(vec![], &request()), "There is no policy.");
        let refused = message(vec![policy("identity", "{}")], &request());
        assert!(
            refused.starts_with("AWS would refuse the policy `p`, line 1"),
            "{refused}"
        );
        let unknown = message(vec![policy("bucket", ALLOW_ALL)], &request());
        assert!(unknown.contains("no type"), "{unknown}");
        let two = vec![policy("boundary", ALLOW_ALL), policy("boundary", ALLOW_ALL)];
        assert!(message(two, &request()).contains("at most one permissions boundary"));
        let change = |edit: fn(&mut Request)| {
            let mut request = request();
            edit(&mut request);
            message(one(), &request)
        };
        assert!(change(|r| r.principal.clear()).starts_with("The principal: name who asks"));
        assert!(change(|r| "s3:Get*".clone_into(&mut r.action)).contains("An action is"));
        assert!(change(|r| "b".clone_into(&mut r.resource)).contains("A resource is"));
        assert!(change(|r| "1".clone_into(&mut r.resource_account)).contains("12 digits"));
        let twice = change(|r| {
            r.context = ["aws:a", "AWS:A"]
                .map(|key| ContextRow {
                    key: key.to_owned(),
                    ..ContextRow::default()
                })
                .to_vec();
        });
        assert!(twice.contains("given twice"));
    }

    #[test]
    fn the_request_has_what_its_arns_do_not_say() {
        let mut asked = request();
        asked.unique_id = " AIDAEXAMPLE ".to_owned();
        asked.resource_account = "444455556666".to_owned();
        asked.management_account = true;
        asked.restrict_public_buckets = true;
        asked.context = vec![
            ContextRow {
                key: "aws:username".to_owned(),
                off: true,
                ..ContextRow::default()
            },
            ContextRow {
                key: "aws:TagKeys".to_owned(),
                values: vec!["a".to_owned(), "b".to_owned()],
                off: false,
            },
        ];
        let read = read_request(&asked).expect("a request");
        assert_eq!(read.resource_account(), Some("444455556666"));
        assert!(read.principal().in_management_account && read.public_buckets_restricted());
        assert_eq!(read.context().get("aws:username"), None);
        let id = ContextValues::One("AIDAEXAMPLE".to_owned());
        assert_eq!(read.context().get("aws:userid"), Some(&id));
        let keys = read.context().get("aws:tagkeys").expect("a key");
        assert_eq!(keys.as_slice(), ["a", "b"]);
    }
}
