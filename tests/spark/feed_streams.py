"""The feeds' streams, and rows to put into them."""

from __future__ import annotations

import json
import time
import uuid

from landing_bucket import ROWS

from corkboard import catalogue, clients, epochs


class FeedStreams:
    """The streams of a stack, made as ``provision`` makes them.

    Attributes:
        settings: The stack they belong to.
        client: For Kinesis.
        placed: The sequence number of each record by feed, in the order of putting.
    """

    def __init__(self, settings, *, shards=1, are_there=False):
        self.settings = settings
        self.client = clients.kinesis(settings)
        self.placed = {feed: [] for feed in catalogue.FEEDS}
        self._shards = shards
        for name in () if are_there else settings.kinesis.streams(settings.prefix):
            self.make(name)

    def make(self, name):
        """Make a stream, and begin its next epoch."""
        began_at = time.time()
        self.client.create_stream(StreamName=name, ShardCount=self._shards)
        epochs.begin(self.settings.ledger_dir, name, began_at=began_at, identity=f"{name}/{uuid.uuid4()}")

    def lose(self, feed):
        """Delete a feed's stream, with all it holds."""
        self.client.delete_stream(StreamName=self.name(feed))

    def name(self, feed):
        """Return a feed's stream."""
        return self.settings.kinesis.stream(feed, self.settings.prefix)

    def put(self, feed, rows, *, keys=None):
        """Put rows; bytes are a record as they stand, and so is a string.

        Args:
            feed: Whose.
            rows: What.
            keys: What the partition keys begin with; by default as the emulator writes them.
        """
        begins = feed.partition_keys(self.settings.prefix) if keys is None else keys
        records = [{"Data": body_of(row), "PartitionKey": f"{begins}{key_of(feed, row)}"} for row in rows]
        for first in range(0, len(records), 500):
            answer = self.client.put_records(StreamName=self.name(feed), Records=records[first : first + 500])
            assert not answer["FailedRecordCount"]
            self.placed[feed] += [one["SequenceNumber"] for one in answer["Records"]]

    def put_rows(self, first, end, *, feeds=catalogue.FEEDS):
        """Put rows ``first`` to ``end - 1`` of each feed."""
        for feed in feeds:
            self.put(feed, [ROWS[feed](ind) for ind in range(first, end)])

    def remove(self):
        """Delete the streams."""
        for name in self.settings.kinesis.streams(self.settings.prefix):
            self.client.delete_stream(StreamName=name)


def body_of(row):
    """Return a record's data."""
    if isinstance(row, bytes):
        return row
    return (row if isinstance(row, str) else json.dumps(row, separators=(",", ":"))).encode()


def key_of(feed, row):
    """Return a row's key; what is no row goes anywhere."""
    return row.get(feed.key, 0) if isinstance(row, dict) else 0
