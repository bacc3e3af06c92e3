"""Records as columns: Databricks' six, as Spark and as Arrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark_kinesis.wire import Record

SCHEMA = (
    "partitionKey string, data binary, stream string, shardId string, "
    "sequenceNumber string, approximateArrivalTimestamp timestamp"
)
ARROW_SCHEMA = pa.schema(
    [
        ("partitionKey", pa.string()),
        ("data", pa.binary()),
        ("stream", pa.string()),
        ("shardId", pa.string()),
        ("sequenceNumber", pa.string()),
        ("approximateArrivalTimestamp", pa.timestamp("us", "UTC")),
    ]
)


def size_of(records: Sequence[Record]) -> int:
    """Return the bytes of the records' data."""
    return sum(len(record["Data"]) for record in records)


def batch_of(records: Sequence[Record], stream: str, shard: str) -> pa.RecordBatch:
    """Return the records as a batch of ``ARROW_SCHEMA``."""
    arrived_us = [round(record["ApproximateArrivalTimestamp"] * 1000) * 1000 for record in records]
    return pa.RecordBatch.from_arrays(
        [
            pa.array([record["PartitionKey"] for record in records], pa.string()),
            pa.array([record["Data"] for record in records], pa.binary()),
            pa.repeat(pa.scalar(stream), len(records)),
            pa.repeat(pa.scalar(shard), len(records)),
            pa.array([record["SequenceNumber"] for record in records], pa.string()),
            pa.array(arrived_us, pa.int64()).cast(ARROW_SCHEMA.field(5).type),
        ],
        schema=ARROW_SCHEMA,
    )
