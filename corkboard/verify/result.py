"""What verify says of one feed on one path: its hops, and whether it passed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from corkboard.verify.findings import Finding, Hop


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One feed, reconciled.

    Attributes:
        feed: Its name.
        posted: Acknowledged records in scope.
        unanswered: Sends whose fate nobody knows and that did not arrive.
        refused: Records that were refused for good when they were posted.
        clean: The clean table; each path adds the hops before it.
        notes: What else is worth knowing.
    """

    feed: str
    posted: int
    unanswered: int
    refused: int
    clean: Hop
    notes: list[str]

    @property
    def hops(self) -> tuple[Hop, ...]:
        """The hops in the order of the flow."""
        return (self.clean,)

    @property
    def passed(self) -> bool:
        """Whether no hop lost, doubled or changed anything."""
        return all(hop.passed for hop in self.hops)

    @property
    def findings(self) -> list[Finding]:
        """The first failures of each hop and kind."""
        return [finding for hop in self.hops for finding in hop.findings]
