//! Debian's packages, where the user may install them without being asked.

use std::process::Command;

use super::cache;
use crate::{Result, run};

/// Whether this system has apt.
pub(super) fn is_there() -> bool {
    let mut apt = run::command("apt-get");
    apt.arg("--version");
    cfg!(target_os = "linux") && run::output(apt).is_some()
}

/// Whether packages can be installed: there is apt, and a way to be root.
pub(super) fn may_install() -> bool {
    is_there() && as_root("true").is_ok()
}

/// Installs or upgrades packages, from lists of today.
pub(super) fn install(what: &str, time: &str, packages: &[&str]) -> Result<()> {
    let list = packages.join(" ");
    let apt = |arguments: &[&str]| -> Result<Command> {
        let mut apt = as_root("apt-get").map_err(|reason| {
            format!("{reason}: run `sudo apt-get install {list}` and then this again")
        })?;
        // Another apt may be busy, as on a machine that has just started.
        apt.args(["-o", "DPkg::Lock::Timeout=300"]).args(arguments);
        Ok(apt)
    };
    // Lists of yesterday name versions that are too old or gone. That one of
    // several sources does not answer need not matter.
    run::watch(apt(&["update"])?, run::NO_LIMIT)?;
    let mut install = apt(&["install", "-y", "--no-install-recommends"])?;
    install.args(packages);
    cache::run_installer(&format!("{what} ({list})"), time, install)
}

/// A command that runs as root; the error is a reason, without advice.
pub(super) fn as_root(program: &str) -> Result<Command> {
    let mut id = run::command("id");
    id.arg("-u");
    if run::output(id).is_some_and(|user| user == "0") {
        let mut command = run::command(program);
        command.env("DEBIAN_FRONTEND", "noninteractive");
        return Ok(command);
    }
    let mut sudo = run::command("sudo");
    sudo.args(["-n", "true"]);
    if run::output(sudo).is_none() {
        return Err("root's rights are needed".to_owned());
    }
    let mut command = run::command("sudo");
    command.args(["-n", "env", "DEBIAN_FRONTEND=noninteractive", program]);
    Ok(command)
}
