"""Runs in one another's way, and runs that the disk fails: what was committed stays, and the cluster goes on."""

from __future__ import annotations

import disks
import pytest

APPENDS = """
for _ in range(5):
    spark.range(10).coalesce(1).write.format("delta").mode("append").saveAsTable("both_append")
"""


@pytest.fixture
def small_disk(cluster):
    """A file system of 1 MB on DBFS."""
    with disks.small_disk(cluster.settings.dbfs_dir / "tmp" / "small", "1m") as place:
        yield place


def test_two_runs_append_to_one_table_and_lose_nothing(cluster):
    """Each commit is one of the table's versions."""
    cluster.run('spark.range(0).write.format("delta").mode("overwrite").saveAsTable("both_append")')
    both = [cluster.begin(APPENDS) for _ in range(2)]

    for one in both:
        _, errors = one.communicate(timeout=200)
        assert one.returncode == 0, errors[-2000:]
    assert cluster.run('print(spark.table("both_append").count())') == ["100"]


def test_a_full_disk_fails_the_run_that_fills_it_and_no_other(cluster, small_disk):
    """With the system's own words; what was there before is whole."""
    cluster.run('spark.range(9).write.format("delta").save("dbfs:/tmp/small/kept")')

    filling = cluster.begin("""
        from pyspark.sql import functions as F
        rows = spark.range(200_000).withColumn("text", F.sha2(F.col("id").cast("string"), 256))
        rows.write.format("delta").mode("append").save("dbfs:/tmp/small/large")
    """)
    _, errors = filling.communicate(timeout=200)

    assert filling.returncode != 0
    assert "No space left on device" in errors
    assert cluster.run('print(spark.read.format("delta").load("dbfs:/tmp/small/kept").count())') == ["9"]
