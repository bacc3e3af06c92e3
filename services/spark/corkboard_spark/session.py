"""The Spark session: its configuration as a value, and its start."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from pyspark import __version__
from pyspark.sql import SparkSession

from corkboard.settings import export_java
from corkboard.spark import home, scratch
from corkboard.spark.conf import ANYWHERE, DELTA, LONG_JOB, LOOPBACK, SHORT_JOB, SMALL, history, jars
from corkboard.targets import entry
from corkboard_spark import interrupts
from corkboard_spark.landing.shipping import write_archive
from corkboard_spark.landing.source import LandingSource

if TYPE_CHECKING:
    from corkboard.settings import Settings

CHECKPOINTING = "" if __version__.startswith("4.0.") else "checkpointing."  # Spark 4.1 has moved it
STREAMING = {
    # Each query's tasks need a Python process of their own kind at the same time as the others'.
    "spark.python.factory.idleWorkerMaxPoolSize": "3",
    # Spark's default starts a shell for each file that it notes progress in, and hashes it besides. One
    # job at a time writes there, and a rename is atomic without that.
    "spark.sql.streaming.checkpointFileManagerClass": (
        f"org.apache.spark.sql.execution.streaming.{CHECKPOINTING}FileSystemBasedCheckpointFileManager"
    ),
    "spark.sql.streaming.checkpoint.fileChecksum.enabled": "false",
    # What is remembered of batches that are done: an hour has thousands.
    "spark.sql.streaming.minBatchesToRetain": "20",
    "spark.sql.streaming.numRecentProgressUpdates": "5",
    "spark.sql.ui.retainedExecutions": "50",
    "spark.ui.retainedJobs": "100",
    "spark.ui.retainedStages": "100",
    "spark.ui.retainedTasks": "500",
    "spark.sql.streaming.ui.retainedProgressUpdates": "50",
}


def conf(settings: Settings, *, is_long: bool = False, streams: bool = False) -> dict[str, str]:
    """Return the session's configuration, without secrets: it is visible in the process list.

    On AWS, ``spark-submit`` says where it runs and brings Delta's jars.

    Args:
        settings: Where it runs.
        is_long: Whether the job will take minutes rather than seconds.
        streams: Whether it has streaming queries, which write Delta tables without the JVM: Delta's rules
            would only make each batch's plans wait.
    """
    delta = {} if streams else DELTA
    here = _here(settings, LONG_JOB if is_long else SHORT_JOB) if settings.has_stand_ins else {}
    streaming = STREAMING if streams and settings.has_stand_ins else {}
    return {**ANYWHERE, **delta, **here, **streaming, **jars(settings), **history(settings)}


def _here(settings: Settings, java_options: str) -> dict[str, str]:
    """Return what makes it one small machine that only this machine can reach."""
    log = Path(str(resources.files("corkboard_spark") / "log4j2.properties")).as_uri()
    return {
        **SMALL,
        **LOOPBACK,
        "spark.master": settings.spark.master,
        "spark.driver.memory": f"{settings.spark.driver_memory_mb}m",
        "spark.driver.extraJavaOptions": f"{java_options} -XX:+UseSerialGC -Dlog4j2.configurationFile={log}",
        "spark.ui.port": str(settings.spark.ui_port),
        "spark.sql.warehouse.dir": settings.clean_table(""),
    }


def start(settings: Settings, name: str, *, is_long: bool = False, streams: bool = False) -> SparkSession:
    """Return a session called ``name`` that knows the ``landing`` format."""
    entry.enter(settings)
    is_here = settings.has_stand_ins
    export_java(settings, spark_home=home.make(settings.state_dir) if is_here else None)
    told = conf(settings, is_long=is_long, streams=streams)
    if is_here:
        told = scratch.confine(told, scratch.take(scratch.folder_in(settings.state_dir)))
    builder = SparkSession.builder.appName(f"corkboard {name}")
    for key, value in told.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    interrupts.end_at_once()
    spark.dataSource.register(LandingSource)
    if not str(spark.sparkContext.master).startswith("local["):
        _ship(spark)
    return spark


def beside(spark: SparkSession) -> SparkSession:
    """Return another session on the same JVM, with settings of its own, for work at the same time."""
    other = spark.newSession()
    other.dataSource.register(LandingSource)
    return other


def _ship(spark: SparkSession) -> None:
    """Give the executors the source's modules; they fetch the file late, so it stays until the end."""
    folder = Path(tempfile.mkdtemp(prefix="corkboard-landing-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    archive = folder / "corkboard_landing.zip"
    write_archive(archive)
    spark.sparkContext.addPyFile(str(archive))
