"""The stream path: sequence numbers far apart, lives of a stream, JSON spelled anew, rows kept or merged."""

from __future__ import annotations

import json

import pytest

from corkboard import catalogue, ledger
from corkboard.epochs import Epoch
from corkboard.verify import digests
from corkboard.verify.recompute import clean_row, wire_row
from corkboard.verify.shards import RETENTION_S, ShardRecords, StreamLedger, accept_spellings, doubtful_keys
from corkboard.verify.stream import StreamEvidence, reconcile

STREAM, SHARD = "streaming-corkboard-user", "shardId-000000000000"
FIRST_NUMBER, STEP = 590_338_271_490_256_608_559_692_538_361_571_095, 7_919
NOW_S = 2_000_000.0


def spelled(number):
    """Return a sequence number as an emulator spells it, with leading zeros."""
    return f"{number:056d}"


class StreamWorld:
    """One feed on the stream path.

    Attributes:
        epochs: The stream's.
        kinesis: By shard, data by sequence number.
        clean: The clean table's rows.
    """

    def __init__(self, world):
        self._world = world
        self.epochs = [Epoch(1, 1000.0, "a")]
        self.kinesis = {SHARD: {}}
        self.clean, self.keeps_all, self.dead = [], False, {}
        self._lines, self._number = [], FIRST_NUMBER

    def value(self, key):
        """Return the row on the wire, as the emulator spells it."""
        return wire_row(self._world.row(key))

    def note(self, key, status, number=None, *, at=NOW_S, in_scope=True, shard=SHARD):
        """Write a line of the ledger."""
        place = (STREAM, shard, spelled(number)) if number else None
        digest = ledger.digest(self.value(key))
        self._lines.append((ledger.Entry("user", key, digest, status, at, place), in_scope))

    def put(self, data, shard=SHARD):
        """Put a record into Kinesis, and return its sequence number."""
        self._number += STEP
        self.kinesis.setdefault(shard, {})[self._number] = data
        return self._number

    def post(self, *keys, shard=SHARD, **line):
        """Post rows that Kinesis acknowledges, and clean them."""
        for key in keys:
            self.note(key, "acked", self.put(self.value(key), shard), shard=shard, **line)
            self.clean.append(self.row(key))

    def row(self, key):
        """Return a key and its clean row's digest."""
        return key, digests.of_row(clean_row(catalogue.USER, self._world.row(key)))

    def result(self):
        """Reconcile, and return the feed's result."""
        opened = StreamLedger(catalogue.USER, STREAM, self.epochs)
        for entry, in_scope in self._lines:
            opened.add(entry, in_scope=in_scope)
        book, logs, meanings = opened.settle(self._found(opened.digests), now_s=NOW_S)
        sent = [(key, digests.of_json(self.value(key))) for key in doubtful_keys(book, meanings)]
        evidence = StreamEvidence(
            logs=logs,
            table="users_stream",
            clean=self.clean,
            recomputed=lambda keys: [self.row(key) for key in keys],
            foreign_keys=lambda places: dict.fromkeys(places, 7),
            keeps_all=self.keeps_all,
            dead=self.dead,
            reencoded=accept_spellings(book, logs, meanings, sent),
        )
        return reconcile(book, evidence)

    def _found(self, known):
        found = {}
        for shard, records in self.kinesis.items():
            one = found[shard] = ShardRecords()
            for number, data in sorted(records.items()):
                if digests.of_bytes(data) not in known:
                    one.meanings[len(one.numbers)] = digests.of_json(data)
                one.numbers.append(spelled(number))
                one.digests.append(digests.of_bytes(data))
        return found


@pytest.fixture
def streamed(world):
    """An empty stream."""
    return StreamWorld(world)


def failures(hop):
    """Return what a hop lost, doubled and changed."""
    return hop.lost, hop.doubled, hop.changed


def test_what_is_in_kinesis_and_in_the_table_passes(streamed):
    """In two shards, with sequence numbers far apart."""
    streamed.post(1, 2, 3)
    streamed.post(4, 5, shard="shardId-000000000001")

    result = streamed.result()

    assert result.passed
    assert (result.posted, result.kinesis.found, result.clean.found, result.clean.due) == (5, 5, 5, 5)


def test_a_record_that_kinesis_does_not_have_is_named_by_its_sequence_number(streamed):
    """Acknowledged a moment ago, so it has not expired."""
    streamed.post(1, 2)
    number = FIRST_NUMBER + STEP
    del streamed.kinesis[SHARD][number]

    result = streamed.result()

    assert failures(result.kinesis) == (1, 0, 0)
    assert result.findings[0].place == f"{STREAM}[{SHARD}]@{spelled(number)}"
    assert result.findings[0].key == 1


