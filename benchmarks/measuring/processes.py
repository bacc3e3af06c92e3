"""Memory and processor time of processes and their descendants, sampled while they run."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

import psutil

from corkboard.stack.processes import family

if TYPE_CHECKING:
    from types import TracebackType

INTERVAL_S = 0.5
MB = 1 << 20


@dataclass(slots=True)
class Seen:
    """What one family used.

    Attributes:
        peak_mb: The most resident memory at one time; a page that processes share is shared out among
            them where the system tells (Linux), else counted for each.
        cpu_s: User and system time of all its processes between the first sample and the last.
    """

    peak_mb: float = 0
    cpu_s: float = 0
    _first: dict[int, float] = field(default_factory=dict)
    _last: dict[int, float] = field(default_factory=dict)

    def sample(self, root: psutil.Process, *, is_new: bool) -> None:
        """Look at a family once; ``is_new`` says that its time so far counts."""
        resident = 0
        for process in family(root):
            with contextlib.suppress(psutil.Error):
                spent = process.cpu_times()
                self._last[process.pid] = spent.user + spent.system
                before = 0.0 if is_new or self._first else self._last[process.pid]
                self._first.setdefault(process.pid, before)
                resident += getattr(process.memory_full_info(), "pss", 0) or process.memory_info().rss
        self.peak_mb = max(self.peak_mb, resident / MB)
        self.cpu_s = sum(self._last.values()) - sum(self._first.values())


class Eyes:
    """Samples families in a thread until the block ends.

    Args:
        roots: The first process of each family by name; a name without one is left out.
    """

    def __init__(self, roots: dict[str, psutil.Process | None]) -> None:
        self._roots = {name: root for name, root in roots.items() if root}
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.seen = {name: Seen() for name in self._roots}

    def __enter__(self) -> Self:
        self._look()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._look()
        self._end.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._end.wait(INTERVAL_S):
            self._look()

    def _look(self) -> None:
        for name, root in self._roots.items():
            self.seen[name].sample(root, is_new=name == "command")


def busy_s(server: psutil.Process) -> tuple[float, float, float]:
    """Return the CPU seconds so far of a server, of the whole benchmark, and of the whole machine."""
    family = [psutil.Process(), *psutil.Process().children(recursive=True)]
    machine = psutil.cpu_times()
    own = sum(sum(process.cpu_times()[:2]) for process in family)
    return sum(server.cpu_times()[:2]), own, sum(machine) - machine.idle - machine.iowait - machine.guest
