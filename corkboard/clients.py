"""The only opener of connections: each comes with its address, its keys and its time limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
import sqlalchemy
from botocore.config import Config
from confluent_kafka import Consumer, Producer
from confluent_kafka.admin import AdminClient

from corkboard.settings import reveal

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    from corkboard.settings import Settings


def s3(settings: Settings, *, connections: int = 32) -> S3Client:
    """Return an S3 client that waits 10 s for a connection and 60 s for an answer, and tries 4 times."""
    config = Config(
        ignore_configured_endpoint_urls=True,
        connect_timeout=10,
        read_timeout=60,
        max_pool_connections=connections,
        retries={"max_attempts": 4, "mode": "standard"},
        s3={"addressing_style": "path" if settings.aws.endpoint_url else "auto"},
    )
    client: S3Client = boto3.client("s3", config=config, **settings.aws.client_kwargs())  # type: ignore[call-overload]  # keyword dictionary
    return client


def kafka_producer(settings: Settings, **conf: str | int | float | bool) -> Producer:
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
    return AdminClient({**settings.kafka.client_conf(), **conf})


def kafka_consumer(settings: Settings, *, group: str, **conf: str | int | float | bool) -> Consumer:
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


def database(settings: Settings, *, admin: bool = False, schema: bool = True) -> sqlalchemy.Engine:
    """Return an engine for the MySQL server.

    Args:
        settings: Where it is, and as whom.
        admin: As the administrator instead of the read-only account.
        schema: Open the settings' database; false before it exists.
    """
    section = settings.database
    secret = section.admin_password if admin else section.password
    url = sqlalchemy.URL.create(
        "mysql+pymysql",
        username=section.admin_user if admin else section.user,
        password=reveal(secret),
        host=section.host,
        port=section.port,
        database=section.name if schema else None,
        query={"charset": "utf8mb4"},
    )
    timeouts = {"connect_timeout": 10, "read_timeout": 120, "write_timeout": 120}
    return sqlalchemy.create_engine(url, connect_args=timeouts, pool_pre_ping=True)
