//! `docs/findings.md`: every issue code, with its page and its cases. Written from the lists of codes
//! and from `tests/findings`.
//!
//! `UPDATE_EXPECT=1` writes the document anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use iam_evaluator::{FindingType, PolicyType};
use iam_language::codes::{AWS, OURS, learn_more_link};
use iam_language::validate::find;
use iam_language::{Catalog, Reading, ResourceKind};

const HEAD: &str = "\
# Findings

What is said of a policy beyond the decision, by issue code.
`crates/language/tests/findings_document.rs` writes this page from the code and from the cases in `tests/findings`; edit those, and run it with `UPDATE_EXPECT=1`.

The codes and their types are those of AWS's IAM Access Analyzer; what it does not look at has a code that begins with `PLAYGROUND_`.
An *error* is in a policy that AWS refuses, or that does not do what it says.
A *security warning* is in one that allows more than it should.
A *warning* is in one that works and surprises, a *suggestion* in one that could be better.
Where AWS refuses the policy as well, what is found is an error whatever the type of its code: `ALLOW_WITH_NOT_PRINCIPAL` is such a one.

The column of policies names the types on which the cases show the finding: it can also be found on others.
Checks that look up actions, resource types or condition keys find nothing where the catalog does not know the service.

## To silence a finding

A comment silences codes in its own line and in the next one; what follows the codes is the reason, for those who read it later.

```json
{
  \"Version\": \"2012-10-17\",
  \"Statement\": {
    \"Effect\": \"Allow\",
    // iam-playground: ignore PASS_ROLE_WITH_STAR_IN_RESOURCE, only the build account has such roles
    \"Action\": \"iam:PassRole\",
    \"Resource\": \"*\"
  }
}
```

Several codes are parted by commas.
A comment before the brace that opens the document silences its codes everywhere.
AWS takes no comments in a policy, so that is for one's own copy.

## What is not looked for

`SCP_SYNTAX_ERROR_ACTION_WILDCARD` is still in AWS's reference, for a `*` or `?` elsewhere than at the end of an action in a service control policy.
Since September 2025 [service control policies take the whole policy language](https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html), so it is not looked for.
";

#[test]
fn the_document_names_every_code() {
    let cases = cases();
    let mut document = HEAD.to_owned();
    let types = [
        (FindingType::Error, "Errors"),
        (FindingType::SecurityWarning, "Security warnings"),
        (FindingType::Warning, "Warnings"),
        (FindingType::Suggestion, "Suggestions"),
    ];
    for (finding_type, title) in types {
        let codes = AWS.iter().filter(|(_, of)| *of == finding_type);
        document += &format!("\n## {title}\n\n| code | policies | cases |\n| --- | --- | --- |\n");
        for (code, _) in codes {
            let case = cases.get(*code);
            document += &format!(
                "| [`{code}`]({}) | {} | {} |\n",
                learn_more_link(code),
                case.map_or_else(String::new, Shown::policies),
                case.map_or_else(String::new, Shown::link),
            );
        }
    }
    document += "\n## Our own\n\nThe link leads to AWS's page about the rule.\n\n";
    document += "| code | type | policies | cases |\n| --- | --- | --- | --- |\n";
    for own in OURS {
        let case = cases.get(own.code);
        document += &format!(
            "| [`{}`]({}) | {} | {} | {} |\n",
            own.code,
            own.page,
            case.map_or_else(String::new, Shown::types),
            case.map_or_else(String::new, Shown::policies),
            case.map_or_else(String::new, Shown::link),
        );
    }
    let path = root().join("docs/findings.md");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, document).expect("the document can be written");
        return;
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    let lines = written.lines().zip(document.lines());
    if let Some((old, new)) = lines.clone().find(|(old, new)| old != new) {
        panic!(
            "docs/findings.md is not up to date: write it anew\n  it has     {old}\n  it should  {new}"
        );
    }
    assert!(
        written == document,
        "docs/findings.md is not up to date: write it anew"
    );
}

/// Where a code is shown, and on what.
struct Shown {
    file: String,
    heading: String,
    policies: BTreeSet<&'static str>,
    types: BTreeSet<FindingType>,
}

