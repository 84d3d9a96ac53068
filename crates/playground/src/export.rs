//! Work in the forms in which it is taken elsewhere: a file of its own, a Markdown scenario, a text
//! for a chat or an issue, a command for AWS's simulator.

mod scenario;
mod simulate;

pub use scenario::{from_scenario, to_scenario};
pub use simulate::to_simulate_command;

use serde::Serialize;
use serde_json::Value;

use crate::share::MOST_POLICIES;
use crate::workspace::{Request, Workspace};

/// What a file says that it is.
const FORMAT: &str = "iam-playground";

/// The version of the form of files.
const VERSION: u64 = 1;

/// The longest file that is read, in bytes.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// A file: the work, and what it is.
#[derive(Serialize)]
struct File<'a> {
    format: &'a str,
    version: u64,
    workspace: &'a Workspace,
}

/// The work as a file, in JSON.
#[must_use]
pub fn to_json(workspace: &Workspace) -> String {
    let file = File {
        format: FORMAT,
        version: VERSION,
        workspace,
    };
    let mut text = serde_json::to_string_pretty(&file).unwrap_or_default();
    text.push('\n');
    text
}

/// Opens a file.
///
/// # Errors
///
/// When it is no file of the playground, or one of a later version. The message is a sentence.
pub fn from_json(text: &str) -> Result<Workspace, String> {
    if text.len() > MOST_BYTES {
        return Err("The file is larger than 4 MiB.".to_owned());
    }
    let mut file: Value =
        serde_json::from_str(text).map_err(|error| format!("The file is no JSON: {error}."))?;
    if file.get("format").and_then(Value::as_str) != Some(FORMAT) {
        return Err("The file is not one that this playground wrote.".to_owned());
    }
    match file.get("version").and_then(Value::as_u64) {
        Some(VERSION) => {}
        Some(later) => {
            return Err(format!(
                "The file is of version {later}, and this playground reads version {VERSION}: open \
                 it with a newer one."
            ));
        }
        None => return Err("The file does not tell its version.".to_owned()),
    }
    let workspace = file.get_mut("workspace").map(Value::take);
    let workspace = workspace.filter(Value::is_object);
    let workspace = workspace.ok_or("The file has no `workspace`.")?;
    let workspace: Workspace = serde_json::from_value(workspace)
        .map_err(|error| format!("The file cannot be read: {error}."))?;
    match workspace.policies.len() {
        ..=MOST_POLICIES => Ok(workspace),
        count => Err(format!(
            "The file has {count} policies, and at most {MOST_POLICIES} are opened."
        )),
    }
}

/// The work for a chat or an issue: policies, the request and the verdict in words, and a link
/// where there is one.
#[must_use]
pub fn to_markdown(workspace: &Workspace, link: Option<&str>, verdict: &str) -> String {
    let mut text = String::new();
    for policy in workspace.policies.iter().filter(|policy| !policy.off) {
        let name = line(&policy.name);
        let level = match policy.kind.as_str() {
            "scp" | "rcp" => format!(", level {}", policy.level),
            _ => String::new(),
        };
        text += &format!(
            "**{}** ({}{level})\n\n",
            in_text(&name),
            in_text(&policy.kind)
        );
        text += &block("json", &policy.text);
        text += "\n";
    }
    text += &format!("**Request**\n\n{}\n", request_lines(&workspace.request));
    if !verdict.trim().is_empty() {
        text += &format!("**Verdict**\n\n{}\n", block("text", verdict.trim()));
    }
    if let Some(link) = link {
        text += &format!("[Open in the playground](<{}>)\n", line(link));
    }
    text
}

fn request_lines(request: &Request) -> String {
    let mut lines = vec![
        ("principal".to_owned(), request.principal.clone()),
        ("action".to_owned(), request.action.clone()),
        ("resource".to_owned(), request.resource.clone()),
        ("unique id".to_owned(), request.unique_id.clone()),
        ("user of the session".to_owned(), request.user_arn.clone()),
        ("canonical user".to_owned(), request.canonical_user.clone()),
        (
            "account of the resource".to_owned(),
            request.resource_account.clone(),
        ),
    ];
    for row in &request.context {
        let values = match row.off {
            true => "(not there)".to_owned(),
            false => row.values.join(", "),
        };
        lines.push((row.key.clone(), values));
    }
    let flags = [
        (
            request.management_account,
            "caller in the management account",
        ),
        (
            request.resource_account_is_management,
            "resource in the management account",
        ),
        (request.restrict_public_buckets, "RestrictPublicBuckets"),
    ];
    let flags = flags.into_iter().filter(|(is_set, _)| *is_set);
    lines.extend(flags.map(|(_, name)| (name.to_owned(), "true".to_owned())));
    let lines = lines.iter().filter(|(_, value)| !value.trim().is_empty());
    lines
        .map(|(name, value)| format!("- {}: {}\n", in_text(&line(name)), code(&line(value))))
        .collect()
}

