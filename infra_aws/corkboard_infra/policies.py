"""Who may do what, as plain data: the documents of IAM, from ARNs that are text or the CDK's tokens.

A cluster's topics, groups and transactions have ARNs of their own, made from the cluster's name and id.
An action on a topic that names the cluster's ARN is taken without a word and never matches.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

Statement = dict[str, Any]
VERSION = "2012-10-17"

CLUSTER_ACTIONS = (
    "kafka-cluster:Connect",
    "kafka-cluster:DescribeCluster",
    "kafka-cluster:WriteDataIdempotently",  # an idempotent producer dies without it
)
WRITE_ACTIONS = (
    "kafka-cluster:DescribeTopic",
    "kafka-cluster:DescribeTopicDynamicConfiguration",
    "kafka-cluster:WriteData",
)
READ_ACTIONS = (
    "kafka-cluster:DescribeTopic",
    "kafka-cluster:DescribeTopicDynamicConfiguration",
    "kafka-cluster:ReadData",
)
MAKE_ACTIONS = ("kafka-cluster:AlterTopic", "kafka-cluster:CreateTopic", "kafka-cluster:DeleteTopic")
GROUP_ACTIONS = ("kafka-cluster:AlterGroup", "kafka-cluster:DescribeGroup")
TRANSACTION_ACTIONS = (
    "kafka-cluster:AlterTransactionalId",
    "kafka-cluster:DescribeTransactionalId",
)


def allow(actions: Sequence[str], resources: Sequence[Any], **conditions: Any) -> Statement:
    """Return a statement that allows; conditions are by operator, such as ``StringEquals={...}``."""
    statement: Statement = {"Effect": "Allow", "Action": list(actions), "Resource": list(resources)}
    return {**statement, **({"Condition": conditions} if conditions else {})}


def document(*statements: Statement) -> dict[str, Any]:
    """Return a policy document."""
    return {"Version": VERSION, "Statement": list(statements)}


def trust(*services: str, account: str | None = None) -> dict[str, Any]:
    """Return who may take a role: these services, and only when they work for this account.

    Without an account for a service that names none when it takes a role: EC2 and API Gateway.
    """
    statement = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"Service": list(services) if len(services) > 1 else services[0]},
    }
    condition = {"Condition": {"StringEquals": {"aws:SourceAccount": account}}} if account else {}
    return document({**statement, **condition})


def only_encrypted(bucket_arn: str) -> dict[str, Any]:
    """Return a bucket's policy that refuses every request without TLS."""
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [bucket_arn, f"{bucket_arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return document(statement)


def only_from(api_arn: str, cidr: str) -> dict[str, Any]:
    """Return an API's policy that lets nobody call it but from these addresses."""
    statement = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "execute-api:Invoke",
        "Resource": api_arn,
        "Condition": {"IpAddress": {"aws:SourceIp": cidr}},
    }
    return document(statement)


def read_bucket(arn: str) -> list[Statement]:
    """Return statements to list and read a bucket."""
    return [
        allow(["s3:GetBucketLocation", "s3:ListBucket"], [arn]),
        allow(["s3:GetObject"], [f"{arn}/*"]),
    ]


def land_in_bucket(arn: str, prefix: str) -> list[Statement]:
    """Return statements of the sink: it writes below one prefix, and reads there where others ended."""
    return [
        allow(["s3:GetBucketLocation", "s3:ListBucket"], [arn]),
        allow(["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"], [f"{arn}/{prefix}/*"]),
    ]


def keep_tables(arn: str) -> list[Statement]:
    """Return statements to keep Delta tables and checkpoints in a bucket, removing what is obsolete too."""
    return [
        allow(["s3:GetBucketLocation", "s3:ListBucket"], [arn]),
        allow(["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"], [f"{arn}/*"]),
    ]


def put_to_streams(arns: Sequence[str]) -> list[Statement]:
    """Return statements of the API: listing knows no single stream, all else is for ours."""
    return [
        allow(["kinesis:DescribeStream", "kinesis:PutRecord", "kinesis:PutRecords"], arns),
        allow(["kinesis:ListStreams"], ["*"]),
    ]


def read_streams(arns: Sequence[str]) -> list[Statement]:
    """Return statements of Spark's source, which polls."""
    actions = ("DescribeStream", "DescribeStreamSummary", "GetRecords", "GetShardIterator", "ListShards")
    return [allow([f"kinesis:{action}" for action in actions], arns)]


@dataclass(frozen=True, slots=True)
class KafkaArns:
    """The ARNs of one cluster.

    Attributes:
        cluster: The cluster's own.
        base: Everything of it before ``:cluster/``.
        name_and_id: ``<name>/<id>``, which the others repeat.
    """

    cluster: str
    base: str
    name_and_id: str

    @classmethod
    def of(cls, cluster: str) -> KafkaArns:
        """Take a cluster's ARN apart; it must be text."""
        base, _, name_and_id = cluster.partition(":cluster/")
        return cls(cluster, base, name_and_id)

    def topics(self, names: Sequence[str]) -> list[str]:
        """Return the ARNs of topics; a name may end in ``*``."""
        return [f"{self.base}:topic/{self.name_and_id}/{name}" for name in names]

    def groups(self, names: Sequence[str]) -> list[str]:
        """Return the ARNs of consumer groups."""
        return [f"{self.base}:group/{self.name_and_id}/{name}" for name in names]

    def transactions(self, names: Sequence[str]) -> list[str]:
        """Return the ARNs of transactional ids."""
        return [f"{self.base}:transactional-id/{self.name_and_id}/{name}" for name in names]


def produce(arns: KafkaArns, *, topics: Sequence[str], groups: Sequence[str]) -> list[Statement]:
    """Return statements of the REST proxy and ``provision``: topics made, records written and read."""
    return [
        allow(CLUSTER_ACTIONS, [arns.cluster]),
        allow((*WRITE_ACTIONS, *MAKE_ACTIONS, "kafka-cluster:ReadData"), arns.topics(topics)),
        allow((*GROUP_ACTIONS, "kafka-cluster:DeleteGroup"), arns.groups(groups)),
    ]


def connect(arns: KafkaArns, *, reads: Sequence[str], writes: Sequence[str]) -> list[Statement]:
    """Return statements of MSK Connect: our topics, its own, the groups of workers and sinks."""
    internal = ["__amazon_msk_connect_*"]
    return [
        allow(CLUSTER_ACTIONS, [arns.cluster]),
        allow(READ_ACTIONS, arns.topics(reads)),
        allow(WRITE_ACTIONS, arns.topics(writes)),
        allow(
            (*dict.fromkeys((*READ_ACTIONS, *WRITE_ACTIONS)), "kafka-cluster:CreateTopic"),
            arns.topics(internal),
        ),
        allow(GROUP_ACTIONS, arns.groups([*internal, "connect-*"])),
        allow(TRANSACTION_ACTIONS, arns.transactions(internal)),
    ]
