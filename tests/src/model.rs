//! The decision a second time: small, slow, and independent of the evaluator.
//!
//! It works on the JSON of a case and follows AWS's text sentence by sentence, without spans,
//! trace or care for speed. It shares no code with the evaluator, so that the same mistake would
//! have to be made twice. It takes policies for granted that AWS would save.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html>

mod condition;
mod public;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use text::{Part, resource_matches, wildcard_matches};

/// What was decided, in the words of a case's `expected`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// `allowed`, `explicitDeny` or `implicitDeny`.
    pub decision: &'static str,
    /// The type of policy that decided, `root`, or `none` where no permission is needed or none
    /// can be given.
    pub by: &'static str,
    /// The deciding statement: its Sid, else `Statement[n]` counted from 0.
    pub statement: Option<String>,
}

/// How a principal is named by a policy; it decides which implicit denies still count.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Named {
    /// The caller itself, or everybody.
    Directly,
    /// The role of a session, or the user of a federated session.
    ByParent,
    /// The caller's account.
    ByAccount,
}

/// A statement that matches the request.
struct Match {
    label: String,
    named: BTreeSet<Named>,
}

/// The request, as far as policies look at it.
struct Request<'c> {
    principal: &'c Value,
    kind: &'c str,
    account: Option<&'c str>,
    /// In lower case: AWS compares actions without case.
    action: String,
    resource: &'c str,
    resource_account: Option<&'c str>,
    /// By key in lower case: the case of keys does not matter.
    context: BTreeMap<String, Value>,
    has_boundary: bool,
    /// The setting RestrictPublicBuckets of S3 Block Public Access.
    restricts_public_buckets: bool,
}

/// The policies that apply to the request; those of SCPs by level.
#[derive(Default)]
struct Policies {
    identity: Vec<Value>,
    boundary: Vec<Value>,
    session: Vec<Value>,
    resource: Vec<Value>,
    vpce: Vec<Value>,
    scps: Vec<Vec<Value>>,
    rcps: Vec<Value>,
}

/// The services whose resources RCPs restrict.
///
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html>
const RCP_SERVICES: &str = "aoss appconfig appstream autoscaling autoscaling-plans budgets \
    clouddirectory cloudfront cloudsearch cloudtrail-data codeartifact codebuild codecommit \
    codepipeline cognito-identity cognito-idp comprehend comprehendmedical compute-optimizer \
    cost-optimization-hub dax dsql dynamodb ecr ecr-public events firehose fis fms gamelift health \
    inspector-scan kendra kinesisvideo kms logs memorydb networkmonitor notifications opensearch \
    pca-connector-ad personalize polly pricing resource-groups rolesanywhere s3 secretsmanager \
    servicediscovery signin sqs sts support swf textract timestream-influxdb transcribe transfer \
    translate wafv2 workspaces xray";

/// Decides a case.
#[must_use]
pub fn decide(case: &Value) -> Verdict {
    let mut request = Request::of(case);
    if request.needs_no_permission() {
        return verdict("allowed", "none", None);
    }
    let policies = applicable(case, &request);
    request.has_boundary = !policies.boundary.is_empty();
    explicit_deny(&request, &policies)
        .or_else(|| missing_guardrail(&request, &policies))
        .unwrap_or_else(|| match permission(&request, &policies) {
            allowed if allowed.decision == "allowed" && request.is_refused() => {
                verdict("implicitDeny", "none", None)
            }
            decided => decided,
        })
}

/// A Deny in any policy that applies decides, before anything else.
fn explicit_deny(request: &Request, policies: &Policies) -> Option<Verdict> {
    let scps = policies.scps.concat();
    let in_order = [
        ("scp", &scps),
        ("rcp", &policies.rcps),
        ("vpce", &policies.vpce),
        (request.by_resource(), &policies.resource),
        ("identity", &policies.identity),
        ("boundary", &policies.boundary),
        ("session", &policies.session),
    ];
    for (by, documents) in in_order {
        // The owner's root user can always reach the bucket policy.
        // <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html>
        if by == "resource" && request.is_root_at_its_bucket_policy() {
            continue;
        }
        if let Some(deny) = matches(request, by, documents, "Deny").into_iter().next() {
            return Some(verdict("explicitDeny", by, Some(deny.label)));
        }
    }
    None
}

