//! Answers questions about how the work travels: links, files, imports, other names. What is shown of
//! an answer is text, never markup.

use iam_case::policy_type_of;
use iam_evaluator::{DecidedBy, Verdict};
use iam_playground::Workspace;
use iam_playground::ask::ask;
use iam_playground::contents::contents;
use iam_playground::export::{to_json, to_markdown, to_scenario, to_simulate_command};
use iam_playground::import::{Imported, PrincipalChoice};
use iam_playground::received::{self, Refused, Take, receive};
use iam_playground::redact::{ChangedVerdict, redact};
use iam_playground::share::{
    LinkError, MOST_BYTES, MOST_POLICIES, decode, encode, length_warning, parameters,
};
use iam_playground::workspace::{Policy, Request};

use serde::Serialize;

use crate::answer::{Exported, Link, Offer, Offered, Opened, Redacted, Taken};
use crate::question::{ExportForm, Question};

/// Answers a question in JSON with JSON; with `null` what is no question.
pub fn ask_json(question: &str) -> String {
    match serde_json::from_str(question) {
        Ok(question) => answer(question),
        Err(_) => "null".to_owned(),
    }
}

fn answer(question: Question) -> String {
    match question {
        Question::Link { work, base, shown } => json(&link(&work, &base, &shown)),
        Question::OpenLink { link, mine } => json(&open_link(&link, &mine)),
        Question::Export {
            form,
            work,
            link,
            verdict,
        } => json(&export(form, &work, &link, &verdict)),
        Question::Redact { work, seed } => json(&redacted(&work, seed)),
        Question::Import { text, principal } => json(&import(&text, principal)),
        Question::Take {
            text,
            principal,
            part,
            work,
        } => json(&take(&text, principal, part, &work)),
    }
}

fn json(answer: &impl Serialize) -> String {
    serde_json::to_string(answer).unwrap_or_else(|_| "null".to_owned())
}

/// The link to the work, and the other forms in which it is taken along.
fn link(work: &Workspace, base: &str, shown: &str) -> Link {
    let fragment = encode(work) + shown;
    let url = format!("{base}#{fragment}");
    let length = url.chars().count();
    let too_large = serde_json::to_string(work).map_or(0, |json| json.len()) > MOST_BYTES;
    let reason = match (too_large, work.policies.len()) {
        (true, _) => format!(
            "This is more than {} KiB, which no link takes: download a file instead.",
            MOST_BYTES / 1024
        ),
        (false, count) if count > MOST_POLICIES => format!(
            "A link takes at most {MOST_POLICIES} policies, and these are {count}: download a \
             file instead."
        ),
        (false, _) => String::new(),
    };
    Link {
        contents: contents(work),
        url: if reason.is_empty() {
            url
        } else {
            String::new()
        },
        length,
        warning: length_warning(length),
        reason,
    }
}

/// What a link opens to.
fn open_link(link: &str, mine: &Workspace) -> Opened {
    let parameter = |wanted: &str| {
        let parameters = parameters(link);
        let found = parameters.iter().find(|(name, _)| *name == wanted);
        found
            .map(|(_, value)| (*value).to_owned())
            .unwrap_or_default()
    };
    let mut opened = match decode(link) {
        Ok(work) => opened(work, mine),
        Err(error) => broken(&error, mine),
    };
    opened.view = parameter("view");
    opened.step = parameter("step").parse().unwrap_or_default();
    opened
}

fn opened(work: Workspace, mine: &Workspace) -> Opened {
    let contents = contents(&work);
    let (work, notes) = fit(work);
    let plain = |work: &Workspace| Workspace {
        selected: 0,
        ..work.clone()
    };
    Opened {
        contents,
        same: plain(&work) == plain(&fit(mine.clone()).0),
        notes,
        work: Some(work),
        ..Opened::default()
    }
}

