"""A real producer of librdkafka, on the brokers that it plays itself."""

from __future__ import annotations

import time
from threading import Thread

from corkboard.kafka.explained import Producer

WITHIN_S = 20
PLAYED = {"test.mock.num.brokers": 1, "enable.idempotence": True, "log_level": 0}


def poll_all(producer):
    """Poll until every record was heard of."""
    ends_at = time.monotonic() + WITHIN_S
    while len(producer):
        assert time.monotonic() < ends_at, "not every record was heard of"
        producer.poll(0.01)


def test_two_threads_that_poll_hear_one_record_at_a_time():
    """The REST proxy's metadata look-up polls beside its poll thread, and reports count without a lock."""
    producer, inside, met = Producer({**PLAYED}), [], []

    def heard(error, message):
        inside.append(message.offset())
        time.sleep(0.001)
        met.append(len(inside))
        inside.pop()

    for number in range(50):
        producer.produce("pins", b"%d" % number, on_delivery=heard)
    other = Thread(target=poll_all, args=(producer,))
    other.start()
    poll_all(producer)
    other.join()

    assert met == [1] * 50
