//! Python's packages that the benchmarks measure beside ours, in an environment of their own.

use std::fs;
use std::path::{Path, PathBuf};

use super::cache;
use crate::{Result, run};

const REQUIREMENTS: &str = "bench/python/requirements.txt";

/// Where the environment is.
pub(super) fn folder(tools: &Path) -> PathBuf {
    tools.join("bench-python")
}

/// The environment's own Python.
pub(super) fn program(tools: &Path) -> PathBuf {
    let (folder_name, name) = match cfg!(windows) {
        true => ("Scripts", "python.exe"),
        false => ("bin", "python"),
    };
    folder(tools).join(folder_name).join(name)
}

/// Makes the environment when it has not the packages of the list.
///
/// A copy of the list, written after the installation, tells. An environment knows its own place, so
/// that it is made where it stays.
pub(super) fn install(tools: &Path) -> Result<()> {
    let list = fs::read(REQUIREMENTS)
        .map_err(|error| format!("{REQUIREMENTS} cannot be read ({error}): restore it"))?;
    let folder = folder(tools);
    let stamp = folder.join("installed.txt");
    if fs::read(&stamp).is_ok_and(|installed| installed == list) {
        return Ok(());
    }
    let mut version = run::command(system());
    version.arg("--version");
    if run::output(version).is_none() {
        return Err(
            "Python is missing: install Python 3.11 or newer with its module `venv`, or measure \
             `--only decisions`"
                .to_owned(),
        );
    }
    let _ = fs::remove_dir_all(&folder);
    cache::create(tools)?;
    let mut make = run::command(system());
    make.args(["-m", "venv"]).arg(&folder);
    cache::run_installer("an environment for Python", "some seconds", make)?;
    let mut pip = run::command(&program(tools).to_string_lossy());
    pip.args(["-m", "pip", "install", "--quiet", "--no-deps", "-r"]);
    pip.arg(REQUIREMENTS);
    let what = "what validation is measured beside";
    cache::run_installer(what, "about half a minute", pip)?;
    fs::write(&stamp, list)
        .map_err(|error| format!("{} cannot be written ({error})", stamp.display()))
}

fn system() -> &'static str {
    match cfg!(windows) {
        true => "python",
        false => "python3",
    }
}
