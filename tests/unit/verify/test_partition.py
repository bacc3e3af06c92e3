"""A topic-partition by offset."""

from __future__ import annotations

from corkboard.verify.partition import ABSENT, EMPTY, FOREIGN, GONE, PartitionLog


def log_of(start, *records):
    log = PartitionLog(start)
    for offset, value in records:
        log.append(offset, value)
    log.close()
    return log


def test_offsets_left_out_are_absent():
    """Compaction and transactions leave holes."""
    log = log_of(5, (5, b"a"), (8, None))

    assert list(log.marks) == [FOREIGN, ABSENT, ABSENT, EMPTY]
    assert (log.end, log.index(8), log.index(4), log.index(9)) == (9, 3, None, None)


def test_reaching_back_moves_every_index():
    """What is added is gone from Kafka."""
    log = log_of(2, (2, b"a"))

    log.reach_back(0)

    assert list(log.marks) == [GONE, GONE, FOREIGN]
    assert len(log.keys) == len(log.landed) == len(log.digests) == 3


def test_landings_are_counted_up_to_255():
    """A byte a record."""
    log = log_of(0, (0, b"a"), (1, b"b"))

    for _ in range(300):
        log.land(0)
    log.land(0, 2)

    assert list(log.landed) == [255, 1]
