//! What is offered at carets in whole, half-typed and broken texts. A `|` is the caret.
//!
//! An answer is shown with the text that it replaces, then its first items: label, detail and what
//! is written, with `‹›` around what is selected.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use expect_test::{Expect, expect};
use iam_evaluator::PolicyType;
use iam_language::{Catalog, complete};

/// The catalog of the tests, with the details of all its services but one.
fn catalog() -> Catalog {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/catalog");
    let read = |path: &Path| fs::read_to_string(path).expect("the file can be read");
    let mut catalog = Catalog::read(&read(&folder.join("index.txt"))).expect("it is an index");
    for entry in fs::read_dir(folder.join("services")).expect("the folder is there") {
        let path = entry.expect("it can be read").path();
        if path.file_stem().is_some_and(|name| name == "kms") {
            continue;
        }
        catalog
            .add_service(&read(&path))
            .expect("it is a service's file");
    }
    catalog
}

/// A document with one statement.
fn statement(members: &str) -> String {
    format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{{{members}}}]}}")
}

fn check(policy_type: PolicyType, marked: String, expected: Expect) {
    let offset = marked.find('|').expect("a caret");
    let text = marked.replace('|', "");
    let offset = u32::try_from(offset).expect("a short text");
    let answer = complete(&text, offset, policy_type, &catalog());
    let mut shown = format!("`{}`", answer.replace.of(&text));
    if let Some(comma) = answer.comma {
        let _ = write!(
            shown,
            " after a comma at {}",
            i64::from(comma) - i64::from(offset)
        );
    }
    if let Some(prefix) = &answer.needs {
        let _ = write!(shown, " needs {prefix}");
    }
    let _ = writeln!(shown, ", {} items", answer.items.len());
    for item in answer.items.iter().take(6) {
        let mut insert = item.insert.clone();
        if let Some(select) = item.select {
            insert.insert(select.end as usize, '›');
            insert.insert(select.start as usize, '‹');
        }
        let _ = writeln!(shown, "{} ({}) {insert}", item.label, item.detail);
    }
    expected.assert_eq(&shown);
}

