//! What is said to have no effect has none: on generated policies and requests, no decision changes
//! without it.

#![expect(
    clippy::indexing_slicing,
    reason = "a choice is always below the length of its list"
)]

use std::sync::Arc;

use iam_evaluator::{
    Context, ContextValues, Finding, Policy, PolicySet, PolicyType, Principal, Request, Span,
    StatementRef, evaluate,
};
use iam_language::validate::find;
use iam_language::{Catalog, Reading};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

const ACTIONS: &[&str] = &[
    "s3:GetObject",
    "s3:GetObjectAcl",
    "s3:PutObject",
    "sqs:SendMessage",
];
const ACTION_PATTERNS: &[&str] = &[
    "s3:GetObject",
    "s3:getobject",
    "s3:Get*",
    "s3:GetObject*",
    "s3:*Object",
    "s3:?utObject",
    "s3:*",
    "sqs:SendMessage",
    "*",
];
const RESOURCES: &[&str] = &[
    "arn:aws:s3:::a/1",
    "arn:aws:s3:::a/ana",
    "arn:aws:s3:::b/$x",
    "arn:aws:sqs:eu-west-1:111122223333:a",
    "arn:aws:sqs:eu-west-1:111122223333:a:b",
    "arn:aws:sqs:eu-west-1:111122223333:b:a",
    "*",
];
const RESOURCE_PATTERNS: &[&str] = &[
    "arn:aws:s3:::a/1",
    "arn:aws:s3:::a/*",
    "arn:aws:s3:::a/${aws:username}",
    "arn:aws:s3:::?/$*",
    "arn:aws:s3:::*",
    "arn:aws:sqs:*:111122223333:a",
    "arn:aws:sqs:*:*:a",
    "arn:aws:sqs:eu-west-1:*?:a",
    "arn:aws:sqs:eu-west-1:?*:a",
    "arn:aws:sqs:*",
    "arn:aws:sqs:eu-west-1:111122223333:?*",
    "*",
];
const PRINCIPALS: &[&str] = &[
    "\"*\"",
    r#"{"AWS": "*"}"#,
    r#"{"AWS": "111122223333"}"#,
    r#"{"AWS": "arn:aws:iam::111122223333:user/ana"}"#,
    r#"{"AWS": ["arn:aws:iam::111122223333:user/ana", "444455556666"]}"#,
];
const CALLERS: &[&str] = &[
    "arn:aws:iam::111122223333:user/ana",
    "arn:aws:iam::444455556666:user/bob",
    "arn:aws:sts::111122223333:assumed-role/reader/s",
    "anonymous",
];
/// A key, its operators, the values that they take here, and the values of a request.
type Row = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
    &'static [&'static str],
);

const CONDITIONS: &[Row] = &[
    (
        "aws:PrincipalTag/team",
        &[
            "StringEquals",
            "StringNotEquals",
            "StringEqualsIfExists",
            "StringNotEqualsIfExists",
            "StringLike",
            "StringNotLike",
            "StringEqualsIgnoreCase",
            "StringNotEqualsIgnoreCase",
            "ForAnyValue:StringEquals",
            "ForAnyValue:StringLike",
            "ForAllValues:StringEquals",
            "ForAllValues:StringNotLike",
        ],
        &["red", "Red", "r*", "?ed", "*", "${aws:username}", "ana"],
        &["red", "Red", "r*", "ana", "blue"],
    ),
    (
        "s3:max-keys",
        &[
            "NumericEquals",
            "NumericNotEquals",
            "NumericLessThan",
            "NumericLessThanEquals",
            "NumericGreaterThan",
            "NumericGreaterThanEquals",
            "NumericGreaterThanIfExists",
            "NumericLessThanIfExists",
        ],
        &["1", "2", "2.0", "3"],
        &["0", "1", "1.5", "2", "3", "4"],
    ),
    (
        "aws:CurrentTime",
        &[
            "DateGreaterThan",
            "DateLessThan",
            "DateLessThanEquals",
            "DateEquals",
        ],
        &["2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z"],
        &[
            "2025-01-01T00:00:00Z",
            "2026-01-01T00:00:00Z",
            "2026-03-01T00:00:00Z",
            "2027-01-01T00:00:00Z",
        ],
    ),
    (
        "aws:SecureTransport",
        &["Bool", "BoolIfExists"],
        &["true", "false"],
        &["true", "false"],
    ),
    (
        "aws:SourceIp",
        &["IpAddress", "NotIpAddress", "IpAddressIfExists"],
        &["203.0.113.0/24", "203.0.113.0/28", "198.51.100.7"],
        &["203.0.113.3", "203.0.113.200", "198.51.100.7", "192.0.2.1"],
    ),
    (
        "aws:SourceArn",
        &["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"],
        &["arn:aws:s3:::a", "arn:aws:s3:::b", "arn:aws:s3:::*"],
        &["arn:aws:s3:::a", "arn:aws:s3:::b", "arn:aws:s3:::c"],
    ),
];

