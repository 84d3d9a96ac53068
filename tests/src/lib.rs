//! What proves the evaluator beside its cases: a second evaluator, written from AWS's rules alone,
//! and a source of cases to compare the two on.
//!
//! `suite.rs` runs the cases in `cases/`, `properties.rs` the properties.

#![expect(
    clippy::indexing_slicing,
    reason = "what a JSON value does not have reads as null"
)]

pub mod generate;
pub mod model;
