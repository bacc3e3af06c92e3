"""MWAA: Airflow for the daily DAG. The DAG and requirements.txt are in its bucket before it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk
from aws_cdk import aws_mwaa as mwaa

from corkboard import catalogue
from corkboard_infra import policies
from corkboard_infra.stacks.frame import output, role

if TYPE_CHECKING:
    from aws_cdk import aws_iam as iam
    from aws_cdk import aws_s3 as s3

    from corkboard_infra.stacks.frame import Site
    from corkboard_infra.stacks.network import Network

VERSION = "2.11.0"
CLASS = "mw1.micro"
LOGS = ("dag_processing_logs", "scheduler_logs", "task_logs", "webserver_logs", "worker_logs")


def build(site: Site, network: Network, bucket: s3.CfnBucket) -> None:
    """Make the environment; AWS takes 20 to 30 minutes for it."""
    stack = site.stack("orchestration", "MWAA")
    name = catalogue.mwaa_environment(site.settings.prefix)
    caller = _role(stack, name, bucket)
    level = mwaa.CfnEnvironment.ModuleLoggingConfigurationProperty(enabled=True, log_level="INFO")
    environment = mwaa.CfnEnvironment(
        stack,
        "Airflow",
        name=name,
        airflow_version=VERSION,
        environment_class=CLASS,
        dag_s3_path=catalogue.DAGS_DIR,
        requirements_s3_path=catalogue.REQUIREMENTS,
        source_bucket_arn=bucket.attr_arn,
        execution_role_arn=caller.attr_arn,
        network_configuration=mwaa.CfnEnvironment.NetworkConfigurationProperty(
            subnet_ids=network.subnets, security_group_ids=[network.group("airflow")]
        ),
        logging_configuration=mwaa.CfnEnvironment.LoggingConfigurationProperty(**dict.fromkeys(LOGS, level)),
        webserver_access_mode="PUBLIC_ONLY",  # behind a login by IAM; a private one needs a VPN
        # Airflow asks Secrets Manager for connections before its own database.
        airflow_configuration_options={
            "secrets.backend": "airflow.providers.amazon.aws.secrets.secrets_manager.SecretsManagerBackend",
            "secrets.backend_kwargs": f'{{"connections_prefix": "{name}/connections"}}',
        },
    )
    environment.apply_removal_policy(cdk.RemovalPolicy.DESTROY)
    output(stack, "airflow.url", f"https://{environment.attr_webserver_url}")


def _role(stack: cdk.Stack, name: str, bucket: s3.CfnBucket) -> iam.CfnRole:
    """Return the role as MWAA's guide wants it, for this environment alone."""
    base = f"arn:{cdk.Aws.PARTITION}"
    own = f"{cdk.Aws.REGION}:{cdk.Aws.ACCOUNT_ID}"
    queues = ["ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes", "GetQueueUrl"]
    queues += ["ReceiveMessage", "SendMessage"]
    streams = ["CreateLogGroup", "CreateLogStream", "GetLogEvents", "GetLogGroupFields", "GetLogRecord"]
    streams += ["GetQueryResults", "PutLogEvents"]
    keys = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*"]
    by_queue = {"kms:ViaService": f"sqs.{cdk.Aws.REGION}.{cdk.Aws.URL_SUFFIX}"}
    return role(
        stack,
        "AirflowRole",
        trust=policies.trust(
            "airflow-env.amazonaws.com", "airflow.amazonaws.com", account=cdk.Aws.ACCOUNT_ID
        ),
        may=[
            policies.allow(["airflow:PublishMetrics"], [f"{base}:airflow:{own}:environment/{name}"]),
            *policies.read_bucket(bucket.attr_arn),
            policies.allow(["s3:GetAccountPublicAccessBlock", "s3:GetBucketPublicAccessBlock"], ["*"]),
            policies.allow(
                [f"logs:{one}" for one in streams], [f"{base}:logs:{own}:log-group:airflow-{name}-*"]
            ),
            policies.allow(["cloudwatch:PutMetricData", "logs:DescribeLogGroups"], ["*"]),
            # The queue and its key are AWS' own account's.
            policies.allow(
                [f"sqs:{one}" for one in queues], [f"{base}:sqs:{cdk.Aws.REGION}:*:airflow-celery-*"]
            ),
            policies.allow(keys, [f"{base}:kms:*:*:key/*"], StringLike=by_queue),
            policies.allow(
                ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
                [f"{base}:secretsmanager:{own}:secret:{name}/connections/*"],
            ),
        ],
    )
