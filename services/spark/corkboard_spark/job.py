"""One span into its clean table: look at it, put aside what is no record, write the rest.

    look ──▶ dead letters ──▶ clean table
             (own commit)     (one commit, with the offset it reaches)

A run that is killed between the two commits finds the clean table where it was, does the span again,
and leaves out the dead letters that are there already. So each record has its effect once.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corkboard.logs import logger
from corkboard_spark import census, io, recorded
from corkboard_spark.dead_letters import bury_faults, bury_gap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyspark.sql import DataFrame

    from corkboard.settings import Settings
    from corkboard_spark.census import Census
    from corkboard_spark.datasets import Dataset
    from corkboard_spark.io import Landing
    from corkboard_spark.landing.spans import Span

KEEP_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a span.

    Attributes:
        records: Records that are in the clean table, or replaced there by a later one of their key.
        dead_letters: Lines and gaps put aside.
        held: Why the rest was left for another run; empty when nothing was.
    """

    records: int = 0
    dead_letters: int = 0
    held: str = ""


class Job:
    """Lands spans of one dataset.

    Args:
        settings: Where the tables are.
        landing: The landing bucket.
        dataset: The feed.
        skip_gaps: Go on behind records that never landed, with a dead letter for each gap.
    """

    def __init__(self, settings: Settings, landing: Landing, dataset: Dataset, *, skip_gaps: bool) -> None:
        self._settings = settings
        self._landing = landing
        self._dataset = dataset
        self._skip_gaps = skip_gaps

    def land(self, span: Span) -> Done:
        """Write a span up to its end, or to its first gap if gaps are not skipped."""
        done = Done()
        while span:
            gap, part = self._write(span)
            done = Done(done.records + part.records, done.dead_letters + part.dead_letters)
            if gap is None:
                break
            rest = span.beyond(gap)
            if not self._skip_gaps:
                app = recorded.app_id(span.folder)
                return replace(done, held=f"{app}: offsets {gap} to {rest.low - 1} have not landed")
            missing = range(gap, rest.low)
            with io.explained(f"skipping offsets {gap} to {rest.low - 1} of {recorded.app_id(span.folder)}"):
                bury_gap(self._landing.spark, self._settings, self._dataset.feed, span.folder, missing)
            done = replace(done, dead_letters=done.dead_letters + 1)
            span = rest
        return done

    def _write(self, span: Span) -> tuple[int | None, Done]:
        """Write a span up to its first gap, and return that gap."""
        if span.starts_late:
            return span.low, Done()
        doing = f"landing {recorded.app_id(span.folder)} from offset {span.low} on"
        with io.explained(doing), self._rows(span) as (rows, look):
            found = census.take(look, self._dataset.feed.key)
            part = span if found.gap is None else span.until(found.gap)
            if part:
                self._write_part(part, found, census.before(rows, part.high), census.before(look, part.high))
        logger("spark").info("span.landed", app=recorded.app_id(span.folder), low=span.low, high=part.high)
        return found.gap, Done(found.records, found.faults)

    def _write_part(self, span: Span, found: Census, rows: DataFrame, look: DataFrame) -> None:
        """Write a span that has no gap: first its faults, then its records, later ones of a key only."""
        if found.faults:
            bury_faults(self._settings, self._dataset.feed, span, census.faults(look))
        if found.keys < found.records:
            doubles = census.superseded(look, self._dataset.feed.key)
            rows = rows.join(doubles, on="offset", how="left_anti")
        self._write_clean(span, census.records(rows))

    def _write_clean(self, span: Span, rows: DataFrame) -> None:
        table = self._dataset.feed.clean
        write = io.merge if recorded.rows_in(self._settings, table) else io.append
        clean = self._dataset.transform(rows)
        write(clean, self._settings.clean_table(table), app=recorded.app_id(span.folder), reached=span.high)

    @contextmanager
    def _rows(self, span: Span) -> Iterator[tuple[DataFrame, DataFrame]]:
        """Give a span's rows, and the same rows with few columns to look at.

        A small span is fetched once and kept. A large one is fetched twice, since to parse it again
        costs less than to keep it; what is kept of it is offsets and keys.
        """
        rows = self._landing.rows(span, self._dataset.wire)
        if span.size_bytes <= KEEP_BYTES:
            rows = look = rows.persist()
        else:
            look = self._landing.rows(span, self._dataset.wire, self._dataset.feed.key).persist()
        try:
            yield rows, look
        finally:
            look.unpersist()
