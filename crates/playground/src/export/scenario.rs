//! Work as a Markdown scenario, which reads as a document and runs as a test.

use iam_case::{Scenario, ScenarioRequest, policy_type_of};
use iam_evaluator::Principal;
use iam_evaluator::json::{self, Member, Node};
use iam_evaluator::request::Identity;
use serde_json::Value;

use crate::workspace::{ContextRow, Expect, Policy, Request, Test, Workspace};

/// The work as a scenario.
///
/// [`from_scenario`] reads it back, but for what a scenario has no place for: which policy is shown,
/// policies of unknown types, white space at the end of a policy, the values of keys that are
/// switched off, and rows without a key.
#[must_use]
pub fn to_scenario(workspace: &Workspace) -> String {
    let mut text = "# Work from the playground\n".to_owned();
    for policy in &workspace.policies {
        if policy_type_of(&policy.kind).is_some() {
            text += &policy_block(policy);
        }
    }
    if workspace.request != Request::default() || !workspace.tests.is_empty() {
        let request = request_json(&workspace.request, None);
        text += &block("iam=request question", &request);
    }
    for test in &workspace.tests {
        let marks = format!("iam=request name={}", encoded(&test.name));
        text += &block(&marks, &request_json(&test.request, Some(&test.expect)));
    }
    text
}

fn policy_block(policy: &Policy) -> String {
    let mut marks = format!("iam={} name={}", policy.kind, encoded(&policy.name));
    if policy.level > 0 {
        marks += &format!(" level={}", policy.level);
    }
    if policy.off {
        marks += " off";
    }
    block(&marks, &policy.text)
}

fn block(marks: &str, text: &str) -> String {
    let fence = "`".repeat(super::longest_run(text).max(2) + 1);
    let text = text.trim_end();
    let end = if text.is_empty() { "" } else { "\n" };
    format!("\n{fence}json {marks}\n{text}{end}{fence}\n")
}

/// A name in which white space and what cannot be seen is written as `%XX`.
fn encoded(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for character in name.chars() {
        if character.is_whitespace() || character.is_control() || matches!(character, '%' | '`') {
            let mut bytes = [0; 4];
            let bytes = character.encode_utf8(&mut bytes).bytes();
            text.extend(bytes.map(|byte| format!("%{byte:02X}")));
        } else {
            text.push(character);
        }
    }
    text
}

/// Members in order: a map of the library would sort them.
struct Members(Vec<(String, String)>);

impl Members {
    fn text(&mut self, name: &str, value: &str) {
        self.0.push((name.to_owned(), quoted(value)));
    }

    fn text_unless_empty(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.text(name, value);
        }
    }

    fn flag(&mut self, name: &str, value: bool) {
        if value {
            self.0.push((name.to_owned(), "true".to_owned()));
        }
    }

    /// Indented by `depth` levels.
    fn to_json(&self, depth: usize) -> String {
        if self.0.is_empty() {
            return "{}".to_owned();
        }
        let indent = "  ".repeat(depth);
        let member =
            |(name, value): &(String, String)| format!("{indent}  {}: {value}", quoted(name));
        let members: Vec<String> = self.0.iter().map(member).collect();
        format!("{{\n{}\n{indent}}}", members.join(",\n"))
    }
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

fn request_json(request: &Request, expect: Option<&Expect>) -> String {
    let mut members = Members(Vec::new());
    members
        .0
        .push(("principal".to_owned(), principal_json(request)));
    members.text("action", &request.action);
    members.text("resource", &request.resource);
    members.text_unless_empty("resourceAccount", &request.resource_account);
    members.flag(
        "resourceAccountIsManagement",
        request.resource_account_is_management,
    );
    members.flag("restrictPublicBuckets", request.restrict_public_buckets);
    let mut context = Members(Vec::new());
    for row in request.context.iter().filter(|row| !row.key.is_empty()) {
        let values = match (row.off, row.values.as_slice()) {
            (true, _) => "null".to_owned(),
            (false, [value]) => quoted(value),
            (false, values) => Value::from(values).to_string(),
        };
        context.0.push((row.key.clone(), values));
    }
    if !context.0.is_empty() {
        members.0.push(("context".to_owned(), context.to_json(1)));
    }
    if let Some(expect) = expect.filter(|expect| **expect != Expect::default()) {
        let mut expected = Members(Vec::new());
        let parts = [
            ("decision", &expect.decision),
            ("by", &expect.by),
            ("statement", &expect.statement),
        ];
        for (name, value) in parts {
            if let Some(value) = value {
                expected.text(name, value);
            }
        }
        members.0.push(("expect".to_owned(), expected.to_json(1)));
    }
    members.to_json(0)
}

/// The principal's ARN or name, or an object where there is more to say.
fn principal_json(request: &Request) -> String {
    let only_named = request.unique_id.is_empty()
        && request.user_arn.is_empty()
        && request.canonical_user.is_empty()
        && !request.management_account;
    if only_named {
        return quoted(&request.principal);
    }
    let identity = Principal::parse(&request.principal).map(|principal| principal.identity);
    let (kind, name, id) = match &identity {
        Ok(Identity::User { .. }) => ("user", "arn", "uniqueId"),
        Ok(Identity::RoleSession { .. }) => ("role-session", "arn", "roleUniqueId"),
        Ok(Identity::FederatedUser { .. }) => ("federated-user", "arn", "uniqueId"),
        Ok(Identity::Root { .. }) => ("root", "arn", "uniqueId"),
        Ok(Identity::Service { .. }) => ("service", "service", "uniqueId"),
        Ok(Identity::Saml { .. }) => ("saml", "provider", "uniqueId"),
        Ok(Identity::Oidc { .. }) => ("oidc", "provider", "uniqueId"),
        Ok(Identity::Anonymous) => ("anonymous", "arn", "uniqueId"),
        // Whoever reads it says what is wrong with it.
        Err(_) => ("user", "arn", "uniqueId"),
    };
    let mut members = Members(Vec::new());
    members.text("kind", kind);
    members.text(name, &request.principal);
    members.text_unless_empty(id, &request.unique_id);
    members.text_unless_empty("userArn", &request.user_arn);
    members.text_unless_empty("canonicalUser", &request.canonical_user);
    members.flag("managementAccount", request.management_account);
    members.to_json(1)
}

