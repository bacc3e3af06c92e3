"""The signed calls that AWS' tools make."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse

from corkboard import catalogue
from corkboard.airflow import rest
from corkboard.errors import UnavailableError
from corkboard_airflow import described, signature
from corkboard_airflow.body import field, object_of, read
from corkboard_airflow.refusals import Invalid, Unavailable, Unknown

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from corkboard.settings import Settings
    from corkboard_airflow.entrance import Entrance

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
IDENTITY = "user/corkboard"
BAD_REQUEST, SERVER_ERROR = 400, 500


class Calls:
    """One environment's calls.

    Args:
        settings: Which stack.
        started_at: Seconds since the epoch.
        entrance: Where tokens are for.
    """

    def __init__(self, settings: Settings, started_at: float, entrance: Entrance) -> None:
        self._settings = settings
        self._started_at = started_at
        self._entrance = entrance
        self._name = catalogue.mwaa_environment(settings.prefix)

    async def list_environments(self, request: Request) -> Response:
        """Return the one name."""
        await self._authenticated(request)
        return JSONResponse({"Environments": [self._name]})

    async def get_environment(self, request: Request) -> Response:
        """Describe the environment."""
        await self._authenticated(request)
        self._require_known(request)
        return JSONResponse({"Environment": described.environment(self._settings, self._started_at)})

    async def create_cli_token(self, request: Request) -> Response:
        """Return a token for ``/aws_mwaa/cli``."""
        await self._authenticated(request)
        self._require_known(request)
        token = self._entrance.cli_tokens.make()
        return JSONResponse({"CliToken": token, "WebServerHostname": described.hostname(self._settings)})

    async def create_web_login_token(self, request: Request) -> Response:
        """Return a token for ``/aws_mwaa/login``."""
        await self._authenticated(request)
        self._require_known(request)
        return JSONResponse(
            {
                "WebToken": self._entrance.web_tokens.make(),
                "WebServerHostname": described.hostname(self._settings),
                "IamIdentity": IDENTITY,
                "AirflowIdentity": self._settings.airflow.user,
            }
        )

    async def invoke_rest_api(self, request: Request) -> Response:
        """Ask Airflow's REST API; what it refuses is an exception of AWS' tools that carries its answer."""
        content = object_of(await self._authenticated(request))
        self._require_known(request)
        path = field(content, "Path", str, is_needed=True)
        method = field(content, "Method", str, is_needed=True)
        if method not in METHODS:
            raise Invalid(f"Method is {method!r}; known: {', '.join(METHODS)}")
        if not path.startswith("/") or set(path) & set("?#\\") or ".." in path.split("/"):
            raise Invalid("Path does not begin with a slash, or holds a query; that goes to QueryParameters")
        query, body = field(content, "QueryParameters", dict), content.get("Body")
        return await run_in_threadpool(self._ask, method, path, query, body)

    def _ask(self, method: str, path: str, query: dict[str, Any] | None, body: object) -> Response:
        try:
            answer = rest.ask(self._settings, method, path, query=query, body=body)
        except UnavailableError as error:
            raise Unavailable(error.message) from error
        try:
            found = answer.json() if answer.content else {}
        except ValueError:
            found = {"text": answer.text}
        told = {"RestApiStatusCode": answer.status_code, "RestApiResponse": found}
        if answer.ok:
            return JSONResponse(told)
        is_theirs = answer.status_code < SERVER_ERROR
        kind = "RestApiClientException" if is_theirs else "RestApiServerException"
        return JSONResponse(told, BAD_REQUEST, {"x-amzn-errortype": kind})

    async def _authenticated(self, request: Request) -> bytes:
        """Return the body of a call that is signed with the stack's keys."""
        content = await read(request)
        own = self._settings.aws.key_environment()
        headers = dict(request.headers)
        signature.require(
            request.method,
            str(request.url),
            headers,
            content,
            keys=(own.get("AWS_ACCESS_KEY_ID", ""), own.get("AWS_SECRET_ACCESS_KEY", "")),
            now=datetime.now(UTC),
        )
        return content

    def _require_known(self, request: Request) -> None:
        name = request.path_params["name"]
        if name != self._name:
            raise Unknown(f"Environment {name} not found; there is {self._name}")
