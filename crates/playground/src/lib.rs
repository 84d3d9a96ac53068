#![doc = include_str!("../README.md")]

pub mod ask;
pub mod contents;
pub mod export;
pub mod import;
pub mod received;
pub mod redact;
pub mod share;
pub mod workspace;

pub use workspace::Workspace;
