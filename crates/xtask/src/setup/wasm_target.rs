//! A Rust that compiles and links for `wasm32-unknown-unknown`, in three ways:
//!
//! 1. the active toolchain can already;
//! 2. `rustup target add`, which takes seconds where rustup's server answers;
//! 3. Debian's packages, from which the target's standard library is built
//!    once (`setup::wasm_target::debian`).
//!
//! Whether it works is asked by compiling and linking a program: that the
//! target's folder exists says nothing about a linker, nor whether the library
//! in it is of this compiler.

mod debian;

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use super::{apt, cache};
use crate::{Result, run};

pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

const SWITCH: &str = "IAM_PLAYGROUND_WASM_TOOLCHAIN";

/// The toolchain that wasm is built with.
#[derive(Clone, Copy)]
pub(crate) enum WasmToolchain {
    /// The user's own.
    Active,
    /// Debian's, known to rustup under this name.
    Debian,
}

impl WasmToolchain {
    /// Makes a command use it.
    pub(crate) fn select(self, command: &mut Command) {
        match self {
            WasmToolchain::Active => {}
            WasmToolchain::Debian => {
                command.env("RUSTUP_TOOLCHAIN", debian::TOOLCHAIN);
            }
        }
    }
}

/// The toolchain to build wasm with, installed if there is none.
pub(super) fn install() -> Result<WasmToolchain> {
    match env::var(SWITCH).as_deref() {
        Err(_) | Ok("") => {}
        Ok("debian") => return debian::install().map(|()| WasmToolchain::Debian),
        Ok(other) => {
            return Err(format!(
                "{SWITCH} is `{other}`: set it to `debian` or not at all"
            ));
        }
    }
    if works(run::command("rustc"))? {
        return Ok(WasmToolchain::Active);
    }
    // Where an earlier run ended in the third way the network is not asked again.
    if debian::is_ready()? {
        return Ok(WasmToolchain::Debian);
    }
    let refusal = match add_by_rustup()? {
        Ok(()) => return Ok(WasmToolchain::Active),
        Err(refusal) => refusal,
    };
    if !apt::is_there() {
        return Err(format!(
            "the wasm target is missing and rustup says `{refusal}`: connect to the internet and run `rustup target add {TARGET}`"
        ));
    }
    println!("  rustup says `{refusal}`: Debian's packages are used instead");
    debian::install()?;
    Ok(WasmToolchain::Debian)
}

/// One try; the inner error is what rustup said.
fn add_by_rustup() -> Result<std::result::Result<(), String>> {
    println!("installing the wasm target by rustup (about half a minute, once)");
    let mut rustup = run::command("rustup");
    rustup
        .args(["target", "add", TARGET])
        .env("RUSTUP_MAX_RETRIES", "0")
        .env("RUST_BACKTRACE", "0");
    let finished = match run::watch(rustup, Duration::from_secs(120)) {
        Ok(finished) => finished,
        Err(_) => return Ok(Err("there is no rustup".to_owned())),
    };
    if !finished.success {
        let words = finished.output.lines().find(|line| line.contains("error:"));
        return Ok(Err(words.unwrap_or(finished.last_line()).trim().to_owned()));
    }
    if works(run::command("rustc"))? {
        return Ok(Ok(()));
    }
    Ok(Err(
        "the target is there, but nothing links with it".to_owned()
    ))
}

/// Whether this rustc compiles and links a program that uses std.
fn works(mut rustc: Command) -> Result<bool> {
    const PROGRAM: &str = "\
#[unsafe(no_mangle)]
pub extern \"C\" fn f(n: u32) -> usize { format!(\"{n}\").len() }
";
    let folder = probe_folder()?;
    let source = folder.join("probe.rs");
    let product = folder.join("probe.wasm");
    fs::write(&source, PROGRAM)
        .map_err(|error| format!("{} cannot be written ({error})", source.display()))?;
    rustc
        .args(["--edition", "2024", "--target", TARGET])
        .args(["--crate-type", "cdylib", "-o"])
        .arg(&product)
        .arg(&source);
    let success = run::output(rustc).is_some() && product.is_file();
    let _ = fs::remove_dir_all(folder);
    Ok(success)
}

fn probe_folder() -> Result<PathBuf> {
    let folder = cache::folder()?.join(format!("probe-{}", std::process::id()));
    cache::create(&folder)?;
    Ok(folder)
}
