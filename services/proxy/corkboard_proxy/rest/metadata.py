"""The cluster's metadata, kept in memory and looked up again when it may be old."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from corkboard.clients import KafkaException
from corkboard_proxy.rest.cluster import Cluster, Partition
from corkboard_proxy.rest.errors import NO_TOPIC, RestError, lookup_problem

if TYPE_CHECKING:
    from corkboard_proxy.rest.producers import Producers

TIMEOUT_S = 5.0
SECOND_LOOK_S = 0.1


class Metadata:
    """Answers from memory what was seen already, and asks the broker for the rest."""

    def __init__(self, producers: Producers) -> None:
        self._producers = producers
        self._one_at_a_time = asyncio.Lock()
        self._next: asyncio.Task[Cluster] | None = None
        self.cluster = Cluster()

    async def find_partition_count(self, topic: str) -> int:
        """Return how many partitions a topic has, looking again if it was never seen.

        Two looks, for a broker learns of a topic some milliseconds after the controller that made it.

        Raises:
            RestError: There is no such topic, or no broker to ask.
        """
        for wait_s in (0.0, SECOND_LOOK_S):
            if not self.cluster.partition_count(topic):
                await asyncio.sleep(wait_s)
                await self.refresh()
        count = self.cluster.partition_count(topic)
        if not count:
            raise RestError(NO_TOPIC, f"(no topic {topic!r})")
        return count

    async def refresh(self) -> Cluster:
        """Return a view that is not older than this call.

        Callers share a look-up that has not begun yet, so that a flood costs one at a time.

        Raises:
            RestError: No broker answered in time.
        """
        if self._next is None:
            self._next = asyncio.create_task(self._look_up())
        return await asyncio.shield(self._next)

    async def _look_up(self) -> Cluster:
        async with self._one_at_a_time:
            self._next = None
            self.cluster = await asyncio.to_thread(self._ask)
            return self.cluster

    def _ask(self) -> Cluster:
        try:
            found = self._producers.current.list_topics(timeout=TIMEOUT_S)
        except KafkaException as error:
            refusal = error.args[0]
            raise RestError(lookup_problem(refusal.name()), refusal.str()) from error
        topics = {
            name: tuple(
                Partition(number, partition.leader, tuple(partition.replicas), tuple(partition.isrs))
                for number, partition in sorted(topic.partitions.items())
            )
            for name, topic in found.topics.items()
            if topic.error is None
        }
        return Cluster(tuple(sorted(found.brokers)), topics)
