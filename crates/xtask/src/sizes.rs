//! What a visitor downloads, compressed as a web server would, against the
//! most that we allow.

use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::Result;

/// In thousands of bytes, after gzip.
struct Budget {
    what: &'static str,
    kilobytes: usize,
    is_counted: fn(name: &str) -> bool,
}

const BUDGETS: &[Budget] = &[
    Budget {
        what: "the app",
        kilobytes: 300,
        is_counted: |name| name.ends_with(".wasm") && !is_later(name),
    },
    Budget {
        what: "the editor",
        kilobytes: 140,
        is_counted: |name| name.contains("editor") && name.ends_with(".js") && !is_later(name),
    },
    Budget {
        what: "the first visit",
        kilobytes: 450,
        is_counted: |name| !is_later(name),
    },
    Budget {
        what: "the assistant",
        kilobytes: 250,
        is_counted: |name| name.starts_with("assist") || name.starts_with("iam-assist-worker"),
    },
    Budget {
        what: "the service worker",
        kilobytes: 20,
        is_counted: |name| name == "service-worker.js",
    },
];

/// Whether a file is fetched only after the first answer: the assistant, its
/// data, completion, the examples, what keeps the page without a network, and the pictures
/// that a system shows of an installed page. The manifest and the icon of the
/// tab are of the first visit.
fn is_later(name: &str) -> bool {
    let folders = ["data/", "examples/"];
    let files = [
        "assist.js",
        "assist_bg.wasm",
        "iam-assist-worker.js",
        "service-worker.js",
    ];
    folders.iter().any(|folder| name.starts_with(folder))
        || files.contains(&name)
        || name.starts_with("later/iam-editor-assist")
        || name.starts_with("icons/") && name.ends_with(".png")
}

/// The sizes in one line, or which of them are over their budget.
pub(crate) fn check(page: &Path) -> Result<String> {
    let mut files = Vec::new();
    measure(page, page, &mut files)?;
    let mut fits = true;
    let mut words = Vec::new();
    for budget in BUDGETS {
        let counted = files.iter().filter(|(name, _)| (budget.is_counted)(name));
        let size: usize = counted.map(|(_, size)| size).sum();
        let verdict = match size {
            0 => ": not found",
            size if size > budget.kilobytes * 1000 => ": too large",
            _ => "",
        };
        fits &= verdict.is_empty();
        words.push(format!(
            "{} {}.{} of {} KB{verdict}",
            budget.what,
            size / 1000,
            size % 1000 / 100,
            budget.kilobytes
        ));
    }
    let line = format!("gzip: {}", words.join(", "));
    if fits { Ok(line) } else { Err(line) }
}

/// The compressed size of each file below a folder, by its path in the page.
fn measure(page: &Path, folder: &Path, files: &mut Vec<(String, usize)>) -> Result<()> {
    let unreadable = |error| format!("{} cannot be read: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.is_dir() {
            measure(page, &path, files)?;
            continue;
        }
        let content = fs::read(&path).map_err(unreadable)?;
        let name = path.strip_prefix(page).unwrap_or(&path);
        let name = name.to_string_lossy().replace('\\', "/");
        files.push((name, compressed(&content).map_err(unreadable)?));
    }
    Ok(())
}

fn compressed(content: &[u8]) -> std::io::Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?.len())
}
