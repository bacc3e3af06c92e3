"""Docker Compose on one stack: what it is told, and what it says."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from corkboard.errors import CorkboardError, PreflightError, WaitTimeoutError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

WORD_TIMEOUT_S = 120
VERBS = ("up", "build", "run", "exec", "down", "ps", "logs")
ROLE = "corkboard.role"
START_HINT = "start it, or leave --engine docker out; on Debian: compose/build/daemon.sh"


@dataclass(frozen=True, slots=True)
class Container:
    """One container.

    Attributes:
        service: Its name in the compose files.
        id: Docker's.
        labels: Its labels.
        status: Such as ``running`` or ``exited``.
        health: ``healthy``, ``starting`` or ``unhealthy``; empty where nothing looks.
        exit_code: Of one that has ended.
        started_at: When it was started, as ISO 8601; empty before.
        pid: Its first process, as the machine counts; 0 when it does not run.
    """

    service: str
    id: str
    labels: Mapping[str, str]
    status: str
    health: str
    exit_code: int
    started_at: str
    pid: int

    @property
    def is_usable(self) -> bool:
        """Whether it runs and nothing says that it is not ready; of a job, whether it ended well."""
        if self.labels.get(ROLE) == "job":
            return self.status == "exited" and self.exit_code == 0
        return self.status == "running" and self.health in ("", "healthy")

    @property
    def has_failed(self) -> bool:
        """Whether it ended badly, or whoever looks at it has given it up."""
        is_over = self.status in ("exited", "dead") and self.exit_code != 0
        return is_over or self.status == "restarting" or self.health == "unhealthy"

    @property
    def words(self) -> str:
        """Its state as a person says it."""
        if self.labels.get(ROLE) == "job":
            return {"exited": "done" if self.exit_code == 0 else f"failed with {self.exit_code}"}.get(
                self.status, self.status
            )
        if self.status == "running":
            return {"": "running", "healthy": "ready"}.get(self.health, self.health)
        return self.status


class Compose:
    """One project.

    Args:
        root: The checkout.
        project: Its name.
        files: The compose files, below the checkout.
        environment: The whole environment, with the project's variables.
    """

    def __init__(
        self, root: Path, project: str, files: Sequence[str], environment: Mapping[str, str]
    ) -> None:
        self._root = root
        self._environment = dict(environment)
        named = [word for file in files for word in ("-f", file)]
        self._command = ["docker", "compose", "-p", project, *named, "--profile", "*"]

    def run(self, *words: str, timeout_s: float = WORD_TIMEOUT_S) -> str:
        """Run ``docker compose`` with these words, and return what it printed.

        Raises:
            PreflightError: There is no Docker, or its daemon does not answer.
            WaitTimeoutError: It took too long.
            CorkboardError: It failed; carries its last words.
        """
        return self._ask([*self._command, *words], timeout_s)

    def lines(self, *words: str) -> Iterator[str]:
        """Run ``docker compose`` with these words, and yield what it says as it says it.

        Raises:
            CorkboardError: It failed; carries its last words.
        """
        said: list[str] = []
        with self.start(*words) as process:
            try:
                for line in process.stdout or ():
                    said = [*said[-20:], line]
                    yield line.rstrip("\n")
            except BaseException:
                process.terminate()
                raise
        if process.returncode:
            raise failure([*self._command, *words], "".join(said))

    def start(self, *words: str, into: IO[str] | None = None) -> subprocess.Popen[str]:
        """Start ``docker compose`` with these words; both of its outputs are one, a pipe or a file."""
        return subprocess.Popen(
            [*self._command, *words],
            cwd=self._root,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=into or subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def command(self, *words: str) -> tuple[list[str], dict[str, str]]:
        """Return the command, and its environment, for a program that this process becomes."""
        here = ["--project-directory", str(self._root)]
        files = [str(self._root / word) if word.endswith(".yml") else word for word in self._command]
        return [*files[:2], *here, *files[2:], *words], self._environment

    def versions(self) -> tuple[str, str]:
        """Return the daemon's version and Compose's, such as ``28.5.2`` and ``2.40.3``."""
        daemon = self._ask(["docker", "version", "--format", "{{.Server.Version}}"], WORD_TIMEOUT_S)
        plugin = self._ask(["docker", "compose", "version", "--short"], WORD_TIMEOUT_S)
        return daemon.strip(), plugin.strip().removeprefix("v")

    def containers(self) -> list[Container]:
        """Return every container there is, those that have ended too."""
        ids = self.run("ps", "--all", "--quiet").split()
        if not ids:
            return []
        found = json.loads(self._ask(["docker", "inspect", *ids], WORD_TIMEOUT_S))
        return [_container(one) for one in found if one["Config"]["Labels"].get(ROLE)]

    def images(self) -> list[str]:
        """Return the name of every image of the project."""
        return sorted(set(self.run("config", "--images").split()))

    def missing_images(self) -> list[str]:
        """Return the images of the project that are not on this machine."""
        return [name for name in self.images() if not has_image(name)]

    def is_running(self) -> bool:
        """Say whether a container of the project runs."""
        return any(one.status == "running" for one in self.containers())

    def memory_mb(self, containers: Sequence[Container]) -> dict[str, int]:
        """Return what each container that runs takes, in MB, by its service."""
        services = {one.id[:12]: one.service for one in containers if one.status == "running"}
        if not services:
            return {}
        told = self._ask(
            ["docker", "stats", "--no-stream", "--format", "{{.ID}} {{.MemUsage}}", *services],
            WORD_TIMEOUT_S,
        )
        pairs = (line.split() for line in told.splitlines())
        return {services[pair[0][:12]]: _megabytes(pair[1]) for pair in pairs}

    def log(self, service: str, lines: int) -> str:
        """Return the end of a service's log."""
        return self.run("logs", "--no-color", "--no-log-prefix", "--tail", str(lines), service)

    def _ask(self, command: Sequence[str], timeout_s: float) -> str:
        return ask(command, timeout_s, cwd=self._root, environment=self._environment)


