"""What is missing: compares what should be with what is, and touches no system."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["database account", "topic", "partitions", "bucket", "connector", "failed tasks"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What should be.

    Attributes:
        account: The read-only database account, as ``user@database``.
        topics: Partitions by topic.
        bucket: The landing bucket.
        connector: The sink connector's name.
        connector_config: Its configuration.
    """

    account: str
    topics: dict[str, int]
    bucket: str
    connector: str
    connector_config: dict[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """What is.

    Attributes:
        can_read: The read-only account reaches the database.
        topics: Partitions by topic.
        buckets: Names of the buckets.
        connector_config: The connector's configuration; ``None`` when there is no connector.
        has_failed: The connector, or a task of it, has ended with an error.
    """

    can_read: bool = False
    topics: dict[str, int] = field(default_factory=dict)
    buckets: frozenset[str] = frozenset()
    connector_config: dict[str, str] | None = None
    has_failed: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to make or change.

    Attributes:
        kind: What it is.
        name: Which one.
        count: Partitions, for topics.
    """

    kind: Kind
    name: str
    count: int = 0

    def __str__(self) -> str:
        return f"{self.kind} {self.name}" + (f" ({self.count})" if self.count else "")


def steps(wanted: Wanted, found: Found) -> list[Step]:
    """Return what is missing, in the order in which it must be made; empty when nothing is."""
    missing = [] if found.can_read else [Step("database account", wanted.account)]
    for topic, partitions in wanted.topics.items():
        if topic not in found.topics:
            missing.append(Step("topic", topic, partitions))
        elif found.topics[topic] < partitions:
            missing.append(Step("partitions", topic, partitions))
    if wanted.bucket not in found.buckets:
        missing.append(Step("bucket", wanted.bucket))
    if wanted.connector_config != found.connector_config:
        missing.append(Step("connector", wanted.connector))
    elif found.has_failed:
        missing.append(Step("failed tasks", wanted.connector))
    return missing
