#![doc = include_str!("../README.md")]

pub mod workspace;

pub use workspace::Workspace;
