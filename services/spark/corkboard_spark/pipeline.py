"""The batch: find what is new in each feed, and land it; Spark starts only if there is something."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from corkboard.logs import logger
from corkboard_spark import recorded, session, survey
from corkboard_spark.datasets import DATASETS
from corkboard_spark.io import Landing
from corkboard_spark.job import Job
from corkboard_spark.keys import landing_access
from corkboard_spark.lock import one_writer
from corkboard_spark.summary import Summary

if TYPE_CHECKING:
    from corkboard.settings import Settings
    from corkboard_spark.progress import Steps
    from corkboard_spark.survey import Work

THREADS_NEAR, THREADS_FAR = 4, 16


def run(settings: Settings, steps: Steps, *, skip_gaps: bool = False) -> list[Summary]:
    """Land what is new in every feed, and return what came of it.

    Args:
        settings: The stack.
        steps: Shown what is going on.
        skip_gaps: Go on behind records that never landed.

    Raises:
        CorkboardError: Another batch runs, or S3 or a table cannot be read.
    """
    with one_writer(settings.state_dir):
        access = landing_access(settings)
        work = [survey.look(settings, access, dataset) for dataset in DATASETS]
        if not any(one.spans for one in work):
            return [_land(settings, None, one, skip_gaps=skip_gaps) for one in work]
        steps.say("spark", "starting")
        spark = session.start(settings, "batch")
        steps.end("spark")
        threads = THREADS_NEAR if settings.aws.endpoint_url else THREADS_FAR
        landing = Landing(spark, access, settings.spark.read_partitions, threads)
        summaries = []
        for one in work:
            steps.say(one.dataset.feed.name, f"{sum(len(span.objects) for span in one.spans):,} objects")
            summaries.append(_land(settings, landing, one, skip_gaps=skip_gaps))
            steps.end(one.dataset.feed.name)
        return summaries


def _land(settings: Settings, landing: Landing | None, work: Work, *, skip_gaps: bool) -> Summary:
    """Land one feed."""
    began = time.monotonic()
    feed = work.dataset.feed
    had = recorded.rows_in(settings, feed.clean)
    done = []
    if landing is not None:
        job = Job(settings, landing, work.dataset, skip_gaps=skip_gaps)
        done = [job.land(span) for span in work.spans]
    rows = recorded.rows_in(settings, feed.clean)
    held = (*(one.held for one in done if one.held), *work.alarms)
    for sentence in held:
        logger("spark").warning("partition.held", feed=feed.name, why=sentence)
    return Summary(
        feed=feed.name,
        objects=sum(len(span.objects) for span in work.spans),
        records=sum(one.records for one in done),
        new=rows - had,
        clean_rows=rows,
        dead_letters=sum(one.dead_letters for one in done),
        seconds=round(time.monotonic() - began, 3),
        held=held,
    )
