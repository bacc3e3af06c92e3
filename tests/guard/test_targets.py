"""Which target it is, is known to the settings and to those who open connections; all else receives."""

from __future__ import annotations

import ast

import pytest
from tree import sources

MAY_KNOW = (
    "corkboard/settings.py",
    "corkboard/model.py",
    "corkboard/layers.py",
    "corkboard/clients.py",
    "corkboard/cli/target.py",  # it lists them
)


def decisions(text: str) -> list[ast.expr]:
    """Return every comparison and every match of a ``target`` in a Python text."""
    compared = [
        one
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Compare)
        for one in (node.left, *node.comparators)
    ]
    matched = [node.subject for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Match)]
    return [one for one in (*compared, *matched) if isinstance(one, ast.Attribute) and one.attr == "target"]


@pytest.mark.parametrize("name", sorted(set(sources()) - set(MAY_KNOW)))
def test_only_the_settings_know_which_target_it_is(name):
    """Others ask for what differs: an address, a configuration, whether there are stand-ins."""
    lines = [one.lineno for one in decisions(sources()[name])]

    assert lines == [], "give the settings a property that says what differs"


@pytest.mark.parametrize(
    "text",
    [
        'settings.target == "aws"',
        'x if "local" != settings.target else y',
        "match settings.target:\n case _: ...",
    ],
)
def test_a_decision_is_seen(text):
    """However it is written."""
    assert decisions(text)


def test_saying_the_target_is_no_decision():
    """Logs name it."""
    assert not decisions("log.info('load.started', target=settings.target)")
