//! Permissions that let their holder get more permissions, or what permissions protect.
//!
//! Looked for in identity-based policies, as one document tells: whether there is a role or a
//! workload to go through is not known, so each finding says what it depends on. A grant counts where
//! its resources are open to any target; a list of names, or a part of them, does not.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html>

mod grant;
mod methods;

use iam_evaluator::pattern::Pattern;
use iam_evaluator::{Finding, FindingType, PolicyType, Span};

use super::practice::gives_full_access;
use super::{Check, Subject};
use grant::{Grant, grants};
use methods::{Group, Method};

pub(super) const CHECKS: &[Check] = &[escalations];

/// How many methods a finding names.
const NAMED: usize = 3;

/// Known ways to more permissions, all of whose actions the document grants. One finding for each
/// statement and kind, however many the ways are; none where the document gives full access anyway.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege>
fn escalations(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    if subject.policy_type() != PolicyType::IdentityBased || gives_full_access(subject) {
        return;
    }
    let grants = grants(subject);
    if grants.is_empty() {
        return;
    }
    let ways = ways(&grants);
    let is_own = |way: &Way<'_, '_>| way.method.group == Group::Own;
    let own = ways
        .iter()
        .filter(|way| is_own(way))
        .flat_map(|way| &way.grants);
    let whole_iam: Vec<Span> = own
        .filter(|grant| grant.is_whole_iam)
        .map(|grant| grant.span)
        .collect();
    if !whole_iam.is_empty() {
        findings.push(all_of_iam(whole_iam));
        return;
    }
    let ways = shortest(ways);
    for kind in [
        Kind::Escalation,
        Kind::PassedRole,
        Kind::Workload,
        Kind::Exposure,
    ] {
        for statement in &subject.statements {
            let is_here = |way: &&Way<'_, '_>| {
                way.first().is_some_and(|grant| {
                    // Of all else that `NotAction` grants, `PLAYGROUND_NOT_ACTION` tells.
                    let is_told = grant.is_left_in && kind != Kind::Escalation;
                    grant.statement.index == statement.index && !is_told
                }) && Kind::of(way.method.group) == kind
            };
            let here: Vec<&Way<'_, '_>> = ways.iter().filter(is_here).collect();
            findings.extend(finding(kind, &here));
        }
    }
}

/// Whoever may do all of IAM on oneself needs no other way.
fn all_of_iam(mut spans: Vec<Span>) -> Finding {
    spans.sort_by_key(|span| span.start);
    spans.dedup();
    let details = "all of IAM is full access: whoever may write policies may grant anything to \
                   anybody; name the actions and resources that are meant";
    Finding::new(
        FindingType::SecurityWarning,
        Kind::Escalation.code(),
        spans,
        details.to_owned(),
    )
}

/// The codes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Escalation,
    PassedRole,
    Workload,
    Exposure,
}

impl Kind {
    fn of(group: Group) -> Kind {
        match group {
            Group::Own | Group::Another | Group::Guard => Kind::Escalation,
            Group::Passed => Kind::PassedRole,
            Group::Workload => Kind::Workload,
            Group::Exposure => Kind::Exposure,
        }
    }

    fn code(self) -> &'static str {
        match self {
            Kind::Escalation => "PLAYGROUND_PRIVILEGE_ESCALATION",
            Kind::PassedRole => "PLAYGROUND_ESCALATION_BY_PASSED_ROLE",
            Kind::Workload => "PLAYGROUND_ESCALATION_BY_WORKLOAD",
            Kind::Exposure => "PLAYGROUND_EXPOSURE",
        }
    }
}

/// A method with the grants that make it possible, one for each step.
struct Way<'g, 'a> {
    method: &'static Method,
    grants: Vec<&'g Grant<'a>>,
}

impl<'g, 'a> Way<'g, 'a> {
    fn first(&self) -> Option<&'g Grant<'a>> {
        self.grants.first().copied()
    }

    fn actions(&self) -> impl Iterator<Item = &'static str> {
        self.grants.iter().map(|grant| grant.action)
    }
}

