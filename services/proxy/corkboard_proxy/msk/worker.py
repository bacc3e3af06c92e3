"""Kafka Connect's REST, asked until the worker answers: it may be starting with a new plugin just now."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import quote

import aiohttp

from corkboard_proxy.msk.errors import BadRequestError, ConflictError, UnavailableError

ANSWER = aiohttp.ClientTimeout(total=15)
AGAIN_S = 0.2
PATIENCE_S = 45.0  # AWS' tools wait 60 s for an answer


class Seen(NamedTuple):
    """A connector on the worker: its configuration, and its and its tasks' states with what went wrong."""

    config: dict[str, str]
    states: tuple[str, ...]
    trace: str


class Worker:
    """The Connect worker.

    Args:
        url: Its REST interface.
        patience_s: How long it is asked again while it does not answer, or is busy.
    """

    def __init__(self, url: str, patience_s: float = PATIENCE_S) -> None:
        self._url = url
        self._patience_s = patience_s

    async def version(self) -> str:
        """Return Kafka's version."""
        return str((await self._ask("GET", "/"))["version"])

    async def connectors(self) -> dict[str, Seen]:
        """Return what is there, by name."""
        found = await self._ask("GET", "/connectors?expand=info&expand=status")
        return {name: _seen(one) for name, one in found.items() if "info" in one}

    async def create(self, name: str, config: dict[str, str]) -> None:
        """Create a connector that is not there, and wait until the worker lists it, a moment later.

        Raises:
            BadRequestError: Connect refuses the configuration; carries its reason.
            ConflictError: There is one of that name.
        """
        await self._ask("POST", "/connectors", {"name": name, "config": config})
        await self._settle(name, is_there=True)

    async def change(self, name: str, config: dict[str, str]) -> None:
        """Give a connector another configuration.

        Raises:
            BadRequestError: Connect refuses it; carries its reason.
        """
        await self._ask("PUT", f"/connectors/{quote(name, safe='')}/config", config)

    async def delete(self, name: str) -> None:
        """Remove a connector, and wait until the worker lists it no more; one that is gone is harmless."""
        await self._ask("DELETE", f"/connectors/{quote(name, safe='')}", absent_is_fine=True)
        await self._settle(name, is_there=False)

    async def _settle(self, name: str, *, is_there: bool) -> None:
        deadline = asyncio.get_running_loop().time() + self._patience_s
        while (name in await self.connectors()) is not is_there:
            if asyncio.get_running_loop().time() > deadline:
                raise UnavailableError(f"the Connect worker does not settle: connector {name}")
            await asyncio.sleep(AGAIN_S)

    async def _ask(self, method: str, path: str, body: object = None, *, absent_is_fine: bool = False) -> Any:
        deadline = asyncio.get_running_loop().time() + self._patience_s
        is_unsure = False
        while True:
            try:
                status, answer = await self._send(method, path, body)
            except (aiohttp.ClientError, TimeoutError, ValueError) as error:
                last, is_unsure = repr(error), True
            else:
                last = answer.get("message", str(status)) if isinstance(answer, dict) else str(status)
                if status < HTTPStatus.BAD_REQUEST or (absent_is_fine and status == HTTPStatus.NOT_FOUND):
                    return answer
                if is_unsure and _exists(status, last):
                    return answer  # it is ours: the answer of the time before was lost
                if not _is_busy(status, last):
                    raise _refusal(status, last, is_asked_for=body is not None)
            if asyncio.get_running_loop().time() > deadline:
                raise UnavailableError(f"the Connect worker does not answer: {last}")
            await asyncio.sleep(AGAIN_S)

    async def _send(self, method: str, path: str, body: object) -> tuple[int, Any]:
        async with (
            aiohttp.ClientSession(timeout=ANSWER) as session,
            session.request(method, f"{self._url}{path}", json=body) as answer,
        ):
            text = await answer.text()
            return answer.status, await answer.json() if text else {}


def _is_busy(status: int, words: str) -> bool:
    """Say whether the worker starts, or its group settles; the last is Connect's word for both, with 500."""
    is_settling = status == HTTPStatus.CONFLICT and not _exists(status, words)
    return is_settling or status == HTTPStatus.SERVICE_UNAVAILABLE or words.startswith("Request timed out")


def _exists(status: int, words: str) -> bool:
    return status == HTTPStatus.CONFLICT and "already exists" in words


def _refusal(status: int, words: str, *, is_asked_for: bool) -> Exception:
    """Return Connect's refusal; it says 500 to a class that it does not find, too.

    Args:
        status: Connect's.
        words: Its reason.
        is_asked_for: What it refuses is a user's configuration, and no question of ours.
    """
    if not is_asked_for:
        return UnavailableError(f"the Connect worker answers {status}: {words}")
    if status == HTTPStatus.CONFLICT:
        return ConflictError(words, parameter="connectorName")
    return BadRequestError(words, parameter="connectorConfiguration")


def _seen(found: dict[str, Any]) -> Seen:
    status = found.get("status", {})
    parts = [status.get("connector", {}), *status.get("tasks", [])]
    trace = next((part["trace"] for part in parts if part.get("trace")), "")
    return Seen(found["info"]["config"], tuple(part.get("state", "UNASSIGNED") for part in parts), trace)
