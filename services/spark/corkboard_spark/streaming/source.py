"""Where the Kinesis source lies, and what it is asked: the only module that knows its folder.

The source is no package of this distribution, since a source that is named like a built-in one breaks
Databricks. It lies within this package in a wheel and beside it in a checkout, and is on the path of this
job alone: on that of the driver, and of the Python workers that Spark starts for it.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import corkboard_spark
from corkboard.errors import PreflightError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from corkboard.catalogue import Feed
    from corkboard.epochs import Epoch
    from corkboard.settings import Settings

MODULE = "pyspark_kinesis"
FOLDER = "kinesis_source"
WORKERS_PATH = "PYTHONPATH"
# Three queries share a stream's five requests a second and shard; a feed's own stream has one.
OWN_PERIOD, SHARED_PERIOD = "400ms", "1s"


def folder() -> Path | None:
    """Return the folder that holds the source; None where it is installed as a package of its own.

    Raises:
        PreflightError: It is nowhere.
    """
    package = Path(corkboard_spark.__file__).parent
    places = (package / FOLDER, package.parents[1] / FOLDER)
    found = next((place for place in places if (place / MODULE / "__init__.py").is_file()), None)
    if found is None and importlib.util.find_spec(MODULE) is None:
        raise PreflightError(
            "the Kinesis source is not installed", hint="install pyspark-kinesis-source beside Spark"
        )
    return found


def register(spark: SparkSession) -> None:
    """Let a session know ``format("kinesis")``, and its Python workers where to import it from."""
    here = folder()
    if here is None:
        spark.dataSource.register(_source())
        return
    if str(here) not in sys.path:
        sys.path.append(str(here))
    # A registered source keeps the environment of that moment for its workers; other programs' do not.
    environment = spark.sparkContext.environment
    before = dict(environment)
    environment[WORKERS_PATH] = str(here)
    try:
        spark.dataSource.register(_source())
    finally:
        environment.clear()
        environment.update(before)


def options(settings: Settings, feed: Feed, epoch: Epoch, *, records_per_batch: int) -> dict[str, str]:
    """Return what the source is asked for a feed.

    Args:
        settings: Which stream, where, and with which keys.
        feed: The feed.
        epoch: The stream's present epoch: with a past, what came before it began is left out.
        records_per_batch: The most that one batch has.
    """
    aws = settings.aws.client_kwargs()
    keys = {"awsAccessKey": "aws_access_key_id", "awsSecretKey": "aws_secret_access_key"}
    return {
        "streamName": settings.kinesis.stream(feed, settings.prefix),
        "region": aws["region_name"],
        "initialPosition": _position(epoch),
        "minFetchPeriod": SHARED_PERIOD if settings.kinesis.shared_stream else OWN_PERIOD,
        "maxRecordsPerTrigger": str(records_per_batch),
        **({"endpoint": aws["endpoint_url"]} if "endpoint_url" in aws else {}),
        **{name: aws[key] for name, key in keys.items() if key in aws},
    }


def _position(epoch: Epoch) -> str:
    if not epoch.has_past:
        return "trim_horizon"
    return json.dumps({"at_timestamp": datetime.fromtimestamp(epoch.began_at, UTC).isoformat()})


def _source() -> Any:
    return importlib.import_module(MODULE).DefaultSource
