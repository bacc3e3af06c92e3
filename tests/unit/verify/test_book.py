"""The ledger, packed."""

from __future__ import annotations

import pytest

from corkboard import catalogue, ledger
from corkboard.verify.book import Unanswered, open_book

TOPICS = catalogue.topics("corkboard")


def entry(status="acked", place=("corkboard.pin", 0, 41), key=7528):
    return ledger.Entry("pin", key, "00000000000000ff", status, 1.0, place)


def test_an_acknowledged_record_is_kept_with_its_place_digest_and_key():
    """In its partition's arrays."""
    book = open_book([entry(place=("corkboard.pin", 2, 41))], TOPICS).feeds["corkboard.pin"]

    assert list(book.posted[2]) == [(41, 255, 7528)]
    assert book.acknowledged == 1


def test_records_sent_to_a_stream_are_counted_outside():
    """They have no place in Kafka."""
    book = open_book([entry(place=("streaming-corkboard-pin", "shardId-000000000000", "49"))], TOPICS)

    assert (book.outside, book.acknowledged) == (1, 0)


def test_refused_records_are_counted_in_scope_only():
    """They were never promised."""
    book = open_book([entry("dead", None)], TOPICS, others=[entry("dead", None)])

    assert book.feeds["corkboard.pin"].refused == 1


@pytest.mark.parametrize(
    ("statuses", "open_fates"),
    [
        (["sent", "acked"], 0),
        (["sent", "returned", "sent", "acked"], 0),
        (["sent", "dead"], 0),
        (["sent"], 1),
        (["sent", "unknown"], 1),
        (["sent", "unknown", "sent", "acked"], 1),
        (["sent", "sent", "acked"], 1),
        (["unknown", "acked"], 1),
        (["sent", "unknown", "sent", "unknown", "sent"], 3),
    ],
)
def test_each_attempt_without_a_certain_fate_explains_one_record(statuses, open_fates):
    """The same as the ledger's own count: at most minus at least."""
    unanswered = Unanswered()
    for status in statuses:
        unanswered.note(status, 255, 7528)

    count = ledger.copies(entry(status, None) for status in statuses)["pin", "00000000000000ff"]
    assert len(unanswered) == open_fates == count.at_most - count.at_least
    assert [unanswered.take(255) for _ in range(open_fates + 1)] == [7528] * open_fates + [None]
