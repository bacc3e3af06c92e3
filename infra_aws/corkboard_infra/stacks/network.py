"""A private network: two zones, one way out, and who may speak to whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2

from corkboard_infra import names, policies, sizes
from corkboard_infra.stacks.frame import log_arn, log_group, role

if TYPE_CHECKING:
    from corkboard_infra.stacks.frame import Site

ZONES = 2  # MWAA takes exactly two private subnets, MSK a multiple of its brokers
ADDRESSES = "10.20.0.0/16"
SUBNET_BITS = 24
# Each machine's group, and whether it may call out by HTTPS (AWS' own services, package indexes).
GROUPS = {
    "airflow": True,
    "balancer": False,
    "connect": True,
    "database": False,
    "kafka": False,
    "proxy": True,
    "spark": True,
}
# Nothing else is open: who calls, whom, at which port.
RULES = (
    ("balancer", "proxy", names.REST_PORT),
    ("connect", "kafka", names.KAFKA_PORT),
    ("proxy", "kafka", names.KAFKA_PORT),
    ("spark", "kafka", names.KAFKA_PORT),
    ("airflow", "database", names.MYSQL_PORT),
    ("proxy", "database", names.MYSQL_PORT),
)


@dataclass(frozen=True, slots=True)
class Network:
    """Where machines without an address of their own live.

    Attributes:
        vpc: The network.
        subnets: The ids of its private subnets.
        groups: The security groups by name.
    """

    vpc: ec2.Vpc
    subnets: list[str]
    groups: dict[str, ec2.SecurityGroup]

    def group(self, name: str) -> str:
        """Return the id of a security group."""
        identity: str = self.groups[name].security_group_id
        return identity


def build(site: Site) -> Network:
    """Return the network of a deployment."""
    stack = site.stack("network", "the private network")
    vpc = _vpc(stack)
    vpc.add_gateway_endpoint("S3", service=ec2.GatewayVpcEndpointAwsService.S3)
    _record_refusals(stack, vpc)
    groups = {name: _group(stack, vpc, name, calls_out=out) for name, out in GROUPS.items()}
    for caller, called, port in RULES:
        groups[caller].connections.allow_to(groups[called], ec2.Port.tcp(port), f"{caller} to {called}")
    # Airflow's scheduler, workers and web server find each other within the group; MWAA insists on it.
    groups["airflow"].connections.allow_internally(ec2.Port.all_traffic(), "MWAA within itself")
    subnets = [subnet.subnet_id for subnet in vpc.private_subnets]
    return Network(vpc, subnets, groups)


def _vpc(stack: cdk.Stack) -> ec2.Vpc:
    kinds = {"public": ec2.SubnetType.PUBLIC, "private": ec2.SubnetType.PRIVATE_WITH_EGRESS}
    subnets = [
        ec2.SubnetConfiguration(
            name=name,
            subnet_type=kind,
            cidr_mask=SUBNET_BITS,
            **({"map_public_ip_on_launch": False} if name == "public" else {}),
        )
        for name, kind in kinds.items()
    ]
    return ec2.Vpc(
        stack,
        "Vpc",
        ip_addresses=ec2.IpAddresses.cidr(ADDRESSES),
        max_azs=ZONES,
        nat_gateways=sizes.NATS,
        restrict_default_security_group=False,  # would need a function of its own; nothing uses that group
        subnet_configuration=subnets,
    )


def _group(stack: cdk.Stack, vpc: ec2.Vpc, name: str, *, calls_out: bool) -> ec2.SecurityGroup:
    group = ec2.SecurityGroup(
        stack, name.capitalize(), vpc=vpc, allow_all_outbound=False, description=f"Corkboard: {name}"
    )
    if calls_out:
        group.add_egress_rule(ec2.Peer.any_ipv4(), ec2.Port.tcp(names.HTTPS_PORT), "HTTPS")
    return group


def _record_refusals(stack: cdk.Stack, vpc: ec2.Vpc) -> None:
    """Keep a week of what the network refused, in a log group that goes with the stack."""
    group = log_group(stack, "Refusals")
    writer = role(
        stack,
        "RefusalsRole",
        trust=policies.trust("vpc-flow-logs.amazonaws.com", account=cdk.Aws.ACCOUNT_ID),
        may=[
            policies.allow(
                ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"], [log_arn(group)]
            )
        ],
    )
    ec2.CfnFlowLog(
        stack,
        "RefusalsFlow",
        resource_id=vpc.vpc_id,
        resource_type="VPC",
        traffic_type="REJECT",
        log_group_name=group.ref,
        deliver_logs_permission_arn=writer.attr_arn,
    )
