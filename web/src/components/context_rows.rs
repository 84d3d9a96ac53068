//! The context of the request: keys that the user gives, keys that the policies read, and keys that
//! AWS derives. Each is listed once.

use iam_evaluator::condition::ValueType;
use iam_evaluator::request::Origin;
use leptos::prelude::*;

use crate::components::request_form::remark_words;
use crate::html::{Element, Html, el, focus, hidden};
use crate::workbench::Workbench;
use crate::workbench::keys::{ReadKey, keys_read};
use crate::workbench::outcome::Obstacle;
use crate::workspace::{ContextRow, RequestDraft, RowId};

/// The context keys.
pub fn context_rows(workbench: Workbench, draft: &RequestDraft) -> Html {
    let read = workbench.reading.with(|reading| {
        let on = reading.policies.iter().filter(|policy| policy.is_on);
        keys_read(on.filter_map(|policy| policy.in_force().map(|policy| &**policy)))
    });
    let is_row = |key: &str| {
        let mut rows = draft.context.iter();
        rows.any(|row| row.key.trim().eq_ignore_ascii_case(key))
    };
    let find = |key: &str| read.iter().find(|read| read.key.eq_ignore_ascii_case(key));
    let derived: Vec<(String, String)> = derived(workbench)
        .into_iter()
        .filter(|(key, _)| !is_row(key))
        .collect();
    let is_derived = |key: &str| {
        derived
            .iter()
            .any(|(other, _)| other.eq_ignore_ascii_case(key))
    };
    let deciding = deciding(workbench);
    let rows = draft
        .context
        .iter()
        .map(|row| context_row(workbench, row, find(row.key.trim())));
    let missing = read
        .iter()
        .filter(|read| !is_row(&read.key) && !is_derived(&read.key))
        .map(|read| {
            let decides = deciding
                .iter()
                .any(|key| key.eq_ignore_ascii_case(&read.key));
            missing_key(workbench, read, decides)
        });
    let derived_and_read = derived.iter().filter_map(|entry| {
        let read = find(&entry.0)?;
        Some(derived_key(workbench, entry, Some(read)))
    });
    let other: Vec<Html> = derived
        .iter()
        .filter(|(key, _)| find(key).is_none())
        .map(|entry| derived_key(workbench, entry, None))
        .collect();
    let keys: Vec<Html> = missing.chain(derived_and_read).collect();
    let list = (!keys.is_empty()).then(|| {
        el("ul")
            .key("read")
            .class("read-keys")
            .attr("aria-label", "Keys that the policies read")
            .children(keys)
    });
    let add = el("button")
        .attr("type", "button")
        .class("button quiet")
        .attr("id", "add-context")
        .on("click", move |_| add_key(workbench, "", ""))
        .child("+ Add context key");
    let lead = el("span")
        .class("lead")
        .attr("aria-hidden", "true")
        .child("in");
    el("fieldset")
        .class("context")
        .child(el("legend").child(lead).child("Context"))
        .child(
            el("div")
                .class("context-rows")
                .children(rows)
                .child(list)
                .child(el("div").key("add").class("context-add").child(add))
                .child(known_keys(workbench))
                .child(others(other)),
        )
        .into()
}

/// The condition keys that the action has, to choose from.
fn known_keys(workbench: Workbench) -> Html {
    let options = workbench.help.with(|help| {
        let keys = help.keys.iter();
        let options = keys.map(|(key, kind)| {
            el("option")
                .attr("value", key.replace('…', ""))
                .attr("label", format!("{key}: {kind}"))
        });
        options.collect::<Vec<_>>()
    });
    el("datalist")
        .key("known")
        .attr("id", "context-keys")
        .children(options)
        .into()
}

