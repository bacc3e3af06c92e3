"""Mistakes with the private network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corkboard_infra.rules.reading import every
from mutations.seeding import Mutation, add, drop, put, without

if TYPE_CHECKING:
    from corkboard_infra.rules.reading import Templates

CLUSTER = "AWS::MSK::Cluster"
AIRFLOW = "AWS::MWAA::Environment"
PUBLIC_SUBNET = {"Fn::ImportValue": "corkboard-network:ExportsOutputRefVpcpublicSubnet1Subnet"}


def _no_group_speaks_to_itself(templates: Templates) -> None:
    for rule in list(every(templates, "AWS::EC2::SecurityGroupIngress")):
        if rule.properties["IpProtocol"] == "-1":
            del templates[rule.stack]["Resources"][rule.logical_id]


def _unversioned(templates: Templates) -> None:
    for bucket in every(templates, "AWS::S3::Bucket"):
        bucket.properties.pop("VersioningConfiguration", None)


MUTATIONS = (
    Mutation(
        "brokers in public subnets",
        "everything_lives_in_private_subnets",
        put(CLUSTER, [PUBLIC_SUBNET, PUBLIC_SUBNET], "BrokerNodeGroupInfo", "ClientSubnets"),
    ),
    Mutation("no NAT for Connect", "connect_finds_a_way_out", without("AWS::EC2::NatGateway")),
    Mutation("no endpoint of S3", "connect_finds_a_way_out", without("AWS::EC2::VPCEndpoint")),
    Mutation("two NATs", "one_nat_is_enough", add("network", "AWS::EC2::NatGateway")),
    Mutation(
        "three subnets for MWAA",
        "airflow_has_what_it_insists_on",
        put(AIRFLOW, [1, 2, 3], "NetworkConfiguration", "SubnetIds"),
    ),
    Mutation("no group speaks to itself", "airflow_has_what_it_insists_on", _no_group_speaks_to_itself),
    Mutation("MWAA's bucket without versions", "airflow_has_what_it_insists_on", _unversioned),
    Mutation(
        "MWAA without requirements", "airflow_has_what_it_insists_on", drop(AIRFLOW, "RequirementsS3Path")
    ),
)
