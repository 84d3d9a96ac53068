//! What the editor asks: completions, explanations, other forms of a policy.

use iam_evaluator::{LineIndex, PolicyType};
use iam_language::complete::{self, Kind};
use iam_language::rewrite::{self, Refused};

use super::{Desk, answer};
use crate::answer::{Answer, Completions, Hover, Item, Rewritten};
use crate::question::Form;

/// What can be written at a place.
pub(super) fn complete(desk: &Desk, text: &str, kind: PolicyType, offset: u32) -> Answer {
    let index = LineIndex::new(text);
    let offset = index.from_utf16(text, offset);
    let found = complete::complete(text, offset, kind, &desk.catalog);
    let items = found.items.into_iter().map(|item| {
        let inserted = LineIndex::new(&item.insert);
        let utf16 = |offset| inserted.utf16(&item.insert, offset);
        Item {
            select: item.select.map(|span| (utf16(span.start), utf16(span.end))),
            kind: word_of(item.kind),
            label: item.label,
            insert: item.insert,
            detail: item.detail,
            info: item.info,
        }
    });
    let completions = Completions {
        from: index.utf16(text, found.replace.start),
        to: index.utf16(text, found.replace.end),
        comma: found.comma.map(|offset| index.utf16(text, offset)),
        items: items.collect(),
    };
    answer(&completions, desk.catalog_needs(found.needs))
}

/// What stands at a place.
pub(super) fn hover(desk: &Desk, text: &str, kind: PolicyType, offset: u32) -> Answer {
    let index = LineIndex::new(text);
    let offset = index.from_utf16(text, offset);
    let found = iam_language::hover::hover(text, offset, kind, &desk.catalog);
    let needs = found.as_ref().and_then(|hover| hover.needs.clone());
    let hover = found.map(|hover| Hover {
        from: index.utf16(text, hover.span.start),
        to: index.utf16(text, hover.span.end),
        title: hover.title,
        lines: hover.lines,
        link: hover.link,
    });
    answer(&hover, desk.catalog_needs(needs))
}

/// The policy in another form.
pub(super) fn rewrite(desk: &Desk, form: Form, text: &str, kind: PolicyType) -> Answer {
    let plain = |text: Result<String, Refused>| {
        text.map(|text| Rewritten {
            text: Some(text),
            notes: Vec::new(),
        })
    };
    let noted = |rewritten: rewrite::Rewritten| Rewritten {
        text: Some(rewritten.text),
        notes: rewritten.notes,
    };
    let (result, needs) = match form {
        Form::Format => (plain(rewrite::format(text)), Vec::new()),
        Form::Minify => (plain(rewrite::minify(text)), Vec::new()),
        Form::Sort => (rewrite::sort(text, None).map(noted), Vec::new()),
        Form::Expand | Form::Shrink if desk.catalog.is_empty() => {
            let notes = vec!["The list of AWS's actions is not there.".to_owned()];
            let nothing = Rewritten { text: None, notes };
            (Ok(nothing), desk.catalog_needs(None))
        }
        Form::Expand => {
            let rewritten = rewrite::expand(text, &desk.catalog, kind, None);
            (rewritten.map(noted), Vec::new())
        }
        Form::Shrink => (
            rewrite::shrink(text, &desk.catalog, None).map(noted),
            Vec::new(),
        ),
    };
    let rewritten = result.unwrap_or_else(|refused| Rewritten {
        text: None,
        notes: vec![reason(&refused, text)],
    });
    answer(&rewritten, needs)
}

fn reason(refused: &Refused, text: &str) -> String {
    match refused.span {
        None => refused.reason.clone(),
        Some(span) => {
            let place = LineIndex::new(text).position(text, span.start);
            format!("{place}: {}", refused.reason)
        }
    }
}

fn word_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Element => "element",
        Kind::Keyword => "keyword",
        Kind::Snippet => "snippet",
        Kind::Service => "service",
        Kind::Action => "action",
        Kind::Wildcard => "wildcard",
        Kind::Resource => "resource",
        Kind::Principal => "principal",
        Kind::Operator => "operator",
        Kind::ConditionKey => "key",
        Kind::Value => "value",
        Kind::Variable => "variable",
    }
}