fn broken(error: &LinkError, mine: &Workspace) -> Opened {
    let (kind, text) = match error {
        LinkError::NotALink => ("notALink", String::new()),
        LinkError::UnknownVersion { version, raw } => {
            ("unknownVersion", format!("s{version}={raw}"))
        }
        LinkError::CutOff { text, .. } => ("cutOff", text.clone()),
        LinkError::Damaged { text, .. } => ("damaged", text.clone()),
        LinkError::TooLarge => ("tooLarge", String::new()),
        LinkError::TooManyPolicies { .. } => ("tooManyPolicies", String::new()),
        LinkError::NotWork { .. } => ("notWork", String::new()),
    };
    let saved = error
        .recovered()
        .filter(|work| **work != Workspace::default());
    Opened {
        error: kind,
        message: Refused::Link(error.clone()).to_string(),
        text,
        ..saved.map_or_else(Opened::default, |work| opened(work.clone(), mine))
    }
}

/// The work as the page can hold it, and what had to be changed for that.
fn fit(mut work: Workspace) -> (Workspace, Vec<String>) {
    let mut notes = Vec::new();
    for policy in &mut work.policies {
        if policy_type_of(&policy.kind).is_none() {
            notes.push(format!(
                "The policy “{}” is of the type “{}”, which this playground does not know. It is \
                 there as an identity-based policy that is switched off.",
                policy.name, policy.kind
            ));
            policy.kind = "identity".to_owned();
            policy.off = true;
        }
        if !matches!(policy.kind.as_str(), "scp" | "rcp") {
            policy.level = 0;
        }
    }
    if work.policies.is_empty() {
        work.policies.push(Policy {
            kind: "identity".to_owned(),
            name: "policy".to_owned(),
            ..Policy::default()
        });
    }
    work.selected = work.selected.min(work.policies.len() - 1);
    let tests = work.tests.iter_mut().map(|test| &mut test.request);
    for request in tests.chain([&mut work.request]) {
        fit_request(request);
    }
    (work, notes)
}

/// The page has the values of a key as the lines of a text.
fn fit_request(request: &mut Request) {
    for row in &mut request.context {
        let lines = row.values.iter().flat_map(|value| value.split('\n'));
        row.values = lines.map(str::to_owned).collect();
        if row.values.is_empty() {
            row.values.push(String::new());
        }
    }
}

/// The work in another form.
fn export(form: ExportForm, work: &Workspace, link: &str, verdict: &str) -> Exported {
    let plain = |text: String| Exported {
        text,
        ..Exported::default()
    };
    match form {
        ExportForm::Json => plain(to_json(work)),
        ExportForm::Scenario => plain(to_scenario(work)),
        ExportForm::Markdown => {
            let link = Some(link).filter(|link| !link.is_empty());
            plain(to_markdown(work, link, verdict))
        }
        ExportForm::Simulate => match to_simulate_command(work) {
            Ok(command) => {
                let notes = command.lines().map_while(|line| line.strip_prefix("# "));
                Exported {
                    notes: notes.map(str::to_owned).collect(),
                    ..plain(command.clone())
                }
            }
            Err(reason) => Exported {
                reason,
                ..Exported::default()
            },
        },
    }
}

/// The work under other names.
fn redacted(work: &Workspace, seed: (u32, u32)) -> Redacted {
    let redaction = redact(work, u64::from(seed.0) << 32 | u64::from(seed.1));
    let questions = work.tests.iter().map(|test| &test.request);
    let asked = questions
        .chain([&work.request])
        .filter(|request| ask(work, request).is_ok());
    Redacted {
        asked: asked.count(),
        replaced: redaction
            .replaced
            .into_iter()
            .map(|one| (one.kind.as_str(), one.before, one.after))
            .collect(),
        left: redaction.left,
        changed: redaction
            .changed_verdicts
            .iter()
            .map(|changed| changed_words(work, changed))
            .collect(),
        work: redaction.workspace,
    }
}

/// `The request: allowed before, explicitDeny by identity after`.
fn changed_words(work: &Workspace, changed: &ChangedVerdict) -> String {
    let question = match changed.test {
        None => "The request".to_owned(),
        Some(place) => {
            let name = work.tests.get(place).map(|test| test.name.as_str());
            format!("The test “{}”", name.unwrap_or_default())
        }
    };
    let words = |verdict: Option<Verdict>| match verdict {
        None => "no answer".to_owned(),
        Some(verdict) => match verdict.by {
            DecidedBy::Policies(by) => {
                format!("{} by {}", verdict.decision.as_str(), by.with_article())
            }
            DecidedBy::Root | DecidedBy::Rule => verdict.decision.as_str().to_owned(),
        },
    };
    format!(
        "{question}: {} before, {} after",
        words(changed.before),
        words(changed.after)
    )
}

