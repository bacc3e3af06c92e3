"""Starts stand-ins: each as soon as what it needs is usable, all in parallel."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from corkboard.errors import CorkboardError, UsageError, WaitTimeoutError
from corkboard.stack.logtail import last_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from corkboard.stack.component import Component
    from corkboard.stack.supervision import Supervisor

POLL_S = 0.1
NEEDED_DISK_MB = 500


def with_needs(components: Sequence[Component], only: Sequence[str]) -> list[Component]:
    """Return the wanted components and what they need, in order; all when ``only`` is empty."""
    by_name = {component.name: component for component in components}
    if unknown := [name for name in only if name not in by_name]:
        raise UsageError(f"there is no stand-in {unknown[0]}", hint=f"known: {', '.join(by_name)}")
    wanted = set(only or by_name)
    for component in reversed(components):
        if component.name in wanted:
            wanted.update(component.needs)
    return [component for component in components if component.name in wanted]


def start(
    supervisor: Supervisor,
    components: Sequence[Component],
    logs: Mapping[str, Path],
    *,
    timeout_s: float,
    report: Callable[[str, str], None],
) -> None:
    """Start components and wait until each is usable.

    Raises:
        WaitTimeoutError: One was not usable in time; carries its last log lines.
        CorkboardError: One ended by itself; likewise.
    """
    deadline = time.monotonic() + timeout_s
    starting: dict[str, Future[None]] = {}
    with ThreadPoolExecutor(len(components)) as pool:
        for component in components:
            needs = [starting[name] for name in component.needs if name in starting]
            starting[component.name] = pool.submit(
                _start_one, supervisor, component, needs, logs[component.name], deadline, report
            )
    for future in starting.values():
        future.result()


def _start_one(
    supervisor: Supervisor,
    component: Component,
    needs: list[Future[None]],
    log: Path,
    deadline: float,
    report: Callable[[str, str], None],
) -> None:
    for need in needs:
        need.result()
    report(component.name, "starting")
    component.prepare()
    supervisor.start_component(component.name)
    wait_ready(supervisor, component, log, deadline=deadline)
    report(component.name, "ready")


def wait_ready(supervisor: Supervisor, component: Component, log: Path, *, deadline: float) -> None:
    """Wait until a started component is usable."""
    began = time.monotonic()
    while seen := component.ready():
        state = supervisor.state(component.name)
        hint = f"its log: corkboard logs {component.name}\n{last_lines(log, 12)}"
        if state == "FATAL":
            raise CorkboardError(f"{component.name} does not start: it ended by itself", hint=hint)
        if time.monotonic() > deadline:
            raise WaitTimeoutError(component.name, waited_s=time.monotonic() - began, last=seen, hint=hint)
        time.sleep(POLL_S)
