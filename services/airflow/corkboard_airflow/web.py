"""Asks Airflow's web server on somebody's behalf: a login for a web token, calls that carry a session."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import requests

from corkboard.settings import reveal
from corkboard_airflow.refusals import Unavailable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corkboard.settings import Settings

TIMEOUT_S = 30
SESSION = "session"
FORM_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
PASSED_ON = ("accept", "authorization", "content-type", "cookie")


def session_cookie(settings: Settings) -> str:
    """Return the cookie of a new session of the administrator.

    Raises:
        Unavailable: The web server does not answer, or does not let the administrator in.
    """
    section = settings.airflow
    address = f"{section.url}/login/"
    with requests.Session() as browser:
        try:
            form = browser.get(address, timeout=TIMEOUT_S)
            found = FORM_TOKEN.search(form.text)
            told = {"username": section.user, "password": reveal(section.password)}
            told["csrf_token"] = found[1] if found else ""
            answer = browser.post(address, data=told, timeout=TIMEOUT_S, allow_redirects=False)
        except requests.RequestException as error:
            raise _silent(section.url, error) from error
        cookie = browser.cookies.get(SESSION)
    is_in = answer.is_redirect and "/login" not in answer.headers.get("location", "")
    if not cookie or not is_in:
        raise Unavailable(f"Airflow did not let {section.user} in (HTTP {answer.status_code})")
    return str(cookie)


def pass_on(
    settings: Settings, method: str, path: str, headers: Mapping[str, str], body: bytes
) -> requests.Response:
    """Return the web server's answer to a call of somebody else's.

    Args:
        settings: Which stack.
        method: Such as ``POST``.
        path: With its query.
        headers: Of the call, by lower-case name; those that say who asks and what is sent are passed on.
        body: As it came.

    Raises:
        Unavailable: The web server does not answer.
    """
    kept = {name: headers[name] for name in PASSED_ON if name in headers}
    address = f"{settings.airflow.url}{path}"
    try:
        return requests.request(
            method, address, headers=kept, data=body, timeout=TIMEOUT_S, allow_redirects=False
        )
    except requests.RequestException as error:
        raise _silent(settings.airflow.url, error) from error


def _silent(url: str, error: requests.RequestException) -> Unavailable:
    return Unavailable(f"Airflow's web server at {url} does not answer ({type(error).__name__})")
