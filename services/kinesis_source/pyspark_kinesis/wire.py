"""What Kinesis answers, as far as it is used here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict


class Record(TypedDict):
    """A record as the client returns it.

    ``ApproximateArrivalTimestamp`` is in seconds since 1970: see ``client`` for why it is no datetime.
    """

    SequenceNumber: str
    PartitionKey: str
    Data: bytes
    ApproximateArrivalTimestamp: float


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of GetRecords.

    Attributes:
        records: In order; may be empty though more follow.
        iterator: Where the next page begins; empty when the shard has ended.
        behind_ms: How far behind the shard's newest record the page ends.
    """

    records: list[Record]
    iterator: str
    behind_ms: int


@dataclass(frozen=True, slots=True)
class Shard:
    """One shard as it is listed.

    Attributes:
        parents: The shards that it came from by a split or a merge.
        is_closed: Whether it takes no more records.
    """

    parents: tuple[str, ...] = ()
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class Stream:
    """Which stream is meant.

    Attributes:
        name: Its name.
        arn: Its ARN, for a stream of another account; empty otherwise.
    """

    name: str
    arn: str = ""

    def address(self) -> dict[str, str]:
        """Return the arguments that name it in a call."""
        return {"StreamARN": self.arn} if self.arn else {"StreamName": self.name}


@dataclass(frozen=True, slots=True)
class Description:
    """What tells a stream from an earlier one of the same name.

    Attributes:
        created_ms: When it was created.
        retention_ms: How long it keeps records.
        now_ms: The time of the answer, by the server's clock.
    """

    created_ms: int
    retention_ms: int
    now_ms: int
