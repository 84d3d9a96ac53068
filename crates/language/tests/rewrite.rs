//! Other forms of a policy: how they look, and that they mean the same.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use expect_test::{Expect, expect};
use iam_evaluator::policy::Polarity;
use iam_evaluator::request::{Context, Principal};
use iam_evaluator::{Decision, Policy, PolicySet, PolicyType, Request, evaluate, parse};
use iam_language::Catalog;
use iam_language::rewrite::{Rewritten, expand, format, minify, shrink, sort};
use proptest::prelude::*;

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/catalog/index.txt");
    let text = fs::read_to_string(path).expect("the file can be read");
    Catalog::read(&text).expect("it is an index")
});

fn check_format(text: &str, expected: Expect) {
    expected.assert_eq(&format(text).expect("it is JSON"));
}

fn shown(text: &str, rewritten: Rewritten) -> String {
    let notes = rewritten.notes.iter().map(|note| format!("\n- {note}"));
    let same = if rewritten.text == text {
        "(unchanged)"
    } else {
        &rewritten.text
    };
    format!("{}{}", same.trim_end(), notes.collect::<String>())
}

#[test]
fn a_formatted_text_has_a_member_a_line() {
    check_format(
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:Get*","s3:\u004cist*"],"Resource":"*","Condition":{}}]}"#,
        expect![[r#"
            {
              "Version": "2012-10-17",
              "Statement": [
                {
                  "Effect": "Allow",
                  "Action": [
                    "s3:Get*",
                    "s3:\u004cist*"
                  ],
                  "Resource": "*",
                  "Condition": {}
                }
              ]
            }
        "#]],
    );
    check_format(
        "[]",
        expect![[r#"
        []
    "#]],
    );
}

#[test]
fn comments_stay_where_they_are() {
    check_format(
        r#"// above
// all
{ // opening
  "Version": "2012-10-17", // behind
      // above the statements
  "Statement": /* inside */ [
    { "Effect": "Allow" /* before the comma */, "Action": [
        "s3:GetObject" // the last
        // below
    ] },
    /* above */ {}
  ] /* behind */
}
// below"#,
        expect![[r#"
            // above
            // all
            { // opening
              "Version": "2012-10-17", // behind
              // above the statements
              /* inside */
              "Statement": [
                {
                  "Effect": "Allow", /* before the comma */
                  "Action": [
                    "s3:GetObject" // the last
                    // below
                  ]
                },
                /* above */
                {}
              ] /* behind */
            }
            // below
        "#]],
    );
}

#[test]
fn a_broken_text_is_refused() {
    let refused = format("{\"a\": 1,}").expect_err("a comma too many");
    let span = refused.span.expect("a place");
    expect!["remove this comma: nothing follows it before `}` at 7..8"]
        .assert_eq(&format!("{refused} at {}..{}", span.start, span.end));
    assert!(minify("{").is_err());
    assert!(sort("", None).is_err());
    assert!(expand("{]", &CATALOG, PolicyType::IdentityBased, None).is_err());
    assert!(shrink("\"", &CATALOG, None).is_err());
}

#[test]
fn a_minified_text_has_no_blanks_and_no_comments() {
    let text = "{ // x\n \"a b\": [ 1 , \"c \\\" d\" ] /* y */ }\n";
    assert_eq!(minify(text).expect("it is JSON"), r#"{"a b":[1,"c \" d"]}"#);
}

fn check_sort(text: &str, at: Option<&str>, expected: Expect) {
    let at = at.map(|part| text.find(part).expect("the part is in the text") as u32);
    let rewritten = sort(text, at).expect("it is JSON");
    expected.assert_eq(&shown(text, rewritten));
}

#[test]
fn a_sorted_text_has_the_order_of_aws() {
    check_sort(
        r#"{"Statement": [{"Resource": ["b", "*", "b"], "Condition": {"StringEquals": {"aws:x": ["2", "1", 1]}},
  // reads
  "Action": ["s3:PutObject", "s3:GetObject", "S3:Abort"], "Effect": "Allow", "Sid": "A"}], "Version": "2012-10-17"}"#,
        None,
        expect![[r#"
            {
              "Version": "2012-10-17",
              "Statement": [
                {
                  "Sid": "A",
                  "Effect": "Allow",
                  // reads
                  "Action": [
                    "S3:Abort",
                    "s3:GetObject",
                    "s3:PutObject"
                  ],
                  "Resource": [
                    "*",
                    "b"
                  ],
                  "Condition": {
                    "StringEquals": {
                      "aws:x": [
                        "1",
                        "2",
                        1
                      ]
                    }
                  }
                }
              ]
            }
            - Statement 1, Action: sorted.
            - Statement 1, Resource: sorted, and 1 entry that stood twice left out.
            - Statement 1, Condition: sorted."#]],
    );
}

#[test]
fn a_list_with_comments_above_entries_keeps_its_order() {
    check_sort(
        "{\"Statement\": {\"Action\": [\n// writes\n\"s3:PutObject\",\n\"s3:DeleteObject\"]}}",
        None,
        expect![[r#"
            {
              "Statement": {
                "Action": [
                  // writes
                  "s3:PutObject",
                  "s3:DeleteObject"
                ]
              }
            }
            - Statement 1, Action: the list keeps its order, because a comment in it may be about several entries."#]],
    );
}

#[test]
fn one_list_is_sorted_alone() {
    check_sort(
        "{\"Statement\": [{\"Resource\": [\"b\", \"a\"],\n    \"Action\": [\n      \"s3:Put\",\n      \"s3:Get\" ]}]}",
        Some("s3:Get"),
        expect![[r#"
            {"Statement": [{"Resource": ["b", "a"],
                "Action": [
                  "s3:Get",
                  "s3:Put"
                ]}]}
            - Statement 1, Action: sorted."#]],
    );
    assert!(sort("{}", Some(0)).is_err());
}

fn check_expand(text: &str, at: Option<&str>, expected: Expect) {
    let at = at.map(|part| text.find(part).expect("the part is in the text") as u32);
    let rewritten = expand(text, &CATALOG, PolicyType::IdentityBased, at);
    expected.assert_eq(&shown(text, rewritten.expect("it is JSON")));
}

#[test]
fn wildcards_are_expanded() {
    check_expand(
        "{\n  \"Statement\": [\n    {\n      \"Action\": \"sqs:*Queue\",\n      \"Resource\": \"*\"\n    }\n  ]\n}",
        None,
        expect![[r#"
            {
              "Statement": [
                {
                  "Action": [
                    "sqs:CreateQueue",
                    "sqs:DeleteQueue",
                    "sqs:PurgeQueue",
                    "sqs:TagQueue",
                    "sqs:UntagQueue"
                  ],
                  "Resource": "*"
                }
              ]
            }
            - Statement 1, Action: sqs:*Queue became 5 actions.
            - Actions that AWS adds later are no longer covered."#]],
    );
    check_expand(
        r#"{"Statement": [{"Action": ["sqs:GetQueueUrl", "sqs:get*"]}, {"NotAction": ["sns:Untag*", "*", "*:Get*", "sns:Nothing*", "nosuch:*"]}]}"#,
        None,
        expect![[r#"
            {"Statement": [{"Action": ["sqs:GetQueueUrl", "sqs:GetQueueAttributes"]}, {"NotAction": ["sns:UntagResource", "*", "*:Get*", "sns:Nothing*", "nosuch:*"]}]}
            - Statement 1, Action: sqs:get* became 2 actions.
            - Statement 2, NotAction: sns:Untag* became 1 action.
            - Statement 2, NotAction: * stays, because it covers services that are not known yet.
            - Statement 2, NotAction: *:Get* stays, because it covers services that are not known yet.
            - Statement 2, NotAction: sns:Nothing* stays, because it covers no action that is known.
            - Statement 2, NotAction: nosuch:* stays, because it covers no action that is known.
            - Actions that AWS adds later are no longer covered."#]],
    );
    check_expand(
        r#"{"Statement": [{"Action": ["sqs:Get*"]}, {"NotAction": "sns:Untag*"}]}"#,
        Some("sns:"),
        expect![[r#"
            {"Statement": [{"Action": ["sqs:Get*"]}, {"NotAction": "sns:UntagResource"}]}
            - Statement 2, NotAction: sns:Untag* became 1 action.
            - Actions that AWS adds later are no longer covered."#]],
    );
    check_expand(
        "{\"Statement\": [{\"Action\": [\n  // queues\n  \"sqs:Untag*\", // all\n  \"sqs:UntagQueue\"\n]}]}",
        None,
        expect![[r#"
            (unchanged)
            - Statement 1, Action: sqs:Untag* stays with its comments; the list has all that it covers."#]],
    );
}

fn check_shrink(text: &str, expected: Expect) {
    let rewritten = shrink(text, &CATALOG, None);
    expected.assert_eq(&shown(text, rewritten.expect("it is JSON")));
}

#[test]
fn actions_are_drawn_together() {
    check_shrink(
        r#"{"Statement": [{"Action": ["sqs:ListQueues", "s3:GetObject", "sqs:ListQueueTags", "sqs:ListMessageMoveTasks", "sqs:ListDeadLetterSourceQueues"]}]}"#,
        expect![[r#"
            {"Statement": [{"Action": ["sqs:List*", "s3:GetObject"]}]}
            - Statement 1, Action: 5 entries became 2.
            - A wildcard also covers actions that AWS adds later."#]],
    );
    check_shrink(
        r#"{"Statement": [{"Action": ["sqs:TagQueue", "sqs:UntagQueue", "sqs:Nothing", "nosuch:A", "nosuch:B"]}]}"#,
        expect!["(unchanged)"],
    );
    check_shrink(
        r#"{"Statement": [{"NotAction": ["sns:Tag*", "SNS:tagresource", "sns:UntagResource"]}]}"#,
        expect![[r#"
            {"Statement": [{"NotAction": ["sns:Tag*", "sns:UntagResource"]}]}
            - Statement 1, NotAction: 3 entries became 2.
            - A wildcard also covers actions that AWS adds later."#]],
    );
    let all: Vec<String> = CATALOG
        .covered("sqs:*")
        .map(|(_, action)| format!("\"sqs:{}\"", action.name))
        .collect();
    check_shrink(
        &format!("{{\"Statement\": {{\"Action\": [{}]}}}}", all.join(", ")),
        expect![[r#"
            {"Statement": {"Action": ["sqs:*"]}}
            - Statement 1, Action: 20 entries became 1.
            - A wildcard also covers actions that AWS adds later."#]],
    );
}

/// What a document says, without the places where it says it.
fn meaning(text: &str, policy_type: PolicyType) -> Option<String> {
    let document = parse(text, policy_type).document?;
    let shown = format!("{document:?}");
    let mut meaning = String::new();
    let mut rest = shown.as_str();
    while let Some((before, behind)) = rest.split_once("Span {") {
        meaning.push_str(before);
        rest = behind.split_once('}').map_or("", |(_, after)| after);
    }
    Some(meaning + rest)
}

fn verdicts(text: &str) -> Vec<Decision> {
    let mut policies = PolicySet::new();
    policies.add(Arc::new(Policy::read(
        "policy",
        PolicyType::IdentityBased,
        text,
    )));
    let caller = Principal::parse("arn:aws:iam::111122223333:user/ana").expect("a principal");
    let mut verdicts = Vec::new();
    for action in ACTIONS {
        for resource in ["arn:aws:s3:::reports/a", "arn:aws:s3:::other/b"] {
            for team in ["blue", "red"] {
                let mut context = Context::new();
                context.set_one("aws:PrincipalTag/team", team);
                let action = action.replace('*', "Object");
                let request = Request::new(caller.clone(), &action, resource, context);
                verdicts.push(evaluate(&policies, &request).verdict.decision);
            }
        }
    }
    verdicts
}

const ACTIONS: [&str; 7] = [
    "s3:GetObject",
    "s3:Get*",
    "s3:PutObject",
    "S3:getobject",
    "s3:*",
    "sqs:SendMessage",
    "*",
];
const RESOURCES: [&str; 4] = [
    "*",
    "arn:aws:s3:::reports/*",
    "arn:aws:s3:::${aws:PrincipalTag/team}/*",
    "arn:aws:s3:::other/b",
];
const GAPS: [&str; 10] = [
    "",
    "",
    "",
    " ",
    "\n",
    "\n\t ",
    " // line\n",
    "/* block */",
    " /* two\nlines */",
    "\n// own\r\n",
];

fn list(values: &[&str]) -> Vec<String> {
    let mut parts = vec!["[".to_owned()];
    for (place, value) in values.iter().enumerate() {
        if place > 0 {
            parts.push(",".to_owned());
        }
        parts.push(format!("\"{value}\""));
    }
    parts.push("]".to_owned());
    parts
}

fn words(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}

prop_compose! {
    /// The tokens of a statement, its members in some order.
    fn statement()(
        allow in any::<bool>(),
        not in any::<(bool, bool)>(),
        actions in prop::collection::vec(prop::sample::select(&ACTIONS[..]), 1..5),
        resources in prop::collection::vec(prop::sample::select(&RESOURCES[..]), 1..4),
        condition in any::<Option<bool>>(),
        teams in prop::collection::vec(prop::sample::select(vec!["blue", "red", "\\u0062lue"]), 1..4),
        turn in 0_usize..4,
    ) -> Vec<String> {
        let effect = if allow { "\"Allow\"" } else { "\"Deny\"" };
        let name = |name: &str, not| words(&format!("\"{}{name}\" :", if not { "Not" } else { "" }));
        let mut members = vec![
            words(&format!("\"Effect\" : {effect}")),
            [name("Action", not.0), list(&actions)].concat(),
            [name("Resource", not.1), list(&resources)].concat(),
        ];
        if let Some(equals) = condition {
            let operator = if equals { "StringEquals" } else { "StringNotEquals" };
            members.push([
                words(&format!("\"Condition\" : {{ \"{operator}\" : {{ \"aws:PrincipalTag/team\" :")),
                list(&teams),
                words("} }"),
            ].concat());
        }
        let turn = turn % members.len();
        members.rotate_left(turn);
        [words("{"), members.join(&",".to_owned()), words("}")].concat()
    }
}

prop_compose! {
    /// A policy with blanks and comments anywhere between its tokens.
    fn policy()(
        statements in prop::collection::vec(statement(), 1..4),
        gaps in prop::collection::vec(prop::sample::select(&GAPS[..]), 8..40),
        version_first in any::<bool>(),
    ) -> String {
        let version = words("\"Version\" : \"2012-10-17\"");
        let statements = [words("\"Statement\" : ["), statements.join(&",".to_owned()), words("]")].concat();
        let comma = words(",");
        let members = match version_first {
            true => [version, comma, statements].concat(),
            false => [statements, comma, version].concat(),
        };
        let tokens = [words("{"), members, words("}")].concat();
        let mut gaps = gaps.iter().cycle();
        let mut text = String::new();
        for token in tokens {
            text.push_str(gaps.next().expect("they go on for ever"));
            text.push_str(&token);
        }
        text.push_str(gaps.next().expect("they go on for ever"));
        text
    }
}

/// The entries of an `Action`: names and wildcards made of the catalog's actions.
fn actions() -> impl Strategy<Value = Vec<String>> {
    let all: Vec<String> = CATALOG
        .covered("*")
        .map(|(service, action)| format!("{}:{}", service.prefix, action.name))
        .collect();
    let one = (prop::sample::select(all), 0_usize..40, 0_u8..10).prop_map(|(action, cut, form)| {
        let colon = action.find(':').expect("a prefix");
        let cut = (colon + 1 + cut % 14).min(action.len());
        match form {
            0..=3 => action,
            4 | 5 => format!("{}*", &action[..cut]),
            6 => format!("{}*{}", &action[..cut], &action[action.len() - 2..]),
            7 => format!("{}?{}", &action[..cut], action.get(cut + 1..).unwrap_or("")),
            8 => action.to_ascii_lowercase(),
            _ => format!("{action}X"),
        }
    });
    let family = (
        prop::sample::select(vec!["sqs:*", "s3:Get*", "s3:Put*", "kms:*", "iam:Delete*"]),
        0_usize..5,
    )
        .prop_map(|(pattern, left_out)| {
            let covered = CATALOG.covered(pattern);
            let names =
                covered.map(|(service, action)| format!("{}:{}", service.prefix, action.name));
            names.skip(left_out).collect::<Vec<_>>()
        });
    (
        prop::collection::vec(one, 0..30),
        prop::collection::vec(family, 0..3),
        any::<bool>(),
    )
        .prop_map(|(ones, families, reversed)| {
            let mut all = [ones, families.concat()].concat();
            if all.is_empty() {
                all.push("s3:GetObject".to_owned());
            }
            if reversed {
                all.reverse();
            }
            all
        })
}

/// The actions of the catalog about which the first statement is.
fn about(text: &str) -> BTreeSet<String> {
    let document = parse(text, PolicyType::IdentityBased)
        .document
        .expect("AWS takes it");
    let element = &document.statements.first().expect("a statement").action;
    let all = CATALOG.covered("*");
    let names = all.map(|(service, action)| {
        format!("{}:{}", service.prefix, action.name).to_ascii_lowercase()
    });
    names
        .filter(|name| {
            let is_listed = element
                .patterns
                .iter()
                .any(|pattern| pattern.value.matches(name));
            is_listed == (element.polarity == Polarity::Listed)
        })
        .collect()
}

/// How many names and wildcards with a `*` at the end it takes to name just these actions: each is in
/// the largest family that shares a beginning and is among them whole.
fn fewest(actions: &BTreeSet<String>) -> usize {
    let all: Vec<String> = CATALOG
        .covered("*")
        .map(|(service, action)| format!("{}:{}", service.prefix, action.name).to_ascii_lowercase())
        .collect();
    let family = |action: &String| {
        let colon = action.find(':').expect("a prefix");
        let heads = (colon + 1..=action.len()).map(|end| action.get(..end).expect("ASCII"));
        let families = heads.map(|head| {
            let family = all.iter().filter(|other| other.starts_with(head));
            family.collect::<BTreeSet<_>>()
        });
        let mut whole = families.filter(|family| family.iter().all(|one| actions.contains(*one)));
        // Another action may go on where this one ends.
        whole
            .next()
            .unwrap_or_else(|| all.iter().filter(|one| *one == action).collect())
    };
    actions.iter().map(family).collect::<BTreeSet<_>>().len()
}

fn entries(text: &str) -> usize {
    let document = parse(text, PolicyType::IdentityBased)
        .document
        .expect("AWS takes it");
    let statement = document.statements.first().expect("a statement");
    statement.action.patterns.len()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_formatted_text_means_the_same(text in policy()) {
        let formatted = format(&text).expect("it is JSON");
        prop_assert_eq!(meaning(&formatted, PolicyType::IdentityBased), meaning(&text, PolicyType::IdentityBased));
        prop_assert_eq!(format(&formatted).expect("it is JSON"), formatted.clone());
        for comment in ["// line", "/* block */", "/* two\nlines */", "// own"] {
            prop_assert_eq!(formatted.matches(comment).count(), text.matches(comment).count());
        }
        prop_assert_eq!(minify(&formatted).expect("it is JSON"), minify(&text).expect("it is JSON"));
    }

    #[test]
    fn a_minified_text_means_the_same(text in policy()) {
        let minified = minify(&text).expect("it is JSON");
        prop_assert_eq!(meaning(&minified, PolicyType::IdentityBased), meaning(&text, PolicyType::IdentityBased));
        prop_assert!(!minified.contains(char::is_whitespace));
        prop_assert_eq!(verdicts(&minified), verdicts(&text));
    }

    #[test]
    fn a_sorted_text_decides_the_same(text in policy()) {
        let sorted = sort(&text, None).expect("it is JSON").text;
        prop_assert_eq!(verdicts(&sorted), verdicts(&text));
        prop_assert_eq!(&sort(&sorted, None).expect("it is JSON").text, &sorted);
        for comment in ["// line", "/* block */", "/* two\nlines */", "// own"] {
            prop_assert_eq!(sorted.matches(comment).count(), text.matches(comment).count());
        }
    }

    #[test]
    fn expanded_and_shrunk_actions_cover_the_same(
        actions in actions(),
        element in prop::sample::select(vec!["Action", "NotAction"]),
        lines in any::<bool>(),
    ) {
        let gap = if lines { "\n      " } else { " " };
        let quoted: Vec<String> = actions.iter().map(|action| format!("{gap}\"{action}\"")).collect();
        let text = format!(
            "{{\"Statement\": [{{\"Effect\": \"Allow\", \"{element}\": [{}], \"Resource\": \"*\"}}]}}",
            quoted.join(",")
        );
        let before = about(&text);
        let expanded = expand(&text, &CATALOG, PolicyType::IdentityBased, None).expect("it is JSON").text;
        prop_assert_eq!(&about(&expanded), &before);
        let shrunk = shrink(&text, &CATALOG, None).expect("it is JSON").text;
        prop_assert_eq!(&about(&shrunk), &before);
        prop_assert!(entries(&shrunk) <= entries(&text));
        let again = shrink(&shrunk, &CATALOG, None).expect("it is JSON").text;
        prop_assert_eq!(again, shrunk.clone());
        // Through its names the list finds no shorter form than at once.
        let through = shrink(&expanded, &CATALOG, None).expect("it is JSON").text;
        prop_assert_eq!(&about(&through), &before);
    }

    #[test]
    fn names_are_drawn_together_as_far_as_can_be(actions in actions()) {
        let known = actions.iter().filter(|action| CATALOG.action(action).is_some());
        let names: BTreeSet<String> = known.map(|action| action.to_ascii_lowercase()).collect();
        prop_assume!(!names.is_empty());
        let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
        let text = format!(
            "{{\"Statement\": [{{\"Effect\": \"Allow\", \"Action\": [{}], \"Resource\": \"*\"}}]}}",
            quoted.join(", ")
        );
        let shrunk = shrink(&text, &CATALOG, None).expect("it is JSON").text;
        prop_assert_eq!(entries(&shrunk), fewest(&names));
    }
}
