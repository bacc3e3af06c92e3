"""Starts stand-ins: each as soon as what it needs is usable, all in parallel."""

from __future__ import annotations

import threading
import time
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
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
SHOWN_LINES = 12
MOST_STARTS = 3  # the supervisor starts what ends again, whether it ended at once or after a while


def with_needs(
    components: Sequence[Component], only: Sequence[str], also: Sequence[str] = ()
) -> list[Component]:
    """Return the wanted components and what they need, in order.

    Args:
        components: All of them.
        only: Names; none means all that are not optional.
        also: Names of optional ones that are wanted besides.
    """
    by_name = {component.name: component for component in components}
    if unknown := [name for name in (*only, *also) if name not in by_name]:
        raise UsageError(f"there is no stand-in {unknown[0]}", hint=f"known: {', '.join(by_name)}")
    wanted = set(only or (component.name for component in components if not component.is_optional))
    wanted.update(also)
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
    """Start components and wait until each is usable; the first failure, or Ctrl-C, ends the waiting.

    Raises:
        WaitTimeoutError: One was not usable in time; carries its last log lines.
        CorkboardError: One ended by itself; likewise.
    """
    startup = _Startup(supervisor, logs, time.monotonic() + timeout_s, report)
    starting: dict[str, Future[None]] = {}
    with ThreadPoolExecutor(len(components)) as pool:
        for component in components:
            needs = [starting[name] for name in component.needs if name in starting]
            starting[component.name] = pool.submit(startup.start_one, component, needs)
        try:
            finished, _ = wait(starting.values(), return_when=FIRST_EXCEPTION)
        finally:
            startup.given_up.set()
        for future in finished:
            future.result()


class _Startup:
    """What the threads that start stand-ins share.

    Args:
        supervisor: Starts programs.
        logs: Each stand-in's log.
        deadline: When all must be usable, by the monotonic clock.
        report: Told of each change.
    """

    def __init__(
        self,
        supervisor: Supervisor,
        logs: Mapping[str, Path],
        deadline: float,
        report: Callable[[str, str], None],
    ) -> None:
        self._supervisor = supervisor
        self._logs = logs
        self._deadline = deadline
        self._report = report
        self.given_up = threading.Event()

    def start_one(self, component: Component, needs: list[Future[None]]) -> None:
        """Start a stand-in once what it needs is usable, and wait until it is usable itself.

        Raises:
            CorkboardError: It is not usable: it ended by itself, takes too long, or all was given up.
        """
        for need in needs:
            need.result()
        self._go_on(component)
        self._report(component.name, "starting")
        component.prepare()
        self._supervisor.start_component(component.name)
        self._wait_usable(component)
        component.equip()
        self._report(component.name, "ready")

    def _wait_usable(self, component: Component) -> None:
        began, starts = time.monotonic(), {self._supervisor.started_at(component.name)}
        while seen := component.ready():
            self._go_on(component)
            words = last_lines(self._logs[component.name], SHOWN_LINES)
            hint = f"its log: corkboard logs {component.name}\n{words}"
            starts.add(self._supervisor.started_at(component.name))
            if self._supervisor.state(component.name) == "FATAL" or len(starts) > MOST_STARTS:
                raise CorkboardError(f"{component.name} does not start: it ended by itself", hint=hint)
            if time.monotonic() > self._deadline:
                waited_s = time.monotonic() - began
                raise WaitTimeoutError(component.name, waited_s=waited_s, last=seen, hint=hint)
            self.given_up.wait(POLL_S)

    def _go_on(self, component: Component) -> None:
        """Leave, without a word to the person, when another stand-in has failed or Ctrl-C was pressed."""
        if self.given_up.is_set():
            raise CorkboardError(f"{component.name} was given up")
