//! The wasm target from Debian's packages (bookworm with security updates).
//!
//! Debian ships the compiler `rustc-web` with the sources of its standard
//! library, but not that library for `wasm32-unknown-unknown`. So it is built
//! from them, put where that compiler looks for it, and the compiler is made
//! known to rustup under the name `debian`: from then on
//! `cargo +debian build --target wasm32-unknown-unknown` needs no flags.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{TARGET, works};
use crate::setup::{self, apt, cache};
use crate::{Result, run};

/// The name that rustup knows it by.
pub(super) const TOOLCHAIN: &str = "debian";

const PACKAGES: &[&str] = &["rustc-web", "cargo-web", "rust-web-src", "rust-web-clippy"];
const PREFIX: &str = "/usr";
const RUSTC: &str = "/usr/bin/rustc";
const CARGO: &str = "/usr/bin/cargo";
const CLIPPY: &str = "/usr/bin/cargo-clippy";

/// The oldest Rust that compiles the workspace.
const OLDEST: &str = env!("CARGO_PKG_RUST_VERSION");

/// What `rustc -vV` and `rustc --print` say of Debian's compiler.
struct Compiler {
    release: String,
    commit: String,
    host: String,
    llvm_major: String,
    sysroot: PathBuf,
    /// Where the libraries of the wasm target belong.
    libraries: PathBuf,
}

impl Compiler {
    fn sources(&self) -> PathBuf {
        self.sysroot.join("lib/rustlib/src/rust")
    }

    /// The folder in which rustc looks for `rust-lld`.
    fn linkers(&self) -> PathBuf {
        self.sysroot
            .join("lib/rustlib")
            .join(&self.host)
            .join("bin")
    }

    fn is_new_enough(&self) -> bool {
        number(&self.release) >= number(OLDEST)
    }
}

/// Whether an earlier run has made it, and it still works.
pub(super) fn is_ready() -> Result<bool> {
    Ok(is_linked() && has_packages() && works(with_rustup())?)
}

/// Makes it.
pub(super) fn install() -> Result<()> {
    if is_ready()? {
        return Ok(());
    }
    if !has_packages() {
        if !apt::is_there() {
            return Err(format!(
                "this system has no Debian packages: unset IAM_PLAYGROUND_WASM_TOOLCHAIN and run `rustup target add {TARGET}`"
            ));
        }
        apt::install(
            "Debian's Rust for the wasm target",
            "about a minute",
            PACKAGES,
        )?;
    }
    let compiler = ask_compiler()
        .ok_or("Debian's package rustc-web gave no working /usr/bin/rustc: reinstall it")?;
    if !compiler.is_new_enough() {
        return Err(format!(
            "Debian's rustc-web is {} and {OLDEST} is needed: add Debian's security updates to apt's sources",
            compiler.release
        ));
    }
    install_linker(&compiler)?;
    if !works(run::command(RUSTC))? {
        install_library(&compiler)?;
    }
    link()?;
    if works(with_rustup())? {
        return Ok(());
    }
    Err(format!(
        "rustup's toolchain `{TOOLCHAIN}` does not compile for {TARGET}: run `rustup toolchain uninstall {TOOLCHAIN}` and this again"
    ))
}

/// Whether the packages are there, and recent enough.
fn has_packages() -> bool {
    let programs = [RUSTC, CARGO, CLIPPY];
    programs.iter().all(|program| Path::new(program).exists())
        && ask_compiler().is_some_and(|compiler| {
            compiler.is_new_enough() && compiler.sources().join("library/std").exists()
        })
}

fn ask_compiler() -> Option<Compiler> {
    let ask = |arguments: &[&str]| {
        let mut rustc = run::command(RUSTC);
        rustc.args(arguments);
        run::output(rustc)
    };
    let version = ask(&["-vV"])?;
    let field = |name: &str| {
        let mut lines = version.lines();
        lines.find_map(|line| line.strip_prefix(name).map(str::to_owned))
    };
    let llvm = field("LLVM version: ")?;
    Some(Compiler {
        release: field("release: ")?,
        commit: field("commit-hash: ")?,
        host: field("host: ")?,
        llvm_major: llvm.split('.').next()?.to_owned(),
        sysroot: ask(&["--print", "sysroot"])?.into(),
        libraries: ask(&["--print", "target-libdir", "--target", TARGET])?.into(),
    })
}

/// The `(1, 96)` of `1.96.0`.
fn number(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.split('.').map(|number| number.parse().ok());
    Some((numbers.next()??, numbers.next()??))
}

/// `rust-lld`: the lld of the compiler's own LLVM, under that name.
fn install_linker(compiler: &Compiler) -> Result<()> {
    let linker = compiler.linkers().join("rust-lld");
    let llvm = &compiler.llvm_major;
    let lld = PathBuf::from(format!("/usr/lib/llvm-{llvm}/bin/lld"));
    // A link to another version's lld is of an older compiler.
    let is_link_to_lld = |target: PathBuf| target == lld;
    if linker.exists() && fs::read_link(&linker).map_or(true, is_link_to_lld) {
        return Ok(());
    }
    if !lld.exists() {
        apt::install("the linker", "seconds", &[&format!("lld-{llvm}")])?;
    }
    root("mkdir", &[Path::new("-p"), &compiler.linkers()])?;
    root("ln", &[Path::new("-sfn"), &lld, &linker])
}

