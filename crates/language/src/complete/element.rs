//! The document, its members, and those of a statement that take a word.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>

use iam_evaluator::PolicyType;
use iam_evaluator::json::Value;

use super::list::{Draft, List, quoted};
use super::{Kind, Scene};
use crate::words;

/// A whole document, where there is nothing yet.
pub(super) fn document(scene: &Scene<'_>, list: &mut List) {
    let statement = skeleton(scene.policy_type, "    ");
    let name = scene.policy_type.name();
    list.offer("{", 0, || Draft {
        label: format!("{{ }} {name}"),
        insert: format!(
            "{{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {statement}\n  ]\n}}"
        ),
        kind: Kind::Snippet,
        detail: "document".to_owned(),
        info: format!("The frame of {}.", scene.policy_type.with_article()),
    });
}

/// The members of the document that are not there yet.
pub(super) fn members_of_document(scene: &Scene<'_>, list: &mut List) {
    let members = scene.root.as_object().unwrap_or_default();
    let indent = scene.indent();
    for (rank, element) in (0..).zip(words::document_members(scene.policy_type)) {
        let is_there = members.iter().any(|member| member.key == element.name);
        if is_there {
            continue;
        }
        let value = match element.name {
            "Version" => "\"2012-10-17\"".to_owned(),
            "Statement" => {
                let inner = format!("{indent}  ");
                let statement = skeleton(scene.policy_type, &inner);
                format!("[\n{inner}{statement}\n{indent}]")
            }
            _ => "\"⟦⟧\"".to_owned(),
        };
        list.offer(element.name, rank, || Draft {
            label: element.name.to_owned(),
            insert: scene.written(element.name, &value),
            kind: Kind::Element,
            detail: "element".to_owned(),
            info: element.meaning.to_owned(),
        });
    }
}

/// The versions of the language.
pub(super) fn versions(_: &Scene<'_>, list: &mut List) {
    for (rank, version) in (0..).zip(["2012-10-17", "2008-10-17"]) {
        keyword(list, version, rank, words::version(version));
    }
}

/// A whole statement; in a list where one is due.
pub(super) fn statement(scene: &Scene<'_>, list: &mut List) {
    let indent = scene.indent();
    let effects: &[&str] = match scene.policy_type {
        PolicyType::ResourceControl => &["Deny"],
        PolicyType::ServiceControl => &["Deny", "Allow"],
        PolicyType::IdentityBased
        | PolicyType::PermissionsBoundary
        | PolicyType::Session
        | PolicyType::ResourceBased
        | PolicyType::RoleTrust
        | PolicyType::VpcEndpoint => &["Allow", "Deny"],
    };
    for (rank, effect) in (0..).zip(effects) {
        let label = format!("statement: {effect}");
        list.offer(&label.clone(), rank, || {
            let insert = if scene.in_list() {
                skeleton_with(scene.policy_type, effect, indent)
            } else {
                let inner = format!("{indent}  ");
                let statement = skeleton_with(scene.policy_type, effect, &inner);
                format!("[\n{inner}{statement}\n{indent}]")
            };
            Draft {
                label,
                insert,
                kind: Kind::Snippet,
                detail: "statement".to_owned(),
                info: words::effect(effect).unwrap_or_default().to_owned(),
            }
        });
    }
}

/// The members of a statement that its policy's type allows and that are not there yet.
pub(super) fn members_of_statement(scene: &Scene<'_>, list: &mut List) {
    let members = scene.statement.and_then(|statement| statement.as_object());
    let members = members.unwrap_or_default();
    let is_there = |name: &str| members.iter().any(|member| member.key == name);
    for (order, element) in (0..).zip(words::statement_members(scene.policy_type)) {
        let excluded = words::counterpart(element.name).is_some_and(is_there);
        if is_there(element.name) || excluded {
            continue;
        }
        // A name and the opposites are written less often than what a statement must have.
        let rank = match element.name {
            "Sid" => 20,
            name if name.starts_with("Not") => 30 + order,
            _ => order,
        };
        let value = match element.name {
            "Sid" => "\"⟦⟧\"".to_owned(),
            "Principal" | "NotPrincipal" if scene.policy_type == PolicyType::ResourceControl => {
                "\"*\"".to_owned()
            }
            "Principal" | "NotPrincipal" | "Condition" => "{⟦⟧}".to_owned(),
            _ => "\"⟦⟧\"".to_owned(),
        };
        list.offer(element.name, rank, || Draft {
            label: element.name.to_owned(),
            insert: scene.written(element.name, &value),
            kind: Kind::Element,
            detail: "element".to_owned(),
            info: element.meaning.to_owned(),
        });
    }
}

/// `Allow` and `Deny`.
pub(super) fn effects(scene: &Scene<'_>, list: &mut List) {
    let deny_first = scene.policy_type == PolicyType::ResourceControl;
    for (rank, effect) in [(1, "Allow"), (if deny_first { 0 } else { 2 }, "Deny")] {
        keyword(list, effect, rank, words::effect(effect));
    }
}

