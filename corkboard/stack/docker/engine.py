"""The docker engine: the same stack in containers; needs a checkout."""

from __future__ import annotations

import re
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from corkboard.errors import CorkboardError, UsageError, WaitTimeoutError
from corkboard.folders import remove_folder
from corkboard.settings import DEFAULT_NAME, child_environment
from corkboard.stack import outputs, ports
from corkboard.stack.docker import checkout, choices
from corkboard.stack.docker.choices import Choices
from corkboard.stack.docker.compose import LAYER, ROLE, Compose, Container
from corkboard.stack.engine import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corkboard.settings import Settings

    Report = Callable[[str, str], None]

PLAYS, URL = "corkboard.plays", "corkboard.url"
STEP = re.compile(r"^#\d+ \[(\S+)(?: \S+)? +(\d+/\d+)\] (.{0,50})")
POLL_S = 0.5
SHOWN_LINES = 12
STOP_TIMEOUT_S = 180


class DockerEngine:
    """One stack in containers.

    Args:
        load_settings: Reads the settings; asked again when ``up`` wrote new addresses.
        builds: Whether every image is made on this machine; as at the last ``up`` when nothing is said.
    """

    def __init__(self, load_settings: Callable[[], Settings], *, builds: bool | None = None) -> None:
        self._load = load_settings
        self.settings = load_settings()
        checkout.find(self.settings.home)  # before anything else, since nothing works without it
        kept = choices.read(self.settings) or Choices(aws=self.settings.stack.aws)
        self._choices = kept if builds is None else Choices(builds, kept.aws, kept.ports)

    def up(self, *, only: Sequence[str], timeout_s: float, report: Report) -> None:
        """Make the images that are absent, start what does not run, and wait until it is usable."""
        self._choose()
        self._build(report)
        deadline = time.monotonic() + timeout_s
        process = self._compose.start("up", "--detach", "--remove-orphans", *self._known(only))
        said, _ = process.communicate(timeout=timeout_s)
        if process.returncode:
            raise self._failed(said)
        self._wait(deadline, report)
        self._write_outputs()
        self.settings = self._load()

    def status(self) -> list[Status]:
        """Return the state of every stand-in; the jobs are those that have not ended well."""
        found = [one for one in self._compose.containers() if _is_shown(one)]
        memory = self._compose.memory_mb(found)
        return [_status(one, memory.get(one.service, 0)) for one in found]

    def log_files(self) -> dict[str, Path]:
        """Return each container's log, as it is now: Docker keeps the logs, and this is a copy."""
        folder = self.settings.state_dir / "logs"
        folder.mkdir(parents=True, exist_ok=True)
        files = {one.service: folder / f"{one.service}.log" for one in self._compose.containers()}
        for service, file in files.items():
            file.write_text(self._compose.log(service, 1000))
        return files

    def down(self) -> None:
        """Stop and remove every container; volumes stay."""
        self._compose.run("down", "--remove-orphans", timeout_s=STOP_TIMEOUT_S)

    def destroy(self) -> None:
        """Stop everything and remove its volumes and the stack's folder."""
        self._compose.run("down", "--volumes", "--remove-orphans", timeout_s=STOP_TIMEOUT_S)
        remove_folder(self.settings.state_dir)

    @property
    def _compose(self) -> Compose:
        return compose_of(self.settings, self._choices)

    def _choose(self) -> None:
        """Choose ports where none were chosen yet or another process holds one, and keep all choices."""
        running = {one.service for one in self._compose.containers() if one.status == "running"}
        if not running:
            chosen = ports.choose(
                is_default=self.settings.name == DEFAULT_NAME, before=dict(self._choices.ports)
            )
            wanted = {name: port for name, port in chosen.items() if name in choices.PORTS}
            self._choices = Choices(self._choices.is_offline, self._choices.aws, wanted)
        self._choices.write(self.settings)
        choices.give(self.settings.state_dir)

    def _build(self, report: Report) -> None:
        for line in self._compose.lines("build", "--progress", "plain"):
            if step := STEP.match(line):
                report(step[1], f"image, step {step[2]}")

    def _known(self, only: Sequence[str]) -> list[str]:
        names = self._compose.run("config", "--services").split()
        if unknown := [name for name in only if name not in names]:
            raise UsageError(f"there is no stand-in {unknown[0]}", hint=f"known: {', '.join(sorted(names))}")
        return list(only) or [name for name in names if name != "corkboard"]

    def _wait(self, deadline: float, report: Report) -> None:
        """Wait until every container is usable, and tell each change."""
        seen: dict[str, str] = {}
        began = time.monotonic()
        while True:
            found = self._compose.containers()
            for one in found:
                if seen.get(one.service) != one.words:
                    seen[one.service] = one.words
                    report(one.service, one.words)
            if failed := [one for one in found if one.has_failed]:
                raise self._failed("", failed[0])
            if waiting := [one for one in found if not one.is_usable]:
                if time.monotonic() > deadline:
                    one, waited_s = waiting[0], time.monotonic() - began
                    raise WaitTimeoutError(
                        one.service, waited_s=waited_s, last=one.words, hint=self._hint(one)
                    )
                time.sleep(POLL_S)
                continue
            return

    def _failed(self, said: str, container: Container | None = None) -> CorkboardError:
        one = container or next((one for one in self._compose.containers() if one.has_failed), None)
        if one is None:
            last = "\n".join(said.strip().splitlines()[-SHOWN_LINES:])
            return CorkboardError(f"docker compose up failed:\n{last}", hint="corkboard down, then up again")
        return CorkboardError(f"{one.service} does not start: {one.words}", hint=self._hint(one))

    def _hint(self, container: Container) -> str:
        words = self._compose.log(container.service, SHOWN_LINES)
        return f"its log: corkboard logs {container.service}\n{words}"

    def _write_outputs(self) -> None:
        """Write the addresses for this machine, and the passwords that the stack made."""
        for name in outputs.SECRETS:
            secret = self._compose.run("exec", "-T", "mysql", "cat", f"/run/corkboard/{name}")
            outputs.keep_secret(self.settings, name, secret.strip())
        outputs.write_addresses(self.settings, self._choices.ports, {"stack": {"engine": "docker"}})
        folder = self.settings.state_dir / "secrets"
        for path in (outputs.path(self.settings), folder, *folder.iterdir()):
            choices.give(path)


