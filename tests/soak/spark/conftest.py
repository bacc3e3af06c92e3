"""The same producers and the same kills as the short tests, on the S3 and Kinesis of a running stack."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "spark"))
sys.path.insert(0, str(Path(__file__).parents[1] / "kinesis_source"))

from feed_streams import FeedStreams
from landing_bucket import LandingBucket


@pytest.fixture
def settings(fresh):
    """Settings on the running stack, with a bucket and clean tables of their own."""
    return fresh()


@pytest.fixture
def bucket(settings):
    """Its landing bucket, which goes with the settings."""
    return LandingBucket(settings)


@pytest.fixture
def streams(settings):
    """Its streams, which go with the settings."""
    return FeedStreams(settings, are_there=True)
