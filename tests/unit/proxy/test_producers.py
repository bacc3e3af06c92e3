"""A producer that has ended for good is replaced: soon, seldom, and without sending a record twice."""

from __future__ import annotations

import asyncio
import json

import pytest
from proxy_fakes import JSON, FakeError, FakeProducer, call, rest_app, scope_of
from proxy_ports import until

from corkboard.errors import SettingsError
from corkboard_proxy.limits import Limits
from corkboard_proxy.metrics import Counts
from corkboard_proxy.rest.deliveries import Deliveries
from corkboard_proxy.rest.producers import Producers
from corkboard_proxy.rest.reports import Refused

RECORD = (None, b"a", 0)
LOST = "its id was lost"


def ended(reason=LOST):
    """Return a producer that ends at once, as under a reason that lasts."""
    producer = FakeProducer()
    producer.end(reason)
    return producer


def test_a_record_stays_with_its_producer_and_the_next_one_goes_to_the_new():
    """What was on its way gets the report of the old producer, however late, and its reason."""
    old, new, counts = (
        FakeProducer(errors={0: FakeError("_PURGE_QUEUE")}, silent=True),
        FakeProducer(),
        Counts(),
    )

    async def run():
        producers = Producers(iter([old, new]).__next__, counts)
        deliveries = Deliveries(producers, Limits(), counts)
        before = deliveries.send("pins", [RECORD], 5)
        old.end(LOST)
        await until(lambda: producers.current is new)
        after = deliveries.send("pins", [RECORD], 5)
        await asyncio.wait_for(after.done, 5)
        old.silent = False
        await asyncio.wait_for(before.done, 5)
        return before, after, await deliveries.close()

    before, after, unknown = asyncio.run(run())

    assert before.outcomes == [Refused("_PURGE_QUEUE", LOST)]
    assert after.outcomes == [(0, 0)]
    assert (len(old.sent), len(new.sent), unknown) == (1, 1, 0)
    assert (counts.stored, counts.refused, counts.replaced_producers) == (1, 1, 1)


def test_a_record_that_meets_the_ended_producer_is_told_to_come_again():
    """With 50003, and why."""
    producer = ended()

    async def run():
        return await call(rest_app(producer), scope_of("POST", "/topics/pins", JSON), b'{"records":[{}]}')

    [entry] = json.loads(asyncio.run(run()).body)["offsets"]

    assert (entry["error_code"], entry["error"]) == (50003, LOST)


@pytest.mark.parametrize(("replace_s", "made"), [(60, 2), (0, 11)])
def test_a_reason_that_lasts_makes_a_producer_now_and_then(replace_s, made):
    """Not one a poll."""
    counts = Counts()
    producers = Producers(ended, counts, replace_s=replace_s)

    for _ in range(10):
        producers.poll(0)

    assert counts.replaced_producers == made - 1
    assert producers.trouble == LOST


def test_trouble_is_over_when_the_next_producer_has_held():
    """One that is new has not proved anything: it would be called well every 5 s, for a moment."""
    held, fresh = (
        Producers(iter([ended(), FakeProducer()]).__next__, Counts(), replace_s=s) for s in (0, 60)
    )
    for producers in (held, fresh):
        producers.poll(0)

    assert held.trouble == ""
    assert fresh.trouble == LOST


def test_a_producer_that_cannot_be_made_is_tried_again():
    """The credentials may be away for a while; the poll thread goes on."""
    old, new = ended(), FakeProducer()
    outcomes = iter([old, SettingsError("no credentials"), new])

    def make():
        outcome = next(outcomes)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    producers = Producers(make, Counts(), replace_s=0)
    producers.poll(0)
    first = producers.current
    producers.poll(0)

    assert (first, producers.current) == (old, new)


@pytest.mark.parametrize(
    ("producer", "status", "said"),
    [(FakeProducer(), 200, {"status": "ok", "brokers": [1]}), (ended(), 503, {"producer": LOST})],
)
def test_health_tells_of_a_producer_that_has_ended(producer, status, said):
    """The broker answers, and still nothing can be produced."""

    async def run():
        return await call(rest_app(producer), scope_of("GET", "/health"))

    answer = asyncio.run(run())

    assert answer.status == status
    assert said.items() <= json.loads(answer.body).items()
