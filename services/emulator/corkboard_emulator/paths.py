"""The ways into the platform, one row a ``--path``: where a feed goes, as what, and how the answer reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corkboard_emulator import answers, wire

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corkboard.catalogue import Feed
    from corkboard.sections import GatewaySettings
    from corkboard_emulator.answers import Answer


@dataclass(frozen=True, slots=True)
class PostPath:
    """One way into the platform.

    Attributes:
        method: HTTP's.
        content_type: Of the request.
        accept: What the answer may be.
        container: A feed's topic or stream, by prefix.
        url: The address of a container.
        body: The request for some values.
        read: Status, body and number of records to one answer a record.
    """

    method: str
    content_type: str
    accept: str
    container: Callable[[Feed, str], str]
    url: Callable[[GatewaySettings, str], str]
    body: Callable[[Sequence[bytes]], bytes]
    read: Callable[[int, bytes, int], list[Answer]]


PATHS = {
    "batch": PostPath(
        method="POST",
        content_type="application/vnd.kafka.json.v2+json",
        accept="application/vnd.kafka.v2+json",
        container=lambda feed, prefix: feed.topic(prefix),
        url=lambda gateway, topic: gateway.topic_url(topic),
        body=wire.records_body,
        read=answers.read_produced,
    ),
}
