//! `Condition`: operators and keys.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

use iam_evaluator::PolicyType;
use iam_evaluator::condition::{
    Comparison, OPERATORS, Operator, OperatorName, SetOperator, ValueType,
};
use iam_evaluator::json::Node;

use super::list::{Draft, List, fit};
use super::template::filled;
use super::{Kind, Scene};
use crate::catalog::{KeyType, Service, ValueKind};
use crate::keys::{self, Carried};
use crate::tables::{About, GLOBAL_KEYS, GlobalKey};
use crate::words;

/// The element's value as a whole.
pub(super) fn block(_: &Scene<'_>, list: &mut List) {
    list.offer("{", 0, || Draft {
        label: "{ }".to_owned(),
        insert: "{⟦⟧}".to_owned(),
        kind: Kind::Snippet,
        detail: "operators".to_owned(),
        info: "Operators with their keys; all must hold.".to_owned(),
    });
}

/// The value of an operator as a whole.
pub(super) fn key_block(_: &Scene<'_>, _operator: &str, list: &mut List) {
    list.offer("{", 0, || Draft {
        label: "{ }".to_owned(),
        insert: "{⟦⟧}".to_owned(),
        kind: Kind::Snippet,
        detail: "condition keys".to_owned(),
        info: "Condition keys with their values; all must hold.".to_owned(),
    });
}

/// The operators that are not there yet: those that suit the keys below the caret's operator first,
/// the variants with a prefix or a suffix behind the plain ones.
pub(super) fn operators(scene: &Scene<'_>, list: &mut List) {
    let members = scene.member("Condition").and_then(Node::as_object);
    let members = members.unwrap_or_default();
    let own = members
        .iter()
        .find(|member| member.key_span.start == scene.at);
    let types: Vec<KeyType> = own
        .and_then(|member| member.node.as_object())
        .unwrap_or_default()
        .iter()
        .filter_map(|member| keys::type_of(scene.catalog, &member.key))
        .collect();
    for operator in all_operators() {
        let name = operator.to_string();
        let is_own = |key: &str, start: u32| key == name && start != scene.at;
        if members
            .iter()
            .any(|member| is_own(&member.key, member.key_span.start))
        {
            continue;
        }
        let suits = types.iter().all(|key_type| suits(operator, *key_type));
        let rank = match (suits, is_plain(operator), operator.set.is_some()) {
            (true, true, _) => 0,
            (true, false, true) if !types.is_empty() => 0,
            (true, false, _) => 1,
            (false, true, _) => 2,
            (false, false, _) => 3,
        };
        list.offer(&name, rank, || Draft {
            insert: scene.written(&name, "{⟦⟧}"),
            label: name.clone(),
            kind: Kind::Operator,
            detail: words::value_type(operator.comparison.row().value_type).to_owned(),
            info: words::operator(operator).join(" "),
        });
    }
}

/// The plain operators in AWS's order, then those with a suffix, then those with a prefix.
fn all_operators() -> impl Iterator<Item = Operator> {
    let sets = [
        (None, false),
        (None, true),
        (Some(SetOperator::ForAnyValue), false),
        (Some(SetOperator::ForAllValues), false),
        (Some(SetOperator::ForAnyValue), true),
        (Some(SetOperator::ForAllValues), true),
    ];
    sets.into_iter().flat_map(|(set, if_exists)| {
        let rows = OPERATORS.iter();
        let is_operator = move |comparison: Comparison| {
            comparison != Comparison::Null || (set.is_none() && !if_exists)
        };
        rows.filter(move |row| is_operator(row.comparison))
            .map(move |row| Operator {
                set,
                comparison: row.comparison,
                if_exists,
            })
    })
}

fn is_plain(operator: Operator) -> bool {
    operator.set.is_none() && !operator.if_exists
}

/// Whether an operator is made for keys of this type.
fn suits(operator: Operator, key_type: KeyType) -> bool {
    if operator.comparison == Comparison::Null {
        return true;
    }
    let value = match operator.comparison.row().value_type {
        ValueType::Text | ValueType::Pattern => ValueKind::String,
        ValueType::Number => ValueKind::Numeric,
        ValueType::Date => ValueKind::Date,
        ValueType::Boolean => ValueKind::Bool,
        ValueType::Binary => ValueKind::Binary,
        ValueType::IpRange => ValueKind::IpAddress,
        ValueType::Arn => ValueKind::Arn,
    };
    // `aws:EpochTime` is a date that is also a number.
    value == key_type.value && operator.set.is_some() == key_type.multivalued
}

