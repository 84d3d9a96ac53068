//! The policies that AWS manages, with the whole catalog: AWS's own policies have no error, and what
//! else is found in them is counted.

use std::collections::BTreeMap;

use iam_evaluator::{FindingType, LineIndex, PolicyType};
use iam_language::validate::find;
use iam_language::{Catalog, Reading};

fn catalog() -> Catalog {
    let index = iam_data::file("catalog/index.txt").expect("the index is there");
    let mut catalog = Catalog::read(index).expect("it is an index");
    for (path, text) in iam_data::files_in("catalog/services") {
        let added = catalog.add_service(text);
        assert_eq!(added, Ok(()), "{path}");
    }
    catalog
}

#[test]
fn policies_that_aws_manages_have_no_errors() {
    let catalog = catalog();
    let mut errors = Vec::new();
    let mut counts: BTreeMap<(FindingType, &str), usize> = BTreeMap::new();
    let mut policies = 0;
    for (_, pack) in iam_data::files_in("managed-policies/packs") {
        for line in pack.lines() {
            let mut fields = line.splitn(3, '\t');
            let (name, _, text) = (fields.next(), fields.next(), fields.next());
            let (name, text) = (name.expect("a name"), text.expect("a document"));
            policies += 1;
            let findings = find(
                &Reading::of(text, PolicyType::IdentityBased),
                None,
                &catalog,
            );
            for finding in findings {
                let key = (finding.finding_type, finding.issue_code);
                *counts.entry(key).or_default() += 1;
                if finding.finding_type == FindingType::Error {
                    let place = LineIndex::new(text).position(text, finding.span().start);
                    let words = finding.span().of(text);
                    errors.push(format!(
                        "{name}, column {}: {} {words}: {}",
                        place.column, finding.issue_code, finding.details
                    ));
                }
            }
        }
    }
    for ((finding_type, code), count) in counts {
        println!("{count:6} {} {code}", finding_type.as_str());
    }
    assert!(policies > 1000, "{policies} policies");
    assert!(errors.is_empty(), "\n{}\n", errors.join("\n"));
}
