//! Problems in a policy's text: their types, their codes, and all their English.
//!
//! Types and codes are those of AWS's IAM Access Analyzer where it has one for the problem.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>

use crate::source::Span;

/// How serious a finding is.
///
/// <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ValidatePolicyFinding.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FindingType {
    /// AWS refuses the document, or part of it does not work.
    Error,
    /// The policy allows more than it should.
    SecurityWarning,
    /// The policy works, but surprises.
    Warning,
    /// The policy could be better.
    Suggestion,
}

impl FindingType {
    /// AWS's spelling: `ERROR`, `SECURITY_WARNING`, `WARNING`, `SUGGESTION`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            FindingType::Error => "ERROR",
            FindingType::SecurityWarning => "SECURITY_WARNING",
            FindingType::Warning => "WARNING",
            FindingType::Suggestion => "SUGGESTION",
        }
    }
}

/// One problem in a policy's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How serious it is.
    pub finding_type: FindingType,
    /// The code: Access Analyzer's, or one of our own, which begins with `PLAYGROUND_`.
    pub issue_code: &'static str,
    /// Where: at least one place; the first is where the problem is best shown.
    pub locations: Vec<Span>,
    /// What is wrong and what to write instead, in one sentence.
    pub details: String,
    /// A change of the text that mends it, where one is certain.
    pub fix: Option<Fix>,
}

/// A change of the text that mends a problem and changes nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as the label of a button: `Write GetObject`.
    pub title: String,
    /// What to replace; no two overlap.
    pub edits: Vec<TextEdit>,
}

/// One replacement in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextEdit {
    /// What goes; empty to insert.
    pub span: Span,
    /// What comes in its place.
    pub text: String,
}

/// What is wrong with a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VariableErrorKind {
    /// `${` without `}`.
    MissingBrace,
    /// A default value without both of its single quotes.
    MissingQuote,
    /// A space in the name.
    Space,
    /// `${}`.
    Empty,
}

impl Finding {
    /// A finding at these places, of which there is at least one.
    #[must_use]
    pub fn new(
        finding_type: FindingType,
        issue_code: &'static str,
        locations: Vec<Span>,
        details: String,
    ) -> Finding {
        Finding {
            finding_type,
            issue_code,
            locations,
            details,
            fix: None,
        }
    }

    /// Where the problem is best shown.
    #[must_use]
    pub fn span(&self) -> Span {
        self.locations.first().copied().unwrap_or_default()
    }
}

fn error(issue_code: &'static str, span: Span, details: impl Into<String>) -> Finding {
    Finding::new(FindingType::Error, issue_code, vec![span], details.into())
}

fn warning(issue_code: &'static str, span: Span, details: impl Into<String>) -> Finding {
    Finding::new(FindingType::Warning, issue_code, vec![span], details.into())
}

// Syntax of JSON.

const JSON_SYNTAX_ERROR: &str = "JSON_SYNTAX_ERROR";

pub(crate) fn empty_text(span: Span) -> Finding {
    error(
        JSON_SYNTAX_ERROR,
        span,
        "there is no policy here yet: it begins with `{`",
    )
}

pub(crate) fn text_after_end(span: Span) -> Finding {
    error(
        JSON_SYNTAX_ERROR,
        span,
        "the policy ends before this: one document, in one pair of braces, is all that a policy \
         holds",
    )
}

pub(crate) fn text_ends_early(span: Span) -> Finding {
    error(
        JSON_SYNTAX_ERROR,
        span,
        "the text ends where a value is due",
    )
}

pub(crate) fn unexpected_character(span: Span, found: &str) -> Finding {
    if matches!(found, "“" | "”" | "„" | "‘" | "’" | "«" | "»") {
        let details = format!("`{found}` is a typographic quote: JSON takes the straight `\"`");
        return error(JSON_SYNTAX_ERROR, span, details);
    }
    if found == "'" {
        let details = "JSON takes double quotes `\"`, not single ones";
        return error(JSON_SYNTAX_ERROR, span, details);
    }
    error(
        JSON_SYNTAX_ERROR,
        span,
        format!("expected a value, found `{found}`"),
    )
}

