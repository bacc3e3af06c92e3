"""The EC2 client machine: our REST proxy, private, behind a balancer that only API Gateway reaches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_elasticloadbalancingv2 as balancing
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3_assets as assets

from corkboard import catalogue
from corkboard.kafka.section import IAM
from corkboard_infra import allowed, names, policies, sizes
from corkboard_infra.stacks.frame import log_arn, log_group, output, role

if TYPE_CHECKING:
    from aws_cdk import aws_logs as logs

    from corkboard_infra.stacks.frame import Site
    from corkboard_infra.stacks.kafka import Kafka
    from corkboard_infra.stacks.network import Network

MACHINE = "t4g.small"
IMAGE = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"
SHELL = "AmazonSSMManagedInstanceCore"  # Session Manager: no port, no key
BOOT = "PT20M"


@dataclass(frozen=True, slots=True)
class RestProxy:
    """Where API Gateway's link leads."""

    balancer_arn: str
    balancer_name: str


def build(site: Site, network: Network, kafka: Kafka) -> RestProxy:
    """Return the balancer before the machine."""
    stack = kafka.stack
    verbs = log_group(stack, "VerbLogs")
    machine = _machine(stack, site, network, kafka, verbs)
    balancer = balancing.CfnLoadBalancer(
        stack,
        "Balancer",
        type="network",
        scheme="internal",
        subnets=network.subnets,
        security_groups=[network.group("balancer")],
        # The link comes from no address of this network, and only our API's owner can make one to it.
        enforce_security_group_inbound_rules_on_private_link_traffic="off",
    )
    targets = _targets(stack, network, machine)
    balancing.CfnListener(
        stack,
        "Listener",
        load_balancer_arn=balancer.ref,
        port=names.REST_PORT,
        protocol="TCP",
        default_actions=[balancing.CfnListener.ActionProperty(type="forward", target_group_arn=targets.ref)],
    )
    output(stack, "kafka.cluster_arn", kafka.cluster.attr_arn)
    output(stack, "rest.machine", machine.ref)
    output(stack, "rest.log_group", verbs.ref)
    return RestProxy(balancer.ref, balancer.attr_dns_name)


def _targets(stack: cdk.Stack, network: Network, machine: ec2.CfnInstance) -> balancing.CfnTargetGroup:
    return balancing.CfnTargetGroup(
        stack,
        "Targets",
        vpc_id=network.vpc.vpc_id,
        port=names.REST_PORT,
        protocol="TCP",
        target_type="instance",
        targets=[balancing.CfnTargetGroup.TargetDescriptionProperty(id=machine.ref, port=names.REST_PORT)],
        health_check_protocol="HTTP",
        health_check_path="/health",
    )


def _machine(
    stack: cdk.Stack, site: Site, network: Network, kafka: Kafka, verbs: logs.CfnLogGroup
) -> ec2.CfnInstance:
    """Return the machine; another wheel or unit is another first boot, so another machine."""
    asset = assets.Asset(stack, "ProxyFile", path=str(site.files.proxy))
    image = cdk.CfnParameter(
        stack, "Image", type="AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>", default=IMAGE
    )
    caller = _role(stack, site, kafka, asset, verbs)
    profile = iam.CfnInstanceProfile(stack, "MachineProfile", roles=[caller.ref])
    logical_id = f"Machine{asset.asset_hash[:8]}"
    instance = ec2.CfnInstance(
        stack,
        logical_id,
        image_id=image.value_as_string,
        instance_type=MACHINE,
        subnet_id=network.subnets[0],
        security_group_ids=[network.group("proxy")],
        iam_instance_profile=profile.ref,
        launch_template=_hardened(stack),
        block_device_mappings=[_disk()],
        user_data=cdk.Fn.base64(_first_boot(site, kafka, asset, logical_id)),
    )
    instance.cfn_options.creation_policy = cdk.CfnCreationPolicy(
        resource_signal=cdk.CfnResourceSignal(count=1, timeout=BOOT)
    )
    return instance


