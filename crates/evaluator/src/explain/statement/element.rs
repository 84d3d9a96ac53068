//! `Principal`, `Action` and `Resource`, in words.

use super::{Scene, explanation, not_present};
use crate::arn::Arn;
use crate::arn_pattern::MatchRule;
use crate::explain::text::count;
use crate::explain::{Element, ElementExplanation};
use crate::pattern::Pattern;
use crate::policy::{ActionElement, Polarity, PrincipalElement, ResourceElement};
use crate::source::{Span, Spanned};
use crate::trace::{ElementOutcome, PrincipalMatch, PrincipalOutcome};
use crate::variable::Unset;

pub(super) fn principal(
    scene: &Scene<'_>,
    element: Option<&PrincipalElement>,
    outcome: PrincipalOutcome,
) -> ElementExplanation {
    let Some(element) = element else {
        return not_present(
            Element::Principal,
            "the policy is for those it is attached to",
        );
    };
    let entry = |index: u32| element.ids.get(index as usize).map(|id| id.span);
    let written = |index: u32| entry(index).map_or("", |span| scene.written(span));
    let (text, span) = match outcome {
        PrincipalOutcome::Absent => (String::new(), None),
        PrincipalOutcome::Matched(index, how) => {
            let how = match how {
                PrincipalMatch::Caller => "is the caller",
                PrincipalMatch::Anyone => "is everybody",
                PrincipalMatch::Parent => "is what the caller is a session of",
                PrincipalMatch::Account => "is the caller's account",
            };
            (format!("`{}` {how}", written(index)), entry(index))
        }
        PrincipalOutcome::NoneMatched => match element.ids.as_slice() {
            [one] => (
                format!("`{}` is not the caller", scene.written(one.span)),
                Some(one.span),
            ),
            ids => (
                format!("none of {} principals is the caller", ids.len()),
                None,
            ),
        },
        PrincipalOutcome::Excluded(index) => (
            "NotPrincipal lists the caller, which leaves it out".to_owned(),
            entry(index),
        ),
        PrincipalOutcome::NoneExcluded => {
            ("NotPrincipal does not list the caller".to_owned(), None)
        }
        PrincipalOutcome::PartlyExcluded(index) => (
            "NotPrincipal lists the caller, but not all that it belongs to".to_owned(),
            entry(index),
        ),
        PrincipalOutcome::CoveredByBoundaryRule => (
            "NotPrincipal always covers a caller with a permissions boundary".to_owned(),
            None,
        ),
    };
    explanation(
        Element::Principal,
        outcome.matches(),
        text,
        Some(span.unwrap_or(element.span)),
    )
}

pub(super) fn action(
    scene: &Scene<'_>,
    element: &ActionElement,
    outcome: ElementOutcome,
) -> ElementExplanation {
    let action = scene.request.action();
    let list = List {
        scene,
        patterns: &element.patterns,
        span: element.span,
    };
    let (text, span) = match (outcome, element.patterns.as_slice()) {
        (ElementOutcome::NoneMatched, [one]) => {
            (action_mismatch(scene.written(one.span), action), one.span)
        }
        _ => list.describe(outcome, "NotAction", action),
    };
    explanation(Element::Action, outcome.matches(), text, Some(span))
}

pub(super) fn resource(
    scene: &Scene<'_>,
    element: Option<&ResourceElement>,
    outcome: ElementOutcome,
) -> ElementExplanation {
    let Some(element) = element else {
        return not_present(Element::Resource, "the resource is the role itself");
    };
    let resource = scene.request.resource();
    let list = List {
        scene,
        patterns: &element.patterns,
        span: element.span,
    };
    let (text, span) = match (outcome, element.patterns.as_slice()) {
        (ElementOutcome::NoneMatched, [one]) => (
            unset_variable(scene, one)
                .unwrap_or_else(|| resource_mismatch(scene.written(one.span), resource)),
            one.span,
        ),
        _ => list.describe(outcome, "NotResource", resource),
    };
    debug_assert!(element.polarity == Polarity::Listed || outcome != ElementOutcome::NoneMatched);
    explanation(Element::Resource, outcome.matches(), text, Some(span))
}