/// Each level of SCPs and the endpoint's policy must allow; RCPs have RCPFullAWSAccess, which does.
fn missing_guardrail(request: &Request, policies: &Policies) -> Option<Verdict> {
    let allowed = |level: &Vec<Value>| allows(request, "scp", level);
    if !policies.scps.iter().all(allowed) {
        return Some(verdict("implicitDeny", "scp", None));
    }
    let blocked = !policies.vpce.is_empty() && !allows(request, "vpce", &policies.vpce);
    blocked.then(|| verdict("implicitDeny", "vpce", None))
}

/// Who must allow depends on the kind of caller, the accounts, and how the caller is named.
fn permission(request: &Request, policies: &Policies) -> Verdict {
    let by = request.by_resource();
    let grants = if request.is_cut_off(&policies.resource) {
        Vec::new()
    } else {
        matches(request, by, &policies.resource, "Allow")
    };
    let named = |how: Named| grants.iter().find(|grant| grant.named.contains(&how));
    // Of several grants the one that names the caller most directly is told.
    let any_grant = grants.iter().min_by_key(|grant| grant.named.first());
    let granted = |grant: &Match| verdict("allowed", by, Some(grant.label.clone()));
    let denied = |by| verdict("implicitDeny", by, None);
    match (request.kind, request.is_same_account()) {
        // Nothing else than the resource's policy can allow them.
        ("service" | "anonymous" | "saml" | "oidc", _) => {
            named(Named::Directly).map_or(denied(by), granted)
        }
        ("root", true) if request.is_strict() && grants.is_empty() => denied(by),
        ("root", true) => verdict("allowed", "root", None),
        ("root", false) => any_grant.map_or(denied(by), granted),
        (_, true) => {
            if let Some(grant) = named(Named::Directly) {
                // A user whom a trust policy names still needs the action in his boundary.
                let trusts_user = by == "trust" && request.kind == "user";
                let limited = trusts_user && missing_limit(request, policies) == Some("boundary");
                return if limited {
                    denied("boundary")
                } else {
                    granted(grant)
                };
            }
            if let Some(grant) = named(Named::ByParent) {
                return missing_limit(request, policies).map_or(granted(grant), denied);
            }
            if request.is_strict() && named(Named::ByAccount).is_none() {
                return denied(by);
            }
            match matches(request, "identity", &policies.identity, "Allow").first() {
                None => denied("identity"),
                Some(grant) => missing_limit(request, policies).map_or(
                    verdict("allowed", "identity", Some(grant.label.clone())),
                    denied,
                ),
            }
        }
        // Across accounts both sides must allow.
        (_, false) if !allows(request, "identity", &policies.identity) => denied("identity"),
        (_, false) => match (missing_limit(request, policies), any_grant) {
            (Some(limit), _) => denied(limit),
            (None, None) => denied(by),
            (None, Some(grant)) => granted(grant),
        },
    }
}

/// The first of boundary and session policies that does not allow.
///
/// A federated session has what its user has only through a session policy.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session>
fn missing_limit(request: &Request, policies: &Policies) -> Option<&'static str> {
    if !policies.boundary.is_empty() && !allows(request, "boundary", &policies.boundary) {
        return Some("boundary");
    }
    let needs_one = request.kind == "federated-user" || !policies.session.is_empty();
    (needs_one && !allows(request, "session", &policies.session)).then_some("session")
}

/// The policies of the case without those that do not apply to this caller or resource.
fn applicable(case: &Value, request: &Request) -> Policies {
    let given = &case["policies"];
    let kind = request.kind;
    let mut policies = Policies::default();
    let is_linked = kind == "service-linked-role";
    let has_account = !["service", "anonymous", "saml", "oidc"].contains(&kind);
    if has_account && kind != "root" {
        policies.identity = list(&given["identity"]);
        policies.boundary = list(&given["boundary"]);
    }
    if is_linked || kind == "role-session" || kind == "federated-user" {
        policies.session = list(&given["session"]);
    }
    policies.resource = list(&given["resource"]);
    let through_endpoint = ["aws:sourcevpce", "aws:sourcevpc", "aws:vpcsourceip"];
    if through_endpoint
        .iter()
        .any(|key| request.context.contains_key(*key))
    {
        policies.vpce = list(&given["vpce"]);
    }
    // <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html>
    let in_management_account = request.principal["managementAccount"] == true;
    if has_account && !is_linked && !in_management_account {
        policies.scps = list(&given["scps"]).iter().map(list).collect();
    }
    // <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html>
    let asked = &case["request"];
    let of_management_account = asked["resourceAccountIsManagement"] == true;
    let service = request.action.split(':').next().unwrap_or_default();
    let has_rcps = RCP_SERVICES.split_whitespace().any(|name| name == service);
    if has_rcps && !is_linked && !of_management_account && request.action != "kms:retiregrant" {
        policies.rcps = list(&given["rcps"]).iter().flat_map(list).collect();
    }
    policies
}

