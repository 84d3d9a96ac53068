#![doc = include_str!("../README.md")]

// In reading order: a module uses only those before it.
pub mod catalog;

pub mod managed;

pub mod codes;

pub mod reading;

pub mod tables;

mod glob;

pub mod validate;

#[cfg(feature = "report")]
pub mod report;

pub use catalog::Catalog;
pub use reading::Reading;
pub use validate::{ResourceKind, validate};
