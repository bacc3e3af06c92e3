"""Addresses of the AWS console, where a person sees what a program lists."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from corkboard.settings import Settings

PAGES = {
    "s3": "s3/buckets/{name}",
    "kinesis": "kinesis/home?region={region}#/streams/details/{name}/monitoring",
    "logs": "cloudwatch/home?region={region}#logsV2:log-groups",
    "cloudformation": "cloudformation/home?region={region}#/stacks/stackinfo?stackId={name}",
}
OTHERS = "{service}/home?region={region}"
NAMES = {  # of services whose page is called otherwise than in an ARN
    "airflow": "mwaa",
    "elasticloadbalancing": "ec2",
    "emr-serverless": "emr",
    "kafka": "msk",
    "kafkaconnect": "msk",
    "ec2": "ec2",
}


def page(settings: Settings, service: str, name: str) -> str:
    """Return where a service shows what is called so."""
    region = settings.aws.region
    form = PAGES.get(service, OTHERS)
    path = form.format(region=region, service=NAMES.get(service, service), name=quote(name, safe=""))
    return f"https://{region}.console.aws.amazon.com/{path}"


def stack(settings: Settings, identity: str) -> str:
    """Return where CloudFormation shows a stack."""
    return page(settings, "cloudformation", identity)
