//! From a trace to sentences with spans: the only English about decisions.
//!
//! Views show what is written here and phrase nothing themselves.

mod edit;
mod likeness;
mod limits;
mod message;
mod missing;
mod near;
mod statement;
mod steps;
mod text;
mod uncertain;

pub use edit::{Edit, EditKind};
pub use limits::{Limit, limits, limits_text};
pub use message::aws_message;
pub use missing::MissingKey;
pub use near::NearMiss;
pub use text::label;
pub use uncertain::UncertainPoint;

use crate::policy::{Effect, PolicyType};
use crate::policy_set::{PolicySet, StatementRef};
use crate::request::Request;
use crate::source::Span;
use crate::trace::{Evaluation, Verdict};

/// An explained decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The verdict that is explained.
    pub verdict: Verdict,
    /// The verdict in one sentence.
    pub summary: String,
    /// The text of the error that AWS itself would show; none where the request is allowed, or
    /// where AWS documents no such text.
    pub message: Option<String>,
    /// What AWS looks at, in its order, as far as policies of the type exist or matter.
    pub steps: Vec<Step>,
    /// Every statement of every policy that was read, in the order of the policy set.
    pub statements: Vec<StatementExplanation>,
    /// Where an Allow is missing, the Allow statements of that type of policy, the nearest first.
    pub near_misses: Vec<NearMiss>,
    /// The context keys that the request does not have and that would change the decision.
    pub missing_keys: Vec<MissingKey>,
    /// The points that AWS leaves open and that decided: with another reading the decision would
    /// differ, or rest on another type of policy.
    pub uncertain: Vec<UncertainPoint>,
    /// Which undocumented or surprising rules bore on this decision, the uncertain points included.
    pub notes: Vec<String>,
}

/// One step of the way to the decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What is looked at: `Explicit deny`, or a type of policy.
    pub gate: Gate,
    /// What came of it.
    pub state: StepState,
    /// The same in a sentence.
    pub text: String,
    /// The statements that it came of.
    pub statements: Vec<StatementRef>,
}

/// What a step looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Gate {
    /// Every Deny statement of every policy.
    ExplicitDeny,
    /// A rule of AWS that stands above the policies; only where it decides.
    Rule,
    /// The policies of one type, for the Allow that they must or may hold.
    Policies(PolicyType),
}

impl Gate {
    /// A short title.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Gate::ExplicitDeny => "Explicit deny",
            Gate::Rule => "Rule of AWS",
            Gate::Policies(PolicyType::ServiceControl) => "SCPs",
            Gate::Policies(PolicyType::ResourceControl) => "RCPs",
            Gate::Policies(PolicyType::VpcEndpoint) => "VPC endpoint policy",
            Gate::Policies(PolicyType::ResourceBased) => "Resource-based policy",
            Gate::Policies(PolicyType::RoleTrust) => "Role trust policy",
            Gate::Policies(PolicyType::IdentityBased) => "Identity-based policies",
            Gate::Policies(PolicyType::PermissionsBoundary) => "Permissions boundary",
            Gate::Policies(PolicyType::Session) => "Session policies",
        }
    }
}

/// What came of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StepState {
    /// The request was denied here.
    Denied,
    /// The Allow that decides was found here.
    Allowed,
    /// Nothing here stands in the way; the next step goes on.
    Passed,
    /// An Allow that is needed is missing here: the request is denied.
    NoAllow,
    /// There are no such policies.
    NoPolicy,
    /// There are such policies, but they do not bear on this request.
    Exempt,
    /// The decision was made before this step.
    NotReached,
}

/// One statement, explained.
#[derive(Clone, Debug, PartialEq)]
pub struct StatementExplanation {
    /// Which statement.
    pub reference: StatementRef,
    /// The Sid, or `Statement[n]`, counted from 0.
    pub label: String,
    /// `Effect`.
    pub effect: Effect,
    /// The whole statement.
    pub span: Span,
    /// What part it played.
    pub role: StatementRole,
    /// The elements, in the order Principal, Action, Resource, Condition.
    pub elements: [ElementExplanation; 4],
    /// One sentence on the statement: `Does not apply: Resource does not match.`
    pub text: String,
}

/// What part a statement played.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StatementRole {
    /// It is the statement that decided.
    Decided,
    /// Every element matches, and another statement or rule decided.
    Applies,
    /// Every element matches, but policies of its type do not bear on the request.
    Moot,
    /// Some element does not match.
    DoesNotApply,
}

/// The four elements of a statement that are matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Element {
    /// `Principal` or `NotPrincipal`.
    Principal,
    /// `Action` or `NotAction`.
    Action,
    /// `Resource` or `NotResource`.
    Resource,
    /// `Condition`.
    Condition,
}

impl Element {
    /// The element's name, as the policy writes it without `Not`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Element::Principal => "Principal",
            Element::Action => "Action",
            Element::Resource => "Resource",
            Element::Condition => "Condition",
        }
    }
}

/// One element, explained.
#[derive(Clone, Debug, PartialEq)]
pub struct ElementExplanation {
    /// Which element.
    pub element: Element,
    /// What came of it.
    pub state: ElementState,
    /// Why, in a few words: `s3:Get* matches`, `3 patterns, none matches`.
    pub text: String,
    /// The text to show for it: the pattern that matched, else the whole element.
    pub span: Option<Span>,
    /// For `Condition`, every key with its own outcome.
    pub conditions: Vec<ConditionExplanation>,
}

/// What came of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ElementState {
    /// It matches the request.
    Matches,
    /// It does not.
    DoesNotMatch,
    /// The statement has no such element, so it restricts nothing.
    NotPresent,
}

impl ElementState {
    /// The sign: `✓`, `✗` or `–`.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            ElementState::Matches => "✓",
            ElementState::DoesNotMatch => "✗",
            ElementState::NotPresent => "–",
        }
    }

    /// The word that goes with the sign.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            ElementState::Matches => "matches",
            ElementState::DoesNotMatch => "no match",
            ElementState::NotPresent => "not present",
        }
    }
}

/// One condition key of one operator, explained.
#[derive(Clone, Debug, PartialEq)]
pub struct ConditionExplanation {
    /// Whether it holds.
    pub holds: bool,
    /// The operator, as the policy writes it.
    pub operator: String,
    /// The condition key, as the policy writes it.
    pub key: String,
    /// Why, in a few words with the values compared.
    pub text: String,
    /// The text to show for it: the value that fits, else the key and its values.
    pub span: Span,
}

/// Explains an evaluation of `request` under `policies`.
#[must_use]
pub fn explain(evaluation: &Evaluation, policies: &PolicySet, request: &Request) -> Explanation {
    let statements = statement::explain_statements(evaluation, policies, request);
    let uncertain = uncertain::uncertain_points(evaluation, policies, request);
    Explanation {
        verdict: evaluation.verdict,
        summary: text::summary(evaluation, policies, request),
        message: message::aws_message(evaluation, policies, request),
        steps: steps::steps(evaluation, policies, request),
        near_misses: near::near_misses(evaluation, &statements, policies, request),
        missing_keys: missing::missing_keys(evaluation, policies, request),
        statements,
        notes: text::notes(evaluation, request, &uncertain),
        uncertain,
    }
}
