"""The streams on the running stack: made, lost, exchanged, shared, emptied."""

from __future__ import annotations

import time
import uuid

import pytest
from stacks import Stack

from corkboard import clients, epochs
from corkboard.errors import CorkboardError
from corkboard.provision.apply import missing, provision
from corkboard.provision.empty import empty
from corkboard.provision.ready import streams_state, wait_connector
from corkboard.provision.streams import remove as remove_streams
from corkboard.provision.streams import streams


@pytest.fixture
def kinesis(settings):
    """Return a client."""
    return clients.kinesis(settings)


@pytest.fixture
def shared_stream(settings, kinesis):
    """Return the name of a stream that nobody has made yet."""
    name = f"Kinesis-Prod-{uuid.uuid4().hex[:8]}"
    yield name
    kinesis.delete_stream(StreamName=name)


def test_each_feed_has_an_active_stream_with_the_shards_of_the_setting(fresh, kinesis):
    """Kept for a day, as Kinesis does unless told."""
    own = fresh(kinesis={"shards": 3})

    for name in own.kinesis.streams(own.prefix):
        told = kinesis.describe_stream_summary(StreamName=name)["StreamDescriptionSummary"]
        assert (told["StreamStatus"], told["OpenShardCount"], told["RetentionPeriodHours"]) == (
            "ACTIVE", 3, 24,
        )  # fmt: skip
        assert [one.number for one in epochs.history(own.ledger_dir, name)] == [1]
    assert (missing(own), streams_state(own)) == ([], "")


def test_a_stream_that_was_lost_or_exchanged_begins_its_next_epoch(fresh, kinesis):
    """Lost: made again. Exchanged by hand: kept, and it began when it was created."""
    own = fresh()
    lost, exchanged, _ = own.kinesis.streams(own.prefix)
    delete(kinesis, lost, exchanged)
    assert streams_state(own) == f"there is no stream {lost}"
    time.sleep(1)  # the emulator knows a creation to the second
    kinesis.create_stream(StreamName=exchanged, ShardCount=1)
    before = time.time()

    told = [step.told() for step in provision(own)]

    assert told == [
        f"stream {lost} was lost and made again: epoch 2",
        f"stream {exchanged} is another one than before: epoch 2",
    ]
    assert epochs.history(own.ledger_dir, lost)[-1].began_at > before
    assert epochs.history(own.ledger_dir, exchanged)[-1].began_at < before
    assert missing(own) == []


def test_a_stream_does_not_grow_here_in_silence(fresh, kinesis):
    """The emulator would lose what nobody has read; emptied, the streams have the new count."""
    own = fresh()
    section = own.kinesis.model_copy(update={"shards": 2})
    more = own.model_copy(update={"kinesis": section})
    name = own.kinesis.streams(own.prefix)[0]

    with pytest.raises(CorkboardError, match=r"1 open shards and kinesis\.shards asks for 2") as refused:
        provision(more)
    assert "corkboard reset" in refused.value.hint
    assert streams(own)[name].shards == 1

    empty(more)
    provision(more)
    wait_connector(more, timeout_s=60)
    assert streams(more)[name].shards == 2
    assert [one.number for one in epochs.history(more.ledger_dir, name)] == [1]


def test_a_shared_stream_outlives_all_but_its_makers_stack(fresh, kinesis, shared_stream):
    """Made once, never grown, never deleted; emptied, the counting begins anew behind what is in it."""
    section = {"shared_stream": shared_stream}
    own = fresh(kinesis=section)
    other = fresh(kinesis={**section, "shards": 4})
    kinesis.put_record(StreamName=shared_stream, Data=b"{}", PartitionKey="somebody")

    began = time.time()
    empty(own)
    remove_streams(other)

    assert streams(own)[shared_stream].shards == 1
    assert read_all(kinesis, shared_stream) == [b"{}"]
    [epoch] = epochs.history(own.ledger_dir, shared_stream)
    assert epoch.has_past
    assert epoch.began_at > began
    provision(own)
    assert epochs.history(own.ledger_dir, shared_stream) == [epoch]


def test_streams_survive_a_clean_stop_and_are_gone_after_a_kill(make_emulator):
    """Never an older state: what the emulator saved at the stop before the kill is not brought back."""
    emulator = make_emulator()
    emulator.client().create_stream(StreamName="s", ShardCount=1)
    emulator.client().put_record(StreamName="s", Data=b"before", PartitionKey="k")
    identity = emulator.identity("s")

    emulator.stop()
    emulator.start()
    assert emulator.identity("s") == identity
    assert read_all(emulator.client(), "s") == [b"before"]
    emulator.client().put_record(StreamName="s", Data=b"after", PartitionKey="k")
    emulator.kill()

    assert emulator.client().list_streams()["StreamNames"] == []


@pytest.fixture
def make_emulator(parts, corkboard, tmp_path):
    """Return a factory of a stack of which only the AWS emulator runs."""
    del parts
    stack = Stack(corkboard, tmp_path, "own")
    yield lambda: Emulator(stack)
    stack.command("destroy", "--yes", check=False)


class Emulator:
    """The AWS emulator of a stack."""

    def __init__(self, stack) -> None:
        self._stack = stack
        self.start()

    def start(self) -> None:
        """Start it."""
        self._stack.command("up", "--only", "aws")

    def stop(self) -> None:
        """Stop it cleanly."""
        self._stack.command("down")

    def kill(self) -> None:
        """Kill it, and return when the supervisor has started another."""
        killed = self._stack.process("aws")
        killed.kill()
        killed.wait(10)
        self.start()

    def client(self):
        """Return a client."""
        return clients.kinesis(self._stack.settings(), attempts=8)

    def identity(self, name: str) -> str:
        """Return a stream's identity."""
        told = self.client().describe_stream_summary(StreamName=name)["StreamDescriptionSummary"]
        return epochs.identity_of(told["StreamARN"], told["StreamCreationTimestamp"].timestamp())


def delete(kinesis, *names: str) -> None:
    """Delete streams."""
    for name in names:
        kinesis.delete_stream(StreamName=name)
        kinesis.get_waiter("stream_not_exists").wait(StreamName=name)


def read_all(kinesis, name: str) -> list[bytes]:
    """Return what a stream of one shard holds."""
    [shard] = kinesis.list_shards(StreamName=name)["Shards"]
    iterator = kinesis.get_shard_iterator(
        StreamName=name, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )
    return [
        record["Data"] for record in kinesis.get_records(ShardIterator=iterator["ShardIterator"])["Records"]
    ]
