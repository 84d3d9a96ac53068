//! `cargo xtask serve`: builds the page and serves it on this machine.
//!
//! The server is also what the journeys of `cargo xtask test` visit. It hands
//! out the files of one folder and knows nothing of their content.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread;

use tiny_http::{Header, Method, Request, Response, Server};

use crate::{Result, page, setup};

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
    let cannot = |error: &dyn std::fmt::Display| format!("the page cannot be served: {error}");
    let address = listener.local_addr().map_err(|error| cannot(&error))?;
    let server = Server::from_listener(listener, None).map_err(|error| cannot(&error))?;
    let server = Arc::new(server);
    // A browser asks for several files at a time.
    for _ in 0..4 {
        let server = Arc::clone(&server);
        thread::spawn(move || {
            for request in server.incoming_requests() {
                // The visitor may have gone; that is no concern of the next one.
                let _ = answer(request);
            }
        });
    }
    Ok(format!("http://{address}"))
}

fn listen(port: u16) -> Result<TcpListener> {
    TcpListener::bind(("127.0.0.1", port)).map_err(|error| {
        format!("port {port} cannot be used ({error}): stop what uses it or choose another, as in `--port {}`", port.saturating_add(1))
    })
}

fn answer(request: Request) -> std::io::Result<()> {
    if !matches!(request.method(), Method::Get | Method::Head) {
        return request.respond(Response::empty(405));
    }
    let file = file_of(request.url())
        .map(|path| Path::new(page::FOLDER).join(path))
        .filter(|path| path.is_file())
        .and_then(|path| Some((File::open(&path).ok()?, path)));
    let Some((content, path)) = file else {
        let response = Response::from_string("There is no such page.").with_status_code(404);
        return request.respond(response);
    };
    let mut response = Response::from_file(content);
    for (name, value) in [
        ("Content-Type", content_type(&path)),
        // Rebuilt files are seen at the next reload.
        ("Cache-Control", "no-cache"),
        ("X-Content-Type-Options", "nosniff"),
    ] {
        if let Ok(header) = Header::from_bytes(name, value) {
            response.add_header(header);
        }
    }
    request.respond(response)
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
    // A route of the app, such as `/lessons`, is the page itself.
    let is_file = relative.extension().is_some();
    Some(if is_file {
        relative.to_owned()
    } else {
        PathBuf::from("index.html")
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
        "txt" | "md" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
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
    fn files_and_routes() {
        check("/", Some("index.html"));
        check("/web-1f2e_bg.wasm?v=1", Some("web-1f2e_bg.wasm"));
        check("/a/b%20c.js", Some("a/b c.js"));
        check("/lessons/first", Some("index.html"));
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
