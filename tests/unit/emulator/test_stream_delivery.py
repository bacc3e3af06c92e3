"""The stream path against a gateway that goes wrong: nothing acknowledged is missed or doubled in silence."""

from __future__ import annotations

import pytest
from aiohttp import web

from corkboard.catalogue import FEEDS
from corkboard.ledger import digest

THROTTLED = "ProvisionedThroughputExceededException"


def test_each_record_is_put_and_acknowledged_once_when_all_is_well(play, gateway, within_bounds):
    """Two lines a record, and each stream holds every record once, in bodies that name it."""
    played = play(rows=50, path="stream")

    assert {name: len(values) for name, values in gateway.stored.items()} == {
        f"streaming-corkboard-{feed.name}": 50 for feed in FEEDS
    }
    assert gateway.named == gateway.stored.keys()
    assert len(played.entries) == 300
    assert within_bounds(played.entries, "stream")
    assert gateway.types == {"application/json"}


@pytest.mark.parametrize("batch_size", [1, 20])
def test_the_place_in_the_ledger_is_where_the_value_is(play, gateway, batch_size):
    """Stream, shard and sequence number of an acknowledged line lead to the digest's value."""
    played = play(rows=50, path="stream", batch_size=batch_size)

    acked = [entry for entry in played.entries if entry.status == "acked"]
    assert len(acked) == 150
    for stream, shard, number in [entry.place for entry in acked]:
        assert (shard, len(number)) == ("shardId-000000000000", 56)
        assert stream in gateway.stored
    assert all(digest(gateway.stored[entry.place[0]][int(entry.place[2])]) == entry.digest for entry in acked)


@pytest.mark.parametrize("batch_size", [1, 2])
def test_a_partition_key_names_feed_and_row(play, gateway, batch_size):
    """So that feeds are told apart in a stream that they share."""
    play(rows=2, path="stream", batch_size=batch_size)

    assert sorted(gateway.keys) == sorted(f"corkboard-{feed.name}-{key}" for feed in FEEDS for key in (0, 1))


def test_only_the_throttled_records_of_a_batch_are_put_again(play, gateway, faults, within_bounds):
    """The others were acknowledged; nothing is unknown."""
    gateway.script.append(faults.records({0: THROTTLED, 3: THROTTLED}))

    played = play(rows=5, path="stream", batch_size=5, in_flight=1)

    assert gateway.count() == 15
    assert played.outcome.summary.unknown == 0
    assert within_bounds(played.entries, "stream")


def test_an_internal_failure_of_a_record_is_unknown_and_put_again(play, gateway, faults, within_bounds):
    """Kinesis may have it."""
    gateway.script.append(faults.records({1: "InternalFailure"}))

    played = play(rows=5, path="stream", batch_size=5, in_flight=1)

    assert played.outcome.summary.unknown == 1
    assert played.outcome.summary.acked == 15
    assert within_bounds(played.entries, "stream")


@pytest.mark.parametrize("is_stored", [True, False])
@pytest.mark.parametrize("status", [500, 503, 504])
def test_a_server_error_may_or_may_not_have_stored(play, gateway, faults, within_bounds, status, is_stored):
    """Both are within what the ledger allows, and the record arrives."""
    gateway.script.append(faults.status(status, is_stored=is_stored))

    played = play(rows=1, path="stream", in_flight=1)

    assert played.outcome.summary.unknown == 1
    assert within_bounds(played.entries, "stream")


@pytest.mark.parametrize("is_stored", [True, False])
def test_a_kept_connection_that_is_lost_is_not_put_again_unseen(
    play, gateway, faults, within_bounds, is_stored
):
    """A client may repeat a PUT by itself, as HTTP allows; then a double would have no explanation."""
    gateway.script.extend([*[faults.well] * 6, faults.reset(is_stored=is_stored)])

    played = play(rows=10, path="stream", in_flight=1)

    assert played.outcome.summary.unknown == 1
    assert gateway.count() == (31 if is_stored else 30)
    assert within_bounds(played.entries, "stream")


def test_a_refused_record_is_dead_and_the_others_go_on(play, gateway, faults):
    """A batch refused for its content is halved until the record to blame is alone."""

    async def too_large(double, request, values):
        double.script.appendleft(too_large)
        if any(b'"index":3,' in value for value in values):
            return web.json_response({"__type": "ValidationException", "message": "large"}, status=400)
        return await faults.well(double, request, values)

    gateway.script.append(too_large)

    played = play(rows=8, path="stream", batch_size=8, in_flight=1)

    [dead] = [entry for entry in played.entries if entry.status == "dead"]
    assert (dead.feed, dead.key, dead.reason) == ("pin", 3, "HTTP 400 ValidationException large")
    assert played.outcome.summary.acked == 23


def test_a_stream_that_is_not_there_ends_the_run_with_the_next_step(play, gateway, faults):
    """Its records are not called dead: the stream can be made and the run resumed."""
    absent = {"__type": "ResourceNotFoundException", "message": "Stream x not found"}
    gateway.script.extend([faults.status(400, absent)] * 1000)

    played = play(rows=5, path="stream", patience_s=0.3)

    assert played.outcome.summary.dead == 0
    assert "streaming-corkboard-" in str(played.outcome.error)
    assert "Stream x not found" in str(played.outcome.error)
    assert "corkboard up" in played.outcome.error.hint
    assert f"--resume {played.run}" in played.outcome.error.hint


def test_a_killed_streams_run_is_resumed_along_its_own_path(play, gateway, faults, within_bounds):
    """Nothing goes to a topic, nothing is put twice."""
    gateway.script.extend([*[faults.well] * 100, faults.interrupt()])
    first = play(rows=200, path="stream", order="course", in_flight=4)

    second = play(resume=first.run, in_flight=4)

    assert second.outcome.summary.complete
    assert second.outcome.summary.path == "stream"
    assert all(name.startswith("streaming-") for name in gateway.stored)
    assert gateway.count() == 600
    assert within_bounds(second.entries, "stream")
