"""Spark's ``kinesis`` format: ``spark.readStream.format("kinesis")``.

    options, moments ─▶ source ─▶ reader                    what was asked for; what Spark calls
                                    │
         on the driver, each trigger│                       in the tasks
    client ─▶ cursors ─▶ fetching ──┴─▶ spills ───────────▶ tasks ◀── client (after a restart, or on
       │         budget, clock                                        another machine)
    listing ─▶ shards ─▶ offsets ─▶ ranges                  how far each shard is read, and what is new

Spark looks for ``DefaultSource`` in every module called ``pyspark_*`` and registers it by itself.
"""

from pyspark_kinesis.source import KinesisDataSource as DefaultSource

__all__ = ["DefaultSource"]
