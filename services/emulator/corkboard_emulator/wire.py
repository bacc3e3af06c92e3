"""A row on the wire: compact JSON in table order, and the request body around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from corkboard import ledger

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from corkboard.catalogue import Feed

    Cell = int | float | str | Decimal | datetime | None

_encode = msgspec.json.Encoder(decimal_format="number").encode
PUT_RECORDS_MOST = 500


@dataclass(frozen=True, slots=True)
class Record:
    """One row of one feed, ready to be sent.

    Attributes:
        feed: Its feed's name.
        post: The number of its post in the run.
        key: Its key in the table.
        value: ``encode(row)``.
        digest: ``ledger.digest(value)``.
    """

    feed: str
    post: int
    key: int
    value: bytes
    digest: str

    def entry(
        self, status: ledger.Status, at: float, *, place: ledger.Place | None = None, reason: str = ""
    ) -> ledger.Entry:
        """Return the record's line in the ledger."""
        return ledger.Entry(self.feed, self.key, self.digest, status, at, place, reason, self.post)


def record(feed: Feed, post: int, row: Sequence[Cell]) -> Record:
    """Return a row, its cells in table order, as a record."""
    cells = dict(zip(feed.columns, row, strict=True))
    value = encode(cells)
    return Record(feed.name, post, int(cells[feed.key]), value, ledger.digest(value))  # type: ignore[arg-type]  # a key is an integer


def encode(row: Mapping[str, Cell]) -> bytes:
    """Return a row as one JSON object.

    UTF-8 without escapes, no blanks, columns as they come, numbers as JSON numbers, and datetimes as
    ``YYYY-MM-DD HH:MM:SS``, which is how the course's scripts print them.
    """
    return _encode({column: _plain(cell) for column, cell in row.items()})


def records_body(values: Sequence[bytes]) -> bytes:
    """Return a REST proxy request for values that are JSON already."""
    return b'{"records":[' + b",".join([b'{"value":' + value + b"}" for value in values]) + b"]}"


def put_body(stream: str, keys: Sequence[str], values: Sequence[bytes]) -> bytes:
    """Return a request for a stream: of one record as the course writes it, of more as ``/records`` takes it.

    Args:
        stream: Its name, which the course repeats in the body.
        keys: The records' partition keys.
        values: The records, JSON already. ``/records`` takes texts, since API Gateway would render an
            object there as ``{a=b}``.
    """
    if len(values) == 1:
        name, key = _encode(stream), _encode(keys[0])
        return b'{"StreamName":' + name + b',"Data":' + values[0] + b',"PartitionKey":' + key + b"}"
    records = [
        b'{"data":' + _encode(value.decode()) + b',"partition-key":' + _encode(key) + b"}"
        for key, value in zip(keys, values, strict=True)
    ]
    return b'{"records":[' + b",".join(records) + b"]}"


def _plain(cell: Cell) -> int | float | str | Decimal | None:
    return cell.isoformat(sep=" ", timespec="seconds") if isinstance(cell, datetime) else cell
