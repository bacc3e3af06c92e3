"""Runs from tables in memory to a gateway: where they post, and what is left of one that is over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corkboard import ledger, settings

if TYPE_CHECKING:
    from corkboard_emulator import app


def settings_of(home, port):
    """Return settings that name the gateway of a test."""
    return settings.load({"home": home, "gateway": {"url": f"http://127.0.0.1:{port}"}}, environ={}, cwd=home)


@dataclass
class Played:
    """A run that is over."""

    outcome: app.Outcome
    entries: list[ledger.Entry]
    folder: object

    @property
    def run(self) -> str:
        """The run's name."""
        return self.outcome.summary.run

    def statuses(self, feed: str = "pin") -> list[str]:
        """Return one feed's statuses in the order of the ledger."""
        return [entry.status for entry in self.entries if entry.feed == feed]