impl Shown {
    fn policies(&self) -> String {
        let policies: Vec<&str> = self.policies.iter().copied().collect();
        policies.join(", ")
    }

    fn types(&self) -> String {
        let words = self.types.iter().map(|finding_type| match finding_type {
            FindingType::Error => "error",
            FindingType::SecurityWarning => "security warning",
            FindingType::Warning => "warning",
            FindingType::Suggestion => "suggestion",
        });
        words.collect::<Vec<_>>().join(", ")
    }

    fn link(&self) -> String {
        let lower = self.heading.to_ascii_lowercase();
        let kept = lower
            .chars()
            .filter(|one| one.is_alphanumeric() || matches!(one, ' ' | '-' | '_'));
        let anchor: String = kept.map(|one| if one == ' ' { '-' } else { one }).collect();
        format!(
            "[{}](../tests/findings/{}.md#{anchor})",
            self.file, self.file
        )
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The first section about each code, and the policies below its headings on which it is found.
fn cases() -> BTreeMap<String, Shown> {
    let catalog = catalog();
    let entries = fs::read_dir(root().join("tests/findings")).expect("the folder is there");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("it can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    paths.sort();
    let mut cases: BTreeMap<String, Shown> = BTreeMap::new();
    for path in paths {
        let text = fs::read_to_string(&path).expect("the file can be read");
        let file = path.file_stem().expect("it has a name").to_string_lossy();
        for section in text.split("\n## ").skip(1) {
            let heading = section.lines().next().unwrap_or_default();
            let code = heading.split([' ', ':']).next().unwrap_or_default();
            let shown = cases.entry(code.to_owned()).or_insert_with(|| Shown {
                file: file.clone().into_owned(),
                heading: heading.to_owned(),
                policies: BTreeSet::new(),
                types: BTreeSet::new(),
            });
            for block in section.split("\n```json ").skip(1) {
                let (marks, block) = block.split_once('\n').expect("a block has lines");
                let (block, _) = block.split_once("\n```").expect("a block ends");
                look_at(code, marks, block, &catalog, shown);
            }
        }
    }
    cases
}

fn look_at(code: &str, marks: &str, block: &str, catalog: &Catalog, shown: &mut Shown) {
    let mark = |name: &str| {
        let mut marks = marks.split_whitespace();
        marks.find_map(|mark| mark.strip_prefix(name)?.strip_prefix('='))
    };
    let (policy_type, words) = mark("type").map_or((PolicyType::IdentityBased, "identity"), kind);
    let resource = mark("resource").and_then(ResourceKind::read);
    let is_drawing = |line: &&str| {
        let rest = line.trim_start().strip_prefix("//");
        rest.is_some_and(|rest| rest.starts_with("@ ") || rest.trim_start().starts_with('^'))
    };
    let lines: Vec<&str> = block.lines().filter(|line| !is_drawing(line)).collect();
    let text = lines.join("\n");
    for finding in find(&Reading::of(&text, policy_type), resource, catalog) {
        if finding.issue_code == code {
            shown.policies.insert(words);
            shown.types.insert(finding.finding_type);
        }
    }
}

fn kind(word: &str) -> (PolicyType, &'static str) {
    match word {
        "boundary" => (PolicyType::PermissionsBoundary, "boundary"),
        "session" => (PolicyType::Session, "session"),
        "resource" => (PolicyType::ResourceBased, "resource"),
        "trust" => (PolicyType::RoleTrust, "role trust"),
        "vpce" => (PolicyType::VpcEndpoint, "VPC endpoint"),
        "scp" => (PolicyType::ServiceControl, "service control"),
        "rcp" => (PolicyType::ResourceControl, "resource control"),
        _ => (PolicyType::IdentityBased, "identity"),
    }
}

fn catalog() -> Catalog {
    let folder = root().join("tests/catalog");
    let read = |path: &Path| fs::read_to_string(path).expect("the file can be read");
    let mut catalog = Catalog::read(&read(&folder.join("index.txt"))).expect("it is an index");
    for entry in fs::read_dir(folder.join("services")).expect("the folder is there") {
        let text = read(&entry.expect("it can be read").path());
        catalog.add_service(&text).expect("it is a service's file");
    }
    catalog
}
