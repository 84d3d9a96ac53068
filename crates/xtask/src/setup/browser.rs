//! The browser for the journeys: one that is there, else Debian's package,
//! else the one that Playwright downloads.

use std::env;
use std::path::{Path, PathBuf};

use super::{apt, cache};
use crate::{Result, run};

const SWITCH: &str = "IAM_PLAYGROUND_CHROMIUM";

const PROGRAMS: &[&str] = &[
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// Where installers put it that do not touch the search path.
const PLACES: &[&str] = &[
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
];

/// The path of a Chrome or Chromium, installed if there is none.
pub(super) fn install() -> Result<PathBuf> {
    if let Some(chosen) = env::var_os(SWITCH).filter(|path| !path.is_empty()) {
        let chosen = PathBuf::from(chosen);
        if chosen.is_file() {
            return Ok(chosen);
        }
        return Err(format!(
            "{SWITCH} names {}, which is not a file: set it to a Chrome or Chromium or unset it",
            chosen.display()
        ));
    }
    if let Some(found) = find() {
        return Ok(found);
    }
    if apt::may_install() {
        apt::install("a browser", "about a minute", &["chromium"])?;
        if let Some(found) = find() {
            return Ok(found);
        }
    }
    download()
}

fn find() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let on_path = env::split_paths(&path)
        .flat_map(|folder| PROGRAMS.iter().map(move |program| folder.join(program)));
    let in_places = PLACES.iter().map(PathBuf::from);
    on_path.chain(in_places).find(|program| is_usable(program))
}

/// Some systems have a script of that name that only tells how to get it.
fn is_usable(program: &Path) -> bool {
    if !program.is_file() {
        return false;
    }
    // On Windows it would open a window and print nothing.
    if cfg!(windows) {
        return true;
    }
    let mut command = run::command(&program.to_string_lossy());
    command.arg("--version");
    run::output(command).is_some_and(|version| version.contains("Chrom"))
}

/// Playwright's own build, kept in the project's cache.
fn download() -> Result<PathBuf> {
    let folder = cache::folder()?.join("browsers");
    // Asked of Playwright, which knows the revision that it drives.
    let executable = || {
        let mut node = run::command("node");
        node.env("PLAYWRIGHT_BROWSERS_PATH", &folder).args([
            "--input-type=commonjs",
            "-e",
            "console.log(require('playwright-core').chromium.executablePath())",
        ]);
        run::output(node)
            .map(PathBuf::from)
            .filter(|path| path.is_file())
    };
    if let Some(path) = executable() {
        return Ok(path);
    }
    let mut npx = run::command(run::NPX);
    npx.env("PLAYWRIGHT_BROWSERS_PATH", &folder).args([
        "--no-install",
        "playwright-core",
        "install",
        // The tests start the browser itself, headless.
        "--no-shell",
        "chromium",
    ]);
    cache::run_installer("Playwright's Chromium", "about a minute", npx)
        .map_err(|sentence| format!("{sentence}; or install Chrome or Chromium yourself"))?;
    executable().ok_or_else(|| {
        format!(
            "no browser was found or installed: install Chromium or Chrome, or set {SWITCH} to one"
        )
    })
}
