"""The rows of the three tables, made one after the other from a seed.

Walk: placement says who posted each key; a poster is a function of its number; each category has its own
kinds and words. Nothing made is kept, but the posters seen last.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from corkboard_database.blocks import blocks
from corkboard_database.descriptions import Descriptions, description_closers
from corkboard_database.draws import scatter, stream
from corkboard_database.kinds import BROKEN, Kind, ladder
from corkboard_database.media import image_src, unique_id
from corkboard_database.placement import ERROR_POSTER, place
from corkboard_database.posters import Poster, Posters
from corkboard_database.tags import Tags
from corkboard_database.titles import Titles, title_tails
from corkboard_database.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

GENERATOR = 1
MOST_ROWS = 50_000_000
# Naive on purpose: DATETIME has no zone.
FIRST_POST = datetime(2017, 10, 19, 15, 13, 42)  # noqa: DTZ001
LAST_POST = datetime(2022, 10, 19, 17, 54, 26)  # noqa: DTZ001
POSTING_S = int((LAST_POST - FIRST_POST).total_seconds()) + 1
POSTING_BITS = POSTING_S.bit_length()
POSTERS_KEPT = 16_384

Value = str | int | float | datetime | None
Row = tuple[Value, ...]


class Rows(NamedTuple):
    """The rows of one key in the three tables, each in column order; the names are those of the feeds."""

    pin: Row
    geo: Row
    user: Row


def generate(rows: int, seed: int) -> Iterator[Rows]:
    """Yield ``rows`` rows of the three tables, by key from 0.

    The same numbers give the same rows, everywhere. A larger table is another one; it does not begin like a
    smaller one.
    """
    placement = place(rows, seed)
    poster_at = lru_cache(POSTERS_KEPT)(Posters(seed, placement.posts_of).poster)
    pins = Pins(seed)
    salt = stream(seed, "posted").getrandbits(32)
    for category, keys in blocks(rows).items():
        pin_row = pins.category(category)
        for key in keys:
            number = placement.poster_of[key]
            poster = poster_at(number)
            yield Rows(
                pin_row(key, poster, number == ERROR_POSTER),
                (key, posted_at(key, salt), poster.latitude, poster.longitude, poster.country),
                (key, poster.first_name, poster.last_name, poster.age, poster.date_joined),
            )


def posted_at(key: int, salt: int) -> datetime:
    """Return when a row was posted: evenly spread over five years, and no two at once."""
    second = scatter(key, POSTING_BITS, salt)
    while second >= POSTING_S:
        second = scatter(second, POSTING_BITS, salt)
    return FIRST_POST + timedelta(seconds=second)


class Pins:
    """Makes rows of the pin table."""

    def __init__(self, seed: int) -> None:
        self._rng: Random = stream(seed, "pins")
        self._words = vocabulary()
        self._tails = title_tails(self._rng, self._words)
        self._closers = description_closers(self._rng, self._words)

    def category(self, category: str) -> Callable[[int, Poster, bool], Row]:
        """Return what makes one category's rows from key, poster and whether the row is broken."""
        rng, words = self._rng, self._words
        titles = Titles(rng, words, category, self._tails)
        descriptions = Descriptions(rng, words, category, self._closers)
        tags = Tags(rng, words, category)
        shares, kinds = ladder(category)
        save_location = f"Local save in /data/{category}"

        def row(key: int, poster: Poster, is_broken: bool) -> Row:
            kind: Kind = (
                BROKEN if is_broken else kinds[min(bisect_right(shares, rng.random()), len(kinds) - 1)]
            )
            return (
                key,
                unique_id(rng),
                kind.title or titles.draw(),
                kind.description or descriptions.draw(),
                poster.name,
                poster.follower_count,
                kind.tags or tags.draw(),
                kind.media,
                image_src(rng, kind.image),
                kind.downloaded,
                save_location,
                category,
            )

        return row
