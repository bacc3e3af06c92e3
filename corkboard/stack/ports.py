"""Ports on 127.0.0.1: which are free, and who holds the others."""

from __future__ import annotations

import socket
from dataclasses import dataclass

import psutil

from corkboard.errors import PreflightError

CONVENTIONAL = {
    "mysql": 3306,
    "kafka": 9092,
    "kafka_controller": 9093,
    "kafka_iam": 9098,
    "connect": 8083,
    "aws": 4566,
    "gateway": 8080,
    "rest": 8082,
    "spark_ui": 4040,
    "jobs": 8443,
    "airflow": 8081,
    "mwaa": 8084,
    "msk": 8085,
}
YIELDING = ("kafka_iam", "airflow", "mwaa", "msk")  # of what few ask for: another is chosen where it is taken


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that listens on a port; ``pid`` is 0 when the system does not tell."""

    pid: int
    name: str


def is_free(port: int) -> bool:
    """Say whether a server could listen on this port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def holder(port: int) -> Holder:
    """Return who listens on a port."""
    try:
        connections = psutil.net_connections("tcp")
    except psutil.AccessDenied:
        return Holder(0, "another process")
    for connection in connections:
        local = connection.laddr
        if connection.status == psutil.CONN_LISTEN and local and local.port == port and connection.pid:
            return Holder(connection.pid, psutil.Process(connection.pid).name())
    return Holder(0, "another process")


def choose(*, is_default: bool, before: dict[str, int]) -> dict[str, int]:
    """Return a port for each name.

    Args:
        is_default: The default stack takes the conventional ports, but for those of YIELDING that are
            taken; every other one takes free ones.
        before: The ports of this stack's last run; they are kept where they are still free.

    Raises:
        PreflightError: A conventional port is taken; names who holds it.
    """
    wanted = CONVENTIONAL if is_default else {}
    chosen: dict[str, int] = {}
    for name, conventional in CONVENTIONAL.items():
        port = before.get(name) or wanted.get(name)
        if port and is_free(port):
            chosen[name] = port
        elif is_default and name not in YIELDING:
            raise _taken(name, port or conventional)
        else:
            chosen[name] = _any_free(set(chosen.values()))
    return chosen


def _taken(name: str, port: int) -> PreflightError:
    who = holder(port)
    by = f"{who.name} (pid {who.pid})" if who.pid else who.name
    return PreflightError(
        f"port {port} for {name} is taken by {by}",
        hint="end that process, or start another stack on free ports: corkboard --name mine up",
    )


def _any_free(taken: set[int]) -> int:
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        if port not in taken:
            return port
