"""The resident memory of a program and all its children, watched in a thread."""

from __future__ import annotations

from contextlib import contextmanager, suppress

import psutil
from background import repeating

PERIOD_S = 1


class Watch:
    """What was seen, in bytes: the whole tree, and its Python processes alone."""

    def __init__(self, pid):
        self._process = psutil.Process(pid)
        self.all_bytes, self.python_bytes = [], []

    def look(self):
        """Take one sample."""
        sizes = {}
        with suppress(psutil.NoSuchProcess):
            for one in [self._process, *self._process.children(recursive=True)]:
                with suppress(psutil.NoSuchProcess):
                    sizes[one.pid, one.name()] = one.memory_full_info().uss
        self.all_bytes.append(sum(sizes.values()))
        self.python_bytes.append(sum(size for (_, name), size in sizes.items() if "java" not in name))


@contextmanager
def watched(pid):
    """Watch a process while the block runs."""
    watch = Watch(pid)
    with repeating(watch.look, every_s=PERIOD_S):
        yield watch
