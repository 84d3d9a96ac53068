//! What the words of the policy language mean, in a sentence each: elements, operators, global
//! condition keys.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html>

use iam_evaluator::PolicyType;
use iam_evaluator::condition::{Comparison, Operator, SetOperator, ValueType};

/// The chapter on the language in AWS's guide.
pub(crate) const GUIDE: &str = "https://docs.aws.amazon.com/IAM/latest/UserGuide/";

/// An element: a member of the document or of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Element {
    pub(crate) name: &'static str,
    /// What it does.
    pub(crate) meaning: &'static str,
    /// Its page in AWS's guide.
    pub(crate) page: &'static str,
}

const fn element(name: &'static str, page: &'static str, meaning: &'static str) -> Element {
    Element {
        name,
        meaning,
        page,
    }
}

/// The members of a document.
pub(crate) const DOCUMENT: [Element; 3] = [
    element(
        "Version",
        "reference_policies_elements_version.html",
        "The version of the policy language, not of your policy. Without it AWS reads the language of 2008, which has no policy variables.",
    ),
    element(
        "Id",
        "reference_policies_elements_id.html",
        "A name for the whole document. It does not change what is allowed.",
    ),
    element(
        "Statement",
        "reference_policies_elements_statement.html",
        "One statement, or a list of them. Each allows or denies by itself; a deny wins over every allow.",
    ),
];

/// The members of a statement, in the order in which AWS writes them.
pub(crate) const STATEMENT: [Element; 9] = [
    element(
        "Sid",
        "reference_policies_elements_sid.html",
        "A name for the statement. It does not change what is allowed.",
    ),
    element(
        "Effect",
        "reference_policies_elements_effect.html",
        "Whether the statement allows or denies what it is about.",
    ),
    element(
        "Principal",
        "reference_policies_elements_principal.html",
        "Whom the statement is about: accounts, roles, users, services, federated identities.",
    ),
    element(
        "NotPrincipal",
        "reference_policies_elements_notprincipal.html",
        "Everybody but those listed. It only goes with Deny; a condition on aws:PrincipalArn does the same with fewer surprises.",
    ),
    element(
        "Action",
        "reference_policies_elements_action.html",
        "The actions that the statement is about: a service's prefix, a colon and a name, in which `*` and `?` are wildcards.",
    ),
    element(
        "NotAction",
        "reference_policies_elements_notaction.html",
        "Every action but those listed, of all services, those to come included.",
    ),
    element(
        "Resource",
        "reference_policies_elements_resource.html",
        "The ARNs of the resources that the statement is about; `*` and `?` are wildcards.",
    ),
    element(
        "NotResource",
        "reference_policies_elements_notresource.html",
        "Every resource but those listed.",
    ),
    element(
        "Condition",
        "reference_policies_elements_condition.html",
        "What must hold in addition. All operators and all keys must hold; of several values one is enough.",
    ),
];

/// The members of a document of this type.
pub(crate) fn document_members(policy_type: PolicyType) -> impl Iterator<Item = &'static Element> {
    let has_id = match policy_type {
        PolicyType::ResourceBased | PolicyType::RoleTrust | PolicyType::VpcEndpoint => true,
        PolicyType::IdentityBased
        | PolicyType::PermissionsBoundary
        | PolicyType::Session
        | PolicyType::ServiceControl
        | PolicyType::ResourceControl => false,
    };
    DOCUMENT
        .iter()
        .filter(move |element| has_id || element.name != "Id")
}

/// The members of a statement in a policy of this type.
///
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html>
pub(crate) fn statement_members(policy_type: PolicyType) -> impl Iterator<Item = &'static Element> {
    let is_left_out = move |name: &str| match policy_type {
        PolicyType::ResourceBased | PolicyType::VpcEndpoint => false,
        PolicyType::RoleTrust => matches!(name, "NotPrincipal" | "Resource" | "NotResource"),
        PolicyType::ResourceControl => matches!(name, "NotPrincipal" | "NotAction"),
        PolicyType::IdentityBased
        | PolicyType::PermissionsBoundary
        | PolicyType::Session
        | PolicyType::ServiceControl => matches!(name, "Principal" | "NotPrincipal"),
    };
    STATEMENT
        .iter()
        .filter(move |element| !is_left_out(element.name))
}

