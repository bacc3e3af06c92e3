"""What is missing: compares what should be with what is, and touches no system."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from corkboard.epochs import Epoch

Kind = Literal[
    "database account",
    "topic",
    "partitions",
    "bucket",
    "stream",
    "stream epoch",
    "shards",
    "connector",
    "failed tasks",
]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What should be.

    Attributes:
        account: The read-only database account, as ``user@database``.
        topics: Partitions by topic.
        bucket: The landing bucket.
        connector: The sink connector's name; empty where somebody else makes it, and the buckets.
        connector_config: Its configuration.
        streams: The least open shards by stream.
        shared_stream: The one of them that is made when it is not there and never changed.
        dags_bucket: The bucket from which Airflow takes DAGs; empty where there is none.
    """

    account: str
    topics: dict[str, int]
    bucket: str
    connector: str
    connector_config: dict[str, str]
    streams: dict[str, int] = field(default_factory=dict)
    shared_stream: str = ""
    dags_bucket: str = ""


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream that is there.

    Attributes:
        identity: Tells it from another one of its name.
        created_at: Seconds since the epoch.
        status: Kinesis' word, such as ``ACTIVE``.
        shards: Open ones.
        is_on_demand: Kinesis decides how many.
    """

    identity: str
    created_at: float
    status: str
    shards: int
    is_on_demand: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What is.

    Attributes:
        can_read: The read-only account reaches the database.
        topics: Partitions by topic.
        buckets: Names of the buckets.
        connector_config: The connector's configuration; ``None`` when there is no connector.
        has_failed: The connector, or a task of it, has ended with an error.
        streams: Those that are there, by name.
        epochs: Their present epochs, by name.
    """

    can_read: bool = False
    topics: dict[str, int] = field(default_factory=dict)
    buckets: frozenset[str] = frozenset()
    connector_config: dict[str, str] | None = None
    has_failed: bool = False
    streams: dict[str, Stream] = field(default_factory=dict)
    epochs: dict[str, Epoch] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to make or change.

    Attributes:
        kind: What it is.
        name: Which one.
        count: Partitions, shards, or the number of the epoch.
        epoch: The one that begins with a stream.
    """

    kind: Kind
    name: str
    count: int = 0
    epoch: int = 0

    def __str__(self) -> str:
        return f"{self.kind} {self.name}" + (f" ({self.count})" if self.count else "")

    def told(self) -> str:
        """Return what was done, for people: more than its name when a stream was lost."""
        if self.kind == "stream" and self.epoch > 1:
            return f"stream {self.name} was lost and made again: epoch {self.epoch}"
        if self.kind == "stream epoch" and self.epoch > 1:
            return f"stream {self.name} is another one than before: epoch {self.epoch}"
        return str(self)


def steps(wanted: Wanted, found: Found) -> list[Step]:
    """Return what is missing, in the order in which it must be made; empty when nothing is."""
    missing = [] if found.can_read else [Step("database account", wanted.account)]
    for topic, partitions in wanted.topics.items():
        if topic not in found.topics:
            missing.append(Step("topic", topic, partitions))
        elif found.topics[topic] < partitions:
            missing.append(Step("partitions", topic, partitions))
    buckets = (wanted.bucket, wanted.dags_bucket)
    missing += [Step("bucket", name) for name in buckets if name and name not in found.buckets]
    missing += _stream_steps(wanted, found)
    if not wanted.connector:
        return missing
    if wanted.connector_config != found.connector_config:
        missing.append(Step("connector", wanted.connector))
    elif found.has_failed:
        missing.append(Step("failed tasks", wanted.connector))
    return missing


def _stream_steps(wanted: Wanted, found: Found) -> list[Step]:
    """Return what the streams lack: itself, the epoch of its present life, open shards."""
    missing = []
    for name, shards in wanted.streams.items():
        stream, epoch = found.streams.get(name), found.epochs.get(name)
        following = epoch.number + 1 if epoch else 1
        if stream is None:
            missing.append(Step("stream", name, shards, following))
            continue
        if epoch is None or epoch.identity != stream.identity:
            missing.append(Step("stream epoch", name, following, following))
        if stream.shards < shards and not stream.is_on_demand and name != wanted.shared_stream:
            missing.append(Step("shards", name, shards))
    return missing
