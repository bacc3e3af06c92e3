"""What a run came to."""

from __future__ import annotations

from corkboard import catalogue
from corkboard.ledger import Entry, Plan
from corkboard_emulator.progress import Progress
from corkboard_emulator.summary import sentences, summarize


def progress(posts: int, *, dead: int = 0) -> Progress:
    """Return the progress of so many posts, the first pins of them dead."""
    found = Progress()
    for feed in catalogue.FEEDS:
        for post in range(posts):
            is_dead = feed.name == "pin" and post < dead
            found.add(
                Entry(feed.name, post, "00", "dead" if is_dead else "acked", 1.5, reason="bad", post=post)
            )
    return found


def plan(rows: int | None) -> Plan:
    """Return a plan of so many posts."""
    return Plan(path="batch", prefix="p", order="sequential", seed=100, rows=rows, table_rows=10)


def test_counts_are_of_the_run_and_the_rate_of_this_part():
    """A resumed run had 9 of its 30 records before."""
    summary = summarize("r", plan(10), progress(10), acked_before=9, seconds=2.0)

    assert summary.posted == {"pin": 10, "geo": 10, "user": 10}
    assert (summary.acked, summary.records_per_s, summary.complete) == (30, 10.5, True)


def test_an_incomplete_run_says_how_to_go_on():
    """With its own name."""
    summary = summarize("r-1", plan(None), progress(10), acked_before=0, seconds=2.0)

    assert not summary.complete
    assert any(line.endswith("corkboard post --resume r-1") for line in sentences(summary, None))


def test_a_dead_record_is_named_with_its_reason():
    """The others are in the ledger."""
    found = progress(10, dead=2)
    summary = summarize("r", plan(10), found, acked_before=0, seconds=2.0)

    text = "\n".join(sentences(summary, found.last_dead))
    assert "2 dead" in text
    assert "pin 1: bad" in text
