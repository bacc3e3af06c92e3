"""How many people follow the posters, against what was measured."""

from __future__ import annotations

import statistics
from collections import Counter

import pytest

from corkboard_database.followers import follower_count
from corkboard_database.kinds import NO_USER

LEVELS = (0.10, 0.25, 0.50, 0.75, 0.90)
# Fewest and most posts of a poster, and the followers measured at each level.
QUANTILES = {
    (1, 1): (33, 237, 3_000, 20_000, 84_000),
    (2, 2): (849, 5_000, 19_000, 57_000, 194_000),
    (3, 4): (3_000, 13_000, 41_000, 141_000, 328_000),
    (5, 9): (4_000, 22_000, 66_000, 275_000, 813_000),
    (10, 19): (9_000, 36_000, 97_000, 498_000, 3_000_000),
    (20, 999): (4_000, 54_000, 500_000, 942_000, 2_000_000),
}
THOUSANDS = (1, 3, 7, 14, 26, 42, 69, 126, 242, 505, 991)
MILLIONS = {"2M": 0.43, "1M": 0.20, "5M": 0.18}
BY_AGE = {(20, 24): 111_500, (25, 35): 23_000, (36, 50): 7_000, (51, 60): 2_000}
BY_YEAR = {2015: 130_000, 2016: 19_000, 2017: 3_000}


def _people(text):
    return int(text.replace("k", "000").replace("M", "000000"))


@pytest.fixture(scope="module")
def counted(data):
    """Return (followers, user) of each row that has a count."""
    pairs = zip(data.pins, data.users, strict=True)
    return [(_people(pin.follower_count), user) for pin, user in pairs if pin.follower_count != NO_USER]


@pytest.mark.parametrize("posts", QUANTILES)
def test_posters_with_more_posts_have_more_followers(data, posters, posts):
    """Each level is within 8 % or one shown thousand, within 60 % where few posters are."""
    few, most = posts
    counts = sorted(
        _people(data.pins[key].follower_count)
        for number, key in posters.items()
        if few <= data.posts_of[number] <= most
    )
    tolerance = 0.08 if len(counts) > 100 else 0.6

    for level, measured in zip(LEVELS, QUANTILES[posts], strict=True):
        assert counts[int(level * len(counts))] == pytest.approx(measured, rel=tolerance, abs=1001)


def test_thousands_have_the_measured_deciles(data):
    """Each within 15 %, or one."""
    counts = sorted(int(pin.follower_count[:-1]) for pin in data.pins if pin.follower_count.endswith("k"))
    deciles = [counts[min(index * len(counts) // 10, len(counts) - 1)] for index in range(11)]

    assert deciles == [pytest.approx(measured, rel=0.15, abs=1) for measured in THOUSANDS]


@pytest.mark.parametrize("text", MILLIONS)
def test_millions_are_as_frequent_as_measured(data, text):
    """Within 15 points, for three posters hold a third of these rows."""
    counts = Counter(pin.follower_count for pin in data.pins if pin.follower_count.endswith("M"))

    assert counts[text] / counts.total() == pytest.approx(MILLIONS[text], abs=0.15)


def test_nobody_has_more_than_15_million(counted):
    """The highest count that any author's output shows."""
    assert max(people for people, _ in counted) == 15_000_000


def test_medians_fall_with_age(counted):
    """The course's question 5 must have its answer; each within a factor of two."""
    medians = [
        statistics.median(people for people, user in counted if low <= user.age <= high)
        for low, high in BY_AGE
    ]

    assert medians == sorted(medians, reverse=True)
    for median, measured in zip(medians, BY_AGE.values(), strict=True):
        assert measured / 2 <= median <= measured * 2


def test_medians_fall_with_the_year_of_joining(counted):
    """The course's question 7; each within a factor of two."""
    medians = [
        statistics.median(people for people, user in counted if user.date_joined.year == year)
        for year in BY_YEAR
    ]

    assert medians == sorted(medians, reverse=True)
    for median, measured in zip(medians, BY_YEAR.values(), strict=True):
        assert measured / 2 <= median <= measured * 2


@pytest.mark.parametrize("posts", [1, 2, 3, 5, 10, 20, 244])
def test_counts_rise_with_the_fraction_and_read_as_the_site_writes_them(posts):
    """From 0 to 15M, without decimals."""
    texts = [follower_count(step / 10_000, posts) for step in range(10_000)]
    counts = [_people(text) for text in texts]

    assert counts == sorted(counts)
    assert (texts[0], texts[-1]) == ("0", "15M")
