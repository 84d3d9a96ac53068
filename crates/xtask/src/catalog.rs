//! `cargo xtask catalog`: the files of `data`, made anew from the npm packages
//! that `package.json` pins. `data/build.mjs` does it.

use crate::Result;
use crate::setup::{self, Part};

/// Writes the files and says what changed.
pub(crate) fn refresh() -> Result<()> {
    let installed = setup::install(&[Part::Node, Part::NodeModules])?;
    let mut node = installed.native("node");
    node.arg("data/build.mjs");
    match node.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("data/build.mjs failed: {status}")),
        Err(error) => Err(format!("node does not start: {error}")),
    }
}