/// The element that excludes this one in a statement, and says the opposite.
pub(crate) fn counterpart(name: &str) -> Option<&'static str> {
    match name {
        "Action" => Some("NotAction"),
        "NotAction" => Some("Action"),
        "Resource" => Some("NotResource"),
        "NotResource" => Some("Resource"),
        "Principal" => Some("NotPrincipal"),
        "NotPrincipal" => Some("Principal"),
        _ => None,
    }
}

/// What a comparison asks.
fn comparison(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::StringEquals => {
            "The text is one of those listed, letter for letter; `*` stands for itself."
        }
        Comparison::StringNotEquals => "The text is none of those listed.",
        Comparison::StringEqualsIgnoreCase => "The text is one of those listed, whatever its case.",
        Comparison::StringNotEqualsIgnoreCase => {
            "The text is none of those listed, whatever its case."
        }
        Comparison::StringLike => {
            "The text matches one of the patterns: `*` stands for any text, `?` for one character."
        }
        Comparison::StringNotLike => "The text matches none of the patterns.",
        Comparison::NumericEquals => "The number is one of those listed.",
        Comparison::NumericNotEquals => "The number is none of those listed.",
        Comparison::NumericLessThan => "The number is less than the one given.",
        Comparison::NumericLessThanEquals => "The number is the one given, or less.",
        Comparison::NumericGreaterThan => "The number is more than the one given.",
        Comparison::NumericGreaterThanEquals => "The number is the one given, or more.",
        Comparison::DateEquals => "The instant is one of those listed.",
        Comparison::DateNotEquals => "The instant is none of those listed.",
        Comparison::DateLessThan => "The instant is before the one given.",
        Comparison::DateLessThanEquals => "The instant is the one given, or before it.",
        Comparison::DateGreaterThan => "The instant is after the one given.",
        Comparison::DateGreaterThanEquals => "The instant is the one given, or after it.",
        Comparison::Bool => "The key is true, or false, as given.",
        Comparison::BinaryEquals => "The bytes are those given in base64.",
        Comparison::IpAddress => "The address is in one of the ranges listed.",
        Comparison::NotIpAddress => "The address is in none of the ranges listed.",
        Comparison::ArnEquals | Comparison::ArnLike => {
            "The ARN matches one of the patterns, part by part between its colons. ArnEquals and ArnLike do the same."
        }
        Comparison::ArnNotEquals | Comparison::ArnNotLike => {
            "The ARN matches none of the patterns."
        }
        Comparison::Null => {
            "`true`: the request must not have the key. `false`: it must have it, with a value."
        }
    }
}

/// What an operator asks, a sentence each: the comparison, what its prefix adds, and what holds
/// where the request does not have the key.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html>
pub(crate) fn operator(operator: Operator) -> Vec<String> {
    let mut lines = vec![comparison(operator.comparison).to_owned()];
    if operator.comparison == Comparison::Null {
        return lines;
    }
    let several = match operator.set {
        Some(SetOperator::ForAllValues) => Some("Every value of the request must satisfy it."),
        Some(SetOperator::ForAnyValue) => {
            Some("At least one value of the request must satisfy it.")
        }
        None => None,
    };
    lines.extend(several.map(str::to_owned));
    let missing = match (operator.set, operator.is_negated(), operator.if_exists) {
        (Some(SetOperator::ForAllValues), _, _) => {
            "True where the request has no such key: add a Null condition where that must not be."
        }
        (Some(SetOperator::ForAnyValue), _, true) => {
            "False where the request has no such key, for all that it says IfExists."
        }
        (Some(SetOperator::ForAnyValue), _, false) => "False where the request has no such key.",
        (None, true, _) => "True where the request has no such key.",
        (None, false, true) => {
            "True where the request has no such key, also if AWS never sends it for the action."
        }
        (None, false, false) => "False where the request has no such key.",
    };
    lines.push(missing.to_owned());
    lines
}

