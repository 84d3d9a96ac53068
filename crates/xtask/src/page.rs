//! Building the release page, and knowing when it need not be built.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::setup::Installed;
use crate::{Result, run};

/// Trunk's output, as `Trunk.toml` says.
pub(crate) const FOLDER: &str = "dist";

/// What the page is built from, apart from the tools.
const SOURCES: &[&str] = &[
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "crates",
    "data",
    "index.html",
    "package-lock.json",
    "package.json",
    "web",
];

/// Builds the page, unless it is that of the files as they are.
pub(crate) fn build_if_changed(installed: &Installed) -> Result<()> {
    let note = target()?.join("page-built-from.txt");
    let is_same = |now: &String| fs::read_to_string(&note).is_ok_and(|then| then == *now);
    if state(installed).as_ref().is_some_and(is_same) {
        return Ok(());
    }
    println!("building the page (about 3 minutes the first time)");
    let before = sources();
    let built = run::watch(build(installed), run::NO_LIMIT)?;
    if !built.success {
        return Err(format!(
            "{}\nthe page does not build: mend what is said above",
            built.output
        ));
    }
    // A file that was changed meanwhile may be in the page or not.
    if before == sources()
        && let Some(state) = state(installed)
    {
        // Without the note it is built once more.
        let _ = fs::write(note, state);
    }
    Ok(())
}

/// The command that builds the page.
pub(crate) fn build(installed: &Installed) -> Command {
    let mut trunk = installed.wasm("trunk");
    trunk.args(["build", "--release", "--offline", "--color", "never"]);
    trunk
}

/// Cargo's target folder, in which this program is.
pub(crate) fn target() -> Result<PathBuf> {
    env::current_exe()
        .ok()
        .and_then(|program| Some(program.ancestors().nth(2)?.to_owned()))
        .ok_or_else(|| "cargo's target folder cannot be found".to_owned())
}

/// Tells one page, its sources and its compiler from all others.
fn state(installed: &Installed) -> Option<String> {
    let mut rustc = installed.wasm("rustc");
    rustc.arg("--version");
    let page = state_of_file(&Path::new(FOLDER).join("index.html"))?;
    Some([run::output(rustc)?, page, sources()?].join("\n"))
}

fn sources() -> Option<String> {
    let mut git = run::command("git");
    git.args([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
        "--",
    ])
    .args(SOURCES);
    let names = run::output(git)?;
    // One that is being deleted is missing from the lines.
    let lines = names
        .split('\0')
        .filter_map(|name| state_of_file(Path::new(name)));
    Some(lines.collect::<Vec<_>>().join("\n"))
}

fn state_of_file(path: &Path) -> Option<String> {
    let data = fs::metadata(path).ok()?;
    let time = data.modified().ok()?;
    Some(format!("{} {} {time:?}", path.display(), data.len()))
}
