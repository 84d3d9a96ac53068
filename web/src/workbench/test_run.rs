//! The tests: what each is answered, whether that is what it expects, and which statements decided.

use std::collections::BTreeSet;

use iam_case::Expected;
use iam_evaluator::{Decision, Effect, Evaluation, PolicyType, StatementRef, Verdict};

use crate::workbench::outcome::{Obstacle, Off, Outcome, Policies, ambiguity, build_request};
use crate::workbench::reading::Reading;
use crate::workspace::{PolicyId, TestDraft, TestId};

/// What came of all tests.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TestRun {
    /// In the order of the tests.
    pub results: Vec<TestResult>,
    /// The statements that decided in some test.
    pub decided: BTreeSet<(PolicyId, u32)>,
}

/// What came of one test.
#[derive(Clone, Debug, PartialEq)]
pub struct TestResult {
    /// Which test.
    pub id: TestId,
    /// Its answer, or why it has none.
    pub answer: Result<TestAnswer, String>,
}

/// The answer to a test.
#[derive(Clone, Debug, PartialEq)]
pub struct TestAnswer {
    /// The verdict.
    pub verdict: Verdict,
    /// The statement that decided, if one did.
    pub statement: Option<String>,
    /// Whether it is what was expected.
    pub is_as_expected: bool,
    /// The verdict with everything switched on, where it is another one.
    pub all_on: Option<Verdict>,
}

impl TestRun {
    /// Answers all tests.
    pub fn of(reading: &Reading, tests: &[TestDraft], off: &Off) -> TestRun {
        let mut run = TestRun::default();
        if tests.is_empty() {
            return run;
        }
        let unclear = ambiguity(reading);
        let policies = Policies::of(reading, off, false);
        let is_off = !off.is_empty() || reading.policies.iter().any(|policy| !policy.is_on);
        let all_on = is_off.then(|| Policies::of(reading, off, true)).flatten();
        for test in tests {
            let answer = match (&policies, unclear) {
                (_, Some(policy_type)) => Err(format!(
                    "There is more than one {}, and a request meets at most one.",
                    policy_type.name()
                )),
                (Some(policies), None) => answer(test, policies, all_on.as_ref(), &mut run.decided),
                (None, None) => Err("There is no policy to ask.".to_owned()),
            };
            run.results.push(TestResult {
                id: test.id,
                answer,
            });
        }
        run
    }

    /// What came of one test.
    pub fn result(&self, id: TestId) -> Option<&TestResult> {
        self.results.iter().find(|result| result.id == id)
    }

    /// How many are answered as expected.
    pub fn passed(&self) -> usize {
        let answers = self.results.iter().flat_map(|result| &result.answer);
        answers.filter(|answer| answer.is_as_expected).count()
    }
}

fn answer(
    test: &TestDraft,
    policies: &Policies,
    all_on: Option<&Policies>,
    decided: &mut BTreeSet<(PolicyId, u32)>,
) -> Result<TestAnswer, String> {
    let request = build_request(&test.request, false).map_err(|obstacles| {
        let first = obstacles.into_iter().find_map(|obstacle| match obstacle {
            Obstacle::Field(field, problem) => Some(format!("{}: {problem}", field.as_str())),
            Obstacle::Twice(_, key) => Some(format!("It has the context key `{key}` twice.")),
            _ => None,
        });
        first.unwrap_or_else(|| "Its request cannot be asked.".to_owned())
    })?;
    let evaluation = policies.evaluate(&request);
    let verdict = evaluation.verdict;
    let carrying = carrying(&evaluation);
    decided.extend(
        carrying.filter_map(|reference| Some((policies.id(reference)?, reference.statement))),
    );
    let statement = verdict
        .statement
        .and_then(|reference| policies.statement(reference))
        .map(|(label, _)| label);
    Ok(TestAnswer {
        verdict,
        is_as_expected: is_as_expected(&test.expected, verdict, statement.as_deref()),
        statement,
        all_on: all_on
            .map(|policies| policies.decide(&request))
            .filter(|other| other.decision != verdict.decision),
    })
}

/// The statements that carry a decision: for an Allow all that allow, since the guardrails have a
/// part in it too, for an explicit deny all that deny. Nothing carries an implicit deny.
fn carrying(evaluation: &Evaluation) -> impl Iterator<Item = StatementRef> {
    let effect = match evaluation.verdict.decision {
        Decision::Allowed => Some(Effect::Allow),
        Decision::ExplicitDeny => Some(Effect::Deny),
        Decision::ImplicitDeny => None,
    };
    let types = effect.into_iter().flat_map(|effect| {
        PolicyType::ALL
            .into_iter()
            .map(move |policy_type| (policy_type, effect))
    });
    types
        .flat_map(|(policy_type, effect)| evaluation.trace.matching(policy_type, effect))
        .map(|statement| statement.reference)
}

/// A statement that decided neither a test nor the request at hand.
#[derive(Clone, Debug, PartialEq)]
pub struct Idle {
    /// Its policy.
    pub policy: PolicyId,
    /// Its place in the policy.
    pub statement: u32,
    /// What it is called.
    pub label: String,
    /// What its policy is called.
    pub policy_name: String,
}

/// The statements that take part and decided neither a test nor the request at hand; none where
/// there are no tests to judge by.
pub fn idle(reading: &Reading, off: &Off, run: &TestRun, outcome: &Outcome) -> Vec<Idle> {
    if run.results.is_empty() {
        return Vec::new();
    }
    let mut decided = run.decided.clone();
    if let Some(assessment) = &outcome.assessment {
        let carrying = carrying(&assessment.evaluation);
        decided.extend(carrying.filter_map(|reference| {
            let (id, _) = assessment.policy(reference)?;
            Some((*id, reference.statement))
        }));
    }
    let mut idle = Vec::new();
    for policy in reading.policies.iter().filter(|policy| policy.is_on) {
        let Some(in_force) = policy.in_force() else {
            continue;
        };
        for (index, statement) in (0..).zip(in_force.statements()) {
            let place = (policy.id, index);
            if decided.contains(&place) || off.contains(&place) {
                continue;
            }
            idle.push(Idle {
                policy: policy.id,
                statement: index,
                label: match &statement.sid {
                    Some(sid) => sid.value.clone(),
                    None => format!("Statement[{index}]"),
                },
                policy_name: policy.name.clone(),
            });
        }
    }
    idle
}

fn is_as_expected(expected: &Expected, verdict: Verdict, statement: Option<&str>) -> bool {
    let fits = |wanted: &Option<String>, is: Option<&str>| match wanted {
        Some(wanted) => is == Some(wanted),
        None => true,
    };
    fits(&expected.decision, Some(verdict.decision.as_str()))
        && fits(&expected.by, Some(verdict.by.as_str()))
        && fits(&expected.statement, statement)
}

/// What a test expects that wants just this answer.
pub fn expecting(verdict: Verdict, statement: Option<String>) -> Expected {
    Expected {
        decision: Some(verdict.decision.as_str().to_owned()),
        by: Some(verdict.by.as_str().to_owned()),
        statement,
        ..Expected::default()
    }
}
