"""The nine questions answered in plain Python: slow, and not made from the SQL."""

from __future__ import annotations

from collections import Counter, defaultdict
from statistics import median


def joined(pins, others):
    """Return pairs of rows of the same key."""
    by_key = {row["ind"]: row for row in others}
    return [(row, by_key[row["ind"]]) for row in pins if row["ind"] in by_key]


def age_group(age):
    """Return the group of an age; none below 18 or without an age."""
    if age is None or age < 18:
        return None
    return next((name for name, last in (("18-24", 24), ("25-35", 35), ("36-50", 50)) if age <= last), "+50")


def favourites(pairs):
    """Return, of pairs of a group and a category, each group's most frequent category and its count."""
    counts = defaultdict(Counter)
    for group, category in pairs:
        if group is not None and category is not None:
            counts[group][category] += 1
    best = {
        group: min(found.items(), key=lambda item: (-item[1], item[0])) for group, found in counts.items()
    }
    return {(group, category, count) for group, (category, count) in best.items()}


def medians(pairs):
    """Return, of pairs of a group and a count, each group's median."""
    values = defaultdict(list)
    for group, count in pairs:
        if count is not None and None not in group:
            values[group].append(count)
    return {(*group, float(median(found))) for group, found in values.items()}


def answers(pins, geos, users):
    """Return each answer's rows as a set, by the question's name."""
    places, people = joined(pins, geos), joined(pins, users)
    followed = [
        (geo["country"], pin["poster_name"], pin["follower_count"])
        for pin, geo in places
        if None not in (geo["country"], pin["poster_name"], pin["follower_count"])
    ]
    order = sorted(followed, key=lambda row: (-row[2], row[1], row[0]))
    first = {country: (country, user, count) for country, user, count in reversed(order)}
    years = Counter(
        (geo["timestamp"].year, pin["category"])
        for pin, geo in places
        if geo["timestamp"] and pin["category"]
    )

    def joined_in(user):
        return (
            user["date_joined"].year
            if user["date_joined"] and 2015 <= user["date_joined"].year <= 2020
            else None
        )

    joins = {(joined_in(user), pin["poster_name"]) for pin, user in people}
    return {
        "most_popular_category_per_country": favourites(
            (geo["country"], pin["category"]) for pin, geo in places
        ),
        "posts_per_category_per_year": {
            (*key, count) for key, count in years.items() if 2018 <= key[0] <= 2022
        },
        "most_followed_user_per_country": set(first.values()),
        "country_of_the_most_followed_user": {(order[0][0], order[0][2])} if order else set(),
        "most_popular_category_per_age_group": favourites(
            (age_group(user["age"]), pin["category"]) for pin, user in people
        ),
        "median_followers_per_age_group": medians(
            ((age_group(user["age"]),), pin["follower_count"]) for pin, user in people
        ),
        "users_joined_per_year": set(Counter(year for year, name in joins if year and name).items()),
        "median_followers_per_join_year": medians(
            ((joined_in(user),), pin["follower_count"]) for pin, user in people
        ),
        "median_followers_per_join_year_and_age_group": medians(
            ((age_group(user["age"]), joined_in(user)), pin["follower_count"]) for pin, user in people
        ),
    }
