//! What is said of what stands at a caret. A `|` stands before the character that is pointed at.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use expect_test::{Expect, expect};
use iam_evaluator::{PolicyType, Span};
use iam_language::{Catalog, complete, hover};

/// The catalog of the tests, with the details of all its services but one.
static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/catalog");
    let read = |path: &Path| fs::read_to_string(path).expect("the file can be read");
    let mut catalog = Catalog::read(&read(&folder.join("index.txt"))).expect("it is an index");
    for entry in fs::read_dir(folder.join("services")).expect("the folder is there") {
        let path = entry.expect("it can be read").path();
        if path.file_stem().is_some_and(|name| name == "kms") {
            continue;
        }
        let text = read(&path);
        catalog.add_service(&text).expect("it is a service's file");
    }
    catalog
});

fn check(policy_type: PolicyType, members: &str, expected: Expect) {
    let marked = format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{{{members}}}]}}");
    check_document(policy_type, &marked, expected);
}

fn check_document(policy_type: PolicyType, marked: &str, expected: Expect) {
    let offset = marked.find('|').expect("a caret");
    let text = marked.replacen('|', "", 1);
    let offset = u32::try_from(offset).expect("a short text");
    let mut shown = String::new();
    match hover(&text, offset, policy_type, &CATALOG) {
        None => shown.push_str("nothing"),
        Some(hover) => {
            let _ = writeln!(shown, "`{}`: {}", hover.span.of(&text), hover.title);
            for line in &hover.lines {
                let _ = writeln!(shown, "{line}");
            }
            if let Some(link) = &hover.link {
                let _ = writeln!(shown, "<{link}>");
            }
            if let Some(prefix) = &hover.needs {
                let _ = writeln!(shown, "needs {prefix}");
            }
        }
    }
    expected.assert_eq(&shown);
}

use PolicyType::{IdentityBased, ResourceBased, RoleTrust};

