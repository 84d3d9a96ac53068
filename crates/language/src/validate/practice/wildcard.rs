//! Grants of more than is meant: wildcards, and elements that say what is left out.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege>

use iam_evaluator::policy::Polarity;
use iam_evaluator::{Effect, Finding, FindingType, PolicyType};

use super::some_of;
use crate::catalog::{AccessLevel, Catalog, Service};
use crate::reading::{ElementView, StatementView, Text};
use crate::validate::Subject;
use crate::validate::circumstance::is_circumstance;

/// `Action` and `Resource` both `*`, with no condition on what is asked: everything in the account,
/// IAM included. Not looked for where it is the rule: boundaries and the policies of AWS
/// Organizations set limits, and do not grant.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege>
pub(super) fn full_access(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let has_deny = subject
        .statements
        .iter()
        .any(|statement| statement.effect == Some(Effect::Deny));
    for statement in granting(subject).filter(|statement| is_full_access(statement)) {
        let Some(star) = statement.action.as_ref().and_then(any_action) else {
            continue;
        };
        let details = match has_deny {
            false => {
                "this allows every action on every resource: whoever has it can do anything in the \
                 account, also grant it to others; name the actions and resources that are needed"
            }
            true => {
                "this allows every action on every resource, but for what the document denies: what \
                 AWS adds later is allowed at once; name the actions and resources that are needed"
            }
        };
        findings.push(Finding::new(
            FindingType::SecurityWarning,
            "PLAYGROUND_FULL_ACCESS",
            vec![star.span],
            details.to_owned(),
        ));
    }
}

/// Whether a statement of the document grants everything.
pub(in crate::validate) fn gives_full_access(subject: &Subject<'_>) -> bool {
    granting(subject).any(is_full_access)
}

fn is_full_access(statement: &StatementView<'_>) -> bool {
    statement.action.as_ref().and_then(any_action).is_some()
        && statement.resource.as_ref().and_then(any_resource).is_some()
        && statement.conditions.iter().all(is_circumstance)
}

fn any_action<'r>(element: &ElementView<'r>) -> Option<Text<'r>> {
    let is_any = |text: &&Text<'_>| text.value == "*" || text.value == "*:*";
    let texts = element.texts.iter();
    texts
        .copied()
        .find(|text| is_any(&text))
        .filter(|_| element.polarity == Polarity::Listed)
}

fn any_resource<'r>(element: &ElementView<'r>) -> Option<Text<'r>> {
    let mut texts = element.texts.iter();
    texts
        .find(|text| text.value == "*")
        .copied()
        .filter(|_| element.polarity == Polarity::Listed)
}

/// `service:*` on every resource: actions that AWS adds later are granted as well.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>
pub(super) fn service_wildcard(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for statement in unlimited(subject) {
        let Some(actions) = &statement.action else {
            continue;
        };
        let is_service = |text: &&Text<'_>| {
            let parts = text.value.split_once(':');
            parts.is_some_and(|(prefix, name)| name == "*" && !prefix.contains('*'))
        };
        let whole: Vec<Text<'_>> = actions.texts.iter().filter(is_service).copied().collect();
        if whole.is_empty() || actions.polarity == Polarity::AllBut {
            continue;
        }
        let names: Vec<&str> = whole.iter().map(|text| text.value).collect();
        let changes_permissions = names
            .iter()
            .filter_map(|name| subject.catalog.service(name.split(':').next()?))
            .any(has_permissions);
        let grave = match changes_permissions {
            true => "the actions that change permissions and those that AWS adds later",
            false => "the actions that AWS adds later",
        };
        let details = format!(
            "{} on every resource allows also {grave}: name the actions that are needed, or the \
             resources",
            some_of(&names)
        );
        findings.push(Finding::new(
            FindingType::Suggestion,
            "PLAYGROUND_SERVICE_WILDCARD",
            whole.iter().map(|text| text.span).collect(),
            details,
        ));
    }
}

fn has_permissions(service: &Service) -> bool {
    let mut actions = service.by_name();
    actions.any(|action| action.access_level == AccessLevel::PermissionsManagement)
}

/// `Resource` is `*` for an action, spelled out, that changes something and always works on a
/// resource whose ARN can be named. Actions that create are left alone: often the name is not known.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>
pub(super) fn wildcard_resource(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for statement in unlimited(subject) {
        let (Some(actions), Some(resources)) = (&statement.action, &statement.resource) else {
            continue;
        };
        let Some(star) = any_resource(resources) else {
            continue;
        };
        if actions.polarity == Polarity::AllBut {
            continue;
        }
        let texts = actions.texts.iter().map(|text| text.value);
        let names: Vec<&str> = texts
            .filter(|action| could_be_limited(subject.catalog, action))
            .collect();
        if names.is_empty() {
            continue;
        }
        let details = format!(
            "{} can be limited to resources: write their ARNs in place of `*`",
            some_of(&names)
        );
        findings.push(Finding::new(
            FindingType::Suggestion,
            "PLAYGROUND_WILDCARD_RESOURCE",
            vec![star.span],
            details,
        ));
    }
}