/// What a text is, and what of it can be taken over.
fn import(text: &str, principal: Option<usize>) -> Offered {
    match receive(text) {
        Err(refused) => Offered {
            error: refused.to_string(),
            ..Offered::default()
        },
        Ok(received) => {
            // A single principal need not be chosen.
            let chosen = principal.or((received.principals.len() == 1).then_some(0));
            offered(&received, chosen)
        }
    }
}

fn offered(received: &Imported, principal: Option<usize>) -> Offered {
    let chosen = principal.and_then(|place| received.principals.get(place));
    let offers = received::offers(received, principal).into_iter();
    let of_chosen = chosen.map(|choice| choice.notes.clone());
    Offered {
        error: String::new(),
        what: received.what.clone(),
        plan: received.plan(),
        notes: received
            .notes
            .iter()
            .cloned()
            .chain(of_chosen.unwrap_or_default())
            .collect(),
        principals: received.principals.iter().map(label).collect(),
        principal,
        offers: offers.map(|(take, words)| Offer { take, words }).collect(),
    }
}

/// A principal to choose: its ARN, and how many policies come with it.
fn label(choice: &PrincipalChoice) -> String {
    match choice.policies.len() {
        0 => choice.arn.clone(),
        1 => format!("{} (1 policy)", choice.arn),
        count => format!("{} ({count} policies)", choice.arn),
    }
}

