"""The docker engine: the same stack in containers; images are made in a checkout alone."""

from __future__ import annotations

import tempfile
import time
from typing import TYPE_CHECKING

from corkboard import airflow
from corkboard.errors import CorkboardError, PreflightError, UsageError, WaitTimeoutError
from corkboard.folders import remove_folder
from corkboard.settings import DEFAULT_NAME
from corkboard.stack import outputs, ports
from corkboard.stack.docker import build, checkout, choices, project
from corkboard.stack.docker.choices import Choices
from corkboard.stack.docker.states import CLUSTER, OPTIONAL, states

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from corkboard.settings import Settings
    from corkboard.stack.docker.compose import Compose
    from corkboard.stack.docker.container import Container
    from corkboard.stack.engine import Status

    Report = Callable[[str, str], None]

OURS = "corkboard/"
CALLED = {"spark": CLUSTER}  # what the native engine calls spark; here that is the page of its runs
AIRFLOW = ("airflow", "airflow-database", *airflow.PROCESSES)  # all of one image
ON_DEMAND = ("corkboard", "notebook", "driver", *AIRFLOW, *OPTIONAL)
SHARED = (*outputs.SECRETS, outputs.TOKEN, outputs.ADMINISTRATOR)
S3_INSIDE = "http://aws:4566"
FORGOTTEN = (
    "LocalStack keeps nothing: bucket and streams are empty at the next up, so reset then; "
    'stack.aws = "ministack" keeps them'
)
POLL_S = 0.5
SHOWN_LINES = 12
STOP_TIMEOUT_S = 180


