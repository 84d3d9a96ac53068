//! Scenarios: Markdown files with marked code blocks, which read as documents and run as tests.
//!
//! Each heading begins a scenario. What stands before the first heading below the title belongs to
//! all of them. A block is marked behind its language:
//!
//! ````text
//! ```json iam=identity name=app-role
//! ```json iam=request
//! ````
//!
//! The kinds are `identity`, `resource`, `trust`, `boundary`, `session`, `scp`, `rcp` (these two
//! with `level=`), `vpce` and `request`. A name may have `%20` in it for a space, as in URLs. A
//! policy with `off` takes no part, and a request with `question` is the one that is asked, and no
//! test. A block may begin with more than three backticks, and ends with as many. A policy with `refused=CODE` must be refused with that
//! code, one with `finds=CODE` must be accepted with that finding. A request has what a case's has,
//! and an `expect`, whose `nearest` is the statement nearest to the Allow that is missing with what
//! failed in it (`Read: Condition StringEquals aws:SourceVpce`), and whose `edit` is the smallest
//! edit (`add s3:GetObject`, `addStatement` or `none`).

use std::sync::Arc;

use iam_evaluator::json::{self, Node};
use iam_evaluator::{LineIndex, Policy, PolicySet, PolicyType, Request};

use crate::kind::policy_type_of;
use crate::read::{Expected, Problem, read_expected, read_request_with};

/// One scenario.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scenario {
    /// Its heading.
    pub title: String,
    /// What stands below the heading outside of marked blocks.
    pub prose: String,
    /// The policies.
    pub policies: Vec<ScenarioPolicy>,
    /// The requests.
    pub requests: Vec<ScenarioRequest>,
}

/// A policy of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioPolicy {
    /// What it is attached as.
    pub policy_type: PolicyType,
    /// Its name.
    pub name: String,
    /// Its level in the organization.
    pub level: u32,
    /// Whether it is switched off.
    pub off: bool,
    /// Its text.
    pub text: String,
    /// The code with which AWS's checks refuse it, where it is to be refused.
    pub refused: Option<String>,
    /// The code of a finding that it is to have.
    pub finds: Option<String>,
}

/// A request of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioRequest {
    /// Its name, where it has one.
    pub name: Option<String>,
    /// Whether it is only asked, and no test.
    pub is_question: bool,
    /// Its text.
    pub text: String,
    /// The line of its first character in the file, counted from 1.
    pub line: usize,
}

/// What is wrong with a scenario file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl std::fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for ScenarioError {}

impl Scenario {
    /// Reads the scenarios of a file. A title without headings below it is one scenario.
    ///
    /// # Errors
    ///
    /// When a block is never closed, or is marked in a way that the format does not know.
    pub fn read_all(markdown: &str) -> Result<Vec<Scenario>, ScenarioError> {
        let mut shared: Option<Scenario> = None;
        let mut scenarios: Vec<Scenario> = Vec::new();
        let mut current = Scenario::default();
        let mut lines = (1..).zip(markdown.lines());
        while let Some((line, text)) = lines.next() {
            if let Some(title) = text.strip_prefix("# ").or_else(|| text.strip_prefix("## ")) {
                let before = std::mem::take(&mut current);
                if shared.is_none() && text.starts_with("## ") {
                    shared = Some(before);
                } else if !before.title.is_empty() {
                    scenarios.push(before);
                }
                current = shared.clone().unwrap_or_default();
                current.title = title.trim().to_owned();
                continue;
            }
            let fence = text.trim_start();
            let marks = fence.trim_start_matches('`');
            let ticks = fence.len() - marks.len();
            if ticks < 3 {
                current.prose += text;
                current.prose += "\n";
                continue;
            }
            let mut block = String::new();
            loop {
                let Some((_, inside)) = lines.next() else {
                    let message = "this code block is never closed".to_owned();
                    return Err(ScenarioError { line, message });
                };
                let closing = inside.trim();
                if closing.len() >= ticks && closing.bytes().all(|byte| byte == b'`') {
                    break;
                }
                block += inside;
                block += "\n";
            }
            current.add(marks, block.trim_end(), line)?;
        }
        scenarios.push(current);
        Ok(scenarios)
    }

    fn add(&mut self, marks: &str, text: &str, line: usize) -> Result<(), ScenarioError> {
        let value = |name: &str| {
            marks
                .split_whitespace()
                .find_map(|mark| mark.strip_prefix(name)?.strip_prefix('='))
        };
        let has = |name: &str| marks.split_whitespace().any(|mark| mark == name);
        let Some(kind) = value("iam") else {
            return Ok(());
        };
        let text = text.to_owned();
        if kind == "request" {
            self.requests.push(ScenarioRequest {
                name: value("name").map(decoded),
                is_question: has("question"),
                text,
                line: line + 1,
            });
            return Ok(());
        }
        let fail = |message: String| Err(ScenarioError { line, message });
        let Some(policy_type) = policy_type_of(kind) else {
            return fail(format!("`iam={kind}` is no kind of block"));
        };
        let level = match value("level").map(str::parse) {
            None => 0,
            Some(Ok(level)) => level,
            Some(Err(_)) => return fail("`level` is a number".to_owned()),
        };
        self.policies.push(ScenarioPolicy {
            policy_type,
            name: value("name").map_or_else(|| kind.to_owned(), decoded),
            level,
            off: has("off"),
            text,
            refused: value("refused").map(str::to_owned),
            finds: value("finds").map(str::to_owned),
        });
        Ok(())
    }

