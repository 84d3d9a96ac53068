//! Fixes, and the corners of a rule that need no policy of their own in `tests/findings`.

use iam_evaluator::{Finding, PolicyType};

use crate::catalog::Catalog;
use crate::reading::Reading;
use crate::validate::find;

fn found(text: &str, policy_type: PolicyType, code: &str) -> Vec<Finding> {
    let findings = find(&Reading::of(text, policy_type), None, &Catalog::default());
    let wanted = findings.into_iter();
    wanted
        .filter(|finding| finding.issue_code == code)
        .collect()
}

fn trust(principal: &str, action: &str) -> String {
    format!(
        r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Principal": {principal}, "Action": {action}}}]}}"#
    )
}

/// Makes the change of the only finding with this code.
fn mended(text: &str, code: &str) -> String {
    let findings = found(text, PolicyType::RoleTrust, code);
    let [finding] = findings.as_slice() else {
        panic!("{code} is found once in {text}: {findings:?}");
    };
    let fix = finding.fix.as_ref().expect("it has a fix");
    let mut mended = text.to_owned();
    for edit in fix.edits.iter().rev() {
        let (start, end) = (edit.span.start as usize, edit.span.end as usize);
        mended.replace_range(start..end, &edit.text);
    }
    mended
}

fn check_fix(text: &str, code: &str, expected: &str) {
    let mended = mended(text, code);
    assert_eq!(mended, expected);
    assert!(found(&mended, PolicyType::RoleTrust, code).is_empty());
}

#[test]
fn fixes_mend_what_they_are_for() {
    check_fix(
        &trust(r#"{"Service": "EC2.amazonaws.com"}"#, r#""sts:AssumeRole""#),
        "INVALID_SERVICE_PRINCIPAL_FORMAT",
        &trust(r#"{"Service": "ec2.amazonaws.com"}"#, r#""sts:AssumeRole""#),
    );
    let saml = r#"{"Federated": "arn:aws:iam::111122223333:saml-provider/Corp"}"#;
    check_fix(
        &trust(saml, r#"["sts:AssumeRole", "sts:TagSession"]"#),
        "MISMATCHED_ACTION_FOR_PRINCIPAL",
        &trust(saml, r#"["sts:AssumeRoleWithSAML", "sts:TagSession"]"#),
    );
    let anywhere = r#"{"Service": "rolesanywhere.amazonaws.com"}"#;
    let all = r#"["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"]"#;
    let code = "MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY";
    check_fix(
        &trust(anywhere, r#""sts:AssumeRole""#),
        code,
        &trust(anywhere, all),
    );
    check_fix(
        &trust(anywhere, r#"["sts:AssumeRole", "sts:SetSourceIdentity"]"#),
        code,
        &trust(anywhere, all),
    );
    let role = "arn:aws:iam::111122223333:role/deploy";
    let session = "arn:aws:sts::111122223333:assumed-role/deploy/build";
    check_fix(
        &trust(
            &format!(r#"{{"AWS": ["{session}", "{role}"]}}"#),
            r#""sts:AssumeRole""#,
        ),
        "REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY",
        &trust(&format!(r#"{{"AWS": ["{role}"]}}"#), r#""sts:AssumeRole""#),
    );
    let deny = |principal: &str| trust(principal, r#""sts:AssumeRole""#).replace("Allow", "Deny");
    check_fix(
        &deny(r#""*""#),
        "ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL",
        &deny(r#"{"AWS": "*"}"#),
    );
}

#[test]
fn whom_an_allow_with_a_wildcard_is_for_is_the_authors_to_say() {
    let text = trust(r#""*""#, r#""sts:AssumeRole""#);
    let code = "ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL";
    let findings = found(&text, PolicyType::RoleTrust, code);
    assert!(findings.iter().all(|finding| finding.fix.is_none()) && findings.len() == 1);
}

#[test]
fn a_mismatch_among_several_principals_has_no_fix() {
    let both = r#"{"AWS": "111122223333", "Federated": "accounts.google.com"}"#;
    let text = trust(both, r#""sts:AssumeRole""#);
    let findings = found(
        &text,
        PolicyType::RoleTrust,
        "MISMATCHED_ACTION_FOR_PRINCIPAL",
    );
    assert!(findings.iter().all(|finding| finding.fix.is_none()) && findings.len() == 1);
}

#[test]
fn conditions_of_a_control_policy_are_read_for_a_request_without_the_key() {
    let rcp = |condition: &str| {
        format!(
            r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {{{condition}}}}}}}"#
        )
    };
    let code = "RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY";
    let is_found =
        |condition: &str| !found(&rcp(condition), PolicyType::ResourceControl, code).is_empty();
    for condition in [
        r#""StringNotEquals": {"aws:PrincipalOrgID": "o-k7m2q9x4tz"}"#,
        r#""StringEqualsIfExists": {"AWS:principaltag/team": "orders"}"#,
        r#""Null": {"aws:PrincipalOrgID": "true"}"#,
        r#""ForAllValues:StringNotLike": {"aws:PrincipalOrgPaths": "o-k7m2q9x4tz/*"}"#,
    ] {
        assert!(is_found(condition), "{condition}");
    }
    for condition in [
        r#""StringEquals": {"aws:PrincipalOrgID": "o-k7m2q9x4tz"}"#,
        r#""ForAnyValue:StringNotLike": {"aws:PrincipalOrgPaths": "o-k7m2q9x4tz/*"}"#,
        r#""StringNotEquals": {"aws:PrincipalOrgID": "o-k7m2q9x4tz"}, "Null": {"aws:PrincipalArn": false}"#,
        r#""StringNotEquals": {"aws:PrincipalOrgID": "o-k7m2q9x4tz"}, "Bool": {"aws:PrincipalIsAWSService": false}"#,
        r#""StringNotEquals": {"aws:ResourceOrgID": "o-k7m2q9x4tz"}"#,
    ] {
        assert!(!is_found(condition), "{condition}");
    }
}
