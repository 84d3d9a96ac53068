//! What AWS documents of its services: actions, resource types, condition keys.
//!
//! The catalog comes in parts: an index with the services and the names of all actions, and for each
//! service its details. Whoever has no details of a service knows its actions all the same.
//! Deciding never asks the catalog; validation, completion and the request form do.
//!
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>

mod decode;

use std::collections::BTreeMap;

use iam_evaluator::pattern::Pattern;

pub use decode::CatalogError;
pub(crate) use decode::{damaged, fnv};

/// The services that are known, and what is known of each.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    /// Where the data is from, with its version; empty without data.
    source: String,
    /// By prefix.
    services: BTreeMap<String, Service>,
}

/// A service of AWS.
#[derive(Clone, Debug)]
pub struct Service {
    /// The prefix of its actions: `s3`. In lower case.
    pub prefix: String,
    /// Its name: `Amazon S3`.
    pub name: String,
    /// Its actions, grouped by access level and sorted by name.
    pub actions: Vec<Action>,
    /// The places in `actions`, sorted by the names in lower case.
    by_name: Vec<usize>,
    details: Option<Details>,
}

/// An action, by what the index says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// Its name without the prefix, as AWS spells it: `GetObject`.
    pub name: String,
    /// How AWS classifies it.
    pub access_level: AccessLevel,
}

/// How AWS classifies an action.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AccessLevel {
    /// Reads contents or attributes.
    Read,
    /// Creates, changes or deletes.
    Write,
    /// Lists what there is.
    List,
    /// Changes tags and nothing else.
    Tagging,
    /// Grants or changes permissions.
    PermissionsManagement,
    /// AWS names the action in a policy that it manages, and does not list it in its reference.
    Unlisted,
}

impl AccessLevel {
    /// AWS's words for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            AccessLevel::Read => "Read",
            AccessLevel::Write => "Write",
            AccessLevel::List => "List",
            AccessLevel::Tagging => "Tagging",
            AccessLevel::PermissionsManagement => "Permissions management",
            AccessLevel::Unlisted => "not in AWS's reference",
        }
    }
}

/// How many of these actions have which access level: `12 Read, 3 Write`.
pub(crate) fn levels<'a>(actions: impl Iterator<Item = &'a Action>) -> String {
    let mut counts: Vec<(AccessLevel, usize)> = Vec::new();
    for action in actions {
        match counts
            .iter_mut()
            .find(|(level, _)| *level == action.access_level)
        {
            Some((_, count)) => *count += 1,
            None => counts.push((action.access_level, 1)),
        }
    }
    counts.sort();
    let shown = counts.iter();
    let shown = shown.map(|(level, count)| format!("{count} {}", level.as_str()));
    shown.collect::<Vec<_>>().join(", ")
}

/// What is known of a service beyond the names of its actions.
#[derive(Clone, Debug, Default)]
struct Details {
    /// In the order of the actions.
    actions: Vec<ActionDetails>,
    resource_types: Vec<ResourceType>,
    condition_keys: Vec<ConditionKey>,
}

/// What is known of an action beyond its name.
#[derive(Clone, Debug, Default)]
pub struct ActionDetails {
    /// What it does, in AWS's words; often `Grants permission to …`.
    pub description: String,
    /// The types of resources that it works on. None: its statement needs `"Resource": "*"`.
    pub resources: Vec<ActionResource>,
    /// Places in the service's condition keys: those that the action has whatever its resource.
    condition_keys: Vec<usize>,
    /// Actions, with their prefixes, that the caller also needs.
    pub dependent_actions: Vec<String>,
}

/// A type of resource that an action works on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActionResource {
    /// The place in the service's resource types.
    resource_type: usize,
    /// Whether the action always works on one of this type.
    pub required: bool,
    /// Places in the service's condition keys: those that the action has for this type.
    condition_keys: Vec<usize>,
}

/// A type of resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceType {
    /// Its name in AWS's tables: `bucket`.
    pub name: String,
    /// Its ARN, with `${…}` for what varies: `arn:${Partition}:s3:::${BucketName}`.
    pub arn: String,
    /// Places in the service's condition keys.
    condition_keys: Vec<usize>,
}

