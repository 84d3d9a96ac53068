//! What an answer does not look at: the rules of AWS that are not modelled and that touch this
//! request, each with AWS's page about it.
//!
//! The table holds what `docs/semantics.md` lists under “What is not modelled”. It is no part of
//! [`super::Explanation`], so that a page which shows it from elsewhere does not carry its texts.

use crate::policy::PolicyType;
use crate::request::{CallerKind, Request};
use crate::trace::Decision;

/// Something that an answer does not look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// What is not looked at and what it would change, in sentences. Code stands between backticks.
    pub text: &'static str,
    /// AWS's page about it.
    pub link: &'static str,
}

/// What an answer to this request does not look at, the nearest to the request first.
///
/// `types` are the types of the policies that take part.
#[must_use]
pub fn limits(request: &Request, decision: Decision, types: &[PolicyType]) -> Vec<Limit> {
    let question = Question {
        request,
        decision,
        types,
    };
    let applying = LIMITS.iter().filter(|(applies, ..)| applies(&question));
    applying
        .map(|&(_, text, link)| Limit { text, link })
        .collect()
}

/// The limits as plain text, for a terminal.
#[must_use]
pub fn limits_text(limits: &[Limit]) -> String {
    let mut text = String::from("What this answer does not look at:\n");
    for limit in limits {
        text.push_str("  - ");
        text.push_str(limit.text);
        text.push_str("\n    ");
        text.push_str(limit.link);
        text.push('\n');
    }
    text
}

struct Question<'a> {
    request: &'a Request,
    decision: Decision,
    types: &'a [PolicyType],
}

impl Question<'_> {
    fn is_of(&self, services: &[&str]) -> bool {
        let service = self.request.service();
        services
            .iter()
            .any(|name| service.eq_ignore_ascii_case(name))
    }

    fn is_by(&self, kinds: &[CallerKind]) -> bool {
        kinds.contains(&self.request.principal().kind())
    }

    fn has(&self, policy_type: PolicyType) -> bool {
        self.types.contains(&policy_type)
    }

    /// What grants outside of policies could still allow: nothing denies it.
    fn lacks_an_allow(&self) -> bool {
        self.decision == Decision::ImplicitDeny
    }

    fn is_across_accounts(&self) -> bool {
        let caller = self.request.principal().account.as_deref();
        match (caller, self.request.resource_account()) {
            (Some(caller), Some(owner)) => caller != owner,
            (None, _) | (_, None) => false,
        }
    }

    fn is_named(&self, actions: &[&str]) -> bool {
        actions.contains(&self.request.action_in_lower_case())
    }

    fn has_key(&self, starts: &[&str]) -> bool {
        let mut entries = self.request.context().entries().iter();
        entries.any(|entry| {
            let key = entry.key.lower();
            starts.iter().any(|start| key.starts_with(start))
        })
    }
}

