"""Two runs side by side: the same posts along both paths, each with its own ledger and its own end."""

from __future__ import annotations

import pytest

from corkboard.catalogue import FEEDS
from corkboard.errors import UsageError

BOTH = ("batch", "stream")


def test_every_post_goes_along_both_paths(play_all, gateway, within_bounds):
    """The same bytes, once in the topic and once in the stream; one ledger a path."""
    batch, stream = play_all(rows=40, paths=BOTH, order="course", in_flight=1)

    for feed in FEEDS:
        assert gateway.stored[feed.topic("corkboard")] == gateway.stored[feed.stream("corkboard")]
    assert within_bounds(batch.entries)
    assert within_bounds(stream.entries, "stream")
    assert batch.run.replace("-batch-", "-stream-") == stream.run
    assert (batch.outcome.exit_code, stream.outcome.exit_code) == (0, 0)


def test_one_path_that_is_closed_does_not_end_the_other(play_all, gateway, faults):
    """The streams take nothing: the topics get all, and the stream's run can be resumed."""

    async def closed(double, request, values):
        double.script.appendleft(closed)
        if request.method == "POST":
            return await faults.well(double, request, values)
        return await faults.status(403)(double, request, values)

    gateway.script.append(closed)
    batch, stream = play_all(rows=30, paths=BOTH, patience_s=0.3)
    gateway.script.clear()

    assert batch.outcome.summary.complete
    assert "streaming-corkboard" in str(stream.outcome.error)

    [resumed] = play_all(resume=stream.run)
    assert resumed.outcome.summary.complete
    assert gateway.count() == 180


def test_ctrl_c_ends_both_and_each_is_resumed_by_its_own_name(play_all, gateway, faults):
    """Exit code 130 of each, and nothing is posted twice."""
    gateway.script.extend([*[faults.well] * 50, faults.interrupt()])
    stopped = play_all(rows=300, paths=BOTH, in_flight=4)

    assert [played.outcome.exit_code for played in stopped] == [130, 130]

    resumed = [played for first in stopped for played in play_all(resume=first.run)]
    assert [played.outcome.summary.acked for played in resumed] == [900, 900]
    assert gateway.count() == 1800


def test_a_resumed_streams_run_takes_no_more_records_a_request_than_a_stream(play, play_all):
    """The path is known only once the plan is read."""
    first = play(rows=5, path="stream")

    with pytest.raises(UsageError, match="500"):
        play_all(resume=first.run, batch_size=501)
