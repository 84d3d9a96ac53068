//! What the fixes of conditions and variables make of a policy, and that nothing is left to mend.

use iam_evaluator::{Finding, PolicyType};
use iam_language::validate::find;
use iam_language::{Catalog, Reading};

fn found(text: &str) -> Vec<Finding> {
    let reading = Reading::of(text, PolicyType::IdentityBased);
    find(&reading, None, &Catalog::default())
}

/// Mends what is found of a code in a statement with this condition.
fn check(code: &str, condition: &str, expected: &str) {
    let policy = |condition: &str| {
        format!(
            "{{\"Version\": \"2012-10-17\", \"Statement\": [{{\"Effect\": \"Allow\", \
             \"Action\": \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::reports/*\", \
             \"Condition\": {{{condition}}}}}]}}"
        )
    };
    assert_eq!(mended(code, &policy(condition)), policy(expected), "{code}");
}

fn mended(code: &str, text: &str) -> String {
    let findings = found(text);
    let finding = findings.iter().find(|finding| finding.issue_code == code);
    let fix = finding.and_then(|finding| finding.fix.as_ref());
    let mut edits = fix.expect("it is found, with a fix").edits.clone();
    edits.sort_by_key(|edit| edit.span);
    let mut mended = text.to_owned();
    for edit in edits.iter().rev() {
        let place = edit.span.start as usize..edit.span.end as usize;
        mended.replace_range(place, &edit.text);
    }
    let left = found(&mended);
    assert!(
        left.iter().all(|finding| finding.issue_code != code),
        "{mended}"
    );
    mended
}

/// Whether what is found of a code has no fix.
fn check_unmended(code: &str, condition: &str) {
    let text = format!(
        "{{\"Version\": \"2012-10-17\", \"Statement\": [{{\"Effect\": \"Allow\", \"Action\": \
         \"s3:GetObject\", \"Resource\": \"*\", \"Condition\": {{{condition}}}}}]}}"
    );
    let findings = found(&text);
    let mut of_code = findings.iter().filter(|finding| finding.issue_code == code);
    let finding = of_code.next().expect("it is found");
    assert_eq!(finding.fix, None, "{code}");
}

#[test]
fn names_are_mended() {
    check(
        "INVALID_CONDITION_OPERATOR",
        r#""StringEqual": {"aws:PrincipalTag/team": "red"}"#,
        r#""StringEquals": {"aws:PrincipalTag/team": "red"}"#,
    );
    check(
        "NULL_WITH_IF_EXISTS",
        r#""NullIfExists": {"aws:PrincipalTag/team": "false"}"#,
        r#""Null": {"aws:PrincipalTag/team": "false"}"#,
    );
    check(
        "INVALID_GLOBAL_CONDITION_KEY",
        r#""StringEquals": {"aws:ResourceTags/team": "red"}"#,
        r#""StringEquals": {"aws:ResourceTag/team": "red"}"#,
    );
    check(
        "INVALID_CONDITION_KEY_FORMAT",
        r#""IpAddress": {"sourceip": "203.0.113.0/24"}"#,
        r#""IpAddress": {"aws:SourceIp": "203.0.113.0/24"}"#,
    );
}

#[test]
fn operators_are_mended_where_their_block_has_one_key() {
    check(
        "WILDCARD_WITHOUT_LIKE_OPERATOR",
        r#""StringEquals": {"s3:prefix": "2026/*"}"#,
        r#""StringLike": {"s3:prefix": "2026/*"}"#,
    );
    check_unmended(
        "WILDCARD_WITHOUT_LIKE_OPERATOR",
        r#""StringEquals": {"s3:prefix": "2026/*", "aws:PrincipalTag/team": "red"}"#,
    );
    // Two blocks of one name are refused.
    check_unmended(
        "WILDCARD_WITHOUT_LIKE_OPERATOR",
        r#""StringEquals": {"s3:prefix": "a*"}, "StringLike": {"s3:delimiter": "/"}"#,
    );
    check(
        "STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS",
        r#""StringLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/a*"}"#,
        r#""ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/a*"}"#,
    );
    check_unmended(
        "STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS",
        r#""StringLike": {"aws:PrincipalArn": "arn:aws:iam::*role/a"}"#,
    );
    check(
        "EQUIVALENT_TO_NULL_FALSE",
        r#""StringLike": {"aws:PrincipalTag/team": ["*"]}"#,
        r#""Null": {"aws:PrincipalTag/team": "false"}"#,
    );
}

/// An ARN operator with fewer than six parts never matches, so only its name is not enough.
#[test]
fn an_arn_operator_is_advised_with_all_parts() {
    let says = |value: &str| {
        let text = format!(
            "{{\"Version\": \"2012-10-17\", \"Statement\": [{{\"Effect\": \"Allow\", \
             \"Action\": \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::reports/*\", \
             \"Condition\": {{\"StringLike\": {{\"aws:PrincipalArn\": \"{value}\"}}}}}}]}}"
        );
        let findings = found(&text);
        let code = "STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS";
        let mut of_code = findings.iter().filter(|finding| finding.issue_code == code);
        let finding = of_code.next().expect("it is found");
        finding.details.clone()
    };
    assert!(says("arn:aws:iam::111122223333:*").ends_with("ends at a colon"));
    assert!(says("arn:aws:iam::*").contains("all six parts"));
}

#[test]
fn values_are_mended() {
    check(
        "IMPROVE_IP_RANGE",
        r#""IpAddress": {"aws:SourceIp": ["203.0.113.77/24", "2001:db8::/32"]}"#,
        r#""IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"]}"#,
    );
    check(
        "REDUNDANT_CONDITION_VALUE_NUM",
        r#""NumericGreaterThan": {"s3:max-keys": [10, 9.5]}"#,
        r#""NumericGreaterThan": {"s3:max-keys": 9.5}"#,
    );
    check(
        "INVALID_DATE_VALUE",
        r#""DateLessThan": {"aws:CurrentTime": 1798761600}"#,
        r#""DateLessThan": {"aws:CurrentTime": "2027-01-01T00:00:00Z"}"#,
    );
    check(
        "INVALID_CONDITION_DATA_TYPE",
        r#""StringEquals": {"aws:PrincipalTag/team": ["red", 7, true]}"#,
        r#""StringEquals": {"aws:PrincipalTag/team": ["red", "7", "true"]}"#,
    );
}

#[test]
fn a_version_is_written_for_variables() {
    let statement = r#""Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/${aws:username}"}]"#;
    assert_eq!(
        mended(
            "VARIABLE_UNSUPPORTED_IN_VERSION",
            &format!("{{\n  {statement}\n}}")
        ),
        format!("{{\n  \"Version\": \"2012-10-17\",\n  {statement}\n}}")
    );
    assert_eq!(
        mended(
            "VARIABLE_UNSUPPORTED_IN_VERSION",
            &format!("{{\"Version\": \"2008-10-17\", {statement}}}")
        ),
        format!("{{\"Version\": \"2012-10-17\", {statement}}}")
    );
}
