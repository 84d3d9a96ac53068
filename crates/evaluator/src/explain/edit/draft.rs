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
use crate::json::{self, Node, Value};
use crate::policy::{Effect, Polarity, PolicyType, Statement};
use crate::policy_set::{Policy, PolicySet, StatementRef};
use crate::request::{Context, Identity, Principal, Request};
use crate::source::Span;
use crate::variable::{Template, Version, Wildcards, split_at_colons};

/// An edit without its sentence, not yet tried.
pub(super) struct Draft {
    pub(super) kind: EditKind,
    pub(super) span: Span,
    pub(super) replacement: String,
    /// What is put in or taken out.
    pub(super) value: String,
    /// The element or condition key, as the policy writes it.
    pub(super) place: String,
}

/// A value put in the place of another one.
fn change(span: Span, value: &str, place: &str) -> Draft {
    let replacement = quoted(value);
    draft(EditKind::Change, span, replacement, value, place)
}

fn draft(kind: EditKind, span: Span, replacement: String, value: &str, place: &str) -> Draft {
    Draft {
        kind,
        span,
        replacement,
        value: value.to_owned(),
        place: place.to_owned(),
    }
}

/// A statement, its place in the text, and the request.
pub(super) struct Scene<'a> {
    pub(super) statement: &'a Statement,
    pub(super) request: &'a Request,
    policy: &'a Policy,
    tree: Node<'a>,
    index: u32,
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
            tree: json::parse(&policy.text).root,
            index: reference.statement,
            version: policy.document()?.version,
        })
    }

    /// A member of the statement.
    fn member(&self, name: &str) -> Option<&Node<'a>> {
        super::statement_node(&self.tree, self.index)?.member(name)
    }

    /// What could be done about one element, the smallest first: make an Allow match, or a Deny not.
    pub(super) fn drafts(&self, element: Element, found: &mut Vec<Draft>) {
        let statement = self.statement;
        let polarity = match element {
            Element::Action => Some(statement.action.polarity),
            Element::Resource => statement.resource.as_ref().map(|element| element.polarity),
            Element::Principal => statement.principal.as_ref().map(|element| element.polarity),
            Element::Condition => return self.condition_drafts(found),
        };
        let Some(polarity) = polarity else {
            return;
        };
        let place = match polarity {
            Polarity::Listed => element.as_str().to_owned(),
            Polarity::AllBut => format!("Not{}", element.as_str()),
        };
        let Some(node) = self.member(&place) else {
            return;
        };
        let adds = self.adds(polarity == Polarity::Listed);
        let wanted = match element {
            Element::Principal => return self.principal_drafts(node, &place, adds, found),
            Element::Action => self.request.action(),
            Element::Resource | Element::Condition => self.request.resource(),
        };
        match adds {
            true => self.fit(node, &place, wanted, element == Element::Resource, found),
            false => self.leave_out(node, &place, &[wanted], found),
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

    fn condition_drafts(&self, found: &mut Vec<Draft>) {
        let is_allow = self.statement.effect.value == Effect::Allow;
        let context = self.request.context();
        let in_the_way = |condition: &&Condition| condition.holds(context).0 != is_allow;
        let conditions = self.statement.conditions.iter().filter(in_the_way);
        if is_allow && conditions.clone().count() > 1 {
            return;
        }
        for condition in conditions {
            self.one_condition(condition, found);
        }
    }

    fn one_condition(&self, condition: &Condition, found: &mut Vec<Draft>) {
        let context = self.request.context();
        let row = condition.operator.comparison.row();
        let place = condition.key.as_str();
        let operator = written(condition.operator_span, &self.policy.text);
        let (Some(node), Some(requested)) = (
            self.values_node(condition),
            context.get(condition.key.lower()),
        ) else {
            return;
        };
        let requested: Vec<&str> = requested.as_slice().iter().map(String::as_str).collect();
        match condition.holds(context).1 {
            ConditionReason::KeyMissing
            | ConditionReason::NoValues
            | ConditionReason::Presence { .. }
            | ConditionReason::NullWithSetOperator => return,
            ConditionReason::SeveralValues => {
                return self.other_operator(condition, &format!("ForAnyValue:{operator}"), found);
            }
            ConditionReason::ValueFits { .. }
            | ConditionReason::NoValueFits { .. }
            | ConditionReason::EveryValue => {}
        }
        if row.value_type == ValueType::Boolean {
            return;
        }
        if !self.adds(!condition.operator.is_negated()) {
            return self.leave_out(node, place, &requested, found);
        }
        let entries = self.entries(node);
        let has_wildcard = entries.iter().any(|(_, entry)| entry.contains(['*', '?']));
        if row.value_type == ValueType::Text && has_wildcard {
            self.other_operator(condition, &operator.replace("Equals", "Like"), found);
        }
        let first = requested.first().copied().unwrap_or_default();
        if let (Some((span, _)), Some(bound)) = (entries.first(), bound(condition, first)) {
            found.push(change(*span, &bound, place));
            return;
        }
        // Each value by itself: the key may have several, of which some are there already.
        let is_lacking = |value: &&str| {
            let mut alone = context.clone();
            alone.set_one(place, value);
            condition.holds(&alone).0 == (self.statement.effect.value == Effect::Deny)
        };
        let any = condition.operator.set == Some(SetOperator::ForAnyValue);
        let one_will_do = any && !condition.operator.is_negated();
        let most = if one_will_do { 1 } else { usize::MAX };
        let lacking: Vec<&str> = requested
            .into_iter()
            .filter(is_lacking)
            .take(most)
            .collect();
        match lacking.as_slice() {
            [one] => self.fit(node, place, one, false, found),
            several => found.push(self.added(node, place, several)),
        }
    }

    /// Another operator for a condition that is the only one of its block.
    fn other_operator(&self, condition: &Condition, operator: &str, found: &mut Vec<Draft>) {
        let conditions = self.statement.conditions.iter();
        let same = conditions.filter(|other| other.operator_span == condition.operator_span);
        if same.count() == 1 {
            found.push(change(condition.operator_span, operator, "Condition"));
        }
    }

    fn values_node(&self, condition: &Condition) -> Option<&Node<'a>> {
        let operators = self.member("Condition")?.as_object()?;
        let block = operators
            .iter()
            .find(|block| block.key_span == condition.operator_span)?;
        let mut keys = block.node.as_object()?.iter();
        keys.find(|key| key.key_span == condition.key_span)
            .map(|key| &key.node)
    }

    fn principal_drafts(&self, node: &Node, place: &str, adds: bool, found: &mut Vec<Draft>) {
        let names = names(self.request.principal());
        let Some((kind, name)) = entry_for(self.request.principal()) else {
            return;
        };
        let Some(entries) = node.member(kind) else {
            let last = node.as_object().and_then(|members| members.last());
            if let (true, Some(last)) = (adds, last) {
                let more = format!(", \"{kind}\": {}", quoted(name));
                found.push(draft(
                    EditKind::Add,
                    behind(last.node.span),
                    more,
                    name,
                    place,
                ));
            }
            return;
        };
        if !adds {
            return self.leave_out(entries, place, &names, found);
        }
        for (span, entry) in self.entries(entries) {
            let slip = names.iter().find_map(|name| without_slip(&entry, name));
            found.extend(slip.map(|name| change(span, &name, place)));
        }
        found.push(self.added(entries, place, &[name]));
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
        is_resource: bool,
        found: &mut Vec<Draft>,
    ) {
        let mut nearest: Option<(Span, Fitted)> = None;
        for (span, entry) in self.entries(node) {
            let fitted = match is_resource {
                true => self.fitted_resource(&entry, wanted),
                false => fitted_text(&entry, wanted),
            };
            if nearest
                .as_ref()
                .is_none_or(|(_, other)| fitted.cost < other.cost)
            {
                nearest = Some((span, fitted));
            }
        }
        if let Some((span, fitted)) = nearest {
            if let Some(value) = fitted.changed {
                found.push(change(span, &value, place));
            }
            found.push(self.added(node, place, &[&fitted.added]));
        }
        found.push(self.added(node, place, &[wanted]));
    }

    /// A list with more entries.
    fn added(&self, node: &Node, place: &str, values: &[&str]) -> Draft {
        let text = &self.policy.text;
        let (span, mut replacement, separator) = match &node.value {
            Value::Array(items) => {
                let last = items.last().map_or(node.span, |item| item.span);
                (behind(last), String::new(), separator(text, last))
            }
            _ => (
                node.span,
                format!("[{}", node.span.of(text)),
                ", ".to_owned(),
            ),
        };
        for value in values {
            replacement += &separator;
            replacement += &quoted(value);
        }
        if !matches!(node.value, Value::Array(_)) {
            replacement.push(']');
        }
        draft(EditKind::Add, span, replacement, &values.join(", "), place)
    }

    /// A list without the entry that names the request, where others stay.
    fn leave_out(&self, node: &Node, place: &str, names: &[&str], found: &mut Vec<Draft>) {
        let entries = self.entries(node);
        let is_named = |entry: &str| names.iter().any(|name| entry.eq_ignore_ascii_case(name));
        let mut before: Option<Span> = None;
        let mut rest = entries.iter();
        while let Some((own, entry)) = rest.next() {
            let after = rest.as_slice().first();
            // With the comma before it, or else the one behind it.
            let span = match (before, after) {
                (Some(before), _) => Some((before.end, own.end)),
                (None, Some((after, _))) => Some((own.start, after.start)),
                (None, None) => None,
            };
            if let (true, Some((start, end))) = (is_named(entry), span) {
                let span = Span { start, end };
                found.push(draft(EditKind::Remove, span, String::new(), entry, place));
            }
            before = Some(*own);
        }
    }

    /// A pattern of `Resource` with those parts replaced that do not match the request's.
    fn fitted_resource(&self, entry: &str, wanted: &str) -> Fitted {
        let parts: Vec<&str> = split_at_colons(entry, self.version, 6).collect();
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
