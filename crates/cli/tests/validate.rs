//! What `validate` prints, in each of its forms.

mod command;

use std::fs;
use std::path::PathBuf;

use command::run;
use serde_json::{Value, json};

/// A warning in line 5, and an error in line 4 that a comment silences.
const POLICY: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "Jobs", "Effect": "allow", "Action": "sqs:SendMessage", // iam-playground: ignore INVALID_EFFECT
     "Resource": "arn:aws:sqs:eu-west-1:${aws:PrincipalAccount}:jobs"}
  ]
}
"#;
const CLEAN: &str = r#"{"Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}}"#;

/// A folder of a test's own, with some files in it.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    for (file, text) in files {
        let path = folder.join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
        fs::write(path, text).expect("it can be written");
    }
    folder
}

fn json_of(arguments: &[&str], input: &str) -> Value {
    let found = run(arguments, input.as_bytes());
    serde_json::from_str(&found.out).expect("JSON")
}

fn strings<'v>(values: &'v Value, member: &str) -> Vec<&'v str> {
    let values = values.as_array().expect("a list").iter();
    values.filter_map(|value| value[member].as_str()).collect()
}

#[test]
fn text_underlines_the_place() {
    let found = run(&["validate", "--silenced"], POLICY.as_bytes());
    let expected = r#"
  5 |      "Resource": "arn:aws:sqs:eu-west-1:${aws:PrincipalAccount}:jobs"}
    |                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
"#;
    assert!(found.out.contains(expected), "{}", found.out);
    assert!(
        found
            .out
            .contains("-:5:18: WARNING PLAYGROUND_VARIABLE_IN_ARN: ")
    );
    assert!(found.out.contains("= silenced by the comment in line 4"));
    assert!(
        found.out.ends_with("; 1 silenced in the text\n"),
        "{}",
        found.out
    );
}

#[test]
fn text_does_not_steer_the_terminal() {
    let policy = POLICY.replace("allow", "\u{1b}]0;x\u{7}");
    let found = run(&["validate", "--silenced"], policy.as_bytes());
    assert!(found.out.contains("]0;x"), "{}", found.out);
    let steers = |c: char| c.is_control() && c != '\n';
    assert!(!found.out.contains(steers), "{:?}", found.out);
}

#[test]
fn json_has_the_shape_of_access_analyzer() {
    let files = json_of(&["validate", "--format", "json"], POLICY);
    let file = &files[0];
    assert_eq!(
        (&file["file"], &file["accepted"]),
        (&json!("-"), &json!(false))
    );
    assert_eq!(file.get("silenced"), None);
    let findings = file["findings"].as_array().expect("a list");
    let of_code = |finding: &&Value| finding["issueCode"] == "PLAYGROUND_VARIABLE_IN_ARN";
    let finding = findings.iter().find(of_code).expect("it is found");
    let start = POLICY.find("\"arn:").expect("it is there");
    let end = start + 52;
    assert_eq!(finding["findingType"], "WARNING");
    assert!(
        finding["learnMoreLink"]
            .as_str()
            .is_some_and(|link| link.starts_with("https://docs.aws.amazon.com/"))
    );
    assert_eq!(
        finding["locations"],
        json!([{
            "path": [{"value": "Statement"}, {"index": 0}, {"value": "Resource"}],
            "span": {
                "start": {"line": 5, "column": 17, "offset": start},
                "end": {"line": 5, "column": 69, "offset": end},
            },
        }])
    );
    let with = json_of(&["validate", "--format", "json", "--silenced"], POLICY);
    assert_eq!(
        strings(&with[0]["silenced"], "issueCode"),
        ["INVALID_EFFECT"]
    );
    assert_eq!(with[0]["silenced"][0]["silencedBy"]["start"]["line"], 4);
}

#[test]
fn lines_are_answered_by_lines() {
    let line = json!({ "id": "p", "document": POLICY }).to_string();
    let answer = json_of(&["validate", "--jsonl"], &line);
    let files = json_of(&["validate", "--format", "json"], POLICY);
    assert_eq!(answer["findings"], files[0]["findings"]);
    assert_eq!(
        (&answer["id"], &answer["statements"]),
        (&json!("p"), &json!(0))
    );
}

#[test]
fn severity_decides_what_is_shown() {
    let arguments = ["validate", "--format", "json", "--min-severity", "error"];
    let files = json_of(&arguments, POLICY);
    assert!(!strings(&files[0]["findings"], "findingType").contains(&"WARNING"));
    let arguments = [
        "validate",
        "--format",
        "json",
        "--ignore",
        "PLAYGROUND_COMMENT,playground_variable_in_arn",
    ];
    let files = json_of(&arguments, POLICY);
    let codes = strings(&files[0]["findings"], "issueCode");
    assert!(
        codes.iter().all(|code| !code.starts_with("PLAYGROUND_")),
        "{codes:?}"
    );
}

