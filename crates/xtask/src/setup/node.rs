//! Node, the page's node modules, and `wasm-opt`, which comes from npm.

use std::fs;
use std::path::Path;

use super::cache;
use crate::{Result, run, versions};

/// Node and npm are the user's own; this only looks whether they will do.
pub(super) fn check() -> Result<()> {
    let major = versions::NODE_MAJOR;
    let version = |program: &str| {
        let mut command = run::command(program);
        command.arg("--version");
        run::output(command)
    };
    let node = version("node").ok_or_else(|| {
        format!("Node is missing: install Node {major} or newer with npm and run this again")
    })?;
    if major_of(&node).is_none_or(|number| number < major) {
        return Err(format!(
            "Node {node} is too old: install Node {major} or newer with npm and run this again"
        ));
    }
    if version(run::NPM).is_none() {
        return Err(format!(
            "npm is missing: install it beside Node {node} and run this again"
        ));
    }
    Ok(())
}

/// The `20` of `v20.1.2`.
fn major_of(version: &str) -> Option<u32> {
    version
        .trim_start_matches('v')
        .split('.')
        .next()?
        .parse()
        .ok()
}

/// `npm ci` in a folder, when the modules are not those of its lock file.
///
/// A copy of the lock file, written after the installation, tells.
pub(super) fn install_modules(what: &str, folder: &Path) -> Result<()> {
    let lock_file = folder.join("package-lock.json");
    let lock = fs::read(&lock_file).map_err(|error| {
        format!(
            "{} cannot be read ({error}): restore it",
            lock_file.display()
        )
    })?;
    let stamp = folder.join("node_modules/.installed-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let mut npm = run::command(run::NPM);
    npm.current_dir(folder);
    npm.args(["ci", "--no-fund", "--no-audit"]);
    // A test uses a browser that is there, or `setup::browser` installs one.
    npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    cache::run_installer(what, "about half a minute", npm)?;
    fs::write(&stamp, lock)
        .map_err(|error| format!("{} cannot be written ({error})", stamp.display()))
}

/// `wasm-opt`, which Trunk and wasm-pack find on the search path.
pub(super) fn install_wasm_opt(tools: &Path) -> Result<()> {
    let version = versions::BINARYEN;
    let folder = tools.join(format!("binaryen-{version}"));
    if folder.join("node_modules/.bin/wasm-opt").exists() {
        return Ok(());
    }
    cache::install_folder(&folder, |unfinished| {
        let mut npm = run::command(run::NPM);
        npm.args(["install", "--no-fund", "--no-audit", "--prefix"])
            .arg(unfinished)
            .arg(format!("binaryen@{version}"));
        let what = format!("wasm-opt of binaryen {version}");
        cache::run_installer(&what, "about half a minute", npm)
    })
}

#[cfg(test)]
mod tests {
    use super::major_of;

    #[test]
    fn the_major_version_is_read() {
        assert_eq!(major_of("v20.20.2"), Some(20));
        assert_eq!(major_of("v8.1.0"), Some(8));
        assert_eq!(major_of("none"), None);
    }
}
