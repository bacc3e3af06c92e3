"""What has landed: pages of ListObjectsV2, and where in them to begin."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from corkboard.bucket.pages import XML, pages, texts
from corkboard_spark.landing.names import Folder, Landed, key_of

if TYPE_CHECKING:
    from corkboard.bucket.store import Store

WIDEN = 10


def partitions(store: Store, prefix: str, topic: str) -> list[Folder]:
    """Return the partitions of a topic that have landed something.

    Args:
        store: The landing bucket.
        prefix: The topic's folder, with its slash.
        topic: The topic.
    """
    start = f"{prefix}partition="
    found = [
        name.removeprefix(start).rstrip("/")
        for page in pages(store, {"prefix": start, "delimiter": "/"})
        for name in texts(page, "CommonPrefixes/Prefix")
    ]
    numbers = sorted(int(name) for name in found if name.isdecimal())
    return [Folder(f"{start}{number}/", topic, number) for number in numbers]


def since(store: Store, folder: Folder, recorded: int) -> list[Landed]:
    """Return the objects from the one that holds record ``recorded - 1`` on, in order.

    That object is wanted because it may have been put again, longer. Its name is not known, only that
    its offset is lower: so the list begins 1, 10, 100, ... records lower until it is in it. Objects of
    a thousand records take four requests, and no list begins at the beginning but the first.
    """
    back = 1
    while recorded > back:
        after = key_of(folder.stem, recorded - 1 - back, "~")
        head = _objects(folder, store.list({"prefix": folder.stem, "start-after": after, "max-keys": "1"}))
        if head and head[0].first < recorded:
            return _listed(store, folder, {"start-after": after})
        back *= WIDEN
    return _listed(store, folder, {})


def _listed(store: Store, folder: Folder, query: dict[str, str]) -> list[Landed]:
    listed = pages(store, {"prefix": folder.stem, **query})
    return sorted(
        (landed for page in listed for landed in _objects(folder, page)), key=lambda landed: landed.first
    )


def _objects(folder: Folder, page: bytes) -> list[Landed]:
    found = ET.fromstring(page).iterfind(f"{XML}Contents")  # noqa: S314 - our own bucket's answer
    named = (
        folder.parse(one.findtext(f"{XML}Key", ""), int(one.findtext(f"{XML}Size", "0"))) for one in found
    )
    return [landed for landed in named if landed]
