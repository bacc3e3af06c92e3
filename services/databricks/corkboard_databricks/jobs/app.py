"""HTTP: the token is looked at, the call is read, its answer or its refusal is written."""

from __future__ import annotations

import asyncio
import hmac
import sqlite3
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import Route

from corkboard.logs import logger
from corkboard_databricks.jobs import multipart, reading
from corkboard_databricks.jobs.endpoints import GET_RUN, VERSIONS
from corkboard_databricks.jobs.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from starlette.requests import Request

    from corkboard_databricks.jobs.endpoints import Endpoint
    from corkboard_databricks.jobs.hold import Holds

    Handler = Callable[[Request], Awaitable[Response]]

LONGEST_BODY = 40 << 20
BODY_S = 60
LONGEST_NUMBER = 19  # digits that SQLite's numbers have at the most
SCHEME = "bearer "
log = logger("jobs")


class Api:
    """The calls below ``/api``.

    Args:
        endpoints: What can be called.
        holds: Hold the question for a run that has not ended.
        token: What a client must bring.
    """

    def __init__(self, endpoints: Sequence[Endpoint], holds: Holds, token: str) -> None:
        self._endpoints, self._holds, self._token = endpoints, holds, token.encode()

    def routes(self) -> list[Route]:
        """Return the calls, in each version of the API."""
        return [
            Route(f"/api/{version}/{one.path}", self._handler(one), methods=[one.method])
            for one in self._endpoints
            for version in VERSIONS
        ]

    def _handler(self, endpoint: Endpoint) -> Handler:
        async def handle(request: Request) -> Response:
            self.check(request.headers)
            members = await _members(request, endpoint)
            if endpoint.path == GET_RUN:
                await self._hold(request.headers.get("user-agent", ""), members)
            return shown(await run_in_threadpool(endpoint.answer, members))

        return handle

    def check(self, headers: Mapping[str, str]) -> None:
        """Refuse who does not bring the token.

        Raises:
            ApiError: It is missing, or another.
        """
        given = headers.get("authorization", "")
        if not given.lower().startswith(SCHEME):
            raise ApiError(
                "UNAUTHENTICATED",
                "Credential was not sent or was of an unsupported type for this API: "
                "send 'Authorization: Bearer TOKEN' (corkboard env prints the token)",
            )
        if not hmac.compare_digest(given[len(SCHEME) :].strip().encode(), self._token):
            raise ApiError("PERMISSION_DENIED", "Invalid access token: corkboard env prints the right one")

    async def _hold(self, client: str, members: dict[str, Any]) -> None:
        number = str(members.get("run_id", ""))
        if number.isascii() and number.isdigit() and len(number) < LONGEST_NUMBER:
            await self._holds.wait(client, int(number))


def application(routes: Sequence[Route]) -> Starlette:
    """Return the whole application: whatever goes wrong is an answer in Databricks' form."""
    return Starlette(
        routes=list(routes),
        exception_handlers={
            ApiError: _refused,
            HTTPException: _no_route,
            sqlite3.Error: _full,
            Exception: _unforeseen,
        },
    )


def shown(content: object, status: int = 200) -> Response:
    """Return an answer: JSON, or bytes as they are."""
    if isinstance(content, bytes):
        return Response(content, status, media_type="application/octet-stream")
    return Response(msgspec.json.encode(content), status, media_type="application/json")


async def _members(request: Request, endpoint: Endpoint) -> dict[str, Any]:
    """Return what a call was given."""
    if endpoint.method == "GET":
        return reading.query(request.query_params)
    body, kind = await _body(request), request.headers.get("content-type", "")
    if kind.lower().startswith(multipart.KIND):
        return dict(multipart.members(body, kind))
    return reading.document(body)


async def _body(request: Request) -> bytes:
    """Return the body.

    Raises:
        ApiError: It is too long, or too slow.
    """
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_S):
            async for piece in request.stream():
                if len(body) <= LONGEST_BODY:
                    body += piece
    except TimeoutError as error:
        raise ApiError("REQUEST_TIMEOUT", f"the body took more than {BODY_S} s to arrive") from error
    except ClientDisconnect as error:
        raise ApiError("MALFORMED_REQUEST", "the body ended before its length") from error
    if len(body) > LONGEST_BODY:
        raise ApiError("REQUEST_TOO_LARGE", f"the body is longer than {LONGEST_BODY >> 20} MB")
    return bytes(body)


def _error(code: str, message: str, status: int) -> Response:
    return shown({"error_code": code, "message": message}, status)


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, ApiError)  # noqa: S101 - it is called for these
    return _error(error.code, error.message, error.status)


async def _no_route(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == 405:  # noqa: PLR2004
        return _error("METHOD_NOT_ALLOWED", f"{request.url.path} does not take {request.method}", status)
    return _error("ENDPOINT_NOT_FOUND", f"No API found for '{request.method} {request.url.path}'", status)


async def _full(_: Request, error: Exception) -> Response:
    log.error("store.failed", exc_info=error)
    return _error("TEMPORARILY_UNAVAILABLE", f"the state cannot be read or written: {error}", 503)


async def _unforeseen(request: Request, error: Exception) -> Response:
    log.error("request.failed", path=request.url.path, exc_info=error)
    return _error("INTERNAL_ERROR", "something went wrong here: corkboard logs jobs says what", 500)
