"""MSK Connect with our S3 sink: the plugin, the worker's configuration and the connector of this machine.

A stack of its own, because no attribute of a cluster says where its brokers are: whoever deploys asks
``aws kafka get-bootstrap-brokers`` once the cluster is there, and says it.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import aws_cdk as cdk
from aws_cdk import aws_kafkaconnect as kafkaconnect
from aws_cdk import aws_s3_assets as assets
from aws_cdk.aws_kafkaconnect import CfnConnector as Connector

from corkboard import catalogue
from corkboard_infra import connector, names, policies, properties, sizes
from corkboard_infra.stacks.frame import log_group, role
from corkboard_infra.stacks.kafka import COPIES

if TYPE_CHECKING:
    from aws_cdk import aws_iam as iam

    from corkboard_infra.stacks.frame import Site
    from corkboard_infra.stacks.kafka import Kafka
    from corkboard_infra.stacks.lake import Lake
    from corkboard_infra.stacks.network import Network

VERSION = "3.7.x"
HASH_LENGTH = 12
BROKERS = rf"^[^,:]+:{names.KAFKA_PORT}(,[^,:]+:{names.KAFKA_PORT})*$"


def build(site: Site, network: Network, lake: Lake, kafka: Kafka) -> None:
    """Make the connector; AWS takes half an hour and more for it."""
    stack = site.stack("connect", "MSK Connect")
    service = _role(stack, site, lake, kafka)
    capacity = Connector.ProvisionedCapacityProperty(mcu_count=sizes.MCUS, worker_count=sizes.WORKERS)
    Connector(
        stack,
        "Sink",
        connector_name=catalogue.sink_connector(site.settings.prefix),
        connector_configuration=connector.configuration(site.settings, cdk.Aws.REGION, copies=COPIES),
        kafka_connect_version=VERSION,
        capacity=Connector.CapacityProperty(provisioned_capacity=capacity),
        kafka_cluster=_cluster(stack, network),
        kafka_cluster_client_authentication=Connector.KafkaClusterClientAuthenticationProperty(
            authentication_type="IAM"
        ),
        kafka_cluster_encryption_in_transit=Connector.KafkaClusterEncryptionInTransitProperty(
            encryption_type="TLS"
        ),
        plugins=[_plugin(stack, site)],
        worker_configuration=_worker(stack, site),
        log_delivery=_logs(stack),
        service_execution_role_arn=service.attr_arn,
    )


def _cluster(stack: cdk.Stack, network: Network) -> Connector.KafkaClusterProperty:
    brokers = cdk.CfnParameter(
        stack,
        "Brokers",
        allowed_pattern=BROKERS,
        constraint_description=f"host:{names.KAFKA_PORT} of each broker: the listener with IAM",
        description="BootstrapBrokerStringSaslIam of 'aws kafka get-bootstrap-brokers'",
    )
    place = Connector.VpcProperty(security_groups=[network.group("connect")], subnets=network.subnets)
    cluster = Connector.ApacheKafkaClusterProperty(bootstrap_servers=brokers.value_as_string, vpc=place)
    return Connector.KafkaClusterProperty(apache_kafka_cluster=cluster)


def _plugin(stack: cdk.Stack, site: Site) -> Connector.PluginProperty:
    """Return the plugin, whose content never changes: other content has another name."""
    asset = assets.Asset(stack, "PluginFile", path=str(site.files.plugin))
    plugin = kafkaconnect.CfnCustomPlugin(
        stack,
        "Plugin",
        name=f"{catalogue.sink_connector(site.settings.prefix)}-{asset.asset_hash[:HASH_LENGTH]}",
        content_type="ZIP",
        location=kafkaconnect.CfnCustomPlugin.CustomPluginLocationProperty(
            s3_location=kafkaconnect.CfnCustomPlugin.S3LocationProperty(
                bucket_arn=asset.bucket.bucket_arn, file_key=asset.s3_object_key
            )
        ),
    )
    return Connector.PluginProperty(
        custom_plugin=Connector.CustomPluginProperty(
            custom_plugin_arn=plugin.attr_custom_plugin_arn, revision=plugin.attr_revision
        )
    )


def _worker(stack: cdk.Stack, site: Site) -> Connector.WorkerConfigurationProperty:
    text = properties.text(connector.worker(site.settings))
    digest = hashlib.sha256(text.encode()).hexdigest()[:HASH_LENGTH]
    made = kafkaconnect.CfnWorkerConfiguration(
        stack,
        "Worker",
        name=f"{names.stack(site.settings, 'worker')}-{digest}",
        properties_file_content=cdk.Fn.base64(text),
    )
    return Connector.WorkerConfigurationProperty(
        worker_configuration_arn=made.attr_worker_configuration_arn, revision=made.attr_revision
    )


def _logs(stack: cdk.Stack) -> Connector.LogDeliveryProperty:
    group = log_group(stack, "WorkerLogs")
    watch = Connector.CloudWatchLogsLogDeliveryProperty(enabled=True, log_group=group.ref)
    return Connector.LogDeliveryProperty(
        worker_log_delivery=Connector.WorkerLogDeliveryProperty(cloud_watch_logs=watch)
    )


def _role(stack: cdk.Stack, site: Site, lake: Lake, kafka: Kafka) -> iam.CfnRole:
    prefix = site.settings.prefix
    read, write = list(catalogue.topics(prefix)), [catalogue.dead_letter_topic(prefix)]
    return role(
        stack,
        "ConnectRole",
        trust=policies.trust("kafkaconnect.amazonaws.com", account=cdk.Aws.ACCOUNT_ID),
        may=[
            *policies.connect(kafka.arns, reads=read, writes=write),
            *policies.land_in_bucket(lake.landing.attr_arn, catalogue.TOPICS_DIR),
        ],
    )
