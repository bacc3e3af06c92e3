"""Who posted which row: few posters post much, most post once, nearly all in one category."""

from __future__ import annotations

import math
from array import array
from typing import TYPE_CHECKING, NamedTuple

from corkboard.catalogue import DEFAULT_ROWS
from corkboard_database.blocks import blocks, broken_keys
from corkboard_database.draws import stream
from corkboard_database.kinds import story_share

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from random import Random

ERROR_POSTER = 0
BROKEN_ROWS = 88
# Number of posts: number of posters. The error poster is one more, with 88 posts.
POSTERS_BY_POSTS = {
    1: 3869, 2: 640, 3: 272, 4: 156, 5: 88, 6: 65, 7: 36, 8: 35, 9: 22, 10: 25, 11: 11, 12: 9, 13: 8, 14: 8,
    15: 6, 16: 5, 17: 1, 18: 7, 19: 5, 20: 3, 21: 3, 23: 1, 24: 4, 26: 1, 28: 3, 30: 1, 31: 1, 32: 1, 35: 3,
    36: 1, 38: 1, 44: 1, 45: 2, 47: 1, 49: 1, 53: 1, 54: 1, 60: 1, 68: 1, 81: 1, 86: 2, 88: 1, 140: 1, 244: 1,
}  # fmt: skip
ROAMING_SHARE = 0.18
FAR_ROAMING_POSTS = 85


class Placement(NamedTuple):
    """Four bytes a row and two a poster, whatever the rows hold.

    Attributes:
        poster_of: The poster's number by key.
        posts_of: The number of posts by poster's number; the error poster is number 0.
    """

    poster_of: array[int]
    posts_of: array[int]


def place(rows: int, seed: int) -> Placement:
    """Return who posted each of ``rows`` rows."""
    rng = stream(seed, "placement")
    posts_of = array("I", _posts_by_poster(rows))
    room = {name: len(keys) for name, keys in blocks(rows).items()}
    posters: dict[str, array[int]] = {name: array("I") for name in room}
    several = sum(posts > 1 for posts in posts_of[1:])
    for poster in range(several + 1):
        homes = _broken_homes if poster == ERROR_POSTER else _homes
        for category, count in homes(rng, posts_of[poster], room):
            posters[category].extend([poster] * count)
            room[category] -= count
    _fill(posters, room, several + 1)
    poster_of = array("I")
    for members in posters.values():
        rng.shuffle(members)
        poster_of.extend(members)
    _break(poster_of, rows)
    return Placement(poster_of, posts_of)


def _fill(posters: Mapping[str, array[int]], room: Mapping[str, int], first: int) -> None:
    """Give the room that is left to those who post once, whose numbers begin with ``first``."""
    for category, left in room.items():
        posters[category].extend(range(first, first + left))
        first += left


def _posts_by_poster(rows: int) -> Iterator[int]:
    """Yield the error poster's number of posts, then the others', the most first."""
    broken = max(len(broken_keys(rows)), (BROKEN_ROWS * rows + DEFAULT_ROWS // 2) // DEFAULT_ROWS)
    yield broken
    left = rows - broken
    seen = made = 0
    for posts in sorted(POSTERS_BY_POSTS, reverse=True)[:-1]:
        seen += POSTERS_BY_POSTS[posts]
        wanted = seen * (rows - broken) // (DEFAULT_ROWS - BROKEN_ROWS)
        yield from [posts] * (wanted - made)
        left -= posts * (wanted - made)
        made = wanted
    yield from [1] * left


def _homes(rng: Random, posts: int, room: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """Yield where a poster posts, and how often; a category's share is that of its room."""
    left = {name: size for name, size in room.items() if size}
    used: set[str] = set()
    for portion in _portions(rng, posts):
        count = portion
        while count:
            category = _draw(rng, {name: left[name] for name in left if name not in used} or left)
            taken = min(count, left[category])
            yield category, taken
            used.add(category)
            count -= taken
            left[category] -= taken
            if not left[category]:
                del left[category]


def _broken_homes(rng: Random, count: int, room: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """Yield where the broken rows are: they are story pages, and follow them."""
    left = dict(room)
    for _ in range(count):
        category = _draw(rng, {name: size * story_share(name) for name, size in left.items() if size})
        left[category] -= 1
        yield category, 1


def _portions(rng: Random, posts: int) -> list[int]:
    """Return a poster's posts split over the categories in which it posts; most go to its home."""
    is_far = posts >= FAR_ROAMING_POSTS
    if rng.random() >= ROAMING_SHARE and not is_far:
        return [posts]
    wanted = rng.randrange(6, 9) if is_far else rng.randrange(2, 4)
    away = min(wanted, posts) - 1
    guests = [max(1, posts // (2 * wanted))] * away
    return [posts - sum(guests), *guests]


def _draw(rng: Random, weights: Mapping[str, float]) -> str:
    """Return a category, drawn by weight."""
    point = rng.random() * math.fsum(weights.values())
    for name, weight in weights.items():
        point -= weight
        if point < 0:
            return name
    return list(weights)[-1]


def _break(poster_of: array[int], rows: int) -> None:
    """Let the error poster have the keys that must be broken, by exchange with one of its other rows."""
    needed = broken_keys(rows)
    for key in sorted(needed):
        if poster_of[key] != ERROR_POSTER:
            given = _nearest(poster_of, key, needed)
            poster_of[key], poster_of[given] = poster_of[given], poster_of[key]


def _nearest(poster_of: array[int], key: int, needed: set[int]) -> int:
    """Return the error poster's row that is nearest to ``key`` and may be given away."""
    own = [row for row, poster in enumerate(poster_of) if poster == ERROR_POSTER and row not in needed]
    return min(own, key=lambda row: abs(row - key))
