"""Global options hold wherever they stand."""

from __future__ import annotations

import pytest

from corkboard.cli.globals import hoist


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["up", "--name", "a"], ["--name", "a", "up"]),
        (["--name", "a", "up"], ["--name", "a", "up"]),
        (["post", "--rows", "3", "--target=aws"], ["--target=aws", "post", "--rows", "3"]),
        (["post", "--", "--name", "a"], ["post", "--", "--name", "a"]),
        (["client", "kafka-topics", "--name", "a"], ["client", "kafka-topics", "--name", "a"]),
        (["--name", "a", "client", "x"], ["--name", "a", "client", "x"]),
        (["up", "--name"], ["up", "--name"]),
    ],
)
def test_global_options_move_before_the_verb(typed, meant):
    """Before or after the verb they mean the same; a foreign program's options are left alone."""
    assert hoist(typed) == meant
