"""The runs that are attached: each has a gateway into the JVM, and leaves nothing behind when it ends."""

from __future__ import annotations

import contextlib
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import psutil
from py4j.protocol import Py4JError  # type: ignore[import-untyped]  # it has no types

from corkboard.errors import CorkboardError
from corkboard.logs import logger

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyspark.sql import SparkSession

GRACE_S = 3
CANCELLED = "the run was cancelled"
SWEEP_S = 60  # what a run's last call had begun to plan may start this much later
log = logger("cluster")


@dataclass(slots=True)
class Run:
    """One attached process.

    Attributes:
        number: From 1 on; also names its jobs' tag.
        pid: Its process; 0 where that is in another container.
        name: What it calls itself.
        gateway: Its way into the JVM.
        hang_up: Tells it a last sentence, at which its process ends itself.
        began_at: In seconds since the epoch.
        session: Its session's id in the JVM; empty until it has one.
        session_tag: What Spark marks the session's jobs with.
        turn: Held while what it has left is ended.
        gone: Set when its process has hung up.
    """

    number: int
    pid: int
    name: str
    gateway: Any
    hang_up: Callable[[str], None]
    began_at: float = field(default_factory=time.time)
    session: str = ""
    session_tag: str = ""
    turn: threading.Lock = field(default_factory=threading.Lock)
    gone: threading.Event = field(default_factory=threading.Event)

    @property
    def tag(self) -> str:
        """What the jobs are marked with that the run starts without SQL."""
        return f"corkboard-run-{self.number}"


class Runs:
    """All of them.

    Args:
        spark: The cluster's own session.
        on_end: Called when a run has ended.
    """

    def __init__(self, spark: SparkSession, on_end: Callable[[], None]) -> None:
        self._spark = spark
        self._on_end = on_end
        self._context = spark.sparkContext._jsc.sc()  # noqa: SLF001 - Python has no other way
        self._jvm: Any = spark._jvm  # noqa: SLF001
        self._turn = threading.Lock()
        self._runs: dict[int, Run] = {}
        self._ended: list[tuple[float, Run]] = []
        self._count = 0

    def begin(self, pid: int, name: str, hang_up: Callable[[str], None]) -> Run:
        """Open a gateway for a process."""
        gateway = self._jvm.org.apache.spark.api.python.Py4JServer(self._context.conf())
        gateway.start()
        with self._turn:
            self._count += 1
            run = self._runs[self._count] = Run(self._count, pid, name, gateway, hang_up)
        log.info("run.attached", run=run.number, pid=pid, name=name)
        return run

    def end(self, run: Run) -> None:
        """Cancel what a run has left, and close its gateway; when two ask, both return when that is done."""
        with run.turn:
            with self._turn:
                if self._runs.pop(run.number, None) is None:
                    return
                self._ended.append((time.monotonic(), run))
            self._clean(run)
        self._on_end()

    def _clean(self, run: Run) -> None:
        with contextlib.suppress(Py4JError):
            streams, jobs = self._stop_streams(run), self._cancel_jobs(run)
            run.gateway.shutdown()
            seconds = round(time.time() - run.began_at, 3)
            log.info("run.ended", run=run.number, streams=streams, tags=jobs, seconds=seconds)

    def sweep(self) -> None:
        """End what runs that have ended lately have started since: a call was under way in the JVM.

        Raises:
            Py4JError: Spark does not answer.
        """
        with self._turn:
            before = time.monotonic() - SWEEP_S
            self._ended = [(at, run) for at, run in self._ended if at > before]
            ended = [run for _, run in self._ended]
        for run in ended:
            self._stop_streams(run)
            self._cancel_jobs(run)

    def cancel(self, run: int) -> dict[str, Any]:
        """End a run's process, its jobs and its streams.

        The process is told first: one whose jobs end before it knows why shows an error of its own instead.

        Raises:
            CorkboardError: There is no such run.
        """
        with self._turn:
            found = self._runs.get(run)
        if found is None:
            raise CorkboardError(f"there is no run {run}")
        process = _process(found.pid)  # before it ends, as its number may be another's then
        found.hang_up(CANCELLED)
        if not found.gone.wait(GRACE_S) and process is not None:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self.end(found)
        return {}

    def shown(self) -> list[dict[str, Any]]:
        """Return what runs now."""
        with self._turn:
            runs = list(self._runs.values())
        return [
            {"run": one.number, "pid": one.pid, "name": one.name, "began_at": one.began_at} for one in runs
        ]

    def end_all(self) -> None:
        """End every run, as before the cluster stops."""
        with self._turn:
            runs = list(self._runs.values())
        for run in runs:
            self.end(run)

    def _stop_streams(self, run: Run) -> int:
        active = self._spark._jsparkSession.sharedState().activeStreamingQueries()  # noqa: SLF001
        mine = [one for one in list(active.values()) if _session_of(one) == run.session]
        for query in mine:
            with contextlib.suppress(Py4JError):  # it may have ended in this moment
                query.stop()
        return len(mine)

    def _cancel_jobs(self, run: Run) -> int:
        """Cancel jobs by the tags that they have; returns how many tags."""
        tags = [tag for tag in (run.tag, run.session_tag) if tag]
        for tag in tags:
            self._context.cancelJobsWithTag(tag)
        return len(tags)


def _process(pid: int) -> psutil.Process | None:
    with contextlib.suppress(psutil.NoSuchProcess):
        return psutil.Process(pid) if pid else None
    return None


def _session_of(query: Any) -> str:
    """Return the id of the session that started a query."""
    return str(query.sparkSession().sessionUUID()) if query is not None else ""
