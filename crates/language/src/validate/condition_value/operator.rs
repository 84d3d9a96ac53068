//! Names of operators.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

use iam_evaluator::condition::{Comparison, OPERATORS, Operator, OperatorName, SetOperator};
use iam_evaluator::json::Member;
use iam_evaluator::{Finding, FindingType};

use crate::reading::StatementView;
use crate::validate::Subject;
use crate::validate::key_facts::rename_block;
use crate::validate::spelling::nearest;

/// Proposes an operator where the one that is written does not exist, is written in another case, or
/// is `NullIfExists`.
#[expect(clippy::ptr_arg, reason = "all checks have one type")]
pub(super) fn spelling(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let is_about_name = |finding: &&mut Finding| {
        matches!(
            finding.issue_code,
            "INVALID_CONDITION_OPERATOR" | "NULL_WITH_IF_EXISTS" | "PLAYGROUND_OPERATOR_CASE"
        )
    };
    for finding in findings.iter_mut().filter(is_about_name) {
        let Some((statement, block)) = block_of(subject, finding) else {
            continue;
        };
        let meant = match Operator::parse(&block.key) {
            OperatorName::OtherCase(operator) => Some(operator.to_string()),
            OperatorName::NullIfExists => Some("Null".to_owned()),
            OperatorName::Unknown => meant(&block.key),
            OperatorName::Exact(_) => None,
        };
        let Some(meant) = meant else {
            continue;
        };
        if finding.issue_code == "INVALID_CONDITION_OPERATOR" {
            finding.details = format!("{}: did you mean `{meant}`?", finding.details);
        }
        finding.fix = rename_block(statement, block, &meant);
    }
}

/// The operator that a finding is about, with its statement.
fn block_of<'s>(
    subject: &'s Subject<'_>,
    finding: &Finding,
) -> Option<(&'s StatementView<'s>, &'s Member<'s>)> {
    let place = finding.span();
    let mut statements = subject.statements.iter();
    let statement = statements.find(|statement| statement.node.span.contains(place))?;
    let mut blocks = statement.member("Condition")?.node.as_object()?.iter();
    let block = blocks.find(|block| block.key_span == place)?;
    Some((statement, block))
}

/// The operator that was probably meant.
fn meant(name: &str) -> Option<String> {
    let sets = [
        None,
        Some(SetOperator::ForAnyValue),
        Some(SetOperator::ForAllValues),
    ];
    let all: Vec<String> = OPERATORS
        .iter()
        .flat_map(|row| sets.map(|set| (row.comparison, set)))
        .flat_map(|(comparison, set)| {
            [false, true].map(|if_exists| Operator {
                set,
                comparison,
                if_exists,
            })
        })
        .filter(|operator| operator.comparison != Comparison::Null || !operator.if_exists)
        .map(|operator| operator.to_string())
        .collect();
    match name.eq_ignore_ascii_case("Boolean") {
        true => Some("Bool".to_owned()),
        false => nearest(name, all.iter().map(String::as_str)).map(str::to_owned),
    }
}

/// `Null` behind a set operator asks nothing: with `ForAllValues` it always holds, with `ForAnyValue`
/// never.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Null>
pub(super) fn null_with_qualifier(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for statement in &subject.statements {
        let condition = statement.member("Condition");
        let blocks = condition.and_then(|member| member.node.as_object());
        for block in blocks.unwrap_or_default() {
            let (OperatorName::Exact(operator) | OperatorName::OtherCase(operator)) =
                Operator::parse(&block.key)
            else {
                continue;
            };
            let result = match (operator.comparison, operator.set) {
                (Comparison::Null, Some(SetOperator::ForAllValues)) => "always",
                (Comparison::Null, Some(SetOperator::ForAnyValue)) => "never",
                _ => continue,
            };
            let details = format!(
                "`{operator}` asks nothing: it {result} holds, so write `Null` to ask whether the key \
                 is there, or `StringLike` behind the set operator to ask for its values"
            );
            let span = block.key_span;
            let code = "NULL_WITH_QUALIFIER";
            let mut finding = Finding::new(FindingType::Suggestion, code, vec![span], details);
            finding.fix = rename_block(statement, block, "Null");
            findings.push(finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_operator_that_was_meant() {
        let check = |name: &str, expected: Option<&str>| {
            assert_eq!(meant(name).as_deref(), expected, "{name}");
        };
        check("StringEqual", Some("StringEquals"));
        check("ForAllValue:StringLike", Some("ForAllValues:StringLike"));
        check("StringNotLikeIfExist", Some("StringNotLikeIfExists"));
        check("Boolean", Some("Bool"));
        check("StringContains", None);
    }
}
