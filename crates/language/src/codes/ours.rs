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
];
