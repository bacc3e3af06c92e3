"""The gateway, asked over HTTP: kept-alive connections, a limit for every request, one answer a record."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import aiohttp
import yarl

from corkboard import catalogue
from corkboard_emulator.answers import Answer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType
    from typing import Self

    from corkboard.settings import Settings
    from corkboard_emulator.paths import PostPath
    from corkboard_emulator.wire import Record

REQUEST_S = 30
"""A little longer than API Gateway itself waits for what is behind it (29 s)."""

CONNECT_S = 5


class Poster:
    """Posts records of any feed along one path; an asynchronous context manager.

    Nothing is repeated here, not even by aiohttp, which repeats only what HTTP calls idempotent and a
    POST is not: the caller must know of every attempt.
    """

    def __init__(self, settings: Settings, path: PostPath, *, connections: int) -> None:
        self._path = path
        self._connections = connections
        self.containers = {feed.name: path.container(feed, settings.prefix) for feed in catalogue.FEEDS}
        self._urls = {
            name: yarl.URL(path.url(settings.gateway, container))
            for name, container in self.containers.items()
        }
        self.address = _without_account(settings.gateway.url)

    async def post(self, records: Sequence[Record]) -> list[Answer]:
        """Send records of one feed in one request; return one answer for each."""
        body = self._path.body([record.value for record in records])
        try:
            async with self._session.request(
                self._path.method, self._urls[records[0].feed], data=body, allow_redirects=False
            ) as response:
                content = await response.read()
        except aiohttp.ClientConnectorError as error:
            return [Answer("returned", reason=f"no connection: {error.os_error}")] * len(records)
        except aiohttp.ConnectionTimeoutError:
            return [Answer("returned", reason=f"no connection within {CONNECT_S} s")] * len(records)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return [Answer("unknown", reason=f"no answer: {_words(error)}")] * len(records)
        return self._path.read(response.status, content, len(records))

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=self._connections),
            timeout=aiohttp.ClientTimeout(total=REQUEST_S, sock_connect=CONNECT_S),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={
                "Content-Type": self._path.content_type,
                "Accept": self._path.accept,
                "User-Agent": "corkboard-emulator",
            },
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()


def _words(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return f"nothing within {REQUEST_S} s"
    return str(error) or type(error).__name__


def _without_account(url: str) -> str:
    """Return an address without the user and password that it may carry."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
