//! `cargo xtask test`: every check there is, the cheap ones first.
//!
//! A step that fails does not stop the others, so that one run shows
//! everything; what needs a failed step's product is not run, and counts as
//! failed.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use crate::setup::{self, Installed, Part};
use crate::{Result, page, run, serve, sizes};

/// One check.
struct Step {
    name: &'static str,
    about: &'static str,
    /// The steps whose product it needs.
    needs: &'static [&'static str],
    parts: &'static [Part],
    /// A few words about the success, or all of a failure's output.
    run: fn(&Installed) -> Result<String>,
}

const STEPS: &[Step] = &[
    Step {
        name: "format",
        about: "every Rust file is formatted",
        needs: &[],
        parts: &[],
        run: |installed| cargo(installed.native("cargo"), &["fmt", "--all", "--check"]),
    },
    Step {
        name: "editor",
        about: "the editor's JavaScript fits its types",
        needs: &[],
        parts: &[Part::Node, Part::NodeModules],
        run: |installed| {
            let mut npm = installed.native(run::NPM);
            npm.args(["run", "--silent", "check:editor"]);
            finish(npm).map(|_| String::new())
        },
    },
    Step {
        name: "lint",
        about: "Clippy has nothing to say",
        needs: &[],
        parts: &[],
        run: |installed| {
            let arguments = [
                "clippy",
                "--workspace",
                "--all-targets",
                "--",
                "-D",
                "warnings",
            ];
            cargo(installed.native("cargo"), &arguments)
        },
    },
    Step {
        name: "lint-wasm",
        about: "nor about what the browser runs",
        needs: &[],
        parts: &[Part::WasmTarget],
        run: lint_wasm,
    },
    Step {
        name: "rust",
        about: "Rust's tests: units, cases, examples, the repository itself",
        needs: &[],
        parts: &[Part::Node],
        run: test_rust,
    },
    Step {
        name: "doc",
        about: "the documentation builds without warnings",
        needs: &[],
        parts: &[],
        run: document,
    },
    Step {
        name: "package",
        about: "wasm-pack builds the npm package",
        needs: &[],
        parts: PACKAGE,
        run: |installed| build_package(installed).map(|()| String::new()),
    },
    Step {
        name: "node",
        about: "the npm package's tests",
        needs: &["package"],
        parts: &[Part::Node],
        run: |installed| node_tests(installed.native("node"), "crates/wasm/npm"),
    },
    Step {
        name: "types",
        about: "the npm package's types",
        needs: &["package"],
        parts: &[Part::Node, Part::NodeModules],
        run: check_types,
    },
    Step {
        name: "data",
        about: "the data is that of its packages, and small enough",
        needs: &[],
        parts: &[Part::Node, Part::NodeModules],
        run: |installed| {
            let mut node = installed.native("node");
            node.arg("data/check.mjs");
            let output = finish(node)?;
            Ok(output.trim_end().to_owned())
        },
    },
    Step {
        name: "real",
        about: "the command line reads AWS managed policies",
        needs: &[],
        parts: &[Part::Node, Part::NodeModules],
        run: read_real_policies,
    },
    Step {
        name: "page",
        about: "Trunk builds the release page",
        needs: &[],
        parts: setup::PAGE,
        run: |installed| finish(page::build(installed)).map(|_| String::new()),
    },
    Step {
        name: "size",
        about: "the page is small enough",
        needs: &["page"],
        parts: &[],
        run: |_| sizes::check(Path::new(page::FOLDER)),
    },
    Step {
        name: "browser",
        about: "journeys through the page in a browser",
        needs: &["page"],
        parts: &[Part::Node, Part::NodeModules, Part::Browser],
        run: travel,
    },
];

/// All that building the npm package needs.
pub(crate) const PACKAGE: &[Part] = &[
    Part::Node,
    Part::WasmOpt,
    Part::Crates,
    Part::WasmTarget,
    Part::WasmBindgen,
    Part::WasmPack,
];

/// Tests of a page may wait for what never comes.
const NODE_LIMIT: Duration = Duration::from_secs(25 * 60);

/// How a step ended.
enum Outcome {
    Passed,
    Failed,
    NotRun,
}