#[test]
fn an_empty_text_becomes_a_document() {
    check(
        PolicyType::IdentityBased,
        "|".to_owned(),
        expect![[r#"
        ``, 1 items
        { } identity-based policy (document) {
          "Version": "2012-10-17",
          "Statement": [
            {
              "Effect": "Allow",
              "Action": "‹›",
              "Resource": "*"
            }
          ]
        }
    "#]],
    );
    check(
        PolicyType::RoleTrust,
        "  |".to_owned(),
        expect![[r#"
        ``, 1 items
        { } role trust policy (document) {
          "Version": "2012-10-17",
          "Statement": [
            {
              "Effect": "Allow",
              "Principal": {‹›},
              "Action": "sts:AssumeRole"
            }
          ]
        }
    "#]],
    );
    check(
        PolicyType::ResourceBased,
        "|".to_owned(),
        expect![[r#"
        ``, 1 items
        { } resource-based policy (document) {
          "Version": "2012-10-17",
          "Statement": [
            {
              "Effect": "Allow",
              "Principal": {‹›},
              "Action": "",
              "Resource": ""
            }
          ]
        }
    "#]],
    );
    check(
        PolicyType::ResourceControl,
        "{|".to_owned(),
        expect![[r#"
        ``, 2 items
        Version (element) "Version": "2012-10-17"
        Statement (element) "Statement": [
          {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "‹›",
            "Resource": "*"
          }
        ]
    "#]],
    );
}

#[test]
fn members_of_the_document() {
    check(
        PolicyType::IdentityBased,
        "{|}".to_owned(),
        expect![[r#"
        ``, 2 items
        Version (element) "Version": "2012-10-17"
        Statement (element) "Statement": [
          {
            "Effect": "Allow",
            "Action": "‹›",
            "Resource": "*"
          }
        ]
    "#]],
    );
    check(
        PolicyType::IdentityBased,
        r#"{"|"}"#.to_owned(),
        expect![[r#"
            `""`, 2 items
            Version (element) "Version": "2012-10-17"
            Statement (element) "Statement": [
              {
                "Effect": "Allow",
                "Action": "‹›",
                "Resource": "*"
              }
            ]
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        r#"{"Ver|"#.to_owned(),
        expect![[r#"
            `"Ver`, 1 items
            Version (element) "Version": "2012-10-17"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        "{Sta|".to_owned(),
        expect![[r#"
        `Sta`, 1 items
        Statement (element) "Statement": [
          {
            "Effect": "Allow",
            "Action": "‹›",
            "Resource": "*"
          }
        ]
    "#]],
    );
    check(
        PolicyType::ResourceBased,
        r#"{"Version": "2012-10-17", |}"#.to_owned(),
        expect![[r#"
            ``, 2 items
            Id (element) "Id": "‹›"
            Statement (element) "Statement": [
              {
                "Effect": "Allow",
                "Principal": {‹›},
                "Action": "",
                "Resource": ""
              }
            ]
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        "{\"Version\": \"2012-10-17\"\n  |\n}".to_owned(),
        expect![[r#"
            `` after a comma at -3, 1 items
            Statement (element) "Statement": [
                {
                  "Effect": "Allow",
                  "Action": "‹›",
                  "Resource": "*"
                }
              ]
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        r#"{|"Version": "2012-10-17"}"#.to_owned(),
        expect![[r#"
            ``, 1 items
            Statement (element) "Statement": [
              {
                "Effect": "Allow",
                "Action": "‹›",
                "Resource": "*"
              }
            ],
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        r#"{"Sta|": []}"#.to_owned(),
        expect![[r#"
            `"Sta"`, 1 items
            Statement (element) "Statement"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        r#"{"Version": "2012-10-17", "st|"}"#.to_owned(),
        expect![[r#"
            `"st"`, 1 items
            Statement (element) "Statement": [
              {
                "Effect": "Allow",
                "Action": "‹›",
                "Resource": "*"
              }
            ]
        "#]],
    );
}

#[test]
fn versions() {
    check(
        PolicyType::IdentityBased,
        r#"{"Version": |"#.to_owned(),
        expect![[r#"
            ``, 2 items
            2012-10-17 () "2012-10-17"
            2008-10-17 () "2008-10-17"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        r#"{"Version": "2008|"}"#.to_owned(),
        expect![[r#"
            `"2008"`, 1 items
            2008-10-17 () "2008-10-17"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        r#"{"Version": "|, "Statement": []}"#.to_owned(),
        expect![[r#"
            `"`, 2 items
            2012-10-17 () "2012-10-17"
            2008-10-17 () "2008-10-17"
        "#]],
    );
}

#[test]
fn statements() {
    check(
        PolicyType::IdentityBased,
        r#"{"Statement": |}"#.to_owned(),
        expect![[r#"
            ``, 2 items
            statement: Allow (statement) [
              {
                "Effect": "Allow",
                "Action": "‹›",
                "Resource": "*"
              }
            ]
            statement: Deny (statement) [
              {
                "Effect": "Deny",
                "Action": "‹›",
                "Resource": "*"
              }
            ]
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        r#"{"Statement": [|]}"#.to_owned(),
        expect![[r#"
            ``, 2 items
            statement: Allow (statement) {
              "Effect": "Allow",
              "Action": "‹›",
              "Resource": "*"
            }
            statement: Deny (statement) {
              "Effect": "Deny",
              "Action": "‹›",
              "Resource": "*"
            }
        "#]],
    );
    check(
        PolicyType::ResourceControl,
        "{\n  \"Statement\": [\n    |\n  ]\n}".to_owned(),
        expect![[r#"
            ``, 1 items
            statement: Deny (statement) {
                  "Effect": "Deny",
                  "Principal": "*",
                  "Action": "‹›",
                  "Resource": "*"
                }
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        r#"{"Statement": [{"Effect": "Allow"} |]}"#.to_owned(),
        expect![[r#"
            `` after a comma at -1, 2 items
            statement: Allow (statement) {
              "Effect": "Allow",
              "Action": "‹›",
              "Resource": "*"
            }
            statement: Deny (statement) {
              "Effect": "Deny",
              "Action": "‹›",
              "Resource": "*"
            }
        "#]],
    );
    check(
        PolicyType::ResourceBased,
        r#"{"Statement": [|"#.to_owned(),
        expect![[r#"
            ``, 2 items
            statement: Allow (statement) {
              "Effect": "Allow",
              "Principal": {‹›},
              "Action": "",
              "Resource": ""
            }
            statement: Deny (statement) {
              "Effect": "Deny",
              "Principal": {‹›},
              "Action": "",
              "Resource": ""
            }
        "#]],
    );
}

#[test]
fn members_of_a_statement() {
    check(
        PolicyType::IdentityBased,
        r#"{"Statement": [{|}]}"#.to_owned(),
        expect![[r#"
            ``, 7 items
            Effect (element) "Effect": "‹›"
            Action (element) "Action": "‹›"
            Resource (element) "Resource": "‹›"
            Condition (element) "Condition": {‹›}
            Sid (element) "Sid": "‹›"
            NotAction (element) "NotAction": "‹›"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        r#"{"Statement": {|"#.to_owned(),
        expect![[r#"
            ``, 7 items
            Effect (element) "Effect": "‹›"
            Action (element) "Action": "‹›"
            Resource (element) "Resource": "‹›"
            Condition (element) "Condition": {‹›}
            Sid (element) "Sid": "‹›"
            NotAction (element) "NotAction": "‹›"
        "#]],
    );
    check(
        PolicyType::RoleTrust,
        r#"{"Statement": [{"|"}]}"#.to_owned(),
        expect![[r#"
            `""`, 6 items
            Effect (element) "Effect": "‹›"
            Principal (element) "Principal": {‹›}
            Action (element) "Action": "‹›"
            Condition (element) "Condition": {‹›}
            Sid (element) "Sid": "‹›"
            NotAction (element) "NotAction": "‹›"
        "#]],
    );
    check(
        PolicyType::ResourceControl,
        r#"{"Statement": [{|}]}"#.to_owned(),
        expect![[r#"
            ``, 7 items
            Effect (element) "Effect": "‹›"
            Principal (element) "Principal": "*"
            Action (element) "Action": "‹›"
            Resource (element) "Resource": "‹›"
            Condition (element) "Condition": {‹›}
            Sid (element) "Sid": "‹›"
        "#]],
    );
    check(
        PolicyType::ResourceBased,
        r#"{"Statement": [{"Pr|"#.to_owned(),
        expect![[r#"
            `"Pr`, 2 items
            Principal (element) "Principal": {‹›}
            NotPrincipal (element) "NotPrincipal": {‹›}
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Effect": "Allow", "NotAction": "s3:*", |"#),
        expect![[r#"
            ``, 4 items
            Resource (element) "Resource": "‹›"
            Condition (element) "Condition": {‹›}
            Sid (element) "Sid": "‹›"
            NotResource (element) "NotResource": "‹›"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement("\"Effect\": \"Allow\"\n\"Co|"),
        expect![[r#"
            `"Co` after a comma at -4, 3 items
            Condition (element) "Condition": {‹›}
            Action (element) "Action": "‹›"
            NotAction (element) "NotAction": "‹›"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""eff|": "Allow""#),
        expect![[r#"
            `"eff"`, 1 items
            Effect (element) "Effect"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Effect": "Allow", | "Resource": "*""#),
        expect![[r#"
            ``, 4 items
            Action (element) "Action": "‹›",
            Condition (element) "Condition": {‹›},
            Sid (element) "Sid": "‹›",
            NotAction (element) "NotAction": "‹›",
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Effect": "Allow", Res|"#),
        expect![[r#"
            `Res`, 2 items
            Resource (element) "Resource": "‹›"
            NotResource (element) "NotResource": "‹›"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Act| "Resource": "*""#),
        expect![[r#"
            `"Act`, 2 items
            Action (element) "Action": "‹›",
            NotAction (element) "NotAction": "‹›",
        "#]],
    );
}

#[test]
fn effects() {
    check(
        PolicyType::IdentityBased,
        statement(r#""Effect": "|""#),
        expect![[r#"
            `""`, 2 items
            Allow () "Allow"
            Deny () "Deny"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Effect": d|"#),
        expect![[r#"
            `d`, 1 items
            Deny () "Deny"
        "#]],
    );
    check(
        PolicyType::ResourceControl,
        statement(r#""Effect": |"#),
        expect![[r#"
            ``, 2 items
            Deny () "Deny"
            Allow () "Allow"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Effect": "All|, "Action": "s3:*""#),
        expect![[r#"
            `"All`, 1 items
            Allow () "Allow"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        r#"{"Statement": [{"Effect": "|"#.to_owned(),
        expect![[r#"
            `"`, 2 items
            Allow () "Allow"
            Deny () "Deny"
        "#]],
    );
}

#[test]
fn sids() {
    check(
        PolicyType::IdentityBased,
        statement(r#""Sid": "|", "Effect": "Allow", "Action": "s3:GetObject""#),
        expect![[r#"
            `""`, 1 items
            AllowS3GetObject () "AllowS3GetObject"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(
            r#""Sid": |, "Effect": "Deny", "Action": ["s3:GetObject", "s3:HeadBucket", "s3:GetBucketAcl"]"#,
        ),
        expect![[r#"
            ``, 1 items
            DenyS3Access () "DenyS3Access"
        "#]],
    );
    check(PolicyType::IdentityBased, r#"{"Statement": [{"Sid": "AllowS3GetObject"}, {"Sid": "|", "Effect": "Allow", "Action": "s3:GetObject"}]}"#.to_owned(), expect![[r#"
        `""`, 1 items
        AllowS3GetObject2 () "AllowS3GetObject2"
    "#]]);
}

#[test]
fn prefixes() {
    check(
        PolicyType::IdentityBased,
        statement(r#""Action": "|""#),
        expect![[r#"
            `""`, 12 items
            dynamodb: (Amazon DynamoDB) "dynamodb:‹›"
            ec2: (Amazon EC2) "ec2:‹›"
            iam: (AWS Identity and Access Management (IAM)) "iam:‹›"
            kms: (AWS Key Management Service) "kms:‹›"
            lambda: (AWS Lambda) "lambda:‹›"
            logs: (Amazon CloudWatch Logs) "logs:‹›"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Action": "s|""#),
        expect![[r#"
            `"s"`, 7 items
            s3: (Amazon S3) "s3:‹›"
            secretsmanager: (AWS Secrets Manager) "secretsmanager:‹›"
            sns: (Amazon SNS) "sns:‹›"
            sqs: (Amazon SQS) "sqs:‹›"
            sts: (AWS Security Token Service) "sts:‹›"
            kms: (AWS Key Management Service) "kms:‹›"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Action": ["kms:Decrypt", |]"#),
        expect![[r#"
            ``, 12 items
            kms: (AWS Key Management Service) "kms:‹›"
            dynamodb: (Amazon DynamoDB) "dynamodb:‹›"
            ec2: (Amazon EC2) "ec2:‹›"
            iam: (AWS Identity and Access Management (IAM)) "iam:‹›"
            lambda: (AWS Lambda) "lambda:‹›"
            logs: (Amazon CloudWatch Logs) "logs:‹›"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Action": "queue|""#),
        expect![[r#"
            `"queue"`, 0 items
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Action": lam|"#),
        expect![[r#"
            `lam`, 1 items
            lambda: (AWS Lambda) "lambda:‹›"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Action": "GetOb|""#),
        expect![[r#"
            `"GetOb"`, 16 items
            s3:GetObject (Read) "s3:GetObject"
            s3:GetObjectAcl (Read) "s3:GetObjectAcl"
            s3:GetObjectAnnotation (Read) "s3:GetObjectAnnotation"
            s3:GetObjectAttributes (Read) "s3:GetObjectAttributes"
            s3:GetObjectLegalHold (Read) "s3:GetObjectLegalHold"
            s3:GetObjectRetention (Read) "s3:GetObjectRetention"
        "#]],
    );
    check(
        PolicyType::RoleTrust,
        statement(r#""Action": "|""#),
        expect![[r#"
            `""`, 18 items
            sts:AssumeRole (trust) "sts:AssumeRole"
            sts:AssumeRoleWithWebIdentity (trust) "sts:AssumeRoleWithWebIdentity"
            sts:AssumeRoleWithSAML (trust) "sts:AssumeRoleWithSAML"
            sts:TagSession (trust) "sts:TagSession"
            sts:SetSourceIdentity (trust) "sts:SetSourceIdentity"
            sts:SetContext (trust) "sts:SetContext"
        "#]],
    );
}

#[test]
fn actions() {
    check(
        PolicyType::IdentityBased,
        statement(r#""Action": "s3:|""#),
        expect![[r#"
            `"s3:"`, 189 items
            s3:* (180 actions) "s3:*"
            s3:Get* (63 actions) "s3:Get*"
            s3:Put* (40 actions) "s3:Put*"
            s3:Delete* (23 actions) "s3:Delete*"
            s3:List* (18 actions) "s3:List*"
            s3:Create* (10 actions) "s3:Create*"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Action": "s3:GetObject|""#),
        expect![[r#"
            `"s3:GetObject"`, 22 items
            s3:GetObject (Read) "s3:GetObject"
            s3:GetObjectAcl (Read) "s3:GetObjectAcl"
            s3:GetObjectAnnotation (Read) "s3:GetObjectAnnotation"
            s3:GetObjectAttributes (Read) "s3:GetObjectAttributes"
            s3:GetObjectLegalHold (Read) "s3:GetObjectLegalHold"
            s3:GetObjectRetention (Read) "s3:GetObjectRetention"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Action": "s3:gob|""#),
        expect![[r#"
            `"s3:gob"`, 25 items
            s3:GetObject (Read) "s3:GetObject"
            s3:GetObjectAcl (Read) "s3:GetObjectAcl"
            s3:GetObjectTagging (Read) "s3:GetObjectTagging"
            s3:GetObjectTorrent (Read) "s3:GetObjectTorrent"
            s3:GetObjectVersion (Read) "s3:GetObjectVersion"
            s3:GetObjectLegalHold (Read) "s3:GetObjectLegalHold"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Action": ["s3:PutObj|"#),
        expect![[r#"
            `"s3:PutObj`, 14 items
            s3:PutObject (Write) "s3:PutObject"
            s3:PutObjectAcl (Permissions management) "s3:PutObjectAcl"
            s3:PutObjectAnnotation (Write) "s3:PutObjectAnnotation"
            s3:PutObjectLegalHold (Write) "s3:PutObjectLegalHold"
            s3:PutObjectRetention (Write) "s3:PutObjectRetention"
            s3:PutObjectTagging (Tagging) "s3:PutObjectTagging"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Action": ["s3:PutObject", "s3:PutObj|"]"#),
        expect![[r#"
            `"s3:PutObj"`, 13 items
            s3:PutObjectAcl (Permissions management) "s3:PutObjectAcl"
            s3:PutObjectAnnotation (Write) "s3:PutObjectAnnotation"
            s3:PutObjectLegalHold (Write) "s3:PutObjectLegalHold"
            s3:PutObjectRetention (Write) "s3:PutObjectRetention"
            s3:PutObjectTagging (Tagging) "s3:PutObjectTagging"
            s3:PutObjectVersionAcl (Permissions management) "s3:PutObjectVersionAcl"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Action": ["s3:PutObject" "s3:puto|"]"#),
        expect![[r#"
            `"s3:puto"` after a comma at -9, 42 items
            s3:PutObjectAcl (Permissions management) "s3:PutObjectAcl"
            s3:PutObjectAnnotation (Write) "s3:PutObjectAnnotation"
            s3:PutObjectLegalHold (Write) "s3:PutObjectLegalHold"
            s3:PutObjectRetention (Write) "s3:PutObjectRetention"
            s3:PutObjectTagging (Tagging) "s3:PutObjectTagging"
            s3:PutObjectVersionAcl (Permissions management) "s3:PutObjectVersionAcl"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Action": ["s3:PutOb|, "s3:GetObject"]"#),
        expect![[r#"
            `"s3:PutOb`, 20 items
            s3:PutObject (Write) "s3:PutObject"
            s3:PutObjectAcl (Permissions management) "s3:PutObjectAcl"
            s3:PutObjectAnnotation (Write) "s3:PutObjectAnnotation"
            s3:PutObjectLegalHold (Write) "s3:PutObjectLegalHold"
            s3:PutObjectRetention (Write) "s3:PutObjectRetention"
            s3:PutObjectTagging (Tagging) "s3:PutObjectTagging"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Action": s3:putobjecta|"#),
        expect![[r#"
            `s3:putobjecta`, 12 items
            s3:PutObjectAcl (Permissions management) "s3:PutObjectAcl"
            s3:PutObjectAnnotation (Write) "s3:PutObjectAnnotation"
            s3:PutObjectA* (2 actions) "s3:PutObjectA*"
            s3:PutObjectTagging (Tagging) "s3:PutObjectTagging"
            s3:PutObjectVersionAcl (Permissions management) "s3:PutObjectVersionAcl"
            s3:PutObjectVersionTagging (Tagging) "s3:PutObjectVersionTagging"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""NotAction": "sqs:|""#),
        expect![[r#"
            `"sqs:"`, 24 items
            sqs:* (20 actions) "sqs:*"
            sqs:List* (4 actions) "sqs:List*"
            sqs:Delete* (2 actions) "sqs:Delete*"
            sqs:Get* (2 actions) "sqs:Get*"
            sqs:AddPermission (Permissions management) "sqs:AddPermission"
            sqs:CancelMessageMoveTask (Write) "sqs:CancelMessageMoveTask"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Action": "S3:GetObject|Acl""#),
        expect![[r#"
            `"S3:GetObjectAcl"`, 22 items
            s3:GetObject (Read) "s3:GetObject"
            s3:GetObjectAcl (Read) "s3:GetObjectAcl"
            s3:GetObjectAnnotation (Read) "s3:GetObjectAnnotation"
            s3:GetObjectAttributes (Read) "s3:GetObjectAttributes"
            s3:GetObjectLegalHold (Read) "s3:GetObjectLegalHold"
            s3:GetObjectRetention (Read) "s3:GetObjectRetention"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Action": "s3:Get*Acl|""#),
        expect![[r#"
            `"s3:Get*Acl"`, 2 items
            s3:Get*Acl (3 actions) "s3:Get*Acl"
            s3:Get*Acl* (3 actions) "s3:Get*Acl*"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Action": "nosuch:|""#),
        expect![[r#"
            `"nosuch:"`, 0 items
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Action": "sqs:SendMessage"|"#),
        expect![[r#"
            ``, 0 items
        "#]],
    );
}

#[test]
fn resources() {
    check(
        PolicyType::IdentityBased,
        statement(r#""Action": "s3:GetObject", "Resource": "|""#),
        expect![[r#"
            `""`, 4 items
            arn:aws:s3:::BUCKET-NAME/OBJECT-NAME (object) "arn:aws:s3:::‹BUCKET-NAME›/OBJECT-NAME"
            arn:aws:s3:REGION:ACCOUNT-ID:accesspoint/ACCESS-POINT-NAME/object/OBJECT-NAME (accesspointobject) "arn:aws:s3:‹REGION›:ACCOUNT-ID:accesspoint/ACCESS-POINT-NAME/object/OBJECT-NAME"
            * (every resource) "*"
            arn:aws:SERVICE:REGION:ACCOUNT-ID:NAME (the parts of an ARN) "arn:aws:‹SERVICE›:REGION:ACCOUNT-ID:NAME"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement("\"Action\": [\"s3:GetObject\", \"s3:ListBucket\"], \"Resource\": [\n    |\n  ]"),
        expect![[r#"
            ``, 7 items
            arn:aws:s3:::BUCKET-NAME and its objects (bucket and objects) "arn:aws:s3:::‹BUCKET-NAME›",
                "arn:aws:s3:::BUCKET-NAME/*"
            arn:aws:s3:::BUCKET-NAME (bucket) "arn:aws:s3:::‹BUCKET-NAME›"
            arn:aws:s3:::BUCKET-NAME/OBJECT-NAME (object) "arn:aws:s3:::‹BUCKET-NAME›/OBJECT-NAME"
            arn:aws:s3:REGION:ACCOUNT-ID:accesspoint/ACCESS-POINT-NAME (accesspoint) "arn:aws:s3:‹REGION›:ACCOUNT-ID:accesspoint/ACCESS-POINT-NAME"
            arn:aws:s3:REGION:ACCOUNT-ID:accesspoint/ACCESS-POINT-NAME/object/OBJECT-NAME (accesspointobject) "arn:aws:s3:‹REGION›:ACCOUNT-ID:accesspoint/ACCESS-POINT-NAME/object/OBJECT-NAME"
            * (every resource) "*"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Resource": |, "Action": "sqs:*""#),
        expect![[r#"
            ``, 3 items
            arn:aws:sqs:REGION:ACCOUNT-ID:QUEUE-NAME (queue) "arn:aws:sqs:‹REGION›:ACCOUNT-ID:QUEUE-NAME"
            * (every resource) "*"
            arn:aws:SERVICE:REGION:ACCOUNT-ID:NAME (the parts of an ARN) "arn:aws:‹SERVICE›:REGION:ACCOUNT-ID:NAME"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Action": "sqs:SendMessage", "Resource": "arn:|"#),
        expect![[r#"
            `"arn:`, 2 items
            arn:aws:sqs:REGION:ACCOUNT-ID:QUEUE-NAME (queue) "arn:aws:sqs:‹REGION›:ACCOUNT-ID:QUEUE-NAME"
            arn:aws:SERVICE:REGION:ACCOUNT-ID:NAME (the parts of an ARN) "arn:aws:‹SERVICE›:REGION:ACCOUNT-ID:NAME"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Action": "dynamodb:Query", "Resource": "ind|""#),
        expect![[r#"
            `"ind"`, 3 items
            arn:aws:dynamodb:REGION:ACCOUNT-ID:table/TABLE-NAME/index/INDEX-NAME (index) "arn:aws:dynamodb:‹REGION›:ACCOUNT-ID:table/TABLE-NAME/index/INDEX-NAME"
            arn:aws:dynamodb:REGION:ACCOUNT-ID:table/TABLE-NAME (table) "arn:aws:dynamodb:‹REGION›:ACCOUNT-ID:table/TABLE-NAME"
            arn:aws:SERVICE:REGION:ACCOUNT-ID:NAME (the parts of an ARN) "arn:aws:‹SERVICE›:REGION:ACCOUNT-ID:NAME"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Resource": "|""#),
        expect![[r#"
            `""`, 2 items
            * (every resource) "*"
            arn:aws:SERVICE:REGION:ACCOUNT-ID:NAME (the parts of an ARN) "arn:aws:‹SERVICE›:REGION:ACCOUNT-ID:NAME"
        "#]],
    );
    check(PolicyType::IdentityBased, r#"{"Statement": [{"Resource": "arn:aws:sqs:eu-west-1:111122223333:jobs"}, {"Action": "sqs:SendMessage", "Resource": "|"}]}"#.to_owned(), expect![[r#"
        `""`, 4 items
        arn:aws:sqs:REGION:ACCOUNT-ID:QUEUE-NAME (queue) "arn:aws:sqs:‹REGION›:ACCOUNT-ID:QUEUE-NAME"
        * (every resource) "*"
        arn:aws:sqs:eu-west-1:111122223333:jobs (in this policy) "arn:aws:sqs:eu-west-1:111122223333:jobs"
        arn:aws:SERVICE:REGION:ACCOUNT-ID:NAME (the parts of an ARN) "arn:aws:‹SERVICE›:REGION:ACCOUNT-ID:NAME"
    "#]]);
    check(
        PolicyType::IdentityBased,
        statement(r#""Action": "cloudfront:GetInvalidation", "Resource": "|""#),
        expect![[r#"
            `""`, 2 items
            * (every resource) "*"
            arn:aws:SERVICE:REGION:ACCOUNT-ID:NAME (the parts of an ARN) "arn:aws:‹SERVICE›:REGION:ACCOUNT-ID:NAME"
        "#]],
    );
}

#[test]
fn principals() {
    check(
        PolicyType::ResourceBased,
        statement(r#""Principal": |"#),
        expect![[r#"
            ``, 4 items
            { "AWS": … } (AWS) { "AWS": "‹›" }
            { "Service": … } (Service) { "Service": "‹›" }
            { "CanonicalUser": … } (CanonicalUser) { "CanonicalUser": "‹›" }
            * (everybody) "*"
        "#]],
    );
    check(
        PolicyType::ResourceControl,
        statement(r#""Principal": |"#),
        expect![[r#"
            ``, 1 items
            * (everybody) "*"
        "#]],
    );
    check(
        PolicyType::RoleTrust,
        statement(r#""Principal": {|}"#),
        expect![[r#"
            ``, 3 items
            AWS (kind of principal) "AWS": "‹›"
            Service (kind of principal) "Service": "‹›"
            Federated (kind of principal) "Federated": "‹›"
        "#]],
    );
    check(
        PolicyType::ResourceBased,
        statement(r#""Principal": {"AWS": "*", |}"#),
        expect![[r#"
            ``, 2 items
            Service (kind of principal) "Service": "‹›"
            CanonicalUser (kind of principal) "CanonicalUser": "‹›"
        "#]],
    );
    check(
        PolicyType::RoleTrust,
        statement(r#""Principal": {"AWS": "|"}"#),
        expect![[r#"
            `""`, 7 items
            arn:aws:iam::ACCOUNT-ID:root (account) "arn:aws:iam::‹ACCOUNT-ID›:root"
            arn:aws:iam::ACCOUNT-ID:role/ROLE-NAME (role) "arn:aws:iam::‹ACCOUNT-ID›:role/ROLE-NAME"
            arn:aws:iam::ACCOUNT-ID:user/USER-NAME (user) "arn:aws:iam::‹ACCOUNT-ID›:user/USER-NAME"
            arn:aws:sts::ACCOUNT-ID:assumed-role/ROLE-NAME/SESSION-NAME (role session) "arn:aws:sts::‹ACCOUNT-ID›:assumed-role/ROLE-NAME/SESSION-NAME"
            arn:aws:sts::ACCOUNT-ID:federated-user/USER-NAME (federated user session) "arn:aws:sts::‹ACCOUNT-ID›:federated-user/USER-NAME"
            ACCOUNT-ID (account) "‹ACCOUNT-ID›"
        "#]],
    );
    check(
        PolicyType::ResourceBased,
        statement(
            r#""Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}}, "Principal": {"AWS": ["|"#,
        ),
        expect![[r#"
            `"`, 8 items
            arn:aws:iam::111122223333:root (account in this policy) "arn:aws:iam::111122223333:root"
            arn:aws:iam::ACCOUNT-ID:root (account) "arn:aws:iam::‹ACCOUNT-ID›:root"
            arn:aws:iam::ACCOUNT-ID:role/ROLE-NAME (role) "arn:aws:iam::‹ACCOUNT-ID›:role/ROLE-NAME"
            arn:aws:iam::ACCOUNT-ID:user/USER-NAME (user) "arn:aws:iam::‹ACCOUNT-ID›:user/USER-NAME"
            arn:aws:sts::ACCOUNT-ID:assumed-role/ROLE-NAME/SESSION-NAME (role session) "arn:aws:sts::‹ACCOUNT-ID›:assumed-role/ROLE-NAME/SESSION-NAME"
            arn:aws:sts::ACCOUNT-ID:federated-user/USER-NAME (federated user session) "arn:aws:sts::‹ACCOUNT-ID›:federated-user/USER-NAME"
        "#]],
    );
    check(
        PolicyType::RoleTrust,
        statement(r#""Principal": {"Service": "lamb|"}"#),
        expect![[r#"
            `"lamb"`, 3 items
            lambda.amazonaws.com (AWS Lambda) "lambda.amazonaws.com"
            edgelambda.amazonaws.com (Lambda@Edge) "edgelambda.amazonaws.com"
            replication.dynamodb.amazonaws.com (Replication of Amazon DynamoDB) "replication.dynamodb.amazonaws.com"
        "#]],
    );
    check(
        PolicyType::RoleTrust,
        statement(r#""Principal": {"Service": ["step|"]}"#),
        expect![[r#"
            `"step"`, 2 items
            states.amazonaws.com (AWS Step Functions) "states.amazonaws.com"
            eks-fargate-pods.amazonaws.com (Pods of Amazon EKS on Fargate) "eks-fargate-pods.amazonaws.com"
        "#]],
    );
    check(
        PolicyType::RoleTrust,
        statement(r#""Principal": {"Federated": "|"}"#),
        expect![[r#"
            `""`, 8 items
            arn:aws:iam::ACCOUNT-ID:saml-provider/PROVIDER-NAME (SAML provider) "arn:aws:iam::‹ACCOUNT-ID›:saml-provider/PROVIDER-NAME"
            arn:aws:iam::ACCOUNT-ID:oidc-provider/PROVIDER-HOST (OpenID Connect provider) "arn:aws:iam::‹ACCOUNT-ID›:oidc-provider/PROVIDER-HOST"
            arn:aws:iam::ACCOUNT-ID:oidc-provider/token.actions.githubusercontent.com (GitHub Actions) "arn:aws:iam::‹ACCOUNT-ID›:oidc-provider/token.actions.githubusercontent.com"
            arn:aws:iam::ACCOUNT-ID:oidc-provider/oidc.eks.REGION.amazonaws.com/id/CLUSTER-ID (service accounts of Amazon EKS) "arn:aws:iam::‹ACCOUNT-ID›:oidc-provider/oidc.eks.REGION.amazonaws.com/id/CLUSTER-ID"
            cognito-identity.amazonaws.com (Amazon Cognito identity pools) "cognito-identity.amazonaws.com"
            www.amazon.com (Login with Amazon) "www.amazon.com"
        "#]],
    );
    check(
        PolicyType::RoleTrust,
        statement(r#""Principal": {"Federated": "git|"}"#),
        expect![[r#"
            `"git"`, 4 items
            arn:aws:iam::ACCOUNT-ID:oidc-provider/token.actions.githubusercontent.com (GitHub Actions) "arn:aws:iam::‹ACCOUNT-ID›:oidc-provider/token.actions.githubusercontent.com"
            arn:aws:iam::ACCOUNT-ID:oidc-provider/oidc.eks.REGION.amazonaws.com/id/CLUSTER-ID (service accounts of Amazon EKS) "arn:aws:iam::‹ACCOUNT-ID›:oidc-provider/oidc.eks.REGION.amazonaws.com/id/CLUSTER-ID"
            cognito-identity.amazonaws.com (Amazon Cognito identity pools) "cognito-identity.amazonaws.com"
            www.amazon.com (Login with Amazon) "www.amazon.com"
        "#]],
    );
}

#[test]
fn operators() {
    check(
        PolicyType::IdentityBased,
        statement(r#""Condition": |"#),
        expect![[r#"
            ``, 1 items
            { } (operators) {‹›}
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Condition": {|}"#),
        expect![[r#"
            ``, 157 items
            StringEquals (text) "StringEquals": {‹›}
            StringNotEquals (text) "StringNotEquals": {‹›}
            StringEqualsIgnoreCase (text) "StringEqualsIgnoreCase": {‹›}
            StringNotEqualsIgnoreCase (text) "StringNotEqualsIgnoreCase": {‹›}
            StringLike (text with wildcards) "StringLike": {‹›}
            StringNotLike (text with wildcards) "StringNotLike": {‹›}
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Condition": {"|": {"aws:SourceIp": "203.0.113.0/24"}}"#),
        expect![[r#"
            `""`, 157 items
            IpAddress (IP addresses) "IpAddress"
            NotIpAddress (IP addresses) "NotIpAddress"
            Null (true or false) "Null"
            IpAddressIfExists (IP addresses) "IpAddressIfExists"
            NotIpAddressIfExists (IP addresses) "NotIpAddressIfExists"
            StringEquals (text) "StringEquals"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Condition": {"|": {"aws:TagKeys": "team"}}"#),
        expect![[r#"
            `""`, 157 items
            Null (true or false) "Null"
            ForAnyValue:StringEquals (text) "ForAnyValue:StringEquals"
            ForAnyValue:StringNotEquals (text) "ForAnyValue:StringNotEquals"
            ForAnyValue:StringEqualsIgnoreCase (text) "ForAnyValue:StringEqualsIgnoreCase"
            ForAnyValue:StringNotEqualsIgnoreCase (text) "ForAnyValue:StringNotEqualsIgnoreCase"
            ForAnyValue:StringLike (text with wildcards) "ForAnyValue:StringLike"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Condition": {"stringl|"#),
        expect![[r#"
            `"stringl`, 36 items
            StringLike (text with wildcards) "StringLike": {‹›}
            StringLikeIfExists (text with wildcards) "StringLikeIfExists": {‹›}
            ForAnyValue:StringLike (text with wildcards) "ForAnyValue:StringLike": {‹›}
            ForAllValues:StringLike (text with wildcards) "ForAllValues:StringLike": {‹›}
            ForAnyValue:StringLikeIfExists (text with wildcards) "ForAnyValue:StringLikeIfExists": {‹›}
            ForAllValues:StringLikeIfExists (text with wildcards) "ForAllValues:StringLikeIfExists": {‹›}
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Condition": {"ForAny|"#),
        expect![[r#"
            `"ForAny`, 54 items
            ForAnyValue:StringEquals (text) "ForAnyValue:StringEquals": {‹›}
            ForAnyValue:StringNotEquals (text) "ForAnyValue:StringNotEquals": {‹›}
            ForAnyValue:StringEqualsIgnoreCase (text) "ForAnyValue:StringEqualsIgnoreCase": {‹›}
            ForAnyValue:StringNotEqualsIgnoreCase (text) "ForAnyValue:StringNotEqualsIgnoreCase": {‹›}
            ForAnyValue:StringLike (text with wildcards) "ForAnyValue:StringLike": {‹›}
            ForAnyValue:StringNotLike (text with wildcards) "ForAnyValue:StringNotLike": {‹›}
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Condition": {"Bool": {"aws:SecureTransport": "true"}, Bo|"#),
        expect![[r#"
            `Bo`, 5 items
            BoolIfExists (true or false) "BoolIfExists": {‹›}
            ForAnyValue:Bool (true or false) "ForAnyValue:Bool": {‹›}
            ForAllValues:Bool (true or false) "ForAllValues:Bool": {‹›}
            ForAnyValue:BoolIfExists (true or false) "ForAnyValue:BoolIfExists": {‹›}
            ForAllValues:BoolIfExists (true or false) "ForAllValues:BoolIfExists": {‹›}
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Condition": {"Bool": |}"#),
        expect![[r#"
            ``, 1 items
            { } (condition keys) {‹›}
        "#]],
    );
}

#[test]
fn keys() {
    check(
        PolicyType::IdentityBased,
        statement(r#""Action": "s3:PutObject", "Condition": {"StringEquals": {|}}"#),
        expect![[r#"
            ``, 90 items
            s3:AccessPointNetworkOrigin (String · the action) "s3:AccessPointNetworkOrigin": "‹›"
            s3:AccessPointTag/TAG-KEY (String · the action) "s3:AccessPointTag/‹TAG-KEY›": ""
            s3:BucketTag/TAG-KEY (String · the action) "s3:BucketTag/‹TAG-KEY›": ""
            s3:DataAccessPointAccount (String · the action) "s3:DataAccessPointAccount": "‹›"
            s3:RequestObjectTag/KEY (String · the action) "s3:RequestObjectTag/‹KEY›": ""
            s3:ResourceAccount (String · the action) "s3:ResourceAccount": "‹›"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(
            r#""Action": ["s3:ListBucket", "s3:GetObject"], "Condition": {"StringLike": {"s3:|"}}"#,
        ),
        expect![[r#"
            `"s3:"`, 16 items
            s3:AccessPointNetworkOrigin (String · both actions) "s3:AccessPointNetworkOrigin": "‹›"
            s3:AccessPointTag/TAG-KEY (String · both actions) "s3:AccessPointTag/‹TAG-KEY›": ""
            s3:BucketTag/TAG-KEY (String · both actions) "s3:BucketTag/‹TAG-KEY›": ""
            s3:DataAccessPointAccount (String · both actions) "s3:DataAccessPointAccount": "‹›"
            s3:ResourceAccount (String · both actions) "s3:ResourceAccount": "‹›"
            s3:authType (String · both actions) "s3:authType": "‹›"
        "#]],
    );
    check(
        PolicyType::ResourceBased,
        statement(r#""Condition": {"StringEquals": {"|"}}"#),
        expect![[r#"
            `""`, 53 items
            aws:PrincipalAccount (String) "aws:PrincipalAccount": "‹›"
            aws:PrincipalOrgID (String) "aws:PrincipalOrgID": "‹›"
            aws:PrincipalTag/TAG-KEY (String) "aws:PrincipalTag/‹TAG-KEY›": ""
            aws:PrincipalServiceName (String) "aws:PrincipalServiceName": "‹›"
            aws:PrincipalType (String) "aws:PrincipalType": "‹›"
            aws:userid (String) "aws:userid": "‹›"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Condition": {"Bool": {"|"#),
        expect![[r#"
            `"`, 53 items
            aws:ViaAWSService (Bool) "aws:ViaAWSService": "‹›"
            aws:ViaAWSMCPService (Bool) "aws:ViaAWSMCPService": "‹›"
            aws:SecureTransport (Bool) "aws:SecureTransport": "‹›"
            aws:IsMcpServiceAction (Bool) "aws:IsMcpServiceAction": "‹›"
            aws:PrincipalIsAWSService (Bool) "aws:PrincipalIsAWSService": "‹›"
            aws:AssumedRoot (Bool) "aws:AssumedRoot": "‹›"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Condition": {"IpAddress": {"sou|": "203.0.113.0/24"}}"#),
        expect![[r#"
            `"sou"`, 23 items
            aws:SourceIp (IPAddress) "aws:SourceIp"
            aws:SourceArn (ARN) "aws:SourceArn"
            aws:SourceAccount (String) "aws:SourceAccount"
            aws:SourceOwner (String) "aws:SourceOwner"
            aws:SourceOrgPaths (ArrayOfString) "aws:SourceOrgPaths"
            aws:SourceOrgID (String) "aws:SourceOrgID"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(
            r#""Action": "ec2:RunInstances", "Condition": {"ForAllValues:StringEquals": {"|"}}"#,
        ),
        expect![[r#"
            `""`, 137 items
            aws:TagKeys (ArrayOfString · the action) "aws:TagKeys": "‹›"
            aws:CalledVia (ArrayOfString) "aws:CalledVia": "‹›"
            aws:SourceOrgPaths (ArrayOfString) "aws:SourceOrgPaths": "‹›"
            aws:ResourceOrgPaths (ArrayOfString) "aws:ResourceOrgPaths": "‹›"
            aws:PrincipalOrgPaths (ArrayOfString) "aws:PrincipalOrgPaths": "‹›"
            aws:PrincipalServiceNamesList (ArrayOfString) "aws:PrincipalServiceNamesList": "‹›"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Condition": {"StringEquals": {"kms:via|"}}"#),
        expect![[r#"
            `"kms:via"` needs kms, 0 items
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(
            r#""Condition": {"StringEquals": {"aws:RequestedRegion": "eu-west-1", "aws:Requested|"}}"#,
        ),
        expect![[r#"
            `"aws:Requested"`, 0 items
        "#]],
    );
}

#[test]
fn values() {
    check(
        PolicyType::IdentityBased,
        statement(r#""Condition": {"Bool": {"aws:SecureTransport": "|"}}"#),
        expect![[r#"
            `""`, 2 items
            true () "true"
            false () "false"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Condition": {"Null": {"aws:TokenIssueTime": |}}"#),
        expect![[r#"
            ``, 2 items
            true (the key must be missing) "true"
            false (the key must be there) "false"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(
            r#""Condition": {"StringEquals": {"aws:RequestedRegion": ["eu-west-1", "eu-c|"]}}"#,
        ),
        expect![[r#"
            `"eu-c"`, 2 items
            eu-central-1 (Region) "eu-central-1"
            eu-central-2 (Region) "eu-central-2"
        "#]],
    );
    check(
        PolicyType::ResourceBased,
        statement(
            r#""Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Condition": {"StringEquals": {"aws:SourceAccount": "|"}}"#,
        ),
        expect![[r#"
            `""`, 2 items
            111122223333 (account in this policy) "111122223333"
            ACCOUNT-ID (account) "‹ACCOUNT-ID›"
        "#]],
    );
    check(PolicyType::IdentityBased, r#"{"Statement": [{"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}}, {"Condition": {"StringNotEquals": {"aws:ResourceOrgID": "|"}}}]}"#.to_owned(), expect![[r#"
        `""`, 2 items
        o-a1b2c3d4e5 (organization in this policy) "o-a1b2c3d4e5"
        o-ORGANIZATION-ID (organization) "‹o-ORGANIZATION-ID›"
    "#]]);
    check(
        PolicyType::IdentityBased,
        statement(r#""Condition": {"StringEquals": {"iam:PassedToService": "ec2|"}}"#),
        expect![[r#"
            `"ec2"`, 4 items
            ec2.amazonaws.com (Amazon EC2) "ec2.amazonaws.com"
            imagebuilder.amazonaws.com (EC2 Image Builder) "imagebuilder.amazonaws.com"
            autoscaling.amazonaws.com (Amazon EC2 Auto Scaling) "autoscaling.amazonaws.com"
            inspector2.amazonaws.com (Amazon Inspector) "inspector2.amazonaws.com"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Condition": {"DateLessThan": {"aws:CurrentTime": "|"}}"#),
        expect![[r#"
            `""`, 1 items
            2030-01-01T00:00:00Z (date and time in UTC) "‹2030-01-01›T00:00:00Z"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Condition": {"StringEquals": {"aws:ResourceTag/Team": "|"}}"#),
        expect![[r#"
            `""`, 1 items
            ${aws:PrincipalTag/Team} (the caller's own tag) "${aws:PrincipalTag/Team}"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Condition": {"ArnLike": {"aws:PrincipalArn": "|"}}"#),
        expect![[r#"
            `""`, 2 items
            arn:aws:iam::ACCOUNT-ID:role/ROLE-NAME (role) "arn:aws:iam::‹ACCOUNT-ID›:role/ROLE-NAME"
            arn:aws:iam::ACCOUNT-ID:user/USER-NAME (user) "arn:aws:iam::‹ACCOUNT-ID›:user/USER-NAME"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Condition": {"IpAddress": {"aws:SourceIp": [|"#),
        expect![[r#"
            ``, 2 items
            203.0.113.0/24 (IPv4 addresses) "203.0.113.0/24"
            2001:db8::/32 (IPv6 addresses) "2001:db8::/32"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Condition": {"StringEquals": {"s3:x-amz-acl": "bucket|"#),
        expect![[r#"
            `"bucket`, 2 items
            bucket-owner-read () "bucket-owner-read"
            bucket-owner-full-control () "bucket-owner-full-control"
        "#]],
    );
    check(
        PolicyType::ResourceBased,
        statement(r#""Condition": {"ArnEquals": {"aws:SourceArn": "|"}}"#),
        expect![[r#"
            `""`, 1 items
            arn:aws:SERVICE:REGION:ACCOUNT-ID:NAME (the parts of an ARN) "arn:aws:‹SERVICE›:REGION:ACCOUNT-ID:NAME"
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Condition": {"StringEquals": {"kms:ViaService": "|"}}"#),
        expect![[r#"
            `""` needs kms, 8 items
            s3.REGION.amazonaws.com (service in a Region) "s3.‹REGION›.amazonaws.com"
            ec2.REGION.amazonaws.com (service in a Region) "ec2.‹REGION›.amazonaws.com"
            dynamodb.REGION.amazonaws.com (service in a Region) "dynamodb.‹REGION›.amazonaws.com"
            secretsmanager.REGION.amazonaws.com (service in a Region) "secretsmanager.‹REGION›.amazonaws.com"
            lambda.REGION.amazonaws.com (service in a Region) "lambda.‹REGION›.amazonaws.com"
            rds.REGION.amazonaws.com (service in a Region) "rds.‹REGION›.amazonaws.com"
        "#]],
    );
}

#[test]
fn variables() {
    check(
        PolicyType::IdentityBased,
        statement(r#""Action": "s3:GetObject", "Resource": "arn:aws:s3:::home/${|}/*""#),
        expect![[r#"
            `${}`, 62 items
            aws:PrincipalAccount (String) ${aws:PrincipalAccount}
            aws:PrincipalTag/TAG-KEY (String) ${aws:PrincipalTag/‹TAG-KEY›}
            aws:userid (String) ${aws:userid}
            aws:username (String) ${aws:username}
            s3:AccessGrantsInstanceArn (ARN) ${s3:AccessGrantsInstanceArn}
            s3:AccessPointNetworkOrigin (String) ${s3:AccessPointNetworkOrigin}
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Action": "s3:GetObject", "Resource": "arn:aws:s3:::home/${aws:us|"#),
        expect![[r#"
            `${aws:us}`, 7 items
            aws:userid (String) ${aws:userid}
            aws:username (String) ${aws:username}
            aws:UserAgent (String) ${aws:UserAgent}
            aws:RequestedRegion (String) ${aws:RequestedRegion}
            aws:SecureTransport (Bool) ${aws:SecureTransport}
            aws:RequestTag/TAG-KEY (String) ${aws:RequestTag/‹TAG-KEY›}
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Action": "s3:GetObject", "Resource": ["arn:aws:s3:::home/${aws:us|/*"]"#),
        expect![[r#"
            `${aws:us`, 7 items
            aws:userid (String) ${aws:userid}
            aws:username (String) ${aws:username}
            aws:UserAgent (String) ${aws:UserAgent}
            aws:RequestedRegion (String) ${aws:RequestedRegion}
            aws:SecureTransport (Bool) ${aws:SecureTransport}
            aws:RequestTag/TAG-KEY (String) ${aws:RequestTag/‹TAG-KEY›}
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Resource": "arn:aws:s3:::${aws:username}/${aws:princ|ipaltag/x}/y""#),
        expect![[r#"
            `${aws:principaltag/x}`, 7 items
            aws:PrincipalAccount (String) ${aws:PrincipalAccount}
            aws:PrincipalTag/TAG-KEY (String) ${aws:PrincipalTag/‹TAG-KEY›}
            aws:PrincipalArn (ARN) ${aws:PrincipalArn}
            aws:PrincipalOrgID (String) ${aws:PrincipalOrgID}
            aws:PrincipalIsAWSService (Bool) ${aws:PrincipalIsAWSService}
            aws:PrincipalServiceName (String) ${aws:PrincipalServiceName}
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Condition": {"StringLike": {"s3:prefix": "${|"}}"#),
        expect![[r#"
            `${`, 49 items
            aws:PrincipalAccount (String) ${aws:PrincipalAccount}
            aws:PrincipalTag/TAG-KEY (String) ${aws:PrincipalTag/‹TAG-KEY›}
            aws:userid (String) ${aws:userid}
            aws:username (String) ${aws:username}
            aws:PrincipalArn (ARN) ${aws:PrincipalArn}
            aws:PrincipalOrgID (String) ${aws:PrincipalOrgID}
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(
            r#""Action": "s3:PutObject", "Condition": {"StringLike": {"aws:userid": "${s3:|"}}"#,
        ),
        expect![[r#"
            `${s3:`, 36 items
            s3:AccessGrantsInstanceArn (ARN) ${s3:AccessGrantsInstanceArn}
            s3:AccessPointNetworkOrigin (String) ${s3:AccessPointNetworkOrigin}
            s3:AccessPointTag/TAG-KEY (String) ${s3:AccessPointTag/‹TAG-KEY›}
            s3:BucketTag/TAG-KEY (String) ${s3:BucketTag/‹TAG-KEY›}
            s3:DataAccessPointAccount (String) ${s3:DataAccessPointAccount}
            s3:DataAccessPointArn (ARN) ${s3:DataAccessPointArn}
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        statement(r#""Action": "${|""#),
        expect![[r#"
            `"${"`, 0 items
        "#]],
    );
}

#[test]
fn nothing_is_due() {
    check(
        PolicyType::IdentityBased,
        "{\"Version\": \"2012-10-17\" // |\n}".to_owned(),
        expect![[r#"
            ``, 0 items
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        "{} |".to_owned(),
        expect![[r#"
        ``, 0 items
    "#]],
    );
    check(
        PolicyType::IdentityBased,
        r#"{"Version" |"#.to_owned(),
        expect![[r#"
            ``, 0 items
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        r#"{"Nothing": {"x": "|"}}"#.to_owned(),
        expect![[r#"
            `""`, 0 items
        "#]],
    );
    check(
        PolicyType::IdentityBased,
        r#"{"Version": "2012-10-17"|}"#.to_owned(),
        expect![[r#"
            ``, 0 items
        "#]],
    );
}
