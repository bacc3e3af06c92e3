"""HTTP_PROXY: the request goes to a backend nearly as it came, and the answer comes back so."""

from __future__ import annotations

import time
from email.utils import formatdate
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

import aiohttp
from yarl import URL

from corkboard_proxy.answers import Answer
from corkboard_proxy.gateway.errors import BACKEND_FAILED, GatewayError
from corkboard_proxy.gateway.headers import to_caller
from corkboard_proxy.gateway.requests import BackendRequest, ProxyTemplate, in_process_scope

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Scope

    from corkboard_proxy.gateway.app import Backend
    from corkboard_proxy.gateway.definition import Route
    from corkboard_proxy.gateway.requests import CallerRequest

LARGEST_ANSWER = 10 * 1024 * 1024
AUTOMATIC = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")
CONNECTIONS = 256


class LocalBackend(Protocol):
    """A backend that lives in this process."""

    async def answer(self, scope: Scope, body: bytes) -> Answer:
        """Return the answer to a request; never fails."""


class HttpProxy:
    """Serves HTTP_PROXY integrations; a backend that lives in this process is called, not connected to."""

    def __init__(self, stage_variables: Mapping[str, str], local: Mapping[str, LocalBackend]) -> None:
        self._stage_variables = stage_variables
        self._local = local
        self._session: aiohttp.ClientSession | None = None

    def prepare(self, route: Route) -> Backend:
        """Return what answers a route's requests; ``GatewayError`` if the backend cannot be reached."""
        template = ProxyTemplate(route.integration, self._stage_variables)
        application = self._local.get(template.authority)

        async def answer(caller: CallerRequest) -> Answer:
            request = template.fill(caller)
            return await (self._fetch(request) if application is None else _call(application, request))

        return answer

    async def close(self) -> None:
        """Close the connections to backends."""
        if self._session is not None:
            await self._session.close()

    async def _fetch(self, request: BackendRequest) -> Answer:
        """Ask a backend over the network; its time limit is the caller's."""
        query = f"?{request.query.decode('latin-1')}" if request.query else ""
        url = f"{request.scheme}://{request.authority}{request.path}{query}"
        headers = [
            (name.decode("latin-1"), value.decode(errors="replace")) for name, value in request.headers
        ]
        try:
            async with self._open_session().request(
                request.method,
                URL(url, encoded=True),
                headers=headers,
                data=request.body or None,
                allow_redirects=False,
                skip_auto_headers=AUTOMATIC,
            ) as response:
                body = await _read(response)
                raw = [(name.lower(), value) for name, value in response.raw_headers]
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise GatewayError(BACKEND_FAILED, f"{url}: {error!r}") from error
        return Answer(response.status, body, b"", tuple(to_caller(raw)))

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=CONNECTIONS)
            self._session = aiohttp.ClientSession(
                connector=connector, auto_decompress=False, timeout=aiohttp.ClientTimeout(total=None)
            )
        return self._session


async def _read(response: aiohttp.ClientResponse) -> bytes:
    body = await response.content.read(LARGEST_ANSWER + 1) if response.content_length else b""
    chunks = [body]
    size = len(body)
    while chunk := await response.content.read(LARGEST_ANSWER + 1 - size):
        chunks.append(chunk)
        size += len(chunk)
        if size > LARGEST_ANSWER:
            raise ValueError(f"the answer is longer than {LARGEST_ANSWER} bytes")
    return b"".join(chunks)


async def _call(application: LocalBackend, request: BackendRequest) -> Answer:
    """Call an application of this process; its answer gets the headers that its server would add."""
    answer = await application.answer(in_process_scope(request), request.body)
    headers = to_caller([(b"date", http_date(int(time.time()))), *answer.all_headers()])
    return Answer(answer.status, answer.body, b"", tuple(headers))


@lru_cache(maxsize=2)
def http_date(second: int) -> bytes:
    """Return a second since the epoch as HTTP writes it."""
    return formatdate(second, usegmt=True).encode()
