//! From the text files of `data/catalog` to the catalog. `data/README.md` describes them.

use super::{
    AccessLevel, Action, ActionDetails, ActionResource, Catalog, ConditionKey, Details, KeyType,
    ResourceType, Service,
};

/// Why a text is no part of the catalog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogError {
    /// The line, counted from 1; 0 where it is about the whole text.
    pub line: usize,
    /// What is wrong.
    pub message: &'static str,
}

impl std::fmt::Display for CatalogError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            0 => f.write_str(self.message),
            line => write!(f, "line {line}: {}", self.message),
        }
    }
}

impl std::error::Error for CatalogError {}

pub(crate) const fn damaged(line: usize, message: &'static str) -> CatalogError {
    CatalogError { line, message }
}

impl Catalog {
    /// Reads the index: all services with the names of their actions.
    ///
    /// # Errors
    ///
    /// When the text is cut off or is no index of this version.
    pub fn read(index: &str) -> Result<Catalog, CatalogError> {
        if !index.ends_with('\n') {
            return Err(damaged(0, "the index is cut off"));
        }
        let mut lines = (1..).zip(index.lines());
        let head = lines.next().map_or("", |(_, line)| line);
        let Some(source) = head.strip_prefix("iam-catalog\t1\t") else {
            return Err(damaged(1, "this is no index of version 1"));
        };
        let mut catalog = Catalog {
            source: source.to_owned(),
            ..Catalog::default()
        };
        let mut current: Option<Service> = None;
        for (number, line) in lines {
            let mut fields = line.split('\t');
            match fields.next() {
                Some("S") => {
                    catalog.keep(current.take());
                    let (Some(prefix), Some(name)) = (fields.next(), fields.next()) else {
                        return Err(damaged(number, "a service has a prefix and a name"));
                    };
                    current = Some(Service {
                        prefix: prefix.to_owned(),
                        name: name.to_owned(),
                        actions: Vec::new(),
                        by_name: Vec::new(),
                        details: None,
                    });
                }
                Some(letter) => {
                    let level = level(letter).ok_or(damaged(number, "no such access level"))?;
                    let service = current.as_mut();
                    let service = service.ok_or(damaged(number, "actions without a service"))?;
                    let names = fields.next().unwrap_or_default().split(' ');
                    service.actions.extend(names.map(|name| Action {
                        name: name.to_owned(),
                        access_level: level,
                    }));
                }
                None => {}
            }
        }
        catalog.keep(current);
        match catalog.services.is_empty() {
            true => Err(damaged(0, "the index has no services")),
            false => Ok(catalog),
        }
    }

    fn keep(&mut self, service: Option<Service>) {
        let Some(mut service) = service else { return };
        let mut places: Vec<(String, usize)> = service
            .actions
            .iter()
            .enumerate()
            .map(|(place, action)| (action.name.to_ascii_lowercase(), place))
            .collect();
        places.sort();
        service.by_name = places.into_iter().map(|(_, place)| place).collect();
        self.services.insert(service.prefix.clone(), service);
    }

    /// Adds what a service's own file says.
    ///
    /// # Errors
    ///
    /// When the text is cut off, of another version than the index, or about an unknown service.
    pub fn add_service(&mut self, text: &str) -> Result<(), CatalogError> {
        if !text.ends_with('\n') {
            return Err(damaged(0, "the service's file is cut off"));
        }
        let mut lines = (1..).zip(text.lines());
        let head = lines.next().map_or("", |(_, line)| line);
        let mut fields = head.split('\t');
        let (Some("S"), Some(prefix), Some(mark)) = (fields.next(), fields.next(), fields.next())
        else {
            return Err(damaged(1, "this is no service's file"));
        };
        let service = self.services.get_mut(prefix);
        let service = service.ok_or(damaged(1, "the index has no such service"))?;
        if mark_of(&service.actions) != mark {
            return Err(damaged(1, "the index is of another version"));
        }
        let mut details = Details::default();
        for (number, line) in lines {
            details.read_line(number, line)?;
        }
        if details.actions.len() != service.actions.len() {
            return Err(damaged(0, "the service's file has not all actions"));
        }
        service.details = Some(details);
        Ok(())
    }
}

impl Details {
    fn read_line(&mut self, number: usize, line: &str) -> Result<(), CatalogError> {
        let mut fields = line.split('\t');
        let kind = fields.next().unwrap_or_default();
        let mut next = || fields.next().unwrap_or_default();
        match kind {
            "K" => {
                let (name, key_type, description) = (next(), next(), next());
                self.condition_keys.push(ConditionKey {
                    // Some pages of AWS write `<key>` for what varies, all others `${TagKey}`.
                    name: name.replace('<', "${").replace('>', "}"),
                    key_type: KeyType::read(key_type),
                    description: described("Filters access by ", description),
                });
            }
            "T" => {
                let (name, arn, keys) = (next(), next(), next());
                self.resource_types.push(ResourceType {
                    name: name.to_owned(),
                    arn: arn.to_owned(),
                    condition_keys: places(number, keys, ' ')?,
                });
            }
            "A" => {
                let (description, on, keys, dependent) = (next(), next(), next(), next());
                let on = on.split(' ').filter(|text| !text.is_empty());
                let action = ActionDetails {
                    description: described("Grants permission to ", description),
                    resources: on
                        .map(|text| resource(number, text))
                        .collect::<Result<_, _>>()?,
                    condition_keys: places(number, keys, ' ')?,
                    dependent_actions: dependent
                        .split(' ')
                        .filter(|text| !text.is_empty())
                        .map(str::to_owned)
                        .collect(),
                };
                self.actions.push(action);
            }
            _ => return Err(damaged(number, "no such line")),
        }
        Ok(())
    }
}