impl<'c> Request<'c> {
    fn of(case: &'c Value) -> Request<'c> {
        let given = &case["request"];
        let principal = &given["principal"];
        let resource = text(&given["resource"]);
        let account = principal["account"].as_str();
        let in_arn = resource.split(':').nth(4).filter(|part| !part.is_empty());
        let resource_account = given["resourceAccount"].as_str().or(in_arn).or(account);
        let mut context: BTreeMap<String, Value> = BTreeMap::new();
        for (key, value) in given["context"].as_object().into_iter().flatten() {
            context.insert(key.to_lowercase(), value.clone());
        }
        if given["exactContext"] != true {
            for (key, value) in derived(principal, resource_account) {
                context.entry(key.to_lowercase()).or_insert(value.into());
            }
        }
        // A key that was removed, or has no values, is missing.
        context.retain(|_, value| !value.is_null() && *value != Value::Array(Vec::new()));
        Request {
            principal,
            kind: text(&principal["kind"]),
            account,
            action: text(&given["action"]).to_lowercase(),
            resource,
            resource_account,
            context,
            has_boundary: false,
            restricts_public_buckets: given["restrictPublicBuckets"] == true,
        }
    }

    fn is_same_account(&self) -> bool {
        self.account == self.resource_account
    }

    /// <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html>
    /// <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html>
    fn needs_no_permission(&self) -> bool {
        match self.action.as_str() {
            "sts:getcalleridentity" => !["anonymous", "saml", "oidc"].contains(&self.kind),
            "sts:getsessiontoken" => ["user", "root"].contains(&self.kind),
            _ => false,
        }
    }

    /// Calls that fail whatever policies grant.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html>
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html>
    fn is_refused(&self) -> bool {
        let action = self.action.as_str();
        let permission_only = ["iam:passrole", "sts:getservicebearertoken"].contains(&action);
        if action == "iam:passrole" && self.account.is_some() && !self.is_same_account() {
            return true;
        }
        match self.kind {
            "root" => action == "sts:assumerole",
            "federated-user" => {
                !permission_only && (action.starts_with("iam:") || action.starts_with("sts:"))
            }
            "role-session" | "service-linked-role" => {
                ["sts:getfederationtoken", "sts:getsessiontoken"].contains(&action)
            }
            "saml" | "oidc" => {
                let provider = text(&self.principal["provider"]);
                let account = provider.split(':').nth(4);
                self.by_resource() == "trust"
                    && account.is_some()
                    && account != self.resource_account
            }
            _ => false,
        }
    }

    fn by_resource(&self) -> &'static str {
        let family = [
            "sts:assumerole",
            "sts:assumerolewithsaml",
            "sts:assumerolewithwebidentity",
            "sts:tagsession",
            "sts:setsourceidentity",
        ];
        if family.contains(&self.action.as_str()) {
            "trust"
        } else {
            "resource"
        }
    }

    /// Whether a role or a KMS key is asked for: its own policy must allow, whoever calls.
    ///
    /// <https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html>
    fn is_strict(&self) -> bool {
        let resource = self.resource.splitn(6, ':').nth(5).unwrap_or_default();
        let is_key = self.action.starts_with("kms:") && resource.starts_with("key/");
        self.by_resource() == "trust" || is_key
    }

    /// Whether Block Public Access keeps what a public bucket policy grants from the caller.
    ///
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html>
    fn is_cut_off(&self, bucket_policies: &[Value]) -> bool {
        let is_of_owner = self.account.is_some() && self.is_same_account();
        self.restricts_public_buckets
            && self.action.starts_with("s3:")
            && self.kind != "service"
            && !is_of_owner
            && bucket_policies.iter().any(public::is_public)
    }

    fn is_root_at_its_bucket_policy(&self) -> bool {
        let actions = [
            "s3:getbucketpolicy",
            "s3:putbucketpolicy",
            "s3:deletebucketpolicy",
        ];
        self.kind == "root" && self.is_same_account() && actions.contains(&self.action.as_str())
    }
}

