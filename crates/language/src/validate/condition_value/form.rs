//! Values that must have a form: Regions, ids of VPCs and endpoints, ARNs of KMS keys, dates.

use iam_evaluator::condition::ValueType;
use iam_evaluator::json::Node;
use iam_evaluator::pattern::Pattern;
use iam_evaluator::{Finding, FindingType, Fix, TextEdit};

use crate::reading::ConditionView;
use crate::tables::{KMS_KEY_ARN_KEYS, REGION_KEYS, REGIONS, is_key, is_region, lists};
use crate::validate::Subject;
use crate::validate::spelling::nearest;
use crate::validate::value::{has_variable, has_wildcard, scalar};

/// The values of a text operator that have no variable, with whether they are patterns. Wildcards
/// behind an operator that has none are found elsewhere.
fn texts<'r>(
    subject: &Subject<'_>,
    condition: &ConditionView<'r>,
) -> impl Iterator<Item = (&'r Node<'r>, &'r str, bool)> {
    let version = subject.reading.version();
    let value_type = condition
        .operator
        .map(|operator| operator.comparison.row().value_type);
    let nodes = match value_type {
        Some(ValueType::Text | ValueType::Pattern | ValueType::Arn) => condition.values,
        Some(_) | None => &[],
    };
    nodes.iter().filter_map(move |node| {
        let text = node.as_str()?;
        let is_pattern = has_wildcard(text, version);
        let is_read = !is_pattern || value_type != Some(ValueType::Text);
        (is_read && !has_variable(text, version)).then_some((node, text, is_pattern))
    })
}

/// Values of keys such as `aws:RequestedRegion` that are no Region, or patterns that match none.
///
/// `s3:LocationConstraint` is left out: it has values of its own, such as `EU`.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-requestedregion>
pub(super) fn regions(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for (_, condition) in subject.conditions() {
        if !lists(REGION_KEYS, condition.key_name()) {
            continue;
        }
        for (node, text, is_pattern) in texts(subject, condition) {
            let exists = match is_pattern {
                true => {
                    let pattern = Pattern::new(text);
                    REGIONS.iter().any(|region| pattern.matches(region))
                }
                false => is_region(text),
            };
            if exists {
                continue;
            }
            let meant = nearest(text, REGIONS.iter().copied()).filter(|_| !is_pattern);
            let hint = match meant {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "write the name of one, such as `eu-west-1`".to_owned(),
            };
            let what = if is_pattern {
                "matches no Region"
            } else {
                "is no Region"
            };
            let details = format!("`{text}` {what} of AWS: {hint}");
            let code = "INVALID_REGION";
            let mut finding = Finding::new(FindingType::Error, code, vec![node.span], details);
            finding.fix = meant.map(|meant| write(node, meant));
            findings.push(finding);
        }
    }
}

fn write(node: &Node<'_>, new: &str) -> Fix {
    Fix {
        title: format!("Write {new}"),
        edits: vec![TextEdit {
            span: node.span,
            text: format!("\"{new}\""),
        }],
    }
}

/// Ids of VPCs and of their endpoints: a prefix with 8 or 17 letters and digits.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourcevpc>
pub(super) fn networks(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    const FORMS: [(&str, &str, &str, &str); 3] = [
        ("aws:SourceVpc", "vpc-", "VPC", "INVALID_VPC_FORMAT"),
        (
            "aws:Ec2InstanceSourceVpc",
            "vpc-",
            "VPC",
            "INVALID_VPC_FORMAT",
        ),
        (
            "aws:SourceVpce",
            "vpce-",
            "VPC endpoint",
            "INVALID_VPCE_FORMAT",
        ),
    ];
    for (_, condition) in subject.conditions() {
        let key = condition.key_name();
        let form = FORMS.iter().find(|(known, ..)| is_key(known, key));
        let Some((_, prefix, what, code)) = form else {
            continue;
        };
        for (node, text, is_pattern) in texts(subject, condition) {
            if is_pattern || is_id(text, prefix) {
                continue;
            }
            let details = format!(
                "`{text}` is no id of a {what}, so no request has it: write `{prefix}` with 8 or 17 \
                 letters and digits behind it"
            );
            findings.push(Finding::new(
                FindingType::Error,
                code,
                vec![node.span],
                details,
            ));
        }
    }
}

