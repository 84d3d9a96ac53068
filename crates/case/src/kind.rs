//! The words for types of policies, as scenarios, the command line and JavaScript write them.

use iam_evaluator::{DecidedBy, PolicyType};

/// Each word with its type.
pub const POLICY_KINDS: [(&str, PolicyType); 8] = [
    ("identity", PolicyType::IdentityBased),
    ("boundary", PolicyType::PermissionsBoundary),
    ("session", PolicyType::Session),
    ("resource", PolicyType::ResourceBased),
    ("trust", PolicyType::RoleTrust),
    ("vpce", PolicyType::VpcEndpoint),
    ("scp", PolicyType::ServiceControl),
    ("rcp", PolicyType::ResourceControl),
];

/// The type of policy that a word names.
#[must_use]
pub fn policy_type_of(word: &str) -> Option<PolicyType> {
    POLICY_KINDS
        .iter()
        .find(|(name, _)| *name == word)
        .map(|(_, policy_type)| *policy_type)
}

/// The word for a type of policy.
#[must_use]
pub fn word_of(policy_type: PolicyType) -> &'static str {
    DecidedBy::Policies(policy_type).as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_has_the_word_that_answers_use() {
        for policy_type in PolicyType::ALL {
            assert_eq!(policy_type_of(word_of(policy_type)), Some(policy_type));
        }
        assert_eq!(policy_type_of("bucket"), None);
    }
}
