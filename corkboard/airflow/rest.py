"""Asks Airflow's REST API (``/api/v1`` of its web server)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import requests

from corkboard.errors import CorkboardError, UnavailableError
from corkboard.settings import reveal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corkboard.settings import Settings

TIMEOUT_S = 30
START = "start it: corkboard up --with airflow"


def ask(
    settings: Settings,
    method: str,
    path: str,
    *,
    query: Mapping[str, Any] | None = None,
    body: Any = None,
    timeout_s: float = TIMEOUT_S,
) -> requests.Response:
    """Return the API's answer, whatever its status.

    Args:
        settings: Which stack.
        method: Such as ``GET``.
        path: Below ``/api/v1``, with its slash.
        query: Parameters of the address.
        body: Sent as JSON, unless it is ``None``.
        timeout_s: For connecting, and for each answer.

    Raises:
        UnavailableError: The web server does not answer.
    """
    section = settings.airflow
    try:
        return requests.request(
            method,
            f"{section.url}/api/v1{path}",
            params=query,
            json=body,
            headers={"Accept": "application/json"},  # a task's log would come as text
            auth=(section.user, reveal(section.password)),
            timeout=timeout_s,
        )
    except requests.RequestException as error:
        words = f"Airflow's web server at {section.url} does not answer ({type(error).__name__})"
        raise UnavailableError(words, service="airflow-webserver", hint=START) from error


def get(settings: Settings, path: str, **query: Any) -> dict[str, Any]:
    """Return what is at a path.

    Raises:
        CorkboardError: The API refused; carries its words.
        UnavailableError: It does not answer.
    """
    return content(ask(settings, "GET", path, query=query))


def content(answer: requests.Response) -> dict[str, Any]:
    """Return an answer's JSON; nothing where it has none.

    Raises:
        CorkboardError: It is a refusal; carries its words.
    """
    if not answer.ok:
        raise CorkboardError(f"Airflow answered HTTP {answer.status_code}: {answer.text[:300].strip()}")
    found: dict[str, Any] = answer.json() if answer.content else {}
    return found
