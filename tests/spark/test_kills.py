"""The batch killed twice while a producer goes on; the long form is ``tests/soak/spark``."""

from __future__ import annotations

import random

import pytest
from killing import assert_each_once, land_the_rest, strike
from producing import producing


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", [3])
def test_a_killed_batch_loses_and_doubles_nothing(settings, bucket, seed):
    """With a data file that no commit names, and after a commit that it may not have heard of."""
    rng = random.Random(seed)
    with producing(bucket, seed, every_s=0.1) as producer:
        strikes = [strike(settings, moment, rng) for moment in ("files", "commits")]
    land_the_rest(settings)

    assert strikes[0].is_torn
    assert_each_once(settings, producer)
