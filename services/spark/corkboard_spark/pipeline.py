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
    from collections.abc import Callable, Sequence

    from pyspark.sql import SparkSession

    from corkboard.bucket.access import Access
    from corkboard.settings import Settings
    from corkboard_spark.progress import Steps
    from corkboard_spark.survey import Work

LONG_BYTES = 256 << 20
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
        is_needed = then is not None or any(one.spans for one in work)
        spark = _start(settings, work, steps) if is_needed else None
        summaries = _land_all(settings, access, spark, work, steps, skip_gaps=skip_gaps)
        if then and spark:
            steps.say("report", "answering")
            then(spark)
        return summaries


def _start(settings: Settings, work: Sequence[Work], steps: Steps) -> SparkSession:
    steps.say("spark", "starting")
    size_bytes = sum(span.size_bytes for one in work for span in one.spans)
    spark = session.start(settings, "batch", is_long=size_bytes > LONG_BYTES)
    steps.end("spark")
    return spark


def _land_all(
    settings: Settings,
    access: Access,
    spark: SparkSession | None,
    work: Sequence[Work],
    steps: Steps,
    *,
    skip_gaps: bool,
) -> list[Summary]:
    """Land the feeds at the same time: while one is planned by a single thread, another computes."""
    with ThreadPoolExecutor(len(work)) as pool:
        land = partial(_land, settings, access, spark, steps, skip_gaps=skip_gaps)
        running = [pool.submit(land, one) for one in work]
        try:
            return [one.result() for one in running]
        except BaseException:
            if spark:
                spark.sparkContext.cancelAllJobs()
            raise


def _land(
    settings: Settings,
    access: Access,
    spark: SparkSession | None,
    steps: Steps,
    work: Work,
    *,
    skip_gaps: bool,
) -> Summary:
    """Land one feed; without a session there is nothing new in it."""
    began = time.monotonic()
    feed = work.dataset.feed
    objects = sum(len(span.objects) for span in work.spans)
    steps.say(feed.name, f"{objects:,} objects")
    had = recorded.rows_in(settings, feed.clean)
    done: list[Done] = []
    if spark and work.spans:
        threads = THREADS_NEAR if settings.aws.endpoint_url else THREADS_FAR
        landing = Landing(session.beside(spark), access, settings.spark.read_partitions, threads)
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
