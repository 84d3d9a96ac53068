//! `cargo xtask bench`: the table of `bench/README.md`.
//!
//! The measuring is in `bench`, a workspace of its own; this installs and
//! builds what it measures.

use crate::setup::{self, Part};
use crate::{Result, test};

/// Prints the table.
pub(crate) fn bench() -> Result<()> {
    let parts = [test::PACKAGE, &[Part::BenchModules]].concat();
    let installed = setup::install(&parts)?;
    println!("building the npm package (about a minute the first time)");
    test::build_package(&installed)?;

    let mut table = installed.native("cargo");
    table.args(["run", "--release", "--quiet"]);
    table.args(["--manifest-path", "bench/Cargo.toml"]);
    let failed = |why: &str| format!("the table is not complete: {why}");
    match table.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(failed(&status.to_string())),
        Err(error) => Err(failed(&error.to_string())),
    }
}
