//! Ways to take over a workload that has a role, and to reach data and credentials.

use super::{Group, Method, method};

/// Existing workloads, and what is exposed.
pub(super) const METHODS: &[Method] = &[
    method(
        Group::Workload,
        &[&["lambda:UpdateFunctionCode"]],
        "put other code into a function",
        "R18, lambda-003",
    ),
    method(
        Group::Workload,
        &[&["lambda:UpdateFunctionCode"], &["lambda:InvokeFunction"]],
        "put other code into a function and invoke it",
        "lambda-004",
    ),
    method(
        Group::Workload,
        &[&["lambda:UpdateFunctionCode"], &["lambda:AddPermission"]],
        "put other code into a function and have others invoke it",
        "lambda-005",
    ),
    method(
        Group::Workload,
        &[&["lambda:UpdateFunctionConfiguration"]],
        "have a layer or a variable replace a library of a function",
        "R26",
    ),
    method(
        Group::Workload,
        &[&["glue:UpdateDevEndpoint"]],
        "add a key to a development endpoint of AWS Glue and log in",
        "R20, glue-002",
    ),
    method(
        Group::Workload,
        &[&["cloudformation:UpdateStack"]],
        "change a stack that keeps a role",
        "cloudformation-002",
    ),
    method(
        Group::Workload,
        &[
            &["cloudformation:CreateChangeSet"],
            &["cloudformation:ExecuteChangeSet"],
        ],
        "change a stack that keeps a role by a change set",
        "cloudformation-005",
    ),
    method(
        Group::Workload,
        &[&["codebuild:StartBuild"]],
        "run commands of one's own in a build project",
        "codebuild-002",
    ),
    method(
        Group::Workload,
        &[&["codebuild:StartBuildBatch"]],
        "run commands of one's own in a batch of a build project",
        "codebuild-003",
    ),
    method(
        Group::Workload,
        &[&["apprunner:UpdateService"]],
        "put another image into a service of App Runner",
        "apprunner-002",
    ),
    method(
        Group::Workload,
        &[
            &["bedrock-agentcore:StartCodeInterpreterSession"],
            &["bedrock-agentcore:InvokeCodeInterpreter"],
        ],
        "run code in an interpreter",
        "bedrock-002",
    ),
    method(
        Group::Workload,
        &[&["lambda:UpdateFunctionCode"], &["bedrock:InvokeAgent"]],
        "put other code into the function of an agent and have the agent call it",
        "HackTricks",
    ),
    method(
        Group::Workload,
        &[
            &["ec2:ModifyInstanceAttribute"],
            &["ec2:StopInstances"],
            &["ec2:StartInstances"],
        ],
        "have an instance run other user data when it starts",
        "ec2-002",
    ),
    method(
        Group::Workload,
        &[
            &["ec2:CreateLaunchTemplateVersion"],
            &["ec2:ModifyLaunchTemplate"],
        ],
        "change a launch template in use",
        "ec2-004",
    ),
    method(
        Group::Workload,
        &[
            &["ec2-instance-connect:SendSSHPublicKey"],
            &["ec2:DescribeInstances"],
        ],
        "log in to an instance",
        "ec2instanceconnect-003",
    ),
    method(
        Group::Workload,
        &[&["ssm:SendCommand"]],
        "run commands on an instance",
        "ssm-002",
    ),
    method(
        Group::Workload,
        &[&["ssm:StartSession"]],
        "open a shell on an instance or in a task",
        "ssm-001",
    ),
    method(
        Group::Workload,
        &[&[
            "ssm:CreateAssociation",
            "ssm:RegisterTaskWithMaintenanceWindow",
            "ssm:ResumeSession",
        ]],
        "run commands on a managed node",
        "HackTricks",
    ),
    method(
        Group::Workload,
        &[
            &["ssm:UpdateDocument"],
            &["ssm:UpdateDocumentDefaultVersion"],
        ],
        "change a document that runs on managed nodes",
        "HackTricks",
    ),
    method(
        Group::Workload,
        &[&["ecs:ExecuteCommand"], &["ecs:DescribeTasks"]],
        "open a shell in a running container",
        "ecs-006",
    ),
    method(
        Group::Workload,
        &[&["ecs:RegisterContainerInstance"], &["ecs:StartTask"]],
        "have tasks start on a host of one's own and take their credentials",
        "HackTricks",
    ),
    method(
        Group::Workload,
        &[&["sagemaker:CreatePresignedNotebookInstanceUrl"]],
        "open a notebook",
        "R28, sagemaker-004",
    ),
    method(
        Group::Workload,
        &[
            &["sagemaker:CreateNotebookInstanceLifecycleConfig"],
            &["sagemaker:StopNotebookInstance"],
            &["sagemaker:UpdateNotebookInstance"],
            &["sagemaker:StartNotebookInstance"],
        ],
        "run a script when a notebook starts",
        "sagemaker-005",
    ),
    method(
        Group::Workload,
        &[&["states:UpdateStateMachine"]],
        "give a state machine another definition",
        "HackTricks",
    ),
    method(
        Group::Workload,
        &[&["s3:PutObject"]],
        "replace code, templates or state that others deploy from",
        "HackTricks",
    ),
    method(
        Group::Exposure,
        &[&["kms:PutKeyPolicy", "kms:CreateGrant"]],
        "let oneself or others use any key",
        "HackTricks",
    ),
    method(
        Group::Exposure,
        &[&["s3:PutBucketPolicy", "s3:PutBucketAcl", "s3:PutObjectAcl"]],
        "open any bucket or object to others",
        "HackTricks",
    ),
    method(
        Group::Exposure,
        &[&[
            "secretsmanager:PutResourcePolicy",
            "sns:AddPermission",
            "sqs:AddPermission",
            "ecr:SetRepositoryPolicy",
            "lambda:AddPermission",
            "dynamodb:PutResourcePolicy",
        ]],
        "open any resource of the service to another account",
        "HackTricks",
    ),
    method(
        Group::Exposure,
        &[&["secretsmanager:GetSecretValue"]],
        "read every secret",
        "HackTricks, Cloudsplaining",
    ),
    method(
        Group::Exposure,
        &[&[
            "ssm:GetParameter",
            "ssm:GetParameters",
            "ssm:GetParametersByPath",
        ]],
        "read every parameter, and so the secrets among them",
        "HackTricks, Cloudsplaining",
    ),
    method(
        Group::Exposure,
        &[&["s3:GetObject"]],
        "read every object of every bucket",
        "Cloudsplaining",
    ),
    method(
        Group::Exposure,
        &[&["ec2:CreateSnapshot"], &["ec2:ModifySnapshotAttribute"]],
        "copy any volume to another account",
        "HackTricks",
    ),
    method(
        Group::Exposure,
        &[&["ebs:GetSnapshotBlock"]],
        "read any snapshot",
        "HackTricks",
    ),
    method(
        Group::Exposure,
        &[&[
            "lightsail:DownloadDefaultKeyPair",
            "lightsail:GetInstanceAccessDetails",
        ]],
        "get keys to instances of Lightsail",
        "HackTricks",
    ),
    method(
        Group::Exposure,
        &[&["lightsail:GetRelationalDatabaseMasterUserPassword"]],
        "read the passwords of databases of Lightsail",
        "Cloudsplaining",
    ),
    method(
        Group::Exposure,
        &[&[
            "rds-db:connect",
            "redshift:GetClusterCredentials",
            "redshift:GetClusterCredentialsWithIAM",
            "redshift-serverless:GetCredentials",
        ]],
        "log in to databases as another user",
        "HackTricks, Cloudsplaining",
    ),
];
