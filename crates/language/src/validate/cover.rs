//! Whether an element of a statement covers that of another, whatever the request.
//!
//! A yes is certain; a no may be wrong, where patterns are too entangled to tell.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html>

use std::borrow::Cow;

use iam_evaluator::condition::Comparison;
use iam_evaluator::json::Node;
use iam_evaluator::policy::Polarity;

use crate::glob;
use crate::reading::{ConditionView, ElementView, PrincipalText, PrincipalView, StatementView};

/// `Action` or `Resource` of a statement, or their counterparts.
pub(super) struct Extent<'a> {
    kind: Kind,
    polarity: Polarity,
    texts: Vec<Cow<'a, str>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Action,
    Resource,
}

impl<'a> Extent<'a> {
    /// What `Action` or `NotAction` stands for.
    pub(super) fn of_action(element: &'a ElementView<'a>) -> Extent<'a> {
        let lower = |text: &'a str| match text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => Cow::Owned(text.to_ascii_lowercase()),
            false => Cow::Borrowed(text),
        };
        Extent {
            kind: Kind::Action,
            polarity: element.polarity,
            texts: element.texts.iter().map(|text| lower(text.value)).collect(),
        }
    }

    /// One action, in lower case.
    pub(super) fn action(text: &'a str) -> Extent<'a> {
        Extent {
            kind: Kind::Action,
            polarity: Polarity::Listed,
            texts: vec![Cow::Borrowed(text)],
        }
    }

    /// What `Resource` or `NotResource` stands for.
    pub(super) fn of_resource(element: &'a ElementView<'a>) -> Extent<'a> {
        let texts = element.texts.iter();
        Extent {
            kind: Kind::Resource,
            polarity: element.polarity,
            texts: texts.map(|text| Cow::Borrowed(text.value)).collect(),
        }
    }

    /// Each of the texts of a list by itself.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(AsRef::as_ref)
    }

    /// Whether all that the other stands for is in this one.
    pub(super) fn covers(&self, narrow: &Extent<'_>) -> bool {
        use Polarity::{AllBut, Listed};
        let all = |some: &Extent<'_>, of: &Extent<'_>| {
            let mut some = some.texts();
            some.all(|narrow| of.texts().any(|wide| self.text_covers(wide, narrow)))
        };
        match (self.polarity, narrow.polarity) {
            (Listed, Listed) => all(narrow, self),
            // What this one leaves out must be left out by the other.
            (AllBut, AllBut) => all(self, narrow),
            (Listed, AllBut) => self.texts().any(|wide| wide == "*"),
            (AllBut, Listed) => {
                let mut texts = narrow.texts();
                texts.all(|text| self.texts().all(|out| are_apart(text, out)))
            }
        }
    }

    fn text_covers(&self, wide: &str, narrow: &str) -> bool {
        match self.kind {
            Kind::Action => glob::covers(wide, narrow),
            Kind::Resource => resource_covers(wide, narrow),
        }
    }
}

/// Whether an entry of `Resource` covers another: part by part, as ARNs are compared.
pub(super) fn resource_covers(wide: &str, narrow: &str) -> bool {
    if wide == "*" || wide == narrow {
        return true;
    }
    if differs_at_once(wide, narrow) || wide.contains("${") {
        return false;
    }
    let (Some(wide), Some(narrow)) = (parts(wide), parts(narrow)) else {
        return false;
    };
    // A variable stands for any text.
    let [.., name] = narrow;
    let name = without_variables(name);
    let mut pairs = wide.iter().zip(narrow).enumerate();
    pairs.all(|(index, (wide, narrow))| match index {
        5 => glob::covers(wide, &name),
        // A `*` at the end of a part runs over colons, so the other must end in one too.
        _ => glob::covers(wide, narrow) && (wide.ends_with('*') || !narrow.ends_with('*')),
    })
}

/// Whether the wider pattern has a letter of its own where the other has another letter, or a wildcard.
/// Most pairs are told apart by this.
fn differs_at_once(wide: &str, narrow: &str) -> bool {
    let mut pairs = wide.bytes().zip(narrow.bytes());
    let different = pairs.find(|(wide, narrow)| matches!(wide, b'*' | b'?') || wide != narrow);
    different.is_some_and(|(wide, _)| !matches!(wide, b'*' | b'?'))
}

/// The six parts of an ARN; none where it is shorter, or has variables before the last part.
fn parts(arn: &str) -> Option<[&str; 6]> {
    let mut parts = arn.splitn(6, ':');
    let mut next = || parts.next();
    let all = [next()?, next()?, next()?, next()?, next()?, next()?];
    let [head @ .., _] = all;
    (!head.iter().any(|part| part.contains("${"))).then_some(all)
}

/// The text with `*` for each variable.
pub(super) fn without_variables(text: &str) -> Cow<'_, str> {
    if !text.contains("${") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        out.push_str(before);
        out.push('*');
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Whether no text fits both patterns: they differ before their first wildcard or variable.
pub(super) fn are_apart(one: &str, other: &str) -> bool {
    // The policy of an API may name its own resources without their ARN.
    let is_short = |text: &str| text.starts_with("execute-api:/");
    if is_short(one) || is_short(other) {
        return false;
    }
    let head = |text: &str| text.find(['*', '?', '$']).unwrap_or(text.len());
    let length = head(one).min(head(other));
    one.as_bytes().get(..length) != other.as_bytes().get(..length)
}