    /// The policies, read. Those that are refused take no part.
    #[must_use]
    pub fn policy_set(&self) -> PolicySet {
        let mut policies = PolicySet::new();
        for policy in self.policies.iter().filter(|policy| !policy.off) {
            let read = Policy::read(&policy.name, policy.policy_type, &policy.text);
            policies.add_at_level(Arc::new(read), policy.level);
        }
        policies
    }
}

impl ScenarioRequest {
    /// The request, and what its answer should be.
    ///
    /// # Errors
    ///
    /// When the block is no request.
    pub fn read(&self) -> Result<(Request, Expected), ScenarioError> {
        let lines = LineIndex::new(&self.text);
        let error = |problem: Problem| ScenarioError {
            line: self.line + lines.position(&self.text, problem.span.start).line as usize - 1,
            message: problem.message,
        };
        let json = json::parse(&self.text);
        if let Some(finding) = json.findings.first() {
            return Err(error(Problem {
                message: finding.details.clone(),
                span: finding.span(),
            }));
        }
        let request = read_request_with(&json.root, false, &["expect"]).map_err(error)?;
        let expected = json
            .root
            .member("expect")
            .map(|node: &Node| read_expected(node, &["nearest", "edit"]));
        Ok((
            request,
            expected.transpose().map_err(error)?.unwrap_or_default(),
        ))
    }
}

/// A name with the bytes in place of their `%XX`. What is no such pair stays.
fn decoded(name: &str) -> String {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let digits = behind.get(..2).filter(|_| *first == b'%');
        let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        let is_hex = |digits: &&str| digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let byte = digits
            .filter(is_hex)
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = behind
            .get(if byte.is_some() { 2 } else { 0 }..)
            .unwrap_or_default();
    }
    String::from_utf8(bytes).unwrap_or_else(|_| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"# Boundaries

<https://docs.aws.amazon.com/x.html>

```json iam=identity name=all
{"Statement": []}
```

## One

Prose.

```json iam=scp level=1
{}
```
```json iam=request name=get
{"principal": "anonymous", "action": "s3:GetObject",
 "resource": "arn:aws:s3:::b/k", "expect": {"decision": "allowed"}}
```

## Two

```json
{"not": "marked"}
```
"#;

    #[test]
    fn each_heading_has_the_blocks_of_the_title() {
        let scenarios = Scenario::read_all(FILE).expect("a scenario file");
        let titles: Vec<&str> = scenarios.iter().map(|s| s.title.as_str()).collect();
        assert_eq!(titles, ["One", "Two"]);
        let names: Vec<Vec<(&str, u32)>> = scenarios
            .iter()
            .map(|s| {
                s.policies
                    .iter()
                    .map(|p| (p.name.as_str(), p.level))
                    .collect()
            })
            .collect();
        assert_eq!(names, [vec![("all", 0), ("scp", 1)], vec![("all", 0)]]);
        let [request] = scenarios[0].requests.as_slice() else {
            panic!("one request")
        };
        let (read, expected) = request.read().expect("a request");
        assert_eq!(read.action(), "s3:GetObject");
        assert_eq!(expected.decision.as_deref(), Some("allowed"));
    }

    #[test]
    fn marks_tell_names_switches_and_questions() {
        let file = "# A\n````json iam=scp name=a%20b%C3%A9%zz off\n```\n````\n\
            ```json iam=request question\n{}\n```";
        let scenarios = Scenario::read_all(file).expect("a scenario file");
        let policy = &scenarios[0].policies[0];
        assert_eq!((policy.name.as_str(), policy.off), ("a bé%zz", true));
        assert_eq!(policy.text, "```");
        assert_eq!(scenarios[0].policy_set().members().len(), 0);
        let request = &scenarios[0].requests[0];
        assert!(request.is_question && request.name.is_none());
    }

    #[test]
    fn problems_are_told_with_their_line() {
        let broken = FILE.replace("\"expect\"", "\"expct\"");
        let scenarios = Scenario::read_all(&broken).expect("a scenario file");
        let error = scenarios[0].requests[0]
            .read()
            .expect_err("an unknown member");
        assert_eq!(error.line, 18);
        let error =
            Scenario::read_all("# A\n```json iam=idenity\n```").expect_err("a misspelt kind");
        assert_eq!(
            error.to_string(),
            "line 2: `iam=idenity` is no kind of block"
        );
        assert!(Scenario::read_all("# A\n```json").is_err());
    }
}
