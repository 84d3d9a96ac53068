//! `cargo xtask serve`: builds the page and serves it on this machine.
//!
//! The server is also what the journeys of `cargo xtask test` visit. It hands
//! out the files of one folder and knows nothing of their content.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::thread;
use std::time::Duration;

use crate::{Result, page, setup};

/// The most bytes of a request that are read.
const MOST_OF_A_REQUEST: u64 = 65_536;

const PLAIN: &str = "text/plain; charset=utf-8";

/// For what has no policy in itself: the workers. The page has one that is stricter, and keeps both.
const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; \
    base-uri 'none'; form-action 'none'";

/// Which page is served.
pub(crate) enum Mode {
    /// The page as it is published.
    Release,
    /// Trunk's own server, which rebuilds a debug page when a file changes.
    Rebuilding,
}

/// Serves until it is interrupted.
pub(crate) fn serve(port: u16, mode: Mode) -> Result<()> {
    // Asked first: the answer should not come after ten minutes of building.
    drop(listen(port)?);
    let installed = setup::install(setup::PAGE)?;
    match mode {
        Mode::Release => {
            page::build_if_changed(&installed)?;
            let address = start(port)?;
            println!("serving the page until Ctrl-C is pressed");
            println!("{address}");
            loop {
                thread::park();
            }
        }
        Mode::Rebuilding => rebuild(port, &installed),
    }
}

fn rebuild(port: u16, installed: &setup::Installed) -> Result<()> {
    // Trunk refuses to ignore folders that are not there yet.
    for folder in ["web/editor/dist", "crates/wasm/pkg"] {
        fs::create_dir_all(folder)
            .map_err(|error| format!("the folder {folder} cannot be created: {error}"))?;
    }
    println!("building the page and watching the files until Ctrl-C is pressed");
    println!("http://127.0.0.1:{port}");
    let mut trunk = installed.wasm("trunk");
    let status = trunk
        .args(["serve", "--offline", "--address", "127.0.0.1"])
        // The release page may be tested meanwhile.
        .args(["--dist", "target/dev-page"])
        .args(["--port", &port.to_string()])
        // Reloading by itself takes an inline script, which the page's policy does not let run.
        .arg("--no-autoreload=true")
        .status()
        .map_err(|error| format!("trunk cannot be started: {error}"))?;
    if status.success() {
        return Ok(());
    }
    Err("trunk has stopped: mend what is said above".to_owned())
}

/// Starts to serve the built page, and tells its address. Port 0 is a free one.
pub(crate) fn start(port: u16) -> Result<String> {
    let listener = listen(port)?;
    let address = listener
        .local_addr()
        .map_err(|error| format!("the page cannot be served: {error}"))?;
    thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            // The visitor may have gone; that is no concern of the next one.
            thread::spawn(move || answer(connection));
        }
    });
    Ok(format!("http://{address}"))
}

fn listen(port: u16) -> Result<TcpListener> {
    TcpListener::bind(("127.0.0.1", port)).map_err(|error| {
        format!("port {port} cannot be used ({error}): stop what uses it or choose another, as in `--port {}`", port.saturating_add(1))
    })
}

/// Answers the one request of a connection, and ends it.
///
/// A server that keeps connections has to choose which of them to wait for, and
/// browsers open some that they never use. A thread and a connection for each
/// request waits for none of them.
fn answer(connection: TcpStream) -> std::io::Result<()> {
    connection.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut lines = BufReader::new(connection.try_clone()?.take(MOST_OF_A_REQUEST)).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    // The headers ask for nothing that is heeded here.
    while lines
        .next()
        .transpose()?
        .is_some_and(|line| !line.is_empty())
    {}
    let mut words = first.split(' ');
    let (method, url) = (
        words.next().unwrap_or_default(),
        words.next().unwrap_or_default(),
    );
    if url.is_empty() {
        return Ok(());
    }
    let (status, kind, content) = match method {
        "GET" | "HEAD" => match file_of(url).and_then(|path| Some((read(&path)?, path))) {
            Some((content, path)) => ("200 OK", content_type(&path), content),
            None => ("404 Not Found", PLAIN, b"There is no such page.".to_vec()),
        },
        _ => ("405 Method Not Allowed", PLAIN, Vec::new()),
    };
    let mut connection = connection;
    write!(
        connection,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\
         Cache-Control: no-cache\r\nX-Content-Type-Options: nosniff\r\n\
         Content-Security-Policy: {POLICY}\r\nConnection: close\r\n\r\n",
        content.len()
    )?;
    if method != "HEAD" {
        connection.write_all(&content)?;
    }
    connection.flush()
}

fn read(path: &Path) -> Option<Vec<u8>> {
    fs::read(Path::new(page::FOLDER).join(path)).ok()
}

/// The file that a URL asks for, below the page's folder; `None` when it asks
/// for one outside.
fn file_of(url: &str) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next()?;
    let path = decode(path)?;
    let relative = Path::new(path.trim_start_matches('/'));
    let inside = relative
        .components()
        .all(|component| matches!(component, Component::Normal(_)));
    if !inside || path.contains(['\\', ':', '\0']) {
        return None;
    }
    // A page at another address would ask for its files there.
    Some(if path.ends_with('/') {
        relative.join("index.html")
    } else {
        relative.to_owned()
    })
}

/// Undoes `%20`; `None` when the result is not text.
fn decode(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let high = char::from(rest.next()?).to_digit(16)?;
        let low = char::from(rest.next()?).to_digit(16)?;
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    String::from_utf8(bytes).ok()
}

fn content_type(path: &Path) -> &'static str {
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    match &*extension {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" | "md" => PLAIN,
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{content_type, file_of, listen};

    fn check(url: &str, expected: Option<&str>) {
        assert_eq!(file_of(url).as_deref(), expected.map(Path::new), "{url}");
    }

    #[test]
    fn files_and_folders() {
        check("/", Some("index.html"));
        check("/web-1f2e_bg.wasm?v=1", Some("web-1f2e_bg.wasm"));
        check("/a/b%20c.js", Some("a/b c.js"));
        check("/lessons/", Some("lessons/index.html"));
        check("/lessons", Some("lessons"));
    }

    #[test]
    fn nothing_outside_of_the_folder_is_served() {
        check("/../Cargo.toml", None);
        check("/a/../../Cargo.toml", None);
        check("/%2e%2e/Cargo.toml", None);
        check("/%2e%2e%2fCargo.toml", None);
        check("/..\\Cargo.toml", None);
        check("/C:/Cargo.toml", None);
        check("/%ff.js", None);
        check("/%2", None);
        check("//etc/passwd.txt", Some("etc/passwd.txt"));
    }

    #[test]
    fn browsers_insist_on_these_types() {
        assert_eq!(content_type(Path::new("a_bg.wasm")), "application/wasm");
        assert!(content_type(Path::new("a.js")).starts_with("text/javascript"));
        assert_eq!(content_type(Path::new("a.svg")), "image/svg+xml");
        let manifest = content_type(Path::new("manifest.webmanifest"));
        assert_eq!(manifest, "application/manifest+json");
    }

    #[test]
    fn a_taken_port_is_named() -> crate::Result<()> {
        let first = listen(0)?;
        let port = first.local_addr().map_or(0, |address| address.port());
        let sentence = listen(port).err().unwrap_or_default();
        assert!(
            sentence.contains(&format!("port {port} cannot be used")),
            "{sentence}"
        );
        Ok(())
    }
}
