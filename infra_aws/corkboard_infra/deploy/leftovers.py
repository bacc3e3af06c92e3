"""What is still there after ``down``: asked of each service by name, and of the tags that every stack gives.

A tag outlives its resource by some minutes, so services that can be asked directly are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from corkboard import catalogue
from corkboard.targets.refusals import code_of
from corkboard_infra import bill, names, prices
from corkboard_infra.deploy import console, stacks
from corkboard_infra.profiles import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corkboard_infra.deploy.cloud import Cloud

HOURS_PER_DAY = 24
ASKED_DIRECTLY = ("cloudformation", "kinesis", "logs", "s3")
NOT_OURS = ("301", "403", "404")  # a bucket of another region, of another account, and none at all
STACK_OF = {  # which stack's price an ARN's service and kind stand for
    ("airflow", "environment"): "orchestration",
    ("ec2", "natgateway"): "network",
    ("kafka", "cluster"): "kafka",
    ("kafkaconnect", "connector"): "connect",
    ("rds", "db"): "database",
}


@dataclass(frozen=True, slots=True)
class Leftover:
    """One thing that is left.

    Attributes:
        kind: The service, as in an ARN.
        name: Its name or ARN.
        usd_per_day: What it costs while nothing happens; nought where only what it holds is paid.
        link: Where the console shows it.
    """

    kind: str
    name: str
    usd_per_day: float
    link: str


def find(cloud: Cloud) -> list[Leftover]:
    """Return everything of a deployment that is there."""
    asked = {
        "cloudformation": _stacks,
        "s3": _buckets,
        "kinesis": _streams,
        "logs": _log_groups,
        "tag": _tagged,
    }
    found: list[tuple[str, str, float]] = []
    for service, those_of in asked.items():
        with cloud.answering(service):
            found += those_of(cloud)
    return [Leftover(kind, name, usd, console.page(cloud.settings, kind, name)) for kind, name, usd in found]


def remove_airflow_logs(cloud: Cloud) -> None:
    """Delete the log groups that MWAA makes by itself and no stack takes with it."""
    logs = cloud.client("logs")
    with cloud.answering("logs"):
        for name in _groups(cloud, f"airflow-{catalogue.mwaa_environment(cloud.settings.prefix)}-"):
            logs.delete_log_group(logGroupName=name)


def _stacks(cloud: Cloud) -> Iterator[tuple[str, str, float]]:
    for short in DEFAULT.stacks:
        if seen := stacks.see(cloud, names.stack(cloud.settings, short)):
            yield "cloudformation", seen.identity, 0.0


def _buckets(cloud: Cloud) -> Iterator[tuple[str, str, float]]:
    for name in names.buckets(cloud.settings):
        try:
            cloud.client("s3").head_bucket(Bucket=name)
        except ClientError as error:
            if code_of(error) not in NOT_OURS:
                raise
        else:
            yield "s3", name, 0.0


def _streams(cloud: Cloud) -> Iterator[tuple[str, str, float]]:
    usd = prices.table()["shard"].usd_per_hour * HOURS_PER_DAY
    for name in names.streams(cloud.settings).values():
        try:
            told = cloud.client("kinesis").describe_stream_summary(StreamName=name)
        except ClientError as error:
            if code_of(error) != "ResourceNotFoundException":
                raise
        else:
            yield "kinesis", name, usd * told["StreamDescriptionSummary"]["OpenShardCount"]


def _log_groups(cloud: Cloud) -> Iterator[tuple[str, str, float]]:
    own = [f"{names.stack(cloud.settings, short)}-" for short in DEFAULT.stacks]
    for start in (*own, f"airflow-{catalogue.mwaa_environment(cloud.settings.prefix)}-"):
        for name in _groups(cloud, start):
            yield "logs", name, 0.0


def _groups(cloud: Cloud, start: str) -> list[str]:
    pages = cloud.client("logs").get_paginator("describe_log_groups").paginate(logGroupNamePrefix=start)
    return [one["logGroupName"] for page in pages for one in page["logGroups"]]


def _tagged(cloud: Cloud) -> Iterator[tuple[str, str, float]]:
    wanted = [{"Key": "corkboard", "Values": [cloud.settings.prefix]}]
    pages = (
        cloud.client("resourcegroupstaggingapi").get_paginator("get_resources").paginate(TagFilters=wanted)
    )
    for page in pages:
        for one in page["ResourceTagMappingList"]:
            service = one["ResourceARN"].split(":")[2]
            if service not in ASKED_DIRECTLY:
                yield service, one["ResourceARN"], _usd_per_day(cloud, one["ResourceARN"])


def _usd_per_day(cloud: Cloud, arn: str) -> float:
    service, rest = arn.split(":")[2], arn.split(":", 5)[5]
    kind = rest.replace(":", "/").split("/")[0]
    stack = STACK_OF.get((service, kind), "")
    table = prices.table()
    counted = bill.counts(cloud.settings).get(stack, {})
    return sum(table[price].usd_per_hour * count for price, count in counted.items()) * HOURS_PER_DAY
