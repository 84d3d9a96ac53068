//! The issue codes of findings: AWS's own with their types, and where to read more about each.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>

mod ours;

use iam_evaluator::FindingType;

pub use ours::{OURS, OwnCode};

/// AWS's codes with their types: all of Access Analyzer's reference but
/// `SCP_SYNTAX_ERROR_ACTION_WILDCARD`, which the reference still has though service control policies
/// take the whole policy language since September 2025.
pub const AWS: &[(&str, FindingType)] = &[
    ("ARN_ACCOUNT_NOT_ALLOWED", FindingType::Error),
    ("ARN_REGION_NOT_ALLOWED", FindingType::Error),
    ("DATA_TYPE_MISMATCH", FindingType::Error),
    ("DUPLICATE_KEYS_WITH_DIFFERENT_CASE", FindingType::Error),
    ("INVALID_ACTION", FindingType::Error),
    ("INVALID_ARN_ACCOUNT", FindingType::Error),
    ("INVALID_ARN_PREFIX", FindingType::Error),
    ("INVALID_ARN_REGION", FindingType::Error),
    ("INVALID_ARN_RESOURCE", FindingType::Error),
    ("INVALID_ARN_SERVICE_CASE", FindingType::Error),
    ("INVALID_CONDITION_DATA_TYPE", FindingType::Error),
    ("INVALID_CONDITION_KEY_FORMAT", FindingType::Error),
    ("INVALID_CONDITION_MULTIPLE_BOOLEAN", FindingType::Error),
    ("INVALID_CONDITION_OPERATOR", FindingType::Error),
    ("INVALID_EFFECT", FindingType::Error),
    ("INVALID_GLOBAL_CONDITION_KEY", FindingType::Error),
    ("INVALID_PARTITION", FindingType::Error),
    ("INVALID_POLICY_ELEMENT", FindingType::Error),
    ("INVALID_PRINCIPAL_FORMAT", FindingType::Error),
    ("INVALID_PRINCIPAL_KEY", FindingType::Error),
    ("INVALID_REGION", FindingType::Error),
    ("INVALID_SERVICE", FindingType::Error),
    ("INVALID_SERVICE_CONDITION_KEY", FindingType::Error),
    ("INVALID_SERVICE_IN_ACTION", FindingType::Error),
    ("INVALID_VARIABLE_FOR_OPERATOR", FindingType::Error),
    ("INVALID_VERSION", FindingType::Error),
    ("JSON_SYNTAX_ERROR", FindingType::Error),
    ("MISSING_ACTION", FindingType::Error),
    ("MISSING_ARN_FIELD", FindingType::Error),
    ("MISSING_ARN_REGION", FindingType::Error),
    ("MISSING_EFFECT", FindingType::Error),
    ("MISSING_PRINCIPAL", FindingType::Error),
    ("MISSING_QUALIFIER", FindingType::Error),
    ("MISSING_RESOURCE", FindingType::Error),
    ("MISSING_STATEMENT", FindingType::Error),
    ("NULL_WITH_IF_EXISTS", FindingType::Error),
    ("SCP_SYNTAX_ERROR_PRINCIPAL", FindingType::Error),
    ("UNIQUE_SIDS_REQUIRED", FindingType::Error),
    ("UNSUPPORTED_ACTION_IN_POLICY", FindingType::Error),
    ("UNSUPPORTED_ELEMENT_COMBINATION", FindingType::Error),
    ("UNSUPPORTED_GLOBAL_CONDITION_KEY", FindingType::Error),
    ("UNSUPPORTED_PRINCIPAL", FindingType::Error),
    ("UNSUPPORTED_RESOURCE_ARN_IN_POLICY", FindingType::Error),
    ("UNSUPPORTED_SID", FindingType::Error),
    ("UNSUPPORTED_WILDCARD_IN_PRINCIPAL", FindingType::Error),
    ("MISSING_BRACE_IN_VARIABLE", FindingType::Error),
    ("MISSING_QUOTE_IN_VARIABLE", FindingType::Error),
    ("UNSUPPORTED_SPACE_IN_VARIABLE", FindingType::Error),
    ("EMPTY_VARIABLE", FindingType::Error),
    ("VARIABLE_UNSUPPORTED_IN_ELEMENT", FindingType::Error),
    ("VARIABLE_UNSUPPORTED_IN_VERSION", FindingType::Error),
    ("PRIVATE_IP_ADDRESS", FindingType::Error),
    ("PRIVATE_NOT_IP_ADDRESS", FindingType::Error),
    ("POLICY_SIZE_EXCEEDS_SCP_QUOTA", FindingType::Error),
    ("INVALID_SERVICE_PRINCIPAL_FORMAT", FindingType::Error),
    ("MISSING_TAG_KEY_IN_CONDITION", FindingType::Error),
    ("INVALID_VPC_FORMAT", FindingType::Error),
    ("INVALID_VPCE_FORMAT", FindingType::Error),
    ("FEDERATED_PRINCIPAL_NOT_SUPPORTED", FindingType::Error),
    ("UNSUPPORTED_ACTION_FOR_CONDITION_KEY", FindingType::Error),
    (
        "UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL",
        FindingType::Error,
    ),
    (
        "ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL",
        FindingType::Error,
    ),
    (
        "ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL",
        FindingType::Error,
    ),
    (
        "ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE",
        FindingType::Error,
    ),
    ("TYPE_MISMATCH_IP_RANGE", FindingType::Error),
    ("MISSING_ACTION_FOR_CONDITION_KEY", FindingType::Error),
    (
        "INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY",
        FindingType::Error,
    ),
    ("MISMATCHED_ACTION_FOR_PRINCIPAL", FindingType::Error),
    (
        "MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY",
        FindingType::Error,
    ),
    ("POLICY_SIZE_EXCEEDS_RCP_QUOTA", FindingType::Error),
    ("RCP_SYNTAX_ERROR_PRINCIPAL", FindingType::Error),
    ("RCP_SYNTAX_ERROR_ALLOW", FindingType::Error),
    ("RCP_SYNTAX_ERROR_NOTACTION", FindingType::Error),
    ("RCP_SYNTAX_ERROR_ACTION", FindingType::Error),
    ("MISSING_ARN_ACCOUNT", FindingType::Error),
    ("INVALID_KMS_KEY_VALUE", FindingType::Error),
    ("VARIABLE_USAGE_TOO_PERMISSIVE", FindingType::Error),
    ("WILDCARD_USAGE_TOO_PERMISSIVE", FindingType::Error),
    ("UNTRUSTWORTHY_CONDITION_KEY", FindingType::SecurityWarning),
    ("ALLOW_WITH_NOT_PRINCIPAL", FindingType::SecurityWarning),
    (
        "FORALLVALUES_WITH_SINGLE_VALUED_KEY",
        FindingType::SecurityWarning,
    ),
    ("PASS_ROLE_WITH_NOT_RESOURCE", FindingType::SecurityWarning),
    (
        "PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
        FindingType::SecurityWarning,
    ),
    (
        "PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE",
        FindingType::SecurityWarning,
    ),
    (
        "PASS_ROLE_WITH_STAR_IN_RESOURCE",
        FindingType::SecurityWarning,
    ),
    (
        "PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE",
        FindingType::SecurityWarning,
    ),
    (
        "PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
        FindingType::SecurityWarning,
    ),
    (
        "MISSING_PAIRED_CONDITION_KEYS",
        FindingType::SecurityWarning,
    ),
    (
        "DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
        FindingType::SecurityWarning,
    ),
    (
        "DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
        FindingType::SecurityWarning,
    ),
    (
        "RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL",
        FindingType::SecurityWarning,
    ),
    (
        "MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL",
        FindingType::SecurityWarning,
    ),
    (
        "MISSING_GITHUB_REPO_CONDITION_KEY",
        FindingType::SecurityWarning,
    ),
    (
        "STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS",
        FindingType::SecurityWarning,
    ),
    (
        "DYNAMODB_ATTRIBUTES_WITHOUT_SELECT",
        FindingType::SecurityWarning,
    ),
    (
        "S3_PREFIX_IN_NEGATIVE_CONTEXT",
        FindingType::SecurityWarning,
    ),
    (
        "FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE",
        FindingType::SecurityWarning,
    ),
    ("CREATE_SLR_WITH_NOT_RESOURCE", FindingType::Warning),
    (
        "CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
        FindingType::Warning,
    ),
    (
        "CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE",
        FindingType::Warning,
    ),
    ("CREATE_SLR_WITH_STAR_IN_RESOURCE", FindingType::Warning),
    (
        "CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE",
        FindingType::Warning,
    ),
    (
        "CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
        FindingType::Warning,
    ),
    ("DEPRECATED_GLOBAL_CONDITION_KEY", FindingType::Warning),
    ("INVALID_DATE_VALUE", FindingType::Warning),
    ("INVALID_ROLE_REFERENCE", FindingType::Warning),
    ("INVALID_USER_REFERENCE", FindingType::Warning),
    ("MISSING_VERSION", FindingType::Warning),
    ("UNIQUE_SIDS_RECOMMENDED", FindingType::Warning),
    ("WILDCARD_WITHOUT_LIKE_OPERATOR", FindingType::Warning),
    (
        "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA",
        FindingType::Warning,
    ),
    (
        "POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA",
        FindingType::Warning,
    ),
    ("TYPE_MISMATCH", FindingType::Warning),
    ("TYPE_MISMATCH_BOOLEAN", FindingType::Warning),
    ("TYPE_MISMATCH_DATE", FindingType::Warning),
    ("TYPE_MISMATCH_NUMBER", FindingType::Warning),
    ("TYPE_MISMATCH_STRING", FindingType::Warning),
    (
        "SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED",
        FindingType::Warning,
    ),
    (
        "POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA",
        FindingType::Warning,
    ),
    (
        "RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY",
        FindingType::Warning,
    ),
    (
        "RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY",
        FindingType::Warning,
    ),
    (
        "RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK",
        FindingType::Warning,
    ),
    (
        "USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES",
        FindingType::Warning,
    ),
    ("EMPTY_ARRAY_ACTION", FindingType::Suggestion),
    ("EMPTY_ARRAY_CONDITION", FindingType::Suggestion),
    (
        "EMPTY_ARRAY_CONDITION_FORALLVALUES",
        FindingType::Suggestion,
    ),
    ("EMPTY_ARRAY_CONDITION_FORANYVALUE", FindingType::Suggestion),
    ("EMPTY_ARRAY_CONDITION_IFEXISTS", FindingType::Suggestion),
    ("EMPTY_ARRAY_PRINCIPAL", FindingType::Suggestion),
    ("EMPTY_ARRAY_RESOURCE", FindingType::Suggestion),
    ("EMPTY_OBJECT_CONDITION", FindingType::Suggestion),
    ("EMPTY_OBJECT_PRINCIPAL", FindingType::Suggestion),
    ("EMPTY_SID_VALUE", FindingType::Suggestion),
    ("EQUIVALENT_TO_NULL_FALSE", FindingType::Suggestion),
    ("EQUIVALENT_TO_NULL_TRUE", FindingType::Suggestion),
    ("IMPROVE_IP_RANGE", FindingType::Suggestion),
    ("NULL_WITH_QUALIFIER", FindingType::Suggestion),
    ("PRIVATE_IP_ADDRESS_SUBSET", FindingType::Suggestion),
    ("PRIVATE_NOT_IP_ADDRESS_SUBSET", FindingType::Suggestion),
    ("REDUNDANT_ACTION", FindingType::Suggestion),
    ("REDUNDANT_CONDITION_VALUE_NUM", FindingType::Suggestion),
    ("REDUNDANT_RESOURCE", FindingType::Suggestion),
    ("REDUNDANT_STATEMENT", FindingType::Suggestion),
    ("WILDCARD_IN_SERVICE_NAME", FindingType::Suggestion),
    (
        "ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
        FindingType::Suggestion,
    ),
    (
        "ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
        FindingType::Suggestion,
    ),
    (
        "RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL",
        FindingType::Suggestion,
    ),
    (
        "IRRELEVANT_CONDITION_KEY_IN_POLICY",
        FindingType::Suggestion,
    ),
    (
        "REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION",
        FindingType::Suggestion,
    ),
    (
        "REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY",
        FindingType::Suggestion,
    ),
    (
        "REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION",
        FindingType::Suggestion,
    ),
    ("CONFIRM_AUDIENCE_CLAIM_TYPE", FindingType::Suggestion),
];