/// Reads `3*:1,7`: the type's place, whether it is required, and its keys' places.
fn resource(number: usize, text: &str) -> Result<ActionResource, CatalogError> {
    let (head, keys) = text.split_once(':').unwrap_or((text, ""));
    let (place, required) = match head.strip_suffix('*') {
        Some(place) => (place, true),
        None => (head, false),
    };
    Ok(ActionResource {
        resource_type: place
            .parse()
            .map_err(|_| damaged(number, "a place is a number"))?,
        required,
        condition_keys: places(number, keys, ',')?,
    })
}

fn places(number: usize, text: &str, separator: char) -> Result<Vec<usize>, CatalogError> {
    let texts = text.split(separator).filter(|text| !text.is_empty());
    texts
        .map(|text| {
            text.parse()
                .map_err(|_| damaged(number, "a place is a number"))
        })
        .collect()
}

/// The files leave out what nearly every description begins with; one that begins otherwise is
/// marked by `=`.
fn described(beginning: &str, text: &str) -> String {
    match text.strip_prefix('=') {
        Some(whole) => whole.to_owned(),
        None => format!("{beginning}{text}"),
    }
}

fn level(letter: &str) -> Option<AccessLevel> {
    match letter {
        "R" => Some(AccessLevel::Read),
        "W" => Some(AccessLevel::Write),
        "L" => Some(AccessLevel::List),
        "T" => Some(AccessLevel::Tagging),
        "P" => Some(AccessLevel::PermissionsManagement),
        "U" => Some(AccessLevel::Unlisted),
        _ => None,
    }
}

/// The mark of the actions' names: an index and a service's file of the same data have the same.
fn mark_of(actions: &[Action]) -> String {
    let names = actions.iter().enumerate().flat_map(|(place, action)| {
        let separator = (place > 0).then_some(b' ');
        separator.into_iter().chain(action.name.bytes())
    });
    format!("{:08x}", fnv(names))
}

/// FNV-1a with 32 bits.
pub(crate) fn fnv(bytes: impl Iterator<Item = u8>) -> u32 {
    bytes.fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const INDEX: &str =
        "iam-catalog\t1\ttest 1\nS\tsqs\tAmazon SQS\nR\tGetQueueUrl\nW\tCreateQueue SendMessage\n";

    fn service(mark: &str) -> String {
        format!(
            "S\tsqs\t{mark}\nK\taws:TagKeys\tArrayOfString\tthe tag keys\nT\tqueue\tarn:${{Partition}}:sqs:${{Region}}:${{Account}}:${{QueueName}}\t\nA\tget a URL\t0*\nA\tcreate a queue\t0*:0\t\tsqs:TagQueue\nA\t=Sends.\t0*\n"
        )
    }

    fn loaded() -> Catalog {
        let mut catalog = Catalog::read(INDEX).expect("it is an index");
        let mark = mark_of(&catalog.service("sqs").expect("it is there").actions);
        catalog
            .add_service(&service(&mark))
            .expect("it is a service");
        catalog
    }

    #[test]
    fn an_index_and_a_service_are_read() {
        let catalog = loaded();
        let (sqs, action) = catalog.action("SQS:createqueue").expect("it is known");
        assert_eq!(action.name, "CreateQueue");
        let details = sqs.details_of(&action.name).expect("it has details");
        assert_eq!(details.description, "Grants permission to create a queue");
        assert_eq!(details.dependent_actions, ["sqs:TagQueue"]);
        let keys: Vec<&str> = sqs.keys_of_action(details).map(|key| &*key.name).collect();
        assert_eq!(keys, ["aws:TagKeys"]);
        let sends = sqs.details_of("sendmessage").expect("it has details");
        assert_eq!(sends.description, "Sends.");
        assert_eq!(catalog.covered("sqs:*").count(), 3);
        assert_eq!(catalog.covered("*").count(), 3);
        assert_eq!(catalog.covered("sqs").count(), 0);
    }

    #[test]
    fn damage_is_told() {
        assert!(Catalog::read("").is_err());
        assert!(Catalog::read("<!doctype html>\n").is_err());
        assert!(Catalog::read(INDEX.trim_end()).is_err());
        let mut catalog = Catalog::read(INDEX).expect("it is an index");
        for text in ["", "<html>\n", "S\tnone\t0\n", &service("00000000")] {
            assert!(catalog.add_service(text).is_err(), "{text}");
        }
        let whole = service(&mark_of(&loaded().service("sqs").expect("known").actions));
        let cut = whole.len() - 20;
        for end in 0..cut {
            let head = whole.get(..end).unwrap_or_default();
            assert!(catalog.add_service(head).is_err(), "{head}");
        }
        assert!(catalog.action("sqs:SendMessage").is_some());
    }
}
