"""One feed's query through the lives of its stream: begun at the present one, begun anew with the next."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corkboard import epochs
from corkboard.errors import CorkboardError, UnavailableError
from corkboard.logs import logger
from corkboard_spark.streaming import source
from corkboard_spark.streaming.halt import Gate
from corkboard_spark.streaming.records import Place
from corkboard_spark.streaming.worker import Worker, app_id
from corkboard_spark.words import SLOW_START, innermost

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyspark.sql import SparkSession
    from pyspark.sql.streaming.query import StreamingQuery

    from corkboard.epochs import Epoch
    from corkboard.settings import Settings
    from corkboard_spark.streaming.kit import Kit

SOURCE_WORDS = re.compile(r"kinesis: [^\n]+")
IS_ANOTHER = re.compile(r"kinesis: (?:there is no stream|stream \S+ is not the one)")
ATTEMPTS = 4
START_S = 30
EPOCH_WAIT_S = 60
LAST_BATCH_S = 60
SETTLE_S = 3
POLL_S = 0.05
AGAIN = "run it again: what was written before is neither lost nor repeated"
log = logger("stream")


@dataclass(frozen=True, slots=True)
class Pace:
    """How a query goes.

    Attributes:
        trigger: Arguments of ``DataStreamWriter.trigger``; none to begin a batch when one is done.
        records_per_batch: The most that one batch has.
    """

    trigger: dict[str, str | bool]
    records_per_batch: int


class Query:
    """Reads one feed's stream into its table.

    Args:
        spark: A session that knows the source.
        settings: The stack.
        kit: What the batches are written with.
        pace: How it goes.
    """

    def __init__(self, spark: SparkSession, settings: Settings, kit: Kit, pace: Pace) -> None:
        self._spark = spark
        self._settings = settings
        self._kit = kit
        self._pace = pace
        self._stream = settings.kinesis.stream(kit.dataset.feed, settings.prefix)
        self._gate = Gate()
        self._lost_s = 0.0
        self._attempts = 0
        self._worker: Worker | None = None
        self._running: StreamingQuery | None = None

    def begin(self) -> None:
        """Start with the stream's present epoch.

        Raises:
            CorkboardError: The stream was never made, or table and checkpoint do not belong together.
        """
        feed = self._kit.dataset.feed
        self._attempts += 1
        epoch = self._epoch()
        place = Place(self._stream, epoch.number)
        checkpoint = self._settings.checkpoint(place.stream, place.epoch, feed.streamed)
        self._check(place, checkpoint)
        self._kit.table.rows()  # makes it, so that a checkpoint never is without its table
        asked = source.options(self._settings, feed, epoch, records_per_batch=self._pace.records_per_batch)
        self._worker = Worker(self._kit, place, self._gate)
        self._kit.figures.epoch = place.epoch
        writer = self._spark.readStream.format("kinesis").options(**asked).load().writeStream
        writer = writer.queryName(feed.streamed).option("checkpointLocation", checkpoint)
        writer = writer.trigger(**self._pace.trigger) if self._pace.trigger else writer  # type: ignore[arg-type]  # one of its keywords
        self._running = writer.foreachBatch(self._worker).start()
        self._settle(is_initialized, START_S)  # one after the other: each starts a Python process
        log.info("query.started", feed=feed.name, stream=place.stream, epoch=place.epoch)

    def look(self) -> bool:
        """Take note of the progress, and say whether the query goes on; begin the next epoch if there is one.

        Raises:
            CorkboardError: It has failed.
        """
        assert self._running is not None  # noqa: S101 - it was begun
        if progress := self._running.lastProgress:
            self._kit.figures.observe(progress)
        if self._running.isActive:
            return True
        error = self._running.exception()
        if error is None:
            return False
        if self._kit.figures.epoch < self._epoch().number:
            log.info("stream.epoch_began", stream=self._stream, epoch=self._epoch().number)
            self._lost_s, self._attempts = 0.0, 0
            self.begin()
        elif SLOW_START in str(error) and self._attempts < ATTEMPTS:
            self.begin()
        elif not IS_ANOTHER.search(str(error)) or self._has_waited():
            raise self._explained(str(error)) from error
        return True

    def _has_waited(self) -> bool:
        """Whether a stream that is gone has not been made again for too long."""
        now_s = time.monotonic()
        if not self._lost_s:
            log.warning("stream.lost", stream=self._stream, waits_s=EPOCH_WAIT_S)
            self._lost_s = now_s
        return now_s - self._lost_s > EPOCH_WAIT_S

    def stop(self) -> None:
        """Let the batch that has begun end, and no other begin."""
        if self._running is None or not self._running.isActive:
            return
        if not self._gate.close(LAST_BATCH_S):
            log.warning("batch.abandoned", feed=self._kit.dataset.feed.name, after_s=LAST_BATCH_S)
        self._settle(is_idle, SETTLE_S)  # so that Spark notes that the batch is done; or it is repeated
        self._running.stop()

    def _settle(self, is_reached: Callable[[dict[str, Any]], bool], timeout_s: float) -> None:
        """Wait for a state of the query, or for its end, but not for long."""
        deadline = time.monotonic() + timeout_s
        while self._running and self._running.isActive and time.monotonic() < deadline:
            if is_reached(self._running.status):
                return
            time.sleep(POLL_S)

    def _epoch(self) -> Epoch:
        known = epochs.history(self._settings.ledger_dir, self._stream)
        if not known:
            raise CorkboardError(f"the stream {self._stream} was never made", hint="make it: corkboard up")
        return known[-1]

    def _check(self, place: Place, checkpoint: str) -> None:
        """Refuse to begin where rows would be left out or repeated in silence."""
        table = self._kit.table
        is_read = table.has(app_id(place, self._kit.dataset.feed.streamed), 0)
        is_noted = _exists(self._spark, f"{checkpoint}/offsets")
        if is_read and not is_noted:
            raise CorkboardError(
                f"{table.where} has batches of {place.stream}, and their checkpoint {checkpoint} is gone",
                hint="bring it back, or begin anew with 'corkboard reset'",
            )
        if is_noted and not table.exists:
            raise CorkboardError(
                f"the table {table.where} is gone, and its checkpoint {checkpoint} is still there",
                hint="bring the table back, or begin anew with 'corkboard reset'",
            )

    def _explained(self, said: str) -> CorkboardError:
        """Return a query's failure in a sentence."""
        worker = self._worker
        if worker and worker.error:
            return UnavailableError(worker.error.message, service="delta", hint=AGAIN)
        if IS_ANOTHER.search(said):
            hint = "make it again: corkboard up; then run it again"
            return UnavailableError(words_of(said), service="kinesis", hint=hint)
        return UnavailableError(f"streaming {self._stream}: {words_of(said)}", service="spark", hint=AGAIN)


def is_initialized(status: dict[str, Any]) -> bool:
    """Whether a query has its source."""
    return bool(status["message"] != "Initializing sources")


def is_idle(status: dict[str, Any]) -> bool:
    """Whether a query is between two batches."""
    return not status["isTriggerActive"]


def words_of(said: str) -> str:
    """Return the source's own words, or those of the innermost cause."""
    found = SOURCE_WORDS.findall(said)
    return str(found[-1]) if found else innermost(said)


def _exists(spark: SparkSession, where: str) -> bool:
    """Whether there is a file or folder, wherever Spark keeps it."""
    path = spark._jvm.org.apache.hadoop.fs.Path(where)  # type: ignore[union-attr]  # noqa: SLF001 - Python has no other way
    system = path.getFileSystem(spark._jsparkSession.sessionState().newHadoopConf())  # noqa: SLF001
    return bool(system.exists(path))
