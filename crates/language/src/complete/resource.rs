//! `Resource` and `NotResource`: the ARNs of the types of resources that the statement's actions
//! work on.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>

use super::list::{Draft, List, fit, quoted};
use super::template::{filled, marked};
use super::{Kind, Scene};
use crate::catalog::{ResourceType, Service};

/// How many actions of a pattern are looked at: those of the largest service and more.
const MOST_COVERED: usize = 2_000;

/// A type of resource with what it is for in this statement.
struct Offered<'c> {
    service: &'c Service,
    of_type: &'c ResourceType,
    /// How many of the statement's actions work on it.
    actions: usize,
}

/// What can be written in `Resource` or `NotResource`.
pub(super) fn resources(scene: &Scene<'_>, list: &mut List) {
    let services = scene.services();
    scene.need_details_of(services, list);
    let offered = types_of_actions(scene);
    for (order, offer) in (0..).zip(&offered) {
        let text = filled(&offer.of_type.arn);
        let found = fit(&text, &list.word).or_else(|| fit(&offer.of_type.name, &list.word));
        list.offer_as(found, 10 + order, || Draft {
            label: text,
            insert: format!("\"{}\"", marked(&offer.of_type.arn)),
            kind: Kind::Resource,
            detail: offer.of_type.name.clone(),
            info: format!(
                "{}: {}.",
                offer.service.name,
                match offer.actions {
                    1 => "1 action of the statement works on it".to_owned(),
                    count => format!("{count} actions of the statement work on it"),
                }
            ),
        });
    }
    bucket_and_objects(scene, &offered, list);
    let others = scene.strings();
    let arns = others.iter().filter(|text| text.starts_with("arn:"));
    for arn in arns {
        let is_listed = ["Resource", "NotResource"]
            .iter()
            .any(|name| scene.others(name).contains(arn));
        let principal = ["iam", "sts"]
            .iter()
            .any(|service| arn.contains(&format!(":{service}::")));
        if is_listed || principal {
            continue;
        }
        list.offer(arn, 60, || Draft {
            label: (*arn).to_owned(),
            insert: quoted(arn),
            kind: Kind::Resource,
            detail: "in this policy".to_owned(),
            info: String::new(),
        });
    }
    list.offer("*", 50, || Draft {
        label: "*".to_owned(),
        insert: quoted("*"),
        kind: Kind::Wildcard,
        detail: "every resource".to_owned(),
        info: "Every resource. Actions that work on no type of resource need it.".to_owned(),
    });
    let any = "arn:aws:SERVICE:REGION:ACCOUNT-ID:NAME";
    list.offer(any, 70, || Draft {
        label: any.to_owned(),
        insert: "\"arn:aws:⟦SERVICE⟧:REGION:ACCOUNT-ID:NAME\"".to_owned(),
        kind: Kind::Snippet,
        detail: "the parts of an ARN".to_owned(),
        info: "Region and account are empty where the type of resource has none.".to_owned(),
    });
}

/// A bucket stands beside its objects in most statements about Amazon S3, because some actions work
/// on the one and some on the others.
fn bucket_and_objects(scene: &Scene<'_>, offered: &[Offered<'_>], list: &mut List) {
    let has = |name: &str| {
        let mut types = offered.iter();
        types.any(|offer| offer.service.prefix == "s3" && offer.of_type.name == name)
    };
    if !has("bucket") || !has("object") {
        return;
    }
    let indent = scene.indent();
    let bucket = "\"arn:aws:s3:::⟦BUCKET-NAME⟧\"";
    let objects = "\"arn:aws:s3:::BUCKET-NAME/*\"";
    let label = "arn:aws:s3:::BUCKET-NAME and its objects";
    list.offer(label, 5, || Draft {
        label: label.to_owned(),
        insert: match scene.in_list() {
            true => format!("{bucket},\n{indent}{objects}"),
            false => format!("[\n{indent}  {bucket},\n{indent}  {objects}\n{indent}]"),
        },
        kind: Kind::Snippet,
        detail: "bucket and objects".to_owned(),
        info: "Some actions work on the bucket, others on what is in it.".to_owned(),
    });
}

/// The types that the statement's actions work on, the ones of most actions first.
fn types_of_actions<'c>(scene: &'c Scene<'_>) -> Vec<Offered<'c>> {
    let mut offered: Vec<Offered<'c>> = Vec::new();
    for pattern in scene.actions() {
        // A pattern over all services says nothing about types.
        if pattern
            .split(':')
            .next()
            .is_none_or(|prefix| prefix.contains(['*', '?']))
        {
            continue;
        }
        for (service, action) in scene.catalog.covered(pattern).take(MOST_COVERED) {
            let Some(details) = service.details_of(&action.name) else {
                break;
            };
            for on in &details.resources {
                let Some(of_type) = service.resource_type(on) else {
                    continue;
                };
                let is_same = |offer: &&mut Offered<'_>| std::ptr::eq(offer.of_type, of_type);
                match offered.iter_mut().find(is_same) {
                    Some(offer) => offer.actions += 1,
                    None => offered.push(Offered {
                        service,
                        of_type,
                        actions: 1,
                    }),
                }
            }
        }
    }
    offered.sort_by_key(|offer| (std::cmp::Reverse(offer.actions), offer.of_type.arn.len()));
    offered
}
