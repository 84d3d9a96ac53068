//! Who may assume a role, and by which action.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user.html>
//! <https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html>

use iam_evaluator::arn::Arn;
use iam_evaluator::json::{Node, Value};
use iam_evaluator::policy::Polarity;
use iam_evaluator::{Effect, Finding, FindingType, Fix, PolicyType, Span, TextEdit};

use super::super::Subject;
use super::federation::Provider;
use super::{allows, covers, listed, services};
use crate::reading::{ElementView, PrincipalText, StatementView, Text};

/// `"Principal": "*"` in a trust policy.
///
/// AWS's page on `Principal` has the wildcard for all resource-based policies, and advises against it in
/// trust policies that allow; the reference of checks calls it an error here, whatever the effect, and
/// says nothing of `{"AWS": "*"}`. A deny means the same with either, so it gets a fix.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-error-role-trust-policy-unsupported-wildcard-in-principal>
pub(super) fn everybody(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    if subject.policy_type() != PolicyType::RoleTrust {
        return;
    }
    for statement in &subject.statements {
        let Some(element) = &statement.principal else {
            continue;
        };
        let node = &element.member.node;
        if element.polarity == Polarity::AllBut || node.as_str() != Some("*") {
            continue;
        }
        let (instead, fix) = match statement.effect {
            Some(Effect::Deny) => (
                "write `{\"AWS\": \"*\"}`",
                Some(Fix {
                    title: "Write {\"AWS\": \"*\"}".to_owned(),
                    edits: vec![TextEdit {
                        span: node.span,
                        text: "{\"AWS\": \"*\"}".to_owned(),
                    }],
                }),
            ),
            Some(Effect::Allow) | None => ("name those who may assume the role", None),
        };
        let details = format!("a role trust policy does not take the bare `\"*\"`: {instead}");
        let mut finding = Finding::new(
            FindingType::Error,
            "ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL",
            vec![node.span],
            details,
        );
        finding.fix = fix;
        findings.push(finding);
    }
}

/// How a principal comes to assume a role.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// With credentials of AWS.
    Credentials,
    /// With an assertion of a SAML provider.
    Saml,
    /// With a token of an OIDC provider.
    WebIdentity,
}

/// The actions that assume a role, in lower case and as AWS spells them.
const WAYS: [(&str, &str, Way); 3] = [
    ("sts:assumerole", "sts:AssumeRole", Way::Credentials),
    (
        "sts:assumerolewithsaml",
        "sts:AssumeRoleWithSAML",
        Way::Saml,
    ),
    (
        "sts:assumerolewithwebidentity",
        "sts:AssumeRoleWithWebIdentity",
        Way::WebIdentity,
    ),
];

impl Way {
    /// None for a federated principal that is no provider.
    fn of(principal: &PrincipalText<'_>) -> Option<Way> {
        if !principal.is_kind("Federated") {
            return Some(Way::Credentials);
        }
        match Provider::of(principal.id.value)? {
            Provider::Saml => Some(Way::Saml),
            Provider::Oidc(_) => Some(Way::WebIdentity),
        }
    }

    fn action(self) -> (&'static str, &'static str) {
        let [(lower, name, _), saml, web] = WAYS;
        match self {
            Way::Credentials => (lower, name),
            Way::Saml => (saml.0, saml.1),
            Way::WebIdentity => (web.0, web.1),
        }
    }
}