/// Prints what the steps are.
pub(crate) fn list() {
    for step in STEPS {
        println!("{:<10} {}", step.name, step.about);
    }
}

/// Whether there is a step of this name.
pub(crate) fn is_step(name: &str) -> bool {
    STEPS.iter().any(|step| step.name == name)
}

/// Runs the steps, or only some and what these need.
pub(crate) fn test(only: &[String]) -> Result<ExitCode> {
    let is_wanted = |step: &&Step| {
        let named = |name: &str| only.iter().any(|wanted| wanted == name);
        let needed = |other: &Step| named(other.name) && other.needs.contains(&step.name);
        only.is_empty() || named(step.name) || STEPS.iter().any(needed)
    };
    let steps: Vec<&Step> = STEPS.iter().filter(is_wanted).collect();
    let parts: Vec<Part> = steps.iter().flat_map(|step| step.parts).copied().collect();
    let installed = setup::install(&parts)?;

    let mut outcomes: Vec<(&Step, Outcome)> = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        println!(
            "[{}/{}] {}: {}",
            index + 1,
            steps.len(),
            step.name,
            step.about
        );
        let failed_need = outcomes.iter().find(|(other, outcome)| {
            step.needs.contains(&other.name) && !matches!(outcome, Outcome::Passed)
        });
        let outcome = match failed_need {
            Some((other, _)) => {
                println!("  NOT RUN, because `{}` failed", other.name);
                Outcome::NotRun
            }
            None => run_step(step, &installed),
        };
        outcomes.push((step, outcome));
    }
    Ok(summarize(&outcomes))
}

fn run_step(step: &Step, installed: &Installed) -> Outcome {
    let start = Instant::now();
    let result = (step.run)(installed);
    let seconds = start.elapsed().as_secs_f32();
    match result {
        Ok(words) if words.is_empty() => println!("  passed in {seconds:.1} s"),
        Ok(words) => println!("  passed in {seconds:.1} s, {words}"),
        Err(output) => {
            println!("{}", output.trim_end());
            println!("  FAILED in {seconds:.1} s: {}", step.name);
            return Outcome::Failed;
        }
    }
    Outcome::Passed
}

