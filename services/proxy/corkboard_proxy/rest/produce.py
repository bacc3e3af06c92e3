"""A produce request from its bytes to its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corkboard_proxy.rest.errors import NO_PARTITION, NOT_ACCEPTABLE, RestError
from corkboard_proxy.rest.media import request_format, takes_answer
from corkboard_proxy.rest.records import parse_records
from corkboard_proxy.rest.reports import produce_answer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corkboard_proxy.answers import Answer
    from corkboard_proxy.rest.deliveries import Deliveries
    from corkboard_proxy.rest.metadata import Metadata
    from corkboard_proxy.rest.records import Record


class Produce:
    """Checks, parses, sends, and reports each record's fate."""

    def __init__(self, deliveries: Deliveries, metadata: Metadata, *, plain_is_binary: bool = False) -> None:
        self._deliveries = deliveries
        self._metadata = metadata
        self._plain_is_binary = plain_is_binary

    async def answer(
        self, topic: str, headers: Iterable[tuple[bytes, bytes]], body: bytes, partition: int | None = None
    ) -> Answer:
        """Return the answer to one request; ``partition`` is the path's, and a record's own wins.

        Raises:
            RestError: The request as a whole cannot be done; nothing was sent.
        """
        content_type, accept = _types(headers)
        if not takes_answer(accept):
            raise RestError(NOT_ACCEPTABLE, "(the answer is application/vnd.kafka.v2+json)")
        records = parse_records(body, request_format(content_type, self._plain_is_binary))
        highest = max((number for _, _, number in records if number is not None), default=partition or 0)
        if highest >= self._metadata.cluster.partition_count(topic) or partition is not None:
            await self._look_again(topic, highest, partition)
        batch = self._deliveries.send(topic, _placed(records, partition), len(body))
        await batch.done
        return produce_answer(batch.outcomes, batch.failed)

    async def _look_again(self, topic: str, highest: int, partition: int | None) -> None:
        """Look for a topic or partition never seen; a record's own partition may still fail alone."""
        count = await self._metadata.find_partition_count(topic)
        if max(highest, partition or 0) >= count:
            count = (await self._metadata.refresh()).partition_count(topic)
        if partition is not None and partition >= count:
            raise RestError(NO_PARTITION, f"(topic {topic!r} has {count})")


def _placed(records: list[Record], partition: int | None) -> list[Record]:
    if partition is None:
        return records
    return [(key, value, partition if own is None else own) for key, value, own in records]


def _types(headers: Iterable[tuple[bytes, bytes]]) -> tuple[bytes, bytes]:
    """Return the ``Content-Type`` and ``Accept`` headers, empty where missing."""
    content_type = accept = b""
    for name, value in headers:
        if name == b"content-type":
            content_type = value
        elif name == b"accept":
            accept = accept + b"," + value if accept else value
    return content_type, accept
