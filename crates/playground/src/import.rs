//! What a pasted or dropped text is, and what of it belongs into a workspace.
//!
//! Recognized are policy documents, the JSON that the AWS CLI prints about policies and principals,
//! CloudTrail events, and the messages with which AWS denies access. The answer is data: it changes
//! no workspace. What each kind of text looks like is in the modules below; this one tells them
//! apart. JSON is read with the evaluator's reader, which keeps the order of members, duplicates
//! and the spelling of numbers, so that a document is the same after it was taken out of its
//! wrapping.
//!
//! <https://docs.aws.amazon.com/cli/latest/reference/iam/>

mod account;
mod decoded;
mod document;
mod event;
mod looks;
mod message;
mod output;

use std::sync::Arc;

use iam_evaluator::json::{self, Node, Value};
use iam_evaluator::source::{LineIndex, Position};

use crate::workspace::{ContextRow, Expect, Policy, Request, Test};

/// The longest text that is read, in bytes.
pub const MAX_BYTES: usize = 5 * 1024 * 1024;

/// How often a text may be wrapped in a JSON string or in URL encoding.
const MAX_WRAPPINGS: usize = 3;

/// What was recognized, and what there is to take over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// What the text is, in words: ``the output of `aws iam get-role` for the role `app` ``.
    pub what: String,
    /// Policies to add.
    pub policies: Vec<Policy>,
    /// The question, as far as the text has it.
    pub request: Option<Request>,
    /// The answer that AWS gave to the question: together they are a test.
    pub expect: Option<Expect>,
    /// Tests that are whole already.
    pub tests: Vec<Test>,
    /// Principals of whom the user may choose one.
    pub principals: Vec<PrincipalChoice>,
    /// What the text does not have, what was guessed, and how to get what is missing.
    pub notes: Vec<String>,
}

/// A principal with all policies that the text has for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PrincipalChoice {
    /// Its ARN; of a role, that of the role.
    pub arn: String,
    /// `AIDA…` or `AROA…`; empty if the text does not say.
    pub unique_id: String,
    /// The policies that apply to its requests: its own, those of its groups, its boundary.
    /// Principals share those that they have in common.
    pub policies: Vec<Arc<Policy>>,
    /// The trust policy of a role. It applies to who assumes the role, not to the role's requests.
    pub trust: Option<Policy>,
    /// Its tags, as context keys.
    pub context: Vec<ContextRow>,
    /// What is missing of it.
    pub notes: Vec<String>,
}

/// Why a text cannot be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportError {
    /// It is nothing that is known.
    NotRecognized {
        /// What it looks like: `YAML`, `a JSON array`.
        looks_like: String,
    },
    /// It is longer than [`MAX_BYTES`].
    TooLarge {
        /// Its length.
        bytes: usize,
    },
    /// It is JSON with an error in it.
    BrokenJson {
        /// What is wrong.
        message: String,
        /// Where.
        position: Position,
    },
}

impl std::fmt::Display for ImportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ImportError::NotRecognized { looks_like } => write!(
                f,
                "this looks like {looks_like}, which cannot be imported: paste a policy, the JSON \
                 output of an AWS CLI command about policies or principals, a CloudTrail event, or \
                 the message with which AWS denied access"
            ),
            ImportError::TooLarge { bytes } => write!(
                f,
                "the text has {bytes} bytes, and at most {MAX_BYTES} are read: import a part of it"
            ),
            ImportError::BrokenJson { message, position } => {
                write!(f, "this is not valid JSON at {position}: {message}")
            }
        }
    }
}

impl std::error::Error for ImportError {}

impl Imported {
    /// Something recognized, with nothing in it yet.
    fn of(what: impl Into<String>) -> Imported {
        Imported {
            what: what.into(),
            ..Imported::default()
        }
    }

    fn with_policy(mut self, policy: Policy) -> Imported {
        self.policies.push(policy);
        self
    }

    fn with_request(mut self, request: Request) -> Imported {
        self.request = Some(request);
        self
    }

    fn with_note(mut self, note: impl Into<String>) -> Imported {
        self.notes.push(note.into());
        self
    }

