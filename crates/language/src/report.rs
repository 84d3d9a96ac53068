//! Findings as data for others, in the shape of IAM Access Analyzer's `ValidatePolicy`: what the
//! command line prints and JavaScript gets.
//!
//! Two members are ours: how to mend a problem, and the comment that silences it. It stands behind
//! the feature `report`, so that who shows findings in Rust, as the page does, links no JSON.
//!
//! <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ValidatePolicyFinding.html>

use iam_evaluator::{Finding, FindingType, Fix, LineIndex, Span};
use serde::{Serialize, Serializer};

use crate::catalog::Catalog;
use crate::codes::learn_more_link;
use crate::reading::{PathStep, Reading, path_of};
use crate::validate::{ResourceKind, find, silence};

/// What was read of a policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Validation {
    /// Whether AWS would accept the text, comments aside.
    pub accepted: bool,
    /// How many statements an accepted document has.
    pub statements: u32,
    /// The problems, in the order of the text.
    pub findings: Vec<ReportedFinding>,
    /// The problems that comments in the policy silence; missing where there are none, or where
    /// nobody asked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub silenced: Vec<ReportedFinding>,
}

/// A problem in the text of a policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct ReportedFinding {
    /// `ERROR`, `SECURITY_WARNING`, `WARNING` or `SUGGESTION`.
    #[cfg_attr(
        feature = "typescript",
        tsify(type = "\"ERROR\" | \"SECURITY_WARNING\" | \"WARNING\" | \"SUGGESTION\"")
    )]
    #[serde(serialize_with = "in_words_of_aws")]
    pub finding_type: FindingType,
    /// Access Analyzer's code, or one of our own, which begins with `PLAYGROUND_`.
    pub issue_code: &'static str,
    /// What is wrong and what to write instead.
    pub finding_details: String,
    /// AWS's page about it.
    pub learn_more_link: String,
    /// Where: at least one place, that where it is best shown first.
    pub locations: Vec<FindingLocation>,
    /// A change of the text that mends it and changes nothing else, where one is certain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<ReportedFix>,
    /// The comment in the policy that silences it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub silenced_by: Option<TextSpan>,
}

/// A place in a policy, in the document and in its text.
///
/// <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_Location.html>
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct FindingLocation {
    /// The way from the document's root.
    pub path: Vec<PathElement>,
    /// The stretch of the text.
    pub span: TextSpan,
}

/// A step from a part of a document to a smaller one.
///
/// <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_PathElement.html>
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub enum PathElement {
    /// An entry of an array, counted from 0.
    Index(u32),
    /// The name of a member.
    Key(String),
    /// A part of a string.
    Substring(Substring),
    /// The value of the member of this name.
    Value(String),
}

/// A part of a string, counted in characters as they stand in the policy, without the quotes.
///
/// <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_Substring.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Substring {
    /// The first character, counted from 0.
    pub start: u32,
    /// How many.
    pub length: u32,
}

/// A stretch of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct TextSpan {
    /// The first character.
    pub start: TextPosition,
    /// The character after the last.
    pub end: TextPosition,
}

/// A place between two characters of the text.
///
/// <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_Position.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct TextPosition {
    /// The line, counted from 1.
    pub line: u32,
    /// The column in characters, counted from 0.
    pub column: u32,
    /// The offset in UTF-16 units, as JavaScript's strings count, from 0. For every character that
    /// AWS takes in a policy a unit is a character.
    pub offset: u32,
}

/// How to mend a problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct ReportedFix {
    /// What it does, as the label of a button.
    pub title: String,
    /// What to replace; no two overlap.
    pub edits: Vec<ReportedEdit>,
}

/// One replacement in the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct ReportedEdit {
    /// What goes; empty to insert.
    pub span: TextSpan,
    /// What comes in its place.
    pub text: String,
}

/// Finds the problems of a policy, as [`validate`](crate::validate()) does, and says what comments
/// silence.
#[must_use]
pub fn report(
    reading: &Reading<'_>,
    resource: Option<ResourceKind>,
    catalog: &Catalog,
) -> Validation {
    let (shown, silenced) = silence(reading, find(reading, resource, catalog));
    let places = Places {
        reading,
        lines: LineIndex::new(reading.text),
    };
    let document = reading.parsed.document.as_ref();
    Validation {
        accepted: document.is_some(),
        statements: count(document.map_or(0, |document| document.statements.len())),
        findings: shown.iter().map(|one| places.finding(one, None)).collect(),
        silenced: silenced
            .iter()
            .map(|one| places.finding(&one.finding, Some(one.by)))
            .collect(),
    }
}

/// Places of a text, as others count them.
struct Places<'r> {
    reading: &'r Reading<'r>,
    lines: LineIndex,
}

