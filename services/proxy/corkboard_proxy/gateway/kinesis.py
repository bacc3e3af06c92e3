"""AWS integrations: a mapped call of Kinesis."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corkboard.errors import UsageError
from corkboard_proxy.gateway.mapping import RequestMapping, ResponseMapping
from corkboard_proxy.gateway.standard_templates import fill_record, fill_records
from corkboard_proxy.streams.puts import read_record

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from corkboard_proxy.answers import Answer
    from corkboard_proxy.gateway.app import Backend
    from corkboard_proxy.gateway.definition import Route
    from corkboard_proxy.gateway.requests import CallerRequest
    from corkboard_proxy.streams.calls import KinesisCalls
    from corkboard_proxy.streams.coalescer import Coalescer
    from corkboard_proxy.streams.replies import Reply

    Call = Callable[[CallerRequest], Awaitable[Reply]]

ACTION = re.compile(r"arn:aws[\w-]*:apigateway:[\w-]*:kinesis:action/(\w+)")

OWN_HEADERS = ("integration.request.header.content-type", "integration.request.header.x-amz-target")


class Kinesis:
    """Serves integrations of type AWS whose service is Kinesis.

    Args:
        calls: How Kinesis is called.
        coalescer: What puts single records together.
        stage: The stage's name.
        stage_variables: Its variables.
    """

    def __init__(
        self, calls: KinesisCalls, coalescer: Coalescer, stage: str, stage_variables: Mapping[str, str]
    ) -> None:
        self._calls = calls
        self._coalescer = coalescer
        self._stage = stage
        self._variables = stage_variables

    def prepare(self, route: Route) -> Backend:
        """Return what answers a route's requests.

        Raises:
            UsageError: The route calls another service, or its mappings cannot be read.
        """
        found = ACTION.fullmatch(route.integration.uri)
        if found is None:
            what = f"{route}: the AWS integration {route.integration.uri!r}"
            hint = "Kinesis is: arn:aws:apigateway:<region>:kinesis:action/<action>"
            raise UsageError(f"{what} is not served", hint=hint)
        for target in route.integration.parameters:
            if target.lower() not in OWN_HEADERS:
                raise UsageError(f"{route}: requestParameters: {target} of a Kinesis call is not served")
        request = RequestMapping(route, self._stage, self._variables)
        response = ResponseMapping(route, self._stage, self._variables)
        call = self._put(request) if found[1] == "PutRecord" else self._any(found[1], request)

        async def answer(caller: CallerRequest) -> Answer:
            status, body = await call(caller)
            return response.answer(caller, status, body)

        return answer

    def _put(self, request: RequestMapping) -> Call:
        """Return what puts one record; one that might be refused goes alone, as the caller said it."""

        async def put(caller: CallerRequest) -> Reply:
            template = request.find(caller)
            record = fill_record(caller) if template is not None and template.is_record else None
            if record is None:
                text = request.fill(caller)
                record = read_record(text)
                if record is None:
                    return await self._calls.call("PutRecord", text)
            return await self._coalescer.put(record, caller.until)

        return put

    def _any(self, action: str, request: RequestMapping) -> Call:
        async def call(caller: CallerRequest) -> Reply:
            template = request.find(caller)
            text = None
            if template is not None and template.is_records:
                text = fill_records(caller, takes_values=template.takes_values)
            return await self._calls.call(action, request.fill(caller) if text is None else text)

        return call
