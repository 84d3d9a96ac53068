//! The same work with other names in it, for showing it to others.
//!
//! Account ids, ids of organizations, names in ARNs, tag values, addresses, unique ids and canonical
//! user ids are replaced, the same by the same everywhere, such that every decision stays. What is
//! AWS's own stays: services, Regions, actions, condition keys, operators, managed policies. Names
//! of tags stay too, since they are parts of condition keys. Why decisions stay is told in
//! `redact/scheme.rs`; that they did is tried out afterwards.

mod address;
mod document;
mod scheme;
mod survey;
mod token;
mod vocabulary;

use std::collections::BTreeMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use iam_evaluator::{PolicySet, Verdict, evaluate};

use crate::Workspace;
use crate::ask::{policies, read_request};
use crate::workspace::Request;
use document::{Form, Role, Site, role_of_value, sites};
use scheme::Scheme;
use survey::Survey;
use token::{Token, address_tokens, tokens};

/// Work under other names, and what was done to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redaction {
    /// The work under other names.
    pub workspace: Workspace,
    /// What was replaced, by kind.
    pub replaced: Vec<Replacement>,
    /// Words that could not be replaced, since patterns match parts of them and of words that stay.
    pub left: Vec<String>,
    /// The questions whose answer is another than before: none, unless a rule was overlooked.
    pub changed_verdicts: Vec<ChangedVerdict>,
}

/// One thing that was replaced, wherever it stood.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Replacement {
    /// What it is.
    pub kind: Kind,
    /// What stood there.
    pub before: String,
    /// What stands there.
    pub after: String,
}

/// What is replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The id of an account.
    Account,
    /// The id of an organization, of its root or of one of its units.
    Organization,
    /// The unique id of a user, a role, an access key: `AIDA…`.
    UniqueId,
    /// The canonical user id of an account.
    CanonicalUser,
    /// A word in the name of something.
    Name,
    /// A word in the value of a tag.
    TagValue,
    /// An IP address or a range.
    Address,
    /// `Sid` or `Id`.
    Label,
    /// A comment in a policy.
    Comment,
}

impl Kind {
    /// Its name inside a sentence: `account id`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Account => "account id",
            Kind::Organization => "organization id",
            Kind::UniqueId => "unique id",
            Kind::CanonicalUser => "canonical user id",
            Kind::Name => "name",
            Kind::TagValue => "tag value",
            Kind::Address => "address",
            Kind::Label => "label",
            Kind::Comment => "comment",
        }
    }
}

/// A question whose answer is not what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedVerdict {
    /// The place of the test, or none for the request.
    pub test: Option<usize>,
    /// The verdict before; none where the question could not be asked.
    pub before: Option<Verdict>,
    /// The verdict after.
    pub after: Option<Verdict>,
}

/// A number that nobody can guess: who knows it knows what stood for what.
#[derive(Clone, Copy, Debug)]
struct Secret(u64);

impl Secret {
    fn new(seed: u64) -> Secret {
        Secret(seed)
    }

    fn hash(self, of: &impl Hash) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.0.hash(&mut hasher);
        of.hash(&mut hasher);
        hasher.finish()
    }
}

/// Replaces what says whose work this is. `seed` must be drawn by lot each time: with the same one
/// the same work comes out, and replacements can be traced back.
#[must_use]
pub fn redact(workspace: &Workspace, seed: u64) -> Redaction {
    let secret = Secret::new(seed);
    let scheme = Scheme::new(survey(workspace), secret);
    let mut editor = Editor {
        labels: scheme.labels(),
        scheme,
        secret,
        replaced: BTreeMap::new(),
    };
    let mut changed = workspace.clone();
    let keys = Keys::of(workspace);
    for policy in &mut changed.policies {
        let found = sites(&policy.text, &keys.of_addresses);
        policy.text = editor.document(&policy.text, &found);
        policy.name = editor.text(&policy.name, Role::Text);
    }
    visit_requests(&mut changed, &keys, &mut |text, role, _| {
        *text = editor.text(text, role);
    });
    for test in &mut changed.tests {
        if !is_named_for_its_action(&test.name) {
            test.name = editor.text(&test.name, Role::Text);
        }
        if let Some(statement) = &mut test.expect.statement
            && !is_place(statement)
        {
            *statement = editor.text(statement, Role::Label);
        }
    }
    let replaced = editor.replaced.into_iter();
    let replaced = replaced.map(|((kind, before), after)| Replacement {
        kind,
        before,
        after,
    });
    Redaction {
        changed_verdicts: changed_verdicts(workspace, &changed),
        replaced: replaced.collect(),
        left: editor.scheme.left(),
        workspace: changed,
    }
}

