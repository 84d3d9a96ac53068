//! What the editor shows about a text: problems, marked words, the place to go to. All offsets
//! count UTF-16 units, as the editor does.

use iam_evaluator::explain::{Element, ElementState, StatementExplanation};
use iam_evaluator::{FindingType, LineIndex, Span, StatementRef};

use crate::json::Object;
use crate::workbench::checks::CheckedProblem;
use crate::workbench::outcome::Assessment;
use crate::workbench::reading::PolicyReading;
use crate::workbench::shift::{Shift, utf16};
use crate::workbench::test_run::Idle;

/// The most problems that are shown of one text.
pub const MOST_PROBLEMS: usize = 200;

/// A problem, as the editor and the list of problems take it.
#[derive(Clone, Debug, PartialEq)]
pub struct EditorProblem {
    /// The first UTF-16 unit.
    pub from: u32,
    /// The one after the last.
    pub to: u32,
    /// How serious it is.
    pub severity: Severity,
    /// What it is.
    pub message: String,
    /// The code of the finding.
    pub code: String,
    /// The line, counted from 1.
    pub line: u32,
    /// The column, counted from 1.
    pub column: u32,
}

/// How serious a problem is, in the editor's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Severity {
    /// AWS refuses the text.
    Error,
    /// It surprises, or allows too much.
    Warning,
    /// It could be better.
    Info,
}

/// A marked stretch of text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EditorMark {
    /// The first UTF-16 unit.
    pub from: u32,
    /// The one after the last.
    pub to: u32,
    /// What it means.
    pub kind: MarkKind,
}

/// What a mark means, in the editor's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MarkKind {
    /// The statement that is looked at.
    Statement,
    /// Words that match the request.
    Match,
    /// Words that do not.
    Mismatch,
    /// The name of a statement that decided no test.
    Idle,
}

/// A wish to select a stretch of text and to look at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reveal {
    /// The first UTF-16 unit.
    pub from: u32,
    /// The one after the last.
    pub to: u32,
    /// Another number for each wish.
    pub seq: u32,
}

/// A problem as the editor takes it.
pub fn editor_problem(policy: &PolicyReading, problem: &CheckedProblem) -> EditorProblem {
    let span = problem.span();
    let (from, to) = utf16(span, &policy.text, policy.lines());
    let position = policy.lines().position(&policy.text, span.start);
    EditorProblem {
        from,
        to,
        severity: match problem.finding_type() {
            FindingType::Error => Severity::Error,
            FindingType::SecurityWarning | FindingType::Warning => Severity::Warning,
            FindingType::Suggestion => Severity::Info,
        },
        message: problem.details.clone(),
        code: problem.issue_code.clone(),
        line: position.line,
        column: position.column + 1,
    }
}

impl EditorProblem {
    /// As the editor takes it.
    pub fn to_json(&self) -> String {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        };
        Object::new()
            .number("from", self.from)
            .number("to", self.to)
            .text("severity", severity)
            .text("message", &self.message)
            .text("code", &self.code)
            .finish()
    }
}

impl EditorMark {
    /// As the editor takes it.
    pub fn to_json(&self) -> String {
        let kind = match self.kind {
            MarkKind::Statement => "statement",
            MarkKind::Match => "match",
            MarkKind::Mismatch => "mismatch",
            MarkKind::Idle => "idle",
        };
        Object::new()
            .number("from", self.from)
            .number("to", self.to)
            .text("kind", kind)
            .finish()
    }
}

impl Reveal {
    /// As the editor takes it.
    pub fn to_json(self) -> String {
        Object::new()
            .number("from", self.from)
            .number("to", self.to)
            .number("seq", self.seq)
            .finish()
    }
}

/// The one place that a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spotlight {
    /// The statement.
    pub reference: StatementRef,
    /// The words.
    pub span: Span,
    /// Whether they match the request, once that was answered.
    pub matches: Option<bool>,
}

impl Spotlight {
    /// Before the answer only the statement is marked.
    fn words(self) -> Vec<(Span, MarkKind)> {
        let kind = |matches| match matches {
            true => MarkKind::Match,
            false => MarkKind::Mismatch,
        };
        let words = self.matches.map(|matches| (self.span, kind(matches)));
        words.into_iter().collect()
    }
}

