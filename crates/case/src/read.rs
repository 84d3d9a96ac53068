//! From the text of a case to policies and a request.
//!
//! The text is read with the spans of every value, so that a policy in it keeps its own text, and
//! a problem can be told with its place.

mod principal;

use std::sync::Arc;

use iam_evaluator::arn::is_account_id;
use iam_evaluator::evaluate::is_decided_by_trust_policy;
use iam_evaluator::json::{self, Json, Member, Node, Value};
use iam_evaluator::source::Position;
use iam_evaluator::{
    Context, ContextValues, FindingType, LineIndex, Policy, PolicySet, PolicyType, Principal,
    Request, Span,
};

/// One authorization question.
#[derive(Debug)]
pub struct Case {
    /// Its name.
    pub id: Option<String>,
    /// The policies in force.
    pub policies: PolicySet,
    /// The request.
    pub request: Request,
    /// What the answer should be, where the case is a test.
    pub expected: Option<Expected>,
}

/// What the answer to a case should be. A member that is not given is not compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    /// `allowed`, `explicitDeny` or `implicitDeny`.
    pub decision: Option<String>,
    /// The word for what decided.
    pub by: Option<String>,
    /// The deciding statement: its Sid, or `Statement[n]`.
    pub statement: Option<String>,
    /// The text of AWS's error.
    pub message: Option<String>,
    /// In a scenario, the statement that came nearest to the missing Allow, and what failed in it.
    pub nearest: Option<String>,
    /// In a scenario, the kind and the value of the smallest edit, or `none`.
    pub edit: Option<String>,
    /// The uncertain points that decided, `U1` and so on.
    pub uncertain: Option<Vec<String>>,
}

/// Why a text is no case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseError {
    /// The case's name, if it could be read.
    pub id: Option<String>,
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
    /// Where in the text of the case.
    pub location: Option<Position>,
}

