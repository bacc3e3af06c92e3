"""Single puts that share calls: each its own answer, none lost, none twice, none out of turn."""

from __future__ import annotations

import asyncio
import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kinesis_fakes import FakeKinesis, error, record_of
from proxy_ports import until as until_true

from corkboard_proxy.gateway.errors import BACKEND_FAILED, GatewayError
from corkboard_proxy.limits import Limits
from corkboard_proxy.metrics import Counts
from corkboard_proxy.streams.calls import NotSentError
from corkboard_proxy.streams.coalescer import Coalescer
from corkboard_proxy.streams.pace import Pace
from corkboard_proxy.streams.replies import Reply

QUICK = Pace(first_pause_s=0.001, longest_pause_s=0.002, margin_s=0.1)
LONG_S = 20.0


def _put_all(kinesis, records, *, within_s=LONG_S, pace=QUICK, limits=None, counts=None):
    """Put records at the same time; return each one's reply or error."""

    async def run():
        coalescer = Coalescer(kinesis, limits or Limits(), counts or Counts(), pace)
        until = asyncio.get_running_loop().time() + within_s
        puts = [coalescer.put(record, until) for record in records]
        results = await asyncio.gather(*puts, return_exceptions=True)
        assert (coalescer.waiting_records, coalescer.waiting_bytes, coalescer._streams) == (0, 0, {})
        return results

    return asyncio.run(run())


def _place(reply):
    return json.loads(reply.body)["SequenceNumber"]


def test_concurrent_puts_share_a_call_and_each_gets_its_own_place():
    """In the order in which they came."""
    kinesis = FakeKinesis()
    replies = _put_all(kinesis, [record_of(number, f"k{number}") for number in range(5)])

    assert kinesis.calls == [("PutRecords", "s", [0, 1, 2, 3, 4])]
    assert [reply.body for reply in replies] == [
        b'{"ShardId":"shardId-0","SequenceNumber":"%d"}' % number for number in range(1, 6)
    ]


def test_a_put_alone_is_a_put_record():
    """As the caller would have called."""
    kinesis = FakeKinesis()
    [reply] = _put_all(kinesis, [record_of(7)])

    assert kinesis.calls == [("PutRecord", "s", [7])]
    assert (reply.status, _place(reply)) == (200, "1")


def test_streams_do_not_share_calls():
    """A call has one stream."""
    kinesis = FakeKinesis()
    _put_all(kinesis, [record_of(n, f"k{n}", f"s{n % 2}") for n in range(4)])

    assert sorted(kinesis.calls) == [("PutRecords", "s0", [0, 2]), ("PutRecords", "s1", [1, 3])]


@pytest.mark.parametrize(("count", "size", "sizes"), [(1001, 0, [500, 500, 1]), (7, 1_000_000, [5, 2])])
def test_a_call_has_at_most_500_records_and_5_mib(count, size, sizes):
    """Kinesis' limits."""
    kinesis = FakeKinesis()
    _put_all(kinesis, [record_of(n, f"k{n}", size=size) for n in range(count)])

    assert [len(numbers) for _, _, numbers in kinesis.calls] == sizes


def test_what_gathers_behind_a_call_is_sent_500_at_a_time():
    """When as many calls as may be are on their way."""
    kinesis = FakeKinesis(turns=lambda _: 50)
    _put_all(kinesis, [record_of(n, f"k{n}") for n in range(1600)], pace=Pace(calls=1))

    assert [len(numbers) for _, _, numbers in kinesis.calls] == [500, 500, 500, 100]


def test_records_of_one_key_are_never_on_their_way_together():
    """Or a refusal of the first would let the second overtake it."""
    kinesis = FakeKinesis(turns=lambda _: 5)
    _put_all(kinesis, [record_of(n, "same") for n in range(4)])

    assert kinesis.calls == [("PutRecord", "s", [n]) for n in range(4)]
    assert kinesis.most_on_their_way == 1


def test_what_is_throttled_is_repeated_and_the_rest_is_not():
    """Only the refused records of a call go again."""
    seen = set()

    def fate(_, entries):
        failing = {index for index, entry in enumerate(entries) if index % 2 and entry["Data"] not in seen}
        seen.update(entry["Data"] for entry in entries)
        return failing

    kinesis, counts = FakeKinesis(fate), Counts()
    replies = _put_all(kinesis, [record_of(n, f"k{n}") for n in range(4)], counts=counts)

    assert [reply.status for reply in replies] == [200] * 4
    assert sorted(number for _, number in kinesis.stored) == [0, 1, 2, 3]
    assert counts.repeated_puts == 2


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
    replies = _put_all(kinesis, records)

    assert [reply.status for reply in replies] == [200] * len(keys)
    expected = {key: [n for n, other in enumerate(keys) if other == key] for key in set(keys)}
    stored = {key: [n for other, n in kinesis.stored if other == key] for key in set(keys)}
    assert stored == expected
    places = {number: str(place + 1) for place, (_, number) in enumerate(kinesis.stored)}
    assert [_place(reply) for reply in replies] == [places[number] for number in range(len(keys))]


@pytest.mark.parametrize("count", [1, 3])
def test_a_throttling_that_does_not_end_is_the_callers_when_its_time_is_nearly_over(count):
    """In the words of a PutRecord."""
    kinesis = FakeKinesis(lambda _, entries: set(range(len(entries))))
    replies = _put_all(kinesis, [record_of(n, f"k{n}") for n in range(count)], within_s=0.15)

    assert {reply.status for reply in replies} == {400}
    assert {json.loads(reply.body)["__type"] for reply in replies} == {
        "ProvisionedThroughputExceededException"
    }
    assert len(kinesis.calls) > 1
    assert kinesis.stored == []