/// The marks of a text: its words of the statements in `shown`, those of the first one also as the
/// statement that is looked at. With a spotlight only the words of that.
pub fn marks(
    policy: &PolicyReading,
    assessment: &Assessment,
    shown: &[StatementRef],
    spotlight: Option<Spotlight>,
) -> Vec<EditorMark> {
    let mut marks = Vec::new();
    let Some((_, in_force)) = assessment.policies.iter().find(|(id, _)| *id == policy.id) else {
        return marks;
    };
    let shift = Shift::between(&in_force.text, &policy.text);
    for (index, reference) in shown.iter().enumerate() {
        let Some(statement) = assessment.statement(*reference) else {
            continue;
        };
        let Some((id, _)) = assessment.policy(*reference) else {
            continue;
        };
        if *id != policy.id {
            continue;
        }
        let mut mark = |span: Span, kind: MarkKind| {
            let (from, to) = utf16(span, &policy.text, policy.lines());
            marks.push(EditorMark { from, to, kind });
        };
        if index == 0
            && let Some(span) = shift.carry(statement.span)
        {
            mark(span, MarkKind::Statement);
        }
        let words = match spotlight {
            None => words(statement),
            Some(spotlight) => spotlight.words(),
        };
        for (span, kind) in words {
            let here = shift.carry(span).into_iter();
            for line in here.flat_map(|span| lines_of(span, &policy.text)) {
                mark(line, kind);
            }
        }
    }
    marks
}

/// The marks of the statements that decided no test, at their `Sid` or else at their `Effect`.
pub fn idle_marks(policy: &PolicyReading, idle: &[Idle]) -> Vec<EditorMark> {
    let Some(in_force) = policy.in_force() else {
        return Vec::new();
    };
    let shift = Shift::between(&in_force.text, &policy.text);
    let here = idle.iter().filter(|idle| idle.policy == policy.id);
    here.take(MOST_LINES)
        .filter_map(|idle| {
            let statement = in_force.statements().get(idle.statement as usize)?;
            let span = match &statement.sid {
                Some(sid) => sid.span,
                None => statement.effect.span,
            };
            let (from, to) = utf16(shift.carry(span)?, &policy.text, policy.lines());
            Some(EditorMark {
                from,
                to,
                kind: MarkKind::Idle,
            })
        })
        .collect()
}

/// The most lines of one element that are marked.
const MOST_LINES: usize = 100;

/// A span line by line, without the white space around the words.
pub fn lines_of(span: Span, text: &str) -> Vec<Span> {
    let mut at = span.start as usize;
    let mut lines = Vec::new();
    for line in span.of(text).split_inclusive('\n').take(MOST_LINES) {
        let words = line.trim();
        let start = at + line.len() - line.trim_start().len();
        if !words.is_empty() {
            lines.push(Span::new(start, start + words.len()));
        }
        at += line.len();
    }
    lines
}

/// The words of a statement that match and those that do not.
fn words(statement: &StatementExplanation) -> Vec<(Span, MarkKind)> {
    let mut words = Vec::new();
    let kind = |matches: bool| {
        if matches {
            MarkKind::Match
        } else {
            MarkKind::Mismatch
        }
    };
    for element in &statement.elements {
        if element.conditions.is_empty() {
            if let Some(span) = element.span
                && element.state != ElementState::NotPresent
            {
                words.push((span, kind(element.state == ElementState::Matches)));
            }
            continue;
        }
        let conditions = element.conditions.iter();
        words.extend(conditions.map(|condition| (condition.span, kind(condition.holds))));
    }
    words
}

/// The statement of a text that an offset of the editor lies in.
pub fn statement_at(
    policy: &PolicyReading,
    assessment: &Assessment,
    offset: u32,
) -> Option<StatementRef> {
    let at = policy.lines().from_utf16(&policy.text, offset);
    let index = assessment
        .policies
        .iter()
        .position(|(id, _)| *id == policy.id)?;
    let (_, in_force) = assessment.policies.get(index)?;
    let shift = Shift::between(&in_force.text, &policy.text);
    let found = (0..).zip(in_force.statements()).find(|(_, statement)| {
        shift
            .carry(statement.span)
            .is_some_and(|span| span.touches(at))
    });
    let (statement, _) = found?;
    let reference = StatementRef {
        policy: u32::try_from(index).ok()?,
        statement,
    };
    assessment
        .statement(reference)
        .map(|statement| statement.reference)
}

