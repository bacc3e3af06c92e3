"""Statements as text."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corkboard.catalogue import FEEDS, PIN
from corkboard_database import sql

TYPES = {
    "pin": "bigint text text text text text text text text bigint text text",
    "geo": "bigint datetime float float text",
    "user": "bigint text text bigint datetime",
}


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.name)
def test_the_schema_has_the_catalogues_columns_and_the_courses_types(feed):
    """In the same order; the key is the clustered primary key."""
    statement = sql.create(feed, "`d`.`t`", "made")
    columns = re.findall(r"^    `?(\w+)`? (\w+)(.*?),?$", statement, re.MULTILINE)

    assert tuple(name for name, *_ in columns) == feed.columns
    assert " ".join(kind for _, kind, _ in columns) == TYPES[feed.name]
    assert columns[0][2] == " not null primary key"
    assert statement.startswith("create table `d`.`t` (")
    assert statement.endswith("comment = 'made'")


def test_an_insert_quotes_what_would_end_a_string():
    """Quotes are doubled, backslashes too; a missing value is null."""
    rows = [(1, "it's", None), (2, "a\\'b\n", datetime.fromisoformat("2020-01-02 03:04:05"))]

    assert sql.insert("t", rows) == (
        "insert into t values ('1','it''s',null),('2','a\\\\''b\n','2020-01-02 03:04:05')"
    )


@given(text=st.text())
def test_a_quoted_text_reads_back_as_it_was(text):
    """Undoing the two escapes gives the text, and no quote is left single."""
    inside = sql.literal(text)[1:-1]

    assert re.sub(r"\\\\|''", lambda found: found[0][0], inside) == text
    assert "'" not in inside.replace("''", "")


def test_names_are_quoted_whatever_they_are_made_of():
    """A backtick is doubled; a dot stays part of the name."""
    assert sql.qualified("a`b.c", "t") == "`a``b.c`.`t`"


def test_a_swap_puts_new_tables_in_place_of_old_ones_in_one_statement():
    """What exists takes the staged name; what does not is only renamed."""
    assert sql.swap("d", ["a", "b"], existing=["a"], suffix="_new") == (
        "rename table `d`.`a` to `d`.`a_new_old`, `d`.`a_new` to `d`.`a`, `d`.`a_new_old` to `d`.`a_new`,"
        " `d`.`b_new` to `d`.`b`"
    )


def test_a_comment_may_hold_a_quote():
    """It is a string like any other."""
    assert sql.create(PIN, "t", "it's").endswith("comment = 'it''s'")
