"""How what a notebook has Spark do comes to its end: by itself, in time, or cancelled."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyspark.sql import SparkSession

CANCEL_S = 10
SETTLED_S = 5
POLL_S = 0.2


class ClusterStopError(RuntimeError):
    """The notebook has stopped Spark, which is the cluster's."""


def cancel(spark: SparkSession | None, tag: str = "") -> None:
    """End the session's streams and jobs, in a thread of its own: the main one's connection may be broken."""
    if spark is None:
        return
    thread = threading.Thread(target=_cancel, args=(spark, tag), daemon=True)
    thread.start()
    thread.join(CANCEL_S)


def _cancel(spark: SparkSession, tag: str) -> None:
    # Each may meet a session that is half gone; the others are tried all the same.
    with suppress(Exception):
        for query in spark.streams.active:
            query.stop()
    with suppress(Exception):
        spark.interruptAll()
    with suppress(Exception):
        if tag:
            spark.sparkContext.cancelJobsWithTag(tag)


def await_streams(spark: SparkSession, limit_s: float) -> bool:
    """Wait like ``await_queries`` for the session's streams."""
    return await_queries(spark.streams.active, limit_s)


def await_queries(queries: Sequence[Any], limit_s: float) -> bool:
    """Return true when queries have nothing left to read, and false when their time is over before."""
    deadline, settled_at = time.monotonic() + limit_s, 0.0
    while time.monotonic() < deadline:
        active = [query for query in queries if query.isActive]
        if not active:
            return True
        if not all(_is_idle(query) for query in active):
            settled_at = 0.0
        elif not settled_at:
            settled_at = time.monotonic()
        elif time.monotonic() - settled_at >= SETTLED_S:
            return True
        time.sleep(POLL_S)
    return False


def _is_idle(query: Any) -> bool:
    """Whether a stream has looked and found nothing; some sources look all the time, which is no work."""
    return bool(query.lastProgress) and not query.status["isDataAvailable"]


@contextmanager
def cluster_stays(spark: SparkSession | None) -> Iterator[None]:
    """Have ``spark.stop()`` and ``sc.stop()`` end the notebook rather than the cluster."""
    if spark is None:
        yield
        return
    kinds: tuple[Any, ...] = (type(spark), type(spark.sparkContext))
    kept = [vars(kind).get("stop") for kind in kinds]
    for kind in kinds:
        kind.stop = _refuse  # in this process alone
    try:
        yield
    finally:
        for kind, method in zip(kinds, kept, strict=True):
            if method is not None:
                kind.stop = method


def _refuse(_: Any) -> None:
    raise ClusterStopError(
        "the notebook has stopped Spark; the cluster goes on, for it is not this notebook's"
    )
