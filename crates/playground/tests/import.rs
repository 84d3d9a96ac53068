//! What comes of each kind of text that can be imported.
//!
//! Each file in `tests/imports` has a text, and a file beside it says what is read from it. The
//! texts have the shapes of AWS's references, and values of our own.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use expect_test::{expect, expect_file};
use iam_case::Scenario;
use iam_playground::import::{ImportError, Imported, MAX_BYTES, import};
use iam_playground::workspace::{ContextRow, Policy, Request};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/imports")
}

/// The texts to import, with their names, in order.
fn inputs() -> Vec<(String, String)> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder())
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .collect();
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            (name, std::fs::read_to_string(&path).expect("UTF-8"))
        })
        .collect()
}

#[test]
fn reads_every_kind_of_text() {
    let inputs = inputs();
    assert!(inputs.len() > 60, "the texts are missing");
    for (name, text) in inputs {
        let expected = folder().join("expected").join(format!("{name}.md"));
        let shown = match import(&text) {
            Ok(imported) => show(&imported),
            Err(error) => panic!("{name}: {error}"),
        };
        expect_file![expected].assert_eq(&shown);
    }
}

fn show(imported: &Imported) -> String {
    let mut out = format!("# {}\n", imported.what);
    for step in imported.plan() {
        out.push_str(&format!("\n- {step}"));
    }
    if !imported.plan().is_empty() {
        out.push('\n');
    }
    for note in &imported.notes {
        out.push_str(&format!("\n> {note}\n"));
    }
    show_policies(&imported.policies, &mut out);
    if let Some(request) = &imported.request {
        show_request(request, &mut out);
    }
    if let Some(expect) = &imported.expect {
        let expect = serde_json::to_string(expect).expect("JSON");
        out.push_str(&format!("\nExpect `{expect}`\n"));
    }
    for principal in &imported.principals {
        out.push_str(&format!("\n## {}\n", principal.arn));
        for note in &principal.notes {
            out.push_str(&format!("\n> {note}\n"));
        }
        for policy in &principal.policies {
            show_policies(std::slice::from_ref(policy), &mut out);
        }
        show_policies(principal.trust.as_slice(), &mut out);
        show_request(&principal.request(), &mut out);
    }
    out
}

fn show_policies(policies: &[Policy], out: &mut String) {
    for policy in policies {
        let Policy {
            kind, name, text, ..
        } = policy;
        out.push_str(&format!("\n```json iam={kind} name={name}\n{text}\n```\n"));
    }
}

fn show_request(request: &Request, out: &mut String) {
    let Request { context, .. } = request;
    let bare = Request {
        context: Vec::new(),
        ..request.clone()
    };
    let bare = serde_json::to_string_pretty(&bare).expect("JSON");
    out.push_str(&format!("\n```json iam=request\n{bare}\n```\n"));
    for ContextRow { key, values, .. } in context {
        out.push_str(&format!("\n- `{key}`: {}", values.join(", ")));
    }
    if !context.is_empty() {
        out.push('\n');
    }
}

/// Every message that the suite expects of the evaluator, with its request and answer.
#[test]
fn reads_back_every_message_that_we_write() {
    let text = include_str!("../../../tests/cases/messages.md");
    let mut read = 0;
    for scenario in Scenario::read_all(text).unwrap() {
        for asked in scenario.requests {
            let (asked, expected) = asked.read().unwrap();
            let Some(message) = &expected.message else {
                continue;
            };
            for text in [
                message.clone(),
                message.replace(' ', "\n    "),
                format!("An error occurred (AccessDenied) when calling the X operation: {message}"),
                serde_json::to_string(&serde_json::json!({"error": [message]})).unwrap(),
            ] {
                let imported = import(&text).unwrap();
                let request = imported.request.unwrap();
                assert_eq!(request.principal, asked.principal().name(), "{text}");
                assert_eq!(request.action, asked.action(), "{text}");
                assert_eq!(request.resource, asked.resource(), "{text}");
                let answer = imported.expect.unwrap();
                assert_eq!(answer.decision, expected.decision, "{text}");
                assert_eq!(answer.by, expected.by, "{text}");
            }
            read += 1;
        }
    }
    assert!(read >= 15, "{read} messages");
}

#[test]
fn keeps_a_policy_that_stands_alone_as_it_is() {
    for name in ["policy.json", "policy-with-comments.json"] {
        let text = std::fs::read_to_string(folder().join(name)).unwrap();
        assert_eq!(import(&text).unwrap().policies[0].text, text);
    }
}