/// The condition keys whose values are no names, in lower case.
struct Keys {
    of_addresses: Vec<String>,
    kept: Vec<String>,
}

impl Keys {
    fn of(workspace: &Workspace) -> Keys {
        let of_all = |keys: fn(&str) -> Vec<String>| {
            let texts = workspace.policies.iter().map(|policy| policy.text.as_str());
            texts.flat_map(keys).collect()
        };
        Keys {
            of_addresses: of_all(document::address_keys),
            kept: of_all(document::kept_keys),
        }
    }

    fn role(&self, key: &str) -> Role {
        match self.kept.iter().any(|kept| kept == key) {
            true => Role::Kept,
            false => role_of_value(key, &self.of_addresses),
        }
    }
}

fn survey(workspace: &Workspace) -> Survey {
    let mut survey = Survey::new();
    let keys = Keys::of(workspace);
    for policy in &workspace.policies {
        for site in sites(&policy.text, &keys.of_addresses) {
            survey.add(&site.text, site.role, &site.key);
            if matches!(site.role, Role::Text | Role::Address) && site.form != Form::Plain {
                survey.add_pattern(&site.text);
            }
        }
        survey.add(&policy.name, Role::Text, "");
    }
    visit_requests(&mut workspace.clone(), &keys, &mut |text, role, key| {
        survey.add(text, role, key);
    });
    for test in &workspace.tests {
        if !is_named_for_its_action(&test.name) {
            survey.add(&test.name, Role::Text, "");
        }
        if let Some(statement) = test.expect.statement.as_deref().filter(|s| !is_place(s)) {
            survey.add(statement, Role::Label, "");
        }
    }
    let tests = workspace.tests.iter().map(|test| &test.request);
    for request in tests.chain([&workspace.request]) {
        let Ok(request) = read_request(request) else {
            continue;
        };
        for name in survey.glued.clone() {
            let values = request.context().get(&name);
            let values = values.map(|values| values.as_slice()).unwrap_or_default();
            values
                .iter()
                .for_each(|value| survey.add_glued_value(value));
        }
    }
    survey
}

/// Every text of the requests, with what it is and the key that it is a value of.
fn visit_requests(
    workspace: &mut Workspace,
    keys: &Keys,
    visit: &mut impl FnMut(&mut String, Role, &str),
) {
    let tests = workspace.tests.iter_mut().map(|test| &mut test.request);
    for request in tests.chain([&mut workspace.request]) {
        visit_request(request, keys, visit);
    }
}

fn visit_request(
    request: &mut Request,
    keys: &Keys,
    visit: &mut impl FnMut(&mut String, Role, &str),
) {
    let fields = [
        &mut request.principal,
        &mut request.resource,
        &mut request.unique_id,
        &mut request.user_arn,
        &mut request.canonical_user,
        &mut request.resource_account,
    ];
    for field in fields {
        visit(field, Role::Text, "");
    }
    for row in &mut request.context {
        let key = row.key.trim().to_ascii_lowercase();
        let role = keys.role(&key);
        for value in &mut row.values {
            visit(value, role, &key);
        }
        visit(&mut row.key, Role::Key, "");
    }
}

/// Whether a test has the name that the playground gives it: `s3:GetObject (2)`.
fn is_named_for_its_action(name: &str) -> bool {
    let action = name.split(" (").next().unwrap_or_default();
    let number = name.get(action.len()..).unwrap_or_default();
    let is_number = number
        .strip_prefix(" (")
        .and_then(|rest| rest.strip_suffix(')'))
        .is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    crate::ask::is_action(action) && (number.is_empty() || is_number)
}

