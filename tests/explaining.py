"""What the ledger says of the records in Kafka."""

from __future__ import annotations

from corkboard import ledger


def explained(entries: list[ledger.Entry], landed) -> bool:
    """Say whether Kafka holds each record as often as the ledger says that it must and may."""
    expected = ledger.copies(entries)
    return landed.keys() <= expected.keys() and all(
        copies.at_least <= len(landed.get(record, ())) <= copies.at_most
        for record, copies in expected.items()
    )