/// The keys that are not there yet: those that suit the operator first, and of these those of the
/// statement's actions.
pub(super) fn keys(scene: &Scene<'_>, operator: &str, list: &mut List) {
    let services = scene.services();
    let word_service = list
        .word
        .split_once(':')
        .and_then(|(prefix, _)| scene.catalog.service(prefix));
    scene.need_details_of(services.iter().copied().chain(word_service), list);
    let operator = match Operator::parse(operator) {
        OperatorName::Exact(operator) | OperatorName::OtherCase(operator) => Some(operator),
        OperatorName::NullIfExists | OperatorName::Unknown => None,
    };
    let misfit = |key_type: Option<KeyType>| match (operator, key_type) {
        (Some(operator), Some(key_type)) if !suits(operator, key_type) => 100,
        _ => 0,
    };
    let there = keys_there(scene);
    let is_there = |name: &str| there.iter().any(|key| key.eq_ignore_ascii_case(name));
    let actions = scene.actions();
    let carried = keys::of_actions(scene.catalog, &actions);
    for carried in carried
        .keys
        .iter()
        .filter(|carried| !is_there(&carried.key.name))
    {
        let is_global = carried.key.name.starts_with("aws:");
        let rank = misfit(carried.key.key_type) + if is_global { 20 } else { 10 };
        offer_carried(scene, carried, rank, list);
    }
    for key in GLOBAL_KEYS.iter().filter(|key| !is_there(key.name)) {
        let is_offered = |carried: &Carried<'_>| {
            let name = carried.key.name.strip_suffix("${TagKey}");
            name.unwrap_or(&carried.key.name)
                .eq_ignore_ascii_case(key.name)
        };
        if carried.keys.iter().any(is_offered) {
            continue;
        }
        let rank = misfit(Some(key.key_type)) + 30 + likely(scene.policy_type, key.about);
        offer_global(scene, key, rank, list);
    }
    if let Some(service) = word_service
        && !services.iter().any(|known| known.prefix == service.prefix)
    {
        offer_foreign(scene, service, list);
    }
}

fn keys_there<'s>(scene: &'s Scene<'_>) -> Vec<&'s str> {
    let operators = scene.member("Condition").and_then(Node::as_object);
    let operators = operators.unwrap_or_default().iter();
    let is_around = |span: iam_evaluator::Span| span.start < scene.at && scene.at < span.end;
    let own = operators.filter(|block| is_around(block.node.span));
    own.flat_map(|block| block.node.as_object().unwrap_or_default())
        .filter(|member| member.key_span.start != scene.at)
        .map(|member| &*member.key)
        .collect()
}

fn offer_carried(scene: &Scene<'_>, carried: &Carried<'_>, rank: u32, list: &mut List) {
    let label = filled(&carried.key.name);
    let found = fit(&label, &list.word);
    list.offer_as(found, rank, || Draft {
        insert: written_key(scene, &super::template::marked(&carried.key.name)),
        label,
        kind: Kind::ConditionKey,
        detail: match carried.key.key_type {
            Some(key_type) => format!("{key_type} · {}", carried.share()),
            None => carried.share(),
        },
        info: carried.key.description.clone(),
    });
}

fn offer_global(scene: &Scene<'_>, key: &GlobalKey, rank: u32, list: &mut List) {
    let (label, marked) = match key.name.ends_with('/') {
        true => (
            format!("{}TAG-KEY", key.name),
            format!("{}⟦TAG-KEY⟧", key.name),
        ),
        false => (key.name.to_owned(), key.name.to_owned()),
    };
    list.offer(&label.clone(), rank, || Draft {
        label,
        insert: written_key(scene, &marked),
        kind: Kind::ConditionKey,
        detail: key.key_type.to_string(),
        info: words::global_key(key.name).unwrap_or_default().to_owned(),
    });
}

/// Keys of a service that the author names although no action of the statement is its own.
fn offer_foreign(scene: &Scene<'_>, service: &Service, list: &mut List) {
    let own = format!("{}:", service.prefix);
    for key in service
        .condition_keys()
        .iter()
        .filter(|key| key.name.starts_with(&own))
    {
        let label = filled(&key.name);
        let found = fit(&label, &list.word);
        list.offer_as(found, 90, || Draft {
            insert: written_key(scene, &super::template::marked(&key.name)),
            label,
            kind: Kind::ConditionKey,
            detail: match key.key_type {
                Some(key_type) => format!("{key_type} · no action of the statement"),
                None => "no action of the statement".to_owned(),
            },
            info: key.description.clone(),
        });
    }
}

/// A key with an empty value; where the key itself has to be completed, that is selected.
fn written_key(scene: &Scene<'_>, name: &str) -> String {
    match name.contains('⟦') {
        true => scene.written(name, "\"\""),
        false => scene.written(name, "\"⟦⟧\""),
    }
}

/// Which groups of global keys a type of policy tests most: the lower the likelier.
fn likely(policy_type: PolicyType, about: About) -> u32 {
    let order = match policy_type {
        PolicyType::ResourceBased
        | PolicyType::RoleTrust
        | PolicyType::VpcEndpoint
        | PolicyType::ResourceControl => [
            About::Principal,
            About::Request,
            About::Network,
            About::Session,
            About::Resource,
        ],
        PolicyType::IdentityBased
        | PolicyType::PermissionsBoundary
        | PolicyType::Session
        | PolicyType::ServiceControl => [
            About::Request,
            About::Resource,
            About::Principal,
            About::Network,
            About::Session,
        ],
    };
    let place = order.iter().position(|own| *own == about);
    place.map_or(0, |place| u32::try_from(place).unwrap_or(0))
}
