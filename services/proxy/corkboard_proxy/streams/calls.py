"""Calls of Kinesis over one pool of connections."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
from yarl import URL

from corkboard.clients import BotoCoreError
from corkboard_proxy.gateway.errors import BACKEND_FAILED, TIMED_OUT, GatewayError
from corkboard_proxy.streams.replies import Reply, as_kinesis_says

if TYPE_CHECKING:
    from collections.abc import Callable

    Sign = Callable[[str, bytes], tuple[str, dict[str, str]]]

CONNECTIONS = 64
CONNECT_S = 5.0
ANSWER_S = 29.0
KEEP_S = 4.0


class NotSentError(GatewayError):
    """Kinesis could not be reached: nothing was sent, so the call may be repeated."""


class KinesisCalls:
    """Calls Kinesis.

    Args:
        sign: From action and body to the address and the signed headers.
    """

    def __init__(self, sign: Sign) -> None:
        self._sign = sign
        self._session: aiohttp.ClientSession | None = None

    async def call(self, action: str, body: bytes) -> Reply:
        """Return Kinesis' answer, which may be an error of its own.

        Raises:
            NotSentError: No connection could be made, or there are no credentials.
            GatewayError: 504: the connection broke after something was sent; the outcome is unknown.
        """
        try:
            url, headers = self._sign(action, body)
            async with self._open().post(URL(url, encoded=True), data=body, headers=headers) as response:
                text = await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, BotoCoreError) as error:
            raise NotSentError(BACKEND_FAILED, f"{action}: {error!r}") from error
        except TimeoutError as error:
            raise GatewayError(TIMED_OUT, f"{action}: outcome unknown after {ANSWER_S:g} s") from error
        except (aiohttp.ClientError, OSError) as error:
            raise GatewayError(BACKEND_FAILED, f"{action}: outcome unknown: {error!r}") from error
        return as_kinesis_says(action, Reply(response.status, text))

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=ANSWER_S, sock_connect=CONNECT_S)
            connector = aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=KEEP_S)
            self._session = aiohttp.ClientSession(connector=connector, timeout=timeout)
        return self._session
