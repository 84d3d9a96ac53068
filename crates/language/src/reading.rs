//! A policy's text, read for people who work on it: the JSON tree, what AWS would make of it, and
//! its statements as far as they can be made out, also where AWS would refuse the document.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>

mod path;

use iam_evaluator::condition::{Operator, OperatorName};
use iam_evaluator::json::{self, Json, Member, Node, Value};
use iam_evaluator::policy::{Polarity, lower};
use iam_evaluator::variable::Version;
use iam_evaluator::{Effect, Parsed, PolicyType, Span};

pub use path::{PathStep, path_of};

/// A policy's text with what was read of it.
#[derive(Clone, Debug)]
pub struct Reading<'t> {
    /// The text.
    pub text: &'t str,
    /// What the policy is attached as.
    pub policy_type: PolicyType,
    /// The JSON tree.
    pub json: Json<'t>,
    /// What AWS would make of it.
    pub parsed: Parsed,
}

impl<'t> Reading<'t> {
    /// Reads a text as a policy of the given type. Never fails.
    #[must_use]
    pub fn of(text: &'t str, policy_type: PolicyType) -> Reading<'t> {
        let json = json::parse(text);
        let parsed = lower(text, &json, policy_type);
        Reading {
            text,
            policy_type,
            json,
            parsed,
        }
    }

    /// Whether the text is JSON, so that what stands in it can be relied on.
    #[must_use]
    pub fn is_json(&self) -> bool {
        let mut findings = self.json.findings.iter();
        !findings.any(iam_evaluator::Finding::is_syntax_error)
    }

    /// The version of the language: that of 2008 where none or an unknown one is given.
    #[must_use]
    pub fn version(&self) -> Version {
        let version = self.json.root.member("Version").and_then(Node::as_str);
        match version {
            Some("2012-10-17") => Version::V2012,
            _ => Version::V2008,
        }
    }

    /// The statements, as far as they are objects.
    #[must_use]
    pub fn statements(&self) -> Vec<StatementView<'_>> {
        let nodes = match self.json.root.member("Statement") {
            None => &[],
            Some(node) => match &node.value {
                Value::Array(items) => items.as_slice(),
                _ => std::slice::from_ref(node),
            },
        };
        let objects = nodes.iter().enumerate();
        objects
            .filter_map(|(index, node)| StatementView::of(index, node))
            .collect()
    }

    /// The place of a stretch of a string's decoded text; `literal` is the string with its quotes.
    #[must_use]
    pub fn place(&self, literal: Span, start: usize, end: usize) -> Span {
        let place = |offset| json::place_in_string(self.text, literal, offset) as usize;
        Span::new(place(start), place(end))
    }
}

/// A statement, as far as it can be made out.
#[derive(Clone, Debug)]
pub struct StatementView<'r> {
    /// Its place among the statements, counted from 0.
    pub index: usize,
    /// The object.
    pub node: &'r Node<'r>,
    /// Its members.
    pub members: &'r [Member<'r>],
    /// `Effect`, where it is one.
    pub effect: Option<Effect>,
    /// `Principal` or `NotPrincipal`; the first where both are there.
    pub principal: Option<PrincipalView<'r>>,
    /// `Action` or `NotAction`.
    pub action: Option<ElementView<'r>>,
    /// `Resource` or `NotResource`.
    pub resource: Option<ElementView<'r>>,
    /// Every key of every operator.
    pub conditions: Vec<ConditionView<'r>>,
}

/// `Action`, `Resource` or their counterparts.
#[derive(Clone, Debug)]
pub struct ElementView<'r> {
    /// Whether it lists what it covers, or what it leaves out.
    pub polarity: Polarity,
    /// Its name and its value.
    pub member: &'r Member<'r>,
    /// The strings in it.
    pub texts: Vec<Text<'r>>,
}

/// A string of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text<'r> {
    /// What it says, its escapes resolved.
    pub value: &'r str,
    /// Where it stands, its quotes included.
    pub span: Span,
}

/// `Principal` or `NotPrincipal`.
#[derive(Clone, Debug)]
pub struct PrincipalView<'r> {
    /// Whether it lists whom it covers, or whom it leaves out.
    pub polarity: Polarity,
    /// Its name and its value.
    pub member: &'r Member<'r>,
    /// The principals in it.
    pub ids: Vec<PrincipalText<'r>>,
}

/// One entry of `Principal`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrincipalText<'r> {
    /// `AWS`, `Service`, `Federated`, `CanonicalUser`; none for the string `"*"` alone.
    pub kind: Option<Text<'r>>,
    /// The value.
    pub id: Text<'r>,
}

/// One key of one operator.
#[derive(Clone, Debug)]
pub struct ConditionView<'r> {
    /// The operator's name with all its keys.
    pub block: &'r Member<'r>,
    /// The operator, where it is one, also in another case.
    pub operator: Option<Operator>,
    /// The key with its values.
    pub key: &'r Member<'r>,
    /// The values, one by one.
    pub values: &'r [Node<'r>],
    /// Whether they stand in a list.
    pub is_list: bool,
}

