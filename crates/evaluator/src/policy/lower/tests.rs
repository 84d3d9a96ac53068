//! What is wrong with a document, in which place, and in which words.

use expect_test::{Expect, expect};

use super::PolicyType::{
    IdentityBased, ResourceBased, ResourceControl, RoleTrust, ServiceControl, Session,
};
use super::*;

fn shown(policy_type: PolicyType, text: &str) -> String {
    let parsed = parse(text, policy_type);
    let mut shown = String::new();
    for finding in &parsed.findings {
        let places: Vec<&str> = finding.locations.iter().map(|span| span.of(text)).collect();
        let places = places.join(" and ");
        let (code, details) = (finding.issue_code, &finding.details);
        shown += &format!("{code}: {places}\n  {details}\n");
    }
    if parsed.document.is_some() {
        shown += "accepted\n";
    }
    shown
}

fn check(policy_type: PolicyType, text: &str, expected: Expect) {
    expected.assert_eq(&shown(policy_type, text));
}

/// Checks a document with one statement, which has an effect, an action and a resource, and these
/// members.
fn check_also(policy_type: PolicyType, members: &str, expected: Expect) {
    let rest = r#""Effect": "Deny", "Action": "s3:GetObject", "Resource": "*""#;
    check_only(policy_type, &format!("{rest}, {members}"), expected);
}

