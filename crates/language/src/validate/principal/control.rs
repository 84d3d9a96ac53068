//! Resource control policies: what they can restrict, and whom they restrict without being meant to.
//!
//! What AWS refuses in their elements is found where the document is read.
//!
//! <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html>
//! <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_examples.html>

use iam_evaluator::condition::Comparison;
use iam_evaluator::{Effect, Finding, FindingType, PolicyType};

use super::super::Subject;
use super::{compares, has_value, holds_without_key, is_on_one_of};
use crate::reading::{ConditionView, StatementView};
use crate::tables::supports_rcps;

/// Keys about the user or role that calls.
const PRINCIPAL_KEYS: &[&str] = &[
    "aws:PrincipalArn",
    "aws:PrincipalAccount",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalTag/",
    "aws:PrincipalType",
    "aws:userid",
    "aws:username",
];

/// Keys about that on whose behalf a service calls.
const SOURCE_KEYS: &[&str] = &[
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
];

/// An action of a service that resource control policies do not restrict.
///
/// A bare `*` is found where the document is read. A service that AWS has added since September 2026 is
/// not known here.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-error-rcp-syntax-error-action>
pub(super) fn services(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    if subject.policy_type() != PolicyType::ResourceControl {
        return;
    }
    let elements = subject.statements.iter();
    let elements = elements.filter_map(|statement| statement.action.as_ref());
    for action in elements.flat_map(|element| &element.texts) {
        let Some((prefix, _)) = action.value.split_once(':') else {
            continue;
        };
        if prefix.is_empty() || prefix.contains(['*', '?']) || supports_rcps(prefix) {
            continue;
        }
        let details = format!(
            "resource control policies do not restrict `{prefix}`: name actions of the services that \
             AWS lists for them, such as `s3` and `kms`"
        );
        findings.push(Finding::new(
            FindingType::Error,
            "RCP_SYNTAX_ERROR_ACTION",
            vec![action.span],
            details,
        ));
    }
}

/// A deny for principals that are not one's own, which denies AWS services too: their calls do not come
/// with the organization, the account or the tags of a user or role.
///
/// Found where the condition holds without the key, which is when it hits services. The reference asks
/// for `aws:PrincipalIsAWSService` whenever such a key is used; a condition that a service's call cannot
/// meet needs no exception for services.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-general-warning-rcp-missing-related-principal-condition-key>
pub(super) fn principals(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for statement in denying(subject) {
        let about: Vec<_> = on(statement, PRINCIPAL_KEYS).collect();
        let hits_services = about.iter().all(|condition| holds_without_key(condition));
        let (Some(first), true) = (about.first(), hits_services) else {
            continue;
        };
        // With `true` the statement is about services alone, which somebody means.
        if asks_for_service(statement).is_some() {
            continue;
        }
        let details = format!(
            "calls of AWS services have no such `{}`, so this denies them too: add \
             `\"BoolIfExists\": {{\"aws:PrincipalIsAWSService\": \"false\"}}`",
            first.key_name()
        );
        findings.push(Finding::new(
            FindingType::Warning,
            "RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY",
            about
                .iter()
                .map(|condition| condition.key.key_span)
                .collect(),
            details,
        ));
    }
}

/// A deny for services that call on behalf of others, which denies users and roles too, or such calls of
/// services that do not say for whom they are: neither have the key.
///
/// Found where the condition holds without the key. That users and roles are let off is seen by
/// `aws:PrincipalIsAWSService`, or by a test that the request has a source at all.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-general-warning-rcp-missing-related-service-principal-condition-key>
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-general-warning-rcp-missing-service-condition-key-null-check>
pub(super) fn sources(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for statement in denying(subject) {
        let compared: Vec<_> = on(statement, SOURCE_KEYS)
            .filter(|condition| compares(condition))
            .collect();
        let all = on(statement, SOURCE_KEYS);
        let needs_source = all
            .into_iter()
            .any(|condition| !holds_without_key(condition));
        let (Some(first), false) = (compared.first(), needs_source) else {
            continue;
        };
        let is_for_services = asks_for_service(statement);
        if is_for_services == Some(false) {
            continue;
        }
        let key = first.key_name();
        let places = || compared.iter().map(|condition| condition.key.key_span);
        if is_for_services.is_none() {
            let details = format!(
                "calls of users and roles have no `{key}`, so this denies them too: add \
                 `\"BoolIfExists\": {{\"aws:PrincipalIsAWSService\": \"true\"}}`"
            );
            findings.push(Finding::new(
                FindingType::Warning,
                "RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY",
                places().collect(),
                details,
            ));
        }
        let details = format!(
            "a service may call without `{key}`, and this denies it then: add \
             `\"Null\": {{\"aws:SourceAccount\": \"false\"}}`, or the same for `aws:SourceArn`"
        );
        findings.push(Finding::new(
            FindingType::Warning,
            "RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK",
            places().collect(),
            details,
        ));
    }
}

fn denying<'s>(subject: &'s Subject<'_>) -> impl Iterator<Item = &'s StatementView<'s>> {
    let is_rcp = subject.policy_type() == PolicyType::ResourceControl;
    let statements = subject.statements.iter();
    statements.filter(move |statement| is_rcp && statement.effect == Some(Effect::Deny))
}

fn on<'s, 'r>(
    statement: &'s StatementView<'r>,
    keys: &'static [&'static str],
) -> impl Iterator<Item = &'s ConditionView<'r>> {
    let conditions = statement.conditions.iter();
    conditions.filter(move |condition| is_on_one_of(condition, keys))
}

/// What the statement wants of `aws:PrincipalIsAWSService`: true where it is about services alone, false
/// where it leaves them out, none where it does not ask.
fn asks_for_service(statement: &StatementView<'_>) -> Option<bool> {
    let mut conditions = statement.conditions_on("aws:PrincipalIsAWSService");
    conditions.find_map(|condition| {
        let operator = condition.operator?;
        let is_true = has_value(condition, "true");
        let asks = operator.comparison != Comparison::Null;
        asks.then_some(is_true != operator.is_negated())
    })
}
