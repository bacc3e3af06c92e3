"""HTTP: the request is mapped on its way to a backend, and the answer on its way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corkboard_proxy.gateway.mapping import RequestMapping, ResponseMapping
from corkboard_proxy.gateway.requests import BackendTemplate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corkboard_proxy.answers import Answer
    from corkboard_proxy.gateway.app import Backend
    from corkboard_proxy.gateway.definition import Route
    from corkboard_proxy.gateway.fetch import Fetcher
    from corkboard_proxy.gateway.requests import CallerRequest


class Http:
    """Serves HTTP integrations."""

    def __init__(self, fetcher: Fetcher, stage: str, stage_variables: Mapping[str, str]) -> None:
        self._fetcher = fetcher
        self._stage = stage
        self._variables = stage_variables

    def prepare(self, route: Route) -> Backend:
        """Return what answers a route's requests; ``GatewayError`` if the backend cannot be reached.

        Raises:
            UsageError: The mappings cannot be read.
        """
        template = BackendTemplate(route, self._variables)
        request = RequestMapping(route, self._stage, self._variables)
        response = ResponseMapping(route, self._stage, self._variables)

        async def answer(caller: CallerRequest) -> Answer:
            sent = template.fill_mapped(caller, request.fill(caller))
            status, headers, body = await self._fetcher.fetch(sent)
            named = {name.decode("latin-1"): value.decode("latin-1") for name, value in headers}
            return response.answer(caller, status, body, named)

        return answer