#[test]
fn actions() {
    check(
        IdentityBased,
        r#""Action": "s3:Get|Object""#,
        expect![[r#"
        `"s3:GetObject"`: s3:GetObject
        Amazon S3 · Read
        Grants permission to retrieve objects from Amazon S3
        Works on:
          accesspointobject: arn:${Partition}:s3:${Region}:${Account}:accesspoint/${AccessPointName}/object/${ObjectName}
          object: arn:${Partition}:s3:::${BucketName}/${ObjectName}
        Condition keys: aws:ResourceTag/${TagKey}, s3:AccessGrantsInstanceArn, s3:AccessPointNetworkOrigin, s3:AccessPointTag/${TagKey}, s3:BucketTag/${TagKey}, s3:DataAccessPointAccount, s3:DataAccessPointArn, s3:ExistingObjectTag/${key}, s3:ResourceAccount, s3:TlsVersion, s3:authType, s3:signatureAge, s3:signatureversion, s3:x-amz-content-sha256
        <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html>
    "#]],
    );
    check(
        IdentityBased,
        r#""Action": "s3:listallmy|buckets""#,
        expect![[r#"
            `"s3:listallmybuckets"`: s3:ListAllMyBuckets
            Amazon S3 · List
            Grants permission to list all buckets owned by the authenticated sender of the request
            Works on no type of resource: its statement needs Resource *.
            Condition keys: s3:ResourceAccount, s3:TlsVersion, s3:authType, s3:signatureAge, s3:signatureversion, s3:x-amz-content-sha256
            <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html>
        "#]],
    );
    check(
        IdentityBased,
        r#""Action": ["kms:Dec|rypt"]"#,
        expect![[r#"
            `"kms:Decrypt"`: kms:Decrypt
            AWS Key Management Service · Write
            <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html>
            needs kms
        "#]],
    );
    check(
        IdentityBased,
        r#""Action": ["s3:Nothing|There"]"#,
        expect!["nothing"],
    );
    check(
        IdentityBased,
        r#""Action": "s3:GetOb|ject"#,
        expect![[r#"
        `"s3:GetObject`: s3:GetObject
        Amazon S3 · Read
        Grants permission to retrieve objects from Amazon S3
        Works on:
          accesspointobject: arn:${Partition}:s3:${Region}:${Account}:accesspoint/${AccessPointName}/object/${ObjectName}
          object: arn:${Partition}:s3:::${BucketName}/${ObjectName}
        Condition keys: aws:ResourceTag/${TagKey}, s3:AccessGrantsInstanceArn, s3:AccessPointNetworkOrigin, s3:AccessPointTag/${TagKey}, s3:BucketTag/${TagKey}, s3:DataAccessPointAccount, s3:DataAccessPointArn, s3:ExistingObjectTag/${key}, s3:ResourceAccount, s3:TlsVersion, s3:authType, s3:signatureAge, s3:signatureversion, s3:x-amz-content-sha256
        <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html>
    "#]],
    );
    check(
        IdentityBased,
        r#""Action": "dynamodb:Create|GlobalTable""#,
        expect![[r#"
            `"dynamodb:CreateGlobalTable"`: dynamodb:CreateGlobalTable
            Amazon DynamoDB · Write
            Grants permission to create a global table from an existing table
            Works on:
              global-table, always: arn:${Partition}:dynamodb::${Account}:global-table/${GlobalTableName}
              table, always: arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}
            Condition keys: aws:ResourceTag/${TagKey}
            <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html>
        "#]],
    );
}

#[test]
fn wildcards_and_prefixes() {
    check(
        IdentityBased,
        r#""Action": "sqs:List|*""#,
        expect![[r#"
        `"sqs:List*"`: sqs:List*
        Covers 4 actions that are known, and those to come.
        4 Read
          sqs:ListDeadLetterSourceQueues
          sqs:ListMessageMoveTasks
          sqs:ListQueues
          sqs:ListQueueTags
        <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html>
    "#]],
    );
    check(
        IdentityBased,
        r#""Action": "s3:|Get*""#,
        expect![[r#"
        `"s3:Get*"`: s3:Get*
        Covers 63 actions that are known, and those to come.
        63 Read
          s3:GetAccelerateConfiguration
          s3:GetAccessGrant
          s3:GetAccessGrantsInstance
          s3:GetAccessGrantsInstanceForPrefix
          s3:GetAccessGrantsInstanceResourcePolicy
          s3:GetAccessGrantsLocation
          s3:GetAccessPoint
          s3:GetAccessPointConfigurationForObjectLambda
          s3:GetAccessPointForObjectLambda
          s3:GetAccessPointPolicy
          s3:GetAccessPointPolicyForObjectLambda
          s3:GetAccessPointPolicyStatus
          s3:GetAccessPointPolicyStatusForObjectLambda
          s3:GetAccountPublicAccessBlock
          s3:GetAnalyticsConfiguration
          s3:GetBucketAbac
          s3:GetBucketAcl
          s3:GetBucketCORS
          s3:GetBucketLocation
          s3:GetBucketLogging
          … and 43 more
        <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html>
    "#]],
    );
    check(
        IdentityBased,
        r#""Action": "|*""#,
        expect![[r#"
        `"*"`: *
        Covers 1683 actions that are known, and those to come.
        281 Read, 898 Write, 357 List, 48 Tagging, 99 Permissions management
          dynamodb:AssociateTableReplica
          dynamodb:BatchGetItem
          dynamodb:BatchWriteItem
          dynamodb:ConditionCheckItem
          dynamodb:CreateBackup
          dynamodb:CreateGlobalTable
          dynamodb:CreateGlobalTableWitness
          dynamodb:CreateTable
          dynamodb:CreateTableReplica
          dynamodb:DeleteBackup
          dynamodb:DeleteGlobalTableWitness
          dynamodb:DeleteItem
          dynamodb:DeleteResourcePolicy
          dynamodb:DeleteTable
          dynamodb:DeleteTableReplica
          dynamodb:DescribeBackup
          dynamodb:DescribeContinuousBackups
          dynamodb:DescribeContributorInsights
          dynamodb:DescribeEndpoints
          dynamodb:DescribeExport
          … and 1663 more
    "#]],
    );
    check(
        IdentityBased,
        r#""Action": "s3:Nothing|*""#,
        expect![[r#"
        `"s3:Nothing*"`: s3:Nothing*
        Covers no action that is known.
        <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html>
    "#]],
    );
    check(
        IdentityBased,
        r#""Action": "s|3:Get*""#,
        expect![[r#"
        `s3`: Amazon S3
        180 actions with the prefix s3
        66 Read, 57 Write, 18 List, 12 Tagging, 27 Permissions management
        <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html>
    "#]],
    );
    check(
        IdentityBased,
        r#""Action": "nosuch|:Get*""#,
        expect!["nothing"],
    );
}

#[test]
fn elements() {
    check_document(
        IdentityBased,
        r#"{"|Version": "2012-10-17"}"#,
        expect![[r#"
            `"Version"`: Version
            The version of the policy language, not of your policy. Without it AWS reads the language of 2008, which has no policy variables.
            <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html>
        "#]],
    );
    check_document(
        IdentityBased,
        r#"{"I|d": "x"}"#,
        expect![[r#"
        `"Id"`: Id
        A name for the whole document. It does not change what is allowed.
        Not in an identity-based policy.
        <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_id.html>
    "#]],
    );
    check_document(
        IdentityBased,
        r#"{"Version": "|2012-10-17"}"#,
        expect![[r#"
            `"2012-10-17"`: 2012-10-17
            The current language, with policy variables such as ${aws:username}.
            <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html>
        "#]],
    );
    check_document(
        IdentityBased,
        r#"{"Version": "|2008-10-17"}"#,
        expect![[r#"
            `"2008-10-17"`: 2008-10-17
            The old language: ${aws:username} stands for these very characters in it.
            <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html>
        "#]],
    );
    check(
        IdentityBased,
        r#""|Effect": "Allow""#,
        expect![[r#"
        `"Effect"`: Effect
        Whether the statement allows or denies what it is about.
        <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_effect.html>
    "#]],
    );
    check(
        IdentityBased,
        r#""Effect": "De|ny""#,
        expect![[r#"
        `"Deny"`: Deny
        Denies what the statement is about, whatever other statements and policies allow.
        <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_effect.html>
    "#]],
    );
    check(
        IdentityBased,
        r#""Princ|ipal": "*""#,
        expect![[r#"
        `"Principal"`: Principal
        Whom the statement is about: accounts, roles, users, services, federated identities.
        Not in an identity-based policy.
        <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>
    "#]],
    );
    check(IdentityBased, r#""Act|ions": "*""#, expect!["nothing"]);
    check(IdentityBased, r#""Effect"|: "Allow""#, expect!["nothing"]);
}

#[test]
fn keys() {
    check(
        IdentityBased,
        r#""Action": ["s3:PutObject", "s3:ListBucket"], "Condition": {"StringLike": {"s3:pre|fix": "a"}}"#,
        expect![[r#"
            `"s3:prefix"`: s3:prefix
            String
            Filters access by key name prefix
            Carried by 1 of 2 actions of the statement:
              s3:ListBucket
            <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html>
        "#]],
    );
    check(
        IdentityBased,
        r#""Action": "s3:ListBucket", "Condition": {"StringEquals": {"s3:x-amz-a|cl": "private"}}"#,
        expect![[r#"
            `"s3:x-amz-acl"`: s3:x-amz-acl
            String
            Filters access by canned ACL in the request's x-amz-acl header
            No action of the statement carries it.
            <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html>
        "#]],
    );
    check(
        IdentityBased,
        r#""Condition": {"IpAddress": {"aws:Sou|rceIp": "203.0.113.0/24"}}"#,
        expect![[r#"
            `"aws:SourceIp"`: aws:SourceIp
            IPAddress
            The public address of the caller. Missing where the call comes through a VPC endpoint.
            <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
        "#]],
    );
    check(
        IdentityBased,
        r#""Action": "ec2:*", "Condition": {"ForAllValues:StringEquals": {"aws:Tag|Keys": "team"}}"#,
        expect![[r#"
            `"aws:TagKeys"`: aws:TagKeys
            ArrayOfString: a request can have several values, so its operator begins with ForAnyValue or ForAllValues.
            The keys of the tags that the request sets or removes.
            Carried by 560 of 826 actions of the statement:
              ec2:AcceptAddressTransfer
              ec2:AcceptCapacityReservationBillingOwnership
              ec2:AcceptReservedInstancesExchangeQuote
              ec2:AcceptTransitGatewayClientVpnAttachment
              ec2:AcceptTransitGatewayMulticastDomainAssociations
              ec2:AcceptTransitGatewayPeeringAttachment
              ec2:AcceptTransitGatewayVpcAttachment
              ec2:AcceptVpcEndpointConnections
              ec2:AcceptVpcPeeringConnection
              ec2:AllocateAddress
              … and 550 more
            <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
        "#]],
    );
    check(
        IdentityBased,
        r#""Condition": {"StringEquals": {"aws:PrincipalTag/te|am": "a"}}"#,
        expect![[r#"
            `"aws:PrincipalTag/team"`: aws:PrincipalTag/team
            String
            A tag of the caller: of the user or role, or of the session.
            <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
        "#]],
    );
    check(
        IdentityBased,
        r#""Condition": {"StringEquals": {"kms:Via|Service": "a"}}"#,
        expect![[r#"
            `"kms:ViaService"`: kms:ViaService
            A condition key of AWS Key Management Service
            <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html>
            needs kms
        "#]],
    );
    check(
        IdentityBased,
        r#""Condition": {"StringEquals": {"nosuch:Ke|y": "a"}}"#,
        expect!["nothing"],
    );
}

#[test]
fn operators() {
    check(
        IdentityBased,
        r#""Condition": {"String|Like": {}}"#,
        expect![[r#"
            `"StringLike"`: StringLike
            The text matches one of the patterns: `*` stands for any text, `?` for one character.
            False where the request has no such key.
            Values: text with wildcards
            <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_String>
        "#]],
    );
    check(
        IdentityBased,
        r#""Condition": {"ForAnyValue:|ArnNotLikeIfExists": {}}"#,
        expect![[r#"
            `"ForAnyValue:ArnNotLikeIfExists"`: ForAnyValue:ArnNotLikeIfExists
            The ARN matches none of the patterns.
            At least one value of the request must satisfy it.
            False where the request has no such key, for all that it says IfExists.
            Values: ARN with wildcards
            <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html>
        "#]],
    );
    check(
        IdentityBased,
        r#""Condition": {"Boo|lIfExists": {}}"#,
        expect![[r#"
            `"BoolIfExists"`: BoolIfExists
            The key is true, or false, as given.
            True where the request has no such key, also if AWS never sends it for the action.
            Values: true or false
            <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IfExists>
        "#]],
    );
    check(
        IdentityBased,
        r#""Condition": {"Nu|ll": {}}"#,
        expect![[r#"
            `"Null"`: Null
            `true`: the request must not have the key. `false`: it must have it, with a value.
            Values: true or false
            <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Null>
        "#]],
    );
    check(
        IdentityBased,
        r#""Condition": {"Nothi|ng": {}}"#,
        expect!["nothing"],
    );
}

#[test]
fn arns() {
    check(
        IdentityBased,
        r#""Resource": "arn:aws:s3:::re|ports/*""#,
        expect![[r#"
            `"arn:aws:s3:::reports/*"`: ARN of type object
              partition: aws
              service: s3 (Amazon S3)
              Region: none
              account: none
              resource: reports/*
            <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>
        "#]],
    );
    check(
        IdentityBased,
        r#""Resource": ["arn:aws:s3:::rep|orts"]"#,
        expect![[r#"
            `"arn:aws:s3:::reports"`: ARN of type bucket
              partition: aws
              service: s3 (Amazon S3)
              Region: none
              account: none
              resource: reports
            <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>
        "#]],
    );
    check(
        IdentityBased,
        r#""Resource": "arn:aws:dynamodb:*:111122223333:table/x/inde|x/y"#,
        expect![[r#"
            `"arn:aws:dynamodb:*:111122223333:table/x/index/y`: ARN of type index
              partition: aws
              service: dynamodb (Amazon DynamoDB)
              Region: * (any)
              account: 111122223333
              resource: table/x/index/y
            <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>
        "#]],
    );
    check(
        IdentityBased,
        r#""Resource": "arn:aws:kms:eu-west-1:111122223333:ke|y/1""#,
        expect![[r#"
            `"arn:aws:kms:eu-west-1:111122223333:key/1"`: ARN
              partition: aws
              service: kms (AWS Key Management Service)
              Region: eu-west-1
              account: 111122223333
              resource: key/1
            <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>
            needs kms
        "#]],
    );
    check(
        IdentityBased,
        r#""Resource": "|*""#,
        expect![[r#"
        `"*"`: *
        Every resource.
        <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>
    "#]],
    );
    check(
        ResourceBased,
        r#""Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:sns:eu-west-1:111122223333:to|pic"}}"#,
        expect![[r#"
            `"arn:aws:sns:eu-west-1:111122223333:topic"`: ARN of type topic
              partition: aws
              service: sns (Amazon SNS)
              Region: eu-west-1
              account: 111122223333
              resource: topic
            <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>
        "#]],
    );
}

#[test]
fn principals() {
    check(
        ResourceBased,
        r#""Principal": "|*""#,
        expect![[r#"
        `"*"`: everybody
        Everybody, also callers without credentials.
        <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>
    "#]],
    );
    check(
        ResourceBased,
        r#""Principal": {"A|WS": "*"}"#,
        expect![[r#"
            `"AWS"`: AWS
            Accounts, roles, users and sessions by their ARN. An account stands for all in it to whom its own administrators give the permission.
            <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>
        "#]],
    );
    check(
        ResourceBased,
        r#""Principal": {"AWS": "1111|22223333"}"#,
        expect![[r#"
            `"111122223333"`: account
            The account 111122223333: whoever in it has the permission by its own policies.
            <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>
        "#]],
    );
    check(
        ResourceBased,
        r#""Principal": {"AWS": ["arn:aws:iam::111122223333:ro|le/a/b"]}"#,
        expect![[r#"
            `"arn:aws:iam::111122223333:role/a/b"`: role
            The role a/b of account 111122223333, in all its sessions.
            <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>
        "#]],
    );
    check(
        ResourceBased,
        r#""Principal": {"AWS": "arn:aws:sts::111122223333:assumed-ro|le/a/b"}"#,
        expect![[r#"
            `"arn:aws:sts::111122223333:assumed-role/a/b"`: role session
            The session b of the role a of account 111122223333.
            <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>
        "#]],
    );
    check(
        ResourceBased,
        r#""Principal": {"AWS": "AROA|EXAMPLE"}"#,
        expect![[r#"
            `"AROAEXAMPLE"`: unique id
            The unique id of a role: AWS writes it where the role was deleted.
            <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>
        "#]],
    );
    check(
        RoleTrust,
        r#""Principal": {"Service": "lamb|da.amazonaws.com"}"#,
        expect![[r#"
            `"lambda.amazonaws.com"`: service principal
            AWS Lambda calls by this name.
            <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>
        "#]],
    );
    check(
        RoleTrust,
        r#""Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.github|usercontent.com"}"#,
        expect![[r#"
            `"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"`: OpenID Connect provider
            Identities whose tokens token.actions.githubusercontent.com issues: add a condition on token.actions.githubusercontent.com:aud and token.actions.githubusercontent.com:sub.
            <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>
        "#]],
    );
}

#[test]
fn variables() {
    check(
        IdentityBased,
        r#""Resource": "arn:aws:s3:::home/${aws:user|name}/*""#,
        expect![[r#"
            `${aws:username}`: aws:username
            Replaced by the request's value. Without one the statement's text matches nothing.
            String
            The name of the IAM user who calls. Sessions of roles have none.
            <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>
        "#]],
    );
    check(
        IdentityBased,
        r#""Condition": {"StringLike": {"s3:prefix": "${aws:PrincipalTag/te|am, 'none'}/*"}}"#,
        expect![[r#"
            `${aws:PrincipalTag/team, 'none'}`: aws:PrincipalTag/team
            Replaced by the request's value, or by `none` where it has none.
            String
            A tag of the caller: of the user or role, or of the session.
            <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>
        "#]],
    );
    check(
        IdentityBased,
        r#""Resource": "arn:aws:s3:::b/$|{*}""#,
        expect![[r#"
            `${*}`: ${*}
            The character itself, without a special meaning.
            <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>
        "#]],
    );
    check(
        IdentityBased,
        r#""Resource": "arn:aws:s3:::b/${nosuch|}""#,
        expect![[r#"
            `"arn:aws:s3:::b/${nosuch}"`: ARN of type object
              partition: aws
              service: s3 (Amazon S3)
              Region: none
              account: none
              resource: b/${nosuch}
            <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>
        "#]],
    );
}

/// Policies of every type, whose every beginning is looked at.
const SAMPLES: [(PolicyType, &str); 10] = [
    (
        IdentityBased,
        r#"{"Version": "2012-10-17", "Statement": [{"Sid": "A", "Effect": "Allow", "Action": ["s3:Get*", "s3:ListBucket"], "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/${aws:username}/*"]}]}"#,
    ),
    (
        IdentityBased,
        "// iam-playground: ignore X\n{\n  \"Version\": \"2012-10-17\", /* é */\n  \"Statement\": {\n    \"Effect\": \"Deny\",\n    \"NotAction\": \"iam:*\",\n    \"NotResource\": \"*\"\n  }\n}\n",
    ),
    (
        ResourceBased,
        r#"{"Id": "x", "Statement": [{"Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam::111122223333:root", "444455556666"], "Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "*", "Condition": {"ArnEquals": {"aws:SourceArn": "arn:aws:sns:eu-west-1:111122223333:t"}}}]}"#,
    ),
    (
        RoleTrust,
        r#"{"Statement": [{"Effect": "Allow", "Principal": {"Federated": "accounts.google.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"accounts.google.com:aud": "a"}}}]}"#,
    ),
    (
        PolicyType::ServiceControl,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["eu-west-1", "us-east-1"]}}}]}"#,
    ),
    (
        PolicyType::ResourceControl,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}, "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}}]}"#,
    ),
    (
        PolicyType::VpcEndpoint,
        r#"{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "dynamodb:*", "Resource": "arn:aws:dynamodb:*:*:table/x"}]}"#,
    ),
    (
        PolicyType::Session,
        r#"{"Statement":[{"Effect":"Allow","Action":"ec2:RunInstances","Resource":"*","Condition":{"ForAllValues:StringEquals":{"aws:TagKeys":["a","b"]},"Null":{"aws:RequestTag/a":"false"},"DateLessThan":{"aws:CurrentTime":"2030-01-01T00:00:00Z"}}}]}"#,
    ),
    (
        PolicyType::PermissionsBoundary,
        "{\"Statement\" [{\"Effect\" \"Allow\", Action: s3:Get*, \"Resource: \"*\", 'x': \\u00e9 \"\\ud83d\\ude00\\\"${\" }} ] ] \"\u{1f600}\" : [ { [ \"a\\\" ",
    ),
    (
        IdentityBased,
        "{\"Statement\": [{\"Action\": [\"s3:${aws:username\", \"\\\\${\", \"${a, 'b}'}\n], \"Resource\": \"arn:aws:s3:::\\u0024{aws:x}/${aws:\\\"\", \"Condition\": {\"StringLike\": {\"s3:prefix\": [\"${s3:pre",
    ),
];

#[test]
fn no_beginning_of_a_policy_does_harm() {
    let is_inside = |span: Span, text: &str| {
        span.start <= span.end
            && text.is_char_boundary(span.start as usize)
            && text.is_char_boundary(span.end as usize)
            && span.end as usize <= text.len()
    };
    for (policy_type, sample) in SAMPLES {
        for end in (0..=sample.len()).filter(|end| sample.is_char_boundary(*end)) {
            let text = &sample[..end];
            // Somebody types near the end; elsewhere the services add nothing but time.
            let typed = if end == sample.len() {
                0
            } else {
                end.saturating_sub(4)
            };
            let nothing_known = Catalog::default();
            for offset in 0..=end + 1 {
                let catalog = if offset < typed {
                    &nothing_known
                } else {
                    &*CATALOG
                };
                let offset = u32::try_from(offset).expect("a short text");
                let answer = complete(text, offset, policy_type, catalog);
                assert!(is_inside(answer.replace, text), "{text} at {offset}");
                if let Some(comma) = answer.comma {
                    assert!(comma <= answer.replace.start, "{text} at {offset}");
                }
                for item in &answer.items {
                    let select = item.select.unwrap_or_default();
                    assert!(is_inside(select, &item.insert), "{}", item.insert);
                    assert!(!item.insert.contains(['⟦', '⟧']), "{}", item.insert);
                }
                if let Some(hover) = hover(text, offset, policy_type, catalog) {
                    assert!(is_inside(hover.span, text), "{text} at {offset}");
                }
            }
        }
    }
}

/// What is inserted must fit where it is: each item makes JSON of a text that has only a gap.
#[test]
fn an_inserted_item_leaves_sound_json() {
    for (policy_type, sample) in SAMPLES.into_iter().take(8) {
        for offset in 0..=sample.len() {
            if !sample.is_char_boundary(offset) {
                continue;
            }
            let at = u32::try_from(offset).expect("a short text");
            let answer = complete(sample, at, policy_type, &CATALOG);
            for item in answer.items.iter().take(30) {
                let (start, end) = (answer.replace.start as usize, answer.replace.end as usize);
                let mut text = format!("{}{}{}", &sample[..start], item.insert, &sample[end..]);
                if let Some(comma) = answer.comma {
                    text.insert(comma as usize, ',');
                }
                let json = iam_evaluator::json::parse(&text);
                let broken = json
                    .findings
                    .iter()
                    .find(|finding| finding.is_syntax_error());
                assert!(
                    broken.is_none(),
                    "{} at {offset} of {sample}: {broken:?}",
                    item.insert
                );
            }
        }
    }
}
