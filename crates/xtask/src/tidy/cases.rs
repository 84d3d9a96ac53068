//! Every rule that decides has a case: the operators, the problems that are found, and the traps
//! and uncertain points that `docs/semantics.md` numbers.

use super::{check_none, files};
use crate::Result;

const TRAPS: u32 = 89;
const UNCERTAIN_POINTS: u32 = 25;

/// The text of all scenarios.
fn cases() -> Result<String> {
    let texts = files()?
        .into_iter()
        .filter(|(name, _)| name.starts_with("tests/cases/") && name.ends_with(".md"));
    Ok(texts.map(|(_, text)| text).collect())
}

/// What stands in quotes in the sources whose path begins so, tests apart, as far as `wanted`.
fn quoted(prefix: &str, wanted: impl Fn(&str) -> bool) -> Result<Vec<String>> {
    let sources = files()?
        .into_iter()
        .filter(|(name, _)| name.starts_with(prefix));
    let mut found: Vec<String> = sources
        .flat_map(|(_, text)| {
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            let parts = code.split('"').map(str::to_owned).collect::<Vec<_>>();
            parts.into_iter().skip(1).step_by(2)
        })
        .filter(|text| wanted(text))
        .collect();
    found.sort();
    found.dedup();
    Ok(found)
}

#[test]
fn every_trap_and_uncertain_point_has_a_case() -> Result<()> {
    let cases = cases()?;
    let traps = (1..=TRAPS).map(|number| format!("T{number:02}"));
    let points = (1..=UNCERTAIN_POINTS).map(|number| format!("U{number}"));
    let is_named = |id: &String| {
        let marks = [("(", ")"), ("(", ","), (" ", ")"), (" ", ",")];
        marks
            .iter()
            .any(|(before, after)| cases.contains(&format!("{before}{id}{after}")))
    };
    let missing = traps.chain(points).filter(|id| !is_named(id));
    check_none(
        missing
            .map(|id| format!("tests/cases: no heading names ({id})"))
            .collect(),
    );
    Ok(())
}

#[test]
fn every_operator_has_a_case() -> Result<()> {
    let is_name = |text: &str| {
        let families = [
            "String", "Numeric", "Date", "Bool", "Binary", "Ip", "Not", "Arn", "Null",
        ];
        families.iter().any(|family| text.starts_with(family))
            && text.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    let operators = quoted("crates/evaluator/src/condition.rs", is_name)?;
    assert!(
        operators.len() >= 27,
        "the table of operators was not found"
    );
    let cases = cases()?;
    let missing = operators
        .iter()
        .filter(|name| !cases.contains(&format!("\"{name}\"")));
    check_none(
        missing
            .map(|name| format!("tests/cases: no case uses `{name}`"))
            .collect(),
    );
    Ok(())
}

#[test]
fn every_problem_has_a_case() -> Result<()> {
    let is_code = |text: &str| {
        text.len() > 5
            && text.contains('_')
            && text
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte == b'_')
    };
    let ours = quoted("crates/evaluator/src/finding.rs", is_code)?;
    let theirs = quoted("crates/evaluator/src/policy/lower", is_code)?;
    // The types of findings are written alike.
    let types = ["SECURITY_WARNING"];
    let cases = cases()?;
    let missing = ours.iter().chain(&theirs).filter(|code| {
        let marks = [format!("refused={code}"), format!("finds={code}")];
        !types.contains(&code.as_str()) && !marks.iter().any(|mark| cases.contains(mark))
    });
    check_none(
        missing
            .map(|code| format!("tests/cases: no case finds {code}"))
            .collect(),
    );
    Ok(())
}
