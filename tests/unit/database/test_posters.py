"""Who posts, how much, and what the posters are like, against what was measured."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from itertools import pairwise

import pytest

from corkboard_database.kinds import NO_USER
from corkboard_database.placement import POSTERS_BY_POSTS

MEAN_AGES = {1: (39.9, 1.0), 2: (33.3, 1.0), 3: (30.1, 1.5)}
AGE_GROUPS = {"18-24": 4916, "25-35": 3005, "36-50": 2225, "+50": 1008}
JOINED = {2015: 4507, 2016: 4791, 2017: 1856}
POSTED = {2017: 432, 2018: 2316, 2019: 2192, 2020: 2172, 2021: 2208, 2022: 1834}
COUNTRIES = (
    "Albania",
    "Algeria",
    "Afghanistan",
    "Aruba",
    "American Samoa",
    "Andorra",
    "Argentina",
    "Anguilla",
    "Armenia",
    "Azerbaijan",
)
INITIALS = {"A": (0.33, 0.03), "B": (0.16, 0.02), "C": (0.10, 0.02)}
PECULIAR = (
    "Cote d'Ivoire",
    "Bouvet Island (Bouvetoya)",
    "Antarctica (the territory South of 60 deg S)",
    "Svalbard & Jan Mayen Islands",
)


def _age_group(age):
    return "18-24" if age < 25 else "25-35" if age < 36 else "36-50" if age < 51 else "+50"


def test_every_poster_has_as_many_posts_as_measured(data):
    """5,307 posters for 11,154 posts; the error poster is one of the two with 88."""
    names = Counter(pin.poster_name for pin in data.pins)

    assert len(names) == 5307
    assert Counter(names.values()) == Counter({**POSTERS_BY_POSTS, 88: 2})
    assert names[NO_USER] == 88


def test_a_poster_has_the_same_attributes_in_each_row_and_shares_them_with_nobody(data):
    """Name, place and profile stand for each other; only the time of the post differs."""
    profiles = defaultdict(set)
    for pin, geo, user in zip(data.pins, data.geos, data.users, strict=True):
        profile = (
            pin.follower_count,
            geo.latitude,
            geo.longitude,
            geo.country,
            *list(vars(user).values())[1:],
        )
        profiles[pin.poster_name].add(profile)

    assert all(len(found) == 1 for found in profiles.values())
    assert len(set.union(*profiles.values())) == len(profiles)


def test_posters_stay_in_one_category_and_a_handful_do_not(data):
    """95 % were measured in one category, a handful in six to eight."""
    homes = defaultdict(set)
    for pin in data.pins:
        homes[pin.poster_name].add(pin.category)
    spread = Counter(len(categories) for name, categories in homes.items() if name != NO_USER)

    assert spread[1] / sum(spread.values()) == pytest.approx(0.95, abs=0.01)
    assert 2 <= spread[6] + spread[7] + spread[8] <= 7
    assert max(spread) <= 8


def test_a_posters_rows_are_scattered(data):
    """143 neighbouring rows were measured to share a poster."""
    assert sum(a == b for a, b in pairwise(data.poster_of)) == pytest.approx(143, abs=35)


@pytest.mark.parametrize("posts", MEAN_AGES)
def test_the_diligent_are_young(data, posters, posts):
    """Age is the lowest of as many draws from 20 to 60 as there are posts."""
    mean, tolerance = MEAN_AGES[posts]
    ages = [data.users[key].age for number, key in posters.items() if data.posts_of[number] == posts]

    assert statistics.mean(ages) == pytest.approx(mean, abs=tolerance)


def test_the_most_diligent_are_very_young(data, posters):
    """A mean of 21.5 was measured for twelve posts and more."""
    ages = [data.users[key].age for number, key in posters.items() if data.posts_of[number] >= 12]

    assert statistics.mean(ages) == pytest.approx(21.5, abs=0.7)


def test_ages_run_from_20_to_60_and_lean_to_the_lowest(data):
    """19 % of the rows were measured at 20, 11 % at 21."""
    ages = Counter(user.age for user in data.users)

    assert (min(ages), max(ages)) == (20, 60)
    assert ages[20] / len(data.users) == pytest.approx(0.19, abs=0.04)
    assert ages[21] / len(data.users) == pytest.approx(0.11, abs=0.04)


@pytest.mark.parametrize("group", AGE_GROUPS)
def test_age_groups_are_as_large_as_measured(data, group):
    """Within 150 rows, which is what one diligent poster brings."""
    groups = Counter(_age_group(user.age) for user in data.users)

    assert groups[group] == pytest.approx(AGE_GROUPS[group], abs=150)


@pytest.mark.parametrize("year", JOINED)
def test_join_years_are_as_frequent_as_measured(data, year):
    """Within 150 rows; nobody joined in another year."""
    years = Counter(user.date_joined.year for user in data.users)

    assert years[year] == pytest.approx(JOINED[year], abs=150)
    assert set(years) == set(JOINED)


@pytest.mark.parametrize("year", POSTED)
def test_post_years_are_as_frequent_as_measured(data, year):
    """Within 100 rows; no two rows have the same time."""
    years = Counter(geo.timestamp.year for geo in data.geos)

    assert years[year] == pytest.approx(POSTED[year], abs=100)
    assert len({geo.timestamp for geo in data.geos}) == len(data.geos)


def test_times_lie_within_the_measured_ranges(data):
    """Nobody posts before having joined."""
    joined = [str(user.date_joined) for user in data.users]
    posted = [str(geo.timestamp) for geo in data.geos]

    assert "2015-10-21" <= min(joined) < max(joined) < "2017-10-20"
    assert "2017-10-19 15:13:42" <= min(posted) < max(posted) <= "2022-10-19 17:54:26"
    assert all(geo.timestamp > user.date_joined for geo, user in zip(data.geos, data.users, strict=True))


def test_names_are_as_varied_as_measured(data):
    """595 first names, 927 last names, 5,081 full names; four rows in ten have an A."""
    firsts = {user.first_name for user in data.users}
    lasts = {user.last_name for user in data.users}
    full = {(user.first_name, user.last_name) for user in data.users}
    with_a = sum(user.first_name.startswith("A") for user in data.users)

    assert len(firsts) == pytest.approx(595, abs=20)
    assert len(lasts) == pytest.approx(927, abs=30)
    assert len(full) == pytest.approx(5081, abs=40)
    assert with_a / len(data.users) == pytest.approx(0.40, abs=0.02)


@pytest.mark.parametrize("initial", INITIALS)
def test_countries_lean_to_the_start_of_the_alphabet(data, initial):
    """The lowest of n draws, in alphabetical order."""
    share, tolerance = INITIALS[initial]
    found = sum(geo.country.startswith(initial) for geo in data.geos) / len(data.geos)

    assert found == pytest.approx(share, abs=tolerance)


def test_countries_are_as_varied_as_measured(data):
    """243 of them; the first has 5 % of the rows, give or take 3 points, and the rarest about 5 to 10."""
    countries = Counter(geo.country for geo in data.geos)
    often = [country for country, _ in countries.most_common(30)]

    assert len(countries) == 243
    assert countries.most_common(1)[0][1] / len(data.geos) == pytest.approx(0.05, abs=0.03)
    assert 4 <= min(countries.values()) <= 12
    assert set(COUNTRIES) <= set(often)
    assert set(PECULIAR) <= set(countries)


def test_coordinates_cover_the_earth_with_six_digits(data):
    """A FLOAT column shows no more than six significant digits."""
    for name, limit in (("latitude", 90), ("longitude", 180)):
        values = [getattr(geo, name) for geo in data.geos]
        assert all(float(f"{value:.6g}") == value for value in values)
        assert -limit <= min(values) < -0.99 * limit
        assert 0.99 * limit < max(values) <= limit
