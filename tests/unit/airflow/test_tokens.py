"""Tokens hold for a minute."""

from __future__ import annotations

from corkboard_airflow.tokens import LIFE_S, Tokens


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_a_token_holds_for_a_minute():
    """And not a moment longer; AWS says 60 seconds."""
    clock = Clock()
    tokens = Tokens(clock)
    token = tokens.make()

    clock.now = LIFE_S - 0.1
    assert tokens.holds(token)
    clock.now = LIFE_S
    assert not tokens.holds(token)
    assert LIFE_S == 60


def test_a_token_that_is_taken_holds_no_more():
    """A web token logs in once."""
    tokens = Tokens(Clock())
    token = tokens.make()

    assert tokens.take(token)
    assert not tokens.take(token)


def test_tokens_differ_and_a_strangers_does_not_hold():
    """Nobody guesses one."""
    tokens = Tokens(Clock())

    assert tokens.make() != tokens.make()
    assert not tokens.holds("")
    assert not tokens.holds("stranger")
