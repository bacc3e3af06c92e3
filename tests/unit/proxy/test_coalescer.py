"""Single puts that share calls: each its own answer, none lost, none twice, none out of turn."""

from __future__ import annotations

import asyncio
import random

import pytest
from coalescing import LONG_S, place_of, put_all
from hypothesis import given, settings
from hypothesis import strategies as st
from kinesis_fakes import FakeKinesis, error, record_of
from proxy_ports import until as until_true

from corkboard_proxy.limits import Limits
from corkboard_proxy.metrics import Counts
from corkboard_proxy.streams.coalescer import Coalescer
from corkboard_proxy.streams.pace import Pace


def test_concurrent_puts_share_a_call_and_each_gets_its_own_place():
    """In the order in which they came."""
    kinesis = FakeKinesis()
    replies = put_all(kinesis, [record_of(number, f"k{number}") for number in range(5)])

    assert kinesis.calls == [("PutRecords", "s", [0, 1, 2, 3, 4])]
    assert [reply.body for reply in replies] == [
        b'{"ShardId":"shardId-0","SequenceNumber":"%d"}' % number for number in range(1, 6)
    ]


def test_a_put_alone_is_a_put_record():
    """As the caller would have called."""
    kinesis = FakeKinesis()
    [reply] = put_all(kinesis, [record_of(7)])

    assert kinesis.calls == [("PutRecord", "s", [7])]
    assert (reply.status, place_of(reply)) == (200, "1")


def test_streams_do_not_share_calls():
    """A call has one stream."""
    kinesis = FakeKinesis()
    put_all(kinesis, [record_of(n, f"k{n}", f"s{n % 2}") for n in range(4)])

    assert sorted(kinesis.calls) == [("PutRecords", "s0", [0, 2]), ("PutRecords", "s1", [1, 3])]


@pytest.mark.parametrize(("count", "size", "sizes"), [(1001, 0, [500, 500, 1]), (7, 1_000_000, [5, 2])])
def test_a_call_has_at_most_500_records_and_5_mib(count, size, sizes):
    """Kinesis' limits."""
    kinesis = FakeKinesis()
    put_all(kinesis, [record_of(n, f"k{n}", size=size) for n in range(count)])

    assert [len(numbers) for _, _, numbers in kinesis.calls] == sizes


def test_what_gathers_behind_a_call_is_sent_500_at_a_time():
    """When as many calls as may be are on their way."""
    kinesis = FakeKinesis(turns=lambda _: 50)
    put_all(kinesis, [record_of(n, f"k{n}") for n in range(1600)], pace=Pace(calls=1))

    assert [len(numbers) for _, _, numbers in kinesis.calls] == [500, 500, 500, 100]


def test_a_lone_put_does_not_linger_and_others_wait_for_a_call_or_5_ms():
    """While a call is on its way, those who come share the next."""
    gate = asyncio.Event()

    class Gated(FakeKinesis):
        async def call(self, action, body):
            reply = await super().call(action, body)
            if len(self.calls) == 1:
                await gate.wait()
            return reply

    kinesis = Gated()

    async def run():
        coalescer = Coalescer(kinesis, Limits(), Counts(), Pace(linger_s=60))
        until = asyncio.get_running_loop().time() + LONG_S
        first = asyncio.create_task(coalescer.put(record_of(0, "k0"), until))
        await until_true(lambda: kinesis.calls)
        others = [asyncio.create_task(coalescer.put(record_of(n, f"k{n}"), until)) for n in (1, 2)]
        await asyncio.sleep(0.01)
        before = list(kinesis.calls)
        gate.set()
        await asyncio.gather(first, *others)
        return before

    assert asyncio.run(run()) == [("PutRecord", "s", [0])]
    assert kinesis.calls[1:] == [("PutRecords", "s", [1, 2])]


def test_records_of_one_key_are_never_on_their_way_together():
    """Or a refusal of the first would let the second overtake it."""
    kinesis = FakeKinesis(turns=lambda _: 5)
    put_all(kinesis, [record_of(n, "same") for n in range(4)])

    assert kinesis.calls == [("PutRecord", "s", [n]) for n in range(4)]
    assert kinesis.most_on_their_way == 1


@settings(max_examples=40, deadline=None)
@given(
    keys=st.lists(st.sampled_from("abcd"), min_size=1, max_size=40),
    seed=st.integers(0, 10_000),
    share=st.sampled_from([0.0, 0.3, 0.8]),
)
def test_a_keys_records_are_stored_in_the_order_in_which_they_came(keys, seed, share):
    """Whatever is throttled, whole calls or records, and however long each call takes; each once."""
    chance = random.Random(seed)

    def fate(_, entries):
        if chance.random() < share / 2:
            return error("ProvisionedThroughputExceededException")
        return {index for index in range(len(entries)) if chance.random() < share}

    kinesis = FakeKinesis(fate, turns=lambda _: chance.randrange(4))
    records = [record_of(number, key) for number, key in enumerate(keys)]
    replies = put_all(kinesis, records)

    assert [reply.status for reply in replies] == [200] * len(keys)
    expected = {key: [n for n, other in enumerate(keys) if other == key] for key in set(keys)}
    stored = {key: [n for other, n in kinesis.stored if other == key] for key in set(keys)}
    assert stored == expected
    places = {number: str(place + 1) for place, (_, number) in enumerate(kinesis.stored)}
    assert [place_of(reply) for reply in replies] == [places[number] for number in range(len(keys))]