impl<'r> StatementView<'r> {
    fn of(index: usize, node: &'r Node<'r>) -> Option<StatementView<'r>> {
        let members = node.as_object()?;
        let find = |name: &str| members.iter().find(|member| member.key == name);
        let either = |listed: &str, all_but: &str| {
            let listed = find(listed).map(|member| (Polarity::Listed, member));
            listed.or_else(|| find(all_but).map(|member| (Polarity::AllBut, member)))
        };
        let effect = match find("Effect").and_then(|member| member.node.as_str()) {
            Some("Allow") => Some(Effect::Allow),
            Some("Deny") => Some(Effect::Deny),
            Some(_) | None => None,
        };
        Some(StatementView {
            index,
            node,
            members,
            effect,
            principal: either("Principal", "NotPrincipal").map(PrincipalView::of),
            action: either("Action", "NotAction").map(ElementView::of),
            resource: either("Resource", "NotResource").map(ElementView::of),
            conditions: find("Condition").map_or_else(Vec::new, conditions),
        })
    }

    /// The member of this name.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&'r Member<'r>> {
        self.members.iter().find(|member| member.key == name)
    }

    /// The Sid, where there is one.
    #[must_use]
    pub fn sid(&self) -> Option<Text<'r>> {
        text(&self.member("Sid")?.node)
    }

    /// The brace that opens the statement: where to show what is missing from it.
    #[must_use]
    pub fn brace(&self) -> Span {
        let start = self.node.span.start as usize;
        Span::new(start, start + 1)
    }

    /// The conditions on a key, whatever its case.
    pub fn conditions_on<'s>(
        &'s self,
        key: &'s str,
    ) -> impl Iterator<Item = &'s ConditionView<'r>> {
        let is_on = move |condition: &&ConditionView| condition.key.key.eq_ignore_ascii_case(key);
        self.conditions.iter().filter(is_on)
    }
}

impl<'r> ElementView<'r> {
    fn of((polarity, member): (Polarity, &'r Member<'r>)) -> ElementView<'r> {
        ElementView {
            polarity,
            member,
            texts: texts(&member.node),
        }
    }
}

impl<'r> PrincipalView<'r> {
    fn of((polarity, member): (Polarity, &'r Member<'r>)) -> PrincipalView<'r> {
        let ids = match &member.node.value {
            Value::Object(kinds) => kinds
                .iter()
                .flat_map(|kind| {
                    let name = Text {
                        value: &kind.key,
                        span: kind.key_span,
                    };
                    let ids = texts(&kind.node).into_iter();
                    ids.map(move |id| PrincipalText {
                        kind: Some(name),
                        id,
                    })
                })
                .collect(),
            _ => {
                let ids = texts(&member.node).into_iter();
                ids.map(|id| PrincipalText { kind: None, id }).collect()
            }
        };
        PrincipalView {
            polarity,
            member,
            ids,
        }
    }
}

impl PrincipalText<'_> {
    /// Whether the entry is of this kind: `Service`.
    #[must_use]
    pub fn is_kind(&self, kind: &str) -> bool {
        self.kind.is_some_and(|text| text.value == kind)
    }
}

impl ConditionView<'_> {
    /// The operator's name as it is written.
    #[must_use]
    pub fn operator_name(&self) -> &str {
        &self.block.key
    }

    /// The key as it is written.
    #[must_use]
    pub fn key_name(&self) -> &str {
        &self.key.key
    }
}

fn conditions<'r>(member: &'r Member<'r>) -> Vec<ConditionView<'r>> {
    let blocks = member.node.as_object().unwrap_or_default().iter();
    blocks
        .flat_map(|block| {
            let operator = match Operator::parse(&block.key) {
                OperatorName::Exact(operator) | OperatorName::OtherCase(operator) => Some(operator),
                OperatorName::NullIfExists | OperatorName::Unknown => None,
            };
            let keys = block.node.as_object().unwrap_or_default().iter();
            keys.map(move |key| {
                let (values, is_list) = match &key.node.value {
                    Value::Array(items) => (items.as_slice(), true),
                    _ => (std::slice::from_ref(&key.node), false),
                };
                ConditionView {
                    block,
                    operator,
                    key,
                    values,
                    is_list,
                }
            })
        })
        .collect()
}

/// A string, or none where the node is something else.
#[must_use]
pub fn text<'r>(node: &'r Node<'r>) -> Option<Text<'r>> {
    let value = node.as_str()?;
    Some(Text {
        value,
        span: node.span,
    })
}

/// The strings of an element that takes one or several.
#[must_use]
pub fn texts<'r>(node: &'r Node<'r>) -> Vec<Text<'r>> {
    match &node.value {
        Value::Array(items) => items.iter().filter_map(text).collect(),
        _ => text(node).into_iter().collect(),
    }
}