pub(crate) fn nested_too_deep(span: Span, limit: usize) -> Finding {
    let details = format!("nested more than {limit} levels deep: no policy is");
    error(JSON_SYNTAX_ERROR, span, details)
}

pub(crate) fn never_closed(span: Span, open: &str, close: &str) -> Finding {
    error(
        JSON_SYNTAX_ERROR,
        span,
        format!("this `{open}` is never closed: `{close}` is missing"),
    )
}

pub(crate) fn wrong_bracket(span: Span, expected: &str, found: &str) -> Finding {
    error(
        JSON_SYNTAX_ERROR,
        span,
        format!("expected `{expected}`, found `{found}`"),
    )
}

pub(crate) fn expected_name(span: Span, found: &str) -> Finding {
    let details = format!("expected a name in double quotes, found `{found}`");
    error(JSON_SYNTAX_ERROR, span, details)
}

pub(crate) fn expected_colon(span: Span, name: &str) -> Finding {
    let details = format!("expected `:` and a value after the name `{name}`");
    error(JSON_SYNTAX_ERROR, span, details)
}

pub(crate) fn expected_comma(span: Span, found: &str, close: &str) -> Finding {
    error(
        JSON_SYNTAX_ERROR,
        span,
        format!("expected `,` or `{close}` before `{found}`"),
    )
}

pub(crate) fn trailing_comma(span: Span, close: &str) -> Finding {
    let details = format!("remove this comma: nothing follows it before `{close}`");
    error(JSON_SYNTAX_ERROR, span, details)
}

pub(crate) fn bad_number(span: Span, spelled: &str) -> Finding {
    error(
        JSON_SYNTAX_ERROR,
        span,
        format!("`{spelled}` is not a number as JSON writes it"),
    )
}

pub(crate) fn bare_word(span: Span, word: &str) -> Finding {
    error(
        JSON_SYNTAX_ERROR,
        span,
        format!("`{word}` must stand in double quotes"),
    )
}

pub(crate) fn bad_escape(span: Span, spelled: &str) -> Finding {
    let details = format!(
        "`{spelled}` does not begin an escape that JSON knows: write `\\\\` for a backslash"
    );
    error(JSON_SYNTAX_ERROR, span, details)
}

pub(crate) fn unclosed_string(span: Span) -> Finding {
    let details = "this string is never closed: its second `\"` is missing on this line";
    error(JSON_SYNTAX_ERROR, span, details)
}

pub(crate) fn control_character(span: Span, byte: u8) -> Finding {
    let instead = if byte == b'\t' { "`\\t` or " } else { "" };
    let details = format!(
        "a string may not hold the control character U+{byte:04X}: write {instead}`\\u{byte:04x}`"
    );
    error(JSON_SYNTAX_ERROR, span, details)
}

pub(crate) fn unclosed_comment(span: Span) -> Finding {
    error(
        JSON_SYNTAX_ERROR,
        span,
        "this comment is never closed: `*/` is missing",
    )
}

pub(crate) fn comments(spans: Vec<Span>) -> Finding {
    Finding::new(
        FindingType::Warning,
        "PLAYGROUND_COMMENT",
        spans,
        "AWS does not accept comments in a policy: they are passed over here, remove them before \
         you use it"
            .to_owned(),
    )
}

impl Finding {
    /// Whether the text is not JSON, so that nothing in it can be relied on.
    #[must_use]
    pub fn is_syntax_error(&self) -> bool {
        self.issue_code == JSON_SYNTAX_ERROR
    }
}

// Structure: members, elements and their types.