/// Whether a statement for `wide` is for everybody whom `narrow` names, and a grant no weaker: one to
/// everybody is as strong as one to the caller by name, one to the account is not.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html>
pub(super) fn principal_covers(
    wide: Option<&PrincipalView<'_>>,
    narrow: Option<&PrincipalView<'_>>,
) -> bool {
    match (wide, narrow) {
        (None, None) => true,
        (Some(wide), Some(narrow)) => {
            wide.polarity == Polarity::Listed
                && narrow.polarity == Polarity::Listed
                && wide.ids.iter().any(is_everyone)
                || names_no_less(wide, narrow)
        }
        (None, Some(_)) | (Some(_), None) => false,
    }
}

fn names_no_less(wide: &PrincipalView<'_>, narrow: &PrincipalView<'_>) -> bool {
    let all = |some: &PrincipalView<'_>, of: &PrincipalView<'_>| {
        let same = |one: &PrincipalText<'_>, other: &PrincipalText<'_>| {
            one.id.value == other.id.value
                && one.kind.map(|kind| kind.value) == other.kind.map(|kind| kind.value)
        };
        let mut some = some.ids.iter();
        some.all(|one| of.ids.iter().any(|other| same(one, other)))
    };
    match (wide.polarity, narrow.polarity) {
        (Polarity::Listed, Polarity::Listed) => all(narrow, wide),
        (Polarity::AllBut, Polarity::AllBut) => all(narrow, wide) && all(wide, narrow),
        (Polarity::Listed, Polarity::AllBut) | (Polarity::AllBut, Polarity::Listed) => false,
    }
}

/// Whether an entry of `Principal` stands for everybody.
pub(super) fn is_everyone(id: &PrincipalText<'_>) -> bool {
    id.id.value == "*" && (id.kind.is_none() || id.is_kind("AWS"))
}

/// Whether the conditions of `wide` hold whenever those of `narrow` do: each stands there too, with
/// values that are no fewer, or for a negated operator no more.
pub(super) fn conditions_cover(
    text: &str,
    wide: &StatementView<'_>,
    narrow: &StatementView<'_>,
) -> bool {
    let same_key = |one: &ConditionView<'_>, other: &ConditionView<'_>| {
        one.operator.is_some()
            && one.operator == other.operator
            && one.key_name().eq_ignore_ascii_case(other.key_name())
    };
    let within = |some: &ConditionView<'_>, of: &ConditionView<'_>| {
        some.values.iter().all(|value| {
            let value = value_text(text, value);
            of.values
                .iter()
                .any(|other| value_text(text, other) == value)
        })
    };
    let implied = |wide: &ConditionView<'_>, narrow: &ConditionView<'_>| {
        let is_negated = wide.operator.is_some_and(|operator| operator.is_negated());
        same_key(wide, narrow)
            && match is_negated {
                true => within(wide, narrow),
                false => within(narrow, wide),
            }
    };
    let mut conditions = wide.conditions.iter();
    conditions.all(|wide| narrow.conditions.iter().any(|narrow| implied(wide, narrow)))
}

/// A value of a condition as the text that AWS reads: Booleans and numbers may stand without quotes.
pub(super) fn value_text<'t>(text: &'t str, value: &'t Node<'_>) -> &'t str {
    value.as_str().unwrap_or_else(|| value.span.of(text))
}

/// Whether a condition cannot hold in a request without its key.
pub(super) fn demands_key(condition: &ConditionView<'_>) -> bool {
    use iam_evaluator::condition::SetOperator;
    condition.operator.is_some_and(|operator| {
        operator.comparison != Comparison::Null
            && match operator.set {
                Some(SetOperator::ForAnyValue) => true,
                Some(SetOperator::ForAllValues) => false,
                None => !operator.if_exists && !operator.is_negated(),
            }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns_are_compared_part_by_part() {
        for (wide, narrow) in [
            ("*", "arn:aws:s3:::a"),
            ("arn:aws:s3:::a/*", "arn:aws:s3:::a/b"),
            ("arn:aws:s3:::*", "arn:aws:s3:::${aws:username}/*"),
            (
                "arn:aws:s3:::${aws:username}",
                "arn:aws:s3:::${aws:username}",
            ),
            ("arn:*:sqs:*:*:jobs", "arn:aws:sqs:eu-west-1:*:jobs"),
        ] {
            assert!(resource_covers(wide, narrow), "{wide} {narrow}");
        }
        for (wide, narrow) in [
            ("arn:aws:s3:::a", "*"),
            ("arn:aws:s3:::$*", "arn:aws:s3:::${aws:username}"),
            ("arn:aws:s3:::${aws:username}", "arn:aws:s3:::ana"),
            (
                "arn:aws:sqs:eu-west-1:*?:jobs",
                "arn:aws:sqs:eu-west-1:?*:jobs",
            ),
            ("arn:aws:s3:*", "arn:aws:s3:::a"),
        ] {
            assert!(!resource_covers(wide, narrow), "{wide} {narrow}");
        }
    }

    #[test]
    fn patterns_are_apart_where_their_beginnings_differ() {
        assert!(are_apart("s3:get*", "s3:put*"));
        assert!(!are_apart("s3:*", "s3:put*"));
        assert!(!are_apart("arn:aws:s3:::a", "arn:aws:s3:::a*"));
        assert!(!are_apart(
            "execute-api:/prod",
            "arn:aws:execute-api:eu-west-1:1:a/prod"
        ));
        assert!(!are_apart("arn:aws:s3:::${aws:username}", "arn:aws:s3:::b"));
    }
}
