//! Files and standard input, whole or line by line.

use std::fs::File;
use std::io::{BufRead, BufReader, Error, Read, Result, stdin};
use std::path::Path;

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
