"""The nine questions, in the order in which they are asked; each is a file in ``sql/``."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

NAMES = (
    "most_popular_category_per_country",
    "posts_per_category_per_year",
    "most_followed_user_per_country",
    "country_of_the_most_followed_user",
    "most_popular_category_per_age_group",
    "median_followers_per_age_group",
    "users_joined_per_year",
    "median_followers_per_join_year",
    "median_followers_per_join_year_and_age_group",
)


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Attributes:
        name: Its file's name.
        title: The question in words: the file's first line.
        notes: What a row is and how ties are broken: the comments that follow.
        sql: The file.
    """

    name: str
    title: str
    notes: str
    sql: str


def questions() -> list[Question]:
    """Return every question."""
    return [_question(name) for name in NAMES]


def _question(name: str) -> Question:
    sql = (resources.files("corkboard_spark") / "sql" / f"{name}.sql").read_text()
    comments = [line.removeprefix("-- ") for line in sql.splitlines() if line.startswith("-- ")]
    return Question(name, comments[0], " ".join(comments[1:]), sql)
