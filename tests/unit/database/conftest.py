"""The default data set, made once for all tests of it."""

from __future__ import annotations

import socket
from types import SimpleNamespace
from typing import NamedTuple

import pytest

from corkboard.catalogue import DEFAULT_ROWS, GEO, PIN, USER
from corkboard_database.placement import place
from corkboard_database.rows import generate

SEED = 100


class Data(NamedTuple):
    """The rows of the three tables as objects, and who posted them."""

    rows: list
    pins: list
    geos: list
    users: list
    posts_of: list
    poster_of: list


def _named(feed, row):
    return SimpleNamespace(**dict(zip(feed.columns, row, strict=True)))


@pytest.fixture(scope="session")
def data() -> Data:
    """Return the default data set."""
    rows = list(generate(DEFAULT_ROWS, SEED))
    placement = place(DEFAULT_ROWS, SEED)
    return Data(
        rows,
        [_named(PIN, row.pin) for row in rows],
        [_named(GEO, row.geo) for row in rows],
        [_named(USER, row.user) for row in rows],
        list(placement.posts_of),
        list(placement.poster_of),
    )


@pytest.fixture(scope="session")
def posters(data) -> dict:
    """Return one row's key for each poster by number, the error poster left out."""
    return {number: key for key, number in enumerate(data.poster_of) if number}


@pytest.fixture
def unused_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