    /// What taking it over does, in sentences; none if there is nothing to take over.
    #[must_use]
    pub fn plan(&self) -> Vec<String> {
        let mut plan = Vec::new();
        if !self.policies.is_empty() {
            let kinds: Vec<String> = self.policies.iter().map(described).collect();
            plan.push(format!("Adds {}.", kinds.join(", ")));
        }
        if let Some(request) = &self.request {
            let parts = [
                ("principal", !request.principal.is_empty()),
                ("action", !request.action.is_empty()),
                ("resource", !request.resource.is_empty()),
                ("context keys", !request.context.is_empty()),
            ];
            let named: Vec<&str> = parts
                .iter()
                .filter(|part| part.1)
                .map(|part| part.0)
                .collect();
            if !named.is_empty() {
                plan.push(format!("Sets of the request: {}.", named.join(", ")));
            }
        }
        if let Some(expect) = &self.expect {
            let decision = match expect.decision.as_deref() {
                Some("allowed") => "allowed",
                Some("explicitDeny") => "denied by a Deny statement",
                Some(_) | None => "denied because nothing allows it",
            };
            plan.push(format!("Can add a test: AWS's answer was: {decision}."));
        }
        match self.tests.len() {
            0 => {}
            1 => plan.push("Can add a test.".to_owned()),
            count => plan.push(format!("Can add {count} tests.")),
        }
        let with = if self.principals.iter().any(|one| !one.policies.is_empty()) {
            ", each with its policies"
        } else {
            ""
        };
        match self.principals.len() {
            0 => {}
            1 => plan.push(format!(
                "Offers one principal{}.",
                with.replace("each ", "")
            )),
            many => plan.push(format!("Offers {many} principals{with}: choose one.")),
        }
        plan
    }
}

impl PrincipalChoice {
    /// The request of which this principal is the caller; the rest of it is open.
    #[must_use]
    pub fn request(&self) -> Request {
        Request {
            principal: self.arn.clone(),
            unique_id: self.unique_id.clone(),
            context: self.context.clone(),
            ..Request::default()
        }
    }
}

/// A policy in words: ``an identity-based policy `read` ``.
fn described(policy: &Policy) -> String {
    let kind = iam_case::policy_type_of(&policy.kind)
        .map_or("a policy", iam_evaluator::PolicyType::with_article);
    if policy.name.is_empty() {
        kind.to_owned()
    } else {
        format!("{kind} `{}`", policy.name)
    }
}

/// Recognizes a text, and takes out of it what belongs into a workspace.
///
/// # Errors
///
/// If the text is too long, is JSON with an error, or is nothing that is known.
pub fn import(text: &str) -> Result<Imported, ImportError> {
    if text.len() > MAX_BYTES {
        return Err(ImportError::TooLarge { bytes: text.len() });
    }
    import_wrapped(text, MAX_WRAPPINGS)
}

/// Imports a text that may be wrapped this many times more.
fn import_wrapped(text: &str, wrappings: usize) -> Result<Imported, ImportError> {
    let trimmed = text.trim_start_matches('\u{feff}').trim();
    if let Some(inner) = document::url_decoded(trimmed) {
        return import_inner(&inner, wrappings, text);
    }
    if !trimmed.starts_with(['{', '[', '"', '/']) {
        return message::read(trimmed).ok_or_else(|| not_recognized(trimmed));
    }
    let json = json::parse(text);
    if let Some(finding) = json
        .findings
        .iter()
        .find(|finding| finding.is_syntax_error())
    {
        if let Some(imported) = message::read(trimmed) {
            return Ok(imported);
        }
        if let Some(inner) = document::unescaped(trimmed) {
            return import_inner(&inner, wrappings, text);
        }
        if !trimmed.starts_with(['{', '[', '"']) {
            return Err(not_recognized(trimmed));
        }
        return Err(ImportError::BrokenJson {
            message: finding.details.clone(),
            position: LineIndex::new(text).position(text, finding.span().start),
        });
    }
    match &json.root.value {
        Value::String(inner) => import_inner(inner, wrappings, text),
        Value::Object(_) | Value::Array(_) => import_json(&json.root, text),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Missing => {
            Err(not_recognized(trimmed))
        }
    }
}

fn import_inner(inner: &str, wrappings: usize, outer: &str) -> Result<Imported, ImportError> {
    match wrappings.checked_sub(1) {
        Some(left) => {
            let mut imported = import_wrapped(inner, left)?;
            for policy in &mut imported.policies {
                policy.text = document::readable(&policy.text);
            }
            Ok(imported)
        }
        None => Err(not_recognized(outer)),
    }
}

fn import_json(root: &Node, text: &str) -> Result<Imported, ImportError> {
    document::read(root, text)
        .or_else(|| account::read(root, text))
        .or_else(|| decoded::read(root))
        .or_else(|| event::read(root))
        .or_else(|| output::read(root, text))
        .or_else(|| message::read_in(root))
        .ok_or_else(|| not_recognized(text.trim()))
}

fn not_recognized(text: &str) -> ImportError {
    ImportError::NotRecognized {
        looks_like: looks::like(text),
    }
}
