"""Where the Kinesis source lies, and how a session gets to know it: the only module that knows its folder.

The source is no package of this distribution, since a source that is named like a built-in one breaks
Databricks. It lies within the Spark service's package in a wheel and beside it in a checkout, and is on the
path of those who ask for it alone: on that of the driver, and of the Python workers that Spark starts for it.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corkboard.errors import PreflightError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

MODULE = "pyspark_kinesis"
FOLDER = "kinesis_source"
WORKERS_PATH = "PYTHONPATH"


def folder() -> Path | None:
    """Return the folder that holds the source; none where it is installed as a package of its own.

    Raises:
        PreflightError: It is nowhere.
    """
    package = Path(str(resources.files("corkboard_spark")))
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
        return  # Spark finds an installed one by itself, and 4.0 takes no second one of its name
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


def _source() -> Any:
    return importlib.import_module(MODULE).DefaultSource
