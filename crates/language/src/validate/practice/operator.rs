//! Condition operators that hold where one would not think so.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

use std::net::Ipv4Addr;

use iam_evaluator::condition::{Comparison, SetOperator};
use iam_evaluator::json::Node;
use iam_evaluator::policy::Polarity;
use iam_evaluator::{Effect, Finding, FindingType, Fix, PolicyType, Span, TextEdit};

use crate::reading::{ConditionView, StatementView};
use crate::tables::global_key;
use crate::validate::Subject;
use crate::validate::cover::{demands_key, value_text};

/// Keys by which a grant says who may ask or on whose behalf.
const IDENTIFYING: &[&str] = &[
    "aws:PrincipalOrgID",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceOrgID",
    "aws:SourceVpc",
    "aws:SourceVpce",
    "kms:CallerAccount",
    "sts:ExternalId",
];

/// An `Allow` that asks by `IfExists` for a key that says who asks: a request without the key gets
/// in. Where another condition of the statement demands the key, nothing is wrong.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IfExists>
pub(super) fn if_exists(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for (statement, condition) in conditions(subject, Effect::Allow) {
        let is_weak = condition.operator.is_some_and(|operator| {
            operator.if_exists && !operator.is_negated() && operator.set.is_none()
        });
        let key = condition.key_name();
        let identifies = IDENTIFYING
            .iter()
            .any(|known| key.eq_ignore_ascii_case(known));
        // Beside another key that is demanded, `IfExists` may be meant: of two ways in, one.
        let is_only = !statement.conditions.iter().any(demands_key);
        if is_weak && identifies && is_only {
            let details = format!(
                "`{}` also holds where the request has no `{key}`, so this lets in whoever comes \
                 without it: write the operator without `IfExists`",
                condition.operator_name()
            );
            findings.push(Finding::new(
                FindingType::Warning,
                "PLAYGROUND_IF_EXISTS",
                vec![condition.block.key_span],
                details,
            ));
        }
    }
}

/// An `Allow` with `ForAllValues`, which also holds where the request has no such key, and nothing in
/// the statement that demands it. For keys with one value AWS has `FORALLVALUES_WITH_SINGLE_VALUED_KEY`.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html>
pub(super) fn for_all_values_in_allow(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for (statement, condition) in conditions(subject, Effect::Allow) {
        let operator = condition.operator;
        let is_for_all = operator.is_some_and(|operator| {
            operator.set == Some(SetOperator::ForAllValues) && !operator.is_negated()
        });
        if !is_for_all || !is_multivalued(subject, condition) {
            continue;
        }
        let key = condition.key_name();
        let is_demanded = statement
            .conditions_on(key)
            .any(|other| demands_key(other) || demands_by_null(other, subject.reading.text));
        // To set no tag, or to name no attribute of an item, is mostly meant to be allowed.
        let head = key.get(.."dynamodb:".len()).unwrap_or_default();
        let mut tags = ["aws:TagKeys", "s3:RequestObjectTagKeys"].iter();
        let is_common = tags.any(|tags| key.eq_ignore_ascii_case(tags))
            || head.eq_ignore_ascii_case("dynamodb:");
        if is_demanded || is_common || never_lacks(statement, key) {
            continue;
        }
        let details = format!(
            "`ForAllValues` also holds where the request has no `{key}`: if it must have one, add \
             `\"Null\": {{\"{key}\": \"false\"}}`"
        );
        findings.push(Finding::new(
            FindingType::Suggestion,
            "PLAYGROUND_FORALLVALUES_IN_ALLOW",
            vec![condition.block.key_span],
            details,
        ));
    }
}

/// Actions with a key that each of their requests has, as the API has no call without what is in it.
///
/// - <https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateGrant.html>
/// - <https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html>
/// - <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutInventory.html>
const NEVER_LACK: &[(&str, &str)] = &[
    ("kms:CreateGrant", "kms:GrantOperations"),
    (
        "route53:ChangeResourceRecordSets",
        "route53:ChangeResourceRecordSetsActions",
    ),
    (
        "route53:ChangeResourceRecordSets",
        "route53:ChangeResourceRecordSetsNormalizedRecordNames",
    ),
    (
        "route53:ChangeResourceRecordSets",
        "route53:ChangeResourceRecordSetsRecordTypes",
    ),
    ("ssm:PutInventory", "ssm:InventoryTypeName"),
];

/// Whether every request that the statement is about has the key.
fn never_lacks(statement: &StatementView<'_>, key: &str) -> bool {
    let has_key = |action: &str| {
        let mut rows = NEVER_LACK.iter();
        rows.any(|(of, known)| action.eq_ignore_ascii_case(of) && key.eq_ignore_ascii_case(known))
    };
    statement.action.as_ref().is_some_and(|actions| {
        actions.polarity == Polarity::Listed
            && !actions.texts.is_empty()
            && actions.texts.iter().all(|text| has_key(text.value))
    })
}

fn is_multivalued(subject: &Subject<'_>, condition: &ConditionView<'_>) -> bool {
    let key = condition.key_name();
    if let Some(known) = global_key(key) {
        return known.key_type.multivalued;
    }
    let prefix = key.split(':').next().unwrap_or_default();
    let service = subject.catalog.service(prefix);
    let known = service.and_then(|service| service.condition_key(key)?.key_type);
    known.is_some_and(|known| known.multivalued)
}

