"""The supervisor's socket: each question has a time limit, and what goes wrong is an error of ours."""

from __future__ import annotations

import socket
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING, Any
from xmlrpc.client import Error as RpcError
from xmlrpc.client import Fault, ServerProxy

from supervisor.xmlrpc import Faults, SupervisorTransport

from corkboard.errors import CorkboardError, UnavailableError

if TYPE_CHECKING:
    from pathlib import Path

ANSWER_TIMEOUT_S = 5
HARMLESS = (Faults.ALREADY_STARTED, Faults.NOT_RUNNING)  # it is as it was asked to be


class _Connection(HTTPConnection):
    """A connection over a socket in a folder, with a time limit."""

    def __init__(self, path: Path, answer_s: float) -> None:
        super().__init__("localhost")
        self._path = path
        self._answer_s = answer_s

    def connect(self) -> None:
        """Connect; a supervisor that hangs takes the connection all the same."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self._answer_s)
        self.sock.connect(str(self._path))


class _Transport(SupervisorTransport):  # type: ignore[misc]  # supervisor has no types
    """Supervisor's own transport, which knows no time limit, with one."""

    def __init__(self, path: Path, answer_s: float) -> None:
        super().__init__(None, None, f"unix://{path}")
        self._get_connection = lambda: _Connection(path, answer_s)


class AbsentError(UnavailableError):
    """No supervisor listens on the socket."""


class DeclinedError(CorkboardError):
    """The supervisor does not do what it was asked, such as when it is shutting down."""


def ask(path: Path, method: str, *arguments: Any, answer_s: float = ANSWER_TIMEOUT_S) -> Any:
    """Return the supervisor's answer; each call has a connection of its own, as threads may ask at once.

    Args:
        path: The supervisor's socket.
        method: Such as ``getProcessInfo``.
        arguments: The method's.
        answer_s: How long the answer may take.

    Raises:
        AbsentError: It is not there.
        UnavailableError: It does not answer in time.
        DeclinedError: It does not do it; carries its words.
    """
    try:
        return getattr(ServerProxy("http://127.0.0.1", _Transport(path, answer_s)).supervisor, method)(
            *arguments
        )
    except TimeoutError as error:
        raise UnavailableError(
            f"the supervisor did not answer {method} in {answer_s:.0f} s",
            service="supervisor",
            hint="if it hangs: end its process (corkboard logs supervisor), then corkboard up",
        ) from error
    except (OSError, HTTPException) as error:
        raise AbsentError(
            "the supervisor is not there", service="supervisor", hint="run 'corkboard up'"
        ) from error
    except RpcError as error:
        if isinstance(error, Fault) and error.faultCode in HARMLESS:
            return None
        raise DeclinedError(f"the supervisor refused {method}{arguments}: {error}") from error
