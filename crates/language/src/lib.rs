#![doc = include_str!("../README.md")]

// In reading order: a module uses only those before it.
pub mod catalog;

pub mod managed;

pub mod codes;

pub mod reading;

pub mod tables;

mod glob;

pub mod request;

mod tokens;

pub mod quota;

pub mod validate;

mod words;

mod keys;

mod caret;

pub mod complete;

pub mod hover;

pub mod rewrite;

#[cfg(feature = "report")]
pub mod report;

pub use catalog::Catalog;
pub use complete::{Completions, complete};
pub use hover::{Hover, hover};
pub use reading::Reading;
pub use validate::{ResourceKind, validate};
