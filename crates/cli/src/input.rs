//! Files and standard input, whole or line by line, and the policies in a folder.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Error, Read, Result, stdin};
use std::path::{Path, PathBuf};

/// Opens a file; `-` is standard input.
pub(crate) fn open(path: &Path) -> Result<Box<dyn BufRead>> {
    if path == Path::new("-") {
        return Ok(Box::new(stdin().lock()));
    }
    match File::open(path) {
        Ok(file) => Ok(Box::new(BufReader::new(file))),
        Err(error) => Err(Error::new(
            error.kind(),
            format!("{}: {error}", path.display()),
        )),
    }
}

/// Reads a whole file as text.
pub(crate) fn read(path: &Path) -> Result<String> {
    let mut bytes = Vec::new();
    open(path)?.read_to_end(&mut bytes)?;
    String::from_utf8(bytes)
        .map_err(|_| Error::other(format!("{}: the text is not UTF-8", path.display())))
}

/// Hands over each line that is not blank, one at a time; a line that is not UTF-8 as an error.
pub(crate) fn for_each_line(
    path: &Path,
    mut take: impl FnMut(std::result::Result<&str, &str>) -> Result<()>,
) -> Result<()> {
    let mut reader = open(path)?;
    let mut line = Vec::new();
    loop {
        line.clear();
        if reader.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        match std::str::from_utf8(&line) {
            Ok(text) if text.trim().is_empty() => {}
            Ok(text) => take(Ok(text.trim_end()))?,
            Err(_) => take(Err("the line is not UTF-8"))?,
        }
    }
}

/// The files that a path stands for: itself, or for a folder all `*.json` in it and below, sorted.
/// Hidden folders and links to folders are left out.
pub(crate) fn policies_in(path: &Path) -> Result<Vec<Result<PathBuf>>> {
    if !path.is_dir() {
        return Ok(vec![Ok(path.to_owned())]);
    }
    let mut files = Vec::new();
    add_folder(path, &mut files);
    if files.is_empty() {
        let message = format!("{}: there is no `*.json` in this folder", path.display());
        return Err(Error::other(message));
    }
    Ok(files)
}

fn add_folder(folder: &Path, files: &mut Vec<Result<PathBuf>>) {
    let named = |error: Error| Error::new(error.kind(), format!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = match fs::read_dir(folder) {
        Ok(entries) => entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .collect(),
        Err(error) => return files.push(Err(named(error))),
    };
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            if !name.starts_with('.') && !path.is_symlink() {
                add_folder(&path, files);
            }
        } else if name.ends_with(".json") {
            files.push(Ok(path));
        }
    }
}