/// A condition key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConditionKey {
    /// Its name, perhaps with `${…}` for what varies: `aws:RequestTag/${TagKey}`.
    pub name: String,
    /// The type of its values, where AWS gives one.
    pub key_type: Option<KeyType>,
    /// What it is, in AWS's words; often `Filters access by …`.
    pub description: String,
}

/// The type of a condition key's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeyType {
    /// The type of one value.
    pub value: ValueKind,
    /// Whether a request can have several values: `ArrayOf…`.
    pub multivalued: bool,
}

/// The type of one value of a condition key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are AWS's")]
pub enum ValueKind {
    String,
    Arn,
    Bool,
    Date,
    IpAddress,
    Numeric,
    Binary,
}

impl std::fmt::Display for KeyType {
    /// Writes AWS's name of the type: `ArrayOfString`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.multivalued { "ArrayOf" } else { "" })?;
        f.write_str(match self.value {
            ValueKind::String => "String",
            ValueKind::Arn => "ARN",
            ValueKind::Bool => "Bool",
            ValueKind::Date => "Date",
            ValueKind::IpAddress => "IPAddress",
            ValueKind::Numeric => "Numeric",
            ValueKind::Binary => "Binary",
        })
    }
}

impl KeyType {
    /// Reads AWS's name of a type: `String`, `ARN`, `ArrayOfString` and so on.
    #[must_use]
    pub fn read(text: &str) -> Option<KeyType> {
        let (single, multivalued) = match text.strip_prefix("ArrayOf") {
            Some(single) => (single, true),
            None => (text, false),
        };
        let value = match single.to_ascii_lowercase().as_str() {
            "string" => ValueKind::String,
            "arn" => ValueKind::Arn,
            "bool" | "boolean" => ValueKind::Bool,
            "date" => ValueKind::Date,
            "ipaddress" => ValueKind::IpAddress,
            "numeric" | "long" | "integer" => ValueKind::Numeric,
            "binary" => ValueKind::Binary,
            _ => return None,
        };
        Some(KeyType { value, multivalued })
    }
}

impl Catalog {
    /// Where the data is from, with its version; empty without data.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether there is no data at all, so that nothing is known to be missing from it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.services.is_empty()
    }

    /// All services, by prefix.
    pub fn services(&self) -> impl Iterator<Item = &Service> {
        self.services.values()
    }

    /// The service with this prefix; case does not matter.
    #[must_use]
    pub fn service(&self, prefix: &str) -> Option<&Service> {
        match self.services.get(prefix) {
            Some(service) => Some(service),
            None => self.services.get(&prefix.to_ascii_lowercase()),
        }
    }

    /// The action that `prefix:Name` names; case does not matter.
    #[must_use]
    pub fn action(&self, text: &str) -> Option<(&Service, &Action)> {
        let (prefix, name) = text.split_once(':')?;
        let service = self.service(prefix)?;
        let action = service.actions.get(service.place(name)?)?;
        Some((service, action))
    }

    /// The actions that a pattern of `Action` covers: `s3:Get*`, `*`. In the order of services, then
    /// of names.
    pub fn covered<'c>(
        &'c self,
        pattern: &str,
    ) -> impl Iterator<Item = (&'c Service, &'c Action)> + use<'c> {
        let lower = pattern.to_ascii_lowercase();
        let (prefix, name) = match lower.split_once(':') {
            Some((prefix, name)) => (prefix.to_owned(), name.to_owned()),
            // `*` alone stands for everything, any other text without a colon for nothing.
            None if lower.bytes().all(|byte| byte == b'*') && !lower.is_empty() => {
                ("*".to_owned(), "*".to_owned())
            }
            None => (String::new(), String::new()),
        };
        let (prefix, name) = (Pattern::new(&prefix), Pattern::new(&name));
        self.services
            .values()
            .filter(move |service| prefix.matches(&service.prefix))
            .flat_map(move |service| {
                let name = name.clone();
                service
                    .by_name()
                    .filter(move |action| name.matches(&action.name.to_ascii_lowercase()))
                    .map(move |action| (service, action))
            })
    }
}