#[test]
fn a_folder_stands_for_its_policies() {
    let files = [
        ("a.json", CLEAN),
        ("deep/b.json", POLICY),
        ("readme.md", "no policy"),
        (".git/c.json", POLICY),
    ];
    let folder = folder("policies", &files);
    let path = folder.to_string_lossy().into_owned();
    let found = json_of(&["validate", "--format", "json", &path], "");
    let names = strings(&found, "file");
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(names[0].ends_with("a.json") && names[1].ends_with("b.json"));
    let empty = folder.join("none");
    fs::create_dir_all(&empty).expect("it can be made");
    let found = run(&["validate", &empty.to_string_lossy()], b"");
    assert_eq!(found.status, Some(2), "{}", found.err);
}

#[test]
fn a_file_that_cannot_be_read_keeps_none_from_being_checked() {
    let folder = folder("some", &[("a.json", POLICY)]);
    let path = folder.join("a.json").to_string_lossy().into_owned();
    let missing = folder.join("missing.json").to_string_lossy().into_owned();
    let arguments = ["validate", "--format", "sarif", &missing, &path];
    let found = run(&arguments, b"");
    assert_eq!(found.status, Some(2));
    let log: Value = serde_json::from_str(&found.out).expect("JSON");
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let message = &invocation["toolExecutionNotifications"][0]["message"]["text"];
    assert!(
        message
            .as_str()
            .is_some_and(|text| text.contains("missing.json"))
    );
    assert!(
        !log["runs"][0]["results"]
            .as_array()
            .expect("a list")
            .is_empty()
    );
}

/// The members that SARIF 2.1.0 requires, and those that GitHub does.
#[test]
fn sarif_has_what_code_scanning_requires() {
    let folder = folder("sarif", &[("with blank.json", POLICY)]);
    let path = folder
        .join("with blank.json")
        .to_string_lossy()
        .into_owned();
    let log = json_of(&["validate", "--format", "sarif", "--silenced", &path], "");
    assert_eq!(log["version"], "2.1.0");
    assert!(
        log["$schema"]
            .as_str()
            .is_some_and(|name| name.contains("sarif-2.1.0"))
    );
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let driver = &run["tool"]["driver"];
    assert_eq!(driver["name"], "iam-playground");
    assert_eq!(driver["semanticVersion"], env!("CARGO_PKG_VERSION"));
    let rules = driver["rules"].as_array().expect("a list");
    for rule in rules {
        for member in ["shortDescription", "fullDescription", "help"] {
            let text = rule[member]["text"].as_str();
            assert!(text.is_some_and(|text| !text.is_empty()), "{rule}");
        }
        let link = rule["helpUri"].as_str();
        assert!(
            link.is_some_and(|link| link.starts_with("https://")),
            "{rule}"
        );
        let level = rule["defaultConfiguration"]["level"].as_str();
        assert!(
            matches!(level, Some("error" | "warning" | "note")),
            "{rule}"
        );
    }
    let results = run["results"].as_array().expect("a list");
    for result in results {
        let index = result["ruleIndex"].as_u64().expect("a number");
        let rule = &rules[usize::try_from(index).expect("small")];
        assert_eq!(rule["id"], result["ruleId"]);
        assert_eq!(rule["defaultConfiguration"]["level"], result["level"]);
        assert!(result["message"]["text"].is_string());
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().expect("a text");
        assert!(uri.ends_with("with%20blank.json"), "{uri}");
        for member in ["startLine", "startColumn", "endLine", "endColumn"] {
            assert!(
                place["region"][member].as_u64().is_some_and(|n| n > 0),
                "{place}"
            );
        }
    }
    let of = |code: &str| {
        results
            .iter()
            .find(|result| result["ruleId"] == code)
            .expect("it is there")
    };
    let silenced = of("INVALID_EFFECT");
    assert_eq!(silenced["suppressions"][0]["kind"], "inSource");
    assert_eq!(of("PLAYGROUND_VARIABLE_IN_ARN").get("suppressions"), None);
    assert_eq!(
        of("PLAYGROUND_VARIABLE_IN_ARN")["locations"][0]["physicalLocation"]["region"],
        json!({"startLine": 5, "startColumn": 18, "endLine": 5, "endColumn": 70})
    );
    let without = json_of(&["validate", "--format", "sarif", &path], "");
    let codes = strings(&without["runs"][0]["results"], "ruleId");
    assert!(!codes.contains(&"INVALID_EFFECT"), "{codes:?}");
}

#[test]
fn a_clean_run_is_a_whole_log() {
    let log = json_of(&["validate", "--format", "sarif"], CLEAN);
    assert_eq!(log["runs"][0]["results"], json!([]));
    assert_eq!(
        log["runs"][0]["invocations"][0]["executionSuccessful"],
        true
    );
}
