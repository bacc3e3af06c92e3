"""A little of what a notebook does, the same wherever it runs."""

from pyspark.sql import SparkSession
from pyspark.sql import functions as f

ROWS, KINDS = 100_000, 7


def work(spark: SparkSession, where: str) -> None:
    """Write a Delta table at a path, and ask it a question."""
    rows = spark.range(ROWS).withColumn("kind", f.col("id") % KINDS)
    rows.write.format("delta").mode("overwrite").save(where)
    kept = spark.read.format("delta").load(where)
    found = kept.groupBy("kind").agg(f.sum("id")).count()
    if found != KINDS:
        raise SystemExit(f"{found} kinds, not {KINDS}")
