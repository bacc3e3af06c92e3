"""What a ledger says about a run."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corkboard import catalogue
from corkboard.ledger import Entry
from corkboard_emulator.progress import Progress, Settled


def lines(feed: str, post: int, *statuses: str) -> list[Entry]:
    """Return a record's lines."""
    return [Entry(feed, post, "00", status, 1.5, post=post) for status in statuses]


@given(st.permutations(range(60)), st.integers(0, 60))
def test_a_settled_set_is_a_set(posts, count):
    """Whatever the order of arrival."""
    settled = Settled()
    for post in posts[:count]:
        settled.add(post)

    assert {post for post in range(61) if post in settled} == set(posts[:count])
    assert len(settled) == count


def test_a_settled_set_keeps_only_what_is_out_of_order():
    """A million posts in order need no room."""
    settled = Settled()
    for post in range(1000):
        settled.add(post)

    assert settled.floor == 1000
    assert not settled._above


def test_acknowledged_and_dead_records_are_settled():
    """The others are to be sent again."""
    progress = Progress(
        [
            *lines("pin", 0, "sent", "acked"),
            *lines("pin", 1, "sent", "unknown"),
            *lines("pin", 2, "sent", "returned", "sent", "dead"),
            *lines("pin", 3, "sent"),
        ]
    )

    assert [post for post in range(5) if post in progress.settled["pin"]] == [0, 2]
    assert (progress.acked, progress.unknown, progress.dead) == (1, 1, 1)
    assert progress.last_dead.post == 2


def test_what_was_in_flight_when_the_run_stopped_becomes_unknown():
    """Only records sent and never answered; once noted they are not noted again."""
    progress = Progress([*lines("pin", 0, "sent", "acked"), *lines("geo", 4, "sent", "unknown", "sent")])

    interrupted = progress.interrupted(at=2.5)
    assert [(entry.feed, entry.post, entry.status) for entry in interrupted] == [("geo", 4, "unknown")]

    progress.add(*interrupted)
    assert progress.interrupted(at=3.5) == []


def test_a_post_is_through_when_its_three_records_are():
    """And those before it."""
    progress = Progress()
    for feed in catalogue.FEEDS:
        progress.add(*lines(feed.name, 0, "sent", "acked"), *lines(feed.name, 2, "sent", "acked"))
    assert progress.posts == 1

    progress.add(*lines("pin", 1, "sent", "acked"), *lines("geo", 1, "sent", "acked"))
    assert progress.posts == 1

    progress.add(*lines("user", 1, "sent", "acked"))
    assert progress.posts == 3
