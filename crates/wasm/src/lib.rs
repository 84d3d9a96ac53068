//! The JavaScript face of the evaluator.
