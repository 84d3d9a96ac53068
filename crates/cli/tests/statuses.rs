//! The exit statuses of the command, and bad input: each answered with a verdict or an error.

mod command;

use command::run;

const GOOD: &str = r#"{"id": "a", "request": {"principal": "anonymous", "action": "s3:GetObject",
    "resource": "arn:aws:s3:::b/k"}, "expected": {"decision": "implicitDeny"}}"#;
/// Nothing in it is worth a finding.
const POLICY: &str = r#"{"Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}]}"#;

/// The case or the policy on one line.
fn line(text: &str) -> String {
    text.replace('\n', " ")
}

fn check(arguments: &[&str], input: &[u8], status: i32, shown: &str) {
    let found = run(arguments, input);
    let start: String = String::from_utf8_lossy(input).chars().take(80).collect();
    assert_eq!(
        found.status,
        Some(status),
        "{arguments:?} {start} {}",
        found.err
    );
    let both = found.out + &found.err;
    assert!(
        both.contains(shown),
        "{arguments:?} {start}: {shown}: {both:.300}"
    );
    assert!(!both.contains("panicked"), "{both:.300}");
}

#[test]
fn statuses_of_evaluate() {
    let unmet = GOOD.replace("implicitDeny", "allowed");
    let lines = |cases: &[&str]| {
        cases
            .iter()
            .map(|case| line(case) + "\n")
            .collect::<String>()
    };
    let rows: [(&[&str], String, i32, &str); 14] = [
        (&["evaluate"], GOOD.to_owned(), 0, "Denied."),
        (
            &["evaluate", "--trace", "none"],
            GOOD.to_owned(),
            0,
            "Denied.",
        ),
        (
            &["evaluate", "--trace", "json"],
            GOOD.to_owned(),
            0,
            r#""uncertain": []"#,
        ),
        (
            &["evaluate", "--limits"],
            GOOD.to_owned(),
            0,
            "What this answer does not look at:",
        ),
        (
            &["evaluate"],
            unmet.clone(),
            1,
            "not the one that the case expects",
        ),
        (&["evaluate"], "{".to_owned(), 2, "error"),
        (&["evaluate"], String::new(), 2, "error"),
        (
            &["evaluate", "no-such-file"],
            String::new(),
            2,
            "no-such-file",
        ),
        (
            &["evaluate", "--no-such-option"],
            String::new(),
            2,
            "--no-such-option",
        ),
        (
            &["evaluate", "--jsonl"],
            lines(&[GOOD, GOOD]),
            0,
            "implicitDeny",
        ),
        (
            &["evaluate", "--jsonl", "--trace", "text"],
            lines(&[GOOD]),
            0,
            r#""trace":"Denied."#,
        ),
        (
            &["evaluate", "--jsonl"],
            lines(&[GOOD, &unmet, GOOD]),
            1,
            r#""passed":false"#,
        ),
        (
            &["evaluate", "--jsonl"],
            lines(&[&unmet, "no JSON", GOOD]),
            2,
            r#"{"error":"#,
        ),
        (&["evaluate", "--jsonl"], String::new(), 0, ""),
    ];
    for (arguments, input, status, shown) in rows {
        check(arguments, input.as_bytes(), status, shown);
    }
}

#[test]
fn a_line_that_is_no_case_keeps_its_place() {
    let input = format!("{}\nnot JSON\n\n{}\n", line(GOOD), line(GOOD));
    let mut bytes = input.into_bytes();
    bytes.extend(b"\xff\n");
    let found = run(&["evaluate", "--jsonl"], &bytes);
    let kinds: Vec<bool> = found
        .out
        .lines()
        .map(|line| line.contains("error"))
        .collect();
    assert_eq!(kinds, [false, true, false, true]);
    assert_eq!(found.status, Some(2));
}

