//! The words that are AWS's and not the user's.

use iam_evaluator::condition::{Operator, OperatorName};

/// Words that the evaluator itself puts into a request, in lower case, and the words of truth.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
pub(super) const DERIVED: [&str; 11] = [
    "account",
    "anonymous",
    "assumed",
    "assumedrole",
    "false",
    "federateduser",
    "role",
    "root",
    "session",
    "true",
    "user",
];

/// Words in the names that the playground gives to policies.
pub(super) const NAMES_OF_POLICIES: [&str; 10] = [
    "boundary", "endpoint", "identity", "policy", "rcp", "resource", "scp", "session", "trust",
    "vpce",
];

/// What may stand before the name in the last part of an ARN.
///
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>
const RESOURCE_TYPES: [&str; 78] = [
    "accesspoint",
    "access-point",
    "alarm",
    "alias",
    "apikeys",
    "application",
    "assumed-role",
    "autoScalingGroup",
    "backup-vault",
    "build",
    "certificate",
    "channel",
    "cluster",
    "collection",
    "container-instance",
    "crawler",
    "dashboard",
    "database",
    "db",
    "delegation",
    "deliverystream",
    "distribution",
    "domain",
    "elastic-ip",
    "event-bus",
    "execution",
    "federated-user",
    "file-system",
    "function",
    "group",
    "hostedzone",
    "identitypool",
    "image",
    "index",
    "instance",
    "instance-profile",
    "job",
    "key",
    "key-pair",
    "layer",
    "listener",
    "loadbalancer",
    "log-group",
    "log-stream",
    "mfa",
    "nat-gateway",
    "network-acl",
    "network-interface",
    "oidc-provider",
    "organization",
    "ou",
    "parameter",
    "policy",
    "project",
    "recovery-point",
    "repository",
    "role",
    "root",
    "route-table",
    "rule",
    "saml-provider",
    "secret",
    "security-group",
    "server-certificate",
    "service",
    "sms-voice",
    "snapshot",
    "stack",
    "stage",
    "stateMachine",
    "stream",
    "subnet",
    "table",
    "targetgroup",
    "task",
    "user",
    "volume",
    "vpc",
];

/// What stands in the names and paths of roles that AWS makes.
const PATHS_OF_AWS: [&str; 4] = [
    "aws-service-role",
    "service-role",
    "aws-reserved",
    "sso.amazonaws.com",
];

/// Context keys whose values are AWS's words, in lower case.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
const KEYS_OF_AWS: [&str; 22] = [
    "aws:calledvia",
    "aws:calledviafirst",
    "aws:calledvialast",
    "aws:principalisawsservice",
    "aws:principalservicename",
    "aws:principalservicenameslist",
    "aws:principaltype",
    "aws:requestedregion",
    "aws:securetransport",
    "aws:tagkeys",
    "aws:viaawsservice",
    "ec2:instancetype",
    "ec2:region",
    "ec2:volumetype",
    "iam:awsservicename",
    "iam:passedtoservice",
    "kms:viaservice",
    "s3:authtype",
    "s3:signatureversion",
    "s3:x-amz-acl",
    "s3:x-amz-server-side-encryption",
    "sts:transitivetagkeys",
];

/// Identity providers that everybody knows.
const PROVIDERS: [&str; 7] = [
    "token.actions.githubusercontent.com",
    "cognito-identity.amazonaws.com",
    "accounts.google.com",
    "graph.facebook.com",
    "www.amazon.com",
    "gitlab.com",
    "app.terraform.io",
];

/// The ends of the names of services.
const SERVICE_DOMAINS: [&str; 4] = [
    ".amazonaws.com",
    ".amazonaws.com.cn",
    ".aws.internal",
    ".amazon.com",
];

/// The names of members in a policy and the values that are no names.
const LANGUAGE: [&str; 20] = [
    "Version",
    "2012-10-17",
    "2008-10-17",
    "Id",
    "Statement",
    "Sid",
    "Effect",
    "Allow",
    "Deny",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
    "AWS",
    "Service",
    "Federated",
    "CanonicalUser",
];

/// Whether the values of a key, in lower case, are AWS's words.
pub(super) fn has_values_of_aws(key: &str) -> bool {
    KEYS_OF_AWS.contains(&key)
}

/// Whether a quoted text of a broken policy is one of the language: a member, an operator, an
/// action or a condition key.
pub(super) fn is_of_the_language(text: &str) -> bool {
    let operator = !matches!(Operator::parse(text), OperatorName::Unknown);
    let pair = text.split_once(':').is_some_and(|(service, name)| {
        let in_service = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let in_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '*' | '?' | '/');
        service != "arn" && service.chars().all(in_service) && name.chars().all(in_name)
    });
    operator || pair || LANGUAGE.contains(&text)
}

