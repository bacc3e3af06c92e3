"""What a feed's batches are written with, through all epochs of its stream."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pyspark.sql.pandas.types import to_arrow_schema

from corkboard.errors import UsageError
from corkboard_spark.streaming.figures import Figures
from corkboard_spark.streaming.records import Sorter
from corkboard_spark.streaming.table import StreamTable
from corkboard_spark.streaming.upkeep import Upkeep

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql.types import StructType

    from corkboard.settings import Settings
    from corkboard_spark.datasets import Dataset
    from corkboard_spark.streaming.letters import Letters

Duplicates = Literal["drop", "keep"]
DUPLICATES = "corkboard.duplicates"


@dataclass(frozen=True, slots=True)
class Kit:
    """One feed's.

    Attributes:
        dataset: The feed and its transform.
        sorter: Tells rows from what is none.
        table: The clean table.
        upkeep: Its upkeep.
        letters: The dead letters, which the feeds share.
        figures: Told what was done.
        keys: What a record's partition key begins with; empty where all records are the feed's.
        keeps_all: Whether a key may have several rows.
    """

    dataset: Dataset
    sorter: Sorter
    table: StreamTable
    upkeep: Upkeep
    letters: Letters
    figures: Figures
    keys: str
    keeps_all: bool


def kit_of(settings: Settings, dataset: Dataset, letters: Letters, duplicates: Duplicates) -> Kit:
    """Return a feed's kit.

    Raises:
        UsageError: The table was made with the other option.
    """
    feed, keeps_all = dataset.feed, duplicates == "keep"
    schema, properties = _arrow(dataset.clean), {DUPLICATES: duplicates}
    table = StreamTable(settings, feed.streamed, schema, properties)
    made = table.property(DUPLICATES) if table.exists else duplicates
    if made != duplicates:
        raise UsageError(
            f"the table {feed.streamed} was made with --duplicates {made}",
            hint=f"go on with --duplicates {made}, or begin anew with 'corkboard reset'",
        )
    return Kit(
        dataset,
        Sorter(dataset, keeps_all=keeps_all),
        table,
        Upkeep(table),
        letters,
        Figures(feed.name, settings.kinesis.stream(feed, settings.prefix)),
        feed.partition_keys(settings.prefix) if settings.kinesis.shared_stream else "",
        keeps_all,
    )


def _arrow(columns: StructType) -> pa.Schema:
    """Return columns as Arrow has them, with instants in UTC."""
    try:
        return to_arrow_schema(columns, timezone="UTC")
    except TypeError:  # before Spark 4.2, which first asks for a zone, it is always UTC
        return to_arrow_schema(columns)
