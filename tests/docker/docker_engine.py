"""A stack that the command runs in containers, as a test asks things of it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

from docker_stack import docker

from corkboard.settings import load
from corkboard.stack.docker.project import compose_of

if TYPE_CHECKING:
    from pathlib import Path

ROWS = 300


class EngineStack:
    """A stack of the docker engine's.

    Args:
        run: The command.
        home: Its folder.
        name: Its name.
    """

    def __init__(self, run, home: Path, name: str) -> None:
        self._run = run
        self.home = home
        self.name = name

    def __call__(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a verb on it."""
        return self._run(*words, home=self.home, name=self.name, check=check)

    def begin(self, *words: str) -> subprocess.Popen[str]:
        """Start a verb on it, whose two outputs are one."""
        command = [sys.executable, "-m", "corkboard", "--home", str(self.home), "--name", self.name, *words]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def settings(self):
        """Return its settings as they are now."""
        return load({"name": self.name, "home": self.home})

    def compose(self):
        """Return Docker Compose on it."""
        return compose_of(self.settings())

    def states(self) -> dict[str, str]:
        """Return the state of each stand-in that somebody asked for, as the command says it."""
        found = json.loads(self("status", "--json", check=False).stdout)["data"]["stand_ins"]
        return {
            one["name"]: one["state"]
            for one in found
            if not (one["is_optional"] and one["state"] == "stopped")
        }

    def process(self, service: str) -> int:
        """Return a container's first process as this machine counts."""
        return next(one.pid for one in self.compose().containers() if one.service == service)

    def containers(self) -> list[str]:
        """Return the names of all its containers, those of single programs too."""
        label = f"label=com.docker.compose.project=corkboard-{self.name}"
        return docker("ps", "--all", "--filter", label, "--format", "{{.Names}}").split()
