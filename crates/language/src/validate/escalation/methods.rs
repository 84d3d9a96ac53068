//! The known ways to more permissions, and to what permissions protect.
//!
//! The actions are AWS's; that they lead further was found by many. `R1` to `R28` are the methods of
//! Rhino Security Labs' list, names such as `iam-001` the paths of pathfinding.cloud; PMapper,
//! Cloudsplaining and HackTricks Cloud know others. Methods of services that have ended (AWS
//! CodeStar) are left out, and those that no permission of the caller's decides
//! (`sts:AssumeRoleWithSAML`: the trust policy alone does).
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html>

mod action;
mod iam;
mod passed;
mod workload;

pub(super) use action::{ACTIONS, Action, Target};

/// What a method is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    /// One's own permissions.
    Own,
    /// The permissions of another principal.
    Another,
    /// A guard is removed.
    Guard,
    /// A new workload with a role that is passed to it.
    Passed,
    /// An existing workload that has a role.
    Workload,
    /// Data, credentials and resource policies.
    Exposure,
}

/// A way to more permissions.
#[derive(Debug)]
pub(super) struct Method {
    /// What it is about.
    pub(super) group: Group,
    /// All of them are needed, of each one of the alternatives. The first tells most.
    pub(super) steps: &'static [&'static [&'static str]],
    /// Where a role is passed: the service that must be able to assume it.
    pub(super) service: Option<&'static str>,
    /// What one can do, in the infinitive.
    pub(super) effect: &'static str,
    /// Where it is described.
    pub(super) known_as: &'static str,
}

const fn method(
    group: Group,
    steps: &'static [&'static [&'static str]],
    effect: &'static str,
    known_as: &'static str,
) -> Method {
    Method {
        group,
        steps,
        service: None,
        effect,
        known_as,
    }
}

const fn passed(
    steps: &'static [&'static [&'static str]],
    service: &'static str,
    effect: &'static str,
    known_as: &'static str,
) -> Method {
    Method {
        group: Group::Passed,
        steps,
        service: Some(service),
        effect,
        known_as,
    }
}

/// All methods.
pub(super) fn all() -> impl Iterator<Item = &'static Method> {
    let tables = [iam::METHODS, passed::METHODS, workload::METHODS];
    tables.into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_is_among_the_actions() {
        assert!(ACTIONS.is_sorted_by_key(|action| action.name.split(':').next()));
        let steps = all().flat_map(|method| method.steps.iter().copied().flatten());
        let steps: Vec<&str> = steps.copied().collect();
        for step in &steps {
            assert!(ACTIONS.iter().any(|action| action.name == *step), "{step}");
        }
        for action in ACTIONS {
            assert!(steps.contains(&action.name), "{}", action.name);
        }
    }
}