pub(crate) fn wrong_type(span: Span, what: &str, expected: &str) -> Finding {
    error(
        "DATA_TYPE_MISMATCH",
        span,
        format!("{what} must be {expected}"),
    )
}

pub(crate) fn duplicate_name(spans: Vec<Span>, name: &str) -> Finding {
    let details = format!(
        "`{name}` stands twice in the same object: AWS refuses that, so keep one, or join their \
         values in a list"
    );
    Finding::new(
        FindingType::Error,
        "PLAYGROUND_DUPLICATE_NAME",
        spans,
        details,
    )
}

pub(crate) fn unknown_element(span: Span, name: &str, owner: &str, meant: Option<&str>) -> Finding {
    let hint = match meant {
        Some(meant) => format!(": did you mean `{meant}`?"),
        None => String::new(),
    };
    error(
        "INVALID_POLICY_ELEMENT",
        span,
        format!("{owner} has no element `{name}`, and case matters{hint}"),
    )
}

pub(crate) fn unsupported_character(span: Span, character: char) -> Finding {
    let details = format!(
        "IAM takes only the characters U+0020 to U+00FF, tab and line breaks, not `{character}` \
         (U+{:04X})",
        u32::from(character)
    );
    error("PLAYGROUND_UNSUPPORTED_CHARACTER", span, details)
}

pub(crate) fn empty_list(span: Span, name: &str) -> Finding {
    let details = format!("`{name}` is an empty list: name at least one value");
    error("PLAYGROUND_EMPTY_LIST", span, details)
}

pub(crate) fn missing_statement(span: Span) -> Finding {
    error("MISSING_STATEMENT", span, "the policy has no `Statement`")
}

pub(crate) fn no_statement(span: Span) -> Finding {
    error(
        "MISSING_STATEMENT",
        span,
        "`Statement` is an empty list: it needs at least one statement",
    )
}

pub(crate) fn invalid_version(span: Span) -> Finding {
    error(
        "INVALID_VERSION",
        span,
        "`Version` is the version of the policy language: write `2012-10-17`",
    )
}

pub(crate) fn version_required(span: Span, types: &str) -> Finding {
    let details = format!("{types} need `\"Version\": \"2012-10-17\"`");
    error("INVALID_VERSION", span, details)
}

pub(crate) fn id_not_allowed(span: Span, types: &str) -> Finding {
    error(
        "INVALID_POLICY_ELEMENT",
        span,
        format!("`Id` is not allowed in {types}: remove it"),
    )
}

pub(crate) fn missing_effect(span: Span) -> Finding {
    error(
        "MISSING_EFFECT",
        span,
        "the statement has no `Effect`: write `Allow` or `Deny`",
    )
}

pub(crate) fn invalid_effect(span: Span) -> Finding {
    error(
        "INVALID_EFFECT",
        span,
        "`Effect` is `Allow` or `Deny`, spelled just so",
    )
}

pub(crate) fn unsupported_sid(span: Span, sid: &str) -> Finding {
    let details = format!("the Sid `{sid}` may hold only the letters A-Z and a-z and digits");
    error("UNSUPPORTED_SID", span, details)
}

pub(crate) fn unique_sids(spans: Vec<Span>, sid: &str) -> Finding {
    let details = format!("two statements have the Sid `{sid}`: IAM takes each only once");
    Finding::new(FindingType::Error, "UNIQUE_SIDS_REQUIRED", spans, details)
}

pub(crate) fn both_of_a_pair(spans: Vec<Span>, listed: &str, all_but: &str) -> Finding {
    let details = format!("a statement has `{listed}` or `{all_but}`, not both");
    Finding::new(
        FindingType::Error,
        "UNSUPPORTED_ELEMENT_COMBINATION",
        spans,
        details,
    )
}

// Action and Resource.

pub(crate) fn missing_action(span: Span) -> Finding {
    error(
        "MISSING_ACTION",
        span,
        "the statement has neither `Action` nor `NotAction`",
    )
}

