//! What comes in by paste, by drop or from a file, whatever it is: the playground's own links and
//! files, or what [`crate::import`] knows. And how it goes into the work.
//!
//! Nothing here is taken over by itself: [`offers`] says what can be, and [`take`] does one of it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::export::{from_json, from_scenario};
use crate::import::{Imported, import};
use crate::share::{LinkError, decode};
use crate::workspace::{ContextRow, Policy, Request, Test, Workspace};

/// Why a text cannot be taken over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It is a link, which does not open.
    Link(LinkError),
    /// It is something else; the message is a sentence.
    Text(String),
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Refused::Link(error) => f.write_str(&sentence(&error.to_string())),
            Refused::Text(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for Refused {}

/// A way of taking something over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Take {
    /// The policies are added to those that are there.
    Policies,
    /// The trust policy of the chosen role is added.
    Trust,
    /// The request is asked instead of the one that is there.
    Request,
    /// The questions are added as tests, with the answers that AWS gave or that they should have.
    Tests,
    /// Everything takes the place of what is there.
    Everything,
}

impl Take {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Take; 5] = [
        Take::Policies,
        Take::Trust,
        Take::Request,
        Take::Tests,
        Take::Everything,
    ];
}

/// Recognizes a text.
///
/// # Errors
///
/// When it is nothing that is known, or something that is broken.
pub fn receive(text: &str) -> Result<Imported, Refused> {
    let trimmed = text.trim_start_matches('\u{feff}').trim();
    if trimmed.starts_with('{') && is_own_file(trimmed) {
        let work = from_json(trimmed).map_err(Refused::Text)?;
        return Ok(own("a file of this playground", work));
    }
    if trimmed.contains("```json iam=") {
        let work = from_scenario(text)
            .map_err(|message| Refused::Text(format!("The scenario cannot be read: {message}.")))?;
        return Ok(own("a scenario in Markdown", work));
    }
    if let Some(link) = link_in(trimmed) {
        let work = decode(link).map_err(Refused::Link)?;
        return Ok(own("a link of this playground", work));
    }
    import(text).map_err(|error| Refused::Text(sentence(&error.to_string())))
}

/// Whether a JSON text says of itself that it is a file of the playground.
fn is_own_file(text: &str) -> bool {
    let start = text.get(..200).unwrap_or(text);
    start.contains("\"format\"") && start.contains("\"iam-playground\"")
}

/// The link in a text: the first word with a fragment that holds work.
fn link_in(text: &str) -> Option<&str> {
    if text.starts_with(['{', '[', '"']) {
        return None;
    }
    let ends = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | '"');
    let mut words = text.split(ends);
    words.find(|word| {
        let fragment = word.split_once('#').map_or(*word, |(_, fragment)| fragment);
        let mut parts = fragment.split('&');
        parts.any(|part| {
            let version = part.strip_prefix('s').and_then(|rest| rest.split_once('='));
            version.is_some_and(|(digits, _)| {
                !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
            })
        })
    })
}

fn own(what: &str, work: Workspace) -> Imported {
    Imported {
        what: what.to_owned(),
        policies: work.policies,
        request: Some(work.request).filter(|request| *request != Request::default()),
        tests: work.tests,
        ..Imported::default()
    }
}

/// What can be taken over, with the words for it.
///
/// `principal` is the place of the chosen one among [`Imported::principals`].
#[must_use]
pub fn offers(received: &Imported, principal: Option<usize>) -> Vec<(Take, String)> {
    let part = Part::of(received, principal);
    let offer = |take: Take| {
        let words = match take {
            Take::Policies => match part.policies.len() {
                0 => return None,
                1 => "Add this policy".to_owned(),
                count => format!("Add these {count} policies"),
            },
            Take::Trust => {
                part.trust.as_ref()?;
                "Add the role's trust policy".to_owned()
            }
            Take::Request => {
                let request = part.request.as_ref()?;
                match request.action.is_empty() {
                    true => "Ask as this principal".to_owned(),
                    false => "Use this request".to_owned(),
                }
            }
            Take::Tests => match part.tests.len() {
                0 => return None,
                1 => "Add as test".to_owned(),
                count => format!("Add these {count} tests"),
            },
            Take::Everything if part.policies.is_empty() => return None,
            Take::Everything => "Replace my work".to_owned(),
        };
        Some((take, words))
    };
    Take::ALL.into_iter().filter_map(offer).collect()
}

