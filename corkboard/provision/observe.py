"""What is there now, asked from each system."""

from __future__ import annotations

from typing import TYPE_CHECKING

import requests
from botocore.exceptions import BotoCoreError, ClientError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from corkboard import clients
from corkboard.errors import UnavailableError
from corkboard.provision.plan import Found

if TYPE_CHECKING:
    from corkboard.settings import Settings

TIMEOUT_S = 10
HINT = "is the stack up? try 'corkboard status'"


def observe(settings: Settings, connector: str) -> Found:
    """Return what is there.

    Raises:
        UnavailableError: Names the server that did not answer.
    """
    return Found(
        can_read=_can_read(settings),
        topics=topics(settings),
        buckets=_buckets(settings),
        connector_config=_connector_config(settings, connector),
    )


def topics(settings: Settings) -> dict[str, int]:
    """Return the number of partitions by topic."""
    try:
        listed = clients.kafka_admin(settings).list_topics(timeout=TIMEOUT_S)
    except clients.KafkaException as error:
        raise UnavailableError(f"kafka: {error}", service="kafka", hint=HINT) from error
    return {name: len(topic.partitions) for name, topic in listed.topics.items()}


def _can_read(settings: Settings) -> bool:
    """Say whether the read-only account opens the database; a refusal is an answer, silence is not."""
    engine = clients.database(settings, schema=False)
    query = text("select count(*) from information_schema.schema_privileges where privilege_type = 'SELECT'")
    try:
        with engine.connect() as connection:
            return bool(connection.execute(query).scalar())
    except SQLAlchemyError as error:
        if "(1045," in str(error) or "(1698," in str(error):  # access denied
            return False
        raise UnavailableError(f"mysql: {str(error).splitlines()[0]}", service="mysql", hint=HINT) from error
    finally:
        engine.dispose()


def _buckets(settings: Settings) -> frozenset[str]:
    try:
        listed = clients.s3(settings).list_buckets()
    except (BotoCoreError, ClientError) as error:
        raise UnavailableError(f"s3: {error}", service="s3", hint=HINT) from error
    return frozenset(bucket["Name"] for bucket in listed["Buckets"])


def _connector_config(settings: Settings, connector: str) -> dict[str, str] | None:
    try:
        answer = requests.get(f"{settings.connect.url}/connectors/{connector}/config", timeout=TIMEOUT_S)
    except requests.RequestException as error:
        raise UnavailableError(f"connect: {error}", service="connect", hint=HINT) from error
    if answer.status_code == requests.codes.not_found:
        return None
    answer.raise_for_status()
    config: dict[str, str] = answer.json()
    return config
