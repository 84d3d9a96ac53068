//! What could be written in a policy's text for one element to fit, or no longer to fit, a request.
//!
//! What is added keeps the form of the text: a string becomes a list, a list that has its entries
//! on lines of their own gets another line. Where an entry differs from the request by a slip of
//! the pen, that entry is changed first.

use super::super::Element;
use super::super::likeness::{mend, unlikeness, without_slip};
use super::super::missing::shifted;
use super::super::near::{names, written};
use super::EditKind;
use crate::condition::{Comparison, Condition, ConditionReason, SetOperator, ValueType};
use crate::json::{Node, Value};
use crate::policy::{Effect, Polarity, PolicyType, Statement};
use crate::policy_set::{Policy, PolicySet, StatementRef};
use crate::request::{Context, Identity, Principal, Request};
use crate::source::Span;
use crate::variable::{Template, Version, Wildcards, split_at_colons};

/// An edit without its sentence, not yet tried.
#[derive(Clone)]
pub(super) struct Draft {
    pub(super) span: Span,
    pub(super) replacement: String,
    pub(super) kind: EditKind,
    /// What is put in or taken out.
    pub(super) value: String,
    /// What a change replaces.
    pub(super) old: String,
    /// The element or condition key, as the policy writes it.
    pub(super) place: String,
}

/// A statement, its place in the text, and the request.
pub(super) struct Scene<'a> {
    pub(super) statement: &'a Statement,
    pub(super) request: &'a Request,
    policy: &'a Policy,
    node: &'a Node,
    version: Version,
}

/// What an entry would have to be for a request.
struct Fitted {
    /// The entry itself with a slip of the pen mended, if it is one.
    changed: Option<String>,
    /// What to write beside it.
    added: String,
    /// How far the entry is from the request.
    cost: usize,
}

