"""How the sink names an object: a folder a topic-partition, the first record's offset in the name."""

from __future__ import annotations

import re
from dataclasses import dataclass

SUFFIX = ".json"
OFFSET = re.compile(r"(\d{10})(\.json(?:\.gz)?)")


@dataclass(frozen=True, slots=True)
class Landed:
    """One object.

    Attributes:
        first: The offset of its first record.
        size_bytes: Its size in S3.
        suffix: What follows the offset in its name.
    """

    first: int
    size_bytes: int = 0
    suffix: str = SUFFIX


@dataclass(frozen=True, slots=True)
class Folder:
    """Where one topic-partition lands.

    Attributes:
        prefix: The folder with its slash, such as ``topics/corkboard.pin/partition=0/``.
        topic: The Kafka topic.
        partition: Its partition.
    """

    prefix: str
    topic: str
    partition: int

    @property
    def stem(self) -> str:
        """What the key of each of its objects begins with, up to the offset."""
        return f"{self.prefix}{self.topic}+{self.partition}+"

    def parse(self, key: str, size_bytes: int = 0) -> Landed | None:
        """Return the object of this key; None for what the sink did not write (``_SUCCESS`` and its like)."""
        match = OFFSET.fullmatch(key.removeprefix(self.stem)) if key.startswith(self.stem) else None
        return Landed(int(match[1]), size_bytes, match[2]) if match else None


def key_of(stem: str, first: int, suffix: str = SUFFIX) -> str:
    """Return an object's key. Ten digits, so keys sort like offsets below ten thousand million."""
    return f"{stem}{first:010d}{suffix}"