/// An action by which the statement's principals cannot assume the role.
///
/// Found where no principal of the statement can use the action, or where one of those that cannot has
/// no other action in the statement. Actions with wildcards are not looked into, and a statement that
/// only tags the session is none of this.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-error-mismatched-action-for-principal>
pub(super) fn actions(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    if subject.policy_type() != PolicyType::RoleTrust {
        return;
    }
    for statement in subject.statements.iter().filter(|one| allows(one)) {
        let Some(element) = &statement.action else {
            continue;
        };
        if element.polarity == Polarity::AllBut {
            continue;
        }
        let principals: Vec<(Way, Text<'_>)> = listed(statement)
            .iter()
            .filter_map(|principal| Some((Way::of(principal)?, principal.id)))
            .collect();
        if principals.len() < listed(statement).len() {
            continue;
        }
        for action in &element.texts {
            let way = WAYS
                .iter()
                .find(|(lower, _, _)| action.value.eq_ignore_ascii_case(lower));
            if let Some((_, _, way)) = way {
                findings.extend(mismatch(statement, *action, *way, &principals));
            }
        }
    }
}

fn mismatch(
    statement: &StatementView<'_>,
    action: Text<'_>,
    way: Way,
    principals: &[(Way, Text<'_>)],
) -> Option<Finding> {
    let none_fits = principals.iter().all(|(other, _)| *other != way);
    let mut misfits = principals.iter().filter(|(other, _)| *other != way);
    let is_served = |other: Way| covers(statement, other.action().0);
    let (other, first) = match none_fits {
        true => misfits.next()?,
        false => misfits.find(|(other, _)| !is_served(*other))?,
    };
    let (_, right) = other.action();
    let details = format!(
        "`{}` cannot assume a role by `{}`: {} goes with `{right}`",
        first.value,
        action.value,
        match other {
            Way::Credentials => "a principal that is not federated",
            Way::Saml => "a SAML provider",
            Way::WebIdentity => "an OIDC provider",
        }
    );
    let mut finding = Finding::new(
        FindingType::Error,
        "MISMATCHED_ACTION_FOR_PRINCIPAL",
        vec![action.span],
        details,
    );
    let are_alike = principals.iter().all(|(way, _)| way == other);
    if are_alike && !is_served(*other) {
        finding.fix = Some(Fix {
            title: format!("Write {right}"),
            edits: vec![TextEdit {
                span: action.span,
                text: format!("\"{right}\""),
            }],
        });
    }
    Some(finding)
}

/// A trust in IAM Roles Anywhere that leaves out one of the three actions that it needs. They may stand
/// in several statements.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-error-missing-action-for-roles-anywhere-trust-policy>
pub(super) fn roles_anywhere(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    const NEEDED: [(&str, &str); 3] = [
        ("sts:assumerole", "sts:AssumeRole"),
        ("sts:setsourceidentity", "sts:SetSourceIdentity"),
        ("sts:tagsession", "sts:TagSession"),
    ];
    if subject.policy_type() != PolicyType::RoleTrust {
        return;
    }
    let is_meant = |principal: &PrincipalText<'_>| {
        let id = principal.id.value;
        id.eq_ignore_ascii_case("rolesanywhere.amazonaws.com")
    };
    let trusting: Vec<&StatementView<'_>> = subject
        .statements
        .iter()
        .filter(|statement| allows(statement) && services(statement).any(is_meant))
        .collect();
    let is_covered = |action: &str| trusting.iter().any(|statement| covers(statement, action));
    let missing: Vec<&str> = NEEDED
        .iter()
        .filter(|(lower, _)| !is_covered(lower))
        .map(|(_, name)| *name)
        .collect();
    let first = trusting.first().and_then(|one| one.action.as_ref());
    let (Some(element), false) = (first, missing.is_empty()) else {
        return;
    };
    let span = match element.texts.as_slice() {
        [only] => only.span,
        _ => element.member.key_span,
    };
    let names = missing.join("` and `");
    let details = format!(
        "IAM Roles Anywhere needs `sts:AssumeRole`, `sts:SetSourceIdentity` and `sts:TagSession` to \
         assume a role: add `{names}`"
    );
    let mut finding = Finding::new(
        FindingType::Error,
        "MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY",
        vec![span],
        details,
    );
    finding.fix = with_actions(subject.reading.text, element, &missing);
    findings.push(finding);
}

/// Adds actions to `Action`.
fn with_actions(text: &str, element: &ElementView<'_>, names: &[&str]) -> Option<Fix> {
    if element.polarity == Polarity::AllBut {
        return None;
    }
    let more: String = names.iter().map(|name| format!(", \"{name}\"")).collect();
    let (span, text) = match &element.member.node.value {
        Value::String(_) => {
            let span = element.member.node.span;
            (span, format!("[{}{more}]", span.of(text)))
        }
        Value::Array(items) => {
            let end = items.last()?.span.end as usize;
            (Span::new(end, end), more)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) | Value::Missing => {
            return None;
        }
    };
    Some(Fix {
        title: format!("Add {}", names.join(" and ")),
        edits: vec![TextEdit { span, text }],
    })
}

/// A session of a role beside the role itself, which covers all its sessions.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-suggestion-redundant-principal-in-role-trust-policy>
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-role-session>
pub(super) fn sessions(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    if subject.policy_type() != PolicyType::RoleTrust {
        return;
    }
    for statement in &subject.statements {
        let named = || {
            let principals = listed(statement).iter();
            principals.filter(|principal| principal.is_kind("AWS"))
        };
        for session in named() {
            let Some(of) = role_of_session(session.id.value) else {
                continue;
            };
            let Some(role) = named().find(|other| role(other.id.value) == Some(of)) else {
                continue;
            };
            let details = format!(
                "`{}` is a session of `{}`, which stands here too and covers every session: remove \
                 the session",
                session.id.value, role.id.value
            );
            let mut finding = Finding::new(
                FindingType::Suggestion,
                "REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY",
                vec![session.id.span],
                details,
            );
            finding.fix = statement
                .principal
                .as_ref()
                .and_then(|element| element.member.node.member("AWS"))
                .and_then(|node| without(subject.reading.text, node, session.id.span))
                .map(|edit| Fix {
                    title: "Remove the session".to_owned(),
                    edits: vec![edit],
                });
            findings.push(finding);
        }
    }
}

/// The partition, account and name of a role, by the ARN of one of its sessions, which leaves its path
/// out.
fn role_of_session(text: &str) -> Option<(&str, &str, &str)> {
    let arn = Arn::parse(text)?;
    let (name, _) = arn
        .resource
        .strip_prefix("assumed-role/")?
        .split_once('/')?;
    (arn.service == "sts").then_some((arn.partition, arn.account, name))
}

/// The same by the ARN of the role.
fn role(text: &str) -> Option<(&str, &str, &str)> {
    let arn = Arn::parse(text)?;
    let path = arn.resource.strip_prefix("role/")?;
    let name = path.rsplit('/').next()?;
    (arn.service == "iam").then_some((arn.partition, arn.account, name))
}

/// Removes an entry of a list with the comma that parts it from its neighbor; none where anything else
/// would go with it.
fn without(text: &str, list: &Node<'_>, entry: Span) -> Option<TextEdit> {
    let Value::Array(items) = &list.value else {
        return None;
    };
    let place = items.iter().position(|item| item.span == entry)?;
    let before = place.checked_sub(1).and_then(|place| items.get(place));
    let (span, between) = match before {
        Some(before) => {
            let (start, end) = (before.span.end as usize, entry.end as usize);
            let between = Span::new(start, entry.start as usize);
            (Span::new(start, end), between)
        }
        None => {
            let next = items.get(place + 1)?.span.start as usize;
            let between = Span::new(entry.end as usize, next);
            (Span::new(entry.start as usize, next), between)
        }
    };
    let is_plain = between.of(text).trim() == ",";
    is_plain.then(|| TextEdit {
        span,
        text: String::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use iam_evaluator::json;

    #[test]
    fn a_session_belongs_to_the_role_of_its_name() {
        let session = "arn:aws:sts::111122223333:assumed-role/deploy/build-7";
        assert_eq!(
            role_of_session(session),
            role("arn:aws:iam::111122223333:role/ci/deploy")
        );
        assert_ne!(
            role_of_session(session),
            role("arn:aws:iam::444455556666:role/deploy")
        );
        assert_eq!(
            role_of_session("arn:aws:iam::111122223333:role/deploy"),
            None
        );
        assert_eq!(role("arn:aws:iam::111122223333:user/deploy"), None);
    }

    #[test]
    fn an_entry_goes_with_its_comma_and_nothing_else() {
        let gone = |text: &str, place: usize| {
            let json = json::parse(text);
            let Value::Array(items) = &json.root.value else {
                panic!("it is a list");
            };
            let edit = without(text, &json.root, items[place].span)?;
            let mut text = text.to_owned();
            text.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
            Some(text)
        };
        assert_eq!(gone(r#"["a", "b"]"#, 0).as_deref(), Some(r#"["b"]"#));
        assert_eq!(gone(r#"["a", "b"]"#, 1).as_deref(), Some(r#"["a"]"#));
        assert_eq!(
            gone(r#"["a" , "b", "c"]"#, 1).as_deref(),
            Some(r#"["a", "c"]"#)
        );
        assert_eq!(gone(r#"["a", /* the build */ "b"]"#, 1), None);
        assert_eq!(gone(r#"["a"]"#, 0), None);
    }
}