#[test]
fn keeps_order_duplicates_and_numbers_of_a_wrapped_policy() {
    let text = r#"{"PolicyName": "p", "UserName": "ana", "PolicyDocument":
        {"Version": "2012-10-17", "Statement": [], "Id": "a\u0062", "Id": 1.50, "Empty": {}}}"#;
    expect![[r#"
        {
          "Version": "2012-10-17",
          "Statement": [],
          "Id": "a\u0062",
          "Id": 1.50,
          "Empty": {}
        }"#]]
    .assert_eq(&import(text).unwrap().policies[0].text);
}

#[test]
fn says_why_a_text_cannot_be_imported() {
    let mut out = String::new();
    for text in [
        "",
        "hello",
        "arn:aws:iam::111122223333:user/ana",
        "aws iam get-role --role-name nightly",
        "Version: '2012-10-17'\nStatement: []\n",
        "resource \"aws_iam_policy\" \"p\" {\n}\n",
        "<html></html>",
        "{\"Resources\": {}}",
        "{\"a\": 1, \"b\": 2}",
        "{}",
        "[1, 2]",
        "12",
        "%7B%22a%22%3A1%7D",
        "\"\\\"\\\\\\\"{}\\\\\\\"\\\"\"",
        "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\"Effect\" \"Allow\"}\n  ]\n}",
        "{\"Version\": ",
        "An error occurred (AccessDenied) when calling the GetObject operation: Access Denied",
    ] {
        let error = import(text).unwrap_err();
        let first = text.lines().next().unwrap_or_default();
        writeln!(out, "{first}\n  {error}").unwrap();
    }
    expect![[r#"

          this looks like an empty text, which cannot be imported: paste a policy, the JSON output of an AWS CLI command about policies or principals, a CloudTrail event, or the message with which AWS denied access
        hello
          this looks like plain text, which cannot be imported: paste a policy, the JSON output of an AWS CLI command about policies or principals, a CloudTrail event, or the message with which AWS denied access
        arn:aws:iam::111122223333:user/ana
          this looks like an ARN, which cannot be imported: paste a policy, the JSON output of an AWS CLI command about policies or principals, a CloudTrail event, or the message with which AWS denied access
        aws iam get-role --role-name nightly
          this looks like a command, and not what it prints, which cannot be imported: paste a policy, the JSON output of an AWS CLI command about policies or principals, a CloudTrail event, or the message with which AWS denied access
        Version: '2012-10-17'
          this looks like YAML, which cannot be imported: paste a policy, the JSON output of an AWS CLI command about policies or principals, a CloudTrail event, or the message with which AWS denied access
        resource "aws_iam_policy" "p" {
          this looks like Terraform, which cannot be imported: paste a policy, the JSON output of an AWS CLI command about policies or principals, a CloudTrail event, or the message with which AWS denied access
        <html></html>
          this looks like XML or HTML, which cannot be imported: paste a policy, the JSON output of an AWS CLI command about policies or principals, a CloudTrail event, or the message with which AWS denied access
        {"Resources": {}}
          this looks like a CloudFormation template, which cannot be imported: paste a policy, the JSON output of an AWS CLI command about policies or principals, a CloudTrail event, or the message with which AWS denied access
        {"a": 1, "b": 2}
          this looks like a JSON object with `a`, `b`, which cannot be imported: paste a policy, the JSON output of an AWS CLI command about policies or principals, a CloudTrail event, or the message with which AWS denied access
        {}
          this looks like an empty JSON object, which cannot be imported: paste a policy, the JSON output of an AWS CLI command about policies or principals, a CloudTrail event, or the message with which AWS denied access
        [1, 2]
          this looks like a JSON array of something else, which cannot be imported: paste a policy, the JSON output of an AWS CLI command about policies or principals, a CloudTrail event, or the message with which AWS denied access
        12
          this looks like plain text, which cannot be imported: paste a policy, the JSON output of an AWS CLI command about policies or principals, a CloudTrail event, or the message with which AWS denied access
        %7B%22a%22%3A1%7D
          this looks like a JSON object with `a`, which cannot be imported: paste a policy, the JSON output of an AWS CLI command about policies or principals, a CloudTrail event, or the message with which AWS denied access
        "\"\\\"{}\\\"\""
          this looks like an empty JSON object, which cannot be imported: paste a policy, the JSON output of an AWS CLI command about policies or principals, a CloudTrail event, or the message with which AWS denied access
        {
          this is not valid JSON at line 4, column 6: expected `:` and a value after the name `Effect`
        {"Version": 
          this is not valid JSON at line 1, column 13: the text ends where a value is due
        An error occurred (AccessDenied) when calling the GetObject operation: Access Denied
          this looks like a message that does not say who was denied what, which cannot be imported: paste a policy, the JSON output of an AWS CLI command about policies or principals, a CloudTrail event, or the message with which AWS denied access
    "#]].assert_eq(&out);
}

#[test]
fn refuses_what_is_too_large() {
    let text = " ".repeat(MAX_BYTES + 1);
    let error = ImportError::TooLarge {
        bytes: MAX_BYTES + 1,
    };
    assert_eq!(import(&text), Err(error));
}

/// In a large account thousands of roles have the same policies.
#[test]
fn takes_a_policy_that_many_share_out_once() {
    let roles: Vec<String> = (0..3)
        .map(|role| {
            format!(
                r#"{{"Arn": "arn:aws:iam::111122223333:role/r{role}", "AttachedManagedPolicies": [
                    {{"PolicyArn": "arn:aws:iam::111122223333:policy/p"}}]}}"#
            )
        })
        .collect();
    let text = format!(
        r#"{{"RoleDetailList": [{}], "Policies": [{{
            "Arn": "arn:aws:iam::111122223333:policy/p",
            "PolicyVersionList": [{{"IsDefaultVersion": true, "Document": {{"Statement": []}}}}]
        }}]}}"#,
        roles.join(",")
    );
    let principals = import(&text).unwrap().principals;
    assert_eq!(principals.len(), 3);
    for principal in &principals {
        assert!(Arc::ptr_eq(
            &principal.policies[0],
            &principals[0].policies[0]
        ));
    }
}

/// A text that was cut off, or lost a part, is read as something or refused, and nothing else.
#[test]
fn survives_broken_texts() {
    for (_, text) in inputs() {
        for at in (0..text.len()).step_by(7) {
            if let Some(start) = text.get(..at) {
                let _ = import(start);
            }
            if let (Some(start), Some(end)) = (text.get(..at), text.get(at + 1..)) {
                let _ = import(&format!("{start}{end}"));
            }
        }
    }
}
