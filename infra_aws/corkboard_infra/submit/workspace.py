"""A Databricks workspace's REST API: every call with its time limit, and its refusals in our words."""

from __future__ import annotations

import base64
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import requests
import stamina

from corkboard.errors import CorkboardError, SettingsError, UnavailableError
from corkboard.targets import guards

if TYPE_CHECKING:
    from corkboard.settings import Settings

TIMEOUT_S = 60
TRIES = 5  # of a call that may be repeated; the waits between them make half a minute
FIRST_WAIT_S, LONGEST_WAIT_S = 2, 16
BUSY = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE)
BLOCK_BYTES = 1 << 19  # DBFS takes 1 MiB at once, as Base64
HINT = "see databricks.url and databricks.token; here: corkboard up --with databricks"


class Workspace:
    """A Databricks workspace's REST API.

    Args:
        settings: Where it is, and the token.

    Raises:
        SettingsError: Nobody has said where it is, or there is no token.
        CorkboardError: From every method: it refused; carries its words.
        UnavailableError: It does not answer, or has no time.
    """

    def __init__(self, settings: Settings) -> None:
        section, table = settings.databricks, f"[targets.{settings.target}.databricks]"
        if not section.url:
            raise SettingsError("databricks.url is not set", hint=f"write the workspace's below {table}")
        if not section.token.get_secret_value():
            raise SettingsError("databricks.token is not set", hint=f'write token = "env:NAME" below {table}')
        self._url = section.url
        self._headers = {"Authorization": f"Bearer {guards.reveal(settings, section.token)}"}

    def get(self, path: str, /, **query: Any) -> dict[str, Any]:
        """Return what is at a path below ``/api``, asked for some times where nothing answers."""
        return self._ask("GET", path, tries=TRIES, params=query)

    def post(self, path: str, /, *, tries: int = 1, **body: Any) -> dict[str, Any]:
        """Return the answer to a body; more tries are for calls that may be repeated."""
        return self._ask("POST", path, tries=tries, json=body)

    def upload(self, path: str, content: bytes) -> None:
        """Write a file on DBFS."""
        handle = self.post("2.0/dbfs/create", path=path, overwrite=True)["handle"]
        for start in range(0, len(content), BLOCK_BYTES):
            block = content[start : start + BLOCK_BYTES]
            self.post("2.0/dbfs/add-block", handle=handle, data=base64_text(block))
        self.post("2.0/dbfs/close", handle=handle)

    def _ask(self, method: str, path: str, *, tries: int, **what: Any) -> dict[str, Any]:
        again = stamina.RetryingCaller(
            attempts=tries, timeout=None, wait_initial=FIRST_WAIT_S, wait_max=LONGEST_WAIT_S
        )
        return again(UnavailableError, self._ask_once, method, path, what)

    def _ask_once(self, method: str, path: str, what: dict[str, Any]) -> dict[str, Any]:
        try:
            answer = requests.request(
                method, f"{self._url}/api/{path}", headers=self._headers, timeout=TIMEOUT_S, **what
            )
        except requests.RequestException as error:
            raise self._away(type(error).__name__) from error
        if answer.status_code in BUSY:
            raise self._away(f"HTTP {answer.status_code}")
        found = _json(answer)
        if answer.status_code != HTTPStatus.OK:
            words = (found or {}).get("message", f"HTTP {answer.status_code}")
            raise CorkboardError(f"Databricks refused {path}: {words}", hint=HINT)
        if found is None:
            raise CorkboardError(f"what answers at {self._url} is not Databricks' API", hint=HINT)
        return found

    def _away(self, seen: str) -> UnavailableError:
        words = f"Databricks at {self._url} does not answer: {seen}"
        return UnavailableError(words, service="databricks", hint=HINT)


def _json(answer: requests.Response) -> dict[str, Any] | None:
    """Return an answer's document, or none where it is something else, as a proxy's page is."""
    try:
        found = answer.json() if answer.content else {}
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def base64_text(content: bytes) -> str:
    """Return content as the API takes it within JSON."""
    return base64.b64encode(content).decode()
