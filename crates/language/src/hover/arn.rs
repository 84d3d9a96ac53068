//! ARNs: their parts, and the types of resources that they can be.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>

use iam_evaluator::arn::Arn;
use iam_evaluator::pattern::Pattern;

use super::{Hover, Place};
use crate::catalog::{Catalog, ResourceType};
use crate::words::GUIDE;

/// An entry of `Resource` or `NotResource`.
pub(super) fn resource(place: &Place<'_>, word: &str) -> Option<Hover> {
    if word == "*" {
        return place.meant(
            word,
            "Every resource.",
            "reference_policies_elements_resource.html",
        );
    }
    hover_of_arn(place, word)
}

/// The parts of an ARN, wherever it stands.
pub(super) fn hover_of_arn(place: &Place<'_>, word: &str) -> Option<Hover> {
    let parts = Arn::parse(word)?;
    let or = |text: &str, empty: &str| match text {
        "" => empty.to_owned(),
        "*" => "* (any)".to_owned(),
        text => text.to_owned(),
    };
    let service = place.catalog.service(parts.service);
    let lines = vec![
        format!("  partition: {}", or(parts.partition, "none")),
        match service {
            Some(service) => format!("  service: {} ({})", parts.service, service.name),
            None => format!("  service: {}", or(parts.service, "none")),
        },
        format!("  Region: {}", or(parts.region, "none")),
        format!("  account: {}", or(parts.account, "none")),
        format!("  resource: {}", parts.resource),
    ];
    let types: Vec<&str> = types_of(place.catalog, word)
        .map(|of_type| of_type.name.as_str())
        .collect();
    let title = match types.as_slice() {
        [] => "ARN".to_owned(),
        [only] => format!("ARN of type {only}"),
        _ => format!("ARN of type {}", types.join(", ")),
    };
    Some(Hover {
        span: place.caret.token,
        title,
        lines,
        link: Some(format!("{GUIDE}reference-arns.html")),
        needs: service
            .filter(|service| !service.has_details())
            .map(|service| service.prefix.clone()),
    })
}

/// The types of resources whose ARNs are of this form. A wildcard of the policy counts as a text:
/// `arn:aws:s3:::b/*` is an object.
fn types_of<'c>(catalog: &'c Catalog, word: &str) -> impl Iterator<Item = &'c ResourceType> {
    let service = Arn::parse(word).and_then(|arn| catalog.service(arn.service));
    let types = service.map_or(&[][..], |service| service.resource_types());
    let fits = |of_type: &&ResourceType| fits(&of_type.arn, word);
    let mut found: Vec<&ResourceType> = types.iter().filter(fits).collect();
    // A name can hold slashes, so that an object's ARN also has the form of a bucket's.
    let most = found.iter().map(|of_type| separators(&of_type.arn)).max();
    found.retain(|of_type| Some(separators(&of_type.arn)) == most);
    found.into_iter()
}

fn fits(template: &str, word: &str) -> bool {
    let mut pattern = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("${") {
        pattern.push_str(before);
        pattern.push('*');
        rest = after.split_once('}').map_or("", |(_, behind)| behind);
    }
    pattern.push_str(rest);
    Pattern::new(&pattern).matches(word)
}

fn separators(template: &str) -> usize {
    let in_name = |byte: &u8| matches!(byte, b'/' | b':');
    template.bytes().filter(|byte| in_name(byte)).count()
}