/// The keys that follow from who asks and whose resource it is.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable>
fn derived(principal: &Value, resource_account: Option<&str>) -> Vec<(String, String)> {
    let mut keys = Vec::new();
    let mut put = |key: &str, value: &str| keys.push((key.to_owned(), value.to_owned()));
    let get = |member: &str| principal[member].as_str();
    let last = |arn: &str| arn.rsplit('/').next().unwrap_or_default().to_owned();
    let account = text(&principal["account"]);
    let arn = text(&principal["arn"]);
    let (principal_type, arn, user_id) = match text(&principal["kind"]) {
        "user" => ("User", arn, get("uniqueId").map(str::to_owned)),
        "role-session" | "service-linked-role" => (
            "AssumedRole",
            text(&principal["roleArn"]),
            get("roleUniqueId").map(|id| format!("{id}:{}", last(arn))),
        ),
        "federated-user" => (
            "FederatedUser",
            arn,
            Some(format!("{account}:{}", last(arn))),
        ),
        "root" => ("Account", arn, Some(account.to_owned())),
        "anonymous" => {
            put("aws:PrincipalType", "Anonymous");
            put("aws:PrincipalAccount", "anonymous");
            put("aws:userid", "anonymous");
            ("", "", None)
        }
        _ => ("", "", None),
    };
    if !principal_type.is_empty() {
        put("aws:PrincipalArn", arn);
        put("aws:PrincipalAccount", account);
        put("aws:PrincipalType", principal_type);
        put("aws:PrincipalIsAWSService", "false");
    }
    if let Some(user_id) = user_id {
        put("aws:userid", &user_id);
    }
    if principal_type == "User" {
        put("aws:username", &last(arn));
    }
    if let Some(service) = get("service") {
        put("aws:PrincipalIsAWSService", "true");
        put("aws:PrincipalServiceName", service);
    }
    for (key, value) in principal["tags"].as_object().into_iter().flatten() {
        put(&format!("aws:PrincipalTag/{key}"), text(value));
    }
    if let Some(account) = resource_account {
        put("aws:ResourceAccount", account);
    }
    keys
}

fn allows(request: &Request, policy_type: &str, policies: &[Value]) -> bool {
    !matches(request, policy_type, policies, "Allow").is_empty()
}

/// The statements of that effect that match the request, in order.
fn matches(request: &Request, policy_type: &str, policies: &[Value], effect: &str) -> Vec<Match> {
    let mut found = Vec::new();
    for policy in policies {
        let document = &document(policy);
        // Only this version of the language has variables.
        // <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html>
        let variables = document["Version"] == "2012-10-17";
        for (index, statement) in list(&document["Statement"]).iter().enumerate() {
            let named = named(request, policy_type, statement);
            if statement["Effect"] == effect
                && !named.is_empty()
                && action_matches(request, statement)
                && resource_element_matches(request, policy_type, variables, statement)
                && condition::holds(&statement["Condition"], variables, &request.context)
            {
                let sid = statement["Sid"].as_str().map(str::to_owned);
                let label = sid.unwrap_or_else(|| format!("Statement[{index}]"));
                found.push(Match { label, named });
            }
        }
    }
    found
}

/// How the statement names the caller; in no way: it does not match.
fn named(request: &Request, policy_type: &str, statement: &Value) -> BTreeSet<Named> {
    if ["identity", "boundary", "session", "scp"].contains(&policy_type) {
        return BTreeSet::from([Named::Directly]);
    }
    if !statement["NotPrincipal"].is_null() {
        return if is_spared(request, &statement["NotPrincipal"]) {
            BTreeSet::new()
        } else {
            BTreeSet::from([Named::Directly])
        };
    }
    let ids = principal_ids(&statement["Principal"]);
    ids.iter()
        .filter_map(|(id_type, id)| named_by(request, id_type, id))
        .collect()
}

fn named_by(request: &Request, id_type: &str, id: &str) -> Option<Named> {
    let is = |members: &[&str]| {
        members
            .iter()
            .any(|member| request.principal[*member].as_str() == Some(id))
    };
    match id_type {
        "AWS" if id == "*" => Some(Named::Directly),
        "AWS"
            if request
                .account
                .is_some_and(|account| names_account(id, account)) =>
        {
            Some(Named::ByAccount)
        }
        "AWS" if is(&["arn", "uniqueId"]) => Some(Named::Directly),
        "AWS" if is(&["roleArn", "roleUniqueId", "userArn"]) => Some(Named::ByParent),
        "Service" if is(&["service"]) => Some(Named::Directly),
        "Federated" if is(&["provider"]) => Some(Named::Directly),
        "CanonicalUser" if is(&["canonicalUser"]) => Some(Named::ByAccount),
        _ => None,
    }
}

