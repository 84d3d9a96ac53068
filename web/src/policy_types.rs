//! The types of policies in the words of the page, and a text to begin with for each.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#access_policy-types>

use iam_evaluator::PolicyType;

/// All types, those that one writes most first.
pub const TYPES: [PolicyType; 8] = [
    PolicyType::IdentityBased,
    PolicyType::ResourceBased,
    PolicyType::RoleTrust,
    PolicyType::PermissionsBoundary,
    PolicyType::Session,
    PolicyType::ServiceControl,
    PolicyType::ResourceControl,
    PolicyType::VpcEndpoint,
];

/// Its title: AWS's word.
pub fn title(policy_type: PolicyType) -> &'static str {
    match policy_type {
        PolicyType::IdentityBased => "Identity-based",
        PolicyType::ResourceBased => "Resource-based",
        PolicyType::RoleTrust => "Role trust policy",
        PolicyType::PermissionsBoundary => "Permissions boundary",
        PolicyType::Session => "Session policy",
        PolicyType::ServiceControl => "SCP",
        PolicyType::ResourceControl => "RCP",
        PolicyType::VpcEndpoint => "VPC endpoint policy",
    }
}

/// Its name where there is little room.
pub fn short(policy_type: PolicyType) -> &'static str {
    match policy_type {
        PolicyType::IdentityBased => "identity",
        PolicyType::ResourceBased => "resource",
        PolicyType::RoleTrust => "trust",
        PolicyType::PermissionsBoundary => "boundary",
        PolicyType::Session => "session",
        PolicyType::ServiceControl => "SCP",
        PolicyType::ResourceControl => "RCP",
        PolicyType::VpcEndpoint => "endpoint",
    }
}

/// What it is for, in a few words.
pub fn about(policy_type: PolicyType) -> &'static str {
    match policy_type {
        PolicyType::IdentityBased => "grants to a user, a group or a role",
        PolicyType::ResourceBased => "grants on a bucket, a queue, a key",
        PolicyType::RoleTrust => "says who may assume a role",
        PolicyType::PermissionsBoundary => "limits what a user or a role can be granted",
        PolicyType::Session => "limits one session",
        PolicyType::ServiceControl => {
            "service control policy: limits the principals of an organization"
        }
        PolicyType::ResourceControl => {
            "resource control policy: limits the access to resources of an organization"
        }
        PolicyType::VpcEndpoint => "limits what passes a VPC endpoint",
    }
}

/// What new policies of the type are called.
pub fn stem(policy_type: PolicyType) -> &'static str {
    match policy_type {
        PolicyType::IdentityBased => "policy",
        PolicyType::ResourceBased => "resource-policy",
        PolicyType::RoleTrust => "trust-policy",
        PolicyType::PermissionsBoundary => "boundary",
        PolicyType::Session => "session-policy",
        PolicyType::ServiceControl => "scp",
        PolicyType::ResourceControl => "rcp",
        PolicyType::VpcEndpoint => "endpoint-policy",
    }
}

/// Whether policies of this type are attached to the levels of an organization.
pub fn has_levels(policy_type: PolicyType) -> bool {
    matches!(
        policy_type,
        PolicyType::ServiceControl | PolicyType::ResourceControl
    )
}

/// The level of accounts: below the root, OUs nest five levels deep.
///
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>
pub const ACCOUNT_LEVEL: u32 = 6;

/// A level of an organization in words.
pub fn level_in_words(level: u32) -> String {
    match level {
        0 => "Organization root".to_owned(),
        1..ACCOUNT_LEVEL => format!("OU, level {level}"),
        ACCOUNT_LEVEL => "Account".to_owned(),
        _ => format!("Level {level}"),
    }
}

/// A text to begin with, that AWS would accept.
pub fn template(policy_type: PolicyType) -> &'static str {
    match policy_type {
        PolicyType::IdentityBased => {
            r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "ReadPhotos",
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::photos/*"
    }
  ]
}
"#
        }
        PolicyType::ResourceBased => {
            r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "AnaReadsPhotos",
      "Effect": "Allow",
      "Principal": { "AWS": "arn:aws:iam::111122223333:user/ana" },
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::photos/*"
    }
  ]
}
"#
        }
        PolicyType::RoleTrust => {
            r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "AnaAssumesTheRole",
      "Effect": "Allow",
      "Principal": { "AWS": "arn:aws:iam::111122223333:user/ana" },
      "Action": "sts:AssumeRole"
    }
  ]
}
"#
        }
        PolicyType::PermissionsBoundary => {
            r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "AtMostStorage",
      "Effect": "Allow",
      "Action": "s3:*",
      "Resource": "*"
    }
  ]
}
"#
        }
        PolicyType::Session => {
            r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "OnlyReading",
      "Effect": "Allow",
      "Action": ["s3:Get*", "s3:List*"],
      "Resource": "*"
    }
  ]
}
"#
        }
        PolicyType::ServiceControl => {
            r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Everything",
      "Effect": "Allow",
      "Action": "*",
      "Resource": "*"
    },
    {
      "Sid": "KeepTheTrail",
      "Effect": "Deny",
      "Action": ["cloudtrail:StopLogging", "cloudtrail:DeleteTrail"],
      "Resource": "*"
    }
  ]
}
"#
        }
        PolicyType::ResourceControl => {
            r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "OnlyEncryptedConnections",
      "Effect": "Deny",
      "Principal": "*",
      "Action": "s3:*",
      "Resource": "*",
      "Condition": { "Bool": { "aws:SecureTransport": "false" } }
    }
  ]
}
"#
        }
        PolicyType::VpcEndpoint => {
            r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Everybody",
      "Effect": "Allow",
      "Principal": "*",
      "Action": "s3:*",
      "Resource": "*"
    }
  ]
}
"#
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iam_evaluator::Policy;

    #[test]
    fn there_is_a_faultless_text_to_begin_with_for_every_type() {
        for policy_type in PolicyType::ALL {
            assert!(TYPES.contains(&policy_type));
            let policy = Policy::read("new", policy_type, template(policy_type));
            assert_eq!(policy.findings(), [], "{policy_type:?}");
            assert!(policy.document().is_some());
        }
    }

    #[test]
    fn levels_have_words() {
        let words: Vec<String> = [0, 1, 5, 6, 7].map(level_in_words).into();
        assert_eq!(
            words,
            [
                "Organization root",
                "OU, level 1",
                "OU, level 5",
                "Account",
                "Level 7"
            ]
        );
    }
}
