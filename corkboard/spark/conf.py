"""What every Spark on this machine is told, whichever program starts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corkboard.settings import Settings

ANYWHERE = {
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.showConsoleProgress": "false",
}
DELTA = {
    "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
    "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
    # deltalake and other readers outside Spark know neither.
    "spark.databricks.delta.properties.defaults.enableDeletionVectors": "false",
    "spark.databricks.delta.properties.defaults.columnMapping.mode": "none",
    # Statistics of the key alone: it is what merges look for, and the others cost a sixth of a write.
    "spark.databricks.delta.properties.defaults.dataSkippingNumIndexedCols": "1",
}
SMALL = {
    # The defaults are a cluster's: 200 shuffle partitions, 50 to read a table's log.
    "spark.sql.shuffle.partitions": "2",
    "spark.databricks.delta.snapshotPartitions": "2",
    "spark.sql.sources.parallelPartitionDiscovery.parallelism": "4",
    "spark.sql.files.openCostInBytes": "65536",
    # Python processes kept for the next task of their kind; each has some 50 MB of its own.
    "spark.python.factory.idleWorkerMaxPoolSize": "1",
}
LOOPBACK = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
}
# A short job pays more for the JVM's second compiler than it gains by it; a long one, than it should.
SHORT_JOB = "-XX:TieredStopAtLevel=1"
LONG_JOB = (
    "-XX:Tier4InvocationThreshold=50000 -XX:Tier4MinInvocationThreshold=6000 "
    "-XX:Tier4CompileThreshold=150000 -XX:Tier4BackEdgeThreshold=400000"
)


def jars(settings: Settings) -> dict[str, str]:
    """Return where the jars are; nothing where Spark brings its own."""
    if settings.spark.jars_dir is None:
        return {}
    jars = f"{settings.spark.jars_dir}/*"
    return {
        "spark.driver.extraClassPath": jars,
        "spark.executor.extraClassPath": jars,
        "spark.hadoop.fs.s3.impl": "org.apache.hadoop.fs.s3a.S3AFileSystem",
    }


def history(settings: Settings) -> dict[str, str]:
    """Return where Spark keeps what its page shows, for the history server; nothing where it is not kept."""
    if settings.spark.history_dir is None:
        return {}
    return {"spark.eventLog.enabled": "true", "spark.eventLog.dir": settings.spark.history_dir.as_uri()}
