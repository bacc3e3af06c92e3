"""The cleaning, written a second time: what a row of MySQL must look like in its clean table.

Nothing here is shared with the Spark job, so that a mistake there shows as a difference.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corkboard.catalogue import Feed

MISSING: dict[str, frozenset[str]] = {
    "title": frozenset({"No Title Data Available"}),
    "description": frozenset(
        {"No description available Story format", "No description available", "Untitled"}
    ),
    "poster_name": frozenset({"User Info Error"}),
    "follower_count": frozenset({"User Info Error"}),
    "tag_list": frozenset({"N,o, ,T,a,g,s, ,A,v,a,i,l,a,b,l,e"}),
    "image_src": frozenset({"Image src error."}),
}
MOST = 2**31 - 1
FOLDER_WORDS = "Local save in "
_COUNT = re.compile(r"([0-9]+)([kM]?)")
_encode = msgspec.json.Encoder(decimal_format="number").encode
_TIMES = {"": 1, "k": 1_000, "M": 1_000_000}


def clean_row(feed: Feed, row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the clean table's values, in the order of ``feed.clean_columns``."""
    return {"pin": _pin, "geo": _geo, "user": _user}[feed.name](row)


def wire_row(row: Mapping[str, Any]) -> bytes:
    """Return JSON that means what a row is on the wire: times as text, numbers as numbers."""
    return _encode({name: _spelled(value) for name, value in row.items()})


def _spelled(value: Any) -> Any:
    return value.strftime("%Y-%m-%d %H:%M:%S") if isinstance(value, datetime) else value


def followers(text: str | None) -> int | None:
    """Return the people that ``10k``, ``2M`` or ``731`` stands for; none for what is no 32-bit number."""
    match = _COUNT.fullmatch(text or "")
    people = int(match[1]) * _TIMES[match[2]] if match else None
    return people if people is not None and people <= MOST else None


def _pin(row: Mapping[str, Any]) -> tuple[Any, ...]:
    values = {name: None if value in MISSING.get(name, ()) else value for name, value in row.items()}
    folder = values["save_location"]
    return (
        values["index"],
        values["unique_id"],
        values["title"],
        values["description"],
        followers(values["follower_count"]),
        values["poster_name"],
        values["tag_list"],
        values["is_image_or_video"],
        values["image_src"],
        folder and folder.removeprefix(FOLDER_WORDS),
        values["category"],
    )


def _geo(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row["ind"], row["country"], [row["latitude"], row["longitude"]], row["timestamp"]


def _user(row: Mapping[str, Any]) -> tuple[Any, ...]:
    names = row["first_name"], row["last_name"]
    whole = None if None in names else " ".join(names)
    return row["ind"], whole, row["age"], row["date_joined"]


def describe(feed: Feed, expected: tuple[Any, ...] | None, seen: tuple[Any, ...]) -> str:
    """Return in words the first column in which a clean row differs from its recomputation."""
    if expected is None:
        return "MySQL has no such row"
    for column, right, found in zip(feed.clean_columns, expected, seen, strict=True):
        if right != found:
            return f"{column} is {found!r}, and from MySQL it would be {right!r}"
    return "MySQL's row changed while it was read"