/// The patterns of `Action` or `Resource`, or of their `Not…` forms.
struct List<'a, P> {
    scene: &'a Scene<'a>,
    patterns: &'a [Spanned<P>],
    span: Span,
}

impl<P> List<'_, P> {
    fn describe(&self, outcome: ElementOutcome, all_but: &str, asked: &str) -> (String, Span) {
        let entry = |index: u32| {
            self.patterns
                .get(index as usize)
                .map_or(self.span, |p| p.span)
        };
        let covers = |index: u32, rule: MatchRule| {
            let written = self.scene.written(entry(index));
            match rule {
                MatchRule::Plain if written == asked => format!("`{written}`"),
                MatchRule::Plain => format!("`{written}` covers it"),
                MatchRule::CompletedArn => {
                    format!("`{written}`, completed with `*` for its missing parts, covers it")
                }
                MatchRule::StarOverColons => {
                    format!("`{written}` covers it: a `*` there runs over colons")
                }
                MatchRule::AnyBucket => format!("`{written}` covers every bucket"),
            }
        };
        match outcome {
            ElementOutcome::Absent => (String::new(), self.span),
            ElementOutcome::Matched(index, rule) => (covers(index, rule), entry(index)),
            ElementOutcome::NoneMatched => (
                format!("none of {} patterns covers it", self.patterns.len()),
                self.span,
            ),
            ElementOutcome::Excluded(index, rule) => (
                format!("{all_but} leaves it out: {}", covers(index, rule)),
                entry(index),
            ),
            ElementOutcome::NoneExcluded => {
                let patterns = count(self.patterns.len(), "pattern", "patterns");
                (
                    format!("covered: {all_but} lists {patterns}, and none fits"),
                    self.span,
                )
            }
        }
    }
}

fn action_mismatch(pattern: &str, action: &str) -> String {
    let prefix = |text: &str| {
        text.split(':')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
    };
    if prefix(pattern) != prefix(action) && pattern != "*" {
        return format!("`{pattern}` is of another service than `{action}`");
    }
    format!("`{pattern}` does not cover `{action}`")
}

/// Whether a pattern matches nothing because a variable in it has no value.
fn unset_variable(
    scene: &Scene<'_>,
    pattern: &Spanned<crate::arn_pattern::ArnPattern>,
) -> Option<String> {
    let context = scene.request.context();
    let unset = |v: &&crate::variable::Variable| v.value(context) == Err(Unset);
    let variable = pattern.value.variables().find(unset)?;
    Some(format!(
        "`${{{}}}` has no value in this request, so the pattern matches nothing",
        variable.key.as_str()
    ))
}

/// The first part in which an ARN pattern and a resource differ.
fn resource_mismatch(pattern: &str, resource: &str) -> String {
    if resource == "*" {
        return format!(
            "the request has no resource (`*`), and only `*` covers that, not `{pattern}`"
        );
    }
    let (Some(wanted), Some(asked)) = (Arn::parse(pattern), Arn::parse(resource)) else {
        return format!("`{pattern}` does not cover `{resource}`");
    };
    let names = ["prefix", "partition", "service", "Region", "account"];
    for (name, (wanted, asked)) in names
        .iter()
        .zip(wanted.parts().into_iter().zip(asked.parts()))
    {
        if !Pattern::new(wanted).matches(asked) {
            return format!(
                "its {name} is {}, the request's is {}",
                quoted(wanted),
                quoted(asked)
            );
        }
    }
    let (wanted, asked) = (wanted.resource, asked.resource);
    let inside = |inner: &str, outer: &str| {
        inner
            .strip_prefix(outer)
            .is_some_and(|rest| rest.starts_with('/'))
    };
    if inside(asked, wanted) {
        return format!("`{wanted}` names only itself, not what is in it: that is `{wanted}/*`");
    }
    if wanted.strip_suffix("/*") == Some(asked) {
        return format!("`{wanted}` names what is in `{asked}`, not `{asked}` itself");
    }
    format!("`{wanted}` does not cover `{asked}`")
}

fn quoted(part: &str) -> String {
    if part.is_empty() {
        "empty".to_owned()
    } else {
        format!("`{part}`")
    }
}
