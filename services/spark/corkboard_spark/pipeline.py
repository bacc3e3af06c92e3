"""The batch: find what is new in each feed, and land it; Spark starts only if there is something."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from corkboard.logs import logger
from corkboard_spark import recorded, session, survey
from corkboard_spark.datasets import DATASETS
from corkboard_spark.io import Landing
from corkboard_spark.job import Done, Job
from corkboard_spark.keys import landing_access
from corkboard_spark.lock import one_writer
from corkboard_spark.summary import Summary

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyspark.sql import SparkSession

    from corkboard.settings import Settings
    from corkboard_spark.progress import Steps
    from corkboard_spark.survey import Work

THREADS_NEAR, THREADS_FAR = 4, 16


def run(
    settings: Settings,
    steps: Steps,
    *,
    skip_gaps: bool = False,
    then: Callable[[SparkSession], None] | None = None,
) -> list[Summary]:
    """Land what is new in every feed, and return what came of it.

    Args:
        settings: The stack.
        steps: Shown what is going on.
        skip_gaps: Go on behind records that never landed.
        then: What else to do with the session, which starts for it if it would not have.

    Raises:
        CorkboardError: Another batch runs, or S3 or a table cannot be read.
    """
    with one_writer(settings.state_dir):
        access = landing_access(settings)
        work = [survey.look(settings, access, dataset) for dataset in DATASETS]
        landing: Landing | None = None
        if then or any(one.spans for one in work):
            steps.say("spark", "starting")
            threads = THREADS_NEAR if settings.aws.endpoint_url else THREADS_FAR
            spark = session.start(settings, "batch")
            landing = Landing(spark, access, settings.spark.read_partitions, threads)
            steps.end("spark")
        land = partial(_land, settings, landing, steps, skip_gaps=skip_gaps)
        with ThreadPoolExecutor(len(work)) as pool:
            summaries = list(pool.map(land, work))
        if then and landing:
            steps.say("report", "answering")
            then(landing.spark)
        return summaries


def _land(
    settings: Settings, landing: Landing | None, steps: Steps, work: Work, *, skip_gaps: bool
) -> Summary:
    """Land one feed; without a session there is nothing new in it."""
    began = time.monotonic()
    feed = work.dataset.feed
    objects = sum(len(span.objects) for span in work.spans)
    steps.say(feed.name, f"{objects:,} objects")
    had = recorded.rows_in(settings, feed.clean)
    done: list[Done] = []
    if landing:
        job = Job(settings, landing, work.dataset, skip_gaps=skip_gaps)
        done = [job.land(span) for span in work.spans]
    rows = recorded.rows_in(settings, feed.clean)
    held = (*(one.held for one in done if one.held), *work.alarms)
    for sentence in held:
        logger("spark").warning("partition.held", feed=feed.name, why=sentence)
    steps.end(feed.name)
    return Summary(
        feed=feed.name,
        objects=objects,
        records=sum(one.records for one in done),
        new=rows - had,
        clean_rows=rows,
        dead_letters=sum(one.dead_letters for one in done),
        seconds=round(time.monotonic() - began, 3),
        held=held,
    )
