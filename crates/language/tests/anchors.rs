//! The links to Access Analyzer's reference lead to sections that it has.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>

use iam_language::codes::{AWS, learn_more_link};

/// The anchors of the reference's sections, as it stood in 2026: after
/// `access-analyzer-reference-policy-checks-`, by type.
const ANCHORS: &[(&str, &str)] = &[
    ("error", ERRORS),
    ("general-warning", WARNINGS),
    ("security-warning", SECURITY_WARNINGS),
    ("suggestion", SUGGESTIONS),
];

const ERRORS: &str = "
    arn-account-not-allowed
    arn-region-not-allowed
    data-type-mismatch
    duplicate-keys-with-different-case
    invalid-action
    invalid-arn-account
    invalid-arn-prefix
    invalid-arn-region
    invalid-arn-resource
    invalid-arn-service-case
    invalid-condition-data-type
    invalid-condition-key-format
    invalid-condition-multiple-boolean
    invalid-condition-operator
    invalid-effect
    invalid-global-condition-key
    invalid-partition
    invalid-policy-element
    invalid-principal-format
    invalid-principal-key
    invalid-region
    invalid-service
    invalid-service-condition-key
    invalid-service-in-action
    invalid-variable-for-operator
    invalid-version
    json-syntax-error
    missing-action
    missing-arn-field
    missing-arn-region
    missing-effect
    missing-principal
    missing-qualifier
    missing-resource
    missing-statement
    null-with-if-exists
    scp-syntax-error-action-wildcard
    scp-syntax-error-principal
    unique-sids-required
    unsupported-action-in-policy
    unsupported-element-combination
    unsupported-global-condition-key
    unsupported-principal
    unsupported-resource-arn-in-policy
    unsupported-sid
    unsupported-wildcard-in-principal
    missing-brace-in-variable
    missing-quote-in-variable
    unsupported-space-in-variable
    empty-variable
    variable-unsupported-in-element
    variable-unsupported-in-version
    private-ip-address
    private-not-ip-address
    policy-size-exceeds-scp-quota
    invalid-service-principal-format
    missing-tag-key-in-condition
    invalid-vpc-format
    invalid-vpce-format
    federated-principal-not-supported
    unsupported-action-for-condition-key
    unsupported-condition-key-for-service-principal
    role-trust-policy-syntax-error-notprincipal
    role-trust-policy-unsupported-wildcard-in-principal
    role-trust-policy-syntax-error-resource
    type-mismatch-ip-range
    missing-action-for-condition-key
    invalid-federated-principal-syntax-in-role-trust-policy
    mismatched-action-for-principal
    missing-action-for-roles-anywhere-trust-policy
    policy-size-exceeds-rcp-quota
    rcp-syntax-error-principal
    rcp-syntax-error-allow
    rcp-syntax-error-notaction
    rcp-syntax-error-action
    missing-arn-account
    invalid-kms-key-value
    variable-usage-too-permissive
    wildcard-usage-too-permissive
";

const WARNINGS: &str = "
    create-slr-with-not-resource
    create-slr-with-star-in-action-and-not-resource
    create-slr-with-not-action-and-not-resource
    create-slr-with-star-in-resource
    create-slr-with-star-in-action-and-resource
    create-slr-with-star-in-resource-and-not-action
    deprecated-global-condition-key
    invalid-date-value
    invalid-role-reference
    invalid-user-reference
    missing-version
    unique-sids-recommended
    wildcard-without-like-operator
    policy-size-exceeds-identity-policy-quota
    policy-size-exceeds-resource-policy-quota
    type-mismatch
    type-mismatch-boolean
    type-mismatch-date
    type-mismatch-number
    type-mismatch-string
    specific-github-repo-and-branch-recommended
    policy-size-exceeds-role-trust-policy-quota
    rcp-missing-related-principal-condition-key
    rcp-missing-related-service-principal-condition-key
    rcp-missing-service-condition-key-null-check
    use-condition-key-only-with-supported-services
";

const SECURITY_WARNINGS: &str = "
    untrustworthy-condition-key
    allow-with-not-principal
    forallvalues-with-single-valued-key
    pass-role-with-not-resource
    pass-role-with-star-in-action-and-not-resource
    pass-role-with-not-action-and-not-resource
    pass-role-with-star-in-resource
    pass-role-with-star-in-action-and-resource
    pass-role-with-star-in-resource-and-not-action
    missing-paired-condition-keys
    deny-with-unsupported-tag-condition-key-for-service
    deny-notaction-with-unsupported-tag-condition-key-for-service
    restrict-access-to-service-principal
    missing-condition-key-for-oidc-principal
    missing-github-repo-condition-key
    string-like-operator-with-arn-condition-keys
    dynamodb-attributes-without-select
    s3-prefix-in-negative-context
    foranyvalue-with-audience-claim-type
";

const SUGGESTIONS: &str = "
    empty-array-action
    empty-array-condition
    empty-array-condition-forallvalues
    empty-array-condition-foranyvalue
    empty-array-condition-ifexists
    empty-array-principal
    empty-array-resource
    empty-object-condition
    empty-object-principal
    empty-sid-value
    equivalent-to-null-false
    equivalent-to-null-true
    improve-ip-range
    null-with-qualifier
    private-ip-address-subset
    private-not-ip-address-subset
    redundant-action
    redundant-condition-value-num
    redundant-resource
    redundant-statement
    wildcard-in-service-name
    allow-with-unsupported-tag-condition-key-for-service
    allow-notaction-with-unsupported-tag-condition-key-for-service
    recommended-condition-key-for-service-principal
    irrelevant-condition-key-in-policy
    redundant-key-due-to-wildcard-in-condition
    redundant-principal-in-role-trust-policy
    redundant-statement-due-to-wildcard-in-condition
    confirm-audience-claim-type
";

/// Sections about what AWS itself no longer asks for, so that no check has their code.
const STALE: &[&str] = &["error-scp-syntax-error-action-wildcard"];

#[test]
fn every_link_leads_to_a_section_and_every_section_has_a_code() {
    let sections = ANCHORS.iter().flat_map(|(kind, names)| {
        names
            .split_whitespace()
            .map(move |name| format!("{kind}-{name}"))
    });
    let mut sections: Vec<String> = sections.collect();
    sections.retain(|section| !STALE.contains(&section.as_str()));
    let fragment = |code: &str| {
        let link = learn_more_link(code);
        let (_, fragment) = link.split_once('#').expect("a link to a section");
        let section = fragment.strip_prefix("access-analyzer-reference-policy-checks-");
        section.expect("a section about a check").to_owned()
    };
    let mut links: Vec<String> = AWS.iter().map(|(code, _)| fragment(code)).collect();
    sections.sort();
    links.sort();
    assert_eq!(links, sections);
}
