//! ARNs against the types of resources that a service has.
//!
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>

use iam_evaluator::{Finding, FindingType, Fix, TextEdit};

use super::super::{Subject, mend, spelling};
use super::arn::{ArnText, Part, with_star_for_variables};
use super::arns;
use crate::catalog::{ResourceType, Service};
use crate::glob::overlaps;
use crate::tables::aws_writes_resource;

/// An ARN that no resource of its service can have: the part that names the resource is like a known
/// form and not quite it, or the Region or the account stands where these resources have none, or is
/// missing.
///
/// The forms are those of AWS's tables for the service that the ARN names; a service whose details are
/// not known is left alone, and so are the few forms that the tables lack and AWS's own policies have.
pub(super) fn check(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let mut candidates = Vec::new();
    for arn in arns(subject) {
        if arn.count < 6 || !arn.is_literal(Part::Service) || runs_over_colons(&arn) {
            continue;
        }
        let Some(service) = subject.catalog.service(arn.part(Part::Service)) else {
            continue;
        };
        let own = |of_type: &&ResourceType| part_of(of_type, 2) == arn.part(Part::Service);
        let mut types = service.resource_types().iter().filter(own).peekable();
        if types.peek().is_none() {
            continue;
        }
        let resource = arn.resource_pattern();
        candidates.clear();
        candidates.extend(types.filter(|of_type| may_name(&resource, of_type)));
        if candidates.is_empty() {
            findings.extend(unlike_its_form(subject, &arn, service));
            continue;
        }
        for part in [Part::Region, Part::Account] {
            findings.extend(part_that_does_not_fit(subject, &arn, &candidates, part));
        }
    }
}

/// Whether a `*` ends a part before the last one, and may stand for parts behind it too.
fn runs_over_colons(arn: &ArnText<'_>) -> bool {
    // A `*` alone in its part is the usual way to write any Region or account.
    let parts = [Part::Partition, Part::Region, Part::Account];
    let mut parts = parts.into_iter().map(|part| arn.part(part));
    parts.any(|part| part.len() > 1 && part.ends_with('*'))
}

fn part_of(of_type: &ResourceType, part: usize) -> &str {
    of_type.arn.splitn(6, ':').nth(part).unwrap_or_default()
}

/// Whether a pattern may match what names a resource of this type.
fn may_name(resource: &str, of_type: &ResourceType) -> bool {
    let template = part_of(of_type, 5);
    // Most types differ from the pattern in their first letters.
    let head = template.split("${").next().unwrap_or_default();
    let differ = resource
        .bytes()
        .zip(head.bytes())
        .take_while(|(ours, _)| !matches!(ours, b'*' | b'?'))
        .any(|(ours, theirs)| ours != theirs && !matches!(theirs, b'*' | b'?'));
    !differ && overlaps(resource, &with_star_for_variables(template))
}

/// A resource that is named in no way that its service knows: like that of a known type and not quite,
/// or like none.
fn unlike_its_form(subject: &Subject<'_>, arn: &ArnText<'_>, service: &Service) -> Option<Finding> {
    let written = arn.part(Part::Resource);
    let head = head(written);
    if head.is_empty()
        || head.contains(['*', '?', '$'])
        || aws_writes_resource(arn.part(Part::Service), written)
    {
        return None;
    }
    let types = service.resource_types().iter();
    let own = types.filter(|of_type| part_of(of_type, 2) == arn.part(Part::Service));
    let heads = || own.clone().map(|of_type| self::head(part_of(of_type, 5)));
    let meant = match heads().find(|known| *known == head) {
        // The type is right. A pattern may stand for a form that the tables lack.
        Some(known) => {
            let separator = |text: &str| text.as_bytes().get(known.len()).copied();
            let mut same = own.clone().filter(|it| self::head(part_of(it, 5)) == known);
            let is_other = same.all(|it| separator(part_of(it, 5)) != separator(written));
            let is_literal = arn.is_literal(Part::Resource);
            Some(known).filter(|_| is_other || is_literal)
        }
        None => spelling::nearest(head, heads()),
    };
    let place = arn.place(subject.reading, Part::Resource);
    let error = |details: String| {
        let code = "INVALID_ARN_RESOURCE";
        Finding::new(FindingType::Error, code, vec![place], details)
    };
    let Some(meant) = meant else {
        // Where a type of that name is known, a pattern may stand for another of its forms.
        let is_known = heads().any(|known| known == head);
        return (!is_known).then(|| error(like_none(written, service, own.clone())));
    };
    // Of several forms the simplest.
    let of_type = own
        .filter(|it| self::head(part_of(it, 5)) == meant)
        .min_by_key(|it| it.arn.len())?;
    let details = format!(
        "no resource of {} has an ARN that ends in `{written}`: that of type `{}` is `{}`",
        service.name, of_type.name, of_type.arn
    );
    let mut finding = error(details);
    let template = part_of(of_type, 5);
    let end = (head.len() + 1, meant.len() + 1);
    if let (Some(rest), Some(start)) = (written.get(end.0..), template.get(..end.1)) {
        // Certain only if the rest then fits.
        let mended = format!("{start}{rest}");
        if may_name(&mended, of_type) {
            let (from, _) = arn.range(Part::Resource);
            let range = (from, from + end.0);
            finding.fix = Some(mend::replace(subject.reading, arn.text, range, start));
        }
    }
    Some(finding)
}

