//! Events of CloudTrail: one record, a log file, what `lookup-events` prints, or an event that
//! EventBridge delivers.
//!
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html>

mod action;
mod caller;
mod resource;

use iam_evaluator::Decision;
use iam_evaluator::arn::{account_of_arn, is_account_id};
use iam_evaluator::json::{self, Node, Value};

use super::Imported;
use super::document::{at, items, scalar, text_at};
use super::message::{OWNER_IS_OPEN, denial, one_line};
use crate::workspace::{ContextRow, Expect, Request};

/// Reads an event, or of several the first that was denied, else the first.
pub(super) fn read(root: &Node) -> Option<Imported> {
    if let Some(text) = text_at(root, &["CloudTrailEvent"]) {
        return read_record(&json::parse(text).root);
    }
    if let Some(detail) = root.member("detail") {
        return read_record(detail);
    }
    if let Some(records) = root.member("Records") {
        return read_first(&items(Some(records)).iter().collect::<Vec<_>>());
    }
    if let Some(events) = root.member("Events") {
        let parsed: Vec<json::Json> = items(Some(events))
            .iter()
            .filter_map(|event| text_at(event, &["CloudTrailEvent"]))
            .map(json::parse)
            .collect();
        return read_first(&parsed.iter().map(|json| &json.root).collect::<Vec<_>>());
    }
    if let Value::Array(records) = &root.value {
        return read_first(&records.iter().collect::<Vec<_>>());
    }
    read_record(root)
}

fn read_first(records: &[&Node]) -> Option<Imported> {
    let denied = records
        .iter()
        .find(|record| text_at(record, &["errorCode"]).is_some_and(is_denial));
    let imported = read_record(denied.or(records.first())?)?;
    Some(match records.len() {
        1 => imported,
        many => imported.with_note(format!(
            "There are {many} events in it: this is the first{}. Import another alone.",
            if denied.is_some() {
                " that was denied"
            } else {
                ""
            }
        )),
    })
}

/// What is gathered of one record.
struct Reading<'n, 't> {
    record: &'n Node<'t>,
    request: Request,
    notes: Vec<String>,
}

fn read_record(record: &Node) -> Option<Imported> {
    let source = text_at(record, &["eventSource"])?;
    let name = text_at(record, &["eventName"])?;
    let mut reading = Reading {
        record,
        request: Request::default(),
        notes: Vec::new(),
    };
    let mut imported = Imported::of(format!(
        "a CloudTrail event: {name} of {source}{}",
        text_at(record, &["eventTime"]).map_or(String::new(), |time| format!(" at {time}"))
    ));
    caller::read(&mut reading);
    match text_at(record, &["eventType"]) {
        Some(kind @ ("AwsConsoleSignIn" | "AwsServiceEvent" | "AwsConsoleAction")) => {
            reading.notes.push(format!(
                "An event of the type {kind} is no call of an API: it has no action that policies \
                 decide."
            ));
        }
        _ => {
            reading.set_action_and_resource(source, name);
            imported.expect = reading.outcome();
        }
    }
    reading.set_context();
    imported.request = Some(reading.request);
    imported.notes = reading.notes;
    Some(imported.with_note(
        "An event does not have session policies, most context keys of services, and tags only \
         where CloudTrail adds them.",
    ))
}

/// The error codes that mean denied. Services add prefixes, such as `Client.`.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html>
fn is_denial(code: &str) -> bool {
    code.contains("UnauthorizedOperation")
        || matches!(
            code.rsplit('.').next(),
            Some("AccessDenied" | "AccessDeniedException" | "AuthorizationError")
        )
}

impl Reading<'_, '_> {
    fn set_action_and_resource(&mut self, source: &str, name: &str) {
        let parameters = self.record.member("requestParameters");
        let versioned = parameters.is_some_and(|them| text_at(them, &["versionId"]).is_some());
        let found = action::of(source, name, versioned);
        self.request.action = found.action.clone();
        self.notes.extend(found.note.map(str::to_owned));
        let resource = resource::of(self.record, &found.action);
        self.notes.extend(resource.note);
        if let Some(account) = resource.account
            && is_account_id(&account)
            && account_of_arn(&resource.arn).is_none()
        {
            self.request.resource_account = account;
        }
        self.request.resource = resource.arn;
    }

