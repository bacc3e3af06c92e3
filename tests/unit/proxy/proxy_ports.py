"""One real port of the proxy in this process, and a client that writes what it likes."""

from __future__ import annotations

import asyncio
import contextlib

from corkboard_proxy.protocol import LimitedConfig
from corkboard_proxy.rest.errors import refusal
from corkboard_proxy.server import PortServer, listen


@contextlib.asynccontextmanager
async def open_port(application, limits):
    """Serve an application on a free port; yield the server and the port."""
    listener = listen(0, "a test")
    port = listener.getsockname()[1]
    server = PortServer(LimitedConfig(application, limits=limits, refusal=refusal))
    running = asyncio.create_task(server.serve(sockets=[listener]))
    await asyncio.wait_for(server.is_up.wait(), 5)
    try:
        yield server, port
    finally:
        server.should_exit = True
        await asyncio.wait_for(running, 10)


async def read_answer(reader):
    """Return the status and the body of one answer."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = int(head.split("content-length: ")[1].split("\r\n")[0])
    return int(head.split()[1]), await reader.readexactly(length)


async def exchange(port, *pieces):
    """Send pieces over a new connection; return the status and the body of the first answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        return await asyncio.wait_for(read_answer(reader), 10)
    finally:
        writer.close()


async def until(done, within_s=5):
    """Wait until ``done()`` is true; fail after ``within_s``."""
    loop = asyncio.get_running_loop()
    end = loop.time() + within_s
    while not done():
        assert loop.time() < end, "it did not happen in time"
        await asyncio.sleep(0.01)
