"""Making and growing streams on a Kinesis that takes its time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from corkboard.errors import WaitTimeoutError
from corkboard.provision import streams

CREATED_AT = datetime(2026, 1, 1, tzinfo=UTC)


class Kinesis:
    """A client of a Kinesis with at most one stream, which finishes each change at the second look.

    Args:
        status: The stream's word; ``None`` without a stream.
        shards: Its open shards.
    """

    class exceptions:  # noqa: D106, N801 - boto3's name
        ResourceInUseException = type("ResourceInUseException", (Exception,), {})
        ResourceNotFoundException = type("ResourceNotFoundException", (Exception,), {})

    def __init__(self, status: str | None = None, shards: int = 0) -> None:
        self.status = status
        self.shards = shards
        self.calls: list[object] = []
        self._looks = 0

    def create_stream(self, *, StreamName, ShardCount):  # noqa: N803
        self.calls.append(("create", ShardCount))
        if self.status:
            raise self.exceptions.ResourceInUseException
        self.status, self.shards = "CREATING", ShardCount

    def update_shard_count(self, *, StreamName, TargetShardCount, ScalingType):  # noqa: N803
        assert self.status == "ACTIVE"
        assert TargetShardCount <= 2 * self.shards
        self.calls.append(("grow", TargetShardCount))
        self.status, self.shards = "UPDATING", TargetShardCount

    def describe_stream_summary(self, *, StreamName):  # noqa: N803
        self._looks += 1
        if self._looks % 2 == 0 and self.status:
            self.status = None if self.status == "DELETING" else "ACTIVE"
        if self.status is None:
            raise self.exceptions.ResourceNotFoundException
        return {
            "StreamDescriptionSummary": {
                "StreamARN": "arn",
                "StreamCreationTimestamp": CREATED_AT,
                "StreamStatus": self.status,
                "OpenShardCount": self.shards,
            }
        }


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """Look again without a pause."""
    monkeypatch.setattr(streams, "POLL_S", 0)


def test_a_stream_is_made_with_its_shards_and_returned_when_it_is_active():
    """With the identity that its epoch keeps."""
    made = streams.make(Kinesis(), "s", 3)

    assert (made.status, made.shards, made.identity) == ("ACTIVE", 3, f"arn {CREATED_AT.timestamp():.3f}")


def test_a_stream_that_somebody_else_has_just_made_is_taken():
    """Two who share a stream may bring their stacks up together."""
    kinesis = Kinesis("CREATING", 5)

    assert streams.make(kinesis, "s", 1).shards == 5
    assert kinesis.calls == [("create", 1)]


def test_a_stream_whose_namesake_is_being_deleted_is_made_afterwards():
    """A deletion takes a while on AWS."""
    kinesis = Kinesis("DELETING", 1)

    assert streams.make(kinesis, "s", 2).shards == 2


def test_a_stream_grows_in_steps_that_aws_takes():
    """At most twofold in a call, each when the one before has finished."""
    kinesis = Kinesis("ACTIVE", 1)

    streams.grow(kinesis, "s", 5)

    assert kinesis.calls == [("grow", 2), ("grow", 4), ("grow", 5)]


def test_a_stream_that_never_becomes_active_is_a_timeout(monkeypatch):
    """It carries the last word."""
    monkeypatch.setattr(streams, "CHANGE_TIMEOUT_S", 0.01)

    with pytest.raises(WaitTimeoutError, match=r"stream s .* not there"):
        streams.wait_active(Kinesis(), "s")
