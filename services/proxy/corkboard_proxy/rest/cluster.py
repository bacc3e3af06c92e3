"""What is known of the cluster, and how version 2 of the API shows it."""

from __future__ import annotations

from dataclasses import dataclass, field

INTERNAL = "__"


@dataclass(frozen=True, slots=True)
class Partition:
    """One partition; ``leader`` is -1 while there is none."""

    number: int
    leader: int
    replicas: tuple[int, ...]
    in_sync: tuple[int, ...]

    def shown(self) -> dict[str, object]:
        """Return the partition as the API shows it."""
        replicas = [
            {"broker": broker, "leader": broker == self.leader, "in_sync": broker in self.in_sync}
            for broker in self.replicas
        ]
        return {"partition": self.number, "leader": self.leader, "replicas": replicas}


@dataclass(frozen=True, slots=True)
class Cluster:
    """A moment's view: the brokers' numbers and every topic's partitions."""

    brokers: tuple[int, ...] = ()
    topics: dict[str, tuple[Partition, ...]] = field(default_factory=dict)

    def partition_count(self, topic: str) -> int:
        """Return how many partitions a topic has; 0 if there is no such topic."""
        return len(self.topics.get(topic, ()))

    def partition(self, topic: str, number: int) -> Partition | None:
        """Return one partition, or ``None``."""
        found = [partition for partition in self.topics.get(topic, ()) if partition.number == number]
        return found[0] if found else None

    def topic_names(self) -> list[str]:
        """Return the topics that are not Kafka's own, sorted."""
        return sorted(name for name in self.topics if not name.startswith(INTERNAL))
