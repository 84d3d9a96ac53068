//! What should not stand in a policy's text: secrets, the root user, what is out of date.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/securing_access-keys.html>

use iam_evaluator::json::{Node, Value};
use iam_evaluator::{Finding, FindingType, Fix, Span, TextEdit};

use crate::validate::Subject;
use crate::validate::cover::Extent;

/// The root user of an account in `Resource`: `sts:AssumeRoot` works on it, and in the sessions that
/// it gives a few actions on its credentials do; all else has other resources.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html>
pub(super) fn root_user(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for statement in &subject.statements {
        let assumes_root = statement.action.as_ref().is_some_and(|actions| {
            Extent::of_action(actions).covers(&Extent::action("sts:assumeroot"))
        });
        if assumes_root {
            continue;
        }
        for text in statement.resource.iter().flat_map(|element| &element.texts) {
            let is_of_iam = text.value.split(':').nth(2) == Some("iam");
            if is_of_iam && text.value.ends_with(":root") {
                let details = "the root user of an account is a resource only of `sts:AssumeRoot` and \
                               in the sessions that it gives: name the user or role that is meant, \
                               or the account in `Principal`";
                findings.push(Finding::new(
                    FindingType::Suggestion,
                    "PLAYGROUND_ROOT_USER",
                    vec![text.span],
                    details.to_owned(),
                ));
            }
        }
    }
}

/// The id of an access key, or what looks like a secret key: a policy is read by many, and neither
/// belongs into it. The ids in AWS's examples end in `EXAMPLE`.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/securing_access-keys.html>
pub(super) fn secret(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let reading = subject.reading;
    let has_id = reading.text.contains("AKIA") || reading.text.contains("ASIA");
    // Only a string without a colon can be a secret key, and policies have few of them.
    visit(&reading.json.root, &mut |literal, value| {
        let found = match has_id.then(|| access_key_id(value)).flatten() {
            Some(start) => Some((start, start + KEY_ID, "the id of an access key")),
            None if is_secret_key(value) => Some((0, value.len(), "what looks like a secret key")),
            None => None,
        };
        if let Some((start, end, what)) = found {
            let details = format!(
                "{what} stands here, and policies are no secrets: take it out, and replace the key \
                 if it is in use"
            );
            findings.push(Finding::new(
                FindingType::SecurityWarning,
                "PLAYGROUND_SECRET",
                vec![reading.place(literal, start, end)],
                details,
            ));
        }
    });
}

const KEY_ID: usize = 20;

/// Where the id of an access key begins.
fn access_key_id(text: &str) -> Option<usize> {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric();
    let starts = text.match_indices("AKIA").chain(text.match_indices("ASIA"));
    let is_id = |start: usize| {
        let id = text.get(start..start + KEY_ID).unwrap_or_default();
        let before = text
            .as_bytes()
            .get(start.wrapping_sub(1))
            .is_some_and(is_word);
        let behind = text.as_bytes().get(start + KEY_ID).is_some_and(is_word);
        let is_spelled = |byte: u8| byte.is_ascii_uppercase() || matches!(byte, b'2'..=b'7');
        id.len() == KEY_ID
            && id.bytes().all(is_spelled)
            && !id.ends_with("EXAMPLE")
            && !before
            && !behind
    };
    starts.map(|(start, _)| start).find(|start| is_id(*start))
}

/// 40 characters of base64 with letters of both cases, digits and a `/` or `+`.
fn is_secret_key(text: &str) -> bool {
    let has = |of: fn(u8) -> bool| text.bytes().any(of);
    text.len() == 40
        && !text.ends_with("EXAMPLEKEY")
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'+'))
        && has(|byte| byte.is_ascii_uppercase())
        && has(|byte| byte.is_ascii_lowercase())
        && has(|byte| byte.is_ascii_digit())
        && has(|byte| matches!(byte, b'/' | b'+'))
}

/// All strings that are values.
fn visit(node: &Node<'_>, found: &mut impl FnMut(Span, &str)) {
    match &node.value {
        Value::String(text) => found(node.span, text),
        Value::Array(items) => {
            for item in items {
                visit(item, found);
            }
        }
        Value::Object(members) => {
            for member in members {
                visit(&member.node, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Missing => {}
    }
}

/// `Version` is that of 2008, though nothing in the document needs it: what `${` means would change.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html>
pub(super) fn old_version(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let reading = subject.reading;
    let Some(version) = reading.json.root.member("Version") else {
        return;
    };
    if version.as_str() != Some("2008-10-17") || reading.text.contains("${") {
        return;
    }
    let details = "this is the older version of the policy language, in which policy variables do \
                   not work: write `2012-10-17`";
    let mut finding = Finding::new(
        FindingType::Suggestion,
        "PLAYGROUND_OLD_VERSION",
        vec![version.span],
        details.to_owned(),
    );
    finding.fix = Some(Fix {
        title: "Write 2012-10-17".to_owned(),
        edits: vec![TextEdit {
            span: version.span,
            text: "\"2012-10-17\"".to_owned(),
        }],
    });
    findings.push(finding);
}

/// A principal that is an origin access identity of Amazon CloudFront: AWS recommends origin access
/// control in its place.
///
/// <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html>
pub(super) fn origin_access_identity(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for statement in &subject.statements {
        let ids = statement
            .principal
            .iter()
            .flat_map(|principal| &principal.ids);
        for id in ids {
            if id.id.value.contains(":iam::cloudfront:user/") {
                let details = "an origin access identity of CloudFront is the older way: use origin \
                               access control, with the principal `cloudfront.amazonaws.com` and the \
                               distribution's ARN in `aws:SourceArn`";
                findings.push(Finding::new(
                    FindingType::Suggestion,
                    "PLAYGROUND_ORIGIN_ACCESS_IDENTITY",
                    vec![id.id.span],
                    details.to_owned(),
                ));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_access_keys_are_told_from_other_words() {
        let id = format!("AKIA{}", "2".repeat(16));
        assert_eq!(access_key_id(&id), Some(0));
        assert_eq!(access_key_id(&format!("key {id}.")), Some(4));
        assert_eq!(access_key_id(&format!("X{id}")), None);
        assert_eq!(access_key_id(&format!("{id}7")), None);
        assert_eq!(access_key_id("AKIAIOSFODNN7EXAMPLE"), None);
        assert_eq!(access_key_id("ASIA*"), None);
    }

    #[test]
    fn secret_keys_are_told_from_paths_and_hashes() {
        let key = "AbCd/1234".repeat(4) + "AbCd";
        assert!(is_secret_key(&key));
        assert!(!is_secret_key(&"ab12".repeat(10)));
        assert!(!is_secret_key("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"));
    }
}
