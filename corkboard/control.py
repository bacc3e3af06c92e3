"""How a program talks to the Databricks cluster: a line of JSON to its socket, and a line back.

The socket lies in a folder that this person alone may enter. A run keeps its connection open: when its
process ends, however it ends, the cluster sees that and ends what the run left.
"""

from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING, Any

from corkboard.errors import CorkboardError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corkboard.settings import Settings

START = "start it: corkboard up --with databricks"
LONGEST_BYTES = 1 << 24


class DeclinedError(CorkboardError):
    """The cluster said no; the message is its own words."""


class Line:
    """An open connection to the cluster.

    Args:
        settings: Say where its socket is.
        timeout_s: For connecting, and for each answer.

    Raises:
        UnavailableError: There is no cluster, or it does not answer.
    """

    def __init__(self, settings: Settings, *, timeout_s: float) -> None:
        where = settings.databricks.socket
        if where is None:
            raise absent("it was never started")
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(timeout_s)
        try:
            self._socket.connect(str(where))
        except OSError as error:
            self._socket.close()
            raise absent(error.strerror or str(error)) from error
        self._file = self._socket.makefile("rb")

    def ask(self, wanted: str, **arguments: Any) -> dict[str, Any]:
        """Return the cluster's answer.

        Raises:
            DeclinedError: It said no.
            UnavailableError: It did not answer, or has ended.
        """
        try:
            self._socket.sendall(encode({"do": wanted, **arguments}))
            text = self._file.readline(LONGEST_BYTES)
        except OSError as error:
            raise absent(str(error)) from error
        if not text:
            raise absent("it ended")
        answer: dict[str, Any] = json.loads(text)
        if "error" in answer:
            raise DeclinedError(str(answer["error"]))
        return answer

    def wait_end(self) -> str:
        """Wait until the cluster has closed the connection, and return why; nothing where it ended itself."""
        self._socket.settimeout(None)
        try:
            return str(json.loads(self._file.readline(LONGEST_BYTES))["ended"])
        except (OSError, ValueError):  # no last line, or half of one
            return ""

    def close(self) -> None:
        """Hang up."""
        self._file.close()
        self._socket.close()


def ask(settings: Settings, wanted: str, *, timeout_s: float, **arguments: Any) -> dict[str, Any]:
    """Ask one thing; see ``Line.ask``."""
    line = Line(settings, timeout_s=timeout_s)
    try:
        return line.ask(wanted, **arguments)
    finally:
        line.close()


def encode(message: Mapping[str, Any]) -> bytes:
    """Return a message as a line."""
    return json.dumps(message).encode() + b"\n"


def absent(why: str) -> UnavailableError:
    """Return the error of a cluster that does not answer."""
    return UnavailableError(f"the Databricks cluster does not answer ({why})", service="spark", hint=START)
