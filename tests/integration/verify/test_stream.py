"""The stream path on a real Kinesis: what was put, what the ledger says, what the table has."""

from __future__ import annotations

import json
import time

import pytest
from deltalake import DeltaTable

from corkboard import catalogue, clients, ledger
from corkboard.cli.trace import trace
from corkboard.cli.verify import verify as verify_command
from corkboard.provision.apply import provision
from corkboard.verify.check import check
from corkboard.verify.mysql import read_rows
from corkboard.verify.recompute import wire_row
from corkboard.verify.watch import Silent

from .conftest import KEYS, Platform

RUN = "20260103T000000Z-stream-test"
PIN = catalogue.PIN


class Streamed(Platform):
    """A platform whose rows went through Kinesis."""

    def put(self, feed, data, partition_key):
        """Put a record, and return its place."""
        stream = self.settings.kinesis.stream(feed, self.settings.prefix)
        client = clients.kinesis(self.settings)
        answer = client.put_record(StreamName=stream, Data=data, PartitionKey=partition_key)
        return stream, answer["ShardId"], answer["SequenceNumber"]

    def post_all(self, spell=bytes):
        """Put every row, spelled as told, with a ledger that has it as the emulator spells it."""
        prefix = self.settings.prefix
        plan = ledger.Plan(path="stream", prefix=prefix, order="sequential", seed=1, rows=12, table_rows=12)
        with ledger.Writer(self.settings.ledger_dir, RUN) as book:
            book.plan(plan)
            for feed in catalogue.FEEDS:
                for key, row in read_rows(self.settings, feed, KEYS):
                    value = wire_row(row)
                    place = self.put(feed, spell(value), f"{feed.partition_keys(prefix)}{key}")
                    book.write(
                        ledger.Entry(feed.name, key, ledger.digest(value), "acked", time.time(), place)
                    )

    def pins(self):
        """Return the result of the pins."""
        return check(self.settings, None, Silent()).streams[0]


@pytest.fixture
def streamed(fresh):
    """Streams of two shards with twelve rows of each feed, and their clean tables."""
    made = Streamed(fresh(kinesis={"shards": 2}))
    made.post_all()
    for feed in catalogue.FEEDS:
        made.clean(feed, KEYS, feed.streamed)
    return made


def test_what_went_through_kinesis_whole_passes(streamed, capsys):
    """Every record at its sequence number, in both shards; the trace shows it as it was sent."""
    report = check(streamed.settings, None, Silent())

    assert verify_command(streamed.settings, run=None, as_json=False) == 0
    assert report.feeds == []
    assert [(one.kinesis.found, one.clean.found) for one in report.streams] == [(12, 12)] * 3
    assert trace(streamed.settings, "pin", 3, as_json=False) == 0
    assert "as it was sent" in " ".join(capsys.readouterr().out.split())


def test_what_differs_is_named(streamed, capsys):
    """A foreign record by key and place, a row that the table lacks by its key."""
    stream, shard, number = streamed.put(PIN, b'{"index":900001}', "somebody")
    DeltaTable(streamed.settings.clean_table(PIN.streamed)).delete("ind = 7")

    assert verify_command(streamed.settings, run=None, as_json=False) == 1
    lines = capsys.readouterr().out.splitlines()
    assert f"stream pin: foreign in kinesis: key 900001 at {stream}[{shard}]@{number}" in lines
    assert any(line.startswith("✘ stream pin key 7 lost in clean: pins_stream ind=7") for line in lines)


def test_records_of_a_stream_that_was_made_again_are_told_apart(streamed):
    """What the table has passes; what it lacks went with the first epoch, and says so."""
    stream = streamed.settings.kinesis.stream(PIN, streamed.settings.prefix)
    client = clients.kinesis(streamed.settings)
    client.delete_stream(StreamName=stream, EnforceConsumerDeletion=True)
    client.get_waiter("stream_not_exists").wait(StreamName=stream)
    provision(streamed.settings)
    DeltaTable(streamed.settings.clean_table(PIN.streamed)).delete("ind = 7")

    found = streamed.pins()

    assert (found.kinesis.expired, found.kinesis.lost, found.clean.found) == (12, 0, 11)
    assert [(item.key, "it went with epoch 1" in item.detail) for item in found.findings] == [(7, True)]


def test_json_that_the_gateway_spelled_anew_is_the_same(fresh):
    """By meaning, as MySQL has the row."""
    made = Streamed(fresh())
    made.post_all(lambda value: json.dumps(json.loads(value), indent=1).encode())

    found = made.pins()

    assert (found.kinesis.reencoded, found.kinesis.found, found.kinesis.changed) == (12, 12, 0)
