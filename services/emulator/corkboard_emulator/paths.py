"""The ways into the platform, one row a ``--path``: where a feed goes, as what, and how the answer reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corkboard_emulator import answers, stream_answers, wire

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corkboard.catalogue import Feed
    from corkboard.settings import Settings
    from corkboard_emulator.answers import Answer

BOTH = "both"


@dataclass(frozen=True, slots=True)
class PostPath:
    """One way into the platform.

    Attributes:
        method: HTTP's.
        content_type: Of the request.
        accept: What the answer may be.
        most: Records in a request, at the most.
        container: A feed's topic or stream.
        url: The address of a container for so many records.
        body: The request: container, partition keys, values.
        read: Status, body and number of records to one answer a record.
        closed_hint: What to look at when the container takes nothing.
        away_hint: What to look at when nobody answers.
    """

    method: str
    content_type: str
    accept: str
    most: int
    container: Callable[[Settings, Feed], str]
    url: Callable[[Settings, str, int], str]
    body: Callable[[str, Sequence[str], Sequence[bytes]], bytes]
    read: Callable[[int, bytes, int], list[Answer]]
    closed_hint: str
    away_hint: str


PATHS = {
    "batch": PostPath(
        method="POST",
        content_type="application/vnd.kafka.json.v2+json",
        accept="application/vnd.kafka.v2+json",
        most=10_000,
        container=lambda settings, feed: feed.topic(settings.prefix),
        url=lambda settings, topic, _: settings.gateway.topic_url(topic),
        body=lambda _, __, values: wire.records_body(values),
        read=answers.read_produced,
        closed_hint="check gateway.url, gateway.stage and prefix, and that the topic exists",
        away_hint="see what `corkboard status` says about proxy and kafka",
    ),
    "stream": PostPath(
        method="PUT",
        content_type="application/json",
        accept="application/json",
        most=wire.PUT_RECORDS_MOST,
        container=lambda settings, feed: settings.kinesis.stream(feed, settings.prefix),
        url=lambda settings, stream, count: (
            f"{settings.gateway.stream_url(stream)}/{'record' if count == 1 else 'records'}"
        ),
        body=wire.put_body,
        read=stream_answers.read_put,
        closed_hint="check gateway.url, gateway.stage, prefix and kinesis.shared_stream, and that the stream "
        "exists (`corkboard up` makes one again that was lost)",
        away_hint="see what `corkboard status` says about proxy, aws and streams",
    ),
}


def of_wish(path: str | None) -> tuple[str, ...]:
    """Return the paths that ``--path`` names; ``batch`` when it was not given."""
    return tuple(PATHS) if path == BOTH else (path or "batch",)
