"""What a hop did to one feed's records: counts, and the first records of each failure."""

from __future__ import annotations

from typing import Literal

import msgspec

Kind = Literal["lost", "doubled", "changed"]
KEPT = 20


class Finding(msgspec.Struct, frozen=True):
    """One record that a hop lost, doubled or changed.

    Attributes:
        hop: ``kafka``, ``s3`` or ``clean``.
        kind: What happened to it.
        key: The record's key; none when nobody knows it.
        place: Where to look, such as ``corkboard.pin[0]@41`` or an object's name and line.
        detail: What was seen there.
    """

    hop: str
    kind: Kind
    key: int | None
    place: str
    detail: str = ""


class Foreign(msgspec.Struct, frozen=True):
    """One record that nobody here posted.

    Attributes:
        key: What it calls itself; none when it has no key.
        place: Where it is, as in a ``Finding``.
    """

    key: int | str | None
    place: str


class Hop(msgspec.Struct):
    """One feed at one hop; ``found`` counts intact records (in Kafka, in S3) or distinct keys (in clean).

    Attributes:
        due: How many should be there.
        explained: Unacknowledged sends that arrived: a late record, or a duplicate with a reason; not in
            ``found``.
        expired: Acknowledged records that Kafka's retention has removed.
        reencoded: Records whose JSON is spelled differently and means the same.
        missing_before: Keys absent here because an earlier hop lost their records.
        findings: The first of each failure; ``lost``, ``doubled`` and ``changed`` count all.
        foreign_records: The first records that nobody here posted; ``foreign`` counts all.
    """

    name: str
    due: int = 0
    found: int = 0
    lost: int = 0
    doubled: int = 0
    changed: int = 0
    dead_lettered: int = 0
    foreign: int = 0
    explained: int = 0
    expired: int = 0
    reencoded: int = 0
    missing_before: int = 0
    findings: list[Finding] = []
    foreign_records: list[Foreign] = []
    notes: list[str] = []

    def add(self, kind: Kind, key: int | None, place: str, detail: str = "") -> None:
        """Count a failure, and keep it if it is among the first of its kind."""
        seen = getattr(self, kind)
        setattr(self, kind, seen + 1)
        if seen < KEPT:
            self.findings.append(Finding(self.name, kind, key, place, detail))

    def add_foreign(self, key: int | None, place: str) -> None:
        """Count a record that nobody here posted, and keep it if it is among the first."""
        self.foreign += 1
        if len(self.foreign_records) < KEPT:
            self.foreign_records.append(Foreign(key, place))

    @property
    def passed(self) -> bool:
        """Whether nothing was lost, doubled or changed here."""
        return not (self.lost or self.doubled or self.changed)
