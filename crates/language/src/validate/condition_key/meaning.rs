//! Keys that exist and are compared well, and yet do not protect what they seem to.

use iam_evaluator::condition::{Comparison, ValueType};
use iam_evaluator::{Effect, Finding, FindingType, PolicyType};

use crate::reading::{ConditionView, StatementView};
use crate::tables::{FIXED_BY_RESOURCE, FORGEABLE, PAIRED, is_key, lists};
use crate::validate::Subject;
use crate::validate::key_facts::{covers_action, matching_more_allows_more};
use crate::validate::value::{has_variable, scalar};

fn warn(code: &'static str, condition: &ConditionView<'_>, details: String) -> Finding {
    let span = condition.key.key_span;
    Finding::new(FindingType::SecurityWarning, code, vec![span], details)
}

/// Keys whose value the caller writes into a header. AWS's reference names none; its guide warns of
/// these two.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-referer>
pub(super) fn forgeable(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for (_, condition) in subject.conditions() {
        let key = condition.key_name();
        if lists(FORGEABLE, key) {
            let details = format!(
                "`{key}` is a header that callers write as they like, so it keeps nobody out: test who \
                 calls or from where, such as `aws:PrincipalArn` or `aws:SourceVpce`"
            );
            findings.push(warn("UNTRUSTWORTHY_CONDITION_KEY", condition, details));
        }
    }
}

/// A private address without the VPC that it belongs to: another VPC may use the same range.
///
/// Found where the address lets somebody in. In a `Deny` that names the addresses to keep out, the
/// other VPC is merely kept out too.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-vpcsourceip>
pub(super) fn paired(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for (statement, condition) in subject.conditions() {
        let key = condition.key_name();
        let Some(pair) = PAIRED.iter().find(|pair| is_key(pair.key, key)) else {
            continue;
        };
        // Compared with the address that the request has, the key says that both are the same.
        let version = subject.reading.version();
        let mut values = condition.values.iter().filter_map(scalar);
        let is_compared = values.any(|text| has_variable(text, version));
        let lets_in = condition.operator.is_some_and(|operator| {
            operator.comparison != Comparison::Null
                && matching_more_allows_more(statement, operator)
        });
        let is_paired = pair
            .with
            .iter()
            .any(|other| statement.conditions_on(other).next().is_some());
        if lets_in && !is_paired && !is_compared {
            let others: Vec<String> = pair.with.iter().map(|key| format!("`{key}`")).collect();
            let details = format!(
                "private addresses repeat from one VPC to the next, so `{key}` alone admits callers of \
                 others: add {} to the same `Condition`",
                others.join(" or ")
            );
            findings.push(warn("MISSING_PAIRED_CONDITION_KEYS", condition, details));
        }
    }
}

/// `dynamodb:Attributes` without `dynamodb:Select`: a read that names no attributes returns all of
/// them, and has no `dynamodb:Attributes` to be tested.
///
/// For a `Deny`, a test of `dynamodb:Select` anywhere in the policy is enough.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html>
pub(super) fn dynamodb_attributes(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    const READS: [&str; 4] = [
        "dynamodb:getitem",
        "dynamodb:batchgetitem",
        "dynamodb:query",
        "dynamodb:scan",
    ];
    let takes_part = match subject.policy_type() {
        PolicyType::IdentityBased
        | PolicyType::PermissionsBoundary
        | PolicyType::Session
        | PolicyType::ResourceBased => true,
        PolicyType::ServiceControl
        | PolicyType::ResourceControl
        | PolicyType::VpcEndpoint
        | PolicyType::RoleTrust => false,
    };
    if !takes_part {
        return;
    }
    for (statement, condition) in subject.conditions() {
        let is_null = condition
            .operator
            .is_none_or(|operator| operator.comparison == Comparison::Null);
        if !is_key("dynamodb:Attributes", condition.key_name()) || is_null {
            continue;
        }
        let tests_select = |statement: &StatementView<'_>| {
            let mut tests = statement.conditions_on("dynamodb:Select");
            tests.next().is_some()
        };
        let is_closed = match statement.effect {
            Some(Effect::Deny) => subject.statements.iter().any(tests_select),
            Some(Effect::Allow) | None => selects_some(statement),
        };
        if !is_closed && READS.iter().any(|read| covers_action(statement, read)) {
            let details = "a read that names no attributes returns all of them, whatever \
                           `dynamodb:Attributes` lists: also test that `dynamodb:Select` is \
                           `SPECIFIC_ATTRIBUTES`"
                .to_owned();
            findings.push(warn(
                "DYNAMODB_ATTRIBUTES_WITHOUT_SELECT",
                condition,
                details,
            ));
        }
    }
}

/// Whether a statement takes only reads that name their attributes.
fn selects_some(statement: &StatementView<'_>) -> bool {
    statement.conditions_on("dynamodb:Select").any(|condition| {
        let is_positive = condition
            .operator
            .is_some_and(|operator| !operator.is_negated());
        let mut values = condition.values.iter().filter_map(scalar);
        is_positive && values.all(|text| text.eq_ignore_ascii_case("SPECIFIC_ATTRIBUTES"))
    })
}

/// `s3:prefix` to keep a part of a bucket from being listed: who asks for a shorter prefix, or none,
/// lists that part all the same. An empty value has no shorter one.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html>
pub(super) fn s3_prefix(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let takes_part = subject.is_identity() || subject.is_resource();
    for (statement, condition) in subject.conditions() {
        if !takes_part || !is_key("s3:prefix", condition.key_name()) {
            continue;
        }
        let (Some(effect), Some(operator)) = (statement.effect, condition.operator) else {
            continue;
        };
        let row = operator.comparison.row();
        let is_text = matches!(row.value_type, ValueType::Text | ValueType::Pattern);
        let keeps_out = match effect {
            Effect::Deny => !operator.is_negated(),
            Effect::Allow => operator.is_negated(),
        };
        let mut values = condition.values.iter().filter_map(scalar);
        if is_text && keeps_out && values.any(|text| !text.is_empty()) {
            let details =
                "who lists with a shorter prefix, or with none, gets round this: list the \
                           prefixes that are allowed, with `StringLike` in an `Allow` or \
                           `StringNotLike` in a `Deny`"
                    .to_owned();
            let span = condition.block.key_span;
            let code = "S3_PREFIX_IN_NEGATIVE_CONTEXT";
            let kind = FindingType::SecurityWarning;
            findings.push(Finding::new(kind, code, vec![span], details));
        }
    }
}

/// The account that owns the resource, in the policy of a resource: it is the same for every request.
/// Compared with a variable it says something of the caller.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html>
pub(super) fn irrelevant(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    if subject.policy_type() != PolicyType::ResourceBased {
        return;
    }
    let version = subject.reading.version();
    for (_, condition) in subject.conditions() {
        let key = condition.key_name();
        let mut values = condition.values.iter().filter_map(scalar);
        let is_compared = values.any(|text| has_variable(text, version));
        if lists(FIXED_BY_RESOURCE, key) && !is_compared {
            let details = format!(
                "`{key}` is the account of the resource itself, the same for every request to it: \
                 remove it, or test it in a policy of the principals"
            );
            let span = condition.key.key_span;
            let code = "IRRELEVANT_CONDITION_KEY_IN_POLICY";
            findings.push(Finding::new(
                FindingType::Suggestion,
                code,
                vec![span],
                details,
            ));
        }
    }
}