/// Whether a limit touches the question, what it says, and the page.
type Row = (fn(&Question<'_>) -> bool, &'static str, &'static str);

/// Services with resources that AWS RAM shares.
const SHARED: [&str; 14] = [
    "acm-pca",
    "appmesh",
    "codebuild",
    "ec2",
    "glue",
    "imagebuilder",
    "license-manager",
    "network-firewall",
    "outposts",
    "rds",
    "route53resolver",
    "servicecatalog",
    "ssm",
    "vpc-lattice",
];

const COMPARED_CREDENTIALS: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html";
const PRINCIPALS: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html";
const SCPS: &str =
    "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html";
const RCPS: &str =
    "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html";

const LIMITS: [Row; 21] = [
    (
        |question| question.is_of(&["kms"]) && question.lacks_an_allow(),
        "Grants of AWS KMS: a grant on the key may allow this call without any policy.",
        "https://docs.aws.amazon.com/kms/latest/developerguide/grants.html",
    ),
    (
        |question| question.is_of(&["kms"]) && question.has(PolicyType::ResourceControl),
        "Whether the key is an AWS managed one: resource control policies do not restrict those, \
         and here they restrict every key.",
        RCPS,
    ),
    (
        |question| question.is_of(&["s3"]) && question.lacks_an_allow(),
        "Access control lists: unless the bucket has them disabled, an ACL of the bucket or of the \
         object may allow this call.",
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html",
    ),
    (
        |question| question.is_of(&["s3"]),
        "Access points: a call through an access point needs the Allow of its policy as well as of \
         the bucket's, and here there is only one policy of the resource.",
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html",
    ),
    (
        |question| {
            question.is_of(&["s3"])
                && (question.has(PolicyType::ResourceBased)
                    || question.is_by(&[CallerKind::Anonymous]))
        },
        "S3 Block Public Access, but for `RestrictPublicBuckets`: its other settings keep ACLs from \
         granting to everybody, and public policies and ACLs from being saved.",
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
    ),
    (
        |question| {
            question.is_named(&["s3:getobject", "s3:getobjectversion", "s3:putobject"])
                && question.decision == Decision::Allowed
        },
        "The encryption of the object: with a key of AWS KMS, S3 also needs `kms:Decrypt` to read \
         and `kms:GenerateDataKey` to write. Ask for those on the key.",
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html",
    ),
    (
        |question| {
            question.is_of(&["s3"]) && question.is_by(&[CallerKind::Service, CallerKind::Anonymous])
        },
        "Origin access identities of CloudFront as callers: a policy may name one, and no request \
         here comes from one.",
        "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html",
    ),
    (
        |question| {
            question.is_of(&SHARED) && question.is_across_accounts() && question.lacks_an_allow()
        },
        "Shares of AWS RAM: where the resource is shared with the caller's account, the share may \
         allow this call.",
        "https://docs.aws.amazon.com/ram/latest/userguide/shareable.html",
    ),
    (
        |question| {
            question.decision == Decision::Allowed
                && !question.has(PolicyType::ResourceBased)
                && !question.is_of(&["kms", "s3", "sqs", "sns", "sts", "iam", "ec2", "lambda"])
        },
        "Whether the service asks for an Allow in the policy of the resource in every case: of \
         those that do, only AWS KMS and roles are known here.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html",
    ),
    (
        |question| {
            question.is_of(&["iam", "sts"]) && question.is_by(&[CallerKind::User, CallerKind::Root])
        },
        "Credentials of `sts:GetSessionToken`: they call IAM only with MFA, and of AWS STS little, \
         and a request here does not tell them from others.",
        COMPARED_CREDENTIALS,
    ),
    (
        |question| question.is_of(&["iam"]) && question.is_by(&[CallerKind::FederatedUser]),
        "Sessions of the console: a federated user may call IAM there, and here never.",
        COMPARED_CREDENTIALS,
    ),
    (
        |question| question.is_by(&[CallerKind::Root]),
        "Sessions of `sts:AssumeRoot`: they are limited by the policy of their task, and here a \
         root user is one with all of its access.",
        "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html",
    ),
    (
        |question| question.is_by(&[CallerKind::Root]) && question.has(PolicyType::ServiceControl),
        "The few tasks of a root user that service control policies do not restrict: here they \
         restrict all.",
        SCPS,
    ),
    (
        |question| question.is_by(&[CallerKind::ServiceLinkedRole]),
        "The policy of the service-linked role: the service writes it, and one that is given here \
         counts as that of any role.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html",
    ),
    (
        |question| question.is_by(&[CallerKind::Service]),
        "Second names of a service in a Region, such as `logs.eu-west-1.amazonaws.com`: names are \
         compared as they are written.",
        PRINCIPALS,
    ),
    (
        |question| {
            let names =
                question.has(PolicyType::ResourceBased) || question.has(PolicyType::RoleTrust);
            names && question.is_by(&[CallerKind::User, CallerKind::RoleSession])
        },
        "Unique ids: IAM keeps them for the users and roles that a policy names, so that one that \
         was deleted and made anew is not meant any more. Here names count.",
        PRINCIPALS,
    ),
    (
        |question| {
            question.has_key(&[
                "aws:multifactorauth",
                "aws:source",
                "aws:vpcsource",
                "aws:tokenissuetime",
            ])
        },
        "How the context keys come about: whether AWS sends these keys for such credentials and on \
         such a way through the network.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
    ),
    (
        |_| true,
        "Other actions of the same call: some calls need several, such as `iam:PassRole`. Each is a \
         request of its own.",
        "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    ),
    (
        |_| true,
        "Whether the action exists, works on this type of resource and comes with these context \
         keys: the request is taken as it is given.",
        "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    ),
    (
        |_| true,
        "Which policies are attached: all that are given count, and no others.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage-attach-detach.html",
    ),
    (
        |_| true,
        "Quotas on the size and the number of policies.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::{Context, Principal};

    fn of(principal: &str, action: &str, resource: &str) -> Request {
        let principal = Principal::parse(principal).expect("it is a principal");
        Request::new(principal, action, resource, Context::new())
    }

    fn first_words(request: &Request, decision: Decision, types: &[PolicyType]) -> Vec<String> {
        let found = limits(request, decision, types);
        let words = found.iter().map(|limit| {
            let words: Vec<&str> = limit.text.split_whitespace().take(2).collect();
            words.join(" ")
        });
        words.collect()
    }

    const USER: &str = "arn:aws:iam::111122223333:user/ana";
    const ALWAYS: usize = 4;

    #[test]
    fn what_could_still_allow_is_named_only_where_an_allow_is_missing() {
        let key = "arn:aws:kms:eu-west-1:111122223333:key/1";
        let request = of(USER, "kms:Decrypt", key);
        let missing = first_words(&request, Decision::ImplicitDeny, &[]);
        assert_eq!(missing.first().map(String::as_str), Some("Grants of"));
        for decision in [Decision::Allowed, Decision::ExplicitDeny] {
            let others = first_words(&request, decision, &[]);
            assert!(!others.contains(&"Grants of".to_owned()), "{others:?}");
        }
        let request = of(USER, "S3:GetObject", "arn:aws:s3:::b/k");
        let missing = first_words(&request, Decision::ImplicitDeny, &[]);
        assert_eq!(missing[..2], ["Access control", "Access points:"]);
        let allowed = first_words(&request, Decision::Allowed, &[]);
        assert_eq!(allowed[..2], ["Access points:", "The encryption"]);
    }

    #[test]
    fn shares_matter_across_accounts_only() {
        let own = "arn:aws:ec2:eu-west-1:111122223333:subnet/s";
        let request = of(USER, "ec2:RunInstances", own);
        let limits = first_words(&request, Decision::ImplicitDeny, &[]);
        assert_eq!(limits.len(), ALWAYS);
        let request = of(USER, "ec2:RunInstances", &own.replace('1', "4"));
        let limits = first_words(&request, Decision::ImplicitDeny, &[]);
        assert_eq!(limits[0], "Shares of");
        assert_eq!(limits.len(), ALWAYS + 1);
    }

    #[test]
    fn callers_and_types_bring_their_own() {
        let root = of("arn:aws:iam::111122223333:root", "ec2:RunInstances", "*");
        let with = first_words(&root, Decision::ExplicitDeny, &[PolicyType::ServiceControl]);
        assert_eq!(with[..2], ["Sessions of", "The few"]);
        let without = first_words(&root, Decision::ExplicitDeny, &[]);
        assert!(!without.contains(&"The few".to_owned()));
        let service = of(
            "cloudtrail.amazonaws.com",
            "s3:PutObject",
            "arn:aws:s3:::b/k",
        );
        let types = [PolicyType::ResourceBased];
        let limits = first_words(&service, Decision::ImplicitDeny, &types);
        assert!(limits.contains(&"Second names".to_owned()), "{limits:?}");
        let keys = of(USER, "ec2:RunInstances", "*");
        let keys = keys.with_context(
            "aws:SourceIp",
            crate::ContextValues::One("192.0.2.1".into()),
        );
        let limits = first_words(&keys, Decision::ImplicitDeny, &[]);
        assert_eq!(limits[0], "How the");
    }

    #[test]
    fn every_row_is_a_sentence_with_a_page_of_aws() {
        for (_, text, link) in LIMITS {
            assert!(text.ends_with('.'), "{text}");
            assert!(link.starts_with("https://docs.aws.amazon.com/"), "{link}");
            assert!(link.ends_with(".html"), "{link}");
        }
        let all = limits(&of(USER, "a:B", "*"), Decision::ExplicitDeny, &[]);
        let text = limits_text(&all);
        assert_eq!(text.lines().count(), 1 + 2 * all.len());
    }
}
