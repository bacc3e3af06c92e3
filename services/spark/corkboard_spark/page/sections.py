"""What each answer says in a sentence, and the chart that shows it."""

from __future__ import annotations

from collections import Counter
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

from corkboard_spark.page.bars import Bar, bars
from corkboard_spark.page.columns import Column, columns
from corkboard_spark.page.dots import dots
from corkboard_spark.page.figures import full, safe, short
from corkboard_spark.page.heat import heat
from corkboard_spark.page.squares import Square, squares

if TYPE_CHECKING:
    from collections.abc import Callable

    from corkboard_spark.answers import Answer

SHOWN_COUNTRIES = 15


class Section(NamedTuple):
    """A finding in a sentence, and a chart as SVG or other markup."""

    finding: str
    chart: str


def section(answer: Answer) -> Section:
    """Return what is said about an answer; an answer without rows says so."""
    if not answer.rows:
        return Section("No post answers this.", "")
    return SECTIONS[answer.question.name](answer)


def _categories_of_countries(answer: Answer) -> Section:
    wins = Counter(category for _, category, _ in answer.rows)
    most = max(count for *_, count in answer.rows)
    rows = {
        name: [
            Square(f"{country}: {full(count)} posts in {category}", sqrt(count / most))
            for country, category, count in sorted(answer.rows, key=lambda row: -row[2])
            if category == name
        ]
        for name in sorted(wins, key=lambda name: (-wins[name], name))
    }
    leader = next(iter(rows))
    finding = (
        f"{leader} leads in {full(wins[leader])} of {full(len(answer.rows))} countries. "
        "A square is a country; the more posts, the stronger its colour."
    )
    return Section(finding, squares(rows, name=answer.question.title))


def _categories_in_years(answer: Answer) -> Section:
    values = {(category, str(year)): count for year, category, count in answer.rows}
    totals: Counter[str] = Counter()
    for (category, _), count in values.items():
        totals[category] += count
    years = sorted({year for _, year in values})
    ordered = sorted(totals, key=lambda name: (-totals[name], name))
    first, last = ordered[0], ordered[-1]
    finding = f"{first} has the most posts, {full(totals[first])}; {last} the fewest, {full(totals[last])}."
    return Section(finding, heat(ordered, years, values, name=answer.question.title))


def _users_of_countries(answer: Answer) -> Section:
    ordered = sorted(answer.rows, key=lambda row: (-row[2], row[1], row[0]))
    items = [Bar(country, count, short(count), user) for country, user, count in ordered[:SHOWN_COUNTRIES]]
    country, user, count = ordered[0]
    finding = f"{user} in {country} has {short(count)} followers."
    if len(ordered) > len(items):
        finding += f" The first {len(items)} of {full(len(ordered))} countries:"
    return Section(finding, bars(items, name=answer.question.title))


def _country_of_the_user(answer: Answer) -> Section:
    country, count = answer.rows[0]
    return Section("", f'<p class="big"><b>{safe(country)}</b> <span>{short(count)} followers</span></p>')


def _categories_of_ages(answer: Answer) -> Section:
    items = [Bar(group, count, full(count), category) for group, category, count in answer.rows]
    group, category, count = max(answer.rows, key=lambda row: row[2])
    finding = f"{category} is ahead at {group} years, with {full(count)} posts."
    return Section(finding, bars(items, name=answer.question.title))


def _medians_of_ages(answer: Answer) -> Section:
    items = [Bar(group, median, short(median)) for group, median in answer.rows]
    group, median = max(answer.rows, key=lambda row: row[1])
    return Section(f"Highest at {group} years: {short(median)}.", bars(items, name=answer.question.title))


def _joined(answer: Answer) -> Section:
    items = [Column(str(year), count, full(count)) for year, count in answer.rows]
    total = sum(count for _, count in answer.rows)
    year, count = max(answer.rows, key=lambda row: row[1])
    return Section(
        f"{full(count)} of {full(total)} users joined in {year}.", columns(items, name=answer.question.title)
    )


def _medians_of_years(answer: Answer) -> Section:
    items = [Column(str(year), median, short(median)) for year, median in answer.rows]
    year, median = max(answer.rows, key=lambda row: row[1])
    return Section(f"Highest for {year}: {short(median)}.", columns(items, name=answer.question.title))


def _medians_of_both(answer: Answer) -> Section:
    values = {(group, str(year)): median for group, year, median in answer.rows}
    groups = list(dict.fromkeys(group for group, _ in values))
    years = sorted({year for _, year in values})
    (group, year), median = max(values.items(), key=lambda item: item[1])
    finding = (
        f"Highest at {group} years, joined in {year}: {short(median)}. Each line is ten times the one before."
    )
    return Section(finding, dots(groups, years, values, name=answer.question.title))


SECTIONS: dict[str, Callable[[Answer], Section]] = {
    "most_popular_category_per_country": _categories_of_countries,
    "posts_per_category_per_year": _categories_in_years,
    "most_followed_user_per_country": _users_of_countries,
    "country_of_the_most_followed_user": _country_of_the_user,
    "most_popular_category_per_age_group": _categories_of_ages,
    "median_followers_per_age_group": _medians_of_ages,
    "users_joined_per_year": _joined,
    "median_followers_per_join_year": _medians_of_years,
    "median_followers_per_join_year_and_age_group": _medians_of_both,
}
