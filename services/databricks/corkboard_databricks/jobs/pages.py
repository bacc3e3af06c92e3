"""What a person sees of a run: how it stands, and each task's notebook with what it showed.

A page's address carries a key made from the token and the run: a browser sends no token.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from corkboard_databricks.jobs.attempt import NOTEBOOK, PAGE
from corkboard_databricks.jobs.run_page import run_page
from corkboard_databricks.jobs.states import last_tries
from corkboard_databricks.notebook.page.document import document

if TYPE_CHECKING:
    from starlette.requests import Request

    from corkboard_databricks.jobs.conductor import Conductor
    from corkboard_databricks.jobs.folders import Folders
    from corkboard_databricks.jobs.rooms.runs import Runs
    from corkboard_databricks.jobs.states import Attempt
    from corkboard_databricks.jobs.store import Store

IPYNB = "application/x-ipynb+json"
ABSENT = "there is no such page: the address is not whole, or the run was forgotten\n"
NOTHING = "nothing was run yet\n"


class Links:
    """Addresses of pages.

    Args:
        url: Where the server is.
        token: Signs them.
    """

    def __init__(self, url: str, token: str) -> None:
        self._url, self._token = url, token.encode()

    def run(self, run_id: int) -> str:
        """Return the address of a run's page."""
        return f"{self._url}/runs/{run_id}?key={self.key(str(run_id))}"

    def key(self, run_id: str) -> str:
        """Return what opens a run's pages."""
        return hmac.new(self._token, f"run {run_id}".encode(), hashlib.sha256).hexdigest()[:32]


class Pages:
    """Serves them.

    Args:
        store: Knows the runs.
        runs: Knows how they stand.
        conductor: Has what those show that go on.
        folders: Have what came of the others.
        links: Know the keys.
    """

    def __init__(
        self, store: Store, runs: Runs, conductor: Conductor, folders: Folders, links: Links
    ) -> None:
        self._store, self._runs, self._conductor = store, runs, conductor
        self._folders, self._links = folders, links

    def routes(self) -> list[Route]:
        """Return the pages' routes."""
        return [
            Route("/runs/{run_id}", self.run),
            Route("/runs/{run_id}/{try_id}", self.notebook),
            Route("/runs/{run_id}/{try_id}/executed.ipynb", self.executed),
        ]

    async def run(self, request: Request) -> Response:
        """Show how a run stands, with what its tasks showed."""
        return await run_in_threadpool(self._run, request)

    async def notebook(self, request: Request) -> Response:
        """Show a notebook that was run, or runs now."""
        return await run_in_threadpool(self._notebook, request)

    async def executed(self, request: Request) -> Response:
        """Hand out a notebook with its outputs."""
        attempt = self._attempt(request)
        file = self._folders.kept(attempt.run_id) / NOTEBOOK if attempt else None
        if attempt is None or file is None or not file.is_file():
            return _absent()
        named = {"content-disposition": f'attachment; filename="{attempt.task_key}.ipynb"'}
        return Response(await run_in_threadpool(file.read_bytes), media_type=IPYNB, headers=named)

    def _run(self, request: Request) -> Response:
        number = _number(request, "run_id")
        run = self._store.run(number) if self._is_open(request) else None
        if run is None:
            return _absent()
        last = last_tries(self._store.attempts(number))
        return HTMLResponse(run_page(run, self._runs.state(run), last, self._links.key(str(number))))

    def _notebook(self, request: Request) -> Response:
        attempt = self._attempt(request)
        if attempt is None:
            return _absent()
        file = self._folders.kept(attempt.run_id) / PAGE
        if file.is_file():
            return HTMLResponse(file.read_text(encoding="utf-8"))
        record = self._conductor.record(attempt)
        return HTMLResponse(document(record)) if record else PlainTextResponse(attempt.message or NOTHING)

    def _attempt(self, request: Request) -> Attempt | None:
        attempt = self._store.attempt(_number(request, "try_id")) if self._is_open(request) else None
        is_its = attempt is not None and attempt.parent == _number(request, "run_id")
        return attempt if is_its else None

    def _is_open(self, request: Request) -> bool:
        key = request.query_params.get("key", "").encode()
        return hmac.compare_digest(key, self._links.key(request.path_params["run_id"]).encode())


def _number(request: Request, name: str) -> int:
    """Return a number of the path; 0, which nothing has, for anything else."""
    text = request.path_params[name]
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0  # noqa: PLR2004 - SQLite's


def _absent() -> Response:
    return PlainTextResponse(ABSENT, 404)
