//! The documents name files and folders that exist, and `ARCHITECTURE.md`
//! names every crate, and the evaluator's modules in their order.
//!
//! These count as the name of a file or folder:
//!
//! - the target of a link that is neither a URL nor an anchor, from the
//!   document's folder;
//! - a word in backticks that starts with one of the repository's own folders:
//!   from the root;
//! - a word in backticks with the extension of a source file: the end of some
//!   file's path, so that `json.rs` will do where the crate is clear.
//!
//! `{a,b}` stands for either; from a `*` on nothing is looked at; blocks of code
//! are not read. What builds write is taken as there.

use std::collections::BTreeSet;

use super::{check_none, files, imports, read};
use crate::Result;

const EXTENSIONS: &[&str] = &[
    ".css", ".html", ".js", ".json", ".md", ".mjs", ".rs", ".toml", ".ts",
];

/// Folders that builds write.
const BUILT: &[&str] = &[
    "crates/wasm/pkg",
    "dist",
    "node_modules",
    "target",
    "tests/e2e/out",
    "web/editor/dist",
];

/// All files of the repository and the folders that they are in.
struct Tree {
    paths: BTreeSet<String>,
    top_folders: BTreeSet<String>,
}

impl Tree {
    fn new(files: &[(String, String)]) -> Self {
        let mut paths = BTreeSet::new();
        let mut top_folders = BTreeSet::new();
        for (name, _) in files {
            paths.insert(name.clone());
            for (at, _) in name.match_indices('/') {
                paths.extend(name.get(..at).map(str::to_owned));
            }
            if let Some((top, _)) = name.split_once('/') {
                top_folders.insert(top.to_owned());
            }
        }
        Self { paths, top_folders }
    }

    fn has(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        path.is_empty() || self.paths.contains(path) || is_built(path)
    }

    fn has_ending(&self, path: &str) -> bool {
        let ending = format!("/{path}");
        let ends = |whole: &String| whole == path || whole.ends_with(&ending);
        self.has(path) || self.paths.iter().any(ends)
    }
}

#[test]
fn named_paths_exist() -> Result<()> {
    let files = files()?;
    let tree = Tree::new(&files);
    let mut problems = Vec::new();
    for (name, text) in files.iter().filter(|(name, _)| is_document(name)) {
        for path in missing_paths(&tree, name, text) {
            problems.push(format!("{name}: there is no `{path}`"));
        }
    }
    check_none(problems);
    Ok(())
}

#[test]
fn the_architecture_names_every_crate() -> Result<()> {
    let text = read("ARCHITECTURE.md")?;
    let mut problems = Vec::new();
    for (file, manifest) in files()? {
        let Some(folder) = file.strip_suffix("/Cargo.toml") else {
            continue;
        };
        let mut lines = manifest.lines();
        let package = lines.find_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
        let package = package.unwrap_or_default();
        if !words_in_backticks(&text).any(|word| word == package || word == folder) {
            problems.push(format!(
                "ARCHITECTURE.md: name the crate `{package}` in {folder}"
            ));
        }
    }
    check_none(problems);
    Ok(())
}

/// Its tables are the order in which modules may import; that every module is
/// in one, `tidy::imports` checks.
#[test]
fn the_architecture_has_the_modules_in_order() -> Result<()> {
    let text = read("ARCHITECTURE.md")?;
    let rows = text.lines().filter_map(|line| {
        let (module, _) = line.strip_prefix("| `")?.split_once("` |")?;
        Some(module)
    });
    let rows: Vec<&str> = rows.collect();
    let orders = imports::ORDERS.iter().flat_map(|order| order.modules);
    let orders: Vec<&str> = orders.copied().collect();
    assert_eq!(rows, orders, "the tables in ARCHITECTURE.md");
    Ok(())
}

fn is_document(name: &str) -> bool {
    let is_crate_page = name.starts_with("crates/") && name.matches('/').count() == 2;
    match name.rsplit_once('/') {
        None => ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"].contains(&name),
        Some(("docs", file)) => file.ends_with(".md"),
        Some((_, file)) => file == "README.md" && is_crate_page,
    }
}

