"""A Kinesis that keeps what it is sent and fails as it is told, and records for it."""

from __future__ import annotations

import asyncio
import base64
import json

from corkboard_proxy.streams.puts import make_record
from corkboard_proxy.streams.replies import Reply


def record_of(number, key="k", stream="s", size=0):
    """Return a record whose data is its number, filled up to a size."""
    data = f"{number}".ljust(size).encode()
    return make_record(stream, base64.b64encode(data).decode(), key)


def number_in(entry):
    """Return the number that an entry of a call carries."""
    return int(base64.b64decode(entry["Data"]))


def error(code, status=400, message="refused"):
    """Return an error of Kinesis."""
    return Reply(status, json.dumps({"__type": code, "message": message}).encode())


class FakeKinesis:
    """Stores records, one sequence number each.

    Args:
        fate: From action and entries to a reply, an exception, a set of the indices that fail, or
            ``None`` for success.
        turns: How often the loop turns before an answer comes; a function of the entries.
    """

    def __init__(self, fate=lambda action, entries: None, turns=lambda entries: 1):
        self.fate = fate
        self.turns = turns
        self.calls = []
        self.stored = []
        self.on_their_way = 0
        self.most_on_their_way = 0

    async def call(self, action, body):
        """Answer as Kinesis does."""
        sent = json.loads(body)
        entries = sent["Records"] if action == "PutRecords" else [sent]
        self.calls.append((action, sent["StreamName"], [number_in(entry) for entry in entries]))
        self.on_their_way += 1
        self.most_on_their_way = max(self.most_on_their_way, self.on_their_way)
        try:
            for _ in range(self.turns(entries)):
                await asyncio.sleep(0)
            fate = self.fate(action, entries)
            if isinstance(fate, Exception):
                raise fate
            return fate if isinstance(fate, Reply) else self._store(action, entries, fate or set())
        finally:
            self.on_their_way -= 1

    def _store(self, action, entries, failing):
        results = []
        for index, entry in enumerate(entries):
            if index in failing:
                code = "ProvisionedThroughputExceededException"
                results.append({"ErrorCode": code, "ErrorMessage": "slow down"})
            else:
                self.stored.append((entry["PartitionKey"], number_in(entry)))
                results.append({"ShardId": "shardId-0", "SequenceNumber": str(len(self.stored))})
        if action == "PutRecords":
            return Reply(200, json.dumps({"FailedRecordCount": len(failing), "Records": results}).encode())
        if failing:
            return error("ProvisionedThroughputExceededException")
        return Reply(200, json.dumps(results[0]).encode())
