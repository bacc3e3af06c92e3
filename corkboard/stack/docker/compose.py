"""Docker Compose on one stack: what it is told, and what it says."""

from __future__ import annotations

import json
import subprocess
from typing import IO, TYPE_CHECKING

from corkboard.errors import CorkboardError, PreflightError, WaitTimeoutError
from corkboard.stack.docker.container import container_of, is_ours, megabytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from corkboard.stack.docker.container import Container

WORD_TIMEOUT_S = 120
GONE = "No such object"
VERBS = ("up", "build", "run", "exec", "down", "ps", "logs")
START_HINT = "start it, or leave --engine docker out; on Debian: compose/build/daemon.sh"


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
        self._project = project
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
        """Return every container of a stand-in or a job there is, those that have ended too.

        What somebody runs in a container of its own, such as a notebook, is none. Docker is asked and not
        Compose, which reads every file first: this is asked twice a second while a stack starts.
        """
        label = f"label=com.docker.compose.project={self._project}"
        ids = self._ask(["docker", "ps", "--all", "--quiet", "--filter", label], WORD_TIMEOUT_S).split()
        if not ids:
            return []
        try:
            found = json.loads(self._ask(["docker", "inspect", *ids], WORD_TIMEOUT_S))
        except CorkboardError as error:
            if GONE not in error.message:
                raise
            return self.containers()  # one was made anew between the two questions
        return [container_of(one) for one in found if is_ours(one["Config"]["Labels"])]

    def services(self) -> list[str]:
        """Return the name of every service of the project."""
        return self.run("config", "--services").split()

    def images(self, *services: str) -> list[str]:
        """Return the image of each service; of all when none is named."""
        return sorted(set(self.run("config", "--images", *services).split()))

    def missing_images(self, *services: str) -> list[str]:
        """Return those images that are not on this machine."""
        return [name for name in self.images(*services) if not has_image(name)]

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
        return {services[pair[0][:12]]: megabytes(pair[1]) for pair in pairs}

    def log(self, container: Container, lines: int) -> str:
        """Return the end of a container's log."""
        command = ["docker", "logs", "--tail", str(lines), container.id]
        return ask(command, WORD_TIMEOUT_S, environment=self._environment, has_errors=True)

    def read(self, container: Container, path: str) -> str:
        """Return the content of a file in a container that runs."""
        return self._ask(["docker", "exec", container.id, "cat", path], WORD_TIMEOUT_S)

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
    has_errors: bool = False,
) -> str:
    """Run a command of Docker's and return what it printed, its errors in between where they are wanted.

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
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if has_errors else subprocess.PIPE,
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
        raise failure(command, done.stderr or done.stdout)
    return done.stdout


def failure(command: Sequence[str], said: str) -> CorkboardError:
    """Return the error of a command that failed."""
    if "Cannot connect to the Docker daemon" in said or "failed to connect to the docker API" in said:
        return PreflightError("no Docker daemon answers", hint=START_HINT)
    verb = next((f"compose {word}" for word in command if word in VERBS), command[1])
    last = "\n".join(said.strip().splitlines()[-12:])
    return CorkboardError(f"docker {verb} failed:\n{last}")
