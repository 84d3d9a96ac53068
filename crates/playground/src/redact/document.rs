//! The places of a policy's text that say something about its owner.

use iam_evaluator::Span;
use iam_evaluator::condition::{Comparison, Operator, OperatorName, ValueType};
use iam_evaluator::json::{self, Member, Node, Value};

use super::vocabulary;

/// What a text is to the evaluator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Compared as text; names, ARNs, tags.
    Text,
    /// The value of a key that holds addresses.
    Address,
    /// AWS's own words, numbers, dates: stays as it is, wherever its words stand.
    Kept,
    /// The name of a condition key.
    Key,
    /// `Sid`, `Id`.
    Label,
    /// A comment.
    Comment,
}

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// As a JSON string.
    String,
    /// As a JSON number.
    Number,
    /// As it is.
    Plain,
}

/// A text in a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Site {
    /// Where it stands, quotes included.
    pub(super) span: Span,
    /// The text, escapes resolved.
    pub(super) text: String,
    /// What it is.
    pub(super) role: Role,
    /// How it is written.
    pub(super) form: Form,
    /// The condition key that it is a value of, in lower case; else empty.
    pub(super) key: String,
}

/// The places of a policy, in order. `address_keys` are in lower case.
pub(super) fn sites(text: &str, address_keys: &[String]) -> Vec<Site> {
    let json = json::parse(text);
    let mut found = Finder {
        sites: Vec::new(),
        address_keys,
    };
    if json
        .findings
        .iter()
        .any(|finding| finding.is_syntax_error())
    {
        broken(text, &mut found);
        return found.sites;
    }
    let comments = json.findings.iter().flat_map(|finding| &finding.locations);
    for span in comments.filter(|span| span.of(text).starts_with('/')) {
        found.add(*span, span.of(text), Role::Comment, Form::Plain);
    }
    match json.root.as_object() {
        Some(members) => members.iter().for_each(|member| found.in_document(member)),
        None => found.anything(&json.root),
    }
    found.sites.sort_by_key(|site| site.span);
    found.sites
}

/// The keys that an operator for addresses is used with, in lower case.
pub(super) fn address_keys(text: &str) -> Vec<String> {
    keys_of(text, |comparison| {
        matches!(comparison, Comparison::IpAddress | Comparison::NotIpAddress)
    })
}

/// The keys whose values are no names, in lower case: numbers, dates, booleans, bytes.
pub(super) fn kept_keys(text: &str) -> Vec<String> {
    keys_of(text, |comparison| match comparison.row().value_type {
        ValueType::Number | ValueType::Date | ValueType::Binary => true,
        ValueType::Boolean => comparison == Comparison::Bool,
        ValueType::Text | ValueType::Pattern | ValueType::IpRange | ValueType::Arn => false,
    })
}

fn keys_of(text: &str, wanted: impl Fn(Comparison) -> bool) -> Vec<String> {
    let json = json::parse(text);
    let mut keys = Vec::new();
    for statement in statements(&json.root) {
        let operators = statement.member("Condition").and_then(Node::as_object);
        for member in operators.unwrap_or_default() {
            let is_wanted = operator(&member.key).is_some_and(|found| wanted(found.comparison));
            if let (true, Some(inside)) = (is_wanted, member.node.as_object()) {
                keys.extend(inside.iter().map(|key| key.key.to_ascii_lowercase()));
            }
        }
    }
    keys
}

fn statements<'n, 't>(root: &'n Node<'t>) -> &'n [Node<'t>] {
    match root.member("Statement") {
        None => &[],
        Some(node) => match &node.value {
            Value::Array(items) => items,
            _ => std::slice::from_ref(node),
        },
    }
}

fn operator(name: &str) -> Option<Operator> {
    match Operator::parse(name) {
        OperatorName::Exact(operator) | OperatorName::OtherCase(operator) => Some(operator),
        OperatorName::NullIfExists | OperatorName::Unknown => None,
    }
}

struct Finder<'a> {
    sites: Vec<Site>,
    address_keys: &'a [String],
}

