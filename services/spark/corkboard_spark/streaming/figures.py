"""What a feed's query has done and how it keeps up. Pure: told by the worker and by Spark's progress."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

COLUMNS = ("batches", "records", "dead letters", "clean rows", "files", "behind s")


@dataclass(slots=True)
class Figures:
    """One feed's figures.

    Attributes:
        feed: The feed.
        stream: Its stream.
        epoch: Which life of the stream is read.
        batches: Batches written by this run.
        records: Records in them; each is in the clean table, or replaced there by a later one of its key.
        dead_letters: What was put aside.
        clean_rows: Rows of the clean table.
        files: Files that it consists of.
        input_per_s: Records that came in a second, of late.
        done_per_s: Records that the last batch would do in a second.
        behind_ms: How far behind the stream's newest record the query was at its last look.
    """

    feed: str
    stream: str
    epoch: int = 0
    batches: int = 0
    records: int = 0
    dead_letters: int = 0
    clean_rows: int = 0
    files: int = 0
    input_per_s: float = 0.0
    done_per_s: float = 0.0
    behind_ms: int = 0

    def observe(self, progress: Mapping[str, Any]) -> None:
        """Take note of a progress of Spark's."""
        self.input_per_s = float(progress.get("inputRowsPerSecond") or 0)
        self.done_per_s = float(progress.get("processedRowsPerSecond") or 0)
        self.behind_ms = max((behind_ms(source) for source in progress.get("sources", ())), default=0)

    def sentence(self) -> str:
        """Return the figures in a line."""
        return (
            f"{self.clean_rows:,} rows in {self.files} files; {self.input_per_s:,.0f}/s in, "
            f"{self.done_per_s:,.0f}/s done, {self.behind_ms / 1000:.1f} s behind; "
            f"{self.batches:,} batches, {self.records:,} records, {self.dead_letters:,} dead letters"
        )


def behind_ms(source: Mapping[str, Any]) -> int:
    """Return how far behind the source's slowest shard is, from the metrics that it gives Spark.

    Spark before 4.2 asks for none: it has an offset in their place, as JSON or as Python writes a dictionary,
    or nothing, and this is 0.
    """
    streams = _document(source.get("latestOffset") or "").values()
    shards = (shard for stream in streams for shard in stream.values() if isinstance(shard, dict))
    return max((shard.get("millisBehindLatest", 0) for shard in shards), default=0)


def _document(told: str) -> dict[str, Any]:
    """Return what a text of JSON holds; nothing where it is none, or no object."""
    try:
        found = json.loads(told)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def as_dict(feeds: Iterable[Figures], *, duplicates: str, seconds: float, ended_by: str) -> dict[str, Any]:
    """Return the summary for ``--json``."""
    found = [asdict(feed) for feed in feeds]
    return {"feeds": found, "duplicates": duplicates, "ended_by": ended_by, "seconds": round(seconds, 3)}


def as_table(feeds: Iterable[Figures]) -> Table:
    """Return the summary for a terminal."""
    table = Table("feed")
    for name in COLUMNS:
        table.add_column(name, justify="right")
    for feed in feeds:
        counts = (feed.batches, feed.records, feed.dead_letters, feed.clean_rows, feed.files)
        table.add_row(feed.feed, *(f"{count:,}" for count in counts), f"{feed.behind_ms / 1000:.1f}")
    return table
