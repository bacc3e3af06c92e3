"""Reads what landed in S3, by the sink's contract: line i of an object is the record at its first offset + i."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = re.compile(
    r"topics/(?P<topic>[^/]+)/partition=(?P<partition>\d+)/(?P=topic)\+(?P=partition)\+(?P<first>\d{10})\.json"
)
Records = dict[tuple[int, int], bytes]


def object_names(s3: Any, bucket: str, topic: str) -> list[str]:
    """Return the names of a topic's objects, in S3's order."""
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=f"topics/{topic}/")
    return [entry["Key"] for page in pages for entry in page.get("Contents", [])]


def count_objects(s3: Any, bucket: str, topic: str) -> int:
    """Return how many objects a topic has."""
    return len(object_names(s3, bucket, topic))


class Landing:
    """Reads a topic's objects; one that was read is not read again, because the sink never changes it."""

    def __init__(self, s3: Any, bucket: str, topic: str) -> None:
        self.s3, self.bucket, self.topic = s3, bucket, topic
        self._bodies: dict[str, bytes] = {}

    def records(self) -> Records:
        """Return every landed line by partition and offset; fail where two objects hold the same offset."""
        names = object_names(self.s3, self.bucket, self.topic)
        new = [name for name in names if name not in self._bodies]
        with ThreadPoolExecutor(8) as threads:
            self._bodies.update(zip(new, threads.map(self._body, new), strict=True))
        found: Records = {}
        for name in names:
            for place, line in lines_of(name, self._bodies[name]):
                assert place not in found, f"{self.topic}: offset {place} landed twice"
                found[place] = line
        return found

    def _body(self, name: str) -> bytes:
        body: bytes = self.s3.get_object(Bucket=self.bucket, Key=name)["Body"].read()
        return body


def lines_of(name: str, body: bytes) -> Iterator[tuple[tuple[int, int], bytes]]:
    """Yield an object's lines with partition and offset."""
    match = NAME.fullmatch(name)
    assert match, f"{name} is no name of the sink's"
    assert body.endswith(b"\n"), f"{name} does not end with a line end"
    for index, line in enumerate(body[:-1].split(b"\n")):
        yield (int(match["partition"]), int(match["first"]) + index), line


def difference(found: Records, produced: Records) -> str:
    """Return what is lost, added or changed; empty when nothing is."""
    lost = sorted(produced.keys() - found.keys())
    added = sorted(found.keys() - produced.keys())
    changed = sorted(place for place in produced.keys() & found.keys() if produced[place] != found[place])
    kinds = {"lost": lost, "added": added, "changed": changed}
    return "; ".join(f"{len(places)} {kind}, first {places[0]}" for kind, places in kinds.items() if places)