fn could_be_limited(catalog: &Catalog, text: &str) -> bool {
    let Some((service, action)) = catalog.action(text) else {
        return false;
    };
    let is_change = match action.access_level {
        AccessLevel::Write | AccessLevel::PermissionsManagement => true,
        AccessLevel::Read | AccessLevel::List | AccessLevel::Tagging | AccessLevel::Unlisted => {
            false
        }
    };
    is_change
        && !action.name.starts_with("Create")
        && service
            .details_of(&action.name)
            .is_some_and(|details| details.resources.iter().any(|on| on.required))
}

/// `Allow` with `NotAction` or `NotResource`: everything else is granted, also what there will be.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html>
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html>
pub(super) fn all_but(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let grants = match subject.policy_type() {
        PolicyType::IdentityBased | PolicyType::ResourceBased | PolicyType::RoleTrust => true,
        PolicyType::PermissionsBoundary
        | PolicyType::Session
        | PolicyType::ServiceControl
        | PolicyType::ResourceControl
        | PolicyType::VpcEndpoint => false,
    };
    if !grants {
        return;
    }
    let allows = subject.statements.iter();
    for statement in allows.filter(|statement| statement.effect == Some(Effect::Allow)) {
        let rows = [
            (&statement.action, "PLAYGROUND_NOT_ACTION", "action"),
            (&statement.resource, "PLAYGROUND_NOT_RESOURCE", "resource"),
        ];
        for (element, code, what) in rows {
            let Some(element) = element.as_ref() else {
                continue;
            };
            // What leaves out everything has a finding of its own.
            let leaves_out_all = element.texts.iter().any(|text| text.value == "*");
            if element.polarity == Polarity::Listed || leaves_out_all {
                continue;
            }
            let name = &element.member.key;
            let details = format!(
                "`Allow` with `{name}` grants every other {what}, also those that AWS or you add \
                 later: list what is allowed in `{}`, or use a `Deny` for what is left out",
                name.trim_start_matches("Not")
            );
            let spans = vec![element.member.key_span];
            findings.push(Finding::new(FindingType::Warning, code, spans, details));
        }
    }
}

/// The statements that allow something to those to whom the policy is attached.
fn granting<'s>(subject: &'s Subject<'_>) -> impl Iterator<Item = &'s StatementView<'s>> {
    let is_identity = subject.policy_type() == PolicyType::IdentityBased;
    let statements = subject.statements.iter();
    statements.filter(move |statement| is_identity && statement.effect == Some(Effect::Allow))
}

/// Those of them without conditions and on every resource, but for full access.
fn unlimited<'s>(subject: &'s Subject<'_>) -> impl Iterator<Item = &'s StatementView<'s>> {
    granting(subject).filter(|statement| {
        let star = statement.resource.as_ref().and_then(any_resource);
        star.is_some() && statement.conditions.is_empty() && !is_full_access(statement)
    })
}

#[cfg(test)]
mod tests {
    use crate::{Catalog, Reading, validate};
    use iam_evaluator::PolicyType;

    #[test]
    fn permissions_are_spoken_of_where_the_service_has_some() {
        let index = "iam-catalog\t1\tmade up\nS\tguarded\tGuarded\nW\tWriteIt\nP\tShareIt\n\
                     S\tplain\tPlain\nW\tWriteIt\n";
        let catalog = Catalog::read(index).expect("it is an index");
        let says = |action: &str| {
            let text = format!(
                "{{\"Version\": \"2012-10-17\", \"Statement\": [{{\"Effect\": \"Allow\", \
                 \"Action\": [{action}], \"Resource\": \"*\"}}]}}"
            );
            let reading = Reading::of(&text, PolicyType::IdentityBased);
            let findings = validate(&reading, None, &catalog);
            let mut of_code = findings
                .into_iter()
                .filter(|finding| finding.issue_code == "PLAYGROUND_SERVICE_WILDCARD");
            of_code.next().expect("it is found").details
        };
        assert!(says("\"guarded:*\"").contains("change permissions"));
        assert!(says("\"plain:*\", \"guarded:*\"").contains("change permissions"));
        assert!(!says("\"plain:*\"").contains("change permissions"));
        assert!(says("\"plain:*\"").contains("adds later"));
    }
}
