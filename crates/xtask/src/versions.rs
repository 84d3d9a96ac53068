//! The version of every tool that the project installs, in one place.
//!
//! `Trunk.toml` and the workspace's `Cargo.toml` repeat two of them because
//! they must; `tidy` keeps them equal to these.

/// `wasm-bindgen-cli`: must be the `wasm-bindgen` that the workspace locks.
pub(crate) const WASM_BINDGEN: &str = "0.2.130";

/// `trunk`: builds the page. 0.22 wants a newer Rust than the workspace does.
pub(crate) const TRUNK: &str = "0.21.14";

/// `wasm-pack`: builds the npm package.
pub(crate) const WASM_PACK: &str = "0.15.1";

/// The npm package `binaryen`, for its `wasm-opt`.
pub(crate) const BINARYEN: &str = "132.0.0";

/// The oldest major version of Node that will do.
pub(crate) const NODE_MAJOR: u32 = 20;