/// The type that AWS gives to a code of its own.
#[must_use]
pub fn aws_type(code: &str) -> Option<FindingType> {
    let row = AWS.iter().find(|(known, _)| *known == code);
    row.map(|(_, finding_type)| *finding_type)
}

/// The page about a code: the section of Access Analyzer's reference, or for a code of our own the
/// page of the rule.
///
/// The anchors of the reference are made of type and code; a test has the list of them.
#[must_use]
pub fn learn_more_link(code: &str) -> String {
    const REFERENCE: &str = "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html";
    let Some(finding_type) = aws_type(code) else {
        let own = OURS.iter().find(|own| own.code == code);
        return own.map_or(REFERENCE, |own| own.page).to_owned();
    };
    let kind = match finding_type {
        FindingType::Error => "error",
        FindingType::SecurityWarning => "security-warning",
        FindingType::Warning => "general-warning",
        FindingType::Suggestion => "suggestion",
    };
    let words = code.to_ascii_lowercase().replace('_', "-");
    format!("{REFERENCE}#access-analyzer-reference-policy-checks-{kind}-{words}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_leads_to_its_section() {
        assert!(
            learn_more_link("MISSING_VERSION").ends_with(
                "#access-analyzer-reference-policy-checks-general-warning-missing-version"
            )
        );
        assert!(!learn_more_link("PLAYGROUND_COMMENT").contains('#'));
    }

    #[test]
    fn no_code_stands_twice() {
        let mut codes: Vec<&str> = AWS.iter().map(|(code, _)| *code).collect();
        codes.extend(OURS.iter().map(|own| own.code));
        let count = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), count);
    }
}
