"""Spark's ``kinesis`` format: ``spark.readStream.format("kinesis")``.

    options ──▶ source ──▶ reader                  what was asked for; what Spark calls
                             │
              consumer ◀─────┴─────▶ tasks         on the driver, each trigger; on the executors
                 ├─▶ jobs             ├─▶ spills   what there is to read; what the driver has read
                 ├─▶ fetching ─▶ cursors ◀┘        one shard, page by page; again, after a restart
                 └─▶ spills         │
                                  client           Kinesis, and nothing else opens a connection

    offsets, ranges, shards, budget, outages and moments decide, and touch nothing

Spark looks for ``DefaultSource`` in every module called ``pyspark_*`` and registers it by itself.
"""

from pyspark_kinesis.source import KinesisDataSource as DefaultSource

__all__ = ["DefaultSource"]
