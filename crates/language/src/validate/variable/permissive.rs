//! Wildcards and variables in keys that say who calls or from where.
//!
//! AWS's reference has three rules and names the keys of two of them: none at all in sensitive keys; in
//! `aws:userid`, left of the colon only if nothing else stands there; in others, at least six characters
//! before. To which others the last applies it does not say, and it cannot be all, for AWS's own guide
//! has `home/*` for `s3:prefix` and `*` for tags. Here these are the keys that say who calls or from
//! where, and only where a wider match lets more in.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-error-wildcard-usage-too-permissive>
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-error-variable-usage-too-permissive>

use std::ops::Range;

use iam_evaluator::condition::ValueType;
use iam_evaluator::variable::Version;
use iam_evaluator::{Finding, FindingType};

use crate::tables::{IDENTIFYING, SENSITIVE, SET_BY_AWS, is_key, lists};
use crate::validate::Subject;
use crate::validate::key_facts::matching_more_allows_more;
use crate::validate::value::{Piece, pieces};

/// How many literal characters must stand in a row before a wildcard or variable.
const ENOUGH: usize = 6;

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    Wildcard,
    Variable,
}

impl Open {
    fn is(self, piece: Piece<'_>) -> bool {
        match (self, piece) {
            (Open::Wildcard, Piece::Wildcard) => true,
            // What AWS itself fills in, nobody can choose.
            (Open::Variable, Piece::Variable(key)) => !lists(SET_BY_AWS, key),
            (Open::Wildcard | Open::Variable, _) => false,
        }
    }

    fn code(self) -> &'static str {
        match self {
            Open::Wildcard => "WILDCARD_USAGE_TOO_PERMISSIVE",
            Open::Variable => "VARIABLE_USAGE_TOO_PERMISSIVE",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Open::Wildcard => "a wildcard",
            Open::Variable => "a policy variable",
        }
    }
}

/// Wildcards with too little before them, or in a sensitive key.
pub(super) fn wildcards(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    look(subject, Open::Wildcard, findings);
}

/// Variables with too little before them, or in a sensitive key. Variables that AWS itself fills, such
/// as `${aws:PrincipalOrgID}`, are passed over: AWS's guide compares them with sensitive keys.
pub(super) fn variables(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    look(subject, Open::Variable, findings);
}

fn look(subject: &Subject<'_>, open: Open, findings: &mut Vec<Finding>) {
    let version = subject.reading.version();
    for (statement, condition) in subject.conditions() {
        let Some(operator) = condition.operator else {
            continue;
        };
        let reads = match operator.comparison.row().value_type {
            ValueType::Pattern | ValueType::Arn => true,
            ValueType::Text => open == Open::Variable,
            _ => false,
        };
        let key = condition.key_name();
        if !reads {
            continue;
        }
        let lets_in = matching_more_allows_more(statement, operator);
        let Some((rule, advice)) = rule_of(key, lets_in) else {
            continue;
        };
        for node in condition.values {
            let found = node.as_str().and_then(|text| rule(text, version, open));
            let Some(place) = found else {
                continue;
            };
            let details = format!(
                "`{key}` says who may come in, and with {} here it may be others than you mean: {advice}",
                open.name()
            );
            let span = subject.reading.place(node.span, place.start, place.end);
            findings.push(Finding::new(
                FindingType::Error,
                open.code(),
                vec![span],
                details,
            ));
        }
    }
}

/// Finds what is too open in a value.
type Rule = fn(&str, Version, Open) -> Option<Range<usize>>;

/// The rule for the values of a key, with what to write instead.
fn rule_of(key: &str, lets_in: bool) -> Option<(Rule, &'static str)> {
    if lists(SENSITIVE, key) {
        return Some((anywhere, "write the whole value"));
    }
    if is_key("aws:userid", key) && lets_in {
        let advice = "write the id of the principal before the colon, or nothing else there";
        return Some((left_of_colon, advice));
    }
    let is_bound = lists(IDENTIFYING, key) && lets_in;
    is_bound.then_some((with_little_before, "write at least 6 characters before it"))
}

/// The first of them.
fn anywhere(text: &str, version: Version, open: Open) -> Option<Range<usize>> {
    let mut found = pieces(text, version).filter(|(_, piece)| open.is(*piece));
    found.next().map(|(place, _)| place)
}

/// The first of them, if none has enough before it. One that follows enough narrows the whole value:
/// `arn:*:iam::*:role/x` has six characters before its second `*`.
fn with_little_before(text: &str, version: Version, open: Open) -> Option<Range<usize>> {
    let mut run = 0;
    let mut first = None;
    for (place, piece) in pieces(text, version) {
        match piece {
            Piece::Literal(literal) => run += literal.chars().count(),
            _ if open.is(piece) && run >= ENOUGH => return None,
            Piece::Wildcard | Piece::Variable(_) => {
                if open.is(piece) {
                    first.get_or_insert(place);
                }
                run = 0;
            }
        }
    }
    first
}

/// One left of the colon that does not stand alone there, or one in a value without a colon.
fn left_of_colon(text: &str, version: Version, open: Open) -> Option<Range<usize>> {
    let mut found = None;
    for (count, (place, piece)) in pieces(text, version).enumerate() {
        if let Piece::Literal(literal) = piece
            && let Some(colon) = literal.find(':')
        {
            let is_alone = count == 1 && colon == 0;
            return found.filter(|_| !is_alone);
        }
        if open.is(piece) {
            found.get_or_insert(place);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rule: Rule, open: Open, text: &str, expected: Option<&str>) {
        let found = rule(text, Version::V2012, open);
        assert_eq!(found.map(|place| &text[place]), expected, "{text}");
    }

    #[test]
    fn a_user_id_is_open_on_the_right_of_the_colon() {
        check(left_of_colon, Open::Wildcard, "AROAEXAMPLE:*", None);
        check(left_of_colon, Open::Wildcard, "*:session", None);
        check(left_of_colon, Open::Wildcard, "*", Some("*"));
        check(left_of_colon, Open::Wildcard, "AROA*:session", Some("*"));
        check(left_of_colon, Open::Variable, "${aws:username}:a", None);
        check(
            left_of_colon,
            Open::Variable,
            "a${aws:username}",
            Some("${aws:username}"),
        );
    }

    #[test]
    fn six_characters_are_enough() {
        check(
            with_little_before,
            Open::Wildcard,
            "arn:aws:iam::*:role/a",
            None,
        );
        check(
            with_little_before,
            Open::Wildcard,
            "arn:*:iam::*:role/a",
            None,
        );
        check(with_little_before, Open::Wildcard, "arn:*", Some("*"));
        check(
            with_little_before,
            Open::Wildcard,
            "*-admin-role",
            Some("*"),
        );
        check(
            with_little_before,
            Open::Variable,
            "team-${aws:username}",
            Some("${aws:username}"),
        );
        check(
            with_little_before,
            Open::Variable,
            "${aws:PrincipalOrgID}",
            None,
        );
        check(anywhere, Open::Wildcard, "o-a1b2c3d4e5*", Some("*"));
        check(anywhere, Open::Wildcard, "o-${*}", None);
    }
}