/// Whether a statement is named by its place: `Statement[2]`.
fn is_place(statement: &str) -> bool {
    statement
        .strip_prefix("Statement[")
        .and_then(|rest| rest.strip_suffix(']'))
        .is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Replaces text by text, and remembers what.
struct Editor {
    scheme: Scheme,
    secret: Secret,
    labels: BTreeMap<String, String>,
    replaced: BTreeMap<(Kind, String), String>,
}

impl Editor {
    /// A policy with these places in it.
    fn document(&mut self, text: &str, sites: &[Site]) -> String {
        let mut changed = String::with_capacity(text.len());
        let mut at = 0;
        for site in sites {
            let after = self.text(&site.text, site.role);
            let (start, end) = (site.span.start as usize, site.span.end as usize);
            if after == site.text || start < at {
                continue;
            }
            changed.push_str(text.get(at..start).unwrap_or_default());
            match site.form {
                Form::Plain => changed.push_str(&after),
                // A number is compared as its text is, so a string will do where it is none.
                Form::Number if is_number(&after) => changed.push_str(&after),
                Form::String | Form::Number => {
                    changed.push_str(&serde_json::Value::from(after).to_string());
                }
            }
            at = end;
        }
        changed.push_str(text.get(at..).unwrap_or_default());
        changed
    }

    fn text(&mut self, text: &str, role: Role) -> String {
        match role {
            Role::Kept if !text.contains("${") => text.to_owned(),
            Role::Text | Role::Kept => self.tokens(tokens(text)),
            Role::Address => self.tokens(address_tokens(text)),
            Role::Key => match vocabulary::own_provider(text) {
                Some(provider) => {
                    let rest = text.get(provider.len()..).unwrap_or_default();
                    self.tokens(tokens(provider)) + rest
                }
                None => text.to_owned(),
            },
            Role::Label => {
                let after = self.labels.get(text).cloned();
                self.replace(Kind::Label, text, after.unwrap_or_default())
            }
            Role::Comment => {
                let after = if text.starts_with("//") {
                    "// …"
                } else {
                    "/* … */"
                };
                self.replace(Kind::Comment, text, after.to_owned())
            }
        }
    }

    fn tokens(&mut self, tokens: Vec<Token<'_>>) -> String {
        tokens.into_iter().map(|token| self.token(token)).collect()
    }

    fn token(&mut self, token: Token<'_>) -> String {
        match token {
            Token::Word(word) => {
                let after = self.scheme.word(word);
                self.replace(self.scheme.kind(word), word, after)
            }
            Token::Fragment(word) => {
                let after = self.scheme.fragment(word);
                self.replace(self.scheme.kind(word), word, after)
            }
            Token::Address(text, address) => {
                let after = address::replace(address, self.secret).to_string();
                self.replace(Kind::Address, text, after)
            }
            Token::Range(text, address, length) => {
                let bits = length.parse().unwrap_or_default();
                let after = address::replace_range(address, bits, self.secret);
                self.replace(Kind::Address, text, format!("{after}/{length}"))
            }
            Token::AddressPrefix(text, numbers, count) => {
                let [a, b, c] = numbers;
                let after = address::replace([a, b, c, 0].into(), self.secret).to_string();
                let kept: Vec<&str> = after.split('.').take(count).collect();
                self.replace(Kind::Address, text, format!("{}.*", kept.join(".")))
            }
            Token::VariableName(name) => self.text(name, Role::Key),
            Token::Wildcard(text) | Token::Separator(text) => text.to_owned(),
        }
    }

    fn replace(&mut self, kind: Kind, before: &str, after: String) -> String {
        if before != after {
            let replaced = self.replaced.entry((kind, before.to_owned()));
            replaced.or_insert_with(|| after.clone());
        }
        after
    }
}

/// Whether a text can stand in JSON as a number.
fn is_number(text: &str) -> bool {
    serde_json::from_str::<serde_json::Number>(text).is_ok()
}

fn changed_verdicts(before: &Workspace, after: &Workspace) -> Vec<ChangedVerdict> {
    let (old, new) = (policies(before).ok(), policies(after).ok());
    let verdict = |policies: &Option<PolicySet>, request: &Request| {
        let request = read_request(request).ok()?;
        Some(evaluate(policies.as_ref()?, &request).verdict)
    };
    let question = |workspace: &Workspace, test: Option<usize>| match test {
        None => Some(workspace.request.clone()),
        Some(place) => Some(workspace.tests.get(place)?.request.clone()),
    };
    let places = std::iter::once(None).chain((0..before.tests.len()).map(Some));
    let changed = places.filter_map(|test| {
        let before = verdict(&old, &question(before, test)?);
        let after = verdict(&new, &question(after, test)?);
        (before != after).then_some(ChangedVerdict {
            test,
            before,
            after,
        })
    });
    changed.collect()
}