/// Whether NotPrincipal lists the caller: the whole chain of its names must be listed, and a caller
/// with a permissions boundary never is.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html>
fn is_spared(request: &Request, not_principal: &Value) -> bool {
    let listed = principal_ids(not_principal);
    let names = |members: &[&str]| {
        let named = |id: &String| {
            members
                .iter()
                .any(|member| request.principal[*member].as_str() == Some(id))
        };
        listed.iter().any(|(_, id)| named(id))
    };
    let account = |id: &String| {
        request
            .account
            .is_some_and(|account| names_account(id, account))
    };
    let account_is_listed = names(&["canonicalUser"]) || listed.iter().any(|(_, id)| account(id));
    let whole_chain = match request.kind {
        "user" => names(&["arn", "uniqueId"]) && account_is_listed,
        "role-session" | "service-linked-role" => {
            names(&["arn"]) && names(&["roleArn", "roleUniqueId"]) && account_is_listed
        }
        "federated-user" => names(&["arn"]) && names(&["userArn"]) && account_is_listed,
        "root" => account_is_listed,
        "service" => names(&["service"]),
        _ => false,
    };
    whole_chain && !request.has_boundary
}

fn names_account(id: &str, account: &str) -> bool {
    id == account || id == format!("arn:aws:iam::{account}:root")
}

fn principal_ids(element: &Value) -> Vec<(String, String)> {
    if element == "*" {
        return vec![("AWS".to_owned(), "*".to_owned())];
    }
    let mut ids = Vec::new();
    for (id_type, value) in element.as_object().into_iter().flatten() {
        ids.extend(texts(value).into_iter().map(|id| (id_type.clone(), id)));
    }
    ids
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>
fn action_matches(request: &Request, statement: &Value) -> bool {
    let listed = |element: &Value| {
        texts(element)
            .iter()
            .any(|pattern| wildcard_matches(&Part::plain(&pattern.to_lowercase()), &request.action))
    };
    match &statement["NotAction"] {
        Value::Null => listed(&statement["Action"]),
        not_action => !listed(not_action),
    }
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>
fn resource_element_matches(
    request: &Request,
    policy_type: &str,
    variables: bool,
    statement: &Value,
) -> bool {
    if policy_type == "trust" {
        return true;
    }
    // S3's actions without a resource are granted on any bucket.
    let is_s3 = request.action.starts_with("s3:");
    let any_bucket = is_s3 && request.resource == "*";
    let resource = if any_bucket {
        "arn:aws:s3:::*"
    } else {
        request.resource
    };
    let completes = ["identity", "boundary"].contains(&policy_type);
    let own_api = policy_type == "resource";
    let listed = |element: &Value| {
        texts(element).iter().any(|pattern| {
            // An unresolved variable matches no resource.
            let parts = if variables {
                Part::with_variables(pattern, &request.context)
            } else {
                Some(Part::plain(pattern))
            };
            parts.is_some_and(|parts| resource_matches(&parts, resource, completes, own_api))
        })
    };
    match &statement["NotResource"] {
        Value::Null => listed(&statement["Resource"]),
        not_resource => !listed(not_resource),
    }
}

fn verdict(decision: &'static str, by: &'static str, statement: Option<String>) -> Verdict {
    Verdict {
        decision,
        by,
        statement,
    }
}

/// The document of a policy: bare or named, as JSON or as text.
fn document(policy: &Value) -> Value {
    let document = policy.get("document").unwrap_or(policy);
    let text = document.as_str();
    text.map_or_else(
        || document.clone(),
        |text| serde_json::from_str(text).unwrap_or_default(),
    )
}

/// One value is a list of one, nothing is an empty list.
fn list(value: &Value) -> Vec<Value> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(items) => items.clone(),
        one => vec![one.clone()],
    }
}

/// The texts of a value or of a list; a number or a boolean stands for its text.
fn texts(value: &Value) -> Vec<String> {
    let text = |value: &Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    list(value).iter().map(text).collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