const OTHER: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}"#;

/// Numbers, each of which settles one choice.
struct Choices(std::vec::IntoIter<u16>);

impl Choices {
    fn below(&mut self, count: usize) -> usize {
        usize::from(self.0.next().unwrap_or_default()) % count
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    fn list(&mut self, of: &[&str]) -> String {
        let texts: Vec<String> = (0..=self.below(2))
            .map(|_| format!("{:?}", self.one(of)))
            .collect();
        format!("[{}]", texts.join(", "))
    }
}

/// An operator with its key and values.
#[derive(Clone)]
struct Clause {
    operator: &'static str,
    key: &'static str,
    values: Vec<&'static str>,
}

/// A condition on one of the keys, by one operator or two.
fn condition(choices: &mut Choices) -> Vec<Clause> {
    let (key, operators, values, _) = CONDITIONS[choices.below(CONDITIONS.len())];
    let mut clauses: Vec<Clause> = Vec::new();
    for _ in 0..=choices.below(2) {
        let (operator, values) = match choices.below(6) {
            0 => ("Null", ["true", "false"].as_slice()),
            _ => (choices.one(operators), values),
        };
        let values = (0..=choices.below(2))
            .map(|_| choices.one(values))
            .collect();
        if clauses.iter().all(|clause| clause.operator != operator) {
            clauses.push(Clause {
                operator,
                key,
                values,
            });
        }
    }
    clauses
}

/// The condition with a value less, or an operator.
fn varied(choices: &mut Choices, condition: &[Clause]) -> Vec<Clause> {
    let mut varied = condition.to_vec();
    let place = choices.below(varied.len());
    match varied[place].values.len() {
        1 => {
            varied.remove(place);
        }
        count => {
            varied[place].values.remove(choices.below(count));
        }
    }
    varied
}

/// The member `Condition` with the comma before it; nothing where there is none.
fn condition_text(clauses: &[Clause]) -> String {
    let blocks: Vec<String> = clauses
        .iter()
        .map(
            |Clause {
                 operator,
                 key,
                 values,
             }| format!("{operator:?}: {{{key:?}: {values:?}}}"),
        )
        .collect();
    match blocks.as_slice() {
        [] => String::new(),
        blocks => format!(", \"Condition\": {{{}}}", blocks.join(", ")),
    }
}

/// What the statements of a policy are made of: few things, so that they have to do with each other.
struct Pool {
    actions: Vec<String>,
    resources: Vec<String>,
    conditions: Vec<String>,
    principals: Vec<String>,
}

impl Pool {
    fn new(choices: &mut Choices, with_principal: bool) -> Pool {
        let member = |choices: &mut Choices, name: &str, patterns: &[&str]| {
            let is_not = choices.below(5) == 4;
            let name = if is_not {
                format!("Not{name}")
            } else {
                name.to_owned()
            };
            format!("{name:?}: {}", choices.list(patterns))
        };
        let clauses = condition(choices);
        let conditions = [Vec::new(), varied(choices, &clauses), clauses];
        let principals = match with_principal {
            true => (0..2)
                .map(|_| format!("\"Principal\": {}, ", choices.one(PRINCIPALS)))
                .collect(),
            false => vec![String::new()],
        };
        Pool {
            actions: (0..3)
                .map(|_| member(choices, "Action", ACTION_PATTERNS))
                .collect(),
            resources: (0..2)
                .map(|_| member(choices, "Resource", RESOURCE_PATTERNS))
                .collect(),
            conditions: conditions.map(|clauses| condition_text(&clauses)).to_vec(),
            principals,
        }
    }

