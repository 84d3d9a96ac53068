//! The caller of a CloudTrail event, and the context keys of the caller's session.
//!
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html>

use iam_evaluator::Principal;
use iam_evaluator::json::Node;

use super::super::document::{at, scalar, text_at};
use super::Reading;

/// Sets the principal and what its session says.
pub(super) fn read(reading: &mut Reading) {
    let Some(identity) = reading.record.member("userIdentity") else {
        reading
            .notes
            .push("The event does not say who called.".to_owned());
        return;
    };
    set_principal(identity, reading);
    set_session(identity, reading);
    set_services(identity, reading);
}

fn set_principal(identity: &Node, reading: &mut Reading) {
    let kind = text_at(identity, &["type"]).unwrap_or_default();
    let arn = text_at(identity, &["arn"]);
    let name = match kind {
        "AWSService" => text_at(identity, &["invokedBy"]),
        "SAMLUser" | "WebIdentityUser" => provider_of(identity, reading.record),
        "AWSAccount"
            if text_at(identity, &["accountId"]) == Some("anonymous")
                || text_at(identity, &["accountId"]) == Some("ANONYMOUS_PRINCIPAL") =>
        {
            Some("anonymous")
        }
        _ => arn,
    };
    reading.request.principal = name.unwrap_or_default().to_owned();
    let Some(name) = name else {
        reading.notes.push(format!(
            "The event has no ARN of the caller, of the type `{kind}`: write who asks."
        ));
        return;
    };
    if let Err(error) = Principal::parse(name) {
        reading.notes.push(format!("Of the principal: {error}."));
    }
    let unique_id = text_at(identity, &["principalId"])
        .and_then(|id| id.split(':').next())
        .filter(|_| matches!(kind, "IAMUser" | "AssumedRole" | "AWSAccount"))
        .filter(|id| id.starts_with('A') && id.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    reading.request.unique_id = unique_id.unwrap_or_default().to_owned();
    if let Some(issuer) = text_at(identity, &["sessionContext", "sessionIssuer", "arn"]) {
        match kind {
            "FederatedUser" => reading.request.user_arn = issuer.to_owned(),
            // The session's ARN leaves the role's path out.
            "AssumedRole" if has_path(issuer) => reading.set("aws:PrincipalArn", issuer),
            _ => {}
        }
    }
}

fn has_path(role_arn: &str) -> bool {
    role_arn
        .split_once(":role/")
        .is_some_and(|(_, name)| name.contains('/'))
}

/// Who vouches for a caller without credentials of AWS.
fn provider_of<'n>(identity: &'n Node, record: &'n Node) -> Option<&'n str> {
    text_at(record, &["requestParameters", "principalArn"])
        .or_else(|| text_at(identity, &["identityProvider"]))
}

/// The context keys of a session.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
fn set_session(identity: &Node, reading: &mut Reading) {
    let Some(session) = identity.member("sessionContext") else {
        return;
    };
    let with_mfa = at(session, &["attributes", "mfaAuthenticated"]).and_then(scalar);
    if let Some(with_mfa) = &with_mfa {
        reading.set("aws:MultiFactorAuthPresent", with_mfa);
    }
    if let Some(created) = text_at(session, &["attributes", "creationDate"]) {
        reading.set("aws:TokenIssueTime", created);
        let age = text_at(reading.record, &["eventTime"])
            .and_then(seconds)
            .zip(seconds(created))
            .map(|(now, then)| now - then)
            .filter(|age| *age >= 0);
        if let (Some("true"), Some(age)) = (with_mfa.as_deref(), age) {
            reading.set("aws:MultiFactorAuthAge", &age.to_string());
            reading.notes.push(
                "aws:MultiFactorAuthAge is counted from when the session was made, which is about \
                 when the user signed in."
                    .to_owned(),
            );
        }
    }
    for (path, key) in [
        (["sourceIdentity"].as_slice(), "aws:SourceIdentity"),
        (&["ec2RoleDelivery"], "ec2:RoleDelivery"),
        (&["assumedRoot"], "aws:AssumedRoot"),
        (
            &["webIdFederationData", "federatedProvider"],
            "aws:FederatedProvider",
        ),
    ] {
        if let Some(value) = at(session, path).and_then(scalar) {
            reading.set(key, &value);
        }
    }
    let claims = at(session, &["webIdFederationData", "attributes"]).and_then(Node::as_object);
    for claim in claims.unwrap_or_default() {
        if let Some(value) = scalar(&claim.node).filter(|_| claim.key.contains(':')) {
            reading.set(&claim.key, &value);
        }
    }
}

/// The keys of a request that a service made for the caller.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html>
fn set_services(identity: &Node, reading: &mut Reading) {
    if text_at(identity, &["type"]) == Some("AWSService") {
        return;
    }
    let issuer = text_at(identity, &["sessionContext", "sessionIssuer", "arn"]);
    if issuer.is_some_and(|issuer| issuer.contains(":role/aws-service-role/")) {
        return;
    }
    let service = text_at(identity, &["invokedBy"])
        .or_else(|| text_at(reading.record, &["sourceIPAddress"]))
        .filter(|name| name.ends_with(".amazonaws.com"));
    if let Some(service) = service {
        reading.set("aws:ViaAWSService", "true");
        reading.set("aws:CalledVia", service);
        reading.set("aws:CalledViaLast", service);
        reading.notes.push(format!(
            "{service} made the call. It is taken for one that the service made for the principal: \
             if the service used a role of its own, remove aws:ViaAWSService, aws:CalledVia and \
             aws:CalledViaLast. Services before it in the chain are not in the event."
        ));
    }
}

/// The seconds of a time such as `2026-03-01T09:30:00Z` since 1970.
fn seconds(time: &str) -> Option<i64> {
    let (date, rest) = time.strip_suffix('Z')?.split_once('T')?;
    let mut date = date.split('-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (date.next()??, date.next()??, date.next()??);
    let rest = rest.split('.').next()?;
    let mut clock = rest.split(':').map(|part| part.parse::<i64>().ok());
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    let in_range = (1970..=9999).contains(&year)
        && (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && (0..24).contains(&hour)
        && (0..60).contains(&minute)
        && (0..=60).contains(&second);
    in_range.then(|| {
        // Years that begin in March have the leap day at their end.
        let (year, month) = if month > 2 {
            (year, month - 3)
        } else {
            (year - 1, month + 9)
        };
        let leap_days = year / 4 - year / 100 + year / 400;
        let days = year * 365 + leap_days + (month * 153 + 2) / 5 + day - 1 - 719_468;
        days * 86_400 + hour * 3_600 + minute * 60 + second
    })
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn counts_seconds() {
        assert_eq!(seconds("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(seconds("2000-02-29T12:00:00Z"), Some(951_825_600));
        assert_eq!(seconds("2026-03-01T00:00:01Z"), Some(1_772_323_201));
        assert_eq!(seconds("2026-03-01T00:00:01.250Z"), Some(1_772_323_201));
        for wrong in ["", "2026-03-01", "2026-13-01T00:00:00Z", "20260301T000000Z"] {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
    }
}