/// The work in the first scenario of a file.
///
/// Where no request is marked as the question, the first one is, and if there are several, all are
/// tests.
///
/// # Errors
///
/// When the file is no scenario.
pub fn from_scenario(markdown: &str) -> Result<Workspace, String> {
    let scenarios = Scenario::read_all(markdown).map_err(|error| error.to_string())?;
    let scenario = scenarios.into_iter().next().unwrap_or_default();
    let policies = scenario.policies.into_iter().map(|policy| Policy {
        kind: word_of(policy.policy_type).to_owned(),
        name: policy.name,
        level: policy.level,
        off: policy.off,
        text: policy.text,
    });
    let question = scenario.requests.iter().find(|request| request.is_question);
    let first = question.or(scenario.requests.first());
    let mut tests: Vec<&ScenarioRequest> = scenario
        .requests
        .iter()
        .filter(|request| !request.is_question)
        .collect();
    if question.is_none() && tests.len() < 2 {
        tests.clear();
    }
    Ok(Workspace {
        policies: policies.collect(),
        selected: 0,
        request: first.map(|block| read_request(block).0).unwrap_or_default(),
        tests: tests.into_iter().map(read_test).collect(),
    })
}

fn word_of(policy_type: iam_evaluator::PolicyType) -> &'static str {
    let kinds = iam_case::POLICY_KINDS.iter();
    let mut found = kinds.filter(|(_, other)| *other == policy_type);
    found.next().map_or("identity", |(word, _)| word)
}

fn read_test(block: &ScenarioRequest) -> Test {
    let (request, expect) = read_request(block);
    Test {
        name: block.name.clone().unwrap_or_default(),
        request,
        expect,
    }
}

/// The request of a block as it is written, also where it cannot be asked.
fn read_request(block: &ScenarioRequest) -> (Request, Expect) {
    let json = json::parse(&block.text);
    let root = &json.root;
    let text = |name: &str| text_of(root, name);
    let mut request = Request {
        action: text("action"),
        resource: text("resource"),
        resource_account: text("resourceAccount"),
        resource_account_is_management: is_true(root, "resourceAccountIsManagement"),
        restrict_public_buckets: is_true(root, "restrictPublicBuckets"),
        ..Request::default()
    };
    if let Some(principal) = root.member("principal") {
        read_principal(principal, &mut request);
    }
    let context = root.member("context").and_then(Node::as_object);
    request
        .context
        .splice(0..0, context.unwrap_or_default().iter().map(read_row));
    let part = |name: &str| {
        let expected = root.member("expect")?;
        expected.member(name)?.as_str().map(str::to_owned)
    };
    let expect = Expect {
        decision: part("decision"),
        by: part("by"),
        statement: part("statement"),
    };
    (request, expect)
}

fn read_principal(node: &Node<'_>, request: &mut Request) {
    if let Some(text) = node.as_str() {
        text.clone_into(&mut request.principal);
        return;
    }
    let text = |name: &str| text_of(node, name);
    let names = ["arn", "service", "provider", "kind"];
    let name = names.into_iter().find(|name| node.member(name).is_some());
    request.principal = name.map(text).unwrap_or_default();
    let ids = ["uniqueId", "roleUniqueId"].map(text);
    request.unique_id = ids.concat();
    request.user_arn = text("userArn");
    request.canonical_user = text("canonicalUser");
    request.management_account = is_true(node, "managementAccount");
    let tags = node.member("tags").and_then(Node::as_object);
    for tag in tags.unwrap_or_default() {
        let mut row = read_row(tag);
        row.key = format!("aws:PrincipalTag/{}", tag.key);
        request.context.push(row);
    }
}

fn read_row(member: &Member<'_>) -> ContextRow {
    let value = |node: &Node<'_>| match &node.value {
        json::Value::String(text) => text.to_string(),
        json::Value::Number(text) => (*text).to_owned(),
        json::Value::Bool(value) => value.to_string(),
        json::Value::Null
        | json::Value::Array(_)
        | json::Value::Object(_)
        | json::Value::Missing => String::new(),
    };
    let values = match &member.node.value {
        json::Value::Null => Vec::new(),
        json::Value::Array(items) => items.iter().map(value).collect(),
        _ => vec![value(&member.node)],
    };
    ContextRow {
        key: member.key.to_string(),
        values,
        off: matches!(member.node.value, json::Value::Null),
    }
}

fn text_of(node: &Node<'_>, name: &str) -> String {
    let text = node.member(name).and_then(Node::as_str);
    text.unwrap_or_default().to_owned()
}

fn is_true(node: &Node<'_>, name: &str) -> bool {
    node.member(name)
        .is_some_and(|node| matches!(node.value, json::Value::Bool(true)))
}
