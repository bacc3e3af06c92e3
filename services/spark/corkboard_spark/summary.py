"""What a batch came to: for people a table, for programs a dictionary."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = ("objects", "records read", "new", "clean rows", "dead letters", "seconds")


@dataclass(frozen=True, slots=True)
class Summary:
    """What a batch did for one feed.

    Attributes:
        feed: The feed's name.
        objects: Objects that held something new.
        records: Records read from them.
        new: Rows that the clean table has now and had not before; the other records replaced a row or
            each other.
        clean_rows: Rows of the clean table.
        dead_letters: Lines and gaps put aside by this run.
        seconds: How long it took.
        held: Why something was left for another run, a sentence for each partition.
    """

    feed: str
    objects: int
    records: int
    new: int
    clean_rows: int
    dead_letters: int
    seconds: float
    held: tuple[str, ...]


def as_dict(feeds: Sequence[Summary], *, seconds: float, report: str | None) -> dict[str, Any]:
    """Return the summary for ``--json``."""
    return {"feeds": [asdict(feed) for feed in feeds], "seconds": round(seconds, 3), "report": report}


def as_table(feeds: Sequence[Summary]) -> Table:
    """Return the summary for a terminal."""
    table = Table("feed")
    for name in COLUMNS:
        table.add_column(name, justify="right")
    for feed in feeds:
        counts = (feed.objects, feed.records, feed.new, feed.clean_rows, feed.dead_letters)
        table.add_row(feed.feed, *(f"{count:,}" for count in counts), f"{feed.seconds:.1f}")
    return table