/// The work with a part of what was received, and what was done, in a sentence.
#[must_use]
pub fn take(
    work: &Workspace,
    received: &Imported,
    principal: Option<usize>,
    take: Take,
) -> (Workspace, String) {
    let part = Part::of(received, principal);
    let mut work = work.clone();
    let message = match take {
        Take::Policies => {
            let message = format!(
                "Added {}.",
                counted(part.policies.len(), "policy", "policies")
            );
            add_policies(&mut work, part.policies);
            message
        }
        Take::Trust => {
            add_policies(&mut work, part.trust.into_iter().collect());
            "Added the role's trust policy.".to_owned()
        }
        Take::Request => {
            ask(&mut work.request, part.request.unwrap_or_default());
            "Took over the request.".to_owned()
        }
        Take::Tests => {
            let message = format!("Added {}.", counted(part.tests.len(), "test", "tests"));
            for test in part.tests {
                let name = free(&test.name, |name| work.tests.iter().all(|t| t.name != name));
                work.tests.push(Test { name, ..test });
            }
            message
        }
        Take::Everything => {
            work = Workspace {
                policies: part.policies.into_iter().chain(part.trust).collect(),
                selected: 0,
                request: part.request.unwrap_or_default(),
                tests: part.tests,
            };
            format!("Opened {}.", received.what)
        }
    };
    (work, message)
}

/// What was received, for the principal that was chosen.
struct Part {
    policies: Vec<Policy>,
    trust: Option<Policy>,
    request: Option<Request>,
    tests: Vec<Test>,
}

impl Part {
    fn of(received: &Imported, principal: Option<usize>) -> Part {
        let chosen = principal.and_then(|place| received.principals.get(place));
        let mut policies = received.policies.clone();
        let of_chosen = chosen.map(|choice| choice.policies.as_slice());
        policies.extend(
            of_chosen
                .unwrap_or_default()
                .iter()
                .map(Arc::as_ref)
                .cloned(),
        );
        let request = chosen
            .map(|choice| choice.request())
            .or_else(|| received.request.clone());
        let asked = received.request.as_ref();
        let answered = asked.zip(received.expect.as_ref());
        let test = answered.map(|(request, expect)| Test {
            name: request.action.clone(),
            request: request.clone(),
            expect: expect.clone(),
        });
        let trust = chosen.and_then(|choice| choice.trust.clone());
        Part {
            policies,
            trust,
            request,
            tests: received.tests.iter().cloned().chain(test).collect(),
        }
    }
}

/// Adds policies under names that are free, and shows the first. Blank ones make room.
fn add_policies(work: &mut Workspace, policies: Vec<Policy>) {
    work.policies
        .retain(|policy| !policy.text.trim().is_empty());
    work.selected = work.policies.len();
    for policy in policies {
        let is_free = |name: &str| work.policies.iter().all(|other| other.name != name);
        let name = match policy.name.is_empty() {
            true => String::new(),
            false => free(&policy.name, is_free),
        };
        work.policies.push(Policy { name, ..policy });
    }
}

fn free(wanted: &str, is_free: impl Fn(&str) -> bool) -> String {
    let numbered = (2..).map(|number| format!("{wanted} ({number})"));
    let mut names = std::iter::once(wanted.to_owned()).chain(numbered);
    names.find(|name| is_free(name)).unwrap_or_default()
}

/// Asks another question. One with an action is a whole one; one without says who asks, and the
/// rest stays.
fn ask(request: &mut Request, asked: Request) {
    if !asked.action.is_empty() {
        *request = asked;
        return;
    }
    // The tags of one principal are not those of the next.
    request.context.retain(|row| {
        let key = row.key.trim().to_ascii_lowercase();
        !key.starts_with("aws:principaltag/") && !asked.context.iter().any(|new| is_same(new, row))
    });
    request.context.extend(asked.context);
    if !asked.principal.is_empty() {
        request.principal = asked.principal;
        request.unique_id = asked.unique_id;
        request.user_arn = asked.user_arn;
        request.canonical_user = asked.canonical_user;
    }
    if !asked.resource.is_empty() {
        request.resource = asked.resource;
        request.resource_account = asked.resource_account;
    }
}

fn is_same(one: &ContextRow, other: &ContextRow) -> bool {
    one.key.trim().eq_ignore_ascii_case(other.key.trim())
}

fn counted(count: usize, one: &str, many: &str) -> String {
    match count {
        1 => format!("1 {one}"),
        _ => format!("{count} {many}"),
    }
}

