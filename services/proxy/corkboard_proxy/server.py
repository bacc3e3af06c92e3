"""Both ports in one event loop: start, signals, and a stop that cuts no request."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import signal
import socket
from typing import TYPE_CHECKING

import uvicorn

from corkboard.errors import PreflightError
from corkboard_proxy.protocol import LimitedProtocol

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from corkboard_proxy.protocol import LimitedConfig

LOOPBACK = "127.0.0.1"
SWEEP_S = 1.0
SPARE_FILES = 256


class PortServer(uvicorn.Server):
    """uvicorn's server, with its signals left to us: two of them share the process.

    Attributes:
        is_up: Set when the port answers.
    """

    def __init__(self, config: LimitedConfig) -> None:
        super().__init__(config)
        self.is_up = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leave the signals alone."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets)
        self.is_up.set()

    def sweep(self, now: float) -> None:
        """End the connections of clients that are too slow."""
        for connection in list(self.server_state.connections):
            if isinstance(connection, LimitedProtocol):
                connection.sweep(now)

    def connection_count(self) -> int:
        """Return how many connections are open."""
        return len(self.server_state.connections)


def listen(port: int, what: str, host: str = LOOPBACK) -> socket.socket:
    """Return a listening socket.

    Args:
        port: Where; 0 for any that is free.
        what: Its name in an error.
        host: The address; the loopback one by default, which nobody else reaches.

    Raises:
        PreflightError: The port is taken, or the address is not this machine's.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        hint = "stop what listens there, or set another port in gateway.url or rest.url"
        raise PreflightError(f"port {port} ({what}) cannot be opened: {error.strerror}", hint=hint) from error
    listener.listen(1024)
    listener.setblocking(False)  # noqa: FBT003 - the socket module's signature
    return listener


def allow_open_files(connections: int) -> None:
    """Raise this process's own limit of open files to what the connections need, as far as it may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + SPARE_FILES
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))


async def serve(
    ports: dict[str, tuple[socket.socket, LimitedConfig]],
    *,
    on_start: Callable[[], None],
    on_last_moment: Callable[[], None],
    stop_timeout_s: float,
) -> None:
    """Serve until SIGTERM or SIGINT, then finish what was begun.

    Args:
        ports: Each port's listening socket and configuration.
        on_start: Called when every port answers.
        on_last_moment: Called when a stop is about to take too long: end what requests wait for.
        stop_timeout_s: After this the remaining requests are cut; a second signal cuts them at once.
    """
    servers = [PortServer(config) for _, config in ports.values()]
    stopping = _stop_on_signals(servers)
    sweeping = asyncio.create_task(_sweep(servers))
    hurrying = asyncio.create_task(_hurry(stopping, stop_timeout_s * 0.75, on_last_moment))
    starting = asyncio.create_task(_announce(servers, on_start))
    sockets = [listener for listener, _ in ports.values()]
    try:
        await asyncio.gather(
            *(server.serve(sockets=[listener]) for server, listener in zip(servers, sockets, strict=True))
        )
    finally:
        for task in (sweeping, hurrying, starting):
            task.cancel()


def _stop_on_signals(servers: list[PortServer]) -> asyncio.Event:
    stopping = asyncio.Event()

    def stop() -> None:
        for server in servers:
            server.force_exit = server.should_exit
            server.should_exit = True
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    return stopping


async def _sweep(servers: list[PortServer]) -> None:
    loop = asyncio.get_running_loop()
    while True:
        await asyncio.sleep(SWEEP_S)
        for server in servers:
            server.sweep(loop.time())


async def _hurry(stopping: asyncio.Event, after_s: float, on_last_moment: Callable[[], None]) -> None:
    await stopping.wait()
    await asyncio.sleep(after_s)
    on_last_moment()


async def _announce(servers: list[PortServer], on_start: Callable[[], None]) -> None:
    for server in servers:
        await server.is_up.wait()
    on_start()
