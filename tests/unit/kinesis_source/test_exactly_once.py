"""Whatever happens to the stream, to Kinesis and to the process: each record once, a shard's in order."""

from __future__ import annotations

import tempfile

from fake_kinesis import FakeClock, FakeKinesis
from fake_spark import FakeSpark
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

REFUSALS = ["ProvisionedThroughputExceededException", "InternalFailure", ""]


class Life(RuleBasedStateMachine):
    """A query's life: what happens in it, in any order."""

    def __init__(self):
        super().__init__()
        self.clock = FakeClock()
        self.kinesis = FakeKinesis(self.clock)
        self.folder = tempfile.TemporaryDirectory()
        self.put_in, self.count = {}, 0

    @initialize(shards=st.integers(1, 4), is_old=st.booleans(), rows=st.sampled_from(["0", "3"]))
    def begin(self, shards, is_old, rows):
        """The stream and the query."""
        self.kinesis.create(shards=shards)
        given = {"maxRecordsPerTrigger": rows, "initialPosition": "trim_horizon", "region": "here"}
        options = {**given, "streamName": "s", "spillFolder": self.folder.name}
        self.spark = FakeSpark(self.kinesis, self.clock, options, is_old=is_old)

    @rule(place=st.integers(0, 99), records=st.integers(1, 8))
    def put(self, place, records):
        """Records arrive in one of the open shards."""
        shards = self.kinesis.open_shards()
        shard = shards[place % len(shards)]
        numbers = range(self.count, self.count + records)
        self.count += records
        self.kinesis.put(*numbers, shard=shard)
        self.put_in.setdefault(f"key {shard}", []).extend(map(str, numbers))

    @rule(place=st.integers(0, 99))
    def split(self, place):
        """A shard is split."""
        shards = self.kinesis.open_shards()
        self.kinesis.split(shards[place % len(shards)])

    @rule()
    def merge(self):
        """Two shards are merged."""
        shards = self.kinesis.open_shards()
        if len(shards) > 1:
            self.kinesis.split(*shards[:2], into=1)

    @rule(ends_with_null=st.booleans())
    def become(self, ends_with_null):
        """Kinesis, or an emulator that never says that a shard has ended."""
        self.kinesis.ends_with_null = ends_with_null

    @rule(dies_after=st.sampled_from([None, None, "offsets", "batch"]))
    def trigger(self, dies_after):
        """Spark runs a batch, or is killed in it and starts again."""
        self.spark.trigger(dies_after=dies_after)
        if dies_after:
            self.kinesis.refusals = []
            self.spark.restart()

    @rule()
    def restart(self):
        """Spark is killed between two batches."""
        self.kinesis.refusals = []
        self.spark.restart()

    @rule()
    def expire(self):
        """The query was idle for long."""
        self.kinesis.expire_iterators()

    @rule(codes=st.lists(st.sampled_from(REFUSALS), max_size=6))
    def refuse(self, codes):
        """Kinesis is busy."""
        self.kinesis.refusals = codes

    @rule(seconds=st.sampled_from([0.1, 1, 30]))
    def wait(self, seconds):
        """Time passes."""
        self.clock.sleep(seconds)

    def teardown(self):
        """All that is left is read; then each record is there once, and each shard's in order."""
        try:
            if hasattr(self, "spark"):
                self.kinesis.refusals = []
                for _ in range(40 + self.count):
                    self.clock.sleep(10)
                    self.spark.trigger()
                self._check()
        finally:
            if hasattr(self, "spark"):
                self.spark.reader.stop()
            self.folder.cleanup()

    def _check(self):
        found = {}
        for row in self.spark.rows():
            found.setdefault(row["partitionKey"], []).append(row["data"].decode())
        assert found == self.put_in


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=60, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