/// A name for the statement, made of its effect and its actions.
pub(super) fn sids(scene: &Scene<'_>, list: &mut List) {
    let Some(name) = suggested_sid(scene) else {
        return;
    };
    let taken: Vec<&str> = match scene.root.member("Statement").map(|node| &node.value) {
        Some(Value::Array(items)) => items
            .iter()
            .filter_map(|item| item.member("Sid")?.as_str())
            .collect(),
        _ => Vec::new(),
    };
    let numbered = (2..100).map(|number| format!("{name}{number}"));
    let mut candidates = std::iter::once(name.clone()).chain(numbered);
    let Some(free) = candidates.find(|name| !taken.contains(&name.as_str())) else {
        return;
    };
    keyword(list, &free, 0, Some("Says what the statement does."));
}

fn suggested_sid(scene: &Scene<'_>) -> Option<String> {
    let effect = scene.member("Effect").and_then(|node| node.as_str())?;
    let is_opposite = scene.member("NotAction").is_some();
    let actions = scene.actions();
    let mut services: Vec<String> = Vec::new();
    for action in &actions {
        let prefix = capitalized(action.split(':').next().unwrap_or_default());
        if !services.contains(&prefix) {
            services.push(prefix);
        }
    }
    let all_but = if is_opposite { "AllBut" } else { "" };
    let what = match (actions.as_slice(), services.as_slice()) {
        ([], _) => return None,
        ([action], _) if action.contains(':') => {
            let (prefix, name) = action.split_once(':')?;
            let name = name.replace('*', "All");
            format!("{}{}", capitalized(prefix), capitalized(&name))
        }
        (_, [service]) if !service.is_empty() => {
            let levels = actions.iter().map(|action| scene.catalog.action(action));
            let mut levels = levels.map(|found| found.map(|(_, action)| action.access_level));
            let first = levels.next().flatten();
            let is_same = first.is_some() && levels.all(|level| level == first);
            let level = first.filter(|_| is_same).map(|level| level.as_str());
            let level = level.unwrap_or("Access").replace(' ', "");
            format!("{service}{level}")
        }
        (_, [one, two]) => format!("{one}And{two}"),
        _ => "Everything".to_owned(),
    };
    let plain = |character: &char| character.is_ascii_alphanumeric();
    let sid = format!("{effect}{all_but}{what}");
    Some(sid.chars().filter(plain).collect())
}

fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next();
    first
        .into_iter()
        .map(|first| first.to_ascii_uppercase())
        .chain(characters)
        .filter(char::is_ascii_alphanumeric)
        .collect()
}

fn keyword(list: &mut List, word: &str, rank: u32, info: Option<&str>) {
    list.offer(word, rank, || Draft {
        label: word.to_owned(),
        insert: quoted(word),
        kind: Kind::Keyword,
        detail: String::new(),
        info: info.unwrap_or_default().to_owned(),
    });
}

fn skeleton(policy_type: PolicyType, indent: &str) -> String {
    let effect = match policy_type {
        PolicyType::ResourceControl | PolicyType::ServiceControl => "Deny",
        PolicyType::IdentityBased
        | PolicyType::PermissionsBoundary
        | PolicyType::Session
        | PolicyType::ResourceBased
        | PolicyType::RoleTrust
        | PolicyType::VpcEndpoint => "Allow",
    };
    skeleton_with(policy_type, effect, indent)
}

/// A statement with the members that it must have; `indent` is that of its line.
fn skeleton_with(policy_type: PolicyType, effect: &str, indent: &str) -> String {
    let mut members = vec![format!("\"Effect\": \"{effect}\"")];
    let action = "\"Action\": \"⟦⟧\"".to_owned();
    let resource = "\"Resource\": \"*\"".to_owned();
    match policy_type {
        PolicyType::IdentityBased
        | PolicyType::PermissionsBoundary
        | PolicyType::Session
        | PolicyType::ServiceControl => members.extend([action, resource]),
        PolicyType::RoleTrust => members.extend([
            "\"Principal\": {⟦⟧}".to_owned(),
            "\"Action\": \"sts:AssumeRole\"".to_owned(),
        ]),
        PolicyType::ResourceBased => members.extend([
            "\"Principal\": {⟦⟧}".to_owned(),
            "\"Action\": \"\"".to_owned(),
            "\"Resource\": \"\"".to_owned(),
        ]),
        PolicyType::ResourceControl | PolicyType::VpcEndpoint => {
            members.extend(["\"Principal\": \"*\"".to_owned(), action, resource]);
        }
    }
    let inner = format!("\n{indent}  ");
    format!(
        "{{{inner}{}\n{indent}}}",
        members.join(&format!(",{inner}"))
    )
}
