"""What stands behind ``WebServerHostname``: the command line, the login, and the web server's REST API."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, JSONResponse, Response

from corkboard import logs
from corkboard_airflow import command, web
from corkboard_airflow.body import read, text_of
from corkboard_airflow.refusals import Denied, Invalid
from corkboard_airflow.tokens import Tokens

if TYPE_CHECKING:
    from starlette.requests import Request

    from corkboard.settings import Settings

BEARER = "Bearer "
FAILED = 400  # as MWAA answers for a command that failed
PAGE = """<!doctype html><meta charset="utf-8"><title>Airflow</title><p>Logging in&hellip;</p><script>
fetch("/aws_mwaa/login", {method: "POST", body: new URLSearchParams({token: location.hash.slice(1)})})
  .then(answer => {
    if (!answer.ok) throw new Error("HTTP " + answer.status);
    location = "%s";
  })
  .catch(error => document.body.textContent = "The token does not hold: " + error.message);
</script>"""
log = logs.logger("airflow-mwaa")


class Entrance:
    """The doors, and the tokens that open them.

    Args:
        settings: Which stack.

    Attributes:
        cli_tokens: For the command line, as often as they hold.
        web_tokens: For a login, once each.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.cli_tokens = Tokens()
        self.web_tokens = Tokens()

    async def run_command(self, request: Request) -> Response:
        """Run Airflow's command line, and return what it wrote in Base64; 400 where it failed."""
        given = request.headers.get("authorization", "")
        content = await read(request)
        if not given.startswith(BEARER) or not self.cli_tokens.holds(given.removeprefix(BEARER)):
            raise Denied("the CLI token is missing, wrong, or older than 60 seconds: create_cli_token")
        words = command.words_of(text_of(content))
        is_good, told = await run_in_threadpool(command.run, self._settings, words)
        log.info("command.ran", command=words[:2], is_good=is_good)
        return JSONResponse(told, 200 if is_good else FAILED)

    async def log_in(self, request: Request) -> Response:
        """Exchange a web token for a session of Airflow's web server, as a cookie."""
        form = parse_qs(text_of(await read(request)))
        token = form.get("token", [""])[0]
        if not token:
            raise Invalid("token is missing: send it as a form's field")
        if not self.web_tokens.take(token):
            raise Denied("the web token is wrong, used, or older than 60 seconds: create_web_login_token")
        cookie = await run_in_threadpool(web.session_cookie, self._settings)
        answer = Response(status_code=200)
        answer.set_cookie(web.SESSION, cookie, httponly=True, samesite="lax")
        return answer

    async def console(self, request: Request) -> Response:
        """Return the page that logs a browser in with the token behind the address's ``#``."""
        await read(request)
        return HTMLResponse(PAGE % self._settings.airflow.url)

    async def pass_on(self, request: Request) -> Response:
        """Let Airflow's web server answer."""
        content = await read(request)
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        answer = await run_in_threadpool(
            web.pass_on, self._settings, request.method, path, dict(request.headers), content
        )
        kind = answer.headers.get("content-type", "application/json")
        return Response(answer.content, answer.status_code, media_type=kind)
