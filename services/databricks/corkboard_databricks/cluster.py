"""The cluster's life: start Spark, serve runs, notice when Spark has ended, stop."""

from __future__ import annotations

import os
import signal
import threading
import time
from functools import partial
from typing import TYPE_CHECKING, Any

from py4j.protocol import Py4JError  # type: ignore[import-untyped]  # it has no types
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from corkboard.errors import CorkboardError, SettingsError
from corkboard.logs import logger
from corkboard.settings import export_java
from corkboard.spark import home, scratch
from corkboard_databricks import credentials, metastore
from corkboard_databricks.conf import SCRATCH, conf, secrets
from corkboard_databricks.dbfs.mounts import Mounts
from corkboard_databricks.runs import Runs
from corkboard_databricks.server import Server, Verb
from corkboard_databricks.tables import Adoption

if TYPE_CHECKING:
    from pathlib import Path

    from corkboard.settings import Settings

FOLDERS = ("FileStore/tables", "mnt", "tmp", "user/hive/warehouse", SCRATCH.lstrip("/"))
LOOK_S = 1.0
log = logger("cluster")


def run(settings: Settings) -> None:
    """Serve until SIGTERM.

    Raises:
        CorkboardError: Spark or the metastore does not start, or Spark has ended.
    """
    where = settings.databricks.socket
    if where is None:
        raise SettingsError("databricks.socket is not set", hint="start the stack: corkboard up")
    where.unlink(missing_ok=True)  # of a cluster that was killed
    began = time.monotonic()
    spark = start(settings)
    mounts = Mounts(settings, tell=partial(_tell, spark, where))
    runs = Runs(spark, on_end=mounts.push)
    adoption = Adoption(spark.newSession(), settings.dbfs_dir)
    verbs: dict[str, Verb] = {
        **mounts.verbs(),
        "query": lambda: {"rows": spark.range(1).count()},
        "runs": lambda: {"runs": runs.shown(), "cluster": os.getpid()},
        "cancel": runs.cancel,
        "tables": lambda: {"registered": adoption.look()},
    }
    with Server(where, verbs, runs) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        log.info(
            "cluster.started", seconds=round(time.monotonic() - began, 1), ui=spark.sparkContext.uiWebUrl
        )
        _watch(settings, spark, adoption, mounts, runs)
        server.shutdown()
    where.unlink(missing_ok=True)
    runs.end_all()
    spark.stop()


def start(settings: Settings) -> SparkSession:
    """Return the cluster's own session, with the metastore open."""
    _make_folders(settings)
    metastore.prepare(settings)
    export_java(settings, spark_home=home.make(settings.state_dir))
    builder = SparkSession.builder.appName("corkboard cluster")
    told = scratch.confine(conf(settings), scratch.take(scratch.folder_in(settings.state_dir)))
    for key, value in told.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    hadoop: Any = spark.sparkContext._jsc.hadoopConfiguration()  # noqa: SLF001 - Python has no other way
    for key, value in secrets(settings).items():
        hadoop.set(key, value)
    credentials.leave(settings)
    spark.sql("show tables").collect()
    return spark


def _make_folders(settings: Settings) -> None:
    for name in FOLDERS:
        (settings.dbfs_dir / name).mkdir(parents=True, exist_ok=True)


def _tell(spark: SparkSession, where: Path, folders: list[str]) -> None:
    """Let the JVM know which folders mirror buckets."""
    jvm: Any = spark._jvm  # noqa: SLF001 - Python has no other way
    jvm.corkboard.dbfs.Mirrors.set(str(where), folders)


def _watch(settings: Settings, spark: SparkSession, adoption: Adoption, mounts: Mounts, runs: Runs) -> None:
    """Return on SIGTERM.

    Raises:
        CorkboardError: Spark has ended; the supervisor starts another cluster.
    """
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    context = spark.sparkContext._jsc.sc()  # noqa: SLF001
    while not told.wait(LOOK_S):
        try:
            if context.isStopped():
                raise CorkboardError("a run has stopped Spark")
            _make_folders(settings)
            if adoption.is_lost():
                credentials.leave(settings)
            adoption.look()
            mounts.follow()
            runs.sweep()
        except (PySparkException, Py4JError, OSError) as error:
            if not _is_alive(context):
                raise CorkboardError("Spark has ended") from error
            log.warning("look.failed", why=str(error).splitlines()[0])


def _is_alive(context: Any) -> bool:
    try:
        return not context.isStopped()
    except (Py4JError, OSError):
        return False
