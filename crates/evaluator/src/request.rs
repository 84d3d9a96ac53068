//! The question: who asks for what, on which resource, in which context.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/intro-structure.html#intro-structure-request>

mod context;
mod principal;

pub use context::{Context, ContextEntry, ContextKey, ContextValues, Origin};
pub use principal::{CallerKind, Identity, Principal, PrincipalError};

use crate::arn::account_of_arn;

/// One authorization question: a principal, an action and a resource, in a context.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    principal: Principal,
    action: String,
    action_in_lower_case: String,
    resource: String,
    resource_account: Option<String>,
    resource_in_management_account: bool,
    public_buckets_restricted: bool,
    context: Context,
}

impl Request {
    /// A request on `resource`, an ARN, or `*` where the action takes no resource.
    ///
    /// The resource's account is the one in the ARN, else the caller's.
    #[must_use]
    pub fn new(principal: Principal, action: &str, resource: &str, context: Context) -> Request {
        let resource_account = account_of_arn(resource)
            .map(str::to_owned)
            .or_else(|| principal.account.clone());
        Request {
            principal,
            action: action.to_owned(),
            action_in_lower_case: action.to_ascii_lowercase(),
            resource: resource.to_owned(),
            resource_account,
            resource_in_management_account: false,
            public_buckets_restricted: false,
            context,
        }
    }

    /// The same request on a resource that this account owns (12 digits).
    #[must_use]
    pub fn with_resource_account(mut self, account: &str) -> Request {
        self.resource_account = Some(account.to_owned());
        self
    }

    /// The same request on a resource of the organization's management account.
    #[must_use]
    pub fn with_resource_in_management_account(mut self) -> Request {
        self.resource_in_management_account = true;
        self
    }

    /// The same request with these values of a context key, in place of those that it had.
    #[must_use]
    pub fn with_context(mut self, key: &str, values: ContextValues) -> Request {
        self.context.set(key, values);
        self
    }

    /// The same request on a bucket with the setting `RestrictPublicBuckets` of S3 Block Public
    /// Access.
    #[must_use]
    pub fn with_public_buckets_restricted(mut self) -> Request {
        self.public_buckets_restricted = true;
        self
    }

    /// The same request with the keys added that AWS derives from the principal, the action and the
    /// resource, where the context does not hold them yet and they were not removed.
    #[must_use]
    pub fn with_derived_context(mut self) -> Request {
        context::derive(
            &mut self.context,
            &self.principal,
            self.resource_account.as_deref(),
        );
        self
    }

    /// Who asks.
    #[must_use]
    pub fn principal(&self) -> &Principal {
        &self.principal
    }

    /// The action, as it was written: `s3:GetObject`.
    #[must_use]
    pub fn action(&self) -> &str {
        &self.action
    }

    /// The action in lower case, as it is compared.
    #[must_use]
    pub fn action_in_lower_case(&self) -> &str {
        &self.action_in_lower_case
    }

    /// The service prefix of the action in lower case: `s3`.
    #[must_use]
    pub fn service(&self) -> &str {
        self.action_in_lower_case
            .split(':')
            .next()
            .unwrap_or_default()
    }

    /// The resource's ARN, or `*`.
    #[must_use]
    pub fn resource(&self) -> &str {
        &self.resource
    }

    /// The account that owns the resource, if it is known: 12 digits.
    #[must_use]
    pub fn resource_account(&self) -> Option<&str> {
        self.resource_account.as_deref()
    }

    /// Whether the resource belongs to the organization's management account.
    #[must_use]
    pub fn resource_in_management_account(&self) -> bool {
        self.resource_in_management_account
    }

    /// Whether the bucket has the setting `RestrictPublicBuckets` of S3 Block Public Access.
    #[must_use]
    pub fn public_buckets_restricted(&self) -> bool {
        self.public_buckets_restricted
    }

    /// The context keys with their values.
    #[must_use]
    pub fn context(&self) -> &Context {
        &self.context
    }
}
