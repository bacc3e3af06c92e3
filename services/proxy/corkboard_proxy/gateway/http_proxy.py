"""HTTP_PROXY: the request goes to a backend nearly as it came, and the answer comes back so."""

from __future__ import annotations

import time
from email.utils import formatdate
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from corkboard_proxy.answers import Answer
from corkboard_proxy.gateway.headers import to_caller
from corkboard_proxy.gateway.requests import BackendRequest, BackendTemplate, in_process_scope

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Scope

    from corkboard_proxy.gateway.app import Backend
    from corkboard_proxy.gateway.definition import Route
    from corkboard_proxy.gateway.fetch import Fetcher
    from corkboard_proxy.gateway.requests import CallerRequest


class LocalBackend(Protocol):
    """A backend that lives in this process."""

    async def answer(self, scope: Scope, body: bytes) -> Answer:
        """Return the answer to a request; never fails."""


class HttpProxy:
    """Serves HTTP_PROXY integrations; a backend that lives in this process is called, not connected to."""

    def __init__(
        self, fetcher: Fetcher, stage_variables: Mapping[str, str], local: Mapping[str, LocalBackend]
    ) -> None:
        self._fetcher = fetcher
        self._stage_variables = stage_variables
        self._local = local

    def prepare(self, route: Route) -> Backend:
        """Return what answers a route's requests; ``GatewayError`` if the backend cannot be reached."""
        template = BackendTemplate(route, self._stage_variables)
        application = self._local.get(template.authority)

        async def answer(caller: CallerRequest) -> Answer:
            request = template.fill(caller)
            return await (self._fetch(request) if application is None else _call(application, request))

        return answer

    async def _fetch(self, request: BackendRequest) -> Answer:
        status, headers, body = await self._fetcher.fetch(request)
        return Answer(status, body, b"", tuple(to_caller(headers)))


async def _call(application: LocalBackend, request: BackendRequest) -> Answer:
    """Call an application of this process; its answer gets the headers that its server would add."""
    answer = await application.answer(in_process_scope(request), request.body)
    headers = to_caller([(b"date", http_date(int(time.time()))), *answer.all_headers()])
    return Answer(answer.status, answer.body, b"", tuple(headers))


@lru_cache(maxsize=2)
def http_date(second: int) -> bytes:
    """Return a second since the epoch as HTTP writes it."""
    return formatdate(second, usegmt=True).encode()
