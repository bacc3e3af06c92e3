"""MOCK: the request template says which of the definition's responses is the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corkboard_proxy.gateway.documents import NotJsonError, read_json
from corkboard_proxy.gateway.errors import MISCONFIGURED, GatewayError
from corkboard_proxy.gateway.mapping import RequestMapping, ResponseMapping

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corkboard_proxy.answers import Answer
    from corkboard_proxy.gateway.app import Backend
    from corkboard_proxy.gateway.definition import Route
    from corkboard_proxy.gateway.requests import CallerRequest


class Mock:
    """Serves MOCK integrations."""

    def __init__(self, stage: str, stage_variables: Mapping[str, str]) -> None:
        self._stage = stage
        self._variables = stage_variables

    def prepare(self, route: Route) -> Backend:
        """Return what answers a route's requests; ``GatewayError`` if the template names no status.

        Raises:
            UsageError: The mappings cannot be read.
        """
        request = RequestMapping(route, self._stage, self._variables)
        response = ResponseMapping(route, self._stage, self._variables)

        async def answer(caller: CallerRequest) -> Answer:
            return response.answer(caller, _status(request.fill(caller)), b"")

        return answer


def _status(text: bytes) -> int:
    try:
        said = read_json(text)
    except NotJsonError:
        said = None
    status = said.get("statusCode") if isinstance(said, dict) else None
    if not isinstance(status, int):
        raise GatewayError(MISCONFIGURED, "the request template of a mock names no statusCode")
    return status
