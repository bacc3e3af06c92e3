"""The REST proxy as an ASGI application: the path that matters is matched here, the rest by Starlette."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from corkboard import logs
from corkboard_proxy.answers import CLOSE, Answer, collect_answer, send_answer
from corkboard_proxy.body import BodyTooLargeError, BodyTooSlowError, ClientGoneError, read_body
from corkboard_proxy.rest.errors import TOO_LARGE, TOO_SLOW, UNEXPECTED, RestError

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from corkboard_proxy.limits import Limits
    from corkboard_proxy.metrics import Counts
    from corkboard_proxy.rest.produce import Produce

TOPICS = "/topics/"


class RestApp:
    """Answers version 2 of the REST proxy's API."""

    def __init__(self, produce: Produce, routes: ASGIApp, limits: Limits, counts: Counts) -> None:
        self._produce = produce
        self._routes = routes
        self._limits = limits
        self._counts = counts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; its body is always read to the end first, so that no client is left sending."""
        try:
            body = await read_body(receive, self._limits)
        except ClientGoneError:
            return
        except BodyTooSlowError as error:
            answer = RestError(TOO_SLOW, f"({error})", headers=CLOSE).answer()
        except BodyTooLargeError:
            answer = self._too_large(CLOSE)
        else:
            answer = await self.answer(scope, body)
        await send_answer(answer, send)

    async def answer(self, scope: Scope, body: bytes) -> Answer:
        """Return the answer to a request whose body was read; whatever goes wrong becomes one."""
        began = perf_counter()
        topic = _posted_topic(scope["method"], scope["path"])
        try:
            if len(body) > self._limits.body_bytes:
                answer = self._too_large()
            elif topic:
                answer = await self._produce.answer(topic, scope["headers"], body)
            else:
                scope["path"] = scope["path"].rstrip("/") or "/"
                answer = await collect_answer(self._routes, scope, body)
        except RestError as error:
            answer = error.answer()
        except Exception as error:  # noqa: BLE001 - the one place that answers for what nobody foresaw
            logs.logger("proxy").error("request.failed", path=scope["path"], exc_info=error)
            answer = RestError(UNEXPECTED).answer()
        route = "produce" if topic else getattr(scope.get("endpoint"), "__name__", "none")
        self._counts.add_request(route, answer.status, perf_counter() - began)
        return answer

    def _too_large(self, headers: tuple[tuple[bytes, bytes], ...] = ()) -> Answer:
        detail = f"(the limit is {self._limits.body_bytes} bytes)"
        return RestError(TOO_LARGE, detail, headers=headers).answer()


def _posted_topic(method: str, path: str) -> str:
    """Return the topic of ``POST /topics/{topic}``; empty for any other request."""
    if method != "POST" or not path.startswith(TOPICS):
        return ""
    topic = path[len(TOPICS) :].removesuffix("/")
    return "" if "/" in topic else topic
