//! The suite of cases and its runners.
