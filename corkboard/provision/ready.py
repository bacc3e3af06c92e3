"""Waits for what provisioning set in motion: the connector running, streams active, records landed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import requests

from corkboard import catalogue, clients
from corkboard.errors import CorkboardError, UnavailableError, WaitTimeoutError
from corkboard.provision import streams
from corkboard.provision.foreign import answering

if TYPE_CHECKING:
    from collections.abc import Callable

    from corkboard.settings import Settings

POLL_S = 0.2
TIMEOUT_S = 5
FAILED = "FAILED"
FAILED_FOR_S = 3  # shorter than that, a restart may be under way
HINT = "see 'corkboard status' and 'corkboard logs connect'"
HINT_ON_AWS = "MSK Connect's page in the AWS console shows the connector's state and its log"


def wait_connector(settings: Settings, *, timeout_s: float) -> None:
    """Wait until the sink connector and every task of it are running.

    Raises:
        CorkboardError: It has failed; carries the task's error.
        WaitTimeoutError: It is not running in time; carries the state.
    """
    name, url = catalogue.sink_connector(settings.prefix), settings.connect.url
    began = sound_at = time.monotonic()
    while seen := connector_state(url, name):
        now = time.monotonic()
        sound_at = sound_at if FAILED in seen else now
        if now - sound_at > FAILED_FOR_S:
            raise CorkboardError(f"connector {name} has failed: {seen}", hint=HINT)
        if now - began > timeout_s:
            raise WaitTimeoutError(f"connector {name}", waited_s=now - began, last=seen, hint=HINT)
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


def streams_state(settings: Settings) -> str:
    """Return an empty string when every stream is active, else what was seen of the first that is not."""
    try:
        found = streams.streams(settings)
    except UnavailableError as error:
        return error.message
    for name in settings.kinesis.streams(settings.prefix):
        if name not in found:
            return f"there is no stream {name}"
        if found[name].status != streams.ACTIVE:
            return f"{name} is {found[name].status}"
    return ""


def landed(settings: Settings) -> dict[str, tuple[int, int]]:
    """Return, by topic, how many offsets the sink has stored and how many there are.

    Raises:
        UnavailableError: Kafka does not answer.
        CorkboardError: A topic is not there.
    """
    group = f"connect-{catalogue.sink_connector(settings.prefix)}"
    with answering("kafka"):
        consumer = clients.kafka_consumer(settings, group=group, log_level=0)
        try:
            return {topic: _progress(consumer, topic) for topic in catalogue.topics(settings.prefix)}
        finally:
            consumer.close()


def _progress(consumer: clients.Consumer, topic: str) -> tuple[int, int]:
    partitions = consumer.list_topics(topic, timeout=TIMEOUT_S).topics[topic].partitions
    if not partitions:
        raise CorkboardError(f"there is no topic {topic}", hint="make it: corkboard provision")
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
        WaitTimeoutError: Nothing moved, or Kafka was away, for ``timeout_s``.
        CorkboardError: A topic is not there.
    """
    best, moved_at = -1, time.monotonic()
    while True:
        try:
            stored, total = _totals(settings)
        except UnavailableError as error:  # a pause costs time only
            stored, last = -1, error.message
        else:
            report(stored, total)
            last = f"{stored} of {total} records stored"
            if stored >= total:
                return stored
        if stored > best:
            best, moved_at = stored, time.monotonic()
        if (waited_s := time.monotonic() - moved_at) > timeout_s:
            hint = HINT if settings.has_stand_ins else HINT_ON_AWS
            raise WaitTimeoutError("the S3 sink", waited_s=waited_s, last=last, hint=hint)
        time.sleep(POLL_S)


def _totals(settings: Settings) -> tuple[int, int]:
    progress = landed(settings).values()
    return sum(done for done, _ in progress), sum(end for _, end in progress)
