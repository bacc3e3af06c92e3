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

    Nothing is repeated here, not even by aiohttp: the caller must know of every attempt.

    Attributes:
        path: The way in.
        containers: Each feed's topic or stream.
        address: The gateway's.
    """

    def __init__(self, settings: Settings, path: PostPath, *, connections: int) -> None:
        self.path = path
        self._connections = connections
        self.containers = {feed.name: path.container(settings, feed) for feed in catalogue.FEEDS}
        self._keys = {feed.name: feed.partition_keys(settings.prefix) for feed in catalogue.FEEDS}
        self._urls = {
            (name, is_alone): yarl.URL(path.url(settings, container, 1 if is_alone else path.most))
            for name, container in self.containers.items()
            for is_alone in (True, False)
        }
        self.address = _without_account(settings.gateway.url)

    async def post(self, records: Sequence[Record]) -> list[Answer]:
        """Send records of one feed in one request; return one answer for each."""
        feed, count = records[0].feed, len(records)
        keys = [f"{self._keys[feed]}{record.key}" for record in records]
        body = self.path.body(self.containers[feed], keys, [record.value for record in records])
        try:
            async with self._session.request(
                self.path.method, self._urls[feed, count == 1], data=body, allow_redirects=False
            ) as response:
                content = await response.read()
        except aiohttp.ClientConnectorError as error:
            return [Answer("returned", reason=f"no connection: {error.os_error}")] * count
        except aiohttp.ConnectionTimeoutError:
            return [Answer("returned", reason=f"no connection within {CONNECT_S} s")] * count
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return [Answer("unknown", reason=f"no answer: {_words(error)}")] * count
        return self.path.read(response.status, content, count)

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=self._connections),
            timeout=aiohttp.ClientTimeout(total=REQUEST_S, sock_connect=CONNECT_S),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={
                "Content-Type": self.path.content_type,
                "Accept": self.path.accept,
                "User-Agent": "corkboard-emulator",
            },
            middlewares=(_once,),
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()


async def _once(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Send a request once: aiohttp sends a PUT again when a kept-alive connection was lost under it.

    It does so for two errors of its own, so they leave here as another one.
    """
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:  # nothing was sent
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise aiohttp.ClientConnectionError(_words(error)) from error


def _words(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return f"nothing within {REQUEST_S} s"
    return str(error) or type(error).__name__


def _without_account(url: str) -> str:
    """Return an address without the user and password that it may carry."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
