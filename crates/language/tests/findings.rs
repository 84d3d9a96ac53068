//! Every issue code, on policies that draw what is to be found: `tests/findings/*.md`.
//!
//! A heading names a code. Below it stand policies, as code blocks that say what they are attached
//! as (`type=identity`), of which type their resource is (`resource=AWS::S3::Bucket`), and which
//! findings they also have (`also=CODE,CODE`). The word `PADDING` in a policy becomes as many letters
//! as `padded=6200` says, for what is found in long ones. What else is found is drawn below its line:
//!
//! ```text
//!     "Action": "s3:GetObjekt",
//!     //        ^^^^^^^^^^^^^^ INVALID_ACTION
//! ```
//!
//! A place that begins in the first two columns is drawn as `//@ CODE`, and reaches from the start of
//! its line to the end. Of a place with several lines the first is drawn. Nothing else may be found.
//! Each code has at least one policy in which it is found and one in which it is not.
//!
//! `UPDATE_EXPECT=1` draws anew what is found: read the difference. `FINDINGS_ONLY=structure` looks at
//! the files with that in their name, and does not ask for the codes of the others.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use iam_evaluator::{Finding, LineIndex, PolicyType};
use iam_language::codes::{AWS, OURS};
use iam_language::validate::find;
use iam_language::{Catalog, Reading, ResourceKind};

type Failure = String;

#[test]
fn every_code_is_found_where_it_is_drawn() {
    let catalog = catalog();
    let mut failures: Vec<Failure> = Vec::new();
    let mut seen: BTreeMap<String, Seen> = BTreeMap::new();
    for path in files() {
        let text = fs::read_to_string(&path).expect("the file can be read");
        assert!(
            text.contains("https://docs.aws.amazon.com/"),
            "{} cites no page of AWS",
            path.display()
        );
        let (rewritten, found) = check_file(&path, &text, &catalog, &mut seen);
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            if rewritten != text {
                fs::write(&path, rewritten).expect("the file can be written");
            }
        } else {
            failures.extend(found);
        }
    }
    if std::env::var_os("FINDINGS_ONLY").is_some() {
        assert!(failures.is_empty(), "\n{}\n", failures.join("\n"));
        return;
    }
    let known = AWS.iter().map(|(code, _)| *code);
    for code in known.chain(OURS.iter().map(|own| own.code)) {
        match seen.get(code) {
            Some(Seen {
                found: true,
                clean: true,
            }) => {}
            Some(seen) => failures.push(format!(
                "{code}: a case that {} is missing",
                if seen.found {
                    "does not find it"
                } else {
                    "finds it"
                }
            )),
            None => failures.push(format!("{code}: no heading names it")),
        }
    }
    assert!(failures.is_empty(), "\n{}\n", failures.join("\n"));
}

/// What the cases below a code's heading show.
#[derive(Default)]
struct Seen {
    found: bool,
    clean: bool,
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests")
        .join(name)
}

fn files() -> Vec<PathBuf> {
    let only = std::env::var("FINDINGS_ONLY").unwrap_or_default();
    let entries = fs::read_dir(folder("findings")).expect("the folder is there");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("it can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .filter(|path| {
            path.file_name()
                .is_some_and(|name| name.to_string_lossy().contains(&only))
        })
        .collect();
    files.sort();
    files
}

fn catalog() -> Catalog {
    let read = |path: &Path| fs::read_to_string(path).expect("the file can be read");
    let mut catalog = Catalog::read(&read(&folder("catalog/index.txt"))).expect("it is an index");
    for entry in fs::read_dir(folder("catalog/services")).expect("the folder is there") {
        let text = read(&entry.expect("it can be read").path());
        catalog.add_service(&text).expect("it is a service's file");
    }
    catalog
}

/// The file with its drawings as they should be, and what is wrong with those it has.
fn check_file(
    path: &Path,
    text: &str,
    catalog: &Catalog,
    seen: &mut BTreeMap<String, Seen>,
) -> (String, Vec<Failure>) {
    let mut rewritten = String::new();
    let mut failures = Vec::new();
    let mut heading = String::new();
    let mut lines = (1..).zip(text.lines());
    while let Some((number, line)) = lines.next() {
        rewritten.push_str(line);
        rewritten.push('\n');
        if let Some(title) = line.strip_prefix("## ") {
            heading = title
                .split([' ', ':'])
                .next()
                .unwrap_or_default()
                .to_owned();
            seen.entry(heading.clone()).or_default();
        }
        let Some(marks) = line.strip_prefix("```json ") else {
            continue;
        };
        let block: Vec<&str> = lines
            .by_ref()
            .map(|(_, line)| line)
            .take_while(|line| *line != "```")
            .collect();
        let place = format!("{}:{number}", path.display());
        let case = match Case::read(marks, &block) {
            Ok(case) => case,
            Err(message) => {
                failures.push(format!("{place}: {message}"));
                continue;
            }
        };
        let findings = find(
            &Reading::of(&case.text, case.policy_type),
            case.resource,
            catalog,
        );
        let is_found = findings.iter().any(|finding| finding.issue_code == heading);
        let seen = seen.entry(heading.clone()).or_default();
        match is_found {
            true => seen.found = true,
            false => seen.clean = true,
        }
        for code in &case.also {
            if !findings.iter().any(|finding| finding.issue_code == code) {
                failures.push(format!(
                    "{place}: {code} is not found, though `also` names it"
                ));
            }
        }
        let drawn = case.draw(&findings);
        if drawn != block {
            failures.push(format!(
                "{place}: below {heading} this was found:\n{}\n{}",
                drawn.join("\n"),
                details(&findings, &case)
            ));
        }
        for line in drawn {
            rewritten.push_str(&line);
            rewritten.push('\n');
        }
        rewritten.push_str("```\n");
    }
    (rewritten, failures)
}

