"""Records on their way: reports find their records, and too much is refused before any of it is sent."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from proxy_fakes import FakeError, FakeProducer, only
from proxy_ports import until

from corkboard.clients import KafkaException
from corkboard.kafka.explained import Heard
from corkboard_proxy.limits import Limits
from corkboard_proxy.metrics import Counts
from corkboard_proxy.rest.deliveries import Batch, Deliveries
from corkboard_proxy.rest.errors import RestError
from corkboard_proxy.rest.reports import Refused

RECORDS = [(None, b"a", 0), (b"k", b"", None), (None, None, 2)]


def _deliver(producer, records=RECORDS):
    async def run():
        deliveries = Deliveries(only(producer), Limits(), Counts())
        batch = deliveries.send("pins", records, 30)
        await asyncio.wait_for(batch.done, 5)
        await deliveries.close()
        return batch, deliveries

    return asyncio.run(run())


def test_each_record_gets_its_own_place_whatever_the_reports_order():
    """Reports of different partitions come as they like; an empty value is a value."""
    producer = FakeProducer()
    batch, deliveries = _deliver(producer)

    assert batch.outcomes == [(0, 0), (0, 1), (2, 2)]
    assert producer.sent == [("pins", None, b"a", 0), ("pins", b"k", b"", None), ("pins", None, None, 2)]
    assert (deliveries.queued_records, deliveries.queued_bytes) == (0, 0)


def test_a_failed_report_is_its_records_alone():
    """The others are stored."""
    batch, _ = _deliver(FakeProducer(errors={1: FakeError("_MSG_TIMED_OUT", "too late")}))

    assert batch.outcomes == [(0, 0), Refused("_MSG_TIMED_OUT", "too late"), (2, 2)]
    assert (batch.refused, batch.rejected) == (1, 0)


@pytest.mark.parametrize("numbers", [(0,), (1,), (0, 1, 2)])
@pytest.mark.parametrize(
    ("error", "name"),
    [
        (BufferError("full"), "_QUEUE_FULL"),
        (KafkaException(FakeError("MSG_SIZE_TOO_LARGE")), "MSG_SIZE_TOO_LARGE"),
    ],
)
def test_a_record_that_the_producer_does_not_take_fails_alone(numbers, error, name):
    """Even if none of them is taken, the request ends."""
    batch, deliveries = _deliver(FakeProducer(raises=dict.fromkeys(numbers, error)))

    failed = [number for number, outcome in enumerate(batch.outcomes) if isinstance(outcome, Refused)]
    assert failed == list(numbers)
    assert {batch.outcomes[number].name for number in numbers} == {name}
    assert deliveries.queued_records == 0


@pytest.mark.parametrize("limits", [Limits(queued_records=2), Limits(queued_bytes=29)])
def test_too_much_is_refused_before_any_of_it_is_sent(limits):
    """429, and the client may send the whole request again."""
    producer = FakeProducer(silent=True)

    async def run():
        deliveries = Deliveries(only(producer), limits, Counts())
        with pytest.raises(RestError) as refused:
            deliveries.send("pins", RECORDS, 30)
        await deliveries.close()
        return refused.value.answer()

    answer = asyncio.run(run())

    assert answer.status == 429
    assert (b"retry-after", b"1") in answer.headers
    assert producer.sent == []


def test_reports_that_come_before_the_batch_is_counted_still_end_it():
    """The poll thread may be faster than the loop that notes how many were taken."""

    async def run():
        deliveries = Deliveries(only(FakeProducer(silent=True)), Limits(), Counts())
        batch = Batch(2, 5, Heard(), asyncio.get_running_loop().create_future())
        message = SimpleNamespace(partition=lambda: 0, offset=lambda: 9)
        deliveries._heard(batch, 0, None, message)
        deliveries._reject(batch, 1, Refused("_QUEUE_FULL", "full"))
        deliveries._settle(batch)
        await deliveries.close()
        return batch

    batch = asyncio.run(run())

    assert batch.done.done()
    assert batch.outcomes[0] == (0, 9)


def test_what_waits_is_counted_until_kafka_reports_whoever_still_listens():
    """A request that was given up leaves the queue with its last report: not before, and not never."""
    producer, counts = FakeProducer(errors={1: FakeError("_MSG_TIMED_OUT")}, silent=True), Counts()

    async def run():
        deliveries = Deliveries(only(producer), Limits(), counts)
        deliveries.send("pins", RECORDS, 30).done.cancel()
        await asyncio.sleep(0)
        waiting = deliveries.queued_records, deliveries.queued_bytes
        producer.silent = False
        await until(lambda: counts.stored + counts.refused == 3)
        await deliveries.close()
        return waiting, (deliveries.queued_records, deliveries.queued_bytes)

    assert asyncio.run(run()) == ((3, 30), (0, 0))
    assert (counts.stored, counts.refused) == (2, 1)