/// What an operator's values are, in a word.
pub(crate) fn value_type(value_type: ValueType) -> &'static str {
    match value_type {
        ValueType::Text => "text",
        ValueType::Pattern => "text with wildcards",
        ValueType::Number => "number",
        ValueType::Date => "date",
        ValueType::Boolean => "true or false",
        ValueType::Binary => "base64",
        ValueType::IpRange => "IP addresses",
        ValueType::Arn => "ARN with wildcards",
    }
}

/// Where AWS's page on operators describes those of a type.
pub(crate) fn operator_anchor(comparison: Comparison) -> &'static str {
    if comparison == Comparison::Null {
        return "Conditions_Null";
    }
    match comparison.row().value_type {
        ValueType::Text | ValueType::Pattern => "Conditions_String",
        ValueType::Number => "Conditions_Numeric",
        ValueType::Date => "Conditions_Date",
        ValueType::Boolean => "Conditions_Boolean",
        ValueType::Binary => "Conditions_BinaryEquals",
        ValueType::IpRange => "Conditions_IPAddress",
        ValueType::Arn => "Conditions_ARN",
    }
}

/// What a value of `Effect` does.
pub(crate) fn effect(value: &str) -> Option<&'static str> {
    match value {
        "Allow" => Some(
            "Allows what the statement is about, unless some statement of some policy denies it.",
        ),
        "Deny" => Some(
            "Denies what the statement is about, whatever other statements and policies allow.",
        ),
        _ => None,
    }
}

/// What a value of `Version` does.
pub(crate) fn version(value: &str) -> Option<&'static str> {
    match value {
        "2012-10-17" => {
            Some("The current language, with policy variables such as ${aws:username}.")
        }
        "2008-10-17" => {
            Some("The old language: ${aws:username} stands for these very characters in it.")
        }
        _ => None,
    }
}

/// The kinds of principals, with what their values are.
pub(crate) const PRINCIPAL_KINDS: [(&str, &str); 4] = [
    (
        "AWS",
        "Accounts, roles, users and sessions by their ARN. An account stands for all in it to whom its own administrators give the permission.",
    ),
    (
        "Service",
        "A service of AWS that acts on its own behalf or on that of one of your resources.",
    ),
    (
        "Federated",
        "Identities of a provider outside of AWS: SAML, OpenID Connect or a web identity.",
    ),
    (
        "CanonicalUser",
        "An account by its canonical user id, which Amazon S3 uses.",
    ),
];