#[test]
fn statuses_of_validate() {
    let refused = POLICY.replace("Effect", "Efect");
    let with_warning = POLICY.replace("s3:ListAllMyBuckets", "sqs:SendMessage");
    let with_warning = with_warning.replace(
        r#""Resource": "*""#,
        r#""Resource": "arn:aws:sqs:eu-west-1:${aws:PrincipalAccount}:jobs""#,
    );
    let as_line = |policy: &str| format!("{{\"id\": \"p\", \"document\": {}}}\n", line(policy));
    let code = "PLAYGROUND_VARIABLE_IN_ARN";
    let rows: [(&[&str], String, i32, &str); 20] = [
        (&["validate"], POLICY.to_owned(), 0, "1 policy: no problems"),
        (&["validate"], with_warning.clone(), 0, code),
        (
            &["validate", "--fail-on", "warning"],
            with_warning.clone(),
            1,
            code,
        ),
        (
            &["validate", "--fail-on", "warning", "--ignore", code],
            with_warning.clone(),
            0,
            "1 policy: ",
        ),
        (
            &[
                "validate",
                "--fail-on",
                "warning",
                "--min-severity",
                "error",
            ],
            with_warning.clone(),
            1,
            "1 warning not shown",
        ),
        (
            &["validate", "--fail-on", "warning"],
            format!("/* iam-playground: ignore PLAYGROUND_COMMENT {code} */{with_warning}"),
            0,
            "2 silenced in the text",
        ),
        (
            &["validate", "--ignore", "NO_SUCH_CODE"],
            String::new(),
            2,
            "no such issue code",
        ),
        (&["validate"], refused.clone(), 1, "ERROR"),
        (
            &["validate", "--fail-on", "never"],
            refused.clone(),
            0,
            "ERROR",
        ),
        (
            &["validate", "--type", "trust"],
            POLICY.to_owned(),
            1,
            "ERROR",
        ),
        (
            &["validate", "--resource-type", "AWS::S3::Bucket"],
            POLICY.to_owned(),
            1,
            "MISSING_PRINCIPAL",
        ),
        (
            &["validate", "--resource-type", "AWS::S3::Object"],
            String::new(),
            2,
            "AWS::S3::Bucket",
        ),
        (
            &["validate", "--type", "bucket"],
            String::new(),
            2,
            "bucket",
        ),
        (
            &["validate", "no-such-file"],
            String::new(),
            2,
            "no-such-file",
        ),
        (
            &["validate", "--no-catalog"],
            POLICY.to_owned(),
            0,
            "1 policy: ",
        ),
        (
            &["validate", "--jsonl"],
            as_line(POLICY),
            0,
            r#""accepted":true"#,
        ),
        (
            &["validate", "--jsonl"],
            as_line(&refused),
            1,
            r#""accepted":false"#,
        ),
        (
            &["validate", "--jsonl"],
            "{}\n".to_owned(),
            2,
            "no `document`",
        ),
        (
            &["validate", "--jsonl"],
            "no JSON\n".to_owned() + &as_line(POLICY),
            2,
            "accepted",
        ),
        (
            &["validate", "--jsonl", "--format", "json"],
            String::new(),
            2,
            "cannot be used with",
        ),
    ];
    for (arguments, input, status, shown) in rows {
        check(arguments, input.as_bytes(), status, shown);
    }
}

#[test]
fn statuses_of_managed_policy() {
    let rows: [(&[&str], i32, &str); 6] = [
        (&["AmazonS3ReadOnlyAccess"], 0, "      \"Action\": [\n"),
        (
            &["arn:aws:iam::aws:policy/job-function/Billing"],
            0,
            "arn:aws:iam::aws:policy/job-function/Billing, v",
        ),
        (&["amazonS3readOnly"], 2, "is it AmazonS3ReadOnlyAccess"),
        (
            &["--search", "s3", "readonly"],
            0,
            "AmazonS3ReadOnlyAccess\n",
        ),
        (&["--search", "no-such-policy"], 1, "No policy"),
        (&[], 0, "\nReadOnlyAccess\n"),
    ];
    for (arguments, status, shown) in rows {
        check(
            &[&["managed-policy"], arguments].concat(),
            b"",
            status,
            shown,
        );
    }
}

#[test]
fn bad_policies_are_answered() {
    let statement = r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}"#;
    let with_statements = |count: usize| {
        let statements = vec![statement; count].join(",");
        format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#)
    };
    let with_resource = |resource: &str| POLICY.replace(r#""*"}"#, &format!("\"{resource}\"}}"));
    let stars = with_resource(&("arn:aws:s3:::".to_owned() + &"*a".repeat(32_000)));
    let condition = format!(
        r#""*", "Condition": {{"StringLike": {{"s3:prefix": "{}b"}}}}}}"#,
        "*a".repeat(32_000)
    );
    let long = format!(
        r#", "context": {{"s3:prefix": "{}"}}}}"#,
        "a".repeat(64_000)
    );
    let rows: [(String, i32); 10] = [
        (
            with_resource(&("arn:aws:s3:::".to_owned() + &"x".repeat(1 << 20))),
            0,
        ),
        (with_statements(20_000), 0),
        (stars, 0),
        (POLICY.replace(r#""*"}"#, &condition), 0),
        ("[".repeat(10_000), 1),
        (r#"{"Statement":"#.repeat(10_000), 1),
        (POLICY.replace("s3:ListAllMyBuckets", "s3:\0*"), 1),
        (
            POLICY.replace(r#""Effect""#, r#""Effect": "Deny", "Effect""#),
            1,
        ),
        (POLICY.replace("s3:ListAllMyBuckets", r"s3:\ud800*"), 1),
        (POLICY.replace("s3:ListAllMyBuckets", r"s3:\x*"), 1),
    ];
    for (policy, status) in rows {
        let accepted = format!("\"accepted\": {}", status == 0);
        let arguments = ["validate", "--fail-on", "never", "--format", "json"];
        check(&arguments, policy.as_bytes(), 0, &accepted);
        check(
            &["validate", "--fail-on", "never"],
            policy.as_bytes(),
            0,
            "1 policy: ",
        );
        let request = line(
            r#"{"principal": "arn:aws:iam::111122223333:user/ana",
            "action": "s3:ListBucket", "resource": "arn:aws:s3:::data""#,
        );
        let case =
            format!(r#"{{"request": {request}{long}, "policies": {{"identity": [{policy}]}}}}"#);
        let (evaluated, word) = if status == 0 { (0, "") } else { (2, "error") };
        check(&["evaluate"], case.as_bytes(), evaluated, word);
    }
}
