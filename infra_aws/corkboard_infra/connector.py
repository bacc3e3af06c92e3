"""Our S3 sink and its worker as MSK Connect takes them: pure, from what Kafka Connect here gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corkboard.provision.wanted import connector_config
from corkboard.stack.native.connect import LARGEST_REQUEST, PROPERTIES
from corkboard_infra.properties import lines

if TYPE_CHECKING:
    from corkboard.settings import Settings

COPIES = "errors.deadletterqueue.topic.replication.factor"
OVERRIDE = "consumer.override."
# MSK Connect's own: it knows the brokers, keeps the state, and signs in with the connector's role.
REFUSED_PREFIXES = (
    "access.control.",
    "admin.",
    "client.",
    "connect.",
    "inter.worker.",
    "internal.",
    "listeners",
    "metrics.",
    "rest.",
    "sasl.",
    "security.",
    "socket.",
    "ssl.",
    "topic.tracking.",
    "worker.",
)
REFUSED = (
    "bootstrap.servers",
    "config.storage.replication.factor",
    "config.storage.topic",
    "connector.client.config.override.policy",
    "group.id",
    "heartbeat.interval.ms",
    "offset.storage.partitions",
    "offset.storage.replication.factor",
    "offset.storage.topic",
    "plugin.discovery",  # of Kafka 3.6 and later, and the service's to choose
    "plugin.path",
    "scheduled.rebalance.max.delay.ms",
    "session.timeout.ms",
    "status.storage.partitions",
    "status.storage.replication.factor",
    "status.storage.topic",
)


def configuration(settings: Settings, region: str, *, copies: int) -> dict[str, str]:
    """Return the connector's configuration: that of the connector here, on more than one broker."""
    here = connector_config(settings)
    kept = {key: value for key, value in here.items() if key != "name" and not key.startswith(OVERRIDE)}
    return {**kept, "s3.region": region, COPIES: str(copies)}


def worker(settings: Settings) -> dict[str, str]:
    """Return the worker's configuration: that of the worker here without what MSK Connect keeps to itself."""
    here = lines(PROPERTIES.format_map(_Unfilled()))
    kept = {
        key: value
        for key, value in here.items()
        if key not in REFUSED and not key.startswith(REFUSED_PREFIXES)
    }
    consumer = {
        key.replace(OVERRIDE, "consumer."): value
        for key, value in connector_config(settings).items()
        if key.startswith(OVERRIDE)
    }
    return {**kept, **consumer, "producer.max.request.size": str(LARGEST_REQUEST)}


class _Unfilled(dict[str, str]):
    """Leaves a place empty that only a worker here fills."""

    def __missing__(self, key: str) -> str:
        return ""