impl Places<'_> {
    fn finding(&self, finding: &Finding, silenced_by: Option<Span>) -> ReportedFinding {
        let locations = finding.locations.iter();
        ReportedFinding {
            finding_type: finding.finding_type,
            issue_code: finding.issue_code,
            finding_details: finding.details.clone(),
            learn_more_link: learn_more_link(finding.issue_code),
            locations: locations.map(|place| self.location(*place)).collect(),
            fix: finding.fix.as_ref().map(|fix| self.fix(fix)),
            silenced_by: silenced_by.map(|comment| self.span(comment)),
        }
    }

    fn location(&self, place: Span) -> FindingLocation {
        let steps = path_of(&self.reading.json.root, self.reading.text, place);
        FindingLocation {
            path: steps.into_iter().map(element).collect(),
            span: self.span(place),
        }
    }

    fn fix(&self, fix: &Fix) -> ReportedFix {
        let edit = |edit: &iam_evaluator::TextEdit| ReportedEdit {
            span: self.span(edit.span),
            text: edit.text.clone(),
        };
        ReportedFix {
            title: fix.title.clone(),
            edits: fix.edits.iter().map(edit).collect(),
        }
    }

    fn span(&self, span: Span) -> TextSpan {
        let position = |offset| {
            let position = self.lines.position(self.reading.text, offset);
            TextPosition {
                line: position.line,
                column: position.column,
                offset: self.lines.utf16(self.reading.text, offset),
            }
        };
        TextSpan {
            start: position(span.start),
            end: position(span.end),
        }
    }
}

fn element(step: PathStep) -> PathElement {
    match step {
        PathStep::Index(index) => PathElement::Index(count(index)),
        PathStep::Key(name) => PathElement::Key(name),
        PathStep::Value(name) => PathElement::Value(name),
        PathStep::Substring { start, length } => PathElement::Substring(Substring {
            start: count(start),
            length: count(length),
        }),
    }
}

fn in_words_of_aws<S: Serializer>(of: &FindingType, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(of.as_str())
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use iam_evaluator::PolicyType;
    use serde_json::{json, to_value};

    #[test]
    fn a_finding_has_the_shape_of_access_analyzer() {
        let text = "{\n\"Version\": \"2012-10-17\",\n\"Statement\": {\"Effect\": \"é\", \"Action\": \"s3:GetObject\", \"Resource\": \"*\"}}";
        let reading = Reading::of(text, PolicyType::IdentityBased);
        let validation = report(&reading, None, &Catalog::default());
        assert!(!validation.accepted);
        let finding = validation.findings.first().expect("the effect is wrong");
        assert_eq!(
            to_value(finding).expect("JSON"),
            json!({
                "findingType": "ERROR",
                "issueCode": "INVALID_EFFECT",
                "findingDetails": finding.finding_details,
                "learnMoreLink": "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-error-invalid-effect",
                "locations": [{
                    "path": [{"value": "Statement"}, {"value": "Effect"}],
                    "span": {
                        "start": {"line": 3, "column": 24, "offset": 51},
                        "end": {"line": 3, "column": 27, "offset": 54},
                    },
                }],
            })
        );
    }

    #[test]
    fn what_is_silenced_names_its_comment() {
        let text = "// iam-playground: ignore INVALID_EFFECT\n{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"é\", \"Action\": \"s3:Get\", \"Resource\": \"*\"}}";
        let reading = Reading::of(text, PolicyType::IdentityBased);
        let validation = report(&reading, None, &Catalog::default());
        let silenced = validation.silenced.first().expect("one is silenced");
        assert_eq!(silenced.issue_code, "INVALID_EFFECT");
        let by = silenced.silenced_by.expect("a comment");
        assert_eq!((by.start.offset, by.end.offset), (0, 40));
        let codes: Vec<&str> = validation.findings.iter().map(|f| f.issue_code).collect();
        assert!(!codes.contains(&"INVALID_EFFECT"), "{codes:?}");
    }

    #[test]
    fn a_fix_and_a_part_of_a_string_are_placed() {
        let text = "{\"a\": [\"é😀bc\"]}";
        let reading = Reading::of(text, PolicyType::IdentityBased);
        let places = Places {
            reading: &reading,
            lines: LineIndex::new(text),
        };
        let start = text.find("bc").expect("it is there");
        let mut finding = Finding::new(
            FindingType::Warning,
            "INVALID_EFFECT",
            vec![Span::new(start, start + 1)],
            String::new(),
        );
        finding.fix = Some(Fix {
            title: "Write d".to_owned(),
            edits: vec![iam_evaluator::TextEdit {
                span: Span::new(start, start + 2),
                text: "d".to_owned(),
            }],
        });
        let value = to_value(places.finding(&finding, None)).expect("JSON");
        assert_eq!(
            value.get("fix"),
            Some(&json!({"title": "Write d", "edits": [{
                "span": {
                    "start": {"line": 1, "column": 10, "offset": 11},
                    "end": {"line": 1, "column": 12, "offset": 13},
                },
                "text": "d",
            }]}))
        );
        assert_eq!(
            value.pointer("/locations/0/path"),
            Some(&json!([{"value": "a"}, {"index": 0}, {"substring": {"start": 2, "length": 1}}]))
        );
    }
}