pub(crate) fn action_without_service(span: Span, action: &str) -> Finding {
    let details = format!(
        "the action `{action}` names no service: write it as `service:{action}`, such as \
         `s3:GetObject`"
    );
    error("INVALID_ACTION", span, details)
}

pub(crate) fn bad_action(span: Span, action: &str) -> Finding {
    let details = format!(
        "`{action}` is not `*` or `service:Action`: a service's prefix has letters, digits and \
         `-`, and wildcards stand only behind the colon"
    );
    error("INVALID_ACTION", span, details)
}

pub(crate) fn trust_action(span: Span, action: &str) -> Finding {
    let details =
        format!("a role trust policy takes only actions of AWS STS (`sts:…`), not `{action}`");
    error("UNSUPPORTED_ACTION_IN_POLICY", span, details)
}

pub(crate) fn rcp_not_action(span: Span) -> Finding {
    error(
        "RCP_SYNTAX_ERROR_NOTACTION",
        span,
        "a resource control policy cannot use `NotAction`",
    )
}

pub(crate) fn rcp_action(span: Span) -> Finding {
    let details = "a resource control policy names the service of each action (`s3:*`), not `*`";
    error("RCP_SYNTAX_ERROR_ACTION", span, details)
}

pub(crate) fn rcp_allow(span: Span) -> Finding {
    error(
        "RCP_SYNTAX_ERROR_ALLOW",
        span,
        "a resource control policy can only deny",
    )
}

pub(crate) fn variable_in_action(span: Span) -> Finding {
    error(
        "VARIABLE_UNSUPPORTED_IN_ELEMENT",
        span,
        "policy variables are read in `Resource` and `Condition` only, not in actions",
    )
}

pub(crate) fn missing_resource(span: Span) -> Finding {
    error(
        "MISSING_RESOURCE",
        span,
        "the statement has neither `Resource` nor `NotResource`",
    )
}

pub(crate) fn trust_resource(span: Span) -> Finding {
    error(
        "ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE",
        span,
        "a role trust policy has no `Resource`: its resource is the role",
    )
}

pub(crate) fn not_an_arn(span: Span, text: &str) -> Finding {
    let details =
        format!("the resource `{text}` is neither `*` nor an ARN, which begins with `arn:`");
    error("INVALID_ARN_PREFIX", span, details)
}

pub(crate) fn short_arn(span: Span, parts: usize) -> Finding {
    let details = format!("an ARN has six parts between colons, this one has {parts}");
    error("MISSING_ARN_FIELD", span, details)
}

// Principal.

pub(crate) fn missing_principal(span: Span, types: &str) -> Finding {
    let details = format!("the statement has no `Principal`: {types} say whom they are for");
    error("MISSING_PRINCIPAL", span, details)
}

pub(crate) fn principal_not_allowed(
    code: &'static str,
    span: Span,
    name: &str,
    types: &str,
) -> Finding {
    let details = format!(
        "`{name}` is not allowed in {types}: such a policy is for those to whom it is attached"
    );
    error(code, span, details)
}

pub(crate) fn principal_format(span: Span, name: &str) -> Finding {
    let details = format!("`{name}` is `\"*\"` or an object such as `{{\"AWS\": \"arn:…\"}}`");
    error("INVALID_PRINCIPAL_FORMAT", span, details)
}

pub(crate) fn principal_key(span: Span, key: &str) -> Finding {
    let details = format!(
        "`{key}` is no type of principal: there are `AWS`, `Service`, `Federated` and \
         `CanonicalUser`"
    );
    error("INVALID_PRINCIPAL_KEY", span, details)
}

pub(crate) fn wildcard_in_principal(span: Span, text: &str) -> Finding {
    let details = format!(
        "`{text}`: a principal is named whole, without `*` and `?`; compare `aws:PrincipalArn` in \
         a `Condition` instead"
    );
    error("UNSUPPORTED_WILDCARD_IN_PRINCIPAL", span, details)
}

