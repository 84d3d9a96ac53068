//! What is in the work, in words, for those who are about to share or to open it.

use std::collections::BTreeSet;

use crate::workspace::{Request, Workspace};

/// What is in the work: `2 policies`, `a request with 3 context keys`, `6 tests`, `1 account id`.
#[must_use]
pub fn contents(work: &Workspace) -> Vec<String> {
    let mut parts = Vec::new();
    let is_written = |text: &str| !text.trim().is_empty();
    let policies = work.policies.iter();
    match policies.filter(|policy| is_written(&policy.text)).count() {
        0 => {}
        1 => parts.push("1 policy".to_owned()),
        count => parts.push(format!("{count} policies")),
    }
    if work.request != Request::default() {
        parts.push(match work.request.context.len() {
            0 => "a request".to_owned(),
            1 => "a request with 1 context key".to_owned(),
            count => format!("a request with {count} context keys"),
        });
    }
    match work.tests.len() {
        0 => {}
        1 => parts.push("1 test".to_owned()),
        count => parts.push(format!("{count} tests")),
    }
    match account_ids(work).len() {
        0 => {}
        1 => parts.push("1 account id".to_owned()),
        count => parts.push(format!("{count} account ids")),
    }
    parts
}

/// The account ids: words of 12 digits.
fn account_ids(work: &Workspace) -> BTreeSet<String> {
    let json = serde_json::to_string(work).unwrap_or_default();
    let words = json.split(|c: char| !c.is_ascii_alphanumeric());
    let ids = words.filter(|word| word.len() == 12 && word.bytes().all(|b| b.is_ascii_digit()));
    ids.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::{ContextRow, Policy, Test};

    #[test]
    fn says_what_is_there_and_nothing_of_what_is_not() {
        assert_eq!(contents(&Workspace::default()), [""; 0]);
        let mut work = Workspace {
            policies: vec![
                Policy {
                    text: "{ // 111122223333".to_owned(),
                    ..Policy::default()
                },
                Policy::default(),
            ],
            tests: vec![Test::default(); 6],
            ..Workspace::default()
        };
        work.request.principal = "arn:aws:iam::111122223333:user/1234567890123".to_owned();
        assert_eq!(
            contents(&work),
            ["1 policy", "a request", "6 tests", "1 account id"]
        );
        work.request.resource = "arn:aws:sqs:eu-west-1:444455556666:q".to_owned();
        work.request.context = vec![ContextRow::default(); 2];
        work.policies[1].text = "x".to_owned();
        assert_eq!(
            contents(&work),
            [
                "2 policies",
                "a request with 2 context keys",
                "6 tests",
                "2 account ids"
            ]
        );
    }
}
