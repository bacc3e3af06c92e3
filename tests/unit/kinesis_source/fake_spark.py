"""What Spark does with a source: offsets logged before a batch, batches repeated after a crash."""

from __future__ import annotations

import json
import pickle
from dataclasses import dataclass

from pyspark.sql.streaming.datasource import ReadAllAvailable

from pyspark_kinesis.clock import Clock
from pyspark_kinesis.options import understood
from pyspark_kinesis.reader import KinesisStreamReader


@dataclass
class Connect:
    """Hands out the one fake, also after a reader's journey to a task."""

    kinesis: object

    def __call__(self, access):
        return self.kinesis

    def __deepcopy__(self, memo):
        return self


class FakeSpark:
    """One query on one checkpoint; the sink keeps a batch once, by its number.

    Args:
        kinesis: What it reads.
        clock: The time.
        options: The source's.
        is_old: Whether to call the source as Spark 4.0 does.
    """

    def __init__(self, kinesis, clock, options, *, is_old=False):
        self._kinesis, self._clock, self._options, self._is_old = kinesis, clock, options, is_old
        self.log, self.sink, self.committed = [], {}, 0
        self.limit = None
        self.reader = self._new_reader()

    def _new_reader(self):
        clock = Clock(self._clock.now_s, self._clock.sleep)
        reader = KinesisStreamReader(understood(self._options), Connect(self._kinesis), clock)
        self.limit = self.limit or reader.getDefaultReadLimit()
        return reader

    def _start(self, batch):
        return json.loads(self.log[batch - 1]) if batch else self.reader.initialOffset()

    def trigger(self, *, dies_after=None):
        """Run a batch if there is something new; return how many records it had.

        Args:
            dies_after: ``offsets`` or ``batch``: what is done when the process is killed.
        """
        start = self._start(len(self.log))
        end = self.reader.latestOffset() if self._is_old else self.reader.latestOffset(start, self.limit)
        if json.dumps(end) == json.dumps(start):
            return 0
        self.log.append(json.dumps(end))
        return 0 if dies_after == "offsets" else self._process(is_committed=dies_after != "batch")

    def _process(self, *, is_committed=True):
        batch = len(self.log) - 1
        end = json.loads(self.log[batch])
        tasks = self.reader.partitions(self._start(batch), end)
        rows = [row for task in tasks for row in self._rows(task)]
        self.sink.setdefault(batch, rows)
        assert sorted(map(_number, self.sink[batch])) == sorted(map(_number, rows)), "not the same again"
        if is_committed:
            self.committed = batch + 1
            self.reader.commit(end)
        return len(rows)

    def _rows(self, task):
        sent = pickle.loads(pickle.dumps(task))  # noqa: S301 - as Spark sends it
        reader = type(self.reader)(*self.reader.__reduce__()[1])
        return [row for batch in reader.read(sent) for row in batch.to_pylist()]

    def restart(self):
        """Go on with a new process after the old one was killed."""
        self.reader = self._new_reader()
        if self._is_old and self.log:
            self.reader.partitions(json.loads(self.log[-1]), json.loads(self.log[-1]))
        if self.committed < len(self.log):
            self._process()

    def run(self, *, available_now=False, once=False, triggers=1):
        """Run triggers; with ``available_now`` until there is nothing new."""
        self.limit = ReadAllAvailable() if once else self.reader.getDefaultReadLimit()
        if available_now:
            self.reader.prepareForTriggerAvailableNow()
            while self.trigger():
                pass
            return
        for _ in range(triggers):
            self.trigger()

    def rows(self):
        """Return what the sink has."""
        return [row for batch in sorted(self.sink) for row in self.sink[batch]]

    def data(self):
        """Return the data of the rows."""
        return [row["data"].decode() for row in self.rows()]


def _number(row):
    return row["sequenceNumber"]