/// All methods whose steps are granted.
fn ways<'g, 'a>(grants: &'g [Grant<'a>]) -> Vec<Way<'g, 'a>> {
    let find = |method: &Method, alternatives: &[&str]| {
        alternatives.iter().find_map(|action| {
            let is_it = |grant: &&Grant<'_>| grant.action == *action && passes(grant, method);
            // One that nothing limits tells more.
            let open = grants
                .iter()
                .find(|grant| is_it(grant) && grant.passed_to.is_none());
            open.or_else(|| grants.iter().find(is_it))
        })
    };
    methods::all()
        .filter_map(|method| {
            let steps = method.steps.iter();
            let grants = steps.map(|alternatives| find(method, alternatives));
            Some(Way {
                method,
                grants: grants.collect::<Option<_>>()?,
            })
        })
        .collect()
}

/// Whether the grant is of use to the method: `iam:PassedToService` may name another service.
fn passes(grant: &Grant<'_>, method: &Method) -> bool {
    match (&grant.passed_to, method.service) {
        (Some(services), Some(service)) => services
            .iter()
            .any(|pattern| Pattern::new(pattern).matches(service)),
        (Some(_), None) => false,
        (None, _) => true,
    }
}

/// Without those that need all that another of the same kind needs, and more.
fn shortest<'g, 'a>(ways: Vec<Way<'g, 'a>>) -> Vec<Way<'g, 'a>> {
    let is_longer = |way: &Way<'_, '_>| {
        ways.iter().any(|other| {
            Kind::of(other.method.group) == Kind::of(way.method.group)
                && other.grants.len() < way.grants.len()
                && other
                    .actions()
                    .all(|action| way.actions().any(|own| own == action))
        })
    };
    let keep: Vec<bool> = ways.iter().map(|way| !is_longer(way)).collect();
    let kept = ways.into_iter().zip(keep);
    kept.filter_map(|(way, keep)| keep.then_some(way)).collect()
}

fn finding(kind: Kind, ways: &[&Way<'_, '_>]) -> Option<Finding> {
    let first = ways.first()?;
    let mut spans = Vec::new();
    for grant in ways.iter().filter_map(|way| way.first()) {
        if !spans.contains(&grant.span) {
            spans.push(grant.span);
        }
    }
    let is_limited = ways
        .iter()
        .flat_map(|way| &way.grants)
        .all(|grant| grant.passed_to.is_some() || grant.action != "iam:PassRole");
    let finding_type = match kind {
        Kind::Escalation if ways.iter().any(|way| is_certain(way)) => FindingType::SecurityWarning,
        Kind::PassedRole if !is_limited => FindingType::SecurityWarning,
        Kind::Escalation | Kind::PassedRole | Kind::Workload | Kind::Exposure => {
            FindingType::Suggestion
        }
    };
    let named: Vec<String> = ways.iter().take(NAMED).map(|way| describe(way)).collect();
    let more = match ways.len().saturating_sub(NAMED) {
        0 => String::new(),
        1 => ", and one way more".to_owned(),
        more => format!(", and {more} ways more"),
    };
    let details = format!(
        "{}: {}{more}. {}",
        opening(first.method),
        named.join("; "),
        advice(kind, ways)
    );
    Some(Finding::new(finding_type, kind.code(), spans, details))
}

/// Whether the way alone changes who may do what. `sts:AssumeRole` hangs on trust policies, a password
/// of a directory or an unsigned function on how they are used.
fn is_certain(way: &Way<'_, '_>) -> bool {
    const DECIDING: &[&str] = &["iam:", "identitystore:", "organizations:", "sso:"];
    let first = way.actions().next().unwrap_or_default();
    DECIDING.iter().any(|prefix| first.starts_with(prefix))
}

fn describe(way: &Way<'_, '_>) -> String {
    let actions: Vec<String> = way.actions().map(|action| format!("`{action}`")).collect();
    let actions = match actions.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    };
    let Method {
        effect, known_as, ..
    } = way.method;
    format!("with {actions} one can {effect} ({known_as})")
}

