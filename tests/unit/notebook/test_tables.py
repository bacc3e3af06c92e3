"""What is shown as rows and columns."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import NamedTuple

import pandas as pd
import pytest

from corkboard_databricks.notebook import frames, tables


class File(NamedTuple):
    """As ``dbutils.fs.ls`` has them."""

    path: str
    size: int


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, None),
        (True, True),
        (3, 3),
        (2**60, str(2**60)),
        (float("nan"), "nan"),
        (Decimal("1.50"), "1.50"),
        (dt.datetime(2020, 8, 28, 3, 52, 47, tzinfo=dt.UTC), "2020-08-28T03:52:47.000+00:00"),
        (dt.date(2020, 8, 28), "2020-08-28"),
        (b"abc", "YWJj"),
        ([1.5, None, Decimal("2.5")], "[1.5, null, 2.5]"),
        ({"a": [b"x"]}, '{"a": ["eA=="]}'),
        ("é\n", "é\n"),
    ],
)
def test_a_value_is_shown_as_databricks_shows_it(value, shown):
    """In what JSON can hold."""
    assert tables.plain(value) == shown


def test_a_long_text_says_how_much_is_missing():
    """A cell is for looking at."""
    assert tables.plain("x" * 5000).endswith("… (1,000 more characters)")


@pytest.mark.parametrize(
    ("values", "columns", "types", "rows"),
    [
        ([1, 2], ["value"], ["bigint"], [[1], [2]]),
        ([File("a", 1), File("b", 2)], ["path", "size"], ["string", "bigint"], [["a", 1], ["b", 2]]),
        ([{"a": 1}, {"b": 0.5}], ["a", "b"], ["bigint", "double"], [[1, None], [None, 0.5]]),
        ([(1, "x")], ["_1", "_2"], ["bigint", "string"], [[1, "x"]]),
    ],
)
def test_a_list_is_a_table_by_the_names_of_its_parts(values, columns, types, rows):
    """Or one column, where they have none."""
    table = tables.of_values(values)

    assert (table.columns, table.types, table.rows) == (columns, types, rows)


def test_only_the_first_thousand_rows_are_kept():
    """And it is said that there are more."""
    table = tables.of_values(range(5000))

    assert (len(table.rows), table.is_cut) == (1000, True)


def test_rows_of_much_text_are_fewer():
    """A page stays a page."""
    table = tables.of_rows(["a"], ["string"], [["x" * 4000]] * 5000)

    assert table.is_cut
    assert len(table.rows) * 4000 < tables.SHOWN_TOTAL_CHARACTERS + 8000


def test_a_frame_of_pandas_keeps_an_index_that_says_something():
    """Numbers from 0 say nothing."""
    plain = frames.of_pandas(pd.DataFrame({"a": [1, 2], "b": ["x", None]}))
    counted = frames.of_pandas(pd.Series(["x", "y", "x"], name="c").value_counts())

    assert (plain.columns, plain.types, plain.rows) == (
        ["a", "b"],
        ["bigint", "string"],
        [[1, "x"], [2, None]],
    )
    assert (counted.columns, counted.rows) == (["c", "count"], [["x", 2], ["y", 1]])
