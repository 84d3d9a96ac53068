//! The answer to a case, as it is written in JSON and handed to JavaScript.

use iam_evaluator::explain::{
    ConditionExplanation, Edit, ElementExplanation, ElementState, Explanation, Gate, MissingKey,
    NearMiss, StatementExplanation, StatementRole, Step, StepState, aws_message, label,
};
use iam_evaluator::{Policy, PolicySet, Span, Verdict, evaluate, explain};
use serde::Serialize;

use crate::read::Case;

/// The answer to a case.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Answer {
    /// The case's name, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// `allowed`, `explicitDeny` or `implicitDeny`.
    #[cfg_attr(feature = "typescript", tsify(type = "Decision"))]
    pub decision: &'static str,
    /// What decided: `identity`, `resource`, `trust`, `boundary`, `session`, `scp`, `rcp`, `vpce`,
    /// `root`, or `none` where a rule of AWS decides whatever policies say: the action needs no
    /// permission, or AWS refuses the call.
    #[cfg_attr(feature = "typescript", tsify(type = "DecidedBy"))]
    pub by: &'static str,
    /// The deciding statement: its Sid, or `Statement[n]` counted from 0. None for an implicit deny.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<String>,
    /// The text of the error that AWS would show, where it documents one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Whether the case's `expected` is met, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passed: Option<bool>,
    /// How the decision came about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace: Option<TraceAnswer>,
}

/// How a decision came about.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct TraceAnswer {
    /// The decision in one sentence.
    pub summary: String,
    /// What AWS looks at, in its order.
    pub steps: Vec<StepAnswer>,
    /// Every statement of every policy.
    pub statements: Vec<StatementAnswer>,
    /// Where an Allow is missing, the Allow statements of that type of policy, the nearest first.
    pub near_misses: Vec<NearMissAnswer>,
    /// The smallest edit of a policy that removes what stands in the way, where one is small.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edit: Option<EditAnswer>,
    /// The context keys that the request does not have and that would change the decision.
    pub missing_keys: Vec<MissingKeyAnswer>,
    /// The points that AWS leaves open and that decided: `U1` and so on, as the table of
    /// `docs/semantics.md` names them.
    pub uncertain: Vec<&'static str>,
    /// Undocumented or surprising rules that bore on the decision, the uncertain points included.
    pub notes: Vec<String>,
}

/// A statement that nearly gave the Allow that was missing.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct NearMissAnswer {
    /// The name of its policy.
    pub policy: String,
    /// The Sid, or `Statement[n]` counted from 0.
    pub statement: String,
    /// The elements that failed, at least one.
    #[cfg_attr(
        feature = "typescript",
        tsify(type = "(\"Principal\" | \"Action\" | \"Resource\" | \"Condition\")[]")
    )]
    pub failed: Vec<&'static str>,
}

/// A change of the text of one policy.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct EditAnswer {
    /// `change`, `add`, `remove` or `addStatement`.
    #[cfg_attr(
        feature = "typescript",
        tsify(type = "\"change\" | \"add\" | \"remove\" | \"addStatement\"")
    )]
    pub kind: &'static str,
    /// What to replace; empty where the edit only inserts.
    pub location: Location,
    /// The text to put in its place.
    pub replacement: String,
    /// What to do and what that widens, in a sentence.
    pub text: String,
}

/// A context key that the request does not have, and that would change the decision.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct MissingKeyAnswer {
    /// The key, as a policy writes it.
    pub key: String,
    /// A value with which the decision is another one; more where the operator takes several.
    pub values: Vec<String>,
    /// The decision if the request had the key with that value.
    #[cfg_attr(feature = "typescript", tsify(type = "Decision"))]
    pub if_present: &'static str,
    /// The decision without the key, as it is.
    #[cfg_attr(feature = "typescript", tsify(type = "Decision"))]
    pub if_absent: &'static str,
    /// The same in a sentence.
    pub text: String,
}

/// One step of the way to the decision.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct StepAnswer {
    /// `explicitDeny`, `rule`, or the word for a type of policy.
    #[cfg_attr(feature = "typescript", tsify(type = "Gate"))]
    pub gate: &'static str,
    /// `denied`, `allowed`, `passed`, `noAllow`, `noPolicy`, `exempt` or `notReached`.
    #[cfg_attr(
        feature = "typescript",
        tsify(
            type = "\"denied\" | \"allowed\" | \"passed\" | \"noAllow\" | \"noPolicy\" | \"exempt\" | \"notReached\""
        )
    )]
    pub state: &'static str,
    /// The same in a sentence.
    pub text: String,
}

