"""The rows as a whole: keys, order, sameness, and that none is kept."""

from __future__ import annotations

import hashlib
import json
import sys
import tracemalloc
from itertools import islice

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corkboard.catalogue import FEEDS
from corkboard_database.rows import Rows, generate

# SHA-256 of the rows as JSON. Whoever changes it on purpose raises GENERATOR, so that loaded tables are replaced.
DIGESTS = {
    (11_154, 100): "595e697f1c5a2daf8c93ff0481d5be5a5daa4cbaf951f958dd4a0a9d60f4fdab",
    (3_000, 7): "e28819d0303597b08a43beab928a80d1e443f67f9266e5313f55134cd51225e8",
}


def _digest(rows):
    digest = hashlib.sha256()
    for row in rows:
        digest.update(json.dumps(row, default=str).encode())
    return digest.hexdigest()


@pytest.mark.parametrize("numbers", DIGESTS)
def test_the_same_rows_and_seed_give_the_same_bytes_everywhere(numbers):
    """The digest is committed, so every Python and every machine must agree."""
    assert _digest(generate(*numbers)) == DIGESTS[numbers]


def test_another_seed_gives_other_rows():
    """Nearly no value but the key stays."""
    first, second = next(generate(1000, 1)), next(generate(1000, 2))

    assert first.pin[1:3] != second.pin[1:3]
    assert first.geo[1:] != second.geo[1:]
    assert first.user[1:] != second.user[1:]


def test_row_7528_is_broken(data):
    """Every demo starts with it."""
    assert data.pins[7528].title == "No Title Data Available"
    assert data.pins[7528].poster_name == data.pins[7528].follower_count == "User Info Error"


def test_keys_are_contiguous_and_the_same_in_the_three_tables(data):
    """Row n of the three belongs together."""
    keys = list(range(11_154))

    assert [pin.index for pin in data.pins] == keys
    assert [geo.ind for geo in data.geos] == keys
    assert [user.ind for user in data.users] == keys


@given(rows=st.integers(1, 4000), seed=st.integers(-(2**63), 2**63))
@example(rows=1, seed=100)
@example(rows=7529, seed=100)
@example(rows=50_000, seed=100)
@settings(max_examples=20, deadline=None)
def test_a_table_of_any_size_has_its_keys_its_columns_and_a_broken_row(rows, seed):
    """Down to a single row, which is broken."""
    broken = keys = 0
    for key, row in enumerate(generate(rows, seed)):
        assert row.pin[0] == row.geo[0] == row.user[0] == key
        assert [len(part) for part in row] == [len(feed.columns) for feed in FEEDS]
        broken += row.pin[4] == "User Info Error"
        keys += 1

    assert keys == rows
    assert broken >= 1


def test_rows_are_made_one_by_one_and_none_is_kept():
    """The generator holds no reference to a row that it has given away."""
    rows = generate(20_000, 100)
    first = next(rows)
    for _ in islice(rows, 500):
        pass
    alone = Rows(*((*part,) for part in first))

    assert [sys.getrefcount(part) for part in first] == [sys.getrefcount(part) for part in alone]


def test_memory_does_not_grow_with_the_rows_made(monkeypatch):
    """Once the kept posters are full, here 100, eight thousand rows more leave nothing behind."""
    monkeypatch.setattr("corkboard_database.rows.POSTERS_KEPT", 100)
    rows = generate(120_000, 100)
    tracemalloc.start()
    for _ in islice(rows, 1000):
        pass
    before, _ = tracemalloc.get_traced_memory()
    for _ in islice(rows, 8000):
        pass
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert after - before < 100_000
