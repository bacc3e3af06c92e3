"""The attempts to post one record."""

from __future__ import annotations

from corkboard import ledger
from corkboard.verify.story import postings


def entry(status, at, digest="aa", key=7528, place=None):
    return ledger.Entry("pin", key, digest, status, at, place)


def test_an_attempt_and_its_fate_are_one_posting():
    """With both times and the place."""
    lines = [entry("sent", 1.0), entry("acked", 1.5, place=("corkboard.pin", 0, 41))]

    (posting,) = postings("run", lines, "pin", 7528)

    assert (posting.status, posting.sent_at, posting.answered_at, posting.place[2]) == ("acked", 1.0, 1.5, 41)


def test_every_posting_of_a_repeated_key_is_told():
    """In the order of their fates; one without comes last."""
    lines = [entry("sent", 1), entry("unknown", 2), entry("sent", 3), entry("sent", 4), entry("acked", 5)]

    assert [(one.status, one.sent_at) for one in postings("run", lines, "pin", 7528)] == [
        ("unknown", 1),
        ("acked", 3),
        ("sent", 4),
    ]


def test_other_records_are_left_out():
    """Another key, or another feed's row of the same key."""
    assert not list(postings("run", [entry("acked", 1, key=1)], "pin", 7528))
    assert not list(postings("run", [entry("acked", 1)], "geo", 7528))