def test_what_retention_removed_is_not_lost(streamed):
    """Acknowledged more than a day ago."""
    streamed.post(1, at=NOW_S - RETENTION_S - 1)
    streamed.post(2)
    del streamed.kinesis[SHARD][FIRST_NUMBER + STEP]

    result = streamed.result()

    assert result.passed
    assert (result.kinesis.expired, result.kinesis.found) == (1, 1)


def test_a_copy_passes_only_with_a_send_that_explains_it(streamed):
    """One of two copies may be the retry of a send whose answer was lost."""
    streamed.post(1)
    streamed.note(1, "unknown")
    streamed.put(streamed.value(1))
    streamed.put(streamed.value(1))

    result = streamed.result()

    assert (result.kinesis.explained, failures(result.kinesis)) == (1, (0, 1, 0))


def test_json_that_is_spelled_anew_is_the_same_record(streamed):
    """API Gateway renders what it passes; another value is a change."""
    streamed.post(1, 2)
    first, second = streamed.kinesis[SHARD]
    streamed.kinesis[SHARD][first] = json.dumps(json.loads(streamed.value(1)), indent=1).encode()
    streamed.kinesis[SHARD][second] = streamed.value(3)

    result = streamed.result()

    assert (result.kinesis.reencoded, result.kinesis.found, failures(result.kinesis)) == (1, 1, (0, 0, 1))
    assert [item.key for item in result.kinesis.findings] == [2]


def test_records_of_a_lost_epoch_pass_if_they_were_cleaned_in_time(streamed):
    """They cannot be read any more; the table has them, or they are lost with that epoch."""
    streamed.post(1, 2, at=1500.0)
    streamed.epochs.append(Epoch(2, NOW_S - 10, "b"))
    streamed.kinesis[SHARD].clear()
    streamed.post(3)
    streamed.clean.remove(streamed.row(2))

    result = streamed.result()

    assert (result.kinesis.expired, failures(result.kinesis), result.kinesis.found) == (2, (0, 0, 0), 1)
    assert failures(result.clean) == (1, 0, 0)
    assert result.clean.findings[0].key == 2
    assert "it went with epoch 1 of the stream" in result.clean.findings[0].detail
    assert f"2 records were acknowledged in epoch 1 of {STREAM}, which is gone" in result.notes


def test_the_same_sequence_number_in_two_epochs_is_two_records(streamed):
    """An emulator that starts anew counts anew."""
    streamed.note(1, "acked", FIRST_NUMBER, at=1500.0)
    streamed.epochs.append(Epoch(2, NOW_S - 10, "b"))
    streamed.kinesis[SHARD][FIRST_NUMBER] = streamed.value(2)
    streamed.note(2, "acked", FIRST_NUMBER)
    streamed.clean += [streamed.row(1), streamed.row(2)]

    result = streamed.result()

    assert result.passed
    assert (result.kinesis.found, result.kinesis.expired, result.clean.found) == (1, 1, 2)


@pytest.mark.parametrize(("rows", "expected"), [(1, (1, 0, 0)), (2, (0, 0, 0)), (3, (0, 1, 0))])
def test_a_table_that_keeps_duplicates_has_a_row_for_each_record(streamed, rows, expected):
    """Two records of a key are two rows: no more, no less."""
    streamed.post(1, 1)
    streamed.keeps_all = True
    streamed.clean = [streamed.row(1)] * rows

    assert failures(streamed.result().clean) == expected


def test_a_table_without_duplicates_has_one_row_a_key(streamed):
    """A second one is doubled."""
    streamed.post(1, 1)

    assert failures(streamed.result().clean) == (0, 1, 0)


def test_records_that_were_dead_lettered_are_not_due(streamed):
    """They are counted apart."""
    streamed.post(1, 2)
    streamed.dead = {0: {0}}
    streamed.clean.remove(streamed.row(1))

    result = streamed.result()

    assert result.passed
    assert result.clean.dead_lettered == 1


def test_another_run_is_known_and_not_checked(streamed):
    """Its records are neither foreign nor due."""
    streamed.post(1)
    streamed.post(2, in_scope=False)
    streamed.put(b'"hello"')

    result = streamed.result()

    assert result.passed
    assert (result.posted, result.kinesis.found, result.kinesis.foreign) == (1, 1, 1)