def test_a_missing_stream_is_told_to_everyone_at_once():
    """Kinesis' own answer, and no repetition."""
    kinesis = FakeKinesis(lambda *_: error("ResourceNotFoundException"))
    replies = _put_all(kinesis, [record_of(n, f"k{n}") for n in range(3)])

    assert replies == [error("ResourceNotFoundException")] * 3
    assert len(kinesis.calls) == 1


def test_one_bad_record_does_not_refuse_the_others():
    """A call that was refused for one of its records is taken apart."""

    def fate(action, entries):
        bad = any(entry["PartitionKey"] == "bad" for entry in entries)
        return error("ValidationException", message=action) if bad else None

    kinesis = FakeKinesis(fate)
    replies = _put_all(kinesis, [record_of(0, "a"), record_of(1, "bad"), record_of(2, "c")])

    assert [reply.status for reply in replies] == [200, 400, 200]
    assert json.loads(replies[1].body)["message"] == "PutRecord"
    assert sorted(kinesis.stored) == [("a", 0), ("c", 2)]


@pytest.mark.parametrize(
    "outcome",
    [
        GatewayError(BACKEND_FAILED, "connection lost"),
        Reply(200, b"{}"),
        Reply(200, b'{"Records":[{}]}'),
        Reply(200, b'{"Records":[{"ShardId":"s"},{"ShardId":"s"}]}'),
        Reply(200, b"<html>"),
    ],
    ids=["lost", "no-records", "too-few", "no-places", "no-json"],
)
def test_what_nobody_knows_is_told_and_not_repeated(outcome):
    """A repetition might store the record twice."""
    kinesis = FakeKinesis(lambda *_: outcome)
    errors = _put_all(kinesis, [record_of(n, f"k{n}") for n in range(2)])

    assert [error.failure.status for error in errors] == [504, 504]
    assert len(kinesis.calls) == 1


def test_a_failure_of_kinesis_itself_is_not_repeated():
    """A 500 of the whole call does not say what is stored."""
    kinesis = FakeKinesis(lambda *_: error("InternalFailure", 500))
    replies = _put_all(kinesis, [record_of(n, f"k{n}") for n in range(2)])

    assert replies == [error("InternalFailure", 500)] * 2
    assert len(kinesis.calls) == 1


def test_what_was_never_sent_is_sent_when_kinesis_is_back():
    """Nothing can double."""
    away = [NotSentError(BACKEND_FAILED, "refused")] * 2
    kinesis = FakeKinesis(lambda *_: away.pop() if away else None)
    replies = _put_all(kinesis, [record_of(n, f"k{n}") for n in range(2)])

    assert [reply.status for reply in replies] == [200, 200]
    assert len(kinesis.stored) == 2


def test_what_could_never_be_sent_is_a_504():
    """When the caller's time is nearly over."""
    kinesis = FakeKinesis(lambda *_: NotSentError(BACKEND_FAILED, "refused"))
    [failed] = _put_all(kinesis, [record_of(0)], within_s=0.15)

    assert failed.failure is BACKEND_FAILED
    assert len(kinesis.calls) > 1


def test_a_record_whose_caller_is_gone_is_not_sent():
    """It waited behind another of its key, and its caller was answered 504 meanwhile."""
    kinesis = FakeKinesis(turns=lambda _: 50)

    async def run():
        coalescer = Coalescer(kinesis, Limits(), Counts(), QUICK)
        until = asyncio.get_running_loop().time() + LONG_S
        puts = [asyncio.create_task(coalescer.put(record_of(n), until)) for n in range(3)]
        await asyncio.sleep(0)
        puts[1].cancel()
        await asyncio.gather(*puts, return_exceptions=True)
        return coalescer

    coalescer = asyncio.run(run())

    assert [number for _, number in kinesis.stored] == [0, 2]
    assert (coalescer.waiting_records, coalescer._streams) == (0, {})


def test_too_many_waiting_records_are_a_429():
    """Memory has a limit."""
    kinesis = FakeKinesis(turns=lambda _: 50)
    results = _put_all(kinesis, [record_of(n, f"k{n}") for n in range(4)], limits=Limits(queued_records=3))

    assert [result.status for result in results[:3]] == [200] * 3
    assert results[3].failure.status == 429


def test_a_stop_that_takes_too_long_answers_everyone():
    """With the last refusal, or that the outcome is unknown; nobody is cut."""

    async def run():
        slow = FakeKinesis(lambda _, entries: {0}, turns=lambda _: 3)
        coalescer = Coalescer(
            slow, Limits(), Counts(), Pace(first_pause_s=60, longest_pause_s=60, margin_s=0)
        )
        until = asyncio.get_running_loop().time() + 600
        refused = asyncio.create_task(coalescer.put(record_of(0, "a"), until))
        await until_true(lambda: slow.calls and not slow.on_their_way)
        slow.turns = lambda _: 10_000
        sent = asyncio.create_task(coalescer.put(record_of(1, "b"), until))
        await until_true(lambda: slow.on_their_way)
        coalescer.abandon()
        return await asyncio.gather(refused, sent, return_exceptions=True)

    refused, sent = asyncio.run(run())

    assert json.loads(refused.body)["__type"] == "ProvisionedThroughputExceededException"
    assert "unknown" in sent.detail


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
