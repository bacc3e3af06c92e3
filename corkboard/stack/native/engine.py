"""The native engine: processes under a supervisor, without Docker."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from corkboard.errors import PreflightError, RefusedError
from corkboard.folders import remove_folder
from corkboard.settings import DEFAULT_NAME
from corkboard.stack import outputs, ports, processes, startup
from corkboard.stack.context import Context
from corkboard.stack.engine import Status
from corkboard.stack.native import airflow, aws, connect, jobs, kafka, mysql, proxy, spark
from corkboard.stack.parts import Parts
from corkboard.stack.roles import ROLES
from corkboard.stack.supervision import Supervisor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from corkboard.settings import Settings
    from corkboard.stack.component import Component

STAND_INS = (mysql, kafka, aws, connect, proxy, spark, jobs)  # and Airflow's group
STATES = {"RUNNING": "ready", "STARTING": "starting", "BACKOFF": "failed", "FATAL": "failed"}


class NativeEngine:
    """One stack on this machine.

    Args:
        load_settings: Reads the settings; asked again when ``up`` chose new addresses.
    """

    def __init__(self, load_settings: Callable[[], Settings]) -> None:
        self._load = load_settings
        self.settings = settings = load_settings()
        self._parts = Parts(settings.cache)
        known = outputs.read_ports(settings) or {}
        self._context = self._make_context(settings, {**ports.CONVENTIONAL, **known})
        self._supervisor = Supervisor(self._context)

    def up(
        self,
        *,
        only: Sequence[str],
        also: Sequence[str] = (),
        timeout_s: float,
        report: Callable[[str, str], None],
    ) -> None:
        """Start what does not run and wait until it is usable."""
        self._parts.require()
        startup.with_needs(
            self._components(), only, also
        )  # an unknown name is refused before anything starts
        if outputs.is_broken(self.settings):
            self.down()  # nobody knows any more where it listens
        if not self._supervisor.is_running():
            self._begin()
        elif self.settings.kafka.has_iam and not outputs.has_iam(self.settings):
            raise RefusedError(
                "the stack runs without MSK's sign-in",
                hint="stop it first: corkboard down, then corkboard up --with msk-iam",
            )
        wanted = startup.with_needs(self._components(), only, also)
        startup.start(self._supervisor, wanted, self.log_files(), timeout_s=timeout_s, report=report)

    def restart(self, name: str, *, timeout_s: float) -> None:
        """Start a stand-in anew with what it is prepared from now, and wait until it is usable.

        Raises:
            PreflightError: It cannot be prepared; what runs of it goes on.
            WaitTimeoutError: It is not usable in time.
        """
        [component] = [one for one in self._components() if one.name == name]
        component.prepare()
        self._supervisor.stop_component(name)
        logs = self.log_files()
        startup.start(self._supervisor, [component], logs, timeout_s=timeout_s, report=lambda *_: None)

    def status(self) -> list[Status]:
        """Return the state of every stand-in."""
        is_running = self._supervisor.is_running()
        components = self._components()
        with ThreadPoolExecutor(len(components)) as pool:  # one that hangs keeps no other waiting
            return list(pool.map(partial(self._status_of, is_running=is_running), components))

    def log_files(self) -> dict[str, Path]:
        """Return each stand-in's log, and the supervisor's."""
        names = [component.name for component in self._components()]
        return {name: self._context.log_file(name) for name in (*names, "supervisor")}

    def down(self) -> str:
        """Stop everything in the order of the flow; data stays."""
        if self._supervisor.is_running():
            for component in reversed(self._components()):
                self._supervisor.stop_component(component.name)
            self._supervisor.shutdown()
        self._supervisor.end_leftovers([component.name for component in self._components()])
        shutil.rmtree(self._context.runtime_dir, ignore_errors=True)
        return f"stopped; the data is in {self.settings.state_dir}"

    def destroy(self) -> None:
        """End everything at once and remove the stack's folder."""
        self._supervisor.kill()
        self.down()
        remove_folder(self.settings.state_dir)

    def _begin(self) -> None:
        """Choose ports, write the outputs, and start the supervisor with nothing running yet."""
        self._check_disk()
        self._supervisor.end_leftovers([component.name for component in self._components()])
        is_default = self.settings.name == DEFAULT_NAME
        chosen = ports.choose(is_default=is_default, before=outputs.read_ports(self.settings) or {})
        outputs.write(self._context, chosen)
        self.settings = self._load()
        self._context = self._make_context(self.settings, chosen)
        self._supervisor = Supervisor(self._context)
        components = self._components()
        self._supervisor.start(components)

    def _make_context(self, settings: Settings, chosen: dict[str, int]) -> Context:
        java_home = settings.java_home or self._parts.java_home()
        return Context(settings, self._parts, chosen, java_home, outputs.runtime_dir(settings))

    def _components(self) -> list[Component]:
        alone = [stand_in.component(self._context) for stand_in in STAND_INS]
        return [*alone, *airflow.components(self._context)]

    def _status_of(self, component: Component, *, is_running: bool) -> Status:
        name = component.name
        word = self._supervisor.state(name) if is_running else "STOPPED"
        state, detail = STATES.get(word, "stopped"), ""
        if word == "RUNNING" and (detail := component.ready()):
            state = "starting"
        process = self._supervisor.process(name) if is_running else None
        return Status(
            name=name,
            plays=ROLES[name].plays,
            group=ROLES[name].group,
            state=state,
            detail=detail,
            address=component.address,
            memory_mb=processes.resident_bytes(process) >> 20 if process else 0,
            age_s=self._supervisor.age_s(name) if is_running else 0.0,
            pid=process.pid if process else 0,
            is_optional=component.is_optional,
        )

    def _check_disk(self) -> None:
        """Refuse to start where a broker would soon fail."""
        self.settings.state_dir.mkdir(parents=True, exist_ok=True)
        free_mb = shutil.disk_usage(self.settings.state_dir).free >> 20
        if free_mb < startup.NEEDED_DISK_MB:
            raise PreflightError(
                f"{self.settings.state_dir} has {free_mb} MB free and needs {startup.NEEDED_DISK_MB} MB",
                hint="free some room, or start elsewhere: CORKBOARD_HOME=/other/disk corkboard up",
            )
