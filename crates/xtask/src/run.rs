//! Child processes: started without what cargo told us, watched, with a sign
//! of life while they are busy.

use std::env;
use std::io::{self, BufRead, BufReader, PipeReader};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use crate::Result;

/// How long a process may be silent before we say that it still runs.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);

/// A limit for steps that end by themselves.
pub(crate) const NO_LIMIT: Duration = Duration::from_secs(60 * 60);

/// npm's commands are scripts, which Windows starts only by their full name.
pub(crate) const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };
pub(crate) const NPX: &str = if cfg!(windows) { "npx.cmd" } else { "npx" };

/// How a process ended and all that it wrote, standard error included.
pub(crate) struct Finished {
    pub(crate) success: bool,
    pub(crate) output: String,
}

impl Finished {
    /// The last line that says something.
    pub(crate) fn last_line(&self) -> &str {
        last_line(&self.output)
    }
}

/// A command that does not inherit what cargo set for this program.
pub(crate) fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy();
        let ours = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_PRIMARY_"];
        if name == "CARGO" || ours.iter().any(|prefix| name.starts_with(prefix)) {
            command.env_remove(&*name);
        }
    }
    command
}

/// What a short command prints, when it succeeds.
pub(crate) fn output(mut command: Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    output.status.success().then_some(text)
}

/// Runs a command to its end or to the limit, showing now and then its last line.
pub(crate) fn watch(mut command: Command, limit: Duration) -> Result<Finished> {
    let name = command.get_program().to_string_lossy().into_owned();
    let cannot = |error: io::Error| format!("`{name}` cannot be started: {error}");
    let (reader, writer) = io::pipe().map_err(cannot)?;
    let errors = writer.try_clone().map_err(cannot)?;
    command.stdin(Stdio::null()).stdout(writer).stderr(errors);
    let mut child = command.spawn().map_err(cannot)?;
    drop(command); // It holds our copies of the pipe's writing end.

    let lines = lines_of(reader);
    let (status, mut output) = follow(&mut child, &lines, limit)?;
    let success = status.is_some_and(|status| status.success());
    if status.is_none() {
        output.push_str(&format!(
            "`{name}` was stopped after {} s\n",
            limit.as_secs()
        ));
    }
    Ok(Finished { success, output })
}

/// `None` for the status means that the limit was reached.
fn follow(
    child: &mut Child,
    lines: &Receiver<String>,
    limit: Duration,
) -> Result<(Option<ExitStatus>, String)> {
    let lost = |error: io::Error| format!("a child process cannot be watched: {error}");
    let start = Instant::now();
    let mut shown = start;
    let mut output = String::new();
    loop {
        match lines.recv_timeout(Duration::from_millis(500)) {
            Ok(line) => {
                output.push_str(&line);
                output.push('\n');
            }
            Err(RecvTimeoutError::Disconnected) => {
                return Ok((Some(child.wait().map_err(lost)?), output));
            }
            // A grandchild may keep the pipe open after the end.
            Err(RecvTimeoutError::Timeout) => {
                if let Some(status) = child.try_wait().map_err(lost)? {
                    return Ok((Some(status), output));
                }
            }
        }
        if start.elapsed() > limit {
            stop(child).map_err(lost)?;
            return Ok((None, output));
        }
        if shown.elapsed() > SIGN_OF_LIFE {
            shown = Instant::now();
            println!(
                "  {:>4} s  {}",
                start.elapsed().as_secs(),
                last_line(&output)
            );
        }
    }
}

/// Asked first, so that it ends what it started itself, such as a browser.
fn stop(child: &mut Child) -> io::Result<()> {
    if cfg!(unix) {
        let mut kill = command("kill");
        kill.arg(child.id().to_string());
        output(kill);
        for _ in 0..50 {
            if child.try_wait()?.is_some() {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(100));
        }
    }
    child.kill()?;
    child.wait().map(|_| ())
}

fn lines_of(reader: PipeReader) -> Receiver<String> {
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        let mut reader = BufReader::new(reader);
        let mut bytes = Vec::new();
        while reader.read_until(b'\n', &mut bytes).is_ok_and(|n| n > 0) {
            let line = String::from_utf8_lossy(&bytes).trim_end().to_owned();
            bytes.clear();
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    lines
}

fn last_line(output: &str) -> &str {
    let line = output.lines().rev().find(|line| !line.trim().is_empty());
    line.unwrap_or("(no output yet)").trim()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{NO_LIMIT, command, last_line, watch};

    #[test]
    fn both_streams_and_the_status_are_kept() -> crate::Result<()> {
        let mut node = command("node");
        node.args(["-e", "console.log(1); console.error(2); process.exit(3)"]);
        let finished = watch(node, NO_LIMIT)?;
        assert!(!finished.success);
        assert_eq!(finished.output, "1\n2\n");
        assert_eq!(finished.last_line(), "2");
        Ok(())
    }

    #[test]
    fn the_limit_ends_a_process() -> crate::Result<()> {
        let mut node = command("node");
        node.args(["-e", "setTimeout(() => {}, 60000)"]);
        let finished = watch(node, Duration::from_millis(100))?;
        assert!(!finished.success);
        assert!(finished.output.contains("was stopped"));
        Ok(())
    }

    #[test]
    fn the_last_line_is_not_an_empty_one() {
        assert_eq!(last_line("one\n two \n\n"), "two");
        assert_eq!(last_line("\n"), "(no output yet)");
    }
}