impl<'a> Scene<'a> {
    pub(super) fn new(
        reference: StatementRef,
        policies: &'a PolicySet,
        request: &'a Request,
    ) -> Option<Scene<'a>> {
        let policy = policies.policy(reference)?;
        Some(Scene {
            statement: policies.statement(reference)?,
            request,
            policy,
            node: super::statement_node(policy, reference.statement)?,
            version: policy.document()?.version,
        })
    }

    /// What could be done about one element, the smallest first: make an Allow match, or a Deny not.
    pub(super) fn drafts(&self, element: Element) -> Vec<Draft> {
        let (listed, all_but, polarity) = match element {
            Element::Action => ("Action", "NotAction", Some(self.statement.action.polarity)),
            Element::Resource => {
                let resource = self.statement.resource.as_ref();
                ("Resource", "NotResource", resource.map(|r| r.polarity))
            }
            Element::Principal => {
                let principal = self.statement.principal.as_ref();
                ("Principal", "NotPrincipal", principal.map(|p| p.polarity))
            }
            Element::Condition => return self.condition_drafts(),
        };
        let Some(polarity) = polarity else {
            return Vec::new();
        };
        let place = match polarity {
            Polarity::Listed => listed,
            Polarity::AllBut => all_but,
        };
        let Some(node) = self.node.member(place) else {
            return Vec::new();
        };
        let adds = self.adds(polarity == Polarity::Listed);
        let request = self.request;
        match element {
            Element::Principal => self.principal_drafts(node, place, adds),
            Element::Action if adds => self.fit(node, place, request.action(), fitted_text),
            Element::Resource if adds => {
                let fit = |entry: &str, wanted: &str| self.fitted_resource(entry, wanted);
                self.fit(node, place, request.resource(), fit)
            }
            Element::Action => self.leave_out(node, place, |entry| {
                entry.eq_ignore_ascii_case(request.action())
            }),
            Element::Resource | Element::Condition => {
                self.leave_out(node, place, |entry| entry == request.resource())
            }
        }
    }

    /// Whether what is wanted comes of one entry more, not of one less: an Allow is to list the
    /// request, a Deny is to leave it out.
    fn adds(&self, listed: bool) -> bool {
        (self.statement.effect.value == Effect::Allow) == listed
    }

    /// Whether neither an action nor a resource is of the request's service.
    pub(super) fn is_of_other_service(&self) -> bool {
        let wanted = self.request.service();
        let is_other = |span: Span, part: usize, wanted: &str| {
            let text = written(span, &self.policy.text).to_ascii_lowercase();
            let service = text.split(':').nth(part).unwrap_or("*");
            service == "*" || unlikeness(service, wanted) >= 50
        };
        let asked = self.request.resource().split(':').nth(2).unwrap_or(wanted);
        let mut actions = self.statement.action.patterns.iter();
        let mut resources = self.statement.resource.iter().flat_map(|r| &r.patterns);
        actions.all(|action| is_other(action.span, 0, wanted))
            && resources.all(|resource| is_other(resource.span, 2, asked))
    }

    fn condition_drafts(&self) -> Vec<Draft> {
        let context = self.request.context();
        let conditions = self.statement.conditions.iter();
        match self.statement.effect.value {
            Effect::Deny => conditions.flat_map(|c| self.one_condition(c)).collect(),
            Effect::Allow => {
                let mut failing = conditions.filter(|c| !c.holds(context).0);
                match (failing.next(), failing.next()) {
                    (Some(condition), None) => self.one_condition(condition),
                    _ => Vec::new(),
                }
            }
        }
    }

    fn one_condition(&self, condition: &Condition) -> Vec<Draft> {
        let row = condition.operator.comparison.row();
        let Some(node) = self.values_node(condition) else {
            return Vec::new();
        };
        let requested = self.request.context().get(condition.key.lower());
        let Some(requested) = requested.map(|values| values.as_slice()) else {
            return Vec::new();
        };
        let operator = written(condition.operator_span, &self.policy.text);
        let place = condition.key.as_str();
        match condition.holds(self.request.context()).1 {
            ConditionReason::KeyMissing
            | ConditionReason::NoValues
            | ConditionReason::Presence { .. }
            | ConditionReason::NullWithSetOperator => return Vec::new(),
            ConditionReason::SeveralValues => {
                let of_any = format!("ForAnyValue:{operator}");
                return self.other_operator(condition, &operator, of_any);
            }
            ConditionReason::ValueFits { .. }
            | ConditionReason::NoValueFits { .. }
            | ConditionReason::EveryValue => {}
        }
        if row.value_type == ValueType::Boolean {
            return Vec::new();
        }
        if !self.adds(!condition.operator.is_negated()) {
            return self.leave_out(node, place, |entry| requested.iter().any(|r| r == entry));
        }
        let mut drafts = Vec::new();
        let has_wildcard = |(_, entry): &(Span, String)| entry.contains(['*', '?']);
        if row.value_type == ValueType::Text && self.entries(node).iter().any(has_wildcard) {
            let like = operator.replace("Equals", "Like");
            drafts.extend(self.other_operator(condition, &operator, like));
        }
        if let Some(bound) = requested.first().and_then(|value| bound(condition, value)) {
            drafts.extend(self.entries(node).first().map(|(span, entry)| Draft {
                span: *span,
                replacement: quoted(&bound),
                kind: EditKind::Change,
                value: bound,
                old: entry.clone(),
                place: place.to_owned(),
            }));
            return drafts;
        }
        // Each value by itself: the key may have several, of which some are there already.
        let is_lacking = |value: &&String| {
            let mut alone = self.request.context().clone();
            alone.set_one(place, value);
            let holds = condition.holds(&alone).0;
            holds == (self.statement.effect.value == Effect::Deny)
        };
        let mut lacking: Vec<&str> = requested
            .iter()
            .filter(is_lacking)
            .map(|v| v.as_str())
            .collect();
        if condition.operator.set == Some(SetOperator::ForAnyValue)
            && !condition.operator.is_negated()
        {
            lacking.truncate(1);
        }
        match lacking.as_slice() {
            [one] => drafts.extend(self.fit(node, place, one, fitted_text)),
            [] => {}
            several => drafts.push(self.added(node, place, several)),
        }
        drafts
    }

    /// Another operator for a condition that is the only one of its block.
    fn other_operator(&self, condition: &Condition, old: &str, new: String) -> Vec<Draft> {
        let conditions = self.statement.conditions.iter();
        let same = conditions.filter(|other| other.operator_span == condition.operator_span);
        if same.count() > 1 {
            return Vec::new();
        }
        vec![Draft {
            span: condition.operator_span,
            replacement: quoted(&new),
            kind: EditKind::Change,
            value: new,
            old: old.to_owned(),
            place: "Condition".to_owned(),
        }]
    }

    fn values_node(&self, condition: &Condition) -> Option<&Node> {
        let operators = self.node.member("Condition")?.as_object()?;
        let block = operators
            .iter()
            .find(|block| block.key_span == condition.operator_span)?;
        let mut keys = block.node.as_object()?.iter();
        keys.find(|key| key.key_span == condition.key_span)
            .map(|key| &key.node)
    }

    fn principal_drafts(&self, node: &Node, place: &str, adds: bool) -> Vec<Draft> {
        let Some((kind, name)) = entry_for(self.request.principal()) else {
            return Vec::new();
        };
        let names = names(self.request.principal());
        match node.member(kind) {
            Some(entries) if adds => self.fit(entries, place, name, |entry, _| {
                let slip = names.iter().find_map(|name| without_slip(entry, name));
                Fitted {
                    added: name.to_owned(),
                    cost: usize::from(slip.is_none()),
                    changed: slip,
                }
            }),
            Some(entries) => self.leave_out(entries, place, |entry| names.contains(&entry)),
            None if !adds => Vec::new(),
            None => {
                let last = node.as_object().and_then(|members| members.last());
                let draft = last.map(|last| Draft {
                    span: Span {
                        start: last.node.span.end,
                        end: last.node.span.end,
                    },
                    replacement: format!(", \"{kind}\": {}", quoted(name)),
                    kind: EditKind::Add,
                    value: name.to_owned(),
                    old: String::new(),
                    place: place.to_owned(),
                });
                draft.into_iter().collect()
            }
        }
    }

    /// The strings of a list, or of the one string that stands for it.
    fn entries(&self, node: &Node) -> Vec<(Span, String)> {
        let entry = |node: &Node| (node.span, written(node.span, &self.policy.text));
        match &node.value {
            Value::Array(items) => items.iter().map(entry).collect(),
            _ => vec![entry(node)],
        }
    }

    /// The nearest entry changed, if it is a slip, then another entry beside it, and last the wanted
    /// text itself.
    fn fit(
        &self,
        node: &Node,
        place: &str,
        wanted: &str,
        fitted: impl Fn(&str, &str) -> Fitted,
    ) -> Vec<Draft> {
        let entries = self.entries(node);
        let nearest = entries
            .iter()
            .map(|(span, entry)| (*span, entry, fitted(entry, wanted)))
            .min_by_key(|(_, _, fitted)| fitted.cost);
        let Some((span, entry, fitted)) = nearest else {
            return Vec::new();
        };
        let change = fitted.changed.map(|value| Draft {
            span,
            replacement: quoted(&value),
            kind: EditKind::Change,
            value,
            old: entry.clone(),
            place: place.to_owned(),
        });
        let mut drafts: Vec<Draft> = change.into_iter().collect();
        drafts.push(self.added(node, place, &[&fitted.added]));
        drafts.push(self.added(node, place, &[wanted]));
        drafts
    }

    /// A list with more entries.
    fn added(&self, node: &Node, place: &str, values: &[&str]) -> Draft {
        let text = &self.policy.text;
        let literals: Vec<String> = values.iter().map(|value| quoted(value)).collect();
        let (span, replacement) = match &node.value {
            Value::Array(items) => {
                let last = items.last().map_or(node.span, |item| item.span);
                let separator = separator(text, last);
                let more = literals
                    .iter()
                    .map(|literal| [&separator, literal.as_str()].concat());
                (behind(last), more.collect())
            }
            _ => (
                node.span,
                format!("[{}, {}]", node.span.of(text), literals.join(", ")),
            ),
        };
        Draft {
            span,
            replacement,
            kind: EditKind::Add,
            value: values.join(", "),
            old: String::new(),
            place: place.to_owned(),
        }
    }

    /// A list without the entry that names the request, where others stay.
    fn leave_out(&self, node: &Node, place: &str, is_it: impl Fn(&str) -> bool) -> Vec<Draft> {
        let entries = self.entries(node);
        let Some(index) = entries.iter().position(|(_, entry)| is_it(entry)) else {
            return Vec::new();
        };
        let at = |index: usize| entries.get(index).map(|(span, _)| *span);
        let before = index.checked_sub(1).and_then(at);
        let span = match (before, at(index), at(index + 1)) {
            (Some(before), Some(own), _) => Span {
                start: before.end,
                end: own.end,
            },
            (None, Some(own), Some(after)) => Span {
                start: own.start,
                end: after.start,
            },
            _ => return Vec::new(),
        };
        let value = entries.into_iter().nth(index).map(|(_, entry)| entry);
        vec![Draft {
            span,
            replacement: String::new(),
            kind: EditKind::Remove,
            value: value.unwrap_or_default(),
            old: String::new(),
            place: place.to_owned(),
        }]
    }

    /// A pattern of `Resource` with those parts replaced that do not match the request's.
    fn fitted_resource(&self, entry: &str, wanted: &str) -> Fitted {
        let parts = split_at_colons(entry, self.version, 6);
        let asked: Vec<&str> = wanted.splitn(6, ':').collect();
        if parts.len() < 6 || asked.len() < 6 {
            return fitted_text(entry, wanted);
        }
        let context = self.request.context();
        let (mut added, mut changed, mut cost) = (Vec::new(), Vec::new(), 0);
        let mut only_slips = true;
        for (part, asked) in parts.iter().zip(asked) {
            if part_matches(part, asked, self.version, context) {
                added.push((*part).to_owned());
                changed.push((*part).to_owned());
                continue;
            }
            cost += mend(part, asked).cost;
            let slip = without_slip(part, asked);
            only_slips &= slip.is_some();
            changed.extend(slip);
            let inside = asked
                .strip_prefix(part)
                .is_some_and(|rest| rest.starts_with('/'));
            added.push(match inside {
                true => format!("{part}/*"),
                false => asked.to_owned(),
            });
        }
        Fitted {
            changed: only_slips.then(|| changed.join(":")),
            added: added.join(":"),
            cost,
        }
    }
}

