"""Records that wait for a call: whose caller goes, that are too many, and that a stop finds."""

from __future__ import annotations

import asyncio
import json

from coalescing import LONG_S, QUICK, put_all
from kinesis_fakes import FakeKinesis, record_of
from proxy_ports import until as until_true

from corkboard_proxy.limits import Limits
from corkboard_proxy.metrics import Counts
from corkboard_proxy.streams.coalescer import Coalescer
from corkboard_proxy.streams.pace import Pace


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
    results = put_all(kinesis, [record_of(n, f"k{n}") for n in range(4)], limits=Limits(queued_records=3))

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
