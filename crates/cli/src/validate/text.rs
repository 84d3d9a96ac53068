//! Findings for people: each with its line and the place underlined, and a count at the end.

use std::io::{Result, Write};

use iam_evaluator::FindingType;
use iam_language::report::ReportedFinding;

use super::{Checked, Run};

/// How much of a line is shown: of a policy in one line, what is around the place.
const WIDTH: usize = 100;
const BEFORE: usize = 40;

/// How often each type was found, the most serious first.
#[derive(Default)]
struct Counts {
    errors: usize,
    security: usize,
    warnings: usize,
    suggestions: usize,
}

impl Counts {
    fn of(&mut self, finding_type: FindingType) -> &mut usize {
        match finding_type {
            FindingType::Error => &mut self.errors,
            FindingType::SecurityWarning => &mut self.security,
            FindingType::Warning => &mut self.warnings,
            FindingType::Suggestion => &mut self.suggestions,
        }
    }

    /// `1 error, 2 warnings`; none where nothing was found.
    fn words(&self) -> Option<String> {
        let named = [
            (self.errors, "error"),
            (self.security, "security warning"),
            (self.warnings, "warning"),
            (self.suggestions, "suggestion"),
        ];
        let found = named.into_iter().filter(|(count, _)| *count > 0);
        let words: Vec<String> = found.map(|(count, word)| counted(count, word)).collect();
        (!words.is_empty()).then(|| words.join(", "))
    }
}

pub(super) fn write(out: &mut impl Write, run: &Run, shown: FindingType) -> Result<()> {
    let mut counts = Counts::default();
    let mut hidden = Counts::default();
    let mut silenced = 0;
    for checked in &run.checked {
        let lines: Vec<Vec<char>> = checked
            .text
            .split('\n')
            .map(|line| line.trim_end_matches('\r').chars().collect())
            .collect();
        for finding in &checked.validation.findings {
            if finding.finding_type <= shown {
                *counts.of(finding.finding_type) += 1;
                write_finding(out, checked, &lines, finding)?;
            } else {
                *hidden.of(finding.finding_type) += 1;
            }
        }
        let marked = checked.validation.silenced.iter();
        for finding in marked.filter(|finding| finding.finding_type <= shown) {
            write_finding(out, checked, &lines, finding)?;
        }
        silenced += checked.silenced;
    }
    let files = match run.checked.len() {
        1 => "1 policy".to_owned(),
        count => format!("{count} policies"),
    };
    let found = counts.words().unwrap_or_else(|| "no problems".to_owned());
    write!(out, "{files}: {found}")?;
    if let Some(words) = hidden.words() {
        write!(
            out,
            "; {words} not shown: --min-severity suggestion shows everything"
        )?;
    }
    if silenced > 0 {
        write!(out, "; {silenced} silenced in the text")?;
    }
    writeln!(out)
}

fn write_finding(
    out: &mut impl Write,
    checked: &Checked,
    lines: &[Vec<char>],
    finding: &ReportedFinding,
) -> Result<()> {
    let mut places = finding.locations.iter().map(|location| &location.span);
    let Some(span) = places.next() else {
        return Ok(());
    };
    writeln!(
        out,
        "{}:{}:{}: {} {}: {}",
        checked.name,
        span.start.line,
        span.start.column + 1,
        finding.finding_type.as_str(),
        finding.issue_code,
        printable(&finding.finding_details)
    )?;
    let line = (span.start.line as usize).checked_sub(1);
    let line = line.and_then(|index| lines.get(index));
    let line = line.map_or(&[] as &[char], Vec::as_slice);
    let end = match span.end.line == span.start.line {
        true => span.end.column as usize,
        false => line.len(),
    };
    let excerpt = excerpt(line, span.start.column as usize, end);
    let number = span.start.line.to_string();
    let blank = " ".repeat(number.len());
    writeln!(out, "  {number} | {}", excerpt.text)?;
    writeln!(
        out,
        "  {blank} | {}{}",
        excerpt.lead,
        "^".repeat(excerpt.marks)
    )?;
    for other in places {
        let (line, column) = (other.start.line, other.start.column + 1);
        writeln!(out, "  {blank} = see also line {line}, column {column}")?;
    }
    if let Some(comment) = &finding.silenced_by {
        let line = comment.start.line;
        writeln!(out, "  {blank} = silenced by the comment in line {line}")?;
    }
    if let Some(fix) = &finding.fix {
        writeln!(out, "  {blank} = fix: {}", printable(&fix.title))?;
    }
    Ok(())
}

struct Excerpt {
    text: String,
    /// The blanks below what is not marked.
    lead: String,
    marks: usize,
}

/// The part of a line around the characters from `start` to `end`, and what to write below it.
fn excerpt(line: &[char], start: usize, end: usize) -> Excerpt {
    let length = line.len();
    let first = match length <= WIDTH {
        true => 0,
        false => start.saturating_sub(BEFORE),
    };
    let last = length.min(first + WIDTH);
    let mut text = String::new();
    let mut lead = String::new();
    if first > 0 {
        text.push('…');
        lead.push(' ');
    }
    let characters = line.iter().enumerate().skip(first).take(last - first);
    for (place, character) in characters {
        text.push(shown(*character));
        if place < start {
            // A tab is as wide in both lines only where both have one.
            lead.push(if *character == '\t' { '\t' } else { ' ' });
        }
    }
    if last < length {
        text.push('…');
    }
    let marks = end.min(last).saturating_sub(start).max(1);
    Excerpt { text, lead, marks }
}

/// A policy is somebody else's text: what would steer the terminal is not written to it.
fn printable(text: &str) -> String {
    text.chars().map(shown).collect()
}

fn shown(character: char) -> char {
    match character {
        '\t' => '\t',
        character if character.is_control() => '\u{fffd}',
        character => character,
    }
}

fn counted(count: usize, word: &str) -> String {
    match count {
        1 => format!("1 {word}"),
        _ => format!("{count} {word}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::excerpt;

    fn check(line: &str, start: usize, end: usize, expected: &str) {
        let line: Vec<char> = line.chars().collect();
        let excerpt = excerpt(&line, start, end);
        let drawn = format!(
            "{}\n{}{}",
            excerpt.text,
            excerpt.lead,
            "^".repeat(excerpt.marks)
        );
        assert_eq!(drawn, expected);
    }

    #[test]
    fn the_place_is_underlined() {
        check("\t\"é\": 1", 1, 4, "\t\"é\": 1\n\t^^^");
        check("{}", 2, 2, "{}\n  ^");
        check("a\u{1b}[2Jb", 0, 1, "a\u{fffd}[2Jb\n^");
    }

    #[test]
    fn of_a_long_line_only_the_place_is_shown() {
        let line = format!("{}here{}", "a".repeat(500), "b".repeat(500));
        let text = format!("…{}here{}…", "a".repeat(40), "b".repeat(56));
        check(&line, 500, 504, &format!("{text}\n{}^^^^", " ".repeat(41)));
        check(
            &line,
            0,
            1004,
            &format!("{}…\n{}", "a".repeat(100), "^".repeat(100)),
        );
    }
}
