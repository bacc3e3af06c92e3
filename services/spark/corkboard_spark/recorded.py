"""What a Delta table says of itself, read without a JVM: the offsets it has recorded, and its rows."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from deltalake import DeltaTable
from deltalake.exceptions import DeltaError, TableNotFoundError

from corkboard.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corkboard.settings import Settings
    from corkboard_spark.landing.names import Folder


def app_id(folder: Folder) -> str:
    """Return the name under which a topic-partition's offset is recorded in a table's commits."""
    return f"land/{folder.topic}/{folder.partition}"


def next_offset(settings: Settings, table: str, folder: Folder) -> int:
    """Return the offset after the last record of a topic-partition that is in the table; 0 for none.

    Raises:
        UnavailableError: The table is there and cannot be read.
    """
    with explained(settings.clean_table(table), "read"):
        opened = _open(settings, table)
        return (opened.transaction_version(app_id(folder)) or 0) if opened else 0


def rows_in(settings: Settings, table: str) -> int:
    """Return how many rows a table has; 0 when there is none.

    Raises:
        UnavailableError: The table is there and cannot be read.
    """
    with explained(settings.clean_table(table), "read"):
        opened = _open(settings, table)
        return opened.count() if opened else 0


@contextmanager
def explained(where: str, done: str) -> Iterator[None]:
    """Turn what deltalake raises into an error of ours.

    Args:
        where: The table's address.
        done: What was to be done with it, such as ``written``.

    Raises:
        UnavailableError: Names the table.
    """
    try:
        yield
    except (OSError, DeltaError) as error:
        raise UnavailableError(
            f"the Delta table {where} cannot be {done}: {error}", service="delta"
        ) from error


def _open(settings: Settings, table: str) -> DeltaTable | None:
    try:
        return DeltaTable(settings.clean_table(table), storage_options=settings.storage_options())
    except TableNotFoundError:
        return None
