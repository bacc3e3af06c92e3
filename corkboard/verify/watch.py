"""Who is told how far the reading is."""

from __future__ import annotations

from typing import Protocol


class Advance(Protocol):
    """Told how much more of a step is done."""

    def __call__(self, done: int, /) -> None:
        """Add to what is done."""
        ...


class Watcher(Protocol):
    """Told of each step; may be called from several threads."""

    def begin(self, step: str, total: int | None) -> Advance:
        """Start a step of ``total`` units (none: unknown) and return who is told of its progress."""
        ...


class Silent:
    """A watcher that shows nothing."""

    def begin(self, step: str, total: int | None) -> Advance:
        """Return what ignores the progress."""
        del step, total
        return _ignore


def _ignore(done: int, /) -> None:
    del done
