"""The only opener of connections: each comes with its address, its keys and its time limits."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import boto3
import sqlalchemy
from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, NoCredentialsError
from confluent_kafka import Consumer, KafkaError, KafkaException, Message, Producer, TopicPartition
from confluent_kafka.admin import (  # type: ignore[attr-defined]  # NewTopic is exported, but not by name
    AdminClient,
    ConfigResource,
    NewPartitions,
    NewTopic,
    OffsetSpec,
    ResourceType,
)

from corkboard.settings import reveal

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_kinesis import KinesisClient
    from mypy_boto3_s3 import S3Client

    from corkboard.settings import Settings


__all__ = [
    "AdminClient",
    "AdminFuture",
    "BotoCoreError",
    "ConfigResource",
    "Consumer",
    "KafkaError",
    "KafkaException",
    "Message",
    "OffsetSpec",
    "Producer",
    "ResourceType",
    "TopicPartition",
    "aws",
    "database",
    "kafka_admin",
    "kafka_consumer",
    "kafka_producer",
    "kinesis",
    "kinesis_signer",
    "new_partitions",
    "new_topic",
    "s3",
    "s3_get_signer",
]
AdminFuture = Future[None]
WARNING = 4  # librdkafka counts as syslog does


def s3(settings: Settings, *, connections: int = 32, answer_s: float = 60, attempts: int = 4) -> S3Client:
    """Return an S3 client.

    Args:
        settings: Where S3 is, and with which keys.
        connections: The most that are open at once.
        answer_s: How long an answer may take; a connection never more than 10 s.
        attempts: How often a call is tried in all.
    """
    config = Config(  # type: ignore[call-arg]  # the stubs lack ignore_configured_endpoint_urls
        ignore_configured_endpoint_urls=True,
        signature_version="s3v4",  # presigned addresses too, which are version 2 otherwise
        connect_timeout=min(10, answer_s),
        read_timeout=answer_s,
        max_pool_connections=connections,
        retries={"total_max_attempts": attempts, "mode": "standard"},
        s3={"addressing_style": "path" if settings.aws.endpoint_url else "auto"},
    )
    client: S3Client = boto3.client("s3", config=config, **settings.aws.client_kwargs())  # type: ignore[call-overload]  # keyword dictionary
    return client


def kinesis(
    settings: Settings, *, connections: int = 16, answer_s: float = 30, attempts: int = 4
) -> KinesisClient:
    """Return a Kinesis client.

    Args:
        settings: Where Kinesis is, and with which keys.
        connections: The most that are open at once.
        answer_s: How long an answer may take; a connection never more than 10 s.
        attempts: How often a call is tried in all; with 1, a put is never repeated behind its caller's back.
    """
    config = Config(  # type: ignore[call-arg]  # the stubs lack ignore_configured_endpoint_urls
        ignore_configured_endpoint_urls=True,
        connect_timeout=min(10, answer_s),
        read_timeout=answer_s,
        max_pool_connections=connections,
        retries={"total_max_attempts": attempts, "mode": "standard"},
    )
    client: KinesisClient = boto3.client("kinesis", config=config, **settings.aws.client_kwargs())  # type: ignore[call-overload]  # keyword dictionary
    return client


def aws(settings: Settings, service: str, *, answer_s: float = 60, attempts: int = 10) -> Any:
    """Return a client of a service by boto3's name, for those who make and run things on AWS.

    Args:
        settings: Where it is, and with which keys.
        service: Such as ``emr-serverless``.
        answer_s: How long an answer may take; a connection never more than 10 s.
        attempts: How often a call is tried in all.
    """
    config = Config(  # type: ignore[call-arg]  # the stubs lack ignore_configured_endpoint_urls
        ignore_configured_endpoint_urls=True,
        connect_timeout=min(10, answer_s),
        read_timeout=answer_s,
        retries={"total_max_attempts": attempts, "mode": "standard"},
    )
    return boto3.client(service, config=config, **settings.aws.client_kwargs())  # type: ignore[call-overload]  # any service


def s3_get_signer(settings: Settings) -> Callable[[str, str], tuple[str, dict[str, str]]]:
    """Return what makes a bucket and a key the address and the signed headers of a GET.

    For readers of many small objects: boto3 spends more time on itself than on such an object.
    """
    section = settings.aws
    kwargs = {name: value for name, value in section.client_kwargs().items() if name != "endpoint_url"}
    credentials = boto3.Session(**kwargs).get_credentials()  # type: ignore[arg-type]  # keyword dictionary

    def sign(bucket: str, key: str) -> tuple[str, dict[str, str]]:
        if credentials is None:
            raise NoCredentialsError
        aws = f"https://{bucket}.s3.{section.region}.amazonaws.com"
        root = f"{section.endpoint_url}/{bucket}" if section.endpoint_url else aws
        address = f"{root}/{quote(key, safe='/-_.~')}"
        request = AWSRequest("GET", address)
        S3SigV4Auth(credentials.get_frozen_credentials(), "s3", section.region).add_auth(request)
        return address, dict(request.headers.items())

    return sign


def kinesis_signer(settings: Settings) -> Callable[[str, bytes], tuple[str, dict[str, str]]]:
    """Return what makes an action and its JSON body the address and the signed headers of a Kinesis call.

    For callers in an event loop, which boto3 would block.
    """
    section = settings.aws
    kwargs = {name: value for name, value in section.client_kwargs().items() if name != "endpoint_url"}
    credentials = boto3.Session(**kwargs).get_credentials()  # type: ignore[arg-type]  # keyword dictionary
    address = section.endpoint_url or f"https://kinesis.{section.region}.amazonaws.com"

    def sign(action: str, body: bytes) -> tuple[str, dict[str, str]]:
        if credentials is None:
            raise NoCredentialsError
        target = f"Kinesis_20131202.{action}"
        headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": target}
        request = AWSRequest("POST", f"{address}/", data=body, headers=headers)
        SigV4Auth(credentials.get_frozen_credentials(), "kinesis", section.region).add_auth(request)
        return f"{address}/", dict(request.headers.items())

    return sign


def kafka_producer(settings: Settings, **conf: Any) -> Producer:
    """Return an idempotent producer that waits for every replica.

    Keys map to partitions as with Java's clients (murmur2).
    """
    return Producer(
        {
            **settings.kafka.client_conf(),
            "acks": "all",
            "enable.idempotence": True,
            "partitioner": "murmur2_random",
            **conf,
        }
    )


def kafka_admin(settings: Settings, **conf: Any) -> AdminClient:
    """Return an administration client; give each call its own ``request_timeout``."""
    return AdminClient({**settings.kafka.client_conf(), "log_level": WARNING, **conf})


def new_topic(name: str, partitions: int, replication_factor: int) -> NewTopic:
    """Return a topic for ``AdminClient.create_topics``."""
    return NewTopic(name, num_partitions=partitions, replication_factor=replication_factor)


def new_partitions(name: str, total: int) -> NewPartitions:
    """Return a growth for ``AdminClient.create_partitions``: the topic shall have ``total`` partitions."""
    return NewPartitions(name, total)


def kafka_consumer(settings: Settings, *, group: str, **conf: str | float | bool) -> Consumer:
    """Return a consumer that commits nothing by itself and starts at the beginning."""
    return Consumer(
        {
            **settings.kafka.client_conf(),
            "group.id": group,
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
            **conf,
        }
    )


def database(
    settings: Settings, *, admin: bool = False, schema: bool = True, answer_s: float = 120
) -> sqlalchemy.Engine:
    """Return an engine for the MySQL server.

    Args:
        settings: Where it is, and as whom.
        admin: As the administrator instead of the read-only account.
        schema: Open the settings' database; false before it exists.
        answer_s: How long a statement may take to answer; a connection never more than 10 s.
    """
    section = settings.database
    secret = section.admin_password if admin else section.password
    url = sqlalchemy.URL.create(
        "mysql+pymysql",
        username=section.admin_user if admin else section.user,
        host=section.host,
        port=section.port,
        database=section.name if schema else None,
        query={"charset": "utf8mb4"},
    )
    arguments = {
        "password": reveal(
            secret
        ).encode(),  # as bytes: PyMySQL sends text as Latin-1, and the server hashed UTF-8
        "connect_timeout": min(10, answer_s),
        "read_timeout": answer_s,
        "write_timeout": answer_s,
    }
    return sqlalchemy.create_engine(url, connect_args=arguments, pool_pre_ping=True)