fn is_id(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix).is_some_and(|id| {
        matches!(id.len(), 8 | 17) && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// Keys that hold the ARN of a KMS key, compared with something else: the id alone, or an alias, which
/// a request's key never holds.
///
/// AWS's reference does not list the keys. Found are those whose service compares the ARN; a pattern is
/// found where it can match no ARN of a key.
///
/// <https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id-key-ARN>
pub(super) fn kms_keys(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for (_, condition) in subject.conditions() {
        let key = condition.key_name();
        if !lists(KMS_KEY_ARN_KEYS, key) {
            continue;
        }
        for (node, text, is_pattern) in texts(subject, condition) {
            if is_kms_key(text, is_pattern) {
                continue;
            }
            let details = format!(
                "`{key}` holds the ARN of a KMS key, and `{text}` is none: write \
                 `arn:aws:kms:region:account:key/id`"
            );
            let code = "INVALID_KMS_KEY_VALUE";
            findings.push(Finding::new(
                FindingType::Error,
                code,
                vec![node.span],
                details,
            ));
        }
    }
}

fn is_kms_key(text: &str, is_pattern: bool) -> bool {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let is_open = |part: &str| is_pattern && part.contains(['*', '?']);
    match parts.as_slice() {
        ["arn", _, service, region, account, resource] => {
            let is_account =
                account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
            let is_resource = resource
                .strip_prefix("key/")
                .is_some_and(|id| !id.is_empty());
            (*service == "kms" || is_open(service))
                && !region.is_empty()
                && (is_account || is_open(account))
                && (is_resource || resource.starts_with(['*', '?']))
        }
        [.., last] => is_open(last) && (parts.len() == 1 || text.starts_with(['a', '*'])),
        [] => false,
    }
}

/// Dates as seconds since 1970. AWS reads them, but a number with one digit more or less is another
/// date and nobody sees it. `aws:EpochTime` is made for them.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-general-warning-invalid-date-value>
pub(super) fn seconds(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for (_, condition) in subject.conditions() {
        let takes_dates = condition
            .operator
            .is_some_and(|operator| operator.comparison.row().value_type == ValueType::Date);
        if !takes_dates || is_key("aws:EpochTime", condition.key_name()) {
            continue;
        }
        for node in condition.values {
            let Some(text) = scalar(node) else {
                continue;
            };
            // Four digits alone are a year.
            let is_number = text.len() > 4 && text.bytes().all(|byte| byte.is_ascii_digit());
            let Some(date) = text.parse().ok().filter(|_| is_number).and_then(date_of) else {
                continue;
            };
            let details = format!(
                "`{text}` is read as seconds since 1970, and such numbers are easily wrong: write the \
                 date, `{date}`"
            );
            let code = "INVALID_DATE_VALUE";
            let mut finding = Finding::new(FindingType::Warning, code, vec![node.span], details);
            finding.fix = Some(write(node, &date));
            findings.push(finding);
        }
    }
}

/// The date of a number of seconds since 1970, up to the year 9999.
///
/// The days are counted in eras of 400 years that begin with a first of March.
fn date_of(seconds: u64) -> Option<String> {
    let (days, time) = (seconds / 86_400, seconds % 86_400);
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let of_year = day - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    let year = era * 400 + year + u64::from(month <= 2);
    let (hours, minutes, seconds) = (time / 3_600, time / 60 % 60, time % 60);
    let date = format!("{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}Z");
    (year <= 9_999).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_have_a_date() {
        let check = |seconds, expected: &str| {
            assert_eq!(date_of(seconds).as_deref(), Some(expected));
        };
        check(0, "1970-01-01T00:00:00Z");
        check(951_782_400, "2000-02-29T00:00:00Z");
        check(1_735_689_599, "2024-12-31T23:59:59Z");
        check(4_107_542_400, "2100-03-01T00:00:00Z");
        assert_eq!(date_of(u64::MAX / 2), None);
    }

    #[test]
    fn kms_keys_have_whole_arns() {
        let key = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
        assert!(is_kms_key(key, false));
        assert!(is_kms_key("arn:aws:kms:*:111122223333:key/*", true));
        assert!(is_kms_key("arn:*:kms:*", true));
        assert!(is_kms_key("*", true));
        assert!(is_kms_key("*:key/mrk-*", true));
        assert!(!is_kms_key(
            "arn:aws:kms:eu-west-1:111122223333:alias/app",
            false
        ));
        assert!(!is_kms_key("arn:aws:kms:*:111122223333:alias/*", true));
        assert!(!is_kms_key("1234abcd-12ab-34cd-56ef-1234567890ab", false));
        assert!(!is_kms_key("arn:aws:kms::111122223333:key/1", false));
    }

    #[test]
    fn ids_have_their_length() {
        assert!(is_id("vpc-1a2b3c4d", "vpc-"));
        assert!(is_id("vpce-11223344556677889", "vpce-"));
        assert!(!is_id("vpc-1a2b3c", "vpc-"));
        assert!(!is_id("vpce-1a2b3c4d", "vpc-"));
    }
}
