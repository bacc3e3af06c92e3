"""The ledger's files."""

from __future__ import annotations

import pytest

from corkboard import ledger
from corkboard.errors import UsageError, VerifyError
from corkboard.settings import load
from corkboard.verify.posted import read_posted
from corkboard.verify.watch import Silent


@pytest.fixture
def settings(tmp_path):
    """Return settings whose ledger is empty."""
    return load({"home": tmp_path}, environ={})


def write(settings, run, *entries, plan=None):
    with ledger.Writer(settings.ledger_dir, run) as book:
        if plan:
            book.plan(plan)
        book.write(*entries)


def plan(path="batch", prefix="corkboard"):
    return ledger.Plan(path=path, prefix=prefix, order="sequential", seed=1, rows=1, table_rows=1)


def acked(offset=0, container="corkboard.pin"):
    return ledger.Entry("pin", 7528, "ff", "acked", 1.0, (container, 0, offset))


def test_an_empty_ledger_says_that_nothing_was_posted(settings):
    """And what to do."""
    with pytest.raises(VerifyError, match=r"nothing was posted(?s:.*)corkboard post"):
        read_posted(settings, None, Silent())


def test_an_unknown_run_names_the_last_ones(settings):
    """So that the name can be corrected."""
    write(settings, "20260101-batch", acked())

    with pytest.raises(UsageError, match=r"20269999(?s:.*)20260101-batch"):
        read_posted(settings, "20269999", Silent())


def test_a_run_narrows_the_scope(settings):
    """The others' records are known and not in scope."""
    write(settings, "1", acked(0), plan=plan())
    write(settings, "2", acked(1), plan=plan())

    book = read_posted(settings, "2", Silent()).book.feeds["corkboard.pin"]

    assert (book.acknowledged, list(book.elsewhere[0].offsets)) == (1, [0])


def test_a_stream_runs_open_sends_explain_nothing_in_kafka(settings):
    """Its lines are the stream's, also those without a place."""
    sent = ledger.Entry("pin", 1, "ee", "sent", 1.0)
    write(settings, "1", acked(), plan=plan())
    write(settings, "2", sent, acked(container="streaming-corkboard-pin"), plan=plan("stream"))

    posted = read_posted(settings, None, Silent())

    pins = posted.streams[0]
    assert (posted.book.outside, len(posted.book.feeds["corkboard.pin"].unanswered)) == (0, 0)
    assert (pins.book.topic, pins.acknowledged, len(pins.book.unanswered)) == (
        "streaming-corkboard-pin",
        1,
        1,
    )


def test_only_records_sent_elsewhere_are_nothing_posted_here(settings):
    """And the message says where they went."""
    write(settings, "1", acked(container="other.pin"), plan=plan(prefix="other"))

    with pytest.raises(VerifyError, match="1 went to topics or streams of another name"):
        read_posted(settings, None, Silent())


def test_a_damaged_line_is_named_with_its_file(settings):
    """Not a stack trace."""
    write(settings, "1", acked())
    with (settings.ledger_dir / "1.jsonl").open("ab") as file:
        file.write(b"{broken\n")

    with pytest.raises(VerifyError, match=r"1\.jsonl is damaged"):
        read_posted(settings, None, Silent())
