"""The page: complete, self-contained, and safe whatever the posts say."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from corkboard_spark.answers import Answer
from corkboard_spark.page.document import Facts, document
from corkboard_spark.page.figures import cut, full, short
from corkboard_spark.page.sections import SECTIONS, section
from corkboard_spark.questions import NAMES, questions

FACTS = Facts(
    "default", {"pins": 11_154, "geos": 11_153, "users": 11_152}, 7, datetime(2026, 1, 2, tzinfo=UTC)
)
NASTY = "<script>alert(1)</script>\"'&🎄"
ROWS = {
    "most_popular_category_per_country": (("Albania", "art", 52), ("Peru", NASTY, 3)),
    "posts_per_category_per_year": ((2018, "art", 9), (2018, NASTY, 1), (2019, "art", 4)),
    "most_followed_user_per_country": (("Albania", NASTY, 8_000_000), ("Peru", "b", 5)),
    "country_of_the_most_followed_user": ((NASTY, 8_000_000),),
    "most_popular_category_per_age_group": (("18-24", NASTY, 9), ("+50", "art", 2)),
    "median_followers_per_age_group": (("18-24", 111_500.0), ("+50", 0.0)),
    "users_joined_per_year": ((2015, 857), (2016, 2_707)),
    "median_followers_per_join_year": ((2015, 101_000.5),),
    "median_followers_per_join_year_and_age_group": (("18-24", 2015, 168_000.0), ("+50", 2017, 0.0)),
}
COLUMNS = {1: ("a",), 2: ("a", "b"), 3: ("a", "post_year", "c")}


def answers(rows=ROWS):
    """Return an answer to each question."""
    return [Answer(one, COLUMNS[len(ROWS[one.name][0])], rows.get(one.name, ())) for one in questions()]


class Reader(HTMLParser):
    """Notes every element, and checks that each is closed where it was opened."""

    def __init__(self, text):
        super().__init__()
        self.open, self.seen = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in ("meta", "!doctype"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_page_is_well_formed_and_says_what_is_in_it():
    """Each question has its section, its chart and its whole answer."""
    page = Reader(document(answers(), FACTS))

    assert page.open == []
    assert [attrs["id"] for tag, attrs in page.seen if tag == "section"] == list(NAMES)
    assert sum(tag == "table" for tag, _ in page.seen) == 9
    assert sum(tag == "svg" for tag, _ in page.seen) == 8
    assert sum(tag == "tr" for tag, _ in page.seen) == 9 + sum(map(len, ROWS.values()))


def test_the_page_refers_to_nothing_outside_itself():
    """It can be mailed, and opened in ten years."""
    text = document(answers(), FACTS)
    page = Reader(text)

    links = {attrs.get(name) for _, attrs in page.seen for name in ("src", "href")} - {None}
    assert links == {f"#{name}" for name in NAMES}
    assert not re.search(r"url\(|@import|https?:", text)


def test_no_post_can_put_markup_into_the_page():
    """Names and titles are other people's text."""
    text = document(answers(), Facts(NASTY, {}, 0, FACTS.at))

    assert "<script" not in text
    assert "&lt;script&gt;" in text


def test_every_chart_has_a_name_for_those_who_cannot_see_it():
    """Its question."""
    charts = [attrs for tag, attrs in Reader(document(answers(), FACTS)).seen if tag == "svg"]

    assert all(attrs["role"] == "img" and attrs["aria-label"].endswith("?") for attrs in charts)


@pytest.mark.parametrize("question", questions(), ids=lambda one: one.name)
def test_an_answer_without_rows_says_so(question):
    """The tables may hold posts that answer only some questions."""
    assert section(Answer(question, ("a",), ())).finding == "No post answers this."


def test_a_page_of_empty_answers_is_a_page():
    """It must not fail the job that wrote the tables."""
    assert Reader(document(answers({}), FACTS)).open == []


def test_every_question_has_a_section():
    """And no other."""
    assert set(SECTIONS) == set(NAMES)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0"),
        (731, "731"),
        (1_000, "1k"),
        (20_500.0, "20.5k"),
        (111_500, "112k"),
        (101_000, "101k"),
        (15_000_000, "15M"),
        (1_250_000, "1.2M"),
        (2_147_483_647, "2.1B"),
    ],
)
def test_a_number_is_short_in_a_chart(value, words):
    """Three digits at most."""
    assert short(value) == words


@pytest.mark.parametrize(
    ("value", "words"), [(11_154, "11,154"), (7.0, "7"), (1_000.5, "1,000.5"), (None, "—"), ("x", "x")]
)
def test_a_number_is_exact_in_a_table(value, words):
    """With its thousands apart."""
    assert full(value) == words


def test_a_long_text_is_cut():
    """At the end, and visibly."""
    assert (cut("abcdef", 6), cut("abcdef", 5)) == ("abcdef", "abcd…")
