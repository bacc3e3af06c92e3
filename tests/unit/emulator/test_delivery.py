"""Runs against a gateway that goes wrong: nothing acknowledged is missed, nothing doubled in silence."""

from __future__ import annotations

import pytest
from aiohttp import web

from corkboard.ledger import digest


def test_each_record_is_sent_and_acknowledged_once_when_all_is_well(play, gateway, within_bounds):
    """Two lines a record, and the gateway holds every record once."""
    played = play(rows=50)

    assert {topic: len(values) for topic, values in gateway.stored.items()} == {
        "corkboard.pin": 50,
        "corkboard.geo": 50,
        "corkboard.user": 50,
    }
    assert len(played.entries) == 300
    assert within_bounds(played.entries)
    assert played.outcome.exit_code == 0


def test_the_place_in_the_ledger_is_where_the_value_is(play, gateway):
    """Topic, partition and offset of an acknowledged line lead to the digest's value."""
    played = play(rows=30)

    acked = [entry for entry in played.entries if entry.status == "acked"]
    assert len(acked) == 90
    assert all(digest(gateway.stored[entry.place[0]][entry.place[2]]) == entry.digest for entry in acked)


@pytest.mark.parametrize("code", [50003, 2])
def test_a_retriable_error_inside_a_200_is_unknown_and_sent_again(play, gateway, faults, within_bounds, code):
    """The status of the request proves nothing, and a timed-out record may have been stored."""
    gateway.script.append(faults.records({0: code}))

    played = play(rows=1, in_flight=1)

    assert [entry.status for entry in played.entries].count("unknown") == 1
    assert played.outcome.summary.acked == 3
    assert within_bounds(played.entries)


def test_a_throttled_record_is_returned_and_sent_again(play, gateway, faults, within_bounds):
    """HTTP 429 stored nothing, so no double is excused."""
    gateway.script.append(faults.status(429, {"message": "Too Many Requests"}))

    played = play(rows=1, in_flight=1)

    assert sum(entry.status == "returned" for entry in played.entries) == 1
    assert played.outcome.summary.unknown == 0
    assert within_bounds(played.entries)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize("is_stored", [True, False])
def test_a_server_error_may_or_may_not_have_stored(play, gateway, faults, within_bounds, status, is_stored):
    """Both are within what the ledger allows, and the record arrives."""
    gateway.script.append(faults.status(status, is_stored=is_stored))

    played = play(rows=1, in_flight=1)

    assert played.outcome.summary.unknown == 1
    assert played.outcome.summary.acked == 3
    assert within_bounds(played.entries)


@pytest.mark.parametrize("is_stored", [True, False])
def test_a_lost_connection_leaves_the_outcome_unknown(play, gateway, faults, within_bounds, is_stored):
    """Reset after the record was received: it is sent again, and its double is explained."""
    gateway.script.append(faults.reset(is_stored=is_stored))

    played = play(rows=1, in_flight=1)

    assert played.outcome.summary.unknown == 1
    assert gateway.count() == (4 if is_stored else 3)
    assert within_bounds(played.entries)


def test_a_refused_record_is_dead_and_the_others_go_on(play, gateway, faults, within_bounds):
    """Its reason is in the ledger, and the run ends with exit code 1."""
    gateway.script.append(faults.records({1: 50002}))

    played = play(rows=5, batch_size=5, in_flight=1)

    [dead] = [entry for entry in played.entries if entry.status == "dead"]
    assert dead.reason == "50002 bad"
    assert played.outcome.summary.acked == 14
    assert played.outcome.summary.complete
    assert played.outcome.exit_code == 1
    assert within_bounds(played.entries)


def test_only_the_failed_records_of_a_batch_are_sent_again(play, gateway, faults):
    """The others were acknowledged and are not doubled."""
    gateway.script.append(faults.records({0: 50003, 3: 50003}))

    play(rows=5, batch_size=5, in_flight=1)

    assert gateway.count() == 15


def test_a_batch_refused_as_a_whole_loses_only_its_bad_record(play, gateway, within_bounds):
    """It is halved until the record to blame is alone."""

    async def too_large(double, request, values):
        is_bad = any(b'"index":3,' in value for value in values)
        if is_bad:
            double.script.appendleft(too_large)
            return web.json_response({"message": "Request Too Long"}, status=413)
        double.script.appendleft(too_large)
        return web.json_response({"offsets": double.store(request, values)})

    gateway.script.append(too_large)

    played = play(rows=8, batch_size=8, in_flight=1)

    assert [(entry.feed, entry.key) for entry in played.entries if entry.status == "dead"] == [("pin", 3)]
    assert played.outcome.summary.acked == 23
    assert within_bounds(played.entries)


def test_a_gateway_that_is_away_is_waited_for(play, within_bounds):
    """A refused connection stored nothing; when the gateway is there, all arrives."""
    played = play(rows=5, away_s=0.5)

    assert played.outcome.summary.acked == 15
    assert played.outcome.summary.unknown == 0
    assert within_bounds(played.entries)


def test_a_gateway_that_stays_away_ends_the_run_with_the_next_step(play, gateway):
    """After the patience, the message names the gateway, the last answer and how to resume."""
    played = play(rows=5, away_s=60, patience_s=0.3)

    assert played.outcome.exit_code == 1
    assert "no connection" in str(played.outcome.error)
    assert f"--resume {played.run}" in str(played.outcome.error)
    assert not played.outcome.summary.complete


@pytest.mark.parametrize(("status", "code"), [(404, 40401), (403, 403), (415, 415)])
def test_a_closed_route_ends_the_run_instead_of_killing_every_record(play, gateway, faults, status, code):
    """A wrong topic, stage or type says nothing about the records, so none is dead."""
    gateway.script.extend([faults.status(status, {"error_code": code, "message": "shut"})] * 1000)

    played = play(rows=5, patience_s=0.3)

    assert played.outcome.summary.dead == 0
    assert "shut" in str(played.outcome.error)
    assert "prefix" in played.outcome.error.hint


def test_with_one_in_flight_a_feed_lands_in_order_whatever_goes_wrong(play, gateway, faults):
    """A retry holds its feed back."""
    gateway.script.extend([faults.status(503), faults.well, faults.records({0: 50003}), faults.status(429)])

    play(rows=20, in_flight=1)

    keys = [int(value.split(b",")[0].split(b":")[1]) for value in gateway.stored["corkboard.pin"]]
    assert keys == list(range(20))
    assert gateway.busiest <= 3


def test_a_request_names_its_type(play, gateway):
    """The proxy tells JSON from binary by it."""
    play(rows=1)

    assert gateway.types == {"application/vnd.kafka.json.v2+json"}
