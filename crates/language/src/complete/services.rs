//! Service principals: the names by which services of AWS call.
//!
//! AWS documents them service by service and has no list of them. These are the ones that policies
//! name most; a name that is missing here is no error.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services>

/// A service principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServicePrincipal {
    /// Its name: `lambda.amazonaws.com`.
    pub name: &'static str,
    /// The service: `AWS Lambda`.
    pub service: &'static str,
}

const fn of(name: &'static str, service: &'static str) -> ServicePrincipal {
    ServicePrincipal { name, service }
}

/// The service principal of this name.
#[must_use]
pub fn service_principal(name: &str) -> Option<&'static ServicePrincipal> {
    SERVICE_PRINCIPALS.iter().find(|known| known.name == name)
}

/// Service principals, by name.
pub const SERVICE_PRINCIPALS: &[ServicePrincipal] = &[
    of("access-analyzer.amazonaws.com", "IAM Access Analyzer"),
    of("acm.amazonaws.com", "AWS Certificate Manager"),
    of("acm-pca.amazonaws.com", "AWS Private Certificate Authority"),
    of(
        "airflow.amazonaws.com",
        "Amazon Managed Workflows for Apache Airflow",
    ),
    of(
        "airflow-env.amazonaws.com",
        "Environments of Managed Workflows for Apache Airflow",
    ),
    of("apigateway.amazonaws.com", "Amazon API Gateway"),
    of("appflow.amazonaws.com", "Amazon AppFlow"),
    of(
        "application-autoscaling.amazonaws.com",
        "Application Auto Scaling",
    ),
    of("apprunner.amazonaws.com", "AWS App Runner"),
    of("appsync.amazonaws.com", "AWS AppSync"),
    of("athena.amazonaws.com", "Amazon Athena"),
    of("autoscaling.amazonaws.com", "Amazon EC2 Auto Scaling"),
    of("backup.amazonaws.com", "AWS Backup"),
    of("batch.amazonaws.com", "AWS Batch"),
    of("bedrock.amazonaws.com", "Amazon Bedrock"),
    of(
        "bedrock-agentcore.amazonaws.com",
        "Amazon Bedrock AgentCore",
    ),
    of("budgets.amazonaws.com", "AWS Budgets"),
    of("build.apprunner.amazonaws.com", "Builds of AWS App Runner"),
    of(
        "chatbot.amazonaws.com",
        "Amazon Q Developer in chat applications",
    ),
    of("cloudformation.amazonaws.com", "AWS CloudFormation"),
    of("cloudfront.amazonaws.com", "Amazon CloudFront"),
    of("cloudtrail.amazonaws.com", "AWS CloudTrail"),
    of("cloudwatch.amazonaws.com", "Amazon CloudWatch"),
    of("codebuild.amazonaws.com", "AWS CodeBuild"),
    of("codedeploy.amazonaws.com", "AWS CodeDeploy"),
    of("codepipeline.amazonaws.com", "AWS CodePipeline"),
    of("cognito-idp.amazonaws.com", "Amazon Cognito user pools"),
    of("config.amazonaws.com", "AWS Config"),
    of("databrew.amazonaws.com", "AWS Glue DataBrew"),
    of("datasync.amazonaws.com", "AWS DataSync"),
    of("dax.amazonaws.com", "Amazon DynamoDB Accelerator"),
    of(
        "delivery.logs.amazonaws.com",
        "Delivery of logs by Amazon CloudWatch Logs",
    ),
    of("dlm.amazonaws.com", "Amazon Data Lifecycle Manager"),
    of("dms.amazonaws.com", "AWS Database Migration Service"),
    of("ds.amazonaws.com", "AWS Directory Service"),
    of("dynamodb.amazonaws.com", "Amazon DynamoDB"),
    of("ec2.amazonaws.com", "Amazon EC2"),
    of("ecs.amazonaws.com", "Amazon ECS"),
    of("ecs-tasks.amazonaws.com", "Tasks of Amazon ECS"),
    of("edgelambda.amazonaws.com", "Lambda@Edge"),
    of("eks.amazonaws.com", "Amazon EKS"),
    of(
        "eks-fargate-pods.amazonaws.com",
        "Pods of Amazon EKS on Fargate",
    ),
    of("elasticbeanstalk.amazonaws.com", "AWS Elastic Beanstalk"),
    of("elasticfilesystem.amazonaws.com", "Amazon EFS"),
    of(
        "elasticloadbalancing.amazonaws.com",
        "Elastic Load Balancing",
    ),
    of("elasticmapreduce.amazonaws.com", "Amazon EMR"),
    of("emr-serverless.amazonaws.com", "Amazon EMR Serverless"),
    of("events.amazonaws.com", "Amazon EventBridge"),
    of("firehose.amazonaws.com", "Amazon Data Firehose"),
    of("fis.amazonaws.com", "AWS Fault Injection Service"),
    of("glue.amazonaws.com", "AWS Glue"),
    of("grafana.amazonaws.com", "Amazon Managed Grafana"),
    of("guardduty.amazonaws.com", "Amazon GuardDuty"),
    of("imagebuilder.amazonaws.com", "EC2 Image Builder"),
    of("inspector2.amazonaws.com", "Amazon Inspector"),
    of("iot.amazonaws.com", "AWS IoT Core"),
    of("kafka.amazonaws.com", "Amazon MSK"),
    of("kinesis.amazonaws.com", "Amazon Kinesis Data Streams"),
    of(
        "kinesisanalytics.amazonaws.com",
        "Amazon Managed Service for Apache Flink",
    ),
    of("kms.amazonaws.com", "AWS KMS"),
    of("lambda.amazonaws.com", "AWS Lambda"),
    of("lex.amazonaws.com", "Amazon Lex"),
    of(
        "logging.s3.amazonaws.com",
        "Server access logs of Amazon S3",
    ),
    of("logs.amazonaws.com", "Amazon CloudWatch Logs"),
    of("macie.amazonaws.com", "Amazon Macie"),
    of("mediaconvert.amazonaws.com", "AWS Elemental MediaConvert"),
    of(
        "monitoring.rds.amazonaws.com",
        "Enhanced monitoring of Amazon RDS",
    ),
    of(
        "opensearchservice.amazonaws.com",
        "Amazon OpenSearch Service",
    ),
    of(
        "osis-pipelines.amazonaws.com",
        "Pipelines of Amazon OpenSearch Ingestion",
    ),
    of("pipes.amazonaws.com", "Amazon EventBridge Pipes"),
    of("quicksight.amazonaws.com", "Amazon QuickSight"),
    of("rds.amazonaws.com", "Amazon RDS"),
    of("redshift.amazonaws.com", "Amazon Redshift"),
    of(
        "redshift-serverless.amazonaws.com",
        "Amazon Redshift Serverless",
    ),
    of(
        "replication.dynamodb.amazonaws.com",
        "Replication of Amazon DynamoDB",
    ),
    of("rolesanywhere.amazonaws.com", "IAM Roles Anywhere"),
    of("route53.amazonaws.com", "Amazon Route 53"),
    of("s3.amazonaws.com", "Amazon S3"),
    of("sagemaker.amazonaws.com", "Amazon SageMaker"),
    of("scheduler.amazonaws.com", "Amazon EventBridge Scheduler"),
    of("secretsmanager.amazonaws.com", "AWS Secrets Manager"),
    of("securityhub.amazonaws.com", "AWS Security Hub"),
    of("servicecatalog.amazonaws.com", "AWS Service Catalog"),
    of("ses.amazonaws.com", "Amazon SES"),
    of("sns.amazonaws.com", "Amazon SNS"),
    of("sqs.amazonaws.com", "Amazon SQS"),
    of("ssm.amazonaws.com", "AWS Systems Manager"),
    of("states.amazonaws.com", "AWS Step Functions"),
    of("storagegateway.amazonaws.com", "AWS Storage Gateway"),
    of("textract.amazonaws.com", "Amazon Textract"),
    of("transcribe.amazonaws.com", "Amazon Transcribe"),
    of("transfer.amazonaws.com", "AWS Transfer Family"),
    of("vpc-flow-logs.amazonaws.com", "Flow logs of Amazon VPC"),
    of("workspaces.amazonaws.com", "Amazon WorkSpaces"),
    of("xray.amazonaws.com", "AWS X-Ray"),
];