/// What came of one statement.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct StatementAnswer {
    /// The Sid, or `Statement[n]` counted from 0.
    pub statement: String,
    /// `Allow` or `Deny`.
    #[cfg_attr(feature = "typescript", tsify(type = "\"Allow\" | \"Deny\""))]
    pub effect: &'static str,
    /// `decided`, `applies`, `moot` or `doesNotApply`.
    #[cfg_attr(
        feature = "typescript",
        tsify(type = "\"decided\" | \"applies\" | \"moot\" | \"doesNotApply\"")
    )]
    pub role: &'static str,
    /// The same in a sentence.
    pub text: String,
    /// The whole statement.
    pub location: Location,
    /// Principal, Action, Resource and Condition.
    pub elements: Vec<ElementAnswer>,
}

/// What came of one element.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct ElementAnswer {
    /// `Principal`, `Action`, `Resource` or `Condition`.
    #[cfg_attr(
        feature = "typescript",
        tsify(type = "\"Principal\" | \"Action\" | \"Resource\" | \"Condition\"")
    )]
    pub element: &'static str,
    /// `matches`, `doesNotMatch` or `notPresent`.
    #[cfg_attr(
        feature = "typescript",
        tsify(type = "\"matches\" | \"doesNotMatch\" | \"notPresent\"")
    )]
    pub state: &'static str,
    /// Why, in a few words.
    pub text: String,
    /// The words that it came of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// For `Condition`, every key.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<ConditionAnswer>,
}

/// What came of one condition key.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct ConditionAnswer {
    /// The operator, as the policy writes it.
    pub operator: String,
    /// The condition key, as the policy writes it.
    pub key: String,
    /// Whether it holds.
    pub holds: bool,
    /// Why, in a few words with the values compared.
    pub text: String,
    /// The words that it came of.
    pub location: Location,
}

/// A place in the text of a policy.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Location {
    /// The policy's name.
    pub policy: String,
    /// The first character.
    pub start: Place,
    /// The character after the last.
    pub end: Place,
}

/// A place between two characters of a text.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Place {
    /// The line, counted from 1.
    pub line: u32,
    /// The column in characters, counted from 0.
    pub column: u32,
    /// The offset in UTF-16 units, as JavaScript's strings count, from 0.
    pub offset: u32,
}

/// How much of the trace an answer holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TraceDetail {
    /// Nothing.
    None,
    /// Everything.
    Full,
}

impl Answer {
    /// Answers a case.
    #[must_use]
    pub fn to(case: &Case, detail: TraceDetail) -> Answer {
        let evaluation = evaluate(&case.policies, &case.request);
        let expects_points = case
            .expected
            .as_ref()
            .is_some_and(|e| e.uncertain.is_some());
        if detail == TraceDetail::Full || expects_points {
            let explanation = explain(&evaluation, &case.policies, &case.request);
            return Answer::from_explanation(case, &explanation, detail);
        }
        let message = aws_message(&evaluation, &case.policies, &case.request);
        Answer::new(case, evaluation.verdict, message)
    }

    /// Answers a case with an explanation that was made of it before.
    #[must_use]
    pub fn from_explanation(case: &Case, explanation: &Explanation, detail: TraceDetail) -> Answer {
        let mut answer = Answer::new(case, explanation.verdict, explanation.message.clone());
        if let Some(expected) = case.expected.as_ref().and_then(|e| e.uncertain.as_ref()) {
            let found = explanation.uncertain.iter().map(|point| point.as_str());
            answer.passed = answer
                .passed
                .map(|passed| passed && found.eq(expected.iter()));
        }
        if detail == TraceDetail::Full {
            answer.trace = Some(trace_answer(explanation, case));
        }
        answer
    }

    fn new(case: &Case, verdict: Verdict, message: Option<String>) -> Answer {
        let mut answer = Answer {
            id: case.id.clone(),
            decision: verdict.decision.as_str(),
            by: verdict.by.as_str(),
            statement: verdict
                .statement
                .map(|reference| label(&case.policies, reference)),
            message,
            passed: None,
            trace: None,
        };
        answer.passed = case.expected.as_ref().map(|expected| {
            let met = |expected: &Option<String>, found: Option<&str>| {
                expected.is_none() || expected.as_deref() == found
            };
            met(&expected.decision, Some(answer.decision))
                && met(&expected.by, Some(answer.by))
                && met(&expected.statement, answer.statement.as_deref())
                && met(&expected.message, answer.message.as_deref())
        });
        answer
    }
}

