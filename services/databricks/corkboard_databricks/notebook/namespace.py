"""The names that a notebook finds: Databricks' own, and those that it would find behind them."""

from __future__ import annotations

import builtins
import types
import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# What "from pyspark.sql.functions import *" brought besides functions, up to Spark 3.5.
LEAKED_TYPES = ("Any", "Callable", "Dict", "Iterable", "List", "Optional", "Tuple", "Type", "Union", "cast")
LEAKED_MODULES = ("functools", "inspect", "sys", "warnings")
# Functions of old names, which are there and which "import *" brings no more.
OLD_FUNCTIONS = (
    "approxCountDistinct",
    "bitwiseNOT",
    "countDistinct",
    "shiftLeft",
    "shiftRight",
    "shiftRightUnsigned",
    "sumDistinct",
    "toDegrees",
    "toRadians",
)


def fallback() -> types.ModuleType:
    """Return built-in names with more behind them, which any name that a notebook gives goes before.

    They are Spark's types, and what the functions of Spark 3.5 let out: notebooks use both without
    importing them.
    """
    module = types.ModuleType("builtins")
    module.__dict__.update(_leaked())
    module.__dict__.update(vars(builtins))
    return module


def _leaked() -> dict[str, Any]:
    import importlib  # noqa: PLC0415 - together with what it is for
    import typing  # noqa: PLC0415

    from pyspark import SparkContext  # noqa: PLC0415 - a notebook without Spark is checked without it
    from pyspark.sql import Column, DataFrame, Row, Window, functions  # noqa: PLC0415
    from pyspark.sql import types as spark_types  # noqa: PLC0415

    found: dict[str, Any] = {name: getattr(spark_types, name) for name in spark_types.__all__}
    found |= {name: getattr(typing, name) for name in LEAKED_TYPES}
    found |= {name: getattr(functions, name) for name in OLD_FUNCTIONS}
    found |= {name: importlib.import_module(name) for name in LEAKED_MODULES}
    classes: tuple[Any, ...] = (SparkContext, Column, DataFrame, Row, Window)
    return found | {one.__name__: one for one in classes}


def of_spark(spark: SparkSession) -> dict[str, Any]:
    """Return the names that stand for the session."""
    from pyspark.sql import SQLContext  # noqa: PLC0415
    from pyspark.sql.functions import udf  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it is deprecated is no news to a notebook
        context = SQLContext(spark.sparkContext, spark)
    return {
        "spark": spark,
        "sc": spark.sparkContext,
        "sqlContext": context,
        "table": spark.table,
        "sql": spark.sql,
        "udf": udf,
    }
