//! Keys against the actions of their statement.

use iam_evaluator::policy::Polarity;
use iam_evaluator::{Effect, Finding, FindingType};

use super::at_key;
use crate::catalog::{AccessLevel, ActionDetails, Service};
use crate::reading::{ConditionView, StatementView};
use crate::tables::{
    NEEDS_ACTION, VPCE_KEYS, VPCE_SERVICES, aws_relies_on_key, cross_service_key, global_key,
    is_key,
};
use crate::validate::key_facts::{covers_action, needs_key};
use crate::validate::{ResourceKind, Subject};

/// Whether an action, named without wildcards, has a key. None where the catalog does not know.
pub(super) fn has_key(service: &Service, action: &ActionDetails, key: &str) -> bool {
    service.keys_of_action(action).any(|known| known.names(key))
}

/// Actions, named without wildcards, that never have the key that their statement tests: the condition
/// fails for all their requests, so that the statement does nothing for them.
///
/// Operators that hold without the key (`IfExists`, `ForAllValues`, negated ones, `Null`) are left out,
/// which AWS's reference does not speak of: they are the way to test a key where there is one. So are
/// keys of identity providers, and the actions of AWS STS that are decided together with the call that
/// makes the session; and where AWS's tables have gaps: keys that they give to no action, keys of AWS
/// Marketplace, whose guide gives them to more actions, and tags beside actions that are about tags.
/// `aws:ResourceTag` has codes of its own.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-error-unsupported-action-for-condition-key>
pub(super) fn unsupported_actions(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for (statement, condition) in subject.conditions() {
        let key = condition.key_name();
        if !condition.operator.is_some_and(needs_key)
            || !is_bound_to_actions(subject, statement, key)
        {
            continue;
        }
        let without: Vec<&str> = named_actions(subject, statement)
            .filter(|(_, service, action)| !has_key(service, action, key))
            .map(|(name, _, _)| name)
            .filter(|name| !is_decided_with_session(name) && !is_about_tags(subject, name, key))
            .filter(|name| !aws_relies_on_key(name, key))
            .collect();
        if without.is_empty() || is_on_no_action(subject, key) {
            continue;
        }
        let done = match statement.effect {
            Some(Effect::Deny) => "denied",
            Some(Effect::Allow) | None => "allowed",
        };
        let (have, they_are, them) = match without.len() {
            1 => ("has", "it is", "it"),
            _ => ("have", "they are", "them"),
        };
        let details = format!(
            "{} never {have} `{key}`, so the condition fails and {they_are} not {done} here: move \
             {them} to a statement without this key",
            list(&without)
        );
        findings.push(at_key(
            "UNSUPPORTED_ACTION_FOR_CONDITION_KEY",
            condition,
            details,
        ));
    }
}

/// Whether only some actions have a key, and the catalog says which.
fn is_bound_to_actions(subject: &Subject<'_>, statement: &StatementView<'_>, key: &str) -> bool {
    if is_key("aws:RequestTag/", key) || is_key("aws:TagKeys", key) {
        return true;
    }
    let Some((prefix, _)) = key.split_once(':') else {
        return false;
    };
    let is_service = subject.catalog.service(prefix).is_some();
    let has_gaps = prefix.eq_ignore_ascii_case("aws-marketplace");
    is_service
        && !has_gaps
        && global_key(key).is_none()
        && cross_service_key(key).is_none()
        && subject.catalog_key(statement, key).is_some()
}

/// Whether AWS's tables give a key of a service to none of the service's actions.
fn is_on_no_action(subject: &Subject<'_>, key: &str) -> bool {
    let service = key
        .split_once(':')
        .and_then(|(prefix, _)| subject.catalog.service(prefix));
    service.is_some_and(|service| {
        let mut details = service
            .actions
            .iter()
            .filter_map(|action| service.details_of(&action.name));
        !details.any(|action| has_key(service, action, key))
    })
}

/// Whether the key is about tags of the request, and the action is made to set or remove tags.
fn is_about_tags(subject: &Subject<'_>, action: &str, key: &str) -> bool {
    let action = subject.catalog.action(action);
    let is_tagging = action.is_some_and(|(_, action)| action.access_level == AccessLevel::Tagging);
    is_tagging
        && key
            .get(..4)
            .is_some_and(|head| head.eq_ignore_ascii_case("aws:"))
}

/// The actions that a statement lists without wildcards, as far as the catalog has their details.
pub(super) fn named_actions<'s>(
    subject: &'s Subject<'_>,
    statement: &'s StatementView<'_>,
) -> impl Iterator<Item = (&'s str, &'s Service, &'s ActionDetails)> {
    let element = statement.action.iter();
    let listed = element.filter(|element| element.polarity == Polarity::Listed);
    let texts = listed.flat_map(|element| &element.texts);
    let named = texts.filter(|text| !text.value.contains(['*', '?']));
    named.filter_map(|text| {
        let (prefix, name) = text.value.split_once(':')?;
        let service = subject.catalog.service(prefix)?;
        Some((text.value, service, service.details_of(name)?))
    })
}

/// `sts:TagSession` and its like are decided in the request that makes the session, with its keys.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html>
fn is_decided_with_session(action: &str) -> bool {
    const WITH: [&str; 3] = ["sts:TagSession", "sts:SetSourceIdentity", "sts:SetContext"];
    WITH.iter().any(|known| known.eq_ignore_ascii_case(action))
}

