//! Conditions on who asks, from where and when: whoever fits them may do all the same.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>

use crate::reading::ConditionView;

/// The condition keys; one that ends in `/` is followed by the key of a tag.
const CIRCUMSTANCES: &[&str] = &[
    "aws:CurrentTime",
    "aws:EpochTime",
    "aws:MultiFactorAuthAge",
    "aws:MultiFactorAuthPresent",
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalTag/",
    "aws:PrincipalType",
    "aws:referer",
    "aws:RequestedRegion",
    "aws:ResourceAccount",
    "aws:ResourceOrgID",
    "aws:SecureTransport",
    "aws:SourceIp",
    "aws:SourceVpc",
    "aws:SourceVpce",
    "aws:TokenIssueTime",
    "aws:UserAgent",
    "aws:userid",
    "aws:username",
    "aws:VpcSourceIp",
];

/// Whether a condition is about the circumstances of a request, and not about what it does to what.
pub(super) fn is_circumstance(condition: &ConditionView<'_>) -> bool {
    let key = condition.key_name();
    CIRCUMSTANCES
        .iter()
        .any(|known| match known.ends_with('/') {
            true => {
                let head = key.get(..known.len());
                head.is_some_and(|head| head.eq_ignore_ascii_case(known))
            }
            false => key.eq_ignore_ascii_case(known),
        })
}