fn like_none<'c>(
    written: &str,
    service: &Service,
    types: impl Iterator<Item = &'c ResourceType>,
) -> String {
    const NAMED: usize = 3;
    let mut forms: Vec<&str> = types.map(|of_type| part_of(of_type, 5)).collect();
    // The simplest first: they are most often meant.
    forms.sort_unstable_by_key(|form| (form.len(), *form));
    forms.dedup();
    let others = match forms.len() > NAMED {
        true => " and others",
        false => "",
    };
    forms.truncate(NAMED);
    format!(
        "no resource of {} has an ARN that ends in `{written}`: AWS lists `{}`{others}",
        service.name,
        forms.join("`, `")
    )
}

/// What stands before the first `/` or `:` in the part that names the resource.
fn head(resource: &str) -> &str {
    resource.split(['/', ':']).next().unwrap_or_default()
}

fn part_that_does_not_fit(
    subject: &Subject<'_>,
    arn: &ArnText<'_>,
    candidates: &[&ResourceType],
    part: Part,
) -> Option<Finding> {
    let written = arn.part(part);
    let (has_it, name, not_allowed, missing) = match part {
        Part::Region => (
            "a Region",
            "Region",
            "ARN_REGION_NOT_ALLOWED",
            "MISSING_ARN_REGION",
        ),
        _ => (
            "an account",
            "account",
            "ARN_ACCOUNT_NOT_ALLOWED",
            "MISSING_ARN_ACCOUNT",
        ),
    };
    let mut in_types = candidates
        .iter()
        .map(|of_type| part_of(of_type, part as usize));
    let first = candidates.first()?;
    if written.is_empty() {
        let is_written_by_aws =
            aws_writes_resource(arn.part(Part::Service), arn.part(Part::Resource));
        if in_types.any(str::is_empty)
            || is_written_by_aws
            || (part == Part::Account && may_be_of_aws(arn))
        {
            return None;
        }
        let details = format!(
            "the ARN of a resource of type `{}` has {has_it}, so none has this one: write the {name} \
             between the colons, or `*` for all",
            first.name
        );
        return Some(Finding::new(
            FindingType::Error,
            missing,
            vec![arn.text.span],
            details,
        ));
    }
    // Stars alone match nothing, too.
    if written.bytes().all(|byte| byte == b'*') || !in_types.all(str::is_empty) {
        return None;
    }
    let details = format!(
        "the ARN of a resource of type `{}` has no {name}, so none has `{written}` there: leave nothing \
         between the colons",
        first.name
    );
    let place = arn.place(subject.reading, part);
    let mut finding = Finding::new(FindingType::Error, not_allowed, vec![place], details);
    finding.fix = Some(Fix {
        title: format!("Remove `{written}`"),
        edits: vec![TextEdit {
            span: place,
            text: String::new(),
        }],
    });
    Some(finding)
}

/// Whether AWS itself may keep the resource, in which case its ARN has no account though the table
/// shows one.
///
/// <https://docs.aws.amazon.com/systems-manager/latest/userguide/security-iam-awsmanpol.html>
/// <https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters.html>
fn may_be_of_aws(arn: &ArnText<'_>) -> bool {
    let resource = arn.part(Part::Resource);
    match arn.part(Part::Service) {
        "ssm" => ["document/", "automation-definition/", "parameter/aws/"]
            .iter()
            .any(|start| resource.starts_with(start)),
        "resource-explorer-2" => resource.starts_with("view/AWS"),
        _ => false,
    }
}
