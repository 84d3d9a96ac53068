//! From the JSON tree to a policy document, with the problems of its structure.
//!
//! What AWS refuses to save is refused here: the document then takes no part in any decision. What
//! AWS accepts and merely should not be so is a finding that refuses nothing.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>

mod condition;
mod element;
mod principal;
#[cfg(test)]
mod tests;

use super::{Effect, Polarity, PolicyDocument, PolicyType, Statement};
use crate::finding::{self, Finding};
use crate::json::{self, Json, Member, Node, Value};
use crate::source::{Span, Spanned};
use crate::variable::{VariableError, Version};

/// What was read of a policy's text.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// The document, if AWS would accept it for the type it was read as, comments aside.
    pub document: Option<PolicyDocument>,
    /// The problems, in the order in which they were met.
    pub findings: Vec<Finding>,
}

/// Reads a text as a policy of the given type. Never fails.
#[must_use]
pub fn parse(text: &str, policy_type: PolicyType) -> Parsed {
    lower(text, &json::parse(text), policy_type)
}

/// Reads the JSON tree of `text` as a policy of the given type, for those who need the tree too.
#[must_use]
pub fn lower(text: &str, json: &Json<'_>, policy_type: PolicyType) -> Parsed {
    let syntax_error = json.findings.iter().any(Finding::is_syntax_error);
    let mut lower = Lower {
        text,
        policy_type,
        version: Version::V2008,
        findings: json.findings.clone(),
        refused: syntax_error,
    };
    // After an error of syntax the structure is only half there: its problems would be noise.
    let document = if syntax_error {
        None
    } else {
        lower.document(&json.root)
    };
    let document = document.filter(|_| !lower.refused);
    Parsed {
        document,
        findings: lower.findings,
    }
}

/// Reads one document.
struct Lower<'a> {
    text: &'a str,
    policy_type: PolicyType,
    version: Version,
    findings: Vec<Finding>,
    refused: bool,
}

