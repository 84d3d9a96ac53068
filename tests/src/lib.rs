//! The suite of cases; see `tests/suite.rs` for its runner.
