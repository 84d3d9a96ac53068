//! The case: the JSON form of one authorization question, and of its answer.
//!
//! The command line and the npm package speak it; `docs/case-format.md` describes it. Reading is in
//! [`Case::read`], the answer in [`Answer`]. A [`Scenario`] carries the same in Markdown.

mod answer;
mod kind;
mod read;
mod scenario;

pub use answer::{
    Answer, ConditionAnswer, EditAnswer, ElementAnswer, Location, MissingKeyAnswer, NearMissAnswer,
    Place, StatementAnswer, StepAnswer, TraceAnswer, TraceDetail,
};
pub use kind::{POLICY_KINDS, policy_type_of, word_of};
pub use read::{Case, CaseError, CasePolicies, Expected};
pub use scenario::{Scenario, ScenarioError, ScenarioPolicy, ScenarioRequest};
