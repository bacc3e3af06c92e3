"""Waits for what provisioning set in motion: the connector running, records landed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import requests

from corkboard import catalogue, clients
from corkboard.errors import WaitTimeoutError

if TYPE_CHECKING:
    from collections.abc import Callable

    from corkboard.settings import Settings

POLL_S = 0.2
TIMEOUT_S = 5


def wait_connector(settings: Settings, *, timeout_s: float) -> None:
    """Wait until the sink connector and every task of it are running.

    Raises:
        WaitTimeoutError: It is not; carries the state, and the task's error when it failed.
    """
    name, url = catalogue.sink_connector(settings.prefix), settings.connect.url
    began = time.monotonic()
    while seen := connector_state(url, name):
        waited_s = time.monotonic() - began
        if waited_s > timeout_s or "FAILED" in seen:
            hint = "see 'corkboard logs connect'"
            raise WaitTimeoutError(f"connector {name}", waited_s=waited_s, last=seen, hint=hint)
        time.sleep(POLL_S)


def connector_state(url: str, name: str) -> str:
    """Return an empty string when a connector and every task of it are running, else what was seen."""
    try:
        answer = requests.get(f"{url}/connectors/{name}/status", timeout=TIMEOUT_S)
    except requests.RequestException as error:
        return f"no answer ({type(error).__name__})"
    if not answer.ok:
        return f"HTTP {answer.status_code}"
    status = answer.json()
    for part in (status["connector"], *status["tasks"]):
        if part["state"] != "RUNNING":
            trace = part.get("trace", "").splitlines()
            return f"{part['state']} {trace[0] if trace else ''}".rstrip()
    return "" if status["tasks"] else "no task yet"


def landed(settings: Settings) -> dict[str, tuple[int, int]]:
    """Return, by topic, how many offsets the sink has stored and how many there are."""
    group = f"connect-{catalogue.sink_connector(settings.prefix)}"
    consumer = clients.kafka_consumer(settings, group=group)
    try:
        return {topic: _progress(consumer, topic) for topic in catalogue.topics(settings.prefix)}
    finally:
        consumer.close()


def _progress(consumer: clients.Consumer, topic: str) -> tuple[int, int]:
    partitions = consumer.list_topics(topic, timeout=TIMEOUT_S).topics[topic].partitions
    places = [clients.TopicPartition(topic, partition) for partition in partitions]
    committed = consumer.committed(places, timeout=TIMEOUT_S)
    ends = [consumer.get_watermark_offsets(place, timeout=TIMEOUT_S)[1] for place in places]
    return sum(max(0, place.offset) for place in committed), sum(ends)


def wait_landed(settings: Settings, *, timeout_s: float, report: Callable[[int, int], None]) -> int:
    """Wait until the sink has stored every record that is in the topics now.

    Args:
        settings: Which stack.
        timeout_s: How long without any progress is too long.
        report: Told the records stored and the records there are.

    Returns:
        The records stored.

    Raises:
        WaitTimeoutError: Nothing moved for ``timeout_s``.
    """
    best, moved_at = -1, time.monotonic()
    while True:
        progress = landed(settings).values()
        stored, total = sum(done for done, _ in progress), sum(end for _, end in progress)
        report(stored, total)
        if stored >= total:
            return stored
        if stored > best:
            best, moved_at = stored, time.monotonic()
        if (waited_s := time.monotonic() - moved_at) > timeout_s:
            last = f"{stored} of {total} records stored"
            hint = "see 'corkboard status' and 'corkboard logs connect'"
            raise WaitTimeoutError("the S3 sink", waited_s=waited_s, last=last, hint=hint)
        time.sleep(POLL_S)