/// Builds the standard library in the cache and copies it to the compiler's.
fn install_library(compiler: &Compiler) -> Result<()> {
    root("true", &[])?; // Not asked for after the building only.
    let Compiler {
        release, commit, ..
    } = compiler;
    let work = cache::folder()?
        .join("wasm-std")
        .join(format!("{release}-{commit}"));
    let built = build_library(compiler, &work)?;

    let new = compiler.libraries.with_extension("new");
    let mut copy: Vec<&Path> = built.iter().map(PathBuf::as_path).collect();
    copy.push(&new);
    root("rm", &[Path::new("-rf"), &new])?;
    root("mkdir", &[Path::new("-p"), &new])?;
    root("cp", &copy)?;
    root("rm", &[Path::new("-rf"), &compiler.libraries])?;
    root("mv", &[&new, &compiler.libraries])?;
    let _ = fs::remove_dir_all(&work);
    if works(run::command(RUSTC))? {
        return Ok(());
    }
    Err(format!(
        "the wasm target's library was built for Debian's rustc {release}, which does not compile with it: use rustup's, by `rustup target add {TARGET}`"
    ))
}

/// The library's files: what `-Zbuild-std` makes for a crate that is empty.
fn build_library(compiler: &Compiler, work: &Path) -> Result<Vec<PathBuf>> {
    const SEED: &str = "wasm_std_seed";
    // As rustup's: optimized for speed, without debug information.
    const MANIFEST: &str = "\
[package]
name = \"wasm_std_seed\"
version = \"0.0.0\"
edition = \"2021\"
[workspace]
[profile.release]
opt-level = 3
debug = 0
codegen-units = 1
incremental = false
";
    let unwritable = |error| format!("{} cannot be written ({error})", work.display());
    let target = work.join("target");
    let _ = fs::remove_dir_all(&target);
    cache::create(&work.join("src"))?;
    fs::write(work.join("Cargo.toml"), MANIFEST).map_err(unwritable)?;
    fs::write(work.join("src/lib.rs"), "#![no_std]\n").map_err(unwritable)?;

    let mut cargo = run::command(CARGO);
    for name in [
        "CARGO_BUILD_RUSTFLAGS",
        "CARGO_BUILD_TARGET",
        "CARGO_TARGET_DIR",
        "RUSTFLAGS",
        "RUSTC_WORKSPACE_WRAPPER",
        "RUSTC_WRAPPER",
        "RUSTUP_TOOLCHAIN",
    ] {
        cargo.env_remove(name);
    }
    cargo
        .current_dir(work)
        .env("RUSTC", RUSTC)
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_ENCODED_RUSTFLAGS", flags(compiler))
        .args(["build", "--release", "--target", TARGET])
        .arg("-Zbuild-std=std,panic_abort,panic_unwind,proc_macro,test")
        .arg("--target-dir")
        .arg(&target);
    cache::run_installer("the wasm target's library", "about a minute", cargo)?;

    let folder = target.join(TARGET).join("release/deps");
    let files = fs::read_dir(&folder)
        .map_err(|error| format!("{} cannot be read ({error})", folder.display()))?;
    Ok(files
        .filter_map(|file| Some(file.ok()?.path()))
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.ends_with(".rlib") && !name.contains(SEED)
        })
        .collect())
}

/// Bitcode, or a user of the library cannot be optimized as a whole (cargo
/// leaves it out); and in panic messages the paths that rustup's library has.
fn flags(compiler: &Compiler) -> String {
    let sources = compiler.sources();
    let packaged = fs::canonicalize(&sources).unwrap_or_else(|_| sources.clone());
    let commit = &compiler.commit;
    let mut flags = vec![
        "-Cembed-bitcode=yes".to_owned(),
        "-Zforce-unstable-if-unmarked".to_owned(),
        format!("--remap-path-prefix={}=/rustc/{commit}", packaged.display()),
        format!("--remap-path-prefix={}=/rustc/{commit}", sources.display()),
    ];
    flags.extend(setup::hide_registry());
    flags.join("\u{1f}")
}

/// Makes Debian's compiler known to rustup.
fn link() -> Result<()> {
    if is_linked() {
        return Ok(());
    }
    let mut rustup = run::command("rustup");
    rustup.args(["toolchain", "link", TOOLCHAIN, PREFIX]);
    let finished = run::watch(rustup, run::NO_LIMIT)
        .map_err(|_| "rustup is missing: install Rust by rustup and run this again".to_owned())?;
    if finished.success {
        return Ok(());
    }
    Err(format!(
        "rustup does not accept Debian's Rust, it says `{}`: run `rustup toolchain link {TOOLCHAIN} {PREFIX}` and mend what it says",
        finished.last_line()
    ))
}

fn is_linked() -> bool {
    let rustup = env::var_os("RUSTUP_HOME").map(PathBuf::from);
    rustup
        .or_else(|| Some(env::home_dir()?.join(".rustup")))
        .and_then(|folder| fs::read_link(folder.join("toolchains").join(TOOLCHAIN)).ok())
        .is_some_and(|prefix| prefix == Path::new(PREFIX))
}

fn with_rustup() -> Command {
    let mut rustc = run::command("rustc");
    rustc.env("RUSTUP_TOOLCHAIN", TOOLCHAIN);
    rustc
}

fn root(program: &str, arguments: &[&Path]) -> Result<()> {
    let mut command = apt::as_root(program).map_err(|reason| {
        format!("{reason} to complete Debian's Rust: run this once where `sudo -n true` succeeds")
    })?;
    command.args(arguments);
    let finished = run::watch(command, run::NO_LIMIT)?;
    if finished.success {
        return Ok(());
    }
    Err(format!(
        "`{program}` failed as root, it says `{}`: mend that and run this again",
        finished.last_line()
    ))
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(number("1.100.0") > number("1.95"));
        assert!(number("1.85.0") < number("1.95"));
        assert_eq!(number("nonsense"), None);
    }
}