impl Service {
    /// Whether more is known than the names of the actions.
    #[must_use]
    pub fn has_details(&self) -> bool {
        self.details.is_some()
    }

    /// The actions, by name.
    pub fn by_name(&self) -> impl Iterator<Item = &Action> {
        self.by_name
            .iter()
            .filter_map(|place| self.actions.get(*place))
    }

    /// The action of this name; case does not matter.
    #[must_use]
    pub fn action(&self, name: &str) -> Option<&Action> {
        self.actions.get(self.place(name)?)
    }

    /// What is known of the action of this name; none where details are missing.
    #[must_use]
    pub fn details_of(&self, name: &str) -> Option<&ActionDetails> {
        self.details.as_ref()?.actions.get(self.place(name)?)
    }

    /// The types of resources; none where details are missing.
    #[must_use]
    pub fn resource_types(&self) -> &[ResourceType] {
        self.details
            .as_ref()
            .map_or(&[], |details| &details.resource_types)
    }

    /// The condition keys that the service's actions and resources have, global ones among them;
    /// none where details are missing.
    #[must_use]
    pub fn condition_keys(&self) -> &[ConditionKey] {
        self.details
            .as_ref()
            .map_or(&[], |details| &details.condition_keys)
    }

    /// The condition key that `key` is an instance of: `aws:RequestTag/team` is one of
    /// `aws:RequestTag/${TagKey}`. Case does not matter.
    #[must_use]
    pub fn condition_key(&self, key: &str) -> Option<&ConditionKey> {
        self.condition_keys().iter().find(|known| known.names(key))
    }

    /// The type of a resource that an action works on.
    #[must_use]
    pub fn resource_type(&self, of: &ActionResource) -> Option<&ResourceType> {
        self.resource_types().get(of.resource_type)
    }

    /// The condition keys that an action has: whatever its resource, and for each type of it.
    pub fn keys_of_action<'s>(
        &'s self,
        action: &'s ActionDetails,
    ) -> impl Iterator<Item = &'s ConditionKey> {
        let mut places: Vec<usize> = self.key_places(action).collect();
        places.sort_unstable();
        places.dedup();
        places
            .into_iter()
            .filter_map(|place| self.condition_keys().get(place))
    }

    /// The places of an action's keys among those of the service; some stand there twice.
    pub(crate) fn key_places<'s>(
        &'s self,
        action: &'s ActionDetails,
    ) -> impl Iterator<Item = usize> + use<'s> {
        let of_types = action.resources.iter().flat_map(|on| {
            let of_type = self.resource_type(on).into_iter();
            let own = of_type.flat_map(|of_type| &of_type.condition_keys);
            on.condition_keys.iter().chain(own)
        });
        action.condition_keys.iter().chain(of_types).copied()
    }

    /// The condition keys that a type of resource has.
    pub fn keys_of_type<'s>(
        &'s self,
        of_type: &'s ResourceType,
    ) -> impl Iterator<Item = &'s ConditionKey> {
        let places = of_type.condition_keys.iter();
        places.filter_map(|place| self.condition_keys().get(*place))
    }

    fn place(&self, name: &str) -> Option<usize> {
        let lower = name.to_ascii_lowercase();
        let found = self.by_name.binary_search_by(|place| {
            let name = self.actions.get(*place).map_or("", |action| &action.name);
            let letters = name.bytes().map(|byte| byte.to_ascii_lowercase());
            letters.cmp(lower.bytes())
        });
        self.by_name.get(found.ok()?).copied()
    }
}

