"""EMR Serverless: where the batch and the stream run; nothing is paid while no job does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk
from aws_cdk import aws_emrserverless as emr

from corkboard_infra import names, policies
from corkboard_infra.stacks.frame import log_arn, log_group, output, role

if TYPE_CHECKING:
    from aws_cdk import aws_iam as iam
    from aws_cdk import aws_logs as logs

    from corkboard_infra.stacks.frame import Site
    from corkboard_infra.stacks.ingest import Ingest
    from corkboard_infra.stacks.lake import Lake
    from corkboard_infra.stacks.network import Network

RELEASE = "emr-spark-8.0.0"  # Spark 4.0.2 and Delta 4.0.0: what requirements/spark-4.0.in says
IDLE_MINUTES, QUEUE_MINUTES = 5, 120
MOST_CPU, MOST_MEMORY, MOST_DISK = "8 vCPU", "32 GB", "100 GB"


def build(site: Site, lake: Lake, ingest: Ingest, network: Network | None) -> None:
    """Make the application and the role of its jobs; in the private network where there is one."""
    stack = site.stack("compute", "EMR Serverless")
    application = _application(stack, site, network)
    jobs = log_group(stack, "JobLogs")
    output(stack, "spark.application", application.attr_application_id)
    output(stack, "spark.job_role", _job_role(stack, lake, ingest, jobs).attr_arn)
    output(stack, "spark.log_group", jobs.ref)


def _application(stack: cdk.Stack, site: Site, network: Network | None) -> emr.CfnApplication:
    place = None
    if network is not None:
        place = emr.CfnApplication.NetworkConfigurationProperty(
            subnet_ids=network.subnets, security_group_ids=[network.group("spark")]
        )
    return emr.CfnApplication(
        stack,
        "Spark",
        name=names.stack(site.settings, "spark"),
        type="SPARK",
        release_label=RELEASE,
        architecture="ARM64",
        auto_start_configuration=emr.CfnApplication.AutoStartConfigurationProperty(enabled=True),
        auto_stop_configuration=emr.CfnApplication.AutoStopConfigurationProperty(
            enabled=True, idle_timeout_minutes=IDLE_MINUTES
        ),
        maximum_capacity=emr.CfnApplication.MaximumAllowedResourcesProperty(
            cpu=MOST_CPU, memory=MOST_MEMORY, disk=MOST_DISK
        ),
        network_configuration=place,
        # Two batches at once would write the same records twice: a second one waits.
        scheduler_configuration=emr.CfnApplication.SchedulerConfigurationProperty(
            max_concurrent_runs=1, queue_timeout_minutes=QUEUE_MINUTES
        ),
    )


def _job_role(stack: cdk.Stack, lake: Lake, ingest: Ingest, jobs: logs.CfnLogGroup) -> iam.CfnRole:
    writes = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
    return role(
        stack,
        "JobRole",
        trust=policies.trust("emr-serverless.amazonaws.com", account=cdk.Aws.ACCOUNT_ID),
        may=[
            *policies.read_bucket(lake.landing.attr_arn),
            *policies.keep_tables(lake.clean.attr_arn),
            *policies.read_streams([stream.attr_arn for stream in ingest.streams.values()]),
            policies.allow(writes, [log_arn(jobs)]),
            policies.allow(["logs:DescribeLogGroups"], ["*"]),
        ],
    )
