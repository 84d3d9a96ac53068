//! What the repository promises about itself, as tests of this crate.
//!
//! A failure names every place at once. `tidy::documents` keeps what the
//! documents say about files true, `tidy::imports` the order of the
//! evaluator's modules; the rest is here.

mod cases;
mod documents;
mod imports;

use std::fs;
use std::path::{Path, PathBuf};

use crate::{Result, run, versions};

/// The files that git knows, by their path from the root, and their text.
fn files() -> Result<Vec<(String, String)>> {
    let mut git = run::command("git");
    git.current_dir(root()).args(["ls-files", "-z"]);
    let names = run::output(git).ok_or("git does not list the files: test inside of a clone")?;
    // One that is being deleted is not there; a picture counts as empty.
    let read = |name: &str| {
        let path = root().join(name);
        let exists = path.is_file();
        exists.then(|| {
            (
                name.to_owned(),
                fs::read_to_string(path).unwrap_or_default(),
            )
        })
    };
    Ok(names.split('\0').filter_map(read).collect())
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(name: &str) -> Result<String> {
    fs::read_to_string(root().join(name)).map_err(|error| format!("{name} cannot be read: {error}"))
}

fn check_none(problems: Vec<String>) {
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

#[test]
fn every_rust_file_says_what_it_is_for() -> Result<()> {
    let says = |text: &str| text.starts_with("//!") || text.starts_with("#![doc = include_str!");
    let problems = files()?
        .into_iter()
        .filter(|(name, text)| name.ends_with(".rs") && !says(text))
        .map(|(name, _)| format!("{name}: the first line should be `//! What this is for.`"));
    check_none(problems.collect());
    Ok(())
}

#[test]
fn tool_versions_are_the_same_everywhere() -> Result<()> {
    let binaryen = versions::BINARYEN.split('.').next().unwrap_or_default();
    let wasm_bindgen = versions::WASM_BINDGEN;
    let lines = [
        ("Cargo.toml", format!("wasm-bindgen = \"={wasm_bindgen}\"")),
        ("Trunk.toml", format!("wasm_bindgen = \"{wasm_bindgen}\"")),
        ("Trunk.toml", format!("wasm_opt = \"version_{binaryen}\"")),
    ];
    let mut problems = Vec::new();
    for (name, line) in lines {
        if !read(name)?.lines().any(|other| other == line) {
            problems.push(format!(
                "{name}: there should be a line `{line}`, as crates/xtask/src/versions.rs says"
            ));
        }
    }
    check_none(problems);
    Ok(())
}

#[test]
fn every_case_cites_its_page() -> Result<()> {
    let files = files()?;
    let mut cases = files
        .iter()
        .filter(|(name, _)| name.starts_with("tests/cases/") && name.ends_with(".md"))
        .peekable();
    assert!(cases.peek().is_some(), "there are no cases in tests/cases");
    let problems = cases
        .filter(|(_, text)| !text.contains("https://docs.aws.amazon.com/"))
        .map(|(name, _)| format!("{name}: cite the page of docs.aws.amazon.com with the rule"));
    check_none(problems.collect());
    Ok(())
}

#[test]
fn the_npm_lock_names_no_server() -> Result<()> {
    let files = files()?;
    let locks = files
        .iter()
        .filter(|(name, _)| name.rsplit('/').next() == Some("package-lock.json"));
    let problems = locks
        .filter(|(_, text)| text.contains("\"resolved\": \"http"))
        .map(|(name, _)| {
            format!(
                "{name}: leave download addresses out, by `npm install` with the settings of .npmrc"
            )
        });
    check_none(problems.collect());
    Ok(())
}

#[test]
fn no_file_names_somebodys_home() -> Result<()> {
    // Put together here, or this file would be the first.
    let homes = ["home", "root", "Users"].map(|folder| format!("/{folder}/"));
    let mut problems = Vec::new();
    for (name, text) in files()? {
        for (number, line) in text.lines().enumerate() {
            if homes.iter().any(|home| names_path(line, home)) {
                problems.push(format!("{name}:{}: a path of one machine", number + 1));
            }
        }
    }
    check_none(problems);
    Ok(())
}

/// Whether an absolute path starts so. In a longer path or an ARN it does not.
fn names_path(line: &str, start: &str) -> bool {
    line.match_indices(start).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().last());
        before.is_none_or(|c| c.is_whitespace() || "\"'`(=:[".contains(c))
    })
}

#[test]
fn a_home_is_told_from_a_bucket() {
    assert!(names_path("see `/a/ana/x`", "/a/"));
    assert!(!names_path("arn:aws:s3:::photos/a/ana", "/a/"));
}