/// The element of a statement that an offset of the editor lies in.
pub fn element_at(
    policy: &PolicyReading,
    assessment: &Assessment,
    reference: StatementRef,
    offset: u32,
) -> Option<Element> {
    let at = policy.lines().from_utf16(&policy.text, offset);
    let (_, in_force) = assessment.policy(reference)?;
    let shift = Shift::between(&in_force.text, &policy.text);
    let statement = in_force.statements().get(reference.statement as usize)?;
    let principal = statement.principal.as_ref().map(|element| element.span);
    let resource = statement.resource.as_ref().map(|element| element.span);
    let places = [
        (Element::Principal, principal),
        (Element::Action, Some(statement.action.span)),
        (Element::Resource, resource),
        (Element::Condition, statement.condition_span),
    ];
    let is_here = |span: Option<Span>| {
        let span = span.and_then(|span| shift.carry(span));
        span.is_some_and(|span| span.touches(at))
    };
    let found = places.into_iter().find(|(_, span)| is_here(*span));
    found.map(|(element, _)| element)
}

/// A stretch of a text with the line that it stands in, as a compiler would show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The line, counted from 1.
    pub line: u32,
    /// What stands before the stretch in its line.
    pub before: String,
    /// The stretch, up to the end of its first line.
    pub marked: String,
    /// What stands after it in its line; `…` where the stretch goes on.
    pub after: String,
}

/// The most characters of an excerpt before, in and after the marked stretch.
const EXCERPT: [usize; 3] = [60, 120, 40];

/// The excerpt of a text around a span.
pub fn excerpt(text: &str, lines: &LineIndex, span: Span) -> Excerpt {
    let (start, end) = (span.start as usize, span.end as usize);
    let line_start = text
        .get(..start)
        .and_then(|head| head.rfind('\n'))
        .map_or(0, |at| at + 1);
    let line_end = text
        .get(start..)
        .and_then(|tail| tail.find('\n'))
        .map_or(text.len(), |at| start + at);
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    let [most_before, most_marked, most_after] = EXCERPT;
    let before = part(line_start, start).trim_start();
    let skipped = before.chars().count().saturating_sub(most_before);
    let before = match skipped {
        0 => before.to_owned(),
        _ => format!("…{}", before.chars().skip(skipped).collect::<String>()),
    };
    Excerpt {
        line: lines.position(text, span.start).line,
        before,
        marked: shorten(part(start, end.min(line_end)).trim_end(), most_marked),
        after: match end > line_end {
            true => " …".to_owned(),
            false => shorten(part(end, line_end).trim_end(), most_after),
        },
    }
}

fn shorten(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_leave_out_the_white_space_between_lines() {
        let text = "x [\n  \"é\",\n\n  \"b\" ]\n";
        let lines = lines_of(Span::new(2, text.len()), text);
        let words: Vec<&str> = lines.iter().map(|line| line.of(text)).collect();
        assert_eq!(words, ["[", "\"é\",", "\"b\" ]"]);
    }

    #[test]
    fn an_excerpt_shows_the_line_around_the_words() {
        let check = |text: &str, word: &str, expected: (u32, &str, &str, &str)| {
            let start = text.find(word).expect("the word is in the text");
            let found = excerpt(
                text,
                &LineIndex::new(text),
                Span::new(start, start + word.len()),
            );
            let Excerpt {
                line,
                before,
                marked,
                after,
            } = found;
            assert_eq!(
                (line, before.as_str(), marked.as_str(), after.as_str()),
                expected
            );
        };
        check(
            "{\n  \"a\": \"b\",\n}",
            "\"b\"",
            (2, "\"a\": ", "\"b\"", ","),
        );
        check("{\n  \"a\": [\n1]}", "[\n1]", (2, "\"a\": ", "[", " …"));
        let long = format!("{}WORD{}", "x".repeat(500), "y".repeat(500));
        let before = format!("…{}", "x".repeat(60));
        let after = format!("{}…", "y".repeat(40));
        check(&long, "WORD", (1, &before, "WORD", &after));
    }
}
