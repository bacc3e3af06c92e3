"""The control socket: one thread a caller, a line of JSON in, a line out."""

from __future__ import annotations

import contextlib
import json
import socket
import socketserver
import struct
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from corkboard.control import LONGEST_BYTES, encode
from corkboard.errors import CorkboardError
from corkboard.logs import logger

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from corkboard_databricks.runs import Run, Runs

Verb = Callable[..., dict[str, Any]]
log = logger("cluster")


class Server(socketserver.ThreadingUnixStreamServer):
    """Listens in a folder that this person alone may enter.

    Args:
        where: The socket.
        verbs: What can be asked; each takes the message's other fields and returns the answer.
        runs: Those that attach.
    """

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, where: Path, verbs: Mapping[str, Verb], runs: Runs) -> None:
        where.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        where.unlink(missing_ok=True)
        self.verbs, self.runs = verbs, runs
        super().__init__(str(where), Caller)
        where.chmod(0o600)


class Caller(socketserver.StreamRequestHandler):
    """One connection; that of a run stays open as long as the run's process lives."""

    server: Server

    def setup(self) -> None:
        """Begin without a run."""
        super().setup()
        self._run: Run | None = None

    def handle(self) -> None:
        """Answer until the caller hangs up."""
        while line := self._line():
            answer = encode(self._answer(line))
            with contextlib.suppress(BrokenPipeError):  # it has waited long enough
                self.wfile.write(answer)

    def finish(self) -> None:
        """End the run of a caller that is gone."""
        if self._run is not None:
            self._run.gone.set()
            self.server.runs.end(self._run)
        super().finish()

    def _line(self) -> bytes:
        try:
            return self.rfile.readline(LONGEST_BYTES)
        except OSError:
            return b""

    def _answer(self, line: bytes) -> dict[str, Any]:
        try:
            message = json.loads(line)
            wanted = message.pop("do")
            if wanted in ("attach", "attached"):
                return getattr(self, f"_{wanted}")(**message)  # type: ignore[no-any-return]  # ours, below
            return self.server.verbs[wanted](**message)
        except CorkboardError as error:
            return {"error": str(error)}
        except Exception as error:
            log.exception("call.failed")
            return {"error": f"{type(error).__name__}: {error}"}

    def _attach(self, pid: int, name: str) -> dict[str, Any]:
        run = self._run = self.server.runs.begin(peer_pid(self.connection, pid), name, self._hang_up)
        port, secret = run.gateway.getListeningPort(), run.gateway.secret()
        return {"run": run.number, "tag": run.tag, "port": port, "secret": secret}

    def _hang_up(self, why: str) -> None:
        """Say a last sentence to the run, and so end its process, wherever that is."""
        with contextlib.suppress(OSError):  # it has hung up itself
            self.connection.sendall(encode({"ended": why}))
            self.connection.shutdown(socket.SHUT_WR)  # its own end is still to be seen

    def _attached(self, session: str, session_tag: str) -> dict[str, Any]:
        assert self._run is not None  # noqa: S101 - attach came first
        self._run.session, self._run.session_tag = session, session_tag
        return {}


def peer_pid(connection: socket.socket, said: int) -> int:
    """Return the process at the other end, as this one counts them; 0 where it is in another container.

    Args:
        connection: A Unix socket.
        said: The number by which it calls itself: where the system does not tell, it is believed.
    """
    if not hasattr(socket, "SO_PEERCRED"):
        return said
    told = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    pid: int = struct.unpack("3i", told)[0]
    return pid