/// A block of code whose fence is longer than any run of backticks in it.
fn block(language: &str, text: &str) -> String {
    let fence = "`".repeat(longest_run(text).max(2) + 1);
    let end = if text.is_empty() || text.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    format!("{fence}{language}\n{text}{end}{fence}\n")
}

/// A text as code inside of a line.
fn code(text: &str) -> String {
    let ticks = "`".repeat(longest_run(text) + 1);
    match text.starts_with('`') || text.ends_with('`') {
        true => format!("{ticks} {text} {ticks}"),
        false => format!("{ticks}{text}{ticks}"),
    }
}

/// The longest run of backticks.
fn longest_run(text: &str) -> usize {
    let runs = text.split(|c| c != '`').map(str::len);
    runs.max().unwrap_or_default()
}

/// A text on one line.
fn line(text: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    text.trim().chars().map(plain).collect()
}

/// A text in which no character means something to Markdown.
fn in_text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(
            character,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '!' | '@'
        ) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::{ContextRow, Policy};

    fn work() -> Workspace {
        let policy = |name: &str, off: bool, text: &str| Policy {
            kind: "identity".to_owned(),
            name: name.to_owned(),
            off,
            text: text.to_owned(),
            ..Policy::default()
        };
        Workspace {
            policies: vec![
                policy("app*", false, "{\n```\n}"),
                policy("off", true, "{}"),
            ],
            request: Request {
                principal: "arn:aws:iam::111122223333:user/ana".to_owned(),
                action: "s3:GetObject".to_owned(),
                context: vec![ContextRow {
                    key: "aws:TagKeys".to_owned(),
                    values: vec!["a".to_owned(), "b`".to_owned()],
                    off: false,
                }],
                ..Request::default()
            },
            ..Workspace::default()
        }
    }

    #[test]
    fn files_open_again_and_tell_what_is_wrong() {
        let file = to_json(&work());
        assert_eq!(from_json(&file), Ok(work()));
        let message = |text: &str| from_json(text).expect_err("no file");
        assert!(message("{").starts_with("The file is no JSON"));
        assert!(message("{}").contains("not one that this playground wrote"));
        assert!(message(&file.replace("\"version\": 1", "\"version\": 2")).contains("version 2"));
        assert!(message(&file.replace("\"version\": 1", "\"v\": 1")).contains("does not tell"));
        let no_work = r#"{"format":"iam-playground","version":1,"workspace":[]}"#;
        assert!(message(no_work).contains("no `workspace`"));
        let no_type = r#"{"format":"iam-playground","version":1,"workspace":{"policies":[{}]}}"#;
        assert!(message(no_type).contains("missing field `type`"));
        let mut many = work();
        many.policies = vec![Policy::default(); 201];
        assert!(message(&to_json(&many)).contains("201 policies"));
        assert!(message(&" ".repeat(MOST_BYTES + 1)).contains("4 MiB"));
        assert!(message(&"[".repeat(100_000)).contains("no JSON"));
    }

    #[test]
    fn markdown_has_what_was_asked_and_answered() {
        let text = to_markdown(
            &work(),
            Some("https://example.com/#s1=x"),
            "Denied.\nNo Allow.",
        );
        expect(
            &text,
            "**app\\*** (identity)\n\n````json\n{\n```\n}\n````\n\n**Request**\n\n\
             - principal: `arn:aws:iam::111122223333:user/ana`\n- action: `s3:GetObject`\n\
             - aws:TagKeys: `` a, b` ``\n\n**Verdict**\n\n```text\nDenied.\nNo Allow.\n```\n\n\
             [Open in the playground](<https://example.com/#s1=x>)\n",
        );
    }

    fn expect(found: &str, expected: &str) {
        assert_eq!(found, expected, "{found}");
    }
}
