//! Multi-factor authentication: where it is due, and tests of it that do not tell.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html>

use iam_evaluator::condition::Comparison;
use iam_evaluator::policy::Polarity;
use iam_evaluator::{Effect, Finding, FindingType, Fix, PolicyType, TextEdit};

use super::some_of;
use crate::reading::{ConditionView, Text};
use crate::validate::Subject;
use crate::validate::cover::value_text;

const PRESENT: &str = "aws:MultiFactorAuthPresent";
const AGE: &str = "aws:MultiFactorAuthAge";

/// Actions of people, not of programs, that hand over or remove what protects an account.
const SENSITIVE: &[&str] = &[
    "account:CloseAccount",
    "aws-portal:ModifyAccount",
    "iam:CreateLoginProfile",
    "iam:DeactivateMFADevice",
    "iam:DeleteAccountPasswordPolicy",
    "iam:UpdateAccountPasswordPolicy",
    "iam:UpdateLoginProfile",
    "organizations:CloseAccount",
    "organizations:DeleteOrganization",
    "organizations:LeaveOrganization",
    "organizations:RemoveAccountFromOrganization",
];

/// One of a few sensitive actions is allowed by name, and neither its statement nor a `Deny` of the
/// document asks for MFA.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html>
pub(super) fn missing_mfa(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let asks = |condition: &ConditionView<'_>| {
        let key = condition.key_name();
        key.eq_ignore_ascii_case(PRESENT) || key.eq_ignore_ascii_case(AGE)
    };
    let denies_without = subject.statements.iter().any(|statement| {
        statement.effect == Some(Effect::Deny) && statement.conditions.iter().any(asks)
    });
    if subject.policy_type() != PolicyType::IdentityBased || denies_without {
        return;
    }
    for statement in &subject.statements {
        let Some(actions) = &statement.action else {
            continue;
        };
        let is_grant = statement.effect == Some(Effect::Allow)
            && actions.polarity == Polarity::Listed
            && !statement.conditions.iter().any(asks);
        let is_sensitive = |text: &&Text<'_>| {
            let mut known = SENSITIVE.iter();
            is_grant && known.any(|action| action.eq_ignore_ascii_case(text.value))
        };
        let found: Vec<&Text<'_>> = actions.texts.iter().filter(is_sensitive).collect();
        if found.is_empty() {
            continue;
        }
        let names: Vec<&str> = found.iter().map(|text| text.value).collect();
        let details = format!(
            "whoever steals the credentials has {} too: ask for MFA with `\"Bool\": \
             {{\"{PRESENT}\": \"true\"}}`",
            some_of(&names)
        );
        findings.push(Finding::new(
            FindingType::Suggestion,
            "PLAYGROUND_MISSING_MFA",
            found.iter().map(|text| text.span).collect(),
            details,
        ));
    }
}

/// Requests with the long-term keys of a user do not have `aws:MultiFactorAuthPresent` at all, and
/// others have it as `true` or `false`. So a `Deny` with `Bool` misses those without it, an `Allow`
/// with `BoolIfExists` or with `false` lets them in, and `Null` does not tell whether MFA was used.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent>
pub(super) fn mfa_test(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let text = subject.reading.text;
    for statement in &subject.statements {
        for condition in statement.conditions_on(PRESENT) {
            let (Some(effect), Some(operator)) = (statement.effect, condition.operator) else {
                continue;
            };
            let is = |word: &str| {
                let mut values = condition.values.iter().map(|value| value_text(text, value));
                !condition.values.is_empty() && values.all(|value| value.eq_ignore_ascii_case(word))
            };
            let beside_null = statement.conditions_on(PRESENT).count() > 1;
            let (details, instead) = match (effect, operator.comparison, operator.if_exists) {
                (Effect::Deny, Comparison::Bool, false) if is("false") => (
                    "requests with long-term access keys do not have this key, so this `Deny` does \
                     not stop them: write `BoolIfExists`",
                    Some("BoolIfExists"),
                ),
                (Effect::Allow, Comparison::Bool, true) if is("true") => (
                    "requests with long-term access keys do not have this key, so this lets them in \
                     without MFA: write `Bool`",
                    Some("Bool"),
                ),
                (Effect::Allow, Comparison::Bool, _) if is("false") => (
                    "this allows only what is asked without MFA: to ask for it, compare with `true`",
                    None,
                ),
                (Effect::Allow, Comparison::Null, _) if is("false") && !beside_null => (
                    "temporary credentials have this key also where no MFA was used: compare it with \
                     `true` by `Bool`",
                    None,
                ),
                (Effect::Deny, Comparison::Null, _) if is("true") && !beside_null => (
                    "temporary credentials have this key also where no MFA was used, so this `Deny` \
                     does not stop them: write `\"BoolIfExists\": {\"aws:MultiFactorAuthPresent\": \
                     \"false\"}`",
                    None,
                ),
                _ => continue,
            };
            let place = match instead {
                Some(_) => condition.block.key_span,
                None => condition.key.key_span,
            };
            let mut finding = Finding::new(
                FindingType::Warning,
                "PLAYGROUND_MFA_TEST",
                vec![place],
                details.to_owned(),
            );
            finding.fix = instead.and_then(|instead| rename(condition, instead));
            findings.push(finding);
        }
    }
}

/// Gives the operator another name, where it has no other keys.
fn rename(condition: &ConditionView<'_>, instead: &str) -> Option<Fix> {
    let is_alone = condition.block.node.as_object()?.len() == 1;
    is_alone.then(|| Fix {
        title: format!("Write {instead}"),
        edits: vec![TextEdit {
            span: condition.block.key_span,
            text: format!("\"{instead}\""),
        }],
    })
}
