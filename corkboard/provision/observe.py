"""What is there now, asked from each system."""

from __future__ import annotations

from typing import TYPE_CHECKING

import requests
from sqlalchemy.exc import DBAPIError

from corkboard import clients
from corkboard.provision.foreign import answering
from corkboard.provision.plan import Found
from corkboard.provision.ready import FAILED, connector_state
from corkboard.provision.streams import streams

if TYPE_CHECKING:
    from corkboard.settings import Settings

TIMEOUT_S = 10
DENIED = (1044, 1045, 1698)  # to this database, with this password, by this way of authenticating
UNKNOWN_DATABASE = 1049


def observe(settings: Settings, connector: str) -> Found:
    """Return what is there.

    Args:
        settings: Where to ask.
        connector: The sink's; empty where CloudFormation makes it, and the buckets.

    Raises:
        UnavailableError: Names the server that did not answer.
    """
    if not connector:
        return Found(can_read=_can_read(settings), topics=topics(settings), streams=streams(settings))
    return Found(
        can_read=_can_read(settings),
        topics=topics(settings),
        buckets=_buckets(settings),
        connector_config=_connector_config(settings, connector),
        has_failed=FAILED in connector_state(settings.connect.url, connector),
        streams=streams(settings),
    )


def topics(settings: Settings) -> dict[str, int]:
    """Return the number of partitions by topic."""
    with answering("kafka"):
        listed = clients.kafka_admin(settings).list_topics(timeout=TIMEOUT_S)
    return {name: len(topic.partitions) for name, topic in listed.topics.items()}


def _can_read(settings: Settings) -> bool:
    """Say whether the read-only account opens the database; a refusal is an answer, silence is not."""
    engine = clients.database(settings, answer_s=TIMEOUT_S)
    with answering("mysql"):
        try:
            engine.connect().close()
        except DBAPIError as error:
            code: int | None = error.orig.args[0] if error.orig else None
            if code not in (*DENIED, UNKNOWN_DATABASE):
                raise
            return code == UNKNOWN_DATABASE  # who may not open it is denied, whether it is there or not
        finally:
            engine.dispose()
    return True


def _buckets(settings: Settings) -> frozenset[str]:
    with answering("s3"):
        listed = clients.s3(settings, answer_s=TIMEOUT_S, attempts=2).list_buckets()
    return frozenset(bucket["Name"] for bucket in listed["Buckets"])


def _connector_config(settings: Settings, connector: str) -> dict[str, str] | None:
    with answering("connect"):
        answer = requests.get(f"{settings.connect.url}/connectors/{connector}/config", timeout=TIMEOUT_S)
        if answer.status_code == requests.codes.not_found:
            return None
        answer.raise_for_status()
        config: dict[str, str] = answer.json()
    return config