/// One key with its values.
fn context_row(workbench: Workbench, row: &ContextRow, read: Option<&ReadKey>) -> Html {
    let id = row.id;
    let is_twice = workbench.outcome.with(|outcome| {
        let is_this =
            |obstacle: &Obstacle| matches!(obstacle, Obstacle::Twice(row, _) if *row == id);
        outcome.obstacles.iter().any(is_this)
    });
    let name = match row.key.trim() {
        "" => "the new key".to_owned(),
        key => key.to_owned(),
    };
    let edit = move |write: fn(&mut ContextRow, String)| {
        move |event| {
            let text = event_target_value(&event);
            edit_row(workbench, id, |row| write(row, text));
        }
    };
    let key = el("input")
        .attr("type", "text")
        .class("field mono key")
        .attr("id", format!("context-key-{}", id.0))
        .attr("aria-label", "Context key")
        .attr("list", "context-keys")
        .attr("placeholder", "aws:SourceIp")
        .attr("autocomplete", "off")
        .attr("autocapitalize", "off")
        .attr("spellcheck", "false")
        .maybe("aria-invalid", is_twice.then_some("true"))
        .value(row.key.clone())
        .on("input", edit(|row, text| row.key = text));
    let lines = row.values.split('\n').count().clamp(1, 6);
    let value = el("textarea")
        .class("field mono value")
        .attr("id", format!("context-value-{}", id.0))
        .attr("rows", lines.to_string())
        .attr("aria-label", format!("Value of {name}"))
        .attr(
            "placeholder",
            read.map_or("value; of several, one a line", ReadKey::example),
        )
        .attr("autocapitalize", "off")
        .attr("spellcheck", "false")
        .value(row.values.clone())
        .on("input", edit(|row, text| row.values = text));
    let remove = el("button")
        .attr("type", "button")
        .class("button quiet")
        .attr("aria-label", format!("Remove {name}"))
        .on("click", move |_| {
            workbench
                .workspace
                .update(|workspace| workspace.remove_context(id));
            focus("add-context");
        })
        .child("✕");
    el("div")
        .key(format!("row-{}", id.0))
        .class("context-row")
        .flag("data-off", !row.is_on)
        .child(key)
        .child(
            el("span")
                .class("equals")
                .attr("aria-hidden", "true")
                .child("="),
        )
        .child(value)
        .child(remove)
        .child(row_note(workbench, row, &name, read))
        .child(unlikely(workbench, row.key.trim()))
        .child(is_twice.then(|| {
            el("p")
                .class("field-problem wrong")
                .child("This key is given twice. Put all its values into one row, one a line.")
        }))
        .into()
}

/// What the catalog says against a key.
fn unlikely(workbench: Workbench, key: &str) -> Option<Html> {
    let remark = workbench
        .help
        .with(|help| help.remark(key).map(str::to_owned));
    remark.map(remark_words)
}

/// Below a row: whether the request has the key, what it takes and who sets it.
fn row_note(workbench: Workbench, row: &ContextRow, name: &str, read: Option<&ReadKey>) -> Element {
    let id = row.id;
    let switch = el("label")
        .class("check")
        .child(
            el("input")
                .attr("type", "checkbox")
                .attr("aria-label", format!("{name} in the request"))
                .checked(row.is_on)
                .on("change", move |event| {
                    let is_on = event_target_checked(&event);
                    edit_row(workbench, id, |row| row.is_on = is_on);
                }),
        )
        .child("in the request");
    let words = match read {
        Some(read) => Some(about(read)),
        None if row.key.trim().is_empty() => None,
        None => Some("no policy reads it".to_owned()),
    };
    let is_boolean = read.is_some_and(|read| read.value_type == Some(ValueType::Boolean));
    let now = row.values.trim();
    let values = ["true", "false"]
        .into_iter()
        .filter(|value| is_boolean && *value != now);
    let set = values.map(|value| {
        el("button")
            .attr("type", "button")
            .class("button small")
            .attr("aria-label", format!("Set {name} to {value}"))
            .on("click", move |_| {
                edit_row(workbench, id, |row| row.values = value.to_owned());
                focus(format!("context-value-{}", id.0));
            })
            .child("Set to ")
            .child(value)
    });
    el("div")
        .class("row-note")
        .child(switch)
        .child(words.map(|words| el("span").class("key-note").child(words)))
        .children(set)
}

