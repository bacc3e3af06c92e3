"""librdkafka's own producers, on brokers that it plays, ended in mid-flight by its own test hook."""

from __future__ import annotations

import asyncio
import ctypes
from pathlib import Path

import confluent_kafka
import pytest
from proxy_ports import until

from corkboard.kafka.explained import Producer
from corkboard_proxy.limits import Limits
from corkboard_proxy.metrics import Counts
from corkboard_proxy.rest.deliveries import Deliveries
from corkboard_proxy.rest.errors import record_code
from corkboard_proxy.rest.producers import Producers
from corkboard_proxy.rest.reports import Refused

PLAYED = {
    "test.mock.num.brokers": 1,
    "test.mock.broker.rtt": 100,
    "enable.idempotence": True,
    "linger.ms": 0,
    "batch.num.messages": 1,
    "max.in.flight.requests.per.connection": 1,
    "log_level": 0,
}
OUT_OF_ORDER = 45
HANDLE_AT = object.__basicsize__  # confluent-kafka keeps librdkafka's handle first


@pytest.fixture
def end():
    """Return what ends a producer for good."""
    found = sorted(Path(confluent_kafka.__file__).parent.parent.glob("confluent_kafka.libs/librdkafka*"))
    if not found:
        pytest.skip("confluent-kafka's wheel for this platform has librdkafka elsewhere")
    hook = ctypes.CDLL(str(found[0])).rd_kafka_test_fatal_error
    hook.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_char_p]
    return lambda made: hook(ctypes.c_void_p.from_address(id(made) + HANDLE_AT), OUT_OF_ORDER, b"injected")


def test_a_producer_that_librdkafka_ends_is_followed_by_one_that_works(end):
    """Every record has one fate, and only what the old producer did not get through is told to come again."""
    counts = Counts()

    async def run():
        producers = Producers(lambda: Producer({**PLAYED}), counts)
        deliveries, old, batches = Deliveries(producers, Limits(), counts), producers.current, []
        for number in range(40):
            batches.append(deliveries.send("pins", [(None, b"%d" % number, None)], 2))
            await asyncio.wait_for(batches[0].done, 20)
        end(old)
        await asyncio.wait_for(asyncio.gather(*(batch.done for batch in batches)), 20)
        await until(lambda: producers.current is not old)
        after = deliveries.send("pins", [(None, b"after", None)], 5)
        await asyncio.wait_for(after.done, 20)
        return batches, after, producers.trouble, await deliveries.close(5)

    batches, after, trouble, unknown = asyncio.run(run())

    refused = [one for batch in batches for one in batch.outcomes if isinstance(one, Refused)]
    assert 0 < len(refused) < len(batches)
    assert {record_code(one.name) for one in refused} == {50003}
    assert isinstance(after.outcomes[0], tuple)
    assert "injected" in trouble
    assert (counts.stored, counts.refused, unknown) == (41 - len(refused), len(refused), 0)
    assert counts.replaced_producers == 1
