"""The supervisor: renders its configuration, starts it, and talks to it over its socket."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import psutil

from corkboard.errors import UnavailableError, WaitTimeoutError
from corkboard.settings import child_environment
from corkboard.stack import processes, rpc

if TYPE_CHECKING:
    from pathlib import Path

    from corkboard.stack.component import Component
    from corkboard.stack.context import Context

START_TIMEOUT_S = 10
STOP_TIMEOUT_S = 60  # longer than any stand-in may take to stop
LEFTOVER_WAIT_S = 8
STOPPED = ("STOPPED", "EXITED", "FATAL", "UNKNOWN")
HEAD = """[unix_http_server]
file={runtime}/supervisor.sock
chmod=0700

[supervisord]
logfile={logs}/supervisor.log
logfile_maxbytes=10MB
logfile_backups=2
pidfile={runtime}/supervisord.pid
identifier=corkboard-{name}

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
"""
PROGRAM = """
[program:{name}]
command={command}
autostart=false
autorestart=true
startsecs=1
startretries=5
stopwaitsecs={stop_wait_s}
stopasgroup=false
killasgroup=true
redirect_stderr=true
stdout_logfile={log}
stdout_logfile_maxbytes=10MB
stdout_logfile_backups=2
"""


class Supervisor:
    """One stack's supervisor process.

    Args:
        context: Whose stack it is.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._socket = context.runtime_dir / "supervisor.sock"

    def is_running(self) -> bool:
        """Say whether the supervisor answers.

        Raises:
            UnavailableError: It is there and does not answer.
        """
        try:
            rpc.ask(self._socket, "getState")
        except (rpc.AbsentError, rpc.DeclinedError):  # it is not there, or is shutting down
            return False
        return True

    def start(self, components: list[Component]) -> None:
        """Start the supervisor with every component known and none running."""
        configuration = self._render(components)
        command = [sys.executable, "-m", "supervisor.supervisord", "-c", str(configuration)]
        environment = child_environment(self._context.settings)
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, env=environment, timeout=START_TIMEOUT_S, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise WaitTimeoutError("the supervisor", waited_s=START_TIMEOUT_S, last="no words") from error
        if done.returncode:
            raise UnavailableError(
                f"the supervisor did not start:\n{(done.stdout + done.stderr)[-600:]}", service="supervisor"
            )
        deadline = time.monotonic() + START_TIMEOUT_S
        while not self.is_running():
            if time.monotonic() > deadline:
                raise UnavailableError("the supervisor's socket does not answer", service="supervisor")
            time.sleep(0.02)

    def start_component(self, name: str) -> None:
        """Start one program; it may take time to be ready."""
        if self.state(name) in STOPPED:
            rpc.ask(self._socket, "startProcess", name, False)  # noqa: FBT003 - XML-RPC has no names

    def stop_component(self, name: str) -> None:
        """Stop one program and wait until it is gone."""
        if self.state(name) not in STOPPED:
            rpc.ask(self._socket, "stopProcess", name, True, answer_s=STOP_TIMEOUT_S)  # noqa: FBT003

    def state(self, name: str) -> str:
        """Return the supervisor's word for a program, such as ``RUNNING`` or ``BACKOFF``."""
        return str(self._info(name)["statename"])

    def age_s(self, name: str) -> float:
        """Return for how long a program has been running, in seconds."""
        info = self._info(name)
        return float(info["now"] - info["start"]) if info["statename"] == "RUNNING" else 0.0

    def started_at(self, name: str) -> int:
        """Return when a program was last started, in seconds since the epoch: another for each process."""
        return int(self._info(name)["start"])

    def process(self, name: str) -> psutil.Process | None:
        """Return a program's living process."""
        return processes.noted(self.note(name))

    def note(self, name: str) -> Path:
        """Return the file in which a program's pid and start time are noted."""
        return self._context.conf_dir() / f"{name}.pid.json"

    def shutdown(self) -> None:
        """End the supervisor, and with it what still runs: also what a killed stand-in has left behind."""
        if self.is_running():
            pid = int(rpc.ask(self._socket, "getPID"))
            rpc.ask(self._socket, "shutdown")
            deadline = time.monotonic() + 40
            while self.is_running() and time.monotonic() < deadline:
                time.sleep(0.05)
            processes.wait_gone(pid, timeout_s=5)
            processes.end(processes.of_session(pid), wait_s=LEFTOVER_WAIT_S)

    def _info(self, name: str) -> dict[str, Any]:
        info: dict[str, Any] = rpc.ask(self._socket, "getProcessInfo", name)
        return info

    def kill(self) -> None:
        """End the supervisor and all it runs at once, as before their data is removed."""
        if self.is_running():
            pid = int(rpc.ask(self._socket, "getPID"))
            processes.end([*processes.family(psutil.Process(pid)), *processes.of_session(pid)], wait_s=0)

    def end_leftovers(self, names: list[str]) -> None:
        """End what outlived a killed supervisor; those that wait for each other are killed after a while."""
        alive = [process for name in names if (process := processes.noted(self.note(name)))]
        members = [member for process in alive for member in processes.family(process)]
        processes.end(members, wait_s=LEFTOVER_WAIT_S)

    def _render(self, components: list[Component]) -> Path:
        context = self._context
        logs = context.log_file("supervisor").parent
        for folder in (logs, context.conf_dir(), context.runtime_dir):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        text = HEAD.format(runtime=context.runtime_dir, logs=logs, name=context.settings.name)
        for component in components:
            spec = self._write_spec(component)
            command = f'"{sys.executable}" -m corkboard.stack.child "{spec}"'.replace("%", "%%")
            text += PROGRAM.format(
                name=component.name,
                command=command,
                stop_wait_s=component.stop_wait_s,
                log=context.log_file(component.name),
            )
        path = context.conf_dir() / "supervisord.conf"
        path.write_text(text)
        return path

    def _write_spec(self, component: Component) -> Path:
        path = self._context.conf_dir() / f"{component.name}.json"
        path.touch(mode=0o600)
        environment = {**child_environment(self._context.settings), **component.environment}
        spec = {
            "command": component.command,
            "environment": environment,
            "folder": str(self._context.settings.state_dir),
            "note": str(self.note(component.name)),
            "snapshots": component.snapshots,
            "has_workers": component.has_workers,
        }
        path.write_text(json.dumps(spec))
        return path