/// The part of a condition key that names its user's own identity provider, if there is one.
pub(super) fn own_provider(key: &str) -> Option<&str> {
    let (provider, _) = key.rsplit_once(':')?;
    let is_known = PROVIDERS
        .iter()
        .any(|known| provider.eq_ignore_ascii_case(known));
    (provider.contains('.') && !is_known).then_some(provider)
}

/// The parts of a text that are AWS's words by where they stand.
pub(super) fn words_of_aws(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    if text.starts_with("arn:") {
        in_arn(text, &mut found);
    }
    if text.starts_with("execute-api:/") {
        found.push("execute-api");
    }
    let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    for host in text.split(|c| !is_host(c)) {
        let is_service = |domain: &&str| host.len() > domain.len() && host.ends_with(domain);
        let is_provider = |provider: &&str| host.eq_ignore_ascii_case(provider);
        if SERVICE_DOMAINS.iter().any(is_service) || PROVIDERS.iter().any(is_provider) {
            found.push(host);
        }
    }
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        if word.starts_with("AWSServiceRoleFor") || word == "AWSReservedSSO" {
            found.push(word);
        }
    }
    for part in text.split(['/', ':']) {
        found.extend(organization_prefix(part));
    }
    found
}

/// What the ids of an organization, its root and its units begin with, if the text is such an id.
///
/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html>
pub(super) fn organization_prefix(text: &str) -> Option<&str> {
    let (prefix, _) = text.split_once('-')?;
    ["o", "r", "ou"].contains(&prefix).then_some(prefix)
}

/// Words in the names of Regions.
///
/// <https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html>
const REGIONS: [&str; 25] = [
    "af",
    "ap",
    "ca",
    "central",
    "cn",
    "east",
    "eu",
    "eusc",
    "gov",
    "il",
    "iso",
    "isob",
    "isoe",
    "isof",
    "me",
    "mx",
    "north",
    "northeast",
    "northwest",
    "sa",
    "south",
    "southeast",
    "southwest",
    "us",
    "west",
];

/// Whether a text is a Region or a pattern of Regions.
fn is_region(text: &str) -> bool {
    let is_part = |part: &str| {
        let wild = part.contains(['*', '?']);
        let begins = part.split(['*', '?']).next().unwrap_or_default();
        let ends = part.rsplit(['*', '?']).next().unwrap_or_default();
        let words = REGIONS.iter();
        let mut words = words.filter(|word| word.starts_with(begins) && word.ends_with(ends));
        match wild {
            true => words.next().is_some(),
            false => words.any(|word| *word == part) || matches!(part.as_bytes(), [b'0'..=b'9']),
        }
    };
    text.split('-').all(is_part)
}

/// The parts of an ARN, at most six, `arn` first. A colon inside a variable splits nothing.
fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut depth) = (0, 0);
    for (at, character) in text.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ':' if depth == 0 && parts.len() < 5 => {
                parts.extend(text.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.extend(text.get(start..));
    parts
}

fn in_arn<'t>(text: &'t str, found: &mut Vec<&'t str>) {
    let parts = parts(text);
    let part = |index: usize| parts.get(index).copied().unwrap_or_default();
    for (index, part) in parts.iter().enumerate().take(4) {
        // In a short ARN a `*` stands for the parts behind it, the name included. The default of a
        // variable may be anything, and where a colon is missing, so may be what stands there.
        let fixed = match part.split_once("${") {
            Some((before, _)) => before,
            None => part,
        };
        let star = fixed.split_once('*').filter(|_| parts.len() < 6);
        let fixed = star.map_or(fixed, |(before, _)| before);
        let is_of_aws = match index {
            0 => true,
            1 => {
                let begins = fixed.split(['*', '?']).next().unwrap_or_default();
                begins.starts_with("aws") || "aws".starts_with(begins)
            }
            // At the very end it would be a name before which colons are missing.
            2 => {
                let is_word = |c: char| matches!(c, 'a'..='z' | '0'..='9' | '-' | '*' | '?');
                (parts.len() > 3 || star.is_some()) && fixed.chars().all(is_word)
            }
            _ => is_region(fixed),
        };
        if is_of_aws {
            found.push(fixed);
        }
        if star.is_some() {
            break;
        }
    }
    match part(4) {
        "aws" => found.push(text),
        "cloudfront" => found.push("cloudfront"),
        _ => {}
    }
    let name = part(5);
    let lead = name.split([':', '/']).next().unwrap_or_default();
    // The name of a bucket is the first that there is.
    let is_type = (part(2) != "s3" || lead == "accesspoint") && RESOURCE_TYPES.contains(&lead);
    if is_type {
        found.push(lead);
    }
    found.extend(PATHS_OF_AWS.iter().filter(|path| name.contains(**path)));
}
