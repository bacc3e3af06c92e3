"""What can go wrong with one request to the gateway."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import TYPE_CHECKING

from aiohttp import web
from posting_gateway import answer, well

if TYPE_CHECKING:
    from posting_gateway import Fault


class Faults:
    """What can go wrong with one request."""

    well = staticmethod(well)

    @staticmethod
    def status(code: int, body: object = None, *, is_stored: bool = False) -> Fault:
        """Answer with a status of API Gateway's, after storing or without."""

        async def fault(gateway, request, values):
            if is_stored:
                gateway.store(request, values)
            return web.json_response(body or {"message": "no"}, status=code)

        return fault

    @staticmethod
    def records(errors: dict[int, int | str]) -> Fault:
        """Answer 200, and an error code for the records at some places."""

        async def fault(gateway, request, values):
            good = [value for place, value in enumerate(values) if place not in errors]
            entries = gateway.store(request, good)
            for place, code in sorted(errors.items()):
                entries.insert(
                    place,
                    {"ErrorCode": code, "ErrorMessage": "bad"}
                    if request.method == "PUT"
                    else {"partition": None, "offset": None, "error_code": code, "error": "bad"},
                )
            return answer(request, entries)

        return fault

    @staticmethod
    def reset(*, is_stored: bool) -> Fault:
        """Cut the connection instead of answering, after storing or before."""

        async def fault(gateway, request, values):
            if is_stored:
                gateway.store(request, values)
            request.transport.abort()
            return web.Response()

        return fault

    @staticmethod
    def slow(seconds: float) -> Fault:
        """Store, and answer late."""

        async def fault(gateway, request, values):
            answer = await well(gateway, request, values)
            await asyncio.sleep(seconds)
            return answer

        return fault

    @staticmethod
    def interrupt(then: Fault = well) -> Fault:
        """Press Ctrl-C while a request is being answered."""

        async def fault(gateway, request, values):
            os.kill(os.getpid(), signal.SIGINT)
            await asyncio.sleep(0.05)
            return await then(gateway, request, values)

        return fault
