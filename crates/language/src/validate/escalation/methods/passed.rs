//! Ways to have a new workload run as a role that one passes to it.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html>

use super::{Method, passed};

/// Each begins with `iam:PassRole`.
pub(super) const METHODS: &[Method] = &[
    passed(
        &[&["iam:PassRole"], &["ec2:RunInstances"]],
        "ec2.amazonaws.com",
        "start an instance with the role and take its credentials",
        "R3, ec2-001",
    ),
    passed(
        &[&["iam:PassRole"], &["ec2:RequestSpotInstances"]],
        "ec2.amazonaws.com",
        "start a Spot Instance with the role and take its credentials",
        "ec2-003",
    ),
    passed(
        &[
            &["iam:PassRole"],
            &[
                "ec2:AssociateIamInstanceProfile",
                "ec2:ReplaceIamInstanceProfileAssociation",
            ],
        ],
        "ec2.amazonaws.com",
        "give the role to an instance that one can reach",
        "PMapper, HackTricks",
    ),
    passed(
        &[&["iam:PassRole"], &["iam:AddRoleToInstanceProfile"]],
        "ec2.amazonaws.com",
        "put the role into an instance profile in use",
        "PMapper, HackTricks",
    ),
    passed(
        &[
            &["iam:PassRole"],
            &[
                "autoscaling:CreateLaunchConfiguration",
                "ec2:CreateLaunchTemplate",
            ],
            &["autoscaling:CreateAutoScalingGroup"],
        ],
        "ec2.amazonaws.com",
        "have Auto Scaling start instances with the role",
        "PMapper, HackTricks",
    ),
    passed(
        &[
            &["iam:PassRole"],
            &["lambda:CreateFunction"],
            &["lambda:InvokeFunction"],
        ],
        "lambda.amazonaws.com",
        "run code as the role in a new function",
        "R15, lambda-001",
    ),
    passed(
        &[
            &["iam:PassRole"],
            &["lambda:CreateFunction"],
            &["lambda:AddPermission"],
        ],
        "lambda.amazonaws.com",
        "run code as the role in a new function that others invoke",
        "R16, lambda-006",
    ),
    passed(
        &[
            &["iam:PassRole"],
            &["lambda:CreateFunction"],
            &["lambda:CreateEventSourceMapping"],
        ],
        "lambda.amazonaws.com",
        "run code as the role in a new function that a stream or queue fires",
        "R17, lambda-002",
    ),
    passed(
        &[
            &["iam:PassRole"],
            &["lambda:CreateFunction"],
            &["lambda:CreateFunctionUrlConfig"],
            &["lambda:InvokeFunctionUrl"],
        ],
        "lambda.amazonaws.com",
        "run code as the role in a new function with a URL",
        "HackTricks",
    ),
    passed(
        &[&["iam:PassRole"], &["glue:CreateDevEndpoint"]],
        "glue.amazonaws.com",
        "log in to a new development endpoint of AWS Glue that has the role",
        "R19, glue-001",
    ),
    passed(
        &[
            &["iam:PassRole"],
            &["glue:CreateJob"],
            &["glue:StartJobRun"],
        ],
        "glue.amazonaws.com",
        "run code as the role in a new job of AWS Glue",
        "glue-003",
    ),
    passed(
        &[
            &["iam:PassRole"],
            &["glue:CreateJob"],
            &["glue:CreateTrigger"],
        ],
        "glue.amazonaws.com",
        "run code as the role in a new job of AWS Glue that a trigger starts",
        "glue-004",
    ),
    passed(
        &[
            &["iam:PassRole"],
            &["glue:UpdateJob"],
            &["glue:StartJobRun"],
        ],
        "glue.amazonaws.com",
        "give the role and other code to a job of AWS Glue",
        "glue-005",
    ),
    passed(
        &[
            &["iam:PassRole"],
            &["glue:UpdateJob"],
            &["glue:CreateTrigger"],
        ],
        "glue.amazonaws.com",
        "give the role and other code to a job of AWS Glue that a trigger starts",
        "glue-006",
    ),
    passed(
        &[&["iam:PassRole"], &["cloudformation:CreateStack"]],
        "cloudformation.amazonaws.com",
        "have a stack make whatever the role may make",
        "R21, cloudformation-001",
    ),
    passed(
        &[
            &["iam:PassRole"],
            &["cloudformation:CreateStackSet"],
            &["cloudformation:CreateStackInstances"],
        ],
        "cloudformation.amazonaws.com",
        "have a stack set make whatever the role may make",
        "cloudformation-003",
    ),
    passed(
        &[&["iam:PassRole"], &["cloudformation:UpdateStackSet"]],
        "cloudformation.amazonaws.com",
        "have an existing stack set make whatever the role may make",
        "cloudformation-004",
    ),
    passed(
        &[
            &["iam:PassRole"],
            &["datapipeline:CreatePipeline"],
            &["datapipeline:PutPipelineDefinition"],
            &["datapipeline:ActivatePipeline"],
        ],
        "datapipeline.amazonaws.com",
        "run commands as the role in a pipeline of AWS Data Pipeline",
        "R22, datapipeline-001",
    ),
    passed(
        &[
            &["iam:PassRole"],
            &["codebuild:CreateProject"],
            &["codebuild:StartBuild"],
        ],
        "codebuild.amazonaws.com",
        "run a build as the role",
        "codebuild-001",
    ),
    passed(
        &[
            &["iam:PassRole"],
            &["codebuild:CreateProject"],
            &["codebuild:StartBuildBatch"],
        ],
        "codebuild.amazonaws.com",
        "run a batch of builds as the role",
        "codebuild-004",
    ),
    passed(
        &[
            &["iam:PassRole"],
            &["codebuild:UpdateProject"],
            &["codebuild:StartBuild"],
        ],
        "codebuild.amazonaws.com",
        "give the role to a build project and run it",
        "PMapper, HackTricks",
    ),
    passed(
        &[
            &["iam:PassRole"],
            &["codepipeline:CreatePipeline"],
            &["codebuild:CreateProject"],
            &["codepipeline:StartPipelineExecution"],
        ],
        "codepipeline.amazonaws.com",
        "run a build as the role in a new pipeline",
        "HackTricks",
    ),
    passed(
        &[
            &["iam:PassRole"],
            &["ecs:RegisterTaskDefinition"],
            &["ecs:RunTask"],
        ],
        "ecs-tasks.amazonaws.com",
        "run a task as the role",
        "ecs-004",
    ),
    passed(
        &[
            &["iam:PassRole"],
            &["ecs:RegisterTaskDefinition"],
            &["ecs:StartTask"],
        ],
        "ecs-tasks.amazonaws.com",
        "run a task as the role on a container instance",
        "ecs-005",
    ),
    passed(
        &[
            &["iam:PassRole"],
            &["ecs:RegisterTaskDefinition"],
            &["ecs:CreateService", "ecs:UpdateService"],
        ],
        "ecs-tasks.amazonaws.com",
        "run a service as the role",
        "ecs-003",
    ),
    passed(
        &[
            &["iam:PassRole"],
            &["ecs:CreateCluster"],
            &["ecs:RegisterTaskDefinition"],
            &["ecs:RunTask"],
        ],
        "ecs-tasks.amazonaws.com",
        "run a task as the role in a cluster of one's own",
        "ecs-002",
    ),
    passed(
        &[
            &["iam:PassRole"],
            &["ecs:CreateCluster"],
            &["ecs:RegisterTaskDefinition"],
            &["ecs:CreateService"],
        ],
        "ecs-tasks.amazonaws.com",
        "run a service as the role in a cluster of one's own",
        "ecs-001",
    ),
    passed(
        &[&["iam:PassRole"], &["apprunner:CreateService"]],
        "tasks.apprunner.amazonaws.com",
        "run a container as the role",
        "apprunner-001",
    ),
    passed(
        &[&["iam:PassRole"], &["sagemaker:CreateNotebookInstance"]],
        "sagemaker.amazonaws.com",
        "work in a new notebook that has the role",
        "R27, sagemaker-001",
    ),
    passed(
        &[&["iam:PassRole"], &["sagemaker:CreateTrainingJob"]],
        "sagemaker.amazonaws.com",
        "run a training container as the role",
        "sagemaker-002",
    ),
    passed(
        &[&["iam:PassRole"], &["sagemaker:CreateProcessingJob"]],
        "sagemaker.amazonaws.com",
        "run a processing container as the role",
        "sagemaker-003",
    ),
    passed(
        &[
            &["iam:PassRole"],
            &["sagemaker:CreateHyperParameterTuningJob"],
        ],
        "sagemaker.amazonaws.com",
        "run a tuning job as the role",
        "HackTricks",
    ),
    passed(
        &[
            &["iam:PassRole"],
            &["bedrock-agentcore:CreateCodeInterpreter"],
            &["bedrock-agentcore:StartCodeInterpreterSession"],
            &["bedrock-agentcore:InvokeCodeInterpreter"],
        ],
        "bedrock-agentcore.amazonaws.com",
        "run code as the role in a new interpreter",
        "bedrock-001",
    ),
    passed(
        &[
            &["iam:PassRole"],
            &["states:CreateStateMachine"],
            &["states:StartExecution"],
        ],
        "states.amazonaws.com",
        "have a state machine call AWS as the role",
        "HackTricks",
    ),
    passed(
        &[&["iam:PassRole"], &["states:TestState"]],
        "states.amazonaws.com",
        "have the test of a state call AWS as the role",
        "HackTricks",
    ),
    passed(
        &[
            &["iam:PassRole"],
            &["scheduler:CreateSchedule", "scheduler:UpdateSchedule"],
        ],
        "scheduler.amazonaws.com",
        "have a schedule call AWS as the role",
        "HackTricks",
    ),
    passed(
        &[&["iam:PassRole"], &["elasticmapreduce:RunJobFlow"]],
        "elasticmapreduce.amazonaws.com",
        "run a cluster of Amazon EMR as the role",
        "HackTricks",
    ),
    passed(
        &[
            &["iam:PassRole"],
            &["elasticbeanstalk:CreateApplication"],
            &["elasticbeanstalk:CreateEnvironment"],
        ],
        "ec2.amazonaws.com",
        "run an environment of Elastic Beanstalk with the role",
        "HackTricks",
    ),
    passed(
        &[
            &["iam:PassRole"],
            &["rds:AddRoleToDBCluster", "rds:AddRoleToDBInstance"],
        ],
        "rds.amazonaws.com",
        "have a database reach other services as the role",
        "HackTricks",
    ),
    passed(
        &[&["iam:PassRole"], &["apigateway:PUT"], &["apigateway:POST"]],
        "apigateway.amazonaws.com",
        "have an API call AWS services as the role",
        "HackTricks",
    ),
];
