//! What is behind a statement's row: each element against the request, as a compiler would show it.

use iam_evaluator::explain::{Element, ElementState, StatementExplanation, StatementRole};
use iam_evaluator::{Policy, Span};

use crate::components::statements::Sign;
use crate::html::{Html, el, focus, hidden, with_code};
use crate::workbench::Workbench;
use crate::workbench::marks::{Excerpt, excerpt, lines_of};
use crate::workbench::outcome::Assessment;

/// A stretch of the policy and what came of it.
struct Finding {
    /// `Resource`, or `StringEquals aws:SourceIp`.
    title: String,
    sign: Sign,
    is_condition: bool,
    /// Why, where the excerpt does not say it all.
    text: Option<String>,
    span: Span,
    /// Line by line.
    excerpt: Vec<Excerpt>,
    /// What the request has in its place: names and values.
    request: Vec<(String, String)>,
}

/// The sentence, the elements, and the switch of a statement.
pub fn detail(
    workbench: Workbench,
    assessment: &Assessment,
    statement: &StatementExplanation,
) -> Html {
    let findings = findings(assessment, statement);
    let reference = statement.reference;
    let items = findings.into_iter().map(|finding| {
        let label = format!("{}, {}: ", statement.label, finding.title);
        item(workbench, statement, finding, label)
    });
    let id = assessment.policy(reference).map(|(id, _)| *id);
    let switch = id.map(|id| {
        el("button")
            .attr("type", "button")
            .class("button quiet small")
            .on("click", move |_| {
                workbench.switch_statement(id, reference.statement);
                // The row is gone: what came of it is told here.
                focus("what-if");
            })
            .child("What if it were not there?")
    });
    let first = el("p")
        .class("sentence")
        .children(with_code(&statement.text));
    el("div")
        .child(first)
        .child(el("ul").class("findings").children(items))
        .child(el("p").class("detail-foot").child(switch))
        .into()
}

fn item(
    workbench: Workbench,
    statement: &StatementExplanation,
    finding: Finding,
    label: String,
) -> Html {
    let reference = statement.reference;
    let Finding {
        title,
        sign,
        is_condition,
        text,
        span,
        excerpt,
        request,
    } = finding;
    let word = match (is_condition, sign) {
        (true, Sign::Matches) => "holds",
        (true, Sign::NoMatch | Sign::KeyMissing) => "does not hold",
        _ => sign.word(),
    };
    let shown = el("span")
        .attr("aria-hidden", "true")
        .child(el("span").class("sign").child(sign.sign()))
        .child(el("span").class("finding-title").child(title));
    let head = el("button")
        .attr("type", "button")
        .class("finding-head")
        .on("click", move |_| workbench.show(reference, span))
        .child(hidden(label))
        .child(shown)
        .child(el("span").class("word").child(word));
    let marked = match excerpt.as_slice() {
        [only] => only.marked.clone(),
        _ => String::new(),
    };
    let lines = excerpt.into_iter().flat_map(move |line| {
        let number = el("span")
            .class("line-number")
            .attr("aria-hidden", "true")
            .child(line.line.to_string());
        let code = el("code")
            .child(line.before)
            .child(
                el("mark")
                    .attr("data-state", sign.kind())
                    .child(line.marked),
            )
            .child(line.after);
        [number, code]
    });
    let hung = request.into_iter().flat_map(|(name, value)| {
        let compared = match sign {
            Sign::NoMatch if !is_condition => difference(&marked, &value),
            _ => None,
        };
        let value: Html = match compared {
            None => el("code").class("request-value").child(value).into(),
            Some((same, other, rest)) => el("code")
                .class("request-value")
                .child(same)
                .child(el("mark").attr("data-state", "no-match").child(other))
                .child(rest)
                .into(),
        };
        [
            Html::from(el("span").class("line-number request-lead").child(name)),
            value,
        ]
    });
    el("li")
        .attr("data-state", sign.kind())
        .flag("data-condition", is_condition)
        .child(head)
        .child(
            el("div")
                .class("excerpt")
                .attr("translate", "no")
                .children(lines)
                .children(hung),
        )
        .child(text.map(|text| el("p").class("why").children(with_code(&text))))
        .into()
}

