"""The gateway as an ASGI application: stage, route, integration, answer."""

from __future__ import annotations

import asyncio
import secrets
from time import perf_counter
from typing import TYPE_CHECKING, Protocol

from corkboard import logs
from corkboard.errors import UsageError
from corkboard_proxy.answers import Answer, send_answer
from corkboard_proxy.body import BodyTooLargeError, BodyTooSlowError, ClientGoneError, read_body
from corkboard_proxy.gateway.errors import (
    MISCONFIGURED,
    NO_ROUTE,
    NO_STAGE,
    TIMED_OUT,
    TOO_LARGE,
    GatewayError,
    failure_answer,
    refusal,
)
from corkboard_proxy.gateway.identities import Identities
from corkboard_proxy.gateway.requests import CallerRequest
from corkboard_proxy.gateway.router import Router

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping

    from starlette.types import Receive, Scope, Send

    from corkboard_proxy.gateway.definition import Route
    from corkboard_proxy.gateway.identities import Identity
    from corkboard_proxy.gateway.router import Match
    from corkboard_proxy.limits import Limits
    from corkboard_proxy.metrics import Counts

    Backend = Callable[[CallerRequest], Awaitable[Answer]]

HEALTHY = Answer(200, b"healthy", b"text/plain")
AWS_PINGS = ("/ping", "/sping")


class Handler(Protocol):
    """What serves one type of integration."""

    def prepare(self, route: Route) -> Backend:
        """Return what answers a route's requests; ``GatewayError`` if there is no answer.

        Raises:
            UsageError: The route asks for what is not served.
        """


class GatewayApp:
    """Serves one stage of one definition."""

    def __init__(
        self,
        routes: Iterable[Route],
        handlers: Mapping[str, Handler],
        *,
        stage: str,
        limits: Limits,
        counts: Counts,
        keys: frozenset[str] = frozenset(),
    ) -> None:
        known = list(routes)
        self._router = Router(known)
        self._backends = {str(route): _prepare(route, handlers) for route in known}
        self._keys = keys
        self._prefix = f"/{stage}"
        self._limits = limits
        self._counts = counts
        self._identities = Identities(secrets.token_hex(9))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        began = perf_counter()
        identity = self._identities.next()
        try:
            body = await read_body(receive, self._limits)
            began = perf_counter()
            answer = await self._answer(scope, body, identity)
        except ClientGoneError:
            return
        except BodyTooLargeError:
            answer = failure_answer(TOO_LARGE, headers=((b"connection", b"close"),))
        except BodyTooSlowError as error:
            answer = refusal(408, str(error))
        except GatewayError as error:
            answer = failure_answer(error.failure)
            if error.detail:
                logs.logger("gateway").warning("integration.failed", path=scope["path"], reason=error.detail)
        except Exception as error:  # noqa: BLE001 - the one place that answers for what nobody foresaw
            answer = failure_answer(MISCONFIGURED)
            logs.logger("gateway").error(
                "request.failed", path=scope["path"], error=repr(error), exc_info=error
            )
        self._counts.add_request("gateway", answer.status, perf_counter() - began)
        await send_answer(identity.sign(answer), send)

    async def _answer(self, scope: Scope, body: bytes, identity: Identity) -> Answer:
        path = scope["raw_path"].decode("ascii")
        if path in AWS_PINGS:
            return HEALTHY
        route, parameters = self._match(scope["method"], path)
        timeout_s = route.integration.timeout_s
        caller = CallerRequest(
            scope["method"],
            scope["query_string"],
            scope["headers"],
            body,
            parameters,
            path=path,
            request_id=identity.request.decode(),
            until=asyncio.get_running_loop().time() + timeout_s,
        )
        route.guard.check(caller, self._keys)
        try:
            async with asyncio.timeout(timeout_s):
                return await self._backends[str(route)](caller)
        except TimeoutError as error:
            raise GatewayError(TIMED_OUT, f"no answer in {timeout_s:g} s") from error

    def _match(self, method: str, path: str) -> Match:
        below = path.removeprefix(self._prefix)
        if below == path or (below and not below.startswith("/")):
            raise GatewayError(NO_STAGE)
        match = self._router.match(method, below or "/")
        if match is None:
            raise GatewayError(NO_ROUTE)
        return match


def _prepare(route: Route, handlers: Mapping[str, Handler]) -> Backend:
    handler = handlers.get(route.integration.kind)
    if handler is None:
        what = f"{route}: integrations of type {route.integration.kind}"
        raise UsageError(f"{what} are not served", hint=f"served: {', '.join(sorted(handlers))}")
    return handler.prepare(route)
