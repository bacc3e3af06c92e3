"""A poster's attributes: a pure function of the poster's number, so that none has to be kept.

A poster with n posts has, in every column, the lowest of n draws: the diligent are the young who
joined early and live in Afghanistan.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from corkboard_database.draws import GOLDEN, fractions, lowest, spread, stream
from corkboard_database.followers import follower_count
from corkboard_database.kinds import NO_USER
from corkboard_database.names import Names
from corkboard_database.placement import ERROR_POSTER
from corkboard_database.vocabulary import Ranked, countries, first_names, last_names

if TYPE_CHECKING:
    from array import array

YOUNGEST, OLDEST = 20, 60
# Naive on purpose: DATETIME has no zone. Nobody joined after the first post.
FIRST_JOINED = datetime(2015, 10, 21)  # noqa: DTZ001
LAST_JOINED = datetime(2017, 10, 19, 15, 13, 42)  # noqa: DTZ001
JOINING_S = int((LAST_JOINED - FIRST_JOINED).total_seconds())


@dataclass(frozen=True, slots=True)
class Poster:
    """What every row of one poster has in common."""

    name: str
    follower_count: str
    first_name: str
    last_name: str
    age: int
    date_joined: datetime
    latitude: float
    longitude: float
    country: str


class Posters:
    """The posters of one data set, made when asked for."""

    def __init__(self, seed: int, posts_of: array[int]) -> None:
        self._seed = seed
        self._posts_of = posts_of
        rng = stream(seed, "posters")
        self._names = Names(len(posts_of), salt=rng.getrandbits(32))
        self._offset = rng.random()

    def poster(self, number: int) -> Poster:
        """Return the poster with that number."""
        posts = self._posts_of[number]
        draws = fractions(self._seed, number)
        first, last, age, joined, latitude, longitude, country = (lowest(draw, posts) for draw in draws[:7])
        name, followers = self._public(number, posts, draws[7:])
        return Poster(
            name=name,
            follower_count=followers,
            first_name=_ranked_at(first_names(), first),
            last_name=_ranked_at(last_names(), last),
            age=YOUNGEST + int(age * (OLDEST - YOUNGEST + 1)),
            date_joined=FIRST_JOINED + timedelta(seconds=int(joined * JOINING_S)),
            latitude=_six_digits(180 * latitude - 90),
            longitude=_six_digits(360 * longitude - 180),
            country=countries()[int(country * len(countries()))],
        )

    def _public(self, number: int, posts: int, draws: list[float]) -> tuple[str, str]:
        """Return the name and the follower count that the site shows."""
        if number == ERROR_POSTER:
            return NO_USER, NO_USER
        level = spread(number, GOLDEN, self._offset)
        return self._names.name(number, draws), follower_count(level, posts)


def _ranked_at(ranked: Ranked, fraction: float) -> str:
    position = bisect_right(ranked.shares, fraction)
    return ranked.values[min(position, len(ranked.values) - 1)]


def _six_digits(degrees: float) -> float:
    """Return what a FLOAT column gives back, which shows six significant digits."""
    return float(f"{degrees:.6g}")
