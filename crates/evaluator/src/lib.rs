#![doc = include_str!("../README.md")]

// In reading order: a module uses only those before it.
pub mod source;

pub mod finding;

pub mod json;

pub mod pattern;

pub mod arn;

pub mod request;

pub mod variable;

pub mod arn_pattern;

pub mod condition;

pub mod policy;

pub mod public_access;

pub mod policy_set;

pub mod trace;

pub mod evaluate;

pub mod explain;

pub use evaluate::evaluate;
pub use explain::{Explanation, explain};
pub use finding::{Finding, FindingType, Fix, TextEdit};
pub use policy::{Effect, Parsed, PolicyDocument, PolicyType, Statement, parse};
pub use policy_set::{Policy, PolicySet, StatementRef};
pub use request::{Context, ContextValues, Principal, Request};
pub use source::{LineIndex, Span};
pub use trace::{DecidedBy, Decision, Evaluation, Verdict};
