"""The private network, and what lives in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corkboard_infra.rules.reading import every, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corkboard_infra.rules.reading import Templates

PRIVATE = "private"
SUBNETS = {
    "AWS::EC2::Instance": ("SubnetId",),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": ("Subnets",),
    "AWS::EMRServerless::Application": ("NetworkConfiguration", "SubnetIds"),
    "AWS::KafkaConnect::Connector": ("KafkaCluster", "ApacheKafkaCluster", "Vpc", "Subnets"),
    "AWS::MSK::Cluster": ("BrokerNodeGroupInfo", "ClientSubnets"),
    "AWS::MWAA::Environment": ("NetworkConfiguration", "SubnetIds"),
    "AWS::RDS::DBSubnetGroup": ("SubnetIds",),
}
MWAA_SUBNETS = 2


def everything_lives_in_private_subnets(templates: Templates) -> Iterator[str]:
    """An export's name says which subnet it is."""
    for resource in every(templates):
        for subnet in _subnets(resource.kind, resource.properties):
            if PRIVATE not in text(subnet):
                yield f"{resource.place} is in {text(subnet)}"


def connect_finds_a_way_out(templates: Templates) -> Iterator[str]:
    """MSK Connect reaches AWS through NAT, and S3 through its own endpoint, which costs nothing."""
    if not list(every(templates, "AWS::KafkaConnect::Connector")):
        return
    if not list(every(templates, "AWS::EC2::NatGateway")):
        yield "there is no NAT"
    gateways = [one for one in every(templates, "AWS::EC2::VPCEndpoint") if ".s3" in text(one.properties)]
    if not any(one.properties.get("VpcEndpointType") == "Gateway" for one in gateways):
        yield "there is no endpoint of S3"


def one_nat_is_enough(templates: Templates) -> Iterator[str]:
    """Each costs as much as half a cluster."""
    if len(list(every(templates, "AWS::EC2::NatGateway"))) > 1:
        yield "there is more than one NAT"


def airflow_has_what_it_insists_on(templates: Templates) -> Iterator[str]:
    """Two private subnets, a group that speaks to itself, a versioned bucket, and its requirements."""
    for environment in every(templates, "AWS::MWAA::Environment"):
        if len(_subnets(environment.kind, environment.properties)) != MWAA_SUBNETS:
            yield f"{environment.place} needs exactly two subnets"
        if not any(
            _speaks_to_itself(rule.properties) for rule in every(templates, "AWS::EC2::SecurityGroupIngress")
        ):
            yield f"{environment.place}: no group speaks to itself"
        if not environment.properties.get("RequirementsS3Path"):
            yield f"{environment.place} has no requirements.txt"
        versioned = [
            bucket
            for bucket in every(templates, "AWS::S3::Bucket")
            if bucket.properties.get("VersioningConfiguration", {}).get("Status") == "Enabled"
        ]
        if not any(
            bucket.logical_id in text(environment.properties["SourceBucketArn"]) for bucket in versioned
        ):
            yield f"{environment.place} reads a bucket without versions"


def _subnets(kind: str, properties: dict[str, Any]) -> list[Any]:
    found: Any = properties
    for key in SUBNETS.get(kind, ()):
        found = found.get(key, {})
    if kind not in SUBNETS or not found:
        return []
    return found if isinstance(found, list) else [found]


def _speaks_to_itself(rule: dict[str, Any]) -> bool:
    return rule.get("IpProtocol") == "-1" and rule.get("GroupId") == rule.get("SourceSecurityGroupId")


RULES = (
    everything_lives_in_private_subnets,
    connect_finds_a_way_out,
    one_nat_is_enough,
    airflow_has_what_it_insists_on,
)
