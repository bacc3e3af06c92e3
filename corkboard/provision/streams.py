"""The Kinesis streams: asked about, made, grown and removed, each until Kinesis has finished.

A stream of our own belongs to one prefix. The one that ``kinesis.shared_stream`` names may carry the
records of other prefixes and other users: it is made when it is not there, and never grown or deleted.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from corkboard import clients
from corkboard.epochs import identity_of
from corkboard.errors import WaitTimeoutError
from corkboard.provision.foreign import answering
from corkboard.provision.plan import Stream

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_kinesis import KinesisClient

    from corkboard.settings import Settings

TIMEOUT_S = 10
CHANGE_TIMEOUT_S = 120
POLL_S = 0.2
ACTIVE = "ACTIVE"
GOING = "DELETING"


def streams(settings: Settings) -> dict[str, Stream]:
    """Return those of the wanted streams that are there, by name.

    Raises:
        UnavailableError: Kinesis does not answer.
    """
    client = open_client(settings)
    with answering("kinesis"):
        seen = {name: _seen(client, name) for name in settings.kinesis.streams(settings.prefix)}
    return {name: stream for name, stream in seen.items() if stream and stream.status != GOING}


def open_client(settings: Settings) -> KinesisClient:
    """Return a client whose calls end soon."""
    return clients.kinesis(settings, answer_s=TIMEOUT_S, attempts=3)


def make(client: KinesisClient, name: str, shards: int) -> Stream:
    """Make a stream, or take the one that somebody else has just made; return it when it is active.

    Raises:
        WaitTimeoutError: It is not active in time, or its namesake is being deleted for too long.
    """

    def created() -> str:
        try:
            client.create_stream(StreamName=name, ShardCount=shards)
        except client.exceptions.ResourceInUseException:
            there = _seen(client, name)
            return GOING if there is None or there.status == GOING else ""
        return ""

    _wait(f"stream {name}", created)
    return wait_active(client, name)


def grow(client: KinesisClient, name: str, shards: int) -> None:
    """Split a stream's shards until so many are open; AWS doubles them at most in one call.

    Raises:
        WaitTimeoutError: A call has not finished in time.
    """
    while (open_now := wait_active(client, name).shards) < shards:
        client.update_shard_count(
            StreamName=name, TargetShardCount=min(shards, 2 * open_now), ScalingType="UNIFORM_SCALING"
        )


def wait_active(client: KinesisClient, name: str) -> Stream:
    """Return a stream once it is active.

    Raises:
        WaitTimeoutError: It is not in time.
    """
    found: list[Stream] = []

    def active() -> str:
        if (stream := _seen(client, name)) is None:
            return "not there"
        found.append(stream)
        return "" if stream.status == ACTIVE else stream.status

    _wait(f"stream {name}", active)
    return found[-1]


def remove(settings: Settings) -> None:
    """Delete the streams of one prefix, and wait until they are gone; a shared one stays.

    Raises:
        UnavailableError: Kinesis does not answer.
        WaitTimeoutError: One is still there.
    """
    client = open_client(settings)
    own = [name for name in streams(settings) if name != settings.kinesis.shared_stream]
    with answering("kinesis"):
        for name in own:
            client.delete_stream(StreamName=name, EnforceConsumerDeletion=True)
        for name in own:
            _wait(f"deleting stream {name}", lambda name=name: "still there" if _seen(client, name) else "")  # type: ignore[misc]  # mypy does not infer a lambda with a default


def _seen(client: KinesisClient, name: str) -> Stream | None:
    try:
        answer = client.describe_stream_summary(StreamName=name)
    except client.exceptions.ResourceNotFoundException:
        return None
    told = answer["StreamDescriptionSummary"]
    created_at = told["StreamCreationTimestamp"].timestamp()
    return Stream(
        identity=identity_of(told["StreamARN"], created_at),
        created_at=created_at,
        status=told["StreamStatus"],
        shards=told["OpenShardCount"],
        is_on_demand=told.get("StreamModeDetails", {}).get("StreamMode") == "ON_DEMAND",
    )


def _wait(what: str, look: Callable[[], str]) -> None:
    """Wait until ``look`` returns an empty string; its last word goes into the error."""
    began = time.monotonic()
    while seen := look():
        if (waited_s := time.monotonic() - began) > CHANGE_TIMEOUT_S:
            raise WaitTimeoutError(what, waited_s=waited_s, last=seen, hint="see 'corkboard logs aws'")
        time.sleep(POLL_S)
