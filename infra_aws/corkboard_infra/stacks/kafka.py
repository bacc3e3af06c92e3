"""MSK: two small brokers that take IAM over TLS and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import aws_cdk as cdk
from aws_cdk import aws_msk as msk

from corkboard import catalogue
from corkboard_infra import names, sizes
from corkboard_infra.policies import KafkaArns
from corkboard_infra.stacks.frame import log_group

if TYPE_CHECKING:
    from corkboard_infra.stacks.frame import Site
    from corkboard_infra.stacks.network import Network

VERSION = "3.7.x"
BROKER = "kafka.t3.small"
COPIES = 2
PROPERTIES = f"""auto.create.topics.enable=false
default.replication.factor={COPIES}
min.insync.replicas=1
num.partitions=1
"""


@dataclass(frozen=True, slots=True)
class Kafka:
    """The cluster; no attribute says where its brokers are: clients ask ``get_bootstrap_brokers``."""

    stack: cdk.Stack
    cluster: msk.CfnCluster
    arns: KafkaArns


def build(site: Site, network: Network) -> Kafka:
    """Return the cluster; the REST proxy is in the same stack, MSK Connect has its own."""
    stack = site.stack("kafka", "MSK and the REST proxy")
    configuration = msk.CfnConfiguration(
        stack,
        "Configuration",
        name=names.stack(site.settings, "kafka"),
        kafka_versions_list=[VERSION],
        server_properties=cdk.Fn.base64(PROPERTIES),
    )
    configuration.apply_removal_policy(cdk.RemovalPolicy.DESTROY)
    cluster = msk.CfnCluster(
        stack,
        "Cluster",
        cluster_name=catalogue.msk_cluster(site.settings.prefix),
        kafka_version=VERSION,
        number_of_broker_nodes=sizes.BROKERS,
        broker_node_group_info=_brokers(network),
        client_authentication=_only_iam(),
        encryption_info=msk.CfnCluster.EncryptionInfoProperty(
            encryption_in_transit=msk.CfnCluster.EncryptionInTransitProperty(
                client_broker="TLS", in_cluster=True
            )
        ),
        configuration_info=msk.CfnCluster.ConfigurationInfoProperty(
            arn=configuration.attr_arn, revision=configuration.attr_latest_revision_revision
        ),
        logging_info=_logging(stack),
    )
    cluster.apply_removal_policy(cdk.RemovalPolicy.DESTROY)
    return Kafka(stack, cluster, _arns(cluster))


def _brokers(network: Network) -> msk.CfnCluster.BrokerNodeGroupInfoProperty:
    volume = msk.CfnCluster.EBSStorageInfoProperty(volume_size=sizes.BROKER_STORAGE_GB)
    return msk.CfnCluster.BrokerNodeGroupInfoProperty(
        instance_type=BROKER,
        client_subnets=network.subnets,
        security_groups=[network.group("kafka")],
        storage_info=msk.CfnCluster.StorageInfoProperty(ebs_storage_info=volume),
    )


def _only_iam() -> msk.CfnCluster.ClientAuthenticationProperty:
    iam = msk.CfnCluster.IamProperty(enabled=True)
    return msk.CfnCluster.ClientAuthenticationProperty(
        sasl=msk.CfnCluster.SaslProperty(iam=iam, scram=msk.CfnCluster.ScramProperty(enabled=False)),
        unauthenticated=msk.CfnCluster.UnauthenticatedProperty(enabled=False),
    )


def _logging(stack: cdk.Stack) -> msk.CfnCluster.LoggingInfoProperty:
    group = log_group(stack, "BrokerLogs")
    watch = msk.CfnCluster.CloudWatchLogsProperty(enabled=True, log_group=group.ref)
    return msk.CfnCluster.LoggingInfoProperty(
        broker_logs=msk.CfnCluster.BrokerLogsProperty(cloud_watch_logs=watch)
    )


def _arns(cluster: msk.CfnCluster) -> KafkaArns:
    """Return the cluster's ARNs; CloudFormation takes its ARN apart when it is known."""
    parts = cdk.Fn.split(":cluster/", cluster.attr_arn)
    return KafkaArns(cluster.attr_arn, cdk.Fn.select(0, parts), cdk.Fn.select(1, parts))