fn missing_paths(tree: &Tree, document: &str, text: &str) -> Vec<String> {
    let prose = without_code_blocks(text);
    let folder = document.rsplit_once('/').map_or("", |(folder, _)| folder);
    let links = link_targets(&prose)
        .filter(|target| !target.contains(':') && !target.starts_with('#'))
        .filter(|target| !tree.has(&resolve(folder, target)));
    let words = words_in_backticks(&prose)
        .filter(|word| is_path(tree, word))
        .flat_map(expand)
        .filter(|path| !word_exists(tree, folder, path));
    links.map(str::to_owned).chain(words).collect()
}

/// Whether a word in backticks is meant as the name of a file or folder.
fn is_path(tree: &Tree, word: &str) -> bool {
    if word.contains(|c: char| c.is_whitespace() || "<>$:~@#\"'\\=?".contains(c))
        || word.starts_with(['/', '-'])
    {
        return false;
    }
    let starts_in_tree = word
        .split_once('/')
        .is_some_and(|(top, _)| tree.top_folders.contains(top));
    // `.rs` alone is an extension, not a file.
    let has_extension = EXTENSIONS
        .iter()
        .any(|extension| word.len() > extension.len() && word.ends_with(extension));
    starts_in_tree || has_extension
}

fn is_built(path: &str) -> bool {
    BUILT.iter().any(|folder| {
        let rest = path.strip_prefix(folder);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

fn word_exists(tree: &Tree, folder: &str, path: &str) -> bool {
    match path.split_once('*') {
        Some((before, _)) => {
            let parent = before.rsplit_once('/').map_or("", |(parent, _)| parent);
            tree.has_ending(parent)
        }
        None => tree.has_ending(path) || tree.has(&resolve(folder, path)),
    }
}

/// A relative path from the root, `..` and anchors taken out.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.split('#').next().unwrap_or_default();
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// `a/{b,c}.rs` is `a/b.rs` and `a/c.rs`.
fn expand(word: &str) -> Vec<String> {
    let braces = word.split_once('{').and_then(|(before, rest)| {
        let (choices, after) = rest.split_once('}')?;
        Some((before, choices, after))
    });
    let Some((before, choices, after)) = braces else {
        return vec![word.to_owned()];
    };
    let expanded = choices
        .split(',')
        .map(|choice| format!("{before}{}{after}", choice.trim()));
    expanded.collect()
}

fn without_code_blocks(text: &str) -> String {
    let mut is_code = false;
    let mut prose = String::new();
    for line in text.lines() {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        if !is_code && !is_fence {
            prose.push_str(line);
            prose.push('\n');
        }
    }
    prose
}

/// The odd parts between backticks, of each line by itself.
fn words_in_backticks(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .flat_map(|line| line.split('`').skip(1).step_by(2))
}

fn link_targets(text: &str) -> impl Iterator<Item = &str> {
    text.split("](")
        .skip(1)
        .filter_map(|rest| rest.split([')', ' ']).next())
        .filter(|target| !target.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{Tree, missing_paths};

    fn check(text: &str, expected: &[&str]) {
        let files = [
            "README.md",
            "crates/a/src/lib.rs",
            "crates/a/src/b/c.rs",
            "docs/x.md",
        ];
        let files = files.map(|name| (name.to_owned(), String::new()));
        let missing = missing_paths(&Tree::new(&files), "docs/x.md", text);
        assert_eq!(missing, expected, "{text}");
    }

    #[test]
    fn links_start_at_the_document() {
        check(
            "[a](../README.md#top) [b](x.md) [c](https://example.com/a.md)",
            &[],
        );
        check("[a](README.md)", &["README.md"]);
    }

    #[test]
    fn words_start_anywhere() {
        check(
            "`lib.rs`, `b/c.rs`, `crates/a`, `crates/a/`, `crates/*/README.md`",
            &[],
        );
        check("`b/{c,d}.rs`", &["b/d.rs"]);
        check("`crates/b`", &["crates/b"]);
        check("`dist/index.html`, `web/editor/dist`", &[]);
    }

    #[test]
    fn other_words_are_left_alone() {
        check(
            "`cargo xtask`, `s3:GetObject`, `application/wasm`, `.rs`, `a::b`",
            &[],
        );
        check("```\ncat `crates/none`\n```", &[]);
    }
}