impl std::fmt::Display for CaseError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.location {
            Some(location) => write!(f, "{location}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for CaseError {}

/// A problem and its place in the text of the case.
pub(crate) struct Problem {
    pub(crate) message: String,
    pub(crate) span: Span,
}

pub(crate) type Read<T> = Result<T, Problem>;

fn problem<T>(span: Span, message: impl Into<String>) -> Read<T> {
    Err(Problem {
        message: message.into(),
        span,
    })
}

/// Policies that were read once, for any number of requests.
#[derive(Debug)]
pub struct CasePolicies {
    /// With the policy of the resource read as one.
    resource_based: Result<PolicySet, CaseError>,
    /// With it read as a role trust policy: the request's action says which of the two it is.
    role_trust: Result<PolicySet, CaseError>,
}

impl CasePolicies {
    /// Reads what a case has as its `policies`.
    ///
    /// # Errors
    ///
    /// When the text is no JSON, has a member that the format does not know, or holds a policy
    /// that AWS would refuse.
    pub fn read(text: &str) -> Result<CasePolicies, CaseError> {
        let json = json::parse(text);
        if let Some(problem) = syntax_problem(&json) {
            return Err(problem.in_text(text, None));
        }
        let read = |trust| {
            let mut policies = PolicySet::new();
            match read_policies(text, &json.root, trust, &mut policies) {
                Ok(()) => Ok(policies),
                Err(problem) => Err(problem.in_text(text, None)),
            }
        };
        let resource_based = read(false);
        let role_trust = match json.root.member("resource") {
            Some(_) => read(true),
            None => resource_based.clone(),
        };
        match (&resource_based, &role_trust) {
            (Err(error), Err(_)) => Err(error.clone()),
            _ => Ok(CasePolicies {
                resource_based,
                role_trust,
            }),
        }
    }

    /// The case that asks what a case has as its `request` of these policies.
    ///
    /// # Errors
    ///
    /// When the text is no request, or when the policy of the resource cannot be read as the
    /// request's action asks for. `exact` has the same meaning as `"exactContext": true`.
    pub fn ask(&self, request: &str, exact: bool) -> Result<Case, CaseError> {
        let json = json::parse(request);
        let read = match syntax_problem(&json) {
            Some(problem) => Err(problem),
            None => read_request(&json.root, exact),
        };
        let request = read.map_err(|problem| problem.in_text(request, None))?;
        let policies = match is_decided_by_trust_policy(request.action()) {
            true => &self.role_trust,
            false => &self.resource_based,
        };
        Ok(Case {
            id: None,
            policies: policies.clone()?,
            request,
            expected: None,
        })
    }
}

impl Case {
    /// Reads one case.
    ///
    /// # Errors
    ///
    /// When the text is no JSON, has a member that the format does not know, or holds a policy
    /// that AWS would refuse. `exact` has the same meaning as `"exactContext": true`.
    pub fn read(text: &str, exact: bool) -> Result<Case, CaseError> {
        let json = json::parse(text);
        let id = json
            .root
            .member("id")
            .and_then(Node::as_str)
            .map(str::to_owned);
        let result = match syntax_problem(&json) {
            Some(problem) => Err(problem),
            None => read_case(text, &json.root, exact),
        };
        match result {
            Ok(case) => Ok(Case { id, ..case }),
            Err(problem) => Err(problem.in_text(text, id)),
        }
    }
}

impl Problem {
    fn in_text(self, text: &str, id: Option<String>) -> CaseError {
        CaseError {
            id,
            message: self.message,
            location: Some(LineIndex::new(text).position(text, self.span.start)),
        }
    }
}

fn syntax_problem(json: &Json<'_>) -> Option<Problem> {
    let mut findings = json.findings.iter();
    let finding = findings.find(|f| f.finding_type == FindingType::Error)?;
    Some(Problem {
        message: finding.details.clone(),
        span: finding.span(),
    })
}

fn read_case(text: &str, root: &Node, exact: bool) -> Read<Case> {
    let known = ["id", "note", "request", "policies", "expected"];
    let members = members(root, "a case", &known)?;
    let Some(request) = find(members, "request") else {
        return problem(root.span, "the case has no `request`");
    };
    let request = read_request(&request.node, exact)?;
    let mut policies = PolicySet::new();
    if let Some(member) = find(members, "policies") {
        let trust = is_decided_by_trust_policy(request.action());
        read_policies(text, &member.node, trust, &mut policies)?;
    }
    let expected = match find(members, "expected") {
        Some(member) => Some(read_expected(&member.node, &[])?),
        None => None,
    };
    Ok(Case {
        id: None,
        policies,
        request,
        expected,
    })
}

fn read_request(node: &Node, exact: bool) -> Read<Request> {
    read_request_with(node, exact, &[])
}

/// Reads a request that may have further members.
pub(crate) fn read_request_with(node: &Node, exact: bool, more: &[&str]) -> Read<Request> {
    let known = [
        "principal",
        "action",
        "resource",
        "resourceAccount",
        "resourceAccountIsManagement",
        "restrictPublicBuckets",
        "context",
        "exactContext",
    ];
    let known = [&known, more].concat();
    let members = members(node, "a request", &known)?;
    let required = |name: &str| match find(members, name) {
        Some(member) => Ok(&member.node),
        None => problem(node.span, format!("the request has no `{name}`")),
    };
    let principal = principal::read_principal(required("principal")?)?;
    let action = required("action")?;
    let action_text = string(action, "action")?;
    if !action_text.split_once(':').is_some_and(|(service, name)| {
        !service.is_empty() && !name.is_empty() && !action_text.contains(['*', '?'])
    }) {
        return problem(
            action.span,
            "`action` is one action of one service, such as `s3:GetObject`",
        );
    }
    let resource = required("resource")?;
    let resource_text = string(resource, "resource")?;
    if resource_text != "*" && !resource_text.starts_with("arn:") {
        return problem(
            resource.span,
            "`resource` is an ARN, or `*` where the action takes none",
        );
    }
    let context = match find(members, "context") {
        Some(member) => read_context(&member.node)?,
        None => Context::new(),
    };
    let mut request = Request::new(principal, action_text, resource_text, context);
    if let Some(member) = find(members, "resourceAccount") {
        request = request.with_resource_account(account(&member.node, "resourceAccount")?);
    }
    if flag(members, "resourceAccountIsManagement")? {
        request = request.with_resource_in_management_account();
    }
    if flag(members, "restrictPublicBuckets")? {
        request = request.with_public_buckets_restricted();
    }
    if exact || flag(members, "exactContext")? {
        return Ok(request);
    }
    Ok(request.with_derived_context())
}

fn read_context(node: &Node) -> Read<Context> {
    let Some(members) = node.as_object() else {
        return problem(
            node.span,
            "`context` is an object of condition keys and values",
        );
    };
    let mut context = Context::new();
    for (index, member) in members.iter().enumerate() {
        let earlier = members.iter().take(index);
        if earlier
            .clone()
            .any(|other| other.key.eq_ignore_ascii_case(&member.key))
        {
            let message = format!(
                "`{}` stands twice in `context`; case does not tell keys apart",
                member.key
            );
            return problem(member.key_span, message);
        }
        match &member.node.value {
            Value::Null => context.remove(&member.key),
            Value::Array(items) => {
                let values: Read<Vec<String>> = items.iter().map(context_value).collect();
                context.set(&member.key, ContextValues::Many(values?));
            }
            _ => context.set_one(&member.key, &context_value(&member.node)?),
        }
    }
    Ok(context)
}

fn context_value(node: &Node) -> Read<String> {
    match &node.value {
        Value::String(text) => Ok(text.to_string()),
        Value::Number(text) => Ok((*text).to_owned()),
        Value::Bool(value) => Ok(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) | Value::Missing => problem(
            node.span,
            "a context value is a string, a number, a boolean, or a list of these",
        ),
    }
}

fn read_policies(text: &str, node: &Node, trust: bool, policies: &mut PolicySet) -> Read<()> {
    let known = [
        "identity", "boundary", "session", "resource", "vpce", "scps", "rcps",
    ];
    for member in members(node, "`policies`", &known)? {
        let (policy_type, shape) = match &*member.key {
            "identity" => (PolicyType::IdentityBased, Shape::List),
            "session" => (PolicyType::Session, Shape::List),
            "boundary" => (PolicyType::PermissionsBoundary, Shape::One),
            "resource" if trust => (PolicyType::RoleTrust, Shape::One),
            "resource" => (PolicyType::ResourceBased, Shape::One),
            "vpce" => (PolicyType::VpcEndpoint, Shape::One),
            "scps" => (PolicyType::ServiceControl, Shape::Levels),
            _ => (PolicyType::ResourceControl, Shape::Levels),
        };
        let mut add = |node: &Node, level: u32| -> Read<()> {
            let policy = read_policy(text, node, policy_type, &member.key)?;
            policies.add_at_level(Arc::new(policy), level);
            Ok(())
        };
        match shape {
            Shape::One => add(&member.node, 0)?,
            Shape::List => {
                for node in list(&member.node, &member.key)? {
                    add(node, 0)?;
                }
            }
            Shape::Levels => {
                for (level, nodes) in (0..).zip(list(&member.node, &member.key)?) {
                    for node in list(nodes, &member.key)? {
                        add(node, level)?;
                    }
                }
            }
        }
    }
    Ok(())
}

/// How the policies of a type are given.
enum Shape {
    One,
    List,
    Levels,
}

/// A policy is its document, or an object with a name and a document. A document is JSON, or a
/// string with the text of the policy.
fn read_policy(text: &str, node: &Node, policy_type: PolicyType, kind: &str) -> Read<Policy> {
    let named = node.member("document").is_some();
    let (name, document) = if named {
        let members = members(node, "a policy", &["name", "document"])?;
        let name = match find(members, "name") {
            Some(member) => string(&member.node, "name")?,
            None => kind,
        };
        (name, node.member("document").unwrap_or(node))
    } else {
        (kind, node)
    };
    let policy = match document.as_str() {
        Some(written) => Policy::read(name, policy_type, written),
        None => Policy::read(name, policy_type, document.span.of(text)),
    };
    if policy.document().is_some() {
        return Ok(policy);
    }
    let finding = policy
        .findings()
        .iter()
        .find(|f| f.finding_type == FindingType::Error);
    let (place, details) = match finding {
        Some(finding) => (
            policy.lines.position(&policy.text, finding.span().start),
            finding.details.as_str(),
        ),
        None => (
            policy.lines.position(&policy.text, 0),
            "AWS would refuse this policy",
        ),
    };
    let offset = match document.as_str() {
        Some(_) => 0,
        None => finding.map_or(0, |finding| finding.span().start),
    };
    let at = Span {
        start: document.span.start + offset,
        end: document.span.end,
    };
    problem(at, format!("policy `{name}`, {place}: {details}"))
}

pub(crate) fn read_expected(node: &Node, more: &[&str]) -> Read<Expected> {
    let known = [
        &["decision", "by", "statement", "message", "uncertain"],
        more,
    ]
    .concat();
    let mut expected = Expected::default();
    for member in members(node, "`expected`", &known)? {
        if member.key == "uncertain" {
            let points = list(&member.node, "uncertain")?.iter();
            let points: Read<Vec<String>> = points
                .map(|point| string(point, "uncertain").map(str::to_owned))
                .collect();
            expected.uncertain = Some(points?);
            continue;
        }
        let value = Some(string(&member.node, &member.key)?.to_owned());
        match &*member.key {
            "decision" => {
                let decisions = ["allowed", "explicitDeny", "implicitDeny"];
                if !value
                    .as_deref()
                    .is_some_and(|value| decisions.contains(&value))
                {
                    let message = "`decision` is `allowed`, `explicitDeny` or `implicitDeny`";
                    return problem(member.node.span, message);
                }
                expected.decision = value;
            }
            "by" => expected.by = value,
            "statement" => expected.statement = value,
            "nearest" => expected.nearest = value,
            "edit" => expected.edit = value,
            _ => expected.message = value,
        }
    }
    Ok(expected)
}

/// The members of an object that has only known ones, each once.
fn members<'n>(node: &'n Node<'n>, what: &str, known: &[&str]) -> Read<&'n [Member<'n>]> {
    let Some(members) = node.as_object() else {
        return problem(node.span, format!("{what} must be an object `{{ … }}`"));
    };
    for (index, member) in members.iter().enumerate() {
        if !known.contains(&&*member.key) {
            let message = format!(
                "{what} has no member `{}`: there are `{}`",
                member.key,
                known.join("`, `")
            );
            return problem(member.key_span, message);
        }
        if members
            .iter()
            .take(index)
            .any(|other| other.key == member.key)
        {
            return problem(member.key_span, format!("`{}` stands twice", member.key));
        }
    }
    Ok(members)
}

fn find<'n>(members: &'n [Member<'n>], name: &str) -> Option<&'n Member<'n>> {
    members.iter().find(|member| member.key == name)
}

fn string<'n>(node: &'n Node<'n>, name: &str) -> Read<&'n str> {
    match node.as_str() {
        Some(text) => Ok(text),
        None => problem(node.span, format!("`{name}` must be a string")),
    }
}

fn list<'n>(node: &'n Node<'n>, name: &str) -> Read<&'n [Node<'n>]> {
    match &node.value {
        Value::Array(items) => Ok(items),
        _ => problem(node.span, format!("`{name}` must be a list")),
    }
}

fn account<'n>(node: &'n Node<'n>, name: &str) -> Read<&'n str> {
    let text = string(node, name)?;
    if !is_account_id(text) {
        return problem(
            node.span,
            format!("`{name}` is the id of an account: 12 digits"),
        );
    }
    Ok(text)
}

fn flag(members: &[Member], name: &str) -> Read<bool> {
    match find(members, name) {
        None => Ok(false),
        Some(member) => match member.node.value {
            Value::Bool(value) => Ok(value),
            _ => problem(
                member.node.span,
                format!("`{name}` must be `true` or `false`"),
            ),
        },
    }
}

fn parse_principal(node: &Node, text: &str) -> Read<Principal> {
    match Principal::parse(text) {
        Ok(principal) => Ok(principal),
        Err(error) => problem(node.span, error.to_string()),
    }
}
