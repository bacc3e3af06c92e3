"""What a Delta table says of itself, read without a JVM: the offsets it has recorded, and its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deltalake import DeltaTable
from deltalake.exceptions import DeltaError, TableNotFoundError

from corkboard.errors import UnavailableError

if TYPE_CHECKING:
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
    opened = _open(settings, table)
    return (opened.transaction_version(app_id(folder)) or 0) if opened else 0


def rows_in(settings: Settings, table: str) -> int:
    """Return how many rows a table has; 0 when there is none.

    Raises:
        UnavailableError: The table is there and cannot be read.
    """
    opened = _open(settings, table)
    return opened.count() if opened else 0


def _open(settings: Settings, table: str) -> DeltaTable | None:
    where = settings.clean_table(table)
    try:
        return DeltaTable(where, storage_options=settings.storage_options())
    except TableNotFoundError:
        return None
    except (OSError, DeltaError) as error:
        raise UnavailableError(f"the Delta table {where} cannot be read: {error}", service="delta") from error