/// The last line's form is read by machines.
fn summarize(outcomes: &[(&Step, Outcome)]) -> ExitCode {
    let mut passed = 0;
    let mut failed = 0;
    println!();
    for (step, outcome) in outcomes {
        match outcome {
            Outcome::Passed => passed += 1,
            Outcome::Failed => {
                failed += 1;
                println!("failed: {}", step.name);
            }
            Outcome::NotRun => {
                failed += 1;
                println!("not run: {}", step.name);
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn lint_wasm(installed: &Installed) -> Result<String> {
    let crates = [
        "-p",
        "web",
        "-p",
        "iam-assist",
        "-p",
        "iam-travel",
        "-p",
        "iam-wasm",
    ];
    let mut command = installed.wasm("cargo");
    command.arg("clippy").args(crates);
    cargo(
        command,
        &["--target", setup::TARGET, "--", "-D", "warnings"],
    )
}

fn test_rust(installed: &Installed) -> Result<String> {
    let mut command = installed.native("cargo");
    command.args(["test", "--workspace", "--no-fail-fast", "--", "--quiet"]);
    let output = finish(command)?;
    // One line for each program: `test result: ok. 7 passed; 0 failed; …`.
    let passed = output
        .lines()
        .filter_map(|line| line.strip_prefix("test result: ok. "))
        .filter_map(|rest| rest.split(' ').next()?.parse::<usize>().ok());
    Ok(format!("{} tests", passed.sum::<usize>()))
}

fn document(installed: &Installed) -> Result<String> {
    let mut command = installed.native("cargo");
    command.env("RUSTDOCFLAGS", "-D warnings");
    cargo(command, &["doc", "--workspace", "--no-deps"])
}

/// Builds the npm package into `crates/wasm/pkg`.
pub(crate) fn build_package(installed: &Installed) -> Result<()> {
    let mut command = installed.wasm("wasm-pack");
    command
        .args([
            "build",
            "crates/wasm",
            "--target",
            "nodejs",
            "--profile",
            "npm",
        ])
        .args(["--out-dir", "pkg", "--mode", "no-install"]);
    finish(command)?;
    let mut complete = installed.native("node");
    complete.arg("crates/wasm/npm/complete.mjs");
    finish(complete).map(|_| ())
}

/// Builds the command line, and says where it is.
pub(crate) fn build_command(installed: &Installed) -> Result<PathBuf> {
    let mut build = installed.native("cargo");
    build.args(["build", "--profile", "native", "-p", "iam-cli"]);
    finish(build)?;
    let program = format!("iam-playground{}", env::consts::EXE_SUFFIX);
    Ok(page::target()?.join("native").join(program))
}

fn check_types(installed: &Installed) -> Result<String> {
    let mut command = installed.native(run::NPX);
    command.args(["--no-install", "tsc", "--noEmit", "-p", "crates/wasm/npm"]);
    finish(command).map(|_| String::new())
}

fn read_real_policies(installed: &Installed) -> Result<String> {
    let mut command = installed.native("node");
    command
        .arg("tests/real/run.mjs")
        .env("IAM_PLAYGROUND_CLI", build_command(installed)?);
    let output = finish(command)?;
    Ok(output.lines().last().unwrap_or_default().to_owned())
}

fn travel(installed: &Installed) -> Result<String> {
    let address = serve::start(0)?;
    let mut command = installed.native("node");
    command
        .env("IAM_PLAYGROUND_URL", address)
        .env("IAM_PLAYGROUND_CHROMIUM", installed.browser()?);
    node_tests(command, "tests/e2e")
}

/// Runs a folder's `*.test.mjs` by Node's own test runner.
fn node_tests(mut node: Command, folder: &str) -> Result<String> {
    let entries = fs::read_dir(folder)
        .map_err(|error| format!("the folder {folder} cannot be read: {error}"))?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.to_string_lossy().ends_with(".test.mjs"))
        .collect();
    files.sort();
    if files.is_empty() {
        return Err(format!("there is no file {folder}/*.test.mjs"));
    }
    node.args(["--test", "--test-reporter=spec"]).args(files);
    let finished = run::watch(node, NODE_LIMIT)?;
    let output = finished.output;
    if !finished.success {
        return Err(output);
    }
    let passed = output
        .lines()
        .find_map(|line| line.strip_prefix("ℹ pass "))
        .and_then(|number| number.trim().parse::<usize>().ok());
    match passed {
        None | Some(0) => Err(format!("{output}\nno test was run")),
        Some(number) => Ok(format!("{number} tests")),
    }
}

fn cargo(mut command: Command, arguments: &[&str]) -> Result<String> {
    command.args(arguments);
    finish(command).map(|_| String::new())
}

/// The output of a command, as an error when it failed.
fn finish(command: Command) -> Result<String> {
    let finished = run::watch(command, run::NO_LIMIT)?;
    if finished.success {
        Ok(finished.output)
    } else {
        Err(without_progress(&finished.output))
    }
}

/// Cargo names each crate that it downloads or compiles; what it found wrong
/// comes after hundreds of them.
fn without_progress(output: &str) -> String {
    const PROGRESS: &[&str] = &[
        "Blocking",
        "Checking",
        "Compiling",
        "Documenting",
        "Downloaded",
        "Downloading",
    ];
    let is_progress = |line: &str| {
        let word = line.trim_start().split(' ').next().unwrap_or_default();
        line.starts_with(' ') && PROGRESS.contains(&word)
    };
    let lines: Vec<&str> = output.lines().filter(|line| !is_progress(line)).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::{STEPS, without_progress};

    #[test]
    fn a_failure_is_shown_without_what_went_well() {
        let output = "   Compiling a v1.0.0\nerror: no\n  Compiling: in a message\n";
        assert_eq!(
            without_progress(output),
            "error: no\n  Compiling: in a message"
        );
    }

    #[test]
    fn a_step_needs_only_earlier_ones() {
        for (index, step) in STEPS.iter().enumerate() {
            let earlier = STEPS.iter().take(index);
            let earlier: Vec<&str> = earlier.map(|step| step.name).collect();
            for need in step.needs {
                assert!(earlier.contains(need), "{} needs {need}", step.name);
            }
        }
    }
}