    fn statement(&self, choices: &mut Choices) -> String {
        let effect = choices.one(&["Allow", "Allow", "Deny"]);
        let mut one = |of: &[String]| of[choices.below(of.len())].clone();
        let (principal, action) = (one(&self.principals), one(&self.actions));
        let (resource, condition) = (one(&self.resources), one(&self.conditions));
        format!("{{\"Effect\": {effect:?}, {principal}{action}, {resource}{condition}}}")
    }
}

fn policy(choices: &mut Choices, with_principal: bool) -> String {
    let pool = Pool::new(choices, with_principal);
    let count = 1 + choices.below(4);
    let statements: Vec<String> = (0..count).map(|_| pool.statement(choices)).collect();
    format!(
        "{{\"Version\": \"2012-10-17\", \"Statement\": [{}]}}",
        statements.join(", ")
    )
}

fn request(choices: &mut Choices) -> Request {
    let principal = Principal::parse(choices.one(CALLERS)).expect("a principal");
    let mut context = Context::new();
    for (key, _, _, values) in CONDITIONS {
        match choices.below(5) {
            0 => {}
            1 => {
                let values = vec![
                    choices.one(values).to_owned(),
                    choices.one(values).to_owned(),
                ];
                context.set(key, ContextValues::Many(values));
            }
            _ => context.set_one(key, choices.one(values)),
        }
    }
    if choices.below(4) > 0 {
        context.set_one("aws:username", choices.one(&["ana", "*", "1"]));
    }
    Request::new(
        principal,
        choices.one(ACTIONS),
        choices.one(RESOURCES),
        context,
    )
}

/// The policies with what a finding is about left out of the first.
fn without(policies: &PolicySet, finding: &Finding) -> PolicySet {
    let policy = &policies.members()[0].policy;
    let place = finding.span();
    let holds = |span: Span| span.contains(place);
    let (index, statement) = (0..)
        .zip(policy.statements())
        .find(|(_, statement)| holds(statement.span))
        .expect("the finding is in a statement");
    let is_action = statement
        .action
        .patterns
        .iter()
        .any(|pattern| pattern.span == place)
        && finding.locations.len() == 2;
    let mut changed = policies.clone();
    if is_action {
        let mut text = policy.text.clone();
        text.replace_range(
            place.start as usize..place.end as usize,
            "\"ec2:RunInstances\"",
        );
        changed = changed.with_policy(0, Arc::new(Policy::read("", policy.policy_type, &text)));
    } else {
        changed.leave_out(StatementRef {
            policy: 0,
            statement: index,
        });
    }
    changed
}

#[test]
fn what_has_no_effect_changes_no_decision() {
    let config = Config {
        cases: std::env::var("IAM_PLAYGROUND_CASES")
            .ok()
            .and_then(|cases| cases.parse().ok())
            .unwrap_or(3_000),
        max_shrink_iters: 20_000,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let numbers = prop::collection::vec(any::<u16>(), 600);
    let catalog = Catalog::default();
    let counts = std::cell::RefCell::new([0usize; 3]);
    let result = runner.run(&numbers, |numbers| {
        let mut choices = Choices(numbers.into_iter());
        let policy_type = match choices.below(3) {
            0 => PolicyType::ResourceBased,
            _ => PolicyType::IdentityBased,
        };
        let text = policy(&mut choices, policy_type == PolicyType::ResourceBased);
        let reading = Reading::of(&text, policy_type);
        prop_assert!(reading.parsed.document.is_some(), "{text}");
        let mut policies = PolicySet::new();
        policies.add(Arc::new(Policy::read("", policy_type, &text)));
        // Beside them it matters how the policy of a resource names the caller.
        for other in [PolicyType::IdentityBased, PolicyType::PermissionsBoundary] {
            if policy_type == PolicyType::ResourceBased && choices.below(2) == 0 {
                policies.add(Arc::new(Policy::read("", other, OTHER)));
            }
        }
        let requests: Vec<Request> = (0..25).map(|_| request(&mut choices)).collect();
        let findings = find(&reading, None, &catalog).into_iter();
        let findings = findings.filter(|finding| {
            matches!(
                finding.issue_code,
                "PLAYGROUND_NO_EFFECT" | "PLAYGROUND_SHADOWED"
            )
        });
        for finding in findings {
            let mut counts = counts.borrow_mut();
            match (finding.issue_code, finding.locations.len()) {
                ("PLAYGROUND_SHADOWED", _) => counts[0] += 1,
                (_, 2) => counts[1] += 1,
                _ => counts[2] += 1,
            }
            let changed = without(&policies, &finding);
            for request in &requests {
                let decide = |policies: &PolicySet| evaluate(policies, request).verdict.decision;
                let (before, after) = (decide(&policies), decide(&changed));
                if before != after {
                    let details = &finding.details;
                    let place = finding.span().of(&text);
                    return Err(TestCaseError::fail(format!(
                        "{before:?} became {after:?} without `{place}`: {details}\n{text}\n{request:?}"
                    )));
                }
            }
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    let counts = counts.into_inner();
    println!("shadowed, taken back or contradictory, about nothing: {counts:?}");
    assert!(counts.iter().all(|count| *count > 20), "{counts:?}");
}
