"""MWAA's API, answered against our Airflow.

/environments, /clitoken, /webtoken, /restapi     signed calls of AWS' tools        calls.py
/aws_mwaa/cli                                     Airflow's command line            a CLI token
/aws_mwaa/login, /aws_mwaa/aws-console-sso        a session of the web server       a web token
/api/v1/...                                       Airflow's REST API                that session
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import JSONResponse
from starlette.routing import Route

from corkboard import logs
from corkboard.airflow.programs import LOOPBACK
from corkboard_airflow.body import read
from corkboard_airflow.calls import Calls
from corkboard_airflow.entrance import Entrance
from corkboard_airflow.refusals import Refused, Unoffered

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from corkboard.settings import Settings

HOSTS = [LOOPBACK, "localhost", "*.localhost"]  # AWS' tools put api. or env. before the name
STOP_TIMEOUT_S = 5
ANY = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def application(settings: Settings, started_at: float) -> Starlette:
    """Return the service.

    Args:
        settings: Which stack.
        started_at: Seconds since the epoch.
    """
    entrance = Entrance(settings)
    calls = Calls(settings, started_at, entrance)
    return Starlette(
        routes=[
            Route("/health", _health),
            Route("/environments", calls.list_environments, methods=["GET"]),
            Route("/environments/{name}", calls.get_environment, methods=["GET"]),
            Route("/clitoken/{name}", calls.create_cli_token, methods=["POST"]),
            Route("/webtoken/{name}", calls.create_web_login_token, methods=["POST"]),
            Route("/restapi/{name}", calls.invoke_rest_api, methods=["POST"]),
            Route("/aws_mwaa/cli", entrance.run_command, methods=["POST"]),
            Route("/aws_mwaa/login", entrance.log_in, methods=["POST"]),
            Route("/aws_mwaa/aws-console-sso", entrance.console, methods=["GET"]),
            Route("/api/v1/{path:path}", entrance.pass_on, methods=ANY),
            Route("/{path:path}", _unoffered, methods=ANY),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS, www_redirect=False)],
        exception_handlers={Refused: _refuse},
    )


async def _health(_: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _unoffered(request: Request) -> Response:
    await read(request)
    raise Unoffered(f"{request.method} {request.url.path} is no call that is offered here")


async def _refuse(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)  # noqa: S101 - it is registered for nothing else
    return error.response()


def serve(settings: Settings, host: str) -> None:
    """Serve until SIGTERM."""
    logs.logger("airflow-mwaa").info(
        "mwaa.started", url=settings.airflow.mwaa_url, airflow=settings.airflow.url
    )
    uvicorn.run(
        application(settings, time.time()),
        host=host,
        port=settings.airflow.mwaa_port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=STOP_TIMEOUT_S,
    )
