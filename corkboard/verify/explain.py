"""Adds to the first changed rows of a clean table in which column they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from corkboard.verify import mysql
from corkboard.verify.recompute import clean_row, describe

if TYPE_CHECKING:
    from corkboard.catalogue import Feed
    from corkboard.settings import Settings
    from corkboard.verify.delta import CleanTable
    from corkboard.verify.findings import Finding


def explained(settings: Settings, feed: Feed, table: CleanTable, findings: list[Finding]) -> list[Finding]:
    """Return the findings, the changed ones with the first column that differs.

    Raises:
        UnavailableError: MySQL did not answer.
    """
    keys = sorted({item.key for item in findings if item.kind == "changed" and item.key is not None})
    if not keys:
        return findings
    seen = {row[0]: row for row in table.rows_of(keys)}
    made = {key: clean_row(feed, row) for key, row in mysql.read_rows(settings, feed, keys)}
    return [
        msgspec.structs.replace(item, detail=describe(feed, made.get(item.key), seen[item.key]))
        if item.kind == "changed" and item.key is not None and item.key in seen
        else item
        for item in findings
    ]
