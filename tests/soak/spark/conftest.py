"""The same producer and the same kills as the short test, on the S3 of a running stack."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "spark"))

from landing_bucket import LandingBucket


@pytest.fixture
def settings(fresh):
    """Settings on the running stack, with a bucket and clean tables of their own."""
    return fresh()


@pytest.fixture
def bucket(settings):
    """Its landing bucket, which goes with the settings."""
    return LandingBucket(settings)
