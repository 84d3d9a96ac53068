//! Does one element of a statement match one request?
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html>

use crate::arn_pattern::{MatchRule, RequestResource, ShortArn};
use crate::policy::{
    ActionElement, Polarity, PolicyType, PrincipalElement, PrincipalId, ResourceElement,
};
use crate::request::{Context, Identity, Principal, Request};
use crate::trace::{ElementOutcome, PrincipalMatch, PrincipalOutcome};

/// A request, prepared to be held against many statements.
pub(super) struct Matcher<'a> {
    request: &'a Request,
    resource: RequestResource<'a>,
    has_boundary: bool,
}

impl<'a> Matcher<'a> {
    pub(super) fn new(request: &'a Request, has_boundary: bool) -> Matcher<'a> {
        let resource = RequestResource::new(request.resource(), request.service());
        Matcher {
            request,
            resource,
            has_boundary,
        }
    }

    pub(super) fn context(&self) -> &'a Context {
        self.request.context()
    }

    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html>
    pub(super) fn action(&self, element: &ActionElement) -> ElementOutcome {
        let action = self.request.action_in_lower_case();
        let found = (0..)
            .zip(&element.patterns)
            .find(|(_, pattern)| pattern.value.matches(action))
            .map(|(index, _)| (index, MatchRule::Plain));
        outcome(element.polarity, found)
    }

    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html>
    pub(super) fn resource(
        &self,
        element: Option<&ResourceElement>,
        policy_type: PolicyType,
    ) -> ElementOutcome {
        let Some(element) = element else {
            return ElementOutcome::Absent;
        };
        let short_arn = match policy_type {
            PolicyType::IdentityBased | PolicyType::PermissionsBoundary => ShortArn::Completed,
            PolicyType::ServiceControl
            | PolicyType::ResourceControl
            | PolicyType::VpcEndpoint
            | PolicyType::ResourceBased
            | PolicyType::RoleTrust
            | PolicyType::Session => ShortArn::AsWritten,
        };
        let found = (0..).zip(&element.patterns).find_map(|(index, pattern)| {
            // An entry with a variable that has no value matches nothing.
            let rule = pattern
                .value
                .matches_resource(&self.resource, short_arn, self.context())
                .ok()?;
            rule.map(|rule| (index, rule))
        });
        outcome(element.polarity, found)
    }

    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>
    pub(super) fn principal(&self, element: Option<&PrincipalElement>) -> PrincipalOutcome {
        let Some(element) = element else {
            return PrincipalOutcome::Absent;
        };
        let caller = self.request.principal();
        match element.polarity {
            Polarity::Listed => {
                let named = (0..)
                    .zip(&element.ids)
                    .filter_map(|(index, id)| Some((index, names(&id.value, caller)?)))
                    .min_by_key(|(_, how)| *how);
                match named {
                    Some((index, how)) => PrincipalOutcome::Matched(index, how),
                    None => PrincipalOutcome::NoneMatched,
                }
            }
            Polarity::AllBut => self.not_principal(element, caller),
        }
    }

    /// A caller is safely left out only if everything that it belongs to is listed: the session,
    /// its role and its account.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html>
    fn not_principal(&self, element: &PrincipalElement, caller: &Principal) -> PrincipalOutcome {
        if self.has_boundary {
            return PrincipalOutcome::CoveredByBoundaryRule;
        }
        let named: Vec<(u32, PrincipalMatch)> = (0..)
            .zip(&element.ids)
            .filter_map(|(index, id)| Some((index, names(&id.value, caller)?)))
            .collect();
        let Some((first, _)) = named.first().copied() else {
            return PrincipalOutcome::NoneExcluded;
        };
        let lists = |how: PrincipalMatch| named.iter().any(|(_, other)| *other == how);
        let complete = lists(PrincipalMatch::Anyone)
            || chain(caller).iter().all(|how| lists(*how)) && !chain(caller).is_empty();
        match complete {
            true => PrincipalOutcome::Excluded(first),
            false => PrincipalOutcome::PartlyExcluded(first),
        }
    }
}

/// What `NotPrincipal` must list to leave a caller out.
fn chain(caller: &Principal) -> &'static [PrincipalMatch] {
    use PrincipalMatch::{Account, Caller, Parent};
    match &caller.identity {
        Identity::User { .. } => &[Caller, Account],
        Identity::RoleSession { .. } | Identity::FederatedUser { .. } => &[Caller, Parent, Account],
        Identity::Root { .. } => &[Account],
        Identity::Service { .. } | Identity::Saml { .. } | Identity::Oidc { .. } => &[Caller],
        Identity::Anonymous => &[],
    }
}

fn outcome(polarity: Polarity, found: Option<(u32, MatchRule)>) -> ElementOutcome {
    match (polarity, found) {
        (Polarity::Listed, Some((index, rule))) => ElementOutcome::Matched(index, rule),
        (Polarity::Listed, None) => ElementOutcome::NoneMatched,
        (Polarity::AllBut, Some((index, rule))) => ElementOutcome::Excluded(index, rule),
        (Polarity::AllBut, None) => ElementOutcome::NoneExcluded,
    }
}

/// How an entry names the caller, if it does. Whole values are compared, case included.
fn names(id: &PrincipalId, caller: &Principal) -> Option<PrincipalMatch> {
    let has_account = |account: &String| caller.account.as_ref() == Some(account);
    let equal = |found: bool, how: PrincipalMatch| found.then_some(how);
    match (id, &caller.identity) {
        (PrincipalId::Everyone | PrincipalId::EveryAwsPrincipal, _) => Some(PrincipalMatch::Anyone),
        (PrincipalId::Account(account), _) => equal(has_account(account), PrincipalMatch::Account),
        (PrincipalId::Arn(name), Identity::User { arn, .. }) => {
            equal(name == arn, PrincipalMatch::Caller)
        }
        (PrincipalId::Arn(name), Identity::RoleSession { arn, role_arn, .. }) => {
            equal(name == arn, PrincipalMatch::Caller)
                .or(equal(name == role_arn, PrincipalMatch::Parent))
        }
        (PrincipalId::Arn(name), Identity::FederatedUser { arn, user_arn }) => {
            equal(name == arn, PrincipalMatch::Caller).or(equal(
                Some(name) == user_arn.as_ref(),
                PrincipalMatch::Parent,
            ))
        }
        (PrincipalId::UniqueId(id), Identity::User { unique_id, .. }) => {
            equal(Some(id) == unique_id.as_ref(), PrincipalMatch::Caller)
        }
        (PrincipalId::UniqueId(id), Identity::RoleSession { role_unique_id, .. }) => {
            equal(Some(id) == role_unique_id.as_ref(), PrincipalMatch::Parent)
        }
        (PrincipalId::Service(service), Identity::Service { name }) => {
            equal(service == name, PrincipalMatch::Caller)
        }
        (
            PrincipalId::Federated(named),
            Identity::Saml { provider } | Identity::Oidc { provider },
        ) => equal(named == provider, PrincipalMatch::Caller),
        (PrincipalId::CanonicalUser(id), _) => equal(
            caller.canonical_user.as_ref() == Some(id),
            PrincipalMatch::Account,
        ),
        (
            PrincipalId::Arn(_)
            | PrincipalId::UniqueId(_)
            | PrincipalId::Service(_)
            | PrincipalId::Federated(_),
            _,
        ) => None,
    }
}
