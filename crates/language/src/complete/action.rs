//! `Action` and `NotAction`: prefixes, actions, patterns.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>

use iam_evaluator::PolicyType;
use iam_evaluator::pattern::Pattern;

use super::list::{Draft, Fit, List, excess, fit, quoted};
use super::{Kind, MOST, Scene};
use crate::catalog::{Action, ActionDetails, Service, levels};

/// The actions by which a role is assumed, in the order in which trust policies need them.
///
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html>
const TRUST: [(&str, &str); 6] = [
    ("sts:AssumeRole", "Users, roles and services take the role."),
    (
        "sts:AssumeRoleWithWebIdentity",
        "Identities of an OpenID Connect provider take the role.",
    ),
    (
        "sts:AssumeRoleWithSAML",
        "Identities of a SAML provider take the role.",
    ),
    (
        "sts:TagSession",
        "They may give the session tags while they take the role.",
    ),
    (
        "sts:SetSourceIdentity",
        "They may say once who is behind the session.",
    ),
    (
        "sts:SetContext",
        "They may pass a context assertion, as IAM Identity Center does.",
    ),
];

/// From how many letters on the names of all services' actions are looked at.
const ENOUGH: usize = 3;

/// How many verbs of a service are offered as patterns: Amazon EC2 has some sixty.
const VERBS: usize = 12;

/// What can be written in `Action` or `NotAction`.
pub(super) fn actions(scene: &Scene<'_>, element: &str, list: &mut List) {
    let others = scene.others(element);
    if scene.policy_type == PolicyType::RoleTrust {
        for (rank, (name, info)) in (0..).zip(TRUST) {
            list.offer(name, rank, || Draft {
                label: name.to_owned(),
                insert: quoted(name),
                kind: Kind::Action,
                detail: "trust".to_owned(),
                info: info.to_owned(),
            });
        }
    }
    let word = list.word.clone();
    match word.split_once(':') {
        Some((prefix, name)) => {
            if let Some(service) = scene.catalog.service(prefix) {
                scene.need_details_of([service], list);
                of_service(service, name, &others, list);
            }
        }
        None => without_prefix(scene, &word, &others, list),
    }
}

fn without_prefix(scene: &Scene<'_>, word: &str, others: &[&str], list: &mut List) {
    let named: Vec<&str> = others
        .iter()
        .filter_map(|other| Some(other.split_once(':')?.0))
        .collect();
    for service in scene.catalog.services() {
        let by_prefix = fit(&service.prefix, word);
        let by_name = || {
            let found = fit(&service.name, word)?;
            (found <= Fit::LaterWord && word.len() > 1).then_some(Fit::LaterWord)
        };
        // Who has named a service is likely to name it again.
        let rank = if named.contains(&service.prefix.as_str()) {
            10
        } else {
            11
        };
        list.offer_as(by_prefix.or_else(by_name), rank, || Draft {
            label: format!("{}:", service.prefix),
            insert: format!("\"{}:⟦⟧\"", service.prefix),
            kind: Kind::Service,
            detail: service.name.clone(),
            info: format!("{} actions", service.actions.len()),
        });
    }
    list.offer("*", 20, || Draft {
        label: "*".to_owned(),
        insert: quoted("*"),
        kind: Kind::Wildcard,
        detail: "every action".to_owned(),
        info: "Every action of every service, those to come included.".to_owned(),
    });
    if word.len() < ENOUGH {
        return;
    }
    for service in scene.catalog.services() {
        for action in service.by_name() {
            let head = action.name.get(..word.len());
            if head.is_some_and(|head| head.eq_ignore_ascii_case(word)) {
                let draft = || draft_of(service, action);
                list.offer_as(Some(Fit::LaterWord), 30, draft);
            }
        }
    }
}

fn of_service(service: &Service, name: &str, others: &[&str], list: &mut List) {
    let prefix = &service.prefix;
    let is_there = |action: &Action| {
        let mut own = others.iter().filter_map(|other| other.split_once(':'));
        own.any(|(of, own)| {
            of.eq_ignore_ascii_case(prefix) && own.eq_ignore_ascii_case(&action.name)
        })
    };
    let fitting = service.by_name().filter(|action| !is_there(action));
    let fitting = fitting.filter_map(|action| Some((fit(&action.name, name)?, action)));
    let mut fitting: Vec<(Fit, &Action)> = fitting.collect();
    // What would be cut off is not worth its words.
    fitting.sort_by_key(|(fit, action)| (*fit, excess(*fit, &action.name)));
    fitting.truncate(MOST);
    for (fit, action) in fitting {
        list.offer_as(Some(fit), 10, || draft_of(service, action));
    }
    for (pattern, count) in patterns(service, name) {
        let whole = format!("{prefix}:{pattern}");
        // Before anything is typed, all actions and the verbs stand before the actions. Who has begun
        // a name wants that action first, and who has typed a `*` a pattern.
        let rank = match pattern.as_str() {
            _ if !name.is_empty() && !name.contains(['*', '?']) => 20,
            "*" => 0,
            _ => 5,
        };
        list.offer_as(fit(&pattern, name), rank, || Draft {
            insert: quoted(&whole),
            label: whole,
            kind: Kind::Wildcard,
            detail: match count {
                1 => "1 action".to_owned(),
                _ => format!("{count} actions"),
            },
            info: levels(covered(service, &pattern)),
        });
    }
}