impl ConditionKey {
    /// Whether a key in a policy is this one, or an instance of it. Case does not matter.
    #[must_use]
    pub fn names(&self, key: &str) -> bool {
        if self.differs_at_once(key) {
            return false;
        }
        let mut rest = key;
        let mut pieces = literal_pieces(&self.name).peekable();
        let mut is_first = true;
        while let Some(piece) = pieces.next() {
            let is_last = pieces.peek().is_none();
            let after = match (is_first, is_last) {
                (true, true) => return rest.eq_ignore_ascii_case(piece),
                (true, false) => strip_any_case(rest, piece),
                // What varies is at least one character.
                (false, true) => {
                    let start = rest.len().saturating_sub(piece.len());
                    let end = rest.get(start..);
                    return start > 0 && end.is_some_and(|end| end.eq_ignore_ascii_case(piece));
                }
                (false, false) => {
                    let starts = rest.char_indices().skip(1).map(|(start, _)| start);
                    let mut starts = starts.filter_map(|start| rest.get(start..));
                    starts.find_map(|from| strip_any_case(from, piece))
                }
            };
            let Some(after) = after else {
                return false;
            };
            rest = after;
            is_first = false;
        }
        false
    }

    /// Whether a key differs before any part of the name that varies. Most do, and this is cheap to see.
    fn differs_at_once(&self, key: &str) -> bool {
        let fixed = self
            .name
            .bytes()
            .take_while(|byte| !matches!(byte, b'$' | b'<'));
        let mut pairs = fixed.zip(key.bytes());
        let differs = pairs.any(|(known, byte)| !known.eq_ignore_ascii_case(&byte));
        differs && !self.name.ends_with("/tag-key")
    }

    /// What stands before the first part of the name that varies; none where nothing does.
    #[must_use]
    pub fn fixed_head(&self) -> Option<&str> {
        let head = literal_pieces(&self.name).next()?;
        (head.len() < self.name.len()).then_some(head)
    }
}

fn strip_any_case<'t>(text: &'t str, head: &str) -> Option<&'t str> {
    let (start, rest) = text.split_at_checked(head.len())?;
    start.eq_ignore_ascii_case(head).then_some(rest)
}

/// What stands around the parts of a template that vary: one piece more than there are of them. Most
/// are written `${…}`, those for the tags of objects in S3 `<key>`, and two `tag-key` at the end.
fn literal_pieces(template: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(template);
    std::iter::from_fn(move || {
        let text = rest?;
        let opening = [("${", '}'), ("<", '>')];
        let found = opening.iter().find_map(|(open, close)| {
            let (before, after) = text.split_once(open)?;
            let after = after.split_once(*close).map_or("", |(_, after)| after);
            Some((before, after))
        });
        let placeholder = || Some((text.strip_suffix("tag-key")?, ""));
        let placeholder = || placeholder().filter(|(before, _)| before.ends_with('/'));
        match found.or_else(placeholder) {
            Some((before, after)) => {
                rest = Some(after);
                Some(before)
            }
            None => {
                rest = None;
                Some(text)
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_with_a_variable_part_has_instances() {
        let key = |name: &str| ConditionKey {
            name: name.to_owned(),
            key_type: None,
            description: String::new(),
        };
        let tag = key("aws:RequestTag/${TagKey}");
        assert!(tag.names("aws:RequestTag/team"));
        assert!(tag.names("AWS:requesttag/Team"));
        assert!(tag.names("aws:RequestTag/${aws:username}"));
        assert!(!tag.names("aws:RequestTag/"));
        assert!(!tag.names("aws:RequestTag"));
        let inner = key("codebuild:environment.environmentVariables/${name}.value");
        assert!(inner.names("codebuild:environment.environmentVariables/STAGE.value"));
        assert!(!inner.names("codebuild:environment.environmentVariables/.value"));
        assert!(key("s3:prefix").names("S3:Prefix"));
        assert!(!key("s3:prefix").names("s3:prefixes"));
        assert!(key("s3:ExistingObjectTag/<key>").names("s3:existingobjecttag/team"));
        assert!(!key("s3:ExistingObjectTag/<key>").names("s3:ExistingObjectTag/"));
        assert!(key("ssm:resourceTag/tag-key").names("ssm:ResourceTag/Team"));
        assert_eq!(
            key("ssm:resourceTag/tag-key").fixed_head(),
            Some("ssm:resourceTag/")
        );
        assert_eq!(key("s3:prefix").fixed_head(), None);
    }
}