/// Checks a document with one statement of these members.
fn check_only(policy_type: PolicyType, members: &str, expected: Expect) {
    let text = format!(r#"{{"Version": "2012-10-17", "Statement": {{{members}}}}}"#);
    check(policy_type, &text, expected);
}

#[test]
fn documents() {
    check(
        IdentityBased,
        "[1]",
        expect![[r#"
            DATA_TYPE_MISMATCH: [1]
              a policy must be an object `{ … }`
        "#]],
    );
    check(
        IdentityBased,
        r#" {"Id": "x"}"#,
        expect![[r#"
            INVALID_POLICY_ELEMENT: "Id"
              `Id` is not allowed in identity-based policies: remove it
            MISSING_STATEMENT: {
              the policy has no `Statement`
        "#]],
    );
    check(
        ResourceBased,
        r#"{"Id": 7, "Statement": []}"#,
        expect![[r#"
            DATA_TYPE_MISMATCH: 7
              `Id` must be a string
            MISSING_STATEMENT: []
              `Statement` is an empty list: it needs at least one statement
        "#]],
    );
    check(
        IdentityBased,
        r#"{"Version": "2012", "Statement": "x"}"#,
        expect![[r#"
            INVALID_VERSION: "2012"
              `Version` is the version of the policy language: write `2012-10-17`
            DATA_TYPE_MISMATCH: "x"
              a statement must be an object `{ … }`
        "#]],
    );
    check(
        IdentityBased,
        r#"{"version": "2012-10-17", "Statement": [{}, 1]}"#,
        expect![[r#"
            INVALID_POLICY_ELEMENT: "version"
              a policy has no element `version`, and case matters: did you mean `Version`?
            MISSING_EFFECT: {
              the statement has no `Effect`: write `Allow` or `Deny`
            MISSING_ACTION: {
              the statement has neither `Action` nor `NotAction`
            MISSING_RESOURCE: {
              the statement has neither `Resource` nor `NotResource`
            DATA_TYPE_MISMATCH: 1
              a statement must be an object `{ … }`
        "#]],
    );
    check(
        IdentityBased,
        r#"{"Version": "2012-10-17""#,
        expect![[r#"
            JSON_SYNTAX_ERROR: {
              this `{` is never closed: `}` is missing
        "#]],
    );
    let statement = r#"{"Effect": "Deny", "Action": "s3:GetObject", "Resource": "*"}"#;
    let statements = format!(r#""Statement": [{statement}, {statement}]"#);
    check(
        IdentityBased,
        &format!("{{{statements}}}"),
        expect![[r#"
            accepted
        "#]],
    );
    check(
        ServiceControl,
        &format!(" {{{statements}}}"),
        expect![[r#"
            INVALID_VERSION: {
              service control policies need `"Version": "2012-10-17"`
        "#]],
    );
    let old = format!(r#"{{"Version": "2008-10-17", {statements}}}"#);
    check(
        IdentityBased,
        &old,
        expect![[r#"
        accepted
    "#]],
    );
    check(
        ServiceControl,
        &old,
        expect![[r#"
        INVALID_VERSION: "2008-10-17"
          service control policies need `"Version": "2012-10-17"`
    "#]],
    );
}

#[test]
fn statements() {
    check_only(
        IdentityBased,
        r#""Effect": "allow", "Actions": "s3:*", "Ressource": "*", "Comment": "", "Sid": 1"#,
        expect![[r#"
            INVALID_POLICY_ELEMENT: "Actions"
              a statement has no element `Actions`, and case matters: did you mean `Action`?
            INVALID_POLICY_ELEMENT: "Ressource"
              a statement has no element `Ressource`, and case matters: did you mean `Resource`?
            INVALID_POLICY_ELEMENT: "Comment"
              a statement has no element `Comment`, and case matters
            DATA_TYPE_MISMATCH: 1
              `Sid` must be a string
            INVALID_EFFECT: "allow"
              `Effect` is `Allow` or `Deny`, spelled just so
            MISSING_ACTION: {
              the statement has neither `Action` nor `NotAction`
            MISSING_RESOURCE: {
              the statement has neither `Resource` nor `NotResource`
        "#]],
    );
    check_also(
        IdentityBased,
        r#""NotAction": "s3:PutObject""#,
        expect![[r#"
            UNSUPPORTED_ELEMENT_COMBINATION: "NotAction" and "Action"
              a statement has `Action` or `NotAction`, not both
        "#]],
    );
    check_also(
        IdentityBased,
        r#""Sid": "a b""#,
        expect![[r#"
            UNSUPPORTED_SID: "a b"
              the Sid `a b` may hold only the letters A-Z and a-z and digits
        "#]],
    );
    check_also(
        ResourceBased,
        r#""Sid": "a b", "Principal": "*""#,
        expect![[r#"
            accepted
        "#]],
    );
    check_also(
        IdentityBased,
        r#""Sid": "ÿĀ😀""#,
        expect![[r#"
            UNSUPPORTED_SID: "ÿĀ😀"
              the Sid `ÿĀ😀` may hold only the letters A-Z and a-z and digits
        "#]],
    );
    check_also(
        IdentityBased,
        r#""Effect": "Deny""#,
        expect![[r#"
            PLAYGROUND_DUPLICATE_NAME: "Effect" and "Effect"
              `Effect` stands twice in the same object: AWS refuses that, so keep one, or join their values in a list
        "#]],
    );
    check(
        IdentityBased,
        r#"{"Statement": [
            {"Sid": "A", "Effect": "Deny", "Action": "*", "Resource": "*"},
            {"Sid": "B", "Effect": "Deny", "Action": "*", "Resource": "*"},
            {"Sid": "", "Effect": "Deny", "Action": "*", "Resource": "*"},
            {"Sid": "", "Effect": "Deny", "Action": "*", "Resource": "*"},
            {"Sid": "B", "Effect": "Deny", "Action": "*", "Resource": "*"}
        ]}"#,
        expect![[r#"
            UNIQUE_SIDS_REQUIRED: "B" and "B"
              two statements have the Sid `B`: IAM takes each only once
        "#]],
    );
}

#[test]
fn actions_and_resources() {
    let check_actions = |policy_type, actions: &str, expected| {
        let members = format!(r#""Effect": "Deny", "Action": {actions}, "Resource": "*""#);
        check_only(policy_type, &members, expected);
    };
    check_actions(
        IdentityBased,
        r#"["*", "*:*", "s3:*", "S3-x:Get*", "s3", ":Get", "s3:", "s*:Get", "*:Get", "s3 :Get"]"#,
        expect![[r#"
            INVALID_ACTION: "s3"
              the action `s3` names no service: write it as `service:s3`, such as `s3:GetObject`
            INVALID_ACTION: ":Get"
              `:Get` is not `*` or `service:Action`: a service's prefix has letters, digits and `-`, and wildcards stand only behind the colon
            INVALID_ACTION: "s3:"
              `s3:` is not `*` or `service:Action`: a service's prefix has letters, digits and `-`, and wildcards stand only behind the colon
            INVALID_ACTION: "s*:Get"
              `s*:Get` is not `*` or `service:Action`: a service's prefix has letters, digits and `-`, and wildcards stand only behind the colon
            INVALID_ACTION: "*:Get"
              `*:Get` is not `*` or `service:Action`: a service's prefix has letters, digits and `-`, and wildcards stand only behind the colon
            INVALID_ACTION: "s3 :Get"
              `s3 :Get` is not `*` or `service:Action`: a service's prefix has letters, digits and `-`, and wildcards stand only behind the colon
        "#]],
    );
    check_actions(
        IdentityBased,
        "[]",
        expect![[r#"
            PLAYGROUND_EMPTY_LIST: []
              `Action` is an empty list: name at least one value
        "#]],
    );
    check_actions(
        IdentityBased,
        r#"["s3:*", 1, null]"#,
        expect![[r#"
            DATA_TYPE_MISMATCH: 1
              `Action` must be a string, or a list of strings
            DATA_TYPE_MISMATCH: null
              `Action` must be a string, or a list of strings
        "#]],
    );
    check_actions(
        IdentityBased,
        r#""s3:${aws:username}""#,
        expect![[r#"
            VARIABLE_UNSUPPORTED_IN_ELEMENT: "s3:${aws:username}"
              policy variables are read in `Resource` and `Condition` only, not in actions
        "#]],
    );
    check_only(
        RoleTrust,
        r#""Effect": "Deny", "Principal": "*",
           "Action": ["*", "STS:AssumeRole", "s3:Get", "sts"], "Resource": "*""#,
        expect![[r#"
            UNSUPPORTED_ACTION_IN_POLICY: "*"
              a role trust policy takes only actions of AWS STS (`sts:…`), not `*`
            UNSUPPORTED_ACTION_IN_POLICY: "s3:Get"
              a role trust policy takes only actions of AWS STS (`sts:…`), not `s3:Get`
            INVALID_ACTION: "sts"
              the action `sts` names no service: write it as `service:sts`, such as `s3:GetObject`
            ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE: "Resource"
              a role trust policy has no `Resource`: its resource is the role
        "#]],
    );
    let check_resources = |policy_type, resources: &str, expected| {
        let principal = match policy_type {
            ResourceBased => r#""Principal": "*","#,
            _ => "",
        };
        let members =
            format!(r#""Effect": "Deny", "Action": "s3:*", {principal} "Resource": {resources}"#);
        check_only(policy_type, &members, expected);
    };
    check_resources(
        IdentityBased,
        r#"["*", "arn:aws:s3:::b", "arn:aws:s3", "bucket", "execute-api:/x"]"#,
        expect![[r#"
            INVALID_ARN_PREFIX: "bucket"
              the resource `bucket` is neither `*` nor an ARN, which begins with `arn:`
            INVALID_ARN_PREFIX: "execute-api:/x"
              the resource `execute-api:/x` is neither `*` nor an ARN, which begins with `arn:`
        "#]],
    );
    check_resources(
        ResourceBased,
        r#"["execute-api:/x", "x"]"#,
        expect![[r#"
            INVALID_ARN_PREFIX: "x"
              the resource `x` is neither `*` nor an ARN, which begins with `arn:`
        "#]],
    );
    check_resources(
        Session,
        r#"["*", "arn:aws:s3:::b", "arn:aws:s3::b", "arn:aws:s3"]"#,
        expect![[r#"
            MISSING_ARN_FIELD: "arn:aws:s3::b"
              an ARN has six parts between colons, this one has 5
            MISSING_ARN_FIELD: "arn:aws:s3"
              an ARN has six parts between colons, this one has 3
        "#]],
    );
    check_resources(
        IdentityBased,
        r#"["arn:aws:s3:::b/${aws:username", "arn:aws:s3:::\u0062/\u0024{aws: id}x"]"#,
        expect![[r#"
            MISSING_BRACE_IN_VARIABLE: ${aws:username
              `${` begins a policy variable, and its `}` is missing
            UNSUPPORTED_SPACE_IN_VARIABLE: \u0024{aws: id}
              the name of a policy variable has no spaces
        "#]],
    );
}

#[test]
fn principals() {
    check_also(
        ResourceBased,
        r#""Sid": "x""#,
        expect![[r#"
            MISSING_PRINCIPAL: {
              the statement has no `Principal`: resource-based policies say whom they are for
        "#]],
    );
    check_also(
        IdentityBased,
        r#""Principal": "*""#,
        expect![[r#"
            UNSUPPORTED_PRINCIPAL: "Principal"
              `Principal` is not allowed in identity-based policies: such a policy is for those to whom it is attached
        "#]],
    );
    check_also(
        ServiceControl,
        r#""NotPrincipal": "*""#,
        expect![[r#"
            SCP_SYNTAX_ERROR_PRINCIPAL: "NotPrincipal"
              `NotPrincipal` is not allowed in service control policies: such a policy is for those to whom it is attached
        "#]],
    );
    check_also(
        ResourceBased,
        r#""Principal": "x""#,
        expect![[r#"
        INVALID_PRINCIPAL_FORMAT: "x"
          `Principal` is `"*"` or an object such as `{"AWS": "arn:…"}`
    "#]],
    );
    check_also(
        ResourceBased,
        r#""Principal": {}"#,
        expect![[r#"
        INVALID_PRINCIPAL_FORMAT: {}
          `Principal` is `"*"` or an object such as `{"AWS": "arn:…"}`
    "#]],
    );
    check_also(
        ResourceBased,
        r#""Principal": ["*"]"#,
        expect![[r#"
        INVALID_PRINCIPAL_FORMAT: ["*"]
          `Principal` is `"*"` or an object such as `{"AWS": "arn:…"}`
    "#]],
    );
    check_also(
        ResourceBased,
        r#""Principal": {"Aws": "*", "Service": "s3.*", "Federated": "x", "AWS": [
            "*", "111122223333", "11112222333", "arn:aws:iam::111122223333:root",
            "arn:aws:iam::111122223333:root/x", "arn:aws:iam::111122223333:user/a",
            "arn:aws:iam::111122223333:user/", "arn:aws:iam::1:role/x",
            "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1",
            "arn:aws:iam::cloudfront:role/x", "arn:aws:iam::1:user/x",
            "arn:aws:sts::111122223333:assumed-role/x/y", "arn:aws:s3:::b",
            "AIDAEXAMPLE1", "AROA EXAMPLE", "XYZAEXAMPLE", "arn:aws:iam::111122223333:user/*"
        ], "AWS": "*"}"#,
        expect![[r#"
            INVALID_PRINCIPAL_KEY: "Aws"
              `Aws` is no type of principal: there are `AWS`, `Service`, `Federated` and `CanonicalUser`
            UNSUPPORTED_WILDCARD_IN_PRINCIPAL: "s3.*"
              `s3.*`: a principal is named whole, without `*` and `?`; compare `aws:PrincipalArn` in a `Condition` instead
            FEDERATED_PRINCIPAL_NOT_SUPPORTED: "Federated"
              `Federated` principals are for role trust policies only
            PLAYGROUND_INVALID_PRINCIPAL: "11112222333"
              `11112222333` is no AWS principal: write the id of an account or the ARN of a user, role or session
            PLAYGROUND_INVALID_PRINCIPAL: "arn:aws:iam::111122223333:root/x"
              `arn:aws:iam::111122223333:root/x` is no AWS principal: write the id of an account or the ARN of a user, role or session
            PLAYGROUND_INVALID_PRINCIPAL: "arn:aws:iam::111122223333:user/"
              `arn:aws:iam::111122223333:user/` is no AWS principal: write the id of an account or the ARN of a user, role or session
            PLAYGROUND_INVALID_PRINCIPAL: "arn:aws:iam::1:role/x"
              `arn:aws:iam::1:role/x` is no AWS principal: write the id of an account or the ARN of a user, role or session
            PLAYGROUND_INVALID_PRINCIPAL: "arn:aws:iam::cloudfront:role/x"
              `arn:aws:iam::cloudfront:role/x` is no AWS principal: write the id of an account or the ARN of a user, role or session
            PLAYGROUND_INVALID_PRINCIPAL: "arn:aws:iam::1:user/x"
              `arn:aws:iam::1:user/x` is no AWS principal: write the id of an account or the ARN of a user, role or session
            PLAYGROUND_INVALID_PRINCIPAL: "arn:aws:s3:::b"
              `arn:aws:s3:::b` is no AWS principal: write the id of an account or the ARN of a user, role or session
            PLAYGROUND_INVALID_PRINCIPAL: "AROA EXAMPLE"
              `AROA EXAMPLE` is no AWS principal: write the id of an account or the ARN of a user, role or session
            PLAYGROUND_INVALID_PRINCIPAL: "XYZAEXAMPLE"
              `XYZAEXAMPLE` is no AWS principal: write the id of an account or the ARN of a user, role or session
            UNSUPPORTED_WILDCARD_IN_PRINCIPAL: "arn:aws:iam::111122223333:user/*"
              `arn:aws:iam::111122223333:user/*`: a principal is named whole, without `*` and `?`; compare `aws:PrincipalArn` in a `Condition` instead
            PLAYGROUND_DUPLICATE_NAME: "AWS" and "AWS"
              `AWS` stands twice in the same object: AWS refuses that, so keep one, or join their values in a list
        "#]],
    );
    check_only(
        ResourceBased,
        r#""Effect": "Allow", "NotPrincipal": "*", "Action": "s3:*", "Resource": "*""#,
        expect![[r#"
            ALLOW_WITH_NOT_PRINCIPAL: "NotPrincipal": "*"
              `NotPrincipal` goes only with `Deny`: with `Allow` it would admit everybody else
        "#]],
    );
    check_only(
        RoleTrust,
        r#""Effect": "Deny", "NotPrincipal": "*", "Action": "sts:*""#,
        expect![[r#"
            ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL: "NotPrincipal"
              a role trust policy cannot use `NotPrincipal`
        "#]],
    );
}

#[test]
fn resource_control_policies() {
    let check_rcp = |members: &str, expected| {
        let members = format!(r#"{members}, "Principal": "*""#);
        check_only(ResourceControl, &members, expected);
    };
    check_rcp(
        r#""Effect": "Allow", "Action": ["s3:*", "*"], "Resource": ["arn:aws:s3:::b", "*"]"#,
        expect![[r#"
            accepted
        "#]],
    );
    check_rcp(
        r#""Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::b""#,
        expect![[r#"
            RCP_SYNTAX_ERROR_ALLOW: "Allow"
              a resource control policy can only deny
        "#]],
    );
    check_rcp(
        r#""Effect": "Allow", "Action": "s3:*", "Resource": "*""#,
        expect![[r#"
            RCP_SYNTAX_ERROR_ALLOW: "Allow"
              a resource control policy can only deny
        "#]],
    );
    check_rcp(
        r#""Effect": "Allow", "Action": "*", "NotResource": "*""#,
        expect![[r#"
            RCP_SYNTAX_ERROR_ALLOW: "Allow"
              a resource control policy can only deny
        "#]],
    );
    check_rcp(
        r#""Effect": "Allow", "Action": "*", "Resource": "*",
           "Condition": {"Bool": {"aws:SecureTransport": "true"}}"#,
        expect![[r#"
            RCP_SYNTAX_ERROR_ALLOW: "Allow"
              a resource control policy can only deny
        "#]],
    );
    check_rcp(
        r#""Effect": "Deny", "Action": ["s3:*", "*"], "Resource": "*""#,
        expect![[r#"
            RCP_SYNTAX_ERROR_ACTION: "*"
              a resource control policy names the service of each action (`s3:*`), not `*`
        "#]],
    );
    check_rcp(
        r#""Effect": "Deny", "NotAction": "s3:*", "Resource": "*""#,
        expect![[r#"
            RCP_SYNTAX_ERROR_NOTACTION: "NotAction"
              a resource control policy cannot use `NotAction`
        "#]],
    );
    check_also(
        ResourceControl,
        r#""Principal": {"AWS": "*"}"#,
        expect![[r#"
            RCP_SYNTAX_ERROR_PRINCIPAL: "Principal": {"AWS": "*"}
              a resource control policy is for everybody: write `"Principal": "*"`
        "#]],
    );
    check_also(
        ResourceControl,
        r#""NotPrincipal": "*""#,
        expect![[r#"
            RCP_SYNTAX_ERROR_PRINCIPAL: "NotPrincipal"
              a resource control policy is for everybody: write `"Principal": "*"`
        "#]],
    );
}

#[test]
fn conditions() {
    let check_condition = |condition: &str, expected| {
        check_also(
            IdentityBased,
            &format!(r#""Condition": {condition}"#),
            expected,
        );
    };
    check_condition(
        "[]",
        expect![[r#"
            DATA_TYPE_MISMATCH: []
              `Condition` must be an object of condition operators
        "#]],
    );
    check_condition(
        r#"{"Bool": 1, "Bool": {}}"#,
        expect![[r#"
            DATA_TYPE_MISMATCH: 1
              `Bool` must be an object of condition keys
            PLAYGROUND_DUPLICATE_NAME: "Bool" and "Bool"
              `Bool` stands twice in the same object: AWS refuses that, so keep one, or join their values in a list
        "#]],
    );
    check_condition(
        r#"{"StringEqual": {}, "NullIfExists": {}, "bool": {"a:b": true}}"#,
        expect![[r#"
            INVALID_CONDITION_OPERATOR: "StringEqual"
              `StringEqual` is no condition operator
            NULL_WITH_IF_EXISTS: "NullIfExists"
              `Null` asks whether a key exists, so it cannot end in `IfExists`
            PLAYGROUND_OPERATOR_CASE: "bool"
              AWS spells this operator `Bool`; whether it takes `bool` is not documented
        "#]],
    );
    check_condition(
        r#"{"StringLike": {"a:b": "x", "A:B": "y", "a:b": "z"}}"#,
        expect![[r#"
            DUPLICATE_KEYS_WITH_DIFFERENT_CASE: "A:B" and "a:b"
              `A:B` stands twice below this operator, once in other case: case does not tell condition keys apart
            PLAYGROUND_DUPLICATE_NAME: "a:b" and "a:b"
              `a:b` stands twice in the same object: AWS refuses that, so keep one, or join their values in a list
            DUPLICATE_KEYS_WITH_DIFFERENT_CASE: "a:b" and "A:B"
              `a:b` stands twice below this operator, once in other case: case does not tell condition keys apart
        "#]],
    );
    check_condition(
        r#"{"StringLike": {"a:b": [], "c:d": null, "e:f": [{}, "${g"], "ÿĝ": "ÿĥ"}}"#,
        expect![[r#"
            PLAYGROUND_EMPTY_LIST: []
              `a:b` is an empty list: name at least one value
            DATA_TYPE_MISMATCH: null
              `c:d` must be a string, a number, a boolean, or a list of these
            DATA_TYPE_MISMATCH: {}
              `e:f` must be a string, a number, a boolean, or a list of these
            MISSING_BRACE_IN_VARIABLE: ${g
              `${` begins a policy variable, and its `}` is missing
            PLAYGROUND_UNSUPPORTED_CHARACTER: ĝ
              IAM takes only the characters U+0020 to U+00FF, tab and line breaks, not `ĝ` (U+011D)
            PLAYGROUND_UNSUPPORTED_CHARACTER: ĥ
              IAM takes only the characters U+0020 to U+00FF, tab and line breaks, not `ĥ` (U+0125)
        "#]],
    );
    check_condition(
        r#"{"NumericEquals": {"a:b": [1, "x"]}, "DateEquals": {"a:b": "x"},
            "Bool": {"a:b": ["x", false]}, "IpAddress": {"a:b": "x"},
            "BinaryEquals": {"a:b": "?"}}"#,
        expect![[r#"
            TYPE_MISMATCH_NUMBER: "x"
              `x` is not a number, so this value fits no request
            TYPE_MISMATCH_DATE: "x"
              `x` is not a date such as `2026-01-31T12:00:00Z`, so this value fits no request
            TYPE_MISMATCH_BOOLEAN: "x"
              `x` is not `true` or `false`, so this value fits no request
            TYPE_MISMATCH_IP_RANGE: "x"
              `x` is not an IP address or a range in CIDR form, so this value fits no request
            TYPE_MISMATCH_STRING: "?"
              `?` is not bytes in base64, so this value fits no request
            accepted
        "#]],
    );
}

#[test]
fn the_nearest_name() {
    let known = ["Action", "NotAction", "Resource", "Principal", "Condition"];
    for (name, meant) in [
        ("action", Some("Action")),
        ("Actions", Some("Action")),
        ("Acton", Some("Action")),
        ("notactoin", Some("NotAction")),
        ("Principle", Some("Principal")),
        ("Ressources", Some("Resource")),
        ("Conditionals", None),
        ("Effect", None),
        ("", None),
    ] {
        assert_eq!(nearest(name, &known), meant, "{name}");
    }
}

#[test]
fn the_distance_of_words() {
    for (one, other, distance) in [
        ("", "", 0),
        ("", "abc", 3),
        ("abc", "", 3),
        ("abc", "abc", 0),
        ("kitten", "sitting", 3),
        ("flaw", "lawn", 2),
        ("ab", "ba", 2),
    ] {
        assert_eq!(edit_distance(one, other), distance, "{one}, {other}");
    }
    assert_eq!(edit_distance(&"a".repeat(32), ""), 32);
    assert_eq!(edit_distance(&"a".repeat(33), "a"), usize::MAX);
}
