"""What a batch left behind, read without Spark."""

from __future__ import annotations

from datetime import UTC, datetime

from deltalake import DeltaTable
from deltalake.exceptions import TableNotFoundError
from landing_bucket import ROWS

from corkboard import catalogue
from corkboard.verify.recompute import clean_row
from corkboard_spark import pipeline
from corkboard_spark.progress import Steps

ORDERS = {
    catalogue.DEAD_LETTERS: ("feed", "partition", "offset"),
    catalogue.STREAM_DEAD_LETTERS: ("feed", "shard", "sequence_number"),
}


def run(settings, **options):
    """Run the batch in this process, and return its summaries by feed."""
    return {summary.feed: summary for summary in pipeline.run(settings, Steps(), **options)}


def rows_of(settings, table):
    """Return a table's rows as dictionaries, in the order of their key or offset; none without a table."""
    try:
        found = DeltaTable(settings.clean_table(table)).to_pyarrow_table().to_pylist()
    except TableNotFoundError:
        return []
    order = ORDERS.get(table, (catalogue.CLEAN_KEY,))
    return sorted(found, key=lambda row: [row[name] for name in order])


def keys_of(settings, table):
    """Return a clean table's keys in order."""
    return [row[catalogue.CLEAN_KEY] for row in rows_of(settings, table)]


def dead_letters(settings):
    """Return each dead letter's place and value, in order."""
    return [
        (row["feed"], row["partition"], row["offset"], row["value"])
        for row in rows_of(settings, catalogue.DEAD_LETTERS)
    ]


def expected(feed, ind):
    """Return the clean row of the test row ``ind``."""
    return cleaned(feed, ROWS[feed](ind))


def cleaned(feed, row):
    """Return the clean row of a row on the wire, cleaned by the other implementation that there is."""
    times = {
        name: datetime.fromisoformat(row[name]).replace(tzinfo=UTC)
        for name in ("timestamp", "date_joined")
        if name in row
    }
    return dict(zip(feed.clean_columns, clean_row(feed, row | times), strict=True))


def history(settings, table):
    """Return how many commits a table has."""
    return DeltaTable(settings.clean_table(table)).version() + 1
