//! Roles that may be passed to services, and service-linked roles that may be created: which?
//!
//! Whoever passes a role to a service lets the service act with its permissions; so somebody who may
//! pass any role may get the permissions of any role.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html>

use iam_evaluator::condition::Comparison;
use iam_evaluator::json::Node;
use iam_evaluator::pattern::Pattern;
use iam_evaluator::policy::Polarity;
use iam_evaluator::{Effect, Finding, FindingType, PolicyType, Span};

use super::{Check, Subject};
use crate::reading::{ElementView, StatementView};

pub(super) const CHECKS: &[Check] = &[check];

/// What is looked for: an action on roles, the codes for the ways in which it is allowed widely, and
/// what limits it.
struct Rule {
    /// In lower case.
    action: &'static str,
    finding_type: FindingType,
    /// By action, then by resource.
    codes: [[&'static str; 2]; 3],
    /// What the resource begins with where it names one of the roles.
    roles: &'static str,
    /// The condition key that says which service the role is for.
    service_key: &'static str,
    /// Whether the key also helps where `NotResource` leaves most roles open.
    key_helps_not_resource: bool,
    /// What may happen, and what to write.
    danger: &'static str,
    advice: &'static str,
}

/// How the action is allowed.
#[derive(Clone, Copy)]
enum ByAction {
    Name = 0,
    Star = 1,
    NotAction = 2,
}

/// How the role is named.
#[derive(Clone, Copy)]
enum ByResource {
    Star = 0,
    NotResource = 1,
}

const RULES: [Rule; 2] = [
    Rule {
        action: "iam:passrole",
        finding_type: FindingType::SecurityWarning,
        codes: [
            [
                "PASS_ROLE_WITH_STAR_IN_RESOURCE",
                "PASS_ROLE_WITH_NOT_RESOURCE",
            ],
            [
                "PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE",
                "PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
            ],
            [
                "PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
                "PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE",
            ],
        ],
        roles: "role/",
        service_key: "iam:PassedToService",
        key_helps_not_resource: false,
        danger: "whoever has this may hand a powerful role to a service and act through it",
        advice: "allow `iam:PassRole` on the ARNs of the roles that are needed, with \
                 `iam:PassedToService` in `Condition`",
    },
    Rule {
        action: "iam:createservicelinkedrole",
        finding_type: FindingType::Warning,
        codes: [
            [
                "CREATE_SLR_WITH_STAR_IN_RESOURCE",
                "CREATE_SLR_WITH_NOT_RESOURCE",
            ],
            [
                "CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE",
                "CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
            ],
            [
                "CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
                "CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE",
            ],
        ],
        roles: "role/aws-service-role/",
        service_key: "iam:AWSServiceName",
        key_helps_not_resource: true,
        danger: "whoever has this may give roles to services that nobody here means to use",
        advice: "allow `iam:CreateServiceLinkedRole` on \
                 `arn:aws:iam::*:role/aws-service-role/SERVICE.amazonaws.com/*`, or with \
                 `iam:AWSServiceName` in `Condition`",
    },
];

/// `iam:PassRole` or `iam:CreateServiceLinkedRole`, allowed on roles that are not named.
///
/// AWS's reference lets a wildcard pass where the role's name begins as a service names its roles, and
/// does not say which beginnings it knows. We let every beginning of the name or of its path pass,
/// since `role/deploy-*` is how teams fence in their roles. A condition on `iam:PassedToService` is
/// enough where the roles have a wildcard, as the reference says; that `iam:AWSServiceName` is enough
/// for service-linked roles follows from the managed policies that the reference lists and leaves out.
/// From those it lists follows, too, that neither key is enough with `…IfExists`, or with a value that
/// begins with a wildcard.
///
/// Only policies that grant are looked at: in a permissions boundary or a policy for a session, a wide
/// `Allow` leaves the limits to the other policies.
///
/// - <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html>
/// - <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html>
fn check(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    if subject.policy_type() != PolicyType::IdentityBased {
        return;
    }
    let allowing = subject
        .statements
        .iter()
        .filter(|it| it.effect == Some(Effect::Allow));
    for statement in allowing {
        let (Some(action), Some(resource)) = (&statement.action, &statement.resource) else {
            continue;
        };
        for rule in &RULES {
            let found = by_resource(resource, rule).zip(by_action(action, rule));
            let Some((by_resource, (by_action, place))) = found else {
                continue;
            };
            let key_helps = match by_resource {
                ByResource::Star => true,
                ByResource::NotResource => rule.key_helps_not_resource,
            };
            if key_helps && names_a_service(statement, rule) {
                continue;
            }
            findings.push(finding(rule, (by_action, by_resource), place));
        }
    }
}

fn finding(rule: &Rule, (by_action, by_resource): (ByAction, ByResource), place: Span) -> Finding {
    let [name, star, not_action] = rule.codes;
    let ([on_star, on_not_resource], how) = match by_action {
        ByAction::Name => (name, "allowed"),
        ByAction::Star => (star, "allowed, by a wildcard in `Action`,"),
        ByAction::NotAction => (not_action, "allowed, since `NotAction` does not list it,"),
    };
    let (code, roles) = match by_resource {
        ByResource::Star => (on_star, "on roles that a wildcard in `Resource` stands for"),
        ByResource::NotResource => (
            on_not_resource,
            "on every role that `NotResource` does not list",
        ),
    };
    let action = match rule.action {
        "iam:passrole" => "iam:PassRole",
        _ => "iam:CreateServiceLinkedRole",
    };
    let Rule { danger, advice, .. } = rule;
    let details = format!("`{action}` is {how} {roles}, and {danger}: {advice}");
    Finding::new(rule.finding_type, code, vec![place], details)
}

/// How the action is allowed, and where to show it; none if it is not.
fn by_action(element: &ElementView<'_>, rule: &Rule) -> Option<(ByAction, Span)> {
    let covers = |text: &str| {
        // Few patterns have a chance: those that begin with a wildcard or with `iam`.
        let is_near = text.starts_with(['*', '?'])
            || text
                .get(..3)
                .is_some_and(|head| head.eq_ignore_ascii_case("iam"));
        is_near && Pattern::new(&text.to_ascii_lowercase()).matches(rule.action)
    };
    let mut texts = element.texts.iter();
    match element.polarity {
        Polarity::Listed => {
            let by_name = texts
                .clone()
                .find(|text| text.value.eq_ignore_ascii_case(rule.action));
            match by_name {
                Some(text) => Some((ByAction::Name, text.span)),
                None => {
                    let text = texts.find(|text| covers(text.value))?;
                    Some((ByAction::Star, text.span))
                }
            }
        }
        Polarity::AllBut => {
            let is_left_out = texts.any(|text| covers(text.value));
            (!is_left_out).then_some((ByAction::NotAction, element.member.key_span))
        }
    }
}

/// How the roles are named, if widely.
fn by_resource(element: &ElementView<'_>, rule: &Rule) -> Option<ByResource> {
    let is_wide = element
        .texts
        .iter()
        .any(|text| is_any_role(text.value, rule.roles));
    match element.polarity {
        Polarity::Listed => is_wide.then_some(ByResource::Star),
        Polarity::AllBut => (!is_wide).then_some(ByResource::NotResource),
    }
}

/// Whether a pattern of ARNs has a wildcard before anything of the role's name.
fn is_any_role(pattern: &str, roles: &str) -> bool {
    if pattern == "*" {
        return true;
    }
    let mut parts = pattern.splitn(6, ':').skip(2);
    // What is missing from an ARN is completed with `*`.
    let service = parts.next().unwrap_or("*");
    let resource = parts.nth(2).unwrap_or("*");
    let Some(first) = resource.find(['*', '?']) else {
        return false;
    };
    let head = resource.get(..first).unwrap_or_default();
    roles.starts_with(head) && Pattern::new(service).matches("iam")
}

/// Whether a condition says which service the role is for. One that only leaves services out, only asks
/// whether there is one, or lets requests pass without the key, does not; nor does one that a name
/// satisfies which begins in any way.
fn names_a_service(statement: &StatementView<'_>, rule: &Rule) -> bool {
    let mut conditions = statement.conditions_on(rule.service_key);
    conditions.any(|condition| {
        let names = condition.operator.is_some_and(|it| {
            !it.is_negated() && !it.if_exists && it.comparison != Comparison::Null
        });
        let mut values = condition.values.iter().filter_map(Node::as_str);
        names && !values.any(|value| value.starts_with(['*', '?']))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wildcard_before_the_name_stands_for_any_role() {
        for wide in [
            "*",
            "arn:aws:iam::*:role/*",
            "arn:aws:iam::111122223333:role/*-deploy",
            "arn:aws:iam::111122223333:*",
            "arn:aws:*:*:*:*",
            "arn:aws:iam:*",
            "arn:aws:iam::111122223333:r?le/x",
        ] {
            assert!(is_any_role(wide, "role/"), "{wide}");
        }
        for narrow in [
            "arn:aws:iam::111122223333:role/deploy",
            "arn:aws:iam::*:role/deploy",
            "arn:aws:iam::111122223333:role/deploy-*",
            "arn:aws:iam::111122223333:role/service-role/*",
            "arn:aws:iam::111122223333:role/${aws:PrincipalTag/team}-*",
            "arn:aws:iam::111122223333:user/*",
            "arn:aws:s3:::*",
        ] {
            assert!(!is_any_role(narrow, "role/"), "{narrow}");
        }
        assert!(is_any_role(
            "arn:aws:iam::*:role/*",
            "role/aws-service-role/"
        ));
        assert!(!is_any_role(
            "arn:aws:iam::*:role/aws-service-role/ecs.amazonaws.com/*",
            "role/aws-service-role/"
        ));
    }
}
