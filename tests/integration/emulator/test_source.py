"""The tables on the running server."""

from __future__ import annotations

import pytest

from corkboard.errors import CorkboardError, UnavailableError
from corkboard.settings import load
from corkboard_emulator.source import Source


def source_with(settings, **database: object) -> Source:
    """Return a source whose database settings differ."""
    changed = {**settings.database.model_dump(), **database}
    return Source(load({"database": changed, "home": settings.home}, environ={}))


def test_rows_come_in_the_order_asked_for(settings):
    """Also a row twice, as the course's order asks; row n of the three tables together."""
    with Source(settings) as source:
        rows = source.rows([7528, 0, 7528])

    assert [[table[0] for table in row] for row in rows] == [[7528] * 3, [0] * 3, [7528] * 3]
    assert [len(table) for table in rows[0]] == [12, 5, 5]


def test_the_tables_are_counted(settings):
    """As many as were seeded, keys 0 to the last without a gap."""
    with Source(settings) as source:
        assert source.count() == settings.stack.rows


def test_a_row_that_is_not_there_is_named(settings):
    """With its table, and how to fill it."""
    with (
        Source(settings) as source,
        pytest.raises(CorkboardError, match=r"pinterest_data .* has no row 99999999"),
    ):
        source.rows([0, 99_999_999])


@pytest.mark.parametrize("wrong", [{"password": "wrong"}, {"name": "nowhere"}])
def test_a_refusal_is_not_waited_for(settings, wrong):
    """A wrong password stays wrong: it is no server that is away."""
    with source_with(settings, **wrong) as source, pytest.raises(CorkboardError, match="refused") as refusal:
        source.count()

    assert not isinstance(refusal.value, UnavailableError)


def test_a_server_that_is_not_there_is_waited_for(settings):
    """Its error is the one that is tried again."""
    with source_with(settings, port=1) as source, pytest.raises(UnavailableError, match="did not answer"):
        source.rows([0])