fn trace_answer(explanation: &Explanation, case: &Case) -> TraceAnswer {
    let policies = &case.policies;
    let edit = explanation.smallest_edit(policies, &case.request);
    let statement = |statement| statement_answer(statement, policies);
    TraceAnswer {
        summary: explanation.summary.clone(),
        steps: explanation.steps.iter().map(step_answer).collect(),
        statements: explanation
            .statements
            .iter()
            .filter_map(statement)
            .collect(),
        near_misses: explanation
            .near_misses
            .iter()
            .map(|m| near_miss(m, policies))
            .collect(),
        edit: edit.and_then(|edit| edit_answer(edit, policies)),
        missing_keys: explanation.missing_keys.iter().map(missing_key).collect(),
        uncertain: explanation
            .uncertain
            .iter()
            .map(|point| point.as_str())
            .collect(),
        notes: explanation.notes.clone(),
    }
}

fn near_miss(miss: &NearMiss, policies: &PolicySet) -> NearMissAnswer {
    NearMissAnswer {
        policy: policies
            .policy(miss.reference)
            .map_or(String::new(), |p| p.name.clone()),
        statement: label(policies, miss.reference),
        failed: miss.failed.iter().map(|element| element.as_str()).collect(),
    }
}

fn edit_answer(edit: Edit, policies: &PolicySet) -> Option<EditAnswer> {
    let member = policies.members().get(edit.policy as usize)?;
    Some(EditAnswer {
        kind: edit.kind.as_str(),
        location: location(&member.policy, edit.span),
        replacement: edit.replacement,
        text: edit.text,
    })
}

fn missing_key(missing: &MissingKey) -> MissingKeyAnswer {
    MissingKeyAnswer {
        key: missing.key.clone(),
        values: missing.values.as_slice().to_vec(),
        if_present: missing.if_present.decision.as_str(),
        if_absent: missing.if_absent.decision.as_str(),
        text: missing.text(),
    }
}

fn step_answer(step: &Step) -> StepAnswer {
    StepAnswer {
        gate: match step.gate {
            Gate::ExplicitDeny => "explicitDeny",
            Gate::Rule => "rule",
            Gate::Policies(policy_type) => iam_evaluator::DecidedBy::Policies(policy_type).as_str(),
        },
        state: match step.state {
            StepState::Denied => "denied",
            StepState::Allowed => "allowed",
            StepState::Passed => "passed",
            StepState::NoAllow => "noAllow",
            StepState::NoPolicy => "noPolicy",
            StepState::Exempt => "exempt",
            StepState::NotReached => "notReached",
        },
        text: step.text.clone(),
    }
}

fn statement_answer(
    statement: &StatementExplanation,
    policies: &PolicySet,
) -> Option<StatementAnswer> {
    let policy = policies.policy(statement.reference)?;
    Some(StatementAnswer {
        statement: statement.label.clone(),
        effect: statement.effect.as_str(),
        role: match statement.role {
            StatementRole::Decided => "decided",
            StatementRole::Applies => "applies",
            StatementRole::Moot => "moot",
            StatementRole::DoesNotApply => "doesNotApply",
        },
        text: statement.text.clone(),
        location: location(policy, statement.span),
        elements: statement
            .elements
            .iter()
            .map(|e| element_answer(e, policy))
            .collect(),
    })
}

fn element_answer(element: &ElementExplanation, policy: &Policy) -> ElementAnswer {
    ElementAnswer {
        element: element.element.as_str(),
        state: match element.state {
            ElementState::Matches => "matches",
            ElementState::DoesNotMatch => "doesNotMatch",
            ElementState::NotPresent => "notPresent",
        },
        text: element.text.clone(),
        location: element.span.map(|span| location(policy, span)),
        conditions: element
            .conditions
            .iter()
            .map(|c| condition_answer(c, policy))
            .collect(),
    }
}

fn condition_answer(condition: &ConditionExplanation, policy: &Policy) -> ConditionAnswer {
    ConditionAnswer {
        operator: condition.operator.clone(),
        key: condition.key.clone(),
        holds: condition.holds,
        text: condition.text.clone(),
        location: location(policy, condition.span),
    }
}

fn location(policy: &Policy, span: Span) -> Location {
    Location {
        policy: policy.name.clone(),
        start: place(policy, span.start),
        end: place(policy, span.end),
    }
}

fn place(policy: &Policy, offset: u32) -> Place {
    let position = policy.lines.position(&policy.text, offset);
    Place {
        line: position.line,
        column: position.column,
        offset: policy.lines.utf16(&policy.text, offset),
    }
}
