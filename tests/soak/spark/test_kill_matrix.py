"""The batch killed at twelve seeded moments of four kinds while a producer goes on."""

from __future__ import annotations

import random

import pytest
from killing import assert_each_once, land_the_rest, strike
from producing import producing

MOMENTS = ("random", "files", "commits", "letters")
STRIKES_EACH = 3
SEED = 24
PAUSE_S = 0.1  # a slow machine must be able to read at the end what came meanwhile


@pytest.mark.timeout(7200)
def test_each_record_has_its_effect_once_whenever_the_batch_is_killed(settings, bucket):
    """Objects of one record and of many, grown ones, late ones; and a last run finds nothing left to do."""
    rng = random.Random(SEED)
    plan = rng.sample(MOMENTS * STRIKES_EACH, len(MOMENTS) * STRIKES_EACH)

    with producing(bucket, SEED, every_s=PAUSE_S) as producer:
        strikes = [strike(settings, moment, rng) for moment in plan]
    land_the_rest(settings)

    assert any(one.is_torn for one in strikes)
    assert any(one.is_between for one in strikes)
    assert min(producer.kinds[kind] for kind in ("plain", "grown", "late")) > 0
    assert_each_once(settings, producer)
    assert land_the_rest(settings) == 0
