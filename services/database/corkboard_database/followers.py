"""How many people follow a poster, as the site writes it: ``731``, ``42k``, ``2M``."""

from __future__ import annotations

import math
from bisect import bisect_right
from itertools import accumulate
from typing import NamedTuple

from corkboard_database.draws import interpolate

THOUSAND = 1000
LEVELS = (0.10, 0.25, 0.50, 0.75, 0.90)


class Audience(NamedTuple):
    """Posters of like diligence.

    Attributes:
        posts: The fewest posts of such a poster.
        quantiles: Followers at each of ``LEVELS``; those above ``below_million`` are not used.
        below_million: The share of these posters with less than a million followers.
    """

    posts: int
    quantiles: tuple[int, ...]
    below_million: float


FEWEST = 0.5  # where the curves begin: half a percent of the rows then have nobody
AUDIENCES = (
    Audience(1, (33, 237, 3_000, 20_000, 84_000), 0.99),
    Audience(2, (849, 5_000, 19_000, 57_000, 194_000), 0.98),
    Audience(3, (3_000, 13_000, 41_000, 141_000, 328_000), 0.97),
    Audience(5, (4_000, 22_000, 66_000, 275_000, 813_000), 0.92),
    Audience(10, (9_000, 36_000, 97_000, 498_000, 3_000_000), 0.82),
    Audience(20, (4_000, 54_000, 500_000, 942_000, 2_000_000), 0.80),
)
# Share of each number of millions among the posters who have millions.
MILLIONS = {1: 0.20, 2: 0.43, 3: 0.05, 4: 0.07, 5: 0.18, 6: 0.02, 8: 0.035, 15: 0.015}
_FEWEST_POSTS = [audience.posts for audience in AUDIENCES]
_MILLION_STEPS = list(accumulate(MILLIONS.values()))[:-1]


def _curve(audience: Audience) -> list[tuple[float, float]]:
    """Return points (share of posters, logarithm of followers + 1) up to just under a million."""
    measured = zip(LEVELS, audience.quantiles, strict=True)
    inner = [(level, count) for level, count in measured if level < audience.below_million]
    points = [(0.0, FEWEST), *inner, (audience.below_million, 999_999)]
    return [(level, math.log1p(count)) for level, count in points]


_CURVES = [_curve(audience) for audience in AUDIENCES]


def follower_count(fraction: float, posts: int) -> str:
    """Return the follower count of the poster at ``fraction`` of all posters with as many posts."""
    position = bisect_right(_FEWEST_POSTS, posts) - 1
    below = AUDIENCES[position].below_million
    if fraction >= below:
        rung = bisect_right(_MILLION_STEPS, (fraction - below) / (1 - below))
        return f"{list(MILLIONS)[rung]}M"
    people = int(math.expm1(interpolate(_CURVES[position], fraction)))
    return str(people) if people < THOUSAND else f"{people // THOUSAND}k"