fn part_matches(part: &str, asked: &str, version: Version, context: &Context) -> bool {
    Template::parse(part, version, Wildcards::Yes)
        .is_ok_and(|template| template.matches(asked, context) == Ok(true))
}

fn fitted_text(entry: &str, wanted: &str) -> Fitted {
    Fitted {
        changed: without_slip(entry, wanted),
        added: wanted.to_owned(),
        cost: mend(entry, wanted).cost,
    }
}

/// The value for a comparison of order that the request's value satisfies.
fn bound(condition: &Condition, requested: &str) -> Option<String> {
    let row = condition.operator.comparison.row();
    match row.comparison {
        Comparison::NumericLessThan | Comparison::DateLessThan => {
            shifted(requested, row.value_type, true)
        }
        Comparison::NumericGreaterThan | Comparison::DateGreaterThan => {
            shifted(requested, row.value_type, false)
        }
        Comparison::NumericLessThanEquals
        | Comparison::NumericGreaterThanEquals
        | Comparison::DateLessThanEquals
        | Comparison::DateGreaterThanEquals => Some(requested.to_owned()),
        _ => None,
    }
}

/// How `Principal` names a caller: a session by its role. None for everybody.
fn entry_for(caller: &Principal) -> Option<(&'static str, &str)> {
    let kind = match &caller.identity {
        Identity::User { .. }
        | Identity::RoleSession { .. }
        | Identity::FederatedUser { .. }
        | Identity::Root { .. } => "AWS",
        Identity::Service { .. } => "Service",
        Identity::Saml { .. } | Identity::Oidc { .. } => "Federated",
        Identity::Anonymous => return None,
    };
    Some((kind, names(caller).into_iter().next()?))
}