fn draft_of(service: &Service, action: &Action) -> Draft {
    let label = format!("{}:{}", service.prefix, action.name);
    let details = service.details_of(&action.name);
    Draft {
        insert: quoted(&label),
        label,
        kind: Kind::Action,
        detail: action.access_level.as_str().to_owned(),
        info: details.map_or_else(String::new, |details| info(service, details)),
    }
}

fn info(service: &Service, details: &ActionDetails) -> String {
    let mut types = details.resources.iter();
    let mut names: Vec<&str> = types
        .by_ref()
        .filter_map(|on| Some(service.resource_type(on)?.name.as_str()))
        .collect();
    names.dedup();
    match names.as_slice() {
        [] => format!("{} Needs Resource *.", sentence(&details.description)),
        names => format!(
            "{} On: {}.",
            sentence(&details.description),
            names.join(", ")
        ),
    }
}

/// The text with a full stop.
fn sentence(text: &str) -> String {
    match text.trim_end() {
        "" => String::new(),
        text if text.ends_with('.') => text.to_owned(),
        text => format!("{text}."),
    }
}

/// Patterns that somebody who has typed `name` may want, with the number of actions they cover:
/// all, the verbs, and what is typed with a `*`.
fn patterns(service: &Service, name: &str) -> Vec<(String, usize)> {
    let mut verbs: Vec<(&str, usize)> = Vec::new();
    for action in service.by_name() {
        let verb = first_word(&action.name);
        match verbs.iter_mut().find(|(known, _)| *known == verb) {
            Some((_, count)) => *count += 1,
            None => verbs.push((verb, 1)),
        }
    }
    verbs.retain(|(_, count)| *count > 1);
    verbs.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    verbs.truncate(VERBS);
    let mut found = vec![("*".to_owned(), service.actions.len())];
    found.extend(
        verbs
            .into_iter()
            .map(|(verb, count)| (format!("{verb}*"), count)),
    );
    let has_wildcard = name.contains(['*', '?']);
    let open = match name {
        "" => None,
        name if name.ends_with('*') => None,
        name => Some(format!("{name}*")),
    };
    for typed in has_wildcard
        .then(|| name.to_owned())
        .into_iter()
        .chain(open)
    {
        if found
            .iter()
            .any(|(pattern, _)| pattern.eq_ignore_ascii_case(&typed))
        {
            continue;
        }
        let covered: Vec<&Action> = covered(service, &typed).collect();
        if covered.len() > usize::from(!has_wildcard) {
            found.push((spelled(&typed, &covered), covered.len()));
        }
    }
    found
}

/// The actions of the service that a pattern of their names covers.
fn covered<'s>(service: &'s Service, pattern: &str) -> impl Iterator<Item = &'s Action> {
    let pattern = pattern.to_ascii_lowercase();
    // Most patterns are a beginning, and there is no need to make a text of each name for them.
    let head = pattern.strip_suffix('*').map(str::to_owned);
    let head = head.filter(|head| !head.contains(['*', '?']));
    let pattern = Pattern::new(&pattern);
    service.actions.iter().filter(move |action| match &head {
        Some(head) => {
            let own = action.name.get(..head.len());
            own.is_some_and(|own| own.eq_ignore_ascii_case(head))
        }
        None => pattern.matches(&action.name.to_ascii_lowercase()),
    })
}

/// The pattern in the case in which AWS spells what it covers.
fn spelled(pattern: &str, covered: &[&Action]) -> String {
    let head = pattern.trim_end_matches('*');
    let known = covered
        .first()
        .and_then(|action| action.name.get(..head.len()));
    match known {
        Some(known) if known.eq_ignore_ascii_case(head) => {
            format!("{known}{}", pattern.get(head.len()..).unwrap_or_default())
        }
        _ => pattern.to_owned(),
    }
}

/// `Get` of `GetObject`.
fn first_word(name: &str) -> &str {
    let mut letters = name.char_indices().skip(1);
    let end = letters.find(|(_, letter)| letter.is_ascii_uppercase());
    name.get(..end.map_or(name.len(), |(at, _)| at))
        .unwrap_or(name)
}