/// What a key takes, and who sets it.
fn about(read: &ReadKey) -> String {
    format!("{} · set by {}", read.type_in_words(), read.set_by())
}

/// A key that the policies read and the request does not have.
fn missing_key(workbench: Workbench, read: &ReadKey, decides: bool) -> Html {
    let note = match decides {
        true => " is not set, and could change the answer",
        false => " is not set",
    };
    let key = read.key.clone();
    let button = el("button")
        .attr("type", "button")
        .class(if decides { "chip decides" } else { "chip" })
        .on("click", move |_| add_key(workbench, &key, ""))
        .child(hidden("Add "))
        .child(el("span").attr("aria-hidden", "true").child("? "))
        .child(read.key.clone())
        .child(el("span").class("chip-note").child(note));
    el("li")
        .key(format!("missing-{}", read.key))
        .child(button)
        .child(el("span").class("key-note").child(about(read)))
        .into()
}

/// A key that AWS derives. Overriding it makes it a row, removing it one that is switched off.
fn derived_key(workbench: Workbench, entry: &(String, String), read: Option<&ReadKey>) -> Html {
    let (key, values) = entry.clone();
    let (other_key, other_values) = entry.clone();
    let button = |word: &'static str| {
        el("button")
            .attr("type", "button")
            .class("button small")
            .child(word)
            .child(hidden(format!(" {}", entry.0)))
    };
    let words = read.map(|read| format!("{} · derived by {}", read.type_in_words(), read.set_by()));
    el("li")
        .key(format!("derived-{}", entry.0))
        .child(
            el("span")
                .class("mono derived-value")
                .child(format!("{} = {}", entry.0, entry.1)),
        )
        .child(words.map(|words| el("span").class("key-note").child(words)))
        .child(button("Override").on("click", move |_| add_key(workbench, &key, &values)))
        .child(button("Remove").on("click", move |_| {
            workbench.workspace.update(|workspace| {
                let id = workspace.add_context(&other_key, &other_values);
                workspace.edit_context(id, |row| row.is_on = false);
            });
            focus("add-context");
        }))
        .into()
}

/// The derived keys that no policy reads.
fn others(keys: Vec<Html>) -> Element {
    let words = match keys.len() {
        0 => "No other derived keys".to_owned(),
        1 => "1 key derived from the principal and the resource".to_owned(),
        many => format!("{many} keys derived from the principal and the resource"),
    };
    el("details")
        .key("derived")
        .class("derived")
        .child(el("summary").child(words))
        .child(el("ul").children(keys))
}

/// Gives the request a key and leads to its value, or to its name where it has none yet.
fn add_key(workbench: Workbench, key: &str, values: &str) {
    let mut id = RowId(0);
    workbench
        .workspace
        .update(|workspace| id = workspace.add_context(key, values));
    let field = if key.is_empty() { "key" } else { "value" };
    focus(format!("context-{field}-{}", id.0));
}

fn edit_row(workbench: Workbench, id: RowId, edit: impl FnOnce(&mut ContextRow)) {
    workbench
        .workspace
        .update(|workspace| workspace.edit_context(id, edit));
}

/// The keys that AWS derives, with their values.
fn derived(workbench: Workbench) -> Vec<(String, String)> {
    workbench.outcome.with(|outcome| {
        let entries = outcome
            .assessment
            .iter()
            .flat_map(|assessment| assessment.request.context().entries().iter());
        entries
            .filter(|entry| entry.origin == Origin::Derived)
            .filter_map(|entry| {
                let values = entry.values.as_ref()?.as_slice().join("\n");
                Some((entry.key.as_str().to_owned(), values))
            })
            .collect()
    })
}

/// The missing keys with which the decision would be another one.
fn deciding(workbench: Workbench) -> Vec<String> {
    workbench.outcome.with(|outcome| {
        let missing = outcome
            .assessment
            .iter()
            .flat_map(|assessment| &assessment.explanation.missing_keys);
        missing.map(|missing| missing.key.clone()).collect()
    })
}