/// A message as a sentence.
fn sentence(message: &str) -> String {
    let mut rest = message.chars();
    let first = rest.next().map(|first| first.to_uppercase().to_string());
    let end = if message.ends_with('.') { "" } else { "." };
    format!("{}{}{end}", first.unwrap_or_default(), rest.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::{to_json, to_markdown, to_scenario};
    use crate::share::encode;

    const READ: &str = r#"{"Version": "2012-10-17", "Statement": []}"#;

    fn work() -> Workspace {
        Workspace {
            policies: vec![Policy {
                kind: "identity".to_owned(),
                name: "policy".to_owned(),
                text: READ.to_owned(),
                ..Policy::default()
            }],
            request: Request {
                principal: "arn:aws:iam::111122223333:user/ana".to_owned(),
                action: "s3:GetObject".to_owned(),
                resource: "arn:aws:s3:::b/k".to_owned(),
                context: vec![ContextRow {
                    key: "aws:PrincipalTag/team".to_owned(),
                    values: vec!["red".to_owned()],
                    off: false,
                }],
                ..Request::default()
            },
            tests: vec![Test {
                name: "t".to_owned(),
                ..Test::default()
            }],
            ..Workspace::default()
        }
    }

    #[test]
    fn every_form_of_the_playground_comes_back() {
        let link = format!("https://example.com/#{}&view=steps", encode(&work()));
        for (text, what) in [
            (to_json(&work()), "a file of this playground"),
            (to_scenario(&work()), "a scenario in Markdown"),
            (link.clone(), "a link of this playground"),
            (format!("see {link} there"), "a link of this playground"),
            (encode(&work()), "a link of this playground"),
            (
                to_markdown(&work(), Some(&link), "Denied."),
                "a link of this playground",
            ),
        ] {
            let received = receive(&text).expect(what);
            assert_eq!(received.what, what);
            let (opened, message) = take(&Workspace::default(), &received, None, Take::Everything);
            assert_eq!(opened, work(), "{what}");
            assert_eq!(message, format!("Opened {what}."));
        }
    }

    #[test]
    fn what_does_not_open_says_why() {
        let message = |text: &str| receive(text).expect_err("nothing").to_string();
        assert!(message("x #s2=abc").starts_with("This link is of version 2"));
        assert!(message("#s1=abc").starts_with("The end of this link was cut off"));
        assert!(message("{\"format\": \"iam-playground\", ").starts_with("The file is no JSON"));
        assert!(message("{\n  \"Statement\": [,]}").contains("line 2, column 17"));
        assert!(message("hello").starts_with("This looks like plain text"));
        assert!(message("").ends_with('.'));
    }

    #[test]
    fn policies_come_beside_those_that_are_there() {
        let received = receive(READ).expect("a policy");
        assert_eq!(
            offers(&received, None)
                .into_iter()
                .map(|(_, words)| words)
                .collect::<Vec<_>>(),
            ["Add this policy", "Replace my work"]
        );
        let (once, message) = take(&work(), &received, None, Take::Policies);
        assert_eq!(message, "Added 1 policy.");
        let (twice, _) = take(&once, &received, None, Take::Policies);
        let names: Vec<&str> = twice.policies.iter().map(|p| p.name.as_str()).collect();
        assert_eq!(names.len(), 3);
        assert!(names.iter().all(|name| {
            name.is_empty() || names.iter().filter(|other| *other == name).count() == 1
        }));
        assert_eq!((once.selected, twice.selected), (1, 2));
        let blank = Workspace {
            policies: vec![Policy::default()],
            ..Workspace::default()
        };
        let (alone, _) = take(&blank, &received, None, Take::Policies);
        assert_eq!(alone.policies.len(), 1);
    }

    #[test]
    fn a_message_is_a_question_and_a_test() {
        let text = "User: arn:aws:iam::111122223333:user/eve is not authorized to perform: \
                    sqs:SendMessage on resource: arn:aws:sqs:eu-west-1:111122223333:q because no \
                    identity-based policy allows the sqs:SendMessage action";
        let received = receive(text).expect("a message");
        let takes: Vec<Take> = offers(&received, None).iter().map(|(t, _)| *t).collect();
        assert_eq!(takes, [Take::Request, Take::Tests]);
        let (asked, _) = take(&work(), &received, None, Take::Request);
        assert_eq!(asked.request.action, "sqs:SendMessage");
        assert!(asked.request.context.is_empty());
        assert_eq!(asked.policies, work().policies);
        let (tested, message) = take(&work(), &received, None, Take::Tests);
        assert_eq!(message, "Added 1 test.");
        assert_eq!(tested.request, work().request);
        let decision = tested.tests.last().and_then(|t| t.expect.decision.clone());
        assert_eq!(decision.as_deref(), Some("implicitDeny"));
    }

    #[test]
    fn a_principal_is_chosen_with_its_policies() {
        let text = include_str!("../tests/imports/get-account-authorization-details.json");
        let received = receive(text).expect("an account");
        let index = received
            .principals
            .iter()
            .position(|choice| choice.trust.is_some() && !choice.policies.is_empty())
            .expect("a role");
        let takes: Vec<Take> = offers(&received, Some(index))
            .iter()
            .map(|(t, _)| *t)
            .collect();
        assert!(takes.contains(&Take::Trust) && takes.contains(&Take::Policies));
        let (asked, _) = take(&work(), &received, Some(index), Take::Request);
        assert_eq!(asked.request.principal, received.principals[index].arn);
        assert_eq!(asked.request.action, "s3:GetObject");
        assert!(
            asked
                .request
                .context
                .iter()
                .all(|row| row.values != ["red"])
        );
        let (all, _) = take(&work(), &received, Some(index), Take::Everything);
        assert!(all.policies.iter().any(|policy| policy.kind == "trust"));
    }
}
