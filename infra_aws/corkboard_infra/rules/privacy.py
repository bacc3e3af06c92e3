"""Nothing is open, nothing is plain, nothing secret is written down."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from corkboard_infra.rules.reading import every, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corkboard_infra.rules.reading import Resource, Templates

WORLD = ("0.0.0.0/0", "::/0")
SECRET = re.compile(r"AKIA[0-9A-Z]{16}|PRIVATE KEY|aws_secret_access_key", re.IGNORECASE)
BLOCKS = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")


def no_port_is_open_to_the_world(templates: Templates) -> Iterator[str]:
    """Nor one to everybody's addresses of any other kind."""
    for rule in every(templates, "AWS::EC2::SecurityGroupIngress"):
        if _is_world(rule.properties):
            yield f"{rule.place} lets the world in"
    for group in every(templates, "AWS::EC2::SecurityGroup"):
        if any(_is_world(one) for one in group.properties.get("SecurityGroupIngress", ())):
            yield f"{group.place} lets the world in"


def no_machine_has_a_public_address(templates: Templates) -> Iterator[str]:
    """A database, a balancer, a broker and a machine live inside."""
    for server in every(templates, "AWS::RDS::DBInstance"):
        if server.properties.get("PubliclyAccessible") is not False:
            yield f"{server.place} is public"
    for balancer in every(templates, "AWS::ElasticLoadBalancingV2::LoadBalancer"):
        if balancer.properties.get("Scheme") != "internal":
            yield f"{balancer.place} is public"
    for resource in every(templates):
        said = text(resource.properties)
        if '"AssociatePublicIpAddress": true' in said or '"PublicAccess": {' in said:
            yield f"{resource.place} is public"
    for subnet in every(templates, "AWS::EC2::Subnet"):
        if subnet.properties.get("MapPublicIpOnLaunch") is not False:
            yield f"{subnet.place} gives public addresses"


def no_key_pair(templates: Templates) -> Iterator[str]:
    """Session Manager opens a shell without a key and without a port."""
    for resource in every(templates):
        if resource.kind == "AWS::EC2::KeyPair" or '"KeyName"' in text(resource.properties):
            yield f"{resource.place} needs a private key"


def nothing_secret_is_written_down(templates: Templates) -> Iterator[str]:
    """The database's password is made and kept by Secrets Manager."""
    for resource in every(templates):
        if SECRET.search(text(resource.content)):
            yield f"{resource.place} holds a secret"
    for server in every(templates, "AWS::RDS::DBInstance"):
        said = server.properties
        if "MasterUserPassword" in said or said.get("ManageMasterUserPassword") is not True:
            yield f"{server.place} has a password that is written down"


def everything_at_rest_is_encrypted(templates: Templates) -> Iterator[str]:
    """Buckets, streams, disks, the database."""
    for bucket in every(templates, "AWS::S3::Bucket"):
        if "SSEAlgorithm" not in text(bucket.properties.get("BucketEncryption", {})):
            yield f"{bucket.place} is not encrypted"
    for stream in every(templates, "AWS::Kinesis::Stream"):
        if stream.properties.get("StreamEncryption", {}).get("EncryptionType") != "KMS":
            yield f"{stream.place} is not encrypted"
    for server in every(templates, "AWS::RDS::DBInstance"):
        if server.properties.get("StorageEncrypted") is not True:
            yield f"{server.place} is not encrypted"
    for machine in every(templates, "AWS::EC2::Instance"):
        disks = machine.properties.get("BlockDeviceMappings", [{}])
        if any(disk.get("Ebs", {}).get("Encrypted") is not True for disk in disks):
            yield f"{machine.place} has a plain disk"


def buckets_are_private(templates: Templates) -> Iterator[str]:
    """Public access is blocked, and nobody speaks to them without TLS."""
    refusing = {
        text(policy.properties["Bucket"])
        for policy in every(templates, "AWS::S3::BucketPolicy")
        if '"aws:SecureTransport": "false"' in text(policy.properties)
    }
    for bucket in every(templates, "AWS::S3::Bucket"):
        blocked = bucket.properties.get("PublicAccessBlockConfiguration", {})
        if not all(blocked.get(block) is True for block in BLOCKS):
            yield f"{bucket.place} may become public"
        if text({"Ref": bucket.logical_id}) not in refusing:
            yield f"{bucket.place} takes requests without TLS"


def the_database_wants_tls(templates: Templates) -> Iterator[str]:
    """The server refuses plain connections by itself."""
    for group in every(templates, "AWS::RDS::DBParameterGroup"):
        if str(group.properties.get("Parameters", {}).get("require_secure_transport")) != "1":
            yield f"{group.place} takes connections without TLS"


def machine_metadata_wants_a_token(templates: Templates) -> Iterator[str]:
    """Otherwise a request that a program is talked into reads the machine's keys."""
    safe = {
        template.logical_id
        for template in every(templates, "AWS::EC2::LaunchTemplate")
        if template.properties["LaunchTemplateData"].get("MetadataOptions", {}).get("HttpTokens")
        == "required"
    }
    for machine in every(templates, "AWS::EC2::Instance"):
        if _template(machine) not in safe:
            yield f"{machine.place} takes metadata requests without a token"


def _template(machine: Resource) -> str:
    named: dict[str, Any] = machine.properties.get("LaunchTemplate", {}).get("LaunchTemplateId", {})
    return str(named.get("Ref", ""))


def _is_world(rule: dict[str, Any]) -> bool:
    return rule.get("CidrIp") in WORLD or rule.get("CidrIpv6") in WORLD


RULES = (
    no_port_is_open_to_the_world,
    no_machine_has_a_public_address,
    no_key_pair,
    nothing_secret_is_written_down,
    everything_at_rest_is_encrypted,
    buckets_are_private,
    the_database_wants_tls,
    machine_metadata_wants_a_token,
)