/// What it depends on.
fn opening(method: &Method) -> String {
    match method.group {
        Group::Own => "privilege escalation is possible, if what is changed applies to the holder \
                       of this policy"
            .to_owned(),
        Group::Another => {
            "privilege escalation is possible, if there is a principal that may do more".to_owned()
        }
        Group::Guard => {
            "privilege escalation is possible, if such a guard limits the holder of this policy"
                .to_owned()
        }
        Group::Passed => format!(
            "privilege escalation is possible, if there is a role that trusts `{}` and may do more",
            method.service.unwrap_or("the service")
        ),
        Group::Workload => {
            "privilege escalation is possible, if there is a workload whose role may do more"
                .to_owned()
        }
        Group::Exposure => "what is meant to be protected can be reached".to_owned(),
    }
}

fn advice(kind: Kind, ways: &[&Way<'_, '_>]) -> &'static str {
    let mut actions = ways.iter().flat_map(|way| way.actions());
    match kind {
        Kind::Escalation if actions.any(|action| action.starts_with("iam:")) => {
            "Name the resources that are meant, or demand a permissions boundary with \
             `iam:PermissionsBoundary`"
        }
        Kind::PassedRole => "Name the roles that may be passed, and their `iam:PassedToService`",
        Kind::Escalation | Kind::Workload | Kind::Exposure => "Name the resources that are meant",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Catalog, Reading};
    use iam_evaluator::Effect;

    /// The effects of the methods that a document makes possible, the longer ones too.
    fn found(statements: &[String]) -> Vec<&'static str> {
        let text = format!(
            "{{\"Version\": \"2012-10-17\", \"Statement\": [{}]}}",
            statements.join(", ")
        );
        let reading = Reading::of(&text, PolicyType::IdentityBased);
        assert!(reading.parsed.document.is_some(), "{text}");
        let catalog = Catalog::default();
        let subject = Subject {
            reading: &reading,
            statements: reading.statements(),
            resource: None,
            catalog: &catalog,
        };
        let grants = grants(&subject);
        let ways = ways(&grants);
        ways.iter().map(|way| way.method.effect).collect()
    }

    fn statement(effect: Effect, actions: &[&str], rest: &str) -> String {
        format!(
            "{{\"Effect\": {:?}, \"Action\": {actions:?}, {rest}}}",
            effect.as_str()
        )
    }

    const EVERYWHERE: &str = "\"Resource\": \"*\"";

    fn allow(actions: &[&str]) -> String {
        statement(Effect::Allow, actions, EVERYWHERE)
    }

    /// The actions of a method, with each of the alternatives somewhere.
    fn choices(method: &Method) -> Vec<Vec<&'static str>> {
        let most = method.steps.iter().map(|step| step.len()).max();
        let choice = |index: usize| {
            let steps = method.steps.iter();
            steps
                .map(move |step| step[index.min(step.len() - 1)])
                .collect()
        };
        (0..most.unwrap_or(0)).map(choice).collect()
    }

    #[test]
    fn every_method_is_found_by_its_actions() {
        for method in methods::all() {
            for actions in choices(method) {
                assert!(
                    found(&[allow(&actions)]).contains(&method.effect),
                    "{actions:?}"
                );
                let apart: Vec<String> = actions.iter().map(|action| allow(&[action])).collect();
                assert!(found(&apart).contains(&method.effect), "{actions:?}");
                let lower = actions.join("\n").to_ascii_lowercase();
                let lower: Vec<&str> = lower.lines().collect();
                assert!(
                    found(&[allow(&lower)]).contains(&method.effect),
                    "{lower:?}"
                );
            }
        }
    }

    #[test]
    fn no_method_is_found_without_one_of_its_actions() {
        for method in methods::all() {
            for actions in choices(method) {
                for missing in &actions {
                    let mut others = actions.clone();
                    others.retain(|action| action != missing);
                    others.push("s3:ListAllMyBuckets");
                    assert!(
                        !found(&[allow(&others)]).contains(&method.effect),
                        "{others:?}"
                    );
                    let deny = statement(Effect::Deny, &[missing], EVERYWHERE);
                    let denied = [allow(&actions), deny];
                    assert!(!found(&denied).contains(&method.effect), "{actions:?}");
                    let without_mfa = "\"Resource\": \"*\", \"Condition\": {\"BoolIfExists\": \
                                       {\"aws:MultiFactorAuthPresent\": \"false\"}}";
                    let deny = statement(Effect::Deny, &["*"], without_mfa);
                    let denied = [allow(&actions), deny];
                    assert!(found(&denied).contains(&method.effect), "{actions:?}");
                }
            }
        }
    }

    #[test]
    fn a_grant_on_oneself_is_an_escalation_only_where_it_leads_further() {
        let own = "\"Resource\": \"arn:aws:iam::111122223333:user/${aws:username}\"";
        let found = |action: &str| !found(&[statement(Effect::Allow, &[action], own)]).is_empty();
        for action in [
            "iam:PutUserPolicy",
            "iam:AttachUserPolicy",
            "iam:DeleteUserPermissionsBoundary",
        ] {
            assert!(found(action), "{action}");
        }
        for action in [
            "iam:CreateAccessKey",
            "iam:UpdateAccessKey",
            "iam:CreateLoginProfile",
            "iam:UpdateLoginProfile",
            "iam:UploadSSHPublicKey",
            "iam:ResyncMFADevice",
            "iam:*AccessKey*",
        ] {
            assert!(!found(action), "{action}");
        }
    }

    #[test]
    fn names_and_conditions_bind_a_grant() {
        let found = |rest: &str| {
            let actions = ["iam:AttachRolePolicy", "iam:PutRolePolicy"];
            !found(&[statement(Effect::Allow, &actions, rest)]).is_empty()
        };
        assert!(found("\"Resource\": \"arn:aws:iam::111122223333:role/*\""));
        assert!(!found(
            "\"Resource\": \"arn:aws:iam::111122223333:role/app-*\""
        ));
        assert!(!found("\"Resource\": \"arn:aws:iam::111122223333:user/*\""));
        assert!(found(
            "\"NotResource\": \"arn:aws:iam::111122223333:role/admin\""
        ));
        let with = |key: &str| {
            format!("{EVERYWHERE}, \"Condition\": {{\"StringEquals\": {{{key:?}: \"a\"}}}}")
        };
        assert!(!found(&with("iam:PermissionsBoundary")));
        assert!(!found(&with("aws:ResourceTag/team")));
        assert!(found(&with("aws:PrincipalTag/team")));
    }

    #[test]
    fn a_role_is_passed_to_the_services_that_are_named() {
        let found = |service: &str| {
            let rest = format!(
                "{EVERYWHERE}, \"Condition\": {{\"StringEquals\": {{\"iam:PassedToService\": \
                 {service:?}}}}}"
            );
            let pass = statement(Effect::Allow, &["iam:PassRole"], &rest);
            !found(&[pass, allow(&["ec2:RunInstances"])]).is_empty()
        };
        assert!(found("ec2.amazonaws.com"));
        assert!(!found("lambda.amazonaws.com"));
    }

    #[test]
    fn a_deny_that_demands_a_boundary_binds() {
        let actions = ["iam:PutRolePolicy"];
        let rest = "\"Resource\": \"*\", \"Condition\": {\"StringNotEquals\": \
                    {\"iam:PermissionsBoundary\": \"arn:aws:iam::111122223333:policy/limit\"}}";
        let deny = statement(Effect::Deny, &actions, rest);
        assert!(found(&[allow(&actions), deny]).is_empty());
        let rest = "\"NotResource\": \"arn:aws:iam::111122223333:role/app-*\"";
        let deny = statement(Effect::Deny, &actions, rest);
        assert!(found(&[allow(&actions), deny]).is_empty());
        let rest = "\"Resource\": \"arn:aws:iam::111122223333:role/admin\"";
        let deny = statement(Effect::Deny, &actions, rest);
        assert!(!found(&[allow(&actions), deny]).is_empty());
    }
}