def _hardened(stack: cdk.Stack) -> ec2.CfnInstance.LaunchTemplateSpecificationProperty:
    """Return the template that takes machine metadata by session token alone."""
    metadata = ec2.CfnLaunchTemplate.MetadataOptionsProperty(
        http_endpoint="enabled", http_tokens="required", http_put_response_hop_limit=1
    )
    template = ec2.CfnLaunchTemplate(
        stack,
        "MachineTemplate",
        launch_template_data=ec2.CfnLaunchTemplate.LaunchTemplateDataProperty(metadata_options=metadata),
    )
    return ec2.CfnInstance.LaunchTemplateSpecificationProperty(
        launch_template_id=template.ref, version=template.attr_latest_version_number
    )


def _disk() -> ec2.CfnInstance.BlockDeviceMappingProperty:
    disk = ec2.CfnInstance.EbsProperty(
        volume_size=sizes.MACHINE_DISK_GB, volume_type="gp3", encrypted=True, delete_on_termination=True
    )
    return ec2.CfnInstance.BlockDeviceMappingProperty(device_name="/dev/xvda", ebs=disk)


def _first_boot(site: Site, kafka: Kafka, asset: assets.Asset, logical_id: str) -> str:
    """Return the script of the first boot; it tells CloudFormation how it ended."""
    stack = cdk.Aws.STACK_NAME
    signal = (
        f"/opt/aws/bin/cfn-signal -e $? --stack {stack} --resource {logical_id} --region {cdk.Aws.REGION}"
    )
    return "\n".join(
        [
            "#!/bin/bash",
            f"trap '{signal}' EXIT",
            "set -euo pipefail",
            "install -d /etc/corkboard /opt/corkboard/source",
            "cat > /etc/corkboard/environment <<'END'",
            *_environment(site, kafka),
            "END",
            f"aws s3 cp --region {cdk.Aws.REGION} {asset.s3_object_url} /opt/corkboard/source.zip",
            "cd /opt/corkboard/source && python3 -m zipfile -e ../source.zip .",
            "bash install",
            "",
        ]
    )


def _environment(site: Site, kafka: Kafka) -> list[str]:
    return [
        "CORKBOARD_TARGET=aws",
        f"CORKBOARD_PREFIX={site.settings.prefix}",
        f"CORKBOARD_KAFKA__SECURITY={IAM}",
        f"CORKBOARD_AWS__REGION={cdk.Aws.REGION}",
        f"AWS_REGION={cdk.Aws.REGION}",
        f"CLUSTER_ARN={kafka.cluster.attr_arn}",
        f"CORKBOARD_AWS__EXPECTED_ACCOUNT={cdk.Aws.ACCOUNT_ID}",
        "CORKBOARD_DATABASE__CA_FILE=/etc/corkboard/rds.crt",
    ]


def _role(
    stack: cdk.Stack, site: Site, kafka: Kafka, asset: assets.Asset, verbs: logs.CfnLogGroup
) -> iam.CfnRole:
    return role(
        stack,
        "MachineRole",
        trust=policies.trust("ec2.amazonaws.com"),
        managed=[SHELL],
        may=[
            *allowed.client_machine(site.settings, kafka.arns),
            policies.allow(["kafka:DescribeCluster", "kafka:GetBootstrapBrokers"], [kafka.cluster.attr_arn]),
            policies.allow(["s3:GetObject"], [asset.bucket.arn_for_objects(asset.s3_object_key)]),
            *_of_verbs(site, log_arn(verbs)),
        ],
    )


def _of_verbs(site: Site, log: str) -> list[policies.Statement]:
    """Return what ``seed``, ``post``, ``provision`` and ``verify`` need there."""
    prefix, here = site.settings.prefix, f"{cdk.Aws.REGION}:{cdk.Aws.ACCOUNT_ID}"
    streams = [
        f"arn:{cdk.Aws.PARTITION}:kinesis:{here}:stream/{name}"
        for name in names.streams(site.settings).values()
    ]
    buckets = [catalogue.bucket(prefix), catalogue.lake_bucket(prefix)]
    return [
        policies.allow(["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"], [log]),
        policies.allow(["logs:DescribeLogGroups"], ["*"]),
        policies.allow(
            ["secretsmanager:GetSecretValue"],
            [f"arn:{cdk.Aws.PARTITION}:secretsmanager:{here}:secret:{name}-*" for name in ("rds!db", prefix)],
        ),
        *policies.read_streams(streams),
        *(one for name in buckets for one in policies.read_bucket(f"arn:{cdk.Aws.PARTITION}:s3:::{name}")),
    ]