class DockerEngine:
    """One stack in containers.

    Args:
        load_settings: Reads the settings; asked again when ``up`` wrote new addresses.
        builds: Whether every image is made on this machine. When nothing is said, as at the last ``up``; at
            the first, if the bases for that are here.
        keeps_images: Whether ``up`` takes the images that are here, and makes none.
    """

    def __init__(
        self, load_settings: Callable[[], Settings], *, builds: bool | None = None, keeps_images: bool = False
    ) -> None:
        self._load = load_settings
        self.settings = load_settings()
        self._builds = builds
        self._keeps_images = keeps_images
        self._choices = choices.read(self.settings) or Choices()

    def up(
        self,
        *,
        only: Sequence[str],
        also: Sequence[str] = (),
        timeout_s: float,
        report: Report,
    ) -> None:
        """Make the images that are absent, start what does not run, and wait until it is usable.

        Raises:
            UsageError: Something is wanted that this engine lacks.
            CorkboardError: An image is not made, or a container does not start; carries the end of its log.
        """
        self._choose()
        names = self._wanted(only, also)
        self._make_images(names, report)
        words = ("up", "--detach", "--remove-orphans", *names)
        with tempfile.TemporaryFile("w+") as said, self._compose.start(*words, into=said) as process:
            try:
                self._wait(process, names, time.monotonic() + timeout_s, report)
            except BaseException:
                process.terminate()
                raise
            said.seek(0)
            if process.returncode:
                raise self._failed(self._awaited(names), said.read())
        self._keep_secrets()
        self.settings = self._load()

    def status(self) -> list[Status]:
        """Return the state of every stand-in; the jobs are those that have not ended well."""
        found = self._compose.containers()
        return states(found, self._compose.memory_mb(found))

    def log_files(self) -> dict[str, Path]:
        """Return each container's log, as it is now: Docker keeps the logs, and this is a copy."""
        folder = self.settings.state_dir / "logs"
        folder.mkdir(parents=True, exist_ok=True)
        found = self._compose.containers()
        files = {one.service: folder / f"{one.service}.log" for one in found}
        for one in found:
            files[one.service].write_text(self._compose.log(one, 1000))
        return files

    def down(self) -> str:
        """Stop and remove every container; volumes stay."""
        self._compose.run("down", "--remove-orphans", timeout_s=STOP_TIMEOUT_S)
        told = f"stopped; the data is in the volumes of {project.name_of(self.settings)}"
        return f"{told}. {FORGOTTEN}" if self.settings.stack.aws == "localstack" else told

    def destroy(self) -> None:
        """Stop everything and remove its volumes and the stack's folder."""
        self._compose.run("down", "--volumes", "--remove-orphans", timeout_s=STOP_TIMEOUT_S)
        remove_folder(self.settings.state_dir)

    @property
    def _compose(self) -> Compose:
        return project.compose_of(self.settings, self._choices)

    def _choose(self) -> None:
        """Choose ports where none were chosen yet or another process holds one, and keep all choices.

        Whatever fails from here on, the stack is one of this engine's.
        """
        self.settings.state_dir.mkdir(parents=True, exist_ok=True)
        if self._builds is not None:
            self._choices = Choices(self._builds)
        elif choices.read(self.settings) is None:
            self._choices = choices.first()
        if not self._compose.is_running():
            before = outputs.read_ports(self.settings) or {}
            chosen = ports.choose(is_default=self.settings.name == DEFAULT_NAME, before=before)
            wanted = {name: port for name, port in chosen.items() if name in choices.PORTS}
            outputs.keep_ports(self.settings, wanted)
        self._choices.write(self.settings)
        self._write_outputs()
        choices.give(self.settings.state_dir)

    def _make_images(self, wanted: Sequence[str], report: Report) -> None:
        """Make the images that are absent or whose sources changed; Airflow's where somebody wants Airflow.

        Raises:
            PreflightError: An image is absent, and none is to be made, or there is no checkout for that.
            CorkboardError: An image cannot be made.
        """
        has_airflow = not set(AIRFLOW).isdisjoint(wanted)
        services = [name for name in self._compose.services() if has_airflow or name not in AIRFLOW]
        if not self._keeps_images and checkout.can_build(checkout.find(self.settings.home)):
            build.make(self._compose, services, report)
        elif absent := [name for name in self._compose.missing_images(*services) if name.startswith(OURS)]:
            raise PreflightError(
                f"there is no image {absent[0]}, and none is made here",
                hint="corkboard images load FILE, or run this in a checkout of Corkboard, without --no-build",
            )

    def _wanted(self, only: Sequence[str], also: Sequence[str]) -> list[str]:
        """Return the services to start; a stand-in that starts on demand does so when it is named."""
        names = self._compose.services()
        if unknown := [name for name in only if name not in names]:
            raise UsageError(f"there is no stand-in {unknown[0]}", hint=f"known: {', '.join(sorted(names))}")
        chosen = list(only) or [name for name in names if name not in ON_DEMAND]
        return [*chosen, *(CALLED.get(name, name) for name in also)]

    def _awaited(self, names: Sequence[str]) -> list[Container]:
        """Return the containers that have to be usable: an optional one where somebody asks for it now."""
        found = self._compose.containers()
        return [one for one in found if one.service not in OPTIONAL or one.service in names]

    def _wait(
        self, process: subprocess.Popen[str], names: Sequence[str], deadline: float, report: Report
    ) -> None:
        """Wait until Compose has ended and every container is usable, or one has failed; tell each change."""
        seen: dict[str, str] = {}
        began = time.monotonic()
        before = [one for one in self._awaited(names) if one.has_failed]  # it may be started again now
        while True:
            is_over = process.poll() is not None
            found = self._awaited(names)
            for one in found:
                if seen.get(one.service) != one.words:
                    seen[one.service] = one.words
                    report(one.service, one.words)
            if any(one.has_failed and (is_over or not one.is_among(before)) for one in found):
                raise self._failed(found)
            waiting = [one for one in found if not one.is_usable]
            if is_over and (process.returncode or not waiting):
                return
            if time.monotonic() > deadline:
                raise self._late(waiting, waited_s=time.monotonic() - began)
            time.sleep(POLL_S)

    def _failed(self, found: Sequence[Container], said: str = "") -> CorkboardError:
        one = next((one for one in found if one.has_failed), None)
        if one is None:
            last = "\n".join(said.strip().splitlines()[-SHOWN_LINES:])
            return CorkboardError(f"docker compose up failed:\n{last}", hint="corkboard down, then up again")
        return CorkboardError(f"{one.service} does not start: {one.words}", hint=self._hint(one))

    def _late(self, waiting: Sequence[Container], *, waited_s: float) -> WaitTimeoutError:
        if not waiting:
            return WaitTimeoutError("docker compose up", waited_s=waited_s, last="it has not ended")
        one = waiting[0]
        return WaitTimeoutError(one.service, waited_s=waited_s, last=one.words, hint=self._hint(one))

    def _hint(self, container: Container) -> str:
        words = self._compose.log(container, SHOWN_LINES)
        return f"its log: corkboard logs {container.service}\n{words}"

    def _write_outputs(self) -> None:
        """Write the addresses for this machine, and which engine the stack is on."""
        ports = outputs.read_ports(self.settings) or {}
        more = {
            "stack": {"engine": "docker"},
            "connect": {"s3_endpoint_url": S3_INSIDE},
            **outputs.orchestration(self.settings, ports),
        }
        outputs.write_addresses(self.settings, ports, more)
        choices.give(outputs.path(self.settings))

    def _keep_secrets(self) -> None:
        """Copy the passwords that the stack has made, where MySQL runs."""
        database = next((one for one in self._compose.containers() if one.service == "mysql"), None)
        if database is None:
            return
        for name in SHARED:
            secret = self._compose.read(database, f"/run/corkboard/{name}")
            outputs.keep_secret(self.settings, name, secret.strip())
        folder = self.settings.state_dir / "secrets"
        for path in (folder, *folder.iterdir()):
            choices.give(path)
