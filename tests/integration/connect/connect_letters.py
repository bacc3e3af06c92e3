"""Reads a dead-letter topic."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from connect_processes import wait_until

from corkboard import clients

if TYPE_CHECKING:
    from connect_fixtures import Stage


def read_letters(stage: Stage, topic: str, count: int) -> list[tuple[dict[str, bytes], bytes | None]]:
    """Return the headers and values of a topic's first records."""
    consumer = clients.kafka_consumer(stage.settings, group=f"g-{secrets.token_hex(4)}")
    consumer.subscribe([topic])
    found: list[tuple[dict[str, bytes], bytes | None]] = []

    def read() -> bool:
        message = consumer.poll(0.2)
        if message is not None and message.error() is None:
            found.append((dict(message.headers() or []), message.value()))
        return len(found) >= count

    wait_until(read, f"{count} dead letters", state=lambda: f"{len(found)} so far")
    consumer.close()
    return found