fn demands_by_null(condition: &ConditionView<'_>, text: &str) -> bool {
    let is_null = |operator: iam_evaluator::condition::Operator| {
        operator.comparison == Comparison::Null && operator.set.is_none()
    };
    let mut values = condition.values.iter();
    condition.operator.is_some_and(is_null)
        && values.all(|value| value_text(text, value).eq_ignore_ascii_case("false"))
}

/// Keys that say where somebody or something belongs: who is nowhere, does not have them.
const PATHS: &[&str] = &[
    "aws:CalledVia",
    "aws:PrincipalOrgPaths",
    "aws:ResourceOrgPaths",
    "aws:SourceOrgPaths",
    "aws:VpceOrgPaths",
];

/// A `Deny` with a negated `ForAnyValue` on a key that outsiders do not have: `ForAnyValue` never
/// holds without the key, so they are not denied.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html>
pub(super) fn for_any_value_in_deny(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for (statement, condition) in conditions(subject, Effect::Deny) {
        let Some(operator) = condition.operator else {
            continue;
        };
        let key = condition.key_name();
        let is_path = PATHS.iter().any(|known| key.eq_ignore_ascii_case(known));
        let is_any = operator.set == Some(SetOperator::ForAnyValue) && operator.is_negated();
        // A second statement may deny those without the key.
        let denies_rest = subject.statements.iter().any(|other| {
            other.index != statement.index
                && other.effect == Some(Effect::Deny)
                && other.conditions_on(key).any(|other| {
                    other
                        .operator
                        .is_some_and(|operator| operator.comparison == Comparison::Null)
                })
        });
        if !is_any || !is_path || denies_rest {
            continue;
        }
        let details = format!(
            "`ForAnyValue` does not hold where the request has no `{key}`, so this `Deny` does not \
             stop whoever belongs nowhere: write `ForAllValues:{}`",
            operator.comparison.row().name
        );
        findings.push(Finding::new(
            FindingType::Warning,
            "PLAYGROUND_FORANYVALUE_IN_DENY",
            vec![condition.block.key_span],
            details,
        ));
    }
}

/// A `Deny` for all but some addresses also stops what AWS services do on behalf of the caller: they
/// come from addresses of AWS. `aws:ViaAWSService` leaves them out.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_deny-ip.html>
pub(super) fn source_ip_in_deny(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    const LEAVES_OUT: &[&str] = &[
        "aws:CalledVia",
        "aws:CalledViaFirst",
        "aws:CalledViaLast",
        "aws:PrincipalIsAWSService",
        "aws:SourceVpc",
        "aws:SourceVpce",
        "aws:ViaAWSService",
        "aws:VpcSourceIp",
    ];
    let is_for_callers =
        subject.is_identity() || subject.policy_type() == PolicyType::ServiceControl;
    for (statement, condition) in conditions(subject, Effect::Deny) {
        let is_address = condition.operator.is_some_and(|operator| {
            operator.comparison == Comparison::NotIpAddress && operator.set.is_none()
        });
        let is_left_out = statement.conditions.iter().any(|other| {
            let key = other.key_name();
            LEAVES_OUT
                .iter()
                .any(|known| key.eq_ignore_ascii_case(known))
        });
        let is_source = condition.key_name().eq_ignore_ascii_case("aws:SourceIp");
        // Of private addresses AWS's checks say more: the key never has them.
        let mut values = condition.values.iter();
        let is_private = values.any(|value| is_private(value_text(subject.reading.text, value)));
        if !is_for_callers || !is_address || !is_source || is_left_out || is_private {
            continue;
        }
        let details = "AWS services that act for the caller come from other addresses, so this stops \
                       them too: add `\"Bool\": {\"aws:ViaAWSService\": \"false\"}`";
        let mut finding = Finding::new(
            FindingType::Warning,
            "PLAYGROUND_SOURCE_IP_IN_DENY",
            vec![condition.key.key_span],
            details.to_owned(),
        );
        finding.fix = statement
            .member("Condition")
            .and_then(|member| via_service(&member.node));
        findings.push(finding);
    }
}

fn is_private(range: &str) -> bool {
    let address = range.split('/').next().unwrap_or_default().parse();
    address.is_ok_and(|address: Ipv4Addr| address.is_private())
}

/// Puts the test in front of the other operators, where there is none of the same name.
fn via_service(condition: &Node<'_>) -> Option<Fix> {
    let mut operators = condition.as_object()?.iter();
    if operators.any(|operator| operator.key.eq_ignore_ascii_case("Bool")) {
        return None;
    }
    let behind_brace = condition.span.start as usize + 1;
    Some(Fix {
        title: "Leave out AWS services".to_owned(),
        edits: vec![TextEdit {
            span: Span::new(behind_brace, behind_brace),
            text: "\"Bool\": {\"aws:ViaAWSService\": \"false\"}, ".to_owned(),
        }],
    })
}

/// The conditions of the statements of an effect.
fn conditions<'s>(
    subject: &'s Subject<'_>,
    effect: Effect,
) -> impl Iterator<Item = (&'s StatementView<'s>, &'s ConditionView<'s>)> {
    let statements = subject.statements.iter();
    let of_effect = statements.filter(move |statement| statement.effect == Some(effect));
    of_effect.flat_map(|statement| {
        let conditions = statement.conditions.iter();
        conditions.map(move |condition| (statement, condition))
    })
}
