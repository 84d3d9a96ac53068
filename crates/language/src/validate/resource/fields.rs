//! The parts of an ARN, each by itself.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>

use iam_evaluator::{Finding, FindingType, PolicyType};

use super::super::{Subject, mend, spelling};
use super::arn::{ArnText, Part};
use super::arns;
use crate::tables::{PARTITIONS, REGIONS, is_region};

/// An ARN in which a part is missing, or is none that AWS has: no resource has this ARN.
///
/// A part with a wildcard or a variable is not looked at. AWS's reference has a list of partitions for
/// each service; we know no such list, and find partitions that do not exist.
pub(super) fn check(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for arn in arns(subject) {
        if arn.count < 6 {
            missing_parts(subject, &arn, findings);
            continue;
        }
        partition(subject, &arn, findings);
        service_case(subject, &arn, findings);
        region(subject, &arn, findings);
        account(subject, &arn, findings);
    }
}

fn error(
    subject: &Subject<'_>,
    arn: &ArnText<'_>,
    (code, part): (&'static str, Part),
    details: String,
) -> Finding {
    let place = arn.place(subject.reading, part);
    Finding::new(FindingType::Error, code, vec![place], details)
}

/// AWS says what it asks for, not what it does with less. IAM completes the ARN with `*` in an
/// identity-based policy, so that it covers more than it seems to. AWS STS refuses it in a session
/// policy, which is an error found elsewhere.
fn missing_parts(subject: &Subject<'_>, arn: &ArnText<'_>, findings: &mut Vec<Finding>) {
    if subject.policy_type() == PolicyType::Session {
        return;
    }
    let details = format!(
        "an ARN has six parts, `arn:partition:service:region:account:resource`, and this one has {}: \
         write them all, empty where the resource has none, as in `arn:aws:s3:::reports`",
        arn.count
    );
    let place = vec![arn.text.span];
    findings.push(Finding::new(
        FindingType::Error,
        "MISSING_ARN_FIELD",
        place,
        details,
    ));
}

fn partition(subject: &Subject<'_>, arn: &ArnText<'_>, findings: &mut Vec<Finding>) {
    let written = arn.part(Part::Partition);
    if !arn.is_literal(Part::Partition) || PARTITIONS.contains(&written) {
        return;
    }
    let meant = spelling::nearest(written, PARTITIONS.iter().copied()).unwrap_or("aws");
    let what = match written {
        "" => "the ARN names no partition".to_owned(),
        _ => format!("AWS has no partition `{written}`, so no resource has this ARN"),
    };
    let details = format!(
        "{what}: write `{meant}`, or the partition of your Regions, such as \
         `aws-cn` or `aws-us-gov`"
    );
    let code = ("INVALID_PARTITION", Part::Partition);
    let mut finding = error(subject, arn, code, details);
    let range = arn.range(Part::Partition);
    finding.fix = Some(mend::replace(subject.reading, arn.text, range, meant));
    findings.push(finding);
}

fn service_case(subject: &Subject<'_>, arn: &ArnText<'_>, findings: &mut Vec<Finding>) {
    let written = arn.part(Part::Service);
    if !arn.is_literal(Part::Service) || !written.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return;
    }
    let lower = written.to_ascii_lowercase();
    let details = format!(
        "the service in an ARN is in lower case, so no resource has `{written}` there: write `{lower}`"
    );
    let code = ("INVALID_ARN_SERVICE_CASE", Part::Service);
    let mut finding = error(subject, arn, code, details);
    let range = arn.range(Part::Service);
    finding.fix = Some(mend::replace(subject.reading, arn.text, range, &lower));
    findings.push(finding);
}

/// A Region that does not exist, or not in this partition. Which services a Region has we do not know.
///
/// <https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html>
fn region(subject: &Subject<'_>, arn: &ArnText<'_>, findings: &mut Vec<Finding>) {
    let written = arn.part(Part::Region);
    if written.is_empty() || !arn.is_literal(Part::Region) {
        return;
    }
    let code = ("INVALID_ARN_REGION", Part::Region);
    let partition = arn.part(Part::Partition);
    let is_known = PARTITIONS.contains(&partition);
    if !is_region(written) {
        let regions = REGIONS.iter().copied();
        let possible = regions.filter(|it| !is_known || partition_of(it) == partition);
        let meant = spelling::nearest(written, possible);
        let hint = match meant {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "write one such as `eu-west-1`, or `*` for all".to_owned(),
        };
        let details = format!("AWS has no Region `{written}`, so no resource has this ARN: {hint}");
        let mut finding = error(subject, arn, code, details);
        let range = arn.range(Part::Region);
        finding.fix = meant.map(|meant| mend::replace(subject.reading, arn.text, range, meant));
        findings.push(finding);
        return;
    }
    let home = partition_of(written);
    if is_known && partition != home {
        let details = format!(
            "the Region `{written}` is in the partition `{home}`, not in `{partition}`, so no resource \
             has this ARN: change one of the two"
        );
        findings.push(error(subject, arn, code, details));
    }
}

/// The partition of a Region.
fn partition_of(region: &str) -> &'static str {
    let prefixes = [
        ("cn-", "aws-cn"),
        ("us-gov-", "aws-us-gov"),
        ("us-iso-", "aws-iso"),
        ("us-isob-", "aws-iso-b"),
        ("eu-isoe-", "aws-iso-e"),
        ("us-isof-", "aws-iso-f"),
        ("eusc-", "aws-eusc"),
    ];
    let found = prefixes
        .iter()
        .find(|(prefix, _)| region.starts_with(prefix));
    found.map_or("aws", |(_, partition)| partition)
}

/// `aws` stands for resources that AWS itself keeps, such as its managed policies.
///
/// <https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html>
fn account(subject: &Subject<'_>, arn: &ArnText<'_>, findings: &mut Vec<Finding>) {
    let written = arn.part(Part::Account);
    let is_account = written.len() == 12 && written.bytes().all(|byte| byte.is_ascii_digit());
    if matches!(written, "" | "aws") || is_account || !arn.is_literal(Part::Account) {
        return;
    }
    // Few services have a word of their own in the place of an account.
    let service = subject.catalog.service(arn.part(Part::Service));
    let mut types = service
        .into_iter()
        .flat_map(|service| service.resource_types());
    if types.any(|of_type| of_type.arn.split(':').nth(4) == Some(written)) {
        return;
    }
    let details = format!(
        "`{written}` is no account, so no resource has this ARN: write the 12 digits of one, or `*` \
         for all"
    );
    let code = ("INVALID_ARN_ACCOUNT", Part::Account);
    findings.push(error(subject, arn, code, details));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_region_has_a_known_partition() {
        for region in REGIONS {
            assert!(PARTITIONS.contains(&partition_of(region)), "{region}");
        }
        assert_eq!(partition_of("us-east-1"), "aws");
        assert_eq!(partition_of("us-isob-east-1"), "aws-iso-b");
    }
}
