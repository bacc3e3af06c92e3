"""What is told of a failure in Spark."""

from __future__ import annotations

import pytest

from corkboard_spark.words import innermost

JAVA = """An error occurred while calling o66.save.
: org.apache.spark.SparkException: Job aborted due to stage failure
\tat org.apache.spark.scheduler.DAGScheduler.abortStage(DAGScheduler.scala:2785)
Caused by: java.io.IOException: No space left on device
\tat java.base/java.io.FileOutputStream.writeBytes(Native Method)
"""
SLOW = """An error occurred while calling o66.save.
: org.apache.spark.SparkException: Python worker failed to connect back.
Caused by: java.net.SocketTimeoutException: Accept timed out
"""


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (JAVA, "No space left on device"),
        (SLOW, "Python worker failed to connect back: this machine is too busy"),
        ("[PATH_NOT_FOUND] Path does not exist: x.\nmore", "[PATH_NOT_FOUND] Path does not exist: x."),
        ("", ""),
    ],
)
def test_a_failure_is_told_by_its_innermost_cause(said, told):
    """Which of Spark's objects was called says nothing to anybody."""
    assert innermost(said) == told
