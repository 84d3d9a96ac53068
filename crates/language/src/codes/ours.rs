//! The codes of our own, for what AWS's checks do not look at. Each begins with `PLAYGROUND_`.

/// A code of our own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnCode {
    /// The code.
    pub code: &'static str,
    /// AWS's page about the rule.
    pub page: &'static str,
}

const fn own(code: &'static str, page: &'static str) -> OwnCode {
    OwnCode { code, page }
}

/// All codes of our own, those of `iam-evaluator` included.
pub const OURS: &[OwnCode] = &[
    own(
        "PLAYGROUND_COMMENT",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
    ),
    own(
        "PLAYGROUND_DUPLICATE_NAME",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
    ),
    own(
        "PLAYGROUND_EMPTY_LIST",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
    ),
    own(
        "PLAYGROUND_INVALID_PRINCIPAL",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
    ),
    own(
        "PLAYGROUND_OPERATOR_CASE",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
    ),
    own(
        "PLAYGROUND_UNSUPPORTED_CHARACTER",
        "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html",
    ),
    own(
        "PLAYGROUND_VARIABLE_IN_ARN",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html",
    ),
    own(
        "PLAYGROUND_ESCALATION_BY_PASSED_ROLE",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
    ),
    own(
        "PLAYGROUND_ESCALATION_BY_WORKLOAD",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    ),
    own(
        "PLAYGROUND_EXPOSURE",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html",
    ),
    own(
        "PLAYGROUND_FORALLVALUES_IN_ALLOW",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html",
    ),
    own(
        "PLAYGROUND_FORANYVALUE_IN_DENY",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html",
    ),
    own(
        "PLAYGROUND_FULL_ACCESS",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    ),
    own(
        "PLAYGROUND_IF_EXISTS",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IfExists",
    ),
    own(
        "PLAYGROUND_MFA_TEST",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent",
    ),
    own(
        "PLAYGROUND_MISSING_EXTERNAL_ID",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
    ),
    own(
        "PLAYGROUND_MISSING_MFA",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html",
    ),
    own(
        "PLAYGROUND_NOT_ACTION",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html",
    ),
    own(
        "PLAYGROUND_NOT_RESOURCE",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html",
    ),
    own(
        "PLAYGROUND_NO_EFFECT",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html",
    ),
    own(
        "PLAYGROUND_OLD_VERSION",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html",
    ),
    own(
        "PLAYGROUND_ORIGIN_ACCESS_IDENTITY",
        "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html",
    ),
    own(
        "PLAYGROUND_PRIVILEGE_ESCALATION",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    ),
    own(
        "PLAYGROUND_PUBLIC_ACCESS",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous",
    ),
    own(
        "PLAYGROUND_PUBLIC_TRUST",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous",
    ),
    own(
        "PLAYGROUND_RESOURCE_MISMATCH",
        "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    ),
    own(
        "PLAYGROUND_ROOT_USER",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html",
    ),
    own(
        "PLAYGROUND_SECRET",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/securing_access-keys.html",
    ),
    own(
        "PLAYGROUND_SERVICE_WILDCARD",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html",
    ),
    own(
        "PLAYGROUND_SHADOWED",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
    ),
    own(
        "PLAYGROUND_SOURCE_IP_IN_DENY",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_deny-ip.html",
    ),
    own(
        "PLAYGROUND_WILDCARD_RESOURCE",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html",
    ),
];
