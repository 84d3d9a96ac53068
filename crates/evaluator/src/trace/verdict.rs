//! The fold: from a trace to the decision. It reads the trace and nothing else.
//!
//! The order is that of AWS's flow charts.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html>
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html>

use super::{
    AccountRelation, DecidedBy, Decision, PrincipalMatch, PrincipalOutcome, PublicAccess,
    ResourcePolicyRule, SpecialRule, Standing, StatementTrace, Trace, Verdict,
};
use crate::policy::{Effect, PolicyType};
use crate::policy_set::StatementRef;
use crate::request::CallerKind;

impl Trace {
    /// What follows from the trace.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        if self.situation.special == Some(SpecialRule::NoPermissionNeeded) {
            return allowed(DecidedBy::Rule, None);
        }
        self.explicit_deny()
            .or_else(|| self.missing_guardrail())
            .unwrap_or_else(|| self.refused(self.permission()))
    }

    /// How policies of a type take part.
    #[must_use]
    pub fn standing(&self, policy_type: PolicyType) -> Standing {
        let index = PolicyType::ALL
            .iter()
            .position(|other| *other == policy_type);
        index
            .and_then(|index| self.standings.get(index))
            .copied()
            .unwrap_or_default()
    }

    /// The statements that match the request and count, of one type and effect.
    pub fn matching(
        &self,
        policy_type: PolicyType,
        effect: Effect,
    ) -> impl Iterator<Item = &StatementTrace> {
        let cut = effect == Effect::Allow && self.public_grant_cut(policy_type).is_some();
        let counts = self.standing(policy_type) == Standing::Applies && !cut;
        self.statements.iter().filter(move |statement| {
            counts
                && statement.policy_type == policy_type
                && statement.effect == effect
                && statement.matches()
        })
    }

    /// The statement that makes the policy of the bucket public, where S3 Block Public Access
    /// therefore takes the grants of policies of this type from the caller.
    ///
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html>
    #[must_use]
    pub fn public_grant_cut(&self, policy_type: PolicyType) -> Option<StatementRef> {
        let PublicAccess::Public(statement) = self.situation.public_access else {
            return None;
        };
        let keeps = match self.situation.caller {
            CallerKind::Service => true,
            CallerKind::Saml | CallerKind::Oidc | CallerKind::Anonymous => false,
            CallerKind::User
            | CallerKind::RoleSession
            | CallerKind::ServiceLinkedRole
            | CallerKind::FederatedUser
            | CallerKind::Root => self.situation.account == AccountRelation::Same,
        };
        (policy_type == PolicyType::ResourceBased && !keeps).then_some(statement)
    }

    /// The type of the resource's own policy for this request.
    #[must_use]
    pub fn resource_policy_type(&self) -> PolicyType {
        match self.situation.resource_policy {
            ResourcePolicyRule::TrustPolicyRequired => PolicyType::RoleTrust,
            ResourcePolicyRule::EitherSide | ResourcePolicyRule::KeyPolicyRequired => {
                PolicyType::ResourceBased
            }
        }
    }

    /// A Deny statement of any type that applies. AWS names only one type and does not say which:
    /// the order of [`PolicyType::ALL`] is our choice.
    fn explicit_deny(&self) -> Option<Verdict> {
        let rescued = self.situation.special == Some(SpecialRule::BucketPolicyRescue);
        PolicyType::ALL
            .into_iter()
            .filter(|policy_type| !(rescued && *policy_type == PolicyType::ResourceBased))
            .find_map(|policy_type| {
                let statement = self.matching(policy_type, Effect::Deny).next()?;
                Some(Verdict {
                    decision: Decision::ExplicitDeny,
                    by: DecidedBy::Policies(policy_type),
                    statement: Some(statement.reference),
                })
            })
    }

    /// What policies allow, AWS may still refuse. What they do not allow keeps its own reason.
    fn refused(&self, verdict: Verdict) -> Verdict {
        match (verdict.decision, self.situation.special) {
            (Decision::Allowed, Some(SpecialRule::Refused(_))) => Verdict {
                decision: Decision::ImplicitDeny,
                by: DecidedBy::Rule,
                statement: None,
            },
            _ => verdict,
        }
    }

    /// The guardrails that need an Allow: every level of SCPs, and the VPC endpoint policy.
    ///
    /// Every level has `RCPFullAWSAccess`, so resource control policies never lack an Allow.
    fn missing_guardrail(&self) -> Option<Verdict> {
        if self.standing(PolicyType::ServiceControl) == Standing::Applies {
            let allows = |level: &u32| {
                self.matching(PolicyType::ServiceControl, Effect::Allow)
                    .any(|statement| statement.level == *level)
            };
            if !self.scp_levels.iter().all(allows) {
                return Some(implicit_deny(PolicyType::ServiceControl));
            }
        }
        self.lacks(PolicyType::VpcEndpoint)
            .then(|| implicit_deny(PolicyType::VpcEndpoint))
    }

    fn permission(&self) -> Verdict {
        match self.situation.caller {
            CallerKind::Service | CallerKind::Anonymous | CallerKind::Saml | CallerKind::Oidc => {
                match self.resource_grant() {
                    Some(grant) if grant.is_direct() => self.allowed_by_resource(grant),
                    _ => implicit_deny(self.resource_policy_type()),
                }
            }
            CallerKind::Root => self.permission_of_root(),
            CallerKind::User
            | CallerKind::RoleSession
            | CallerKind::ServiceLinkedRole
            | CallerKind::FederatedUser => match self.situation.account {
                AccountRelation::Same => self.permission_in_one_account(),
                AccountRelation::Cross => self.permission_across_accounts(),
            },
        }
    }

    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html>
    /// <https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html>
    fn permission_of_root(&self) -> Verdict {
        let grant = self.resource_grant();
        match (self.situation.account, grant) {
            (AccountRelation::Same, None) if self.resource_policy_must_allow() => {
                implicit_deny(self.resource_policy_type())
            }
            (AccountRelation::Same, _) => allowed(DecidedBy::Root, None),
            (AccountRelation::Cross, Some(grant)) => self.allowed_by_resource(grant),
            (AccountRelation::Cross, None) => implicit_deny(self.resource_policy_type()),
        }
    }

    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html>
    fn permission_in_one_account(&self) -> Verdict {
        let grant = self.resource_grant();
        if let Some(grant) = grant {
            match grant.how {
                PrincipalMatch::Caller | PrincipalMatch::Anyone => {
                    // A user named in a trust policy still needs its boundary to allow the call.
                    // <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html>
                    let user_assumes_role = self.situation.caller == CallerKind::User
                        && self.resource_policy_type() == PolicyType::RoleTrust;
                    if user_assumes_role && self.lacks(PolicyType::PermissionsBoundary) {
                        return implicit_deny(PolicyType::PermissionsBoundary);
                    }
                    return self.allowed_by_resource(grant);
                }
                PrincipalMatch::Parent => {
                    return match self.missing_ceiling() {
                        Some(policy_type) => implicit_deny(policy_type),
                        None => self.allowed_by_resource(grant),
                    };
                }
                PrincipalMatch::Account => {}
            }
        }
        if grant.is_none() && self.resource_policy_must_allow() {
            return implicit_deny(self.resource_policy_type());
        }
        match (self.identity_grant(), self.missing_ceiling()) {
            (None, _) => implicit_deny(PolicyType::IdentityBased),
            (Some(_), Some(policy_type)) => implicit_deny(policy_type),
            (Some(statement), None) => allowed(
                DecidedBy::Policies(PolicyType::IdentityBased),
                Some(statement),
            ),
        }
    }

    /// Both accounts must allow. Which side AWS names first is not documented: the caller's here.
    fn permission_across_accounts(&self) -> Verdict {
        if self.identity_grant().is_none() {
            return implicit_deny(PolicyType::IdentityBased);
        }
        if let Some(policy_type) = self.missing_ceiling() {
            return implicit_deny(policy_type);
        }
        match self.resource_grant() {
            Some(grant) => self.allowed_by_resource(grant),
            None => implicit_deny(self.resource_policy_type()),
        }
    }

    /// The first of the ceilings on the caller's side that lacks an Allow.
    fn missing_ceiling(&self) -> Option<PolicyType> {
        if self.lacks(PolicyType::PermissionsBoundary) {
            return Some(PolicyType::PermissionsBoundary);
        }
        // <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getfederationtoken.html>
        let federated_without = self.situation.caller == CallerKind::FederatedUser
            && self.standing(PolicyType::Session) == Standing::NoPolicy;
        (federated_without || self.lacks(PolicyType::Session)).then_some(PolicyType::Session)
    }

    /// Whether policies of a type apply and none of their statements allows.
    fn lacks(&self, policy_type: PolicyType) -> bool {
        self.standing(policy_type) == Standing::Applies
            && self.matching(policy_type, Effect::Allow).next().is_none()
    }

    fn identity_grant(&self) -> Option<StatementRef> {
        let mut allows = self.matching(PolicyType::IdentityBased, Effect::Allow);
        allows.next().map(|statement| statement.reference)
    }

    /// The grant of the resource's own policy that reaches furthest.
    fn resource_grant(&self) -> Option<Grant> {
        self.matching(self.resource_policy_type(), Effect::Allow)
            .filter_map(|statement| match statement.principal {
                PrincipalOutcome::Matched(_, how) => Some(Grant {
                    statement: statement.reference,
                    how,
                }),
                // `NotPrincipal` goes only with Deny.
                PrincipalOutcome::Absent
                | PrincipalOutcome::NoneMatched
                | PrincipalOutcome::Excluded(_)
                | PrincipalOutcome::NoneExcluded
                | PrincipalOutcome::PartlyExcluded(_)
                | PrincipalOutcome::CoveredByBoundaryRule => None,
            })
            .min_by_key(|grant| grant.reach())
    }

    fn resource_policy_must_allow(&self) -> bool {
        match self.situation.resource_policy {
            ResourcePolicyRule::TrustPolicyRequired | ResourcePolicyRule::KeyPolicyRequired => true,
            ResourcePolicyRule::EitherSide => false,
        }
    }

    fn allowed_by_resource(&self, grant: Grant) -> Verdict {
        allowed(
            DecidedBy::Policies(self.resource_policy_type()),
            Some(grant.statement),
        )
    }
}

/// An Allow of the resource's own policy.
#[derive(Clone, Copy)]
struct Grant {
    statement: StatementRef,
    how: PrincipalMatch,
}

impl Grant {
    fn is_direct(self) -> bool {
        self.reach() == 0
    }

    /// 0 for a grant to the caller, 1 to what it is a session of, 2 to its account.
    fn reach(self) -> u8 {
        match self.how {
            PrincipalMatch::Caller | PrincipalMatch::Anyone => 0,
            PrincipalMatch::Parent => 1,
            PrincipalMatch::Account => 2,
        }
    }
}

fn allowed(by: DecidedBy, statement: Option<StatementRef>) -> Verdict {
    Verdict {
        decision: Decision::Allowed,
        by,
        statement,
    }
}

fn implicit_deny(policy_type: PolicyType) -> Verdict {
    Verdict {
        decision: Decision::ImplicitDeny,
        by: DecidedBy::Policies(policy_type),
        statement: None,
    }
}
