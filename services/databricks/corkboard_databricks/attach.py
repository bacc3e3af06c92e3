"""Attaches this process to the running cluster, with a session of its own."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyspark import SparkConf, SparkContext
from pyspark.java_gateway import launch_gateway
from pyspark.sql import SparkSession

from corkboard.control import Line
from corkboard.settings import run_environment
from corkboard.spark import kinesis

if TYPE_CHECKING:
    from corkboard.settings import Settings

ANSWER_S = 30
KEPT = "Spark goes on: it belongs to the cluster, not to this run\n"
GONE = "\nthe Databricks cluster has ended, and with it this run; it comes back by itself: run it again\n"
LOST = 1


class RunContext(SparkContext):
    """The cluster's context as a run sees it: it ends nothing of others."""

    run_tags: tuple[str, ...] = ()

    def cancelAllJobs(self) -> None:  # noqa: N802 - PySpark's name
        """Cancel this run's jobs."""
        for tag in self.run_tags:
            self.cancelJobsWithTag(tag)

    def stop(self) -> None:
        """Change nothing; the cluster belongs to all."""
        sys.stderr.write(KEPT)


class RunSession(SparkSession):
    """A run's session, which ends with its process."""

    def stop(self) -> None:
        """Change nothing; the cluster belongs to all."""
        self.sparkContext.stop()


def session(settings: Settings, *, name: str = "") -> SparkSession:
    """Return a session on the cluster; views and settings are its own, ``global_temp`` is shared.

    The process can attach once. When it ends, its jobs and streams end too; when the cluster ends, so does
    the process, with a sentence.

    Args:
        settings: Which stack.
        name: What the list of runs shows; the program's name by default.

    Raises:
        UnavailableError: There is no cluster; says how to start it.
    """
    line = Line(settings, timeout_s=ANSWER_S)
    run = line.ask("attach", pid=os.getpid(), name=name or Path(sys.argv[0]).name)
    with run_environment(settings, run["port"], run["secret"]):
        gateway = launch_gateway()  # type: ignore[no-untyped-call]  # PySpark gives it no types
    spark = _new_session(gateway)
    java: Any = spark._jsparkSession  # noqa: SLF001 - Python has no other way
    line.ask("attached", session=str(java.sessionUUID()), session_tag=str(java.sessionJobTag()))
    context: Any = spark.sparkContext
    kinesis.register(spark)
    context.run_tags = (run["tag"], str(java.sessionJobTag()))
    spark.sparkContext.addJobTag(run["tag"])
    _leave_interrupts_to_python()
    threading.Thread(target=_end_with, args=(line,), daemon=True, name="cluster").start()
    return spark


def _new_session(gateway: Any) -> SparkSession:
    jvm = gateway.jvm
    scala_context = jvm.org.apache.spark.SparkContext.getOrCreate()
    java_context = jvm.org.apache.spark.api.java.JavaSparkContext.fromSparkContext(scala_context)
    SparkContext._ensure_initialized(gateway=gateway)  # noqa: SLF001
    context = RunContext(gateway=gateway, jsc=java_context, conf=SparkConf(_jconf=java_context.getConf()))
    java = jvm.org.apache.spark.sql.classic.SparkSession.getDefaultSession().get().newSession()
    spark = RunSession(context, java)
    SparkSession._instantiatedSession = spark  # noqa: SLF001
    return spark


def _leave_interrupts_to_python() -> None:
    """Undo PySpark's handler of Ctrl-C, which asks Spark on the connection that is just waiting."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _end_with(line: Line) -> None:
    """End this process when the cluster hangs up: nothing of Spark would answer any more."""
    why = line.wait_end()
    sys.stderr.write(f"\n{why}\n" if why else GONE)
    sys.stderr.flush()
    os._exit(LOST)  # a main thread that waits for Spark sees no exception
