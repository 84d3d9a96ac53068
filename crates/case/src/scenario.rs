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
//! with `level=`), `vpce` and `request`. A policy with `refused=CODE` must be refused with that
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
            let Some(marks) = text.trim_start().strip_prefix("```") else {
                current.prose += text;
                current.prose += "\n";
                continue;
            };
            let mut block = String::new();
            loop {
                let Some((_, inside)) = lines.next() else {
                    let message = "this code block is never closed".to_owned();
                    return Err(ScenarioError { line, message });
                };
                if inside.trim() == "```" {
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
        let Some(kind) = value("iam") else {
            return Ok(());
        };
        let text = text.to_owned();
        if kind == "request" {
            let name = value("name").map(str::to_owned);
            self.requests.push(ScenarioRequest {
                name,
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
            name: value("name").unwrap_or(kind).to_owned(),
            level,
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
        for policy in &self.policies {
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
