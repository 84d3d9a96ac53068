//! Tools that are Rust programs: compiled once, by the user's own Rust, from
//! the same source of crates as the workspace's dependencies.

use std::fs;
use std::path::Path;

use super::cache;
use crate::{Result, run, versions};

/// A program to `cargo install`.
pub(super) struct Tool {
    package: &'static str,
    version: &'static str,
    program: &'static str,
    arguments: &'static [&'static str],
    time: &'static str,
}

// Not `--locked`: the lock file that it ships names a withdrawn crate.
pub(super) const WASM_BINDGEN: Tool = Tool {
    package: "wasm-bindgen-cli",
    version: versions::WASM_BINDGEN,
    program: "wasm-bindgen",
    arguments: &[],
    time: "about 2 minutes",
};

// Its default features are for downloading tools, which it never does here.
pub(super) const TRUNK: Tool = Tool {
    package: "trunk",
    version: versions::TRUNK,
    program: "trunk",
    arguments: &["--locked", "--no-default-features"],
    time: "about 5 minutes",
};

pub(super) const WASM_PACK: Tool = Tool {
    package: "wasm-pack",
    version: versions::WASM_PACK,
    program: "wasm-pack",
    arguments: &["--locked"],
    time: "about 2 minutes",
};

impl Tool {
    /// Its folder's name in the cache.
    pub(super) fn folder(&self) -> String {
        format!("{}-{}", self.package, self.version)
    }
}

/// Installs a tool that is not there yet.
pub(super) fn install(tool: &Tool, tools: &Path) -> Result<()> {
    let folder = tools.join(tool.folder());
    let program = format!("{}{}", tool.program, std::env::consts::EXE_SUFFIX);
    if folder.join("bin").join(program).is_file() {
        return Ok(());
    }
    // Kept after an interruption, so that the next run goes on from there.
    let build = tools.join(".build").join(tool.folder());
    cache::install_folder(&folder, |unfinished| {
        let mut cargo = run::command("cargo");
        cargo
            .args(["install", "--version", tool.version])
            .args(tool.arguments)
            .arg("--target-dir")
            .arg(&build)
            .arg("--root")
            .arg(unfinished)
            .arg(tool.package)
            // Short to compile rather than fast: they spend their time waiting.
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
        for name in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET"] {
            cargo.env_remove(name);
        }
        let what = format!("{} {}", tool.package, tool.version);
        cache::run_installer(&what, tool.time, cargo)
    })?;
    let _ = fs::remove_dir_all(&build);
    Ok(())
}

/// Downloads the workspace's dependencies: Trunk builds without a network.
pub(super) fn fetch_crates() -> Result<()> {
    let mut cargo = run::command("cargo");
    cargo.args(["fetch", "--quiet"]);
    let finished = run::watch(cargo, run::NO_LIMIT)?;
    if finished.success {
        return Ok(());
    }
    Err(format!(
        "the workspace's crates cannot be fetched, `cargo fetch` says `{}`: check the network and run this again",
        finished.last_line()
    ))
}