impl Finder<'_> {
    fn add(&mut self, span: Span, text: &str, role: Role, form: Form) {
        self.add_value(span, text, role, form, "");
    }

    fn add_value(&mut self, span: Span, text: &str, role: Role, form: Form, key: &str) {
        self.sites.push(Site {
            span,
            text: text.to_owned(),
            role,
            form,
            key: key.to_owned(),
        });
    }

    fn in_document(&mut self, member: &Member<'_>) {
        match &*member.key {
            "Version" => {}
            "Id" => self.values(&member.node, Role::Label, ""),
            "Statement" => {
                let statements = match &member.node.value {
                    Value::Array(items) => items.as_slice(),
                    _ => std::slice::from_ref(&member.node),
                };
                for statement in statements {
                    match statement.as_object() {
                        Some(members) => members.iter().for_each(|m| self.in_statement(m)),
                        None => self.anything(statement),
                    }
                }
            }
            _ => self.anything(&member.node),
        }
    }

    fn in_statement(&mut self, member: &Member<'_>) {
        match &*member.key {
            "Effect" | "Action" | "NotAction" => {}
            "Sid" => self.values(&member.node, Role::Label, ""),
            "Principal" | "NotPrincipal" => match member.node.as_object() {
                Some(types) => types.iter().for_each(|of_type| {
                    let role = match &*of_type.key {
                        "Service" => Role::Kept,
                        _ => Role::Text,
                    };
                    self.values(&of_type.node, role, "");
                }),
                None => self.anything(&member.node),
            },
            "Condition" => match member.node.as_object() {
                Some(operators) => operators.iter().for_each(|block| self.in_operator(block)),
                None => self.anything(&member.node),
            },
            _ => self.anything(&member.node),
        }
    }

    fn in_operator(&mut self, block: &Member<'_>) {
        let Some(keys) = block.node.as_object() else {
            return self.anything(&block.node);
        };
        let comparison = operator(&block.key).map(|operator| operator.comparison);
        for member in keys {
            self.add(member.key_span, &member.key, Role::Key, Form::String);
            let key = member.key.to_ascii_lowercase();
            let role = self.role(comparison, &key);
            self.values(&member.node, role, &key);
        }
    }

    fn role(&self, comparison: Option<Comparison>, key: &str) -> Role {
        let Some(comparison) = comparison else {
            return Role::Text;
        };
        match comparison.row().value_type {
            ValueType::Number | ValueType::Date | ValueType::Boolean | ValueType::Binary => {
                Role::Kept
            }
            ValueType::IpRange => Role::Address,
            ValueType::Text | ValueType::Pattern | ValueType::Arn => {
                role_of_value(key, self.address_keys)
            }
        }
    }

    /// One text, or a list of texts.
    fn values(&mut self, node: &Node<'_>, role: Role, key: &str) {
        match &node.value {
            Value::String(text) => self.add_value(node.span, text, role, Form::String, key),
            Value::Number(text) => self.add_value(node.span, text, role, Form::Number, key),
            Value::Array(items) => items.iter().for_each(|item| self.values(item, role, key)),
            Value::Object(_) => self.anything(node),
            Value::Null | Value::Bool(_) | Value::Missing => {}
        }
    }

    /// Where the grammar has no such thing: all texts, without the names of members.
    fn anything(&mut self, node: &Node<'_>) {
        match &node.value {
            Value::Object(members) => members.iter().for_each(|m| self.anything(&m.node)),
            Value::Array(items) => items.iter().for_each(|item| self.anything(item)),
            _ => self.values(node, Role::Text, ""),
        }
    }
}

/// The role of a value of a context key that is compared as text.
pub(super) fn role_of_value(key: &str, address_keys: &[String]) -> Role {
    if vocabulary::has_values_of_aws(key) {
        return Role::Kept;
    }
    let of_aws = matches!(key, "aws:sourceip" | "aws:vpcsourceip");
    match of_aws || address_keys.iter().any(|other| other == key) {
        true => Role::Address,
        false => Role::Text,
    }
}

/// The places of a text that is no JSON: it takes no part in any decision, so every word may
/// change that is not one of the language.
fn broken(text: &str, found: &mut Finder<'_>) {
    let mut at = 0;
    for (index, piece) in text.split('"').enumerate() {
        let is_quoted = index % 2 == 1;
        let stays = match is_quoted {
            true => vocabulary::is_of_the_language(piece),
            false => matches!(
                piece.trim_matches([' ', ',', ':', '\n', '}', ']']),
                "true" | "false"
            ),
        };
        if !stays {
            between_escapes(piece, at, found);
        }
        at += piece.len() + 1;
    }
}

/// The text without its escapes: a changed letter behind a `\` could mend the text.
fn between_escapes(piece: &str, offset: usize, found: &mut Finder<'_>) {
    let mut start = 0;
    let mut characters = piece.char_indices();
    let mut add = |from: usize, to: usize| {
        let text = piece.get(from..to).unwrap_or_default();
        if !text.is_empty() {
            let span = Span::new(offset + from, offset + to);
            found.add(span, text, Role::Text, Form::Plain);
        }
    };
    while let Some((at, character)) = characters.next() {
        if character != '\\' {
            continue;
        }
        add(start, at);
        start = match characters.next() {
            Some((next, 'u')) => {
                let digits = piece.get(next + 1..).unwrap_or_default().chars().take(4);
                next + 1 + digits.take_while(char::is_ascii_hexdigit).count()
            }
            Some((next, escaped)) => next + escaped.len_utf8(),
            None => piece.len(),
        };
        while characters
            .clone()
            .next()
            .is_some_and(|(next, _)| next < start)
        {
            characters.next();
        }
    }
    add(start, piece.len());
}
