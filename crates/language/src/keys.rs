//! Which condition keys the actions of a statement have.

use crate::catalog::{Action, Catalog, ConditionKey, KeyType, Service};
use crate::tables::global_key;

/// How many actions of a pattern are looked at.
const MOST_COVERED: usize = 2_000;

/// A condition key with the actions that have it.
pub(crate) struct Carried<'c> {
    pub(crate) key: &'c ConditionKey,
    /// The actions that have it, with their services, those of patterns included.
    pub(crate) actions: Vec<(&'c Service, &'c Action)>,
    /// How many actions there are in all.
    pub(crate) all: usize,
}

/// The condition keys of some actions.
pub(crate) struct KeysOfActions<'c> {
    pub(crate) keys: Vec<Carried<'c>>,
    /// How many of the patterns have actions whose keys are not known.
    unknown: usize,
}

impl Carried<'_> {
    /// `3 of 5 actions`.
    pub(crate) fn share(&self) -> String {
        match (self.actions.len(), self.all) {
            (_, 1) => "the action".to_owned(),
            (2, 2) => "both actions".to_owned(),
            (count, all) if count == all => format!("all {all} actions"),
            (count, all) => format!("{count} of {all} actions"),
        }
    }
}

/// The type of a key's values: that of the global key, or of the service in its name.
pub(crate) fn type_of(catalog: &Catalog, key: &str) -> Option<KeyType> {
    if let Some(known) = global_key(key) {
        return Some(known.key_type);
    }
    let service = catalog.service(key.split(':').next()?)?;
    service.condition_key(key)?.key_type
}

/// The keys that these actions have, the ones of most actions first.
pub(crate) fn of_actions<'c>(catalog: &'c Catalog, actions: &[&str]) -> KeysOfActions<'c> {
    let mut keys: Vec<Carried<'c>> = Vec::new();
    let mut all = 0;
    let mut unknown = 0;
    for pattern in actions {
        let prefix = pattern.split(':').next().unwrap_or_default();
        let is_open = prefix.contains(['*', '?']);
        let service = catalog
            .service(prefix)
            .filter(|service| !is_open && service.has_details());
        let Some(service) = service else {
            unknown += 1;
            continue;
        };
        let covered = catalog.covered(pattern).take(MOST_COVERED);
        let covered: Vec<&Action> = covered.map(|(_, action)| action).collect();
        all += covered.len();
        unknown += usize::from(covered.is_empty());
        for (key, actions) in by_key(service, &covered) {
            let actions = actions.into_iter().map(|action| (service, action));
            match keys.iter_mut().find(|carried| carried.key.name == key.name) {
                Some(carried) => carried.actions.extend(actions),
                None => keys.push(Carried {
                    key,
                    actions: actions.collect(),
                    all: 0,
                }),
            }
        }
    }
    for carried in &mut keys {
        carried.all = all;
    }
    keys.sort_by_key(|carried| std::cmp::Reverse(carried.actions.len()));
    KeysOfActions { keys, unknown }
}

/// The keys of a service that some of these actions have, with those actions.
fn by_key<'c>(
    service: &'c Service,
    actions: &[&'c Action],
) -> impl Iterator<Item = (&'c ConditionKey, Vec<&'c Action>)> {
    let known = service.condition_keys();
    let mut carrying: Vec<Vec<&Action>> = vec![Vec::new(); known.len()];
    for action in actions {
        let Some(details) = service.details_of(&action.name) else {
            continue;
        };
        for place in service.key_places(details) {
            if let Some(carrying) = carrying.get_mut(place)
                && carrying
                    .last()
                    .is_none_or(|last| !std::ptr::eq(*last, *action))
            {
                carrying.push(action);
            }
        }
    }
    let pairs = known.iter().zip(carrying);
    pairs.filter(|(_, actions)| !actions.is_empty())
}

impl KeysOfActions<'_> {
    /// Whether the keys of all these actions are known, so that a key that is not among them is
    /// carried by none.
    pub(crate) fn is_known(&self, actions: &[&str]) -> bool {
        !actions.is_empty() && self.unknown == 0
    }
}

/// The first service of these actions whose details are missing.
pub(crate) fn without_details(catalog: &Catalog, actions: &[&str]) -> Option<String> {
    let mut services = actions.iter().filter_map(|action| {
        let prefix = action.split(':').next()?;
        catalog.service(prefix)
    });
    let service = services.find(|service| !service.has_details())?;
    Some(service.prefix.clone())
}
