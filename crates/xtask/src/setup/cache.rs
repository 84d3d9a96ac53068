//! The project's folder in the user's cache, and installing into it in one
//! step: an installation that was interrupted never looks like a finished one.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::{Result, run};

/// The folder of the project, which `XDG_CACHE_HOME` moves.
pub(super) fn folder() -> Result<PathBuf> {
    let home = env::home_dir().filter(|home| !home.as_os_str().is_empty());
    let system = match env::var_os("XDG_CACHE_HOME").filter(|folder| !folder.is_empty()) {
        Some(folder) => Some(PathBuf::from(folder)),
        None if cfg!(windows) => env::var_os("LOCALAPPDATA").map(PathBuf::from),
        None if cfg!(target_os = "macos") => home.map(|home| home.join("Library").join("Caches")),
        None => home.map(|home| home.join(".cache")),
    };
    let system =
        system.ok_or("there is no home folder to keep the tools in: set XDG_CACHE_HOME")?;
    Ok(system.join("iam-playground"))
}

/// Where the tools are: `<tool>-<version>` folders.
pub(super) fn tools() -> Result<PathBuf> {
    Ok(folder()?.join("tools"))
}

/// Says what is being installed and for how long, runs the command to its end,
/// and on failure names the log that holds all of its output.
pub(super) fn run_installer(what: &str, time: &str, command: Command) -> Result<()> {
    let start = Instant::now();
    println!("installing {what} ({time}, once)");
    let finished = run::watch(command, run::NO_LIMIT)?;
    if finished.success {
        println!("  done in {} s", start.elapsed().as_secs());
        return Ok(());
    }
    let log = write_log(what, &finished.output)?;
    let log = log.display();
    Err(if is_offline(&finished.output) {
        format!(
            "{what} could not be installed, because the network does not answer: connect to the internet and run this again (all that was said is in {log})"
        )
    } else {
        let reason = reason(&finished.output).unwrap_or(finished.last_line());
        format!(
            "{what} could not be installed, because of `{reason}`: mend that and run this again (all that was said is in {log})"
        )
    })
}

/// The line of an installer's output that names the error.
fn reason(output: &str) -> Option<&str> {
    let is_reason = |line: &&str| {
        let is_error = ["error", "npm error", "E:"]
            .iter()
            .any(|word| line.starts_with(word));
        is_error && !line.contains("log of this run")
    };
    output.lines().rev().find(is_reason).map(str::trim)
}

/// Fills a new folder by `installer` and then gives it its name.
pub(super) fn install_folder(
    folder: &Path,
    installer: impl FnOnce(&Path) -> Result<()>,
) -> Result<()> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let unfinished = folder.with_file_name(format!(".unfinished-{name}"));
    let _ = fs::remove_dir_all(&unfinished);
    create(&unfinished)?;
    installer(&unfinished)?;
    put_in_place(&unfinished, folder)
}

fn put_in_place(unfinished: &Path, folder: &Path) -> Result<()> {
    // A folder without the tool in it: the caller has looked.
    let _ = fs::remove_dir_all(folder);
    fs::rename(unfinished, folder).map_err(|error| {
        format!(
            "{} cannot be created ({error}): make its parent writable or set XDG_CACHE_HOME",
            folder.display()
        )
    })
}

/// Held while installing, so that of two runs one finds the other's work done.
pub(super) fn lock() -> Result<File> {
    let path = folder()?.join("lock");
    create(&folder()?)?;
    let lock = File::create(&path).map_err(|error| {
        format!(
            "{} cannot be written ({error}): make it writable or set XDG_CACHE_HOME",
            path.display()
        )
    })?;
    if lock.try_lock().is_err() {
        println!("waiting for another run, which is installing");
        lock.lock()
            .map_err(|error| format!("{} cannot be locked ({error})", path.display()))?;
    }
    Ok(lock)
}

/// Creates a folder and its parents.
pub(super) fn create(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).map_err(|error| {
        format!(
            "the folder {} cannot be created ({error}): make its parent writable or set XDG_CACHE_HOME",
            folder.display()
        )
    })
}

fn write_log(what: &str, output: &str) -> Result<PathBuf> {
    let name: String = what
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || c == '.' {
                c
            } else {
                '-'
            }
        })
        .collect();
    let logs = folder()?.join("logs");
    create(&logs)?;
    let log = logs.join(format!("{name}.log"));
    fs::write(&log, output)
        .map_err(|error| format!("{} cannot be written ({error})", log.display()))?;
    Ok(log)
}

/// Whether a package client's words mean that there is no network.
fn is_offline(output: &str) -> bool {
    [
        "Could not resolve host",
        "Couldn't resolve host",
        "failed to connect",
        "Failed to connect",
        "Connection refused",
        "Network is unreachable",
        "network failure",
        "Temporary failure resolving",
        "ENOTFOUND",
        "EAI_AGAIN",
        "ECONNREFUSED",
        "ETIMEDOUT",
        "dns error",
    ]
    .iter()
    .any(|words| output.contains(words))
}

#[cfg(test)]
mod tests {
    use super::{is_offline, reason};

    #[test]
    fn the_reason_is_not_the_last_line() {
        let npm = "npm error code E404\nnpm error 404 no such package\nnpm error A complete log of this run can be found in: x\n";
        assert_eq!(reason(npm), Some("npm error 404 no such package"));
        assert_eq!(reason("all is well\n"), None);
    }

    #[test]
    fn a_missing_network_is_recognized() {
        assert!(is_offline(
            "[6] Could not resolve hostname (Could not resolve host: x)"
        ));
        assert!(is_offline("npm error code EAI_AGAIN"));
        assert!(!is_offline("error: could not compile `trunk`"));
    }
}