/// The members of a statement that allows a request and no other. None for an anonymous caller.
pub(super) fn allow_members(
    policy_type: PolicyType,
    request: &Request,
) -> Option<Vec<(&'static str, String)>> {
    let mut members = vec![("Effect", quoted("Allow"))];
    match policy_type {
        PolicyType::ResourceBased | PolicyType::RoleTrust => {
            let (kind, name) = entry_for(request.principal())?;
            members.push(("Principal", format!("{{\"{kind}\": {}}}", quoted(name))));
        }
        PolicyType::VpcEndpoint => members.push(("Principal", quoted("*"))),
        PolicyType::ServiceControl
        | PolicyType::ResourceControl
        | PolicyType::IdentityBased
        | PolicyType::PermissionsBoundary
        | PolicyType::Session => {}
    }
    members.push(("Action", quoted(request.action())));
    if policy_type != PolicyType::RoleTrust {
        members.push(("Resource", quoted(request.resource())));
    }
    Some(members)
}

/// `Statement` with another statement behind the others: what to replace, by what, and the statement.
pub(super) fn appended(
    text: &str,
    node: &Node,
    members: &[(&str, String)],
) -> (Span, String, String) {
    let (last, is_list) = match &node.value {
        Value::Array(statements) => (statements.last().map_or(node.span, |s| s.span), true),
        _ => (node.span, false),
    };
    let lines: Vec<String> = members
        .iter()
        .map(|(name, value)| format!("\"{name}\": {value}"))
        .collect();
    let statement = match last.of(text).contains('\n') {
        true => {
            let indent = line_of(text, last.start).1;
            let inner = format!("\n{indent}  ");
            format!("{{{inner}{}\n{indent}}}", lines.join(&format!(",{inner}")))
        }
        false => format!("{{{}}}", lines.join(", ")),
    };
    match is_list {
        true => (behind(last), separator(text, last) + &statement, statement),
        false => (last, format!("[{}, {statement}]", last.of(text)), statement),
    }
}

/// What stands between a list's last item and another one: a new line where the last has its own.
fn separator(text: &str, last: Span) -> String {
    match line_of(text, last.start) {
        (true, indent) => format!(",\n{indent}"),
        (false, _) => ", ".to_owned(),
    }
}

/// Whether an offset is the first on its line, behind blanks, and those blanks. The first line is
/// none of its own.
fn line_of(text: &str, offset: u32) -> (bool, &str) {
    let head = text.get(..offset as usize).unwrap_or_default();
    let begin = head.rfind('\n').map(|newline| newline + 1);
    let line = head.get(begin.unwrap_or(0)..).unwrap_or_default();
    let blanks = line.len() - line.trim_start().len();
    let indent = line.get(..blanks).unwrap_or_default();
    (begin.is_some() && indent.len() == line.len(), indent)
}

fn behind(span: Span) -> Span {
    Span {
        start: span.end,
        end: span.end,
    }
}

/// A text as a string of JSON.
fn quoted(text: &str) -> String {
    let mut literal = String::from('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => literal.extend(['\\', character]),
            '\0'..='\x1f' => literal += &format!("\\u{:04x}", u32::from(character)),
            _ => literal.push(character),
        }
    }
    literal.push('"');
    literal
}