pub(crate) fn unknown_principal(span: Span, text: &str) -> Finding {
    let details = format!(
        "`{text}` is no AWS principal: write the id of an account or the ARN of a user, role or \
         session"
    );
    error("PLAYGROUND_INVALID_PRINCIPAL", span, details)
}

pub(crate) fn federated_outside_trust(span: Span) -> Finding {
    error(
        "FEDERATED_PRINCIPAL_NOT_SUPPORTED",
        span,
        "`Federated` principals are for role trust policies only",
    )
}

pub(crate) fn not_principal_with_allow(span: Span) -> Finding {
    error(
        "ALLOW_WITH_NOT_PRINCIPAL",
        span,
        "`NotPrincipal` goes only with `Deny`: with `Allow` it would admit everybody else",
    )
}

pub(crate) fn trust_not_principal(span: Span) -> Finding {
    error(
        "ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL",
        span,
        "a role trust policy cannot use `NotPrincipal`",
    )
}

pub(crate) fn rcp_principal(span: Span) -> Finding {
    error(
        "RCP_SYNTAX_ERROR_PRINCIPAL",
        span,
        "a resource control policy is for everybody: write `\"Principal\": \"*\"`",
    )
}

// Condition.

pub(crate) fn unknown_operator(span: Span, name: &str) -> Finding {
    error(
        "INVALID_CONDITION_OPERATOR",
        span,
        format!("`{name}` is no condition operator"),
    )
}

pub(crate) fn null_if_exists(span: Span) -> Finding {
    error(
        "NULL_WITH_IF_EXISTS",
        span,
        "`Null` asks whether a key exists, so it cannot end in `IfExists`",
    )
}

pub(crate) fn operator_case(span: Span, name: &str, proper: &str) -> Finding {
    warning(
        "PLAYGROUND_OPERATOR_CASE",
        span,
        format!("AWS spells this operator `{proper}`; whether it takes `{name}` is not documented"),
    )
}

pub(crate) fn keys_differ_by_case(spans: Vec<Span>, key: &str) -> Finding {
    let details = format!(
        "`{key}` stands twice below this operator, once in other case: case does not tell \
         condition keys apart"
    );
    Finding::new(
        FindingType::Error,
        "DUPLICATE_KEYS_WITH_DIFFERENT_CASE",
        spans,
        details,
    )
}

pub(crate) fn unreadable_value(
    span: Span,
    text: &str,
    (code, expected): (&'static str, &str),
) -> Finding {
    let details = format!("`{text}` is not {expected}, so this value fits no request");
    match code {
        "TYPE_MISMATCH_IP_RANGE" => error(code, span, details),
        _ => warning(code, span, details),
    }
}

// Policy variables.

pub(crate) fn variable_outside_resource_part(span: Span) -> Finding {
    warning(
        "PLAYGROUND_VARIABLE_IN_ARN",
        span,
        "in `Resource` policy variables are read only behind the fifth colon of the ARN: here \
         `${` stands for itself, and no resource has it",
    )
}

pub(crate) fn variable(span: Span, kind: VariableErrorKind) -> Finding {
    let (code, details) = match kind {
        VariableErrorKind::MissingBrace => (
            "MISSING_BRACE_IN_VARIABLE",
            "`${` begins a policy variable, and its `}` is missing",
        ),
        VariableErrorKind::MissingQuote => (
            "MISSING_QUOTE_IN_VARIABLE",
            "the default value of a policy variable stands in single quotes: `${key, 'value'}`",
        ),
        VariableErrorKind::Space => (
            "UNSUPPORTED_SPACE_IN_VARIABLE",
            "the name of a policy variable has no spaces",
        ),
        VariableErrorKind::Empty => (
            "EMPTY_VARIABLE",
            "`${}` names no condition key: write one, such as `${aws:username}`",
        ),
    };
    error(code, span, details)
}