/// The work with a part of a text.
fn take(text: &str, principal: Option<usize>, part: Take, work: &Workspace) -> Option<Taken> {
    let received = receive(text).ok()?;
    let (work, message) = received::take(work, &received, principal, part);
    let (work, notes) = fit(work);
    Some(Taken {
        work,
        message: std::iter::once(message)
            .chain(notes)
            .collect::<Vec<_>>()
            .join(" "),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    fn ask(question: Value) -> Value {
        serde_json::from_str(&super::ask_json(&question.to_string())).expect("it is JSON")
    }

    fn work() -> Value {
        json!({
            "policies": [{"type": "identity", "name": "read", "text": r#"{"Version": "2012-10-17",
                "Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::photos/*"}}"#}],
            "request": {"principal": "arn:aws:iam::111122223333:user/ana", "action": "s3:GetObject",
                "resource": "arn:aws:s3:::photos/cat"}
        })
    }

    fn fragment(work: &Value) -> String {
        let link = ask(
            json!({"ask": "link", "work": work, "base": "https://example.com/",
            "shown": "&view=steps&step=4"}),
        );
        let url = link["url"].as_str().expect("a link");
        assert_eq!(link["length"], url.len());
        url.split_once('#').expect("a fragment").1.to_owned()
    }

    #[test]
    fn a_link_opens_with_what_it_shows() {
        let opened = |mine: Value| {
            ask(json!({"ask": "openLink", "link": format!("#{}", fragment(&work())), "mine": mine}))
        };
        let other = opened(json!({}));
        assert_eq!(other["work"], work());
        assert_eq!(
            (&other["view"], &other["step"]),
            (&json!("steps"), &json!(4))
        );
        assert_eq!(
            (&other["error"], &other["same"]),
            (&json!(""), &json!(false))
        );
        assert_eq!(opened(work())["same"], true);
    }

    #[test]
    fn what_the_page_cannot_hold_is_made_fit_and_told() {
        let odd = json!({
            "policies": [{"type": "later", "name": "l", "level": 3, "text": "{}"}],
            "selected": 7,
            "request": {"context": [{"key": "k", "values": []}, {"key": "l", "values": ["a\nb"]}]}
        });
        let opened = ask(json!({"ask": "openLink", "link": fragment(&odd), "mine": {}}));
        let work = &opened["work"];
        assert_eq!(
            work["policies"][0],
            json!({"type": "identity", "name": "l", "off": true, "text": "{}"})
        );
        assert_eq!(work.get("selected"), None);
        assert_eq!(work["request"]["context"][0]["values"], json!([""]));
        assert_eq!(work["request"]["context"][1]["values"], json!(["a", "b"]));
        let note = opened["notes"][0].as_str().expect("a note");
        assert!(note.contains("“later”"), "{note}");
        let empty = ask(json!({"ask": "openLink", "link": fragment(&json!({})), "mine": {}}));
        assert_eq!(empty["work"]["policies"][0]["name"], "policy");
    }

    #[test]
    fn what_no_link_takes_is_not_made_one() {
        let reason = |work: Value| {
            let link = ask(json!({"ask": "link", "work": work, "base": "", "shown": ""}));
            assert_eq!(link["url"], "");
            link["reason"].as_str().expect("a reason").to_owned()
        };
        let policy = json!({"type": "identity", "text": ""});
        assert!(reason(json!({"policies": vec![policy; 201]})).contains("201"));
        let large = json!({"policies": [{"type": "identity", "text": "x".repeat(1024 * 1024)}]});
        assert!(reason(large).contains("1024 KiB"));
    }

    #[test]
    fn broken_links_say_what_kind_of_trouble_they_have() {
        let kind = |link: &str| {
            let opened = ask(json!({"ask": "openLink", "link": link, "mine": {}}));
            assert_ne!(opened["message"], "");
            let has_work = opened.get("work").is_some();
            (
                opened["error"].as_str().expect("a word").to_owned(),
                has_work,
            )
        };
        let whole = fragment(&work());
        let payload = whole.split('&').next().expect("a payload");
        let cut = payload.get(..payload.len() - 30).expect("it is longer");
        assert_eq!(kind(cut), ("cutOff".to_owned(), true));
        assert_eq!(kind("#s1="), ("cutOff".to_owned(), false));
        assert_eq!(kind("#s3=x"), ("unknownVersion".to_owned(), false));
        assert_eq!(kind("#x"), ("notALink".to_owned(), false));
    }

    #[test]
    fn other_names_keep_the_answers() {
        let redacted =
            ask(json!({"ask": "redact", "work": work(), "seed": [1, 4_294_967_295_u32]}));
        assert_eq!(
            (&redacted["asked"], &redacted["changed"]),
            (&json!(1), &json!([]))
        );
        assert!(!redacted["work"].to_string().contains("111122223333"));
        let accounts = redacted["replaced"].as_array().expect("a list").iter();
        assert_eq!(accounts.filter(|one| one[0] == "account id").count(), 1);
    }

    #[test]
    fn the_forms_for_elsewhere_are_there() {
        let text = |form: &str| {
            let export = json!({"ask": "export", "form": form, "work": work(),
                "link": "https://example.com/#x", "verdict": "Allowed."});
            ask(export)["text"].as_str().expect("a text").to_owned()
        };
        assert!(text("json").contains("\"format\": \"iam-playground\""));
        assert!(text("scenario").contains("```json iam=identity"));
        assert!(text("markdown").contains("Allowed."));
        assert!(text("simulate").contains("aws iam simulate-custom-policy"));
        let none = ask(json!({"ask": "export", "form": "simulate", "work": {}}));
        assert_eq!(
            (&none["text"], &none["reason"]),
            (&json!(""), &json!("There is no policy."))
        );
    }

    #[test]
    fn what_is_imported_is_offered_and_taken() {
        let text = r#"{"Version": "2012-10-17", "Statement": []}"#;
        let offered = ask(json!({"ask": "import", "text": text}));
        assert_eq!(offered["offers"][0]["take"], "policies");
        let taken = ask(json!({"ask": "take", "text": text, "part": "policies", "work": work()}));
        assert_eq!(taken["work"]["policies"][1]["text"], text);
        assert_eq!(taken["message"], "Added 1 policy.");
        let nothing = ask(json!({"ask": "import", "text": "{"}));
        assert!(
            nothing["error"]
                .as_str()
                .is_some_and(|error| error.contains("line 1"))
        );
        let taken = ask(json!({"ask": "take", "text": "{", "part": "policies", "work": {}}));
        assert_eq!(taken, Value::Null);
        assert_eq!(ask(json!({"ask": "nothing"})), Value::Null);
    }
}
