//! Installs what is missing, and says where it is.
//!
//! Tools go into a folder of the project's own in the user's cache, by version
//! (`setup::cache`): a second clone finds them, a newer version does not
//! disturb an older clone, and nothing else on the machine changes. Only the
//! wasm target and a browser may come from the system's own package managers.

mod apt;
mod browser;
mod cache;
mod cargo_tools;
mod node;
mod python;
mod wasm_target;

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Result, run, versions};
use wasm_target::WasmToolchain;

pub(crate) use wasm_target::TARGET;

/// What a task may need, in the order of installing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Node,
    NodeModules,
    BenchModules,
    BenchPython,
    WasmOpt,
    Crates,
    WasmTarget,
    WasmBindgen,
    Trunk,
    WasmPack,
    Browser,
}

/// All that building the page needs.
pub(crate) const PAGE: &[Part] = &[
    Part::Node,
    Part::NodeModules,
    Part::WasmOpt,
    Part::Crates,
    Part::WasmTarget,
    Part::WasmBindgen,
    Part::Trunk,
];

/// Where the installed things are.
pub(crate) struct Installed {
    path: OsString,
    wasm_toolchain: WasmToolchain,
    browser: Option<PathBuf>,
    tools: PathBuf,
}

impl Installed {
    /// A command that finds the project's tools and uses the user's own Rust.
    pub(crate) fn native(&self, program: &str) -> Command {
        let mut command = run::command(program);
        command.env("PATH", &self.path);
        command
    }

    /// The same, with the Rust that has the wasm target.
    pub(crate) fn wasm(&self, program: &str) -> Command {
        let mut command = self.native(program);
        self.wasm_toolchain.select(&mut command);
        if let Some(flag) = hide_registry() {
            command.env("CARGO_ENCODED_RUSTFLAGS", flag);
        }
        command
    }

    /// The browser to test with.
    pub(crate) fn browser(&self) -> Result<&Path> {
        let missing =
            "no browser was installed for this step: name `Part::Browser` among its parts";
        self.browser.as_deref().ok_or_else(|| missing.to_owned())
    }

    /// The Python that has what validation is measured beside.
    pub(crate) fn bench_python(&self) -> PathBuf {
        python::program(&self.tools)
    }

    /// The folder that belongs to it.
    pub(crate) fn bench_python_folder(&self) -> PathBuf {
        python::folder(&self.tools)
    }
}

/// The compiler's flag that keeps this user's folder of crates out of what is
/// built for others.
fn hide_registry() -> Option<String> {
    let named = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = named.or_else(|| Some(env::home_dir()?.join(".cargo")))?;
    let sources = home.join("registry/src");
    Some(format!("--remap-path-prefix={}=/cargo", sources.display()))
}

/// Installs the missing ones among `parts`.
pub(crate) fn install(parts: &[Part]) -> Result<Installed> {
    let _lock = cache::lock()?;
    let tools = cache::tools()?;
    let mut installed = Installed {
        path: path_with(&tools)?,
        wasm_toolchain: WasmToolchain::Active,
        browser: None,
        tools: tools.clone(),
    };
    let wanted = |part: Part| parts.contains(&part);

    if wanted(Part::Node) {
        node::check()?;
    }
    if wanted(Part::NodeModules) {
        node::install_modules("the node modules", Path::new("."))?;
    }
    if wanted(Part::BenchModules) {
        let what = "what the npm package is measured beside";
        node::install_modules(what, Path::new("bench/node"))?;
    }
    if wanted(Part::BenchPython) {
        python::install(&tools)?;
    }
    if wanted(Part::WasmOpt) {
        node::install_wasm_opt(&tools)?;
    }
    if wanted(Part::Crates) {
        cargo_tools::fetch_crates()?;
    }
    if wanted(Part::WasmTarget) {
        installed.wasm_toolchain = wasm_target::install()?;
    }
    for (part, tool) in [
        (Part::WasmBindgen, cargo_tools::WASM_BINDGEN),
        (Part::Trunk, cargo_tools::TRUNK),
        (Part::WasmPack, cargo_tools::WASM_PACK),
    ] {
        if wanted(part) {
            cargo_tools::install(&tool, &tools)?;
        }
    }
    if wanted(Part::Browser) {
        installed.browser = Some(browser::install()?);
    }
    Ok(installed)
}

/// The search path with the project's tools before everything else.
fn path_with(tools: &Path) -> Result<OsString> {
    let cargo_tools = [
        cargo_tools::WASM_BINDGEN,
        cargo_tools::TRUNK,
        cargo_tools::WASM_PACK,
    ];
    let mut folders: Vec<PathBuf> = cargo_tools
        .iter()
        .map(|tool| tools.join(tool.folder()).join("bin"))
        .collect();
    let binaryen = format!("binaryen-{}", versions::BINARYEN);
    folders.push(tools.join(binaryen).join("node_modules").join(".bin"));
    folders.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    env::join_paths(folders).map_err(|error| {
        format!("the tools' folder cannot be put on the PATH ({error}): choose another by setting XDG_CACHE_HOME")
    })
}
