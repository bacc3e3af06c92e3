"""Puts at the same time through one coalescer."""

from __future__ import annotations

import asyncio
import json

from corkboard_proxy.limits import Limits
from corkboard_proxy.metrics import Counts
from corkboard_proxy.streams.coalescer import Coalescer
from corkboard_proxy.streams.pace import Pace

QUICK = Pace(first_pause_s=0.001, longest_pause_s=0.002, margin_s=0.1)
LONG_S = 20.0


def put_all(kinesis, records, *, within_s=LONG_S, pace=QUICK, limits=None, counts=None):
    """Put records at the same time; return each one's reply or error."""

    async def run():
        coalescer = Coalescer(kinesis, limits or Limits(), counts or Counts(), pace)
        until = asyncio.get_running_loop().time() + within_s
        puts = [coalescer.put(record, until) for record in records]
        results = await asyncio.gather(*puts, return_exceptions=True)
        assert (coalescer.waiting_records, coalescer.waiting_bytes, coalescer._streams) == (0, 0, {})
        return results

    return asyncio.run(run())


def place_of(reply):
    """Return the sequence number that a reply tells."""
    return json.loads(reply.body)["SequenceNumber"]
