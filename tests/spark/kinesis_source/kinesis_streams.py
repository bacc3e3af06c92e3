"""A stream whose records are counted, and the proof that a table has each of them once."""

from __future__ import annotations

import uuid
from collections import Counter

import deltalake


class Stream:
    """A stream of its own.

    Args:
        emulator: Where.
        folder: For what a query spills.
        shards: How many.
    """

    def __init__(self, emulator, folder, shards):
        self._emulator, self._folder = emulator, folder
        self.name = f"t{uuid.uuid4().hex[:8]}"
        self.numbers = set()
        emulator.client.create_stream(StreamName=self.name, ShardCount=shards)

    def options(self):
        """Return the source's options."""
        return {
            "streamName": self.name,
            "endpoint": self._emulator.url,
            "region": "us-east-1",
            "awsAccessKey": "test",
            "awsSecretKey": "test",
            "initialPosition": "trim_horizon",
            "spillFolder": str(self._folder),
        }

    def put(self, count, *, size_bytes=0):
        """Put records; remember their sequence numbers."""
        at_once = max(1, min(500, 4_000_000 // max(1, size_bytes)))
        for begin in range(0, count, at_once):
            records = [
                {"Data": f"{number:<{size_bytes}}".encode(), "PartitionKey": uuid.uuid4().hex}
                for number in range(begin, min(count, begin + at_once))
            ]
            answer = self._emulator.client.put_records(StreamName=self.name, Records=records)
            self.numbers.update(one["SequenceNumber"] for one in answer["Records"])

    def recreate(self):
        """Delete it, and make it anew."""
        self.remove()
        self._emulator.client.create_stream(StreamName=self.name, ShardCount=1)

    def remove(self):
        """Delete it."""
        self._emulator.client.delete_stream(StreamName=self.name)


def assert_each_once(table, *streams):
    """A Delta table has every record of the streams, once."""
    found = Counter(
        deltalake.DeltaTable(str(table)).to_pyarrow_table(columns=["sequenceNumber"])[0].to_pylist()
    )
    expected = set().union(*(stream.numbers for stream in streams))
    twice = [number for number, times in found.items() if times > 1]

    assert (len(found.keys() - expected), len(expected - found.keys()), len(twice)) == (0, 0, 0)
