"""Reads a backlog that is made up as it is read, as Spark would: ``python endless_backlog.py 10000000``."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[3]
sys.path[:0] = [str(ROOT / "services" / "kinesis_source")]

from pyspark_kinesis.options import understood  # noqa: E402 - found by the line above
from pyspark_kinesis.reader import KinesisStreamReader  # noqa: E402

SHARDS = 4
DATA = b"x" * 300
BORN_S = 1_700_000_000.0


class Endless:
    """A stream of so many records, spread over its shards; an iterator is a shard and a number."""

    def __init__(self, records):
        self._each = records // SHARDS

    def describe_stream_summary(self, **_):
        return {"StreamDescriptionSummary": {"StreamCreationTimestamp": BORN_S, "RetentionPeriodHours": 24}}

    def list_shards(self, **_):
        return {"Shards": [{"ShardId": str(number)} for number in range(SHARDS)]}

    def get_shard_iterator(self, **asked):
        return {"ShardIterator": f"{asked['ShardId']} {asked.get('StartingSequenceNumber', 0)}"}

    def get_records(self, **asked):
        shard, after = asked["ShardIterator"].split()
        last = min(self._each, int(after) + asked["Limit"])
        records = [
            {
                "SequenceNumber": str(number),
                "PartitionKey": str(number),
                "Data": DATA,
                "ApproximateArrivalTimestamp": BORN_S,
            }
            for number in range(int(after) + 1, last + 1)
        ]
        behind_ms = 0 if last == self._each else 1000
        return {
            "Records": records,
            "NextShardIterator": f"{shard} {last}",
            "MillisBehindLatest": behind_ms,
        }


def peak_mb():
    """Return the most memory this program has had; ``getrusage`` counts that of the test before it, too."""
    told = Path("/proc/self/status").read_text().split("VmHWM:")[1]
    return int(told.split()[0]) // 1024


def main(records, folder):
    """Print what was read, how fast, and the most memory and disk it took."""
    endless = Endless(records)
    options = {"streamName": "s", "region": "here", "spillFolder": folder, "fetchBufferSize": "64mb"}
    reader = KinesisStreamReader(
        understood({**options, "initialPosition": "trim_horizon"}), lambda _: endless
    )
    began, offset, count, disk = time.monotonic(), {}, 0, 0
    reader.prepareForTriggerAvailableNow()
    while (end := reader.latestOffset(offset, reader.getDefaultReadLimit())) != offset:
        disk = max(disk, sum(path.stat().st_size for path in Path(folder).rglob("*.arrow")))
        tasks = reader.partitions(offset, end)
        count += sum(batch.num_rows for task in tasks for batch in reader.read(task))
        reader.commit(end)
        offset = end
    reader.stop()
    took_s = time.monotonic() - began
    print(f"records={count} per_s={count / took_s:.0f} peak_mb={peak_mb()} disk_mb={disk >> 20}")  # noqa: T201 - the figures


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        main(int(sys.argv[1]), place)