def has_image(name: str) -> bool:
    """Say whether an image is on this machine.

    Raises:
        PreflightError: There is no Docker, or its daemon does not answer.
    """
    return bool(ask(["docker", "images", "--quiet", name], WORD_TIMEOUT_S).strip())


def ask(
    command: Sequence[str],
    timeout_s: float,
    *,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> str:
    """Run a command of Docker's and return what it printed.

    Raises:
        PreflightError: There is no Docker, or its daemon does not answer.
        WaitTimeoutError: It took too long.
        CorkboardError: It failed; carries its last words.
    """
    try:
        done = subprocess.run(
            command,
            cwd=cwd,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
        )
    except FileNotFoundError as error:
        raise PreflightError("there is no docker command here", hint="install Docker") from error
    except subprocess.TimeoutExpired as error:
        last = str(error.stderr or "")[-300:]
        raise WaitTimeoutError("docker", waited_s=timeout_s, last=last, hint=START_HINT) from error
    if done.returncode:
        raise failure(command, done.stderr)
    return done.stdout


def failure(command: Sequence[str], said: str) -> CorkboardError:
    """Return the error of a command that failed."""
    if "Cannot connect to the Docker daemon" in said or "failed to connect to the docker API" in said:
        return PreflightError("no Docker daemon answers", hint=START_HINT)
    verb = next((f"compose {word}" for word in command if word in VERBS), command[1])
    last = "\n".join(said.strip().splitlines()[-12:])
    return CorkboardError(f"docker {verb} failed:\n{last}")


def _container(found: dict[str, Any]) -> Container:
    state, labels = found["State"], found["Config"]["Labels"]
    started_at = str(state["StartedAt"])
    return Container(
        service=labels["com.docker.compose.service"],
        id=found["Id"],
        labels=labels,
        status=state["Status"],
        health=state.get("Health", {}).get("Status", ""),
        exit_code=state["ExitCode"],
        started_at="" if started_at.startswith("0001") else started_at,
        pid=state["Pid"],
    )


def _megabytes(text: str) -> int:
    """Return a size such as ``257.3MiB`` in MB of 2^20 bytes."""
    for unit, factor in (("GiB", 1024.0), ("MiB", 1.0), ("KiB", 1 / 1024), ("B", 1 / 1024 / 1024)):
        if text.endswith(unit):
            return round(float(text.removesuffix(unit)) * factor)
    return 0