    /// What AWS decided, as far as the event says. Where the error message names an action and a
    /// resource, those are what was decided about.
    fn outcome(&mut self) -> Option<Expect> {
        let Some(code) = text_at(self.record, &["errorCode"]) else {
            return Some(Expect {
                decision: Some(Decision::Allowed.as_str().to_owned()),
                ..Expect::default()
            });
        };
        if !is_denial(code) {
            self.notes.push(format!(
                "The call failed with {code}, so that the event does not say whether it was \
                 allowed."
            ));
            return None;
        }
        let message = text_at(self.record, &["errorMessage"]).unwrap_or_default();
        let Some(denial) = denial(&one_line(message)) else {
            self.notes.push(
                "The call was denied, and the event does not say whether a statement denies or \
                 nothing allows, so that there is no answer to test."
                    .to_owned(),
            );
            return None;
        };
        self.request.action = denial.action;
        if !denial.resource.is_empty() {
            self.request.resource = denial.resource;
        }
        let owner_is_known = !self.request.resource_account.is_empty();
        self.notes.extend(
            denial
                .notes
                .into_iter()
                .filter(|note| !(owner_is_known && note == OWNER_IS_OPEN)),
        );
        denial.expect
    }

    /// The context keys of the request itself.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
    fn set_context(&mut self) {
        let record = self.record;
        let address = text_at(record, &["sourceIPAddress"])
            .filter(|address| address.parse::<std::net::IpAddr>().is_ok());
        match (address, text_at(record, &["vpcEndpointId"])) {
            (address, Some(endpoint)) => {
                self.set("aws:SourceVpce", endpoint);
                if let Some(address) = address {
                    self.set("aws:VpcSourceIp", address);
                }
            }
            (Some(address), None) => self.set("aws:SourceIp", address),
            (None, None) => {}
        }
        for (field, key) in [
            ("userAgent", "aws:UserAgent"),
            ("awsRegion", "aws:RequestedRegion"),
            ("eventTime", "aws:CurrentTime"),
        ] {
            if let Some(value) = text_at(record, &[field]) {
                self.set(key, value);
            }
        }
        self.set_enriched();
    }

    /// The keys and tags that CloudTrail itself recorded, which are what AWS evaluated.
    ///
    /// <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-context-events.html>
    fn set_enriched(&mut self) {
        let record = self.record;
        let context = at(record, &["eventContext", "requestContext"]).and_then(Node::as_object);
        for member in context.unwrap_or_default() {
            let values: Vec<String> = super::document::items_or_one(&member.node)
                .iter()
                .filter_map(scalar)
                .collect();
            if !values.is_empty() {
                self.set_all(&member.key, values);
            }
        }
        for tags in items(at(record, &["eventContext", "tagContext", "principalTags"])) {
            self.set_tags("aws:PrincipalTag", tags);
        }
        for tagged in items(at(record, &["eventContext", "tagContext", "resourceTags"])) {
            if text_at(tagged, &["arn"]).is_none_or(|arn| arn == self.request.resource) {
                for tags in items(tagged.member("tags")) {
                    self.set_tags("aws:ResourceTag", tags);
                }
            }
        }
    }

    /// Tags as an object of names and values, or as one with `key` and `value`.
    fn set_tags(&mut self, prefix: &str, tags: &Node) {
        if let (Some(key), Some(value)) = (text_at(tags, &["key"]), tags.member("value")) {
            if let Some(value) = scalar(value) {
                self.set(&format!("{prefix}/{key}"), &value);
            }
            return;
        }
        for member in tags.as_object().unwrap_or_default() {
            if let Some(value) = scalar(&member.node) {
                self.set(&format!("{prefix}/{}", member.key), &value);
            }
        }
    }

    fn set(&mut self, key: &str, value: &str) {
        self.set_all(key, vec![value.to_owned()]);
    }

    fn set_all(&mut self, key: &str, values: Vec<String>) {
        let rows = &mut self.request.context;
        match rows
            .iter_mut()
            .find(|row| row.key.eq_ignore_ascii_case(key))
        {
            Some(row) => row.values = values,
            None => rows.push(ContextRow {
                key: key.to_owned(),
                values,
                off: false,
            }),
        }
    }
}
