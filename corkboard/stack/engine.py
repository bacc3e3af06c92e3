"""What an engine does, whatever it runs the stand-ins with."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from corkboard.settings import Settings


@dataclass(frozen=True, slots=True)
class Status:
    """One stand-in's state.

    Attributes:
        name: Such as ``kafka``.
        plays: Such as ``MSK``.
        group: Such as ``Ingest``.
        state: ``ready``, ``starting``, ``stopped`` or ``failed``.
        detail: The last thing seen, when it is not ready.
        address: Where a client finds it.
        memory_mb: Resident memory of its processes, in MB.
        age_s: Seconds since it was started.
        pid: Its process; 0 when there is none.
        is_optional: Whether it starts only when it is asked for.
    """

    name: str
    plays: str
    group: str
    state: str
    detail: str
    address: str
    memory_mb: int
    age_s: float
    pid: int
    is_optional: bool = False

    @property
    def is_unwanted(self) -> bool:
        """Whether it does not run because nobody asked for it."""
        return self.is_optional and self.state == "stopped"

    def as_dict(self) -> dict[str, Any]:
        """Return the fields by name."""
        return asdict(self)


class Engine(Protocol):
    """Runs the stand-ins; everything above it sees only addresses.

    What changes the stack is called with ``outputs.lock`` held.
    """

    @property
    def settings(self) -> Settings:
        """The settings with this stack's addresses."""

    def up(
        self,
        *,
        only: Sequence[str],
        also: Sequence[str] = (),
        timeout_s: float,
        report: Callable[[str, str], None],
    ) -> None:
        """Start what does not run and wait until it is usable; harmless when all runs.

        Args:
            only: Names of stand-ins; with what they need. Empty means all that are not optional.
            also: Names of optional stand-ins that are wanted besides.
            timeout_s: For everything together.
            report: Told a stand-in's name and its state whenever that changes.
        """

    def status(self) -> list[Status]:
        """Return the state of every stand-in."""

    def log_files(self) -> dict[str, Path]:
        """Return each stand-in's log."""

    def down(self) -> str:
        """Stop everything; data stays. Returns a sentence: where it is, and what of it does not stay."""

    def destroy(self) -> None:
        """Stop everything and remove all its state."""
