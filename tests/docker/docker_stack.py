"""A Compose project that a test may harm."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

UP_S = 240


@dataclass(frozen=True)
class DockerStack:
    """A stack.

    Attributes:
        root: The checkout.
        project: Compose's name of it.
        variables: Its ports, its name, its size.
        is_offline: Whether every image is made on this machine.
    """

    root: Path
    project: str
    variables: dict[str, str]
    is_offline: bool

    def compose(
        self, *words: str, check: bool = True, timeout_s: float = 300
    ) -> subprocess.CompletedProcess[str]:
        """Run ``docker compose`` on the stack; its output is in the failure."""
        files = ["-f", "docker-compose.yml", *(["-f", "compose/offline.yml"] if self.is_offline else [])]
        command = ["docker", "compose", "-p", self.project, *files, *words]
        done = subprocess.run(
            command,
            cwd=self.root,
            env={**os.environ, **self.variables},
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
        )
        assert not check or done.returncode == 0, (
            f"{' '.join(words)}\n{done.stdout}\n{done.stderr}\n{self._logs()}"
        )
        return done

    def up(self) -> None:
        """Start what does not run and wait until all is usable."""
        self.compose("up", "--wait", "--wait-timeout", str(UP_S), timeout_s=UP_S + 30)

    def run(self, service: str, *words: str, is_alone: bool = False) -> str:
        """Run a program of the stack in a container of its own, and return what it printed.

        Alone it does not make sure of the others first, which takes the time of every job.
        """
        options = ("--rm", "-T", *(["--no-deps"] if is_alone else []))
        return self.compose("run", *options, service, *words).stdout

    def command(self, *words: str, check: bool = True) -> str:
        """Run the command in the container that shows Spark's page: nothing has to be started for that."""
        return self.compose("exec", "-T", "spark", "corkboard", *words, check=check).stdout

    def shell(self, service: str, script: str) -> str:
        """Run a script in a container that runs, and return what it printed."""
        return self.compose("exec", "-T", service, "bash", "-c", script).stdout

    def port(self, name: str) -> int:
        """Return where a service listens on this machine, such as that of ``GATEWAY``."""
        return int(self.variables[f"STACK_{name}_PORT"])

    def containers(self) -> dict[str, dict]:
        """Return what Docker knows of each container, by its service."""
        labels = (f"project={self.project}", "oneoff=False")
        filters = [word for label in labels for word in ("--filter", f"label=com.docker.compose.{label}")]
        found = json.loads(docker("inspect", *docker("ps", "--all", "--quiet", *filters).split()))
        return {one["Config"]["Labels"]["com.docker.compose.service"]: one for one in found}

    def kill(self, service: str) -> None:
        """End a container's first process as a crash would: Docker's own kill counts as a wish to stop."""
        os.kill(self.containers()[service]["State"]["Pid"], signal.SIGKILL)

    def wait_healthy(self, service: str, *, restarts: int = -1, timeout_s: float = 90) -> None:
        """Wait until a container is usable, and has been started again more often than so."""
        deadline = time.monotonic() + timeout_s
        while True:
            found = self.containers()[service]
            seen = (found["RestartCount"], found["State"].get("Health", {}).get("Status"))
            if seen[0] > restarts and seen[1] == "healthy":
                return
            assert time.monotonic() < deadline, f"{service}: {seen}\n{self._logs(service)}"
            time.sleep(0.3)

    def remove(self) -> None:
        """Stop everything and remove its volumes and folders."""
        self.compose("--profile", "*", "down", "--volumes", "--remove-orphans", check=False)
        name = self.variables["STACK_NAME"]
        for folder in (*self.root.glob(f".corkboard/{name}*"), *self.root.glob(f"out/{name}*")):
            shutil.rmtree(folder, ignore_errors=True) if folder.is_dir() else folder.unlink(missing_ok=True)

    def _logs(self, *services: str) -> str:
        command = ["docker", "compose", "-p", self.project, "logs", "--no-color", "--tail", "15", *services]
        return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False).stdout


def docker(*words: str) -> str:
    """Run ``docker`` and return what it printed."""
    return subprocess.run(["docker", *words], capture_output=True, text=True, timeout=60, check=True).stdout
