"""AWS integrations: a mapped call of Kinesis."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corkboard.errors import UsageError
from corkboard_proxy.gateway.mapping import RequestMapping, ResponseMapping

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corkboard_proxy.answers import Answer
    from corkboard_proxy.gateway.app import Backend
    from corkboard_proxy.gateway.definition import Route
    from corkboard_proxy.gateway.requests import CallerRequest
    from corkboard_proxy.streams.calls import KinesisCalls

ACTION = re.compile(r"arn:aws[\w-]*:apigateway:[\w-]*:kinesis:action/(\w+)")


class Kinesis:
    """Serves integrations of type AWS whose service is Kinesis."""

    def __init__(self, calls: KinesisCalls, stage: str, stage_variables: Mapping[str, str]) -> None:
        self._calls = calls
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
            raise UsageError(
                f"{what} is not served", hint="Kinesis is: arn:aws:apigateway:<region>:kinesis:action/…"
            )
        action = found[1]
        request = RequestMapping(route, self._stage, self._variables)
        response = ResponseMapping(route, self._stage, self._variables)

        async def answer(caller: CallerRequest) -> Answer:
            status, body = await self._calls.call(action, request.fill(caller))
            return response.answer(caller, status, body)

        return answer
