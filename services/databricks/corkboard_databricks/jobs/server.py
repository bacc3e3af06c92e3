"""``python -m corkboard_databricks jobs``: the Jobs API until SIGTERM."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import signal
import socket
from typing import TYPE_CHECKING

import uvicorn

from corkboard.errors import PreflightError, SettingsError
from corkboard.logs import logger
from corkboard.settings import reveal
from corkboard_databricks.jobs.app import Api, application
from corkboard_databricks.jobs.conductor import Conductor
from corkboard_databricks.jobs.endpoints import Rooms, table
from corkboard_databricks.jobs.folders import Folders
from corkboard_databricks.jobs.hold import Holds
from corkboard_databricks.jobs.own import own_routes
from corkboard_databricks.jobs.pages import Links, Pages
from corkboard_databricks.jobs.rooms.clusters import Clusters
from corkboard_databricks.jobs.rooms.dbfs import Dbfs
from corkboard_databricks.jobs.rooms.definitions import Definitions
from corkboard_databricks.jobs.rooms.runs import Runs
from corkboard_databricks.jobs.rooms.secrets import Secrets
from corkboard_databricks.jobs.rooms.workspace import Workspace
from corkboard_databricks.jobs.store import Store
from corkboard_databricks.jobs.turns import Turns
from corkboard_databricks.jobs.underway import Means
from corkboard_databricks.notebook.front import PROGRAM

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from starlette.applications import Starlette

    from corkboard.settings import Settings

LOOPBACK = "127.0.0.1"
MOST_CONNECTIONS = 512
IDLE_S = 75
STOP_S = 5
log = logger("jobs")


class Server(uvicorn.Server):
    """uvicorn's server, with its signals left to us."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leave the signals alone."""
        yield


class JobsApi:
    """Everything of one stack's Jobs API; made inside a running loop.

    Args:
        settings: Which stack.
        command: The worker's program.
    """

    def __init__(self, settings: Settings, *, command: Sequence[str] = PROGRAM) -> None:
        token = reveal(settings.databricks.token)
        if not token:
            raise SettingsError("databricks.token is not set", hint="start the stack: corkboard up")
        self._folders = folders = Folders(settings)
        folders.bring_ours()
        self.store = store = Store(folders.state)
        self.holds = Holds(self._is_over)
        turns = Turns(settings.databricks.runs_at_once)
        self.conductor = Conductor(Means(settings, folders, store, turns, command), self.holds.tell)
        links = Links(settings.databricks.url, token)
        runs = Runs(store, self.conductor, folders, links.run)
        files = Workspace(folders.workspace), Dbfs(folders), Secrets(folders.secrets)
        endpoints = table(Rooms(runs, Definitions(store), Clusters(settings), *files))
        api = Api(endpoints, self.holds, token)
        pages = Pages(store, runs, self.conductor, folders, links)
        own = own_routes(endpoints, api.check, self.forget)
        self.application: Starlette = application([*api.routes(), *pages.routes(), *own])

    def forget(self) -> None:
        """Cancel what goes on, and forget all jobs and runs."""
        self.conductor.cancel_all()
        self.store.forget()
        shutil.rmtree(self._folders.runs, ignore_errors=True)

    def close(self) -> None:
        """End what goes on; the next process says what became of it."""
        self.conductor.stop()
        self.store.close()

    def _is_over(self, run_id: int) -> bool:
        run = self.store.run(run_id)
        return run is None or run.final is not None


def run(settings: Settings, host: str = LOOPBACK) -> None:
    """Serve until SIGTERM.

    Args:
        settings: Which stack; name the port.
        host: The address to listen on; another than this machine's own in a container alone.

    Raises:
        CorkboardError: The port is taken, or the settings are not whole.
    """
    listener = listen(settings.databricks.port, host)
    asyncio.run(_serve(settings, listener))


def listen(port: int, host: str = LOOPBACK) -> socket.socket:
    """Return a listening socket, on this machine alone unless another address is given.

    Raises:
        PreflightError: The port is taken.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        hint = "stop what listens there, or set another port in databricks.url"
        raise PreflightError(
            f"port {port} (the Jobs API) cannot be opened: {error.strerror}", hint=hint
        ) from error
    listener.listen(MOST_CONNECTIONS)
    listener.setblocking(False)  # noqa: FBT003 - the socket module's signature
    return listener


async def _serve(settings: Settings, listener: socket.socket) -> None:
    jobs = JobsApi(settings)
    server = Server(configured(jobs.application))

    def stop() -> None:
        server.force_exit = server.should_exit
        server.should_exit = True
        jobs.holds.close()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    jobs.conductor.resume()
    log.info("jobs.started", url=settings.databricks.url, target=settings.target)
    try:
        await server.serve(sockets=[listener])
    finally:
        await asyncio.to_thread(jobs.close)
        log.info("jobs.stopped")


def configured(app: Starlette) -> uvicorn.Config:
    """Return how the application is served."""
    return uvicorn.Config(
        app,
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="error",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=IDLE_S,
        timeout_graceful_shutdown=STOP_S,
    )
