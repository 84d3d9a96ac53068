//! The examples: small scenarios, one idea each, as Markdown files with marked code blocks.
//!
//! `web/examples/index.json` lists them in the order of the menu, so that they can be listed and
//! searched before any of them is read. Below its title a file has its idea, a line with its
//! topics, and one with the page of AWS that explains the subject:
//!
//! ```text
//! Topics: s3, resource policy, cross-account
//!
//! Guide: https://docs.aws.amazon.com/…
//! ```

use iam_case::Scenario;
use iam_playground::export::from_scenario;
use serde::{Deserialize, Serialize};

use crate::answer::Example;

/// What the list says of an example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The name of its file.
    pub slug: String,
    /// The part of the menu that it stands in. Those of one group follow each other.
    pub group: String,
    /// A few words.
    pub title: String,
    /// Its idea.
    pub idea: String,
    /// What it is about: services, types of policies, concepts.
    pub topics: Vec<String>,
    /// What AWS answers: `allowed`, `explicitDeny` or `implicitDeny`.
    pub expected: String,
}

/// The most topics that are offered to search on with.
const MOST_TOPICS: usize = 12;

/// Reads the list of the examples, which is in the order of the menu.
pub fn read_list(text: &str) -> Option<Vec<Entry>> {
    serde_json::from_str(text).ok()
}

/// Reads the file of an example: its first paragraph is the idea, its policies and its first
/// request are the work, and where it has several requests, these are the tests.
pub fn read(slug: &str, text: &str) -> Option<Example> {
    let scenario = Scenario::read_all(text).ok()?.into_iter().next()?;
    scenario.requests.first()?;
    Some(Example {
        slug: slug.to_owned(),
        idea: scenario.prose.trim().split("\n\n").next()?.to_owned(),
        guide: line(&scenario, "Guide: ")?.to_owned(),
        title: scenario.title,
        work: from_scenario(text).ok()?,
    })
}

/// What a line of a scenario's prose says, by how it begins.
fn line<'s>(scenario: &'s Scenario, label: &str) -> Option<&'s str> {
    let mut lines = scenario.prose.lines();
    lines.find_map(|line| line.strip_prefix(label))
}

/// The examples in which all words of the query occur, in their order. Case does not count.
pub fn find<'e>(entries: &'e [Entry], query: &str) -> Vec<&'e Entry> {
    let query = query.to_lowercase();
    let is_found = |entry: &&Entry| {
        let texts = [&entry.slug, &entry.title, &entry.idea];
        let texts: Vec<String> = texts
            .into_iter()
            .chain(&entry.topics)
            .map(|text| text.to_lowercase())
            .collect();
        let mut words = query.split_whitespace();
        words.all(|word| texts.iter().any(|text| text.contains(word)))
    };
    entries.iter().filter(is_found).collect()
}

/// The topics that narrow a search, the commonest first: those that some of what was found have and
/// others have not, and that the query does not name.
pub fn topics<'e>(found: &[&'e Entry], query: &str) -> Vec<&'e str> {
    let query = query.to_lowercase();
    let mut counted: Vec<(&str, usize)> = Vec::new();
    for topic in found.iter().flat_map(|entry| &entry.topics) {
        match counted.iter_mut().find(|(other, _)| other == topic) {
            Some((_, count)) => *count += 1,
            None => counted.push((topic, 1)),
        }
    }
    counted.retain(|(topic, count)| *count < found.len() && !query.contains(topic));
    counted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let topics = counted.into_iter().map(|(topic, _)| topic);
    topics.take(MOST_TOPICS).collect()
}

#[cfg(test)]
mod tests;