fn details(findings: &[Finding], case: &Case) -> String {
    let shown = findings.iter().filter(|finding| !case.allows(finding));
    let lines = shown.map(|finding| format!("  {}: {}", finding.issue_code, finding.details));
    lines.collect::<Vec<_>>().join("\n")
}

/// Stands for the letters that make a policy long.
const PADDING: &str = "PADDING";

/// One policy, and what it says about itself.
struct Case {
    text: String,
    policy_type: PolicyType,
    resource: Option<ResourceKind>,
    also: Vec<String>,
    padding: String,
}

impl Case {
    fn read(marks: &str, block: &[&str]) -> Result<Case, String> {
        let is_drawing = |line: &&&str| {
            let rest = line.trim_start().strip_prefix("//");
            rest.is_some_and(|rest| rest.starts_with("@ ") || rest.trim_start().starts_with('^'))
        };
        let text = block.iter().filter(|line| !is_drawing(line));
        let mut case = Case {
            text: text.fold(String::new(), |text, line| text + line + "\n"),
            policy_type: PolicyType::IdentityBased,
            resource: None,
            also: Vec::new(),
            padding: String::new(),
        };
        for mark in marks.split_whitespace() {
            match mark.split_once('=') {
                Some(("type", word)) => {
                    case.policy_type = policy_type(word).ok_or(format!("no type `{word}`"))?;
                }
                Some(("resource", name)) => {
                    let kind = ResourceKind::read(name).ok_or(format!("no resource `{name}`"))?;
                    case.resource = Some(kind);
                }
                Some(("also", codes)) => case.also = codes.split(',').map(str::to_owned).collect(),
                Some(("padded", length)) => {
                    let length = length
                        .parse()
                        .map_err(|_| format!("no length `{length}`"))?;
                    case.padding = "x".repeat(length);
                    case.text = case.text.replace(PADDING, &case.padding);
                }
                _ => return Err(format!("`{mark}` is no mark")),
            }
        }
        Ok(case)
    }

    fn allows(&self, finding: &Finding) -> bool {
        self.also.iter().any(|code| code == finding.issue_code)
    }

    /// The block with the findings drawn below their lines.
    fn draw(&self, findings: &[Finding]) -> Vec<String> {
        let index = LineIndex::new(&self.text);
        let mut below: BTreeMap<usize, Vec<(usize, String)>> = BTreeMap::new();
        for finding in findings.iter().filter(|finding| !self.allows(finding)) {
            for place in &finding.locations {
                let start = index.position(&self.text, place.start);
                let covered = place.of(&self.text).lines().next().unwrap_or_default();
                let width = covered.chars().count().max(1);
                let column = start.column as usize;
                let indent = self
                    .text
                    .lines()
                    .nth(start.line as usize - 1)
                    .map_or(0, |line| line.len() - line.trim_start().len());
                let drawing = match column < 2 || column < indent.saturating_sub(2) {
                    true => format!("//@ {}", finding.issue_code),
                    false => {
                        let lead = indent.min(column - 2);
                        format!(
                            "{}//{}{} {}",
                            " ".repeat(lead),
                            " ".repeat(column - 2 - lead),
                            "^".repeat(width),
                            finding.issue_code
                        )
                    }
                };
                let lines = below.entry(start.line as usize - 1).or_default();
                lines.push((column, drawing));
            }
        }
        let mut drawn = Vec::new();
        for (number, line) in self.text.lines().enumerate() {
            drawn.push(match self.padding.is_empty() {
                true => line.to_owned(),
                false => line.replace(&self.padding, PADDING),
            });
            let mut lines = below.remove(&number).unwrap_or_default();
            lines.sort();
            drawn.extend(lines.into_iter().map(|(_, drawing)| drawing));
        }
        drawn
    }
}

fn policy_type(word: &str) -> Option<PolicyType> {
    Some(match word {
        "identity" => PolicyType::IdentityBased,
        "boundary" => PolicyType::PermissionsBoundary,
        "session" => PolicyType::Session,
        "resource" => PolicyType::ResourceBased,
        "trust" => PolicyType::RoleTrust,
        "vpce" => PolicyType::VpcEndpoint,
        "scp" => PolicyType::ServiceControl,
        "rcp" => PolicyType::ResourceControl,
        _ => return None,
    })
}