fn findings(assessment: &Assessment, statement: &StatementExplanation) -> Vec<Finding> {
    let Some((_, policy)) = assessment.policy(statement.reference) else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    for element in &statement.elements {
        for condition in &element.conditions {
            let excerpt = excerpts(policy, condition.span);
            let mut request = vec![(condition.key.clone(), values(assessment, &condition.key))];
            request.extend(variables(assessment, span_text(policy, condition.span)));
            findings.push(Finding {
                title: format!("{} {}", condition.operator, condition.key),
                sign: Sign::of_condition(assessment, condition),
                is_condition: true,
                text: Some(condition.text.clone()),
                span: condition.span,
                excerpt,
                request,
            });
        }
        let is_told = element.state == ElementState::NotPresent || !element.conditions.is_empty();
        let Some(span) = element.span.filter(|_| !is_told) else {
            continue;
        };
        let excerpt = excerpts(policy, span);
        let says_all = span_text(policy, span).contains(element.text.trim_matches('`'));
        let asked = &assessment.request;
        let value = match element.element {
            Element::Principal => asked.principal().name(),
            Element::Action => asked.action(),
            Element::Resource => asked.resource(),
            Element::Condition => continue,
        };
        let mut request = vec![("request".to_owned(), value.to_owned())];
        request.extend(variables(assessment, span_text(policy, span)));
        findings.push(Finding {
            title: element.element.as_str().to_owned(),
            sign: Sign::of(assessment, element),
            is_condition: false,
            text: (!says_all).then(|| element.text.clone()),
            span,
            excerpt,
            request,
        });
    }
    // What stands in the way comes first; of a statement that applies, all is as it stands.
    if statement.role == StatementRole::DoesNotApply {
        findings.sort_by_key(|finding| !matches!(finding.sign, Sign::NoMatch | Sign::KeyMissing));
    }
    findings
}

/// The most lines of one excerpt.
const MOST_LINES: usize = 6;

/// A stretch of a policy, line by line; of many lines the first ones.
fn excerpts(policy: &Policy, span: Span) -> Vec<Excerpt> {
    let lines = lines_of(span, &policy.text).into_iter().take(MOST_LINES);
    lines
        .map(|line| excerpt(&policy.text, &policy.lines, line))
        .collect()
}

fn span_text(policy: &Policy, span: Span) -> &str {
    span.of(&policy.text)
}

/// The values of a context key, as the request has them.
fn values(assessment: &Assessment, key: &str) -> String {
    match assessment.request.context().get(&key.to_ascii_lowercase()) {
        Some(values) => {
            let values = values.as_slice().iter();
            let quoted: Vec<String> = values.map(|value| format!("\"{value}\"")).collect();
            match quoted.is_empty() {
                true => "an empty list".to_owned(),
                false => quoted.join(", "),
            }
        }
        None => "not in the request".to_owned(),
    }
}

/// The variables in a text with the values that they stand for.
fn variables(assessment: &Assessment, text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for part in text.split("${").skip(1) {
        let name = part.split(['}', ',']).next().unwrap_or_default().trim();
        // `${*}`, `${?}` and `${$}` stand for themselves.
        if name.len() > 1 && !found.iter().any(|(known, _)| known == name) {
            found.push((name.to_owned(), values(assessment, name)));
        }
    }
    found
}

/// Where a value first differs from a literal, up to the end of the part in which it does: what is
/// the same, what is not, and the rest. None where a wildcard or a variable stands before it.
fn difference(pattern: &str, value: &str) -> Option<(String, String, String)> {
    let pattern = pattern.trim_matches('"');
    let mut same = 0;
    for (wanted, given) in pattern.chars().zip(value.chars()) {
        if matches!(wanted, '*' | '?' | '$' | '\\' | '[' | '{') {
            return None;
        }
        if wanted != given {
            break;
        }
        same += given.len_utf8();
    }
    let (head, tail) = value.split_at_checked(same)?;
    let end = tail
        .find([':', '/'])
        .unwrap_or(tail.len())
        .max(tail.len().min(1));
    let (other, rest) = tail.split_at_checked(end)?;
    (!other.is_empty() && !head.is_empty())
        .then(|| (head.to_owned(), other.to_owned(), rest.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn the_first_difference_is_found_where_nothing_stands_for_something_else() {
        let check = |pattern: &str, value: &str, expected: Option<(&str, &str, &str)>| {
            let found = difference(pattern, value);
            let found = found
                .as_ref()
                .map(|(same, other, rest)| (same.as_str(), other.as_str(), rest.as_str()));
            assert_eq!(found, expected, "{pattern} {value}");
        };
        check(
            "\"arn:aws:s3:::reports/*\"",
            "arn:aws:s3:::report/2026",
            Some(("arn:aws:s3:::report", "/", "2026")),
        );
        check(
            "\"s3:Put*\"",
            "s3:GetObject",
            Some(("s3:", "GetObject", "")),
        );
        check("\"s3:*\"", "s3:GetObject", None);
        check(
            "\"s3:GetObject\"",
            "s3:GetObjectAcl",
            Some(("s3:GetObject", "Acl", "")),
        );
        check("x", "é", None);
    }
}