impl Lower<'_> {
    /// A problem for which AWS refuses the document.
    fn refuse(&mut self, finding: Finding) {
        self.refused = true;
        self.findings.push(finding);
    }

    /// A problem with which AWS accepts the document.
    fn note(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    fn document(&mut self, root: &Node) -> Option<PolicyDocument> {
        let Some(members) = root.as_object() else {
            self.refuse(finding::wrong_type(
                root.span,
                "a policy",
                "an object `{ … }`",
            ));
            return None;
        };
        self.check_members(members, &["Version", "Id", "Statement"], "a policy");
        self.read_version(root, members);
        if let Some(id) = members.iter().find(|member| member.key == "Id") {
            self.check_id(id);
        }
        let statement = members.iter().find(|member| member.key == "Statement");
        let statements = match statement {
            None => {
                self.refuse(finding::missing_statement(Span::new(
                    root.span.start as usize,
                    root.span.start as usize + 1,
                )));
                Vec::new()
            }
            Some(member) => self.statements(member),
        };
        self.check_sids(&statements);
        Some(PolicyDocument {
            version: self.version,
            statements,
        })
    }

    fn read_version(&mut self, root: &Node, members: &[Member]) {
        let required = matches!(
            self.policy_type,
            PolicyType::ServiceControl | PolicyType::ResourceControl
        );
        let Some(member) = members.iter().find(|member| member.key == "Version") else {
            if required {
                let start = root.span.start as usize;
                let brace = Span::new(start, start + 1);
                self.refuse(finding::version_required(brace, self.policy_type.plural()));
            }
            return;
        };
        match member.node.as_str() {
            Some("2012-10-17") => self.version = Version::V2012,
            Some("2008-10-17") if required => {
                self.refuse(finding::version_required(
                    member.node.span,
                    self.policy_type.plural(),
                ));
            }
            Some("2008-10-17") => {}
            Some(_) => self.refuse(finding::invalid_version(member.node.span)),
            None => self.refuse(finding::wrong_type(
                member.node.span,
                "`Version`",
                "a string: write `\"2012-10-17\"`",
            )),
        }
    }

    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_id.html>
    fn check_id(&mut self, member: &Member) {
        let allowed = match self.policy_type {
            PolicyType::ResourceBased | PolicyType::RoleTrust | PolicyType::VpcEndpoint => true,
            PolicyType::IdentityBased
            | PolicyType::PermissionsBoundary
            | PolicyType::Session
            | PolicyType::ServiceControl
            | PolicyType::ResourceControl => false,
        };
        if !allowed {
            self.refuse(finding::id_not_allowed(
                member.key_span,
                self.policy_type.plural(),
            ));
        } else if member.node.as_str().is_none() {
            self.refuse(finding::wrong_type(member.node.span, "`Id`", "a string"));
        }
    }

    fn statements(&mut self, member: &Member) -> Vec<Statement> {
        match &member.node.value {
            Value::Array(items) if items.is_empty() => {
                self.refuse(finding::no_statement(member.node.span));
                Vec::new()
            }
            Value::Array(items) => items
                .iter()
                .filter_map(|item| self.statement(item))
                .collect(),
            _ => self.statement(&member.node).into_iter().collect(),
        }
    }

    /// Reads a statement. Where the result is none, the document was refused.
    fn statement(&mut self, node: &Node) -> Option<Statement> {
        const NAMES: [&str; 9] = [
            "Sid",
            "Effect",
            "Principal",
            "NotPrincipal",
            "Action",
            "NotAction",
            "Resource",
            "NotResource",
            "Condition",
        ];
        let Some(members) = node.as_object() else {
            self.refuse(finding::wrong_type(
                node.span,
                "a statement",
                "an object `{ … }`",
            ));
            return None;
        };
        self.check_members(members, &NAMES, "a statement");
        let brace = Span::new(node.span.start as usize, node.span.start as usize + 1);
        let find = |name: &str| members.iter().find(|member| member.key == name);

        let sid = find("Sid").and_then(|member| self.sid(member));
        let effect = match find("Effect") {
            Some(member) => self.effect(member),
            None => {
                self.refuse(finding::missing_effect(brace));
                None
            }
        };
        let principal = self.principal(find("Principal"), find("NotPrincipal"), brace);
        let action = self.action(find("Action"), find("NotAction"), brace);
        let resource = self.resource(find("Resource"), find("NotResource"), brace);
        let condition = find("Condition");
        let conditions = condition.map_or_else(Vec::new, |member| self.conditions(member));
        let statement = Statement {
            span: node.span,
            sid,
            effect: effect?,
            principal,
            action: action?,
            resource,
            conditions,
            condition_span: condition.map(Member::span),
        };
        self.check_effect(&statement);
        Some(statement)
    }

    fn effect(&mut self, member: &Member) -> Option<Spanned<Effect>> {
        let value = match member.node.as_str() {
            Some("Allow") => Effect::Allow,
            Some("Deny") => Effect::Deny,
            _ => {
                self.refuse(finding::invalid_effect(member.node.span));
                return None;
            }
        };
        Some(Spanned {
            value,
            span: member.node.span,
        })
    }

    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html>
    fn sid(&mut self, member: &Member) -> Option<Spanned<String>> {
        let span = member.node.span;
        let Some(text) = member.node.as_str() else {
            self.refuse(finding::wrong_type(span, "`Sid`", "a string"));
            return None;
        };
        let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !plain && self.is_kept_by_iam() {
            self.refuse(finding::unsupported_sid(span, text));
        }
        (!text.is_empty()).then(|| Spanned {
            value: text.to_owned(),
            span,
        })
    }

    fn check_sids(&mut self, statements: &[Statement]) {
        if !self.is_kept_by_iam() {
            return;
        }
        let mut seen: Vec<&Spanned<String>> = Vec::new();
        for sid in statements
            .iter()
            .filter_map(|statement| statement.sid.as_ref())
        {
            match seen.iter().find(|earlier| earlier.value == sid.value) {
                Some(earlier) => {
                    let spans = vec![sid.span, earlier.span];
                    self.refuse(finding::unique_sids(spans, &sid.value));
                }
                None => seen.push(sid),
            }
        }
    }

    /// Whether IAM or STS itself keeps policies of this type, with IAM's rules for texts and Sids.
    fn is_kept_by_iam(&self) -> bool {
        match self.policy_type {
            PolicyType::IdentityBased
            | PolicyType::PermissionsBoundary
            | PolicyType::Session
            | PolicyType::RoleTrust => true,
            PolicyType::ResourceBased
            | PolicyType::VpcEndpoint
            | PolicyType::ServiceControl
            | PolicyType::ResourceControl => false,
        }
    }

    /// Effects that do not go with the policy's type or with `NotPrincipal`. A resource control
    /// policy that people write may only deny.
    ///
    /// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html>
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html>
    fn check_effect(&mut self, statement: &Statement) {
        if let Some(principal) = &statement.principal {
            let all_but = principal.polarity == Polarity::AllBut;
            if all_but && statement.effect.value == Effect::Allow {
                self.refuse(finding::not_principal_with_allow(principal.span));
            }
        }
        if self.policy_type != PolicyType::ResourceControl {
            return;
        }
        let is_star = |span: Span| span.of(self.text) == "\"*\"";
        let actions = &statement.action.patterns;
        let every_action = actions.iter().find(|action| is_star(action.span));
        let every_resource = statement.resource.as_ref().is_some_and(|resource| {
            resource.polarity == Polarity::Listed
                && resource.patterns.iter().any(|entry| is_star(entry.span))
        });
        let every_action = every_action.map(|action| action.span);
        let full_access =
            every_action.is_some() && every_resource && statement.conditions.is_empty();
        match (statement.effect.value, every_action) {
            (Effect::Allow, _) if full_access => {}
            (Effect::Allow, _) => self.refuse(finding::rcp_allow(statement.effect.span)),
            (Effect::Deny, Some(span)) => self.refuse(finding::rcp_action(span)),
            (Effect::Deny, None) => {}
        }
    }

    /// Names that the grammar does not know, and names that stand twice.
    fn check_members(&mut self, members: &[Member], known: &[&str], owner: &str) {
        for (index, member) in members.iter().enumerate() {
            if !known.contains(&&*member.key) {
                let meant = nearest(&member.key, known);
                self.refuse(finding::unknown_element(
                    member.key_span,
                    &member.key,
                    owner,
                    meant,
                ));
            }
            self.check_duplicate(members.get(..index).unwrap_or_default(), member);
            self.check_characters(member.key_span);
        }
    }

    /// JSON lets a name stand twice in one object, AWS does not.
    fn check_duplicate(&mut self, earlier: &[Member], member: &Member) {
        if let Some(first) = earlier.iter().find(|other| other.key == member.key) {
            self.refuse(finding::duplicate_name(
                vec![member.key_span, first.key_span],
                &member.key,
            ));
        }
    }

    /// The characters that IAM takes in the text of a policy: tab, line feed, carriage return, and
    /// U+0020 to U+00FF.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html>
    fn check_characters(&mut self, literal: Span) {
        let written = literal.of(self.text);
        if !self.is_kept_by_iam() || written.is_ascii() {
            return;
        }
        if let Some((at, character)) = written.char_indices().find(|(_, c)| *c > '\u{ff}') {
            let start = literal.start as usize + at;
            let place = Span::new(start, start + character.len_utf8());
            self.refuse(finding::unsupported_character(place, character));
        }
    }

    /// The strings of an element that takes one or several.
    fn strings<'n>(&mut self, node: &'n Node<'n>, name: &str) -> Vec<Spanned<&'n str>> {
        let nodes = match &node.value {
            Value::Array(items) if items.is_empty() => {
                self.refuse(finding::empty_list(node.span, name));
                return Vec::new();
            }
            Value::Array(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        let mut strings = Vec::with_capacity(nodes.len());
        for node in nodes {
            match node.as_str() {
                Some(value) => {
                    self.check_characters(node.span);
                    strings.push(Spanned {
                        value,
                        span: node.span,
                    });
                }
                None => {
                    let expected = "a string, or a list of strings";
                    self.refuse(finding::wrong_type(
                        node.span,
                        &format!("`{name}`"),
                        expected,
                    ));
                }
            }
        }
        strings
    }

    fn refuse_variable(&mut self, literal: Span, error: VariableError) {
        let start = json::place_in_string(self.text, literal, error.start) as usize;
        let end = json::place_in_string(self.text, literal, error.end) as usize;
        self.refuse(finding::variable(Span::new(start, end), error.kind));
    }
}

/// The known name that was probably meant: one that differs by case, a plural, or a letter.
fn nearest<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    let lower = name.to_ascii_lowercase();
    let distance = |known: &str| edit_distance(&lower, &known.to_ascii_lowercase());
    known
        .iter()
        .copied()
        .min_by_key(|known| distance(known))
        .filter(|known| distance(known) <= 2)
}

/// The number of letters to insert, remove or replace to make one word of another.
fn edit_distance(one: &str, other: &str) -> usize {
    if one.len() > 32 {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (above, a) in one.bytes().enumerate() {
        let mut next = vec![above + 1];
        for ((&diagonal, &up), b) in row.iter().zip(row.iter().skip(1)).zip(other.bytes()) {
            let left = next.last().copied().unwrap_or(usize::MAX);
            next.push((diagonal + usize::from(a != b)).min(up + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or(usize::MAX)
}
