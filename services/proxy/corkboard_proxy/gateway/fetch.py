"""Backends over the network: one pool of connections, answers of a bounded size."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import aiohttp
from yarl import URL

from corkboard_proxy.gateway.errors import BACKEND_FAILED, GatewayError

if TYPE_CHECKING:
    from corkboard_proxy.gateway.requests import BackendRequest

LARGEST_ANSWER = 10 * 1024 * 1024
AUTOMATIC = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")
CONNECTIONS = 256


class Fetched(NamedTuple):
    """A backend's answer; header names are in lower case."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


class Fetcher:
    """Asks backends."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def fetch(self, request: BackendRequest) -> Fetched:
        """Return a backend's answer; its time limit is the caller's.

        Raises:
            GatewayError: The backend cannot be reached or answers nonsense.
        """
        query = f"?{request.query.decode('latin-1')}" if request.query else ""
        url = f"{request.scheme}://{request.authority}{request.path}{query}"
        headers = [
            (name.decode("latin-1"), value.decode(errors="replace")) for name, value in request.headers
        ]
        try:
            async with self._open().request(
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
        return Fetched(response.status, raw, body)

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
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