/// A few actions in words.
pub(super) fn list(actions: &[&str]) -> String {
    match actions {
        [] => String::new(),
        [one] => format!("`{one}`"),
        [one, other] => format!("`{one}` and `{other}`"),
        [one, other, third] => format!("`{one}`, `{other}` and `{third}`"),
        [one, other, rest @ ..] => format!("`{one}`, `{other}` and {} more actions", rest.len()),
    }
}

/// Keys of a session that nobody can set without a further action, which the statement does not allow:
/// `sts:SourceIdentity` without `sts:SetSourceIdentity`, session tags without `sts:TagSession`.
///
/// AWS asks for the action in the same statement. Where another statement of the policy allows it, the
/// key can have a value all the same, and nothing is found.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_permissions-required>
pub(super) fn missing_actions(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    const ASSUME: [&str; 3] = [
        "sts:assumerole",
        "sts:assumerolewithsaml",
        "sts:assumerolewithwebidentity",
    ];
    for (statement, condition) in subject.conditions() {
        if statement.effect != Some(Effect::Allow) || !condition.operator.is_some_and(needs_key) {
            continue;
        }
        let key = condition.key_name();
        let mut known = NEEDS_ACTION.iter();
        let Some(needs) = known.find(|needs| is_key(needs.key, key)) else {
            continue;
        };
        let is_about_sessions = statement.action.iter().any(|element| {
            let mut texts = element.texts.iter();
            let is_sts = |prefix: &str| prefix.eq_ignore_ascii_case("sts");
            let all_sts = texts.all(|text| text.value.split(':').next().is_some_and(is_sts));
            element.polarity == Polarity::Listed && all_sts
        });
        let action = needs.action.to_ascii_lowercase();
        let allows = |statement: &StatementView<'_>| {
            statement.effect == Some(Effect::Allow) && covers_action(statement, &action)
        };
        if is_about_sessions
            && ASSUME.iter().any(|assume| covers_action(statement, assume))
            && !subject.statements.iter().any(allows)
        {
            let details = format!(
                "nobody can give `{key}` a value without `{0}`, so this condition never holds: add \
                 `{0}` to the actions",
                needs.action
            );
            findings.push(at_key(
                "MISSING_ACTION_FOR_CONDITION_KEY",
                condition,
                details,
            ));
        }
    }
}

/// Keys about the owner of a VPC endpoint, beside actions of services that do not fill them: for those
/// the key is always missing, and what the statement means for them is not what it says. Of IAM's
/// actions AWS leaves out `iam:PassRole`.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-vpceaccount>
pub(super) fn endpoint_owners(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for (statement, condition) in subject.conditions() {
        let key = condition.key_name();
        let mut known = VPCE_KEYS.iter();
        let Some((_, more)) = known.find(|(known, _)| is_key(known, key)) else {
            continue;
        };
        let fills = |service: &str| {
            let service = service.to_ascii_lowercase();
            VPCE_SERVICES.binary_search(&service.as_str()).is_ok()
                || more.contains(&service.as_str())
        };
        let services = services(subject, statement);
        let passes_role = statement.action.iter().any(|element| {
            let mut texts = element.texts.iter();
            element.polarity == Polarity::Listed
                && texts.any(|text| text.value.eq_ignore_ascii_case("iam:PassRole"))
        });
        let other = services.into_iter().find(|service| !fills(service));
        if let Some(other) = other.or(passes_role.then_some("iam:PassRole")) {
            let whose = match other {
                "*" => "the statement is for all services, and many".to_owned(),
                "iam:PassRole" => "requests for `iam:PassRole`".to_owned(),
                service => format!("the actions of `{service}` are among those that"),
            };
            let details = format!(
                "only some services fill `{key}`: {whose} never have it, so name the actions of \
                 services that do"
            );
            findings.push(in_warning(condition, details));
        }
    }
}

fn in_warning(condition: &ConditionView<'_>, details: String) -> Finding {
    let code = "USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES";
    Finding::new(
        FindingType::Warning,
        code,
        vec![condition.key.key_span],
        details,
    )
}

/// The services that a statement is about: by its actions, or where these are all, by the resource that
/// has the policy or those that it lists. `*` where it is about any.
fn services<'s>(subject: &Subject<'_>, statement: &'s StatementView<'_>) -> Vec<&'s str> {
    const ANY: &str = "*";
    let of_actions: Vec<&str> = match &statement.action {
        Some(element) if element.polarity == Polarity::Listed => {
            let texts = element.texts.iter();
            texts
                .map(|text| text.value.split_once(':').map_or(ANY, |(prefix, _)| prefix))
                .collect()
        }
        Some(_) | None => vec![ANY],
    };
    if !of_actions.contains(&ANY) {
        return of_actions;
    }
    match subject.resource {
        Some(ResourceKind::DynamoDbTable) => return vec!["dynamodb"],
        Some(ResourceKind::S3Bucket | ResourceKind::S3AccessPoint) => return vec!["s3"],
        Some(ResourceKind::S3MultiRegionAccessPoint | ResourceKind::S3ObjectLambdaAccessPoint)
        | None => {}
    }
    match &statement.resource {
        Some(element) if element.polarity == Polarity::Listed => {
            let texts = element.texts.iter();
            texts
                .map(|text| text.value.split(':').nth(2).unwrap_or(ANY))
                .collect()
        }
        Some(_) | None => vec![ANY],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_services_are_in_order() {
        assert!(VPCE_SERVICES.is_sorted());
    }

    #[test]
    fn actions_are_listed_in_words() {
        assert_eq!(list(&["a:B"]), "`a:B`");
        assert_eq!(list(&["a:B", "a:C"]), "`a:B` and `a:C`");
        assert_eq!(list(&["a", "b", "c", "d"]), "`a`, `b` and 2 more actions");
    }
}
