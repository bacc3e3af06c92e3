"""Services on free ports, each in a thread."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager

import pytest
import uvicorn


@contextmanager
def _served(application):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        server = uvicorn.Server(uvicorn.Config(application, log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        server.should_exit = True
        thread.join(20)


@pytest.fixture(scope="session")
def served():
    """A server of ASGI applications, which gives a block its port."""
    return _served
