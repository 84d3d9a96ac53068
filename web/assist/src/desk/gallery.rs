//! What the menu of examples asks.

use serde_json::Value;

use super::{Desk, EXAMPLES, LIST, answer};
use crate::answer::{Answer, Found, Group, NoExample};
use crate::examples::{find, topics};

/// The examples that have these words.
pub(super) fn search(desk: &Desk, query: &str) -> Answer {
    let Some(list) = &desk.list else {
        return answer(&Value::Null, vec![LIST.to_owned()]);
    };
    let entries = find(list, query);
    let same_group = entries.chunk_by(|one, next| one.group == next.group);
    let groups = same_group.filter_map(|entries| {
        Some(Group {
            name: &entries.first()?.group,
            entries: entries.to_vec(),
        })
    });
    let found = Found {
        groups: groups.collect(),
        topics: topics(&entries, query),
        count: entries.len(),
        total: list.len(),
    };
    answer(&found, Vec::new())
}

/// An example, by the name of its file. Only what the list has is asked for.
pub(super) fn open(desk: &Desk, slug: &str) -> Answer {
    let Some(list) = &desk.list else {
        return answer(&Value::Null, vec![LIST.to_owned()]);
    };
    if !list.iter().any(|entry| entry.slug == slug) {
        return answer(&NoExample { unknown: true }, Vec::new());
    }
    match desk.examples.get(slug) {
        Some(example) => answer(example, Vec::new()),
        None => answer(&Value::Null, vec![format!("{EXAMPLES}{slug}.md")]),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::ask;
    use super::*;
    use serde_json::json;

    #[test]
    fn examples_are_found_in_their_groups() {
        let mut desk = Desk::default();
        let question = json!({"ask": "examples", "query": ""});
        let (all, fetched) = ask(&mut desk, &question);
        assert_eq!(fetched, ["examples/index.json"]);
        assert_eq!(all["count"], all["total"]);
        assert_eq!(all["groups"][0]["name"], "Basics");
        let question = json!({"ask": "examples", "query": "kms alone"});
        let (found, _) = ask(&mut desk, &question);
        assert_eq!(found["count"], 1);
        assert_eq!(found["groups"][0]["entries"][0]["slug"], "kms-key-alone");
        let question = json!({"ask": "examples", "query": "zebra"});
        let (none, _) = ask(&mut desk, &question);
        assert_eq!((&none["count"], &none["groups"]), (&json!(0), &json!([])));
    }

    #[test]
    fn an_example_takes_the_list_and_its_file() {
        let mut desk = Desk::default();
        let question = json!({"ask": "example", "slug": "mfa"});
        let (example, fetched) = ask(&mut desk, &question);
        assert_eq!(fetched, ["examples/index.json", "examples/mfa.md"]);
        assert_eq!(example["title"], "Only with a second factor");
        assert!(example["work"]["tests"].is_array());
        for slug in ["", "../index", "no-such-example"] {
            let question = json!({"ask": "example", "slug": slug});
            assert_eq!(
                ask(&mut desk, &question),
                (json!({"unknown": true}), vec![])
            );
        }
    }
}