/// What a global condition key holds; none for names that are not in the table.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
pub(crate) fn global_key(name: &str) -> Option<&'static str> {
    Some(match name {
        "aws:PrincipalArn" => {
            "The ARN of the caller; of a session, that of its role, not of the session."
        }
        "aws:PrincipalAccount" => "The account of the caller.",
        "aws:PrincipalOrgPaths" => "The path of the caller's account in its organization.",
        "aws:PrincipalOrgID" => "The id of the organization that the caller's account belongs to.",
        "aws:PrincipalTag/" => "A tag of the caller: of the user or role, or of the session.",
        "aws:PrincipalIsAWSService" => "Whether a service of AWS calls with its own identity.",
        "aws:PrincipalServiceName" => "The name of the service principal that calls.",
        "aws:PrincipalServiceNamesList" => "All names of the service principal that calls.",
        "aws:PrincipalType" => {
            "What the caller is: Account, User, FederatedUser, AssumedRole or Anonymous."
        }
        "aws:userid" => {
            "The unique id of the caller; of a session, that of its role, a colon and the session's name."
        }
        "aws:username" => "The name of the IAM user who calls. Sessions of roles have none.",
        "aws:AssumedRoot" => {
            "Whether the session is one that the management account took for a member account's root."
        }
        "aws:FederatedProvider" => "The identity provider through which the session began.",
        "aws:TokenIssueTime" => "When the temporary credentials of the call were issued.",
        "aws:MultiFactorAuthAge" => {
            "The seconds since the caller proved a second factor. Missing where none was used."
        }
        "aws:MultiFactorAuthPresent" => {
            "Whether temporary credentials were issued with a second factor. Missing for long-term access keys."
        }
        "aws:ChatbotSourceArn" => "The chat configuration from which the call comes.",
        "aws:Ec2InstanceSourceVpc" => {
            "The VPC in which the credentials of an EC2 instance were issued."
        }
        "aws:Ec2InstanceSourcePrivateIPv4" => {
            "The private IPv4 address of the EC2 instance whose credentials are used."
        }
        "aws:SourceIdentity" => "The identity that was set when the role was first assumed.",
        "aws:SourceIp" => {
            "The public address of the caller. Missing where the call comes through a VPC endpoint."
        }
        "aws:SourceVpc" => "The VPC from which the call comes through a VPC endpoint.",
        "aws:SourceVpcArn" => {
            "The ARN of the VPC from which the call comes through a VPC endpoint."
        }
        "aws:SourceVpce" => "The VPC endpoint through which the call comes.",
        "aws:VpceAccount" => "The account that owns the VPC endpoint through which the call comes.",
        "aws:VpceOrgPaths" => {
            "The path in its organization of the account that owns the VPC endpoint."
        }
        "aws:VpceOrgID" => "The organization of the account that owns the VPC endpoint.",
        "aws:VpcSourceIp" => {
            "The caller's private address where the call comes through a VPC endpoint."
        }
        "aws:ResourceAccount" => "The account that owns the resource.",
        "aws:ResourceOrgID" => "The organization of the account that owns the resource.",
        "aws:ResourceOrgPaths" => {
            "The path in its organization of the account that owns the resource."
        }
        "aws:ResourceTag/" => "A tag of the resource.",
        "aws:CalledVia" => "The services that called on the caller's behalf, in their order.",
        "aws:CalledViaFirst" => "The first service that called on the caller's behalf.",
        "aws:CalledViaLast" => "The last service that called on the caller's behalf.",
        "aws:CalledViaAWSMCP" => "The MCP server of AWS that called on the caller's behalf.",
        "aws:ViaAWSService" => "Whether a service calls with the caller's credentials.",
        "aws:ViaAWSMCPService" => {
            "Whether an MCP server of AWS calls with the caller's credentials."
        }
        "aws:CurrentTime" => "The time of the request.",
        "aws:EpochTime" => "The time of the request, in seconds since 1970.",
        "aws:referer" => {
            "The header in which a browser says from where it comes. Anybody can set it."
        }
        "aws:RequestedRegion" => "The Region whose endpoint was called.",
        "aws:RequestTag/" => "A tag that the request sets.",
        "aws:TagKeys" => "The keys of the tags that the request sets or removes.",
        "aws:SecureTransport" => "Whether the request was encrypted on its way.",
        "aws:SourceArn" => "The resource on whose behalf a service calls.",
        "aws:SourceAccount" => "The account of the resource on whose behalf a service calls.",
        "aws:SourceOwner" => {
            "The account of the resource on whose behalf a service calls, in some older services."
        }
        "aws:SourceOrgPaths" => {
            "The path in its organization of the account on whose behalf a service calls."
        }
        "aws:SourceOrgID" => "The organization of the account on whose behalf a service calls.",
        "aws:UserAgent" => "The program with which the request was made. Anybody can set it.",
        "aws:SignInSessionArn" => {
            "The ARN of the sign-in session, where the caller signed in to the console."
        }
        "aws:IsMcpServiceAction" => "Whether the action is one of an MCP server of AWS.",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::GLOBAL_KEYS;

    #[test]
    fn every_global_key_has_a_meaning() {
        for key in GLOBAL_KEYS {
            assert!(global_key(key.name).is_some(), "{}", key.name);
        }
    }
}
