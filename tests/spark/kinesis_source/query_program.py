"""A query as a program of its own, which a test may kill: Spark finds the source by itself."""

from __future__ import annotations

import json
import sys

from corkboard.settings import load
from corkboard_spark import session

if __name__ == "__main__":
    asked = json.loads(sys.argv[1])
    spark = session.start(load(), "kinesis source")
    rows = spark.readStream.format("kinesis").options(**asked["options"]).load()
    writer = rows.writeStream.format("delta").option("checkpointLocation", f"{asked['table']}/_log")
    writer.trigger(**asked["trigger"]).start(asked["table"]).awaitTermination()
