"""What only the broker knows: a topic's configuration, a partition's offsets."""

from __future__ import annotations

import asyncio
from functools import cached_property
from typing import TYPE_CHECKING, Any

from corkboard import clients
from corkboard.clients import ConfigResource, KafkaException, OffsetSpec, ResourceType, TopicPartition
from corkboard_proxy.rest.errors import RestError, lookup_problem

if TYPE_CHECKING:
    from concurrent.futures import Future

    from corkboard.clients import AdminClient
    from corkboard.settings import Settings

TIMEOUT_S = 10.0
SPECS = (OffsetSpec.earliest(), OffsetSpec.latest())  # type: ignore[no-untyped-call]  # as confluent_kafka has them


class Lookups:
    """Asks the broker; connects on first use."""

    def __init__(self, settings: Settings, conf: dict[str, Any]) -> None:
        self._settings = settings
        self._conf = conf

    @cached_property
    def _admin(self) -> AdminClient:
        return clients.kafka_admin(self._settings, **self._conf)

    async def topic_configs(self, topic: str) -> dict[str, str]:
        """Return every configuration in effect; values that Kafka keeps secret are left out.

        Raises:
            RestError: No such topic, or no broker answered.
        """
        resource = ConfigResource(ResourceType.TOPIC, topic)
        futures = self._admin.describe_configs([resource], request_timeout=TIMEOUT_S)
        entries = await _answer(futures[resource])
        return {name: str(entry.value) for name, entry in sorted(entries.items()) if entry.value is not None}

    async def offsets(self, topic: str, partition: int) -> tuple[int, int]:
        """Return the first offset and the one after the last.

        Raises:
            RestError: No such partition, or no broker answered.
        """
        place = TopicPartition(topic, partition)
        first, last = (
            self._admin.list_offsets({place: spec}, request_timeout=TIMEOUT_S)[place] for spec in SPECS
        )
        return (await _answer(first)).offset, (await _answer(last)).offset


async def _answer(future: Future[Any]) -> Any:
    try:
        return await asyncio.wrap_future(future)
    except KafkaException as error:
        refusal = error.args[0]
        raise RestError(lookup_problem(refusal.name()), refusal.str()) from error