def compose_of(settings: Settings, chosen: Choices) -> Compose:
    """Return Docker Compose on a stack."""
    files = [checkout.FILE, *([checkout.OFFLINE] if chosen.is_offline else [])]
    environment = {**child_environment(settings), **chosen.variables(settings)}
    return Compose(checkout.find(settings.home), choices.project(settings), files, environment)


def spark_command(
    settings: Settings, program: str, arguments: Sequence[str]
) -> tuple[list[str], dict[str, str]]:
    """Return the command, and its environment, that runs a program in the stack's Spark image.

    It sees the folder of this process and the stack's under the names they have here.
    """
    chosen = choices.read(settings) or Choices()
    folders = {str(settings.home), str(Path.cwd())}
    shared = [word for folder in sorted(folders) for word in ("--volume", f"{folder}:{folder}")]
    where = ("--workdir", str(Path.cwd()), "--env", f"CORKBOARD_HOME={settings.home}")
    run = ("run", "--rm", "--no-deps", *shared, *where, "--env", f"CORKBOARD_PREFIX={settings.prefix}")
    is_shown = sys.stdout.isatty() and sys.stdin.isatty()
    return compose_of(settings, chosen).command(
        *run, *(() if is_shown else ("-T",)), "spark", program, *arguments
    )


def _is_shown(container: Container) -> bool:
    return container.labels.get(ROLE) == "service" or not container.is_usable


def _status(container: Container, memory_mb: int) -> Status:
    state = "ready" if container.is_usable else "failed" if container.has_failed else "starting"
    if container.status in ("created", "exited") and not container.has_failed:
        state = "stopped"
    return Status(
        name=container.service,
        plays=container.labels.get(PLAYS, "job"),
        group=container.labels.get(LAYER, ""),
        state=state,
        detail="" if container.is_usable else container.words,
        address=container.labels.get(URL, ""),
        memory_mb=memory_mb,
        age_s=_age_s(container.started_at) if container.status == "running" else 0.0,
        pid=container.pid,
    )


def _age_s(started_at: str) -> float:
    if not started_at:
        return 0.0
    return (datetime.now(UTC) - datetime.fromisoformat(started_at)).total_seconds()
