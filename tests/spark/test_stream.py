"""The streaming job: everything that came through Kinesis, once."""

from __future__ import annotations

import pytest
from clean_tables import expected, rows_of
from feed_streams import FeedStreams

from corkboard import catalogue
from corkboard_spark.streaming import job
from corkboard_spark.streaming.halt import Halt
from corkboard_spark.streaming.screen import Screen

pytestmark = pytest.mark.usefixtures("spark")


@pytest.fixture
def streams(settings):
    """The stack's streams, which go with the test."""
    made = FeedStreams(settings)
    yield made
    made.remove()


def run(settings, **wish):
    """Stream what is there, and return the figures by feed."""
    outcome = job.run(settings, job.Wish(**wish), Halt(), Screen())
    return {figures.feed: figures for figures in outcome.feeds}


def test_what_came_is_in_the_clean_tables(settings, streams):
    """Every row of every feed, cleaned as another program would; a second run reads only what is new."""
    streams.put_rows(0, 40)
    first = run(settings)
    streams.put_rows(40, 41)
    second = run(settings)

    for feed in catalogue.FEEDS:
        assert rows_of(settings, feed.streamed) == [expected(feed, ind) for ind in range(41)]
        assert (first[feed.name].records, second[feed.name].records) == (40, 1)
