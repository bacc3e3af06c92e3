"""A query as a program of its own, which a test may kill: Spark finds the source by itself."""

from __future__ import annotations

import json
import sys

from pyspark.errors import StreamingQueryException

from corkboard.settings import load
from corkboard_spark import session
from corkboard_spark.words import SLOW_START

ATTEMPTS = 4  # a machine that is too busy to start a Python process says nothing about the source


def run(asked):
    """Run the query to its end."""
    spark = session.start(load(), "kinesis source")
    rows = spark.readStream.format("kinesis").options(**asked["options"]).load()
    writer = rows.writeStream.format("delta").option("checkpointLocation", f"{asked['table']}/_log")
    for attempt in range(1, ATTEMPTS + 1):
        try:
            writer.trigger(**asked["trigger"]).start(asked["table"]).awaitTermination()
        except StreamingQueryException as error:
            if SLOW_START not in str(error) or attempt == ATTEMPTS:
                raise
        else:
            return


if __name__ == "__main__":
    run(json.loads(sys.argv[1]))
