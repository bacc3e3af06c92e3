"""What is not Databricks': whether the server is usable, its description, and forgetting everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

from corkboard_databricks.jobs.openapi import description

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from corkboard_databricks.jobs.endpoints import Endpoint

WORDS = "Corkboard's Databricks Jobs API. corkboard env prints DATABRICKS_HOST and DATABRICKS_TOKEN.\n"
DISCOVERED = {"cloud": "AWS"}  # Databricks' own client asks, and warns where there is no answer


def own_routes(
    endpoints: Sequence[Endpoint], check: Callable[[Mapping[str, str]], None], forget: Callable[[], None]
) -> list[Route]:
    """Return the routes.

    Args:
        endpoints: What is described.
        check: Refuses who does not bring the token.
        forget: Cancels and forgets all runs.
    """
    described = description(endpoints)

    async def health(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def openapi(_: Request) -> Response:
        return JSONResponse(described)

    async def root(_: Request) -> Response:
        return PlainTextResponse(WORDS)

    async def discovery(_: Request) -> Response:
        return JSONResponse(DISCOVERED)

    async def forget_all(request: Request) -> Response:
        check(request.headers)
        await run_in_threadpool(forget)
        return JSONResponse({})

    return [
        Route("/", root),
        Route("/.well-known/databricks-config", discovery),
        Route("/health", health),
        Route("/openapi.json", openapi),
        Route("/corkboard/forget", forget_all, methods=["POST"]),
    ]
