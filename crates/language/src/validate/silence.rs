//! Findings that the author of a policy has looked at and does not want to see again.
//!
//! A comment silences codes: in the line of the finding, in the line above it, or, before the
//! document's opening brace, everywhere. AWS takes no comments: they are for the author's own copy,
//! and a policy is saved without them.
//!
//! ```text
//! // iam-playground: ignore PASS_ROLE_WITH_STAR_IN_RESOURCE, only the build account has this role
//! ```

use iam_evaluator::{Finding, Span};

use crate::reading::Reading;

const MARK: &str = "iam-playground: ignore ";

/// A finding that is not to be shown, and the comment that says so.
#[derive(Clone, Debug, PartialEq)]
pub struct Silenced {
    /// The finding.
    pub finding: Finding,
    /// The comment.
    pub by: Span,
}

/// A comment that silences.
struct Order<'t> {
    comment: Span,
    codes: Vec<&'t str>,
    /// The lines of the text that it is about, counted from 0; none where it is about all.
    lines: Option<(usize, usize)>,
}

/// Parts what is to be shown from what the text silences.
#[must_use]
pub fn silence(reading: &Reading<'_>, findings: Vec<Finding>) -> (Vec<Finding>, Vec<Silenced>) {
    let orders = orders(reading);
    if orders.is_empty() {
        return (findings, Vec::new());
    }
    let mut shown = Vec::new();
    let mut silenced = Vec::new();
    for finding in findings {
        let line = line_of(reading.text, finding.span().start);
        let order = orders.iter().find(|order| {
            let is_near = match order.lines {
                None => true,
                Some((first, last)) => first <= line && line <= last,
            };
            is_near && order.codes.contains(&finding.issue_code)
        });
        match order {
            Some(order) => silenced.push(Silenced {
                finding,
                by: order.comment,
            }),
            None => shown.push(finding),
        }
    }
    (shown, silenced)
}

fn orders<'t>(reading: &Reading<'t>) -> Vec<Order<'t>> {
    let comments = reading.json.findings.iter();
    let comments = comments.filter(|finding| finding.issue_code == "PLAYGROUND_COMMENT");
    let start = reading.json.root.span.start;
    comments
        .flat_map(|finding| &finding.locations)
        .filter_map(|comment| {
            let (_, rest) = comment.of(reading.text).split_once(MARK)?;
            let is_code = |word: &&str| {
                !word.is_empty()
                    && word.bytes().all(|byte| {
                        byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_'
                    })
            };
            let words = rest.split([',', ' ']).filter(|word| !word.is_empty());
            let line = line_of(reading.text, comment.start);
            Some(Order {
                comment: *comment,
                codes: words.take_while(is_code).collect(),
                lines: (comment.start >= start).then_some((line, line + 1)),
            })
        })
        .collect()
}

fn line_of(text: &str, offset: u32) -> usize {
    let before = text.get(..offset as usize).unwrap_or_default();
    before.bytes().filter(|byte| *byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use iam_evaluator::PolicyType;

    fn codes(text: &str) -> (Vec<&'static str>, Vec<&'static str>) {
        let reading = Reading::of(text, PolicyType::IdentityBased);
        let findings = reading.parsed.findings.clone();
        let (shown, silenced) = silence(&reading, findings);
        (
            shown.iter().map(|finding| finding.issue_code).collect(),
            silenced.iter().map(|one| one.finding.issue_code).collect(),
        )
    }

    #[test]
    fn a_comment_silences_its_line_and_the_next() {
        let policy = |comment: &str, effect: &str| {
            format!(
                "{{\n{comment}\n\"Statement\": {{\"Effect\": {effect}, \"Action\": \"s3:Get\", \"Resource\": \"*\"}}}}"
            )
        };
        let quiet = "// iam-playground: ignore INVALID_EFFECT, PLAYGROUND_COMMENT it is a draft";
        assert_eq!(
            codes(&policy(quiet, "\"allow\"")),
            (vec![], vec!["PLAYGROUND_COMMENT", "INVALID_EFFECT"])
        );
        let other = "// iam-playground: ignore MISSING_ACTION";
        let (shown, silenced) = codes(&policy(other, "\"allow\""));
        assert!(shown.contains(&"INVALID_EFFECT") && silenced.is_empty());
        let far = format!("{quiet}\n\n");
        let (shown, _) = codes(&policy(&far, "\"allow\""));
        assert!(shown.contains(&"INVALID_EFFECT"));
    }

    #[test]
    fn a_comment_before_the_document_silences_everywhere() {
        let text = "/* iam-playground: ignore INVALID_EFFECT */\n\n{\n\n\"Statement\": {\"Effect\": 1, \"Action\": \"s3:Get\", \"Resource\": \"*\"}}";
        assert_eq!(codes(text).0, ["PLAYGROUND_COMMENT"]);
    }
}
