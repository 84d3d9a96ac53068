//! Ways to change who may do what: for oneself, through another principal, by removing a guard.

use super::{Group, Method, method};

/// Permissions of one's own, of another principal, and the guards of both.
pub(super) const METHODS: &[Method] = &[
    method(
        Group::Own,
        &[&["iam:CreatePolicyVersion"]],
        "make a new default version of a policy that applies to oneself, with any permission",
        "R1, iam-001",
    ),
    method(
        Group::Own,
        &[&["iam:SetDefaultPolicyVersion"]],
        "switch a policy that applies to oneself back to an older, wider version",
        "R2",
    ),
    method(
        Group::Own,
        &[&["iam:AttachUserPolicy"]],
        "attach any managed policy to oneself",
        "R7, iam-008",
    ),
    method(
        Group::Own,
        &[&["iam:AttachGroupPolicy"]],
        "attach any managed policy to a group of one's own",
        "R8, iam-010",
    ),
    method(
        Group::Own,
        &[&["iam:AttachRolePolicy"]],
        "attach any managed policy to the role that one has",
        "R9, iam-009",
    ),
    method(
        Group::Own,
        &[&["iam:PutUserPolicy"]],
        "write an inline policy for oneself",
        "R10, iam-007",
    ),
    method(
        Group::Own,
        &[&["iam:PutGroupPolicy"]],
        "write an inline policy for a group of one's own",
        "R11, iam-011",
    ),
    method(
        Group::Own,
        &[&["iam:PutRolePolicy"]],
        "write an inline policy for the role that one has",
        "R12, iam-005",
    ),
    method(
        Group::Own,
        &[&["iam:AddUserToGroup"]],
        "join a group that may do more",
        "R13, iam-013",
    ),
    method(
        Group::Another,
        &[&["iam:CreateAccessKey"]],
        "make access keys of another user",
        "R4, iam-002",
    ),
    method(
        Group::Another,
        &[&["iam:CreateAccessKey"], &["iam:DeleteAccessKey"]],
        "make access keys of a user who has two already",
        "iam-003",
    ),
    method(
        Group::Another,
        &[&["iam:UpdateAccessKey"]],
        "activate again a key that was switched off",
        "HackTricks",
    ),
    method(
        Group::Another,
        &[&["iam:CreateLoginProfile"]],
        "give another user a password for the console",
        "R5, iam-004",
    ),
    method(
        Group::Another,
        &[&["iam:UpdateLoginProfile"]],
        "change the password of another user",
        "R6, iam-006",
    ),
    method(
        Group::Another,
        &[&["iam:UpdateAssumeRolePolicy"]],
        "let oneself assume any role",
        "R14, iam-012",
    ),
    method(
        Group::Another,
        &[&["sts:AssumeRole"]],
        "assume any role that trusts one",
        "sts-001",
    ),
    method(
        Group::Another,
        &[&["iam:AttachRolePolicy"], &["sts:AssumeRole"]],
        "attach any managed policy to a role and assume it",
        "iam-014",
    ),
    method(
        Group::Another,
        &[&["iam:PutRolePolicy"], &["sts:AssumeRole"]],
        "write an inline policy for a role and assume it",
        "iam-017",
    ),
    method(
        Group::Another,
        &[&["iam:CreatePolicyVersion"], &["sts:AssumeRole"]],
        "widen a policy of a role and assume the role",
        "iam-016",
    ),
    method(
        Group::Another,
        &[&["iam:AttachRolePolicy"], &["iam:UpdateAssumeRolePolicy"]],
        "attach any managed policy to a role and open its trust policy",
        "iam-019",
    ),
    method(
        Group::Another,
        &[&["iam:PutRolePolicy"], &["iam:UpdateAssumeRolePolicy"]],
        "write an inline policy for a role and open its trust policy",
        "iam-021",
    ),
    method(
        Group::Another,
        &[
            &["iam:CreatePolicyVersion"],
            &["iam:UpdateAssumeRolePolicy"],
        ],
        "widen a policy of a role and open the role's trust policy",
        "iam-020",
    ),
    method(
        Group::Another,
        &[&["iam:AttachUserPolicy"], &["iam:CreateAccessKey"]],
        "attach any managed policy to another user and take a key of that user",
        "iam-015",
    ),
    method(
        Group::Another,
        &[&["iam:PutUserPolicy"], &["iam:CreateAccessKey"]],
        "write an inline policy for another user and take a key of that user",
        "iam-018",
    ),
    method(
        Group::Another,
        &[
            &["iam:CreateRole"],
            &["iam:AttachRolePolicy", "iam:PutRolePolicy"],
        ],
        "make a new role that trusts oneself and may do anything",
        "PMapper",
    ),
    method(
        Group::Another,
        &[&[
            "iam:CreateServiceSpecificCredential",
            "iam:ResetServiceSpecificCredential",
        ]],
        "get another user's password for CodeCommit, Keyspaces or Bedrock",
        "HackTricks",
    ),
    method(
        Group::Another,
        &[&["iam:UploadSSHPublicKey"]],
        "reach CodeCommit over SSH as another user",
        "HackTricks",
    ),
    method(
        Group::Another,
        &[&["iam:UpdateSAMLProvider"]],
        "put in the metadata of one's own identity provider, and sign in to each role that trusts it",
        "HackTricks",
    ),
    method(
        Group::Another,
        &[&["iam:UpdateOpenIDConnectProviderThumbprint"]],
        "have AWS take the certificate of a false OpenID provider",
        "HackTricks",
    ),
    method(
        Group::Another,
        &[&["sso:CreateAccountAssignment"]],
        "assign oneself a permission set in an account",
        "HackTricks",
    ),
    method(
        Group::Another,
        &[
            &[
                "sso:PutInlinePolicyToPermissionSet",
                "sso:AttachManagedPolicyToPermissionSet",
                "sso:AttachCustomerManagedPolicyReferenceToPermissionSet",
            ],
            &["sso:ProvisionPermissionSet"],
        ],
        "widen a permission set that one has",
        "HackTricks",
    ),
    method(
        Group::Another,
        &[&["identitystore:CreateGroupMembership"]],
        "join a group of IAM Identity Center",
        "HackTricks",
    ),
    method(
        Group::Another,
        &[&["ds:ResetUserPassword"]],
        "set the password of a directory user who signs in to roles",
        "HackTricks",
    ),
    method(
        Group::Another,
        &[
            &["iam:PassRole"],
            &["cognito-identity:SetIdentityPoolRoles"],
        ],
        "give the guests of an identity pool a role that may do more",
        "HackTricks",
    ),
    method(
        Group::Another,
        &[
            &["iam:PassRole"],
            &["cognito-idp:CreateGroup", "cognito-idp:UpdateGroup"],
        ],
        "give a group of a user pool a role that may do more",
        "HackTricks",
    ),
    method(
        Group::Guard,
        &[&[
            "iam:DeleteUserPermissionsBoundary",
            "iam:DeleteRolePermissionsBoundary",
        ]],
        "remove the permissions boundary that limits one",
        "common",
    ),
    method(
        Group::Guard,
        &[&[
            "iam:PutUserPermissionsBoundary",
            "iam:PutRolePermissionsBoundary",
        ]],
        "put a wider permissions boundary in the place of one's own",
        "HackTricks",
    ),
    method(
        Group::Guard,
        &[&["iam:CreateVirtualMFADevice"], &["iam:EnableMFADevice"]],
        "register one's own MFA device for a user whose keys one has",
        "HackTricks",
    ),
    method(
        Group::Guard,
        &[&["iam:ResyncMFADevice", "iam:DeactivateMFADevice"]],
        "get past the MFA device of a user whose keys one has",
        "HackTricks",
    ),
    method(
        Group::Guard,
        &[&[
            "iam:DetachUserPolicy",
            "iam:DeleteUserPolicy",
            "iam:DetachRolePolicy",
            "iam:DeleteRolePolicy",
        ]],
        "remove the policy whose `Deny` limits one",
        "common",
    ),
    method(
        Group::Guard,
        &[&[
            "sso:DeletePermissionsBoundaryFromPermissionSet",
            "sso:DetachManagedPolicyFromPermissionSet",
        ]],
        "take a limit from a permission set that one has",
        "HackTricks",
    ),
    method(
        Group::Guard,
        &[&[
            "organizations:DetachPolicy",
            "organizations:LeaveOrganization",
        ]],
        "leave service control policies behind",
        "common",
    ),
    method(
        Group::Guard,
        &[
            &[
                "lambda:DeleteFunctionCodeSigningConfig",
                "lambda:PutFunctionCodeSigningConfig",
            ],
            &["lambda:UpdateFunctionCode"],
        ],
        "put unsigned code into a function that takes signed code only",
        "HackTricks",
    ),
    method(
        Group::Guard,
        &[&["ec2:ModifyInstanceMetadataOptions"]],
        "allow the older metadata service again, which gives out the role's credentials more easily",
        "HackTricks",
    ),
];
