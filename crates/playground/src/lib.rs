#![doc = include_str!("../README.md")]

pub mod import;
pub mod workspace;

pub use workspace::Workspace;
