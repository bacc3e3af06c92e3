"""A query on whatever Spark runs this, into parquet files; it imports nothing of ours but the source."""

from __future__ import annotations

import json
import sys

from pyspark.sql import SparkSession

LOOPBACK = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
}

if __name__ == "__main__":
    asked = json.loads(sys.argv[1])
    builder = SparkSession.builder.master("local[2]").config("spark.sql.session.timeZone", "UTC")
    spark = builder.config(map=LOOPBACK).getOrCreate()
    rows = spark.readStream.format("kinesis").options(**asked["options"]).load()
    writer = rows.writeStream.format("parquet").option("checkpointLocation", f"{asked['table']}/_log")
    writer.trigger(**asked["trigger"]).start(asked["table"]).awaitTermination()
